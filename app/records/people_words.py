"""Changes of users, roles and user groups in words: whose, and each value before and after (HIS-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession, Grant, Reach, Right
from app.models import AccountType, Group, Role, User
from app.records.history import Line
from app.records.kinds import kinds_by_name
from app.records.people_log import SIGN_IN, SignInAct
from app.records.rights import EVERY, RoleRights, read_rights
from app.records.role_names import role_label

SIGN_IN_WORDS: dict[str, Message] = {
    SignInAct.SESSIONS_ENDED: say("Sessions ended"),
    SignInAct.CODES_ON: say("One-time codes switched on"),
    SignInAct.CODES_OFF: say("One-time codes switched off"),
    SignInAct.NEW_PASSWORD: say("New password"),
}
ROLE, USER, TEAM = Role.__tablename__, User.__tablename__, Group.__tablename__
THINGS = frozenset({USER, ROLE, TEAM})
LABELS: dict[str, Message] = {
    "name": say("Name"),
    "label": say("Label"),
    "first_name": say("First name"),
    "last_name": say("Last name"),
    "username": say("User name"),
    "email": say("E-mail"),
    "active": say("Sign-in"),
    "language": say("Language"),
    "time_zone": say("Time zone"),
    "parent_id": say("Team above"),
    "leader_id": say("Leader"),
}
LINKED: dict[str, tuple[Message, str]] = {
    "role_id": (say("Role"), ROLE),
    "group_id": (say("Team"), TEAM),
    "user_id": (say("User"), USER),
}
ACTS = {
    "mass": say("Mass actions"),
    "import": say("Import"),
    "export": say("Export"),
    "owners": say("Changing owners"),
    "keys": say("API keys"),
    "tidy": say("Keeping shared things tidy"),
    "labels": say("Labels in every language"),
}


def reach_words(reach: Reach) -> Message:
    """How far a right goes, as the grid of a role says it."""
    if Reach.ALL in reach:
        return say("all public and managed") if Reach.MANAGED in reach else say("all public")
    if Reach.MANAGED in reach:
        return say("own and managed")
    return say("own") if reach else say("no")


def _acts(rights: RoleRights) -> str:
    return ", ".join(str(word) for act, word in ACTS.items() if act in rights.acts)


class PeopleWords:
    """Words for changes of people; names are read once, when they are asked for."""

    def __init__(self, session: AnySession) -> None:
        self.session = session

    @cached_property
    def names(self) -> dict[tuple[str, int], str]:
        """What everybody and everything is called now, by table and number."""
        users = {(USER, one.id): f"{one.first_name} {one.last_name}".strip() for one in self._read(User)}
        roles = {(ROLE, one.id): str(role_label(one.name)) for one in self._read(Role)}
        return users | roles | {(TEAM, one.id): one.label or one.name for one in self._read(Group)}

    def _read(self, model: Any) -> Sequence[Any]:
        columns = [
            column for column in model.__table__.c if column.name in {"id", "name", "label", "first_name", "last_name"}
        ]
        return self.session.execute(select(*columns)).all()

    @cached_property
    def types(self) -> dict[int, str]:
        return {one.id: one.label for one in self.session.scalars(select(AccountType))}

    def name(self, change: Any) -> str:
        """Whose change it is; of a link, the user's or the team's."""
        if change.subject == SIGN_IN:
            return self.names.get((USER, change.subject_id), "")
        values = change.new or change.old
        if change.subject in THINGS:
            kept = values if isinstance(values, dict) and not change.field else {}
            full = f"{kept.get('first_name', '')} {kept.get('last_name', '')}".strip()
            return self.names.get((change.subject, change.subject_id), "") or str(full or kept.get("name") or "")
        column = "user_id" if "user_id" in values else "group_id"
        return self.names.get((LINKED[column][1], values[column]), "")

    def lines(self, change: Any) -> Iterator[Line]:
        """What a change says, value by value."""
        if change.subject == SIGN_IN:
            yield Line(
                change.field,
                SIGN_IN_WORDS[change.field],
                "",
                str(change.new) if change.field == SignInAct.SESSIONS_ENDED else "",
            )
        elif change.subject == ROLE and change.field == "rights":
            yield from self._rights(change.old, change.new)
        elif change.subject in THINGS:
            if change.field in LABELS:
                old, new = (self._word(change.field, value) for value in (change.old, change.new))
                yield Line(change.field, LABELS[change.field], old, new)
        else:
            values = change.new or change.old
            column = next(
                one
                for one in ("role_id", "group_id")
                if one in values and not (one == "group_id" and "role_id" in values)
            )
            label, table = LINKED[column]
            word = self.names.get((table, values[column]), str(values[column]))
            yield Line(column, label, "" if change.new else word, word if change.new else "")

    def _word(self, field: str, value: Any) -> str:
        if field == "active":
            return str(say("can sign in") if value else say("disabled"))
        if field in {"parent_id", "leader_id"}:
            return self.names.get((TEAM if field == "parent_id" else USER, value), "") if value else ""
        return str(value or "")

    def _rights(self, old: Any, new: Any) -> Iterator[Line]:
        before, after = read_rights(old), read_rights(new)
        rows = [{(one.kind, one.account_type_id): one for one in rights.rows} for rights in (before, after)]
        for key in sorted({*rows[0], *rows[1]}, key=str):
            was, became = (self._reaches(of[key]) if key in of else "" for of in rows)
            if was != became:
                yield Line(f"{key[0]}:{key[1]}", self._row_label(*key), was, became)
        if before.acts != after.acts:
            yield Line("acts", say("Beside that"), _acts(before), _acts(after))

    def _reaches(self, grant: Grant) -> str:
        return " / ".join(str(reach_words(grant.reach(right))) for right in Right)

    def _row_label(self, kind: str, type_id: int | None) -> Message:
        known = kinds_by_name().get(kind)
        label = say("All other kinds") if kind == EVERY or known is None else known.label_plural
        return (
            label
            if type_id is None
            else say("%(kinds)s › %(type)s", kinds=label, type=self.types.get(type_id, str(type_id)))
        )
