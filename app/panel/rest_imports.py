"""Imports over the API: a file and what is decided about it, answered with a job (IMP-5)."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request
from flask_appbuilder.api import expose

from app.domain.import_files import forget_bytes, keep_file, keep_options, options_of, preview_of
from app.domain.import_options import (
    ImportOptions,
    check_dates,
    check_policy,
    imported_kind,
    mapped_columns,
    read_mapping,
)
from app.domain.reading_tables import ReadOptions
from app.jobs.imports import start_import
from app.kernel.errors import Invalid, SplotError
from app.kernel.messages import say
from app.models import ImportFile, Via
from app.panel.boundary import asking
from app.panel.import_rights import check_import
from app.panel.rest_base import Json, RestApi, answer, needs
from app.panel.rest_documents import STARTED, answers, operation
from app.panel.rest_shapes import TEXT
from app.records.kinds import Kind
from app.records.many_fields import split_words

CHOICES = ("encoding", "delimiter", "header_row", "mapping", "on_duplicate", "groups", "tags", "owner", "dates")
WORDS = ("kind", *CHOICES)
LARGEST_HEADER_ROW = 1000


class ImportsApi(RestApi):
    """``/api/v1/imports/``"""

    route_base = "/api/v1/imports"
    class_permission_name = "imports"

    @expose("/", methods=["POST"])
    @needs("import")
    def start(self) -> Response:
        for word in request.form:
            if word not in WORDS:
                raise Invalid(say("There is no field named “%(name)s” here.", name=word[:100]), word[:100])
        of, upload = imported_kind(request.form.get("kind", "")), request.files.get("file")
        check_import(of)
        if upload is None or not upload.filename:
            raise Invalid(say("Send a file."), "file")
        file = keep_file(asking(), of, upload.filename, upload.stream, _read_options())
        try:
            _decide(of, file)
            job = start_import(asking(), file, Via.API)
        except SplotError:
            forget_bytes(asking(), file)
            raise
        return answer({"id": job.id}, 202)

    def document(self) -> Json:
        file: Json = {"type": "string", "format": "binary"}
        sent: Json = {
            "type": "object",
            "required": ["file", "kind"],
            "properties": {"file": file, "kind": TEXT, **dict.fromkeys(CHOICES, TEXT)},
            "example": {"file": "contacts.csv", "kind": "person", "on_duplicate": "skip", "tags": "Fair"},
        }
        post = operation(
            "Import a file, as a job",
            "imports",
            answers("202", "A job was started", STARTED),
            sent={"multipart/form-data": {"schema": sent}},
            also=("409", "413", "422"),
        )
        return {"/api/v1/imports/": {"post": post}}


def _read_options() -> ReadOptions:
    form = request.form
    row = form.get("header_row") or None
    if row is not None and not (row.isascii() and row.isdigit() and len(row) < 5 and int(row) <= LARGEST_HEADER_ROW):
        raise Invalid(say("Write a whole number."), "header_row")
    return ReadOptions(form.get("encoding") or None, form.get("delimiter") or None, int(row) if row else None)


def _decide(of: Kind, file: ImportFile) -> None:
    """What was sent stands above what the file itself suggests."""
    options, form = options_of(file), request.form
    headers = preview_of(asking(), file, options.read).headers
    decided: ImportOptions = replace(
        options,
        on_duplicate=check_policy(form.get("on_duplicate", options.on_duplicate)),
        groups=tuple(split_words(form.get("groups"))),
        tags=tuple(split_words(form.get("tags"))),
        owner=form.get("owner", options.owner),
        dates=check_dates(form.get("dates", "")),
    )
    if form.get("mapping"):
        decided = replace(decided, columns=mapped_columns(of, headers, read_mapping(form["mapping"])))
    keep_options(file, decided, headers)
