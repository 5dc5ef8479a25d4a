"""Mass actions of every kind: owner, one field, visibility, delete, restore (MAS-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import inspect, select

from app.domain.mass_actions_base import NOTHING_TO_CHANGE, Control, MassAction, Option, Raw, Values, needed, word
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import Right
from app.models import User, Visibility
from app.records import field_types as types
from app.records.access import Scope, may_hand_over, may_reassign, still_sees
from app.records.bulk import bring_back, move_to_trash, set_custom, set_value
from app.records.common_fields import VISIBILITY_LABELS
from app.records.custom_links import CustomLink
from app.records.fields import Asking, ChoiceField, Field, TextField
from app.records.kinds import Kind
from app.records.labels import label_of
from app.records.link_fields import NEW, DictionaryField, LinkField, RecordField, UserField, resolve_user
from app.records.option_fields import Options, OptionsField
from app.records.owners import keep_owners_as_participants
from app.records.plain_fields import CountryField
from app.records.policies import policy_of, unallowed
from app.records.rekeying import renew_keys
from app.records.selections import Skip, columns
from app.records.value_base import ValueField
from app.records.value_fields import NO, YES, MoneyField, YesNoField

SETTABLE = (TextField, ChoiceField, DictionaryField, CountryField, RecordField, ValueField, CustomLink)
NOBODY = say("No owner")
INPUTS = {
    types.DATE: "date",
    types.MOMENT: "moment",
    types.NUMBER: "number",
    types.MONEY: "number",
    types.LONG_TEXT: "long",
    types.CODE: "code",
    types.LINK: "code",
    types.EMAIL: "code",
    types.PHONE: "code",
}
"""Controls of their own for a new value, by its type; other types have a line of text."""


def users(asking: Asking) -> list[Option]:
    """Everybody who can sign in, by name."""
    found = asking.session.scalars(select(User).where(User.active).order_by(User.last_name, User.first_name))
    return [Option(user.username, repr(user)) for user in found]


class ChangeOwner(MassAction):
    """A new owner; the previous one may stay as participant."""

    name = "owner"
    label = say("Change owner")
    short = say("Owner")
    needs = "owner"
    icon = "user-circle"

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        return [
            Control("owner", say("New owner"), "choice", [*users(asking), Option("none", NOBODY)]),
            Control(
                "keep",
                say("Keep previous owners as participants"),
                "tick",
                help=say("They keep access and edit, and may leave themselves."),
                is_telling=False,
                is_on=True,
            ),
        ]

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        owner = needed(raw, say("Choose who is to own them."), "owner")
        keep = raw.get("keep", True)
        keep = (keep[-1] if isinstance(keep, list) else keep) in {True, "1", "true", "yes"}
        return {"owner": resolve_user(asking, owner, "owner"), "keep": keep}

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        same = columns().owner_id.is_not_distinct_from(values["owner"])
        name = _user_name(asking, values["owner"])
        message = say("Already owned by %(name)s", name=name) if name else say("Already without an owner")
        return [Skip("same", same, message, NOTHING_TO_CHANGE), *_kept_owners(asking, values["owner"])]

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        if values["keep"]:
            keep_owners_as_participants(asking.session, ids)
        set_value(asking.session, ids, columns().owner_id, values["owner"])

    def shown_fields(self, values: Values) -> tuple[str, ...]:
        return ("owner",)

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return repr(record.owner) if record.owner else str(NOBODY)

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return _user_name(asking, values["owner"]) or str(NOBODY)


def _kept_owners(asking: Asking, owner_id: int | None) -> list[Skip]:
    """Records whose owner the viewer may not change, and hidden ones that would be left without anybody who finds them."""
    kept = Skip("owners", ~may_hand_over(asking.viewer, owner_id, columns()), NO_NEW_OWNER, say("Ask a manager"))
    left = [] if owner_id else [_needs_owner(columns().visibility == Visibility.HIDDEN)]
    return [kept, _kept_apart(asking), *left]


def _kept_apart(asking: Asking) -> Skip:
    """Records that the viewer was only invited to edit."""
    return Skip(
        "apart", ~may_reassign(asking.viewer, columns()), say("Not yours to give away"), say("Ask the owner for it")
    )


def _needs_owner(criterion: Any) -> Skip:
    message = say("A hidden record needs an owner. Choose one, or make it public.")
    return Skip("owner", criterion, message, say("Choose who is to own them."))


def _user_name(asking: Asking, user_id: int | None) -> str:
    user = asking.session.get(User, user_id) if user_id else None
    return repr(user) if user else ""


NO_NEW_OWNER = say("Your role does not let you change owners")


class SetField(MassAction):
    """One value for one field (or several, from the API)."""

    name = "set"
    label = say("Change a field")
    short = say("Field")
    icon = "pencil"

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        fields = [Option(field.name, field.label) for field in settable(kind)]
        chosen = kind.by_name.get(word(raw, "field"))
        controls = [Control("field", say("Field"), "choice", fields)]
        return controls if chosen is None else [*controls, value_control(asking, chosen)]

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        given = self._given(raw)
        if not given:
            raise Invalid(say("Choose a field."), "field")
        is_form = "field" in raw
        places = {name: "value" if is_form else name for name in given}
        return {"set": {name: checked_value(asking, kind, name, given[name], places[name]) for name in given}}

    def _given(self, raw: Raw) -> dict[str, Any]:
        if "field" not in raw:
            return dict(raw)
        return {word(raw, "field"): raw.get("value", "")} if word(raw, "field") else {}

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        same = [_is(asking, kind.field(name), value) for name, value in values["set"].items()]
        both = same[0]
        for one in same[1:]:
            both &= one
        left_alone = _kept_owners(asking, values["set"]["owner"]) if "owner" in values["set"] else []
        return [
            Skip("same", both, say("Already so"), NOTHING_TO_CHANGE),
            *left_alone,
            *self._kept(asking, kind, values),
        ]

    def _kept(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        """Who stays because the kind says so."""
        found = {name: _stored(kind.field(name), value) for name, value in values["set"].items()}
        rules = {name: kind.set_rules[name] for name in found if name in kind.set_rules}
        return [one for name, rule in rules.items() if rule.skips for one in rule.skips(asking, found[name], found)]

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        others = {name: value for name, value in values["set"].items() if name != "owner"}
        for name, value in others.items():
            _set(asking, ids, kind.field(name), value)
            self._set_along(asking, kind, ids, name, value)
        renew_keys(asking, kind, ids, [kind.field(name).kept_as for name in others])
        for follow in kind.follows:
            follow(asking, ids)
        if "owner" in values["set"]:  # last: with it the viewer may lose the right to the rest
            keep_owners_as_participants(asking.session, ids)
            set_value(asking.session, ids, columns().owner_id, values["set"]["owner"])

    def _set_along(self, asking: Asking, kind: Kind, ids: Sequence[int], name: str, value: Any) -> None:
        """What the kind sets with a field."""
        rule = kind.set_rules.get(name)
        if rule is None or rule.also is None:
            return
        for attribute, other in rule.also(_stored(kind.field(name), value)).items():
            column = inspect(kind.model).column_attrs[attribute].columns[0]
            set_value(asking.session, ids, column, other)

    def shown_fields(self, values: Values) -> tuple[str, ...]:
        return tuple(values["set"])

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return ", ".join(filter(None, (_in_words(asking, kind.field(name), record) for name in values["set"])))

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        texts = (_value_in_words(asking, kind.field(name), value) for name, value in values["set"].items())
        return ", ".join(filter(None, texts))


def settable(kind: Kind) -> list[Field]:
    """The fields that can be given one value in many records."""
    return [field for field in kind.fields if is_settable(field)]


def is_settable(field: Field) -> bool:
    simple = isinstance(field, SETTABLE) and field.name != "visibility"
    return simple and field.is_editable and field.is_massable


def checked_value(asking: Asking, kind: Kind, name: str, raw: Any, place: str) -> Any:
    """A raw value of a field as plain JSON; raises ``Invalid`` with a sentence at ``place``."""
    field = kind.by_name.get(name)
    if field is not None and field.is_unique:
        sentence = say(
            "“%(name)s” is different in every record, so many cannot get one value. Change it in the record itself.",
            name=field.label,
        )
        raise Invalid(sentence, "field")
    if field is None or not (is_settable(field) or isinstance(field, UserField)):
        raise Invalid(say("“%(name)s” cannot be changed in many records at once.", name=name), "field")
    value = raw[0] if isinstance(raw, list) and raw and not isinstance(field, OptionsField) else raw
    if str(value).startswith(NEW):
        raise Invalid(say("Choose a record that exists."), place)
    try:
        parsed = field.parse(asking, value)
    except Invalid as error:
        raise Invalid(error.message, place) from error
    if parsed is None and not _may_be_empty(field):
        raise Invalid(say("Fill this in."), place)
    if isinstance(field, ValueField):
        return field.kept(parsed)
    return parsed.id if isinstance(field, LinkField) and parsed is not None else parsed


def _may_be_empty(field: Field) -> bool:
    return bool(getattr(field, "key", "")) or bool(_column(field).nullable)


def _column(field: Field) -> Any:
    return field.foreign_key if isinstance(field, LinkField) else field.column


def _stored(field: Field, value: Any) -> Any:
    """A value of the act as its column takes it."""
    return field.restored(value) if isinstance(field, ValueField) else value


def _set(asking: Asking, ids: Sequence[int], field: Field, value: Any) -> None:
    if key := getattr(field, "key", ""):
        set_custom(asking.session, ids, key, value, _is(asking, field, value))
    else:
        set_value(asking.session, ids, _column(field), _stored(field, value))


def _is(asking: Asking, field: Field, value: Any) -> Any:
    if isinstance(field, ValueField):
        return field.has(columns(), field.restored(value))
    if isinstance(field, CustomLink):
        return field.has(columns(), value)
    if isinstance(field, RecordField) and value is None:
        return field.of(columns(), field.is_without(asking, field.foreign_key))
    return field.of(columns(), _column(field).is_not_distinct_from(value))


def value_control(asking: Asking, field: Field) -> Control:
    """What asks for a new value of a field."""
    label = say("New value")
    if isinstance(field, DictionaryField):
        options = [Option(str(one.id), label_of(one, asking.viewer.language)) for one in field.entries(asking)]
        return Control("value", label, "choice", options)
    if isinstance(field, ChoiceField):
        return Control("value", label, "choice", [Option(one.value, field.labels[one]) for one in field.enum])
    if isinstance(field, UserField):
        return Control("value", label, "choice", users(asking))
    if isinstance(field, Options):
        language = asking.viewer.language
        offered = [Option(str(one.id), one.label(language)) for one in field.choices if one.is_offered]
        return Control("value", label, "many" if isinstance(field, OptionsField) else "choice", offered)
    if isinstance(field, YesNoField):
        return Control("value", label, "choice", [Option("yes", YES), Option("no", NO)])
    help_ = say("Write the number of the record.") if isinstance(field, RecordField) else field.help
    return Control("value", label, INPUTS.get(field.type, "text"), help=help_)


def _in_words(asking: Asking, field: Field, record: Any) -> str:
    if isinstance(field, DictionaryField):
        return label_of(field.read(record), asking.viewer.language)
    if isinstance(field, MoneyField):
        value = field.read(record)
        return "" if value is None else field.amount_words(asking.viewer, value, field.currency_of(record))
    if isinstance(field, ValueField):
        value = field.read(record)
        return "" if value is None else field.words(asking.viewer, value)
    return field.text(record)


def _value_in_words(asking: Asking, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, DictionaryField):
        return label_of(next(one for one in field.entries(asking) if one.id == value), asking.viewer.language)
    if isinstance(field, ChoiceField):
        return str(field.labels[field.enum(value)])
    if isinstance(field, ValueField):
        return field.words(asking.viewer, field.restored(value))
    if isinstance(field, UserField):
        return _user_name(asking, value)
    return str(asking.session.get(field.target, value)) if isinstance(field, RecordField) else str(value)


class ChangeVisibility(MassAction):
    """Who sees them."""

    name = "visibility"
    label = say("Change visibility")
    short = say("Visibility")
    needs = "visibility"
    icon = "eye"

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        allowed = policy_of(asking.session, kind.name).allowed
        options = [Option(one.value, VISIBILITY_LABELS[one]) for one in allowed]
        return [Control("visibility", say("Visibility"), "choice", options)]

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        value = needed(raw, say("Choose who is to see them."), "visibility", "value")
        try:
            wanted = kind.field("visibility").parse(asking, value)
        except Invalid as error:
            raise Invalid(error.message, "visibility") from error
        if wrong := unallowed(asking.session, kind.name, None, {"visibility": wanted}):
            raise Invalid.many(wrong)
        return {"visibility": wanted.value}

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        same = Skip("same", columns().visibility == values["visibility"], say("Already so"), NOTHING_TO_CHANGE)
        is_hiding = values["visibility"] == Visibility.HIDDEN
        seen = still_sees(asking.viewer, Visibility(values["visibility"]), columns())
        away = Skip("self", ~seen, say("You would no longer see them yourself"), say("Take part in them by name first"))
        return [same, away, _kept_apart(asking), *([_needs_owner(columns().owner_id.is_(None))] if is_hiding else [])]

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        set_value(asking.session, ids, columns().visibility, values["visibility"])

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return str(VISIBILITY_LABELS[record.visibility])

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return visibility_label(values["visibility"])


def visibility_label(value: str) -> str:
    """The word for a visibility."""
    return next(str(label) for one, label in VISIBILITY_LABELS.items() if one.value == value)


class Delete(MassAction):
    """Into the trash; they can be restored."""

    name = "delete"
    label: ClassVar[Message] = say("Delete")
    short = say("Delete")
    icon = "trash"
    what = "delete"
    right = Right.DELETE
    is_danger = True

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        move_to_trash(asking.session, ids)


class Restore(MassAction):
    """Back from the trash."""

    name = "restore"
    label: ClassVar[Message] = say("Restore")
    short = say("Restore")
    icon = "restore"
    what = "restore"
    right = Right.DELETE
    scope = Scope.TRASH

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        bring_back(asking.session, ids)
