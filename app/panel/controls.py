"""Controls: how each type of field stands in a form, and what a form that was sent says of it.

Between the two lies the *raw* value: plain JSON, the same whether it was read from a record or from a form, so that the
two can be compared. A control's ``macro`` names its drawing in ``panel/controls.html``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from app.domain.addresses import country_choices, provinces
from app.domain.who_sees import everybody, who_reaches
from app.kernel.messages import Message, say, say_n
from app.kernel.text import thread_of
from app.models import Record, User, Visibility
from app.panel.control_base import Control, Form, Raw, language
from app.panel.relation_controls import RelationControl
from app.panel.value_controls import OptionControl, OptionsControl, ValueControl, YesNoControl
from app.records import field_types as types
from app.records.fields import Asking, ChoiceField, Field
from app.records.kinds import kind
from app.records.link_fields import NEW, DictionaryField, RecordField, UserField, is_id
from app.records.many_fields import ChannelField, TokensField, split_words
from app.records.policies import guests_of_new, policy_of
from app.records.reasons import Facts, Invitation, facts_of
from app.records.records_field import RecordsField
from app.records.vocabulary import find_word, words_in

VISIBILITY_ICONS = {"public": "world", "nonpublic": "lock", "hidden": "eye-off"}
SOURCES = {"contact_group": "group", "tag": "tag"}


@dataclass
class LineControl(Control):
    """A line of text; ``suggestions`` by country for a province, ``example`` of a field that is written in one way."""

    @property
    def example(self) -> str:
        return str(getattr(self.of, "example", ""))

    @property
    def suggestions(self) -> dict[str, Sequence[str]]:
        """What to offer while typing, by country."""
        return {code: provinces(code, language()) for code in ("PL", "IL")} if self.name == "province" else {}


@dataclass
class SelectControl(Control):
    """One of a list of choices."""

    macro: str = "select"

    def shown(self, record: Any) -> Raw:
        value = self.of.read(record)
        if value is None:
            return ""
        return str(value.id) if isinstance(self.of, DictionaryField) else str(getattr(value, "value", value))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and words."""
        if isinstance(self.of, DictionaryField):
            return [(str(word.id), word.label(language())) for word in words_in(self.asking, self.of.dictionary)]
        if isinstance(self.of, ChoiceField):
            return [(member.value, str(self.of.labels[member])) for member in self.of.enum]
        return country_choices(language())

    def words(self, raw: Raw) -> str:
        return dict(self.choices).get(raw, "")


@dataclass
class SegmentedControl(SelectControl):
    """The visibilities that may be chosen, side by side, each with the number of users whom it lets in; one that is no longer allowed
    stays while it is in force (ACC-2)."""

    macro: str = "segmented"
    kind_name: str = ""
    facts: Facts | None = None
    stands: Raw = ""

    def shown(self, record: Any) -> Raw:
        self.facts = facts_of(self.asking.session, record) if isinstance(record, Record) else None
        self.stands = super().shown(record)
        return self.stands

    @property
    def segments(self) -> list[tuple[str, str, str, Message, int]]:
        """Value, words, icon, and how many users it reaches."""
        allowed = policy_of(self.asking.session, self.kind_name).allowed
        chosen = [(value, words) for value, words in self.choices if value in {*allowed, self.raw, self.stands}]
        return [(value, words, VISIBILITY_ICONS.get(value, ""), *self._reached(value)) for value, words in chosen]

    def _reached(self, value: str) -> tuple[Message, int]:
        facts = replace(self.facts or self._new(Visibility(value)), visibility=Visibility(value))
        number = len(who_reaches(everybody(self.asking.session), facts))
        return say_n("%(num)s user", "%(num)s users", number), number

    def _new(self, value: Visibility) -> Facts:
        """What holds for a record that is being added."""
        owner_id = self.asking.viewer.user_id
        guests = guests_of_new(self.asking.session, self.kind_name, owner_id, value)
        return Facts(self.kind_name, value, owner_id, None, tuple(Invitation(**one) for one in guests), frozenset())


@dataclass
class LinkControl(Control):
    """A record or a user, found by typing. Raw: ``id`` (or ``new:Name``) and the ``text`` in the field."""

    macro: str = "link"
    raw: Raw = field(default_factory=lambda: {"id": "", "text": ""})
    previous: str = ""
    """The owner that a record has, who may stay as participant when another is chosen (ACC-5)."""
    keeps: bool = True

    @property
    def source(self) -> str:
        return self.of.source if isinstance(self.of, RecordField) else "user"

    @property
    def new_label(self) -> Message | None:
        """The words for making the missing one; None where that cannot be."""
        return kind(self.of.to).new_label if isinstance(self.of, RecordField) else None

    @property
    def is_new(self) -> bool:
        return bool(self.raw["id"].startswith(NEW))

    def shown(self, record: Any) -> Raw:
        target = self.of.read(record)
        if target is None:
            return {"id": "", "text": ""}
        if isinstance(self.of, UserField):
            self.previous = repr(target) if self.name == "owner" else ""
            return {"id": target.username, "text": repr(target)}
        return {"id": str(target.id), "text": target.name}

    def read(self, form: Form) -> Raw | None:
        if f"{self.name}.text" not in form:
            return None
        self.is_decided = form.get(f"{self.name}.decided") == "1"
        text = form[f"{self.name}.text"].strip()
        self.keeps = f"{self.name}.keep.sent" not in form or f"{self.name}.keep" in form
        is_untouched = text == form.get(f"{self.name}.was", "").strip()
        found = form.get(self.name, "") if text and is_untouched else ""
        if text and form.get(f"{self.name}.new") == text:
            found = NEW + text
        return {"id": found, "text": text}

    def given(self, raw: Raw) -> Any:
        return raw["id"] or raw["text"]

    def words(self, raw: Raw) -> str:
        return str(raw["text"])


@dataclass
class TokensControl(Control):
    """Several tags, groups, users or records. Raw: names of tokens, user names of users, numbers of records."""

    macro: str = "tokens"
    raw: Raw = field(default_factory=list)

    @property
    def source(self) -> str:
        if isinstance(self.of, RecordsField):
            return self.of.source
        return SOURCES[self.of.token.__tablename__] if isinstance(self.of, TokensField) else "user"

    @property
    def makes_new(self) -> bool:
        return isinstance(self.of, TokensField)

    @property
    def placeholder(self) -> Message:
        return {"group": say("Add to a group"), "tag": say("Add a tag")}.get(self.source, say("Add"))

    @property
    def tokens(self) -> list[dict[str, str]]:
        """What stands in the field: value, words and colour of each."""
        return [self._token(value) for value in self.raw]

    def _token(self, value: str) -> dict[str, str]:
        if isinstance(self.of, TokensField):
            found = find_word(words_in(self.asking, self.of.token), value)
            return {"value": value, "text": found.name if found else value, "thread": found.color if found else "slate"}
        if isinstance(self.of, RecordsField):
            return {"value": value, "text": self._records().get(value, value), "thread": "slate"}
        user = self._users().get(value)
        return {
            "value": value,
            "text": repr(user) if user else value,
            "thread": thread_of(user.id) if user else "slate",
        }

    def _users(self) -> dict[str, User]:
        """The users named here, by user name."""
        known: dict[str, User] = self.asking.session.info.setdefault("named_users", {})
        missing = [name for name in self.raw if name not in known]
        if missing:
            found = self.asking.session.scalars(select(User).where(User.username.in_(missing)))
            known.update({user.username: user for user in found})
        return known

    def _records(self) -> dict[str, str]:
        """The names of the records given here, by number, as far as the viewer sees them."""
        known: dict[str, str] = self.asking.session.info.setdefault("named_records", {})
        missing = [int(value) for value in self.raw if value not in known and is_id(value)]
        if missing:
            found = self.asking.session.execute(select(Record.id, Record.name).where(Record.id.in_(missing)))
            known.update({str(row.id): row.name for row in found})
        return known

    def shown(self, record: Any) -> Raw:
        values = self.of.read(record)
        if isinstance(self.of, TokensField):
            return [one.name for one in values]
        if isinstance(self.of, RecordsField):
            return [str(one.id) for one in values]
        known = self.asking.session.info.setdefault("named_users", {})
        known.update({user.username: user for user in values})
        return [user.username for user in values]

    def read(self, form: Form) -> Raw | None:
        if f"{self.name}.text" not in form:
            return None
        return split_words([*form.getlist(self.name), *split_words(form[f"{self.name}.text"])])

    def fits(self, raw: Raw) -> bool:
        return isinstance(raw, list) and all(isinstance(one, str) for one in raw)

    def is_same(self, raw: Raw, other: Raw) -> bool:
        return set(raw) == set(other)

    def words(self, raw: Raw) -> str:
        return ", ".join(self._token(value)["text"] for value in raw)


@dataclass
class RowsControl(Control):
    """Phones or e-mails. Raw: rows of ``type``, ``value`` and ``main``."""

    macro: str = "rows"
    raw: Raw = field(default_factory=list)
    row_errors: dict[int, list[Message]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        assert isinstance(self.of, ChannelField)
        return str(self.of.row.__tablename__)

    @property
    def type_choices(self) -> list[tuple[str, Message]]:
        assert isinstance(self.of, ChannelField)
        return [(member.value, label) for member, label in self.of.type_labels.items()]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What stands in the form: the rows, or an empty one to begin with."""
        return self.raw or [self.empty_row]

    @property
    def empty_row(self) -> dict[str, Any]:
        return {"type": self.type_choices[0][0], "value": "", "main": not self.raw}

    def shown(self, record: Any) -> Raw:
        return self.of.api(record) and [
            {"type": row["type"], "value": row["value"], "main": row["main"]} for row in self.of.api(record)
        ]

    def read(self, form: Form) -> Raw | None:
        if self.name not in form:
            return None
        keys = (key.split(".") for key in form if key.startswith(f"{self.name}.") and key.endswith(".value"))
        places = sorted(int(parts[1]) for parts in keys if len(parts) == 3 and parts[1].isdecimal())
        return [self._row(form, place) for place in places]

    def _row(self, form: Form, place: int) -> dict[str, Any]:
        start = f"{self.name}.{place}"
        is_main = form.get(f"{self.name}.main") == str(place)
        return {"type": form.get(f"{start}.type", ""), "value": form[f"{start}.value"].strip(), "main": is_main}

    def fits(self, raw: Raw) -> bool:
        return isinstance(raw, list) and all(isinstance(row, dict) and "value" in row for row in raw)

    def is_same(self, raw: Raw, other: Raw) -> bool:
        return self._filled(raw) == self._filled(other)

    def _filled(self, raw: Raw) -> list[Any]:
        return [row for row in raw if row["value"]]

    def take(self, errors: Mapping[str, list[Message]]) -> list[tuple[str, Message]]:
        super().take(errors)
        numbers = range(len(self.raw))
        self.row_errors = {
            number: errors[f"{self.name}.{number}"] for number in numbers if f"{self.name}.{number}" in errors
        }
        return [(f"{self.id}-{number}", self._row_label(number)) for number in self.row_errors]

    def _row_label(self, number: int) -> Message:
        words = dict(self.type_choices).get(self.raw[number]["type"])
        return say("%(field)s, %(type)s", field=self.of.label, type=words) if words else self.of.label

    def words(self, raw: Raw) -> str:
        return ", ".join(row["value"] for row in self._filled(raw))


BY_TYPE: dict[str, type[Control]] = {
    types.TEXT.name: LineControl,
    types.CODE.name: LineControl,
    types.COUNTRY.name: SelectControl,
    types.CHOICE.name: SelectControl,
    types.DICTIONARY.name: SelectControl,
    types.USER.name: LinkControl,
    types.RECORD.name: LinkControl,
    types.USERS.name: TokensControl,
    types.RECORDS.name: TokensControl,
    types.TOKENS.name: TokensControl,
    types.RELATION.name: RelationControl,
    types.PHONES.name: RowsControl,
    types.EMAILS.name: RowsControl,
    types.NUMBER.name: ValueControl,
    types.MONEY.name: ValueControl,
    types.DATE.name: ValueControl,
    types.MOMENT.name: ValueControl,
    types.LONG_TEXT.name: ValueControl,
    types.LINK.name: ValueControl,
    types.EMAIL.name: ValueControl,
    types.PHONE.name: ValueControl,
    types.YES_NO.name: YesNoControl,
    types.OPTION.name: OptionControl,
    types.OPTIONS.name: OptionsControl,
}


__all__ = ["Control", "Form", "Raw", "control_for", "language"]


def control_for(asking: Asking, of: Field, kind_name: str = "") -> Control:
    """The control of a field, empty; what it offers may follow from the kind of record."""
    if of.name == "visibility":
        return SegmentedControl(asking, of, kind_name=kind_name)
    return BY_TYPE[of.type.name](asking, of)
