"""The roles that every installation has, and what they give (ACC-4). Administrators change what they give; they keep their names."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.kernel.errors import NotFound
from app.kernel.messages import say
from app.kernel.viewer import ADMIN, EVERYWHERE, Act, AnySession, Grant, Reach
from app.models import AccountType, Role
from app.records.rights import AGENT, EVERY, MANAGER, TRANSLATOR, USER, RoleRights

PUBLIC_ROLE = "Public"
OWNED, MANAGED = Reach.OWNED, Reach.OWNED | Reach.MANAGED
OPEN = Reach.OWNED | Reach.ALL
WORK = frozenset({Act.MASS, Act.IMPORT, Act.EXPORT, Act.OWNERS, Act.KEYS})
ACCOUNTS = ("Partner", "Customer")
"""Account types of a new installation that have roles of their own, by their English word."""

SHIPPED: dict[str, RoleRights] = {
    ADMIN: RoleRights((Grant(EVERY, None, EVERYWHERE, EVERYWHERE, EVERYWHERE),), frozenset(Act)),
    PUBLIC_ROLE: RoleRights(),
    MANAGER: RoleRights((Grant(EVERY, None, EVERYWHERE, EVERYWHERE, EVERYWHERE),), WORK | {Act.TIDY}),
    USER: RoleRights((Grant(EVERY, None, OPEN, OPEN, OPEN),), WORK),
    AGENT: RoleRights((Grant(EVERY, None, OPEN, OPEN, OWNED),), frozenset({Act.MASS})),
    TRANSLATOR: RoleRights((), frozenset({Act.LABELS})),
}

OF_ACCOUNTS = {
    "Manager": (MANAGED, MANAGED, OWNED),
    "Reader": (OPEN, OWNED, OWNED),
    "Admin": (EVERYWHERE, EVERYWHERE, OWNED),
}
"""What the roles for one account type give on its persons and companies: to see, to edit, to delete (ACC-4)."""


def make_shipped_roles(session: AnySession) -> None:
    """Add those that are missing; call when the dictionaries have their first entries."""
    known = set(session.scalars(select(Role.name)))
    for name, rights in (*SHIPPED.items(), *_of_accounts(session)):
        if name not in known:
            session.add(Role(name=name, rights=rights.as_json()))
    session.flush()


def _of_accounts(session: AnySession) -> Iterator[tuple[str, RoleRights]]:
    for account in ACCOUNTS:
        type_id = session.scalars(select(AccountType.id).where(AccountType.label == account)).first()
        for word, reaches in OF_ACCOUNTS.items() if type_id is not None else ():
            rows = [Grant(kind, type_id, *reaches) for kind in ("person", "company")]
            own = Grant(EVERY, None, OWNED, OWNED, OWNED)
            yield f"Account {account} {word}", RoleRights((own, *rows), frozenset({Act.MASS, Act.EXPORT}))


def role(session: AnySession, name: str) -> Role:
    """The role of that name; raises ``NotFound``."""
    found = session.scalars(select(Role).where(Role.name == name)).first()
    if found is None:
        names = ", ".join(session.scalars(select(Role.name).order_by(Role.name)))
        raise NotFound(say("There is no role named %(name)s. Choose from: %(names)s.", name=name, names=names), "role")
    return found
