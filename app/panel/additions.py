"""Groups, tags and managers put on a record, or taken off, from its profile without opening the form (GRP-2, TAG-1)."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from app.domain.sharing import warns_of_managers
from app.kernel.errors import Invalid, NotFound
from app.kernel.messages import Message, say
from app.models import Operation, Record
from app.panel.controls import TokensControl, control_for
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.kinds import kind_of
from app.records.saving import change_record


def _control(asking: Asking, record: Record, field: str) -> TokensControl:
    found = kind_of(record).by_name.get(field)
    one = control_for(asking, found) if found is not None and found.is_editable else None
    if not isinstance(one, TokensControl):
        raise NotFound
    return one


def add_values(asking: Asking, record: Any, field: str) -> Response:
    """Put what the form names beside what is there."""
    one = _control(asking, record, field)
    wanted = one.read(request.form) or []
    present = one.shown(record)
    return _change(asking, record, field, [*present, *wanted]) if wanted else _back(record)


def drop_value(asking: Asking, record: Any, field: str) -> Response:
    """Take one off."""
    one = _control(asking, record, field)
    return _change(asking, record, field, [value for value in one.shown(record) if value != request.form.get("value")])


def _change(asking: Asking, record: Record, field: str, values: list[str]) -> Response:
    message: Message = say("Saved: %(name)s", name=record.name)
    try:
        with change_set(asking.session, Operation.EDITED) as done:
            change_record(asking, kind_of(record), record, {field: values})
        toast(message, changes=done.id)
        if field == "managers":
            warn_of_managers(asking, record, values)
    except Invalid as error:
        asking.session.rollback()
        toast(error.message, is_bad=True)
    return _back(record)


def warn_of_managers(asking: Asking, record: Record, usernames: list[str]) -> None:
    """Say of managers whom no role lets in that being a manager alone opens nothing; the page of access offers the role (ACC-5)."""
    for sentence in warns_of_managers(asking, record, usernames):
        toast(sentence, is_bad=True, more_url=f"/r/{record.id}/access")


def _back(record: Record) -> Response:
    return redirect(f"/r/{record.id}", code=303)
