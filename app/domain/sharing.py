"""Who may see one record: its visibility and who takes part, changed together as one act (ACC-1, ACC-3).

Whoever may edit a record may change who sees it; nobody gives a right to delete that they do not have themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.domain.who_sees import everybody, unreached_managers
from app.kernel.errors import Conflict, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession, Right
from app.models import AccountType, Group, Participant, Record, Role, User, Visibility
from app.records.access import may
from app.records.fields import Asking
from app.records.people_log import put_links
from app.records.policies import Guest, unallowed
from app.records.reasons import Facts, Invitation, facts_of, reasons
from app.records.role_names import role_label
from app.user_models import HELD_ROLES

OWNER_NEEDED = say("A hidden record needs an owner. Choose one, or make it public.")
NAMES_ONLY = say(
    "What is hidden can be shared with users by name only. Invite them one by one, or choose another visibility."
)
NOT_YOURS = say("You may not delete this record yourself, so you cannot give that right.")
GOES_AWAY = say("You would no longer see this record yourself. Say that you want that, or take part in it by name.")


@dataclass(frozen=True)
class Sharing:
    """What is to be in force for a record."""

    visibility: Visibility
    guests: tuple[Guest, ...]

    def of(self, key: str) -> Guest | None:
        return next((one for one in self.guests if one.key == key), None)

    def facts(self, stored: Facts) -> Facts:
        """The facts that access would follow from."""
        invited = tuple(Invitation(one.user_id, one.group_id, one.may_edit, one.may_delete) for one in self.guests)
        return replace(stored, visibility=self.visibility, invitations=invited)


def sharing_of(asking: Asking, record: Record) -> Sharing:
    """What is in force now, users before groups, as they were invited."""
    rows = asking.session.scalars(
        select(Participant).where(Participant.record_id == record.id).order_by(Participant.id)
    )
    guests = [Guest(one.user_id, one.group_id, one.may_edit, one.may_delete) for one in rows]
    return Sharing(record.visibility, tuple(sorted(guests, key=lambda one: one.user_id is None)))


# --- inviting --------------------------------------------------------------------------------------------------------------


def invited(asking: Asking, record: Record, sharing: Sharing, guest: Guest) -> Sharing:
    """The same with somebody more; raises ``Invalid`` or ``Conflict`` with a sentence that says why not.

    Who takes part already gets the rights of the invitation in place of their own.
    """
    _refuse_guest(asking, record, sharing.visibility, guest)
    present = sharing.of(guest.key)
    if present == guest:
        raise Conflict(
            say("%(name)s takes part already, with the same rights.", name=name_of(asking.session, guest)), "guest"
        )
    kept = [guest if one.key == guest.key else one for one in sharing.guests]
    return replace(sharing, guests=tuple(kept if present else (*kept, guest)))


def _refuse_guest(asking: Asking, record: Record, visibility: Visibility, guest: Guest) -> None:
    name = name_of(asking.session, guest)
    if guest.group_id is not None and visibility is Visibility.HIDDEN:
        raise Invalid(NAMES_ONLY, "guest")
    if guest.user_id is not None and guest.user_id == record.owner_id:
        raise Conflict(say("%(name)s is the owner and has every right already.", name=name), "guest")
    user = asking.session.get(User, guest.user_id) if guest.user_id is not None else None
    if user is not None and not user.active:
        raise Invalid(say("%(name)s is disabled and cannot sign in. Invite somebody else.", name=name), "guest")
    if guest.may_delete and not may(asking.session, asking.viewer, Right.DELETE, record):
        raise Invalid(NOT_YOURS, "delete")


def name_of(session: AnySession, guest: Guest) -> str:
    """What a guest is called; raises ``Invalid`` where there is nobody of that number."""
    model, number = (User, guest.user_id) if guest.user_id is not None else (Group, guest.group_id)
    found = session.get(model, number)
    if found is None:
        raise Invalid(say("There is no such user or user group."), "guest")
    return repr(found) if guest.user_id is not None else str(found.name)


# --- writing ---------------------------------------------------------------------------------------------------------------


def share(asking: Asking, record: Record, wanted: Sharing, *, sure: bool = False) -> None:
    """Put ``wanted`` in force; call inside a change set, which can be undone as a whole.

    Raises ``Invalid`` for a visibility that is not allowed, a hidden record without an owner, a new guest who cannot be one, and,
    unless ``sure``, where the viewer would no longer see the record.
    """
    stored = sharing_of(asking, record)
    if wrong := unallowed(asking.session, record.kind, record, {"visibility": wanted.visibility}):
        raise Invalid.many(wrong)
    if wanted.visibility is Visibility.HIDDEN and record.owner_id is None:
        raise Invalid(OWNER_NEEDED, "visibility")
    for guest in _new(wanted.guests, stored):
        _refuse_guest(asking, record, wanted.visibility, guest)
    if not sure and not reasons(asking.viewer, wanted.facts(facts_of(asking.session, record)), Right.SEE):
        raise Invalid(GOES_AWAY, "sure")
    with asking.session.no_autoflush:
        record.visibility = wanted.visibility
        _write(record, wanted)
    asking.session.flush()


def _new(guests: Iterable[Guest], stored: Sharing) -> list[Guest]:
    return [one for one in guests if stored.of(one.key) != one]


def _write(record: Record, wanted: Sharing) -> None:
    rows = {Guest(one.user_id, one.group_id).key: one for one in record.participants}
    for key, row in rows.items():
        guest = wanted.of(key)
        if guest is None:
            record.participants.remove(row)
        else:
            row.may_edit, row.may_delete = guest.may_edit, guest.may_delete
    record.participants.extend(Participant(**one.as_row()) for one in wanted.guests if one.key not in rows)


# --- managers --------------------------------------------------------------------------------------------------------------


def role_for_managers(session: AnySession, facts: Facts) -> Role | None:
    """The shipped role that lets managers of contacts of this account type in (ACC-5); None where there is none."""
    if facts.account_type_id is None:
        return None
    account = session.scalars(select(AccountType.label).where(AccountType.id == facts.account_type_id)).first()
    return session.scalars(select(Role).where(Role.name == f"Account {account} Manager")).first()


def give_role(asking: Asking, user_id: int, role: Role) -> Message:
    """Give a user a role; administrators alone. Says what was done."""
    user = asking.session.get(User, user_id)
    if user is None or not asking.viewer.is_admin:
        raise Invalid(say("There is no such user or user group."), "guest")
    put_links(asking.session, HELD_ROLES, "user_id", user.id, {role.id, *(one.id for one in user.roles)})
    asking.session.expire(user)
    return say("%(name)s has the role %(role)s now.", name=repr(user), role=role_label(role.name))


def warns_of_managers(asking: Asking, record: Record, usernames: Sequence[str]) -> list[Message]:
    """A sentence for each of these managers whom nothing lets in."""
    found = unreached_managers(everybody(asking.session), facts_of(asking.session, record))
    return [
        say("%(name)s is a manager here, but holds no role that reaches this record.", name=one.name)
        for one in found
        if one.viewer.username in usernames
    ]
