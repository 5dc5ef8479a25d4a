"""Importing persons: what goes in, what stays out and why (IMP-1 to IMP-5, IMP-8)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.custom_fields import add_custom_field
from app.domain.reading_tables import ReadOptions
from app.domain.settings import set_setting
from app.jobs import imports
from app.models import Change, ChangeSet, Company, Operation, Person, Phone, Position, SetState
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import ids_of
from app.records.trash import put_in_trash
from tests.conftest import House
from tests.data.linkedin import HEADER_ROW, linkedin_export
from tests.importing import companies, counts, names, run_import, table

WITH_EMAIL = "First name;Last name;E-mail"
WITH_COMPANY = "First name;Last name;Company"


def person(asking: Asking, name: str) -> Any:
    return asking.session.scalars(select(Person).where(Person.name == name)).one()


# --- LinkedIn ------------------------------------------------------------------------------------------------------------


def test_linkedin_export_goes_in_as_it_is(house: House) -> None:
    answer = run_import(house, linkedin_export(), name="Connections.csv")
    assert counts(answer) == (10, 1, 0)
    assert {"Łucja Wiśniewska", "נועם בן־ארי", "小明 王"} <= set(names(house))
    with house.asking() as asking:
        found = person(asking, "Żaneta Ślązak-Źrebiec")
        assert found.company.name == 'Huta "Krosienko" S.A.'
        assert found.position.label == "Inżynier, utrzymanie ruchu"


def test_linkedin_export_a_second_time_adds_nobody(house: House) -> None:
    run_import(house, linkedin_export())
    assert counts(run_import(house, linkedin_export())) == (0, 11, 0)


def test_rows_are_counted_as_in_the_file(sqlite_house: House) -> None:
    connection = ("Ada", "Lis", "https://www.linkedin.com/in/ada", "no-address", "", "", "1 Jan 2026")
    answer = run_import(sqlite_house, linkedin_export([connection]))
    assert [error["row"] for error in answer["errors"]] == [HEADER_ROW + 1]


def test_long_profile_addresses_are_kept_in_letters(sqlite_house: House) -> None:
    slug = "%D7%A9%D7%99%D7%A8%D7%94-" * 12
    connection = ("שירה", "לוי", f"https://www.linkedin.com/in/{slug}", "", "", "", "1 Jan 2026")
    assert counts(run_import(sqlite_house, linkedin_export([connection]))) == (1, 0, 0)
    assert counts(run_import(sqlite_house, linkedin_export([connection]))) == (0, 1, 0)


# --- reading -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Łucja Wiśniewska 王"),
        ("utf-8-sig", "Łucja Wiśniewska 王"),
        ("utf-16", "שרה כהן"),
        ("cp1250", "Żaneta Źrebiec-Śląska"),
        ("iso-8859-2", "Żaneta Źrebiec-Śląska"),
        ("cp1255", "שרה כהן־לוי"),
        ("iso-8859-8", "שרה כהן"),
    ],
)
def test_names_survive_their_encoding(sqlite_house: House, encoding: str, name: str) -> None:
    content = table("Name;E-mail", f"{name};a@b.test").encode(encoding)
    assert counts(run_import(sqlite_house, content)) == (1, 0, 0)
    assert names(sqlite_house) == [name]


@pytest.mark.parametrize(
    "header",
    [
        "First name;Last name;Company;Job title;Mobile;E-mail;City",
        "Imię;Nazwisko;Firma;Stanowisko;Telefon komórkowy;Adres e-mail;Miasto",
        "שם פרטי;שם משפחה;חברה;תפקיד;טלפון נייד;דוא״ל;עיר",
    ],
)
def test_headers_are_understood_in_three_languages(sqlite_house: House, header: str) -> None:
    row = "Ada;Lis;Sady;Ogrodniczka;+48 600 100 200;ada@lis.test;Łódź"
    run_import(sqlite_house, table(header, row))
    with sqlite_house.asking() as asking:
        ada = person(asking, "Ada Lis")
        phone = ada.phones[0]
        seen = (ada.company.name, ada.position.label, phone.e164, phone.type.value, ada.emails[0].address, ada.city)
    assert seen == ("Sady", "Ogrodniczka", "+48600100200", "mobile", "ada@lis.test", "Łódź")


def test_several_numbers_of_a_row_are_all_kept(sqlite_house: House) -> None:
    run_import(sqlite_house, table("Name;Mobile;Fax", "Ada Lis;600 100 200, 600100200 / 600 100 300;22 555 11 22"))
    with sqlite_house.asking() as asking:
        phones = person(asking, "Ada Lis").phones
        assert [(phone.e164, phone.type.value, phone.is_main) for phone in phones] == [
            ("+48600100200", "mobile", True),
            ("+48600100300", "mobile", False),
            ("+48225551122", "office_fax", False),
        ]


@pytest.mark.parametrize("text", ["=SUM(A1)", "+cmd|' /C calc'!A0", "@evil", "-2+3"])
def test_what_looks_like_a_formula_stays_text(sqlite_house: House, text: str) -> None:
    run_import(sqlite_house, table(WITH_COMPANY, f"Ada;{text};Sady"))
    assert names(sqlite_house) == [f"Ada {text}"]


# --- duplicates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "first", "second", "added"),
    [
        (WITH_COMPANY, "Ada;Lis;Sady", "ADA;Liś;sady", 1),
        (WITH_COMPANY, "Ada;Lis;Sady", "Ada;Lis;Huta", 2),
        (WITH_COMPANY, "Ada;Lis;", "Ada;Lis;", 2),
        (WITH_EMAIL, "Ada;Lis;ada@lis.test", "Ada;Lis;Ada@LIS.test", 1),
        (WITH_EMAIL, "Ada;Lis;ada@lis.test", "Ada;Lis;lis@ada.test", 2),
        (WITH_EMAIL, "Ada;Lis;ada@lis.test", "Ewa;Lis;ada@lis.test", 2),
        ("Name;Phone", "Ada Lis;600100200", "Ada Lis;+48 600-100-200", 1),
        ("Name;External id", "Ada Lis;17", "Adela Lis;17", 1),
    ],
)
def test_duplicates_go_by_the_rule_in_a_file_and_between_files(
    sqlite_house: House, header: str, first: str, second: str, added: int
) -> None:
    assert run_import(sqlite_house, table(header, first, second))["added"] == added


def test_duplicates_are_found_on_either_database(house: House) -> None:
    rows = table(WITH_EMAIL, "Żaneta;Źrebiec;z@z.test", "Noam;Ben-Ari;n@n.test")
    assert counts(run_import(house, rows)) == (2, 0, 0)
    assert counts(run_import(house, rows)) == (0, 2, 0)


def test_duplicate_in_a_later_part_of_the_file_is_skipped(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "SQLITE_ROWS", 2)
    rows = [f"Ada;Lis {number % 3};Sady" for number in range(9)]
    assert counts(run_import(sqlite_house, table(WITH_COMPANY, *rows))) == (3, 6, 0)


def test_duplicates_are_added_when_asked_for(sqlite_house: House) -> None:
    rows = table(WITH_COMPANY, "Ada;Lis;Sady", "Ada;Lis;Sady")
    assert counts(run_import(sqlite_house, rows, on_duplicate="add")) == (2, 0, 0)


def test_deleted_person_is_no_duplicate(sqlite_house: House) -> None:
    rows = table(WITH_COMPANY, "Ada;Lis;Sady")
    run_import(sqlite_house, rows)
    with sqlite_house.writing("owner", Operation.DELETED) as asking:
        put_in_trash(asking, person(asking, "Ada Lis"))
    assert counts(run_import(sqlite_house, rows)) == (1, 0, 0)


def test_hidden_person_of_somebody_else_is_no_duplicate(house: House) -> None:
    house.add("person", first_name="Ada", last_name="Lis", emails=["ada@lis.test"], visibility="hidden")
    answer = run_import(house, table(WITH_EMAIL, "Ada;Lis;ada@lis.test"), by="outsider")
    assert counts(answer) == (1, 0, 0)


# --- what is found or made ---------------------------------------------------------------------------------------------------


def test_company_is_added_once_for_many_rows(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "SQLITE_ROWS", 2)
    monkeypatch.setattr(imports, "POSTGRESQL_ROWS", 2)
    rows = [f"Ada;Lis {number};{'Łódź Sady' if number % 2 else 'lodz  SADY'}" for number in range(7)]
    run_import(house, table(WITH_COMPANY, *rows))
    assert len(companies(house)) == 1


def test_company_that_is_there_is_taken(sqlite_house: House) -> None:
    company = sqlite_house.add("company", name="Huta Szkła „Krosienko”")
    run_import(sqlite_house, table(WITH_COMPANY, "Ada;Lis;huta szkla krosienko"))
    with sqlite_house.asking() as asking:
        assert person(asking, "Ada Lis").company_id == company


def test_hidden_company_of_somebody_else_is_neither_linked_nor_told(house: House) -> None:
    hidden = house.add("company", name="Sady", visibility="hidden")
    answer = run_import(house, table(WITH_COMPANY, "Ada;Lis;Sady"), by="outsider")
    assert counts(answer) == (1, 0, 0)
    with house.asking() as asking:
        found = person(asking, "Ada Lis").company
        assert (found.name, found.id != hidden) == ("Sady", True)
    assert companies(house, "outsider") == ["Sady"]


def test_company_without_letters_is_found_by_its_signs(sqlite_house: House) -> None:
    run_import(sqlite_house, table(WITH_COMPANY, "Ada;Lis;🚀", "Ewa;Lis;🚀", "Iza;Lis;★"))
    assert companies(sqlite_house) == ["🚀", "★"]


def test_position_is_found_by_its_words_in_any_language(sqlite_house: House) -> None:
    run_import(sqlite_house, table("Name;Position", "Ada Lis;inzynier", "Ewa Lis;Ogrodniczka", "Iza Lis;ogrodniczka"))
    with sqlite_house.asking() as asking:
        assert person(asking, "Ada Lis").position.label == "Engineer"
        made = asking.session.scalars(select(Position.label).where(Position.label.ilike("ogrodniczka"))).all()
    assert made == ["Ogrodniczka"]


def test_stage_that_is_not_in_its_list_is_reported(sqlite_house: House) -> None:
    answer = run_import(sqlite_house, table("Name;Stage", "Ada Lis;Prospekt", "Ewa Lis;ליד"))
    assert counts(answer) == (1, 0, 1)
    assert answer["errors"][0] | {"reason": ""} == {"row": 2, "column": "Stage", "value": "Prospekt", "reason": ""}


def test_groups_tags_and_owner_are_put_on_all(sqlite_house: House) -> None:
    rows = table("Name;Tags", "Ada Lis;vip, Targi", "Ewa Lis;")
    run_import(sqlite_house, rows, groups=("Fair",), tags=("targi",), owner="manager")
    with sqlite_house.asking() as asking:
        ada = person(asking, "Ada Lis")
        seen = [[str(one) for one in ada.groups], [str(tag) for tag in ada.tags], ada.owner.username]
        assert [str(tag) for tag in person(asking, "Ewa Lis").tags] == ["targi"]
    assert seen == [["Fair"], ["targi", "vip"], "manager"]


def test_unknown_group_is_reported_where_only_managers_add_groups(sqlite_house: House) -> None:
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "groups.managers_only", "true")
    rows = table("Name;Groups", "Ada Lis;Fair")
    assert counts(run_import(sqlite_house, rows)) == (0, 0, 1)
    assert counts(run_import(sqlite_house, rows, by="manager")) == (1, 0, 0)


# --- bad rows ----------------------------------------------------------------------------------------------------------------


def test_bad_row_stays_out_as_a_whole_and_names_every_wrong_cell(house: House) -> None:
    answer = run_import(house, table("Name;E-mail;Phone", "Ada Lis;ada.lis.test;12", "Ewa Lis;ewa@lis.test;"))
    assert counts(answer) == (1, 0, 1)
    assert [(error["row"], error["column"], error["value"]) for error in answer["errors"]] == [
        (2, "E-mail", "ada.lis.test"),
        (2, "Phone", "12"),
    ]
    assert names(house) == ["Ewa Lis"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";ada@lis.test", "Name"),
        ("Ada Lis;ada@lis.test;more", None),
        ("A" * 1_000_000 + ";", "Name"),
    ],
    ids=["no name", "too many cells", "a cell of a megabyte"],
)
def test_rows_that_cannot_be_persons_are_reported(sqlite_house: House, row: str, column: str | None) -> None:
    answer = run_import(sqlite_house, table("Name;E-mail", row, "Ewa Lis;ewa@lis.test"))
    assert counts(answer) == (1, 0, 1)
    assert answer["errors"][0]["column"] == column


def test_characters_that_cannot_be_read_are_never_kept(sqlite_house: House) -> None:
    content = table("Name;E-mail", "Łucja Żak;l@z.test", "Ewa Lis;ewa@lis.test").encode("cp1250")
    answer = run_import(sqlite_house, content, read=ReadOptions(encoding="utf-8"))
    assert counts(answer) == (1, 0, 1)
    assert names(sqlite_house) == ["Ewa Lis"]


def test_row_without_any_value_is_passed_over(sqlite_house: House) -> None:
    assert counts(run_import(sqlite_house, table("Name;City;Notes", ";;only a note", "Ada Lis;Łódź;"))) == (1, 1, 0)


# --- history -------------------------------------------------------------------------------------------------------------------


def history(asking: Asking, record_id: int) -> list[tuple[str, Any]]:
    rows = asking.session.execute(select(Change.subject, Change.new).where(Change.record_id == record_id))
    return sorted((row.subject, sorted(row.new)) for row in rows)


VALUES = {"first_name": "Ada", "last_name": "Żak", "city": "Łódź", "phones": ["600100200"], "emails": ["ada@zak.test"]}


def test_imported_record_is_the_same_as_one_added_by_hand(house: House) -> None:
    by_hand = house.add("person", **VALUES, tags="vip")
    header = "First name;Last name;City;Phone;E-mail;Tags"
    run_import(house, table(header, "Ada;Żak;Łódź;600100200;ada@zak.test;vip"), on_duplicate="add")
    with house.asking() as asking:
        session = asking.session
        imported = session.scalars(select(Person.id).where(Person.id != by_hand)).one()
        one, other = session.get_one(Person, by_hand), session.get_one(Person, imported)
        for column in (
            "name",
            "sort_key",
            "search_key",
            "owner_id",
            "visibility",
            "version",
            "created_by_id",
            "custom",
        ):
            assert getattr(one, column) == getattr(other, column), column
        assert history(asking, by_hand) == history(asking, imported)


def test_import_is_one_change_set_with_a_line_for_every_row(house: House) -> None:
    answer = run_import(house, table("Name;Company;Phone", "Ada Lis;Sady;600100200", "Ewa Lis;Sady;"))
    with house.asking() as asking:
        session = asking.session
        made = session.get_one(ChangeSet, answer["changeset"])
        assert (made.operation, made.state, made.reason) == (Operation.IMPORTED, SetState.CLOSED, "people.csv")
        lines = session.scalars(select(Change.subject).where(Change.set_id == made.id)).all()
        assert sorted(lines) == ["phone", "record", "record", "record"]
        assert session.scalar(select(func.count()).select_from(Phone)) == 1


def test_list_shows_exactly_the_records_of_an_import(house: House) -> None:
    house.add("person", first_name="Before")
    answer = run_import(house, table(WITH_COMPANY, "Ada;Lis;Sady", "Ewa;Lis;Sady"))
    for by, count in (("owner", 2), ("administrator", 2), ("outsider", 0)):
        with house.asking(by) as asking:
            query = parse_query(kind("person"), [("change_set.is", str(answer["changeset"]))])
            assert len(asking.session.scalars(ids_of(asking, query)).all()) == count


def test_records_of_an_import_can_be_changed_afterwards(house: House) -> None:
    run_import(house, table(WITH_COMPANY, "Ada;Lis;Sady"))
    with house.asking("owner") as asking, change_set(asking.session, Operation.EDITED):
        person(asking, "Ada Lis").city = "Łódź"
    house.add("company", name="After")
    assert companies(house) == ["Sady", "After"]
    with house.asking() as asking:
        assert asking.session.scalar(select(func.count()).select_from(Company)) == 2


def test_column_called_like_a_custom_field_goes_into_it(house: House) -> None:
    with house.writing() as asking:
        given = {
            "kind": "person",
            "key": "shoe",
            "type": "number",
            "label": "Shoe size",
            "labels": {"pl": "Rozmiar buta"},
        }
        add_custom_field(asking.session, given)
        add_custom_field(
            asking.session, {"kind": "person", "key": "club", "type": "text", "label": "Club", "default": "None"}
        )
    answer = run_import(house, "First name;Last name;Rozmiar buta\nAda;Lis;38\nJan;Lis;many\n")
    assert counts(answer) == (1, 0, 1)
    assert answer["errors"][0]["column"] == "Rozmiar buta"
    with house.asking() as asking:
        assert person(asking, "Ada Lis").custom == {"shoe": 38, "club": "None"}
