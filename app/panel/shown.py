"""How values are shown on every page: pictures of records, words of dictionary entries."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for

from app.models import Dictionary, Record
from app.panel.controls import language
from app.records.kinds import Kind, kind
from app.records.labels import label_of
from app.records.role_names import role_label


def picture_of(record: Any) -> str:
    """The address of a record's picture; empty where it has none."""
    name = getattr(record, "avatar", None)
    return url_for("RecordsView.picture", record_id=record.id, name=name) if name else ""


def label(entry: Dictionary | None) -> str:
    """A dictionary entry in the language of the page."""
    return label_of(entry, language())


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return kind(record.kind)


def register(app: Flask) -> None:
    """Give the templates the filters ``picture``, ``label``, ``kind_of`` and ``role_label``."""
    app.jinja_env.filters.update(picture=picture_of, label=label, kind_of=kind_of, role_label=role_label)
