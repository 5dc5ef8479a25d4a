"""The second factor: set up, asked for, used once, lost and given back (OPS-4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.domain import second_factor
from app.domain.second_factor import STEP, begin_factor, is_code
from app.domain.settings import set_setting
from app.kernel.errors import Invalid
from app.kernel.sealing import Seal, Unreadable
from app.models import RecoveryCode, SecondFactor
from tests.conftest import PASSWORD, House
from tests.panel.test_sessions import cookie_of, is_in, user_id, with_cookie
from tests.panel.test_throttling import ELSEWHERE

PAGE = "/mine/code/"


def code(secret: str, steps: int = 0) -> str:
    """The code of now, or of so many steps from now."""
    return pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=steps)


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """The secret, confirmed, and the recovery codes."""
    assert client.post(f"{PAGE}begin").status_code == 303
    found = re.search(r'class="otp-k">.*?>([A-Z2-7 ]{20,})<', client.get(PAGE).text)
    assert found is not None
    secret = found[1].replace(" ", "")
    answer = client.post(f"{PAGE}confirm", data={"code": code(secret, -1)})
    assert answer.status_code == 200
    return secret, re.findall(r">([a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5})<", answer.text)


def first_step(house: House, name: str = "owner", **more: str) -> FlaskClient:
    client = house.app.test_client()
    answer = client.post("/login/", data={"username": name, "password": PASSWORD, **more})
    assert answer.headers["Location"] == "/login/code"
    return client


def second_step(client: FlaskClient, typed: str, *, recovery: bool = False, address: str = "127.0.0.1") -> TestResponse:
    url = "/login/code?recovery=1" if recovery else "/login/code"
    return client.post(url, data={"code": typed}, environ_base={"REMOTE_ADDR": address})


def test_code_is_asked_for_after_the_password(house: House) -> None:
    secret, recovery = set_up(house.client("owner"))
    assert len(set(recovery)) == 10
    client = first_step(house)
    assert not is_in(client)
    page = client.get("/login/code").text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert second_step(client, "000000" if code(secret) != "000000" else "111111").status_code == 401
    assert not is_in(client)
    with_space = f"{code(secret)[:3]} {code(secret)[3:]}"
    assert second_step(client, with_space).status_code == 302
    assert is_in(client)


def test_code_is_good_once_and_none_before_it(house: House) -> None:
    secret, _ = set_up(house.client("owner"))
    used = code(secret)
    assert second_step(first_step(house), used).status_code == 302
    client = first_step(house)
    assert second_step(client, used).status_code == 401
    assert second_step(client, code(secret, -1)).status_code == 401
    assert second_step(client, code(secret, 1)).status_code == 302


@pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_may_be_a_step_off(sqlite_house: House, steps: int, is_good: bool) -> None:
    moment, seal, pk = (
        datetime(2026, 5, 4, 12, 0, 15, tzinfo=UTC),
        Seal("k" * 40, "test"),
        user_id(sqlite_house, "owner"),
    )
    with sqlite_house.session() as session:
        begin_factor(session, pk, seal)
        secret = second_factor.secret_of(session.get_one(SecondFactor, pk), seal)
        typed = pyotp.TOTP(secret).at(moment, counter_offset=steps)
        assert is_code(session, pk, typed, seal, moment) is is_good
        assert session.get_one(SecondFactor, pk, populate_existing=True).last_step == (
            int(moment.timestamp()) // STEP + steps if is_good else 0
        )


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "x" * 5000, "-12345"])
def test_what_is_no_code_is_refused(sqlite_house: House, typed: str) -> None:
    set_up(sqlite_house.client("owner"))
    assert second_step(first_step(sqlite_house), typed).status_code == 401


def test_recovery_code_opens_once(house: House) -> None:
    _, recovery = set_up(house.client("owner"))
    client = first_step(house)
    assert second_step(client, recovery[0]).status_code == 401
    assert second_step(client, recovery[0].upper().replace("-", " "), recovery=True).status_code == 302
    assert is_in(client)
    assert "9 recovery codes are left." in client.get(PAGE).text
    again = first_step(house)
    refused = second_step(again, recovery[0], recovery=True)
    assert refused.status_code == 401
    assert "This recovery code is not right" in refused.text


def test_renewed_recovery_codes_replace_the_old_ones(house: House) -> None:
    client = house.client("owner")
    secret, old = set_up(client)
    assert client.post(f"{PAGE}renew", data={"code": "123"}).status_code == 422
    answer = client.post(f"{PAGE}renew", data={"code": code(secret)})
    new = re.findall(r">([a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5})<", answer.text)
    assert len(new) == 10
    waiting = first_step(house)
    assert second_step(waiting, old[1], recovery=True).status_code == 401
    assert second_step(waiting, new[1], recovery=True).status_code == 302


def test_eleventh_wrong_code_waits_but_not_elsewhere(house: House) -> None:
    secret, _ = set_up(house.client("owner"))
    client = first_step(house)
    assert [second_step(client, "12").status_code for _ in range(10)] == [401] * 10
    refused = second_step(client, code(secret))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 60
    assert second_step(client, code(secret), address=ELSEWHERE).status_code == 302


def test_recovery_code_opens_where_codes_are_being_guessed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.attempts.MOST_CODES", 3)
    _, recovery = set_up(house.client("owner"))
    client = first_step(house)
    for number in range(3):
        second_step(client, "12", address=f"198.51.100.{number}")
    refused = second_step(client, "12", address=ELSEWHERE)
    assert refused.status_code == 429
    assert "Use a recovery code" in refused.text
    assert second_step(client, recovery[0], recovery=True, address=ELSEWHERE).status_code == 302


def test_second_step_needs_the_first(house: House) -> None:
    secret, _ = set_up(house.client("owner"))
    nobody = house.app.test_client()
    assert second_step(nobody, code(secret)).headers["Location"] == "/login/"
    assert not is_in(nobody)


def test_first_step_is_worth_nothing_after_a_new_password(house: House) -> None:
    here = house.client("owner")
    secret, _ = set_up(here)
    waiting = first_step(house)
    copy = with_cookie(house, cookie_of(waiting))
    here.post("/mine/password/", data={"current": PASSWORD, "password": "four words of chalk"})
    assert second_step(copy, code(secret)).headers["Location"] == "/login/"


def test_wish_to_stay_and_the_way_survive_the_second_step(house: House) -> None:
    secret, _ = set_up(house.client("owner"))
    client = house.app.test_client()
    data = {"username": "owner", "password": PASSWORD, "remember": "1"}
    client.post("/login/?next=/persons/list/", data=data)
    answer = second_step(client, code(secret))
    assert answer.headers["Location"] == "/persons/list/"
    assert "Expires=" in answer.headers["Set-Cookie"]


def test_secret_and_recovery_codes_cannot_be_read_from_the_database(house: House) -> None:
    secret, recovery = set_up(house.client("owner"))
    with house.session() as session:
        kept = session.get_one(SecondFactor, user_id_in(session)).secret
        hashes = session.scalars(select(RecoveryCode.code_hash)).all()
    assert secret not in kept
    assert not set(hashes) & {one for shown in recovery for one in (shown, shown.replace("-", ""))}
    with pytest.raises(Unreadable):
        Seal("another key of the installation, long enough", "second factor").open(kept)


def user_id_in(session: object) -> int:
    return session.scalars(select(SecondFactor.user_id)).one()  # type: ignore[attr-defined]


def test_secret_moved_to_another_user_opens_nothing(house: House) -> None:
    secret, _ = set_up(house.client("owner"))
    set_up(house.client("participant"))
    owner, other = user_id(house, "owner"), user_id(house, "participant")
    with house.session() as session:
        kept = session.get_one(SecondFactor, owner).secret
        session.connection().execute(
            update(SecondFactor).where(SecondFactor.user_id == other).values(secret=kept, last_step=0)
        )
    assert second_step(first_step(house, "participant"), code(secret)).status_code == 401


def test_codes_are_switched_off_with_a_code_alone(house: House) -> None:
    client = house.client("owner")
    secret, _ = set_up(client)
    assert client.post(f"{PAGE}remove", data={"code": "1"}).status_code == 422
    assert client.post(f"{PAGE}begin").status_code == 409
    assert client.post(f"{PAGE}remove", data={"code": code(secret)}).status_code == 303
    assert is_in(house.client("owner"))


def test_unconfirmed_secret_asks_nobody_for_a_code(house: House) -> None:
    client = house.client("owner")
    client.post(f"{PAGE}begin")
    assert client.post(f"{PAGE}confirm", data={"code": "12"}).status_code == 422
    assert is_in(house.client("owner"))


def test_administrator_switches_off_the_codes_of_a_user(house: House) -> None:
    set_up(house.client("owner"))
    pk, administrator = user_id(house, "owner"), house.client("administrator")
    assert "A code is asked for at sign-in." in administrator.get(f"/users/show/{pk}").text
    assert house.client("manager").post(f"/users/signing/{pk}/code/forget").status_code in {302, 403}
    assert administrator.post(f"/users/signing/{pk}/code/forget").status_code == 303
    page = administrator.get("/history/list/?tab=changes&about=sign_in").text
    assert page.count("One-time codes switched on") == page.count("One-time codes switched off") == 1
    assert is_in(house.client("owner"))


# --- who has to have one -----------------------------------------------------------------------------------------------------


def need(house: House, roles: str) -> None:
    with house.writing() as asking:
        set_setting(asking.session, "sign_in.second_factor", roles)


@pytest.mark.parametrize(("roles", "is_asked"), [("User", True), ("Admin, User", True), ("*", True), ("Admin", False)])
def test_role_that_needs_codes_reaches_nothing_before(house: House, roles: str, is_asked: bool) -> None:
    need(house, roles)
    client = house.client("owner")
    answer = client.get("/persons/list/")
    if not is_asked:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert client.get("/api/v1/persons/").status_code == 403
    assert client.post("/persons/add", data={"last_name": "Stolen"}).status_code == 302
    assert "Set it up to go on." in client.get(PAGE).text
    secret, _ = set_up(client)
    assert client.get("/persons/list/").status_code == 200
    answer = client.post(f"{PAGE}remove", data={"code": code(secret)})
    assert answer.status_code == 409


def test_unknown_role_is_told(sqlite_house: House) -> None:
    with pytest.raises(Invalid, match="There is no role named"):
        need(sqlite_house, "User,Emperor")
