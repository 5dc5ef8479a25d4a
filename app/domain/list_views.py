"""List views: columns, widths and sorting of a list, kept by name (LST-2), and what a list shows when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.kept import check_right, checked_name, kept_by_id, named, refuse_guests
from app.domain.list_defaults import default_of, forget_thing
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import say
from app.kernel.text import strip_controls
from app.models import Keepsake, ListView
from app.records.columns import ListColumn, column_of, readable_columns
from app.records.fields import Asking
from app.records.filters import Pairs, parse_query
from app.records.kept_things import forget_kept, kept_for
from app.records.kinds import Kind

MOST_COLUMNS = 60
NARROWEST, WIDEST = 60, 900
LONGEST_SORT = 200
OWN = "0"
"""As ``view=``: the columns that the kind declares, whatever the viewer's list begins with."""
FIRST = "name"


@dataclass(frozen=True)
class Layout:
    """What a list shows: of ``view`` (None: as the kind declares), or of the address where that says otherwise.

    ``default_id`` is the view that needs no word in the address, 0 for the kind's own; ``gone`` names what the view shows no more.
    """

    kind: Kind
    view: ListView | None
    default_id: int
    columns: tuple[ListColumn, ...]
    widths: Mapping[str, int]
    kept: tuple[ListColumn, ...]
    kept_widths: Mapping[str, int]
    kept_sort: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(column.word for column in self.columns)

    @property
    def kept_words(self) -> tuple[str, ...]:
        return tuple(column.word for column in self.kept)

    @property
    def view_id(self) -> int:
        return self.view.id if self.view is not None else 0

    def pairs(self) -> list[tuple[str, str]]:
        """The words of an address that lays a list out like this."""
        found = [("view", str(self.view_id))] if self.view_id != self.default_id else []
        if self.words != self.kept_words:
            found.append(("columns", ",".join(self.words)))
        if dict(self.widths) != dict(self.kept_widths):
            found.append(("widths", width_text(self.widths) or "0"))
        return found


# --- reading -------------------------------------------------------------------------------------------------------------


def views_for(asking: Asking, kind: Kind) -> Sequence[ListView]:
    """The viewer's own views of ``kind`` and those shared with everyone, in their order."""
    return kept_for(asking, kind).views


def find_view(asking: Asking, kind: Kind, word: str) -> ListView | None:
    """The list view of that name, the viewer's own first, else of that id; None for the kind's own. Raises ``BadQuery``."""
    word = strip_controls(word).strip()
    if word == OWN:
        return None
    found: ListView | None = named(asking, views_for(asking, kind), word)
    if found is None:
        raise BadQuery(
            say("There is no list view “%(name)s” here, or it is not shared with you.", name=word[:LONGEST_SORT])
        )
    return found


def layout_of(asking: Asking, kind: Kind, pairs: Pairs) -> Layout:
    """What an address shows: its ``view``, else the one that the viewer's list begins with; then its ``columns`` and ``widths``.

    Raises ``BadQuery`` for what is unknown in the address; what is gone from the view is told in ``gone``.
    """
    words = dict(pairs)
    default = default_of(asking, kind, Keepsake.VIEW, views_for(asking, kind))
    asked = words.get("view", "").strip()
    view = find_view(asking, kind, asked) if asked else default
    assert view is None or isinstance(view, ListView)
    kept, gone = readable_columns(kind, _with_first(kind, view.columns if view else kind.columns))
    shown = _asked_columns(kind, words["columns"]) if words.get("columns") else kept
    kept_widths = _known_widths(kept, view.widths if view else {})
    sort, gone_sort = _readable_sort(kind, (view.sort or "") if view else ",".join(kind.sort))
    return Layout(
        kind=kind,
        view=view,
        default_id=default.id if default else 0,
        columns=tuple(shown),
        widths=read_widths(kind, words["widths"]) if words.get("widths") else kept_widths,
        kept=tuple(kept),
        kept_widths=kept_widths,
        kept_sort=sort,
        gone=tuple(dict.fromkeys([*gone, *gone_sort])),
    )


def columns_of_list(asking: Asking, kind: Kind, pairs: Pairs) -> tuple[ListColumn, ...]:
    """The columns that a list asked for by these words shows, in order; for exports and whatever else shows the same."""
    return layout_of(asking, kind, pairs).columns


def _with_first(kind: Kind, words: Sequence[str]) -> list[str]:
    """The name comes first on every list."""
    return [FIRST, *(word for word in words if word != FIRST)] if FIRST in kind.by_name else list(words)


def _asked_columns(kind: Kind, text: str) -> list[ListColumn]:
    words = [word.strip() for word in strip_controls(text).split(",") if word.strip()]
    return [column_of(kind, word) for word in _checked_number(list(dict.fromkeys(_with_first(kind, words))))]


def _checked_number(words: list[str]) -> list[str]:
    if len(words) > MOST_COLUMNS:
        raise BadQuery(say("A list shows at most %(count)s columns.", count=MOST_COLUMNS))
    return words


def _readable_sort(kind: Kind, text: str) -> tuple[tuple[str, ...], list[str]]:
    """Sorting words that can still be asked, and those that cannot."""
    good: list[str] = []
    gone: list[str] = []
    for word in filter(None, text.split(",")):
        try:
            good += parse_query(kind, [("sort", word)]).sort
        except BadQuery:
            gone.append(word.removeprefix("-"))
    return tuple(good), gone


# --- widths --------------------------------------------------------------------------------------------------------------


def width_text(widths: Mapping[str, int]) -> str:
    """Widths as an address writes them."""
    return ",".join(f"{word}:{width}" for word, width in widths.items())


def read_widths(kind: Kind, text: str) -> dict[str, int]:
    """``name:180,company.city:120`` as widths in pixels; ``0`` for none. Raises ``BadQuery``."""
    parts = [] if text == OWN else [part.strip().rpartition(":") for part in strip_controls(text).split(",")]
    widths: dict[str, int] = {}
    for word, _, width in parts:
        if not (width.isascii() and width.isdigit() and len(width) <= 4):
            raise BadQuery(say("“widths” is written as name:180,city:120."))
        widths[column_of(kind, word).word] = min(max(int(width), NARROWEST), WIDEST)
    return widths


def _known_widths(columns: Sequence[ListColumn], widths: Mapping[str, Any]) -> dict[str, int]:
    words = {column.word for column in columns}
    return {word: int(width) for word, width in (widths or {}).items() if word in words}


# --- keeping -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """What a view keeps beside its name."""

    columns: Sequence[str]
    widths: Mapping[str, int]
    sort: Sequence[str] = ()


def keep_view(asking: Asking, kind: Kind, name: str, content: Content, *, is_shared: bool = False) -> ListView:
    """A new list view of the viewer's; call inside a change set. Raises ``Invalid``, ``BadQuery`` or ``Forbidden``."""
    user_id = refuse_guests(asking, say("Your role does not let you keep list views. Ask an administrator."))
    view = ListView(kind=kind.name, is_shared=is_shared, user_id=user_id, position=_last_place(asking, kind))
    view.name = checked_name(asking, view, name)
    _fill(kind, view, content)
    asking.session.add(view)
    forget_kept(asking)
    return view


def change_view(
    asking: Asking,
    kind: Kind,
    view: ListView,
    *,
    name: str | None = None,
    content: Content | None = None,
    is_shared: bool | None = None,
) -> ListView:
    """Rename, share or save into; by its author, and by managers where it is shared."""
    _check_right(asking, view)
    if name is not None:
        view.name = checked_name(asking, view, name)
    if content is not None:
        _fill(kind, view, content)
    if is_shared is not None:
        view.is_shared = is_shared
    forget_kept(asking)
    return view


def remove_view(asking: Asking, view: ListView) -> None:
    """Remove it; whoever began with it begins with their role's, or the kind's own."""
    _check_right(asking, view)
    forget_thing(asking, view)
    asking.session.delete(view)
    forget_kept(asking)


def view_by_id(asking: Asking, view_id: int) -> ListView:
    """The list view of that id, the viewer's own or shared; raises ``NotFound``."""
    found: ListView = kept_by_id(asking, ListView, view_id)
    return found


def _fill(kind: Kind, view: ListView, content: Content) -> None:
    words = _checked_number(list(dict.fromkeys(_with_first(kind, content.columns))))
    columns = [column_of(kind, word) for word in words]
    sort = ",".join(parse_query(kind, [("sort", ",".join(content.sort))]).sort)
    if len(sort) > LONGEST_SORT:
        raise Invalid(say("A list is sorted by fewer fields than these."), "sort")
    view.columns = [column.word for column in columns]
    view.widths = _known_widths(columns, content.widths)
    view.sort = sort or None


def _last_place(asking: Asking, kind: Kind) -> int:
    return max((view.position for view in views_for(asking, kind)), default=0) + 1


def _check_right(asking: Asking, view: ListView) -> None:
    check_right(
        asking, view, say("Only its author and managers change a shared list view. Save it under a name of your own.")
    )
