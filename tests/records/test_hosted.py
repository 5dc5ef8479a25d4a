"""A part of another record, such as a deal's line item, is seen, edited and deleted by whoever may see and edit that record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.errors import Forbidden, Invalid, NotFound, SplotError
from app.kernel.viewer import Right
from app.models import LineItem, Operation, Participant, Record, RecordTag, Visibility
from app.records import bulk
from app.records.access import SCOPE, Scope, allowed_ids
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.saving import add_record, change_record
from app.records.search import count_of, find_by_id, list_page
from app.records.trash import put_in_trash, take_out_of_trash
from tests.conftest import House, backends, make_house

CANARY = "Canaryware"
STRANGERS = ("outsider", "agent", "manager", "nobody")


@dataclass(frozen=True)
class Scene:
    """A hidden deal and a public one with an item each, and one that the participant may only read."""

    hidden: int
    hidden_item: int
    public: int
    public_item: int
    shared: int
    shared_item: int


@pytest.fixture(scope="module", params=backends())
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("hosted"))
    yield made
    pull_down()


@pytest.fixture
def scene(house: House) -> Scene:
    company = house.add("company", name="Linen Mill")
    deals = [
        house.add("deal", name="Looms", company=company, visibility=visibility)
        for visibility in ("hidden", "public", "nonpublic")
    ]
    items = [house.add("line_item", deal=deal, name=CANARY, price="10", quantity="3", tags=["odd"]) for deal in deals]
    with house.writing("owner") as asking:
        participant = house.viewer("participant").user_id
        asking.session.add(Participant(record_id=deals[2], user_id=participant, may_edit=False, may_delete=False))
    return Scene(deals[0], items[0], deals[1], items[1], deals[2], items[2])


def found(asking: Asking, *pairs: tuple[str, str], of: str = "line_item") -> set[int]:
    query = parse_query(kind(of), [*pairs, ("page_size", "500")])
    return {row.id for row in list_page(asking, query, ("name",)).rows}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_stranger_meets_no_item_of_a_hidden_deal(house: House, scene: Scene, stranger: str) -> None:
    with house.asking(stranger) as asking:
        for pairs in (
            [],
            [("q", CANARY)],
            [("name.contains", CANARY)],
            [("deal.is", str(scene.hidden))],
            [("deal.name.contains", "Looms")],
            [("tags.any", "odd")],
            [("sort", "deal")],
            [("match", "any"), ("deal.is", str(scene.hidden)), ("total.from", "1")],
        ):
            assert scene.hidden_item not in found(asking, *pairs), pairs
        assert find_by_id(asking, kind("line_item"), scene.hidden_item) is None
        assert allowed_ids(asking.session, asking.viewer, Right.SEE, [scene.hidden_item]) == set()
        tags = select(RecordTag.id).where(RecordTag.record_id == scene.hidden_item)
        assert asking.session.scalars(tags.execution_options(**{SCOPE: Scope.ALL})).all() == []
        counted, _ = count_of(asking, parse_query(kind("line_item"), [("deal.is", str(scene.hidden))]))
        assert counted == 0
        names = select(func.count()).select_from(Record).where(Record.id == scene.hidden_item)
        assert asking.session.scalar(names) == 0


def test_whoever_sees_the_deal_sees_its_items(house: House, scene: Scene) -> None:
    for viewer in ("owner", "administrator"):
        with house.asking(viewer) as asking:
            assert found(asking) >= {scene.hidden_item, scene.public_item, scene.shared_item}
    with house.asking("participant") as asking:
        seen = found(asking)
        assert scene.hidden_item not in seen
        assert seen >= {scene.public_item, scene.shared_item}


def test_reader_of_the_deal_changes_nothing_of_its_items(house: House, scene: Scene) -> None:
    def write(act: Any) -> None:
        with house.writing("participant") as asking:
            act(asking, find_by_id(asking, kind("line_item"), scene.shared_item))

    def move_in(asking: Asking, _record: Any) -> None:
        own = find_by_id(asking, kind("line_item"), scene.public_item)
        change_record(asking, kind("line_item"), own, {"deal": scene.shared})

    acts = (
        lambda asking, record: change_record(asking, kind("line_item"), record, {"price": "1"}),
        lambda asking, record: change_record(asking, kind("line_item"), record, {"deal": scene.public}),
        put_in_trash,
        lambda asking, _: add_record(asking, kind("line_item"), {"deal": scene.shared, "name": "Sneaked in"}),
        move_in,
    )
    for act in acts:
        with pytest.raises(Forbidden):
            write(act)


def test_stranger_adds_nothing_to_a_hidden_deal(house: House, scene: Scene) -> None:
    with pytest.raises(Invalid), house.writing("outsider") as asking:
        add_record(asking, kind("line_item"), {"deal": scene.hidden, "name": "Sneaked in"})
    with pytest.raises(NotFound), house.writing("outsider") as asking:
        asking.session.add(LineItem(name="Sneaked in", host_id=scene.hidden))
    with pytest.raises(SplotError), house.writing("outsider") as asking:
        change_record(
            asking, kind("line_item"), find_by_id(asking, kind("line_item"), scene.public_item), {"deal": scene.hidden}
        )


def test_set_based_writes_leave_items_of_others_alone(house: House, scene: Scene) -> None:
    ids = [scene.hidden_item, scene.shared_item, scene.public_item]
    with house.writing("participant", Operation.MASS) as asking:
        price = LineItem.__table__.c.price
        assert bulk.set_value(asking.session, ids, price, 7) == 1
        assert bulk.move_to_trash(asking.session, ids) == 1
        assert bulk.bring_back(asking.session, ids) == 1
    with house.asking() as asking:
        prices = {one.id: int(one.price) for one in asking.session.scalars(select(LineItem))}
        assert [prices[one] for one in ids] == [10, 10, 7]


def test_items_have_no_owner_or_visibility_of_their_own(house: House, scene: Scene) -> None:
    with house.asking("owner") as asking:
        item = asking.session.get_one(LineItem, scene.hidden_item)
        assert (item.owner_id, item.visibility) == (None, Visibility.PUBLIC)
    assert {"owner", "visibility"} & kind("line_item").by_name.keys() == set()


def test_items_go_and_come_with_their_deal(house: House, scene: Scene) -> None:
    for viewer in ("owner", "administrator"):
        with house.writing(viewer, Operation.DELETED) as asking:
            put_in_trash(asking, find_by_id(asking, kind("deal"), scene.public))
        with house.asking(viewer) as asking:
            assert scene.public_item not in found(asking)
            assert scene.public_item not in found(asking, ("deleted", "1"))
            assert find_by_id(asking, kind("line_item"), scene.public_item, scope=Scope.LIVE) is None
            assert scene.hidden_item in found(asking)
        with house.writing(viewer, Operation.RESTORED) as asking:
            take_out_of_trash(asking, find_by_id(asking, kind("deal"), scene.public, scope=Scope.TRASH))
        with house.asking(viewer) as asking:
            assert scene.public_item in found(asking)


def test_what_hangs_on_items_of_a_deleted_deal_is_not_met(house: House, scene: Scene) -> None:
    with house.writing("owner", Operation.DELETED) as asking:
        put_in_trash(asking, find_by_id(asking, kind("deal"), scene.public))
    with house.asking() as asking:
        of_items = select(func.count()).select_from(RecordTag).where(RecordTag.record_id == scene.public_item)
        assert asking.session.scalar(of_items) == 0
        assert asking.session.scalar(of_items.execution_options(**{SCOPE: Scope.ALL})) == 1


def test_filters_through_the_deal_tell_nothing_of_hidden_ones(house: House, scene: Scene) -> None:
    with house.asking("outsider") as asking:
        assert scene.public_item in found(asking, ("deal.company.name.is", "Linen Mill"))
        assert found(asking, ("deal.state.is", "open")) & {scene.hidden_item, scene.shared_item} == set()
