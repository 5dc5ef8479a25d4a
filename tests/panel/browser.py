"""A browser without scripts, as far as tests of forms need one: it reads the fields of a form and sends them back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Pairs = list[tuple[str, str]]


class _Fields(HTMLParser):
    """The successful controls of the form with ``id=form``."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self.select = ""
        self.is_inside = False
        self.in_template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == "form"
        self.in_template += tag == "template"
        if not self.is_inside or self.in_template:
            return
        if tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and "selected" in given:
            self.pairs.append((self.select, given["value"]))
        elif (
            tag == "input"
            and "name" in given
            and (given.get("type") not in {"checkbox", "radio"} or "checked" in given)
        ):
            self.pairs.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.in_template -= tag == "template"
        if tag == "form":
            self.is_inside = False
        if tag == "select":
            if self.select not in dict(self.pairs):
                self.pairs.append((self.select, ""))
            self.select = ""


class Page:
    """An answer with a form in it; ``fields`` are what a press of its button would send."""

    def __init__(self, client: FlaskClient, answer: TestResponse, url: str) -> None:
        self.client = client
        self.answer = answer
        self.url = url
        parser = _Fields()
        parser.feed(answer.text)
        self.fields = parser.pairs

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def status(self) -> int:
        return self.answer.status_code

    def value(self, name: str) -> str:
        return next((value for field, value in self.fields if field == name), "")

    def values(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field == name]

    def send(self, *buttons: tuple[str, str], drop: Pairs | None = None, **changed: str) -> Page:
        """Change fields (``__`` stands for a dot), take some away, press a button."""
        wanted = {name.replace("__", "."): value for name, value in changed.items()}
        kept = [(name, wanted.pop(name, value)) for name, value in self.fields if (name, value) not in (drop or [])]
        data: dict[str, list[str]] = {}
        for name, value in [*kept, *wanted.items(), *buttons]:
            data.setdefault(name, []).append(value)
        return Page(self.client, self.client.post(self.url, data=data), self.url)


def visit(client: FlaskClient, url: str) -> Page:
    """Open an address."""
    return Page(client, client.get(url), url)
