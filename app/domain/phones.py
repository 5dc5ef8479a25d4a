"""Phone numbers: kept as typed and as E.164, looked up by digits alone (REC-2)."""

from __future__ import annotations

import re
from functools import cache

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    example_number_for_type,
    format_number,
    is_valid_number,
    national_significant_number,
    number_type,
    parse,
    region_code_for_country_code,
)
from phonenumbers import example_number as library_example
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.settings import get_setting
from app.kernel.text import strip_controls
from app.kernel.viewer import AnySession

LONGEST = 60

_invisible = re.compile(r"[\u00ad\u061c\u200b-\u200f\u2060\ufeff]")
_dash = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_guard = re.compile(r"^(?:=\"(.*)\"|'(.*))$")
_label = re.compile(r"^(?:tel|phone|mobile|fax|kom|טל|נייד)\b\.?:?\s*", re.IGNORECASE)
_extension = re.compile(r"(?:\bext\.?|\bx|\bwew(?:n|nętrzny)?\.?|\bw\.|שלוחה|#)\s*:?\s*(\d{1,7})\s*$", re.IGNORECASE)
_trunk_zero = re.compile(r"^((?:\+|00)\s*\d{1,3}[\s-]*)\(\s*0\s*\)")
_star = re.compile(r"\*\d{3,5}")
_scientific = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_separator = re.compile(r"[;,\n|]|\s/\s")


def parse_phone(text: str, region: str) -> tuple[str, str | None]:
    """The number as typed, cleaned, and as E.164 (REC-2).

    ``region`` (``PL``) says how to read a number without prefix. E.164 is none for numbers that nobody can dial from
    abroad: short ones of that country and Israeli star numbers. Numbers of the right length are taken even when the range
    is not known to be in use: new ranges open all the time.

    :raises Invalid: with what is wrong with it
    """
    typed = _clean(text)
    if len(typed) > LONGEST:
        raise Invalid(say("This is too long for a phone number. Write one number in each field."))
    if _scientific.fullmatch(typed):
        raise Invalid(say("A spreadsheet has shortened this number. Set its column to text and save the file again."))
    bare = _without_extension(typed)[0]
    if not any(char.isdigit() for char in bare) or any(char.isalpha() for char in bare):
        raise Invalid(_not_a_number(region))
    if _is_short(bare, region):
        return typed, None
    number = _parse(bare, region)
    return typed, format_number(number, PhoneNumberFormat.E164)


def phone_type_of(e164: str | None) -> str | None:
    """``mobile`` or ``landline`` where the number itself tells; for numbers whose type nobody named."""
    if not e164:
        return None
    return {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.FIXED_LINE: "landline"}.get(
        number_type(parse(e164, None))
    )


def phone_digits(text: str) -> str:
    """The digits alone, in plain figures: ``+48 600-100-200`` → ``48600100200``."""
    if text.isascii():
        return "".join(filter(str.isdecimal, text))
    return "".join(str(int(char)) for char in text if char.isdecimal())


def phone_search_form(text: str) -> str:
    """The digits to look for inside stored E.164 digits: without leading zeros, so that ``050-123`` finds ``+97250123``."""
    return phone_digits(text).lstrip("0")


def split_phones(text: str) -> list[str]:
    """The numbers of one cell that holds several, divided by comma, semicolon, bar, slash between spaces or line end."""
    return [part.strip() for part in _separator.split(text) if part.strip()]


def example_phone(region: str) -> str:
    """A number of that country as people write it abroad, for sentences and help texts."""
    number = library_example(region) or library_example("PL")
    return format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else ""


def _clean(text: str) -> str:
    text = _dash.sub("-", _invisible.sub("", strip_controls(text)))
    text = " ".join(text.split())
    if guarded := _guard.match(text):
        text = guarded[1] or guarded[2] or ""
    return _label.sub("", text).strip()


def _without_extension(typed: str) -> tuple[str, str]:
    found = _extension.search(typed)
    return (typed[: found.start()].rstrip(" ,;"), found[1]) if found else (typed, "")


def _is_short(bare: str, region: str) -> bool:
    digits = phone_digits(bare)
    if region == "IL" and _star.fullmatch(bare.replace(" ", "").replace("-", "")):
        return True
    if bare.startswith("+") or len(digits) > 6:
        return False
    try:
        return bool(is_valid_short_number_for_region(parse(digits, region), region))
    except NumberParseException:
        return False


def _parse(bare: str, region: str) -> PhoneNumber:
    """The first way of reading that gives a number of a plausible length, else what is wrong with the first."""
    reasons: list[Message] = []
    for reading in _readings(bare, region):
        try:
            number = parse(reading, region)
        except NumberParseException as error:
            reasons.append(_unreadable(error, bare, region))
            continue
        if _has_usual_length(number) or is_valid_number(number):
            return number
        reasons.append(_wrong_length(number, region))
    raise Invalid(reasons[0])


def _readings(bare: str, region: str) -> list[str]:
    """As written, without a trunk zero after the prefix or, in Poland, before the number; then with the plus missing."""
    plain = _trunk_zero.sub(r"\1", bare)
    digits = phone_digits(plain)
    if region == "PL" and digits.startswith("0") and not digits.startswith("00") and not plain.startswith("+"):
        plain = digits.lstrip("0")
    if len(digits) >= 11 and not plain.startswith("+") and not digits.startswith("0"):
        return [plain, f"+{digits}"]
    return [plain]


def _has_usual_length(number: PhoneNumber) -> bool:
    """As long as that country's fixed or mobile numbers are, by the kind that begins with the same digit."""
    national = national_significant_number(number)
    usual = _usual_numbers(number.country_code or 0)
    alike = [example for example in usual if example[0] == national[0]] or usual
    return bool(number.national_number) and len(national) in {len(example) for example in alike}


@cache
def _usual_numbers(country_code: int) -> list[str]:
    region = region_code_for_country_code(country_code)
    types = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    examples = [example_number_for_type(region, kind) for kind in types]
    return [national_significant_number(example) for example in examples if example]


def _unreadable(error: NumberParseException, bare: str, region: str) -> Message:
    if error.error_type == NumberParseException.TOO_LONG:
        return _too_many(region)
    if error.error_type in {NumberParseException.TOO_SHORT_NSN, NumberParseException.TOO_SHORT_AFTER_IDD}:
        return _too_few(region)
    if error.error_type != NumberParseException.INVALID_COUNTRY_CODE:
        return _not_a_number(region)
    if bare.startswith(("+", "00")):
        return say("No country has the prefix that this number begins with. Check its first digits.")
    return say(
        "Write the number with the prefix of its country, for example %(example)s.", example=example_phone(region)
    )


def _wrong_length(number: PhoneNumber, region: str) -> Message:
    usual = _usual_numbers(number.country_code or 0)
    home = region_code_for_country_code(number.country_code or 0)
    too_long = len(national_significant_number(number)) > max((len(example) for example in usual), default=15)
    return _too_many(home or region) if too_long else _too_few(home or region)


def _too_many(region: str) -> Message:
    return say("This number has too many digits. Compare it with %(example)s.", example=example_phone(region))


def _too_few(region: str) -> Message:
    return say("This number has too few digits. Compare it with %(example)s.", example=example_phone(region))


def _not_a_number(region: str) -> Message:
    return say(
        "This is not a phone number. Write it in digits, for example %(example)s.", example=example_phone(region)
    )


def read_number(session: AnySession, text: str) -> tuple[str, str | None]:
    """A number as typed and as E.164, read as people of the installation's country write it."""
    return parse_phone(text, get_setting(session, "installation.region"))
