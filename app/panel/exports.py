"""Export of a list as a file (LST-3): the form in the list's header and as a page, and the file itself, sent while it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, redirect, render_template, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from app.domain.export_tables import TableFormat
from app.domain.exporting import (
    FORMAT_LABELS,
    STEP,
    Export,
    all_columns,
    export_of,
    format_named,
    made_for,
    write_query,
    write_records,
)
from app.domain.list_views import Layout, layout_of
from app.domain.mass_actions import Selection, drift, find_selection, seal, seal_again, visible_ids
from app.domain.saved_filters import Asked, ask
from app.jobs.exports import file_of, start_export
from app.jobs.queue import own_job
from app.kernel.clock import today
from app.kernel.database import db
from app.kernel.errors import BadQuery, Forbidden, NotFound
from app.kernel.messages import Message, say
from app.kernel.settings import get_setting
from app.kernel.text import strip_controls
from app.kernel.viewer import Viewer, session_for
from app.models import JobState
from app.panel.list_links import Listing
from app.panel.mass_words import drift_words
from app.records.fields import Asking
from app.records.filters import MAX_PAGE_SIZE, Query
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.link_fields import is_id
from app.records.search import count_of, sorted_ids_of
from app.records.selections import sealed_ids

OWN_WORDS = frozenset({"format", "fields", "rows", "ids", "selection", "csrf_token"})
FIELDS = ("shown", "all")
ROWS = ("all", "page", "ticked")
PIECE = 1 << 16

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
    """The file that the address asks for; the form where no format is chosen yet, or where there are too many rows for one answer."""
    check_right(of)
    wanted = read_request(asking, of, request.args.items(multi=True))
    if not wanted.format:
        return _form_page(asking, of, wanted)
    export = export_for(of, wanted)
    ids = _chosen_ids(asking, wanted)
    count = len(ids) if ids is not None else count_of(asking, wanted.query, exact=True)[0]
    if count > _at_once(asking):
        return _form_page(asking, of, wanted)
    made = made_for(asking, export)
    name = file_name(asking, of, wanted.asked, made.suffix)
    return file_answer(stream(asking.viewer, wanted.query, ids, export, made), made, name, f"{of.plural}.{made.suffix}")


def start_page(asking: Asking, of: Kind) -> Answer:
    """What the form asks for: a file has an address of its own; one of very many rows is written by a job."""
    check_right(of)
    wanted = read_request(asking, of, request.form.items(multi=True))
    export = export_for(of, wanted)
    sealed = _selection(asking, wanted)
    if sealed is not None and sealed.job.state is not JobState.DRAFT:
        return redirect(f"/jobs/{sealed.job.id}", code=303)
    if sealed is not None and (changed := drift(asking, sealed)) is not None:
        seal_again(asking, sealed)
        return _form_page(asking, of, wanted, drift_words(changed))
    selection = sealed or _sealed_where_long(asking, wanted)
    if selection is None or selection.count <= _at_once(asking):
        return redirect(f"{of.route}/export?{urlencode(_words_of(wanted))}", code=303)
    name = file_name(asking, of, wanted.asked, format_named(export.format).suffix)
    return redirect(f"/jobs/{start_export(asking, selection, export, name).id}", code=303)


def _sealed_where_long(asking: Asking, wanted: ExportRequest) -> Selection | None:
    """All that match, where they are too many for one answer."""
    is_all = wanted.words.get("rows", ROWS[0]) == ROWS[0]
    if not is_all or count_of(asking, wanted.query, exact=True)[0] <= _at_once(asking):
        return None
    return seal(asking, wanted.query.kind, wanted.query)


def choose_url(of: Kind, selection: Selection) -> str:
    """Where the mass bar leads: the form for a sealed selection."""
    check_right(of)
    words = {"selection": selection.id, **({"deleted": "1"} if selection.is_trash else {})}
    return f"{of.route}/export?{urlencode(words)}"


def _at_once(asking: Asking) -> int:
    return int(get_setting(asking.session, "exports.at_once"))


def _selection(asking: Asking, wanted: ExportRequest) -> Selection | None:
    """The sealed selection that is asked for."""
    word = wanted.words.get("selection")
    if not word:
        return None
    if not is_id(word):
        raise NotFound
    return find_selection(asking, wanted.query.kind, int(word))


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
    return export_of(of, columns, wanted.format, is_trash=wanted.query.is_trash, widths=wanted.layout.widths)


def _named(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _chosen_ids(asking: Asking, wanted: ExportRequest) -> list[int] | None:
    """The rows that were ticked or sealed, or those of one page; None for all that match."""
    if (selection := _selection(asking, wanted)) is not None:
        return sealed_ids(asking.session, selection.id)
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


def _form_page(asking: Asking, of: Kind, wanted: ExportRequest, changed: Message | None = None) -> str:
    selection = _selection(asking, wanted)
    count = selection.count if selection is not None else count_of(asking, wanted.query, exact=True)[0]
    listing = Listing(of, replace(wanted.query, page=1), wanted.asked.saved, layout=wanted.layout)
    kept = [*wanted.pairs, *([("selection", str(selection.id))] if selection is not None else [])]
    return render_template(
        "pages/export.html",
        listing=listing,
        count=count,
        kept=kept,
        page_rows=None,
        chosen=wanted.words,
        changed=changed,
        is_job=count > _at_once(asking),
    )


# --- the file --------------------------------------------------------------------------------------------------------------


def stream(viewer: Viewer, query: Query, ids: list[int] | None, export: Export, made: TableFormat) -> Iterator[bytes]:
    """The bytes of a file, read in a session of their own: the request's has ended when the first goes out. It only reads, so nobody
    who writes waits for a slow taker."""
    with session_for(db.engine, viewer) as session:
        asking = Asking(session, viewer)
        if ids is None:
            yield from write_query(asking, query, export, made)
        else:
            steps = [ids[first : first + STEP] for first in range(0, len(ids), STEP)]
            yield from write_records(asking, steps, export, made)


def file_answer(pieces: Iterator[bytes], made: TableFormat | type[TableFormat], name: str, plain_name: str) -> Response:
    """A file to be kept, under its name; ``plain_name`` is for programs that read no other letters than those of ASCII."""
    answer = Response(stream_with_context(pieces), mimetype=made.mimetype)
    answer.headers["Content-Disposition"] = attachment(name, plain_name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def job_file(asking: Asking, job_id: int) -> AnyResponse:
    """The file that a job has written, for who started it and for administrators, while their role lets them export."""
    job = own_job(asking.session, job_id)
    path = file_of(asking, job)
    of = kind_named(job.payload["kind"])
    check_right(of)
    made = format_named(job.payload["format"])
    answer = file_answer(_bytes_of(path), made, job.payload["name"], f"{of.plural}.{made.suffix}")
    answer.content_length = path.stat().st_size
    return answer


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def attachment(name: str, plain_name: str) -> str:
    """``Content-Disposition`` for a name in any letters (RFC 6266, RFC 5987)."""
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_name(asking: Asking, of: Kind, asked: Asked, suffix: str) -> str:
    """*Osoby 2026-03-07.xlsx*; the saved filter's name where the list is one."""
    title = asked.saved.name if asked.saved is not None else str(of.label_plural)
    clean = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in strip_controls(title)).strip(" .")
    return f"{clean[:80] or of.plural} {today(asking.viewer.time_zone)}.{suffix}"
