"""The one family of errors that people meet. A boundary turns them into pages, form errors and API answers."""

from __future__ import annotations

from app.kernel.messages import Message, say

FieldErrors = dict[str, list[Message]]


class SplotError(Exception):
    """Something a person can be told: a sentence and, where there is one, the field that it belongs to."""

    status = 500

    def __init__(self, message: Message, field: str | None = None) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.field = field
        self.errors: FieldErrors = {field: [message]} if field else {}


class Invalid(SplotError):
    """A value that does not fit (422). ``leads_to`` numbers what is in its way (``record``, ``relation``), to go there."""

    status = 422
    leads_to: dict[str, int] | None = None

    @classmethod
    def many(cls, errors: FieldErrors) -> Invalid:
        """Several fields at once; the first sentence stands for the whole."""
        first = next(iter(errors.values()))[0]
        error = cls(first)
        error.errors = errors
        return error


class BadQuery(SplotError):
    """An address or query that names something unknown (400)."""

    status = 400


class Forbidden(SplotError):
    """No right to the kind or the act as such (403). A forbidden *record* is ``NotFound``."""

    status = 403


class NotFound(SplotError):
    """Missing or not visible: the two are never told apart (404, ACC-1)."""

    status = 404

    def __init__(self, message: Message | None = None, field: str | None = None) -> None:
        super().__init__(message or say("There is nothing here, or it is not shared with you."), field)


class Conflict(SplotError):
    """Changed by somebody else since it was read (409)."""

    status = 409


class NoViewer(RuntimeError):
    """A query on guarded tables while nobody is asking: a fault of the program, refused (ACC-6)."""


class NoChangeSet(RuntimeError):
    """A write outside ``change_set``: a fault of the program, refused (HIS-1)."""
