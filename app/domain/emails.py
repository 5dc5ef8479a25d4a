"""E-mail addresses: checked by their form alone, never by asking the network (REC-2)."""

from __future__ import annotations

import re

import email_validator
from email_validator import EmailNotValidError, validate_email

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import strip_controls

LONGEST = 254
LONGEST_LOCAL = 64

# Organisations have mail inside .local and .test networks; the library offers this list to be changed.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

_invisible = re.compile(r"[\u00ad\u061c\u200b-\u200f\u2060\ufeff]")
_named = re.compile(r"^[^<>]*<([^<>]*)>$")
_plain = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_separator = re.compile(r"[;,\s|]+")


def parse_email(text: str) -> str:
    """The address, with the domain in small letters; ``Anna Lis <anna@lis.test>`` and ``mailto:`` are understood.

    :raises Invalid: with what is wrong with it
    """
    address = _clean(text)
    if ordinary := _ordinary(address):
        return ordinary
    _check_ends(address)
    local, domain = address.rsplit("@", 1)
    if "." not in domain.strip("."):
        raise Invalid(say("The part after the @ needs a dot, as in name@example.com."))
    if not _is_valid(address):
        if _is_valid(f"{local}@example.com"):
            raise Invalid(say("The part after the @ is not a domain. Check its letters and dots."))
        raise Invalid(say("The part before the @ has signs that an address cannot have. Check its letters and dots."))
    return _normal(address)


def _ordinary(address: str) -> str | None:
    """An address of plain letters and figures, as nearly all are, normalised; none for what needs a closer look.

    The library takes a quarter of a millisecond for each, which is most of what an import of thousands would wait for.
    """
    if not _plain.fullmatch(address) or ".." in address or "--" in address or len(address) > LONGEST:
        return None
    local, domain = address.rsplit("@", 1)
    return f"{local}@{domain.lower()}" if len(local) <= LONGEST_LOCAL else None


def email_key(address: str) -> str:
    """The form in which addresses are compared and searched: in small letters."""
    return address.strip().lower()


def split_emails(text: str) -> list[str]:
    """The addresses of one cell that holds several, divided by comma, semicolon, bar or space."""
    return [part for part in _separator.split(text) if part]


def _clean(text: str) -> str:
    address = _invisible.sub("", strip_controls(text)).strip()
    if named := _named.match(address):
        address = named[1].strip()
    return address[7:] if address.lower().startswith("mailto:") else address


def _check_ends(address: str) -> None:
    """The commonest slips, each with a sentence of its own."""
    if not address:
        raise Invalid(say("Enter an e-mail address, as in name@example.com."))
    if len(address) > LONGEST:
        raise Invalid(say("This is too long for an e-mail address. Write one address in each field."))
    if "@" not in address:
        raise Invalid(say("An address needs an @. Write it as in name@example.com."))
    if address.count("@") > 1:
        raise Invalid(say("An address has one @ only. Write one address in each field."))
    if any(char.isspace() for char in address):
        raise Invalid(say("An address has no spaces. Remove them."))
    if address.startswith("@"):
        raise Invalid(say("The part before the @ is missing. Write it as in name@example.com."))
    if address.endswith("@"):
        raise Invalid(say("The part after the @ is missing. Write it as in name@example.com."))


def _is_valid(address: str) -> bool:
    try:
        _normal(address)
    except EmailNotValidError:
        return False
    return True


def _normal(address: str) -> str:
    return validate_email(address, check_deliverability=False, globally_deliverable=False).normalized
