"""Relation types: made, changed, ordered, deleted and brought back by administrators; what becomes of relations that a change leaves
without a fit (REL-2, SET-5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain import relation_types as verbs
from app.domain.relation_types import Unfit
from app.kernel.clock import today
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.models import Change, Operation, Relation, RelationType, Side
from app.records.kinds import kind
from app.records.layouts import sections_of
from app.records.relating import Draft, Given, change_relation, draft_of, relate, seen_record
from app.records.ties import tie_named
from app.records.trash import put_in_trash
from tests.conftest import House, make_house
from tests.records.test_relations import company, ends
from tests.relating import tie
from tests.undoing import last_set, undo

TODAY = today("Europe/Warsaw")
NEW = {
    "primary_kind": "company",
    "secondary_kind": "company",
    "primary_label": "Owner",
    "secondary_label": "Owned",
    "has_free_text": True,
}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all attempts that leave nothing."""
    made, pull_down = make_house("sqlite", tmp_path_factory.mktemp("types"))
    yield made
    pull_down()


def add(house: House, by: str = "administrator", **given: Any) -> int:
    with house.writing(by, Operation.ADDED) as asking:
        return verbs.add_relation_type(asking.session, {**NEW, "key": "owner_owned", **given}).id


def change(house: House, type_id: int, unfit: Unfit = Unfit.REFUSE, **given: Any) -> None:
    with house.writing() as asking:
        verbs.change_relation_type(asking.session, type_id, given, unfit)


def number(house: House, type_id: int, **given: Any) -> int:
    """How many would not fit."""
    with house.asking() as asking:
        return len(verbs.would_not_fit(asking.session, type_id, given))


def stored(house: House, type_id: int) -> dict[int, date | None]:
    """The relations of a type, with their last days."""
    with house.asking() as asking:
        rows = asking.session.scalars(select(Relation).where(Relation.type_id == type_id))
        return {one.id: one.ends_on for one in rows}


def companies(house: House, number: int) -> list[int]:
    return [company(house, f"Firm {place}") for place in range(number)]


# --- making and changing -------------------------------------------------------------------------------------------------


def test_new_type_is_at_once_a_field_of_its_kinds(house: House) -> None:
    add(house, primary_labels={"pl": "Właściciel"}, forms=[{"kind": "company", "section": "Main data"}])
    with house.asking("owner") as asking:
        of = kind("company")
        assert {"relation.owner_owned", "relation.owner_owned.primary"} <= of.by_name.keys()
        main = next(one for one in sections_of(asking.session, of) if one.label.msgid == "Main data")
        assert "relation.owner_owned.secondary" in main.names
    alfa, beta = companies(house, 2)
    tie(house, "owner_owned", alfa, beta)
    assert ends(house, beta) == [("Owner", "Firm 0")]


def test_key_is_made_of_the_labels_and_is_never_taken_twice(house: House) -> None:
    first, second = add(house, key=""), add(house, key=None)
    with house.asking() as asking:
        keys = [verbs.relation_type(asking.session, one).key for one in (first, second)]
    assert keys == ["owner_owned", "owner_owned_2"]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"key": "Wrong key"}, "key", "Write small letters a to z"),
        ({"primary_kind": "planet"}, "primary_kind", "Write one of"),
        ({"primary_kind": None}, "primary_kind", "Write one of"),
        ({"secondary_label": " "}, "secondary_label", "at least one letter or digit"),
        (
            {"primary_label": "x" * 24},
            "primary_label",
            "20 characters at most, this has 24. Long labels break the map.",
        ),
        ({"secondary_labels": {"he": "ש" * 21}}, "secondary_label_he", "20 characters at most, this has 21"),
        ({"primary_labels": "Właściciel"}, "primary_labels", "words by language"),
        ({"color": "#ff0000"}, "color", "indigo"),
        ({"sort": -1}, "sort", "Write a number from 0"),
        ({"is_symmetric": "perhaps"}, "is_symmetric", "Choose yes or no"),
        ({"is_symmetric": []}, "is_symmetric", "Choose yes or no"),
        ({"is_symmetric": True}, "secondary_label", "write the same label"),
        ({"is_symmetric": True, "secondary_kind": "person", "secondary_label": ""}, "is_symmetric", "of one kind"),
        ({"is_symmetric": True, "secondary_label": "", "is_acyclic": True}, "is_acyclic", "Drop one of the two"),
        ({"forms": {}}, "forms", "Give a list of forms"),
        ({"forms": [{"kind": "deal", "section": ""}]}, "forms", "one of the two kinds"),
        ({"forms": [{"kind": "company", "section": "Attic"}]}, "forms", "no section “Attic”"),
        ({"forms": [{"kind": "company", "side": "third"}]}, "forms", "does not stand on that side"),
        ({"forms": [{"kind": "company"}, {"kind": "company"}]}, "forms", "one section of a form"),
        ({"forms": [{"kind": "company", "place": 3}]}, "forms", "“place”"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(untouched: House, given: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(untouched, **given)
    assert words in str(refused.value.errors[field][0])


def test_symmetric_type_takes_one_label_for_both_sides(sqlite_house: House) -> None:
    made = add(sqlite_house, is_symmetric=True, secondary_label="", primary_labels={"pl": "Wspólnik"})
    change(sqlite_house, made, primary_label="Co-owner")
    with sqlite_house.asking() as asking:
        of = verbs.relation_type(asking.session, made)
        assert (of.primary_label, of.secondary_label, of.secondary_labels) == (
            "Co-owner",
            "Co-owner",
            {"pl": "Wspólnik"},
        )


@pytest.mark.parametrize(
    ("given", "side"),
    [
        ({"forms": [{"kind": "company"}]}, "primary"),
        ({"forms": [{"kind": "company"}], "has_one_primary": True}, "secondary"),
        ({"forms": [{"kind": "company", "side": "primary"}], "has_one_primary": True}, "primary"),
        ({"forms": [{"kind": "person"}], "secondary_kind": "person"}, "secondary"),
    ],
)
def test_form_shows_the_side_that_it_is_of(sqlite_house: House, given: dict[str, Any], side: str) -> None:
    made = add(sqlite_house, **given)
    with sqlite_house.asking() as asking:
        assert [one["side"] for one in verbs.relation_type(asking.session, made).forms] == [side]


def test_taken_key_and_changed_key_are_refused(sqlite_house: House) -> None:
    made = add(sqlite_house)
    with pytest.raises(Conflict):
        add(sqlite_house)
    with pytest.raises(Invalid):
        change(sqlite_house, made, key="other")
    with sqlite_house.writing() as asking:
        verbs.remove_relation_type(asking.session, made)
    with pytest.raises(Conflict) as refused:
        add(sqlite_house)
    assert "Bring it back" in str(refused.value.message)


@pytest.mark.parametrize("who", ["manager", "owner", "agent"])
def test_only_administrators_change_types(sqlite_house: House, who: str) -> None:
    made = add(sqlite_house)
    with pytest.raises(Forbidden):
        add(sqlite_house, by=who, key="mine")
    for act in (verbs.remove_relation_type, verbs.bring_back_relation_type):
        with pytest.raises(Forbidden), sqlite_house.writing(who) as asking:
            act(asking.session, made)
    with pytest.raises(Forbidden), sqlite_house.writing(who) as asking:
        verbs.change_relation_type(asking.session, made, {"color": "teal"})


def test_types_stand_in_the_order_in_which_they_are_put(sqlite_house: House) -> None:
    made = add(sqlite_house)
    with sqlite_house.writing() as asking:
        verbs.move_relation_type(asking.session, made, 1)
    with sqlite_house.asking() as asking:
        assert [one.key for one in verbs.relation_types(asking.session)][:3] == [
            "headquarters_branch",
            "owner_owned",
            "competitors",
        ]


def test_deleted_type_goes_with_its_relations_and_comes_back_with_them(house: House) -> None:
    made = add(house)
    alfa, beta = companies(house, 2)
    tie(house, "owner_owned", alfa, beta)
    with house.asking() as asking:
        assert verbs.uses(asking.session)[made] == 1
    with house.writing(operation=Operation.DELETED) as asking:
        verbs.remove_relation_type(asking.session, made)
    assert ends(house, beta) == []
    undo(house, last_set(house), by="administrator")
    assert ends(house, beta) == [("Owner", "Firm 0")]
    with house.writing(operation=Operation.DELETED) as asking:
        verbs.remove_relation_type(asking.session, made)
    with house.writing(operation=Operation.RESTORED) as asking:
        verbs.bring_back_relation_type(asking.session, made)
    assert ends(house, beta) == [("Owner", "Firm 0")]


# --- what no longer fits -------------------------------------------------------------------------------------------------


def test_more_than_one_is_counted_and_the_newest_stays(house: House) -> None:
    made = add(house)
    alfa, beta, gamma, delta = companies(house, 4)
    old = tie(house, "owner_owned", alfa, delta, starts_on=date(2020, 1, 1))
    tie(house, "owner_owned", beta, delta, starts_on=date(2024, 1, 1))
    text = tie(house, "owner_owned", gamma, "Dom Mody")
    over = tie(house, "owner_owned", gamma, delta, ends_on=TODAY)
    tie(house, "owner_owned", alfa, gamma)
    assert number(house, made, has_one_primary=True) == 1
    assert number(house, made, has_one_secondary=True) == 1
    assert number(house, made, color="teal") == 0
    with pytest.raises(Conflict) as refused:
        change(house, made, has_one_primary=True)
    assert "1 relation would no longer fit" in str(refused.value.message)
    before = stored(house, made)
    change(house, made, Unfit.END, has_one_primary=True)
    assert stored(house, made) == {**before, old: TODAY}
    assert {text, over} <= before.keys()
    assert ends(house, delta) == [("Owner", "Firm 1")]
    with house.session() as session:
        line = session.scalars(
            select(Change).where(Change.set_id == last_set(house), Change.subject == "relation")
        ).one()
        assert (line.record_id, line.other_id, line.field, line.old, line.new) == (
            alfa,
            delta,
            "ends_on",
            None,
            TODAY.isoformat(),
        )
    undo(house, last_set(house), by="administrator")
    assert stored(house, made) == before
    assert number(house, made, has_one_primary=True) == 1


def test_those_that_follow_each_other_and_those_in_the_trash_are_in_nobodys_way(house: House) -> None:
    made = add(house)
    alfa, beta, gamma = companies(house, 3)
    until = TODAY + timedelta(days=30)
    tie(house, "owner_owned", alfa, gamma, ends_on=until)
    tie(house, "owner_owned", beta, gamma, starts_on=until)
    assert number(house, made, has_one_primary=True) == 0
    delta = company(house, "Firm 3")
    tie(house, "owner_owned", delta, gamma)
    assert number(house, made, has_one_primary=True) == 1
    with house.writing("owner", Operation.DELETED) as asking:
        put_in_trash(asking, seen_record(asking, delta, ""))
    assert number(house, made, has_one_primary=True) == 0


def test_circles_are_opened_at_their_newest_but_one(house: House) -> None:
    made = add(house)
    ids = companies(house, 5)
    ring = [tie(house, "owner_owned", ids[place], ids[(place + 1) % 3]) for place in range(3)]
    tie(house, "owner_owned", ids[2], ids[3])
    tie(house, "owner_owned", ids[3], ids[4])
    assert number(house, made, is_acyclic=True) == 1
    change(house, made, Unfit.REMOVE, is_acyclic=True)
    assert ring[0] not in stored(house, made)
    assert len(stored(house, made)) == 4
    undo(house, last_set(house), by="administrator")
    assert len(stored(house, made)) == 5
    assert number(house, made, is_acyclic=True) == 1


def test_free_text_that_is_off_and_sides_that_are_one(house: House) -> None:
    made = add(house)
    alfa, beta = companies(house, 2)
    there, back = tie(house, "owner_owned", alfa, beta), tie(house, "owner_owned", beta, alfa)
    text = tie(house, "owner_owned", alfa, "Dom Mody")
    assert number(house, made, is_symmetric=True, secondary_label="Owner") == 1
    assert number(house, made, has_free_text=False) == 1
    change(house, made, Unfit.REMOVE, is_symmetric=True, secondary_label="Owner", has_free_text=False)
    assert stored(house, made).keys() == {back}
    assert {there, text}.isdisjoint(stored(house, made))


def test_other_kinds_leave_every_relation_without_a_fit_and_forms_go(house: House) -> None:
    made = add(house, forms=[{"kind": "company"}])
    alfa, beta = companies(house, 2)
    tie(house, "owner_owned", alfa, beta)
    later = tie(house, "owner_owned", beta, "Dom Mody", starts_on=TODAY + timedelta(days=9))
    assert number(house, made, secondary_kind="person") == 1
    assert number(house, made, primary_kind="person") == 2
    change(house, made, Unfit.END, primary_kind="person", secondary_kind="person")
    assert later not in stored(house, made)
    assert list(stored(house, made).values()) == [TODAY]
    with house.asking() as asking:
        assert verbs.relation_type(asking.session, made).forms == []


def test_kept_relation_stays_and_can_be_ended(house: House) -> None:
    made = add(house)
    alfa, beta, gamma = companies(house, 3)
    kept = [tie(house, "owner_owned", one, gamma) for one in (alfa, beta)]
    text = tie(house, "owner_owned", gamma, "Dom Mody")
    change(house, made, Unfit.KEEP, has_one_primary=True, has_free_text=False)
    assert stored(house, made) == dict.fromkeys([*kept, text])
    assert number(house, made, color="plum") == 0
    with house.writing("owner") as asking:
        of = tie_named(asking.session, "owner_owned")
        for one in (kept[0], text):
            relation = asking.session.get_one(Relation, one)
            change_relation(asking, of, relation, Draft(draft_of(relation).ends, "Was sold", None, TODAY))
    assert stored(house, made) == {kept[0]: TODAY, kept[1]: None, text: TODAY}
    with house.writing("owner") as asking:
        relation = asking.session.get_one(Relation, kept[0])
        with pytest.raises(Invalid):
            change_relation(asking, of, relation, Draft(draft_of(relation).ends))
    with pytest.raises(Invalid), house.writing("owner") as asking:
        relate(asking, of, Draft({side: Given(seen_record(asking, one, "")) for side, one in _sides(alfa, gamma)}))


def _sides(primary: int, secondary: int) -> list[tuple[Side, int]]:
    return list(zip(Side, (primary, secondary), strict=True))


def test_ends_say_that_they_were_changed_but_not_of_a_hidden_one(house: House) -> None:
    made = add(house)
    alfa, beta, gamma = companies(house, 3)
    hidden = company(house, "Hidden", visibility="hidden")
    tie(house, "owner_owned", alfa, beta)
    tie(house, "owner_owned", beta, alfa)
    tie(house, "owner_owned", gamma, hidden)
    tie(house, "owner_owned", hidden, gamma)
    before = _versions(house, alfa, beta, gamma, hidden)
    change(house, made, Unfit.REMOVE, is_symmetric=True, secondary_label="Owner")
    grown = [new > old for old, new in zip(before, _versions(house, alfa, beta, gamma, hidden), strict=True)]
    assert grown == [True, True, False, True]


def _versions(house: House, *ids: int) -> list[int]:
    with house.asking() as asking:
        return [seen_record(asking, one, "").version for one in ids]


def test_shipped_types_can_be_saved_as_they_are(sqlite_house: House) -> None:
    with sqlite_house.writing() as asking:
        for one in asking.session.scalars(select(RelationType)):
            words = {f"{side}_labels": getattr(one, f"{side}_labels") for side in ("primary", "secondary")}
            verbs.change_relation_type(asking.session, one.id, {**words, "forms": one.forms})
