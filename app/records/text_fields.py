"""Fields of text with a form of its own: custom lines, long text, web addresses, e-mail addresses, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import regex
from sqlalchemy import ColumnElement, func

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key, strip_controls
from app.kernel.viewer import AnySession
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, compare_text
from app.records.value_base import ValueField, is_empty

LONGEST_LINK = 2_000
LONGEST_TEXT = 20_000
LONGEST_LINE = 400
PATIENCE = 0.2

_scheme = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class LineField(ValueField):
    """A line of text. ``pattern`` is a regular expression that the whole of it must fit."""

    pattern: str = ""
    max_length: int | None = LONGEST_LINE

    def parse(self, asking: Asking, raw: Any) -> str | None:
        given = super().parse(asking, raw)
        return None if given is None else self.checked(asking.session, given)

    def checked(self, session: AnySession, text: str) -> str:
        """The text in its proper form; raises ``Invalid``."""
        if self.pattern and not self._fits(text):
            raise Invalid(say("“%(value)s” does not have the form that this field asks for.", value=text), self.name)
        return text

    def _fits(self, text: str) -> bool:
        """Whether the text has the pattern's form; a pattern that takes for ever fits nothing."""
        try:
            return regex.fullmatch(self.pattern, text, timeout=PATIENCE) is not None
        except TimeoutError:
            return False

    def restored(self, kept: Any) -> Any:
        return kept if isinstance(kept, str) else None

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return compare_text(column, operator, values)

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        place = super().order_by(record)
        return place and (place[0], func.splot_fold(place[1]))


@dataclass(frozen=True, kw_only=True)
class LongTextField(LineField):
    """Text of several lines."""

    max_length: int | None = LONGEST_TEXT
    is_sortable: bool = False
    type: FieldType = types.LONG_TEXT

    def parse(self, asking: Asking, raw: Any) -> str | None:
        text = strip_controls(str(raw if raw is not None else ""), keep_newlines=True).strip()
        if self.max_length and len(text) > self.max_length:
            raise Invalid(say("Write at most %(count)s characters.", count=self.max_length), self.name)
        if self.is_required and not text:
            raise Invalid(say("Fill this in."), self.name)
        return self.checked(asking.session, text) if text else None


@dataclass(frozen=True, kw_only=True)
class WebField(LineField):
    """The address of a page, http or https alone: nothing that a browser would run."""

    max_length: int | None = LONGEST_LINK
    type: FieldType = types.LINK

    def checked(self, session: AnySession, text: str) -> str:
        address = text if _scheme.match(text) and not _has_port_only(text) else f"https://{text}"
        try:
            parts = urlsplit(address)
            host, _port = parts.hostname or "", parts.port
        except ValueError:
            host, parts = "", urlsplit("")
        is_page = parts.scheme in {"http", "https"} and ("." in host or host == "localhost")
        if not is_page or any(sign.isspace() or sign in '<>"\\^`{|}' for sign in address):
            raise Invalid(say("Write the address of a page, such as https://example.com/page."), self.name)
        return super().checked(session, address)


def _has_port_only(text: str) -> bool:
    """``example.com:8080/x`` looks like a scheme, but its colon begins a port."""
    before, _, after = text.partition(":")
    return "." in before and after[:1].isdigit()


@dataclass(frozen=True, kw_only=True)
class EmailField(LineField):
    """One e-mail address, kept as typed and compared without regard to case. ``read_address`` gives it in its proper form or raises
    ``Invalid``."""

    read_address: Callable[[str], str]
    type: FieldType = types.EMAIL

    def checked(self, session: AnySession, text: str) -> str:
        try:
            return super().checked(session, self.read_address(text))
        except Invalid as error:
            raise Invalid(error.message, self.name) from error

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return compare_text(func.lower(column), operator, [value.strip().lower() for value in values])


@dataclass(frozen=True, kw_only=True)
class PhoneField(LineField):
    """One phone number, kept as typed and compared by its digits. ``read_number`` gives it as typed and as E.164."""

    read_number: Callable[[AnySession, str], tuple[str, str | None]]
    max_length: int | None = 60
    type: FieldType = types.PHONE

    def checked(self, session: AnySession, text: str) -> str:
        try:
            return super().checked(session, self.read_number(session, text)[0])
        except Invalid as error:
            raise Invalid(error.message, self.name) from error

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            return is_empty(column, values)
        digits = func.replace(func.splot_fold(column), " ", "")
        wanted = _digits(values[0])
        if not wanted:
            raise Invalid(say("Write digits of the number."), self.name)
        match operator:
            case Operator.IS:
                return digits.like(f"%{self._subscriber(asking, values[0])}")
            case Operator.STARTS:
                return digits.like(f"{wanted}%")
            case _:
                return digits.like(f"%{wanted.lstrip('0')}%")

    def _subscriber(self, asking: Asking, typed: str) -> str:
        """The digits that all ways of writing the number end with: without the country's number and without its zero."""
        whole = self._whole(asking, typed)
        if not whole:
            return _digits(typed)
        ends = [end for size in (1, 2, 3) if len(end := whole[size:]) >= 6]
        return next((end for end in ends if whole in {self._whole(asking, end), self._whole(asking, f"0{end}")}), whole)

    def _whole(self, asking: Asking, text: str) -> str:
        """The digits of the number as dialled from abroad; empty where there are none."""
        try:
            return _digits(self.read_number(asking.session, text)[1] or "")
        except Invalid:
            return ""


def _digits(text: str) -> str:
    return "".join(sign for sign in search_key(text) if sign.isdigit())
