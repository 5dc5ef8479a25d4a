"""One resource per kind, generated from its declaration: list, get, add, change, delete, restore, mass action."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from flask import Response, request
from flask_appbuilder.api import expose

from app.kernel.errors import BadQuery, Conflict, FieldErrors, Invalid, NotFound
from app.kernel.messages import say
from app.models import Operation, Record, Via
from app.panel.boundary import asking
from app.panel.rest_base import Json, RestApi, answer, body, needs, nothing, refuse_words_but, spoken, storable_id
from app.panel.rest_documents import kind_paths
from app.panel.rest_exports import export_answer, export_path
from app.panel.rest_mass import start_mass
from app.panel.rest_query import names_of_one, read_list
from app.panel.rest_shapes import misfits
from app.records.access import Scope
from app.records.changes import change_set
from app.records.columns import column_of
from app.records.kinds import Kind, KindNow, is_on
from app.records.relation_fields import forget_ends
from app.records.saving import add_record, change_record
from app.records.search import list_page, load_rows
from app.records.trash import put_in_trash, take_out_of_trash

_TAG = re.compile(r'(?:W/)?"?(\d{1,9})(?::\w+)?"?')


class RecordApi(RestApi):
    """``/api/v1/<plural>/`` of one kind."""

    kind: ClassVar[Kind]

    @classmethod
    def of(cls, kind: Kind) -> type[RecordApi]:
        """The resource of a kind."""
        name = f"{kind.plural.title().replace('-', '')}Api"
        place = {"route_base": f"/api/v1/{kind.plural}", "class_permission_name": f"records.{kind.plural}"}
        return type(name, (cls,), {"kind": KindNow(kind.name), **place})

    def document(self) -> Json:
        name = type(self).__dict__["kind"].name
        paths = {**kind_paths(self.kind), f"{self.route_base}/export": export_path(self.kind)}
        return paths if is_on(name) else {}

    @expose("/", methods=["GET"])
    @needs("read")
    def list_records(self) -> Response:
        wanted = read_list(asking(), self.kind, request.args.items(multi=True))
        page = list_page(asking(), wanted.query, wanted.names, exact_count=wanted.is_exact)
        capped = {"count_is_capped": True} if page.is_capped else {}
        rows = [told(self.kind, record, wanted.names) for record in page.rows]
        return answer({"count": page.count, **capped, "result": rows})

    @expose("/", methods=["POST"])
    @needs("write")
    def add_record(self) -> Response:
        raw = writable(self.kind, body(), None)
        with change_set(asking().session, Operation.ADDED, Via.API):
            record_id = add_record(asking(), self.kind, raw).id
        response = self._answer(record_id, 201)
        response.headers["Location"] = f"{self.route_base}/{record_id}"
        return response

    @expose("/export", methods=["GET"])
    @needs("export")
    def export_records(self) -> Response:
        return export_answer(asking(), self.kind, request.args.items(multi=True))

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_record(self, pk: int) -> Response:
        refuse_words_but("deleted", "columns")
        wanted = read_list(asking(), self.kind, request.args.items(multi=True))
        names = wanted.names if "columns" in request.args else names_of_one(self.kind)
        record = self._record(pk, Scope.TRASH if wanted.query.is_trash else Scope.LIVE, names)
        data = told(self.kind, record, names)
        mark = etag(data)
        if request.if_none_match.contains_weak(mark.strip('"')):
            return nothing(304, ETag=mark)
        return answer(data, ETag=mark)

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("write")
    def change_record(self, pk: int) -> Response:
        record = self._record(pk)
        _refuse_changed(record)
        raw = writable(self.kind, body(), record)
        with change_set(asking().session, Operation.EDITED, Via.API):
            change_record(asking(), self.kind, record, raw)
        return self._answer(pk)

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("delete")
    def delete_record(self, pk: int) -> Response:
        record = self._record(pk)
        _refuse_changed(record)
        with change_set(asking().session, Operation.DELETED, Via.API):
            put_in_trash(asking(), record)
        return nothing()

    @expose("/<int:pk>/restore", methods=["POST"])
    @needs("delete")
    def restore_record(self, pk: int) -> Response:
        record = self._record(pk, Scope.TRASH)
        _refuse_changed(record)
        with change_set(asking().session, Operation.RESTORED, Via.API):
            take_out_of_trash(asking(), record)
        return self._answer(pk)

    @expose("/mass", methods=["POST"])
    @needs("mass")
    def mass(self) -> Response:
        return answer({"id": start_mass(asking(), self.kind, body())}, 202)

    def _record(self, pk: int, scope: Scope = Scope.LIVE, names: tuple[str, ...] = ()) -> Any:
        found = load_rows(asking(), self.kind, [storable_id(pk)], names, scope=scope)
        if not found:
            raise NotFound
        return found[0]

    def _answer(self, pk: int, status: int = 200) -> Response:
        """The record as it is now; without ``result`` where the change took it out of the viewer's sight."""
        asking().session.expire_all()
        forget_ends(asking().session)
        names = names_of_one(self.kind)
        found = load_rows(asking(), self.kind, [pk], names)
        if not found:
            return answer({"id": pk, "result": None}, status)
        data = told(self.kind, found[0], names)
        return answer({"id": pk, "result": data}, status, ETag=etag(data))


def told(kind: Kind, record: Record, names: tuple[str, ...]) -> Json:
    """A record as the API gives it."""
    head = {"id": record.id, "kind": kind.name, "name": record.name, "version": record.version}
    return {**head, **{name: column_of(kind, name).api(record) for name in names}}


def etag(data: Json) -> str:
    """The version, which ``If-Match`` compares, and a digest of all that is told, which ``If-None-Match`` compares too: a name of a
    linked record can change, or go out of the viewer's sight, while the version stays."""
    words = json.dumps(spoken(data), default=str, sort_keys=True)
    return f'"{data["version"]}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"'


def writable(kind: Kind, raw: Mapping[str, Any], record: Record | None) -> Json:
    """What is to be written; raises ``Invalid`` for JSON of the wrong sort and for what is read-only.

    A read-only value that comes back as it was given is let pass, so that a record can be got, changed and put.
    """
    if record is not None and raw.get("version", record.version) != record.version:
        raise _conflict(record)
    errors: FieldErrors = misfits(kind, raw)
    values: Json = {}
    given = {} if record is None else {**told(kind, record, _read_only(kind, raw))}
    for name, value in raw.items():
        field = kind.by_name.get(name)
        if field is not None and field.is_editable:
            values[name] = value
        elif name not in given or given[name] != value:
            errors[name] = [say("There is no field named “%(name)s” that can be written.", name=name[:100])]
    if errors:
        raise Invalid.many(errors)
    return values


def _read_only(kind: Kind, raw: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in raw if name in kind.by_name and not kind.by_name[name].is_editable)


def _expected_version(record: Record) -> int | None:
    """The version that ``If-Match`` names; None where any will do. What cannot be read is a version that never was."""
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    versions = [int(match[1]) for part in header.split(",") if (match := _TAG.fullmatch(part.strip()))]
    if not versions:
        raise BadQuery(say("If-Match takes the ETag of the record as it was read."))
    return record.version if record.version in versions else versions[0]


def _refuse_changed(record: Record) -> None:
    if _expected_version(record) not in {None, record.version}:
        raise _conflict(record)


def _conflict(record: Record) -> Conflict:
    who = repr(record.changed_by) if record.changed_by else "Splot"
    return Conflict(say("%(who)s changed this record since you read it. Look at the new values first.", who=who))
