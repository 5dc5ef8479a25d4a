"""Who is asking. Set once per request, job or command; unset means that guarded tables refuse to answer (ACC-6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, scoped_session

from app.kernel.errors import NoViewer

AnySession = Session | scoped_session[Any]

ADMIN = "Admin"
MANAGER = "Manager"
USER = "User"
AGENT = "Agent"
TRANSLATOR = "Translator"
WORKING_ROLES = frozenset({ADMIN, MANAGER, USER, AGENT})


_asked_in: ContextVar[AnySession | None] = ContextVar("asked_in", default=None)


@dataclass(frozen=True)
class Viewer:
    """One person asking, or the system itself (``user_id`` None, never used for a request)."""

    user_id: int | None
    username: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    language: str = "en"
    time_zone: str = "Europe/Warsaw"
    is_system: bool = False

    @property
    def is_admin(self) -> bool:
        return self.is_system or ADMIN in self.roles

    @property
    def is_manager(self) -> bool:
        return self.is_admin or MANAGER in self.roles

    @property
    def works_here(self) -> bool:
        """May read and edit public records: has one of the working roles (the full matrix is ACC-4)."""
        return self.is_system or bool(self.roles & WORKING_ROLES)


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
