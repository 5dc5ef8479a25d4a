"""The page of API keys: made and shown once, named, for reading or writing, until a day, revoked (OPS-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import redirect, render_template, request
from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel.clock import start_of_day, today
from app.kernel.errors import FieldErrors, NotFound
from app.kernel.messages import Message, say
from app.kernel.text import search_key, strip_controls
from app.panel.api_keys import READ, WRITE, as_kept, local_now, new_key
from app.panel.settings import Answer
from app.panel.toasts import toast
from app.records.fields import Asking

SCOPES = {READ: say("Read"), WRITE: say("Read and write")}
MOST_NAME = 100


@dataclass(frozen=True)
class KeyLine:
    """A key as the page tells of it."""

    key: ApiKey

    @property
    def scope(self) -> Message:
        """What it may."""
        return SCOPES.get(self.key.scopes or WRITE, SCOPES[WRITE])

    @property
    def state(self) -> str:
        """``good``, ``revoked``, ``expired`` or ``idle``: its user cannot sign in."""
        if self.key.revoked_on is not None or not self.key.active:
            return "revoked"
        if not self.key.is_active:
            return "expired"
        return "good" if self.key.user.active else "idle"

    @property
    def made_at(self) -> datetime | None:
        return _aware(self.key.created_on)

    @property
    def used_at(self) -> datetime | None:
        return _aware(self.key.last_used_on)

    @property
    def ends_at(self) -> datetime | None:
        return _aware(self.key.expires_on)


def _aware(local: datetime | None) -> datetime | None:
    return local.astimezone() if local else None


def keys_page(asking: Asking, *, token: str = "", errors: dict[str, list[str]] | None = None) -> Answer:
    """The viewer's own keys, and everybody's for administrators; ``token`` is one that was made just now, to be shown this once."""
    page = render_template(
        "pages/settings_keys.html",
        keys=[KeyLine(key) for key in _keys(asking)],
        token=token,
        errors=errors or {},
        scopes=SCOPES,
        is_admin=asking.viewer.is_admin,
        nav="settings",
    )
    return page, 422 if errors else 200


def _keys(asking: Asking) -> Sequence[ApiKey]:
    wanted = select(ApiKey).options(joinedload(ApiKey.user)).order_by(ApiKey.revoked_on.is_not(None), ApiKey.id.desc())
    if not asking.viewer.is_admin:
        wanted = wanted.where(ApiKey.user_id == asking.viewer.user_id)
    return asking.session.scalars(wanted).unique().all()


def add_key(asking: Asking) -> Answer:
    """Make a key for the viewer."""
    errors: FieldErrors = {}
    name, ends = _name(asking, errors), _ends(asking, errors)
    scope = request.form.get("scope", READ)
    if scope not in SCOPES:
        errors["scope"] = [say("Choose one.")]
    if errors:
        return keys_page(asking, errors={key: [str(one) for one in found] for key, found in errors.items()})
    assert asking.viewer.user_id is not None
    key, token = new_key(asking.viewer.user_id, name, scope, ends)
    asking.session.add(key)
    asking.session.flush()
    return keys_page(asking, token=token)


def _name(asking: Asking, errors: FieldErrors) -> str:
    name = " ".join(strip_controls(request.form.get("name", "")).split())
    if not search_key(name):
        errors["name"] = [say("Write a name with at least one letter or digit.")]
    elif len(name) > MOST_NAME:
        errors["name"] = [say("Write at most %(count)s characters.", count=MOST_NAME)]
    elif _is_taken(asking, name):
        errors["name"] = [say("You have a key of that name already. Revoke it, or choose another name.")]
    return name


def _is_taken(asking: Asking, name: str) -> bool:
    """Whether the viewer has a key of that name in force. So a form that is sent twice makes one key."""
    mine = asking.session.scalars(select(ApiKey).where(ApiKey.user_id == asking.viewer.user_id))
    return search_key(name) in {search_key(key.name) for key in mine if key.is_active}


def _ends(asking: Asking, errors: FieldErrors) -> datetime | None:
    """The end of the day that was named, as the viewer's calendar has it."""
    text = request.form.get("ends", "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    zone = asking.viewer.time_zone
    if not today(zone) < day < date.max:
        errors["ends"] = [say("Choose a day after today, or none.")]
        return None
    return as_kept(start_of_day(day + timedelta(days=1), zone) - timedelta(milliseconds=1))


def revoke_key(asking: Asking, key_id: int) -> Answer:
    """End a key at once: one's own, or any for administrators; raises ``NotFound``."""
    key = asking.session.get(ApiKey, key_id)
    if key is None or not (asking.viewer.is_admin or key.user_id == asking.viewer.user_id):
        raise NotFound
    if key.revoked_on is None:
        key.revoked_on = local_now()
        asking.session.flush()
    toast(say("Revoked: %(name)s. Programs that use it are refused from now on.", name=key.name))
    return redirect("/settings/keys/", code=303)
