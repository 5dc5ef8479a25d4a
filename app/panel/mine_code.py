"""My one-time codes: set up by a picture or the key in letters, confirmed by a code, with recovery codes shown once (OPS-4)."""

from __future__ import annotations

import segno
from flask import redirect, render_template, request
from markupsafe import Markup

from app.domain.attempts import TooMany, code_limits
from app.domain.second_factor import (
    FIELD,
    address_of,
    begin_factor,
    confirm_factor,
    factor_of,
    forget_factor,
    is_code,
    needs_second_factor,
    recovery_codes_left,
    renew_recovery_codes,
    secret_of,
    wrong_code,
)
from app.kernel.errors import Conflict
from app.kernel.messages import Message, say
from app.kernel.sealing import Unreadable
from app.kernel.settings import get_setting
from app.models import Operation
from app.panel.boundary import tell
from app.panel.second_step import code_seal
from app.panel.settings import Answer
from app.panel.signing import count
from app.panel.user_sessions import address
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.people_log import SignInAct, note_sign_in

URL = "/mine/code/"


def code_page(
    asking: Asking,
    *,
    codes: list[str] | None = None,
    error: Message | None = None,
    status: int = 422,
    wait: int = 0,
) -> Answer:
    """The page: not in use, to be confirmed, or in use. ``codes`` were made just now, to be shown this once."""
    factor = factor_of(asking.session, _me(asking))
    page = render_template(
        "pages/mine_code.html",
        is_on=factor is not None and factor.confirmed_at is not None,
        confirmed_at=factor.confirmed_at if factor else None,
        secret=_secret(asking),
        picture=_picture(asking),
        is_needed=needs_second_factor(asking.session, asking.viewer.roles),
        left=recovery_codes_left(asking.session, _me(asking)),
        codes=codes or [],
        errors=[str(error)] if error else [],
        act=request.endpoint.partition(".")[2] if error and request.endpoint else "",
        nav="mine",
    )
    if wait:
        return page, status, {"Retry-After": str(wait)}
    return page, status if error else 200


def _secret(asking: Asking) -> str:
    """The secret that is to be confirmed; empty where there is none, or none that can be read."""
    factor = factor_of(asking.session, _me(asking))
    if factor is None or factor.confirmed_at is not None:
        return ""
    try:
        return secret_of(factor, code_seal())
    except Unreadable:
        return ""


def _picture(asking: Asking) -> Markup:
    """The secret as authenticators read it, black on white in every theme."""
    secret = _secret(asking)
    if not secret:
        return Markup("")
    issuer = get_setting(asking.session, "installation.name")
    made = segno.make(address_of(secret, asking.viewer.username, issuer), error="m", micro=False)
    drawn = made.svg_inline(border=3, dark="black", light="white", omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by us, from numbers


def begin(asking: Asking) -> Answer:
    """A secret to be confirmed."""
    begin_factor(asking.session, _me(asking), code_seal())
    return redirect(URL, code=303)


def confirm(asking: Asking) -> Answer:
    """Put it to use, and show the recovery codes."""
    refused = _refusal(asking)
    if refused is not None:
        return refused
    with change_set(asking.session, Operation.EDITED):
        codes = confirm_factor(asking.session, _me(asking), code_seal())
        note_sign_in(asking.session, _me(asking), SignInAct.CODES_ON)
    return code_page(asking, codes=codes)


def renew(asking: Asking) -> Answer:
    """New recovery codes, for whoever has a one-time code at hand."""
    refused = _refusal(asking)
    return refused or code_page(asking, codes=renew_recovery_codes(asking.session, _me(asking), code_seal()))


def remove(asking: Asking) -> Answer:
    """No more codes; raises ``Conflict`` where a role needs them."""
    if needs_second_factor(asking.session, asking.viewer.roles):
        raise Conflict(say("Your role needs a one-time code at sign-in. It cannot be switched off."))
    refused = _refusal(asking)
    if refused is not None:
        return refused
    with change_set(asking.session, Operation.EDITED):
        forget_factor(asking.session, _me(asking))
        note_sign_in(asking.session, _me(asking), SignInAct.CODES_OFF)
    tell(say("One-time codes are switched off."))
    return redirect(URL, code=303)


def _refusal(asking: Asking) -> Answer | None:
    """What to answer where the code that came with the form is wrong, or one of too many; None where it is right."""
    try:
        attempt = count(code_limits(address(), _me(asking)))
    except TooMany as error:
        return code_page(asking, error=error.message, status=error.status, wait=error.seconds)
    if not is_code(asking.session, _me(asking), request.form.get(FIELD, ""), code_seal()):
        return code_page(asking, error=wrong_code())
    attempt.was_right(asking.session)
    return None


def _me(asking: Asking) -> int:
    assert asking.viewer.user_id is not None
    return asking.viewer.user_id
