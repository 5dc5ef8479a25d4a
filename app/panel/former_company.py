"""When a person gets another company, their previous one is offered to be kept as a relation: one click, never asked for (REL-2)."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_appbuilder.utils.base import get_safe_redirect
from werkzeug.wrappers import Response

from app.domain.former_company import former_company, keep_former_company, label_of_former
from app.kernel.errors import Invalid, NotFound
from app.kernel.messages import say
from app.models import Operation, Person, Record
from app.panel.settings import number
from app.panel.toasts import Act, toast, toast_done
from app.records.access import Scope
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.search import find_by_id

URL = "/persons/former-company"


def employer_of(record: Record) -> int | None:
    """The company of a person before something is changed; None for other records."""
    return record.company_id if isinstance(record, Person) else None


def offer_of(asking: Asking, record: Record, before_id: int | None) -> Act | None:
    """What is offered once the record is changed; None where there is nothing to keep."""
    found = former_company(asking, record, before_id) if isinstance(record, Person) else None
    if found is None:
        return None
    values = {"name": found.name, "label": label_of_former(asking)}
    return Act(
        say("Keep %(name)s as “%(label)s”?", **values), say("Keep"), f"{URL}/{record.id}", {"company": str(found.id)}
    )


def offer(asking: Asking, record: Record, before_id: int | None) -> None:
    """Offer it on the next page."""
    found = offer_of(asking, record, before_id)
    if found is not None:
        toast(found.question, act=found)


def keep(asking: Asking, person_id: int) -> Response:
    """Keep the company that the form names; raises ``NotFound`` where the viewer does not see both."""
    person = _seen(asking, "person", person_id)
    company = _seen(asking, "company", number(request.form.get("company", "")))
    try:
        with change_set(asking.session, Operation.EDITED) as done:
            keep_former_company(asking, person, company)
            said = say("Kept: %(name)s as “%(label)s”.", name=company.name, label=label_of_former(asking))
        toast_done(said, done)
    except Invalid as error:
        asking.session.rollback()
        toast(error.message, is_bad=True)
    return redirect(get_safe_redirect(request.form.get("next") or f"/r/{person_id}"), code=303)


def _seen(asking: Asking, kind_name: str, record_id: int) -> Any:
    found = find_by_id(asking, kind(kind_name), record_id, scope=Scope.LIVE)
    if found is None:
        raise NotFound
    return found
