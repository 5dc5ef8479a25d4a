"""Short ways to tie records, for tests."""

from __future__ import annotations

from typing import Any

from app.models import Side
from app.records.relating import Draft, Given, relate, seen_record
from app.records.ties import tie_named
from tests.conftest import House


def tie(house: House, key: str, primary: int, secondary: int | str, by: str = "owner", **more: Any) -> int:
    """A relation of that type; its number. A text may stand on the secondary side."""
    with house.writing(by) as asking:
        of = tie_named(asking.session, key)
        far = (
            Given(text=secondary) if isinstance(secondary, str) else Given(seen_record(asking, secondary, "secondary"))
        )
        draft = Draft({Side.PRIMARY: Given(seen_record(asking, primary, "primary")), Side.SECONDARY: far}, **more)
        made = relate(asking, of, draft)
        asking.session.flush()
        return made.id
