"""Adding and editing records by plain forms (REC-10, REC-2, GRP-2, TAG-1)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.models import Company, Participant, Person, Record, Visibility
from app.records.access import SCOPE, Scope
from tests.conftest import House
from tests.panel.browser import visit


def stored(house: House, record_id: int, *names: str) -> Any:
    """Values of a record as the API would give them."""
    with house.asking() as asking:
        record = asking.session.scalars(
            select(Record).where(Record.id == record_id).execution_options(**{SCOPE: Scope.ALL})
        ).one()
        from app.records.kinds import kind_of

        found = [kind_of(record).field(name).api(record) for name in names]
        return found[0] if len(found) == 1 else found


@pytest.fixture
def anna(sqlite_house: House) -> int:
    return sqlite_house.add(
        "person",
        first_name="Anna",
        last_name="Lis",
        city="Łódź",
        country="PL",
        emails=[{"value": "anna@lis.test"}],
        phones=[
            {"value": "+48 601 555 014", "type": "mobile", "main": True},
            {"value": "+48 42 555 61 00", "type": "work"},
        ],
        tags=["VIP", "Linen"],
    )


class TestAdding:
    def test_the_short_form_opens_the_full_one(self, sqlite_house: House) -> None:
        page = visit(sqlite_house.client("owner"), "/persons/add").send(first_name="Ewa", last_name="Żak")
        assert page.status == 303
        assert page.answer.location.startswith("/persons/edit/")

    def test_whoever_adds_a_record_owns_it(self, sqlite_house: House) -> None:
        page = visit(sqlite_house.client("owner"), "/companies/add").send(name="Tkalnia")
        assert stored(sqlite_house, int(page.answer.location.rsplit("/", 1)[1]), "owner")["username"] == "owner"

    def test_a_person_needs_a_name_and_nothing_typed_is_lost(self, sqlite_house: House) -> None:
        first = visit(sqlite_house.client("owner"), "/persons/add")
        page = first.send(first_name="  ", stage="1")
        assert page.status == 422
        assert "Write a first or a last name." in page.text
        assert page.value("stage") == "1"

    def test_the_address_fills_fields_in(self, sqlite_house: House) -> None:
        company = sqlite_house.add("company", name="Tkalnia")
        page = visit(sqlite_house.client("owner"), f"/persons/add?company={company}").send(first_name="Ewa")
        assert stored(sqlite_house, int(page.answer.location.rsplit("/", 1)[1]), "company")["id"] == company

    def test_an_address_that_makes_something_is_not_followed(self, sqlite_house: House) -> None:
        client = sqlite_house.client("owner")
        for words in ("company=new:Trap", "tags=trap", "company=999999", "company=%00", "nonsense=1"):
            assert client.get(f"/persons/add?{words}").status_code == 200


class TestEditing:
    def test_saving_goes_to_the_profile(self, sqlite_house: House, anna: int) -> None:
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(city="Zgierz")
        assert (page.status, page.answer.location) == (303, f"/persons/show/{anna}")
        assert stored(sqlite_house, anna, "city") == "Zgierz"

    def test_all_faults_are_said_at_once_and_what_was_typed_stays(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        page = form.send(emails__0__value="anna.lis.test", postal_code="90-55", city="Zgierz")
        assert page.status == 422
        assert "2 fields need a change" in page.text
        assert "An address needs an @." in page.text
        assert "A Polish postal code has five digits" in page.text
        assert (page.value("emails.0.value"), page.value("postal_code"), page.value("city")) == (
            "anna.lis.test",
            "90-55",
            "Zgierz",
        )

    def test_the_line_at_the_top_leads_to_the_fields(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        page = form.send(emails__0__value="anna.lis.test", phones__1__value="12")
        assert 'href="#f-emails-0"' in page.text
        assert 'href="#f-phones-1"' in page.text

    def test_a_refused_form_changes_nothing(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        form.send(city="Zgierz", emails__0__value="wrong", tags__text="Brand new", company__text="X", company__new="X")
        with sqlite_house.asking() as asking:
            assert asking.session.scalar(select(func.count()).select_from(Company)) == 0
        assert stored(sqlite_house, anna, "city", "tags") == ["Łódź", ["Linen", "VIP"]]

    def test_a_refused_form_can_be_mended_and_saved(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        page = form.send(city="Zgierz", emails__0__value="wrong", tags__text="Brand new").send(
            emails__0__value="a@lis.test"
        )
        assert page.status == 303
        assert stored(sqlite_house, anna, "city", "tags") == ["Zgierz", ["Brand new", "Linen", "VIP"]]

    def test_the_postal_code_takes_the_form_of_its_country(self, sqlite_house: House, anna: int) -> None:
        visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(postal_code="90555")
        assert stored(sqlite_house, anna, "postal_code") == "90-555"

    def test_sentences_are_in_the_users_language(self, sqlite_house: House, anna: int) -> None:
        client = sqlite_house.client("owner")
        client.get("/lang/pl")
        page = visit(client, f"/persons/edit/{anna}").send(country="Nowhere")
        assert page.status == 422
        assert "There is no country" not in page.text

    def test_fields_that_were_not_sent_stay(self, sqlite_house: House, anna: int) -> None:
        sqlite_house.client("owner").post(f"/persons/edit/{anna}", data={"city": "Zgierz"})
        assert stored(sqlite_house, anna, "city", "country", "tags") == ["Zgierz", "PL", ["Linen", "VIP"]]

    def test_a_base_that_is_not_json_is_no_fault(self, sqlite_house: House, anna: int) -> None:
        for base in ("{", "[]", "3", '"x"'):
            answer = sqlite_house.client("owner").post(f"/persons/edit/{anna}", data={"city": base, "base": base})
            assert answer.status_code == 303

    def test_what_one_may_not_see_cannot_be_edited(self, sqlite_house: House) -> None:
        hidden = sqlite_house.add("person", first_name="Ukryta", visibility="hidden")
        assert sqlite_house.client("outsider").get(f"/persons/edit/{hidden}").status_code == 404
        assert sqlite_house.client("outsider").post(f"/persons/edit/{hidden}", data={"city": "X"}).status_code == 404

    def test_what_is_hidden_keeps_an_owner(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        page = form.send(visibility=Visibility.HIDDEN, owner__text="")
        assert page.status == 422
        assert "A hidden record needs an owner." in page.text


class TestLinks:
    def test_a_hidden_company_looks_like_none_and_saving_keeps_it(self, house: House) -> None:
        secret = house.add("company", by="owner", name="Secret Mill", visibility="hidden")
        person = house.add("person", by="owner", first_name="Anna", company=str(secret))
        page = visit(house.client("outsider"), f"/persons/edit/{person}")
        assert "Secret Mill" not in page.text
        assert page.value("company.text") == ""
        assert page.send(city="Zgierz").status == 303
        assert stored(house, person, "company")["id"] == secret

    def test_emptying_an_empty_looking_company_keeps_it_too(self, sqlite_house: House) -> None:
        secret = sqlite_house.add("company", by="owner", name="Secret Mill", visibility="hidden")
        person = sqlite_house.add("person", by="owner", first_name="Anna", company=str(secret))
        data = {"company": "", "company.text": "", "base": '{"company": {"id": "7", "text": "x"}}'}
        assert sqlite_house.client("outsider").post(f"/persons/edit/{person}", data=data).status_code == 303
        assert stored(sqlite_house, person, "company")["id"] == secret

    def test_a_hidden_company_cannot_be_guessed_by_number_or_name(self, sqlite_house: House) -> None:
        secret = sqlite_house.add("company", by="owner", name="Secret Mill", visibility="hidden")
        person = sqlite_house.add("person", by="outsider", first_name="Anna")
        for text in (str(secret), "Secret Mill", "No Such Mill", "987654"):
            page = visit(sqlite_house.client("outsider"), f"/persons/edit/{person}").send(company__text=text)
            assert page.status == 422

    def test_a_missing_company_is_made_on_the_spot(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        page = form.send(company="new:Nowa Tkalnia", company__text="Nowa Tkalnia", company__was="Nowa Tkalnia")
        assert page.status == 303
        assert stored(sqlite_house, anna, "company")["name"] == "Nowa Tkalnia"

    def test_without_scripts_the_missing_company_is_offered_as_a_tick(self, sqlite_house: House, anna: int) -> None:
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(company__text="Nowa Tkalnia")
        assert page.status == 422
        page = page.send(("company.new", "Nowa Tkalnia"))
        assert stored(sqlite_house, anna, "company")["name"] == "Nowa Tkalnia"

    def test_a_company_is_named_by_its_name(self, sqlite_house: House, anna: int) -> None:
        company = sqlite_house.add("company", name="Tkalnia")
        visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(company__text="tkalnia")
        assert stored(sqlite_house, anna, "company")["id"] == company

    def test_emptying_the_field_takes_the_company_away(self, sqlite_house: House) -> None:
        company = sqlite_house.add("company", name="Tkalnia")
        person = sqlite_house.add("person", first_name="Anna", company=str(company))
        visit(sqlite_house.client("owner"), f"/persons/edit/{person}").send(company__text="")
        assert stored(sqlite_house, person, "company") is None


class TestTokens:
    def test_new_ones_are_typed_with_commas_between(self, sqlite_house: House, anna: int) -> None:
        form = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}")
        form.send(tags__text="Trade fair, Hemp", groups__text="Distributors")
        assert stored(sqlite_house, anna, "tags", "groups") == [
            ["Hemp", "Linen", "Trade fair", "VIP"],
            ["Distributors"],
        ]

    def test_one_that_is_unticked_goes(self, sqlite_house: House, anna: int) -> None:
        visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(drop=[("tags", "VIP")])
        assert stored(sqlite_house, anna, "tags") == ["Linen"]

    def test_managers_are_named_by_user_name(self, sqlite_house: House, anna: int) -> None:
        visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(managers__text="manager")
        assert stored(sqlite_house, anna, "managers") == ["manager"]

    def test_a_manager_who_is_no_user_is_said_so(self, sqlite_house: House, anna: int) -> None:
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(managers__text="ghost")
        assert page.status == 422
        assert "There is no user named “ghost”." in page.text


class TestRows:
    def test_a_button_adds_a_row_and_saves_nothing(self, sqlite_house: House, anna: int) -> None:
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(("more", "phones"), city="Zgierz")
        assert (page.status, page.value("city")) == (200, "Zgierz")
        assert "phones.2.value" in dict(page.fields)
        assert stored(sqlite_house, anna, "city") == "Łódź"

    def test_the_new_row_is_saved(self, sqlite_house: House, anna: int) -> None:
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(("more", "phones"))
        page.send(phones__2__value="600 100 200", phones__main="2")
        numbers = stored(sqlite_house, anna, "phones")
        assert [(row["value"], row["main"]) for row in numbers][-1] == ("600 100 200", True)
        assert sum(row["main"] for row in numbers) == 1

    def test_a_button_drops_a_row(self, sqlite_house: House, anna: int) -> None:
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(("drop", "phones.0"))
        assert page.value("phones.0.value") == "+48 42 555 61 00"
        page.send()
        assert [row["value"] for row in stored(sqlite_house, anna, "phones")] == ["+48 42 555 61 00"]

    def test_a_row_that_stays_is_the_same_row(self, sqlite_house: House, anna: int) -> None:
        with sqlite_house.asking() as asking:
            before = {row.number: row.id for row in asking.session.get_one(Person, anna).phones}
        visit(sqlite_house.client("owner"), f"/persons/edit/{anna}").send(("drop", "phones.0")).send()
        with sqlite_house.asking() as asking:
            after = {row.number: row.id for row in asking.session.get_one(Person, anna).phones}
        assert after == {"+48 42 555 61 00": before["+48 42 555 61 00"]}

    def test_the_form_of_somebody_without_phones_has_an_empty_row(self, sqlite_house: House) -> None:
        person = sqlite_house.add("person", first_name="Ewa")
        page = visit(sqlite_house.client("owner"), f"/persons/edit/{person}")
        assert page.value("phones.0.value") == ""
        assert page.send().status == 303


def test_reader_is_told_before_typing_that_a_record_cannot_be_changed(sqlite_house: House) -> None:
    hidden = sqlite_house.add("person", last_name="Read only", visibility="hidden")
    guest = sqlite_house.viewer("participant").user_id
    with sqlite_house.writing("owner") as asking:
        asking.session.add(Participant(record_id=hidden, user_id=guest))
    client = sqlite_house.client("participant")
    assert client.get(f"/persons/show/{hidden}").status_code == 200
    assert client.get(f"/persons/edit/{hidden}").status_code == 403
