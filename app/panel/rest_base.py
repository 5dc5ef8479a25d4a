"""What every address of the REST API shares: who may, how a body is read, how an answer is written (OPS-3)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from flask import Response, current_app, jsonify, request
from flask_appbuilder.api import BaseApi
from flask_wtf.csrf import CSRFError

from app.kernel.database import db
from app.kernel.errors import BadQuery, Forbidden, Invalid, NotFound
from app.kernel.messages import Message, say
from app.panel.api_keys import NotSignedIn, is_by_key
from app.panel.boundary import SMALL_BODY
from app.panel.rest_shapes import LARGEST_ID

OF_MESSAGE = "msgid"

Json = dict[str, Any]


class RestApi(BaseApi):
    """One resource. A subclass names ``class_permission_name`` as its page does, exposes methods marked with ``needs`` and says in
    ``document`` what they do."""

    version: ClassVar[str] = "v1"
    base_permissions: ClassVar[list[str]] = [
        "can_read",
        "can_write",
        "can_delete",
        "can_mass",
        "can_export",
        "can_import",
    ]
    allow_browser_login: ClassVar[bool] = True

    def admit(self, permission: str) -> None:
        """Let in who may; raises ``NotSignedIn`` or ``Forbidden``. Writes with a session's cookie need its token."""
        if "viewer" not in db.session.info:
            raise NotSignedIn(say("Sign in with an API key. Send it as Authorization: Bearer, then the key."))
        if not is_by_key():
            _refuse_forged()
        if not current_app.appbuilder.sm.has_access(f"can_{permission}", self.class_permission_name):  # type: ignore[attr-defined]
            raise Forbidden(say("Your role does not allow this. Ask an administrator."))

    def document(self) -> Json:
        """The paths of this resource for OpenAPI."""
        raise NotImplementedError


def needs(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Marks a method as open to who has the permission on the resource's page."""

    def wrap(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def admitted(self: RestApi, *args: Any, **kwargs: Any) -> Any:
            self.admit(permission)
            return method(self, *args, **kwargs)

        return admitted

    return wrap


def _refuse_forged() -> None:
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        raise Forbidden(
            say("This request does not come from one of our pages. Load the page again, or use an API key.")
        ) from None


# --- what comes in -----------------------------------------------------------------------------------------------------


def body() -> Json:
    """The JSON object that was sent; raises ``BadQuery`` for what is no JSON, ``Invalid`` for what is no object."""
    request.max_content_length = SMALL_BODY
    try:
        data = json.loads(request.get_data(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadQuery(say("The body cannot be read as JSON.")) from None
    if not isinstance(data, dict):
        raise Invalid(say("Send one object in curly brackets."))
    return data


def _refuse_constant(_word: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def only(data: Json, names: tuple[str, ...]) -> Json:
    """``data``, if it names nothing else; raises ``Invalid`` naming what is unknown."""
    unknown = {name: [say("There is no field named “%(name)s” here.", name=name)] for name in data if name not in names}
    if unknown:
        raise Invalid.many(unknown)
    return data


def text_of(data: Json, name: str, *, is_needed: bool = True) -> str | None:
    """A text in the body; raises ``Invalid`` for anything else."""
    value = data.get(name)
    if isinstance(value, str) and (value.strip() or not is_needed):
        return value
    if value is None and not is_needed:
        return None
    raise Invalid(say("Write text here."), name)


def id_in_query(word: str) -> int | None:
    """A row's id among the words of the address; raises ``BadQuery`` for what is none."""
    value = request.args.get(word)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= LARGEST_ID):
        raise BadQuery(say("“%(word)s” takes the number of a record or other thing.", word=word))
    return int(value)


def number_in_query(word: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most``; raises ``BadQuery`` for anything else."""
    value = request.args.get(word, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= most):
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word=word, most=most))
    return int(value)


def refuse_words_but(*words: str) -> None:
    """Raises ``BadQuery`` for a word in the address that nobody here knows: never ignored."""
    for word in request.args:
        if word not in words:
            raise BadQuery(say("There is no parameter named “%(word)s” here.", word=word))


def storable_id(pk: int) -> int:
    """An id that can exist; raises ``NotFound`` for a number beyond any."""
    if not 0 < pk <= LARGEST_ID:
        raise NotFound
    return pk


# --- what goes out -----------------------------------------------------------------------------------------------------


def answer(data: Any, status: int = 200, **headers: str) -> Response:
    """``data`` as JSON, messages in the language of whoever asks."""
    response = jsonify(spoken(data))
    response.status_code = status
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def nothing(status: int = 204, **headers: str) -> Response:
    """Done, and nothing to say; with 304, nothing new."""
    response = Response(status=status)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def spoken(value: Any) -> Any:
    """``value`` with every message in it, kept as an object or as stored JSON, turned into a sentence."""
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, dict):
        if OF_MESSAGE in value:
            return str(Message.from_json(value))
        return {key: spoken(one) for key, one in value.items()}
    return [spoken(one) for one in value] if isinstance(value, list | tuple) else value
