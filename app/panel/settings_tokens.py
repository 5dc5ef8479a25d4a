"""The panels of groups and tags: their names and colours, and the lists that they are in (GRP-1, TAG-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain.groups import groups_in_order, may_manage_groups
from app.domain.tags import tags_in_order
from app.kernel.messages import Message, say
from app.kernel.text import THREADS
from app.models import ContactGroup, Tag
from app.panel.settings import Column, Place, Row, RowsPanel
from app.records.bulk import counts_by
from app.records.fields import Asking
from app.records.kinds import kinds


def groups_panel(asking: Asking) -> RowsPanel:
    """Groups of contacts (GRP-1)."""
    counts = counts_by(asking.session, "group_member", "group_id")
    rows = [
        _token_row(group, "groups", counts.get(group.id, {}), asks=False) for group in groups_in_order(asking.session)
    ]
    may = may_manage_groups(asking.session)
    return RowsPanel(
        key="groups",
        url="/settings/groups/",
        title=say("Groups"),
        help=say("Groups of persons and companies are common to all users. Removing a group keeps its contacts."),
        columns=(Column("name", say("Name")),),
        rows=rows,
        new_label=say("New group"),
        new=Row(0, {}, _rarest_color(rows)),
        may_add=may,
        may_write=may,
    )


def _rarest_color(rows: Sequence[Row]) -> str:
    """The colour that is proposed for a new entry: the first of those that fewest have."""
    had = Counter(row.color for row in rows)
    return min(THREADS, key=lambda thread: had[thread])


def tags_panel(asking: Asking, *, asks_for: int = 0) -> RowsPanel:
    """Tags (TAG-1); ``asks_for`` is the one that is about to be merged into another."""
    counts = counts_by(asking.session, "record_tag", "tag_id")
    rows = [
        _token_row(tag, "tags", counts.get(tag.id, {}), asks=tag.id == asks_for)
        for tag in tags_in_order(asking.session)
    ]
    return RowsPanel(
        key="tags",
        url="/settings/tags/",
        title=say("Tags"),
        help=say("Tags are made while working, by typing a new one on a record."),
        columns=(Column("name", say("Name")),),
        rows=rows,
        new_label=say("New tag"),
        may_add=False,
        may_write=asking.viewer.is_manager,
        merges=True,
    )


def _token_row(of: Tag | ContactGroup, field_name: str, counts: Mapping[str, int], *, asks: bool) -> Row:
    """A tag or group with the lists that its records are in; a kind that is switched off has none and is not counted."""
    places = tuple(
        Place(one.label_plural, one.icon, number, one.count(number), f"{one.route}/list/?{field_name}.any={of.id}")
        for one in kinds()
        if (number := counts.get(one.name, 0)) and field_name in one.by_name
    )
    uses = sum(place.number for place in places)
    return Row(of.id, {"name": of.name}, of.color, uses, asks=asks, places=places)


def merged(name: str, into: str) -> Message:
    """That one entry was merged into another."""
    return say("Merged: %(name)s into %(into)s", name=name, into=into)
