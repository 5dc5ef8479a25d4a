"""Long exports as work (LST-3): rows are written part by part, and the file is put together when all are there.

A part and the file get their names when they are whole, and a job tells of them only in the transaction that proves its claim. So a
killed worker leaves nothing that anybody is offered, and the next one goes on behind the last part.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.exporting import STEP, Export, export_of, made_for, reader_for, rows_in_pieces
from app.domain.mass_actions import Selection
from app.jobs.claims import STOPPED
from app.jobs.queue import Part, parts_of, release
from app.jobs.work import Work, job_type
from app.kernel.database import files_of
from app.kernel.errors import NotFound
from app.kernel.messages import Message, language_now, say_n, spoken_in
from app.kernel.viewer import Act, AnySession
from app.models import Job, JobChunk, JobState
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.selections import ids_between

JOB_TYPE = "export"
FOLDER = "exports"
KEPT_FOR = timedelta(days=7)
COPIED = 1 << 20


@job_type(JOB_TYPE)
class ExportWork(Work):
    """Everything is done before the transaction of a chunk, which only says that it is there: nobody waits for a file."""

    act = Act.EXPORT

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def prepare(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        with spoken_in(job.payload["language"]):
            self._made = self._put_together(asking, job, chunk) if _is_last(chunk) else self._part(asking, job, chunk)

    def _part(self, asking: Asking, job: Job, chunk: JobChunk) -> dict[str, Any]:
        export, done = _export(job), int(job.result.get("rows", 0))
        made = made_for(asking, export)
        ids = ids_between(asking.session, job.id, chunk.payload["first"], chunk.payload["last"])
        columns = reader_for(asking, export, made).read(ids)
        name = f"{chunk.number:06}-{chunk.token or 'here'}.part"
        _write(_folder(asking.session, job) / name, rows_in_pieces(made, columns, done))
        return {"rows": done + len(columns[0]), "parts": [*job.result.get("parts", ()), name]}

    def _put_together(self, asking: Asking, job: Job, chunk: JobChunk) -> dict[str, Any]:
        made, folder = made_for(asking, _export(job)), _folder(asking.session, job)
        name = f"{chunk.token or 'here'}.{made.suffix}"
        _write(folder / name, made.file(_pieces(made, folder, job.result.get("parts", ()))))
        return {"rows": int(job.result.get("rows", 0)), "file": name, "size": (folder / name).stat().st_size}

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        job.result = self._made

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        if job.state in STOPPED or "file" not in job.result:
            shutil.rmtree(_folder(asking.session, job), ignore_errors=True)
            return {"rows": 0}
        for part in _folder(asking.session, job).glob("*.part"):
            part.unlink(missing_ok=True)
        return job.result


def _is_last(chunk: JobChunk) -> bool:
    return "first" not in chunk.payload


def _export(job: Job) -> Export:
    payload = job.payload
    look = {"is_trash": payload["is_trash"], "widths": payload.get("widths")}
    return export_of(kind(payload["kind"]), payload["columns"], payload["format"], **look)


def _folder(session: AnySession, job: Job) -> Path:
    folder = files_of(session, FOLDER) / str(job.id)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """The whole file or none of that name."""
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _pieces(made: Any, folder: Path, parts: Iterable[str]) -> Iterator[bytes]:
    yield made.head()
    for part in parts:
        with (folder / part).open("rb") as file:
            while piece := file.read(COPIED):
                yield piece
    yield made.tail()


# --- starting and fetching -------------------------------------------------------------------------------------------------


def start_export(asking: Asking, selection: Selection, export: Export, name: str) -> Job:
    """Begin to write the sealed selection into a file called ``name``.

    Raises ``Invalid`` where the format does not hold so many rows and ``Conflict`` where it was started already.
    """
    made_for(asking, export).check_size(selection.count)
    job = selection.job
    job.type = JOB_TYPE
    job.payload = {
        **job.payload,
        "columns": export.words,
        "format": export.format,
        "is_trash": export.is_trash,
        "widths": dict(export.widths),
        "name": name,
        "language": language_now(asking.viewer.language),
    }
    asking.session.flush()
    release(asking.session, job, [*parts_of(selection.count, STEP), Part(0)])
    return job


def file_of(asking: Asking, job: Job) -> Path:
    """Where the finished file of an export lies; raises ``NotFound`` where there is none, or none any more."""
    name = job.result.get("file", "")
    path = files_of(asking.session, FOLDER) / str(job.id) / name
    if job.type != JOB_TYPE or job.state is not JobState.DONE or not name or not path.is_file():
        raise NotFound
    return path


def has_file(asking: Asking, job: Job) -> bool:
    """Whether the finished file is there still."""
    try:
        return file_of(asking, job).is_file()
    except NotFound:
        return False


def exported_sentence(job: Job) -> Message:
    """*4,312 rows exported*."""
    return say_n("%(num)s row exported", "%(num)s rows exported", int(job.result.get("rows", 0)))


def export_answer(job: Job) -> dict[str, Any]:
    """The result as scripts read it."""
    done = {"rows": job.result.get("rows", 0)}
    return {**done, "size": job.result["size"], "file": f"/api/v1/jobs/{job.id}/file"} if "file" in job.result else done


def forget_files(session: AnySession, age: timedelta = KEPT_FOR) -> None:
    """Remove files that were written longer ago than ``age``, and what ended jobs left behind."""
    for folder in files_of(session, FOLDER).iterdir():
        if folder.is_dir() and time.time() - folder.stat().st_mtime > age.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
