"""What a relation type may be: every part of it is read here, each with its sentence (REL-2)."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from app.domain.choice_sets import OTHER_LANGUAGES
from app.kernel.errors import Conflict, FieldErrors, Invalid
from app.kernel.messages import Message, say
from app.kernel.text import THREADS, search_key, strip_controls
from app.models import RelationType, Side
from app.records.field_types import SECTION_LABELS, Section
from app.records.kinds import Kind, declared, kinds_by_name

MOST_LABEL = 20
MOST_SORT = 1_000_000
KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
TICKS = ("is_symmetric", "has_free_text", "has_one_primary", "has_one_secondary", "is_acyclic")
LANGUAGES = ("en", *OTHER_LANGUAGES)
RELATIONS = SECTION_LABELS[Section.RELATIONS].msgid

Values = dict[str, Any]


def label_name(side: Side, language: str) -> str:
    """What a label is called among the things that are given, and where its sentences stand."""
    return f"{side}_label" if language == "en" else f"{side}_label_{language}"


def free_key(taken: Mapping[str, RelationType], given: Mapping[str, Any], labels: tuple[str, ...]) -> str:
    """The key that was given, or one made of the labels; raises ``Invalid`` or ``Conflict``."""
    key = _text(given.get("key"))
    if not key:
        return _made_key(taken, labels)
    if not KEY.fullmatch(key):
        sentence = say("Write small letters a to z, digits, _ and -, beginning with a letter; 40 at most.")
        raise Invalid(sentence, "key")
    if key in taken and taken[key].deleted_at is not None:
        raise Conflict(say("A deleted relation type has this key. Bring it back, or choose another key."), "key")
    if key in taken:
        raise Conflict(
            say("The relation type “%(name)s” has this key. Choose another.", name=taken[key].primary_label), "key"
        )
    return key


def _made_key(taken: Container[str], labels: tuple[str, ...]) -> str:
    words = "_".join(dict.fromkeys(map(search_key, labels)))
    start = re.sub(r"[^a-z0-9]+", "_", words).strip("_")[:36].rstrip("_")
    start = start if KEY.fullmatch(start) else "relation"
    numbered = (f"{start}_{number}" for number in range(2, 10_000))
    return start if start not in taken else next(one for one in numbered if one not in taken)


def values(stored: Mapping[str, Any], given: Mapping[str, Any], errors: FieldErrors) -> Values:
    """The whole type by column as it would be: what is given, and what is ``stored`` of the rest (nothing of a new one)."""
    found = limits(stored, given, errors)
    found |= _labels(stored, given, errors, is_symmetric=found["is_symmetric"])
    found["color"] = _color(given, errors) if "color" in given else stored.get("color", "slate")
    if "sort" in given:
        found["sort"] = _sort(given, errors)
    if not errors:
        _check_together(found, errors)
    if not errors:
        found["forms"] = _forms(found, given["forms"], errors) if "forms" in given else _kept_forms(found, stored)
    return found


def limits(stored: Mapping[str, Any], given: Mapping[str, Any], errors: FieldErrors) -> Values:
    """What a type asks of its relations: the kinds of both sides and what is ticked."""
    found: Values = {}
    for side in Side:
        name = f"{side}_kind"
        found[name] = _kind(given, name, errors) if name in given or name not in stored else stored[name]
    for name in TICKS:
        found[name] = _truth(given, name, errors) if name in given else bool(stored.get(name, False))
    return found


def _check_together(found: Values, errors: FieldErrors) -> None:
    """Both sides that read the same are the same."""
    if not found["is_symmetric"]:
        return
    if found["primary_kind"] != found["secondary_kind"]:
        errors["is_symmetric"] = [say("Both sides can read the same only where they are of one kind.")]
    elif found["is_acyclic"]:
        sentence = say("A type that reads the same from both sides goes round anyway. Drop one of the two.")
        errors["is_acyclic"] = [sentence]


# --- labels ----------------------------------------------------------------------------------------------------------------


def _labels(stored: Mapping[str, Any], given: Mapping[str, Any], errors: FieldErrors, *, is_symmetric: bool) -> Values:
    """The label of each side in each language. Of a symmetric type the second may be left out: it is the first."""
    words = {
        (side, code): _label(stored, given, side, code, errors)
        for side in Side
        if isinstance(given.get(f"{side}_labels", {}), Mapping) or _refuse_words(errors, side)
        for code in LANGUAGES
    }
    for code in LANGUAGES if is_symmetric else ():
        _make_same(stored, given, words, code, errors)
    for side in Side:
        if not search_key(words.get((side, "en"), "")):
            sentence = say("Write a name with at least one letter or digit.")
            errors.setdefault(label_name(side, "en"), [sentence])
    made: Values = {}
    for side in Side:
        made[f"{side}_label"] = words.get((side, "en"), "")
        others = {code: words.get((side, code), "") for code in OTHER_LANGUAGES}
        made[f"{side}_labels"] = {code: text for code, text in others.items() if text}
    return made


def _make_same(
    stored: Mapping[str, Any],
    given: Mapping[str, Any],
    words: dict[tuple[Side, str], str],
    code: str,
    errors: FieldErrors,
) -> None:
    """One label for both sides: the one that is given, where the other is not."""
    first, second = ((side, code) for side in Side)
    is_new = {side: label_name(side, code) in given or (code != "en" and f"{side}_labels" in given) for side in Side}
    if not words.get(second) or (stored.get("is_symmetric") and not is_new[Side.SECONDARY]):
        words[second] = words.get(first, "")
    elif stored.get("is_symmetric") and not is_new[Side.PRIMARY]:
        words[first] = words[second]
    elif words[second] != words.get(first):
        errors.setdefault(label_name(*second), [say("Both sides read the same: write the same label.")])


def _refuse_words(errors: FieldErrors, side: Side) -> bool:
    errors[f"{side}_labels"] = [say("Write words by language.")]
    return False


def _label(stored: Mapping[str, Any], given: Mapping[str, Any], side: Side, code: str, errors: FieldErrors) -> str:
    name, by_language = label_name(side, code), given.get(f"{side}_labels", {})
    if name in given:
        raw = given[name]
    elif code != "en" and f"{side}_labels" in given:
        raw = by_language.get(code, "")
    else:
        kept = stored.get(f"{side}_label") if code == "en" else (stored.get(f"{side}_labels") or {}).get(code)
        raw = kept or ""
    text = " ".join(_text(raw).split())
    if sentence := too_long(text):
        errors[name] = [sentence]
    return text


def too_long(text: str) -> Message | None:
    """What is wrong with a label that has too many characters."""
    if len(text) <= MOST_LABEL:
        return None
    words = {"most": MOST_LABEL, "count": len(text)}
    return say("%(most)s characters at most, this has %(count)s. Long labels break the map.", **words)


# --- the forms that show it ------------------------------------------------------------------------------------------------


def _forms(found: Values, given: Any, errors: FieldErrors) -> list[dict[str, str]]:
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        errors["forms"] = [say("Give a list of forms, each with its kind and section.")]
        return []
    try:
        places = [_form(found, one) for one in given]
    except Invalid as error:
        errors["forms"] = [error.message]
        return []
    sides = [(one["kind"], one["side"]) for one in places]
    if len(set(sides)) < len(sides):
        errors["forms"] = [say("One side of a type stands in one section of a form. Drop one of the two.")]
    return places


def _form(found: Values, given: Mapping[str, Any]) -> dict[str, str]:
    unknown = [str(name) for name in given if name not in {"kind", "section", "side"}]
    if unknown:
        raise Invalid(say("There is no field named “%(name)s” here.", name=unknown[0]), "forms")
    kind_name, side = _text(given.get("kind")), _text(given.get("side"))
    sides = [one for one in Side if found[f"{one}_kind"] == kind_name]
    if not sides:
        raise Invalid(say("The form must be of one of the two kinds that the type joins."), "forms")
    if side and side not in sides:
        raise Invalid(say("A record of this kind does not stand on that side."), "forms")
    own = Side(side) if side and not found["is_symmetric"] else _usual_side(found, sides)
    return {"kind": kind_name, "side": own.value, "section": _section(declared(kind_name), given.get("section"))}


def _usual_side(found: Values, sides: list[Side]) -> Side:
    """The side of the kind; of a kind that is tied to itself the one that has a single other."""
    if len(sides) == 2 and found["has_one_primary"] and not found["is_symmetric"]:
        return Side.SECONDARY
    return sides[0]


def _section(of: Kind, given: Any) -> str:
    """A section of the form as it is declared; empty for that of the relations."""
    name = _text(given)
    if not name or name == RELATIONS:
        return ""
    known = {one.label.msgid for one in of.sections}
    if name not in known:
        values = {"name": name, "choices": ", ".join(sorted(known))}
        raise Invalid(say("The form has no section “%(name)s”. Write one of: %(choices)s.", **values), "forms")
    return name


def _kept_forms(found: Values, stored: Mapping[str, Any]) -> list[dict[str, str]]:
    """The forms that still show a side of the type."""
    kept: dict[tuple[str, str], dict[str, str]] = {}
    for one in stored.get("forms") or ():
        sides = [side for side in Side if found[f"{side}_kind"] == one["kind"]]
        if sides:
            own = one["side"] if one["side"] in sides and not found["is_symmetric"] else _usual_side(found, sides).value
            kept.setdefault((one["kind"], own), {**one, "side": own})
    return list(kept.values())


# --- single parts ----------------------------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    return strip_controls(value).strip() if isinstance(value, str) else ""


def _kind(given: Mapping[str, Any], name: str, errors: FieldErrors) -> str:
    word = _text(given.get(name))
    if word not in kinds_by_name():
        errors[name] = [say("Write one of: %(choices)s.", choices=", ".join(sorted(kinds_by_name())))]
    return word


def _truth(given: Mapping[str, Any], name: str, errors: FieldErrors) -> bool:
    value = given[name]
    if not isinstance(value, bool) and value not in ("1", "0", ""):
        errors[name] = [say("Choose yes or no.")]
    return value is True or value == "1"


def _color(given: Mapping[str, Any], errors: FieldErrors) -> str:
    word = _text(given.get("color")) or "slate"
    if word not in THREADS:
        errors["color"] = [say("Write one of: %(choices)s.", choices=", ".join(THREADS))]
    return word


def _sort(given: Mapping[str, Any], errors: FieldErrors) -> int:
    value = given["sort"]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_SORT:
        words = {"least": 0, "most": MOST_SORT}
        errors["sort"] = [say("Write a number from %(least)s to %(most)s.", **words)]
        return 0
    return value
