"""Sign-in and permissions over Flask-AppBuilder: who is asking, and which pages their roles open."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, g
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import current_user
from sqlalchemy.orm import joinedload

from app.domain.accounts import viewer_from
from app.kernel.viewer import ADMIN, Act, Right, Viewer
from app.models import Group, User
from app.panel import people, user_passwords
from app.panel.api_keys import KeySignIn, NoPasswordApi
from app.panel.eyes import has_other_eyes, shows
from app.panel.passwords import hash_password as hash_password  # noqa: PLC0414 - handed on
from app.panel.signing import SignInView
from app.panel.user_sessions import SessionSignIn
from app.records.kinds import guarding_kind, name_of_plural

OWN_PAGES = frozenset(
    {"UserDBModelView", "ResetMyPasswordView", "UserInfoEditView", "AuthDBView", "UtilView", "own_account"}
)
OWN_ACTS = re.compile(r"can_(userinfo|this_form_.*)|resetmypassword|userinfoedit")
SHARED_PAGES = frozenset({"records", "imports", "jobs", "groups", "tags", "dashboard", "search", "filters"})
KIND_PAGES = "records."
RIGHTS = {"can_read": Right.SEE, "can_write": Right.EDIT, "can_delete": Right.DELETE}
ACTS = {"can_mass": Act.MASS, "can_import": Act.IMPORT, "can_export": Act.EXPORT}
ALL_PAGES: dict[str, list[list[str]]] = {ADMIN: [[".*", ".*"]]}
"""Flask-AppBuilder's ``FAB_ROLES``; what other roles open follows from their rights."""


def opens(viewer: Viewer, page: str, permission: str) -> bool:
    """Whether the viewer's roles open a page (``class_permission_name``) for a permission. Of pages alone: which records they reach
    there is ``app.records.access``'."""
    if viewer.is_admin:
        return True
    if page in OWN_PAGES:
        return OWN_ACTS.fullmatch(permission) is not None
    if page.startswith(KIND_PAGES):
        return _opens_kind(viewer, page.removeprefix(KIND_PAGES), permission)
    if page in SHARED_PAGES:
        return viewer.works_here and (permission in RIGHTS or (permission in ACTS and viewer.may(ACTS[permission])))
    if page == "settings":
        return permission == "can_read" and (viewer.may(Act.KEYS) or viewer.may(Act.TIDY))
    return permission in RIGHTS and page in {"labels", "keys"} and viewer.may(Act(page))


def _opens_kind(viewer: Viewer, plural: str, permission: str) -> bool:
    name = guarding_kind(name_of_plural(plural))
    if permission in RIGHTS:
        right = RIGHTS[permission]
        is_part = name != name_of_plural(plural)
        return bool(viewer.reaches(name, Right.EDIT if is_part and right is Right.DELETE else right))
    right = Right.EDIT if permission == "can_import" else Right.SEE
    return permission in ACTS and viewer.may(ACTS[permission]) and bool(viewer.reaches(name, right))


class SplotSecurityManager(SessionSignIn, KeySignIn, SecurityManager):
    """Flask-AppBuilder's, with pages opened by what roles give (``opens``), without a statement per check; nothing is public."""

    authdbview = SignInView
    userdbmodelview = people.UserDBModelView
    rolemodelview = people.RoleModelView
    groupmodelview = people.UserGroupModelView
    security_api = NoPasswordApi
    userstatschartview = None
    resetpasswordview = user_passwords.ResetPasswordView
    resetmypasswordview = user_passwords.ResetMyPasswordView

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_by_id(self, pk: Any) -> User | None:
        """The user with roles and user groups in one statement, since every request asks for all three."""
        options = [joinedload(User.roles), joinedload(User.groups).joinedload(Group.roles)]
        return self.session.get(User, pk, options=options)

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        if has_other_eyes() and not shows(view_name, permission_name):
            return False
        return opens(self._viewer(user), view_name, permission_name)

    def _viewer(self, user: User) -> Viewer:
        asking: Viewer | None = self.session.info.get("viewer")
        if asking is not None and (asking.user_id == user.id or has_other_eyes()):
            return asking
        return viewer_from(self.session, user, current_app.config["SPLOT_LANGUAGE"])


def asking_user() -> User | None:
    """The user of this request, by session cookie or API key; None for nobody."""
    user = getattr(g, "user", None) or current_user
    return user if user is not None and user.is_authenticated and user.is_active else None
