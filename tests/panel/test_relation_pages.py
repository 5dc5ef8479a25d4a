"""Relations on a profile (REL-1, REL-3, REL-4, REL-6, REL-10, REL-11): card, form, table, small acts, without scripts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.domain.settings import set_setting
from app.kernel.clock import today
from app.models import Participant, Side
from tests.conftest import House
from tests.panel.browser import visit
from tests.panel.test_profiles import statements
from tests.records.test_relations import COMPETITORS, HEADQUARTERS, company, ends, tie
from tests.undoing import last_set, undo

BRANCH = f"{HEADQUARTERS}.{Side.SECONDARY}"
RIVAL = f"{COMPETITORS}.{Side.PRIMARY}"


@pytest.fixture
def owner(sqlite_house: House) -> FlaskClient:
    return sqlite_house.client("owner")


def profile(client: FlaskClient, record_id: int) -> str:
    return client.get(f"/companies/show/{record_id}").text


def rows(text: str) -> list[str]:
    """The relations on a page, by number."""
    return re.findall(r'data-relation="(\d+)"', text)


def adds(client: FlaskClient, record_id: int, **sent: str) -> Any:
    page = visit(client, f"/r/{record_id}/relations/add")
    return page.send(("save", "1"), **sent)


class TestCard:
    def test_both_profiles_show_it_each_by_what_the_other_is(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        made = tie(sqlite_house, HEADQUARTERS, alfa, beta, starts_on=today("UTC").replace(year=2024, month=4, day=1))
        for record, label, other in ((alfa, "Branch", "Beta"), (beta, "Headquarters", "Alfa")):
            text = profile(owner, record)
            assert rows(text) == [str(made)]
            card = text[text.index("data-relations>") :]
            assert card.index(label) < card.index(other) < card.index("since Apr 2024")

    def test_ended_ones_are_folded_and_not_counted(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, now = company(sqlite_house, "Alfa"), today("UTC")
        for name, day in (("Beta", now - timedelta(days=3)), ("Gamma", now - timedelta(days=1)), ("Delta", None)):
            tie(sqlite_house, COMPETITORS, alfa, company(sqlite_house, name), ends_on=day)
        text = profile(owner, alfa)
        card = text[text.index("data-relations>") :]
        assert '<span class="c">1</span>' in card[: card.index("Delta")]
        assert card.index("Delta") < card.index("2 ended") < card.index("Beta")

    def test_hub_is_capped_and_costs_no_more(self, house: House) -> None:
        hub = company(house, "Hub")
        for number in range(11):
            tie(house, HEADQUARTERS, hub, company(house, f"Branch {number:02}"))
        client = house.client("owner")
        profile(client, hub)
        with statements(house) as seen:
            text = profile(client, hub)
        assert len(seen) <= 25, "\n".join(seen)
        assert len(rows(text)) == 8
        assert "Show all 11" in text
        assert len(rows(client.get(f"/r/{hub}/relations/?type={BRANCH}").text)) == 11

    def test_outsider_meets_nothing_of_a_hidden_end(self, house: House) -> None:
        alfa, beta = company(house, "Alfa"), company(house, "Beta", visibility="hidden")
        made = tie(house, HEADQUARTERS, alfa, beta)
        tie(house, COMPETITORS, beta, "Alfa")
        outsider = house.client("outsider")
        text = profile(outsider, alfa) + outsider.get(f"/r/{alfa}/relations/").text
        assert "Beta" not in text
        assert rows(text) == []
        for path in ("", "/card", "/record"):
            assert outsider.get(f"/r/{alfa}/relations/{made}{path}").status_code == 404
        for path in ("", "/row", "/end", "/remove", "/record"):
            assert outsider.post(f"/r/{alfa}/relations/{made}{path}", data={"save": "1"}).status_code == 404
        assert ends(house, alfa) == [("Branch", "Beta")]

    def test_pointed_at_it_tells_of_the_other_side(self, sqlite_house: House, owner: FlaskClient) -> None:
        beta = company(sqlite_house, "Beta", city="Haifa", customer_status="current", phones=["+48 601 555 014"])
        alfa = company(sqlite_house, "Alfa")
        made = tie(sqlite_house, HEADQUARTERS, alfa, beta, note="Weaves linen.")
        html = owner.get(f"/r/{alfa}/relations/{made}/card").get_json()["html"]
        for words in ("Haifa", "Current", "Branch of Alfa", "Weaves linen.", "Owner Test", "601 555 014"):
            assert words in html, words

    def test_nothing_of_it_is_there_while_relations_are_off(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        made = tie(sqlite_house, HEADQUARTERS, alfa, beta)
        with sqlite_house.writing() as asking:
            set_setting(asking.session, "relations.enabled", "false")
        assert "relation" not in profile(owner, alfa).replace("css/relations.css", "").partition("<body")[2].lower()
        for path in ("", "add", f"{made}", f"{made}/card", f"{made}/record"):
            assert owner.get(f"/r/{alfa}/relations/{path}").status_code == 404


class TestForm:
    def test_types_that_fit_are_offered_as_read_from_here_with_the_kind(
        self, owner: FlaskClient, sqlite_house: House
    ) -> None:
        text = owner.get(f"/r/{sqlite_house.add('deal', name='Linen')}/relations/add").text
        assert re.findall(r'<option value="([^"]+)"', text) == ["deal_project.secondary"]
        assert "Delivery project (Space)" in text
        both = owner.get(f"/r/{company(sqlite_house, 'Alfa')}/relations/add").text
        for words in ("Headquarters (Company)", "Branch (Company)", "Project (Space)", "Former employee (Person)"):
            assert words in both, words
        assert "Delivery project" not in both

    def test_name_typed_in_full_is_found_and_the_act_can_be_undone(
        self, sqlite_house: House, owner: FlaskClient
    ) -> None:
        alfa = company(sqlite_house, "Alfa")
        company(sqlite_house, "Beta")
        adds(owner, alfa, type=BRANCH, who__text="beta", note="Store", **{"from": "2024-04-01"})
        assert ends(sqlite_house, alfa) == [("Branch", "Beta")]
        text = owner.get(f"/companies/show/{alfa}").text
        assert "Added: Branch, Beta" in text
        assert f"/history/sets/{last_set(sqlite_house)}/undo" in text
        undo(sqlite_house, last_set(sqlite_house))
        assert ends(sqlite_house, alfa) == []

    def test_missing_record_is_made_on_the_spot(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa = company(sqlite_house, "Alfa")
        asked = adds(owner, alfa, type=BRANCH, who__text="Nowa")
        assert asked.status == 422
        assert "New company “Nowa”" in asked.text
        asked.send(("save", "1"), who__new="Nowa")
        assert ends(sqlite_house, alfa) == [("Branch", "Nowa")]

    def test_free_text_is_taken_where_the_type_allows_it(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa = company(sqlite_house, "Alfa")
        adds(owner, alfa, type=RIVAL, way="text", who__text="Dom Mody")
        assert ends(sqlite_house, alfa) == [("Competitor", "Dom Mody")]
        assert adds(owner, alfa, type=BRANCH, way="text", who__text="Dom Mody").status == 422

    def test_another_type_draws_the_form_anew_and_keeps_what_was_typed(
        self, sqlite_house: House, owner: FlaskClient
    ) -> None:
        page = visit(owner, f"/r/{company(sqlite_house, 'Alfa')}/relations/add")
        drawn = page.send(type=RIVAL, note="Loud", who__text="Dom")
        assert (drawn.status, drawn.value("type"), drawn.value("who.text")) == (200, RIVAL, "Dom")
        assert "Loud" in drawn.text
        assert drawn.value("way") == "record"

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"type": ""}, "f-type"),
            ({"type": "ghost.primary"}, "f-type"),
            ({"who__text": ""}, "f-who"),
            ({"who__text": "Nobody"}, "f-who"),
            ({"who__text": "Alfa"}, "f-who"),
            ({"from": "2024-05-01", "to": "2024-04-30"}, "f-to"),
            ({"from": "soon"}, "f-from"),
            ({"note": "x" * 1001}, "f-note"),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field(
        self, sqlite_house: House, owner: FlaskClient, sent: dict[str, str], field: str
    ) -> None:
        alfa = company(sqlite_house, "Alfa")
        company(sqlite_house, "Beta")
        page = adds(owner, alfa, **{"type": BRANCH, "who__text": "Beta", **sent})
        assert page.status == 422
        assert f'id="{field}-error"' in page.text
        assert ends(sqlite_house, alfa) == []

    def test_limit_leads_to_the_relation_in_the_way(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, beta, gamma = (company(sqlite_house, name) for name in ("Alfa", "Beta", "Gamma"))
        tie(sqlite_house, HEADQUARTERS, alfa, gamma)
        page = adds(owner, beta, type=BRANCH, who__text="Gamma")
        assert page.status == 422
        assert "that is “Alfa”" in page.text
        assert f'href="/r/{alfa}#relations"' in page.text

    def test_other_end_and_type_can_be_changed_as_one_act(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        company(sqlite_house, "Gamma")
        made = tie(sqlite_house, HEADQUARTERS, alfa, beta, note="Store")
        page = visit(owner, f"/r/{alfa}/relations/{made}")
        assert (page.value("type"), page.value("who.text")) == (BRANCH, "Beta")
        page.send(("save", "1"), type=f"partners.{Side.PRIMARY}", who__text="Gamma")
        assert ends(sqlite_house, alfa) == [("Partner", "Gamma")]
        undo(sqlite_house, last_set(sqlite_house))
        assert ends(sqlite_house, alfa) == [("Branch", "Beta")]

    def test_record_that_one_does_not_see_is_refused_like_a_missing_one(self, house: House) -> None:
        mine, hidden = company(house, "Mine", by="outsider"), company(house, "Beta", visibility="hidden")
        sent = {"type": RIVAL, "who__text": "Beta"}
        client = house.client("outsider")
        told = [adds(client, mine, **sent, who=str(one), who__was="Beta") for one in (hidden, 999_999)]
        assert [one.status for one in told] == [422, 422]
        clean = [re.sub(rf"999999|\b{hidden}\b", "N", one.text) for one in told]
        assert re.findall(r"-error.*", clean[0]) == re.findall(r"-error.*", clean[1])
        assert ends(house, mine, by="outsider") == []

    def test_who_may_edit_neither_end_is_told_so(self, house: House) -> None:
        alfa, beta = (company(house, name, visibility="nonpublic") for name in ("Alfa", "Beta"))
        made = tie(house, HEADQUARTERS, alfa, beta)
        with house.writing("owner") as asking:
            guest = house.viewer("participant").user_id
            asking.session.add_all(Participant(record_id=one, user_id=guest) for one in (alfa, beta))
        client = house.client("participant")
        page = adds(client, alfa, type=f"partners.{Side.PRIMARY}", who__text="Beta")
        assert page.status == 422
        assert "change neither" in page.text
        assert client.get(f"/r/{alfa}/relations/{made}").status_code == 403
        assert f"/relations/{made}/remove" not in client.get(f"/r/{alfa}/relations/").text
        client.post(f"/r/{alfa}/relations/{made}/remove")
        assert ends(house, alfa) == [("Branch", "Beta")]


class TestTable:
    def test_row_is_edited_ended_and_removed_where_it_stands(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        made = tie(sqlite_house, HEADQUARTERS, alfa, beta)
        table = f"/r/{beta}/relations/"
        text = owner.get(f"{table}?edit={made}").text
        assert text.index("Branch") < text.index("Headquarters") < text.index('name="note"')
        saved = owner.post(f"{table}{made}/row", data={"note": "Store", "from": "2024-04-01", "to": "", "at": "table"})
        assert saved.headers["Location"] == table
        assert "Store" in owner.get(table).text
        refused = owner.post(f"{table}{made}/row", data={"note": "Shop", "from": "2024-04-01", "to": "2024-03-01"})
        assert (refused.status_code, 'value="Shop"' in refused.text, 'id="r-to-error"' in refused.text) == (
            422,
            True,
            True,
        )
        owner.post(f"{table}{made}/end")
        assert ends(sqlite_house, beta) == []
        assert rows(owner.get(table).text) == [str(made)]
        owner.post(f"{table}{made}/remove")
        assert rows(owner.get(table).text) == []
        undo(sqlite_house, last_set(sqlite_house))
        assert rows(owner.get(table).text) == [str(made)]

    def test_relation_of_others_is_not_found_under_this_record(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa, beta, gamma = (company(sqlite_house, name) for name in ("Alfa", "Beta", "Gamma"))
        made = tie(sqlite_house, HEADQUARTERS, alfa, beta)
        assert owner.get(f"/r/{gamma}/relations/{made}").status_code == 404
        assert owner.post(f"/r/{gamma}/relations/{made}/remove").status_code == 404


class TestRecordOfAText:
    def test_new_record_takes_the_place_of_the_text(self, sqlite_house: House, owner: FlaskClient) -> None:
        alfa = company(sqlite_house, "Alfa")
        made = tie(sqlite_house, COMPETITORS, alfa, "Dom Mody", note="Loud", starts_on=today("UTC"))
        page = visit(owner, f"/r/{alfa}/relations/{made}/record")
        assert (page.value("who"), page.value("who.text")) == ("new:Dom Mody", "Dom Mody")
        page.send(("save", "1"))
        assert ends(sqlite_house, alfa) == [("Competitor", "Dom Mody")]
        text = owner.get(f"/r/{alfa}/relations/").text
        assert "Loud" in text
        assert 'aria-label="Free text"' not in text
        undo(sqlite_house, last_set(sqlite_house))
        assert 'aria-label="Free text"' in owner.get(f"/r/{alfa}/relations/").text

    def test_record_added_later_is_offered_on_both_profiles(self, house: House) -> None:
        alfa = company(house, "Alfa", visibility="nonpublic")
        with house.writing("owner") as asking:
            asking.session.add(Participant(record_id=alfa, user_id=house.viewer("participant").user_id))
        made = tie(house, COMPETITORS, alfa, "Łódzki Dom Mody")
        shop = company(house, "LODZKI dom mody")
        client, reader = house.client("owner"), house.client("participant")
        assert "Link the record" in profile(client, alfa)
        text = profile(client, shop)
        assert "Free texts that name it" in text
        assert "Free texts that name it" not in profile(reader, shop)
        client.post(
            f"/r/{shop}/relations/{made}/record", data={"who": str(shop), "who.was": "x", "who.text": "x", "save": "1"}
        )
        assert ends(house, shop) == [("Competitor", "Alfa")]
        assert "Free texts that name it" not in profile(client, shop)

    def test_hidden_record_is_not_offered(self, sqlite_house: House) -> None:
        alfa = company(sqlite_house, "Alfa", by="outsider")
        tie(sqlite_house, COMPETITORS, alfa, "Dom Mody", by="outsider")
        company(sqlite_house, "Dom Mody", visibility="hidden")
        text = profile(sqlite_house.client("outsider"), alfa)
        assert "Make a record" in text
        assert "Link the record" not in text
