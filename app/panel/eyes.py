"""With the eyes of another user: an administrator looks at lists and profiles as that user sees them, and changes nothing (ACC-7).

Whose eyes stands in the administrator's cookie. The viewer of such a request really is that user, so that the one guard decides;
every unsafe method is refused, and whatever a page writes by the way is thrown away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app, g, redirect, request, session
from flask_appbuilder.utils.base import get_safe_redirect
from werkzeug.wrappers import Response

from app.domain.accounts import viewer_from
from app.kernel.database import db
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.viewer import Viewer
from app.models import User
from app.panel.api_keys import is_by_key

EYES = "eyes"
OWN_EYES = frozenset({"AccessView.see_as", "AccessView.back", "SignInView.logout"})
"""What an administrator asks as themselves all the same."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
SHOWN_PAGES = frozenset({"records", "groups", "tags", "dashboard", "search", "filters"})
"""What can be looked at with another's eyes, beside the kinds: not what somebody has for themselves alone."""


def eyes_for(user: Any, own: Viewer) -> Viewer:
    """Who asks in this request of ``user``: they themselves, or whoever they are looking with the eyes of. Raises ``Forbidden`` for
    what would change something."""
    whose = session.get(EYES)
    if not whose or is_by_key() or not own.is_admin or request.endpoint in OWN_EYES:
        return own
    other = db.session.get(User, whose) if isinstance(whose, int) else None
    if other is None or not other.active or other.id == user.id:
        session.pop(EYES, None)
        return own
    g.eyes = other
    seen = viewer_from(db.session, other, current_app.config["SPLOT_LANGUAGE"])
    return replace(seen, language=own.language, time_zone=own.time_zone)


def refuse_writes() -> None:
    """Raises ``Forbidden`` where a request with another's eyes would change something."""
    if has_other_eyes() and request.method not in READS:
        raise Forbidden(
            say(
                "You are looking with the eyes of %(name)s: nothing can be changed. Go back to yours first.",
                name=repr(g.eyes),
            )
        )


def has_other_eyes() -> bool:
    """Whether this request sees what another user sees."""
    return g.get("eyes") is not None


def shows(page: str, permission: str) -> bool:
    """Whether a page can be looked at with another's eyes at all."""
    return permission in {"can_read", "can_export"} and (page in SHOWN_PAGES or page.startswith("records."))


def see_as(user_id: int) -> Response:
    """From now on see what the user sees, beginning with the page ``to``. Raises ``Invalid`` for who cannot sign in."""
    other = db.session.get(User, user_id)
    if other is None:
        raise NotFound
    if not other.active:
        raise Invalid(say("%(name)s cannot sign in and sees nothing.", name=repr(other)))
    session[EYES] = other.id
    return redirect(_local(request.args.get("to", "")), code=303)


def back() -> Response:
    """Back to one's own eyes: to the page of the user whose they were."""
    whose = session.pop(EYES, None)
    return redirect(f"/users/show/{whose}" if isinstance(whose, int) else "/", code=303)


def _local(address: str) -> str:
    """An address of this installation; the first page for any other."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return str(get_safe_redirect(address)) if is_local else "/"
