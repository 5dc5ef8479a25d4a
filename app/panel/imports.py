"""Pages of imports: choose a file, review it, start it; then what came of it and the rows to mend (IMP-1 to IMP-5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import render_template, request
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from app.domain.import_files import (
    LARGEST,
    earlier_import,
    keep_file,
    keep_options,
    options_of,
    own_file,
    own_files,
    path_of,
)
from app.domain.import_options import imported_kind, imported_kinds
from app.domain.import_reports import bad_rows_file
from app.jobs.imports import ENDED_EARLY, failures, reasons_by_row, start_import
from app.kernel.errors import Invalid, NotFound, SplotError
from app.kernel.messages import Message, say
from app.models import ImportFile, Job
from app.panel.controls import language
from app.panel.import_form import read_form
from app.panel.import_review import Review, review_of
from app.panel.import_rights import check_import, may_import
from app.panel.view import back_to
from app.records.fields import Asking
from app.records.kinds import declared, kind

SHOWN_FAILURES = 100

Answer = str | Response | tuple[str, int]


# --- the list and the upload -----------------------------------------------------------------------------------------


def imports_page(asking: Asking, error: Message | None = None) -> Answer:
    """The viewer's imports, and the form for a new one."""
    offered = [one for one in imported_kinds() if may_import(one)]
    named = request.form.get("kind") or request.args.get("kind", "")
    page = render_template(
        "pages/imports.html",
        files=own_files(asking),
        kind_of=declared,
        error=error,
        largest=LARGEST >> 20,
        kinds=offered,
        chosen=named if named in {one.name for one in offered} else offered[0].name if offered else "",
        nav="import",
    )
    return (page, 422) if error else page


def upload(asking: Asking) -> Answer:
    """Keep the file that was chosen and go on to its review; what cannot be imported is told at the form."""
    try:
        given = request.files.get("file")
        if given is None or not given.filename:
            raise Invalid(say("Choose a file first."), "file")
        of = imported_kind(request.form.get("kind", "person"))
        check_import(of)
        file = keep_file(asking, of, given.filename, given.stream)
    except RequestEntityTooLarge:
        size = LARGEST >> 20
        return imports_page(asking, say("This file is larger than %(size)s MB. Split it into smaller ones.", size=size))
    except Invalid as error:
        return imports_page(asking, error.message)
    return back_to(f"/imports/{file.id}")


# --- the review ------------------------------------------------------------------------------------------------------


def review_page(asking: Asking, file_id: int) -> Answer:
    """A file before it is imported; afterwards its job."""
    file = own_file(asking, file_id)
    if file.job is not None and file.job.state not in ENDED_EARLY:
        return back_to(f"/jobs/{file.job.id}")
    return _page(review_of(asking, file))


def decide(asking: Asking, file_id: int) -> Answer:
    """Take what was chosen: show the file read so, or start the import."""
    file = own_file(asking, file_id, lock=True)
    if file.job is not None and file.job.state not in ENDED_EARLY:
        return back_to(f"/jobs/{file.job.id}")
    review = review_of(asking, file)
    try:
        options, headers = read_form(review, request.form)
        keep_options(file, options, headers)
        review = Review(asking, file, options)
        if request.form.get("act") == "start":
            return back_to(f"/jobs/{start_import(asking, file).id}")
    except (Invalid, SplotError) as error:
        review.errors = error.errors or {"": [error.message]}
        return _page(review), 422
    return _page(review)


def _page(review: Review) -> str:
    return render_template(
        "pages/import_review.html",
        review=review,
        preview=review.preview,
        earlier=earlier_import(review.asking, review.file),
        nav="import",
    )


# --- what came of it ---------------------------------------------------------------------------------------------------


def import_result(asking: Asking, job: Job) -> dict[str, Any]:
    """What the page of an import's job shows."""
    of = kind(job.payload["kind"])
    return {
        "of": of,
        "name": job.payload["name"],
        "counts": job.result,
        "failures": failures(asking, job.id, SHOWN_FAILURES),
        "records_url": f"{of.route}/list/?change_set.is={job.change_set_id}" if job.change_set_id else "",
        "changes_url": f"/history/sets/{job.change_set_id}" if job.change_set_id else "",
        "bad_rows_url": f"/imports/{job.payload['import']}/bad-rows",
        "again_url": f"/imports/{job.payload['import']}" if job.state in ENDED_EARLY else "",
    }


def bad_rows(asking: Asking, file_id: int) -> Response:
    """The rows that stayed out, in the form of the file, with the reasons beside them."""
    file = own_file(asking, file_id)
    job = asking.session.scalars(select(Job).where(Job.id == file.job_id)).first()
    reasons = reasons_by_row(asking, job.id) if job is not None else {}
    if not reasons:
        raise NotFound(say("No row of this file stayed out."))
    headers = file.options.get("headers", [])
    content = b"".join(bad_rows_file(path_of(asking, file), options_of(file), headers, reasons, language()))
    return _download(content, file)


def _download(content: bytes, file: ImportFile) -> Response:
    encoding = options_of(file).read.encoding or "utf-8"
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Type"] = f"text/csv; charset={encoding}"
    stem = file.name.rsplit(".", 1)[0]
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"rows.csv\"; filename*=UTF-8''{quote(stem)}-rows.csv"
    )
    return answer
