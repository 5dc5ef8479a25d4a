"""The REST API: ``/api/v1/…``, generated from the kinds, beside what they have in common (OPS-3)."""

from __future__ import annotations

from flask import Response, current_app
from flask_appbuilder import AppBuilder
from flask_wtf import CSRFProtect

from app.panel.api_keys import is_api
from app.panel.rest_access import AccessRequestsApi, ParticipantsApi
from app.panel.rest_changes import ChangesApi, ChangesetsApi
from app.panel.rest_custom_fields import CustomFieldsApi
from app.panel.rest_imports import ImportsApi
from app.panel.rest_jobs import JobsApi
from app.panel.rest_kept import FiltersApi, ViewsApi
from app.panel.rest_records import RecordApi
from app.panel.rest_relation_map import RelationMapApi
from app.panel.rest_relation_types import RelationTypesApi
from app.panel.rest_relations import RelationsApi
from app.panel.rest_search import DescriptionApi, SearchApi
from app.panel.rest_words import GroupsApi, TagsApi
from app.records.kinds import Kind

RESOURCES = (
    *(ParticipantsApi, AccessRequestsApi),
    *(GroupsApi, TagsApi, FiltersApi, ViewsApi, CustomFieldsApi),
    *(RelationTypesApi, RelationsApi, RelationMapApi),
    *(ChangesApi, ChangesetsApi, ImportsApi, JobsApi, SearchApi, DescriptionApi),
)


def register(appbuilder: AppBuilder, _csrf: CSRFProtect) -> None:
    """Put what kinds have in common into the house; the resource of a kind comes with its view. Requests by key need no token of a
    form; others are asked for it by ``RestApi.admit``."""
    current_app.json.sort_keys = False  # type: ignore[attr-defined]
    current_app.after_request(_say_how_to_sign_in)
    for resource in RESOURCES:
        appbuilder.add_api(resource)


def add_kind(appbuilder: AppBuilder, kind: Kind) -> None:
    """The resource of one kind, if there is none yet."""
    known = {view.kind.name for view in appbuilder.baseviews if isinstance(view, RecordApi)}
    if kind.name not in known:
        appbuilder.add_api(RecordApi.of(kind))


def _say_how_to_sign_in(response: Response) -> Response:
    if response.status_code == 401 and is_api():
        response.headers["WWW-Authenticate"] = 'Bearer realm="Splot"'
    return response
