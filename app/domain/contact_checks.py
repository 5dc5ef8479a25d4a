"""Rules over several fields of a contact, asked however it is written."""

from __future__ import annotations

from typing import Any

from app.domain.addresses import check_postal_code
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.models import Record, Visibility
from app.records.saving import in_force


def check_address(record: Record | None, values: dict[str, Any]) -> None:
    """The postal code in the form of its country (REC-3). One that stood before and stays is left alone."""
    if not {"postal_code", "country"} & values.keys():
        return
    code = in_force(record, values, "postal_code")
    if not code:
        return
    try:
        values["postal_code"] = check_postal_code(code, in_force(record, values, "country"))
    except Invalid as error:
        raise Invalid(error.message, "postal_code") from error


def check_person_name(record: Record | None, values: dict[str, Any]) -> None:
    """A person has a first or a last name."""
    if record is not None and not {"first_name", "last_name"} & values.keys():
        return
    if not any(in_force(record, values, name) for name in ("first_name", "last_name")):
        raise Invalid(say("Write a first or a last name."), "first_name")


def check_owner(record: Record | None, values: dict[str, Any]) -> None:
    """What is hidden needs an owner, or nobody but administrators would ever find it."""
    if record is None and "owner" not in values:
        return
    if in_force(record, values, "visibility") == Visibility.HIDDEN and in_force(record, values, "owner") is None:
        raise Invalid(say("A hidden record needs an owner. Choose one, or make it public."), "owner")
