"""The list page of any kind, generated from its declaration (LST-1): rows, conditions, counts, and the ways from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask_appbuilder.utils.base import get_safe_redirect
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.domain.list_defaults import default_of
from app.domain.list_views import OWN, Layout, find_view, layout_of
from app.domain.saved_filters import ask, filters_for, read_saved
from app.kernel.errors import BadQuery, Conflict
from app.kernel.messages import say
from app.models import ContactGroup, Keepsake, Operation, Record, SavedFilter
from app.panel import cells
from app.panel.filter_forms import blocks_sent, is_form, words_of_form
from app.panel.filter_menu import FilterMenu
from app.panel.filter_panel import panel_sections
from app.panel.filter_values import sources_of
from app.panel.filterbar import (
    Block,
    blocks_of,
    broken_chips,
    chips_of,
    draft_of,
    kept_words,
)
from app.panel.list_choosing import choosing_page
from app.panel.list_columns import CHOOSE, chooser_context
from app.panel.list_empty import best_drop, trash_of
from app.panel.list_links import PAGE_SIZES, Listing
from app.panel.list_locked import locked_lines
from app.panel.list_tabs import tabs_of
from app.panel.mine import rows_on_a_page
from app.panel.rows import Rows
from app.panel.signs import asks_of_relations
from app.panel.toasts import toast
from app.records.access import Scope, is_kept_by
from app.records.changes import change_set
from app.records.field_types import Operator
from app.records.fields import Asking
from app.records.filters import OTHER_WORDS, Condition, Query
from app.records.kinds import Kind, kinds
from app.records.kinds import kind as kind_named
from app.records.link_fields import RecordField
from app.records.saving import change_record
from app.records.search import COUNT_CAP, counts_of, load_rows, page_ids
from app.records.vocabulary import preload, words_in

YEAR = 365 * 24 * 3600
KEPT_CHOICES = {"panel": ("1", "0"), "chips": ("1", "0")}
OPEN_SECTIONS = "sections"

Answer = str | Response


@dataclass(frozen=True)
class Numbers:
    """How many match and how many there are; capped ones mean *more than*."""

    count: int
    is_capped: bool = False
    total: int = 0
    total_is_capped: bool = False


def list_page(asking: Asking, kind: Kind) -> Answer:
    """The list that the address asks for; raises ``BadQuery`` with a sentence for whatever it cannot read."""
    args = request.args
    _preload(asking, kind)
    if not args and (first := filter_to_begin_with(asking, kind)) is not None:
        return redirect(f"{kind.route}/list/?filter={first.id}")
    if is_form(args):
        return _form_page(asking, kind)
    if any(args.get(word) in choices for word, choices in KEPT_CHOICES.items()):
        return _keep_choice(kind)
    listing = listing_of(asking, kind)
    part = listing.flags.get("part", "")
    if part == "view":
        return render_template("panel/list_part.html", **view_context(asking, listing))
    if listing.flags.get("choose"):
        return choosing_page(asking, listing)
    if part == "menu":
        under = listing.flags.get("under", "")
        template = "panel/filter_menu_part.html" if under else "panel/filter_menu_fields.html"
        return render_template(template, fields=FilterMenu(listing).at(under))
    bar = bar_of(asking, listing)
    if part == "chips":
        return render_template("panel/chips.html", listing=listing, **bar)
    return render_template("panel/list.html", listing=listing, **bar, **_rows_context(asking, listing, bar["blocks"]))


# --- reading the address ---------------------------------------------------------------------------------------------------


def listing_of(asking: Asking, kind: Kind) -> Listing:
    """This request's list."""
    args = request.args
    size = rows_on_a_page(asking)
    pairs = list(args.items(multi=True))
    layout = _layout(asking, kind, pairs)
    if layout.kept_sort and not args.get("sort"):
        pairs.append(("sort", ",".join(layout.kept_sort)))
    asked = ask(asking, kind, pairs, page_size=size)
    saved, kept = asked.saved, None
    if saved is None and args.get("saved"):
        saved = next((one for one in filters_for(asking, kind) if str(one.id) == args["saved"]), None)
    if saved is not None:
        kept = read_saved(asking, kind, saved)[0]
    flags = {word: value for word, value in pairs if word in OTHER_WORDS}
    if flags.get("count", "") not in {"", "exact"}:
        raise BadQuery(say("“count” is either left out or exact."))
    first = filter_to_begin_with(asking, kind)
    return Listing(kind, asked.query, saved, kept, asked.broken, size, flags, layout, first)


def _layout(asking: Asking, kind: Kind, pairs: list[tuple[str, str]]) -> Layout:
    """How the list is laid out. A link to a view that is gone, or not shared, still shows the records, and says so."""
    word = request.args.get("view", "")
    try:
        find_view(asking, kind, word or OWN)
    except BadQuery as error:
        toast(error.message, is_bad=True)
        return layout_of(asking, kind, [pair for pair in pairs if pair[0] != "view"])
    return layout_of(asking, kind, pairs)


def view_context(asking: Asking, listing: Listing) -> dict[str, Any]:
    """Tabs, table and the chooser that is open: what a script puts in place of the old ones."""
    choosing = chooser_context(asking, listing) if listing.flags.get("choose") == CHOOSE else {}
    return {"listing": listing, **_rows_context(asking, listing, []), **choosing}


def filter_to_begin_with(asking: Asking, kind: Kind) -> SavedFilter | None:
    """The filter that a bare address of the list leads to."""
    found = default_of(asking, kind, Keepsake.FILTER, filters_for(asking, kind))
    return found if isinstance(found, SavedFilter) else None


def _form_page(asking: Asking, kind: Kind) -> Answer:
    """A form of conditions: gone on to the address that it means, or its panel drawn anew where a script asks for that."""
    words = words_of_form(kind, request.args)
    if request.args.get("part") != "panel":
        return redirect(f"{kind.route}/list/?{urlencode(words)}")
    listing = Listing(kind, Query(kind=kind))
    blocks = blocks_sent(asking, kind, request.args)
    kept = [(word, value) for word, value in words if "." not in word]
    sections = panel_sections(asking, kind, blocks, _opened())
    return render_template("panel/filter_panel.html", listing=listing, sections=sections, kept=kept)


def _keep_choice(kind: Kind) -> Response:
    """Keep how panel and chip bar stand, and go on to the same list."""
    words = [(word, value) for word, value in request.args.items(multi=True) if word not in KEPT_CHOICES]
    answer = redirect(f"{kind.route}/list/?{urlencode(words)}")
    for word, choices in KEPT_CHOICES.items():
        if request.args.get(word) in choices:
            answer.set_cookie(word, request.args[word], max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return answer


def _opened() -> list[str]:
    """The sections of the panel that the viewer left open."""
    return request.cookies.get(OPEN_SECTIONS, "dates.main").split(".")


# --- what the page shows ---------------------------------------------------------------------------------------------------


def bar_of(asking: Asking, listing: Listing) -> dict[str, Any]:
    """Chips, menu and panel."""
    has_panel = _has_panel() and not listing.query.is_trash
    blocks = blocks_of(asking, listing.kind, listing.query.conditions)
    draft = draft_of(asking, listing)
    return {
        "blocks": blocks,
        "chips": chips_of(listing, blocks, draft),
        "draft": draft,
        "broken": broken_chips(listing),
        "has_panel": has_panel,
        "are_chips_folded": request.cookies.get("chips") == "0",
        "sections": panel_sections(asking, listing.kind, blocks, _opened()) if has_panel else [],
        "kept": kept_words(listing, replace(listing.query, conditions=())),
        "as_of": _as_of(listing, [*blocks, *([draft.block] if draft else [])]),
        "may_change_saved": listing.saved is not None and is_kept_by(asking.viewer, listing.saved),
    }


def _as_of(listing: Listing, blocks: Sequence[Block]) -> dict[str, Any] | None:
    """What the choice of a day needs; None where nothing is asked of relations (REL-10)."""
    if listing.query.as_of is None and not any(asks_of_relations(block.fields) for block in blocks):
        return None
    return {"kept": kept_words(listing, replace(listing.query, as_of=None))}


def _preload(asking: Asking, kind: Kind) -> None:
    """Read in one statement every word that conditions, chips, panel and side menu will name."""
    args = request.args
    is_asked = any("." in word or ":" in word or word in {"filter", "saved", "ask"} for word in args) or _has_panel()
    linked = [one.way_to for one in kind.fields if one.way_to]
    fields = (
        [one for name in dict.fromkeys([kind.name, *linked]) for one in kind_named(name).fields] if is_asked else []
    )
    preload(asking, [*([ContactGroup] if kind.is_contact else []), *sources_of(fields)])


def _has_panel() -> bool:
    return request.cookies.get("panel") == "1"


def _rows_context(asking: Asking, listing: Listing, blocks: list[Block]) -> dict[str, Any]:
    columns = cells.columns_of(listing)
    numbers = _numbers(asking, listing)
    rows = _rows(asking, listing, columns, is_frequent=numbers.is_capped)
    drawn = drawn_rows(asking, listing, columns, rows)
    return {
        "columns": columns,
        "tabs": tabs_of(asking, listing),
        "rows": rows,
        "drawn_rows": drawn,
        "numbers": numbers,
        "pages": _pages(listing, numbers),
        "page_sizes": sorted({*PAGE_SIZES, listing.query.page_size}),
        "has_next": _has_next(listing, rows, numbers),
        "group": _group(asking, listing),
        "kept_text": kept_words(listing, listing.query.searching("")),
        "siblings": [one for one in kinds() if one.is_contact],
        "nearby": _nearby(listing.kind),
        "viewer": asking.viewer,
        "locked": locked_lines(asking, listing.query),
        **(_empty_context(asking, listing, blocks, numbers) if not rows else {}),
    }


def _nearby(of: Kind) -> list[Kind]:
    """The kinds that no menu leads to and that its records are made from: the way to them begins at this list."""
    linked = {name for field in of.fields if isinstance(field, RecordField) for name in field.leads_to}
    return [one for one in kinds() if one.name in linked and not one.is_in_menu]


def _rows(asking: Asking, listing: Listing, columns: Sequence[cells.Column], *, is_frequent: bool) -> Sequence[Any]:
    """The page's records; none while the saved filter is broken, because what is left of it would show too much."""
    if listing.broken:
        return []
    query = listing.query
    ids = page_ids(asking, query, is_frequent=is_frequent)
    scope = Scope.TRASH if query.is_trash else Scope.LIVE
    return load_rows(asking, listing.kind, ids, [column.word for column in columns if column.word], scope=scope)


def drawn_rows(asking: Asking, listing: Listing, columns: Sequence[cells.Column], records: Sequence[Any]) -> Markup:
    """The records as rows of this list."""
    return Rows(listing.kind, columns, records, asking.viewer, listing.url(), is_trash=listing.query.is_trash).drawn


def row_html(asking: Asking, kind: Kind, record_id: int) -> str:
    """One record as a table of its row in this request's list; empty where the viewer does not see that record."""
    listing = listing_of(asking, kind)
    columns = cells.columns_of(listing)
    found = load_rows(asking, listing.kind, [record_id], [column.word for column in columns if column.word])
    return f"<table>{drawn_rows(asking, listing, columns, found)}</table>" if found else ""


def _numbers(asking: Asking, listing: Listing) -> Numbers:
    """Count and total in one statement."""
    if listing.broken:
        return Numbers(0)
    query = listing.query
    exact = listing.flags.get("count") == "exact"
    everything = Query(kind=listing.kind, is_trash=query.is_trash)
    asked = [query, everything] if query.is_filtered else [query]
    counted = counts_of(asking, asked, exact=exact)
    (count, is_capped), (total, total_is_capped) = counted[0], counted[-1]
    return Numbers(count, is_capped, total, total_is_capped)


def _pages(listing: Listing, numbers: Numbers) -> int | None:
    """The number of the last page; None while the count is capped."""
    return None if numbers.is_capped else max(1, -(-numbers.count // listing.query.page_size))


def _has_next(listing: Listing, rows: Sequence[Any], numbers: Numbers) -> bool:
    reached = listing.query.page * listing.query.page_size
    return (
        len(rows) == listing.query.page_size if numbers.is_capped and reached >= COUNT_CAP else reached < numbers.count
    )


def _group(asking: Asking, listing: Listing) -> Any:
    """The group whose list this is: the only condition names it alone."""
    match listing.query.conditions:
        case (Condition(path=("groups",), operator=Operator.ANY | Operator.IS, values=(value,)),):
            choices = words_in(asking, ContactGroup)
            return next((one for one in choices if value in {one.name, str(one.id)}), None)
    return None


def _empty_context(asking: Asking, listing: Listing, blocks: list[Block], numbers: Numbers) -> dict[str, Any]:
    if listing.broken or numbers.count:
        return {"empty": "broken" if listing.broken else "past"}
    if listing.query.is_filtered:
        return {"empty": "nothing", "drop": best_drop(asking, listing, blocks)}
    if listing.query.is_trash:
        return {"empty": "trash"}
    return {"empty": "yet", "trash": trash_of(asking, listing)}


# --- acts on one row -------------------------------------------------------------------------------------------------------


def take_record(asking: Asking, kind: Kind, record: Record) -> Response:
    """Make the viewer the owner of a record that has none (REC-11); raises ``Conflict`` where somebody was faster."""
    if record.owner_id is not None and record.owner_id != asking.viewer.user_id:
        raise Conflict(say("Somebody else has taken this record already."))
    with change_set(asking.session, Operation.EDITED) as done:
        change_record(asking, kind, record, {"owner": asking.viewer.username})
    toast(say("You own %(name)s now.", name=record.name), changes=done.id)
    return redirect(get_safe_redirect(request.form.get("next") or f"{kind.route}/show/{record.id}"), code=303)
