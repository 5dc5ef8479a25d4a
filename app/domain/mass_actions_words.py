"""What mass actions say, in whole sentences for each kind: the button before, the message after."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.messages import Message, say_n

Words = Callable[[int], Message]

BUTTONS: dict[str, dict[str, Words]] = {
    "change": {
        "person": lambda n: say_n("Change %(num)s person", "Change %(num)s persons", n),
        "company": lambda n: say_n("Change %(num)s company", "Change %(num)s companies", n),
        "": lambda n: say_n("Change %(num)s record", "Change %(num)s records", n),
    },
    "tag": {
        "person": lambda n: say_n("Tag %(num)s person", "Tag %(num)s persons", n),
        "company": lambda n: say_n("Tag %(num)s company", "Tag %(num)s companies", n),
        "": lambda n: say_n("Tag %(num)s record", "Tag %(num)s records", n),
    },
    "untag": {
        "person": lambda n: say_n("Remove tags from %(num)s person", "Remove tags from %(num)s persons", n),
        "company": lambda n: say_n("Remove tags from %(num)s company", "Remove tags from %(num)s companies", n),
        "": lambda n: say_n("Remove tags from %(num)s record", "Remove tags from %(num)s records", n),
    },
    "group": {
        "person": lambda n: say_n("Add %(num)s person to the group", "Add %(num)s persons to the group", n),
        "company": lambda n: say_n("Add %(num)s company to the group", "Add %(num)s companies to the group", n),
        "": lambda n: say_n("Add %(num)s record to the group", "Add %(num)s records to the group", n),
    },
    "ungroup": {
        "person": lambda n: say_n("Remove %(num)s person from the group", "Remove %(num)s persons from the group", n),
        "company": lambda n: say_n(
            "Remove %(num)s company from the group", "Remove %(num)s companies from the group", n
        ),
        "": lambda n: say_n("Remove %(num)s record from the group", "Remove %(num)s records from the group", n),
    },
    "relate": {
        "person": lambda n: say_n("Relate %(num)s person", "Relate %(num)s persons", n),
        "company": lambda n: say_n("Relate %(num)s company", "Relate %(num)s companies", n),
        "": lambda n: say_n("Relate %(num)s record", "Relate %(num)s records", n),
    },
    "delete": {
        "person": lambda n: say_n("Delete %(num)s person", "Delete %(num)s persons", n),
        "company": lambda n: say_n("Delete %(num)s company", "Delete %(num)s companies", n),
        "": lambda n: say_n("Delete %(num)s record", "Delete %(num)s records", n),
    },
    "restore": {
        "person": lambda n: say_n("Restore %(num)s person", "Restore %(num)s persons", n),
        "company": lambda n: say_n("Restore %(num)s company", "Restore %(num)s companies", n),
        "": lambda n: say_n("Restore %(num)s record", "Restore %(num)s records", n),
    },
}
"""By what is done, then by kind; the empty name serves every other kind."""

DONE: dict[str, dict[str, Words]] = {
    "change": {
        "person": lambda n: say_n("%(num)s person changed", "%(num)s persons changed", n),
        "company": lambda n: say_n("%(num)s company changed", "%(num)s companies changed", n),
        "": lambda n: say_n("%(num)s record changed", "%(num)s records changed", n),
    },
    "tag": {
        "person": lambda n: say_n("Tags added to %(num)s person", "Tags added to %(num)s persons", n),
        "company": lambda n: say_n("Tags added to %(num)s company", "Tags added to %(num)s companies", n),
        "": lambda n: say_n("Tags added to %(num)s record", "Tags added to %(num)s records", n),
    },
    "untag": {
        "person": lambda n: say_n("Tags removed from %(num)s person", "Tags removed from %(num)s persons", n),
        "company": lambda n: say_n("Tags removed from %(num)s company", "Tags removed from %(num)s companies", n),
        "": lambda n: say_n("Tags removed from %(num)s record", "Tags removed from %(num)s records", n),
    },
    "group": {
        "person": lambda n: say_n("%(num)s person added to the group", "%(num)s persons added to the group", n),
        "company": lambda n: say_n("%(num)s company added to the group", "%(num)s companies added to the group", n),
        "": lambda n: say_n("%(num)s record added to the group", "%(num)s records added to the group", n),
    },
    "ungroup": {
        "person": lambda n: say_n("%(num)s person removed from the group", "%(num)s persons removed from the group", n),
        "company": lambda n: say_n(
            "%(num)s company removed from the group", "%(num)s companies removed from the group", n
        ),
        "": lambda n: say_n("%(num)s record removed from the group", "%(num)s records removed from the group", n),
    },
    "relate": {
        "person": lambda n: say_n("Relation added to %(num)s person", "Relation added to %(num)s persons", n),
        "company": lambda n: say_n("Relation added to %(num)s company", "Relation added to %(num)s companies", n),
        "": lambda n: say_n("Relation added to %(num)s record", "Relation added to %(num)s records", n),
    },
    "delete": {
        "person": lambda n: say_n("%(num)s person deleted", "%(num)s persons deleted", n),
        "company": lambda n: say_n("%(num)s company deleted", "%(num)s companies deleted", n),
        "": lambda n: say_n("%(num)s record deleted", "%(num)s records deleted", n),
    },
    "restore": {
        "person": lambda n: say_n("%(num)s person restored", "%(num)s persons restored", n),
        "company": lambda n: say_n("%(num)s company restored", "%(num)s companies restored", n),
        "": lambda n: say_n("%(num)s record restored", "%(num)s records restored", n),
    },
}
"""The same, after it was done."""


def button_words(what: str, kind_name: str, n: int) -> Message:
    """*Change 4,180 persons*."""
    by_kind = BUTTONS[what]
    return by_kind.get(kind_name, by_kind[""])(n)


def done_words(what: str, kind_name: str, n: int) -> Message:
    """*4,180 persons changed*."""
    by_kind = DONE[what]
    return by_kind.get(kind_name, by_kind[""])(n)
