"""The eleventh wrong attempt waits, and nobody is locked out by what others try (OPS-4)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app.domain.attempts import (
    MOST_FROM_AN_ADDRESS,
    REDIS_KEY,
    TooMany,
    forget_attempts,
    sign_in_limits,
    take_place,
)
from app.kernel.clock import now
from app.kernel.database import write_intent
from app.kernel.viewer import as_system
from app.models import SignInAttempt, User
from tests.conftest import PASSWORD, House, backends, make_house
from tests.jobs.test_doorbell import REDIS, redis_answers

pytestmark = pytest.mark.xdist_group("attempts")  # those in one Redis would forget each other's

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.9"
SENTENCE = "Too many attempts. Wait a minute and try again."


@pytest.fixture(
    params=[
        *backends(),
        pytest.param(
            "redis",
            marks=[
                pytest.mark.redis,
                pytest.mark.skipif(not redis_answers(), reason="no Redis server answers on 127.0.0.1"),
            ],
        ),
    ]
)
def counting_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house that counts in either database, or in Redis."""
    is_redis = request.param == "redis"
    config = {"SPLOT_REDIS_URL": REDIS} if is_redis else {}
    made, pull_down = make_house("sqlite" if is_redis else request.param, tmp_path, **config)
    yield made
    pull_down()
    if is_redis:
        _forget_redis()


def _forget_redis() -> None:
    server = Redis.from_url(REDIS)
    for key in server.scan_iter(f"{REDIS_KEY}*"):
        server.delete(key)


def sign_in(house: House, password: str, name: str = "owner", address: str = HERE) -> TestResponse:
    data = {"username": name, "password": password}
    return house.app.test_client().post("/login/", data=data, environ_base={"REMOTE_ADDR": address})


def minute_passes(house: House) -> None:
    with house.app.app_context(), write_intent(), as_system(house.engine) as session:
        moment = now() - timedelta(seconds=61)
        session.connection().execute(update(SignInAttempt).values(made_at=moment))
        session.commit()


def test_eleventh_wrong_attempt_waits_and_nobody_else_does(counting_house: House) -> None:
    house = counting_house
    assert [sign_in(house, "wrong").status_code for _ in range(10)] == [401] * 10
    refused = sign_in(house, "wrong")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert SENTENCE in refused.text
    assert 'value="owner"' in refused.text
    assert sign_in(house, PASSWORD).status_code == 429
    assert sign_in(house, PASSWORD, name="OWNER ").status_code == 429
    assert sign_in(house, PASSWORD, address=ELSEWHERE).status_code == 302
    assert sign_in(house, PASSWORD, name="participant").status_code == 302


def test_unknown_name_waits_like_a_known_one(counting_house: House) -> None:
    answers = [sign_in(counting_house, "wrong", name="nobody at all").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]


def test_right_password_forgets_the_wrong_ones_before_it(counting_house: House) -> None:
    for _ in range(9):
        sign_in(counting_house, "wrong")
    assert sign_in(counting_house, PASSWORD).status_code == 302
    assert [sign_in(counting_house, "wrong").status_code for _ in range(10)] == [401] * 10


def test_one_address_is_stopped_whatever_names_it_tries(house: House) -> None:
    for number in range(MOST_FROM_AN_ADDRESS):
        take_place(house.engine, None, sign_in_limits(HERE, f"name {number}"))
    assert sign_in(house, PASSWORD).status_code == 429
    assert sign_in(house, PASSWORD, address=ELSEWHERE).status_code == 302


def test_network_of_one_customer_counts_as_one_address(house: House) -> None:
    for number in range(10):
        assert sign_in(house, "wrong", address=f"2001:db8:1:2::{number}").status_code == 401
    assert sign_in(house, "wrong", address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(house, "wrong", address="2001:db8:1:3::1").status_code == 401


def test_many_at_once_get_no_further_than_one_after_the_other(counting_house: House) -> None:
    house = counting_house
    redis_url = house.app.config["SPLOT_REDIS_URL"]

    def attempt(_number: int) -> bool:
        try:
            take_place(house.engine, redis_url, sign_in_limits(HERE, "owner"))
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == 10


def test_after_a_minute_there_is_another_try_and_nothing_left(house: House) -> None:
    for _ in range(11):
        sign_in(house, "wrong")
    minute_passes(house)
    assert sign_in(house, "wrong").status_code == 401
    with as_system(house.engine) as session:
        session.connection().execute(update(SignInAttempt).values(made_at=now() - timedelta(hours=2)))
        forget_attempts(session)
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_redis_forgets_by_itself(tmp_path: Path) -> None:
    try:
        Redis.from_url(REDIS).ping()
    except RedisError:
        pytest.skip("no Redis server answers on 127.0.0.1")
    house, pull_down = make_house("sqlite", tmp_path, SPLOT_REDIS_URL=REDIS)
    sign_in(house, "wrong")
    server = Redis.from_url(REDIS)
    left = [server.pttl(key) for key in server.scan_iter(f"{REDIS_KEY}*")]
    _forget_redis()
    pull_down()
    assert len(left) == 2
    assert all(0 < one <= 60_000 for one in left)


def test_without_its_redis_the_database_counts(tmp_path: Path) -> None:
    house, pull_down = make_house("sqlite", tmp_path, SPLOT_REDIS_URL="redis://127.0.0.1:1/0")
    assert [sign_in(house, "wrong").status_code for _ in range(11)] == [401] * 10 + [429]
    pull_down()


def test_wrong_present_password_waits_too(house: House) -> None:
    client = house.client("owner")
    form = {"current": "wrong", "password": "four words of chalk"}
    assert [client.post("/mine/password/", data=form).status_code for _ in range(10)] == [422] * 10
    refused = client.post("/mine/password/", data={**form, "current": PASSWORD})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert SENTENCE in refused.text


def test_wrong_attempts_are_told_on_the_page_of_the_user(house: House) -> None:
    for _ in range(3):
        sign_in(house, "wrong")
    with house.session() as session:
        assert session.query(User).filter_by(username="owner").one().fail_login_count == 3
    sign_in(house, PASSWORD)
    with house.session() as session:
        user = session.query(User).filter_by(username="owner").one()
        assert (user.fail_login_count, user.login_count) == (0, 1)
        assert user.last_login is not None
