"""Lists laid out by views and addresses: tabs, chooser, menu, defaults, the user's own filter panel (LST-2, FLT-4, FLT-8)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.domain.list_views import Content, keep_view
from app.models import SavedFilter
from app.records.kinds import kind
from tests.conftest import House

LIST = "/persons/list/"


def heads(html: str) -> list[str]:
    return [word for word in re.findall(r'<th scope="col" data-field="([^"]*)"', html) if word]


def links(html: str, label: str) -> list[str]:
    return [unescape(url) for url in re.findall(rf'<a [^>]*href="([^"]+)"[^>]*aria-label="{label}"', html)]


def offered(html: str, name: str) -> str:
    found = re.search(rf'href="([^"]+)" data-step[^>]*data-name="{name}"', html)
    assert found, name
    return unescape(found[1])


def view(house: House, name: str, columns: tuple[str, ...], by: str = "owner", *, is_shared: bool = False) -> int:
    with house.writing(by) as asking:
        return keep_view(asking, kind("person"), name, Content(columns, {}), is_shared=is_shared).id


@pytest.fixture
def owner(sqlite_house: House) -> FlaskClient:
    company = sqlite_house.add("company", name="Krosna", city="Kraków")
    sqlite_house.add("person", first_name="Ada", last_name="Nowak", city="Łódź", company=company)
    return sqlite_house.client("owner")


def test_address_lays_the_list_out_and_its_links_keep_to_it(owner: FlaskClient) -> None:
    html = owner.get(f"{LIST}?columns=city,company.city&widths=city:200").text
    assert heads(html) == ["name", "city", "company.city"]
    assert "Company › City" in html
    assert "Kraków" in html
    assert '<col width="200" data-sized>' in html
    assert 'href="/persons/list/?sort=city&amp;columns=name%2Ccity%2Ccompany.city&amp;widths=city%3A200"' in html


@pytest.mark.parametrize("words", ["columns=nose", "widths=city", "choose=nose", "columns=city.name"])
def test_what_no_list_has_is_said(owner: FlaskClient, words: str) -> None:
    answer = owner.get(f"{LIST}?{words}")
    assert answer.status_code == 400


def test_chooser_without_scripts_takes_out_moves_and_adds(owner: FlaskClient) -> None:
    url = f"{LIST}?columns=city,stage&choose=columns"
    assert "columns=name%2Cstage&" in links(owner.get(url).text, "Take out City")[0]
    assert "columns=name%2Cstage%2Ccity&" in links(owner.get(url).text, "Stage: further up")[0]
    deeper = re.search(r'href="([^"]+)" data-step data-way="deeper" data-name="Company"', owner.get(url).text)
    assert deeper
    added = offered(owner.get(unescape(deeper[1])).text, "Postal code")
    assert "company.postal_code" in added
    assert owner.get(added).status_code == 200


def test_script_gets_tabs_table_and_chooser_in_one_answer(owner: FlaskClient) -> None:
    part = owner.get(f"{LIST}?columns=city&choose=columns&part=view").text
    assert 'data-address="/persons/list/?columns=name%2Ccity"' in part
    assert heads(part) == ["name", "city"]
    assert "data-columns" in part
    assert "<main" not in part


def test_list_is_kept_as_a_view_changed_renamed_and_deleted(owner: FlaskClient) -> None:
    menu = owner.get(f"{LIST}?columns=city&sort=-city&city.is=Łódź&choose=new-view").text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', menu))
    sent = {name: unescape(value) for name, value in fields.items() if name in {"kind", "columns", "sort", "rest"}}
    answer = owner.post("/views/add", data={**sent, "name": "Cities", "shared": "1"})
    assert answer.headers["Location"].endswith("?city.is=%C5%81%C3%B3d%C5%BA&view=1")
    html = owner.get(f"{LIST}?view=Cities").text
    assert heads(html) == ["name", "city"]
    assert 'aria-sort="descending"' in html
    changed = owner.get(f"{LIST}?view=1&columns=city,stage&choose=view").text
    assert "Changed since it was saved: 1 column." in changed
    assert "Save into “Cities”" in changed
    owner.post("/views/1/change", data={"columns": "name,city,stage", "sort": "", "name": "Stages"})
    assert heads(owner.get(f"{LIST}?view=Stages").text) == ["name", "city", "stage"]
    owner.post("/views/1/delete")
    html = owner.get(f"{LIST}?view=Stages&city.is=Łódź").text
    assert "There is no list view “Stages” here" in html
    assert "Ada Nowak" in html


def test_name_that_is_taken_keeps_the_columns_that_were_chosen(owner: FlaskClient) -> None:
    owner.post("/views/add", data={"kind": "person", "name": "Cities", "columns": "name,city"})
    again = owner.post("/views/add", data={"kind": "person", "name": "Cities", "columns": "name,stage"})
    html = owner.get(again.headers["Location"]).text
    assert heads(html) == ["name", "stage"]
    assert "There is one named “Cities” already" in html


def test_others_save_a_shared_view_only_as_new(owner: FlaskClient, sqlite_house: House) -> None:
    number = view(sqlite_house, "Cities", ("name", "city"), is_shared=True)
    other = sqlite_house.client("outsider")
    menu = other.get(f"{LIST}?view={number}&columns=stage&choose=view").text
    assert "Save as new list view" in menu
    assert "Save into" not in menu
    assert "Delete list view" not in menu
    assert other.post(f"/views/{number}/change", data={"name": "Mine"}).status_code == 403
    assert other.post(f"/views/{number}/delete").status_code == 403


def test_list_begins_with_the_view_and_filter_that_were_chosen(owner: FlaskClient) -> None:
    owner.post("/views/add", data={"kind": "person", "name": "Cities", "columns": "name,city"})
    owner.post("/filters/add", data={"kind": "person", "name": "Here", "query": "city.is=Łódź"})
    for what in ("view", "filter"):
        owner.post("/views/begin", data={"kind": "person", "what": what, "id": "1", "me": "1"})
    answer = owner.get(LIST)
    assert answer.headers["Location"] == "/persons/list/?filter=1"
    html = owner.get(answer.headers["Location"]).text
    assert heads(html) == ["name", "city"]
    cleared = re.search(r'href="([^"]+)">Clear all', html)
    assert cleared
    assert cleared[1] == "/persons/list/?filter=0"
    assert "data-chip=" not in owner.get(cleared[1]).text
    owner.post("/views/begin", data={"kind": "person", "what": "filter", "id": "1", "was_me": "1"})
    assert owner.get(LIST).status_code == 200


def test_only_managers_choose_for_roles(owner: FlaskClient, sqlite_house: House) -> None:
    number = view(sqlite_house, "Cities", ("name", "city"), is_shared=True)
    sent = {"kind": "person", "what": "view", "id": str(number), "role": "User"}
    assert owner.post("/views/begin", data=sent).status_code == 403
    assert sqlite_house.client("manager").post("/views/begin", data=sent).status_code == 303
    assert heads(owner.get(LIST).text) == ["name", "city"]
    assert heads(sqlite_house.client("agent").get(LIST).text) == list(kind("person").columns)


def test_view_whose_field_is_gone_shows_the_others_and_is_repaired(owner: FlaskClient, sqlite_house: House) -> None:
    number = view(sqlite_house, "Old", ("name", "city"))
    with sqlite_house.writing("owner") as asking:
        from app.domain.list_views import view_by_id

        view_by_id(asking, number).columns = ["name", "cf.gone", "city"]
    assert heads(owner.get(f"{LIST}?view={number}").text) == ["name", "city"]
    menu = owner.get(f"{LIST}?view={number}&choose=view").text
    assert "1 field that it names is gone: cf.gone" in menu
    assert "Repair: save without them" in menu
    owner.post(f"/views/{number}/change", data={"columns": "name,city"})
    assert "is gone" not in owner.get(f"{LIST}?view={number}&choose=view").text


def panel(client: FlaskClient) -> list[str]:
    client.set_cookie("panel", "1")
    return re.findall(r'data-block="([^"]+)"', client.get(LIST).text)


def test_each_user_chooses_the_fields_of_their_panel(owner: FlaskClient, sqlite_house: House) -> None:
    every = panel(owner)
    words: Any = {"kind": "person", "field": ["company.city", "city", "stage"], "rest": "city.is=x"}
    answer = owner.post("/views/panel", data=words)
    assert answer.headers["Location"] == "/persons/list/?city.is=x&panel=1"
    assert panel(owner) == ["stage", "company.city", "city"]
    assert panel(sqlite_house.client("outsider")) == every
    assert 'value="company.city" checked' in owner.get(f"{LIST}?choose=panel").text
    owner.post("/views/panel", data={"kind": "person", "reset": "1"})
    assert panel(owner) == every


# --- saved filters ---------------------------------------------------------------------------------------------------------


def saved(house: House, query: str, *, is_shared: bool = False) -> int:
    with house.writing("owner") as asking:
        one = SavedFilter(kind="person", name="Old", query=query, is_shared=is_shared, user_id=asking.viewer.user_id)
        asking.session.add(one)
        asking.session.flush()
        return one.id


def test_broken_filter_says_what_is_gone_and_takes_another_value(owner: FlaskClient, sqlite_house: House) -> None:
    sqlite_house.add("person", last_name="Tagged", tags=["VIP"])
    number = saved(sqlite_house, "tags.any=fair,VIP&city.empty=yes")
    html = owner.get(f"{LIST}?filter={number}").text
    assert "There is no “fair” in “Tags”." in html
    assert f'href="/filters/{number}/"' in html
    menu = owner.get(f"/filters/{number}/?part=piece").text
    assert re.search(r'name="v:0" value="\d+" checked', menu)
    broken = {"word": "tags.any", "value": "fair,VIP"}
    again = {**broken, "f:0": "tags", "o:0": "any", "v:0": "VIP"}
    assert owner.post(f"/filters/{number}/repair", data=again).status_code == 303
    assert "Tagged" in owner.get(f"{LIST}?filter={number}").text
    assert (
        "condition has been repaired"
        in owner.post(f"/filters/{number}/repair", data={**broken, "drop": "1"}, follow_redirects=True).text
    )


def test_field_that_is_gone_is_dropped_but_not_the_last(owner: FlaskClient, sqlite_house: House) -> None:
    number = saved(sqlite_house, "cf.gone.is=1&city.is=Łódź")
    menu = owner.get(f"/filters/{number}/").text
    assert "cf.gone.is" in menu
    assert "Drop the condition" in menu
    sent = {"word": "cf.gone.is", "value": "1", "drop": "1"}
    owner.post(f"/filters/{number}/repair", data=sent)
    assert "Nowak" in owner.get(f"{LIST}?filter={number}").text
    alone = saved(sqlite_house, "cf.gone.is=1")
    answer = owner.post(f"/filters/{alone}/repair", data=sent, follow_redirects=True)
    assert "no other condition" in answer.text


def test_others_cannot_repair_but_see_what_is_left(owner: FlaskClient, sqlite_house: House) -> None:
    number = saved(sqlite_house, "cf.gone.is=1&city.is=Łódź", is_shared=True)
    other = sqlite_house.client("outsider")
    menu = other.get(f"/filters/{number}/").text
    assert "Show what is left of it" in menu
    assert "Drop the condition" not in menu
    assert (
        other.post(f"/filters/{number}/repair", data={"word": "cf.gone.is", "value": "1", "drop": "1"}).status_code
        == 403
    )


def test_saved_filter_outlives_new_labels_and_a_new_order_of_fields(
    owner: FlaskClient, sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from app.kernel.messages import say
    from app.records import kinds

    number = saved(sqlite_house, "city.is=Łódź&company.city.is=Kraków")
    known = kinds.kind("person")
    relabelled = [replace(field, label=say("Owner")) if field.name == "city" else field for field in known.fields]
    monkeypatch.setitem(kinds._kinds, "person", replace(known, fields=tuple(reversed(relabelled)), by_name={}))
    html = owner.get(f"{LIST}?filter={number}").text
    assert re.findall(r'<a class="nm"[^>]*>([^<]+)', html) == ["Ada Nowak"]


def test_deleted_view_comes_back_with_what_began_with_it(owner: FlaskClient) -> None:
    owner.post("/views/add", data={"kind": "person", "name": "Cities", "columns": "name,city"})
    owner.post("/views/begin", data={"kind": "person", "what": "view", "id": "1", "me": "1"})
    owner.post("/views/1/delete")
    html = owner.get(LIST).text
    assert heads(html) == list(kind("person").columns)
    *_, undo = re.findall(r'action="(/history/sets/\d+/undo)"', html)
    assert owner.post(undo).status_code == 303
    assert heads(owner.get(LIST).text) == ["name", "city"]


def test_tasks_begin_with_what_is_to_be_done_first(sqlite_house: House) -> None:
    given = (("Later", "open", "2030-02-01"), ("Over", "done", "2030-01-01"), ("Sooner", "open", "2030-01-15"))
    for name, state, due in given:
        sqlite_house.add("task", name=name, state=state, due_date=due)
    html = sqlite_house.client("owner").get("/tasks/list/").text
    places = [html.index(f">{name}<") for name in ("Sooner", "Later", "Over")]
    assert places == sorted(places)
    assert "Changed since it was saved" not in html
