"""Kinds as this installation has them: the declared ones with the fields and relation types that administrators gave them (SET-2,
SET-4, REL-5).

A process keeps what it has made for as long as the mark ``custom_fields.version`` among the settings is the same; triggers change it
with every write to the tables of custom fields, whoever writes. The mark comes with the settings that every page reads anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from app.kernel.messages import Words
from app.kernel.settings import forget_settings, mark
from app.kernel.viewer import AnySession, Viewer, viewer_of
from app.models import Choice, CustomField, CustomType, EditableBy, FilterBy, RelationType, Shown
from app.records import field_types as types
from app.records.access import checked
from app.records.custom_links import CustomRecordField, CustomUserField
from app.records.days import parse_day
from app.records.field_types import SECTION_LABELS, Section
from app.records.fields import Field
from app.records.kinds import FormSection, Kind, declared, generation, kinds_by_name, shape_kinds
from app.records.option_fields import OptionField, OptionsField
from app.records.relation_fields import relation_fields
from app.records.text_fields import LineField, LongTextField, WebField
from app.records.ties import Tie, read_ties_by, tie_of
from app.records.value_fields import DateField, DateTimeField, MoneyField, NumberField, YesNoField
from app.records.vocabulary import Word

VERSION = "custom_fields.version"
KEPT = "kinds"
ICONS = {
    CustomType.TEXT: "cursor-text",
    CustomType.LONG_TEXT: "align-left",
    CustomType.NUMBER: "hash",
    CustomType.MONEY: "coins",
    CustomType.DATE: "calendar",
    CustomType.DATETIME: "clock",
    CustomType.YES_NO: "toggle-left",
    CustomType.CHOICE: "list",
    CustomType.CHOICES: "checkbox",
    CustomType.LINK: "link",
    CustomType.EMAIL: "mail",
    CustomType.PHONE: "phone",
    CustomType.USER: "user",
    CustomType.RECORD: "link",
}

Shaped = Mapping[str, Kind]


@dataclass(frozen=True)
class Definition:
    """A row of ``custom_field`` with its choices, as plain values."""

    row: Any
    choices: tuple[Word, ...]

    def common(self, of: Kind, viewer: Viewer) -> dict[str, Any]:
        """What fields of every type are made with."""
        row = self.row
        return {
            "name": f"cf.{row.key}",
            "key": row.key,
            "label": Words(row.label, labels=row.labels or {}),
            "help": Words(row.help, labels=row.help_labels or {}) if row.help else None,
            "section": Section.CUSTOM,
            "icon": ICONS[row.type],
            "model": of.model,
            "is_required": row.is_required,
            "is_unique": row.is_unique,
            "is_massable": not row.is_unique,
            "is_editable": may_edit(viewer, row.editable_by),
            "is_filterable": row.filter is not FilterBy.OFF,
            "is_asked_exactly": row.filter is FilterBy.EXACT,
            "is_shown_empty": row.shown is Shown.ALWAYS,
            "default": row.default,
        }


def may_edit(viewer: Viewer, level: EditableBy) -> bool:
    """Whether the viewer changes values of fields that are for this circle."""
    match level:
        case EditableBy.EVERYONE:
            return True
        case EditableBy.MANAGERS:
            return viewer.is_manager
        case _:
            return viewer.is_admin


Maker = Callable[[Definition, dict[str, Any]], Field]


def _number(definition: Definition, common: dict[str, Any]) -> Field:
    row = definition.row
    return NumberField(**common, decimals=row.decimals, **_bounds(row, Decimal))


def _money(definition: Definition, common: dict[str, Any]) -> Field:
    return MoneyField(**common, currency=definition.row.currency or "", **_bounds(definition.row, Decimal))


def _date(definition: Definition, common: dict[str, Any]) -> Field:
    return DateField(**common, **_bounds(definition.row, lambda text: parse_day(text, "")))


def _bounds(row: Any, read: Callable[[str], Any]) -> dict[str, Any]:
    return {name: read(text) for name in ("minimum", "maximum") if (text := getattr(row, name))}


def _record(definition: Definition, common: dict[str, Any]) -> Field:
    target = declared(definition.row.target)
    return CustomRecordField(**common, to=target.name, target=target.model)


MAKERS: dict[CustomType, Maker] = {
    CustomType.TEXT: lambda one, common: LineField(**common, pattern=one.row.pattern or "", type=types.TEXT),
    CustomType.LONG_TEXT: lambda _one, common: LongTextField(**common),
    CustomType.NUMBER: _number,
    CustomType.MONEY: _money,
    CustomType.DATE: _date,
    CustomType.DATETIME: lambda _one, common: DateTimeField(**common),
    CustomType.YES_NO: lambda _one, common: YesNoField(**common),
    CustomType.CHOICE: lambda one, common: OptionField(**common, choices=one.choices),
    CustomType.CHOICES: lambda one, common: OptionsField(**common, choices=one.choices),
    CustomType.LINK: lambda _one, common: WebField(**common),
    CustomType.USER: lambda _one, common: CustomUserField(**common),
    CustomType.RECORD: _record,
}
"""By type of a custom field. E-mail addresses and phones are read by the business above, which adds theirs."""


# --- the kinds of an installation --------------------------------------------------------------------------------------------


@dataclass
class _Made:
    """What one process has made of one database: the definitions, the relation types, and the kinds for each circle of editors."""

    version: tuple[Any, int]
    definitions: dict[str, list[Definition]]
    ties: dict[int, Tie]
    by_level: dict[tuple[bool, bool], Shaped]


_made: WeakKeyDictionary[Engine, _Made] = WeakKeyDictionary()


def kinds_in(session: AnySession) -> Shaped:
    """The kinds by name as the viewer of ``session`` has them."""
    kept: Shaped | None = session.info.get(KEPT)
    if kept is None:
        kept = session.info[KEPT] = _kinds_for(session, viewer_of(session))
    return kept


def forget_kinds(session: AnySession) -> None:
    """Make them anew: a definition was changed through this session."""
    forget_settings(session)
    session.info.pop(KEPT, None)


def _made_for(session: AnySession) -> _Made:
    engine = session.get_bind().engine
    version = (mark(session, VERSION), generation())
    made = _made.get(engine)
    if made is None or made.version != version:
        made = _Made(version, _read(session), _read_ties(session), {})
        _made[engine] = made
    return made


def _kinds_for(session: AnySession, viewer: Viewer) -> Shaped:
    made = _made_for(session)
    level = (viewer.is_manager, viewer.is_admin)
    if level not in made.by_level:
        made.by_level[level] = {
            name: _tied(_shape(of, made.definitions.get(name, ()), viewer), made.ties.values())
            for name, of in kinds_by_name().items()
        }
    return made.by_level[level]


def _read_ties(session: AnySession) -> dict[int, Tie]:
    """The relation types in force, in their order."""
    types = RelationType.__table__
    wanted = select(types).where(types.c.deleted_at.is_(None)).order_by(types.c.sort, types.c.id)
    return {row.id: tie_of(row) for row in session.connection().execute(checked(wanted))}


def _read(session: AnySession) -> dict[str, list[Definition]]:
    """The definitions in force, by kind, in their order."""
    fields, choices = CustomField.__table__, Choice.__table__
    connection = session.connection()
    rows = connection.execute(checked(select(choices).order_by(choices.c.sort, choices.c.id))).all()
    by_set: dict[int, list[Word]] = {}
    for row in rows:
        word = Word(row.id, row.label, row.label, row.labels or {}, row.color or "", row.deleted_at is None)
        by_set.setdefault(row.set_id, []).append(word)
    wanted = select(fields).where(fields.c.deleted_at.is_(None)).order_by(fields.c.sort, fields.c.id)
    found: dict[str, list[Definition]] = {}
    for row in connection.execute(checked(wanted)):
        found.setdefault(row.kind, []).append(Definition(row, tuple(by_set.get(row.choice_set_id, ()))))
    return found


def _shape(of: Kind, definitions: Sequence[Definition], viewer: Viewer) -> Kind:
    if not definitions:
        return of
    made = [(one.row, field) for one in definitions if (field := make(one, of, viewer)) is not None]
    fields = tuple(field for _, field in made)
    needed = tuple(field.name for field in fields if field.is_required and field.is_editable)
    return replace(
        of,
        fields=(*of.fields, *fields),
        quick=(*of.quick, *needed),
        sections=_sections(of, made),
        by_name={},
    )


def make(definition: Definition, of: Kind, viewer: Viewer) -> Field | None:
    """The field of a definition; None where it leads to a kind that is not there."""
    row = definition.row
    if row.type is CustomType.RECORD and row.target not in kinds_by_name():
        return None
    return MAKERS[row.type](definition, definition.common(of, viewer))


def _tied(of: Kind, ties: Iterable[Tie]) -> Kind:
    """The kind with the relation types that join it, as fields, and in its sections those that a form shows (REL-5)."""
    fields = [field for tie in ties for field in relation_fields(tie, of.name)]
    if not fields:
        return of
    sections = list(of.sections)
    loose: list[str] = []
    for field in fields:
        if field.section_named is None:
            continue
        named = [number for number, one in enumerate(sections) if one.label.msgid == field.section_named]
        if named:
            sections[named[0]] = replace(sections[named[0]], fields=(*sections[named[0]].fields, field.name))
        else:
            loose.append(field.name)
    apart = (FormSection(SECTION_LABELS[Section.RELATIONS], tuple(loose)),) if loose else ()
    return replace(of, fields=(*of.fields, *fields), sections=(*sections[:1], *apart, *sections[1:]), by_name={})


def _sections(of: Kind, made: Sequence[tuple[Any, Field]]) -> tuple[FormSection, ...]:
    """The kind's sections with the custom fields in them: in the section that a field names, else under its heading, else under
    *Custom fields*, which stand before who owns and sees the record."""
    sections = list(of.sections)
    extra: dict[str, FormSection] = {}
    for row, field in made:
        if row.shown is Shown.NEVER:
            continue
        place = next((number for number, one in enumerate(sections) if one.label.msgid == row.section), None)
        if place is not None:
            sections[place] = replace(sections[place], fields=(*sections[place].fields, field.name))
            continue
        heading = row.heading or ""
        label = Words(heading, labels=row.heading_labels or {}) if heading else SECTION_LABELS[Section.CUSTOM]
        known = extra.get(heading, FormSection(label, ()))
        extra[heading] = replace(known, fields=(*known.fields, field.name))
    return (*sections[:1], *extra.values(), *sections[1:])


shape_kinds(kinds_in)
read_ties_by(lambda session: _made_for(session).ties)
