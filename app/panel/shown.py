"""How values are shown on every page: pictures of records, words of dictionary entries."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for

from app.models import Dictionary
from app.panel.controls import language
from app.records.kinds import Kind, kind
from app.records.labels import label_of
from app.records.link_fields import RecordField


def picture_of(record: Any) -> str:
    """The address of a record's picture; empty where it has none."""
    name = getattr(record, "avatar", None)
    return url_for("RecordsView.picture", record_id=record.id, name=name) if name else ""


def label(entry: Dictionary | None) -> str:
    """A dictionary entry in the language of the page."""
    return label_of(entry, language())


def kind_to(field: RecordField) -> Kind:
    """The kind that a field of records leads to."""
    return kind(field.to)


def register(app: Flask) -> None:
    """Give the templates the filters ``picture``, ``label`` and ``kind_to``."""
    app.jinja_env.filters.update(picture=picture_of, label=label, kind_to=kind_to)
