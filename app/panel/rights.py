"""Asking for the right to a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user

from app.kernel.errors import Forbidden
from app.kernel.messages import say

Method = Callable[..., Any]


def may_write(page: str) -> bool:
    """Whether the user's role, and the eyes that are looked through, open the acts of a page (``records``, ``records.persons``)."""
    return bool(current_app.extensions["appbuilder"].sm.has_access("can_write", page))


def has_access_or_refuses(method: Method) -> Method:
    """``has_access`` for an address that gives a file: who is signed in and lacks the right is told so, instead of being sent to sign
    in once more."""
    guarded = has_access(method)

    @wraps(guarded)
    def asked(self: Any, *args: Any, **values: Any) -> Any:
        right = f"can_{self.method_permission_name[method.__name__]}"
        if current_user.is_authenticated and not self.appbuilder.sm.has_access(right, self.class_permission_name):
            raise Forbidden(say("Your role does not allow this. Ask an administrator."))
        return guarded(self, *args, **values)

    return asked
