"""E-mail addresses are checked without a network, and the slip is named (REC-2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.emails import email_key, parse_email, split_emails
from app.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anna@lis.test", "anna@lis.test"),
        (" Anna.Lis@LIS.Test ", "Anna.Lis@lis.test"),
        ("Anna Lis <anna@lis.test>", "anna@lis.test"),
        ("mailto:anna@lis.test", "anna@lis.test"),
        ("anna\u200b@lis.test", "anna@lis.test"),
        ("o'hara+crm@sub.lis.co.il", "o'hara+crm@sub.lis.co.il"),
        ("biuro@łódź.test", "biuro@łódź.test"),
        ("דנה@דוגמה.test", "דנה@דוגמה.test"),
        ("admin@office.local", "admin@office.local"),
    ],
)
def test_an_address_is_taken(typed: str, address: str) -> None:
    assert parse_email(typed) == address


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter an e-mail address"),
        ("dvora.arava.test", "needs an @"),
        ("a@b@c.test", "one @ only"),
        ("anna lis@lis.test", "no spaces"),
        ("@lis.test", "before the @ is missing"),
        ("anna@", "after the @ is missing"),
        ("anna@lis", "needs a dot"),
        ("anna@localhost", "needs a dot"),
        ("anna@lis..test", "not a domain"),
        ("anna@-lis.test", "not a domain"),
        ("anna@lis,test.pl", "not a domain"),
        ("an..na@lis.test", "before the @ has signs"),
        ("an;na@lis.test", "before the @ has signs"),
        ("a" * 300 + "@lis.test", "too long"),
    ],
)
def test_the_slip_is_named(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_email(typed)
    assert sentence in caught.value.message.msgid


def test_addresses_compare_in_small_letters() -> None:
    assert email_key("Anna.Lis@Lis.TEST") == email_key("anna.lis@lis.test")


def test_several_addresses_in_a_cell() -> None:
    assert split_emails("a@lis.test; b@lis.test,c@lis.test\n") == ["a@lis.test", "b@lis.test", "c@lis.test"]


@given(st.one_of(st.text(), st.emails()))
def test_nothing_typed_breaks_it_and_what_is_taken_stays(text: str) -> None:
    try:
        address = parse_email(text)
    except Invalid:
        return
    assert parse_email(address) == address
