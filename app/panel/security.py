"""Sign-in and permissions over Flask-AppBuilder: who is asking, and which pages their roles open."""

from __future__ import annotations

from typing import Any

from flask import current_app, g
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.security import generate_password_hash

from app.kernel.viewer import ADMIN, AGENT, MANAGER, TRANSLATOR, USER
from app.models import Group, User
from app.panel import people
from app.panel.api_keys import KeySignIn, NoPasswordApi
from app.panel.signing import SignInView

OWN_PAGES = "UserDBModelView|ResetMyPasswordView|UserInfoEditView|AuthDBView|UtilView|own_account"
WORK_PAGES = r"^(records(\..*)?|imports|jobs|groups|tags|dashboard|search|filters)$"
OWN_ACTS = "can_userinfo|can_this_form_.*|resetmypassword|userinfoedit"
AGENT_ACTS = "^(can_read|can_write|can_delete|can_mass)$"
WORK_ACTS = "^(can_read|can_write|can_delete|can_mass|can_import|can_export)$"
SETTINGS = ["^settings$", "^can_read$"]
LABELS = ["^labels$", "^(can_read|can_write)$"]
KEYS = ["^keys$", "^(can_read|can_write)$"]
OWN = [f"^({OWN_PAGES})$", f"^({OWN_ACTS})$"]

ROLE_PAGES: dict[str, list[list[str]]] = {
    ADMIN: [[".*", ".*"]],
    MANAGER: [OWN, [WORK_PAGES, WORK_ACTS], SETTINGS, KEYS],
    USER: [OWN, [WORK_PAGES, WORK_ACTS], SETTINGS, KEYS],
    AGENT: [OWN, [WORK_PAGES, AGENT_ACTS]],
    TRANSLATOR: [OWN, LABELS],
}
"""Which pages the shipped roles open: patterns of page and permission (Flask-AppBuilder's ``FAB_ROLES``). Of pages alone: which
records somebody reaches is ``app.records.access``'."""


class SplotSecurityManager(KeySignIn, SecurityManager):
    """Flask-AppBuilder's, without a statement per permission check: the shipped roles are patterns, nothing is public."""

    authdbview = SignInView
    userdbmodelview = people.UserDBModelView
    rolemodelview = people.RoleModelView
    groupmodelview = people.UserGroupModelView
    security_api = NoPasswordApi
    userstatschartview = None

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_by_id(self, pk: Any) -> User | None:
        """The user with roles and user groups in one statement, since every request asks for all three."""
        options = [joinedload(User.roles), joinedload(User.groups).joinedload(Group.roles)]
        return self.session.get(User, pk, options=options)

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        known = g.setdefault("known_permissions", {})
        key = (user.id, permission_name, view_name)
        if key not in known:
            known[key] = super()._has_view_access(user, permission_name, view_name)
        return known[key]


def hash_password(password: str) -> str:
    """A password as it is kept and as Flask-AppBuilder checks it."""
    return generate_password_hash(password, method=current_app.config["FAB_PASSWORD_HASH_METHOD"])


def asking_user() -> User | None:
    """The user of this request, by session cookie or API key; None for nobody."""
    user = getattr(g, "user", None) or current_user
    return user if user is not None and user.is_authenticated and user.is_active else None
