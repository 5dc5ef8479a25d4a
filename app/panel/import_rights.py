"""Who may import what."""

from __future__ import annotations

from flask import Flask, current_app

from app.kernel.errors import Forbidden
from app.kernel.messages import say
from app.records.kinds import Kind


def register(app: Flask) -> None:
    """Let templates ask who may import what."""
    app.jinja_env.globals.update(may_import=may_import)


def may_import(of: Kind) -> bool:
    """Whether this kind comes in from files, and the roles of who asks let them import it."""
    has_access = current_app.extensions["appbuilder"].sm.has_access
    return of.is_imported and all(has_access("can_import", name) for name in ("imports", f"records.{of.plural}"))


def check_import(of: Kind) -> None:
    """Raises ``Forbidden`` for who may not import this kind."""
    if not may_import(of):
        raise Forbidden(say("Your role does not allow this. Ask an administrator."))
