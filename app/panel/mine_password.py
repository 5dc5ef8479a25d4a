"""My password: changed by whoever knows the present one; other sessions end with it (OPS-4)."""

from __future__ import annotations

from flask import redirect, render_template, request

from app.domain.attempts import TooMany, password_limits
from app.domain.passwords import known_of, problem_of
from app.kernel.messages import Message, say
from app.kernel.settings import get_setting
from app.models import Operation, User
from app.panel.boundary import tell
from app.panel.passwords import hash_password, is_password
from app.panel.settings import Answer
from app.panel.signing import count
from app.panel.user_sessions import address
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.people_log import SignInAct, note_sign_in

URL = "/mine/password/"
LEAST = "sign_in.least_password"


def password_page(
    asking: Asking, errors: dict[str, Message] | None = None, *, status: int = 422, wait: int = 0
) -> Answer:
    """The page. Passwords that were typed are not sent back."""
    page = render_template(
        "pages/mine_password.html",
        errors={name: [str(message)] for name, message in (errors or {}).items()},
        least=get_setting(asking.session, LEAST),
        nav="mine",
    )
    if wait:
        return page, status, {"Retry-After": str(wait)}
    return page, status if errors else 200


def change_password(asking: Asking) -> Answer:
    """Keep the new password, if the present one is right."""
    assert asking.viewer.user_id is not None
    try:
        attempt = count(password_limits(address(), asking.viewer.user_id))
    except TooMany as error:
        return password_page(asking, {"current": error.message}, status=error.status, wait=error.seconds)
    user = asking.session.get_one(User, asking.viewer.user_id)
    if not is_password(user.password, request.form.get("current", "")):
        return password_page(asking, {"current": say("This is not your present password.")})
    attempt.was_right(asking.session)
    new = request.form.get("password", "")
    problem = problem_of(new, known_of(user), get_setting(asking.session, LEAST))
    if problem is None and is_password(user.password, new):
        problem = say("This is the present password. Take another one.")
    if problem is not None:
        return password_page(asking, {"password": problem})
    with change_set(asking.session, Operation.EDITED):
        user.password = hash_password(new)
        note_sign_in(asking.session, user.id, SignInAct.NEW_PASSWORD)
    tell(say("The password is changed. Wherever else you were signed in, you are not any more."))
    return redirect("/mine/", code=303)
