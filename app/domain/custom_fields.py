"""Custom fields: administrators add, change, order, delete and bring them back (SET-2, SET-4). Call inside a change set.

What is ``given`` comes from a form or the API: texts, truth values, lists. Every sentence stands at the name of what it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app.domain import custom_field_checks as checks
from app.domain.choice_sets import add_choice_set, choice_set
from app.domain.emails import parse_email
from app.domain.phones import read_number
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldErrors, Forbidden, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.viewer import AnySession, viewer_of
from app.models import CustomField, CustomType
from app.records import custom_kinds
from app.records.custom_indexes import plan_index
from app.records.custom_kinds import forget_kinds
from app.records.custom_usage import repeated, values_of
from app.records.fields import Asking
from app.records.kinds import kinds_by_name
from app.records.text_fields import EmailField, PhoneField

FIXED = ("kind", "key", "type", "target")
"""What stays for ever: values are kept by the key, in the form of the type."""


def _email(_definition: custom_kinds.Definition, common: dict[str, Any]) -> EmailField:
    return EmailField(**common, read_address=parse_email)


def _phone(_definition: custom_kinds.Definition, common: dict[str, Any]) -> PhoneField:
    return PhoneField(**common, read_number=read_number)


custom_kinds.MAKERS.update({CustomType.EMAIL: _email, CustomType.PHONE: _phone})


# --- reading -------------------------------------------------------------------------------------------------------------


def custom_fields(session: AnySession, kind_name: str | None = None, *, deleted: bool = False) -> Sequence[CustomField]:
    """The fields in force (or the deleted ones), of one kind or of all, in their order."""
    is_there = CustomField.deleted_at.is_not(None) if deleted else CustomField.deleted_at.is_(None)
    statement = select(CustomField).where(is_there)
    if kind_name is not None:
        statement = statement.where(CustomField.kind == kind_name)
    return session.scalars(statement.order_by(CustomField.kind, CustomField.sort, CustomField.id)).all()


def custom_field(session: AnySession, field_id: int) -> CustomField:
    """The field of that number, deleted or not; raises ``NotFound``."""
    found = session.get(CustomField, field_id)
    if found is None:
        raise NotFound
    return found


def uses(session: AnySession, of: CustomField) -> int:
    """How many records have a value in it, seen or not: so many values go with it."""
    return values_of(session, of.kind, of.key)


# --- writing -------------------------------------------------------------------------------------------------------------


def add_custom_field(session: AnySession, given: Mapping[str, Any]) -> CustomField:
    """A new field at the end; raises one ``Invalid`` with all sentences, or ``Conflict`` for a key that is taken."""
    _check(session)
    errors: FieldErrors = {}
    head = checks.head(given, errors)
    if errors:
        raise Invalid.many(errors)
    head["key"] = checks.free_key(_taken_keys(session, head["kind"]), given, head["label"])
    made = CustomField(**head, sort=_last(session, head["kind"]) + 1)
    _write(session, made, given, errors, is_new=True)
    return made


def change_custom_field(session: AnySession, field_id: int, given: Mapping[str, Any]) -> CustomField:
    """Other words, rules or places; what is not given stays. Raises ``Invalid`` where kind, key or type would change."""
    _check(session)
    field = custom_field(session, field_id)
    errors: FieldErrors = {}
    for name in FIXED:
        if name in given and str(given[name]) != str(getattr(field, name) or ""):
            errors[name] = [say("This stays as it is: values are kept by it. Make a new field instead.")]
    _write(session, field, given, errors, is_new=False)
    return field


def remove_custom_field(session: AnySession, field_id: int) -> CustomField:
    """Take it from all pages. Its values stay, so that it can be brought back."""
    _check(session)
    field = custom_field(session, field_id)
    if field.deleted_at is None:
        field.deleted_at = now()
        _written(session, field)
    return field


def bring_back_custom_field(session: AnySession, field_id: int) -> CustomField:
    """Put a deleted field back with its values; raises ``Conflict`` where its choices are gone for good."""
    _check(session)
    field = custom_field(session, field_id)
    if field.deleted_at is not None:
        field.deleted_at = None
        _written(session, field)
    return field


def move_custom_field(session: AnySession, field_id: int, place: int) -> None:
    """Put it before the one that is at ``place`` among those of its kind; 0 is the first."""
    _check(session)
    field = custom_field(session, field_id)
    others = [one for one in custom_fields(session, field.kind) if one is not field]
    ordered = [*others[: max(0, place)], field, *others[max(0, place) :]]
    for number, one in enumerate(ordered, start=1):
        if one.sort != number:
            one.sort = number
    _written(session, field)


def _write(
    session: AnySession, field: CustomField, given: Mapping[str, Any], errors: FieldErrors, *, is_new: bool
) -> None:
    """Put what is given into ``field``, if all of it is right."""
    values = checks.values(field, given, errors, is_new=is_new)
    if errors:
        raise Invalid.many(errors)
    with session.no_autoflush:
        for name, value in values.items():
            if getattr(field, name) != value or is_new:
                setattr(field, name, value)
        _choose_set(session, field, given, is_new=is_new)
        checks.together(field)
        _check_default(session, field)
        if field.is_unique and not is_new and (times := repeated(session, field.kind, field.key)):
            raise Invalid(
                say("Some values stand in several records (%(count)s). Make them differ first.", count=times),
                "is_unique",
            )
    session.add(field)
    _written(session, field)


def _choose_set(session: AnySession, field: CustomField, given: Mapping[str, Any], *, is_new: bool) -> None:
    """The set that is named, or one made of the choices that are given with a new field."""
    if field.type not in {CustomType.CHOICE, CustomType.CHOICES}:
        return
    if given.get("choice_set_id"):
        field.choice_set = choice_set(session, checks.number_of(given, "choice_set_id"))
    elif is_new:
        if not given.get("choices"):
            raise Invalid(say("Write at least one choice, or name a set."), "choices")
        field.choice_set = add_choice_set(session, field.label, checks.choices_of(given["choices"]))


def _check_default(session: AnySession, field: CustomField) -> None:
    """A default has to be a value that the field takes."""
    if field.default is None:
        return
    if field.is_unique:
        raise Invalid(say("A value that must be unique cannot be the same for all."), "default")
    session.flush()
    definition = custom_kinds.Definition(field, checks.words_of(field))
    of = custom_kinds.make(definition, kinds_by_name()[field.kind], viewer_of(session))
    try:
        if of is not None:
            of.parse(Asking(session, viewer_of(session)), field.default)
    except Invalid as error:
        raise Invalid(error.message, "default") from error


def _written(session: AnySession, field: CustomField) -> None:
    field.index_state = plan_index(field)
    session.flush()
    forget_kinds(session)


def _check(session: AnySession) -> None:
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change custom fields."))


def _taken_keys(session: AnySession, kind_name: str) -> dict[str, CustomField]:
    found = session.scalars(select(CustomField).where(CustomField.kind == kind_name))
    return {field.key: field for field in found}


def _last(session: AnySession, kind_name: str) -> int:
    return session.scalar(select(func.max(CustomField.sort)).where(CustomField.kind == kind_name)) or 0


__all__ = [
    "Conflict",
    "add_custom_field",
    "bring_back_custom_field",
    "change_custom_field",
    "custom_field",
    "custom_fields",
    "move_custom_field",
    "remove_custom_field",
    "uses",
]
