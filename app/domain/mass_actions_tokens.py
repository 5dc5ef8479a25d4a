"""Mass actions with tags and groups: put on, taken off, made on the spot (TAG-1, GRP-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import func, select

from app.domain.groups import may_manage_groups
from app.domain.mass_actions_base import NOTHING_TO_CHANGE, Control, MassAction, Option, Raw, Values, needed
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.records.bulk import add_links, remove_links
from app.records.fields import Asking
from app.records.kinds import Kind, kind
from app.records.many_fields import TokensField, split_words
from app.records.selections import Skip, columns
from app.records.tokens import clean_name


class TokensAction(MassAction):
    """Common to tags and groups. ``field`` names the field, ``names`` the words under which values come."""

    field: ClassVar[str]
    names: ClassVar[tuple[str, ...]]
    ask: ClassVar[Message]
    nothing: ClassVar[Message]
    may_be_new: ClassVar[bool] = False

    def tokens(self, kind: Kind) -> TokensField:
        """The field of ``kind`` whose tokens these are."""
        found = kind.field(self.field)
        assert isinstance(found, TokensField)
        return found

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        options = [Option(one.name, one.name) for one in self.tokens(kind).entries(asking)]
        type_ = "words" if self.makes_new(asking) else "several"
        return [Control(self.names[0], self.ask, type_, options)]

    def makes_new(self, asking: Asking) -> bool:
        """Whether a name that is new is made on the spot, for this viewer."""
        return self.may_be_new

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        words = [one for name in self.names if raw.get(name) for one in split_words(raw[name])]
        if not words:
            raise Invalid(self.nothing, self.names[0])
        field = self.tokens(kind)
        ids: list[int] = []
        new: list[str] = []
        for word in words:
            found = field.find(asking, word)
            if found is not None:
                ids.append(found.id)
            else:
                new.append(self._new(asking, field, word))
        return {"kind": kind.name, "ids": ids, "new": new}

    def _new(self, asking: Asking, field: TokensField, word: str) -> str:
        if not self.may_be_new:
            raise Invalid(say("There is no “%(name)s” in “%(field)s”.", name=word, field=field.label), self.names[0])
        if not self.makes_new(asking):
            raise Invalid(say("Only managers add, rename and remove groups here. Ask a manager."), self.names[0])
        try:
            return clean_name(word, 80)
        except Invalid as error:
            raise Invalid(error.message, self.names[0]) from error

    def settle(self, asking: Asking, values: Values) -> Values:
        made = self.tokens(kind(values["kind"])).parse(asking, values["new"])
        return {**values, "ids": [*values["ids"], *(one.id for one in made)], "new": []}

    def shown_fields(self, values: Values) -> tuple[str, ...]:
        return (self.field,)

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return self.tokens(kind).text(record)

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        names = self.tokens(kind).text(record).split(", ") if self.tokens(kind).read(record) else []
        return ", ".join(self.result(names, self.called(asking, kind, values)))

    def called(self, asking: Asking, kind: Kind, values: Values) -> list[str]:
        """The names that the values stand for."""
        known = {one.id: one.name for one in self.tokens(kind).entries(asking)}
        return [*(known[one_id] for one_id in values["ids"]), *values["new"]]

    def result(self, present: list[str], names: list[str]) -> list[str]:
        """Names on a record after the act."""
        raise NotImplementedError

    def _linked(self, kind: Kind, values: Values, least: int) -> Any:
        links = self.tokens(kind).table()
        among = select(links.c.record_id).where(links.c[self.tokens(kind).to].in_(values["ids"]))
        return columns().id.in_(among.group_by(links.c.record_id).having(func.count() >= least))


class PutOn(TokensAction):
    may_be_new = True

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        if values["new"]:
            return []
        return [Skip("same", self._linked(kind, values, len(set(values["ids"]))), self.has(), NOTHING_TO_CHANGE)]

    def has(self) -> Message:
        """Why those who have it already are skipped."""
        raise NotImplementedError

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        field = self.tokens(kind)
        for one_id in values["ids"]:
            add_links(asking.session, ids, field.table(), field.to, one_id)

    def result(self, present: list[str], names: list[str]) -> list[str]:
        return [*present, *(name for name in names if name not in present)]


class TakeOff(TokensAction):
    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        return [Skip("same", ~self._linked(kind, values, 1), self.lacks(), NOTHING_TO_CHANGE)]

    def lacks(self) -> Message:
        """Why those who have none of it are skipped."""
        raise NotImplementedError

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        field = self.tokens(kind)
        for one_id in values["ids"]:
            remove_links(asking.session, ids, field.table(), field.to, one_id)

    def result(self, present: list[str], names: list[str]) -> list[str]:
        return [name for name in present if name not in names]


class AddTags(PutOn):
    name = "tag"
    label = say("Add tags")
    short = say("Tags")
    icon = "tag"
    what = "tag"
    field = "tags"
    names = ("tags", "tag", "name")
    ask = say("Tags to add")
    nothing = say("Name at least one tag.")

    def has(self) -> Message:
        return say("Tagged so already")


class RemoveTags(TakeOff):
    name = "untag"
    label = say("Remove tags")
    short = say("Remove tags")
    icon = "tag-off"
    what = "untag"
    field = "tags"
    names = ("tags", "tag", "name")
    ask = say("Tags to remove")
    nothing = say("Name at least one tag.")

    def lacks(self) -> Message:
        return say("Without these tags")


class AddToGroup(PutOn):
    name = "group"
    label = say("Add to a group")
    short = say("Group")
    icon = "users-group"
    what = "group"
    field = "groups"
    names = ("groups", "group", "name")
    ask = say("Group")
    nothing = say("Name at least one group.")

    def makes_new(self, asking: Asking) -> bool:
        return may_manage_groups(asking.session)

    def has(self) -> Message:
        return say("In the group already")


class MoveToGroup(AddToGroup):
    """Into one group and out of another (GRP-2)."""

    name = "move"
    label = say("Move to a group")
    short = say("Move to a group")
    icon = "arrows-right-left"

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        known = [Option(one.name, one.name) for one in self.tokens(kind).entries(asking)]
        return [Control("leave", say("Leave the group"), "choice", known), *super().controls(asking, kind, raw)]

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        leave = self.tokens(kind).find(asking, needed(raw, say("Choose the group that they leave."), "leave"))
        if leave is None:
            raise Invalid(say("Choose the group that they leave."), "leave")
        return {**super().check(asking, kind, raw), "leave": leave.id}

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        return [
            Skip("same", ~self._linked(kind, {"ids": [values["leave"]]}, 1), say("Not in the group"), NOTHING_TO_CHANGE)
        ]

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        super().apply(asking, kind, ids, values)
        field = self.tokens(kind)
        if values["leave"] not in values["ids"]:
            remove_links(asking.session, ids, field.table(), field.to, values["leave"])

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        known = {one.id: one.name for one in self.tokens(kind).entries(asking)}
        names = [one.name for one in self.tokens(kind).read(record) if one.name != known[values["leave"]]]
        return ", ".join(self.result(names, self.called(asking, kind, values)))


class RemoveFromGroup(TakeOff):
    name = "ungroup"
    label = say("Remove from a group")
    short = say("Remove from a group")
    icon = "users-minus"
    what = "ungroup"
    field = "groups"
    names = ("groups", "group", "name")
    ask = say("Group")
    nothing = say("Name at least one group.")

    def lacks(self) -> Message:
        return say("Not in the group")
