"""Which language a request is answered in, and the switch (I18N-1)."""

from __future__ import annotations

from threading import Thread
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string, session
from flask_babel import force_locale

from app.panel import languages
from app.records.tokens import make_tag
from tests.conftest import House


@pytest.fixture
def site() -> Flask:
    site = Flask(__name__)
    site.config.update(SECRET_KEY="of a test", LANGUAGES={"en": {}, "pl": {}, "he": {}}, BABEL_DEFAULT_LOCALE="en")
    site.add_url_rule("/lang/<locale>", view_func=languages.switch)
    return site


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Who is signed in, without a language of their own yet."""
    user = SimpleNamespace(language=None)
    monkeypatch.setattr(languages, "asking_user", lambda: user)
    return user


@pytest.mark.parametrize(
    ("own", "chosen", "browser", "answered"),
    [
        ("pl", "he", "en", "pl"),
        (None, "he", "pl", "he"),
        (None, None, "he-IL, en;q=0.5", "he"),
        (None, None, "fr, de;q=0.5", "en"),
        (None, None, "", "en"),
        ("xx", "../etc", "pl", "pl"),
    ],
)
def test_own_then_session_then_browser_then_default(
    site: Flask, user: SimpleNamespace, own: str | None, chosen: str | None, browser: str, answered: str
) -> None:
    user.language = own
    with site.test_request_context(headers={"Accept-Language": browser}):
        session["locale"] = chosen
        assert str(languages.chosen_locale()) == answered


def test_without_a_request_it_is_the_installations(site: Flask) -> None:
    site.config["BABEL_DEFAULT_LOCALE"] = "he"
    with site.app_context():
        assert str(languages.chosen_locale()) == "he"


def test_the_switch_is_remembered_and_leads_back(site: Flask, user: SimpleNamespace) -> None:
    client = site.test_client()
    answer = client.get("/lang/he", headers={"Referer": "http://localhost/persons/list/?q=a"})
    assert answer.location == "http://localhost/persons/list/?q=a"
    assert user.language == "he"
    with client.session_transaction() as kept:
        assert kept["locale"] == "he"


def test_the_switch_knows_no_other_language(site: Flask, user: SimpleNamespace) -> None:
    assert site.test_client().get("/lang/fr").status_code == 404
    assert user.language is None


@pytest.mark.parametrize("language", ["en", "pl", "he"])
def test_translations_with_quotation_marks_stay_inside_their_attribute(sqlite_house: House, language: str) -> None:
    attribute = """<i title="{{ _("Make “%(name)s”", name=name) }}">"""
    with sqlite_house.app.test_request_context(), force_locale(language):
        assert render_template_string(attribute, name='a "b"').count('"') == 2


def test_language_is_switched_while_somebody_else_is_writing(sqlite_house: House) -> None:
    """The link writes, so it waits for the lock like a form; a transaction that read first would fail instead."""
    client, answers = sqlite_house.client("owner"), []
    switching = Thread(target=lambda: answers.append(client.get("/lang/he").status_code))
    with sqlite_house.writing("administrator") as asking:
        make_tag(asking.session, "busy")
        asking.session.flush()
        switching.start()
        switching.join(0.5)
    switching.join(10)
    assert answers == [302]
