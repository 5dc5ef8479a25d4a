"""Somebody signs in by hand, sets up one-time codes, comes in with one, and ends what another browser has open (OPS-4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
from playwright.sync_api import expect

from tests.conftest import PASSWORD
from tests.journeys.conftest import PHONE, Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor


def types_password(visitor: Visitor, password: str = PASSWORD) -> None:
    visitor.field("Password").fill(password)
    visitor.button("Continue").click()


def code(secret: str, steps: int) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=steps)


def sets_up_codes(visitor: Visitor) -> str:
    """The secret, as read from the page."""
    visitor.goes_to("/mine/code/")
    visitor.button("Set up").click()
    expect(visitor.page.locator(".qr svg")).to_be_visible()
    visitor.page.locator("summary").click()
    secret = re.sub("[^A-Z2-7]", "", visitor.page.locator(".otp-k").inner_text())
    visitor.takes_picture("one-time-codes")
    visitor.field("One-time code").fill(code(secret, -1))
    visitor.button("Switch on the codes").click()
    expect(visitor.page.locator(".rcs li")).to_have_count(10)
    return secret


def test_code_is_pasted_in_the_same_card(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE)
    visitor.expected.add(401)
    visitor.goes_to("/login/?next=/mine/")
    visitor.field("E-mail or user name").fill("owner")
    types_password(visitor, "wrong")
    visitor.is_told(visitor.words("This name and password do not fit together. Check both, then try again."))
    assert visitor.field("E-mail or user name").input_value() == "owner"
    types_password(visitor)
    visitor.sees("My settings", visitor.main)
    secret = sets_up_codes(visitor)
    visitor.leaves()

    again = comes(site, language, size=PHONE)
    again.goes_to("/login/?next=/mine/sessions/")
    again.field("E-mail or user name").fill("owner")
    types_password(again)
    field = again.field("One-time code")
    expect(field).to_be_focused()
    again.takes_picture("second-step")
    field.evaluate(
        "(one, text) => { one.focus(); document.execCommand('insertText', false, text) }", f" {code(secret, 0)} "
    )
    again.presses("Enter")
    again.sees("this one", again.main)
    expect(again.page.locator(".ses li")).to_have_count(2)
    again.button("End all others").click()
    expect(again.page.locator(".ses li")).to_have_count(1)


def test_password_is_shown_by_the_eye(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language).sign_in("owner").goes_to("/mine/password/")
    field = visitor.field("New password")
    field.fill("four words of chalk")
    visitor.page.locator("[data-eye=password]").click()
    expect(field).to_have_attribute("type", "text")
    visitor.field("Present password").fill(PASSWORD)
    visitor.button("Save").click()
    visitor.sees("The password is changed. Wherever else you were signed in, you are not any more.")
