"""A whole list as a file over the API, sent while it is made: the query of the list, in any of the formats (LST-3)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from app.domain.exporting import FORMATS, export_of, made_for
from app.domain.saved_filters import Asked
from app.kernel.errors import BadQuery
from app.kernel.messages import say
from app.panel.exports import file_answer, file_name, stream
from app.panel.rest_documents import file_answers, in_query, list_parameters, operation
from app.panel.rest_query import read_list
from app.panel.rest_shapes import Schema
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.search import count_of

PAGING = ("page", "page_size", "count")


def export_answer(asking: Asking, kind: Kind, pairs: Iterable[tuple[str, str]]) -> Response:
    """All that match, whatever their number; raises ``BadQuery`` for what is unknown."""
    given = list(pairs)
    chosen = next((value for word, value in reversed(given) if word == "format"), "csv")
    for word, _ in given:
        if word in PAGING:
            raise BadQuery(say("An export takes all that match; “%(word)s” means nothing here.", word=word))
    wanted = read_list(asking, kind, [pair for pair in given if pair[0] != "format"])
    export = export_of(kind, wanted.names, chosen, is_trash=wanted.query.is_trash)
    made = made_for(asking, export)
    made.check_size(count_of(asking, wanted.query, exact=True)[0])
    name = file_name(asking, kind, Asked(wanted.query), made.suffix)
    return file_answer(
        stream(asking.viewer, wanted.query, None, export, made), made, name, f"{kind.plural}.{made.suffix}"
    )


def export_path(kind: Kind) -> Schema:
    """The path in OpenAPI."""
    formats = in_query("format", {"type": "string", "enum": list(FORMATS), "default": "csv"}, "The format of the file")
    words = [one for one in list_parameters(kind) if one["name"] not in PAGING]
    get = operation("The list as a file", kind.plural, file_answers(), parameters=[formats, *words], also=("422",))
    return {"get": get}
