"""Importing other kinds than persons: values by their fields, what is here already, what an update changes (IMP-4, IMP-7, SET-2)."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.domain.custom_fields import add_custom_field
from app.domain.import_files import keep_file, options_of
from app.domain.import_options import FILL
from app.models import Change, Company, Deal, Operation, Person, Product
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import ids_of
from tests.conftest import House
from tests.importing import counts, run_import, table
from tests.undoing import edit, undo

DEALS = "Nazwa szansy;Kontrahent;Osoba kontaktowa;Kwota;Etap;Status;Powód utraty;Przewidywane zamknięcie;Opiekun;Tagi"


def one(asking: Asking, model: type[Any], name: str) -> Any:
    return asking.session.scalars(select(model).where(model.name == name)).one()


def reasons(answer: dict[str, Any]) -> list[tuple[Any, str]]:
    return [(error["column"], error["reason"]) for error in answer["errors"]]


def test_deals_come_in_with_what_follows_from_their_values(house: House) -> None:
    company = house.add("company", name="Huta Krosienko", external_id="K-7", source="Recommendation")
    anna = house.add("person", first_name="Anna", last_name="Lis", company=company)
    rows = [
        "Dostawa szkła;Huta Krosienko;Anna Lis;12 000,50;;Wygrana;;2026-03-07;manager;vip",
        f"Drugi piec;;{anna};7;;;;;;",
        "Trzeci piec;K-7;;;;Przegrana;;;;",
    ]
    answer = run_import(house, table(DEALS, *rows), kind="deal")
    assert counts(answer) == (2, 0, 1)
    assert reasons(answer) == [("Powód utraty", "Say why the deal was lost: choose a reason.")]
    with house.asking() as asking:
        first, second = one(asking, Deal, "Dostawa szkła"), one(asking, Deal, "Drugi piec")
        assert (first.company_id, first.person_id, str(first.value), first.state.value) == (
            company,
            anna,
            "12000.50",
            "won",
        )
        assert (first.owner.username, [str(tag) for tag in first.tags], first.state_changed_at is not None) == (
            "manager",
            ["vip"],
            True,
        )
        assert (second.company_id, second.source.label, second.currency.value) == (company, "Recommendation", "PLN")
        assert second.stage is not None
        assert second.stage.pipeline_id == second.pipeline_id


def test_cells_that_name_no_record_or_several_are_reported(sqlite_house: House) -> None:
    for _ in range(2):
        sqlite_house.add("company", name="Sady")
    sqlite_house.add("company", name="Hidden", visibility="hidden", by="manager")
    content = table(
        "Name;Company;Value;Close date", "A;Sady;;", "B;Nowhere;;", "C;Hidden;;", "D;;much;", "E;;;31/02/2026"
    )
    answer = run_import(sqlite_house, content, kind="deal")
    assert counts(answer) == (0, 0, 5)
    assert [error["column"] for error in answer["errors"]] == ["Company", "Company", "Company", "Value", "Close date"]


def test_days_are_read_as_was_decided(sqlite_house: House) -> None:
    rows = table("Name;Close date", "A;03/04/2026")
    for dates, day in (("day", "2026-04-03"), ("month", "2026-03-04")):
        run_import(sqlite_house, rows, kind="deal", dates=dates, on_duplicate="add")
        with sqlite_house.asking() as asking:
            newest = asking.session.scalars(select(Deal).order_by(Deal.id.desc())).first()
            assert newest is not None
            assert str(newest.expected_close) == day


def test_each_kind_has_its_own_rule_for_what_is_here(sqlite_house: House) -> None:
    sady = sqlite_house.add("company", name="Sady", tax_id="5260001246")
    sqlite_house.add("product", name="Szyba", code="SZ-1")
    sqlite_house.add("deal", name="Oferta", company=sady)
    products = table("Name;Code", "Inna;SZ-1", "szyba;SZ-2", "Nowa;SZ-1", "Nowa;SZ-9", "NOWA;SZ-8")
    assert counts(run_import(sqlite_house, products, kind="product")) == (1, 4, 0)
    deals = table("Name;Company", "oferta;Sady", "Oferta;", "Oferta;")
    assert counts(run_import(sqlite_house, deals, kind="deal")) == (2, 1, 0)
    companies = table("Nazwa firmy;NIP", "Inna nazwa;5260001246", "SADY;", "Nowa;")
    assert counts(run_import(sqlite_house, companies, kind="company")) == (1, 2, 0)


def test_update_writes_what_differs_and_keeps_the_rest(house: House) -> None:
    szyba = house.add("product", name="Szyba", code="SZ-1", price="10", unit="m2", description="Old")
    content = table("Code;Name;Price;Unit;Tags", "SZ-1;Szyba;12,50;szt;new", "SZ-2;Listwa;3;;", "SZ-1;Szyba;99;;")
    answer = run_import(house, content, kind="product", on_duplicate="update")
    assert (answer["added"], answer["updated"], answer["skipped"], answer["failed"]) == (1, 1, 1, 0)
    with house.asking() as asking:
        product = one(asking, Product, "Szyba")
        assert (str(product.price), product.unit, product.description) == ("12.50", "szt", "Old")
        assert ([str(tag) for tag in product.tags], product.version > 1) == (["new"], True)
        lines = select(Change.field, Change.old, Change.new).where(
            Change.record_id == szyba, Change.set_id == answer["changeset"], Change.operation == Operation.EDITED
        )
        assert sorted(map(tuple, asking.session.execute(lines))) == [("price", 10, 12.5), ("unit", "m2", "szt")]
        query = parse_query(kind("product"), [("change_set.is", str(answer["changeset"]))])
        assert len(asking.session.scalars(ids_of(asking, query)).all()) == 2
    again = run_import(house, content, kind="product", on_duplicate="update")
    assert (again["updated"], again["skipped"]) == (1, 2)


def test_undo_takes_out_what_came_in_and_gives_back_what_was_updated(house: House) -> None:
    szyba = house.add("product", name="Szyba", code="SZ-1", price="10")
    content = table("Code;Name;Price;Tags", "SZ-1;Szyba;12;new", "SZ-2;Listwa;3;new")
    answer = run_import(house, content, kind="product", on_duplicate="update")
    edit(house, szyba, unit="szt")
    undone = undo(house, answer["changeset"])
    assert (undone["kept"], undone["blocked"]) == ([], [])
    with house.asking() as asking:
        product = asking.session.scalars(select(Product)).one()
        assert (product.id, str(product.price), product.unit, product.tags) == (szyba, "10.00", "szt", [])


def test_column_that_only_fills_leaves_what_is_there(sqlite_house: House) -> None:
    sqlite_house.add("company", name="Sady", city="Łódź", phones=["600100200"])
    content = table("Nazwa firmy;Miasto;Kraj;Telefon;Grupy", "Sady;Gdańsk;Polska;600 100 300, 600100200;Fair")
    columns = filling(sqlite_house, content)
    run_import(sqlite_house, content, kind="company", on_duplicate="update", columns=columns)
    with sqlite_house.asking() as asking:
        sady = one(asking, Company, "Sady")
        assert (sady.city, sady.country, [str(group) for group in sady.groups]) == ("Łódź", "PL", ["Fair"])
        assert [(phone.e164, phone.is_main) for phone in sady.phones] == [
            ("+48600100200", True),
            ("+48600100300", False),
        ]


def filling(house: House, content: str) -> Any:
    """The columns as proposed, each leaving what is there."""
    with house.asking("owner") as asking:
        file = keep_file(asking, kind("company"), "companies.csv", io.BytesIO(content.encode()))
        return tuple(replace(column, policy=FILL) for column in options_of(file).columns)


def test_person_is_found_by_number_and_gets_its_new_name_and_company(sqlite_house: House) -> None:
    ada = sqlite_house.add(
        "person", first_name="Ada", last_name="Lis", company=sqlite_house.add("company", name="Sady")
    )
    content = table("Record number;Name;Company;Position", f"{ada};Ada Lis-Wilk;Huta;Ogrodniczka", "999999;Ewa Lis;;")
    answer = run_import(sqlite_house, content, on_duplicate="update")
    assert (answer["updated"], answer["failed"]) == (1, 1)
    with sqlite_house.asking() as asking:
        person = asking.session.get_one(Person, ada)
        assert (person.name, person.company.name, person.position.label) == ("Ada Lis-Wilk", "Huta", "Ogrodniczka")


def test_record_that_is_not_seen_is_neither_found_nor_changed(sqlite_house: House) -> None:
    hidden = sqlite_house.add("product", name="Szyba", code="SZ-1", visibility="hidden")
    content = table("Record number;Code;Name;Price", ";SZ-1;Szyba;5", f"{hidden};;;7")
    answer = run_import(sqlite_house, content, by="outsider", kind="product", on_duplicate="update")
    assert (answer["added"], answer["updated"], answer["failed"]) == (1, 0, 1)
    with sqlite_house.asking() as asking:
        assert asking.session.get_one(Product, hidden).price is None


def test_owner_whom_a_file_replaces_stays_as_participant(house: House) -> None:
    szyba = house.add("product", name="Szyba", code="SZ-1", visibility="nonpublic")
    answer = run_import(house, table("Code;Name;Owner", "SZ-1;Szyba;manager"), kind="product", on_duplicate="update")
    assert answer["updated"] == 1
    with house.asking("owner") as asking:
        product = asking.session.get_one(Product, szyba)
        guests = [(one.user.username, one.may_edit, one.may_delete) for one in product.participants]
        assert (product.owner.username, guests) == ("manager", [("owner", True, False)])
    undo(house, answer["changeset"])
    with house.asking("owner") as asking:
        product = asking.session.get_one(Product, szyba)
        assert (product.owner.username, product.participants) == ("owner", [])


def test_unique_values_are_asked_of_the_house_and_of_the_file(house: House) -> None:
    with house.writing() as asking:
        for key, type_ in (("card", "text"), ("size", "number")):
            given = {
                "kind": "company",
                "key": key,
                "type": type_,
                "label": key.title(),
                "unique": True,
                "is_unique": True,
            }
            add_custom_field(asking.session, given)
    house.add("company", name="Sady", **{"cf.card": "A1", "cf.size": 7})
    house.add("company", name="Secret", by="manager", visibility="nonpublic", **{"cf.card": "S1"})
    content = table("Name;Card;Size", "Huta;A1;1", "Piec;B1;7", "Ule;C1;3", "Lasy;C1;4", "Pola;S1;", "Sady;A1;8")
    answer = run_import(house, content, kind="company", on_duplicate="update")
    assert (answer["added"], answer["updated"], answer["failed"]) == (1, 1, 4)
    assert reasons(answer) == [
        ("Card", "Sady has this value already, and it must be unique."),
        ("Size", "Sady has this value already, and it must be unique."),
        ("Card", "Row 4 of the file has this value already, and it must be unique."),
        ("Card", "Another record has this value already, and it must be unique."),
    ]
    with house.asking() as asking:
        assert one(asking, Company, "Sady").custom == {"card": "A1", "size": 8}
