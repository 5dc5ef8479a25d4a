"""Arranging form and profile of a kind (SET-1). Call inside a change set."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from app.kernel.errors import FieldErrors, Forbidden, Invalid
from app.kernel.messages import say
from app.kernel.text import search_key, strip_controls
from app.kernel.viewer import AnySession, viewer_of
from app.models import FormLayout
from app.records.kinds import Kind
from app.records.layouts import LaidSection, Layout, fields_of, forget_layouts, needed_places, places_of

MOST_LABEL = 80
MOST_SECTIONS = 40


def set_layout(session: AnySession, kind: Kind, layout: Layout) -> None:
    """Arrange a kind; raises ``Invalid`` at ``section.<number>`` for a section without a name, at ``hidden`` for a field that must
    be there."""
    _check(session)
    clean = Layout([_cleaned(one) for one in layout.sections], layout.hidden, layout.quick)
    errors = _faults(kind, clean)
    if errors:
        raise Invalid.many(errors)
    row = _row(session, kind) or FormLayout(kind=kind.name)
    row.sections = [asdict(one) for one in clean.sections]
    row.hidden, row.quick = list(clean.hidden), list(clean.quick)
    session.add(row)
    session.flush()
    forget_layouts(session)


def reset_layout(session: AnySession, kind: Kind) -> None:
    """Back to the arrangement that comes with the program."""
    _check(session)
    row = _row(session, kind)
    if row is not None:
        session.delete(row)
        session.flush()
        forget_layouts(session)


def _check(session: AnySession) -> None:
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators arrange forms and profiles."))


def _row(session: AnySession, kind: Kind) -> FormLayout | None:
    return session.scalars(select(FormLayout).where(FormLayout.kind == kind.name)).first()


def _cleaned(section: LaidSection) -> LaidSection:
    labels = {code: words for code, text in section.labels.items() if (words := _words(text))}
    return LaidSection(section.key, _words(section.label), labels, section.is_aside, list(section.places))


def _words(text: str) -> str:
    return " ".join(strip_controls(text).split())


def _faults(kind: Kind, layout: Layout) -> FieldErrors:
    errors: FieldErrors = {}
    declared = {one.label.msgid for one in kind.sections}
    for number, one in enumerate(layout.sections):
        if not search_key(one.label) and (one.label or one.key not in {*declared, "More"}):
            errors[f"section.{number}"] = [say("Write a name with at least one letter or digit.")]
        elif any(len(words) > MOST_LABEL for words in (one.label, *one.labels.values())):
            errors[f"section.{number}"] = [say("Write at most %(count)s characters.", count=MOST_LABEL)]
    needed = [name for name in needed_places(kind) if name in layout.hidden]
    if needed:
        places = places_of(kind)
        label = kind.field(fields_of(places[needed[0]])[0]).label
        errors["hidden"] = [say("“%(field)s” has to be in the form: no record is saved without it.", field=label)]
    if not 0 < len(layout.sections) <= MOST_SECTIONS:
        errors["section.0"] = [say("A form has between 1 and %(most)s sections.", most=MOST_SECTIONS)]
    return errors
