"""The menu of a saved filter: what can be done with it, and how to repair what is broken in it (FLT-5, FLT-8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import render_template, request

from app.domain.kept import users_reached
from app.domain.saved_filters import Broken, read_saved
from app.kernel.errors import SplotError
from app.kernel.messages import Message, say
from app.models import Keepsake, Record, SavedFilter
from app.panel.filter_values import operator_word
from app.panel.filterbar import Block
from app.panel.list_links import Listing, filter_part
from app.panel.list_tabs import author_of, beginners_of
from app.records.access import is_kept_by
from app.records.fields import Asking
from app.records.filters import Condition, Query, condition_sql, parse_filter, read_condition, resolve_path
from app.records.kinds import Kind, kind


@dataclass(frozen=True)
class Damage:
    """One broken condition: what it says, why it cannot be asked, and the control for another value where its field is still there."""

    word: str
    value: str
    label: Message | str
    message: Message
    block: Block | None


def filter_menu_page(asking: Asking, saved: SavedFilter, now: str) -> str:
    """The menu, as a page or as the piece that a script shows."""
    of = kind(saved.kind)
    kept, broken = read_saved(asking, of, saved)
    present = _asked_now(of, now)
    context = {
        "kind": of,
        "listing": Listing(of, kept, saved, kept, broken),
        "title": say("Saved filter"),
        "saved": saved,
        "author": author_of(asking, saved),
        "is_mine": saved.user_id == asking.viewer.user_id,
        "may_change": is_kept_by(asking.viewer, saved),
        "may_keep": asking.viewer.works_here,
        "users": users_reached(asking) if saved.is_shared else 1,
        "beginners": beginners_of(asking, of, Keepsake.FILTER, saved),
        "damages": list(_damages(asking, of, broken)),
        "changed": present.filter_text() if present and filter_part(present) != filter_part(kept) else "",
        "link": Listing(of, replace(kept, page=1)).url(),
        "without": Listing(of, kept).url(),
    }
    if request.args.get("part") == "piece":
        return render_template("panel/choose_filter.html", **context)
    return render_template("panel/choose.html", piece="panel/choose_filter.html", **context)


def _asked_now(of: Kind, now: str) -> Query | None:
    """What the list is asked for, if that can be kept."""
    try:
        query = parse_filter(of, now)
    except SplotError:
        return None
    return query if query.is_filtered else None


def _damages(asking: Asking, of: Kind, broken: Iterable[Broken]) -> Iterable[Damage]:
    for number, one in enumerate(broken):
        block = _block(asking, of, one, number)
        yield Damage(one.word, one.value, block.label if block else one.label or one.word, one.message, block)


def _block(asking: Asking, of: Kind, broken: Broken, number: int) -> Block | None:
    """The control that asks the field anew, with what is left of its values; None where the field itself is gone."""
    try:
        condition = read_condition(of, broken.word, broken.value)
        fields = resolve_path(of, condition.path)
    except SplotError:
        return None
    good = tuple(value for value in condition.values if _fits(asking, of, replace(condition, values=(value,))))
    return Block(asking, number, condition.path, fields, operator_word(condition), good)


def _fits(asking: Asking, of: Kind, condition: Condition) -> bool:
    try:
        condition_sql(asking, of, condition, Record)
    except SplotError:
        return False
    return True
