"""What the frame fetches and sends after the page: counts of the side menu, running jobs, choices of look."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_appbuilder.utils.base import get_safe_redirect
from sqlalchemy import func, or_, select

from app.jobs.mass import job_title
from app.kernel.clock import now
from app.kernel.database import db
from app.kernel.errors import SplotError
from app.kernel.messages import Message, say, say_n
from app.kernel.viewer import Viewer
from app.models import ChangeSet, ContactGroup, Job, JobIssue, JobState, SavedFilter
from app.panel.access_requests import bell_count
from app.panel.formats import number_text, percent_text
from app.panel.shell import CHOICES, group_word
from app.records.fields import Asking
from app.records.filters import Query, parse_filter, parse_query
from app.records.kinds import kind
from app.records.link_fields import is_id
from app.records.search import count_of

pages = Blueprint("shell", __name__, url_prefix="/shell")

AT_ONCE = 12
KEPT_SECONDS = 60
MOST_JOBS = 5
SURE_FROM = 0.05
"""The part of a job after which its pace says when it will end."""
KEPT_MOST = 5_000
YEAR = 365 * 24 * 3600
BROKEN = "!"
BELL = "requests"
"""Questions and answers that wait for the viewer: counted anew each time, and nothing rather than 0."""

JOB_NAMES: dict[str, Message] = {
    "import": say("Import"),
    "mass": say("Mass action"),
    "undo": say("Undo"),
    "export": say("Export"),
}
"""What a job is called beside its ring."""

_kept: dict[tuple[Any, ...], tuple[float, str]] = {}


def _viewer() -> Viewer:
    viewer: Viewer | None = db.session.info.get("viewer")
    if viewer is None or viewer.user_id is None:
        abort(401)
    return viewer


@pages.get("/counts")
def counts() -> ResponseReturnValue:
    """Counts by name (``kind:person``, ``filter:7``, ``group:person:3``), capped, a few at a time.

    A filter that can no longer be read answers ``!``. Numbers are kept for a minute per viewer and language, and counted anew after
    what the viewer did.
    """
    asking = Asking(db.session, _viewer())
    wanted = request.args.get("of", "").split(",")[:AT_ONCE]
    since = _last_act(asking)
    return jsonify({name: text for name in wanted if (text := _count_text(asking, name, since)) is not None})


def _last_act(asking: Asking) -> tuple[Any, ...]:
    """Something that is another after each change that the viewer made or let a job make."""
    mine = asking.viewer.user_id
    last_set = select(func.max(ChangeSet.id)).where(ChangeSet.user_id == mine).scalar_subquery()
    last_job = select(func.max(Job.finished_at)).where(Job.user_id == mine).scalar_subquery()
    return tuple(asking.session.execute(select(last_set, last_job)).one())


def _count_text(asking: Asking, name: str, since: tuple[Any, ...]) -> str | None:
    key = (asking.viewer, number_text(1234), name, since)  # who loses a role is another viewer from then on
    kept = _kept.get(key)
    if name != BELL and kept and monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    text = _fresh_count(asking, name)
    if text is not None:
        if len(_kept) > KEPT_MOST:
            _kept.clear()
        _kept[key] = (monotonic(), text)
    return text


def _fresh_count(asking: Asking, name: str) -> str | None:
    what, _, rest = name.partition(":")
    if what == BELL:
        waiting = bell_count(asking)
        return number_text(waiting) if waiting else ""
    make = QUERIES.get(what)
    try:
        query = make(asking, rest) if make else None
        counted = count_of(asking, query) if query else None
    except SplotError:
        return BROKEN if what == "filter" else None
    if counted is None:
        return None
    count, is_capped = counted
    return number_text(count) + ("+" if is_capped else "")


def _kind_query(_asking: Asking, rest: str) -> Query:
    return parse_query(kind(rest), ())


def _filter_query(asking: Asking, rest: str) -> Query | None:
    own = or_(SavedFilter.user_id == asking.viewer.user_id, SavedFilter.is_shared)
    saved = asking.session.scalars(select(SavedFilter).where(SavedFilter.id == _number(rest), own)).first()
    return parse_filter(kind(saved.kind), saved.query) if saved else None


def _group_query(asking: Asking, rest: str) -> Query | None:
    kind_name, _, group_id = rest.partition(":")
    group = asking.session.get(ContactGroup, _number(group_id))
    return parse_query(kind(kind_name), [("groups.any", group_word(group.id, group.name))]) if group else None


def _number(text: str) -> int:
    return int(text) if is_id(text) else 0


QUERIES: dict[str, Callable[[Asking, str], Query | None]] = {
    "kind": _kind_query,
    "filter": _filter_query,
    "group": _group_query,
}


@pages.get("/jobs")
def jobs() -> ResponseReturnValue:
    """The viewer's own jobs that wait or run, for the ring in the top bar."""
    busy = Job.state.in_([JobState.QUEUED, JobState.RUNNING])
    mine = select(Job).where(Job.user_id == _viewer().user_id, busy).order_by(Job.id).limit(MOST_JOBS)
    found = db.session.scalars(mine).all()
    wrong = _wrong_in([job.id for job in found])
    return jsonify([_job_state(job, wrong.get(job.id, 0)) for job in found])


def _wrong_in(job_ids: list[int]) -> dict[int, int]:
    """How much could not be done so far, by job."""
    if not job_ids:
        return {}
    counted = select(JobIssue.job_id, func.count()).where(JobIssue.job_id.in_(job_ids)).group_by(JobIssue.job_id)
    return {row.job_id: row[1] for row in db.session.execute(counted)}


def _job_state(job: Job, wrong: int) -> dict[str, Any]:
    part = job.done / job.total if job.total else 0.0
    counts = {"done": number_text(job.done), "total": number_text(job.total)}
    return {
        "id": job.id,
        "state": job.state,
        "name": str(job_title(job) if job.type == "mass" else JOB_NAMES.get(job.type, say("Background work"))),
        "percent": int(100 * part),
        "percent_text": percent_text(int(100 * part) / 100),
        "done": job.done,
        "total": job.total,
        "said": str(say("%(done)s of %(total)s", **counts)),
        "left": _time_left(job),
        "wrong": str(say_n("%(num)s could not be done", "%(num)s could not be done", wrong)) if wrong else "",
        "url": f"/jobs/{job.id}",
        "cancel_url": f"/jobs/{job.id}/cancel",
    }


def _time_left(job: Job) -> str:
    """How long it will take at the pace until now; nothing while that is anybody's guess."""
    if not job.total or job.done < job.total * SURE_FROM:
        return ""
    taken = (now() - job.created_at).total_seconds()
    minutes = round(taken * (job.total - job.done) / job.done / 60)
    if minutes < 1:
        return str(say("less than a minute left"))
    return str(say_n("about %(num)s minute left", "about %(num)s minutes left", minutes))


@pages.post("/choices")
def choose() -> ResponseReturnValue:
    """Keep a choice of look: in a cookie, and with the user who is signed in. Works from a plain form too."""
    chosen = {name: value for name, value in request.form.items() if value in CHOICES.get(name, ())}
    _keep_with_user(chosen)
    wants_page = "text/html" in request.headers.get("Accept", "")
    response = redirect(get_safe_redirect(request.referrer or "/")) if wants_page else jsonify(chosen)
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def _keep_with_user(chosen: dict[str, str]) -> None:
    user = g.get("user")
    if chosen and user is not None and user.is_authenticated:
        user.choices = {**(user.choices or {}), **chosen}
