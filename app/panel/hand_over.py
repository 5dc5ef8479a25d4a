"""The page of a hand-over: what somebody leaves behind, who takes which of it (ACC-8)."""

from __future__ import annotations

from flask import redirect, render_template, request
from sqlalchemy import select

from app.domain.hand_over import Part, check_plan, parts_of
from app.domain.people_rules import administrators_only
from app.domain.users import find_user
from app.jobs.hand_over import start_hand_over
from app.kernel.errors import SplotError
from app.models import User
from app.panel.settings import Answer
from app.panel.users import teams_by_name
from app.records.fields import Asking

STAYS, AS_ABOVE = "stay", ""


def hand_over_page(
    asking: Asking, user_id: int, *, errors: dict[str, list[str]] | None = None, status: int = 200
) -> Answer:
    """The page, with counts as they are now."""
    administrators_only(asking.session)
    user = find_user(asking.session, user_id)
    others = select(User).where(User.active, User.id != user.id).order_by(User.last_name, User.first_name, User.id)
    page = render_template(
        "pages/hand_over.html",
        user=user,
        parts=parts_of(asking.session, user.id),
        users=asking.session.scalars(others).all(),
        teams=teams_by_name(asking),
        errors=errors or {},
        nav="settings",
    )
    return page, status


def hand_over(asking: Asking, user_id: int) -> Answer:
    """Do what was chosen, and show what came of it."""
    user = find_user(asking.session, user_id)
    try:
        plan = check_plan(asking.session, user.id, wanted(parts_of(asking.session, user.id)))
        job = start_hand_over(asking, user, plan, keeps="keeps" in request.form)
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
            "to": [str(error.message)]
        }
        return hand_over_page(asking, user_id, errors=errors, status=error.status)
    return redirect(f"/jobs/{job.id}", code=303)


def wanted(parts: list[Part]) -> dict[str, str]:
    """Who is to take each part, as the form says: everybody's choice, or one of its own; what stays is left out."""
    to_all = request.form.get("to", "")
    chosen = {part.key: request.form.get(f"to.{part.key}", AS_ABOVE) or to_all for part in parts}
    return {key: word for key, word in chosen.items() if word and word != STAYS}
