"""Mass actions with the managers of contacts: added and removed (MAS-2, ACC-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import func, select

from app.domain.mass_actions_base import NOTHING_TO_CHANGE, Control, MassAction, Raw, Values
from app.domain.mass_actions_shipped import users
from app.domain.who_sees import everybody
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import Reach, Right
from app.models import User
from app.records.bulk import add_links, remove_links
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.link_fields import resolve_user
from app.records.many_fields import UsersField, split_words
from app.records.selections import Skip, columns


class ManagersAction(MassAction):
    """Common to both: which users."""

    needs = "managers"
    ask: ClassVar[Message]

    def managers(self, kind: Kind) -> UsersField:
        """The field that holds them."""
        found = kind.field("managers")
        assert isinstance(found, UsersField)
        return found

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        return [Control("managers", self.ask, "several", users(asking))]

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        words = [one for name in ("managers", "manager") if raw.get(name) for one in split_words(raw[name])]
        ids = [resolve_user(asking, word, "managers") for word in words]
        if not ids or None in ids:
            raise Invalid(say("Name a user."), "managers")
        return {"ids": list(dict.fromkeys(ids))}

    def linked(self, kind: Kind, values: Values, least: int) -> Any:
        """Contacts that at least so many of the users manage."""
        links = self.managers(kind).table()
        among = select(links.c.record_id).where(links.c.user_id.in_(values["ids"])).group_by(links.c.record_id)
        return columns().id.in_(among.having(func.count() >= least))

    def shown_fields(self, values: Values) -> tuple[str, ...]:
        return ("managers",)

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return ", ".join(map(repr, record.managers))

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return ", ".join(self.result(list(map(repr, record.managers)), self.called(asking, values)))

    def called(self, asking: Asking, values: Values) -> list[str]:
        """The names of the users."""
        return [repr(asking.session.get(User, user_id)) for user_id in values["ids"]]

    def result(self, present: list[str], names: list[str]) -> list[str]:
        """Names on a contact after the act."""
        raise NotImplementedError


class AddManagers(ManagersAction):
    """Managers beside those that are there."""

    name = "add_managers"
    label: ClassVar[Message] = say("Add managers")
    short: ClassVar[Message] = say("Add managers")
    icon = "user-plus"
    ask = say("Managers to add")

    def warnings(self, asking: Asking, kind: Kind, values: Values) -> list[Message]:
        """Managers whom no role lets into what they manage (ACC-5)."""
        people = (one for one in everybody(asking.session).people if one.id in values["ids"])
        lost = (one.name for one in people if Reach.MANAGED not in one.viewer.reaches(kind.name, Right.SEE))
        return [
            say("%(name)s holds no role for what they manage: being manager alone lets nobody in.", name=one)
            for one in lost
        ]

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        same = self.linked(kind, values, len(values["ids"]))
        return [Skip("same", same, say("Managed by them already"), NOTHING_TO_CHANGE)]

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        for user_id in values["ids"]:
            add_links(asking.session, ids, self.managers(kind).table(), "user_id", user_id)

    def result(self, present: list[str], names: list[str]) -> list[str]:
        return [*present, *(name for name in names if name not in present)]


class RemoveManagers(ManagersAction):
    """Managers taken off."""

    name = "remove_managers"
    label: ClassVar[Message] = say("Remove managers")
    short: ClassVar[Message] = say("Remove managers")
    icon = "user-minus"
    ask = say("Managers to remove")

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        return [Skip("same", ~self.linked(kind, values, 1), say("Not managed by them"), NOTHING_TO_CHANGE)]

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        for user_id in values["ids"]:
            remove_links(asking.session, ids, self.managers(kind).table(), "user_id", user_id)

    def result(self, present: list[str], names: list[str]) -> list[str]:
        return [name for name in present if name not in names]
