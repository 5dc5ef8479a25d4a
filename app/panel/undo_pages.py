"""One change set and its undo: what will go back, what is kept, what is blocked; and the undo itself (HIS-4)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, render_template, request
from flask_appbuilder.utils.base import get_safe_redirect
from werkzeug.wrappers import Response

from app.domain.undo import Outlook, find_set, outlook, refusal
from app.jobs.undo import MOST_AT_ONCE, start_undo, undone_sentence
from app.kernel.errors import Conflict
from app.kernel.messages import Message, say, say_n
from app.models import ChangeSet, Job, JobState, User
from app.panel.formats import number_text
from app.panel.history_words import HOW, OPERATIONS, set_title
from app.panel.toasts import toast
from app.records.fields import Asking
from app.records.history_sets import Summary, summaries
from app.records.undo_sets import undone_by
from app.records.undo_verdicts import Outcome
from app.records.undo_words import Told, told

SHOWN_FIRST = 12
SHOWN_ALL = 500

Answer = str | Response


def set_page(asking: Asking, set_id: int) -> Answer:
    """What undoing this set would do now; for a set that cannot be undone, why."""
    found = find_set(asking, set_id)
    reason = refusal(asking, found)
    everything = request.args.get("all", "")
    seen = outlook(asking, found, most=SHOWN_ALL if everything else SHOWN_FIRST) if reason is None else None
    summary = summaries(asking, [found])[found.id]
    return render_template(
        "pages/undo.html",
        set=found,
        user=asking.session.get(User, found.user_id) if found.user_id else None,
        summary=summary,
        title=undo_title(found, summary),
        operations=OPERATIONS,
        how=HOW[found.via],
        refused=reason,
        undone=undone_by(asking.session, found.id),
        seen=seen,
        columns=_columns(asking, found, seen, everything) if seen else None,
        is_job=seen is not None and seen.extent.lines > MOST_AT_ONCE,
        nav="history" if asking.viewer.is_admin else "",
    )


def _columns(asking: Asking, found: ChangeSet, seen: Outlook, everything: str) -> dict[str, list[Told]]:
    """The first of each sort in words; of the sort that was asked for as many as a page takes."""
    return {
        outcome.value: told(
            asking, found.id, seen.first[outcome][: SHOWN_ALL if everything == outcome.value else SHOWN_FIRST]
        )
        for outcome in (Outcome.BACK, Outcome.KEPT, Outcome.BLOCKED)
    }


def undo_title(found: ChangeSet, summary: Summary) -> Message:
    """*Undo “Owner: Marta Wieczorek”?*"""
    return say("Undo “%(what)s”?", what=str(set_title(found, summary)))


def undo_set(asking: Asking, set_id: int) -> Response:
    """Undo it: at once and back to where one was, or as a job with its page. What was ticked is undone although it changed since."""
    found = find_set(asking, set_id)
    forced = frozenset(request.form.getlist("also"))
    try:
        job = start_undo(asking, found, reason=request.form.get("reason", ""), forced=forced)
    except Conflict as error:
        asking.session.rollback()
        toast(error.message, is_bad=True)
        return redirect(_back(set_id), code=303)
    if job.state is not JobState.DONE:
        return redirect(f"/jobs/{job.id}", code=303)
    tell_undone(job)
    return redirect(_back(set_id), code=303)


def tell_undone(job: Job) -> None:
    """Say what came of a small undo, with the way to the rest of it and the way back."""
    left = int(job.result.get("kept", 0)) + int(job.result.get("blocked", 0))
    more = f"/jobs/{job.id}" if left else ""
    toast(undone_words(job), changes=job.result.get("changeset"), more_url=more)


def undone_words(job: Job) -> Message:
    """*38 changes undone*, and how many were not."""
    left = int(job.result.get("kept", 0)) + int(job.result.get("blocked", 0))
    if not left:
        return undone_sentence(job)
    undone = int(job.result.get("undone", 0))
    return say_n(
        "Undone: %(undone)s. %(num)s change stays as it is.",
        "Undone: %(undone)s. %(num)s changes stay as they are.",
        left,
        undone=number_text(undone),
    )


def _back(set_id: int) -> str:
    """Where the undo was asked for; from the page of the set itself, and from a form that may be gone, to somewhere that stands."""
    url = get_safe_redirect(request.form.get("next") or request.referrer or "/")
    path = urlsplit(str(url)).path
    if path.startswith("/history/sets/"):
        return f"/history/sets/{set_id}"
    return str(url).replace("/edit/", "/show/") if "/edit/" in path else str(url)
