"""Export of a list as a file (LST-3): the form in the list's header and as a page, and the file itself, sent while it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, redirect, render_template, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from app.domain.export_tables import TableFormat
from app.domain.exporting import (
    FORMAT_LABELS,
    Export,
    all_columns,
    export_of,
    made_for,
    write_query,
    write_records,
)
from app.domain.list_views import Layout, layout_of
from app.domain.mass_actions import visible_ids
from app.domain.saved_filters import Asked, ask
from app.kernel.clock import today
from app.kernel.database import db
from app.kernel.errors import BadQuery, Forbidden
from app.kernel.messages import say
from app.kernel.settings import get_setting
from app.kernel.text import strip_controls
from app.kernel.viewer import Viewer, session_for
from app.panel.list_links import Listing
from app.records.fields import Asking
from app.records.filters import MAX_PAGE_SIZE, Query
from app.records.kinds import Kind
from app.records.link_fields import is_id
from app.records.search import count_of, sorted_ids_of

OWN_WORDS = frozenset({"format", "fields", "rows", "ids", "csrf_token"})
FIELDS = ("shown", "all")
ROWS = ("all", "page", "ticked")

Answer = str | AnyResponse
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ExportRequest:
    """An export as an address or form asks for it: its own words beside those of the list, which say what the list shows."""

    asked: Asked
    words: dict[str, str]
    pairs: Pairs
    layout: Layout

    @property
    def query(self) -> Query:
        return self.asked.query

    @property
    def format(self) -> str:
        return self.words.get("format", "")


def register(app: Flask) -> None:
    """Let templates ask who may export, and into what."""
    app.jinja_env.globals.update(may_export=may_export, export_formats=FORMAT_LABELS)


def may_export(of: Kind) -> bool:
    """Whether the roles of who asks let them export this kind."""
    return bool(current_app.extensions["appbuilder"].sm.has_access("can_export", f"records.{of.plural}"))


def check_right(of: Kind) -> None:
    """Raises ``Forbidden`` for who may not export this kind."""
    if not may_export(of):
        raise Forbidden(say("Your role does not allow this. Ask an administrator."))


# --- the ways in -----------------------------------------------------------------------------------------------------------


def export_page(asking: Asking, of: Kind) -> Answer:
    """The file that the address asks for; without a format, the form to choose one."""
    check_right(of)
    wanted = read_request(asking, of, request.args.items(multi=True))
    if not wanted.format:
        return _form_page(asking, of, wanted)
    export = export_for(of, wanted)
    made, ids = made_for(asking, export), _chosen_ids(asking, wanted)
    made.check_size(len(ids) if ids is not None else count_of(asking, wanted.query, exact=True)[0])
    name = file_name(asking, of, wanted.asked, made.suffix)
    return file_answer(stream(asking.viewer, wanted.query, ids, export, made), made, name, f"{of.plural}.{made.suffix}")


def start_page(asking: Asking, of: Kind) -> Answer:
    """What the form asks for: its file has an address of its own."""
    check_right(of)
    wanted = read_request(asking, of, request.form.items(multi=True))
    export_for(of, wanted)
    return redirect(f"{of.route}/export?{urlencode(_words_of(wanted))}", code=303)


def _words_of(wanted: ExportRequest) -> Pairs:
    own = [(word, value) for word, value in wanted.words.items() if word != "csrf_token" and value]
    return [*own, *wanted.pairs]


def read_request(asking: Asking, of: Kind, pairs: Iterable[tuple[str, str]]) -> ExportRequest:
    """The words of a list and those of its export; raises ``BadQuery`` for what is unknown. A saved filter that can no longer be
    asked as a whole is refused, never asked in part (FLT-8)."""
    given = list(pairs)
    own = [pair for pair in given if pair[0] in OWN_WORDS]
    words = {word: ",".join(value for name, value in own if name == word and value) for word, _ in own}
    rest = [pair for pair in given if pair[0] not in OWN_WORDS]
    for word, choices in (("rows", ROWS), ("fields", FIELDS)):
        if words.get(word, choices[0]) not in choices:
            raise BadQuery(
                say("“%(value)s” is not one of: %(choices)s.", value=words[word], choices=", ".join(choices))
            )
    layout = layout_of(asking, of, rest)
    if layout.kept_sort and "sort" not in dict(rest):
        rest.append(("sort", ",".join(layout.kept_sort)))
    asked = ask(asking, of, rest, page_size=int(get_setting(asking.session, "lists.page_size")))
    for broken in asked.broken:
        raise BadQuery(broken.message)
    return ExportRequest(asked, words, rest, layout)


def export_for(of: Kind, wanted: ExportRequest) -> Export:
    """The columns and the format that were asked for; raises ``BadQuery``."""
    columns = all_columns(of) if wanted.words.get("fields") == "all" else wanted.layout.words
    return export_of(of, columns, wanted.format, is_trash=wanted.query.is_trash)


def _named(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _chosen_ids(asking: Asking, wanted: ExportRequest) -> list[int] | None:
    """The rows that were ticked, or those of one page; None for all that match."""
    match wanted.words.get("rows"):
        case "page":
            query = wanted.query
            page = sorted_ids_of(asking, query).limit(query.page_size).offset((query.page - 1) * query.page_size)
            return list(asking.session.scalars(page))
        case "ticked":
            return _ticked(asking, wanted)
    return None


def _ticked(asking: Asking, wanted: ExportRequest) -> list[int]:
    """Those of the ticked rows that the list has, in its order."""
    words = _named(wanted.words.get("ids", ""))
    if not words:
        raise BadQuery(say("Tick at least one row first."))
    for word in words:
        if not is_id(word):
            raise BadQuery(say("“%(value)s” is not the number of a record.", value=word[:100]))
    if len(words) > MAX_PAGE_SIZE:
        raise BadQuery(say("Tick at most %(count)s rows, or export all that match.", count=MAX_PAGE_SIZE))
    query = wanted.query
    return visible_ids(asking, query.kind, [int(word) for word in dict.fromkeys(words)], is_trash=query.is_trash)


# --- the form --------------------------------------------------------------------------------------------------------------


def _form_page(asking: Asking, of: Kind, wanted: ExportRequest) -> str:
    count, _ = count_of(asking, wanted.query, exact=True)
    listing = Listing(of, replace(wanted.query, page=1), wanted.asked.saved, layout=wanted.layout)
    return render_template("pages/export.html", listing=listing, count=count, kept=wanted.pairs, page_rows=None)


# --- the file --------------------------------------------------------------------------------------------------------------


def stream(viewer: Viewer, query: Query, ids: list[int] | None, export: Export, made: TableFormat) -> Iterator[bytes]:
    """The bytes of a file, read in a session of their own: the request's has ended when the first goes out. It only reads, so nobody
    who writes waits for a slow taker."""
    with session_for(db.engine, viewer) as session:
        asking = Asking(session, viewer)
        if ids is None:
            yield from write_query(asking, query, export, made)
        else:
            yield from write_records(asking, [ids], export, made)


def file_answer(pieces: Iterator[bytes], made: TableFormat, name: str, plain_name: str) -> Response:
    """A file to be kept, under its name; ``plain_name`` is for programs that read no other letters than those of ASCII."""
    answer = Response(stream_with_context(pieces), mimetype=made.mimetype)
    answer.headers["Content-Disposition"] = attachment(name, plain_name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def attachment(name: str, plain_name: str) -> str:
    """``Content-Disposition`` for a name in any letters (RFC 6266, RFC 5987)."""
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_name(asking: Asking, of: Kind, asked: Asked, suffix: str) -> str:
    """*Osoby 2026-03-07.xlsx*; the saved filter's name where the list is one."""
    title = asked.saved.name if asked.saved is not None else str(of.label_plural)
    clean = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in strip_controls(title)).strip(" .")
    return f"{clean[:80] or of.plural} {today(asking.viewer.time_zone)}.{suffix}"
