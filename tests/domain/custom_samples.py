"""One value of every type that a custom field can have, and how it is written, told, found, changed and refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sample:
    """A type: what is written in a form, what the API gives for it, conditions that find and miss it, another value that sorts
    behind it, and what is refused."""

    type: str
    given: Any
    api: Any
    finds: tuple[tuple[str, str], ...]
    misses: tuple[tuple[str, str], ...]
    other: Any
    bad: Any = None
    more: dict[str, Any] = field(default_factory=dict)
    sorts: bool = True

    @property
    def name(self) -> str:
        return f"cf.{self.type}"


SAMPLES = (
    Sample(
        "text",
        given="Łódź",
        api="Łódź",
        finds=(("is", "Łódź"), ("contains", "lod"), ("starts", "ł"), ("any", "x,Łódź")),
        misses=(("is", "lodz"), ("not", "Łódź"), ("empty", "yes")),
        other="Żnin",
        bad="x" * 401,
    ),
    Sample(
        "long_text",
        given="one\nTwo",
        api="one\nTwo",
        finds=(("contains", "two"),),
        misses=(("starts", "two"),),
        other="z",
        bad="x" * 20_001,
        sorts=False,
    ),
    Sample(
        "number",
        given="1 234,50",
        api=1234.5,
        finds=(("from", "1234.5"), ("to", "1234.5"), ("is", "1234.5"), ("any", "1,1234.5")),
        misses=(("from", "1235"), ("not", "1234.5"), ("none", "1234.5")),
        other="9000",
        bad="a few",
        more={"decimals": 2, "maximum": "10000"},
    ),
    Sample(
        "money",
        given="200",
        api=200,
        finds=(("from", "150"), ("to", "200")),
        misses=(("from", "1000"), ("is", "20")),
        other="1 000,99 zł",
        bad="1,234.567",
        more={"currency": "PLN"},
    ),
    Sample(
        "date",
        given="7.03.2026",
        api="2026-03-07",
        finds=(("is", "2026-03-07"), ("from", "2026-03-07"), ("to", "2026-03-07"), ("not", "2026-03-08")),
        misses=(("from", "2026-03-08"), ("within", "tomorrow")),
        other="2027-01-01",
        bad="2026-02-30",
    ),
    Sample(
        "datetime",
        given="2026-03-07T00:30",
        api="2026-03-06T23:30:00+00:00",
        finds=(("is", "2026-03-07"), ("from", "2026-03-07"), ("to", "2026-03-07")),
        misses=(("is", "2026-03-06"), ("within", "next_week")),
        other="2026-03-07T01:00",
        bad="half past",
    ),
    Sample(
        "yes_no",
        given=False,
        api=False,
        finds=(("is", "no"), ("empty", "no")),
        misses=(("is", "yes"),),
        other="yes",
        bad="perhaps",
    ),
    Sample(
        "choice",
        given="Red",
        api="Red",
        finds=(("is", "Red"), ("any", "Red,Blue"), ("is", "czerwony")),
        misses=(("not", "Red"), ("is", "Blue")),
        other="Blue",
        bad="Pink",
    ),
    Sample(
        "choices",
        given=["Red", "Blue"],
        api=["Red", "Blue"],
        finds=(("any", "Red"), ("all", "Red,Blue")),
        misses=(("all", "Red,Green"), ("none", "Blue")),
        other=["Green"],
        bad=["Pink"],
        sorts=False,
    ),
    Sample(
        "link",
        given="example.com/a",
        api="https://example.com/a",
        finds=(("contains", "example"),),
        misses=(("ends", "b"),),
        other="https://z.test",
        bad="javascript:alert(1)",
    ),
    Sample(
        "email",
        given="Anna <anna@one.test>",
        api="anna@one.test",
        finds=(("contains", "anna@"),),
        misses=(("is", "x@one.test"),),
        other="zoe@one.test",
        bad="anna",
    ),
    Sample(
        "phone",
        given="601 555 014",
        api="601 555 014",
        finds=(("is", "+48 601555014"), ("contains", "555014"), ("starts", "601")),
        misses=(("is", "601 555 015"),),
        other="700 100 200",
        bad="12",
    ),
    Sample(
        "user",
        given="manager",
        api={"username": "manager", "name": "Manager Test"},
        finds=(("is", "manager"), ("any", "manager,owner")),
        misses=(("is", "me"),),
        other="owner",
        bad="nobody at all",
        sorts=False,
    ),
)
