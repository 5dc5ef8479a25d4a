"""Relation types over the API (REL-2, SET-5): read by who works here, changed by administrators as on their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose

from app.domain import relation_types as types
from app.domain.choice_sets import OTHER_LANGUAGES
from app.domain.relation_types import Unfit
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.messages import say
from app.models import Operation, RelationType, Side, Via
from app.panel.boundary import asking
from app.panel.rest_base import (
    Json,
    RestApi,
    answer,
    body,
    needs,
    nothing,
    number_in_query,
    only,
    refuse_words_but,
    storable_id,
)
from app.panel.rest_documents import PAGE, added, answers, as_json, in_path, in_query, operation, page_of
from app.panel.rest_relation_type_shapes import (
    CHANGE,
    COLUMNS,
    FIXED,
    NEW,
    PLAIN,
    SHAPE,
    UNFIT,
    fits,
)
from app.records.changes import change_set
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.ties import is_switched_on

TAG = "relation-types"


class RelationTypesApi(RestApi):
    """``/api/v1/relation-types/``"""

    route_base = "/api/v1/relation-types"
    class_permission_name = "records"

    def admit(self, permission: str) -> None:
        super().admit(permission)
        if not is_switched_on():
            raise NotFound

    @expose("/", methods=["GET"])
    @needs("read")
    def list_types(self) -> Response:
        refuse_words_but("deleted", "page", "page_size")
        found = types.relation_types(asking().session, deleted=request.args.get("deleted") == "1")
        size = number_in_query("page_size", 50, MAX_PAGE_SIZE)
        first = (number_in_query("page", 1, MAX_PAGE) - 1) * size
        return answer({"count": len(found), "result": [told(one) for one in found[first : first + size]]})

    @expose("/", methods=["POST"])
    @needs("read")
    def add_type(self) -> Response:
        _refuse_others()
        sent = only(body(), (*FIXED, *PLAIN))
        with _told_by_api_names(), change_set(asking().session, Operation.ADDED, Via.API):
            made = types.add_relation_type(asking().session, _given(sent))
        return answer({"id": made.id, "result": told(made)}, 201, Location=f"{self.route_base}/{made.id}")

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_type(self, pk: int) -> Response:
        return answer(told(types.relation_type(asking().session, storable_id(pk))))

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("read")
    def change_type(self, pk: int) -> Response:
        _refuse_others()
        sent = only(body(), (*FIXED, *PLAIN, "unfit"))
        unfit = _unfit(sent.pop("unfit", Unfit.REFUSE.value))
        with _told_by_api_names(), change_set(asking().session, Operation.EDITED, Via.API):
            changed = types.change_relation_type(asking().session, storable_id(pk), _given(sent), unfit)
        return answer({"id": pk, "result": told(changed)})

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("read")
    def remove_type(self, pk: int) -> Response:
        _refuse_others()
        with change_set(asking().session, Operation.DELETED, Via.API):
            types.remove_relation_type(asking().session, storable_id(pk))
        return nothing()

    @expose("/<int:pk>/restore", methods=["POST"])
    @needs("read")
    def restore_type(self, pk: int) -> Response:
        _refuse_others()
        with change_set(asking().session, Operation.RESTORED, Via.API):
            found = types.bring_back_relation_type(asking().session, storable_id(pk))
        return answer({"id": pk, "result": told(found)})

    def document(self) -> Json:
        if not is_switched_on():
            return {}
        done, here, written = added(SHAPE), [in_path("pk")], ("403", "413", "422")
        deleted = in_query("deleted", {"type": "string", "enum": ["1"]}, "The deleted ones")
        as_now = answers("200", "As it is now", done)
        removed = answers("204", "It is gone, and its relations with it, until it is brought back")
        one: Json = {
            "get": operation("Get one", TAG, answers("200", "It", SHAPE), parameters=here, also=("404",)),
            "delete": operation("Delete with its relations", TAG, removed, parameters=here, also=("404", "403")),
        }
        for method in ("put", "patch"):
            one[method] = operation(
                "Change what is given, and say what becomes of relations that no longer fit",
                TAG,
                as_now,
                parameters=here,
                sent=as_json(CHANGE),
                also=("404", "409", *written),
            )
        made = answers("201", "Added", done)
        return {
            f"{self.route_base}/": {
                "get": operation(
                    "List", TAG, answers("200", "One page", page_of(SHAPE)), parameters=[deleted, *PAGE], also=("404",)
                ),
                "post": operation("Add", TAG, made, sent=as_json(NEW), also=("404", "409", *written)),
            },
            f"{self.route_base}/{{pk}}": one,
            f"{self.route_base}/{{pk}}/restore": {
                "post": operation("Bring back", TAG, as_now, parameters=here, also=("404", "403"))
            },
        }


def _refuse_others() -> None:
    if not asking().viewer.is_admin:
        raise Forbidden(say("Only administrators change relation types."))


# --- what comes in -----------------------------------------------------------------------------------------------------------


def _unfit(word: Any) -> Unfit:
    if word not in UNFIT:
        raise Invalid(say("Write one of: %(choices)s.", choices=", ".join(UNFIT)), "unfit")
    return Unfit(word)


def _given(sent: Json) -> Mapping[str, Any]:
    """What was sent, by the names of the columns; raises ``Invalid`` for JSON of another sort."""
    for name, value in sent.items():
        if not fits({**FIXED, **PLAIN}[name], value):
            raise Invalid(say("This is of another type than expected here."), name)
    given = {COLUMNS.get(name, name): value for name, value in sent.items() if name != "labels"}
    for side, words in _by_side(sent.get("labels", {})).items():
        given.update({f"{side}_label_{code}": text for code, text in words.items()})
    return given


def _by_side(labels: Mapping[str, list[str]]) -> dict[Side, dict[str, str]]:
    """Labels by language, a pair of each, as labels of each side."""
    if unknown := [code for code in labels if code not in OTHER_LANGUAGES]:
        raise Invalid(say("There is no field named “%(name)s” here.", name=unknown[0]), "labels")
    if any(len(pair) != len(Side) for pair in labels.values()):
        raise Invalid(say("Write two labels for each language, of the primary and of the secondary side."), "labels")
    return {side: {code: pair[place] for code, pair in labels.items()} for place, side in enumerate(Side)}


@contextmanager
def _told_by_api_names() -> Iterator[None]:
    """What is refused is told under the names that the API has for it."""
    try:
        yield
    except (Invalid, Conflict) as error:
        error.errors = {_api_name(name): sentences for name, sentences in error.errors.items()}
        raise


def _api_name(name: str) -> str:
    by_language = {f"{side}_label_{code}" for side in Side for code in OTHER_LANGUAGES}
    if name in by_language:
        return "labels"
    return next((told for told, column in COLUMNS.items() if column == name), name)


# --- what goes out -----------------------------------------------------------------------------------------------------------


def told(of: RelationType) -> Json:
    """A relation type as the API gives it."""
    labels = {
        code: [(getattr(of, f"{side}_labels") or {}).get(code, "") for side in Side]
        for code in OTHER_LANGUAGES
        if any((getattr(of, f"{side}_labels") or {}).get(code) for side in Side)
    }
    names = [name for name in (*FIXED, *PLAIN) if name != "labels"]
    return {
        "id": of.id,
        **{name: getattr(of, COLUMNS.get(name, name)) for name in names},
        "labels": labels,
        "deleted": of.deleted_at is not None,
    }
