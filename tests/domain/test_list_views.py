"""List views are kept, changed by those who may, begun with, and outlive what they name (LST-2, FLT-8)."""

from __future__ import annotations

import pytest

from app.domain.list_defaults import choose_for_me, choose_for_role, default_of, drop_choice
from app.domain.list_views import (
    Content,
    Layout,
    change_view,
    columns_of_list,
    find_view,
    keep_view,
    layout_of,
    remove_view,
    view_by_id,
    views_for,
)
from app.kernel.errors import BadQuery, Forbidden, Invalid, NotFound
from app.models import Change, Keepsake
from app.records.kinds import kind
from tests.conftest import House

SHORT = Content(("name", "company.city", "tags"), {"tags": 200}, ("-last_activity",))


def keeps(house: House, name: str, by: str = "owner", content: Content = SHORT, *, is_shared: bool = False) -> int:
    with house.writing(by) as asking:
        return keep_view(asking, kind("person"), name, content, is_shared=is_shared).id


def seen(house: House, by: str) -> list[str]:
    with house.asking(by) as asking:
        return [view.name for view in views_for(asking, kind("person"))]


def laid_out(house: House, by: str = "owner", **words: str) -> Layout:
    with house.asking(by) as asking:
        return layout_of(asking, kind("person"), list(words.items()))


def begins_with(house: House, by: str) -> str:
    with house.asking(by) as asking:
        found = default_of(asking, kind("person"), Keepsake.VIEW, views_for(asking, kind("person")))
        return found.name if found else ""


def test_view_is_its_owners_until_it_is_shared(house: House) -> None:
    view_id = keeps(house, "Everyday")
    assert (seen(house, "owner"), seen(house, "outsider")) == (["Everyday"], [])
    with pytest.raises(NotFound), house.asking("outsider") as asking:
        view_by_id(asking, view_id)
    with house.writing("owner") as asking:
        change_view(asking, kind("person"), view_by_id(asking, view_id), is_shared=True)
    assert seen(house, "outsider") == ["Everyday"]
    with house.asking("outsider") as asking:
        found = columns_of_list(asking, kind("person"), [("view", "Everyday")])
    assert [column.word for column in found] == ["name", "company.city", "tags"]


def test_shared_view_is_changed_by_author_and_managers_alone(house: House) -> None:
    view_id = keeps(house, "Everyday", is_shared=True)
    for by in ("outsider", "agent"):
        with pytest.raises(Forbidden), house.writing(by) as asking:
            change_view(asking, kind("person"), view_by_id(asking, view_id), name="Mine now")
    with house.writing("manager") as asking:
        change_view(asking, kind("person"), view_by_id(asking, view_id), name="Ours", content=Content(("name",), {}))
    shown = laid_out(house, view="Ours")
    assert (shown.words, shown.kept_sort, shown.pairs()) == (("name",), (), [("view", str(view_id))])


def test_guests_keep_nothing(sqlite_house: House) -> None:
    with pytest.raises(Forbidden):
        keeps(sqlite_house, "Mine", by="nobody")


def test_own_view_goes_before_a_shared_one_of_its_name(house: House) -> None:
    keeps(house, "Everyday", by="manager", content=Content(("name",), {}), is_shared=True)
    own = keeps(house, "Everyday")
    with house.asking("owner") as asking:
        found = find_view(asking, kind("person"), "Everyday")
        assert found is not None
        assert found.id == own
    with pytest.raises(Invalid):
        keeps(house, "everyday")


def test_address_says_more_than_the_view_and_names_only_what_differs(house: House) -> None:
    view_id = str(keeps(house, "Everyday"))
    same = laid_out(house, view=view_id, columns="name,company.city,tags", widths="tags:200")
    assert same.pairs() == [("view", view_id)]
    other = laid_out(house, view=view_id, columns="tags,name", widths="0")
    assert other.pairs() == [("view", view_id), ("columns", "name,tags"), ("widths", "0")]
    for words in ({"columns": "nose"}, {"columns": "city.name"}, {"widths": "name:wide"}, {"view": "Nobody's"}):
        with pytest.raises(BadQuery):
            laid_out(house, **words)


def test_view_shows_what_is_left_and_says_what_is_gone(house: House) -> None:
    view_id = keeps(house, "Old")
    with house.writing("owner") as asking:
        old = view_by_id(asking, view_id)
        old.columns, old.sort = ["name", "cf.gone", "company.nose", "city"], "-shoe_size"
    shown = laid_out(house, view="Old")
    assert (shown.words, shown.gone, shown.kept_sort) == (
        ("name", "city"),
        ("cf.gone", "company.nose", "shoe_size"),
        (),
    )


def test_own_default_goes_before_that_of_a_role_and_can_be_the_kinds_own(house: House) -> None:
    view_id = keeps(house, "Everyday", by="manager", is_shared=True)
    with house.writing("manager") as asking:
        choose_for_role(asking, kind("person"), Keepsake.VIEW, "User", view_by_id(asking, view_id))
    assert (begins_with(house, "owner"), begins_with(house, "agent")) == ("Everyday", "")
    assert laid_out(house).words == SHORT.columns
    with house.writing("owner") as asking:
        choose_for_me(asking, kind("person"), Keepsake.VIEW, None)
    assert (begins_with(house, "owner"), begins_with(house, "outsider")) == ("", "Everyday")
    with house.writing("owner") as asking:
        drop_choice(asking, kind("person"), Keepsake.VIEW)
    assert begins_with(house, "owner") == "Everyday"
    assert laid_out(house, view="0").words == kind("person").columns


def test_default_of_a_role_is_a_managers_to_choose_and_shared(house: House) -> None:
    view_id = keeps(house, "Mine", by="manager")
    with house.writing("manager") as asking:
        mine = view_by_id(asking, view_id)
        with pytest.raises(Invalid):
            choose_for_role(asking, kind("person"), Keepsake.VIEW, "User", mine)
    with pytest.raises(Forbidden), house.writing("outsider") as asking:
        choose_for_role(asking, kind("person"), Keepsake.VIEW, "User", None)


def test_default_that_is_no_longer_shared_is_passed_over(house: House) -> None:
    view_id = keeps(house, "Everyday", by="manager", is_shared=True)
    with house.writing("owner") as asking:
        choose_for_me(asking, kind("person"), Keepsake.VIEW, view_by_id(asking, view_id))
    assert begins_with(house, "owner") == "Everyday"
    with house.writing("manager") as asking:
        change_view(asking, kind("person"), view_by_id(asking, view_id), is_shared=False)
    assert begins_with(house, "owner") == ""


def test_removed_view_leaves_nobodys_list_without_columns(house: House) -> None:
    view_id = keeps(house, "Everyday")
    with house.writing("owner") as asking:
        choose_for_me(asking, kind("person"), Keepsake.VIEW, view_by_id(asking, view_id))
    with house.writing("owner") as asking:
        remove_view(asking, view_by_id(asking, view_id))
    with house.session() as session:
        gone = [change.subject for change in session.query(Change).filter_by(operation="deleted")]
    assert sorted(gone) == ["list_default", "list_view"]
    assert laid_out(house).words == kind("person").columns
