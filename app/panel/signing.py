"""Signing in and out: Flask-AppBuilder's check of the password, our pages round it."""

from __future__ import annotations

from typing import ClassVar

from flask import current_app, g, get_flashed_messages, redirect, request, session
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_login import login_user
from werkzeug.wrappers import Response

Answer = str | Response | tuple[str, int]


class SignInView(AuthDBView):
    """The sign-in page. A refusal keeps the name that was typed and says one sentence, whoever it was."""

    class_permission_name: ClassVar[str] = "AuthDBView"

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Answer:
        if g.user is not None and g.user.is_authenticated:
            return redirect(self._get_safe_next_url())
        form = LoginForm_db()
        user = None
        if form.validate_on_submit():
            user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
        if user is None:
            return self._page(form, refused=request.method == "POST")
        session.permanent = "remember" in request.form
        login_user(user, remember=False)
        return redirect(get_safe_redirect(request.args.get("next", "")))

    def _page(self, form: LoginForm_db, *, refused: bool) -> Answer:
        get_flashed_messages()  # "access is denied" brought them here; after signing in it would be wrong
        page = self.render_template(
            self.login_template, form=form, refused=refused, days=current_app.permanent_session_lifetime.days
        )
        return (page, 401) if refused else page

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Response:
        """By POST alone: a link or a picture on another page signs nobody out."""
        answer: Response = super().logout()
        language = session.get("locale")
        session.clear()
        session["locale"] = language
        return answer
