"""The second factor: one-time codes by time (RFC 6238), and recovery codes for the day the telephone is gone (OPS-4)."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import CursorResult, delete, func, select, update

from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid
from app.kernel.messages import Message, say
from app.kernel.sealing import Seal, Unreadable
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession
from app.models import RecoveryCode, Role, SecondFactor

SETTING = "sign_in.second_factor"
EVERYBODY = "*"
FIELD = "code"
STEP = 30
DRIFT = (0, -1, 1)
"""Steps by which the clock of a telephone may be wrong."""
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""
LENGTH, PART = 15, 5

log = logging.getLogger(__name__)


# --- who needs one ------------------------------------------------------------------------------------------------------------


def needs_second_factor(session: AnySession, role_names: Iterable[str]) -> bool:
    """Whether somebody with these roles has to have one."""
    needed = roles_in(get_setting(session, SETTING))
    return EVERYBODY in needed or bool(needed & set(role_names))


def roles_in(text: str) -> frozenset[str]:
    """The roles that the setting names."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def check_roles(session: AnySession, text: str) -> None:
    """Raises ``Invalid`` for a role that there is not."""
    known = {*session.scalars(select(Role.name)), EVERYBODY}
    unknown = sorted(roles_in(text) - known)
    if unknown:
        names = ", ".join(sorted(known - {EVERYBODY}))
        raise Invalid(
            say("There is no role named %(name)s. Choose from: %(names)s.", name=unknown[0], names=names), SETTING
        )


# --- setting it up --------------------------------------------------------------------------------------------------------------


def factor_of(session: AnySession, user_id: int) -> SecondFactor | None:
    """What a user has, confirmed or not."""
    return session.get(SecondFactor, user_id)


def has_second_factor(session: AnySession, user_id: int) -> bool:
    """Whether a code is asked of the user."""
    factor = factor_of(session, user_id)
    return factor is not None and factor.confirmed_at is not None


def begin_factor(session: AnySession, user_id: int, seal: Seal) -> None:
    """A new secret, to be confirmed by a code; raises ``Conflict`` where one is in use."""
    if has_second_factor(session, user_id):
        raise Conflict(say("One-time codes are in use already. Switch them off first."))
    forget_factor(session, user_id)
    session.add(SecondFactor(user_id=user_id, secret=seal.close(f"{user_id}:{pyotp.random_base32()}"), last_step=0))
    session.flush()


def secret_of(factor: SecondFactor, seal: Seal) -> str:
    """The secret in letters; raises ``Unreadable``, also for the secret of another user."""
    owner, _, secret = seal.open(factor.secret).partition(":")
    if owner != str(factor.user_id):
        raise Unreadable
    return secret


def address_of(secret: str, username: str, issuer: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def confirm_factor(session: AnySession, user_id: int, seal: Seal) -> list[str]:
    """Put the secret to use, after a code of it was right, and give recovery codes, this once; raises ``Conflict``."""
    factor = factor_of(session, user_id)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict(say("There is nothing to confirm. Begin again."))
    factor.confirmed_at = now()
    session.flush()
    return renew_recovery_codes(session, user_id, seal)


def wrong_code() -> Message:
    """What is said of every code that does not fit, whatever the reason."""
    return say("This code is not right, or it was used already. Wait for the next one and type that.")


def forget_factor(session: AnySession, user_id: int) -> None:
    """No codes are asked of the user from now on."""
    factor = factor_of(session, user_id)
    if factor is not None:
        session.delete(factor)
        session.flush()
    session.connection().execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


# --- codes ----------------------------------------------------------------------------------------------------------------------


def is_code(session: AnySession, user_id: int, code: str, seal: Seal, moment: datetime | None = None) -> bool:
    """Whether a one-time code is right now; each is good once, and none that is older than one used before."""
    digits = "".join(code.split())
    factor = factor_of(session, user_id)
    if factor is None or not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return False
    try:
        maker = pyotp.TOTP(secret_of(factor, seal), interval=STEP)
    except Unreadable:
        log.error("the secret of user %s cannot be read: SPLOT_SECRET_KEY is not the one of then", user_id)
        return False
    present = int((moment or now()).timestamp()) // STEP
    steps = [present + drift for drift in DRIFT if hmac.compare_digest(maker.generate_otp(present + drift), digits)]
    return any(_use_step(session, user_id, step) for step in steps)


def _use_step(session: AnySession, user_id: int, step: int) -> bool:
    """Take a step that nobody has used, in one statement: of two requests with the same code one gets it."""
    free = (SecondFactor.user_id == user_id, SecondFactor.last_step < step)
    done: CursorResult[Any] = session.connection().execute(update(SecondFactor).where(*free).values(last_step=step))
    return done.rowcount == 1


def renew_recovery_codes(session: AnySession, user_id: int, seal: Seal) -> list[str]:
    """Ten new codes; those before them are good no more. They are shown this once: only hashes are kept."""
    session.connection().execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=seal.mark(_plain(code))) for code in codes)
    session.flush()
    return codes


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[place : place + PART] for place in range(0, LENGTH, PART))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def use_recovery_code(session: AnySession, user_id: int, code: str, seal: Seal) -> bool:
    """Whether a recovery code is right; it is good no more."""
    free = (
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == seal.mark(_plain(code)),
        RecoveryCode.used_at.is_(None),
    )
    done: CursorResult[Any] = session.connection().execute(update(RecoveryCode).where(*free).values(used_at=now()))
    return done.rowcount == 1


def recovery_codes_left(session: AnySession, user_id: int) -> int:
    """How many recovery codes are unused."""
    wanted = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(wanted.select_from(RecoveryCode)) or 0
