"""Sessions on the server's side: they end at once, wherever their cookie has been copied to (OPS-4)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.domain.sessions import NOTED_EVERY, forget_sessions
from app.domain.settings import set_setting
from app.kernel.clock import now
from app.kernel.database import write_intent
from app.kernel.viewer import as_system
from app.models import ChangeSet, User, UserSession
from app.panel.passwords import hash_password
from tests.conftest import PASSWORD, House
from tests.panel.test_lists_budget import statements

SEEN = "/shell/jobs"
NEW_PASSWORD = "four words of chalk"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Mobile/15E Safari/604.1"


def is_in(client: FlaskClient) -> bool:
    return client.get(SEEN).status_code == 200


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("splot")
    assert cookie is not None
    return cookie.value


def with_cookie(house: House, value: str) -> FlaskClient:
    """Another browser, into which a cookie was copied."""
    client = house.app.test_client()
    client.set_cookie("splot", value)
    return client


def user_id(house: House, name: str) -> int:
    return house.viewer(name).user_id or 0


def rewind(house: House, **moments: timedelta) -> None:
    """Let all sessions have begun, or have been seen, so long ago."""
    with house.app.app_context(), write_intent(), as_system(house.engine) as session:
        past = {name: now() - length for name, length in moments.items()}
        session.connection().execute(update(UserSession).values(**past))
        session.commit()


def rows(house: House, name: str) -> list[UserSession]:
    with as_system(house.engine) as session:
        wanted = select(UserSession).where(UserSession.user_id == user_id(house, name)).order_by(UserSession.id)
        return list(session.scalars(wanted))


# --- the end -----------------------------------------------------------------------------------------------------------------


def test_copied_cookie_is_dead_after_sign_out(house: House) -> None:
    client = house.client("owner")
    copy = with_cookie(house, cookie_of(client))
    assert is_in(copy)
    assert client.post("/logout/").status_code == 302
    assert not is_in(copy)
    assert not is_in(client)
    assert copy.get("/api/v1/persons/").status_code == 401
    assert rows(house, "owner") == []


def test_forged_or_foreign_token_opens_nothing(house: House) -> None:
    client = house.client("owner")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(user_id(house, "administrator"))
    assert not is_in(client)


def test_signing_in_again_takes_another_token_and_ends_the_first(house: House) -> None:
    client = house.app.test_client()
    client.get("/login/")
    before = cookie_of(client)
    client.post("/login/", data={"username": "owner", "password": PASSWORD})
    assert not is_in(with_cookie(house, before))
    with client.session_transaction() as cookie:
        first = cookie["token"]
    client.post("/logout/")
    client.post("/login/", data={"username": "owner", "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["token"] != first


def test_answer_that_is_under_way_puts_no_older_cookie_back(sqlite_house: House) -> None:
    client = sqlite_house.app.test_client()
    client.post("/login/", data={"username": "owner", "password": PASSWORD, "remember": "1"})
    client.get("/persons/list/")
    answer = client.get(SEEN)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_disabling_a_user_ends_their_sessions_for_good(house: House) -> None:
    client, administrator = house.client("owner"), house.client("administrator")
    pk = user_id(house, "owner")
    assert administrator.post(f"/users/disable/{pk}").status_code == 303
    assert not is_in(client)
    assert administrator.post(f"/users/enable/{pk}").status_code == 303
    assert not is_in(client)
    assert is_in(house.client("owner"))


def test_new_password_ends_all_other_sessions(house: House) -> None:
    here, there = house.client("owner"), house.client("owner")
    answer = here.post("/mine/password/", data={"current": PASSWORD, "password": NEW_PASSWORD})
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert there.post("/login/", data={"username": "owner", "password": PASSWORD}).status_code == 401
    assert there.post("/login/", data={"username": "owner", "password": NEW_PASSWORD}).status_code == 302


def test_password_set_by_an_administrator_ends_every_session(house: House) -> None:
    client, pk = house.client("owner"), user_id(house, "owner")
    form = {"password": NEW_PASSWORD, "conf_password": NEW_PASSWORD}
    administrator = house.client("administrator")
    assert administrator.post(f"/resetpassword/form?pk={pk}", data=form).status_code == 303
    assert not is_in(client)
    assert is_in(administrator)


def test_password_kept_better_at_sign_in_ends_no_session(house: House) -> None:
    first = house.client("owner")
    house.app.config["PASSWORD_HASH_METHOD"] = "pbkdf2:sha256:2"
    second = house.client("owner")
    assert is_in(first)
    assert is_in(second)


# --- how long ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed_in", "seen", "is_kept", "lives"),
    [
        (timedelta(hours=23), timedelta(hours=11), False, True),
        (timedelta(hours=23), timedelta(hours=13), False, False),
        (timedelta(hours=25), timedelta(minutes=1), False, False),
        (timedelta(days=13), timedelta(days=12), True, True),
        (timedelta(days=15), timedelta(minutes=1), True, False),
    ],
)
def test_session_lasts_as_set(
    sqlite_house: House, signed_in: timedelta, seen: timedelta, is_kept: bool, lives: bool
) -> None:
    client = sqlite_house.app.test_client()
    ticked = {"remember": "1"} if is_kept else {}
    client.post("/login/", data={"username": "owner", "password": PASSWORD, **ticked})
    rewind(sqlite_house, signed_in_at=signed_in, last_seen_at=seen)
    assert is_in(client) is lives


def test_administrator_shortens_running_sessions(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    rewind(sqlite_house, last_seen_at=timedelta(hours=2))
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "sign_in.idle_hours", "1")
    assert not is_in(client)


def test_what_is_over_is_cleared_away(house: House) -> None:
    house.client("owner")
    rewind(house, signed_in_at=timedelta(days=2), last_seen_at=timedelta(days=2))
    house.client("participant")
    with as_system(house.engine) as session:
        forget_sessions(session)
        session.commit()
    assert rows(house, "owner") == []
    assert len(rows(house, "participant")) == 1


def test_use_is_written_down_every_few_minutes_only(house: House) -> None:
    client = house.client("owner")
    rewind(house, last_seen_at=NOTED_EVERY * 2)
    with statements(house) as made:
        client.get(SEEN)
    assert sum("UPDATE user_session" in one for one in made) == 1
    with statements(house) as made:
        client.get(SEEN)
    assert not any("UPDATE user_session" in one for one in made)
    assert sum("user_session" in one for one in made) == 1


# --- the list ----------------------------------------------------------------------------------------------------------------


def test_my_sessions_tells_devices_and_ends_the_others(house: House) -> None:
    here = house.client("owner")
    phone = house.app.test_client()
    data = {"username": "owner", "password": PASSWORD}
    phone.post("/login/", data=data, headers={"User-Agent": PHONE}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    page = here.get("/mine/sessions/").text
    assert "Safari on iPhone" in re.sub("[\u2068\u2069]", "", page)
    assert "192.0.2.7" in page
    assert page.count("data-this") == 1
    assert here.post("/mine/sessions/end-others").status_code == 303
    assert is_in(here)
    assert not is_in(phone)


def test_one_session_is_ended_and_never_somebody_elses(house: House) -> None:
    here, there, other = house.client("owner"), house.client("owner"), house.client("participant")
    first, second = rows(house, "owner")
    foreign = rows(house, "participant")[0].id
    assert here.post(f"/mine/sessions/{foreign}/end").status_code == 404
    assert here.post(f"/mine/sessions/{second.id}/end").status_code == 303
    assert [row.id for row in rows(house, "owner")] == [first.id]
    assert is_in(here)
    assert is_in(other)
    assert not is_in(there)


def test_administrator_ends_all_sessions_of_a_user(house: House) -> None:
    client, administrator, pk = house.client("owner"), house.client("administrator"), user_id(house, "owner")
    assert "End all sessions" in administrator.get(f"/users/show/{pk}").text
    assert house.client("manager").post(f"/users/signing/{pk}/sessions/end").status_code in {302, 403}
    assert is_in(client)
    assert administrator.post(f"/users/signing/{pk}/sessions/end").status_code == 303
    assert not is_in(client)
    assert administrator.post("/users/signing/999999/sessions/end").status_code == 404
    assert told(administrator) == ["Sessions ended 1"]


def told(administrator: FlaskClient) -> list[str]:
    """What the history says of how Owner Test signs in, the newest first."""
    page = administrator.get("/history/list/?tab=changes&about=sign_in").text
    rows = [
        re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row))
        for row in page.partition("</table>")[0].split("<tr data-id")[1:]
    ]
    assert all("Owner Test Sign-in" in row for row in rows)
    return [row.partition("Sign-in ")[2].partition(" </")[0].strip() for row in rows]


def test_history_tells_of_new_passwords_and_what_ended_at_sign_in_does_not_come_back(house: House) -> None:
    client, administrator = house.client("owner"), house.client("administrator")
    house.client("owner")
    client.post("/mine/sessions/end-others")
    client.post("/mine/password/", data={"current": PASSWORD, "password": NEW_PASSWORD})
    assert told(administrator) == ["New password", "Sessions ended 1"]
    sets = administrator.get("/history/list/?about=sign_in").text
    assert sets.count(">Owner Test<") >= 2
    with house.asking() as asking:
        last = asking.session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    assert "What was ended at sign-in does not come back." in administrator.get(f"/history/sets/{last}").text


def test_language_of_a_visitor_survives_signing_in_and_out(house: House) -> None:
    client = house.app.test_client()
    client.get("/lang/he")
    assert 'lang="he"' in client.get("/login/").text
    client.post("/login/", data={"username": "owner", "password": PASSWORD})
    client.post("/logout/")
    assert 'lang="he"' in client.get("/login/").text


def test_user_with_sessions_can_be_removed(house: House) -> None:
    client, pk = house.client("nobody"), user_id(house, "nobody")
    with house.session() as session:
        session.delete(session.get_one(User, pk))
    assert not is_in(client)


# --- my password -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("wrong", NEW_PASSWORD, "This is not your present password."),
        (PASSWORD, "short", "A password needs at least 8 characters."),
        (PASSWORD, "password123", "among the first that anybody tries"),
        (PASSWORD, "ababababab", "among the first that anybody tries"),
        (PASSWORD, "Owner Test", "must not be the name or the address"),
        (PASSWORD, PASSWORD, "This is the present password."),
        (PASSWORD, "", "A password needs at least 8 characters."),
        (PASSWORD, "x" * 5000, "Write at most 256 characters."),
    ],
)
def test_weak_or_wrong_password_is_told_at_its_place(
    sqlite_house: House, current: str, new: str, sentence: str
) -> None:
    client = sqlite_house.client("owner")
    answer = client.post("/mine/password/", data={"current": current, "password": new})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert is_in(sqlite_house.client("owner"))


def test_rules_hold_in_the_panels_of_users(sqlite_house: House) -> None:
    administrator, pk = sqlite_house.client("administrator"), user_id(sqlite_house, "owner")
    for weak, sentence in (("password123", "among the first"), ("owner@localhost", "must not be the name")):
        form = {"password": weak, "conf_password": weak}
        assert sentence in administrator.post(f"/resetpassword/form?pk={pk}", data=form).text
        person = {"first_name": "Ola", "last_name": "Lis", "username": "owner@localhost", "email": "ola@example.test"}
        assert sentence in administrator.post("/users/add", data={**person, **form, "active": "y", "roles": "1"}).text
    with sqlite_house.session() as session:
        assert not session.query(User).filter_by(email="ola@example.test").all()


def test_user_made_in_the_panel_signs_in(sqlite_house: House) -> None:
    administrator = sqlite_house.client("administrator")
    with sqlite_house.session() as session:
        role = session.get_one(User, user_id(sqlite_house, "owner")).roles[0].id
    person = {"first_name": "Ola", "last_name": "Lis", "username": "ola", "email": "ola@example.test", "active": "y"}
    form = {**person, "roles": str(role), "password": NEW_PASSWORD, "conf_password": NEW_PASSWORD}
    assert administrator.post("/users/add", data=form).status_code == 303
    client = sqlite_house.app.test_client()
    assert client.post("/login/", data={"username": "OLA@example.test", "password": NEW_PASSWORD}).status_code == 302


def test_new_passwords_are_kept_as_argon2id_and_older_ones_made_anew(sqlite_house: House) -> None:
    sqlite_house.app.config["PASSWORD_HASH_METHOD"] = "argon2id"
    sqlite_house.client("owner")
    with sqlite_house.session() as session:
        kept = session.get_one(User, user_id(sqlite_house, "owner")).password
        assert kept.startswith("$argon2id$")
    sqlite_house.client("owner")
    with sqlite_house.app.app_context():
        assert hash_password(NEW_PASSWORD).startswith("$argon2id$")
