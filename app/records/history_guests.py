"""Who was let in, and with which rights, as lines of a record's history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.kernel.messages import Message, say
from app.models import Group, Participant, User
from app.records.access import SCOPE, Scope
from app.records.fields import Asking

SUBJECT = Participant.__tablename__
NAME = "participants"
LABEL = say("Participants")
GONE = say("no longer there")
RIGHTS = ("may_edit", "may_delete")
RIGHT_WORDS: dict[str, Message] = {"may_edit": say("may edit"), "may_delete": say("may delete")}


class GuestWords:
    """Names of the users and user groups that lines about participants name, read when the first is met."""

    def __init__(self, asking: Asking, rows: Iterable[Any]) -> None:
        self.asking = asking
        self.rows = [row for row in rows if row.subject == SUBJECT]
        self._known: dict[tuple[str, int], str] | None = None

    def before_and_after(self, row: Any) -> tuple[str, str]:
        """The participant as they were and as they are; empty for who was not, or is not any more."""
        if not row.field:
            return self._whole(row.old), self._whole(row.new)
        who = self._kept().get(row.subject_id, str(GONE))
        word = RIGHT_WORDS.get(row.field)
        if word is None:
            return "", ""
        return (f"{who}: {word}", who) if row.old else (who, f"{who}: {word}")

    def _whole(self, values: dict[str, Any] | None) -> str:
        if not values:
            return ""
        rights = [str(RIGHT_WORDS[name]) for name in RIGHTS if values.get(name)]
        return ": ".join(filter(None, (self._name(values), ", ".join(rights))))

    def _name(self, values: dict[str, Any]) -> str:
        key = ("group", values["group_id"]) if values.get("group_id") else ("user", values.get("user_id") or 0)
        return self._names().get(key, str(GONE))

    def _names(self) -> dict[tuple[str, int], str]:
        if self._known is None:
            given = [value for row in self.rows for value in (row.old, row.new) if isinstance(value, dict)]
            users = {one["user_id"] for one in given if one.get("user_id")}
            groups = {one["group_id"] for one in given if one.get("group_id")}
            self._known = self._read(users, groups)
        return self._known

    def _read(self, users: set[int], groups: set[int]) -> dict[tuple[str, int], str]:
        session, found = self.asking.session, {}
        if users:
            people = select(User.id, User.first_name, User.last_name).where(User.id.in_(users))
            found.update({("user", one.id): f"{one.first_name} {one.last_name}" for one in session.execute(people)})
        if groups:
            teams = select(Group.id, Group.name).where(Group.id.in_(groups))
            found.update({("group", one.id): one.name for one in session.execute(teams)})
        return found

    def _kept(self) -> dict[int, str]:
        """Participants that are still there, by id."""
        ids = [row.subject_id for row in self.rows]
        kept = select(Participant).where(Participant.id.in_(ids)).execution_options(**{SCOPE: Scope.ALL})
        return {one.id: str(one.user or one.group or "") for one in self.asking.session.scalars(kept)}
