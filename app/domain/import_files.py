"""Uploaded files: kept as they came, under a name of their own, with what was decided about them (IMP-2, IMP-6)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import func, select

from app.domain.import_options import ImportOptions, start_options
from app.domain.reading_tables import Preview, ReadOptions, read_preview
from app.kernel.database import files_of
from app.kernel.errors import Invalid, NotFound
from app.kernel.messages import say
from app.kernel.text import strip_controls
from app.models import ImportFile, Job, JobState, User
from app.records.access import checked
from app.records.fields import Asking
from app.records.kinds import Kind

FOLDER = "imports"
LARGEST = 200 * 1024 * 1024
MOST_COLUMNS = 200
PREVIEW_ROWS = 50
_PIECE = 1024 * 1024


def keep_file(asking: Asking, of: Kind, name: str, stream: IO[bytes], read: ReadOptions | None = None) -> ImportFile:
    """Keep an upload and propose how to import it.

    :raises Invalid: for what is too large, is no table, or has no header
    """
    stored = secrets.token_hex(16)
    path = files_of(asking.session, FOLDER) / stored
    try:
        digest = _write(path, stream)
        preview = read_preview(path, replace(read or ReadOptions(), rows=PREVIEW_ROWS))
        _refuse_wide(preview)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    options = {**start_options(preview, of).to_json(), "stored": stored, "headers": preview.headers}
    file = ImportFile(kind=of.name, user_id=asking.viewer.user_id, name=_clean(name), sha256=digest, options=options)
    asking.session.add(file)
    asking.session.flush()
    return file


def _write(path: Path, stream: IO[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > LARGEST:
                raise Invalid(
                    say("This file is larger than %(size)s MB. Split it into smaller ones.", size=LARGEST >> 20), "file"
                )
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _refuse_wide(preview: Preview) -> None:
    if len(preview.headers) > MOST_COLUMNS:
        raise Invalid(
            say("A table to import has at most %(count)s columns. Check the delimiter.", count=MOST_COLUMNS), "file"
        )


def _clean(name: str) -> str:
    bare = strip_controls(name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return bare[-200:] or "import.csv"


def own_file(asking: Asking, file_id: int, *, lock: bool = False) -> ImportFile:
    """The viewer's file of that id (administrators see everybody's); raises ``NotFound``."""
    statement = select(ImportFile).where(ImportFile.id == file_id)
    if lock:
        statement = statement.with_for_update(of=ImportFile)
    found = asking.session.scalars(statement).first() if 0 < file_id < 2**31 else None
    if found is None:
        raise NotFound
    return found


def own_files(asking: Asking, most: int = 50) -> Sequence[ImportFile]:
    """The viewer's files, the newest first."""
    mine = select(ImportFile).where(ImportFile.user_id == asking.viewer.user_id)
    return asking.session.scalars(mine.order_by(ImportFile.id.desc()).limit(most)).all()


def path_of(asking: Asking, file: ImportFile) -> Path:
    """Where its bytes lie; raises ``NotFound`` where they are gone."""
    path = files_of(asking.session, FOLDER) / file.options["stored"]
    if not path.is_file():
        raise NotFound(say("The file is no longer here. Choose it again."), "file")
    return path


def forget_bytes(asking: Asking, file: ImportFile) -> None:
    """Remove what lies on disk of a file whose import was refused; its row goes with the transaction."""
    stored = file.options["stored"]
    (files_of(asking.session, FOLDER) / stored).unlink(missing_ok=True)
    staged_path(asking, stored).unlink(missing_ok=True)


def staged_path(asking: Asking, stored: str) -> Path:
    """Where its rows are laid down for the job."""
    return files_of(asking.session, FOLDER) / f"{stored}.rows"


def options_of(file: ImportFile) -> ImportOptions:
    """What was decided so far."""
    return ImportOptions.from_json(file.options)


def keep_options(file: ImportFile, options: ImportOptions, headers: Sequence[str]) -> None:
    """Remember what was decided."""
    file.options = {**file.options, **options.to_json(), "headers": list(headers)}


def preview_of(asking: Asking, file: ImportFile, read: ReadOptions) -> Preview:
    """The file as ``read`` says; raises ``Invalid`` where it cannot be read so."""
    preview = read_preview(path_of(asking, file), replace(read, rows=PREVIEW_ROWS))
    _refuse_wide(preview)
    return preview


def earlier_import(asking: Asking, file: ImportFile) -> tuple[datetime, str] | None:
    """When and by whom the very same file was imported before, by anybody: whoever has the file may know that (IMP-6)."""
    same = (ImportFile.sha256 == file.sha256, ImportFile.kind == file.kind, ImportFile.id != file.id)
    statement: Any = (
        select(func.coalesce(Job.finished_at, Job.created_at).label("at"), User.first_name, User.last_name)
        .join_from(ImportFile, Job, Job.id == ImportFile.job_id)
        .outerjoin(User, User.id == ImportFile.user_id)
        .where(*same, Job.state != JobState.CANCELLED, Job.done > 0)
        .order_by(Job.id.desc())
    )
    found = asking.session.execute(checked(statement)).first()
    return (found.at, f"{found.first_name or ''} {found.last_name or ''}".strip()) if found else None
