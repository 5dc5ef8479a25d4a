"""The filter language: what it finds, what it refuses, how it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest

from app.kernel.errors import BadQuery
from app.records.filters import parse_filter, parse_query
from app.records.kinds import kind
from app.records.search import count_of, list_page, page_ids
from tests.conftest import House, backends, make_house


@pytest.fixture(scope="module", params=backends())
def cast(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A company in Łódź with one person, and three others; only read."""
    house, pull_down = make_house(request.param, tmp_path_factory.mktemp("filters"))
    _fill(house)
    yield house
    pull_down()


def _fill(house: House) -> None:
    weavers = house.add("company", name="Tkalnia Łódzka", city="Łódź", country="PL", customer_status="current")
    house.add(
        "person",
        first_name="Maja",
        last_name="Wiśniewska",
        company=weavers,
        stage="Lead",
        position="Engineer",
        city="Zgierz",
        emails=["maja@tkalnia.test"],
        phones=["601 555 014", {"value": "+48 42 555 61 09", "type": "office_fax"}],
        tags=["VIP", "Linen"],
        groups=["Distributors"],
        managers=["manager"],
    )
    house.add(
        "person", first_name="Jan", last_name="Kowalski", city="Łódź", tags=["VIP"], owner="outsider", country="PL"
    )
    house.add("person", first_name="נֹעַם", last_name="בן־ארי", city="חיפה", phones=["+972-50-555-0134"], country="IL")
    house.add("person", first_name="Ola", last_name="O'Neil, 100%", stage="Lost", owner="none", country="GB")


def found(house: House, text: str, of: str = "person", by: str = "owner") -> list[str]:
    with house.asking(by) as asking:
        query = parse_query(kind(of), parse_qsl(text.replace("+", "%2B"), keep_blank_values=True))
        assert page_ids(asking, query) == page_ids(asking, query, is_frequent=True), "asked of each, others fit"
        page = list_page(asking, query, ("name",))
        assert page.count == len(page.rows), "counted begins elsewhere than listed"
        return [record.name.split()[0] for record in page.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q=wisniew", ["Maja"]),
        ("q=WIŚNIEW", ["Maja"]),
        ("q=lodz", ["Jan"]),
        ("q=kowal", ["Jan"]),
        ("q=walski", ["Jan"]),
        ("q=maja@tkalnia", ["Maja"]),
        ("q=601555014", ["Maja"]),
        ("q=נעם", ["נֹעַם"]),
        ("q=נֹעַם", ["נֹעַם"]),
        ("q=בן ארי", ["נֹעַם"]),
        ("q=ja", ["Jan"]),
        ("q=jan kowal", ["Jan"]),
        ("q=nobody", []),
        ("q=…", []),
        ("name.contains=wisniew", ["Maja"]),
        ("first_name.is=Maja", ["Maja"]),
        ("first_name.is=maja", []),
        ("last_name.starts=kow", ["Jan"]),
        ("last_name.ends=SKA", ["Maja"]),
        ("last_name.contains=100%25", ["Ola"]),
        ("last_name.contains=%25", []),
        ("city.contains=lodz", ["Jan"]),
        ("city.is=Łódź", ["Jan"]),
        ("city.any=Łódź,Zgierz", ["Jan", "Maja"]),
        ("city.not=Łódź", ["Ola", "Maja", "נֹעַם"]),
        ("city.none=Łódź,Zgierz", ["Ola", "נֹעַם"]),
        ("city.empty=yes", ["Ola"]),
        ("city.empty=no&country.is=PL", ["Jan"]),
        ("country.is=Poland", ["Jan"]),
        ("country.is=ישראל", ["נֹעַם"]),
        ("country.any=PL,GB", ["Jan", "Ola"]),
        ("stage.is=Lead", ["Maja"]),
        ("stage.is=אבוד", ["Ola"]),
        ("stage.not=Lead", ["Jan", "Ola", "נֹעַם"]),
        ("stage.any=Lead,Lost", ["Ola", "Maja"]),
        ("stage.is=none", ["Jan", "נֹעַם"]),
        ("stage.empty=no", ["Ola", "Maja"]),
        ("position.is=Inżynier", ["Maja"]),
        ("company.contains=tkalnia", ["Maja"]),
        ("company.is=none", ["Jan", "Ola", "נֹעַם"]),
        ("company.city.contains=lodz", ["Maja"]),
        ("company.customer_status.is=current", ["Maja"]),
        ("emails.contains=TKALNIA", ["Maja"]),
        ("emails.is=maja@tkalnia.test", ["Maja"]),
        ("emails.empty=yes", ["Jan", "Ola", "נֹעַם"]),
        ("phones.is=+48601555014", ["Maja"]),
        ("phones.is=601 555 014", ["Maja"]),
        ("phones.contains=5550134", ["נֹעַם"]),
        ("phones.empty=no", ["Maja", "נֹעַם"]),
        ("tags.any=vip", ["Jan", "Maja"]),
        ("tags.all=VIP,Linen", ["Maja"]),
        ("tags.none=VIP", ["Ola", "נֹעַם"]),
        ("tags.empty=yes", ["Ola", "נֹעַם"]),
        ("groups.any=Distributors", ["Maja"]),
        ("groups.empty=no", ["Maja"]),
        ("managers.is=manager", ["Maja"]),
        ("managers.is=none", ["Jan", "Ola", "נֹעַם"]),
        ("owner.is=me", ["Maja", "נֹעַם"]),
        ("owner.is=outsider", ["Jan"]),
        ("owner.is=none", ["Ola"]),
        ("owner.any=outsider,none", ["Jan", "Ola"]),
        ("owner.not=outsider", ["Ola", "Maja", "נֹעַם"]),
        ("created_by.is=me&created_on.within=today", ["Jan", "Ola", "Maja", "נֹעַם"]),
        ("created_on.to=2020-01-01", []),
        ("changed_on.from=2020-01-01&q=jan", ["Jan"]),
        ("last_activity.within=last_30_days&q=jan", ["Jan"]),
        ("visibility.is=hidden", []),
        ("match=any&city.is=Łódź&stage.is=Lead", ["Jan", "Maja"]),
        ("city.is=Łódź&city.is=Zgierz", []),
        ("sort=-name", ["נֹעַם", "Maja", "Ola", "Jan"]),
    ],
)
def test_filter_finds(cast: House, text: str, expected: list[str]) -> None:
    assert found(cast, text) == expected


def test_names_sort_by_family_name_with_polish_letters_in_their_place(house: House) -> None:
    for last_name in ("Żuk", "Zając", "Łęcka", "Lis", "Ćma", "Czyż", "אבן"):
        house.add("person", last_name=last_name)
    assert found(house, "") == ["Czyż", "Ćma", "Lis", "Łęcka", "Zając", "Żuk", "אבן"]


@pytest.mark.parametrize(
    "text",
    [
        "nonsense.is=1",
        "city.like=x",
        "city=x",
        ".is=x",
        "city.within=today",
        "created_on.from=yesterday",
        "created_on.within=soon",
        "created_on.from=0001-01-01",
        "company.nonsense.is=1",
        "city.country.is=1",
        "company.city.city.city.city.is=1",
        "stage.is=Unheard of",
        "tags.any=Unheard of",
        "owner.is=unheard_of",
        "country.is=Atlantis",
        "city.empty=maybe",
        "phones.contains=abc",
        "sort=nonsense",
        "sort=tags",
        "page=0",
        "page=-1",
        "page=1e9",
        "page=99999999999999999999",
        "page_size=0",
        "page_size=501",
        "page_size=٣",
        "match=some",
    ],
)
def test_what_a_list_cannot_answer_is_refused_in_a_sentence(cast: House, text: str) -> None:
    with pytest.raises(BadQuery) as caught:
        found(cast, text)
    assert str(caught.value.message).endswith(".")


def test_query_written_down_reads_back_the_same() -> None:
    text = "company.city.contains=Kra&tags.any=VIP,Linen&match=any&q=jan&sort=-changed_on,name&page=3&page_size=100"
    query = parse_query(kind("person"), parse_qsl(text))
    assert parse_query(kind("person"), query.pairs()) == query
    again = parse_filter(kind("person"), query.filter_text())
    assert (again.conditions, again.match_any, again.text) == (query.conditions, True, "jan")


def test_count_stops_at_its_cap(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.records.search.COUNT_CAP", 2)
    for number in range(4):
        house.add("person", last_name=f"N{number}")
    with house.asking("owner") as asking:
        query = parse_query(kind("person"), [])
        assert count_of(asking, query) == (2, True)
        assert count_of(asking, query, exact=True) == (4, False)


def test_pages_neither_overlap_nor_miss(house: House) -> None:
    for _ in range(7):
        house.add("person", last_name="Same")
    with house.asking("owner") as asking:
        seen = []
        for page in (1, 2, 3, 4):
            query = parse_query(kind("person"), [("page", str(page)), ("page_size", "2")])
            seen += [row.id for row in list_page(asking, query, ("name",)).rows]
    assert len(seen) == len(set(seen)) == 7
