"""Chips, the controls behind them, the panel, the menu of fields, and saved filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from app.models import Tag
from tests.conftest import House, make_house


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with three people, for what only reads."""
    made, pull_down = make_house("sqlite", tmp_path_factory.mktemp("town"))
    company = made.add("company", name="Krosna, Północ", city="Kraków")
    made.add("person", first_name="Ada", city="Łódź", company=str(company), tags=["vip"], stage="Lead")
    made.add("person", first_name="Basia", city="Radom", tags=["vip", "press"])
    made.add("person", first_name="Celina", city="Łódź", emails=["celina@example.test"])
    yield made
    pull_down()


def client_of(house: House, by: str = "owner") -> FlaskClient:
    return house.client(by)


def page(house: House, query: str, by: str = "owner") -> str:
    answer = client_of(house, by).get(f"/persons/list/?{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def chips(html: str) -> list[str]:
    return [
        text_of(chip) for chip in re.findall(r'<span class="chip[^"]*" data-chip.*?</a>\s*</span>', html, re.DOTALL)
    ]


def names(html: str) -> list[str]:
    return re.findall(r'<a class="nm"[^>]*>([^<]*)</a>', html)


def goes_to(house: House, words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where a form of conditions leads."""
    answer = client_of(house).get(f"/persons/list/?{urlencode(words)}")
    assert answer.status_code == 302, answer.text
    return parse_qsl(urlsplit(answer.headers["Location"]).query, keep_blank_values=True)


# --- chips ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("city.contains=Ł", "City contains Ł"),
        ("stage.not=Lead", "Stage is not Lead"),
        ("company.city.is=Kraków", "Company › City is Kraków"),
        ("country.any=PL,IL,GB", "Country any of Poland, Israel +1"),
        ("owner.is=me", "Owner is me"),
        ("owner.is=owner", "Owner is Owner Test"),
        ("owner.is=none", "Owner is nobody"),
        ("created_on.within=last_30_days", "Created within last 30 days"),
        ("city.empty=yes", "City is empty"),
        ("city.empty=no", "City is not empty"),
        ("company.is=1", "Company is Krosna, Północ"),
        ("tags.all=vip,press", "Tags all of vip, press"),
    ],
)
def test_a_chip_says_field_operator_and_value_in_words(town: House, query: str, chip: str) -> None:
    assert chips(page(town, query)) == [chip]


def test_a_chip_is_removed_by_its_link(town: House) -> None:
    html = page(town, "city.is=Łódź&tags.any=vip")
    assert 'href="/persons/list/?tags.any=vip" aria-label="Remove the condition “City”"' in html


def test_a_changed_operator_keeps_the_value_where_it_fits(town: House) -> None:
    assert 'href="/persons/list/?city.starts=Rad"' in page(town, "city.is=Rad")


def test_a_changed_operator_asks_anew_where_the_value_does_not_fit(town: House) -> None:
    html = unescape(page(town, "created_on.within=today"))
    assert "created_on.within=today&ask=created_on.from&at=0" in html


def test_a_condition_is_made_step_by_step_without_scripts(town: House) -> None:
    html = unescape(page(town, "tags.any=vip&ask=city"))
    assert chips(html) == ["Tags any of vip", "City choose"]
    assert "ask=city.contains" in html
    html = page(town, "tags.any=vip&ask=city.contains")
    assert 'name="o:0" value="contains"' in html
    words = [("tags.any", "vip"), ("at", "1"), ("f:0", "city"), ("o:0", "contains"), ("v:0", "łó")]
    assert goes_to(town, words) == [("tags.any", "vip"), ("city.contains", "łó")]


def test_a_changed_value_keeps_its_place(town: House) -> None:
    words = [("tags.any", "vip"), ("stage.is", "1"), ("at", "0"), ("f:0", "city"), ("o:0", "is"), ("v:0", "Łódź")]
    assert goes_to(town, words) == [("city.is", "Łódź"), ("tags.any", "vip"), ("stage.is", "1")]


def test_several_ticks_are_one_condition(town: House) -> None:
    words = [("f:0", "tags"), ("o:0", "any"), ("v:0", "1"), ("v:0", "2")]
    assert goes_to(town, words) == [("tags.any", "1,2")]


def test_both_ends_of_a_span_are_two_conditions(town: House) -> None:
    words = [("f:0", "created_on"), ("o:0", "range"), ("v:0", "2026-01-01"), ("v:0", "2026-02-01")]
    assert goes_to(town, words) == [("created_on.from", "2026-01-01"), ("created_on.to", "2026-02-01")]


def test_conditions_join_by_any(town: House) -> None:
    assert names(page(town, "city.is=Radom&stage.is=Lead&match=any")) == ["Ada", "Basia"]


def test_a_script_gets_the_chips_alone(town: House) -> None:
    html = page(town, "ask=city&part=chips")
    assert "data-chips" in html
    assert "<html" not in html


# --- menu and panel --------------------------------------------------------------------------------------------------------


def test_the_menu_offers_every_field_and_those_of_linked_records(town: House) -> None:
    html = unescape(page(town, "part=menu"))
    assert 'href="/persons/list/?ask=postal_code"' in html
    assert 'href="/persons/list/?ask=company.tax_id"' in html


def test_the_panel_is_kept_open_by_a_cookie(town: House) -> None:
    client = client_of(town)
    assert client.get("/persons/list/?city.is=x&panel=1").headers["Location"] == "/persons/list/?city.is=x"
    assert 'id="fp"' in client.get("/persons/list/").text
    client.get("/persons/list/?panel=0")
    assert 'id="fp"' not in client.get("/persons/list/").text


class PanelForm(HTMLParser):
    """What the panel's form would send as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.is_inside = False
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = "data-panel" in given
        elif self.is_inside and tag == "select":
            self.select = given["name"]
        elif self.is_inside and tag == "option" and "selected" in given:
            self.sent.append((self.select, given["value"]))
        elif self.is_inside and tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.append((given["name"], given.get("value", "")))


def test_sending_the_panel_as_it_stands_changes_nothing(town: House) -> None:
    client = client_of(town)
    client.set_cookie("panel", "1")
    query = "city.is=Radom&stage.any=1&owner.is=me&company.city.is=Krak&created_on.within=today&sort=-name"
    html = client.get(f"/persons/list/?{query}").text
    kept = dict(goes_to(town, PanelForm(html).sent))
    assert kept == dict(parse_qsl(query))


def test_sections_with_conditions_stand_open_with_their_number(town: House) -> None:
    client = client_of(town)
    client.set_cookie("panel", "1")
    client.set_cookie("sections", "")
    html = client.get("/persons/list/?city.is=Radom").text
    section = re.search(r'<details class="fp-s" data-section="address" open>.*?</summary>', html, re.DOTALL)
    assert section
    assert '<span class="c num">1</span>' in section[0]
    assert 'data-section="dates">' in html


def test_live_counts_leave_the_fields_own_condition_out(town: House) -> None:
    counts = client_of(town).get("/filters/counts?kind=person&field=tags&tags.any=press").get_json()
    assert sorted(counts.values()) == ["1", "2"]


# --- saved filters -----------------------------------------------------------------------------------------------------------


def save(house: House, query: str, by: str = "owner", **more: str) -> str:
    answer = client_of(house, by).post("/filters/add", data={"kind": "person", "name": "Kept", "query": query, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("=")[2]


def three(house: House) -> None:
    house.add("person", first_name="Ada", city="Łódź", tags=["vip"])
    house.add("person", first_name="Basia", city="Radom", tags=["vip"])


def test_a_saved_filter_is_applied_by_name_and_by_number(house: House) -> None:
    three(house)
    number = save(house, "city.is=Radom")
    assert names(page(house, f"filter={number}")) == ["Basia"]
    assert names(page(house, "filter=Kept")) == ["Basia"]


def test_conditions_beside_a_saved_filter_narrow_it(house: House) -> None:
    three(house)
    save(house, "tags.any=vip")
    assert names(page(house, "filter=Kept&city.is=Radom")) == ["Basia"]


def test_a_changed_saved_filter_can_be_saved_again(sqlite_house: House) -> None:
    three(sqlite_house)
    number = save(sqlite_house, "city.is=Radom")
    assert "Save into" not in page(sqlite_house, f"filter={number}")
    html = page(sqlite_house, f"city.is=Łódź&saved={number}")
    assert "Save into “Kept”" in html
    client_of(sqlite_house).post(f"/filters/{number}/change", data={"query": "city.is=Łódź"})
    assert names(page(sqlite_house, f"filter={number}")) == ["Ada"]


def test_a_saved_filter_is_private_until_it_is_shared(sqlite_house: House) -> None:
    three(sqlite_house)
    number = save(sqlite_house, "city.is=Radom")
    assert client_of(sqlite_house, "outsider").get(f"/persons/list/?filter={number}").status_code == 400
    client_of(sqlite_house).post(f"/filters/{number}/change", data={"name": "Kept", "sharing": "1", "shared": "1"})
    assert names(page(sqlite_house, f"filter={number}", by="outsider")) == ["Basia"]


@pytest.mark.parametrize(("by", "status"), [("outsider", 403), ("manager", 303), ("owner", 303)])
def test_only_author_and_managers_change_a_shared_filter(sqlite_house: House, by: str, status: int) -> None:
    number = save(sqlite_house, "city.is=Radom", shared="1")
    assert client_of(sqlite_house, by).post(f"/filters/{number}/delete").status_code == status


def test_somebody_elses_private_filter_is_not_there(sqlite_house: House) -> None:
    number = save(sqlite_house, "city.is=Radom")
    assert client_of(sqlite_house, "outsider").post(f"/filters/{number}/delete").status_code == 404


def test_a_filter_whose_tag_is_gone_says_so_and_shows_nothing(house: House) -> None:
    three(house)
    number = save(house, "tags.any=vip&city.is=Radom")
    with house.writing("administrator") as asking:
        tag = asking.session.query(Tag).filter_by(name="vip").one()
        tag.name = tag.name_key = "other"
    html = page(house, f"filter={number}")
    assert "Tags There is no “vip” in “Tags”. Repair" in chips(html)
    assert names(html) == []
    assert "This filter no longer works" in html
    assert unescape(html).count(f"city.is=Radom&saved={number}") >= 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "  ", "query": "city.is=x"}, "Write a name."),
        ({"name": "x" * 201, "query": "city.is=x"}, "Write at most 200 characters."),
        ({"name": "x", "query": ""}, "Set a condition"),
        ({"name": "x", "query": "nope.is=1"}, "nope"),
        ({"name": "x", "query": "stage.is=gone"}, "gone"),
        ({"name": "x", "query": "city.is=x", "kind": "dragon"}, "dragon"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(town: House, data: dict[str, str], sentence: str) -> None:
    answer = client_of(town).post("/filters/add", data={"kind": "person", **data}, follow_redirects=True)
    assert answer.status_code in {200, 400}
    assert sentence in unescape(answer.text)


def test_conditions_stay_when_a_filter_cannot_be_kept(town: House) -> None:
    data = {"kind": "person", "name": " ", "query": "city.is=Radom"}
    page = client_of(town).post("/filters/add", data=data, follow_redirects=True)
    assert page.request.full_path == "/persons/list/?city.is=Radom"
    assert 'role="alert"' in page.text
