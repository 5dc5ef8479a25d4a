"""Names are found and ordered as people expect (REC-12), on one installation for all languages."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text import THREADS, initials, search_key, sort_key, strip_controls, thread_of
from tests.data.words import NAMES, POLISH_IN_ORDER


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lodz", "Łódź"),
        ("wisniew", "Wiśniewska"),
        ("kowal", "Jan Kowalski"),
        ("zolkiew", "ŻÓŁKIEWSKA"),
        ("שלום", "שָׁלוֹם"),
        ("בן ארי", "נועם בן־ארי"),
        ("בן-ארי", "נועם בן־ארי"),
        ("ג'ורג'", "ג׳ורג׳"),
        ('צה"ל', "צה״ל"),
        ("strasse", "Hauptstraße"),
        ("o'brien", "Pat O’Brien"),
        ("kowalski", "Kowal\u00adski"),
        ("acme", "Ａｃｍｅ"),
        ("дёмин", "ДЕМИН"),
    ],
)
def test_what_is_typed_finds_the_name(typed: str, name: str) -> None:
    assert search_key(typed) in search_key(name)


def test_search_key_makes_one_space_of_every_gap_and_trims() -> None:
    assert search_key("  Smith & Sons -- (Łódź)!\n") == "smith sons lodz"
    assert search_key("״…־") == ""


def test_final_letters_stay_apart_in_search() -> None:
    assert search_key("כהן") == "כהן"


def test_composed_and_decomposed_give_the_same_keys() -> None:
    for name in NAMES + POLISH_IN_ORDER:
        taken_apart = unicodedata.normalize("NFD", name)
        assert search_key(taken_apart) == search_key(name)
        assert sort_key(taken_apart) == sort_key(name)


def test_polish_words_sort_as_in_a_dictionary() -> None:
    assert len(POLISH_IN_ORDER) > 500
    shuffled = random.Random(7).sample(POLISH_IN_ORDER, len(POLISH_IN_ORDER))
    assert sorted(shuffled, key=sort_key) == POLISH_IN_ORDER
    assert len({sort_key(word) for word in POLISH_IN_ORDER}) == len(POLISH_IN_ORDER)


def test_case_does_not_change_the_order() -> None:
    for word in POLISH_IN_ORDER:
        assert sort_key(word.upper()) == sort_key(word) == sort_key(word.capitalize())


def test_hebrew_sorts_by_its_alphabet_with_final_letters_in_place() -> None:
    alphabet = list("אבגדהוזחטיכלמנסעפצקרשת")
    assert sorted(random.Random(1).sample(alphabet, len(alphabet)), key=sort_key) == alphabet
    assert sort_key("כהן") < sort_key("כהנא")
    assert sort_key("חן") < sort_key("חנה") < sort_key("חסד")
    assert sort_key("שָׁלוֹם") == sort_key("שלום")


def test_latin_and_hebrew_stand_in_one_list() -> None:
    names = ["אברהם", "Żak", "Adler", "לוי", "Łęcka", "Lis"]
    assert sorted(names, key=sort_key) == ["Adler", "Lis", "Łęcka", "Żak", "אברהם", "לוי"]


def test_foreign_accents_count_as_the_base_letter() -> None:
    assert sort_key("Müller") == sort_key("Muller")
    assert sort_key("Čapek") < sort_key("Ćwik")
    assert sort_key("Øst") == sort_key("ost")
    assert sort_key("ộ") == sort_key("o") != sort_key("ó")


def test_a_shorter_family_name_comes_first() -> None:
    assert sort_key("Kowal Zofia") < sort_key("Kowalska Anna")
    assert sort_key("Nowak-Lis Ewa") == sort_key("nowak lis  ewa")


def test_braces_in_a_name_are_no_weights() -> None:
    assert sort_key("a{b") == sort_key("a b")


@given(st.text())
def test_keys_are_stable_and_clean(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key
    assert key == key.strip()
    assert "  " not in key
    assert "  " not in sort_key(text)
    assert search_key(strip_controls(text, keep_newlines=True)).split() == search_key(strip_controls(text)).split()


@given(st.text(), st.text())
def test_text_that_reads_alike_is_found_alike(left: str, right: str) -> None:
    assert search_key(f"{left} {right}") == f"{search_key(left)} {search_key(right)}".strip()


@given(st.text(alphabet="aąbcćdeęlłnńoósśzźżxyz אבגדכךמםנןפףצץת"), st.text(alphabet="aąbcćdeęlłnńoósśzźżxyz אבגד"))
def test_the_order_is_total_over_both_alphabets(left: str, right: str) -> None:
    same = sort_key(left) == sort_key(right)
    assert same or (sort_key(left) < sort_key(right)) != (sort_key(right) < sort_key(left))


@given(st.text())
def test_strip_controls_leaves_nothing_that_breaks_or_disguises(text: str) -> None:
    clean = strip_controls(text)
    clean.encode("utf-8")
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in clean)
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert strip_controls(clean) == clean


def test_strip_controls_keeps_words_apart_and_newlines_on_request() -> None:
    assert strip_controls("Jan\tKowalski\r\nprezes\x00") == "Jan Kowalski prezes"
    assert strip_controls("a\r\nb\rc\td\u202e", keep_newlines=True) == "a\nb\nc\td"
    assert strip_controls("gpj.\u202ephoto") == "gpj.photo"
    assert strip_controls("a\ud800b") == "ab"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Agnieszka Łęcka", "AŁ"),
        ("Anna Maria Wójcik", "AW"),
        ("דניאל קפלן", "דק"),
        ("נועם בן־ארי", "נב"),
        ("שָׁרָה כֹּהֵן", "שכ"),
        ("ż. o\u0301smy", "ŻÓ"),
        ("Madonna", "M"),
        ("王小明", "王"),
        ("“Ewa” (Lis)", "EL"),
        ("&", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_a_company_has_one_initial() -> None:
    assert initials("Tkalnia Łódzka S.A.", letters=1) == "T"


def test_a_record_keeps_its_thread_and_all_threads_are_used() -> None:
    assert [thread_of(number) for number in (1, 2, 3)] == [thread_of("1"), thread_of("2"), thread_of("3")]
    assert {thread_of(number) for number in range(200)} == set(THREADS)
