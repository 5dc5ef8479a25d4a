"""The page of how people sign in: passwords, how long sessions last, and which roles need a one-time code (OPS-4)."""

from __future__ import annotations

from flask import redirect, render_template, request
from sqlalchemy import select

from app.domain.second_factor import EVERYBODY, SETTING, roles_in
from app.domain.settings import set_setting
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.settings import SETTINGS, SIGN_IN, get_setting
from app.models import Operation, Role
from app.panel import sign_in_outside
from app.panel.settings import Answer
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.fields import Asking

URL = "/settings/signing/"
NUMBERS = {name: one for name, one in SETTINGS.items() if name.startswith(SIGN_IN) and isinstance(one.default, int)}


def signing_page(asking: Asking, errors: dict[str, list[str]] | None = None) -> Answer:
    """The page, with what was typed where something was wrong."""
    is_sent = request.method == "POST"
    chosen = _chosen_roles() if is_sent else get_setting(asking.session, SETTING)
    page = render_template(
        "pages/settings_signing.html",
        numbers=NUMBERS,
        values={name: request.form.get(name, get_setting(asking.session, name)) for name in NUMBERS},
        roles=[name for name in asking.session.scalars(select(Role.name).order_by(Role.id)) if name != "Public"],
        chosen=roles_in(chosen),
        everybody=EVERYBODY,
        role_field=SETTING,
        errors=errors or {},
        provider=sign_in_outside.provider_name() if sign_in_outside.is_offered() else "",
        nav="settings",
    )
    return page, 422 if errors else 200


def save_signing(asking: Asking) -> Answer:
    """Keep all of it or nothing."""
    errors: dict[str, list[str]] = {}
    typed = {**{name: request.form.get(name, "") for name in NUMBERS}, SETTING: _chosen_roles()}
    with change_set(asking.session, Operation.EDITED) as done:
        for name, text in typed.items():
            try:
                set_setting(asking.session, name, text)
            except Invalid as error:
                errors[name] = [str(error.message)]
    if errors:
        return signing_page(asking, errors)
    toast(say("Saved."), changes=done.id)
    return redirect(URL, code=303)


def _chosen_roles() -> str:
    chosen = request.form.getlist(SETTING)
    return EVERYBODY if EVERYBODY in chosen else ",".join(chosen)
