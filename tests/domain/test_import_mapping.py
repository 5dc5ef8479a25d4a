"""Columns find their fields by headers in three languages (IMP-3)."""

from __future__ import annotations

import pytest

from app.domain.import_headers import EMAILS, FIELDS, LAST_NAME_FIRST, LEFT_OUT, PHONES
from app.domain.import_mapping import Mapping, is_known_header, map_headers
from app.domain.import_targets import importable_fields
from app.domain.person_names import LAST_FIRST, split_name
from app.kernel.messages import in_every_language
from app.records.kinds import Kind, declared
from tests.contract.samples import every_kind

KINDS = [one for one in every_kind() if one.is_imported]


def mapped(headers: list[str], kind: str = "person") -> list[Mapping]:
    return map_headers(headers, declared(kind))


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (["First Name", "Last Name", "Job Title", "Organization"], ["first_name", "last_name", "position", "company"]),
        (["Imię", "Nazwisko", "Stanowisko", "Firma"], ["first_name", "last_name", "position", "company"]),
        (["IMIE", "nazwisko ", "STANOWISKO:", "Nazwa firmy"], ["first_name", "last_name", "position", "company"]),
        (["שם פרטי", "שם משפחה", "תפקיד", "חברה"], ["first_name", "last_name", "position", "company"]),
        (["Źródło pozyskania", "Etap", "Typ konta", "Opiekun"], ["source", "stage", "account_type", "owner"]),
        (["מקור הגעה", "שלב", "סוג לקוח", "אחראי"], ["source", "stage", "account_type", "owner"]),
        (["Kod pocztowy", "Miasto", "Województwo", "Kraj"], ["postal_code", "city", "province", "country"]),
        (["מיקוד", "עיר", "מחוז", "מדינה"], ["postal_code", "city", "province", "country"]),
        (["Zip Code", "Town", "State", "Country/Region"], ["postal_code", "city", "province", "country"]),
        (["Adres, wiersz 1", "Adres, wiersz 2", "Tagi", "Grupy"], ["address1", "address2", "tags", "groups"]),
        (["כתובת", "כתובת 2", "תגיות", "קבוצות"], ["address1", "address2", "tags", "groups"]),
        (["Adres e-mail", "E-mail", "EMAIL 2", 'דוא"ל'], ["emails"] * 4),
        (["E-mail 1 - Value", "Phone 1 - Value"], ["emails", "phones"]),
        (["Imię i nazwisko", "Foo", ""], ["name", None, None]),
        (["Connected On", "URL", "Uwagi"], [None, None, None]),
    ],
)
def test_headers_find_their_fields(headers: list[str], targets: list[str | None]) -> None:
    mappings = mapped(headers)
    assert [mapping.target for mapping in mappings] == targets
    assert [mapping.column_index for mapping in mappings] == list(range(len(headers)))
    assert [mapping.header for mapping in mappings] == headers


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Telefon komórkowy", "mobile"),
        ("Tel. kom.", "mobile"),
        ("נייד", "mobile"),
        ("Mobile Phone 2", "mobile"),
        ("Telefon stacjonarny", "landline"),
        ("Business Phone", "work"),
        ("טלפון בעבודה", "work"),
        ("Faks domowy", "home_fax"),
        ("Fax", "office_fax"),
        ("פקס", "office_fax"),
        ("Telefon", None),
        ("Phone number", None),
    ],
)
def test_a_phones_type_is_in_its_header(header: str, kind: str | None) -> None:
    assert [(mapping.target, mapping.type) for mapping in mapped([header])] == [("phones", kind)]


def test_types_of_addresses_and_names() -> None:
    mappings = mapped(["E-mail służbowy", "Private email", "Nazwisko i imię"])
    assert [mapping.type for mapping in mappings] == ["work", "private", LAST_FIRST]


def test_a_single_field_takes_the_surest_column_once() -> None:
    mappings = mapped(["City 2", "City", "Miasto", "Phone", "Phone"])
    assert [mapping.target for mapping in mappings] == [None, "city", None, "phones", "phones"]


def test_a_whole_name_gives_way_to_its_parts() -> None:
    mappings = mapped(["Name", "First name", "Last name"])
    assert [mapping.target for mapping in mappings] == [None, "first_name", "last_name"]


def test_confidence_says_how_sure_it_is() -> None:
    surest, fair, weak, none = mapped(["Imię", "Telefon 2", "E-mail klienta", "Ulubiony kolor"])
    assert surest.confidence == 1
    assert surest.confidence > fair.confidence > weak.confidence > none.confidence == 0


def test_a_word_in_a_longer_header_proves_nothing() -> None:
    assert [mapping.target for mapping in mapped(["Imię psa", "Name of spouse", "Company size", "Last contact"])] == [
        None
    ] * 4


def test_every_name_means_one_thing_and_itself() -> None:
    known = {one.name for one in importable_fields(declared("person"))}
    for target in known & FIELDS.keys():
        for name in (*FIELDS[target], target):
            assert [mapping.target for mapping in mapped([name])] == [target], name
    for target, types in (("phones", PHONES), ("emails", EMAILS)):
        for kind, names in types.items():
            for name in names:
                assert [(found.target, found.type) for found in mapped([name])] == [(target, kind or None)], name
    assert all(is_known_header(name) for name in (*LEFT_OUT, *LAST_NAME_FIRST))
    assert FIELDS.keys() <= {one.name for kind in KINDS for one in importable_fields(kind)} | {"id"}


@pytest.mark.parametrize("kind", KINDS, ids=[one.name for one in KINDS])
def test_every_field_of_a_kind_is_found_by_its_label_in_any_language(kind: Kind) -> None:
    """So what is exported comes back; a label that two fields have goes to one of them."""
    fields = importable_fields(kind)
    labels = [(one.name, words) for one in fields for words in in_every_language(one.label)]
    assert [(name, words) for name, words in labels if map_headers([words], kind)[0].target != name] == []
    assert [one.name for one in fields if map_headers([one.name], kind)[0].target != one.name] == []


@pytest.mark.parametrize(
    ("kind", "headers", "targets"),
    [
        (
            "deal",
            [
                "Nazwa szansy",
                "Kontrahent",
                "Osoba kontaktowa",
                "Kwota",
                "Waluta",
                "Data zamknięcia",
                "Status",
                "Powód utraty",
            ],
            ["name", "company", "person", "value", "currency", "expected_close", "state", "reason"],
        ),
        (
            "deal",
            ["שם העסקה", "שם חברה", "סכום", "שלב", "תאריך סגירה"],
            ["name", "company", "value", "stage", "expected_close"],
        ),
        (
            "product",
            ["Nazwa produktu", "SKU", "Cena netto", "J.m.", "Opis"],
            ["name", "code", "price", "unit", "description"],
        ),
        ("company", ["Nazwa firmy", "NIP", "Miasto", "Telefon"], ["name", "tax_id", "city", "phones"]),
    ],
)
def test_headers_of_other_kinds_find_their_fields(kind: str, headers: list[str], targets: list[str]) -> None:
    assert [mapping.target for mapping in mapped(headers, kind)] == targets


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Jan Kowalski", ("Jan", "Kowalski")),
        ("Anna Maria Wójcik", ("Anna Maria", "Wójcik")),
        ("Kowalski, Jan", ("Jan", "Kowalski")),
        ("Jan van der Berg", ("Jan", "van der Berg")),
        ("דוד בן גוריון", ("דוד", "בן גוריון")),
        ("נועם בן־ארי", ("נועם", "בן־ארי")),
        ("Ben Cohen", ("Ben", "Cohen")),
        ("Kowalski", ("", "Kowalski")),
        ("王小明", ("", "王小明")),
        ("  ", ("", "")),
    ],
)
def test_a_whole_name_is_split(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_a_name_written_family_name_first_is_turned() -> None:
    assert split_name("Kowalski Jan Maria", last_first=True) == ("Jan Maria", "Kowalski")
