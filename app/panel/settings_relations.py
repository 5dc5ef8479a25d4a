"""The panel of relation types: all in their order, a form for one, and those that were deleted (REL-2, SET-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain import relation_types as verbs
from app.domain.relation_type_checks import LANGUAGES, TICKS, label_name
from app.domain.relation_types import Unfit
from app.kernel.errors import Conflict, Invalid, NotFound, SplotError
from app.kernel.messages import Message, say, say_n
from app.models import Operation, RelationType, Side
from app.panel.relation_type_effects import Effect, effects_of, structure_of, unfit_lines
from app.panel.relation_type_words import HAS_ONE, IN_FORM, PREVIEW_NAMES, reading_lines, slots
from app.panel.settings import THREAD_NAMES, Answer, language_names
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.kinds import declared, declared_kinds, kinds
from app.records.last_changes import last_changes_by_row
from app.records.ties import is_switched_on, tie_of

URL = "/settings/relations/"
UNFIT: dict[Unfit, Message] = {
    Unfit.REFUSE: say("Refuse to save"),
    Unfit.KEEP: say("Keep them"),
    Unfit.END: say("End them today"),
    Unfit.REMOVE: say("Remove them"),
}
SIDES = {Side.PRIMARY: say("Primary side"), Side.SECONDARY: say("Secondary side")}
KINDS = tuple(f"{side}_kind" for side in Side)
LABELS = tuple(label_name(side, code) for side in Side for code in LANGUAGES)
FORMS = tuple(f"{what}_{side}" for side in Side for what in ("form", "section"))
NAMES = (*KINDS, *LABELS, *FORMS, "color", "key", "unfit")


@dataclass
class TypeForm:
    """One type in its form: what stands in the inputs, what is wrong, and what saving would mean for relations that there are."""

    of: RelationType | None
    values: dict[str, str]
    uses: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)

    @property
    def unfit(self) -> int:
        """How many relations would no longer fit."""
        return sum(one.number for one in self.effects)

    @property
    def notes(self) -> dict[str, Effect]:
        """What is told beside an input."""
        return {one.field: one for one in self.effects}

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """For the line at the top: where, and what the first sentence says."""
        return [(f"f-{name}", sentences[0]) for name, sentences in self.errors.items()]

    def label(self, side: str, code: str) -> str:
        """A label as it is read in a language."""
        names = (label_name(Side(side), one) for one in (code, "en"))
        return next((text for name in names if (text := self.values.get(name))), "")


def refuse_while_off() -> None:
    """Raise ``NotFound`` while relations are switched off."""
    if not is_switched_on():
        raise NotFound


# --- the list ------------------------------------------------------------------------------------------------------------


def types_page(asking: Asking) -> Answer:
    """All types, and those that were deleted."""
    return render_template(
        "pages/settings_relations.html",
        types=verbs.relation_types(asking.session),
        deleted=verbs.relation_types(asking.session, deleted=True),
        uses=verbs.uses(asking.session),
        changes=last_changes_by_row(asking, RelationType.__tablename__),
        tie_of=tie_of,
        declared=declared,
        nav="settings",
    )


def order_types(asking: Asking, ids: list[int]) -> Answer:
    """Types in this order."""
    with change_set(asking.session, Operation.EDITED):
        verbs.put_in_order(asking.session, ids)
    return back()


def move_type(asking: Asking, type_id: int, steps: int) -> Answer:
    """One type a place further up or down."""
    ids = [one.id for one in verbs.relation_types(asking.session)]
    if type_id not in ids:
        raise NotFound
    with change_set(asking.session, Operation.EDITED):
        verbs.move_relation_type(asking.session, type_id, max(0, ids.index(type_id) + steps))
    return back()


def remove_type(asking: Asking, type_id: int) -> Answer:
    """Take it from all pages; its relations wait for it."""
    number = verbs.uses(asking.session).get(type_id, 0)
    with change_set(asking.session, Operation.DELETED) as opened:
        gone = verbs.remove_relation_type(asking.session, type_id)
    said = say_n(
        "Deleted: %(name)s, with %(num)s relation.",
        "Deleted: %(name)s, with %(num)s relations.",
        number,
        name=tie_of(gone).label,
    )
    toast_done(said, opened)
    return back()


def bring_type_back(asking: Asking, type_id: int) -> Answer:
    """Put a deleted type back."""
    with change_set(asking.session, Operation.RESTORED) as opened:
        found = verbs.bring_back_relation_type(asking.session, type_id)
    toast_done(say("Back again: %(name)s, with all its relations.", name=tie_of(found).label), opened)
    return back()


def back() -> Response:
    """The list."""
    return redirect(URL, code=303)


# --- the form ------------------------------------------------------------------------------------------------------------


def add_page(asking: Asking) -> Answer:
    """A new type."""
    if request.method == "GET":
        return _page(asking, TypeForm(None, {**dict.fromkeys(KINDS, next(kinds()).name), "color": "slate"}))
    form = TypeForm(None, _sent())
    given = _given(form)
    return _save(asking, form, Operation.ADDED, lambda: verbs.add_relation_type(asking.session, given))


def edit_page(asking: Asking, type_id: int) -> Answer:
    """One type that there is."""
    of = verbs.relation_type(asking.session, type_id)
    form = TypeForm(of, _stored(of), verbs.uses(asking.session).get(of.id, 0))
    if request.method == "GET":
        return _page(asking, form)
    form.values = {**form.values, **_sent()}
    given, word = _given(form), form.values.get("unfit", "")
    given.pop("key", None)
    unfit = Unfit(word) if word in set(Unfit) else Unfit.REFUSE
    return _save(
        asking, form, Operation.EDITED, lambda: verbs.change_relation_type(asking.session, type_id, given, unfit)
    )


def effects_part(asking: Asking, type_id: int) -> Answer:
    """What saving the form as it stands would mean for relations that there are, for scripts."""
    form = TypeForm(verbs.relation_type(asking.session, type_id), _sent())
    form.effects = effects_of(asking, type_id, _structure(form))
    return jsonify(html=render_template("panel/relation_type_unfit.html", form=form, unfit=UNFIT), notes=_notes(form))


def unfit_page(asking: Asking, type_id: int) -> Answer:
    """The relations that would no longer fit, were the type as the address says."""
    of = verbs.relation_type(asking.session, type_id)
    lines = unfit_lines(asking, of, structure_of(request.args))
    return render_template(
        "pages/settings_relation_unfit.html", of=of, tie=tie_of(of), lines=lines, sides=list(Side), nav="settings"
    )


def _save(asking: Asking, form: TypeForm, operation: Operation, act: Callable[[], RelationType]) -> Answer:
    type_id = form.of.id if form.of else 0
    try:
        with change_set(asking.session, operation) as opened:
            label = tie_of(act()).label
    except (Invalid, Conflict) as error:
        asking.session.rollback()
        form.of = verbs.relation_type(asking.session, type_id) if type_id else None
        form.errors = _sentences(error)
        if type_id and not form.errors.keys() & {*KINDS, *TICKS}:
            form.effects = effects_of(asking, type_id, _structure(form))
        return _page(asking, form), error.status
    toast_done(say("Saved: %(name)s", name=label), opened)
    return back()


def _sentences(error: SplotError) -> dict[str, list[str]]:
    found = {name: [str(one) for one in messages] for name, messages in error.errors.items()}
    return found or {"primary_label": [str(error.message)]}


def _notes(form: TypeForm) -> dict[str, str]:
    return {
        one.field: render_template("panel/relation_type_note.html", effect=one, type_id=form.of.id if form.of else 0)
        for one in form.effects
    }


def _page(asking: Asking, form: TypeForm) -> str:
    shown = [one.name for one in kinds()]
    of_type = {form.values.get(name) for name in KINDS}
    return render_template(
        "pages/settings_relation.html",
        form=form,
        title=tie_of(form.of).label if form.of else "",
        names={side.value: name for side, name in PREVIEW_NAMES.items()},
        has_one={side.value: sentence for side, sentence in HAS_ONE.items()},
        in_form={side.value: sentence for side, sentence in IN_FORM.items()},
        kinds=[one for one in declared_kinds() if one.name in shown or one.name in of_type],
        sides={side.value: words for side, words in SIDES.items()},
        slots=slots,
        reading=reading_lines(form.label),
        languages=language_names(),
        threads=[(name, str(label)) for name, label in THREAD_NAMES.items()],
        unfit=UNFIT,
        label_name=lambda side, code: label_name(Side(side), code),
        nav="settings",
    )


# --- between form and verbs ------------------------------------------------------------------------------------------------


def _sent() -> dict[str, str]:
    """What the form holds; a tick that is not there is off."""
    found = {name: request.form[name] for name in NAMES if name in request.form}
    ticks = (*TICKS, *(f"form_{side}" for side in Side))
    return {**found, **{name: request.form.get(name, "0") for name in ticks}}


def _structure(form: TypeForm) -> dict[str, str]:
    return structure_of(form.values)


def _given(form: TypeForm) -> dict[str, Any]:
    """What the verbs take."""
    names = (*KINDS, *LABELS, *TICKS, "color", "key")
    given: dict[str, Any] = {name: form.values[name] for name in names if name in form.values}
    sides = list(Side)[: 1 if form.values.get("is_symmetric") == "1" else 2]
    if form.values.get("is_symmetric") == "1":
        _same_labels(form, given)
    given["forms"] = [
        {"kind": form.values.get(f"{side}_kind"), "side": side.value, "section": form.values.get(f"section_{side}", "")}
        for side in sides
        if form.values.get(f"form_{side}") == "1"
    ]
    return given


def _same_labels(form: TypeForm, given: dict[str, Any]) -> None:
    """Of a type that reads the same from both sides, the form shows the labels of one."""
    for code in LANGUAGES:
        given[label_name(Side.SECONDARY, code)] = form.values.get(label_name(Side.PRIMARY, code), "")


def _stored(of: RelationType) -> dict[str, str]:
    values = {name: getattr(of, name) for name in (*KINDS, "color", "key")}
    values |= {name: "1" if getattr(of, name) else "0" for name in TICKS}
    for side in Side:
        labels = {"en": getattr(of, f"{side}_label"), **(getattr(of, f"{side}_labels") or {})}
        values |= {label_name(side, code): labels.get(code, "") for code in LANGUAGES}
    for one in of.forms or ():
        values |= {f"form_{one['side']}": "1", f"section_{one['side']}": one.get("section") or ""}
    return values
