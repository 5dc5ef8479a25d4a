"""Filters kept by name (FLT-5): added, renamed, shared, removed, and read again when what they name may be gone (FLT-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from app.domain.custom_fields import custom_fields
from app.domain.kept import check_right, checked_name, kept_by_id, named, refuse_guests
from app.domain.list_defaults import forget_thing
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import Message, Words, say
from app.kernel.text import strip_controls
from app.models import Record, SavedFilter
from app.records.fields import Asking
from app.records.filters import (
    READERS,
    RELATION,
    Condition,
    Pairs,
    Query,
    condition_sql,
    parse_query,
    read_condition,
    resolve_path,
    split_path,
)
from app.records.kept_things import forget_kept, kept_for
from app.records.kinds import Kind
from app.records.relation_fields import deleted_type_label

NONE = "0"
"""As ``filter=``: none, whatever the viewer's list begins with."""
LONGEST_QUERY = 20_000


@dataclass(frozen=True)
class Broken:
    """A condition of a saved filter that can no longer be asked, and why. ``label`` is that of a custom field or relation type
    since deleted."""

    word: str
    value: str
    message: Message
    label: Message | None = None


@dataclass(frozen=True)
class Asked:
    """What an address asks for once the saved filter in it is taken in. ``saved`` is that filter."""

    query: Query
    saved: SavedFilter | None = None
    broken: tuple[Broken, ...] = ()


# --- reading -------------------------------------------------------------------------------------------------------------


def filters_for(asking: Asking, kind: Kind) -> Sequence[SavedFilter]:
    """The viewer's own filters for ``kind`` and those shared with everyone, by name."""
    return kept_for(asking, kind).filters


def find_filter(asking: Asking, kind: Kind, word: str, among: Sequence[SavedFilter] | None = None) -> SavedFilter:
    """The saved filter of that name, the viewer's own first, else of that id; raises ``BadQuery``."""
    found: SavedFilter | None = named(asking, filters_for(asking, kind) if among is None else among, word)
    if found is not None:
        return found
    raise BadQuery(say("There is no saved filter “%(name)s” here, or it is not shared with you.", name=word))


def ask(
    asking: Asking,
    kind: Kind,
    pairs: Pairs,
    *,
    page_size: int = 50,
    among: Sequence[SavedFilter] | None = None,
) -> Asked:
    """An address with ``filter=<id or name>`` in it: the filter's conditions and those of the address, all together.

    Raises ``BadQuery`` for what is wrong in the address itself; what is wrong in the saved filter is told in ``broken``.
    """
    pairs = list(pairs)
    query = parse_query(kind, pairs, page_size=page_size)
    word = next((value.strip() for name, value in reversed(pairs) if name == "filter" and value.strip()), "")
    if not word or word == NONE:
        return Asked(query)
    saved = find_filter(asking, kind, strip_controls(word), among)
    kept, broken = read_saved(asking, kind, saved)
    return Asked(_joined(query, kept), saved, broken)


def _joined(query: Query, kept: Query) -> Query:
    query = replace(query, as_of=query.as_of or kept.as_of)
    if not query.conditions:
        return replace(query, conditions=kept.conditions, match_any=kept.match_any, text=query.text or kept.text)
    if (kept.match_any and len(kept.conditions) > 1) or (query.match_any and kept.conditions):
        raise BadQuery(
            say("A saved filter that matches any of its conditions takes no further conditions. Open it alone.")
        )
    return replace(query, conditions=(*kept.conditions, *query.conditions), text=query.text or kept.text)


def read_saved(asking: Asking, kind: Kind, saved: SavedFilter) -> tuple[Query, tuple[Broken, ...]]:
    """The filter's query as far as it can still be asked, and what of it cannot."""
    whole: list[tuple[str, str]] = []
    broken: list[Broken] = []
    for word, value in parse_qsl(saved.query, keep_blank_values=True):
        try:
            _try(asking, kind, word, value)
            whole.append((word, value))
        except BadQuery as error:
            label = _last_label(asking, kind, word)
            reason = say("The field “%(field)s” has been deleted.", field=label) if label else error.message
            broken.append(Broken(word, value, reason, label))
    return parse_query(kind, whole), tuple(broken)


def _last_label(asking: Asking, of: Kind, word: str) -> Message | None:
    """What the custom field or relation type that is gone from that path was called before it was deleted; None for any other
    field."""
    before, name = _as_far_as_known(of, split_path(word)[:-1])
    led = resolve_path(of, before)[-1:]
    kind_name = (led[0].way_to if led else "") or of.name
    if name.startswith(f"{RELATION}."):
        return deleted_type_label(asking.session, kind_name, name)
    for field in custom_fields(asking.session, kind_name, deleted=True):
        if name == f"cf.{field.key}":
            return Words(field.label, labels=field.labels or {})
    return None


def _as_far_as_known(of: Kind, path: Sequence[str]) -> tuple[Sequence[str], str]:
    """The beginning of a path that still leads somewhere, and the name at which it ends."""
    for place, name in enumerate(path):
        try:
            resolve_path(of, path[: place + 1])
        except BadQuery:
            return path[:place], name
    return path[:-1], path[-1] if path else ""


def _try(asking: Asking, kind: Kind, word: str, value: str) -> None:
    if word in READERS:
        parse_query(kind, [(word, value)])
        return
    condition: Condition = read_condition(kind, word, value)
    condition_sql(asking, kind, condition, Record)


# --- keeping -------------------------------------------------------------------------------------------------------------


def keep_filter(asking: Asking, kind: Kind, name: str, query: str, *, is_shared: bool = False) -> SavedFilter:
    """A new saved filter of the viewer's; call inside a change set. Raises ``Invalid`` or ``BadQuery``."""
    user_id = refuse_guests(asking, say("Your role does not let you keep filters. Ask an administrator."))
    text = _checked_query(asking, kind, query)
    kept = SavedFilter(kind=kind.name, query=text, is_shared=is_shared, user_id=user_id)
    kept.name = checked_name(asking, kept, name)
    asking.session.add(kept)
    forget_kept(asking)
    return kept


def change_filter(
    asking: Asking,
    kind: Kind,
    saved: SavedFilter,
    *,
    name: str | None = None,
    query: str | None = None,
    is_shared: bool | None = None,
) -> SavedFilter:
    """Rename, share or replace; by its author, and by managers where it is shared (FLT-5)."""
    _check_right(asking, saved)
    if name is not None:
        saved.name = checked_name(asking, saved, name)
    if query is not None:
        saved.query = _checked_query(asking, kind, query)
    if is_shared is not None:
        saved.is_shared = is_shared
    forget_kept(asking)
    return saved


def repair_filter(
    asking: Asking, kind: Kind, saved: SavedFilter, broken: tuple[str, str], instead: Sequence[Condition]
) -> SavedFilter:
    """Put other conditions, or none, in the place of one that can no longer be asked (FLT-8); what else is broken stays.

    ``broken`` is its word and value as they are kept. Raises ``Invalid`` where nothing would be left, and ``BadQuery``.
    """
    _check_right(asking, saved)
    pairs = parse_qsl(saved.query, keep_blank_values=True)
    if broken not in pairs:
        raise Invalid(say("This condition has been repaired already."), "query")
    for condition in instead:
        read_condition(kind, condition.word, condition.value)
        condition_sql(asking, kind, condition, Record)
    place = pairs.index(broken)
    kept = [*pairs[:place], *((one.word, one.value) for one in instead), *pairs[place + 1 :]]
    if all(word in {"match", "as_of"} for word, _ in kept):
        raise Invalid(say("The filter has no other condition. Choose another value, or delete the filter."), "query")
    saved.query = urlencode(kept)
    forget_kept(asking)
    return saved


def remove_filter(asking: Asking, saved: SavedFilter) -> None:
    """Remove it; the records stay, and nobody's list begins with it any more."""
    _check_right(asking, saved)
    forget_thing(asking, saved)
    asking.session.delete(saved)
    forget_kept(asking)


def filter_by_id(asking: Asking, filter_id: int) -> SavedFilter:
    """The saved filter of that id, the viewer's own or shared; raises ``NotFound``."""
    found: SavedFilter = kept_by_id(asking, SavedFilter, filter_id)
    return found


def _check_right(asking: Asking, saved: SavedFilter) -> None:
    check_right(
        asking, saved, say("Only its author and managers change a shared filter. Save it under a name of your own.")
    )


def _checked_query(asking: Asking, kind: Kind, text: str) -> str:
    query = parse_query(kind, parse_qsl(text, keep_blank_values=True))
    kept = query.filter_text()
    if not query.is_filtered:
        raise Invalid(say("Set a condition before you save the filter."), "query")
    if len(kept) > LONGEST_QUERY:
        raise Invalid(say("This filter is too long to be kept. Use fewer conditions or values."), "query")
    for condition in query.conditions:
        condition_sql(asking, kind, condition, Record)
    return kept
