"""The panel of all labels and their words in other languages, and its ``.po`` files (SET-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request

from app.domain.dictionaries import OTHER_LANGUAGES
from app.domain.label_files import labels_to_po, words_from_po
from app.domain.labels import Label, all_labels, translate
from app.kernel.errors import Invalid, NotFound
from app.kernel.messages import say_n
from app.models import Operation
from app.panel.settings import Answer, language_names
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking

URL = "/settings/labels/"


@dataclass(frozen=True)
class LabelLine:
    """A label with what stands in its inputs, and what was wrong with it."""

    label: Label
    words: dict[str, str]
    errors: list[str]


def labels_page(asking: Asking, *, wrong: Invalid | None = None) -> Answer:
    """All labels, those that lack words first; ``wrong`` with what was typed kept."""
    labels = all_labels(asking.session)
    page = render_template(
        "pages/settings_labels.html",
        lines=[_line(label, wrong) for label in labels],
        missing=sum(len(label.missing) for label in labels),
        file_errors=[str(one) for one in wrong.errors.get("file", [])] if wrong else [],
        languages=[(code, name) for code, name in language_names() if code in OTHER_LANGUAGES],
        nav="settings",
    )
    return page, 422 if wrong else 200


def _line(label: Label, wrong: Invalid | None) -> LabelLine:
    words = {code: request.form.get(f"{label.key}.{code}", label.labels.get(code, "")) for code in OTHER_LANGUAGES}
    return LabelLine(label, words, [str(one) for one in wrong.errors.get(label.key, [])] if wrong else [])


def save_labels(asking: Asking) -> Answer:
    """Keep the words that were written."""
    given: dict[str, dict[str, str]] = {}
    for name, text in request.form.items():
        key, _, code = name.rpartition(".")
        if code in OTHER_LANGUAGES:
            given.setdefault(key, {})[code] = text
    return _translate(asking, given)


def take_file(asking: Asking) -> Answer:
    """Take words from a file that was filled in."""
    file, language = request.files.get("file"), request.form.get("language", "")
    content = file.read() if file else b""
    try:
        words = words_from_po(content, all_labels(asking.session), language if language in OTHER_LANGUAGES else "pl")
    except Invalid as error:
        return labels_page(asking, wrong=error)
    return _translate(asking, words)


def _translate(asking: Asking, given: dict[str, dict[str, str]]) -> Answer:
    try:
        with change_set(asking.session, Operation.EDITED) as opened:
            number = translate(asking.session, given)
    except Invalid as error:
        asking.session.rollback()
        return labels_page(asking, wrong=error)
    toast_done(say_n("%(num)s label has new words.", "%(num)s labels have new words.", number), opened)
    return redirect(URL, code=303)


def give_file(asking: Asking, language: str) -> Any:
    """The labels of one language as a file; raises ``NotFound`` for a language that labels are not written in."""
    if language not in OTHER_LANGUAGES:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="labels.{language}.po"'}
    return Response(
        labels_to_po(all_labels(asking.session), language), mimetype="text/x-gettext-translation", headers=headers
    )
