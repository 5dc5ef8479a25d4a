"""The profile of a record (PRF-1), its history (HIS-2), its picture (REC-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event

from app.domain.custom_fields import add_custom_field
from app.models import Participant
from app.records.kinds import kind
from app.records.saving import change_record
from app.records.search import find_by_id
from tests.conftest import House
from tests.panel.browser import visit


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """The SQL statements run inside."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(house.engine, "before_cursor_execute", note)
    yield seen
    event.remove(house.engine, "before_cursor_execute", note)


@pytest.fixture
def mill(house: House) -> int:
    company = house.add(
        "company",
        name="Tkalnia Łódzka S.A.",
        tax_id="725-555-01-33",
        city="Łódź",
        postal_code="90-555",
        country="PL",
        phones=[{"value": "+48 42 555 61 00", "type": "main"}],
        emails=[{"value": "biuro@tkalnia.test"}],
        groups=["Distributors"],
        tags=["VIP", "Linen"],
        managers=["manager"],
        stage="Lead",
    )
    for number in range(12):
        house.add("person", first_name="Osoba", last_name=f"Nr {number:02}", company=str(company), position="Engineer")
    return company


@pytest.fixture
def person(sqlite_house: House) -> int:
    return sqlite_house.add("person", first_name="Anna", last_name="Lis", stage="Lead", city="Łódź")


def change(house: House, record_id: int, by: str = "owner", **values: object) -> None:
    with house.writing(by) as asking:
        record = find_by_id(asking, kind("person"), record_id)
        assert record is not None
        change_record(asking, kind("person"), record, values)


class TestPage:
    def test_it_takes_at_most_25_statements(self, house: House, mill: int) -> None:
        client = house.client("outsider")
        client.get(f"/companies/show/{mill}")
        with statements(house) as seen:
            assert client.get(f"/companies/show/{mill}").status_code == 200
        assert len(seen) <= 25, "\n".join(seen)

    def test_it_says_which_record_it_is(self, house: House, mill: int) -> None:
        assert f'data-record="{mill}"' in house.client("owner").get(f"/companies/show/{mill}").text

    def test_channels_can_be_called_and_written_to(self, house: House, mill: int) -> None:
        text = house.client("owner").get(f"/companies/show/{mill}").text
        assert 'href="tel:+48425556100"' in text
        assert 'href="mailto:biuro@tkalnia.test"' in text

    def test_employees_stand_at_the_side_with_their_number(self, house: House, mill: int) -> None:
        text = house.client("owner").get(f"/companies/show/{mill}").text
        assert "Osoba Nr 00" in text
        assert f"/persons/list/?company.is={mill}" in text
        assert f"/persons/add?company={mill}" in text

    def test_employees_one_may_not_see_are_neither_shown_nor_counted(self, sqlite_house: House) -> None:
        company = sqlite_house.add("company", name="Tkalnia")
        sqlite_house.add("person", first_name="Ukryta", company=str(company), visibility="hidden")
        text = sqlite_house.client("outsider").get(f"/companies/show/{company}").text
        assert "Ukryta" not in text
        assert f"company.is={company}" not in text

    def test_an_employer_one_may_not_see_is_not_named(self, sqlite_house: House) -> None:
        secret = sqlite_house.add("company", name="Secret Mill", visibility="hidden")
        person = sqlite_house.add("person", first_name="Anna", company=str(secret))
        assert "Secret Mill" not in sqlite_house.client("outsider").get(f"/persons/show/{person}").text

    def test_an_employer_in_the_trash_is_marked(self, sqlite_house: House) -> None:
        company = sqlite_house.add("company", name="Old Mill")
        person = sqlite_house.add("person", first_name="Anna", company=str(company))
        client = sqlite_house.client("owner")
        client.post(f"/companies/delete/{company}")
        client.get("/settings/")
        text = client.get(f"/persons/show/{person}").text
        assert "Old Mill" in text
        assert "deleted" in text

    def test_dictionary_words_are_in_the_language_of_the_page(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        client.get("/lang/he")
        assert "ליד" in client.get(f"/persons/show/{person}").text

    def test_a_deleted_record_can_be_restored_from_its_profile(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/persons/delete/{person}")
        client.get("/settings/")
        text = client.get(f"/persons/show/{person}").text
        assert "by Owner Test" in text
        assert f'action="/persons/restore/{person}"' in text
        assert f"/persons/edit/{person}" not in text

    def test_who_may_only_read_is_offered_no_acts(self, sqlite_house: House) -> None:
        hidden = sqlite_house.add("person", first_name="Ukryta", visibility="hidden")
        guest = sqlite_house.viewer("participant").user_id
        with sqlite_house.writing("owner") as asking:
            asking.session.add(Participant(record_id=hidden, user_id=guest))
        text = sqlite_house.client("participant").get(f"/persons/show/{hidden}").text
        assert "Ukryta" in text
        assert f"/persons/edit/{hidden}" not in text
        assert f"/persons/delete/{hidden}" not in text

    @pytest.mark.parametrize(
        "path", ["/persons/show/999999", "/persons/show/99999999999", "/r/99999999999", "/r/5/picture/x"]
    )
    def test_a_missing_one_is_404(self, sqlite_house: House, path: str) -> None:
        assert sqlite_house.client("owner").get(path).status_code == 404


class TestHistory:
    def test_a_change_shows_both_values_and_who(self, sqlite_house: House, person: int) -> None:
        change(sqlite_house, person, by="outsider", city="Zgierz", stage="Customer")
        text = sqlite_house.client("owner").get(f"/persons/show/{person}").text
        for words in ("Outsider Test", "Łódź", "Zgierz", "Lead", "Customer"):
            assert words in text

    def test_tags_and_numbers_are_told_by_their_names(self, sqlite_house: House, person: int) -> None:
        change(sqlite_house, person, tags=["VIP"], phones=[{"value": "+48 601 555 014"}])
        text = sqlite_house.client("owner").get(f"/persons/show/{person}").text
        history = text[text.index('id="board"') : text.index('id="links"')]
        assert "VIP" in history
        assert "+48 601 555 014" in history

    def test_a_company_one_may_not_see_is_not_named_in_it(self, sqlite_house: House, person: int) -> None:
        secret = sqlite_house.add("company", name="Secret Mill", visibility="hidden")
        change(sqlite_house, person, company=str(secret))
        seen = {who: sqlite_house.client(who).get(f"/persons/show/{person}").text for who in ("owner", "outsider")}
        assert "Secret Mill" in seen["owner"]
        assert "Secret Mill" not in seen["outsider"]
        assert seen["outsider"].count('class="en auto"') == 1

    def test_deleting_and_restoring_are_told(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/persons/delete/{person}")
        client.post(f"/persons/restore/{person}")
        text = client.get(f"/persons/show/{person}").text
        assert [
            word for word in ("Restored", "Moved to Deleted", "Added") if f'<span class="w5">{word}</span>' in text
        ] == [
            "Restored",
            "Moved to Deleted",
            "Added",
        ]


class TestAdditions:
    def test_a_group_is_made_and_joined_on_the_profile(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        assert client.post(f"/r/{person}/add/groups", data={"groups.text": "Top 100"}).status_code == 303
        assert "Top 100" in client.get(f"/persons/show/{person}").text

    def test_a_tag_is_put_beside_the_others_and_taken_off(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/r/{person}/add/tags", data={"tags.text": "VIP, Linen"})
        client.post(f"/r/{person}/add/tags", data={"tags.text": "Hemp"})
        client.post(f"/r/{person}/drop/tags", data={"value": "VIP"})
        assert visit(client, f"/persons/edit/{person}").values("tags") == ["Hemp", "Linen"]

    def test_a_manager_is_added(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/r/{person}/add/managers", data={"managers.text": "manager"})
        assert visit(client, f"/persons/edit/{person}").values("managers") == ["manager"]

    def test_only_fields_of_several_things_take_additions(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        for field in ("city", "phones", "created_by", "nothing"):
            assert client.post(f"/r/{person}/add/{field}", data={f"{field}.text": "x"}).status_code == 404

    def test_nothing_is_added_to_what_one_may_not_see(self, sqlite_house: House) -> None:
        hidden = sqlite_house.add("person", first_name="Ukryta", visibility="hidden")
        answer = sqlite_house.client("outsider").post(f"/r/{hidden}/add/tags", data={"tags.text": "VIP"})
        assert answer.status_code == 404


def picture(size: tuple[int, int] = (800, 400), form: str = "PNG") -> BytesIO:
    made = BytesIO()
    Image.new("RGB", size, (200, 40, 90)).save(made, form)
    made.seek(0)
    return made


def send(client: FlaskClient, record: int, content: BytesIO, name: str = "me.png") -> str:
    """Upload a picture; the message that the next page says."""
    client.post(f"/r/{record}/picture", data={"picture": (content, name)}, content_type="multipart/form-data")
    return client.get(f"/persons/show/{record}").text


def address_of(text: str, record: int) -> str:
    start = text.index(f"/r/{record}/picture/")
    return text[start : text.index('"', start)]


class TestPictures:
    def test_a_picture_is_kept_small_and_square(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        answer = client.get(address_of(send(client, person, picture()), person))
        with Image.open(BytesIO(answer.data)) as kept:
            assert (kept.format, kept.size) == ("WEBP", (256, 256))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        "content", [b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\nrubbish", b"", b"MZ" + b"\0" * 99]
    )
    def test_what_is_no_picture_is_refused_with_a_sentence(
        self, sqlite_house: House, person: int, content: bytes
    ) -> None:
        text = send(sqlite_house.client("owner"), person, BytesIO(content))
        assert 'role="alert"' in text
        assert f"/r/{person}/picture/" not in text

    def test_too_many_pixels_are_refused(self, sqlite_house: House, person: int) -> None:
        text = send(sqlite_house.client("owner"), person, picture((8000, 6000)))
        assert "too many pixels" in text

    def test_a_picture_is_under_the_guard(self, sqlite_house: House) -> None:
        hidden = sqlite_house.add("person", first_name="Ukryta", visibility="hidden")
        address = address_of(send(sqlite_house.client("owner"), hidden, picture()), hidden)
        assert sqlite_house.client("outsider").get(address).status_code == 404
        assert sqlite_house.client().get(address).status_code != 200

    def test_no_other_file_can_be_had(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        send(client, person, picture())
        for name in ("splot.db", "..%2Fsplot.db", "%2e%2e", "0" * 32 + ".webp"):
            assert client.get(f"/r/{person}/picture/{name}").status_code == 404

    def test_it_can_be_taken_away(self, sqlite_house: House, person: int) -> None:
        client = sqlite_house.client("owner")
        address = address_of(send(client, person, picture()), person)
        client.post(f"/r/{person}/picture", data={"remove": "1"})
        assert client.get(address).status_code == 404


class TestPreview:
    def test_main_facts_come_without_the_frame(self, house: House) -> None:
        anna = house.add("person", first_name="Anna", city="Łódź", phones=["+48 601 555 014"], tags=["VIP"])
        html = house.client("outsider").get(f"/persons/preview/{anna}").json["html"]
        assert "<html" not in html
        assert all(part in html for part in ("Anna", "Łódź", "+48 601 555 014", "VIP", f"/persons/show/{anna}"))

    def test_hidden_and_deleted_records_are_missing(self, house: House) -> None:
        secret = house.add("person", first_name="Ewa", visibility="hidden")
        gone = house.add("person", first_name="Jan")
        house.client("owner").post(f"/persons/delete/{gone}")
        client = house.client("outsider")
        paths = (f"/persons/preview/{secret}", f"/persons/preview/{gone}", "/persons/preview/999999")
        assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_record_in_a_custom_field_stands_under_its_label_alone(sqlite_house: House) -> None:
    with sqlite_house.writing() as asking:
        given = {"kind": "person", "key": "mill", "type": "record", "target": "company", "label": "Favourite mill"}
        add_custom_field(asking.session, given)
    mill = sqlite_house.add("company", name="Tkalnia Nitka")
    person = sqlite_house.add("person", last_name="Guest", **{"cf.mill": mill})
    page = sqlite_house.client("owner").get(f"/persons/show/{person}").text
    head, _, rest = page.partition('class="ph-acts"')
    assert "Tkalnia Nitka" not in head.rpartition('class="ph-line"')[2]
    assert re.search(r"Favourite mill.*Tkalnia Nitka", rest, re.DOTALL)
    beside = sqlite_house.client("owner").get(f"/persons/preview/{person}").json["html"]
    assert re.search(r"Favourite mill.*Tkalnia Nitka", beside, re.DOTALL)
