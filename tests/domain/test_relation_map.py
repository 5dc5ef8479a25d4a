"""The relation map and the way between two records: breadth first, bounded, blind for what the viewer may not see (REL-8, REL-9)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.domain import relation_map, relation_path
from app.domain.relation_map import RelationMap, map_of_all, map_of_list, map_of_records
from app.domain.relation_path import Outcome, Path, find_path
from app.kernel.errors import NotFound
from app.records.as_of import ask_as_of
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.relation_lines import wanted_lines
from tests.conftest import House
from tests.records.test_relations import COMPETITORS, HEADQUARTERS, company, tie
from tests.watching import counted


def around(
    house: House, *ids: int, depth: int = 2, by: str = "owner", links: bool = False, as_of: date | None = None
) -> RelationMap:
    """The map round these records as somebody sees it."""
    with house.asking(by) as asking:
        if as_of:
            ask_as_of(asking.session, as_of)
        return map_of_records(asking, ids, wanted_lines(asking.session, with_links=links), depth)


def way(house: House, first: int, last: int, by: str = "owner") -> Path:
    with house.asking(by) as asking:
        return find_path(asking, first, last, wanted_lines(asking.session, with_links=True))


def names(found: RelationMap) -> set[str]:
    return {one.name for one in found.nodes}


def told(found: Path) -> list[tuple[str, str, str]]:
    return [(one.source.name, str(one.label), one.target.name) for one in found.steps]


def chain(house: House, *more: dict[str, Any]) -> list[int]:
    """Companies A, B, C … with each a competitor of the next."""
    ids = [company(house, "ABCDEFGHI"[place], **values) for place, values in enumerate(more)]
    for left, right in pairwise(ids):
        tie(house, COMPETITORS, left, right)
    return ids


def test_map_goes_as_far_as_its_depth(house: House) -> None:
    first, *_ = chain(house, {}, {}, {}, {})
    assert names(around(house, first, depth=1)) == {"A", "B"}
    assert names(around(house, first, depth=2)) == {"A", "B", "C"}
    found = around(house, first, depth=4)
    assert {(one.name, one.step) for one in found.nodes} == {("A", 0), ("B", 1), ("C", 2), ("D", 3)}
    assert len(found.edges) == 3
    assert not found.is_truncated


def test_lines_between_the_last_records_are_drawn_too(house: House) -> None:
    alfa, beta, gamma = chain(house, {}, {}, {})
    tie(house, HEADQUARTERS, beta, gamma)
    tie(house, COMPETITORS, gamma, alfa)
    found = around(house, alfa, depth=1)
    assert {one.type for one in found.edges} == {COMPETITORS, HEADQUARTERS}
    (headed,) = [one for one in found.edges if one.type == HEADQUARTERS]
    assert (headed.source, headed.target) == (str(beta), str(gamma))


def test_free_text_is_a_node_of_its_own(house: House) -> None:
    alfa = company(house, "Alfa")
    number = tie(house, COMPETITORS, alfa, "Dom Mody")
    found = around(house, alfa)
    (text,) = [one for one in found.nodes if one.kind == "text"]
    assert (text.id, text.name) == (f"text-{number}", "Dom Mody")
    assert [(one.source, one.target) for one in found.edges] == [(str(alfa), text.id)]


def test_links_are_there_when_they_are_asked_for(house: House) -> None:
    alfa = company(house, "Alfa")
    anna = house.add("person", first_name="Anna", last_name="Wrona", company=alfa)
    house.add("deal", name="Linen", person=anna)
    assert names(around(house, alfa)) == {"Alfa"}
    found = around(house, alfa, links=True)
    assert names(found) == {"Alfa", "Anna Wrona", "Linen"}
    assert {(one.type, one.source, one.target) for one in found.edges if one.type.startswith("person")} == {
        ("person.company", str(anna), str(alfa))
    }


def test_map_is_asked_as_of_a_day(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    tie(house, HEADQUARTERS, alfa, beta, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert names(around(house, alfa)) == {"Alfa"}
    assert names(around(house, alfa, as_of=date(2020, 6, 1))) == {"Alfa", "Beta"}


@pytest.mark.parametrize("visibility", ["hidden", "nonpublic"])
def test_nothing_leads_to_or_through_what_one_may_not_see(house: House, visibility: str) -> None:
    alfa, beta, gamma = chain(house, {}, {"visibility": visibility}, {})
    assert names(around(house, alfa, depth=4)) == {"A", "B", "C"}
    found = around(house, alfa, depth=4, by="outsider", links=True)
    assert (names(found), list(found.edges), found.left_out) == ({"A"}, [], 0)
    assert way(house, alfa, gamma, by="outsider").outcome is Outcome.NOT_CONNECTED
    assert way(house, alfa, gamma).outcome is Outcome.FOUND
    for ask in (lambda: around(house, beta, by="outsider"), lambda: way(house, alfa, beta, by="outsider")):
        with pytest.raises(NotFound):
            ask()


def test_links_to_what_one_may_not_see_lead_nowhere(house: House) -> None:
    alfa = company(house, "Alfa", visibility="hidden")
    anna = house.add("person", first_name="Anna", last_name="Wrona", company=alfa)
    ewa = house.add("person", first_name="Ewa", last_name="Lis", company=alfa)
    assert names(around(house, anna, by="outsider", links=True)) == {"Anna Wrona"}
    assert way(house, anna, ewa, by="outsider").outcome is Outcome.NOT_CONNECTED
    assert told(way(house, anna, ewa)) == [("Anna Wrona", "Company", "Alfa"), ("Alfa", "Person", "Ewa Lis")]


def test_hidden_ends_take_nobodys_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = company(house, "Hub")
    for place in range(4):
        tie(house, COMPETITORS, hub, company(house, f"Hidden {place}", visibility="hidden"))
    for place in range(3):
        tie(house, COMPETITORS, hub, company(house, f"Open {place}"))
        house.add("person", last_name=f"Hidden {place}", company=hub, visibility="hidden")
    monkeypatch.setattr(relation_map, "MOST_LINES", 3)
    found = around(house, hub, depth=1, by="outsider", links=True)
    assert names(found) == {"Hub", "Open 0", "Open 1", "Open 2"}
    assert not found.is_truncated
    assert around(house, hub, depth=1, links=True).is_truncated


def test_map_stops_at_its_limit_and_says_how_many_are_left_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = company(house, "Hub")
    for place in range(5):
        tie(house, COMPETITORS, hub, company(house, f"Firm {place}"))
    tie(house, COMPETITORS, hub, "Dom Mody")
    monkeypatch.setattr(relation_map, "MOST_NODES", 4)
    found = around(house, hub)
    assert (len(found.nodes), len(found.edges), found.left_out, found.is_truncated) == (4, 3, 3, True)


def test_map_of_a_list_begins_with_its_records(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    alfa, beta = company(house, "Alfa", city="Kraków"), company(house, "Beta")
    company(house, "Delta", city="Kraków")
    tie(house, COMPETITORS, alfa, beta)

    def found() -> RelationMap:
        with house.asking("owner") as asking:
            query = parse_query(kind("company"), [("city.is", "Kraków")])
            return map_of_list(asking, query, wanted_lines(asking.session, with_links=False), 1)

    assert {(one.name, one.step) for one in found().nodes} == {("Alfa", 0), ("Delta", 0), ("Beta", 1)}
    monkeypatch.setattr(relation_map, "MOST_NODES", 1)
    assert (names(found()), found().left_out) == ({"Alfa"}, 1)


def test_map_of_everything_has_what_is_related(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta", visibility="hidden")
    gamma = company(house, "Gamma")
    tie(house, COMPETITORS, alfa, beta)
    tie(house, COMPETITORS, alfa, gamma)
    for by, seen in (("owner", {"Alfa", "Beta", "Gamma"}), ("outsider", {"Alfa", "Gamma"})):
        with house.asking(by) as asking:
            assert names(map_of_all(asking, wanted_lines(asking.session, with_links=True))) == seen


def test_a_step_takes_as_many_statements_for_many_as_for_one(house: House) -> None:
    hub = company(house, "Hub")
    tie(house, COMPETITORS, hub, company(house, "Firm"))
    made = []
    for number in (0, 6):
        for place in range(number):
            tie(house, COMPETITORS, hub, company(house, f"Firm {place}"))
        with house.asking("owner") as asking, counted(house.engine) as statements:
            map_of_records(asking, [hub], wanted_lines(asking.session, with_links=True), 2)
        made.append(len(statements))
    assert made[0] == made[1]


def test_way_is_the_shortest_and_reads_step_by_step(house: House) -> None:
    first, second, third, fourth = chain(house, {}, {}, {}, {})
    tie(house, HEADQUARTERS, fourth, first)
    assert told(way(house, first, fourth)) == [("A", "Headquarters", "D")]
    assert told(way(house, fourth, first)) == [("D", "Branch", "A")]
    assert told(way(house, second, fourth))[0][0] == "B"
    assert len(way(house, second, fourth).steps) == 2
    assert way(house, third, third).steps == ()


def test_way_goes_over_employment_and_deals(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    anna = house.add("person", first_name="Anna", last_name="Wrona", company=alfa)
    house.add("deal", name="Linen", company=beta, person=anna)
    found = way(house, alfa, beta)
    assert [(one.source.name, one.target.name) for one in found.steps] == [
        ("Alfa", "Anna Wrona"),
        ("Anna Wrona", "Linen"),
        ("Linen", "Beta"),
    ]


def test_way_ends_after_six_steps_or_when_there_is_too_much(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = chain(house, *({} for _ in range(8)))
    assert len(way(house, ids[0], ids[6]).steps) == 6
    assert way(house, ids[0], ids[7]).outcome is Outcome.NOT_CONNECTED
    monkeypatch.setattr(relation_path, "MOST_LINES", 1)
    for end in (ids[0], ids[6]):
        tie(house, COMPETITORS, end, company(house, f"Beside {end}"))
    assert way(house, ids[0], ids[6]).outcome is Outcome.STOPPED


def test_types_are_chosen_by_key(house: House) -> None:
    alfa, beta, gamma = chain(house, {}, {}, {})
    tie(house, HEADQUARTERS, alfa, gamma)
    with house.asking("owner") as asking:
        wanted = wanted_lines(asking.session, (HEADQUARTERS,), with_links=False)
        assert names(map_of_records(asking, [alfa], wanted, 4)) == {"A", "C"}
    assert beta
