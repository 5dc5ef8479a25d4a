"""Tables of how people sign in, and nothing but tables.

Contents: UserSession, SecondFactor, RecoveryCode, OutsideIdentity, SignInAttempt
"""

from __future__ import annotations

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.columns import Moment, Pk
from app.user_models import USER_ID

MARK = 64
"""Hexadecimal digits of a SHA-256."""


class UserSession(Model):
    """A browser in which somebody is signed in. Its cookie holds a random token, of which only the hash is kept here; without this row
    the cookie is worth nothing (OPS-4)."""

    __tablename__ = "user_session"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(MARK), unique=True)
    signed_in_at: Mapped[datetime] = mapped_column(Moment, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(Moment, default=now)
    is_kept: Mapped[bool] = mapped_column(default=False)
    is_from_outside: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(45), default="")
    browser: Mapped[str] = mapped_column(String(400), default="")


class SecondFactor(Model):
    """What makes a user's one-time codes: the secret, sealed with a key of the installation, and the last step that was used."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Model):
    """A code that stands in for a one-time code, once. Only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(MARK))
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class OutsideIdentity(Model):
    """Who a user is to an OpenID provider."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))


class SignInAttempt(Model):
    """A wrong attempt, under a hash of what it was made from and for. Forgotten when its window is over."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_mark", "mark", "made_at"),)

    id: Mapped[Pk]
    mark: Mapped[str] = mapped_column(String(MARK))
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)
