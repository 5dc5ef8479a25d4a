"""One way to write a record's values, for forms, the API, imports and edits in place: parse → set → flush."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect

from app.kernel.errors import Conflict, FieldErrors, Forbidden, Invalid
from app.kernel.messages import say
from app.kernel.viewer import Right
from app.models import Record, Visibility
from app.records.access import allowed_ids
from app.records.fields import Asking
from app.records.kinds import Kind, guarding_kind
from app.records.owners import keep_owner_of
from app.records.policies import guests_of_new, let_in, policy_of, unallowed
from app.records.unique_values import refuse_taken

VISIBILITY = "visibility"
OUT_OF_SIGHT = say(
    "You would no longer see this record yourself. Be its owner or take part in it by name, or leave it as it is."
)


def parse_values(asking: Asking, kind: Kind, raw: Mapping[str, Any], record: Record | None) -> dict[str, Any]:
    """Values by field name, for ``record`` or a new one; raises one ``Invalid`` with every field's sentences.

    Unknown or read-only names are errors too. The kind's rules over several fields are asked with the others.
    """
    values: dict[str, Any] = {}
    errors: FieldErrors = {}
    for name, given in raw.items():
        field = kind.by_name.get(name)
        if field is None or not field.is_editable:
            errors[name] = [say("There is no field named “%(name)s” that can be written.", name=name)]
            continue
        try:
            values[name] = field.parse(asking, given)
        except Invalid as error:
            errors.update(error.errors or {name: [error.message]})
            values[name] = given  # wrong, but given: no rule is to say that it is missing
    if record is None:
        missing = [field for field in kind.fields if field.is_required and field.is_editable and field.name not in raw]
        errors.update({field.name: [say("Fill this in.")] for field in missing})
    if not errors:
        _complete(asking, kind, record, values, errors)
    _check(kind, record, values, errors)
    errors.update(unallowed(asking.session, kind.name, record, values))
    if errors:
        raise Invalid.many(errors)
    return values


def in_force(record: Record | None, values: Mapping[str, Any], name: str) -> Any:
    """The value that the record will have: the new one, else the one that stays."""
    return values[name] if name in values else getattr(record, name, None)


def _complete(asking: Asking, kind: Kind, record: Record | None, values: dict[str, Any], errors: FieldErrors) -> None:
    """Put in what follows from the values that were given."""
    try:
        for complete in kind.completes:
            complete(asking, record, values)
    except Invalid as error:
        errors.update(error.errors)


def _check(kind: Kind, record: Record | None, values: dict[str, Any], errors: FieldErrors) -> None:
    """Add what the kind's rules find; a field that is wrong by itself keeps its own sentence."""
    for check in kind.checks:
        try:
            check(record, values)
        except Invalid as error:
            for name, sentences in error.errors.items():
                errors.setdefault(name, sentences)


def add_record(asking: Asking, kind: Kind, raw: Mapping[str, Any]) -> Record:
    """A new record, owned by the viewer unless ``raw`` says otherwise (REC-11); raises ``Invalid`` or ``Forbidden``."""
    if not asking.viewer.reaches(guarding_kind(kind.name), Right.EDIT):
        raise Forbidden(say("Your role does not let you add records. Ask an administrator."))
    values = parse_values(asking, kind, {**_defaults(asking, kind, raw), **raw}, None)
    refuse_taken(asking, kind, values)
    record = kind.model()
    if "owner" not in raw and not kind.host and asking.viewer.user_id is not None:
        record.owner_id = asking.viewer.user_id
    asking.session.add(record)
    with asking.session.no_autoflush:
        _write(asking, kind, record, values)
        if VISIBILITY in kind.by_name:
            owner_id = record.owner.id if record.owner is not None else record.owner_id
            let_in(record, guests_of_new(asking.session, kind.name, owner_id, Visibility(record.visibility)))
    asking.session.flush()
    return record


def change_record(
    asking: Asking,
    kind: Kind,
    record: Record,
    raw: Mapping[str, Any],
    *,
    version: int | None = None,
    keeps_owner: bool = True,
) -> Record:
    """Write the values given and leave the others; raises ``Conflict`` where somebody was faster than ``version``.

    A previous owner stays as participant unless ``keeps_owner`` says otherwise (ACC-5). Whoever would no longer see the record
    after it, and has not said so, is refused.
    """
    if version is not None and version != record.version:
        who = str(record.changed_by or "")
        raise Conflict(
            say("%(who)s changed this record while you were editing. Look at the new values, then save again.", who=who)
        )
    values = parse_values(asking, kind, raw, record)
    refuse_taken(asking, kind, values, record.id)
    before = record.version
    with asking.session.no_autoflush:
        if keeps_owner and "owner" in values:
            keep_owner_of(record, values["owner"])
        _write(asking, kind, record, values)
    asking.session.flush()
    _refuse_hiding(asking, record, values, said=not keeps_owner)
    for follow in kind.follows if record.version != before else ():
        follow(asking, [record.id])
    return record


def _refuse_hiding(asking: Asking, record: Record, values: Mapping[str, Any], *, said: bool) -> None:
    """Nobody takes a record out of their own sight by mistake (ACC-1)."""
    changed = next((name for name in (VISIBILITY, "owner") if name in values), None)
    if changed is None or asking.viewer.is_admin or (said and changed == "owner"):
        return
    if not allowed_ids(asking.session, asking.viewer, Right.SEE, [record.id]):
        raise Invalid(OUT_OF_SIGHT, changed)


def _defaults(asking: Asking, kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a new record gets where nothing is given."""
    unset = (field for field in kind.fields if field.default is not None and field.is_editable)
    given = {field.name: field.default for field in unset if field.name not in raw}
    if VISIBILITY in kind.by_name and VISIBILITY not in raw:
        given[VISIBILITY] = policy_of(asking.session, kind.name).default.value
    return given


def _write(asking: Asking, kind: Kind, record: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        field = kind.field(name)
        if inspect(record).pending or field.read(record) != value or isinstance(value, list):
            field.write(asking, record, value)
    if not record.called.strip():
        raise Invalid(say("Give it a name."), kind.named_by[0])
