"""Sign-in by API key: ``Authorization: Bearer splot_…``, for addresses below ``/api/`` alone (OPS-3).

Keys are Flask-AppBuilder's. Each request asks the database whether the key and its user are still good, so that a revoked key ends at
once. Only the slow hash (about 90 ms) is not computed again for a key that this process has seen to be right.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, request
from flask_appbuilder.api import BaseApi
from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload
from werkzeug.security import check_password_hash, generate_password_hash

from app.kernel.database import db, write_intent
from app.kernel.errors import Forbidden, SplotError
from app.kernel.messages import say
from app.models import Group, User

API = "/api/"
READ, WRITE = "read", "write"
"""What a key may: read alone, or everything that its user may. A key that does not say is one of the second sort."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST = 200
REMEMBERED = 10_000
NOTED_EVERY = timedelta(minutes=1)

log = logging.getLogger(__name__)

_salt = secrets.token_bytes(32)
_verified: set[bytes] = set()


class NotSignedIn(SplotError):
    """Nobody, or a key that is not good (401)."""

    status = 401


class NoPasswordApi(BaseApi):
    """In the place of Flask-AppBuilder's sign-in by password over the API, which gives out tokens that nothing here takes."""


class KeySignIn:
    """For the security manager: the check of a key, made cheap."""

    def validate_api_key(self, api_key_string: str) -> User | None:
        """The user of a good key, who from then on signs this request; None for any other."""
        key = self._find(api_key_string) if len(api_key_string) <= LONGEST else None
        if key is None or not key.is_active or not key.user.is_active or not _is_right(key, api_key_string):
            return None
        if key.last_used_on is None or local_now() - key.last_used_on > NOTED_EVERY:
            g.used_key = key.id
        g.user = key.user
        g.key_scope = key.scopes or WRITE
        g._api_key_user = True
        return key.user

    def _find(self, token: str) -> ApiKey | None:
        roles = joinedload(ApiKey.user).options(joinedload(User.roles), joinedload(User.groups).joinedload(Group.roles))
        statement = select(ApiKey).where(ApiKey.lookup_hash == self._compute_lookup_hash(token)).options(roles)  # type: ignore[attr-defined]
        return db.session.scalars(statement).unique().one_or_none()


def _is_right(key: ApiKey, token: str) -> bool:
    mark = hmac.new(_salt, f"{key.key_hash}\n{token}".encode(), hashlib.sha256).digest()
    if mark in _verified:
        return True
    if not check_password_hash(key.key_hash, token):
        return False
    if len(_verified) >= REMEMBERED:
        _verified.clear()
    _verified.add(mark)
    return True


def new_key(user_id: int, name: str, scope: str, expires_on: datetime | None) -> tuple[ApiKey, str]:
    """A key and what is to be shown of it, this once: only its hashes are kept."""
    prefix = current_app.config["FAB_API_KEY_PREFIXES"][0]
    token = prefix + secrets.token_urlsafe(32)
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    key = ApiKey(name=name, key_prefix=prefix, user_id=user_id, scopes=scope, active=True, expires_on=expires_on)
    key.key_hash = generate_password_hash(token, method=current_app.config["FAB_PASSWORD_HASH_METHOD"])
    key.lookup_hash = sm._compute_lookup_hash(token)
    return key, token


def as_kept(moment: datetime) -> datetime:
    """Flask-AppBuilder keeps the times of a key without a zone, as the server's clock shows them."""
    return moment.astimezone().replace(tzinfo=None)


def local_now() -> datetime:
    """This moment, as it is kept."""
    return as_kept(datetime.now(UTC))


def register(app: Flask) -> None:
    """Look at the key before anybody asks who is asking."""
    app.before_request(sign_in)
    app.teardown_request(_note_use)


def is_api() -> bool:
    """Whether the request goes to the API."""
    return request.path.startswith(API)


def is_by_key() -> bool:
    """Whether the request is signed by a key rather than by a session."""
    return bool(g.get("_api_key_user"))


def sign_in() -> None:
    """Sign the request by its key; raises ``NotSignedIn`` for a wrong one, whatever cookie comes with it."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not is_api() or scheme.lower() != "bearer":
        return
    if current_app.appbuilder.sm.validate_api_key(token.strip()) is None:  # type: ignore[attr-defined]
        raise NotSignedIn(say("This API key is not known or no longer good. Ask an administrator for a new one."))
    if g.key_scope == READ and request.method not in SAFE_METHODS:
        raise Forbidden(say("This API key may only read. Make one that may write."))


def _note_use(_error: BaseException | None) -> None:
    """Remember when the key was last used: at most once a minute, when the request's own work is over."""
    key_id = g.pop("used_key", None)
    if key_id is None:
        return
    statement = update(ApiKey).where(ApiKey.id == key_id).values(last_used_on=local_now())
    try:
        with write_intent(), db.engine.begin() as connection:
            connection.execute(statement)
    except OperationalError:
        log.info("the last use of an API key was not noted: the database is busy")
