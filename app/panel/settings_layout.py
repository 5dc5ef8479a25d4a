"""The panel that arranges form and profile of a kind (SET-1). The order of the fields in the page is the arrangement: scripts drag
them, buttons move them without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import redirect, render_template, request
from flask_babel import force_locale

from app.domain.layouts import reset_layout, set_layout
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.models import Operation
from app.panel.settings import WRITTEN_IN, Answer, language_names
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking, Field
from app.records.kinds import Kind, Line, kind, kinds
from app.records.layouts import (
    LaidSection,
    Layout,
    complete,
    declared_layout,
    fields_of,
    label_of,
    needed_places,
    places_of,
    stored_layout,
)

HIDDEN = "hidden"


@dataclass(frozen=True)
class LaidPlace:
    """A field, or fields side by side, as the panel shows it."""

    name: str
    label: Message
    icon: str
    fields: tuple[Field, ...]
    is_quick: bool
    is_needed: bool


@dataclass
class LayoutForm:
    """An arrangement in the making: what stands in the page, and what is wrong with it."""

    kind: Kind
    layout: Layout
    is_changed: bool = False
    is_stored: bool = False
    errors: dict[str, list[str]] = field(default_factory=dict)

    def label(self, section: LaidSection) -> Message:
        """What a section is called where the administrator wrote nothing."""
        return label_of(self.kind, LaidSection(key=section.key)) if section.key else say("New section")

    def label_in(self, section: LaidSection, language: str) -> str:
        """The same in a language."""
        with force_locale(language):
            return str(self.label(section))

    def shown_label(self, section: LaidSection) -> Message:
        """What a section is called now."""
        return label_of(self.kind, section) if section.key or section.label else say("New section")

    def places(self, names: list[str]) -> list[LaidPlace]:
        """The places of those names."""
        known, needed = places_of(self.kind), set(needed_places(self.kind))
        found = [(name, known[name]) for name in names if name in known]
        return [
            LaidPlace(
                name,
                place.label if isinstance(place, Line) else self.kind.field(place).label,
                self.kind.field(name).icon,
                tuple(self.kind.field(one) for one in fields_of(place)),
                any(one in self.layout.quick for one in fields_of(place)),
                name in needed,
            )
            for name, place in found
        ]


def first_kind() -> Kind:
    """The kind whose form is arranged where none is named."""
    return next(kinds())


def layout_page(asking: Asking, kind_name: str) -> Answer:
    """The panel of one kind."""
    of = kind(kind_name)
    stored = stored_layout(asking.session, of.name)
    layout = declared_layout(of) if stored is None else complete(of, stored)
    return _page(LayoutForm(of, layout, is_stored=stored is not None))


def save_layout(asking: Asking, kind_name: str) -> Answer:
    """What the form says: keep the arrangement, change it in the page, or go back to the shipped one."""
    of = kind(kind_name)
    if "reset" in request.form:
        with change_set(asking.session, Operation.EDITED) as opened:
            reset_layout(asking.session, of)
        toast_done(say("As shipped again: %(kind)s.", kind=of.label_plural), opened)
        return redirect(f"/settings/layout/{of.name}", code=303)
    form = LayoutForm(of, complete(of, read_layout(of)), is_stored=stored_layout(asking.session, of.name) is not None)
    if any(act in request.form for act in ACTS):
        _act(form.layout)
        form.is_changed = True
        return _page(form)
    return _save(asking, form)


def _save(asking: Asking, form: LayoutForm) -> Answer:
    try:
        with change_set(asking.session, Operation.EDITED) as opened:
            set_layout(asking.session, form.kind, form.layout)
    except Invalid as error:
        asking.session.rollback()
        form.errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()}
        form.is_changed = True
        return _page(form), 422
    toast_done(say("Saved: form and profile of %(kind)s.", kind=form.kind.label_plural), opened)
    return redirect(f"/settings/layout/{form.kind.name}", code=303)


def _page(form: LayoutForm) -> str:
    return render_template(
        "pages/settings_layout.html", form=form, kinds=list(kinds()), languages=language_names(), nav="settings"
    )


# --- what was sent -------------------------------------------------------------------------------------------------------

ACTS = ("up", "down", "section_up", "section_down", "add_section", "drop_section")
"""Buttons that change the arrangement in the page and save nothing."""


def read_layout(of: Kind) -> Layout:
    """The arrangement as it was sent: ``place`` names sections and fields in the order of the page; each field is in the section
    above it."""
    sections: dict[str, LaidSection] = {}
    hidden: list[str] = []
    into = hidden
    known, seen = places_of(of), set[str]()
    for word in request.form.getlist("place"):
        what, _, name = word.partition(":")
        if what == "section" and name == HIDDEN:
            into = hidden
        elif what == "section":
            into = sections.setdefault(name, _section(name)).places
        elif name in known and name not in seen:
            seen.add(name)
            into.append(name)
    quick = [one for name in request.form.getlist("quick") if name in known for one in fields_of(known[name])]
    return Layout(list(sections.values()), hidden, quick)


def _section(number: str) -> LaidSection:
    form = request.form
    return LaidSection(
        key=form.get(f"key.{number}", ""),
        label=form.get(f"label.{number}", "").strip(),
        labels={code: form.get(f"label_{code}.{number}", "").strip() for code in WRITTEN_IN if code != "en"},
        is_aside=form.get(f"aside.{number}") == "1",
    )


def _act(layout: Layout) -> None:
    form = request.form
    if "add_section" in form:
        layout.sections.append(LaidSection())
    for act, steps in (("up", -1), ("down", 1)):
        if act in form:
            _move_place(layout, form[act], steps)
        if f"section_{act}" in form:
            _move(layout.sections, _number(form[f"section_{act}"]), steps)
    if "drop_section" in form:
        _drop(layout, _number(form["drop_section"]))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _move(things: list[LaidSection], at: int, steps: int) -> None:
    if 0 <= at < len(things) and 0 <= at + steps < len(things):
        things.insert(at + steps, things.pop(at))


def _move_place(layout: Layout, name: str, steps: int) -> None:
    """One step within its section, or over its edge into the next one; below the last one are the places that are not shown."""
    lists = [one.places for one in layout.sections] + [layout.hidden]
    at = next((number for number, places in enumerate(lists) if name in places), None)
    if at is None:
        return
    place = lists[at].index(name) + steps
    lists[at].remove(name)
    if 0 <= place <= len(lists[at]):
        lists[at].insert(place, name)
    elif steps < 0:
        lists[max(0, at - 1)].insert(len(lists[at - 1]) if at else 0, name)
    else:
        lists[min(len(lists) - 1, at + 1)].insert(0 if at + 1 < len(lists) else len(lists[at]), name)


def _drop(layout: Layout, number: int) -> None:
    """Take a section away; its fields go to the one above."""
    if 0 <= number < len(layout.sections) > 1:
        gone = layout.sections.pop(number)
        layout.sections[max(0, number - 1)].places.extend(gone.places)
