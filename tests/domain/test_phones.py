"""Numbers as people type them become numbers that can be dialled and found (REC-2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phones import parse_phone, phone_digits, phone_search_form, phone_type_of, split_phones
from app.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("512 555 387", "PL", "+48512555387"),
        ("+48 512-555-387", "IL", "+48512555387"),
        ("0048 512 555 387", "PL", "+48512555387"),
        ("48512555387", "PL", "+48512555387"),
        ("42 555 61 00", "PL", "+48425556100"),
        ("(0-42) 632 11 22", "PL", "+48426321122"),
        ("+48 (0) 42 555 61 00", "PL", "+48425556100"),
        ("tel. 600 100 200", "PL", "+48600100200"),
        ("050-123-4567", "IL", "+972501234567"),
        ("+972-50-123-4567", "PL", "+972501234567"),
        ("972501234567", "PL", "+972501234567"),
        ("03-555-0171", "IL", "+97235550171"),
        ("1-700-700-700", "IL", "+9721700700700"),
        ("+44 7700 900518", "PL", "+447700900518"),
        ("12 345 67 89 wew. 12", "PL", "+48123456789"),
        ("03-555-0171 שלוחה 5", "IL", "+97235550171"),
        ("22 555 61 00 ext. 5", "PL", "+48225556100"),
        ("+48\u00a0600\u202f100\u00a0200", "PL", "+48600100200"),
        ("\u200f+972 50\u2013555\u20110134", "PL", "+972505550134"),
        ("１２３４５６７８９", "PL", "+48123456789"),
    ],
)
def test_a_number_is_understood(typed: str, region: str, e164: str) -> None:
    assert parse_phone(typed, region)[1] == e164


@pytest.mark.parametrize(("typed", "region"), [("112", "PL"), ("*2700", "IL"), ("100", "IL")])
def test_numbers_for_home_only_are_kept_as_typed(typed: str, region: str) -> None:
    assert parse_phone(typed, region) == (typed, None)


@pytest.mark.parametrize(
    ("typed", "region", "sentence"),
    [
        ("", "PL", "not a phone number"),
        ("abc", "PL", "not a phone number"),
        ("ask Ewa 600 100 200", "PL", "not a phone number"),
        ("-", "IL", "not a phone number"),
        ("000 000 000", "PL", "few digits"),
        ("123", "PL", "few digits"),
        ("+48 13 555 22 0", "PL", "few digits"),
        ("1234567", "PL", "few digits"),
        ("050-12345", "IL", "few digits"),
        ("050-123-456", "IL", "few digits"),
        ("600 100 2000", "PL", "many digits"),
        ("1" * 40, "PL", "many digits"),
        ("9" * 70, "PL", "too long"),
        ("+999 123 456", "PL", "No country"),
        ("600100200", "", "prefix of its country"),
        ("4.85126E+10", "PL", "spreadsheet"),
    ],
)
def test_what_is_wrong_is_said(typed: str, region: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_phone(typed, region)
    assert sentence in caught.value.message.msgid


def test_the_example_is_of_the_country_that_is_meant() -> None:
    with pytest.raises(Invalid) as caught:
        parse_phone("+972 50 12", "PL")
    assert str(caught.value.message.params["example"]).startswith("+972")


def test_typed_is_cleaned_but_keeps_its_form() -> None:
    assert parse_phone("  +48  600-100-200\x00 ", "PL")[0] == "+48 600-100-200"


def test_a_guard_against_formulas_comes_off() -> None:
    assert parse_phone("'+48 600 100 200", "PL")[0] == "+48 600 100 200"
    assert parse_phone('="+48 600 100 200"', "PL")[0] == "+48 600 100 200"


def test_a_number_tells_its_type() -> None:
    assert [phone_type_of(e164) for e164 in ("+48512555387", "+48225556100", "+12125550100", None)] == [
        "mobile",
        "landline",
        None,
        None,
    ]


def test_search_goes_by_digits() -> None:
    assert phone_digits("+48 600-100-200") == "48600100200"
    assert phone_search_form("050-123") in phone_digits("+972501234567")
    assert phone_search_form("0048 600") in phone_digits("+48600100200")


def test_several_numbers_in_a_cell() -> None:
    assert split_phones("600 100 200, 22 555 61 00 / 601 000 000;\n") == ["600 100 200", "22 555 61 00", "601 000 000"]


@given(st.text(), st.sampled_from(["PL", "IL", "US", ""]))
def test_nothing_typed_breaks_it(text: str, region: str) -> None:
    try:
        typed, e164 = parse_phone(text, region)
    except Invalid:
        return
    assert 0 < len(typed) <= 60
    assert e164 is None or e164.startswith("+")


@given(st.text(alphabet="0123456789+-() *#x.E", max_size=25), st.sampled_from(["PL", "IL", "US", ""]))
def test_a_number_read_from_its_e164_is_the_same(text: str, region: str) -> None:
    try:
        _typed, e164 = parse_phone(text, region)
    except Invalid:
        return
    if e164:
        assert parse_phone(e164, "PL")[1] == e164
