"""Wrong attempts to sign in are counted, and the eleventh within a minute has to wait (OPS-4).

Counted for an address and a name together, so that nobody is locked out by what others try under their name, and, with a wider limit,
for the address alone. An attempt takes its place before the password is looked at and gives it back when it was right: many at once
get no further than one after the other.
"""

from __future__ import annotations

import hashlib
import logging
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, Engine, delete, func, insert, select

from app.kernel.clock import now
from app.kernel.database import write_intent
from app.kernel.errors import SplotError
from app.kernel.messages import say
from app.kernel.viewer import AnySession
from app.models import SignInAttempt

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MOST_FOR_A_NAME = 10
MOST_FROM_AN_ADDRESS = 100
MOST_CODES = 100
"""Wrong one-time codes for one user within an hour, wherever they come from: whoever gets so far knows the password, and of a million
codes three are right. A recovery code still opens."""
LONGEST_WINDOW = HOUR
REDIS_KEY = "splot:attempts:"

log = logging.getLogger(__name__)


class TooMany(SplotError):
    """Wait, then try again (429)."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__(say("Too many attempts. Wait a minute and try again."))
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        if wait > MINUTE:
            self.message = say("Too many wrong codes. Use a recovery code, or try again in an hour.")


@dataclass(frozen=True)
class Limit:
    """At most so many under one mark within a window."""

    mark: str
    most: int
    window: timedelta = MINUTE


def sign_in_limits(address: str, name: str) -> list[Limit]:
    """What a wrong password counts for."""
    place = _network(address)
    return [
        Limit(_mark("name", place, name.strip().casefold()), MOST_FOR_A_NAME),
        Limit(_mark("address", place), MOST_FROM_AN_ADDRESS),
    ]


def code_limits(address: str, user_id: int) -> list[Limit]:
    """What a wrong one-time code counts for."""
    return [*recovery_limits(address, user_id), Limit(_mark("user", str(user_id)), MOST_CODES, HOUR)]


def recovery_limits(address: str, user_id: int) -> list[Limit]:
    """What a wrong recovery code counts for; no number of tries from elsewhere is in its way."""
    place = _network(address)
    return [
        Limit(_mark("code", place, str(user_id)), MOST_FOR_A_NAME),
        Limit(_mark("address", place), MOST_FROM_AN_ADDRESS),
    ]


def password_limits(address: str, user_id: int) -> list[Limit]:
    """What a wrong present password counts for, where somebody signed in changes it."""
    return [Limit(_mark("password", _network(address), str(user_id)), MOST_FOR_A_NAME)]


def _network(address: str) -> str:
    """The address; of IPv6 the network that one customer is given, since each of them has as many addresses as they like."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _mark(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


# --- taking a place, and giving it back -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """One attempt that has its places."""

    redis_url: str | None
    limits: Sequence[Limit]
    member: str = ""
    rows: tuple[int, ...] = ()

    def was_right(self, session: AnySession) -> None:
        """Give the places back, and forget the wrong ones before it that were made for the same name."""
        if self.member:
            _give_back_to_redis(self)
            return
        own = SignInAttempt.id.in_(self.rows) | (SignInAttempt.mark == self.limits[0].mark)
        session.connection().execute(delete(SignInAttempt).where(own))


def take_place(engine: Engine, redis_url: str | None, limits: Sequence[Limit]) -> Attempt:
    """Count an attempt before it is known to be wrong; raises ``TooMany``. In a transaction of its own: call while the request has
    none. Where there is a Redis the counts are there; if it does not answer, they are in the database."""
    if redis_url:
        try:
            return Attempt(redis_url, limits, member=_take_in_redis(redis_url, limits))
        except RedisError:
            log.warning("Redis does not answer; attempts to sign in are counted in the database", exc_info=True)
    with write_intent(), engine.begin() as connection:
        return Attempt(None, limits, rows=_take_in_database(connection, limits))


def _take_in_database(connection: Connection, limits: Sequence[Limit]) -> tuple[int, ...]:
    moment = now()
    for limit in sorted(limits, key=lambda one: one.mark):
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(limit.mark))))
        wanted = select(func.count(), func.min(SignInAttempt.made_at)).where(
            SignInAttempt.mark == limit.mark, SignInAttempt.made_at > moment - limit.window
        )
        number, first = connection.execute(wanted).one()
        if number >= limit.most:
            raise TooMany(first + limit.window - moment)
    rows = [{"mark": limit.mark, "made_at": moment} for limit in limits]
    added = connection.execute(insert(SignInAttempt).values(rows).returning(SignInAttempt.id))
    return tuple(added.scalars())


def forget_attempts(session: AnySession) -> None:
    """Drop the rows that no window reaches."""
    session.connection().execute(delete(SignInAttempt).where(SignInAttempt.made_at < now() - LONGEST_WINDOW))


# --- the same in Redis --------------------------------------------------------------------------------------------------------

TAKE = """
local moment = tonumber(ARGV[1])
for place, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[1 + 2 * place]), tonumber(ARGV[2 + 2 * place])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', moment - window)
  if redis.call('ZCARD', key) >= most then
    local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
    return {place, math.ceil(tonumber(first[2]) + window - moment)}
  end
end
for place, key in ipairs(KEYS) do
  redis.call('ZADD', key, moment, ARGV[2])
  redis.call('PEXPIRE', key, ARGV[2 + 2 * place])
end
return {0, 0}
"""
"""All places or none. Sorted sets by milliseconds, which Redis forgets when their window is over."""


@lru_cache(maxsize=8)
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def _take_in_redis(url: str, limits: Sequence[Limit]) -> str:
    member = secrets.token_hex(8)
    numbers = [number for limit in limits for number in (limit.most, _milliseconds(limit.window))]
    moment = int(now().timestamp() * 1000)
    keys = [REDIS_KEY + limit.mark for limit in limits]
    place, wait = _redis(url).eval(TAKE, len(keys), *keys, moment, member, *numbers)
    if place:
        raise TooMany(timedelta(milliseconds=wait))
    return member


def _give_back_to_redis(attempt: Attempt) -> None:
    assert attempt.redis_url is not None
    first, *others = (REDIS_KEY + limit.mark for limit in attempt.limits)
    try:
        _redis(attempt.redis_url).delete(first)
        for key in others:
            _redis(attempt.redis_url).zrem(key, attempt.member)
    except RedisError:
        log.warning("Redis does not answer; an attempt to sign in stays counted for its window", exc_info=True)


def _milliseconds(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)
