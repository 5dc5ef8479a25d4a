"""``splot import``: a file imported in the foreground, by the same code as an import from its page."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import click

from app.kernel.errors import NotFound, SplotError
from app.kernel.messages import Message, say

SHOWN_ERRORS = 20
LOOK_AGAIN = 0.2


@click.command("import")
@click.argument("kind_name", metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", metavar="USER", help="Whose import it is; the first administrator's if not given.")
@click.option("--encoding", help="Found out if not given.")
@click.option("--delimiter", help="Found out if not given; tab is a word for the tabulator.")
@click.option(
    "--mapping", metavar="NAME|FILE.json", help='By headers if not given. A file says {"E-mail": "emails:work"}.'
)
@click.option("--on-duplicate", type=click.Choice(["skip", "update", "add"]), default="skip", show_default=True)
@click.option(
    "--dates",
    type=click.Choice(["day", "month"]),
    help="What 03/04 begins with; as where the importer lives if not given.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(kind_name: str, file: Path, username: str | None, dry_run: bool, as_json: bool, **choices: Any) -> None:
    """Import records of a kind (person, company, deal, product…) from a CSV file, such as persons from LinkedIn's Connections.csv.

    Rows are counted as in the file: the header of a plain file is row 1.
    """
    from app.cli import make_app
    from app.domain.import_options import check_policy, imported_kind

    app = make_app()
    with app.app_context():
        of = imported_kind(kind_name)
        check_policy(choices["on_duplicate"])
        run = _try if dry_run else _run
        result = run(of, file, username, choices)
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else _told(result, dry_run))


def _try(of: Any, file: Path, username: str | None, choices: dict[str, Any]) -> dict[str, Any]:
    """What an import would do; nothing is written, not even the file is kept."""
    from app.domain.import_staging import all_rows
    from app.domain.importing import try_rows

    with asking_as(username) as asking:
        options = _options(of, file, choices)
        outcome = try_rows(asking, of, options, all_rows(file, options))
        wrong = [issue for issue in outcome.issues if issue.is_failure]
        errors = [
            {"row": issue.row, "column": issue.column, "value": issue.value, "reason": str(issue.reason)}
            for issue in wrong
        ]
    counts = {"rows": outcome.rows, "added": outcome.added, "updated": outcome.updated}
    return {
        "job": None,
        "changeset": None,
        **counts,
        "skipped": outcome.skipped,
        "failed": outcome.failed,
        "errors": errors,
    }


def _run(of: Any, file: Path, username: str | None, choices: dict[str, Any]) -> dict[str, Any]:
    """Import, waiting for the end. A worker that runs beside may take its part of the work."""
    from app.jobs.imports import import_answer
    from app.kernel.database import write_intent
    from app.models import Job, JobState

    with write_intent(), asking_as(username) as asking:
        job_id = _begin(asking, of, file, choices)
        asking.session.commit()
    _work_off(job_id)
    with asking_as(username) as asking:
        job = asking.session.get_one(Job, job_id)
        if job.state is not JobState.DONE:
            raise SplotError(Message.from_json(job.error) if job.error else say("The import was cancelled."))
        return import_answer(asking, job)


def _begin(asking: Any, of: Any, path: Path, choices: dict[str, Any]) -> int:
    from app.domain.import_files import keep_file, keep_options, preview_of
    from app.jobs.imports import start_import
    from app.models import Via

    options = _options(of, path, choices)
    with path.open("rb") as stream:
        file = keep_file(asking, of, path.name, stream, options.read)
    keep_options(file, options, preview_of(asking, file, options.read).headers)
    return int(start_import(asking, file, Via.COMMAND).id)


def _options(of: Any, path: Path, choices: dict[str, Any]) -> Any:
    """What is decided by the command line, the rest as proposed; raises ``Invalid``."""
    from app.domain.import_options import check_columns, start_options
    from app.domain.reading_tables import ReadOptions, read_preview

    preview = read_preview(path, ReadOptions(choices["encoding"], choices["delimiter"]))
    options = replace(start_options(preview, of), on_duplicate=choices["on_duplicate"], dates=choices["dates"] or "")
    if choices["mapping"] and choices["mapping"] != "auto":
        options = replace(options, columns=_mapped(of, preview.headers, choices["mapping"]))
    check_columns(of, options)
    return options


def _mapped(of: Any, headers: list[str], name: str) -> tuple[Any, ...]:
    """The columns as a mapping file says; those that it does not name are left out."""
    from app.domain.import_options import mapped_columns

    return mapped_columns(of, headers, _mapping_file(name))


def _mapping_file(name: str) -> dict[str, str | None]:
    from app.domain.import_options import read_mapping

    path = Path(name)
    if path.suffix != ".json" or not path.is_file():
        raise NotFound(
            say("There is no mapping “%(name)s”. Give a JSON file of headers and fields.", name=name), "mapping"
        )
    return read_mapping(path.read_bytes())


def _work_off(job_id: int) -> None:
    """Do the job's chunks in this process until it has ended."""
    from app.jobs.queue import LIVE
    from app.jobs.runner import Runner
    from app.kernel.database import db
    from app.kernel.viewer import as_system
    from app.models import Job

    gc.freeze()  # as a worker does
    runner = Runner(db.engine, pause=0)
    while True:
        with as_system(db.engine) as session:
            if session.get_one(Job, job_id).state not in LIVE:
                return
        if not runner.run_one():
            sleep(LOOK_AGAIN)


@contextmanager
def asking_as(username: str | None) -> Iterator[Any]:
    """A session asking as the user named, or as the first administrator; raises ``NotFound``."""
    from sqlalchemy import select

    from app.domain.accounts import user_named, viewer_from
    from app.kernel.database import db
    from app.kernel.viewer import ADMIN, as_system, session_for
    from app.models import Role, User
    from app.records.fields import Asking

    with as_system(db.engine) as session:
        admins = select(User).where(User.roles.any(Role.name == ADMIN), User.active).order_by(User.id)
        user = user_named(session, username) if username else session.scalars(admins).first()
        if user is None:
            raise NotFound(say("There is no administrator yet. Run splot init first."))
        viewer = viewer_from(session, user, "en")
    with session_for(db.engine, viewer) as session:
        yield Asking(session, viewer)


def _told(result: dict[str, Any], dry_run: bool) -> str:
    words = "would be added" if dry_run else "added"
    lines = [
        f"{result['rows']} rows: {result['added']} {words}, {result['skipped']} skipped, {result['failed']} wrong."
    ]
    for one in result["errors"][:SHOWN_ERRORS]:
        place = f", {one['column']}: {one['value']}" if one["column"] else ""
        lines.append(f"  row {one['row']}{place} - {one['reason']}")
    more = len(result["errors"]) - SHOWN_ERRORS
    return "\n".join([*lines, f"  and {more} more"] if more > 0 else lines)
