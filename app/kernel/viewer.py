"""Who is asking. Set once per request, job or command; unset means that guarded tables refuse to answer (ACC-6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, scoped_session

from app.kernel.errors import NoViewer

AnySession = Session | scoped_session[Any]

ADMIN = "Admin"


_asked_in: ContextVar[AnySession | None] = ContextVar("asked_in", default=None)


class Right(StrEnum):
    SEE = "see"
    EDIT = "edit"
    DELETE = "delete"


class Reach(IntFlag):
    """Which records a right of a role goes to (ACC-4). Several add up; records that one is invited to come beside them."""

    NONE = 0
    OWNED = 1
    """Records that one owns."""
    MANAGED = 2
    """Records that one manages."""
    ALL = 4
    """Every public record."""


EVERYWHERE = Reach.OWNED | Reach.MANAGED | Reach.ALL


class Act(StrEnum):
    """What a role grants beside the rights on records (ACC-4)."""

    MASS = "mass"
    IMPORT = "import"
    EXPORT = "export"
    OWNERS = "owners"
    KEYS = "keys"
    TIDY = "tidy"
    """Keeps in order what all share: groups, tags, shared filters and list views, what a role begins with."""
    LABELS = "labels"


@dataclass(frozen=True)
class Grant:
    """What the roles of a viewer give on one kind, or on its records of one account type."""

    kind: str
    account_type_id: int | None
    see: Reach = Reach.NONE
    edit: Reach = Reach.NONE
    delete: Reach = Reach.NONE

    def reach(self, right: Right) -> Reach:
        """How far the right goes."""
        return {Right.SEE: self.see, Right.EDIT: self.edit, Right.DELETE: self.delete}[right]


@dataclass(frozen=True)
class Viewer:
    """One person asking, or the system itself (``user_id`` None, never used for a request).

    ``grants`` and ``acts`` are what their roles give together, ``group_ids`` their user groups with those above, ``led_user_ids`` the
    members of the teams that they lead, with the teams below.
    """

    user_id: int | None
    username: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    language: str = "en"
    time_zone: str = "Europe/Warsaw"
    is_system: bool = False
    grants: frozenset[Grant] = frozenset()
    acts: frozenset[Act] = frozenset()
    group_ids: frozenset[int] = frozenset()
    led_user_ids: frozenset[int] = frozenset()

    @property
    def is_admin(self) -> bool:
        return self.is_system or ADMIN in self.roles

    @property
    def is_manager(self) -> bool:
        """Keeps in order what all share."""
        return self.may(Act.TIDY)

    @property
    def works_here(self) -> bool:
        """Reaches records of some kind by a role."""
        return self.is_admin or bool(self.grants)

    def may(self, act: Act) -> bool:
        """Whether a role grants the act."""
        return self.is_admin or act in self.acts

    def reaches(self, kind: str, right: Right) -> Reach:
        """Which records of the kind the right goes to, those of any account type."""
        if self.is_admin:
            return EVERYWHERE
        found = Reach.NONE
        for one in self.grants:
            if one.kind == kind:
                found |= one.reach(right)
        return found


SYSTEM = Viewer(user_id=None, username="system", name="Splot", is_system=True)


def set_viewer(session: AnySession, viewer: Viewer) -> None:
    """Say who asks in this session, which is in use from here on. A second, different viewer is an error: rows of the first may
    be in memory."""
    info = session.info
    known = info.get("viewer")
    if known is not None and known != viewer:
        raise NoViewer(f"this session already belongs to {known.username!r}")
    info["viewer"] = viewer
    _asked_in.set(session)


def current_session() -> AnySession | None:
    """The session in which somebody asks now; None outside of requests, jobs and commands."""
    return _asked_in.get()


@contextmanager
def asked_in(session: AnySession | None) -> Iterator[None]:
    """Inside, whoever asks does so in this session (None: nobody, until a viewer is set); afterwards as before."""
    token = _asked_in.set(session)
    try:
        yield
    finally:
        _asked_in.reset(token)


def viewer_of(session: AnySession) -> Viewer:
    """Who is asking; raises ``NoViewer`` where nobody is."""
    viewer: Viewer | None = session.info.get("viewer")
    if viewer is None:
        raise NoViewer("no viewer is set for this session")
    return viewer


@contextmanager
def session_for(engine: Engine, viewer: Viewer) -> Iterator[Session]:
    """A session of its own for one viewer; the caller commits."""
    with Session(engine) as session, asked_in(session):
        set_viewer(session, viewer)
        yield session


@contextmanager
def as_system(engine: Engine) -> Iterator[Session]:
    """A session that sees everything, apart from any request's: for migrations of data, schedules and caller-free work."""
    with session_for(engine, SYSTEM) as session:
        yield session
