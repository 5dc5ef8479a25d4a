"""What a custom field may be: every part of it is read here, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

import regex
from babel import numbers

from app.domain.choice_sets import labels_of
from app.kernel.errors import Conflict, FieldErrors, Invalid
from app.kernel.messages import Message, say
from app.kernel.text import search_key, strip_controls
from app.models import CustomField, CustomType, EditableBy, FilterBy, Shown
from app.records.custom_values import KEY
from app.records.days import parse_day
from app.records.kinds import kinds_by_name
from app.records.numbers import plain_number, read_number
from app.records.vocabulary import Word

MOST_LABEL = 200
MOST_SHORT = 80
MOST_HELP = 400
MOST_PATTERN = 200
MOST_DECIMALS = 6
NUMBERS = frozenset({CustomType.NUMBER, CustomType.MONEY})
BOUNDED = NUMBERS | {CustomType.DATE}
PATTERNED = frozenset({CustomType.TEXT, CustomType.LONG_TEXT})
CAN_BE_UNIQUE = frozenset(
    {
        CustomType.TEXT,
        CustomType.NUMBER,
        CustomType.DATE,
        CustomType.DATETIME,
        CustomType.LINK,
        CustomType.EMAIL,
        CustomType.PHONE,
    }
)


def head(given: Mapping[str, Any], errors: FieldErrors) -> dict[str, Any]:
    """Kind, type, label and the kind that a record field leads to, of a new field."""
    found: dict[str, Any] = {}
    kinds, kind = kinds_by_name(), _text(given, "kind")
    if kind in kinds:
        found["kind"] = kind
    else:
        errors["kind"] = [_one_of(kinds)]
    types = {one.value for one in CustomType}
    if _text(given, "type") in types:
        found["type"] = CustomType(_text(given, "type"))
    else:
        errors["type"] = [_one_of(types)]
    found["target"] = _text(given, "target") or None
    if found.get("type") is CustomType.RECORD and found["target"] not in kinds:
        errors["target"] = [_one_of(kinds)]
    found["label"] = _taken_out(errors, "label", lambda: label(given))
    return found


def label(given: Mapping[str, Any]) -> str:
    """The label; raises ``Invalid``."""
    words = _short(given, "label", MOST_LABEL)
    if not search_key(words):
        raise Invalid(say("Write a name with at least one letter or digit."), "label")
    return words


def free_key(taken: Mapping[str, CustomField], given: Mapping[str, Any], label: str) -> str:
    """The key that was given, or one made from the label; raises ``Invalid`` or ``Conflict``."""
    key = _text(given, "key")
    if not key:
        return _made_key(taken, label)
    if not KEY.fullmatch(key):
        raise Invalid(say("Write small letters a to z, digits and _, beginning with a letter; 40 at most."), "key")
    if key in taken and taken[key].deleted_at is not None:
        raise Conflict(say("A deleted field has this key. Bring it back, or choose another key."), "key")
    if key in taken:
        raise Conflict(say("The field “%(name)s” has this key. Choose another.", name=taken[key].label), "key")
    return key


def _made_key(taken: Container[str], label: str) -> str:
    start = re.sub(r"[^a-z0-9]+", "_", search_key(label)).strip("_")[:30]
    start = start if KEY.fullmatch(start) else "field"
    numbered = (f"{start}_{number}" for number in range(2, 10_000))
    return start if start not in taken else next(one for one in numbered if one not in taken)


# --- what can be changed -----------------------------------------------------------------------------------------------------


def values(field: CustomField, given: Mapping[str, Any], errors: FieldErrors, *, is_new: bool) -> dict[str, Any]:
    """Everything else that is given, by column; a new field has a value for each."""
    readers: dict[str, Callable[[], Any]] = {
        "label": lambda: label(given),
        "help": lambda: _short(given, "help", MOST_HELP) or None,
        "section": lambda: _short(given, "section", MOST_SHORT) or None,
        "heading": lambda: _short(given, "heading", MOST_SHORT) or None,
        "is_required": lambda: _truth(given, "is_required"),
        "is_unique": lambda: _unique(field, given),
        "default": lambda: _default(given),
        "shown": lambda: _member(given, "shown", Shown, Shown.ALWAYS),
        "editable_by": lambda: _member(given, "editable_by", EditableBy, EditableBy.EVERYONE),
        "filter": lambda: _member(given, "filter", FilterBy, FilterBy.CONTAINS),
        "pattern": lambda: _pattern(field, given),
        "decimals": lambda: _decimals(field, given),
        "currency": lambda: _currency(field, given),
        "minimum": lambda: _bound(field, given, "minimum"),
        "maximum": lambda: _bound(field, given, "maximum"),
    }
    found = {name: _taken_out(errors, name, read) for name, read in readers.items() if is_new or name in given}
    return {**found, **_languages(field, given, errors, is_new=is_new)}


def _languages(field: CustomField, given: Mapping[str, Any], errors: FieldErrors, *, is_new: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column, name in (("labels", "label"), ("help_labels", "help"), ("heading_labels", "heading")):
        known = (None if is_new else getattr(field, column)) or {}
        made[column] = _taken_out(errors, column, partial(_in_languages, given, column, name, known))
    return made


def _in_languages(given: Mapping[str, Any], column: str, name: str, known: Mapping[str, str]) -> dict[str, str]:
    return labels_of({**given, f"{name}s": given[column]} if column in given else given, known, name)


def together(field: CustomField) -> None:
    """Rules over several parts; raises ``Invalid``."""
    if field.minimum and field.maximum and _comparable(field.minimum) > _comparable(field.maximum):
        raise Invalid(say("The smallest is greater than the greatest."), "minimum")
    if field.type is CustomType.MONEY and not field.currency:
        raise Invalid(say("Choose a currency."), "currency")


def _comparable(text: str) -> Any:
    return parse_day(text, "minimum") if "-" in text[1:] else Decimal(text)


def choices_of(given: Any) -> Sequence[Mapping[str, Any]]:
    """Choices as a list of words or of objects, or as text with a line for each; raises ``Invalid``."""
    entries = given.splitlines() if isinstance(given, str) else given
    if not isinstance(entries, list):
        raise Invalid(say("Write a list of choices."), "choices")
    found = [one if isinstance(one, Mapping) else {"label": one} for one in entries if not _is_blank(one)]
    if not found:
        raise Invalid(say("Write at least one choice, or name a set."), "choices")
    return found


def words_of(field: CustomField) -> tuple[Word, ...]:
    """The choices that a field offers, as its values know them."""
    choices = field.choice_set.choices if field.choice_set else ()
    return tuple(
        Word(one.id, one.label, one.label, one.labels or {}, one.color or "", one.deleted_at is None) for one in choices
    )


def number_of(given: Mapping[str, Any], name: str) -> int:
    """The number of a row; raises ``Invalid``."""
    text = str(given.get(name) or "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(say("Choose one."), name)
    return int(text)


# --- single parts ------------------------------------------------------------------------------------------------------------


def _taken_out(errors: FieldErrors, name: str, read: Callable[[], Any]) -> Any:
    """What ``read`` gives; its sentences go to ``errors``."""
    try:
        return read()
    except Invalid as error:
        errors.update(error.errors or {name: [error.message]})
        return None


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return strip_controls(value).strip() if isinstance(value, str) else ""


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _short(given: Mapping[str, Any], name: str, most: int) -> str:
    words = " ".join(_text(given, name).split())
    if len(words) > most:
        raise Invalid(say("Write at most %(count)s characters.", count=most), name)
    return words


def _truth(given: Mapping[str, Any], name: str) -> bool:
    return given.get(name) in {True, "1", "true", "yes", "on"}


def _one_of(values: Any) -> Message:
    return say("Write one of: %(choices)s.", choices=", ".join(sorted(values)))


def _member(given: Mapping[str, Any], name: str, enum: type[StrEnum], default: StrEnum) -> StrEnum:
    word = _text(given, name)
    if not word:
        return default
    if word not in {one.value for one in enum}:
        raise Invalid(_one_of({one.value for one in enum}), name)
    return enum(word)


def _unique(field: CustomField, given: Mapping[str, Any]) -> bool:
    wanted = _truth(given, "is_unique")
    if wanted and field.type not in CAN_BE_UNIQUE:
        raise Invalid(say("Values of this type cannot be unique."), "is_unique")
    return wanted


def _default(given: Mapping[str, Any]) -> Any:
    value = given.get("default")
    return None if value in (None, "", []) else value


def _pattern(field: CustomField, given: Mapping[str, Any]) -> str | None:
    pattern = _short(given, "pattern", MOST_PATTERN)
    if not pattern or field.type not in PATTERNED:
        return None
    try:
        regex.compile(pattern)
    except regex.error:
        raise Invalid(say("This is not a regular expression. Write one such as [A-Z]{2}-[0-9]+."), "pattern") from None
    return pattern


def _decimals(field: CustomField, given: Mapping[str, Any]) -> int:
    if field.type is CustomType.MONEY:
        return 2
    text = str(given.get("decimals") or 0)
    if not (text.isascii() and text.isdigit() and int(text[:3]) <= MOST_DECIMALS):
        words = {"least": 0, "most": MOST_DECIMALS}
        raise Invalid(say("Write a number from %(least)s to %(most)s.", **words), "decimals")
    return int(text) if field.type is CustomType.NUMBER else 0


def _currency(field: CustomField, given: Mapping[str, Any]) -> str | None:
    if field.type is not CustomType.MONEY:
        return None
    code = _text(given, "currency").upper()
    if code and code not in numbers.list_currencies():
        raise Invalid(say("Write the code of a currency, such as PLN."), "currency")
    return code or None


def _bound(field: CustomField, given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    text = str(value).strip() if value is not None else ""
    if not text or field.type not in BOUNDED:
        return None
    if field.type is CustomType.DATE:
        return parse_day(text, name).isoformat()
    found = read_number(text, "en")
    if found is None:
        raise Invalid(say("“%(value)s” is not a number.", value=text), name)
    return plain_number(found)
