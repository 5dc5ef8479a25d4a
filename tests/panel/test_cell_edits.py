"""Values edited where they stand: in the cells of a list and among the facts of a profile (LST-4)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.models import ChangeSet, Visibility
from tests.conftest import House
from tests.panel.test_forms import stored

PHONES = [
    {"value": "+48 42 555 61 00", "type": "work"},
    {"value": "+48 601 555 014", "type": "mobile", "main": True},
]


class Cell:
    """The control of a cell, opened by somebody; ``send`` is Enter."""

    def __init__(self, client: FlaskClient, record: int, names: str, query: str = "", route: str = "/persons") -> None:
        self.client = client
        self.url = f"{route}/cell/{record}/{names}?{query}"
        self.answer = client.get(self.url)
        self.fields = hidden(self.answer.json.get("html", "")) if self.answer.is_json else {}

    def send(self, **values: str) -> Any:
        """What comes back when these are typed."""
        typed = {name.replace("__", "."): value for name, value in values.items()}
        self.answer = self.client.post(self.url, data={**self.fields, **typed}, headers={"Accept": "application/json"})
        if "html" in self.answer.json:
            self.fields = hidden(self.answer.json["html"])
        return self.answer


def hidden(html: str) -> dict[str, str]:
    """What the control remembers of how it was opened."""
    return {name: unescape(value) for name, value in re.findall(r'name="(base|seen)" value="([^"]*)"', html)}


def sets(house: House) -> int:
    with house.asking() as asking:
        return asking.session.scalar(select(func.count()).select_from(ChangeSet)) or 0


@pytest.fixture
def anna(house: House) -> int:
    return house.add(
        "person", first_name="Anna", last_name="Lis", city="Łódź", country="PL", phones=PHONES, tags=["VIP"]
    )


class TestSaving:
    def test_a_value_is_written_and_its_row_comes_back(self, house: House, anna: int) -> None:
        answer = Cell(house.client("owner"), anna, "company", "city.is=x&sort=-name").send(
            company="new:Tkalnia", company__text="Tkalnia", company__was="Tkalnia"
        )
        assert answer.status_code == 200
        assert stored(house, anna, "company")["name"] == "Tkalnia"
        assert f'data-id="{anna}"' in answer.json["row"]
        assert "Tkalnia" in answer.json["row"]

    @pytest.mark.parametrize(
        ("name", "sent", "kept"),
        [
            ("stage", {"stage": "1"}, None),
            ("owner", {"owner": "", "owner__text": "manager", "owner__was": ""}, "manager"),
            ("tags", {"tags__text": "Linen, VIP"}, ["Linen", "VIP"]),
            ("country", {"country": "IL"}, "IL"),
        ],
    )
    def test_each_type_has_its_control(
        self, house: House, anna: int, name: str, sent: dict[str, str], kept: Any
    ) -> None:
        cell = Cell(house.client("owner"), anna, name)
        assert "data-cell-form" in cell.answer.json["html"]
        assert cell.send(**sent).status_code == 200
        found = stored(house, anna, name)
        assert (found["username"] if name == "owner" else found) == kept or (name == "stage" and found)

    def test_the_cell_of_a_name_opens_what_it_is_made_of(self, house: House, anna: int) -> None:
        cell = Cell(house.client("owner"), anna, "name")
        assert 'name="first_name"' in cell.answer.json["html"]
        cell.send(first_name="Ewa", last_name="Lis")
        assert stored(house, anna, "name") == "Ewa Lis"

    def test_the_cell_of_phones_is_the_main_number_and_leaves_the_others(self, house: House, anna: int) -> None:
        cell = Cell(house.client("owner"), anna, "phones")
        assert 'value="+48 601 555 014"' in cell.answer.json["html"]
        cell.send(phones="601 555 999")
        assert [(row["value"], row["main"]) for row in stored(house, anna, "phones")] == [
            ("+48 42 555 61 00", False),
            ("601 555 999", True),
        ]

    def test_a_profile_gets_itself_back(self, house: House, anna: int) -> None:
        answer = Cell(house.client("owner"), anna, "city", "part=facts").send(city="Zgierz")
        assert f'data-record="{anna}"' in answer.json["page"]
        assert "Zgierz" in answer.json["page"]

    def test_what_did_not_change_leaves_no_trace(self, house: House, anna: int) -> None:
        before = sets(house)
        answer = Cell(house.client("owner"), anna, "city").send(city="Łódź")
        assert (answer.status_code, answer.json["said"], sets(house)) == (200, "", before)


class TestRefusing:
    def test_the_sentence_stands_at_the_control_and_what_was_typed_stays(self, house: House, anna: int) -> None:
        cell = Cell(house.client("owner"), anna, "phones")
        answer = cell.send(phones="12")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.json["html"]
        assert 'value="12"' in answer.json["html"]
        assert len(stored(house, anna, "phones")) == 2
        assert cell.send(phones="601 555 777").status_code == 200

    def test_a_fault_of_another_field_is_said_too(self, house: House) -> None:
        record = house.add("person", first_name="Anna", country="PL", postal_code="90-550", visibility="hidden")
        answer = Cell(house.client("owner"), record, "owner").send(owner="", owner__text="", owner__was="")
        assert answer.status_code == 422
        assert "A hidden record needs an owner" in answer.json["html"]

    @pytest.mark.parametrize("name", ["created_on", "last_activity", "created_by"])
    def test_what_nobody_edits_says_why(self, house: House, anna: int, name: str) -> None:
        answer = house.client("owner").get(f"/persons/cell/{anna}/{name}", headers={"Accept": "application/json"})
        assert answer.status_code == 422
        assert "cannot be changed by hand" in answer.json["message"]

    @pytest.mark.parametrize("name", ["nonsense", "city," * 20, "company.city"])
    def test_unknown_fields_are_named(self, house: House, anna: int, name: str) -> None:
        answer = house.client("owner").get(f"/persons/cell/{anna}/{name}", headers={"Accept": "application/json"})
        assert answer.status_code == 400

    def test_a_form_that_was_tampered_with_changes_nothing(self, house: House, anna: int) -> None:
        cell = Cell(house.client("owner"), anna, "city")
        cell.fields = {"base": "[[[", "seen": "x"}
        assert cell.send(first_name="Eve").status_code == 200
        assert stored(house, anna, "name", "city") == ["Anna Lis", "Łódź"]


class TestRights:
    def test_hidden_records_are_missing(self, house: House) -> None:
        secret = house.add("person", first_name="Ewa", visibility=Visibility.HIDDEN.value)
        client = house.client("outsider")
        answers = [
            (client.get(url).status_code, client.post(url, data={"city": "x"}).status_code)
            for url in (f"/persons/cell/{secret}/city", "/persons/cell/999999/city", f"/companies/cell/{secret}/city")
        ]
        assert answers == [(404, 404)] * 3

    def test_reader_is_told_why_a_cell_stays_shut(self, house: House) -> None:
        secret = house.add("person", first_name="Ewa", visibility=Visibility.HIDDEN.value)
        from app.models import Participant, User

        with house.writing("owner") as asking:
            reader = asking.session.query(User).filter_by(username="participant").one()
            asking.session.add(Participant(record_id=secret, user_id=reader.id, may_edit=False, may_delete=False))
        client = house.client("participant")
        asked = client.get(f"/persons/cell/{secret}/city", headers={"Accept": "application/json"})
        assert (asked.status_code, "Ask its owner" in asked.json["message"]) == (403, True)
        assert client.post(f"/persons/cell/{secret}/city", data={"city": "x"}).status_code == 403

    def test_a_row_that_one_gave_away_is_gone(self, house: House) -> None:
        secret = house.add("person", first_name="Ewa", visibility=Visibility.HIDDEN.value)
        given = {"owner": "", "owner__text": "manager", "owner__was": "", "owner__keep__sent": "1"}
        answer = Cell(house.client("owner"), secret, "owner").send(**given)
        assert (answer.status_code, answer.json["row"]) == (200, "")


class TestTwoAtOnce:
    def test_both_values_are_shown_before_one_is_lost(self, house: House, anna: int) -> None:
        mine = Cell(house.client("owner"), anna, "city")
        Cell(house.client("manager"), anna, "city").send(city="Zgierz")
        answer = mine.send(city="Pabianice")
        assert answer.status_code == 409
        assert "Manager Test changed “City” to “Zgierz”" in unescape(answer.json["html"])
        assert f'data-id="{anna}"' in answer.json["row"]
        assert stored(house, anna, "city") == "Zgierz"
        assert mine.send(city="Pabianice").status_code == 200
        assert stored(house, anna, "city") == "Pabianice"

    def test_another_field_is_no_conflict(self, house: House, anna: int) -> None:
        mine = Cell(house.client("owner"), anna, "city")
        Cell(house.client("manager"), anna, "country").send(country="IL")
        assert mine.send(city="Pabianice").status_code == 200
        assert stored(house, anna, "city", "country") == ["Pabianice", "IL"]
