"""What the values of conditions are called, and what a control for them offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.addresses import country_choices
from app.kernel.messages import Message, say
from app.kernel.text import search_key, thread_of
from app.models import Record, SavedFilter, User
from app.panel.controls import language
from app.panel.formats import date_text, number_text
from app.records import field_types as types
from app.records.access import SCOPE, Scope
from app.records.field_types import FUTURE_PERIODS, NOT_EMPTY_LABEL, OPERATOR_LABELS, PERIODS, Operator
from app.records.fields import Asking, ChoiceField, Field
from app.records.filters import Condition, resolve_path
from app.records.kept_things import kept_for
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.link_fields import DictionaryField, is_id
from app.records.many_fields import TokensField
from app.records.numbers import read_number
from app.records.option_fields import Options
from app.records.relation_fields import RelationField
from app.records.value_fields import NO, YES, NumberField
from app.records.vocabulary import Word, words_in

FEW = 5
NAMES_SHOWN = 2
IS_EMPTY = "is_empty"
NOT_EMPTY = "not_empty"
RANGE = "range"
NOBODY = say("nobody")
ME = say("me")

RELATED_WORDS: dict[str, Message] = {
    IS_EMPTY: say("has none"),
    NOT_EMPTY: say("has one"),
    Operator.WITHIN: say("matches the saved filter"),
}
"""What operators are called that ask of relations."""

OWN_WORDS: dict[str, Message] = {
    IS_EMPTY: OPERATOR_LABELS[Operator.EMPTY],
    NOT_EMPTY: NOT_EMPTY_LABEL,
    RANGE: say("from – to"),
}
"""Words that forms have beside the operators: *empty* asked both ways, and both ends of a span of days at once."""

CHOSEN = frozenset(
    {
        types.CHOICE,
        types.DICTIONARY,
        types.USER,
        types.USERS,
        types.TOKENS,
        types.COUNTRY,
        types.YES_NO,
        types.YES_OR_NO,
        types.OPTION,
        types.OPTIONS,
    }
)
RELATED = frozenset({types.RELATION, types.LINKED_RECORDS})
LINKS = frozenset({types.RECORD, types.RECORDS, *RELATED})
ONE = frozenset({Operator.IS, Operator.NOT})
MANY = frozenset({Operator.ANY, Operator.ALL, Operator.NONE})


@dataclass(frozen=True)
class Choice:
    """One value that can be picked. ``keys`` are the other words by which a condition may name it."""

    value: str
    label: str
    color: str = ""
    shape: str = ""
    keys: frozenset[str] = frozenset()
    is_offered: bool = True

    def fits(self, value: str) -> bool:
        """Whether a condition's word means this choice."""
        return value == self.value or search_key(value) in self.keys


# --- operators -----------------------------------------------------------------------------------------------------------


def operators_of(of: Field) -> list[tuple[str, Message]]:
    """What a menu of operators offers: those of the type, *is empty* and *is not empty* last."""
    found = [
        (operator.value, operator_label(of, operator)) for operator in of.operators if operator is not Operator.EMPTY
    ]
    if of.type in types.SPANS:
        found.insert(1 if Operator.WITHIN in of.operators else 0, (RANGE, OWN_WORDS[RANGE]))
    if Operator.EMPTY in of.operators:
        found += [(word, operator_label(of, word)) for word in (IS_EMPTY, NOT_EMPTY)]
    return found


def operator_word(condition: Condition) -> str:
    """The operator as forms call it."""
    if condition.operator is Operator.EMPTY:
        return NOT_EMPTY if condition.value in {"no", "false", "0"} else IS_EMPTY
    return condition.operator.value


def operator_label(of: Field, word: str) -> Message:
    if of.type in RELATED and word in RELATED_WORDS:
        return RELATED_WORDS[word]
    return OWN_WORDS[word] if word in OWN_WORDS else OPERATOR_LABELS[Operator(word)]


def shape_of(of: Field, word: str) -> str:
    """Which control asks for the value: none, text, words, pick, picks, period, day, range, number, numbers or records."""
    if word in {IS_EMPTY, NOT_EMPTY}:
        return "none"
    is_number = of.type in {types.NUMBER, types.MONEY}
    if word == RANGE:
        return "numbers" if is_number else RANGE
    operator = Operator(word)
    if is_number and operator not in MANY:
        return "number"
    if of.type in {types.MOMENT, types.DATE}:
        return "period" if operator is Operator.WITHIN else "day"
    if of.type in LINKS:
        return {Operator.CONTAINS: "text", Operator.WITHIN: "pick"}.get(operator, "records")
    if of.type in CHOSEN:
        return "pick" if operator in ONE else "picks"
    return "words" if operator in MANY else "text"


# --- choices -------------------------------------------------------------------------------------------------------------


def source_of(of: Field) -> type[Any] | None:
    """The table whose words the field's values are."""
    if isinstance(of, DictionaryField):
        return of.dictionary
    if isinstance(of, TokensField):
        return of.token
    return User if of.type in {types.USER, types.USERS} else None


def sources_of(fields: Iterable[Field]) -> list[type[Any]]:
    """Every table whose words the values of these fields are."""
    return list(dict.fromkeys(source for one in fields if (source := source_of(one)) is not None))


def choices_of(asking: Asking, of: Field) -> list[Choice]:
    """Everything that can be picked for the field; empty for fields that are typed."""
    if isinstance(of, ChoiceField):
        return [_enum_choice(of, member) for member in of.enum]
    if of.type is types.COUNTRY:
        return [
            Choice(code, name, keys=frozenset({search_key(code), search_key(name)}))
            for code, name in country_choices(language())
        ]
    if of.type in {types.MOMENT, types.DATE}:
        known = {**PERIODS, **FUTURE_PERIODS} if of.is_editable else PERIODS
        return [Choice(word, str(label)) for word, label in known.items()]
    if of.type in {types.YES_NO, types.YES_OR_NO}:
        return [Choice("yes", str(YES)), Choice("no", str(NO))]
    if isinstance(of, RelationField):
        return _filter_choices(asking, of)
    if isinstance(of, Options):
        return [_word_choice(of, word, of.choices) for word in of.choices]
    source = source_of(of)
    words = words_in(asking, source) if source is not None else []
    if source is User:
        return [*_own_choices(of), *(_user_choice(word) for word in words)]
    return [_word_choice(of, word, words) for word in words]


def _filter_choices(asking: Asking, of: RelationField) -> list[Choice]:
    """The saved filters of the kind at the other end."""
    kept = kept_for(asking, kind_named(of.to)).filters
    names = [one.name for one in kept]
    return [_filter_choice(one, names) for one in kept]


def _filter_choice(saved: SavedFilter, names: Sequence[str]) -> Choice:
    value = saved.name if str(saved.id) in names else str(saved.id)
    keys = {saved.name} if names.count(saved.name) == 1 else set()
    return Choice(value, saved.name, keys=frozenset({str(saved.id), *map(search_key, keys)}))


def _enum_choice(of: ChoiceField, member: Any) -> Choice:
    color = (of.colors or {}).get(member, "")
    label = str(of.labels[member])
    return Choice(member.value, label, color, "status" if color else "", frozenset({search_key(label)}))


def _own_choices(of: Field) -> list[Choice]:
    """The words for the viewer and for nobody, which come before the users."""
    me = Choice("me", str(ME))
    return [me] if of.type is types.USERS else [me, Choice("none", str(NOBODY))]


def _user_choice(word: Word) -> Choice:
    keys = {search_key(word.name), str(word.id)}
    return Choice(word.word, word.name, thread_of(word.id), "user", frozenset(keys), word.is_offered)


def _word_choice(of: Field, word: Word, words: Sequence[Word]) -> Choice:
    value = str(word.id)
    if any(value in other.keys for other in words if other is not word):
        value = word.name  # an entry that is called by this one's number would be found instead
    shape = {"tags": "tag", "groups": "dot"}.get(of.name, "status")
    keys = frozenset({*word.keys, str(word.id)})
    return Choice(value, word.label(language()), word.color, shape, keys, word.is_offered)


# --- values in words -------------------------------------------------------------------------------------------------------


def linked_names(asking: Asking, kind: Kind, conditions: Iterable[Condition]) -> dict[str, str]:
    """Names of the records that conditions name by number, in one statement; those one may not see are missing."""
    ids = {
        int(value)
        for condition in conditions
        if resolve_path(kind, condition.path)[-1].type in LINKS and condition.operator is not Operator.WITHIN
        for value in condition.values
        if is_id(value)
    }
    if not ids:
        return {}
    statement = select(Record.id, Record.name).where(Record.id.in_(ids)).execution_options(**{SCOPE: Scope.ALL})
    return {str(row.id): row.name for row in asking.session.execute(statement)}


def value_labels(asking: Asking, of: Field, condition: Condition, names: dict[str, str]) -> list[str]:
    """The condition's values as people call them."""
    if condition.operator is Operator.EMPTY:
        return []
    if of.type in LINKS and condition.operator is not Operator.WITHIN:
        known = {**names, "none": str(say("none"))}
        return [known.get(value, value) for value in condition.values]
    if of.type in {types.MOMENT, types.DATE} and condition.operator is not Operator.WITHIN:
        return [day_label(value) for value in condition.values]
    if isinstance(of, NumberField):
        return [number_label(of, value) for value in condition.values]
    return labels_among(choices_of(asking, of), condition.values)


def labels_among(choices: Sequence[Choice], values: Iterable[str]) -> list[str]:
    """Each value by the choice that it means, else as it stands."""
    return [next((choice.label for choice in choices if choice.fits(value)), value) for value in values]


def day_label(value: str) -> str:
    """A day of the address as people write it."""
    try:
        return date_text(date.fromisoformat(value))
    except ValueError:
        return value


def number_label(of: NumberField, value: str) -> str:
    """A number of the address as people write it."""
    found = read_number(value, "en")
    return value if found is None else number_text(found) + of.unit


def folded(labels: Sequence[str]) -> tuple[str, int]:
    """The first values in words and how many more there are."""
    return ", ".join(labels[:NAMES_SHOWN]), max(0, len(labels) - NAMES_SHOWN)
