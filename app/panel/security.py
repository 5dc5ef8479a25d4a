"""Sign-in and permissions over Flask-AppBuilder: who is asking, and which pages their roles open."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import current_user

from app.kernel.settings import get_setting
from app.kernel.viewer import ADMIN, AGENT, MANAGER, USER, AnySession, Viewer
from app.models import User

WORKERS_PAGES = "|".join(
    (
        "records",
        "imports",
        "jobs",
        "groups",
        "tags",
        "dashboard",
        "search",
        "filters",
        "own_account",
        "UserDBModelView",
        "ResetMyPasswordView",
        "UserInfoEditView",
        "AuthDBView",
        "UtilView",
    )
)
OWN_ACCOUNT = "can_userinfo|can_this_form_.*|resetmypassword|userinfoedit|can_read|can_write|can_delete|can_mass|can_import|can_export"

ROLE_PAGES: dict[str, list[list[str]]] = {
    ADMIN: [[".*", ".*"]],
    MANAGER: [[f"^({WORKERS_PAGES})$", f"^({OWN_ACCOUNT})$"], ["^settings$", "^can_read$"]],
    USER: [[f"^({WORKERS_PAGES})$", f"^({OWN_ACCOUNT})$"], ["^settings$", "^can_read$"]],
    AGENT: [[f"^({WORKERS_PAGES})$", "^(can_userinfo|can_this_form_.*|resetmypassword|userinfoedit|can_read|can_write|can_delete|can_mass)$"]],
}
"""Which pages the shipped roles open: patterns of page and permission (Flask-AppBuilder's ``FAB_ROLES``). Pages, not records: those are
``app.records.access``'."""


class SplotSecurityManager(SecurityManager):
    """Flask-AppBuilder's, without a statement per permission check: the shipped roles are patterns, nothing is public."""

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        known = g.setdefault("known_permissions", {})
        key = (user.id, permission_name, view_name)
        if key not in known:
            known[key] = super()._has_view_access(user, permission_name, view_name)
        return known[key]


def viewer_from(session: AnySession, user: Any, default_language: str) -> Viewer:
    """The viewer that a signed-in user is."""
    return Viewer(
        user_id=user.id,
        username=user.username,
        name=repr(user),
        roles=frozenset(role.name for role in user.roles),
        language=user.language or default_language,
        time_zone=user.time_zone or get_setting(session, "installation.time_zone"),
    )


def asking_user() -> User | None:
    """The user of this request, by session cookie or API key; None for nobody."""
    user = getattr(g, "user", None) or current_user
    return user if user is not None and user.is_authenticated and user.is_active else None
