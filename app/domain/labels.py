"""All labels that administrators wrote, and their words in other languages (SET-3): for administrators and translators.

Where labels lie is said by ``SOURCES``; a table of labelled rows adds itself there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.domain.dictionaries import DICTIONARIES, OTHER_LANGUAGES
from app.domain.relation_type_checks import MOST_LABEL
from app.kernel.errors import FieldErrors, Forbidden, Invalid
from app.kernel.messages import Message, say
from app.kernel.text import strip_controls
from app.kernel.viewer import Act, AnySession, Viewer, viewer_of
from app.models import Choice, CustomField, FormLayout, RelationType, Side
from app.records.custom_kinds import forget_kinds
from app.records.kinds import declared_kinds
from app.records.layouts import forget_layouts
from app.records.ties import is_switched_on

MOST = 200


@dataclass(frozen=True)
class Label:
    """One label: ``key`` names it for ever, ``source`` says what it is a label of, ``labels`` are its words by language, each of
    ``most`` characters."""

    key: str
    source: Message
    text: str
    labels: Mapping[str, str]
    most: int = MOST

    @property
    def missing(self) -> list[str]:
        """The languages that it has no words in."""
        return [code for code in OTHER_LANGUAGES if not self.labels.get(code)]


@dataclass(frozen=True)
class Source:
    """A place where labels lie: how to read them, and how to write words of one (``rest`` is its key without the source's)."""

    key: str
    read: Callable[[AnySession], Iterator[Label]]
    write: Callable[[AnySession, str, Mapping[str, str]], None]


def may_translate(viewer: Viewer) -> bool:
    """Administrators, and whoever has the role *Translator*."""
    return viewer.may(Act.LABELS)


def all_labels(session: AnySession) -> list[Label]:
    """Every label, those that lack words first."""
    found = [label for source in SOURCES.values() for label in source.read(session)]
    return sorted(found, key=lambda label: -len(label.missing))


def missing_words(session: AnySession) -> int:
    """How many words are missing, over all labels and languages."""
    return sum(len(label.missing) for label in all_labels(session))


def translate(session: AnySession, given: Mapping[str, Mapping[str, str]]) -> int:
    """Give labels, by key, words in other languages; returns how many labels changed. Keys that no label has are left alone, so are
    languages that are not given. Call inside a change set; raises ``Forbidden``, and ``Invalid`` at the key of a label."""
    if not may_translate(viewer_of(session)):
        raise Forbidden(say("Only translators and administrators translate labels."))
    wanted = {
        key: {code: _words(words[code]) for code in OTHER_LANGUAGES if code in words} for key, words in given.items()
    }
    known = all_labels(session)
    errors: FieldErrors = {
        one.key: [say("Write at most %(count)s characters.", count=one.most)]
        for one in known
        if any(len(words) > one.most for words in wanted.get(one.key, {}).values())
    }
    if errors:
        raise Invalid.many(errors)
    return sum(_write(session, label, wanted.get(label.key, {})) for label in known)


def _write(session: AnySession, label: Label, words: Mapping[str, str]) -> bool:
    labels = {code: text for code, text in {**label.labels, **words}.items() if text}
    if labels == dict(label.labels):
        return False
    source, _, rest = label.key.partition("/")
    SOURCES[source].write(session, rest, labels)
    return True


def _words(text: str) -> str:
    return " ".join(strip_controls(text).split())


# --- tables of labelled rows ---------------------------------------------------------------------------------------------


def rows_of(key: str, model: type[Any], label: Message, *criteria: Any) -> Source:
    """The rows of a table with ``label`` and ``labels``."""

    def read(session: AnySession) -> Iterator[Label]:
        for row in session.scalars(select(model).where(*criteria).order_by(model.sort, model.id)):
            yield Label(f"{key}/{row.id}", label, row.label, row.labels or {})

    def write(session: AnySession, rest: str, labels: Mapping[str, str]) -> None:
        session.get_one(model, int(rest)).labels = dict(labels)
        session.flush()
        forget_kinds(session)

    return Source(key, read, write)


# --- sections of forms ---------------------------------------------------------------------------------------------------


def _sections(session: AnySession) -> Iterator[Label]:
    kinds = {kind.name: kind.label_plural for kind in declared_kinds()}
    for row in session.scalars(select(FormLayout).order_by(FormLayout.kind)):
        for one in row.sections:
            if one["label"]:
                source = say("Section of “%(kind)s”", kind=kinds.get(row.kind, row.kind))
                yield Label(f"section/{row.kind}/{one['label']}", source, one["label"], one["labels"])


def _write_section(session: AnySession, rest: str, labels: Mapping[str, str]) -> None:
    kind_name, _, label = rest.partition("/")
    row = session.scalars(select(FormLayout).where(FormLayout.kind == kind_name)).one()
    row.sections = [{**one, "labels": dict(labels)} if one["label"] == label else one for one in row.sections]
    forget_layouts(session)


# --- relation types ------------------------------------------------------------------------------------------------------


def _sides(session: AnySession) -> Iterator[Label]:
    """The label of each side, of a symmetric type the one that both have; none while relations are off."""
    if not is_switched_on():
        return
    kept = RelationType.deleted_at.is_(None)
    for row in session.scalars(select(RelationType).where(kept).order_by(RelationType.sort, RelationType.id)):
        for side in list(Side)[: 1 if row.is_symmetric else 2]:
            label, labels = getattr(row, f"{side}_label"), getattr(row, f"{side}_labels")
            yield Label(f"relation_type/{row.id}/{side}", say("Relation type"), label, labels or {}, MOST_LABEL)


def _write_side(session: AnySession, rest: str, labels: Mapping[str, str]) -> None:
    row_id, _, side = rest.partition("/")
    row = session.get_one(RelationType, int(row_id))
    for one in Side if row.is_symmetric else (Side(side),):
        setattr(row, f"{one}_labels", dict(labels))
    session.flush()
    forget_kinds(session)


SOURCES: dict[str, Source] = {
    source.key: source
    for source in (
        *(rows_of(panel.model.__tablename__, panel.model, panel.label) for panel in DICTIONARIES.values()),
        rows_of("custom_field", CustomField, say("Custom field"), CustomField.deleted_at.is_(None)),
        rows_of("choice", Choice, say("Choice"), Choice.deleted_at.is_(None)),
        Source("section", _sections, _write_section),
        Source("relation_type", _sides, _write_side),
    )
}
