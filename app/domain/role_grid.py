"""What a role gives as a grid: for each kind, or records of one account type, how far one sees, edits and deletes (ACC-4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.kernel.errors import FieldErrors
from app.kernel.messages import Message, say
from app.kernel.viewer import Act, Grant, Reach, Right
from app.records.kinds import Kind, declared_kinds
from app.records.rights import EVERY, RoleRights


class Level(StrEnum):
    """How far a right goes, as people choose it."""

    NO = "no"
    OWN = "own"
    MANAGED = "managed"
    PUBLIC = "public"
    ALL = "all"


REACHES = {
    Level.NO: Reach.NONE,
    Level.OWN: Reach.OWNED,
    Level.MANAGED: Reach.OWNED | Reach.MANAGED,
    Level.PUBLIC: Reach.OWNED | Reach.ALL,
    Level.ALL: Reach.OWNED | Reach.MANAGED | Reach.ALL,
}
LEVELS: dict[Level, Message] = {
    Level.NO: say("no"),
    Level.OWN: say("own"),
    Level.MANAGED: say("own and managed"),
    Level.PUBLIC: say("all public"),
    Level.ALL: say("all public and managed"),
}
RIGHTS: dict[Right, Message] = {Right.SEE: say("See"), Right.EDIT: say("Edit"), Right.DELETE: say("Delete")}
ACTS: dict[Act, tuple[Message, Message]] = {
    Act.MASS: (say("Mass actions"), say("Change many records of a list at once")),
    Act.IMPORT: (say("Import"), say("Bring records in from files")),
    Act.EXPORT: (say("Export"), say("Take lists out as files")),
    Act.OWNERS: (
        say("Changing owners"),
        say("Give records to somebody else. Without it one can only take those that nobody owns"),
    ),
    Act.KEYS: (say("API keys"), say("Let programs in with one's own rights")),
    Act.TIDY: (
        say("Keeping shared things tidy"),
        say("Groups, tags, shared filters and list views, what the lists of a role begin with"),
    ),
    Act.LABELS: (say("Labels in every language"), say("Write and correct translations of labels")),
}
assert set(ACTS) == set(Act)


@dataclass(frozen=True)
class Row:
    """A row of the grid. Its ``key`` names it in a form: a kind, or a kind and an account type with a colon between."""

    grant: Grant

    @property
    def key(self) -> str:
        return key_of(self.grant.kind, self.grant.account_type_id)

    @property
    def kind(self) -> str:
        return self.grant.kind

    @property
    def account_type_id(self) -> int | None:
        return self.grant.account_type_id

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of the kind, or of everything, and not of one account type."""
        return self.grant.account_type_id is None

    def level(self, right: Right) -> Level:
        """What was chosen for the right."""
        return level_of(self.grant.reach(right))


def key_of(kind: str, account_type_id: int | None) -> str:
    """A row's name in a form."""
    return kind if account_type_id is None else f"{kind}:{account_type_id}"


def level_of(reach: Reach) -> Level:
    """The choice that a reach is. Whoever reaches all public records reaches their own, too."""
    if reach is Reach.NONE:
        return Level.NO
    whole = reach | Reach.OWNED
    return next(level for level, one in REACHES.items() if one == whole)


def rows_of(rights: RoleRights) -> list[Row]:
    """The rows in the order of the grid: all other kinds first, then kind by kind as in the menu, its account types below it."""
    order = {EVERY: -1, **{one.name: place for place, one in enumerate(guarding_kinds())}}
    grants = (
        [Grant(EVERY, None), *rights.rows]
        if all(one.kind != EVERY or one.account_type_id for one in rights.rows)
        else rights.rows
    )
    return [Row(one) for one in sorted(grants, key=lambda one: (order.get(one.kind, 99), one.account_type_id or 0))]


def guarding_kinds() -> list[Kind]:
    """The kinds that have rights of their own, those that are switched off among them."""
    return [one for one in declared_kinds() if not one.host]


def has_managers(kind: str) -> bool:
    """Whether records of the kind have managers and account types."""
    return kind == EVERY or next(one for one in declared_kinds() if one.name == kind).is_contact


def with_row(rights: RoleRights, kind: str, account_type_id: int | None) -> RoleRights:
    """The same with a row more, which gives what held there before."""
    if any((one.kind, one.account_type_id) == (kind, account_type_id) for one in rights.rows):
        return rights
    by_key = {row.key: row.grant for row in rows_of(rights)}
    base = by_key.get(kind) or by_key[EVERY]
    return replace(rights, rows=(*rights.rows, replace(base, kind=kind, account_type_id=account_type_id)))


def without_row(rights: RoleRights, key: str) -> RoleRights:
    """The same without the row; that of all other kinds stays."""
    rows = tuple(one for one in rights.rows if key_of(one.kind, one.account_type_id) != key or key == EVERY)
    return replace(rights, rows=rows)


def check_rights(rights: RoleRights) -> FieldErrors:
    """What cannot be meant, by row."""
    errors: FieldErrors = {}
    for row in rows_of(rights):
        see = row.grant.see
        for right in (Right.EDIT, Right.DELETE):
            if row.grant.reach(right) & ~see:
                errors.setdefault(f"row.{row.key}", []).append(_sees_less(right))
    return errors


def _sees_less(right: Right) -> Message:
    if right is Right.EDIT:
        return say("Nobody can edit what they do not see. Let “See” reach as far as “Edit”.")
    return say("Nobody can delete what they do not see. Let “See” reach as far as “Delete”.")


def in_words(rights: RoleRights, names: dict[str, str]) -> Iterator[Message]:
    """What a role gives, a sentence for each row; ``names`` are the words of the rows by key."""
    for row in rows_of(rights):
        if any(row.grant.reach(right) for right in Right) or row.key != EVERY:
            yield _row_words(row, names.get(row.key, row.key))


def _row_words(row: Row, what: str) -> Message:
    see, edit, delete = (LEVELS[row.level(right)] for right in Right)
    if see == edit == delete:
        return say("%(what)s: see, edit and delete %(level)s", what=what, level=see)
    if edit == delete:
        return say("%(what)s: see %(see)s, edit and delete %(edit)s", what=what, see=see, edit=edit)
    return say("%(what)s: see %(see)s, edit %(edit)s, delete %(delete)s", what=what, see=see, edit=edit, delete=delete)


def acts_in_words(acts: Sequence[Act] | frozenset[Act]) -> list[Message]:
    """What a role lets do beside that, in the order of the form."""
    return [label for act, (label, _help) in ACTS.items() if act in acts]
