"""The boundary of a request: who asks, one transaction, and errors turned into answers.

A request is one unit of work. It commits when its answer is below 400 and rolls back otherwise; nothing else commits.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter

from app.domain.accounts import viewer_from
from app.kernel.database import db, write_intent
from app.kernel.errors import Conflict, Invalid, SplotError
from app.kernel.messages import Message, say
from app.kernel.viewer import SYSTEM, asked_in, set_viewer
from app.panel.eyes import eyes_for, has_other_eyes, refuse_writes
from app.panel.security import asking_user
from app.panel.toasts import toast
from app.records.fields import Asking

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITING_LINKS = frozenset({"LocaleView.index", "SignInView.outside_back"})
"""Addresses that are followed as links and write all the same: a user's language, a sign-in that comes back from a provider."""
FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
SMALL_BODY = 4 * 1024 * 1024
UNGUARDED = frozenset({"static", "appbuilder.static", "service.healthz", "service.readyz"})

log = logging.getLogger(__name__)


class RowNumber(IntegerConverter):
    """``<int:…>`` in an address: the number of a row. What no row can have as its number is no address (404)."""

    regex = r"\d{1,9}"


def guard_requests(app: Flask) -> None:
    """Put the boundary round every request of ``app``. Call before anything that queries in a before_request."""
    app.url_map.converters["int"] = RowNumber
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_finish)
    app.teardown_request(_leave)
    app.register_error_handler(SplotError, _splot_error)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OverflowError, _unstorable)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _fault)


def _begin() -> None:
    g.leaving = ExitStack()
    g.leaving.enter_context(asked_in(None))
    if request.endpoint in UNGUARDED:
        return
    db.session.remove()  # a session of its own, even where contexts are shared
    _take_body()
    if request.method not in SAFE_METHODS or request.endpoint in WRITING_LINKS:
        g.leaving.enter_context(write_intent())


def _take_body() -> None:
    """Have the body here before the first statement: a slow sender would keep SQLite's write lock for as long as it takes."""
    with suppress(HTTPException):  # said again to whoever reads it
        if request.mimetype in FORMS:
            request.form  # noqa: B018 - reading it is the point
        elif 0 < (request.content_length or 0) <= SMALL_BODY:
            request.get_data()


def name_viewer() -> None:
    """Tell the session who is asking (after Flask-AppBuilder has found the user). Nobody signed in: nobody is asking."""
    if request.endpoint not in UNGUARDED:
        become(asking_user())


def become(user: Any) -> None:
    """From here on, this request asks as ``user``."""
    if user is not None and "viewer" not in db.session.info:
        set_viewer(db.session, eyes_for(user, viewer_from(db.session, user, current_app.config["SPLOT_LANGUAGE"])))
        refuse_writes()


def asking() -> Asking:
    """Who asks in this request, with the session; raises ``NoViewer`` for nobody."""
    from app.kernel.viewer import viewer_of

    return Asking(db.session, viewer_of(db.session))


def as_nobody_yet() -> None:
    """Let a page of the sign-in itself read what it needs (language, name of the installation)."""
    set_viewer(db.session, SYSTEM)


def _finish(response: Response) -> Response:
    if request.endpoint not in UNGUARDED:
        if response.status_code < 400 and not has_other_eyes():
            _commit()
        else:
            db.session.rollback()
    return response


def _commit() -> None:
    """What was read only is thrown away with its session: marking it as old, row by row, took a twentieth of a list."""
    if request.method in SAFE_METHODS:
        db.session().expire_on_commit = False
    db.session.commit()


def _leave(_error: BaseException | None) -> None:
    leaving: ExitStack | None = g.pop("leaving", None)
    if leaving is not None:
        leaving.close()


def tell(message: Message, look: str = "success") -> None:
    """A toast on the next page; ``look`` danger for what failed. What can be taken back is told by ``toasts.toast``."""
    toast(message, is_bad=look == "danger")


def wants_json() -> bool:
    """Whether the answer is for a program or a script rather than for a page."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _answer(
    message: str, status: int, errors: dict[str, list[str]] | None = None, in_the_way: dict[str, int] | None = None
) -> tuple[Any, int]:
    if wants_json():
        more = {"in_the_way": in_the_way} if in_the_way else {}
        return jsonify(message=message, errors=errors or {}, **more), status
    return render_template("pages/error.html", message=message, status=status), status


def _splot_error(error: SplotError) -> tuple[Any, int]:
    db.session.rollback()  # first of all: after a failed flush not even the user's language can be read
    errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()}
    in_the_way = error.leads_to if isinstance(error, Invalid) else None
    return _answer(str(error.message), error.status, errors, in_the_way)


def _stale(_error: StaleDataError) -> tuple[Any, int]:
    return _splot_error(
        Conflict(say("Somebody changed this at the same moment. Load it again and repeat your change."))
    )


def _collision(error: IntegrityError) -> tuple[Any, int]:
    """Two at once made what there can be only one of: a tag of that name, say."""
    log.warning("two writes collided", exc_info=error)
    return _stale(StaleDataError())


def _unstorable(error: DataError | OverflowError) -> tuple[Any, int]:
    """The last net: what the checks of the fields let through and the database, or SQLite's driver, does not take."""
    log.error("a value that no field refused cannot be stored", exc_info=error)
    return _splot_error(Invalid(say("One of the values is too large, or cannot be stored.")))


HTTP_SENTENCES = {
    400: say("The request cannot be read. Go back, load the page again and repeat."),
    401: say("Sign in first."),
    403: say("Your role does not open this page. Ask an administrator."),
    404: say("There is nothing here, or it is not shared with you."),
    405: say("This address does not take that kind of request."),
    413: say("This is more than can be sent at once. Split it, or ask an administrator to raise the limit."),
    429: say("Too many attempts. Wait a minute and try again."),
}


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    db.session.rollback()
    if error is request.routing_exception and (url := _without_slash()):
        return redirect(url, code=308)
    sentence = HTTP_SENTENCES.get(code)
    body, status = _answer(str(sentence) if sentence else error.description or error.name, code)
    allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    return body, status, allowed


def _without_slash() -> str:
    """The address without its last slash, where that is one; so both spellings lead to every page, as werkzeug does it for those
    that end in a slash."""
    found, rest = request.path.removesuffix("/"), request.query_string.decode("ascii", "ignore")
    if found == request.path or request.method not in SAFE_METHODS:
        return ""
    try:
        current_app.url_map.bind_to_environ(request.environ).match(found, method="GET")
    except HTTPException:
        return ""
    return f"{request.script_root}{quote(found)}" + (f"?{rest}" if rest else "")


def _fault(error: Exception) -> tuple[Any, int]:
    log.error("unhandled error", exc_info=error)
    db.session.rollback()
    return _answer(gettext("Something failed on our side. It has been logged; try again."), 500)
