"""The profile of one record: head, facts, story, and what hangs on it (PRF-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from flask import render_template

from app.kernel.viewer import Right
from app.models import Operation, User
from app.panel.access_form import Seen
from app.panel.controls import TokensControl, control_for, language
from app.panel.editable import opens_in_place
from app.panel.formats import day_heading, day_of
from app.panel.linked import Linked, linked_to
from app.panel.relation_card import RelationCard, card_of
from app.panel.walks import walk_of
from app.records.access import Scope, may
from app.records.field_types import Section
from app.records.fields import Asking, Field
from app.records.history import Story, history_of
from app.records.kinds import FormSection, Kind
from app.records.layouts import sections_of
from app.records.link_fields import RecordField
from app.records.many_fields import ChannelField, ManyField, TokensField
from app.records.records_field import RecordsField
from app.records.relation_fields import RelationField
from app.records.search import load_rows

IN_HEAD = frozenset({"name", "owner", "visibility"})
STATUS_FIELDS = ("customer_status", "stage")
LATEST = 3
STORY_ICONS = {
    Operation.ADDED: "plus",
    Operation.EDITED: "pencil",
    Operation.DELETED: "trash",
    Operation.RESTORED: "arrow-back-up",
    Operation.IMPORTED: "file-import",
    Operation.UNDONE: "arrow-back-up",
}


@dataclass(frozen=True)
class Facts:
    """A section of facts: those with a value, and those without."""

    section: FormSection
    shown: list[Field]
    hidden: list[Field]


class Profile:
    """What the page of ``record`` shows. Nothing is read before the template asks for it."""

    def __init__(self, asking: Asking, kind: Kind, record: Any) -> None:
        self.asking = asking
        self.kind = kind
        self.record = record

    @property
    def language(self) -> str:
        return language()

    @property
    def status(self) -> Field | None:
        """The field whose value leads the line below the name: the first of the known ones that has a value."""
        found = (self.kind.by_name[name] for name in STATUS_FIELDS if name in self.kind.by_name)
        return next((field for field in found if field.read(self.record)), None)

    @cached_property
    def facts(self) -> list[Facts]:
        """The sections of the form, less what stands in the head or at the side. What is empty in a section of which nothing is
        shown can be added under the first one."""
        made = [self._facts(section) for section in sections_of(self.asking.session, self.kind)]
        first, *others = made
        left = [field for one in others if not one.shown for field in one.hidden]
        return [Facts(first.section, first.shown, [*first.hidden, *left]), *(one for one in others if one.shown)]

    def _facts(self, section: FormSection) -> Facts:
        fields = [self.kind.field(name) for name in section.names]
        fields = [field for field in fields if self._is_fact(field)]
        shown = [field for field in fields if field.is_shown_empty or has_value(field, self.record)]
        return Facts(section, shown, [field for field in fields if field not in shown])

    def _is_fact(self, field: Field) -> bool:
        if field.name in IN_HEAD or field.name in self.kind.named_by:
            return False
        if isinstance(field, RelationField) and not field.section_named:
            return False  # stands on the card of relations
        return not isinstance(field, ManyField | RecordField)

    def opens(self, field: Field) -> bool:
        """Whether a click on the value edits it in its place."""
        return self.may_edit and opens_in_place(self.kind, field)

    @property
    def address(self) -> list[Field]:
        """The fields that make up an address."""
        return [field for field in self.kind.fields if field.section is Section.ADDRESS]

    @property
    def tokens(self) -> list[TokensControl]:
        """Groups and tags, as controls that can take one more."""
        return list(self._controls(TokensField))

    @property
    def people(self) -> list[TokensControl]:
        """Fields of several users, such as managers."""
        return [one for one in self._controls(ManyField) if one.source == "user"]

    def _controls(self, of_type: type[Any]) -> Iterator[TokensControl]:
        for field in self.kind.fields:
            if isinstance(field, of_type) and field.is_editable:
                one = control_for(self.asking, field)
                assert isinstance(one, TokensControl)
                one.raw = one.shown(self.record)
                yield one

    @property
    def channels(self) -> dict[str, Any]:
        """The main row of each channel that has one: ``phones``, ``emails``."""
        fields = [field for field in self.kind.fields if isinstance(field, ChannelField)]
        rows = {field.name: field.read(self.record) for field in fields}
        return {name: next((row for row in found if row.is_main), found[0]) for name, found in rows.items() if found}

    @property
    def targets(self) -> list[tuple[RecordField, Any]]:
        """The records that this one names, such as an employer."""
        found = [(field, field.read(self.record)) for field in self.kind.fields if isinstance(field, RecordField)]
        return [(field, target) for field, target in found if target is not None]

    @property
    def headed(self) -> list[Any]:
        """Those that stand under the name without a label: a custom field would be taken for what the kind itself leads to."""
        return [target for field, target in self.targets if field.section is not Section.CUSTOM]

    @property
    def several(self) -> list[tuple[RecordsField, list[Any]]]:
        """Fields of several records, such as the contacts who attend."""
        found = [(field, field.read(self.record)) for field in self.kind.fields if isinstance(field, RecordsField)]
        return [(field, records) for field, records in found if records or self.may_edit]

    @cached_property
    def linked(self) -> list[Linked]:
        """The records that name this one."""
        return linked_to(self.asking, self.kind, self.record)

    @cached_property
    def relations(self) -> RelationCard | None:
        """What it is tied to."""
        return card_of(self.asking, self.kind, self.record, may_edit=self.may_edit)

    @cached_property
    def days(self) -> list[tuple[str, list[Story]]]:
        """The story, newest first, by day."""
        stories = history_of(self.asking, self.kind, self.record)
        return [
            (day_heading(day), list(of_day)) for day, of_day in groupby(stories, key=lambda story: day_of(story.at))
        ]

    @property
    def latest(self) -> list[Story]:
        """The last few changes."""
        return history_of(self.asking, self.kind, self.record, most=LATEST)

    @cached_property
    def seen(self) -> Seen | None:
        """Who reaches it; None for what is a part of another record."""
        return Seen(self.asking, self.record) if "visibility" in self.kind.by_name else None

    @property
    def deleted_by(self) -> User | None:
        user_id = self.record.deleted_by_id
        return self.asking.session.get(User, user_id) if user_id else None

    @cached_property
    def may_edit(self) -> bool:
        return self.record.deleted_at is None and may(self.asking.session, self.asking.viewer, Right.EDIT, self.record)

    @cached_property
    def may_delete(self) -> bool:
        return may(self.asking.session, self.asking.viewer, Right.DELETE, self.record)


def has_value(field: Field, record: Any) -> bool:
    """Whether there is something to show; zero and *no* are something."""
    value = field.read(record)
    return value not in (None, "", [])


def _loaded(asking: Asking, kind: Kind, record: Any) -> Any:
    """The record with all that its page shows."""
    laid = (name for section in sections_of(asking.session, kind) for name in section.names)
    shown = {*laid, "owner", "created_by", "changed_by"}
    told = {name for name, field in kind.by_name.items() if not isinstance(field, RelationField) or field.section_named}
    names = [name for name in kind.by_name if name in shown & told]
    return load_rows(asking, kind, [record.id], names, scope=Scope.ALL)[0]


def preview_html(asking: Asking, kind: Kind, record: Any) -> str:
    """The main facts, for the drawer beside a list."""
    record = _loaded(asking, kind, record)
    return render_template("panel/preview.html", profile=Profile(asking, kind, record), kind=kind, record=record)


def profile_page(asking: Asking, kind: Kind, record: Any) -> str:
    """The page, of a deleted record too."""
    record = _loaded(asking, kind, record)
    profile = Profile(asking, kind, record)
    return render_template(
        "panel/profile.html",
        profile=profile,
        kind=kind,
        record=record,
        walk=walk_of(asking, kind, record),
        icons=STORY_ICONS,
        nav=kind.name,
    )
