"""A time of day, as people write it: 9:05, 9.05, 09:05."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.records import field_types as types
from app.records.field_types import FieldType
from app.records.fields import Asking, Field

_clock = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class ClockField(Field):
    """A time of day without a zone, kept as ``09:05``, which sorts as it is."""

    type: FieldType = types.CODE
    is_massable: bool = False
    example: str = "14:30"

    def parse(self, asking: Asking, raw: Any) -> str | None:
        value = super().parse(asking, raw)
        if not value:
            return None
        found = _clock.fullmatch(value)
        if found is None:
            raise Invalid(say("“%(value)s” is not a time of day. Write it as 14:30.", value=value), self.name)
        return f"{int(found[1]):02}:{found[2]}"
