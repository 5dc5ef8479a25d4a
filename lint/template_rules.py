"""Rules for Jinja templates: strict content security, no untranslated text, no look written into a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from lint.findings import Finding, Source

WORDS_OF_NO_LANGUAGE = {
    "Splot", "CSV", "TSV", "XLSX", "ODS", "XLS", "API", "REST", "OpenAPI", "LinkedIn", "Excel", "URL", "UTF", "BOM", "px",
}  # fmt: skip
VERBATIM = {"kbd", "code", "samp", "script", "style"}
READ_ALOUD = {
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "placeholder",
    "title",
    "label",
}
PAINTED = {"fill", "stroke", "stop-color", "color", "bgcolor"}
EMPTY_ELEMENTS = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip

JINJA = re.compile(
    r"\{#.*?#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%-?\s*raw\s*-?%\}|\{%-?\s*endraw\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]+")
ATTRIBUTES = re.compile(r"[\w:-]+=\"[^\"]*\"")
HANDLER = re.compile(r"on[a-z]+$|hx-on")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")


def without_jinja(text: str) -> str:
    """The template with every Jinja part blanked, lines kept where they are."""
    return JINJA.sub(lambda part: "\n" * part[0].count("\n") or " ", text)


def words(text: str) -> list[str]:
    """The words in a text that somebody would have to translate. A macro may write attributes: they are none."""
    return [word for word in WORD.findall(ATTRIBUTES.sub("", text)) if word not in WORDS_OF_NO_LANGUAGE]


class Page(HTMLParser):
    """Walks through a template's HTML and notes what breaks a rule."""

    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.found: list[Finding] = []
        self.open: list[str] = []

    def note(self, rule: str, sentence: str) -> None:
        self.found.append(self.source.finding(self.getpos()[0], rule, sentence))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY_ELEMENTS:
            self.open.append(tag)
        names = {name for name, _ in attrs}
        if tag in {"script", "style"} and "nonce" not in names:
            self.note("nonce", f'<{tag}> needs nonce="{{{{ csp_nonce() }}}}", or the browser refuses it.')
        for name, value in attrs:
            self._attribute(name, value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # a template may close what another opened: then there is nothing to close here
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _attribute(self, name: str, value: str) -> None:
        if name == "style":
            self.note("inline-style", "No style in a template: give a class or a data attribute.")
        elif HANDLER.match(name):
            self.note("inline-handler", f"{name}: no handler in a template; a module listens for it.")
        elif name in READ_ALOUD and words(value):
            self.note("untranslated", f'{name}="{value.strip()}" stands outside _().')
        elif name in PAINTED and COLOUR.search(value):
            self.note("colour", f'{name}="{value}": colours are tokens in app/static/css/tokens.css.')

    def handle_data(self, data: str) -> None:
        if VERBATIM.isdisjoint(self.open) and words(data):
            lines_before = len(data) - len(data.lstrip())
            line = self.getpos()[0] + data[:lines_before].count("\n")
            text = " ".join(data.split())
            self.found.append(self.source.finding(line, "untranslated", f"“{text[:60]}” stands outside _()."))


def check(source: Source) -> Iterator[Finding]:
    """All template rules over one file."""
    page = Page(source)
    page.feed(without_jinja(source.text))
    page.close()
    yield from page.found
