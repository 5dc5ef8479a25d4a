"""The mass action *Add a relation* (MAS-2, REL-3, REL-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.mass_actions import action_named, actions_for, preview, seal
from app.jobs.mass import start
from app.kernel.errors import BadQuery, Invalid
from app.models import Participant, Record, Relation, RelationType
from app.records.kinds import kind
from app.records.relations import End, ends_by_record
from tests.conftest import House
from tests.undoing import undo
from tests.watching import counted

HEADQUARTERS, BRANCH = "relation.headquarters_branch.primary", "relation.headquarters_branch.secondary"


def companies(house: House, *names: str, by: str = "owner", **values: Any) -> list[int]:
    return [house.add("company", by, name=name, **values) for name in names]


def act(house: House, ids: list[int], by: str = "owner", of: str = "company", **values: Any) -> dict[str, Any]:
    """The result of relating these records."""
    with house.asking(by) as asking:
        selection = seal(asking, kind(of), ids)
        return start(asking, selection, action_named(kind(of), "relate"), values).result


def reasons(house: House, ids: list[int], by: str = "owner", **values: Any) -> dict[str, int]:
    """How many would be related, and how many would stay, by reason."""
    with house.asking(by) as asking:
        seen = preview(asking, seal(asking, kind("company"), ids), action_named(kind("company"), "relate"), values)
        return {"changes": seen.changes, **{reason.code: reason.count for reason in seen.reasons}}


def ends(house: House, record_id: int) -> list[End]:
    with house.asking("administrator") as asking:
        return ends_by_record(asking.session, [record_id], with_ended=True)[record_id]


def test_all_get_the_relation_with_days_and_note_and_one_undo_takes_them(house: House) -> None:
    alfa, *others = companies(house, "Alfa", "Beta", "Gamma")
    values = {"type": HEADQUARTERS, "other": alfa, "note": "since the merger", "from": "2020-01-01"}
    result = act(house, others, **values)
    assert (result["changed"], result["skipped"]) == (2, 0)
    for one in others:
        (end,) = ends(house, one)
        assert (str(end.label), end.name, end.note, end.starts_on) == (
            "Headquarters",
            "Alfa",
            "since the merger",
            date(2020, 1, 1),
        )
    assert [str(end.label) for end in ends(house, alfa)] == ["Branch", "Branch"]
    undo(house, result["changeset"])
    assert not ends(house, alfa)


def test_preview_counts_who_stays_and_why(house: House) -> None:
    alfa, beta, gamma, delta, epsilon = companies(house, "Alfa", "Beta", "Gamma", "Delta", "Epsilon")
    act(house, [beta], type=HEADQUARTERS, other=alfa)
    act(house, [gamma], type=HEADQUARTERS, other=delta)
    act(house, [alfa], type=HEADQUARTERS, other=epsilon)
    assert reasons(house, [alfa, beta, gamma, delta, epsilon], type=HEADQUARTERS, other=alfa) == {
        "changes": 1,
        "self": 1,
        "same": 1,
        "limit": 1,
        "circle": 1,
    }


def test_nobody_is_related_twice_to_a_competitor_from_either_side(house: House) -> None:
    alfa, beta, gamma = companies(house, "Alfa", "Beta", "Gamma")
    act(house, [alfa], type="competitors", other=beta)
    assert reasons(house, [alfa, gamma], type="competitors", other=beta) == {"changes": 1, "same": 1}
    assert reasons(house, [beta, gamma], type="competitors", other=alfa) == {"changes": 1, "same": 1}


def test_a_text_may_stand_there_where_the_type_allows_it(house: House) -> None:
    alfa, beta = companies(house, "Alfa", "Beta")
    act(house, [alfa, beta], type="competitors", other="text:Dom Mody")
    assert [end.text for one in (alfa, beta) for end in ends(house, one)] == ["Dom Mody", "Dom Mody"]
    assert reasons(house, [alfa], type="competitors", text="dom mody") == {"changes": 0, "same": 1}
    with pytest.raises(Invalid) as error:
        act(house, [alfa], type="partners", other="text:Dom Mody")
    assert "other" in error.value.errors


def test_the_missing_record_is_made_once(house: House) -> None:
    alfa, beta = companies(house, "Alfa", "Beta")
    assert act(house, [alfa, beta], type="partners", other="new:Nowa")["changed"] == 2
    (first,), (second,) = ends(house, alfa), ends(house, beta)
    assert first.record == second.record
    assert first.name == "Nowa"


def test_many_are_not_put_where_one_may_stand(house: House) -> None:
    alfa, beta, gamma = companies(house, "Alfa", "Beta", "Gamma")
    with pytest.raises(Invalid, match="at most") as error:
        act(house, [beta, gamma], type=BRANCH, other=alfa)
    assert "other" in error.value.errors


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({}, "type"),
        ({"type": "headquarters_branch"}, "type"),
        ({"type": "relation.nothing"}, "type"),
        ({"type": "partners"}, "other"),
        ({"type": "partners", "other": "999999"}, "other"),
        ({"type": "partners", "other": "Nobody of that name"}, "other"),
        ({"type": "partners", "other": "PERSON"}, "other"),
        ({"type": "partners", "other": "OTHER", "from": "2020-02-30"}, "from"),
        ({"type": "partners", "other": "OTHER", "from": "2020-02-02", "to": "2020-01-01"}, "to"),
        ({"type": "partners", "other": "OTHER", "note": "x" * 1001}, "note"),
    ],
)
def test_what_does_not_fit_is_said_at_its_control(house: House, values: dict[str, Any], place: str) -> None:
    alfa, other = companies(house, "Alfa", "Other")
    person = house.add("person", first_name="Anna", last_name="Lis")
    words = {"OTHER": str(other), "PERSON": str(person)}
    given = {name: words.get(value, value) for name, value in values.items()}
    with pytest.raises(Invalid) as error:
        act(house, [alfa], **given)
    assert place in error.value.errors


def test_who_may_edit_one_end_need_only_see_the_other(house: House) -> None:
    theirs = companies(house, "Theirs", "Theirs too", visibility="nonpublic")
    (mine,) = companies(house, "Mine", by="outsider")
    (unseen,) = companies(house, "Unseen", visibility="hidden")
    with house.writing("owner") as asking:
        viewer = house.viewer("outsider").user_id
        asking.session.add_all(Participant(record_id=one, user_id=viewer) for one in theirs)
    assert reasons(house, [*theirs, unseen], by="outsider", type="partners", other=mine) == {"changes": 2}
    assert reasons(house, [mine], by="outsider", type="partners", other=theirs[0]) == {"changes": 1}
    assert reasons(house, theirs, by="outsider", type="competitors", other="text:Anyone") == {"changes": 0, "right": 2}
    with pytest.raises(Invalid):
        act(house, [mine], by="outsider", type="partners", other=unseen)


def test_a_hidden_relation_is_in_nobodys_way_and_tells_nothing(house: House) -> None:
    beta, gamma = companies(house, "Beta", "Gamma")
    (hidden,) = companies(house, "Hidden", visibility="hidden")
    act(house, [beta], type=HEADQUARTERS, other=hidden)
    assert reasons(house, [beta], by="manager", type=HEADQUARTERS, other=gamma) == {"changes": 1}
    assert reasons(house, [beta], by="administrator", type=HEADQUARTERS, other=gamma) == {"changes": 0, "limit": 1}


def test_preview_shows_before_and_after(house: House) -> None:
    alfa, beta = companies(house, "Alfa", "Beta")
    act(house, [alfa], type="competitors", other="text:Dom Mody")
    with house.asking("owner") as asking:
        values = {"type": "competitors", "other": beta}
        action = action_named(kind("company"), "relate")
        (row,) = preview(asking, seal(asking, kind("company"), [alfa]), action, values).rows
        assert (row.old, row.new) == ("Dom Mody", "Dom Mody; Beta")


def test_a_kind_that_no_type_joins_has_no_such_action(house: House) -> None:
    with house.asking() as asking:
        assert asking.session.scalars(select(RelationType)).first()
        assert "relate" in [one.name for one in actions_for(kind("company"))]
        with pytest.raises(BadQuery):
            action_named(kind("ticket"), "relate")


def test_many_thousand_are_related_by_few_statements(sqlite_house: House) -> None:
    alfa = companies(sqlite_house, "Alfa")[0]
    others = companies(sqlite_house, *(f"No {number}" for number in range(40)))
    with counted(sqlite_house.engine) as few:
        act(sqlite_house, others[:2], type="partners", other=alfa)
    with counted(sqlite_house.engine) as many:
        act(sqlite_house, others[2:], type="partners", other=alfa)
    assert len(many) <= len(few) + 2
    with sqlite_house.asking() as asking:
        assert asking.session.query(Relation).count() == 40


def test_tying_many_to_a_hidden_record_shows_on_no_public_one(house: House) -> None:
    hidden, *others = companies(house, "Alfa", visibility="hidden") + companies(house, "Beta", "Gamma")

    def marks() -> list[Any]:
        with house.asking("outsider") as asking:
            found = asking.session.scalars(select(Record).where(Record.id.in_(others)).order_by(Record.id)).all()
            return [(one.version, one.changed_at, one.last_activity_at) for one in found]

    before = marks()
    assert act(house, others, type="relation.competitors", other=hidden)["changed"] == 2
    assert marks() == before
    assert act(house, others[:1], type="relation.competitors", other=others[1])["changed"] == 1
    assert marks() != before
