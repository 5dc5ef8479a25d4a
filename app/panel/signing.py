"""Signing in and out: by name and password, then by a one-time code where somebody uses one (OPS-4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flask import current_app, g, get_flashed_messages, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.utils.base import get_safe_redirect
from werkzeug.wrappers import Response

from app.domain.attempts import Attempt, Limit, TooMany, sign_in_limits, take_place
from app.domain.sessions import lifetimes
from app.kernel.database import db
from app.kernel.messages import Message, say
from app.panel.passwords import note_refusal, note_sign_in, user_by_password
from app.panel.user_sessions import address, enter, leave

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]

REFUSED = say("This name and password do not fit together. Check both, then try again.")


class SignInView(AuthDBView):
    """The sign-in page. A refusal keeps the name that was typed and says one sentence, whoever it was."""

    class_permission_name: ClassVar[str] = "AuthDBView"

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Answer:
        if g.user is not None and g.user.is_authenticated:
            return redirect(self._get_safe_next_url())
        form = LoginForm_db()
        if request.method != "POST":
            return self._page(form)
        if not form.validate_on_submit():
            return self._page(form, REFUSED, 401)
        try:
            attempt = count(sign_in_limits(address(), form.username.data))
        except TooMany as error:
            return self._page(form, error.message, error.status, {"Retry-After": str(error.seconds)})
        user = user_by_password(db.session, form.username.data, form.password.data)
        if user is None:
            db.session.rollback()
            note_refusal(db.engine, form.username.data)
            return self._page(form, REFUSED, 401)
        attempt.was_right(db.session)
        note_sign_in(db.session, user)
        enter(user, is_kept="remember" in request.form)
        return redirect(get_safe_redirect(request.args.get("next", "")))

    def _page(
        self,
        form: LoginForm_db,
        refusal: Message | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        get_flashed_messages()  # "access is denied" brought them here; after signing in it would be wrong
        days = lifetimes(db.session).kept.days
        page = self.render_template(self.login_template, form=form, refusal=refusal, days=days)
        return page, status, headers or {}

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Response:
        """By POST alone: a link or a picture on another page signs nobody out."""
        leave()
        return redirect("/")


def count(limits: Sequence[Limit]) -> Attempt:
    """Count an attempt of this request; raises ``TooMany``. What the request has asked so far is let go of first: on SQLite it holds
    the one write lock."""
    db.session.rollback()
    return take_place(db.engine, current_app.config["SPLOT_REDIS_URL"], limits)
