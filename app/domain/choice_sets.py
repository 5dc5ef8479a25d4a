"""Choice sets: the choices that custom fields offer, shared by as many fields as one likes (SET-4). Call inside a change set.

A deleted choice is offered no more and stays the value of those who have it; it can be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app.kernel.clock import now
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.messages import say, say_n
from app.kernel.text import THREADS, search_key, strip_controls
from app.kernel.viewer import AnySession, viewer_of
from app.models import Choice, ChoiceSet, CustomField, CustomType
from app.records.custom_kinds import forget_kinds
from app.records.custom_usage import choices_used

OTHER_LANGUAGES = ("pl", "he")
MOST = 200
MOST_CHOICES = 500


# --- sets ----------------------------------------------------------------------------------------------------------------


def choice_sets(session: AnySession, *, deleted: bool = False) -> Sequence[ChoiceSet]:
    """The sets in force (or the deleted ones) by name."""
    is_there = ChoiceSet.deleted_at.is_not(None) if deleted else ChoiceSet.deleted_at.is_(None)
    return session.scalars(select(ChoiceSet).where(is_there).order_by(ChoiceSet.name, ChoiceSet.id)).all()


def choice_set(session: AnySession, set_id: int) -> ChoiceSet:
    """The set of that number; raises ``NotFound``."""
    found = session.get(ChoiceSet, set_id)
    if found is None:
        raise NotFound
    return found


def fields_with(session: AnySession, of: ChoiceSet) -> Sequence[CustomField]:
    """The fields in force that offer its choices."""
    wanted = select(CustomField).where(CustomField.choice_set_id == of.id, CustomField.deleted_at.is_(None))
    return session.scalars(wanted.order_by(CustomField.kind, CustomField.sort)).all()


def add_choice_set(session: AnySession, name: str, choices: Sequence[Mapping[str, Any]] = ()) -> ChoiceSet:
    """A new set with these choices (``label``, ``labels``, ``color``), in their order; raises ``Invalid``."""
    _check(session)
    if len(choices) > MOST_CHOICES:
        raise Invalid(say("A set takes at most %(count)s choices.", count=MOST_CHOICES), "choices")
    made = ChoiceSet(name=_words(name, "name"))
    session.add(made)
    for number, given in enumerate(choices, start=1):
        values = _values(made, given, None)
        made.choices.append(Choice(sort=number, **values))
    return _written(session, made)


def rename_choice_set(session: AnySession, set_id: int, name: str) -> ChoiceSet:
    """Another name; people who fill in fields never see it."""
    _check(session)
    found = choice_set(session, set_id)
    found.name = _words(name, "name")
    return _written(session, found)


def remove_choice_set(session: AnySession, set_id: int) -> ChoiceSet:
    """Delete a set that no field offers; raises ``Conflict`` saying which do."""
    _check(session)
    found = choice_set(session, set_id)
    used = fields_with(session, found)
    if used:
        names = ", ".join(field.label for field in used[:3])
        raise Conflict(
            say_n(
                "%(num)s field offers these choices: %(names)s. Delete it first.",
                "%(num)s fields offer these choices: %(names)s. Delete them first.",
                len(used),
                names=names,
            )
        )
    found.deleted_at = found.deleted_at or now()
    return _written(session, found)


def bring_back_choice_set(session: AnySession, set_id: int) -> ChoiceSet:
    """Put a deleted set back."""
    _check(session)
    found = choice_set(session, set_id)
    found.deleted_at = None
    return _written(session, found)


# --- choices -------------------------------------------------------------------------------------------------------------


def one_choice(session: AnySession, choice_id: int) -> Choice:
    """The choice of that number; raises ``NotFound``."""
    found = session.get(Choice, choice_id)
    if found is None:
        raise NotFound
    return found


def add_choice(session: AnySession, set_id: int, given: Mapping[str, Any]) -> Choice:
    """A new choice at the end; raises ``Invalid`` or ``Conflict`` at ``label``."""
    _check(session)
    found = choice_set(session, set_id)
    if len(found.choices) >= MOST_CHOICES:
        raise Invalid(say("A set takes at most %(count)s choices.", count=MOST_CHOICES), "label")
    last = session.scalar(select(func.max(Choice.sort)).where(Choice.set_id == found.id)) or 0
    made = Choice(sort=last + 1, **_values(found, given, None))
    found.choices.append(made)
    _written(session, found)
    return made


def change_choice(session: AnySession, choice_id: int, given: Mapping[str, Any]) -> Choice:
    """Other words or another colour; records keep it."""
    _check(session)
    choice = one_choice(session, choice_id)
    for name, value in _values(choice.set, {"label": choice.label, "labels": choice.labels, **given}, choice).items():
        if getattr(choice, name) != value:
            setattr(choice, name, value)
    _written(session, choice.set)
    return choice


def remove_choice(session: AnySession, choice_id: int) -> Choice:
    """Offer it no more. Those who have it keep it."""
    _check(session)
    choice = one_choice(session, choice_id)
    choice.deleted_at = choice.deleted_at or now()
    _written(session, choice.set)
    return choice


def bring_back_choice(session: AnySession, choice_id: int) -> Choice:
    """Offer it again."""
    _check(session)
    choice = one_choice(session, choice_id)
    choice.deleted_at = None
    _written(session, choice.set)
    return choice


def move_choice(session: AnySession, choice_id: int, place: int) -> None:
    """Put it before the one at ``place`` of its set; 0 is the first. Lists sort by this order."""
    _check(session)
    choice = one_choice(session, choice_id)
    others = [one for one in choice.set.choices if one is not choice]
    for number, one in enumerate([*others[: max(0, place)], choice, *others[max(0, place) :]], start=1):
        if one.sort != number:
            one.sort = number
    _written(session, choice.set)
    session.expire(choice.set, ["choices"])


def choice_uses(session: AnySession, choice: Choice) -> int:
    """How many records have it, seen or not, over all fields that offer its set."""
    wanted = select(CustomField).where(CustomField.choice_set_id == choice.set_id)
    return sum(
        choices_used(session, one.kind, one.key, choice.id, is_list=one.type is CustomType.CHOICES)
        for one in session.scalars(wanted)
    )


def _check(session: AnySession) -> None:
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change choices."))


def _written(session: AnySession, of: ChoiceSet) -> ChoiceSet:
    session.flush()
    forget_kinds(session)
    return of


def _values(of: ChoiceSet, given: Mapping[str, Any], own: Choice | None) -> dict[str, Any]:
    label = _words(given.get("label"), "label")
    others = (one for one in of.choices if one is not own and one.deleted_at is None)
    if any(search_key(one.label) == search_key(label) for one in others):
        raise Conflict(say("There is an entry “%(name)s” already. Choose another name.", name=label), "label")
    values: dict[str, Any] = {"label": label, "labels": labels_of(given, own.labels if own else {})}
    if given.get("color") in {*THREADS, ""}:
        values["color"] = given["color"]
    return values


def labels_of(given: Mapping[str, Any], known: Mapping[str, str], name: str = "label") -> dict[str, str]:
    """The words in other languages: as an object ``labels``, or one by one as ``label_pl``; what is not given stays."""
    found = given.get(f"{name}s")
    sent = found if isinstance(found, Mapping) else {}
    labels = {
        code: given.get(f"{name}_{code}", sent.get(code, "" if found is not None else known.get(code, "")))
        for code in OTHER_LANGUAGES
    }
    clean = {code: " ".join(strip_controls(str(words or "")).split()) for code, words in labels.items()}
    if any(len(words) > MOST for words in clean.values()):
        raise Invalid(say("Write at most %(count)s characters.", count=MOST), f"{name}s")
    return {code: words for code, words in clean.items() if words}


def _words(given: Any, name: str) -> str:
    words = " ".join(strip_controls(str(given or "")).split())
    if not search_key(words):
        raise Invalid(say("Write a name with at least one letter or digit."), name)
    if len(words) > MOST:
        raise Invalid(say("Write at most %(count)s characters.", count=MOST), name)
    return words
