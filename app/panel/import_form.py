"""The form of the review read: each field as it was chosen, and new proposals where the file is read in another way."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.datastructures import MultiDict

from app.domain.import_files import preview_of
from app.domain.import_options import (
    OVERWRITE,
    Column,
    ImportOptions,
    check_dates,
    check_policy,
    column_for,
    owner_id,
    proposed_columns,
    width_of,
)
from app.domain.reading_tables import Preview, ReadOptions
from app.kernel.errors import BadQuery
from app.kernel.messages import say
from app.panel.import_review import Review
from app.records.many_fields import split_words

Form = MultiDict[str, str]


def read_form(review: Review, form: Form) -> tuple[ImportOptions, list[str]]:
    """What the form decides, and the headers of the file when it is read so; raises ``Invalid``."""
    read = _reading(form, review.options.read)
    preview = preview_of(review.asking, review.file, read)
    options = replace(
        review.options,
        read=preview.options,
        width=width_of(preview),
        columns=_columns(review, preview, form),
        on_duplicate=check_policy(form.get("on_duplicate", review.options.on_duplicate)),
        groups=_words(form, "groups", review.options.groups),
        tags=_words(form, "tags", review.options.tags),
        owner=form.get("owner", review.options.owner),
        dates=check_dates(form.get("dates", review.options.dates)),
    )
    owner_id(review.asking, review.of, options.owner)
    return options, preview.headers


def _reading(form: Form, before: ReadOptions) -> ReadOptions:
    """Encoding and delimiter as chosen. The header's place is found anew where one of them has changed."""
    encoding = form.get("encoding") or before.encoding
    delimiter = form.get("delimiter") or before.delimiter
    if (encoding, delimiter) != (before.encoding, before.delimiter):
        return ReadOptions(encoding, delimiter, None)
    return ReadOptions(encoding, delimiter, _number(form, "header_row", before.header_row))


def _number(form: Form, name: str, before: int | None) -> int | None:
    text = form.get(name, "")
    if not text:
        return before
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word=name, most=99_999))
    return int(text)


def _columns(review: Review, preview: Preview, form: Form) -> tuple[Column, ...]:
    """The columns as chosen; as proposed where the file has other headers than those that were shown."""
    if preview.headers != review.file.options.get("headers"):
        return proposed_columns(preview.headers, review.of)
    if "column-0" not in form:
        return review.options.columns
    chosen = [
        column_for(place, header, form.get(f"column-{place}", ""), review.of, form.get(f"policy-{place}") or OVERWRITE)
        for place, header in enumerate(preview.headers)
    ]
    return tuple(column for column in chosen if column is not None)


def _words(form: Form, name: str, before: tuple[str, ...]) -> tuple[str, ...]:
    if name not in form and f"{name}.text" not in form:
        return before
    return tuple(split_words([*form.getlist(name), *split_words(form.get(f"{name}.text", ""))]))
