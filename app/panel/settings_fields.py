"""The panel of custom fields: those of a kind in their order, a form for one, and those that were deleted (SET-2, SET-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain import custom_fields as verbs
from app.domain.choice_sets import choice_sets
from app.domain.dictionaries import OTHER_LANGUAGES
from app.kernel.errors import Conflict, Invalid, SplotError
from app.kernel.messages import say, say_n
from app.models import CustomField, CustomType, EditableBy, FilterBy, IndexState, Operation, Shown
from app.panel.field_choices import ChoiceRow, keep_choices, rows_sent, rows_stored
from app.panel.field_effects import Effect, effects_of
from app.panel.settings import THREAD_NAMES, Answer, language_names
from app.panel.toasts import toast_done
from app.panel.type_words import TYPES
from app.records.changes import change_set
from app.records.custom_kinds import ICONS
from app.records.fields import Asking
from app.records.kinds import Kind, kind, kinds

SHOWN = {Shown.ALWAYS: say("Always"), Shown.IF_SET: say("If set"), Shown.NEVER: say("Never")}
EDITABLE_BY = {
    EditableBy.EVERYONE: say("Everyone"),
    EditableBy.MANAGERS: say("Managers"),
    EditableBy.ADMINISTRATORS: say("Administrators"),
}
FILTER_BY = {FilterBy.CONTAINS: say("Contains"), FilterBy.EXACT: say("Exact"), FilterBy.OFF: say("Off")}
INDEX_STATES = {
    IndexState.WAITING: say("its index is being built"),
    IndexState.FAILED: say("without an index: filters by it are slow"),
}
CHOOSING = frozenset({CustomType.CHOICE, CustomType.CHOICES})
TICKS = ("is_required", "is_unique")
TEXTS = ("label", "help", "heading", "section", "default", "pattern", "minimum", "maximum", "decimals", "currency")
CHOSEN = ("type", "target", "shown", "editable_by", "filter", "choice_set_id")
FIXED = ("type", "target", "key", "kind")


@dataclass
class FieldForm:
    """One field in its form: what stands in the inputs, what is wrong, and what saving would mean for values that there are."""

    kind: Kind
    of: CustomField | None
    values: dict[str, str]
    choices: list[ChoiceRow]
    errors: dict[str, list[str]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    uses: int = 0

    @property
    def type(self) -> CustomType:
        found = self.values.get("type", "")
        return CustomType(found) if found in {one.value for one in CustomType} else CustomType.TEXT

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """For the line at the top: where, and what the first sentence says."""
        return [(f"f-{name}", sentences[0]) for name, sentences in self.errors.items()]


# --- the list ------------------------------------------------------------------------------------------------------------


def fields_page(asking: Asking, kind_name: str) -> Answer:
    """The fields of a kind, and those of it that were deleted."""
    of = kind(kind_name)
    return render_template(
        "pages/settings_fields.html",
        kind=of,
        kinds=list(kinds()),
        fields=verbs.custom_fields(asking.session, of.name),
        deleted=verbs.custom_fields(asking.session, of.name, deleted=True),
        uses=lambda one: verbs.uses(asking.session, one),
        types=TYPES,
        icons=ICONS,
        index_states=INDEX_STATES,
        nav="settings",
    )


def first_kind() -> str:
    """The kind whose fields are shown where none is named."""
    return next(kinds()).name


def order_fields(asking: Asking, kind_name: str, ids: list[int]) -> Answer:
    """Fields of a kind in this order."""
    with change_set(asking.session, Operation.EDITED):
        for place, field_id in enumerate(ids):
            if verbs.custom_field(asking.session, field_id).kind == kind(kind_name).name:
                verbs.move_custom_field(asking.session, field_id, place)
    return back_to(kind_name)


def move_field(asking: Asking, field_id: int, steps: int) -> Answer:
    """One field a place further up or down."""
    of = verbs.custom_field(asking.session, field_id)
    ids = [one.id for one in verbs.custom_fields(asking.session, of.kind)]
    with change_set(asking.session, Operation.EDITED):
        verbs.move_custom_field(asking.session, field_id, max(0, ids.index(field_id) + steps))
    return back_to(of.kind)


def remove_field(asking: Asking, field_id: int) -> Answer:
    """Take it from all pages; its values wait for it."""
    with change_set(asking.session, Operation.DELETED) as opened:
        gone = verbs.remove_custom_field(asking.session, field_id)
        number = verbs.uses(asking.session, gone)
    said = say_n(
        "Deleted: %(name)s, with %(num)s value.", "Deleted: %(name)s, with %(num)s values.", number, name=gone.label
    )
    toast_done(said, opened)
    return back_to(gone.kind)


def bring_field_back(asking: Asking, field_id: int) -> Answer:
    """Put a deleted field back."""
    with change_set(asking.session, Operation.RESTORED) as opened:
        back = verbs.bring_back_custom_field(asking.session, field_id)
    toast_done(say("Back again: %(name)s, with all its values.", name=back.label), opened)
    return back_to(back.kind)


def back_to(kind_name: str) -> Response:
    """The list of a kind."""
    return redirect(f"/settings/fields/{kind_name}", code=303)


# --- the form ------------------------------------------------------------------------------------------------------------


def add_page(asking: Asking, kind_name: str) -> Answer:
    """A new field of a kind."""
    of = kind(kind_name)
    if request.method == "GET":
        values = {"type": request.args.get("type", "text"), "shown": "always", "editable_by": "everyone"}
        return _page(asking, FieldForm(of, None, {**values, "filter": "contains"}, []))
    form = FieldForm(of, None, _sent(), rows_sent())
    if "more_choices" in request.form:
        return _page(asking, form)
    given = {**_given(form), "kind": of.name, "choices": [row.given for row in form.choices if row.label]}
    return _save(asking, form, Operation.ADDED, lambda: verbs.add_custom_field(asking.session, given))


def edit_page(asking: Asking, field_id: int) -> Answer:
    """One field that there is."""
    of = verbs.custom_field(asking.session, field_id)
    form = FieldForm(kind(of.kind), of, _stored(of), rows_stored(of), uses=verbs.uses(asking.session, of))
    if request.method == "GET":
        return _page(asking, form)
    form.values, form.choices = {**form.values, **_sent()}, rows_sent()
    if "more_choices" in request.form:
        return _page(asking, form)
    given = {name: value for name, value in _given(form).items() if name not in FIXED}
    if "confirmed" not in request.form:
        form.effects = effects_of(asking, of, given)
        if form.effects:
            return _page(asking, form), 409
    return _save(asking, form, Operation.EDITED, lambda: _change(asking, of, form, given))


def _change(asking: Asking, of: CustomField, form: FieldForm, given: Mapping[str, Any]) -> CustomField:
    changed = verbs.change_custom_field(asking.session, of.id, given)
    if changed.type in CHOOSING and changed.choice_set is not None and "choice" in request.form:
        keep_choices(asking.session, changed.choice_set, form.choices)
    return changed


def _save(asking: Asking, form: FieldForm, operation: Operation, act: Any) -> Answer:
    try:
        with change_set(asking.session, operation) as opened:
            saved: CustomField = act()
            label = saved.label
    except (Invalid, Conflict) as error:
        field_id = form.of.id if form.of else 0
        asking.session.rollback()
        form.of = verbs.custom_field(asking.session, field_id) if field_id else None
        form.errors = _sentences(error)
        return _page(asking, form), error.status
    toast_done(say("Saved: %(name)s", name=label), opened)
    return back_to(form.kind.name)


def _sentences(error: SplotError) -> dict[str, list[str]]:
    found = {name: [str(one) for one in messages] for name, messages in error.errors.items()}
    return found or {"label": [str(error.message)]}


def _page(asking: Asking, form: FieldForm) -> str:
    return render_template(
        "pages/settings_field.html",
        form=form,
        kinds=list(kinds()),
        types=TYPES,
        icons=ICONS,
        choosing=CHOOSING,
        sets=choice_sets(asking.session),
        shown=SHOWN,
        editable_by=EDITABLE_BY,
        filter_by=FILTER_BY,
        languages=language_names(),
        threads=[(name, str(label)) for name, label in THREAD_NAMES.items()],
        nav="settings",
    )


def _in_languages(name: str) -> list[str]:
    return [f"{name}_{code}" for code in OTHER_LANGUAGES]


SPOKEN = ("label", "help", "heading")
NAMES = (*TEXTS, *CHOSEN, "key", *(one for name in SPOKEN for one in _in_languages(name)))


def _sent() -> dict[str, str]:
    """What the form holds; a tick that is not there is off."""
    found = {name: request.form[name] for name in NAMES if name in request.form}
    return {**found, **{name: request.form.get(name, "0") for name in TICKS}}


def _given(form: FieldForm) -> dict[str, Any]:
    """What the verbs take: a set that is not named is the field's own."""
    return {name: value for name, value in form.values.items() if value or name != "choice_set_id"}


def _stored(of: CustomField) -> dict[str, str]:
    values = {name: getattr(of, name) for name in (*TEXTS, *CHOSEN, *TICKS, "key")}
    words = {"label": of.labels, "help": of.help_labels, "heading": of.heading_labels}
    spoken = {
        f"{name}_{code}": (labels or {}).get(code, "") for name, labels in words.items() for code in OTHER_LANGUAGES
    }
    return {**{name: _as_text(value) for name, value in values.items()}, **spoken}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
