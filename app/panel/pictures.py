"""The picture of a record: its file, and putting one in its place."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.domain.avatars import MOST_BYTES, avatar_file, remove_avatar, set_avatar
from app.kernel.errors import Invalid, NotFound
from app.kernel.messages import say
from app.models import Contact, Operation
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.fields import Asking


def picture_file(asking: Asking, record: Any, name: str) -> Response:
    """The picture, to be kept by the browser: another one has another name."""
    if not isinstance(record, Contact):
        raise NotFound
    answer = send_file(avatar_file(asking.session, record, name), mimetype="image/webp", conditional=True)
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def set_picture(asking: Asking, record: Any, sent: FileStorage | None) -> Response:
    """Put the file that was sent in place of the picture, or take the picture away; back to the profile."""
    if not isinstance(record, Contact):
        raise NotFound
    try:
        with change_set(asking.session, Operation.EDITED) as done:
            if "remove" in request.form:
                remove_avatar(asking.session, record)
            else:
                set_avatar(asking.session, record, _content(sent))
        toast(say("Saved: %(name)s", name=record.name), changes=done.id)
    except Invalid as error:
        asking.session.rollback()
        toast(error.message, is_bad=True)
    return redirect(f"/r/{record.id}", code=303)


def _content(sent: FileStorage | None) -> bytes:
    content = sent.read(MOST_BYTES + 1) if sent else b""
    if not content:
        raise Invalid(say("Choose a picture first."))
    return content
