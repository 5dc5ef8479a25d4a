"""Demo data: plausible, nobody's, the same for the same seed, and stored as if it had been typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import phonenumbers
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli_demo import demo, make_demo
from app.domain.demo import DemoReport, Wanted, demo_portions
from app.domain.demo_cultures import CULTURES, British, Israeli, Polish
from app.domain.demo_names import POINTED, womans
from app.domain.demo_words import agreeing
from app.domain.emails import parse_email
from app.domain.phones import parse_phone
from app.kernel.text import search_key
from app.kernel.viewer import as_system
from app.models import (
    Change,
    ChangeSet,
    Company,
    Contact,
    ContactGroup,
    Email,
    LineItem,
    Operation,
    Person,
    Phone,
    Record,
    SavedFilter,
    SetState,
    Tag,
    User,
    Visibility,
)
from app.records.changes import UNRECORDED, keys_of, plain
from app.records.filters import parse_filter
from app.records.kinds import kind
from app.records.search import count_of
from tests.conftest import House

MOMENT = datetime(2026, 3, 7, 12, tzinfo=UTC)
PASSWORD = "a password for all"


def fill(house: House, persons: int = 60, companies: int = 15, seed: int = 1) -> DemoReport:
    """Demo data at a fixed moment, hashed quickly."""
    with as_system(house.engine) as session:
        return _fill(session, Wanted(persons, companies, seed, PASSWORD, MOMENT))


def _fill(session: Session, wanted: Wanted) -> DemoReport:
    reports = []
    for report in demo_portions(session, wanted, lambda password: f"hash of {password}"):
        session.commit()
        reports.append(report)
    return reports[-1]


def everything(house: House) -> list[tuple[Any, ...]]:
    with as_system(house.engine) as session:
        contacts = session.scalars(select(Contact).order_by(Contact.id))
        return [
            (one.name, one.city, one.owner_id, one.created_at, [str(phone) for phone in one.phones], str(one.tags))
            for one in contacts
        ]


def test_as_many_are_made_as_were_asked_for(house: House) -> None:
    fill(house, persons=60, companies=15)
    with as_system(house.engine) as session:
        made = session.execute(select(Record.kind, func.count()).group_by(Record.kind).order_by(Record.kind)).all()
    assert made == [("company", 15), ("person", 60)]


def test_report_says_what_was_made(sqlite_house: House) -> None:
    report = fill(sqlite_house, persons=3, companies=2)
    assert (report.persons, report.companies, len(report.users)) == (3, 2, 5)


def test_more_than_one_portion(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.demo.PORTION", 7)
    report = fill(sqlite_house, persons=20, companies=8)
    assert (report.persons, report.companies, len(everything(sqlite_house))) == (20, 8, 28)


def test_same_seed_gives_same_people(sqlite_house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.conftest import make_house

    other, pull_down = make_house("sqlite", tmp_path_factory.mktemp("other"))
    fill(sqlite_house, seed=7)
    fill(other, seed=7)
    assert everything(sqlite_house) == everything(other)
    pull_down()


def test_second_run_adds_other_people(sqlite_house: House) -> None:
    fill(sqlite_house, persons=30, companies=0)
    fill(sqlite_house, persons=30, companies=0)
    people = everything(sqlite_house)
    assert len(people) == 60
    assert people[:30] != people[30:]


def test_second_run_doubles_no_users_tags_groups_or_filters(sqlite_house: House) -> None:
    def counts() -> list[int]:
        with as_system(sqlite_house.engine) as session:
            models = (User, Tag, ContactGroup, SavedFilter)
            return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]

    fill(sqlite_house, persons=1, companies=1)
    before = counts()
    fill(sqlite_house, persons=1, companies=1)
    assert counts() == before


def test_keys_are_those_that_a_form_would_have_stored(house: House) -> None:
    fill(house, persons=120, companies=30)
    with as_system(house.engine) as session:
        for record in session.scalars(select(Record)):
            stored = {"name": record.name, "sort_key": record.sort_key, "search_key": record.search_key}
            assert stored == keys_of(record)


def test_search_finds_a_demo_person_by_part_of_a_name(house: House) -> None:
    fill(house)
    with house.asking() as asking:
        person = asking.session.scalars(select(Person).where(Person.first_name.is_not(None))).first()
        assert person is not None
        query = parse_filter(kind("person"), f"q={search_key(person.last_name or '')[:5]}")
        assert count_of(asking, query)[0] >= 1


def test_history_holds_each_record_whole(house: House) -> None:
    fill(house)
    with as_system(house.engine) as session:
        for change in session.scalars(select(Change).where(Change.subject == "record")):
            record = session.get(Record, change.subject_id)
            columns = [prop.key for prop in type(record).__mapper__.column_attrs if prop.key not in UNRECORDED]
            assert change.new == {name: plain(getattr(record, name)) for name in columns}


def test_all_of_a_run_is_one_closed_change_set(house: House) -> None:
    report = fill(house)
    with as_system(house.engine) as session:
        made = session.get(ChangeSet, report.change_set)
        assert made is not None
        assert (made.operation, made.state, made.reason) == (Operation.ADDED, SetState.CLOSED, "Demo data")
        lines = select(func.count()).where(Change.set_id == made.id, Change.subject == "record")
        assert session.scalar(lines) == 75


def test_numbers_and_addresses_would_pass_the_form(sqlite_house: House) -> None:
    fill(sqlite_house, persons=200, companies=40)
    with as_system(sqlite_house.engine) as session:
        for phone in session.scalars(select(Phone)):
            assert parse_phone(phone.number, "PL") == (phone.number, phone.e164)
        for email in session.scalars(select(Email)):
            assert parse_email(email.address) == email.address


def test_addresses_end_in_test(sqlite_house: House) -> None:
    fill(sqlite_house, persons=200, companies=40)
    with as_system(sqlite_house.engine) as session:
        assert all(address.endswith(".test") for address in session.scalars(select(Email.address)))


@pytest.mark.parametrize("culture", CULTURES, ids=lambda culture: type(culture).__name__)
def test_numbers_lie_in_no_range_in_use(culture: Any) -> None:
    chance = Random(3)
    for _ in range(200):
        place = culture.cities.pick(chance)
        for number in (culture.mobile(chance), culture.landline(chance, place)):
            assert is_for_drama(number) or not phonenumbers.is_valid_number(phonenumbers.parse(number))


def is_for_drama(number: str) -> bool:
    """In the ranges that Ofcom keeps for film and radio."""
    areas = (113, 114, 115, 116, 117, 118, 121, 131, 141, 151, 161)
    ranges = ["7700900", "2079460", "1914980", "1632960", "2920180", *(f"{area}4960" for area in areas)]
    return number.startswith(tuple(f"+44{start}" for start in ranges))


def polish_check(tax_id: str) -> int:
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    return sum(int(digit) * weight for digit, weight in zip(tax_id, weights, strict=False)) % 11


def israeli_total(tax_id: str) -> int:
    products = (int(digit) * (1 + place % 2) for place, digit in enumerate(tax_id))
    return sum(product // 10 + product % 10 for product in products)


def test_polish_tax_ids_have_a_wrong_check_digit() -> None:
    culture, chance = next(one for one in CULTURES if isinstance(one, Polish)), Random(1)
    ids = [culture.tax_id(chance) for _ in range(2_000)]
    assert all(len(one) == 10 and polish_check(one) != int(one[-1]) for one in ids)


def test_israeli_tax_ids_have_a_wrong_check_digit() -> None:
    culture, chance = next(one for one in CULTURES if isinstance(one, Israeli)), Random(1)
    ids = [culture.tax_id(chance) for _ in range(2_000)]
    assert all(len(one) == 9 and israeli_total(one) % 10 for one in ids)


def test_british_tax_ids_have_wrong_check_digits() -> None:
    culture, chance = next(one for one in CULTURES if isinstance(one, British)), Random(1)
    for _ in range(2_000):
        digits = culture.tax_id(chance).removeprefix("GB")
        total = sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True))
        assert (total + int(digits[7:])) % 97 not in {0, 42}


def test_persons_of_three_countries_and_two_scripts(sqlite_house: House) -> None:
    fill(sqlite_house, persons=300, companies=40)
    with as_system(sqlite_house.engine) as session:
        people = list(session.scalars(select(Person)))
    assert {person.country for person in people} == {"PL", "IL", "GB"}
    assert {any("א" <= char <= "ת" for char in person.name) for person in people} == {True, False}


def test_niqqud_hides_no_name_from_search() -> None:
    assert {search_key(pointed) for pointed in POINTED.values()} == {search_key(plain) for plain in POINTED}


def test_some_records_have_no_owner_and_some_are_hidden(sqlite_house: House) -> None:
    fill(sqlite_house, persons=600, companies=60)
    with as_system(sqlite_house.engine) as session:
        assert session.scalar(select(func.count()).where(Record.owner_id.is_(None)).select_from(Record))
        assert set(session.scalars(select(Record.visibility))) == set(Visibility)


def test_moments_lie_in_the_last_eighteen_months(sqlite_house: House) -> None:
    fill(sqlite_house, persons=300, companies=0)
    with as_system(sqlite_house.engine) as session:
        for record in session.scalars(select(Record)):
            assert MOMENT - timedelta(days=550) < record.created_at <= record.changed_at <= MOMENT


def test_most_persons_have_a_company_with_its_address(sqlite_house: House) -> None:
    fill(sqlite_house, persons=200, companies=20)
    with as_system(sqlite_house.engine) as session:
        employed = select(func.count()).select_from(Person).where(Person.company_id.in_(select(Company.id)))
        assert 100 < (session.scalar(employed) or 0) < 200


def test_shared_filters_can_be_asked(house: House) -> None:
    fill(house)
    with house.asking("manager") as asking:
        for saved in asking.session.scalars(select(SavedFilter).where(SavedFilter.is_shared)):
            count_of(asking, parse_filter(kind(saved.kind), saved.query))


def test_people_can_be_added_after_demo_data(house: House) -> None:
    fill(house, persons=5, companies=1)
    assert house.add("person", last_name="Lis") == 7


def test_demo_users_sign_in_with_the_password_given(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        make_demo(sqlite_house.engine, persons=1, companies=1, password=PASSWORD)
    answer = sqlite_house.client().post("/login/", data={"username": "marta", "password": PASSWORD})
    assert answer.status_code == 302


def test_demo_users_get_a_password_of_their_own_each(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        report = make_demo(sqlite_house.engine, persons=0, companies=0)
    assert len({user.password for user in report.users}) == 5


def test_command_makes_deals_and_what_belongs_to_them(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.make_app", lambda: sqlite_house.app)
    answer = CliRunner().invoke(demo, ["--persons", "30", "--companies", "10", "--deals", "24"])
    assert (answer.exit_code, "24 deals" in answer.stdout) == (0, True), answer.output
    with sqlite_house.session() as session:
        numbers = dict(session.execute(select(Record.kind, func.count()).group_by(Record.kind)).all())
        assert {"deal": 24, "product": 16, "space": 2, "ticket": 6, "task": 8, "meeting": 2}.items() <= numbers.items()
        assert numbers["line_item"] > 5
        for item in session.scalars(select(LineItem)):
            assert item.deal is not None
            assert (item.owner_id, item.visibility) == (None, Visibility.PUBLIC)
        records = session.scalars(select(Record).where(Record.kind.not_in(["person", "company"]))).all()
        assert [one.name for one in records if keys_of(one) != {key: getattr(one, key) for key in keys_of(one)}] == []


@pytest.mark.parametrize(
    ("family", "hers"),
    [("Wiśniewski", "Wiśniewska"), ("Górski", "Górska"), ("Leśny", "Leśna"), ("Nowak", "Nowak"), ("Bąk", "Bąk")],
)
def test_polish_women_bear_their_form_of_the_name(family: str, hers: str) -> None:
    assert womans(family) == hers


@pytest.mark.parametrize(
    ("adjective", "forms"),
    [("modry", "modra modre"), ("dziki", "dzika dzikie"), ("letni", "letnia letnie"), ("trzeci", "trzecia trzecie")],
)
def test_polish_adjectives_agree(adjective: str, forms: str) -> None:
    assert f"{agreeing(adjective, 'f')} {agreeing(adjective, 'n')}" == forms
