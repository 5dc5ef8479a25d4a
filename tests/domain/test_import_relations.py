"""Columns of relation types in a file (REL-5, IMP-4, IMP-7)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.exporting import export_of, format_named, made_for, write_query
from app.domain.import_options import FILL, Column
from app.models import Company, Relation
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.relations import ends_by_record
from tests.conftest import House
from tests.importing import counts, run_import, table
from tests.undoing import undo

HEADQUARTERS, BRANCH = "relation.headquarters_branch.primary", "relation.headquarters_branch.secondary"


def columns(*targets: str, policy: str = "overwrite") -> tuple[Column, ...]:
    return tuple(Column(place, target, target, policy=policy) for place, target in enumerate(targets))


def ends(house: House, name: str, by: str = "administrator") -> list[tuple[str, str]]:
    with house.asking(by) as asking:
        one = asking.session.scalars(select(Company).where(Company.name == name)).one()
        found = ends_by_record(asking.session, [one.id])[one.id]
        return [(str(end.label), end.name) for end in found]


def load(house: House, text: str, *targets: str, by: str = "owner", policy: str = "overwrite", **more: Any) -> Any:
    return run_import(
        house, text, by, "companies.csv", kind="company", columns=columns(*targets, policy=policy), **more
    )


def reasons(answer: dict[str, Any]) -> list[tuple[Any, str]]:
    return [(error["row"], error["reason"]) for error in answer["errors"]]


def test_ends_are_named_by_number_by_name_and_as_text(house: House) -> None:
    alfa = house.add("company", name="Alfa", external_id="A-1")
    house.add("company", name="Beta, and Sons")
    rows = (f'Gamma;{alfa};"Beta, and Sons; Dom Mody"', "Delta;A-1;text:Alfa", "Epsilon;;")
    answer = load(house, table("name;hq;competitors", *rows), "name", HEADQUARTERS, "relation.competitors")
    assert counts(answer) == (3, 0, 0), answer
    assert ends(house, "Gamma") == [
        ("Headquarters", "Alfa"),
        ("Competitor", "Beta, and Sons"),
        ("Competitor", "Dom Mody"),
    ]
    assert ends(house, "Delta") == [("Headquarters", "Alfa"), ("Competitor", "Alfa")]
    assert ends(house, "Epsilon") == []
    undo(house, answer["changeset"])
    assert ends(house, "Alfa") == []


def test_headers_are_known_by_the_labels_of_the_types(house: House) -> None:
    house.add("company", name="Alfa")
    run_import(house, table("Nazwa;Centrala", "Gamma;Alfa"), kind="company", name="firmy.csv")
    assert ends(house, "Gamma") == [("Headquarters", "Alfa")]


def test_what_cannot_stand_there_is_said_at_its_row(house: House) -> None:
    for name in ("Alfa", "Beta", "Twin", "Twin"):
        house.add("company", name=name)
    rows = ("One;Nobody;", "Two;Twin;", 'Three;"Alfa; Beta";', "Four;;Beta", "Five;;Beta", "Six;Alfa;")
    answer = load(house, table("name;hq;branch", *rows), "name", HEADQUARTERS, BRANCH)
    assert counts(answer) == (2, 0, 4)
    assert reasons(answer) == [
        (2, "There is no record “Nobody” in “Headquarters”."),
        (3, "Several records are named “Twin”; give the number of one."),
        (4, "There can be only one “Headquarters” here."),
        (6, "“Beta” has one “Headquarters” at most, and that is “5”. End or remove that relation first."),
    ]


def test_an_update_adds_replaces_the_only_one_and_closes_no_circle(house: House) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        house.add("company", name=name, external_id=name)
    load(house, table("name;id;hq", "Beta;Beta;Alfa"), "name", "external_id", HEADQUARTERS, on_duplicate="update")
    assert ends(house, "Beta") == [("Headquarters", "Alfa")]
    rows = ("Alfa;Alfa;Beta;", "Beta;Beta;Gamma;Gamma", "Gamma;Gamma;Gamma;")
    answer = load(
        house,
        table("name;id;hq;competitors", *rows),
        *("name", "external_id", HEADQUARTERS, "relation.competitors"),
        on_duplicate="update",
    )
    assert reasons(answer) == [
        (2, "This would close a circle with “Beta”."),
        (4, "A record cannot be related to itself. Choose another."),
    ]
    assert ends(house, "Beta") == [("Headquarters", "Gamma"), ("Competitor", "Gamma")]
    undo(house, answer["changeset"])
    assert ends(house, "Beta") == [("Headquarters", "Alfa")]


def test_a_column_that_only_fills_leaves_what_stands(house: House) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        house.add("company", name=name, external_id=name)
    targets = ("name", "external_id", HEADQUARTERS)
    load(house, table("name;id;hq", "Beta;Beta;Alfa"), *targets, on_duplicate="update")
    answer = load(house, table("name;id;hq", "Beta;Beta;Gamma"), *targets, on_duplicate="update", policy=FILL)
    assert answer["updated"] == 0
    assert ends(house, "Beta") == [("Headquarters", "Alfa")]


def test_hidden_records_are_neither_named_nor_in_the_way(house: House) -> None:
    house.add("company", name="Hidden", visibility="hidden")
    answer = load(house, table("name;hq", "Gamma;Hidden"), "name", HEADQUARTERS, by="outsider")
    assert reasons(answer) == [(2, "There is no record “Hidden” in “Headquarters”.")]


@pytest.mark.parametrize("format_", ["csv", "csv-excel"])
def test_relations_go_out_and_come_in_again(house: House, format_: str) -> None:
    house.add("company", name="Alfa")
    more = {HEADQUARTERS: "Alfa", "relation.competitors": ["text:Dom Mody", "text:Sklep"]}
    beta = house.add("company", name="Beta, and Sons", external_id="B", **more)
    house.add("company", name="Hidden", visibility="hidden", **{"relation.partners": [beta]})
    words = [
        "name",
        "external_id",
        HEADQUARTERS,
        "relation.competitors",
        "relation.partners",
        "linked",
        "linked_records",
    ]
    with house.asking("outsider") as asking:
        export = export_of(kind("company"), words, format_)
        query = parse_query(kind("company"), [("external_id.is", "B")])
        content = b"".join(write_query(asking, query, export, made_for(asking, export)))
    with house.writing("administrator") as asking:
        for one in asking.session.scalars(select(Relation)):
            asking.session.delete(one)
    targets = ("name", "external_id", HEADQUARTERS, "relation.competitors", "relation.partners")
    name = f"companies.{format_named(format_).suffix}"
    answer = run_import(house, content, name=name, kind="company", columns=columns(*targets), on_duplicate="update")
    assert (answer["updated"], answer["failed"]) == (1, 0), answer
    assert ends(house, "Beta, and Sons") == [
        ("Headquarters", "Alfa"),
        ("Competitor", "Dom Mody"),
        ("Competitor", "Sklep"),
    ]
