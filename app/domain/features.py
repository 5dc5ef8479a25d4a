"""What can be switched on and off as a whole, and what it holds while it is off (SET-1)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.settings import set_setting
from app.kernel.errors import Forbidden, NotFound
from app.kernel.messages import Message, say
from app.kernel.settings import SETTINGS, get_setting
from app.kernel.viewer import AnySession, viewer_of
from app.records.features import SWITCHES
from app.records.fields import Field
from app.records.kinds import Kind, declared_kinds


@dataclass(frozen=True)
class Feature:
    """A thing that can be off: the kinds that go with it, and the fields of other kinds that do."""

    name: str
    label: Message
    icon: str
    is_on: bool
    kinds: tuple[Kind, ...]
    fields: tuple[tuple[Kind, Field], ...]


def features(session: AnySession) -> list[Feature]:
    """All features that something here belongs to."""
    found = [_feature(session, name) for name in SWITCHES]
    return [one for one in found if one.kinds or one.fields]


def _feature(session: AnySession, name: str) -> Feature:
    known = SETTINGS[SWITCHES[name]]
    kinds = tuple(kind for kind in declared_kinds() if kind.feature == name)
    fields = tuple((kind, field) for kind in declared_kinds() for field in kind.fields if field.feature == name)
    is_on = bool(get_setting(session, known.name))
    icons = [kind.icon for kind in kinds] + [field.icon for _, field in fields]
    return Feature(name, known.label, next(iter(icons), ""), is_on, kinds, fields)


def switch_feature(session: AnySession, name: str, is_on: bool) -> Feature:
    """Switch one on or off; raises ``NotFound`` for none and ``Forbidden`` for whoever is no administrator."""
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators switch things on and off."))
    if name not in SWITCHES:
        raise NotFound
    set_setting(session, SWITCHES[name], "true" if is_on else "false")
    return _feature(session, name)
