"""What a rule gives back, and how a line is excused from one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EXCUSE = re.compile(r"house: allow (?P<rule>[a-z-]+) - \S")


@dataclass(frozen=True, order=True)
class Finding:
    """One place that breaks a rule: ``path:line: rule: sentence``."""

    path: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.sentence}"


@dataclass(frozen=True)
class Source:
    """A file of the project as the rules see it: its path from the root, with forward slashes, and its text."""

    path: str
    text: str

    def finding(self, line: int, rule: str, sentence: str) -> Finding:
        return Finding(self.path, line, rule, sentence)

    def line_at(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def without_excused(source: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings whose line does not carry ``house: allow RULE - reason``."""
    lines = source.text.splitlines()
    for finding in findings:
        text = lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""
        excuse = EXCUSE.search(text)
        if not (excuse and excuse["rule"] == finding.rule):
            yield finding
