"""``splot import`` (contract: commands)."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app import cli
from app.cli_import import import_
from app.kernel.errors import SplotError
from app.models import ImportFile, Job
from tests.conftest import House
from tests.data.linkedin import linkedin_export
from tests.importing import names, table

KEYS = ["job", "changeset", "rows", "added", "updated", "skipped", "failed", "errors"]


@pytest.fixture
def run(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command on a file of this content."""
    monkeypatch.setattr(cli, "make_app", lambda: house.app)

    def run_it(content: bytes | str, *words: str, kind: str = "person") -> Result:
        path = tmp_path / "people.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner().invoke(import_, [kind, str(path), "--as", "owner", *words])

    yield run_it
    gc.unfreeze()  # the command freezes its process, which here does other things too


def test_result_is_one_object_in_the_words_of_the_contract(run: Any, house: House) -> None:
    answer = json.loads(run(linkedin_export(), "--json").stdout)
    assert list(answer) == KEYS
    assert (answer["rows"], answer["added"], answer["skipped"], answer["failed"]) == (11, 10, 1, 0)
    assert len(names(house)) == 10


def test_errors_name_row_column_value_and_reason(run: Any) -> None:
    answer = json.loads(run(table("Name;E-mail", "Ada Lis;nothing"), "--json").stdout)
    assert answer["errors"] == [
        {
            "row": 2,
            "column": "E-mail",
            "value": "nothing",
            "reason": "An address needs an @. Write it as in name@example.com.",
        }
    ]


def test_dry_run_says_the_same_and_writes_nothing(run: Any, house: House) -> None:
    rows = table("Name;Company", "Ada Lis;Sady", "Ada Lis;sady", "Ewa Lis;Huta", ";Huta")
    trial = json.loads(run(rows, "--json", "--dry-run").stdout)
    assert names(house) == []
    with house.asking() as asking:
        assert asking.session.scalars(select(ImportFile)).all() == []
        assert asking.session.scalars(select(Job)).all() == []
    real = json.loads(run(rows, "--json").stdout)
    assert trial == {**real, "job": None, "changeset": None}


def test_mapping_file_says_where_columns_go(run: Any, house: House, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"Who": "name", "Where": "city", "Notes": None}), encoding="utf-8")
    result = run(table("Who;Where;Notes", "Ada Lis;Łódź;x"), "--mapping", str(mapping), "--delimiter", ";")
    assert "1 added" in result.stdout
    assert names(house) == ["Ada Lis"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["--mapping", "nowhere"], "person"),
        (["--encoding", "klingon"], "person"),
        ([], "line-items"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(run: Any, house: House, words: list[str], kind: str) -> None:
    result = run(linkedin_export(), *words, kind=kind)
    assert isinstance(result.exception, SplotError)
    assert names(house) == []


def test_wrong_usage_ends_with_two(run: Any) -> None:
    assert run(linkedin_export(), "--on-duplicate", "perhaps").exit_code == 2
