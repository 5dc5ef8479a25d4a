"""Passwords in the panels of users: administrators set them by the same rules; one's own is changed among one's own pages (OPS-4)."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.fieldwidgets import BS3PasswordFieldWidget
from flask_appbuilder.security import views
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.forms import ResetPasswordForm
from flask_babel import lazy_gettext
from wtforms import Field, Form, PasswordField
from wtforms.validators import DataRequired, ValidationError

from app.domain.passwords import known_of, known_words, problem_of
from app.kernel.database import db
from app.kernel.messages import say
from app.kernel.settings import get_setting
from app.models import Operation, User
from app.panel.passwords import hash_password
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.link_fields import is_id
from app.records.people_log import SignInAct, note_sign_in

OWN_PAGE = "/mine/password/"
PARTS = ("username", "first_name", "last_name", "email")


class GoodPassword:
    """A validator: what ``domain.passwords`` says of it, with what the form, or the user whose password it is, tells of the user."""

    def __call__(self, form: Form, field: Field) -> None:
        known = known_words(*(form[name].data for name in PARTS)) if all(name in form for name in PARTS) else []
        if not known and (user := _user_in_address()) is not None:
            known = known_of(user)
        problem = problem_of(field.data or "", known, get_setting(db.session, "sign_in.least_password"))
        if problem is not None:
            raise ValidationError(str(problem))


def _user_in_address() -> User | None:
    pk = request.args.get("pk", "")
    return db.session.get(User, int(pk)) if is_id(pk) else None


def password_field() -> PasswordField:
    """The field of a form in which somebody sets a password for another; the one that repeats it is Flask-AppBuilder's."""
    rules = [DataRequired(), GoodPassword()]
    return PasswordField(lazy_gettext("Password"), validators=rules, widget=BS3PasswordFieldWidget())


class PasswordForm(ResetPasswordForm):
    """A new password for another user."""

    password = password_field()


# Their names are those of Flask-AppBuilder: endpoints and permissions hang on them.
class ResetPasswordView(views.ResetPasswordView):
    """A new password for a user, by an administrator. All sessions of the user end."""

    form = PasswordForm
    form_title = lazy_gettext("New password")

    def form_get(self, form: PasswordForm) -> None:
        if _user_in_address() is None:
            abort(404)

    def form_post(self, form: PasswordForm) -> Any:
        user = _user_in_address()
        if user is None:
            abort(404)
        with change_set(db.session, Operation.EDITED):
            user.password = hash_password(form.password.data)
            note_sign_in(db.session, user.id, SignInAct.NEW_PASSWORD)
        toast(say("%(name)s has a new password and is signed out everywhere.", name=repr(user)))
        return redirect(f"/users/show/{user.id}", code=303)


class ResetMyPasswordView(views.ResetMyPasswordView):
    """Leads to the page of one's own password."""

    method_permission_name: ClassVar[dict[str, str]] = {}

    @expose("/form", methods=["GET"])
    @has_access
    def this_form_get(self) -> Any:
        return redirect(OWN_PAGE)

    @expose("/form", methods=["POST"])
    @has_access
    def this_form_post(self) -> Any:
        return redirect(OWN_PAGE, code=303)
