"""The panel of who may see new records: what is allowed, the default and the participants of each kind (ACC-2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import redirect, render_template, request

from app.domain.sharing import name_of
from app.domain.visibility_policies import (
    kinds_with_visibility,
    policy_of,
    set_policy,
    with_guest,
    without_guest,
)
from app.kernel.errors import Invalid, NotFound, SplotError
from app.kernel.messages import Message, say
from app.models import Operation, Visibility
from app.panel.access_form import RIGHT_WORDS, RIGHTS, named_guest
from app.panel.controls import VISIBILITY_ICONS
from app.panel.settings import Answer
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.common_fields import VISIBILITY_LABELS
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.policies import ORDER, Guest, Policy

TEAM = say("The teams of whoever adds it")


@dataclass
class PolicyLine:
    """One kind with its policy; what was sent and is wrong stands in place of what is stored."""

    kind: Kind
    policy: Policy
    guests: list[tuple[Guest, str, Message]]
    typed: str = ""
    errors: dict[str, list[Message]] = field(default_factory=dict)


def visibility_page(asking: Asking, wrong: PolicyLine | None = None) -> Answer:
    """All kinds."""
    lines = [_line(asking, one, policy_of(asking.session, one.name)) for one in kinds_with_visibility()]
    if wrong is not None:
        lines = [wrong if one.kind.name == wrong.kind.name else one for one in lines]
    page = render_template(
        "pages/settings_visibility.html",
        lines=lines,
        order=[(one, VISIBILITY_LABELS[one], VISIBILITY_ICONS[one.value]) for one in ORDER],
        rights=RIGHT_WORDS,
        nav="settings",
    )
    return page, 422 if wrong is not None else 200


def _line(asking: Asking, kind: Kind, policy: Policy) -> PolicyLine:
    return PolicyLine(kind, policy, [(one, _name(asking, one), _rights(one)) for one in policy.guests])


def _name(asking: Asking, guest: Guest) -> str:
    if guest.key == "team":
        return str(TEAM)
    try:
        return name_of(asking.session, guest)
    except Invalid:
        return str(say("no longer there"))


def _rights(guest: Guest) -> Message:
    return RIGHT_WORDS["delete" if guest.may_delete else "edit" if guest.may_edit else "see"]


def save_policy(asking: Asking, kind_name: str) -> Answer:
    """Write the policy of one kind: the switches together, and whom the pressed button adds or takes out."""
    kind = next((one for one in kinds_with_visibility() if one.name == kind_name), None)
    if kind is None:
        raise NotFound
    stored = policy_of(asking.session, kind.name)
    wanted = _switched(stored)
    try:
        with change_set(asking.session, Operation.EDITED) as opened:
            wanted = _with_button(asking, wanted)
            set_policy(asking.session, kind, wanted)
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        line = _line(asking, kind, wanted)
        line.errors, line.typed = {error.field or "guest": [error.message]}, request.form.get("who.text", "")
        return visibility_page(asking, line)
    toast_done(say("Saved. It holds for new records; those that are there stay as they are."), opened)
    return redirect(f"/settings/visibility/#{kind.name}", code=303)


def _switched(stored: Policy) -> Policy:
    if "allowed.sent" not in request.form:
        return stored
    sent = set(request.form.getlist("allowed"))
    default = request.form.get("default", "")
    allowed = tuple(one for one in ORDER if one.value in sent)
    return Policy(allowed, Visibility(default) if default in set(Visibility) else stored.default, stored.guests)


def _with_button(asking: Asking, policy: Policy) -> Policy:
    if "drop" in request.form:
        return without_guest(policy, request.form["drop"])
    sent = request.form.get("rights", "")
    rights = sent if sent in RIGHTS else "see"
    given = {"may_edit": rights != "see", "may_delete": rights == "delete"}
    if "team" in request.form:
        return with_guest(asking.session, policy, Guest(**given))
    if "invite" in request.form:
        return with_guest(asking.session, policy, named_guest(asking, **given))
    return policy
