"""My settings: what each user chooses for themselves. Language, time zone, look, keys, rows on a page."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response

from app.kernel.messages import say
from app.kernel.settings import get_setting
from app.models import User
from app.panel.boundary import tell
from app.panel.security import asking_user
from app.panel.settings import WRITTEN_IN, Answer, language_names
from app.panel.shell import CHOICES
from app.records.fields import Asking

PAGE_SIZE = "page_size"
PAGE_SIZES = (20, 50, 100, 200)
URL = "/mine/"
YEAR = 365 * 24 * 3600


def rows_on_a_page(asking: Asking) -> int:
    """As the user chose, else as the installation has it."""
    kept = (getattr(asking_user(), "choices", None) or {}).get(PAGE_SIZE)
    return kept if kept in PAGE_SIZES else int(get_setting(asking.session, "lists.page_size"))


def mine_page(asking: Asking, errors: dict[str, list[str]] | None = None) -> Answer:
    """The page, with what was typed where something was wrong."""
    user = _me(asking)
    page = render_template(
        "pages/mine.html",
        zone=request.form.get("time_zone", user.time_zone or asking.viewer.time_zone),
        zones=sorted(available_timezones()),
        languages=language_names(),
        language=user.language or asking.viewer.language,
        page_size=(user.choices or {}).get(PAGE_SIZE),
        page_sizes=PAGE_SIZES,
        shipped_size=get_setting(asking.session, "lists.page_size"),
        errors=errors or {},
        nav="mine",
    )
    return page, 422 if errors else 200


def save_mine(asking: Asking) -> Answer:
    """Keep the choices that were made."""
    form, user = request.form, _me(asking)
    if form.get("time_zone") not in available_timezones():
        sentence = say(
            "There is no time zone named “%(name)s”. Choose one of the list.", name=form.get("time_zone", "")
        )
        return mine_page(asking, {"time_zone": [str(sentence)]})
    user.time_zone = form["time_zone"]
    if form.get("language") in WRITTEN_IN:
        user.language = session["locale"] = form["language"]
    chosen = {name: form[name] for name, known in CHOICES.items() if form.get(name) in known}
    user.choices = {**(user.choices or {}), **chosen, PAGE_SIZE: _page_size()}
    asking.session.flush()
    tell(say("Saved."))
    return _with_cookies(redirect(URL, code=303), chosen)


def _page_size() -> int | None:
    text = request.form.get(PAGE_SIZE, "")
    return int(text) if text in map(str, PAGE_SIZES) else None


def _me(asking: Asking) -> User:
    return asking.session.get_one(User, asking.viewer.user_id)


def _with_cookies(response: Response, chosen: dict[str, str]) -> Response:
    """The look of the sign-in page, too."""
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response
