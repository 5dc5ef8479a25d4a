"""Short ways to import in a test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.domain.import_files import keep_file, keep_options, options_of
from app.domain.reading_tables import ReadOptions
from app.jobs.imports import import_answer, start_import
from app.jobs.runner import run_all_jobs
from app.models import Company, Job, Person
from app.records.kinds import kind
from tests.conftest import House


def run_import(
    house: House, content: bytes | str, by: str = "owner", name: str = "people.csv", **decided: Any
) -> dict[str, Any]:
    """Import a file from beginning to end; the result as the contract words it."""
    job_id = begin_import(house, content, by, name, **decided)
    with house.app.app_context():
        run_all_jobs(house.engine)
    return answer_of(house, job_id, by)


def begin_import(
    house: House, content: bytes | str, by: str = "owner", name: str = "people.csv", **decided: Any
) -> int:
    """Put an import into the queue; the job's id."""
    data = content.encode() if isinstance(content, str) else content
    with house.asking(by) as asking:
        file = keep_file(
            asking, kind(decided.pop("kind", "person")), name, io.BytesIO(data), decided.pop("read", ReadOptions())
        )
        keep_options(file, replace(options_of(file), **decided), file.options["headers"])
        return start_import(asking, file).id


def answer_of(house: House, job_id: int, by: str = "owner") -> dict[str, Any]:
    with house.asking(by) as asking:
        job = asking.session.get_one(Job, job_id)
        assert job.state.value == "done", job.error
        return import_answer(asking, job)


def counts(answer: dict[str, Any]) -> tuple[int, int, int]:
    """Added, skipped, failed."""
    return answer["added"], answer["skipped"], answer["failed"]


def names(house: House, by: str = "owner") -> list[str]:
    """The persons that somebody sees, by id."""
    with house.asking(by) as asking:
        return list(asking.session.scalars(select(Person.name).order_by(Person.id)))


def companies(house: House, by: str = "owner") -> list[str]:
    with house.asking(by) as asking:
        return list(asking.session.scalars(select(Company.name).order_by(Company.id)))


def table(header: str, *rows: str | Sequence[str]) -> str:
    """A file of rows divided by semicolons."""
    return "\n".join([header, *(row if isinstance(row, str) else ";".join(row) for row in rows)])
