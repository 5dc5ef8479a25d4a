"""What a password must be, wherever one is set: own page, administrator's form, command line, first start (OPS-4)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.messages import Message, say, say_n
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession

LONGEST = 256
FIELD = "password"


def check_password(session: AnySession, password: str, known: Iterable[str]) -> None:
    """Raises ``Invalid`` with a sentence that says what to do. ``known`` are names and addresses of whoever it is for."""
    problem = problem_of(password, known, get_setting(session, "sign_in.least_password"))
    if problem is not None:
        raise Invalid(problem, FIELD)


def problem_of(password: str, known: Iterable[str], least: int) -> Message | None:
    """What is wrong with a password; None for a good one."""
    if len(password) < least:
        return say_n(
            "A password needs at least %(num)s character.", "A password needs at least %(num)s characters.", least
        )
    if len(password) > LONGEST:
        return say("Write at most %(count)s characters.", count=LONGEST)
    if len(set(password.casefold())) <= 2 or password.casefold() in common_passwords():
        return say("This password is among the first that anybody tries. Take a longer one, such as several words.")
    if password.casefold() in {one.casefold() for one in known if one}:
        return say("A password must not be the name or the address of its user. Take other words.")
    return None


def known_of(user: Any) -> list[str]:
    """What others know of a user, and a password must not be."""
    return known_words(user.username, user.first_name, user.last_name, user.email)


def known_words(username: str | None, first: str | None, last: str | None, email: str | None) -> list[str]:
    """User name, parts of the name and the whole of it, address and what stands before its sign."""
    names = [username, first, last, f"{first} {last}", f"{first}{last}", email, (email or "").partition("@")[0]]
    return [one for one in names if one]


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """What people take most, names and single words among it, from the lists of ``zxcvbn``; read at the first use."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for words in FREQUENCY_LISTS.values() for word in words)
