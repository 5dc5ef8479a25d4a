"""Relation types as fields of forms, lists and filters (REL-5, REL-7, REL-12)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.saved_filters import keep_filter
from app.domain.settings import set_setting
from app.kernel.clock import now
from app.models import FormLayout, RelationType, Side
from app.records.kinds import kind
from app.records.relating import Draft, Given, relate, seen_record
from app.records.relations import End, ends_by_record
from app.records.ties import tie_named
from tests.conftest import House
from tests.panel.browser import Page, visit

HEADQUARTERS, FORMER = "relation.headquarters_branch.primary", "relation.former_employee"


def show_in_form(house: House, key: str, kind_name: str, side: Side, section: str = "") -> None:
    with house.writing("administrator") as asking:
        row = asking.session.scalars(select(RelationType).where(RelationType.key == key)).one()
        row.forms = [{"kind": kind_name, "side": side.value, "section": section}]


def tie(house: House, key: str, primary: int, secondary: int | str, by: str = "owner", **more: Any) -> int:
    with house.writing(by) as asking:
        far = Given(text=secondary) if isinstance(secondary, str) else Given(seen_record(asking, secondary, ""))
        draft = Draft({Side.PRIMARY: Given(seen_record(asking, primary, "")), Side.SECONDARY: far}, **more)
        made = relate(asking, tie_named(asking.session, key), draft)
        asking.session.flush()
        return made.id


def ends(house: House, record_id: int) -> list[End]:
    with house.asking("administrator") as asking:
        return ends_by_record(asking.session, [record_id])[record_id]


def names(house: House, record_id: int) -> list[str]:
    return [end.name for end in ends(house, record_id)]


def company(house: House, name: str, **values: Any) -> int:
    return house.add("company", name=name, **values)


def form_of(house: House, route: str, record_id: int, by: str = "owner") -> Page:
    return visit(house.client(by), f"{route}/edit/{record_id}")


class TestForm:
    def test_field_stands_with_dot_kind_and_tokens(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        tie(sqlite_house, "headquarters_branch", alfa, beta)
        page = form_of(sqlite_house, "/companies", beta)
        assert page.values(HEADQUARTERS) == [str(alfa)]
        assert re.search(r'<span class="dot d-indigo"[^>]*></span> Headquarters', page.text)
        assert "data-single" in page.text

    def test_a_name_that_is_typed_is_found_and_replaces_the_only_one(self, sqlite_house: House) -> None:
        alfa, beta, gamma = (company(sqlite_house, name) for name in ("Alfa", "Beta", "Gamma"))
        tie(sqlite_house, "headquarters_branch", alfa, beta)
        page = form_of(sqlite_house, "/companies", beta)
        page.send(drop=[(HEADQUARTERS, str(alfa))], **{f"{HEADQUARTERS}.text": "gamma"})
        assert names(sqlite_house, beta) == ["Gamma"]
        assert gamma

    def test_more_than_the_limit_says_so_at_the_field(self, sqlite_house: House) -> None:
        alfa, beta, _ = (company(sqlite_house, name) for name in ("Alfa", "Beta", "Gamma"))
        tie(sqlite_house, "headquarters_branch", alfa, beta)
        page = form_of(sqlite_house, "/companies", beta).send(**{f"{HEADQUARTERS}.text": "Gamma"})
        assert page.status == 422
        assert "There can be only one “Headquarters” here." in page.text

    def test_a_circle_names_what_is_in_the_way_and_leads_there(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        there = tie(sqlite_house, "headquarters_branch", alfa, beta)
        page = form_of(sqlite_house, "/companies", alfa).send(**{f"{HEADQUARTERS}.text": "Beta"})
        assert page.status == 422
        assert "This would close a circle" in page.text
        assert f"#relation-{there}" in page.text
        assert names(sqlite_house, beta) == ["Alfa"]

    def test_what_the_viewer_does_not_see_looks_empty_and_stays(self, sqlite_house: House) -> None:
        hidden = company(sqlite_house, "Hidden", visibility="hidden")
        show_in_form(sqlite_house, "competitors", "company", Side.PRIMARY)
        mine = sqlite_house.add("company", "outsider", name="Mine")
        tie(sqlite_house, "competitors", mine, hidden, by="administrator")
        page = form_of(sqlite_house, "/companies", mine, by="outsider")
        assert page.values("relation.competitors") == []
        page.send(city="Łódź", **{"relation.competitors.text": "Sklep Wolny"})
        assert names(sqlite_house, mine) == ["Hidden", "Sklep Wolny"]

    def test_a_text_stands_with_its_sign_and_becomes_a_record_that_keeps_days_and_note(
        self, sqlite_house: House
    ) -> None:
        show_in_form(sqlite_house, "former_employee", "person", Side.PRIMARY)
        anna = sqlite_house.add("person", first_name="Anna", last_name="Lis")
        tie(sqlite_house, "former_employee", anna, "Len Polski", note="until the fire", ends_on=date(2090, 1, 1))
        page = form_of(sqlite_house, "/persons", anna)
        assert page.values(FORMER) == ["text:Len Polski"]
        assert "Make a record" in page.text
        again = page.send(("turn", FORMER))
        assert again.values(FORMER) == ["new:Len Polski"]
        again.send()
        (end,) = ends(sqlite_house, anna)
        assert end.record is not None
        assert (end.name, end.note, end.ends_on) == ("Len Polski", "until the fire", date(2090, 1, 1))

    def test_missing_record_is_offered_to_be_made_where_no_text_may_stand(self, sqlite_house: House) -> None:
        beta = company(sqlite_house, "Beta")
        page = form_of(sqlite_house, "/companies", beta).send(**{f"{HEADQUARTERS}.text": "Nowa Centrala"})
        assert page.status == 422
        assert "New company “Nowa Centrala”" in page.text
        page.send((HEADQUARTERS, "new:Nowa Centrala"))
        assert names(sqlite_house, beta) == ["Nowa Centrala"]

    def test_two_who_change_it_at_once_are_asked(self, sqlite_house: House) -> None:
        alfa, beta, gamma, delta = (company(sqlite_house, name) for name in ("Alfa", "Beta", "Gamma", "Delta"))
        page = form_of(sqlite_house, "/companies", beta)
        tie(sqlite_house, "headquarters_branch", gamma, beta, by="administrator")
        answer = page.send(**{f"{HEADQUARTERS}.text": str(alfa)})
        assert answer.status == 422
        assert "“Headquarters”" in answer.text
        assert names(sqlite_house, beta) == ["Gamma"]
        assert delta

    def test_type_chooses_the_section_and_an_arrangement_moves_it(self, sqlite_house: House) -> None:
        beta = company(sqlite_house, "Beta")
        show_in_form(sqlite_house, "headquarters_branch", "company", Side.SECONDARY, "Address")
        address = re.compile(r"<legend>Address.*?</fieldset>", re.DOTALL)
        found = address.search(form_of(sqlite_house, "/companies", beta).text)
        assert found
        assert HEADQUARTERS in found.group()
        with sqlite_house.writing("administrator") as asking:
            places = [{"key": "Main data", "places": ["name", HEADQUARTERS]}, {"key": "Address", "places": ["city"]}]
            asking.session.add(FormLayout(kind="company", sections=places, hidden=[], quick=["name"]))
        found = address.search(form_of(sqlite_house, "/companies", beta).text)
        assert found
        assert HEADQUARTERS not in found.group()

    def test_nothing_of_it_while_relations_are_off(self, sqlite_house: House) -> None:
        beta = company(sqlite_house, "Beta")
        with sqlite_house.writing("administrator") as asking:
            set_setting(asking.session, "relations.enabled", "false")
        assert "relation." not in form_of(sqlite_house, "/companies", beta).text
        listed = sqlite_house.client("owner").get("/companies/list/?choose=columns").get_data(as_text=True)
        assert "Relation types" not in listed


class TestInPlace:
    def test_cell_of_a_list_is_edited_where_it_stands(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        client = sqlite_house.client("owner")
        address = f"/companies/cell/{beta}/{HEADQUARTERS}?columns=name,{HEADQUARTERS}"
        assert "data-picker" in client.get(address).get_json()["html"]
        token = {"csrf_token": visit(client, f"/companies/edit/{beta}").value("csrf_token")}
        answer = client.post(address, data={HEADQUARTERS: str(alfa), f"{HEADQUARTERS}.text": "", **token})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert ">Alfa</a>" in answer.get_json()["row"]


class TestList:
    def test_cells_name_the_first_end_the_others_by_number_and_texts_with_their_sign(self, sqlite_house: House) -> None:
        alfa, beta, gamma = (company(sqlite_house, name) for name in ("Alfa", "Beta", "Gamma"))
        tie(sqlite_house, "competitors", alfa, beta)
        tie(sqlite_house, "competitors", alfa, gamma)
        tie(sqlite_house, "competitors", beta, "Dom Mody")
        words = "columns=name,relation.competitors,linked,linked_records&name.any=Alfa,Beta"
        text = sqlite_house.client("owner").get(f"/companies/list/?{words}").get_data(as_text=True)
        rows = re.findall(r"<tr data-id.*?</tr>", text, re.DOTALL)
        assert f'href="/r/{beta}">Beta</a>' in rows[0]
        assert rows[0].count("+1") == 2
        assert "cursor-text" not in rows[0]
        assert 'title="Alfa, Dom Mody"' in rows[1]
        assert '<td><bdi class="ell">Yes</bdi></td>' in rows[0]

    def test_outsider_reads_no_name_of_a_hidden_end(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Zataj", visibility="hidden")
        tie(sqlite_house, "competitors", alfa, beta)
        words = "columns=name,relation.competitors,linked,linked_records"
        text = sqlite_house.client("outsider").get(f"/companies/list/?{words}").get_data(as_text=True)
        assert "Zataj" not in text
        assert ">Yes<" not in text

    def test_chooser_groups_the_types_with_their_dots(self, sqlite_house: House) -> None:
        text = sqlite_house.client("owner").get("/companies/list/?choose=columns").get_data(as_text=True)
        offered = text.partition("Relation types")[2]
        assert re.search(r"d-madder.*?Competitor.*?Company", offered, re.DOTALL)
        assert "Y / N" in offered

    @pytest.mark.parametrize("path", ["", "relation.headquarters_branch.primary"])
    def test_menu_offers_the_types_and_the_fields_behind_them(self, sqlite_house: House, path: str) -> None:
        words = f"part=menu&under={path}"
        text = sqlite_house.client("owner").get(f"/companies/list/?{words}").get_data(as_text=True)
        assert "ask=relation.headquarters_branch.primary.customer_status" in text

    def test_conditions_read_as_words(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa", customer_status="current"), company(sqlite_house, "Beta")
        tie(sqlite_house, "headquarters_branch", alfa, beta)
        client = sqlite_house.client("owner")
        for condition, said in (
            (f"{HEADQUARTERS}.is={alfa}", "Alfa"),
            (f"{HEADQUARTERS}.empty=no", "has one"),
            (f"{HEADQUARTERS}.contains=alf", "contains"),
            (f"{HEADQUARTERS}.customer_status.is=current", "Headquarters › Customer status"),
        ):
            text = client.get(f"/companies/list/?{condition}").get_data(as_text=True)
            chip = text.partition('data-chip="relation')[2].partition("</span>\n")[0]
            assert said in chip, condition
            assert re.findall(r'<tr data-id="(\d+)"', text) == [str(beta)], condition

    def test_day_is_asked_where_a_condition_is_about_relations(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        tie(sqlite_house, "headquarters_branch", alfa, beta, starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1))
        client = sqlite_house.client("owner")
        assert 'name="as_of"' not in client.get("/companies/list/?city.empty=yes").get_data(as_text=True)
        page = client.get(f"/companies/list/?{HEADQUARTERS}.empty=no").get_data(as_text=True)
        assert 'name="as_of"' in page
        assert not re.findall(r'<tr data-id="(\d+)"', page)
        page = client.get(f"/companies/list/?{HEADQUARTERS}.empty=no&as_of=2019-05-05").get_data(as_text=True)
        assert re.findall(r'<tr data-id="(\d+)"', page) == [str(beta)]


class TestSavedFilter:
    def test_one_is_chosen_among_those_of_the_other_kind_and_read_by_its_name(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa", city="Kraków"), company(sqlite_house, "Beta")
        tie(sqlite_house, "headquarters_branch", alfa, beta)
        with sqlite_house.writing("owner") as asking:
            kept = keep_filter(asking, kind("company"), "In Kraków", "city.is=Kraków")
            asking.session.flush()
            number = kept.id
        client = sqlite_house.client("owner")
        asked = client.get(f"/companies/list/?ask={HEADQUARTERS}.within").get_data(as_text=True)
        assert f"{HEADQUARTERS}.within={number}" in asked
        text = client.get(f"/companies/list/?{HEADQUARTERS}.within={number}").get_data(as_text=True)
        assert "matches the saved filter" in text
        assert re.findall(r'<tr data-id="(\d+)"', text) == [str(beta)]

    def test_day_is_kept_with_the_filter(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        tie(sqlite_house, "headquarters_branch", alfa, beta, starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1))
        with sqlite_house.writing("owner") as asking:
            kept = keep_filter(asking, kind("company"), "Then", f"{HEADQUARTERS}.empty=no&as_of=2019-05-05")
            asking.session.flush()
            number = kept.id
        text = sqlite_house.client("owner").get(f"/companies/list/?filter={number}").get_data(as_text=True)
        assert re.findall(r'<tr data-id="(\d+)"', text) == [str(beta)]

    def test_deleted_type_is_named_as_it_was_called(self, sqlite_house: House) -> None:
        with sqlite_house.writing("owner") as asking:
            kept = keep_filter(asking, kind("company"), "Ours", f"{HEADQUARTERS}.customer_status.is=current")
            asking.session.flush()
            number = kept.id
        with sqlite_house.writing("administrator") as asking:
            row = asking.session.scalars(select(RelationType).where(RelationType.key == "headquarters_branch")).one()
            row.deleted_at = now()
        text = sqlite_house.client("owner").get(f"/companies/list/?filter={number}").get_data(as_text=True)
        assert "The field “Headquarters” has been deleted." in text

    def test_type_with_another_label_is_asked_as_before(self, sqlite_house: House) -> None:
        alfa, beta = company(sqlite_house, "Alfa"), company(sqlite_house, "Beta")
        tie(sqlite_house, "headquarters_branch", alfa, beta)
        with sqlite_house.writing("owner") as asking:
            kept = keep_filter(asking, kind("company"), "Ours", f"{HEADQUARTERS}.empty=no")
            asking.session.flush()
            number = kept.id
        with sqlite_house.writing("administrator") as asking:
            row = asking.session.scalars(select(RelationType).where(RelationType.key == "headquarters_branch")).one()
            row.primary_label = "Mother house"
        text = sqlite_house.client("owner").get(f"/companies/list/?filter={number}").get_data(as_text=True)
        assert "Mother house" in text
        assert re.findall(r'<tr data-id="(\d+)"', text) == [str(beta)]
