"""Labels in every language: on the page and in .po files (SET-3)."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.domain.accounts import role
from app.models import RelationType, Stage, User
from tests.conftest import House

URL = "/settings/labels/"


def stage(house: House, label: str) -> tuple[str, dict[str, str]]:
    with house.session() as session:
        found = session.query(Stage).filter_by(label=label).one()
        return f"stage/{found.id}", found.labels


@pytest.fixture
def translator_house(sqlite_house: House) -> House:
    """Somebody of the cast is a translator and nothing else."""
    with sqlite_house.writing() as asking:
        asking.session.query(User).filter_by(username="nobody").one().roles = [role(asking.session, "Translator")]
    return sqlite_house


def test_label_that_lacks_words_stands_first_and_gets_them(translator_house: House) -> None:
    administrator = translator_house.client("administrator")
    administrator.post("/settings/dictionaries/stages/add", data={"label": "Dormant"})
    assert "2 missing" in administrator.get("/settings/").text
    client, (key, _) = translator_house.client("nobody"), stage(translator_house, "Dormant")
    assert client.get(URL).text.index("Dormant") < client.get(URL).text.index("Qualified")
    assert client.post(URL, data={f"{key}.pl": " Uśpiony ", f"{key}.he": ""}).status_code == 303
    assert stage(translator_house, "Dormant")[1] == {"pl": "Uśpiony"}


def test_translator_sees_no_records_and_no_other_settings(translator_house: House) -> None:
    client = translator_house.client("nobody")
    for page in ("/persons/list/", "/settings/", "/settings/dictionaries/"):
        assert client.get(page).status_code == 403


@pytest.mark.parametrize("who", ["manager", "owner", "agent"])
def test_whoever_is_no_translator_stays_out(sqlite_house: House, who: str) -> None:
    key, labels = stage(sqlite_house, "Lead")
    assert sqlite_house.client(who).get(URL).status_code == 403
    assert sqlite_house.client(who).post(URL, data={f"{key}.pl": "Mine"}).status_code == 403
    assert stage(sqlite_house, "Lead")[1] == labels


def test_file_goes_out_and_comes_back_filled_in(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    client.post("/settings/dictionaries/stages/add", data={"label": "Dormant"})
    file = client.get(URL + "he.po").data
    filled = file.replace(b'msgid "Dormant"\nmsgstr ""', 'msgid "Dormant"\nmsgstr "רדום"'.encode())
    assert filled != file
    answer = client.post(URL + "import", data={"language": "he", "file": (BytesIO(filled), "labels.he.po")})
    assert answer.status_code == 303
    assert stage(sqlite_house, "Dormant")[1] == {"he": "רדום"}
    assert stage(sqlite_house, "Lead")[1]["pl"] == "Lead"


def test_words_for_a_label_that_says_something_else_by_now_are_left_out(sqlite_house: House) -> None:
    client, (key, labels) = sqlite_house.client("administrator"), stage(sqlite_house, "Lead")
    file = f'msgctxt "{key}"\nmsgid "Something else"\nmsgstr "Coś innego"\n'.encode()
    client.post(URL + "import", data={"language": "pl", "file": (BytesIO(file), "labels.pl.po")})
    assert stage(sqlite_house, "Lead")[1] == labels


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'msgid "open\n'])
def test_file_that_cannot_be_read_changes_nothing(sqlite_house: House, content: bytes) -> None:
    answer = sqlite_house.client("administrator").post(
        URL + "import", data={"language": "pl", "file": (BytesIO(content), "labels.po")}
    )
    assert (answer.status_code, "not a .po file" in answer.text) == (422, True)


def test_words_that_are_too_long_are_told_at_their_label_and_kept(sqlite_house: House) -> None:
    key, labels = stage(sqlite_house, "Lead")
    answer = sqlite_house.client("administrator").post(URL, data={f"{key}.pl": "x" * 201})
    assert (answer.status_code, "at most 200 characters" in answer.text, "x" * 201 in answer.text) == (422, True, True)
    assert stage(sqlite_house, "Lead")[1] == labels


def test_labels_of_relation_types_are_translated_by_side(translator_house: House) -> None:
    with translator_house.session() as session:
        types = {one.key: one.id for one in session.query(RelationType)}
    client, key = translator_house.client("nobody"), f"relation_type/{types['headquarters_branch']}/secondary"
    assert f'name="{key}.pl"' in client.get(URL).text
    assert f"relation_type/{types['competitors']}/secondary" not in client.get(URL).text
    both = f"relation_type/{types['competitors']}/primary"
    assert client.post(URL, data={f"{key}.pl": "Filia", f"{both}.pl": "Rywal"}).status_code == 303
    with translator_house.session() as session:
        rows = {one.key: one for one in session.query(RelationType)}
        assert rows["headquarters_branch"].secondary_labels["pl"] == "Filia"
        assert rows["competitors"].primary_labels == rows["competitors"].secondary_labels
        assert rows["competitors"].primary_labels["pl"] == "Rywal"
    refused = client.post(URL, data={f"{key}.pl": "x" * 21})
    assert (refused.status_code, "Write at most 20 characters." in refused.text) == (422, True)
