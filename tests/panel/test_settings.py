"""Settings panels: dictionaries, groups and tags, as the cast uses them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.models import Change, ContactGroup, GroupMember, Pipeline, Stage, Tag
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import count_of
from app.views.settings import OPTIONS
from tests.conftest import House


def stage_id(house: House, label: str) -> int:
    with house.session() as session:
        return session.query(Stage).filter_by(label=label).one().id


def names(house: House, model: type) -> list[str]:
    with house.session() as session:
        return sorted(str(row) for row in session.query(model))


def test_hub_names_every_panel(sqlite_house: House) -> None:
    page = sqlite_house.client("administrator").get("/settings/").text
    for panel in ("Dictionaries", "Positions", "Stages", "Groups", "Tags", "Customer status", "Users", "Roles"):
        assert panel in page


def test_administrator_adds_translates_and_reorders_a_stage(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    answer = client.post(
        "/settings/dictionaries/stages/add", data={"label": "Dormant", "label_pl": "Uśpiony", "color": "plum"}
    )
    assert answer.status_code == 303
    dormant = stage_id(sqlite_house, "Dormant")
    client.post(f"/settings/dictionaries/stages/{dormant}", data={"label": "Asleep", "label_he": "רדום", "sort": "1"})
    with sqlite_house.session() as session:
        stage = session.get_one(Stage, dormant)
        assert (stage.label, stage.labels, stage.sort) == ("Asleep", {"he": "רדום"}, 1)


def test_label_that_is_taken_is_refused_at_its_row_with_the_text_kept(sqlite_house: House) -> None:
    lost = stage_id(sqlite_house, "Lost")
    answer = sqlite_house.client("administrator").post(f"/settings/dictionaries/stages/{lost}", data={"label": "LEAD"})
    assert answer.status_code == 409
    assert 'value="LEAD"' in answer.text
    assert "There is an entry “Lead” already" in answer.text


def test_stage_in_use_is_not_removed(sqlite_house: House) -> None:
    sqlite_house.add("person", last_name="Busy", stage="Lead")
    lead = stage_id(sqlite_house, "Lead")
    answer = sqlite_house.client("administrator").post(f"/settings/dictionaries/stages/{lead}/remove")
    assert answer.status_code == 409
    assert "is used by 1 record" in answer.text


def test_stage_in_use_is_replaced_by_another_everywhere_and_removed(house: House) -> None:
    seen = house.add("person", last_name="Seen", stage="Lead")
    house.add("company", name="Unseen", stage="Lead", visibility="hidden")
    lead, lost = stage_id(house, "Lead"), stage_id(house, "Lost")
    client = house.client("administrator")
    asked = client.post(f"/settings/dictionaries/stages/{lead}/remove")
    assert (asked.status_code, "What becomes of the 2 records that have it?" in asked.text) == (409, True)
    assert client.post(f"/settings/dictionaries/stages/{lead}/merge", data={"into": str(lost)}).status_code == 303
    assert "Lead" not in names(house, Stage)
    with house.asking("administrator") as asking:
        assert count_of(asking, parse_query(kind("company"), [("stage.is", "Lost")])) == (1, False)
        lines = asking.session.query(Change).filter_by(record_id=seen, field="stage_id").all()
        assert [(line.subject, line.old, line.new) for line in lines] == [("record", lead, lost)]


def test_stage_is_not_replaced_by_itself_or_by_nothing(sqlite_house: House) -> None:
    sqlite_house.add("person", last_name="Busy", stage="Lead")
    lead = stage_id(sqlite_house, "Lead")
    for into in (str(lead), "999999", "x", ""):
        answer = sqlite_house.client("administrator").post(
            f"/settings/dictionaries/stages/{lead}/merge", data={"into": into}
        )
        assert (answer.status_code, "Choose another entry." in answer.text) == (409, True)


def test_entries_are_put_in_order_by_hand(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    ids = [stage_id(sqlite_house, label) for label in ("Lost", "Customer")]
    assert client.post("/settings/dictionaries/stages/order", data={"order": f"{ids[0]},{ids[1]},x"}).status_code == 303
    client.post(f"/settings/dictionaries/stages/{ids[1]}/move", data={"by": "-1"})
    with sqlite_house.session() as session:
        order = [stage.label for stage in session.query(Stage).order_by(Stage.sort)]
    assert order == ["Customer", "Lost", "Lead", "Contacted", "Qualified"]


def test_card_says_who_changed_its_panel_last(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    client.post("/settings/dictionaries/stages/add", data={"label": "Dormant"})
    assert (
        "Administrator Test"
        in client.get("/settings/").text.split('href="/settings/dictionaries/"')[1].split("</a>")[0]
    )


def test_hub_is_found_by_words_of_every_language(sqlite_house: House) -> None:
    page = sqlite_house.client("administrator").get("/settings/").text
    assert all(words in page for words in ("Grupy", "קבוצות", "Groups"))


def test_user_sees_no_cards_of_administrators(sqlite_house: House) -> None:
    page = sqlite_house.client("owner").get("/settings/").text
    assert "/settings/dictionaries/" in page
    assert not any(url in page for url in ("/users/list/", "/settings/installation/", "/settings/features/"))


def test_unused_stage_is_removed(sqlite_house: House) -> None:
    lost = stage_id(sqlite_house, "Lost")
    sqlite_house.client("administrator").post(f"/settings/dictionaries/stages/{lost}/remove")
    assert "Lost" not in names(sqlite_house, Stage)


@pytest.mark.parametrize("who", ["owner", "manager", "agent"])
def test_only_administrators_write_dictionaries(sqlite_house: House, who: str) -> None:
    answer = sqlite_house.client(who).post("/settings/dictionaries/stages/add", data={"label": "Mine"})
    assert answer.status_code == 403
    assert "Mine" not in names(sqlite_house, Stage)


def test_every_user_adds_and_renames_groups_until_a_setting_keeps_it_to_managers(house: House) -> None:
    client = house.client("owner")
    assert client.post("/settings/groups/add", data={"name": "Top 100"}).status_code == 303
    house.client("administrator").post(
        "/settings/installation/",
        data={**{name: str(option.default) for name, option in OPTIONS.items()}, "groups.managers_only": "true"},
    )
    assert client.post("/settings/groups/add", data={"name": "Refused"}).status_code == 403
    assert house.client("manager").post("/settings/groups/add", data={"name": "Allowed"}).status_code == 303
    assert names(house, ContactGroup) == ["Allowed", "Top 100"]


def test_removing_a_group_keeps_its_contacts(house: House) -> None:
    person = house.add("person", last_name="Member", groups=["Gone soon"])
    with house.session() as session:
        group = session.query(ContactGroup).one().id
    assert house.client("owner").post(f"/settings/groups/{group}/remove").status_code == 303
    with house.session() as session:
        assert session.query(GroupMember).all() == []
    assert house.client("owner").get(f"/persons/show/{person}").status_code == 200


def test_group_name_without_letters_is_refused_at_the_field(sqlite_house: House) -> None:
    answer = sqlite_house.client("owner").post("/settings/groups/add", data={"name": " … "})
    assert answer.status_code == 422
    assert "at least one letter or digit" in answer.text


def test_merging_tags_keeps_each_record_tagged_once(house: House) -> None:
    house.add("person", last_name="Both", tags=["VIP", "Very important"])
    house.add("person", last_name="One", tags=["Very important"], visibility="hidden")
    with house.session() as session:
        ids = {tag.name: tag.id for tag in session.query(Tag)}
    client = house.client("manager")
    client.post(f"/settings/tags/{ids['Very important']}/merge", data={"into": str(ids["VIP"])})
    assert names(house, Tag) == ["VIP"]
    with house.asking("owner") as asking:
        assert count_of(asking, parse_query(kind("person"), [("tags.any", "VIP")])) == (2, False)


def test_counts_of_groups_leave_out_what_the_viewer_may_not_see(house: House) -> None:
    house.add("person", last_name="Open", groups=["Shared"])
    house.add("person", last_name="Closed", groups=["Shared"], visibility="hidden")
    assert ">2 persons<" in house.client("owner").get("/settings/groups/").text
    assert ">1 person<" in house.client("outsider").get("/settings/groups/").text


def test_count_of_a_tag_leads_to_the_lists_that_have_it(sqlite_house: House) -> None:
    sqlite_house.add("person", last_name="Mixed", tags=["Both", "Alone"])
    sqlite_house.add("company", name="Mixed Ltd", tags=["Both"])
    sqlite_house.add("company", name="Secret Ltd", tags=["Both"], visibility="hidden")
    client = sqlite_house.client("outsider")
    page = client.get("/settings/tags/").text
    assert (">2 records<" in page, ">1 person<" in page) == (True, True)
    with sqlite_house.session() as session:
        both = session.query(Tag).filter_by(name="Both").one().id
    for kind_list, name in (("persons", "Mixed"), ("companies", "Mixed Ltd")):
        assert f'href="/{kind_list}/list/?tags.any={both}"' in page
        assert name in client.get(f"/{kind_list}/list/?tags.any={both}").text


def test_new_group_has_the_colour_that_was_chosen_and_the_message_names_it(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    client.post("/settings/groups/add", data={"name": "Top 100", "color": "plum"})
    page = client.get("/settings/groups/").text
    with sqlite_house.session() as session:
        assert session.query(ContactGroup).one().color == "plum"
    assert "Added: Top 100" in page


def test_wrong_time_zone_is_refused_at_the_field(sqlite_house: House) -> None:
    answer = sqlite_house.client("administrator").post(
        "/settings/installation/", data={"installation.time_zone": "Mars/Olympus", "lists.page_size": "many"}
    )
    assert answer.status_code == 422
    assert "“Mars/Olympus” is not in the list “Time zone of new users”." in answer.text
    assert "takes a whole number from 1 to 500." in answer.text


def test_stages_stand_below_their_pipeline_and_are_put_in_order_there(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    client.post("/settings/dictionaries/pipelines/add", data={"label": "Renewals"})
    with sqlite_house.session() as session:
        first, renewals = session.query(Pipeline).order_by(Pipeline.sort)
        before, whole = [stage.id for stage in first.stages], renewals.id
    new = {"label": "Asked", "pipeline_id": str(whole), "probability": "20", "extras": "1"}
    answer = client.post("/settings/dictionaries/deal-stages/add", data=new)
    assert (answer.status_code, answer.location) == (303, "/settings/dictionaries/pipelines/")
    refused = client.post("/settings/dictionaries/deal-stages/add", data={**new, "label": "Sure", "probability": "200"})
    assert refused.status_code == 422
    block = refused.text.split(f'name="pipeline_id" value="{whole}"')[-1]
    assert 'value="200"' in block
    turned = ",".join(map(str, reversed(before)))
    assert client.post("/settings/dictionaries/deal-stages/order", data={"order": turned}).status_code == 303
    with sqlite_house.session() as session:
        first, renewals = session.query(Pipeline).order_by(Pipeline.sort)
        assert [stage.id for stage in first.stages] == before[::-1]
        assert [(stage.label, stage.probability) for stage in renewals.stages] == [("Asked", 20)]


def test_grid_of_ticket_states_is_saved_as_a_whole(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    page = client.get("/settings/dictionaries/ticket-states/").text
    ticked = re.findall(r'name="step" value="([0-9-]+)" checked', page)
    assert ticked
    assert client.post("/settings/dictionaries/ticket-states/steps", data={"step": ticked[1:]}).status_code == 303
    page = client.get("/settings/dictionaries/ticket-states/").text
    assert re.findall(r'name="step" value="([0-9-]+)" checked', page) == ticked[1:]
    assert sqlite_house.client("owner").post("/settings/dictionaries/ticket-states/steps").status_code != 303


def test_changes_here_are_those_of_the_card(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    client.post("/settings/dictionaries/stages/add", data={"label": "Dormant"})
    client.post("/settings/dictionaries/pipelines/add", data={"label": "Renewals"})
    sqlite_house.add("person", last_name="Unrelated")
    card = client.get("/settings/").text.split('href="/settings/dictionaries/pipelines/"')[1]
    url = unescape(re.findall(r'class="ic hi-c" href="([^"]+)"', card)[0])
    page = client.get(url).text
    assert [word in page for word in ("Renewals", "Dormant", "Unrelated")] == [True, False, False]
    assert client.get(f"{url}&tab=changes").status_code == 200
    everything = client.get("/history/list/?about=settings").text
    assert ("Dormant" in everything, "Unrelated" in everything) == (True, False)
    assert client.get("/history/list/?about=nothing").status_code == 400
