"""Signing in and out: by name and password, then by a one-time code where somebody uses one (OPS-4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flask import abort, current_app, g, get_flashed_messages, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.utils.base import get_safe_redirect
from werkzeug.wrappers import Response

from app.domain.attempts import (
    Attempt,
    Limit,
    TooMany,
    code_limits,
    recovery_limits,
    sign_in_limits,
    take_place,
)
from app.domain.second_factor import has_second_factor, is_code, use_recovery_code, wrong_code
from app.domain.sessions import lifetimes
from app.kernel.database import db
from app.kernel.errors import Forbidden
from app.kernel.messages import Message, say
from app.models import User
from app.panel import sign_in_outside
from app.panel.passwords import note_refusal, note_sign_in, user_by_password
from app.panel.second_step import ask_for_code, code_seal, who_waits
from app.panel.user_sessions import address, enter, leave

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]

Headers = dict[str, str] | None

CODE_URL = "/login/code"
WRONG_RECOVERY = say("This recovery code is not right, or it was used already.")
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
        if sign_in_outside.is_only_way():
            return self._page(form, say("Sign in with %(name)s.", name=sign_in_outside.provider_name()), 403)
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
        return self._passed(user)

    def _passed(self, user: User) -> Answer:
        """The first step is done: on to the code, or in."""
        is_kept, next_url = "remember" in request.form, get_safe_redirect(request.args.get("next", ""))
        if has_second_factor(db.session, user.id):
            ask_for_code(user, is_kept=is_kept, next_url=next_url)
            return redirect(CODE_URL)
        note_sign_in(db.session, user)
        enter(user, is_kept=is_kept)
        return redirect(next_url)

    @expose("/login/code", methods=["GET", "POST"])
    @no_cache
    def code(self) -> Answer:
        """The second step, in the same card; a recovery code stands in for the telephone."""
        waiting = who_waits()
        if waiting is None:
            return redirect(self.appbuilder.get_url_for_login)
        if request.method != "POST":
            return self._code_page()
        user_id, is_recovery = waiting.user.id, "recovery" in request.args
        limits = (recovery_limits if is_recovery else code_limits)(address(), user_id)
        try:
            attempt = count(limits)
        except TooMany as error:
            return self._code_page(error.message, error.status, {"Retry-After": str(error.seconds)})
        is_right = (use_recovery_code if is_recovery else is_code)(
            db.session, user_id, request.form.get("code", ""), code_seal()
        )
        if not is_right:
            return self._code_page(WRONG_RECOVERY if is_recovery else wrong_code(), 401)
        attempt.was_right(db.session)
        note_sign_in(db.session, waiting.user)
        enter(waiting.user, is_kept=waiting.is_kept)
        return redirect(waiting.next_url)

    @expose("/login/outside", methods=["GET"])
    @no_cache
    def outside(self) -> Answer:
        """Off to the provider that the environment names."""
        if not sign_in_outside.is_offered():
            abort(404)
        try:
            return sign_in_outside.begin(get_safe_redirect(request.args.get("next", "")))
        except Forbidden as error:
            return self._page(LoginForm_db(), error.message, 503)

    @expose("/login/outside/back", methods=["GET"])
    @no_cache
    def outside_back(self) -> Answer:
        """Back from there; whoever it is, is in or is told why not."""
        if not sign_in_outside.is_offered():
            abort(404)
        try:
            user, next_url = sign_in_outside.returned()
        except Forbidden as error:
            return self._page(LoginForm_db(), error.message, 401)
        note_sign_in(db.session, user)
        enter(user, is_kept=False, is_from_outside=True)
        return redirect(get_safe_redirect(next_url))

    def _page(
        self, form: LoginForm_db, refusal: Message | None = None, status: int = 200, headers: Headers = None
    ) -> Answer:
        get_flashed_messages()  # "access is denied" brought them here; after signing in it would be wrong
        days = lifetimes(db.session).kept.days
        page = self.render_template(self.login_template, form=form, refusal=refusal, days=days, outside=sign_in_outside)
        return page, status, headers or {}

    def _code_page(self, refusal: Message | None = None, status: int = 200, headers: Headers = None) -> Answer:
        is_recovery = "recovery" in request.args
        page = self.render_template("pages/sign_in_code.html", refusal=refusal, is_recovery=is_recovery)
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
