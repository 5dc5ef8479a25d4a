"""The norm that holds for the product as a whole: most functions are short."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from statistics import median, quantiles

from lint.findings import Finding, Source
from lint.python_rules import functions, length

MEDIAN = 8
NINE_IN_TEN = 25
ENOUGH = 100


def lengths(sources: Iterable[Source]) -> list[int]:
    """Lines of every function in ``app/``."""
    product = [source for source in sources if source.path.startswith("app/") and source.path.endswith(".py")]
    return [length(function) for source in product for function in functions(ast.parse(source.text))]


def shape_of(sources: Iterable[Source]) -> Iterator[Finding]:
    """Findings about the median and the upper tenth; none while there are too few functions to tell."""
    found = lengths(sources)
    if len(found) < ENOUGH:
        return
    middle, upper = median(found), quantiles(found, n=10)[-1]
    if middle > MEDIAN or upper > NINE_IN_TEN:
        found_so = f"Half of the functions have up to {middle:g} lines, nine in ten up to {upper:g}"
        yield Finding("app", 0, "shape", f"{found_so}: the norm is {MEDIAN} and {NINE_IN_TEN}.")
