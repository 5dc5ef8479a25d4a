"""Undo of change sets: what goes back, what is kept, what is blocked (HIS-4)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain import groups, tags
from app.domain.settings import set_setting
from app.domain.sharing import Sharing, share
from app.kernel.errors import Conflict, NotFound
from app.kernel.settings import get_setting
from app.kernel.viewer import as_system
from app.models import Change, ChangeSet, ContactGroup, Operation, Person, Phone, Role, SettingRow, Tag, User
from app.records.kinds import kind
from app.records.policies import Guest
from app.records.saving import add_record
from tests.canonical import difference, dump, record_ids
from tests.conftest import House
from tests.undoing import any_record, edit, last_set, mass, reasons, restore, trash, undo


@pytest.fixture
def person(house: House) -> int:
    return house.add(
        "person",
        first_name="Agnieszka",
        last_name="Łęcka",
        city="Łódź",
        tags=["VIP"],
        phones=["+48 601 555 014", "+48 601 555 015"],
        emails=["a@lecka.test"],
    )


def look(house: House, record_id: int) -> Any:
    """First name, city, owner, tags, phones."""
    with house.session() as session:
        found = any_record(session, record_id)
        return found.name, found.city, str(found.owner), [t.name for t in found.tags], [p.number for p in found.phones]


# --- what goes back --------------------------------------------------------------------------------------------------------


def test_edit_of_everything_goes_back_and_comes_again(house: House, person: int) -> None:
    before = dump(house)
    done = edit(
        house,
        person,
        first_name="Aga",
        city=None,
        tags=["New one", "Other"],
        phones=["+48 601 555 016"],
        emails=["b@lecka.test", "c@lecka.test"],
        visibility="hidden",
        groups=["Fair"],
    )
    after = dump(house)
    answer = undo(house, done)
    assert (answer["kept"], answer["blocked"]) == ([], [])
    assert difference(before, dump(house)) == {}
    again = undo(house, answer["changeset"])
    assert difference(after, dump(house)) == {}
    undo(house, again["changeset"])
    assert difference(before, dump(house)) == {}


def test_added_record_goes_to_the_trash_with_all_of_it(house: House) -> None:
    before = dump(house)
    added = house.add("person", last_name="New", tags=["fresh"], groups=["Fresh"], phones=["+48 601 555 017"])
    after = dump(house)
    answer = undo(house, last_set(house))
    assert reasons(answer, "kept") == reasons(answer, "blocked") == []
    with house.session() as session:
        assert any_record(session, added).deleted_at is not None
    rest = dump(house, record_ids(house) - {added})
    assert difference(before, rest) == {}
    undo(house, answer["changeset"])
    assert difference(after, dump(house)) == {}


def test_search_finds_by_what_is_back(house: House, person: int) -> None:
    done = edit(house, person, last_name="Nowak", emails=["n@nowak.test"])
    undo(house, done)
    with house.session() as session:
        found = session.get_one(Person, person)
        assert (found.name, "lecka" in found.search_key, "nowak" in found.search_key) == (
            "Agnieszka Łęcka",
            True,
            False,
        )
        assert found.version == 3


def test_trash_and_restore_go_back(house: House, person: int) -> None:
    deleted = trash(house, person)
    undone = undo(house, deleted)
    assert look(house, person)[0] == "Agnieszka Łęcka"
    with house.session() as session:
        assert session.get_one(Person, person).deleted_at is None
    undo(house, undone["changeset"])
    restored = restore(house, person)
    undo(house, restored)
    with house.session() as session:
        assert any_record(session, person).deleted_at is not None
        operations = session.scalars(select(Change.operation).where(Change.field == "deleted_at").order_by(Change.id))
        assert [one.value for one in operations] == ["deleted", "restored", "deleted", "restored", "deleted"]


def test_mass_actions_go_back(house: House, person: int) -> None:
    ids = [person, house.add("person", last_name="Second", city="Opole")]
    for action, values in (
        ("owner", {"owner": "manager", "keep": "1"}),
        ("tag", {"tag": "Mass"}),
        ("untag", {"tag": "VIP"}),
        ("group", {"group": "Everybody"}),
        ("set", {"field": "city", "value": "Gdańsk"}),
        ("visibility", {"visibility": "hidden"}),
        ("delete", {}),
    ):
        before = dump(house)
        done = mass(house, ids, action, **values)
        assert difference(before, dump(house)) != {}, action
        assert undo(house, done)["blocked"] == []
        assert difference(before, dump(house)) == {}, action


def test_removed_tag_stands_again_on_everything(house: House, person: int) -> None:
    before = dump(house)
    with house.writing("manager", Operation.DELETED) as asking:
        tags.remove_tag(asking.session, asking.session.scalars(select(Tag.id)).one())
    undo(house, last_set(house), "manager")
    assert difference(before, dump(house)) == {}


def test_removed_group_stands_again_though_its_number_is_taken(house: House) -> None:
    member = house.add("company", name="Works", groups=["Old"])
    with house.writing("owner", Operation.DELETED) as asking:
        groups.remove_group(asking.session, asking.session.scalars(select(ContactGroup.id)).one())
    removal = last_set(house)
    with house.writing("owner", Operation.ADDED) as asking:
        groups.add_group(asking.session, "Another")
    assert undo(house, removal)["blocked"] == []
    with house.session() as session:
        assert [group.name for group in any_record(session, member).groups] == ["Old"]
        assert sorted(session.scalars(select(ContactGroup.name))) == ["Another", "Old"]


def test_setting_goes_back(house: House) -> None:
    for value in ("70", "80"):
        with house.writing("administrator") as asking:
            set_setting(asking.session, "lists.page_size", value)
    undo(house, last_set(house), "administrator")
    with house.session() as session:
        assert get_setting(session, "lists.page_size") == 70
        of_pages = select(SettingRow.value).where(SettingRow.name == "lists.page_size")
        assert session.scalars(of_pages).all() == [70]


# --- what is kept ----------------------------------------------------------------------------------------------------------


def test_value_changed_since_is_kept_and_the_rest_goes_back(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk", first_name="Aga")
    edit(house, person, by="manager", city="Opole")
    answer = undo(house, done)
    assert look(house, person)[:2] == ("Agnieszka Łęcka", "Opole")
    assert answer["undone"] == 1
    assert reasons(answer, "kept") == [(person, "city", "Changed since.")]


def test_value_changed_since_goes_back_where_that_is_wanted(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk")
    edit(house, person, city="Opole")
    answer = undo(house, done, forced=[f"record.{person}.city"])
    assert (answer["undone"], answer["kept"]) == (1, [])
    assert look(house, person)[1] == "Łódź"


def test_number_changed_since_is_kept_whole(house: House, person: int) -> None:
    with house.session() as session:
        first = session.scalars(select(Phone).order_by(Phone.id)).first()
        assert first is not None
        kept = {"id": first.id, "type": "work"}
    done = edit(house, person, phones=[{**kept, "number": "+48 601 555 020"}])
    edit(house, person, phones=[{**kept, "number": "+48 (601) 555-020"}])
    answer = undo(house, done)
    assert reasons(answer, "kept") == [(person, "phones", "Changed since.")]
    assert look(house, person)[4] == ["+48 (601) 555-020", "+48 601 555 015"]


def test_added_record_that_people_worked_on_is_kept(house: House) -> None:
    edited, tagged, alone = (house.add("person", last_name=name) for name in ("Edited", "Tagged", "Alone"))
    sets = {}
    with house.session() as session:
        for one in (edited, tagged, alone):
            sets[one] = session.scalars(select(Change.set_id).where(Change.record_id == one)).first()
    edit(house, edited, by="manager", city="Opole")
    edit(house, tagged, by="manager", tags=["seen"])
    kept = [undo(house, set_id)["kept"] for set_id in sets.values()]
    assert [[one["record"] for one in found] for found in kept] == [[edited], [tagged], []]


def test_what_is_as_before_already_is_not_told(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk", first_name="Aga")
    edit(house, person, city="Łódź")
    answer = undo(house, done)
    assert (answer["undone"], answer["kept"], answer["blocked"]) == (1, [], [])


# --- what is blocked -------------------------------------------------------------------------------------------------------


def test_record_in_the_trash_is_blocked(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk", tags=[])
    trash(house, person)
    answer = undo(house, done)
    assert (answer["undone"], answer["changeset"]) == (0, None)
    assert {one["reason"] for one in answer["blocked"]} == {"It was deleted since. Restore it first."}
    with house.session() as session:
        assert session.scalars(select(ChangeSet).where(ChangeSet.operation == Operation.UNDONE)).all() == []


def test_tag_that_is_gone_cannot_come_back_to_a_record(house: House, person: int) -> None:
    done = edit(house, person, tags=[])
    with house.writing("manager", Operation.DELETED) as asking:
        tags.remove_tag(asking.session, asking.session.scalars(select(Tag.id)).one())
    house.add("person", last_name="Other", tags=["Another under its number"])
    answer = undo(house, done)
    assert reasons(answer, "blocked") == [(person, "tags", "What it was linked to is no longer there.")]
    assert look(house, person)[3] == []


def test_owner_who_left_is_not_owner_again(house: House, person: int) -> None:
    done = edit(house, person, owner="manager")
    with house.session() as session:
        session.execute(update(User).where(User.username == "owner").values(active=False))
    answer = undo(house, done, by="administrator")
    assert answer["blocked"][0]["reason"].startswith("Was owned by a user who can no longer sign in.")


def test_tag_that_others_use_by_now_stays(house: House, person: int) -> None:
    done = edit(house, person, tags=["VIP", "fresh"])
    house.add("person", last_name="Other", tags=["fresh"])
    answer = undo(house, done)
    assert reasons(answer, "blocked") == [(None, "tag", "Others use it by now. Take it off them first.")]
    assert look(house, person)[3] == ["VIP"]


def test_name_that_is_taken_by_now_blocks(house: House) -> None:
    with house.writing("manager") as asking:
        group = groups.add_group(asking.session, "North").id
    with house.writing("manager") as asking:
        groups.change_group(asking.session, group, "South")
    renamed = last_set(house)
    with house.writing("manager") as asking:
        groups.add_group(asking.session, "North")
    answer = undo(house, renamed, by="administrator")
    assert answer["blocked"][0]["reason"].startswith("Another has the same name by now.")


def test_right_is_asked_of_who_undoes_now(house: House, person: int) -> None:
    done = edit(house, person, by="outsider", city="Gdańsk")
    edit(house, person, visibility="hidden")
    answer = undo(house, done, by="outsider")
    assert reasons(answer, "blocked") == [(None, None, "No longer there, or not shared with you.")]
    assert look(house, person)[1] == "Gdańsk"


# --- who may, and how often ------------------------------------------------------------------------------------------------


def test_nobody_undoes_the_set_of_another_but_administrators(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk")
    for stranger in ("outsider", "manager", "agent"):
        with pytest.raises(NotFound):
            undo(house, done, by=stranger)
    assert undo(house, done, by="administrator")["undone"] == 1


def test_set_is_undone_once_until_the_undo_is_undone(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk")
    answer = undo(house, done, by="administrator")
    with pytest.raises(Conflict):
        undo(house, done)
    undo(house, answer["changeset"], by="administrator")
    assert look(house, person)[1] == "Gdańsk"
    assert undo(house, done)["undone"] == 1


def test_participants_and_hidden_records_go_back_by_who_may_still(house: House, person: int) -> None:
    """The act that takes the right away comes last in the undo too."""
    with house.writing("owner", Operation.EDITED) as asking:
        hidden = add_record(asking, kind("person"), {"last_name": "Hidden", "visibility": "hidden", "tags": ["a"]}).id
    before = dump(house)
    done = mass(house, [hidden], "owner", owner="manager", keep="1")
    answer = undo(house, done)
    assert answer["blocked"] == []
    assert difference(before, dump(house)) == {}


def test_set_of_many_subjects_counts_each_change_once(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk", tags=["VIP", "Two"], phones=[])
    assert undo(house, done)["undone"] == 1 + 1 + 1 + 2  # a value, a link, its tag, two numbers


# --- a right that was lost since ---------------------------------------------------------------------------------------------


def becomes(house: House, name: str, role_name: str) -> None:
    """Give somebody one role in place of theirs."""
    with house.app.app_context(), as_system(house.engine) as session:
        user = session.scalars(select(User).where(User.username == name)).one()
        user.roles = list(session.scalars(select(Role).where(Role.name == role_name)))
        session.commit()


def owner_of(house: House, record_id: int) -> str | None:
    with house.session() as session:
        owner = any_record(session, record_id).owner
        return owner.username if owner is not None else None


def test_owner_does_not_go_back_for_who_may_no_longer_change_owners(house: House, person: int) -> None:
    done = edit(house, person, owner="outsider")
    becomes(house, "owner", "Agent")
    answer = undo(house, done, forced=[f"record.{person}.owner_id"])
    assert (person, "owner", "Your role does not let you change owners. Ask a manager.") in reasons(answer, "blocked")
    assert owner_of(house, person) == "outsider"


def test_record_that_was_taken_from_nobody_is_let_go_again(house: House) -> None:
    free = house.add("person", by="administrator", last_name="Free", owner=None)
    done = edit(house, free, by="agent", owner="me")
    assert owner_of(house, free) == "agent"
    assert undo(house, done, by="agent")["blocked"] == []
    assert owner_of(house, free) is None


def test_right_to_delete_is_not_given_back_by_who_lost_it(house: House, person: int) -> None:
    edit(house, person, visibility="nonpublic")
    share_with(house, person, "owner", participant=(True, True))
    share_with(house, person, "participant", participant=(True, True), outsider=(True, True))
    taken = undo(house, last_set(house), by="participant")["changeset"]
    share_with(house, person, "owner", participant=(True, False))
    answer = undo(house, taken, by="participant")
    sentence = "You may not delete this record yourself, so you cannot give that right."
    assert [one["reason"] for one in answer["blocked"]] == [sentence]
    with house.session() as session:
        assert [one.user.username for one in any_record(session, person).participants] == ["participant"]


def share_with(house: House, record_id: int, by: str, **guests: tuple[bool, bool]) -> None:
    """Let exactly these take part, each with edit and delete."""
    wanted = tuple(
        Guest(house.viewer(name).user_id, may_edit=edits, may_delete=deletes)
        for name, (edits, deletes) in guests.items()
    )
    with house.writing(by) as asking:
        record = any_record(asking.session, record_id)
        share(asking, record, Sharing(record.visibility, wanted))


def test_setting_stays_where_its_administrator_is_none_any_more(house: House) -> None:
    with house.writing("administrator") as asking:
        set_setting(asking.session, "trash.days", "99")
    done = last_set(house)
    becomes(house, "administrator", "Manager")
    answer = undo(house, done, by="administrator")
    assert [one["reason"] for one in answer["blocked"]] == [
        "Your role does not let you change this now. Ask an administrator."
    ]
    with house.session("owner") as session:
        assert get_setting(session, "trash.days") == 99
