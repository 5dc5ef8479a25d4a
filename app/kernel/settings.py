"""Settings that an administrator changes in the panels or by ``splot set``: known by name, typed, with a default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy import column, select, table

from app.kernel.columns import Json
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession

Value = bool | int | str

KEPT = "settings"

_settings = table("setting", column("name"), column("value", Json))


@dataclass(frozen=True)
class Setting:
    """One setting: its name as in ``splot set``, its default (which fixes its type) and what it is called.

    ``choices`` are few enough to be named, ``known`` are too many. A number goes from ``least`` to ``most``.
    """

    name: str
    default: Value
    label: Message
    choices: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    most: int = 1
    least: int = 1

    def parse(self, text: str) -> Value:
        """``text`` as this setting's type; raises ``Invalid`` with a sentence."""
        if isinstance(self.default, bool):
            return _parse_bool(self.name, text)
        if isinstance(self.default, int):
            return self._parse_int(text)
        if self.choices and text not in self.choices:
            raise Invalid(say("Choose one of: %(choices)s.", choices=", ".join(self.choices)), self.name)
        if self.known and text not in self.known:
            raise Invalid(say("“%(value)s” is not in the list “%(field)s”.", value=text, field=self.label), self.name)
        return text

    def _parse_int(self, text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 10 and self.least <= int(text) <= self.most:
            return int(text)
        if self.least == 1:
            raise Invalid(
                say("“%(word)s” takes a whole number from 1 to %(most)s.", word=self.label, most=self.most), self.name
            )
        limits = {"least": self.least, "most": self.most}
        raise Invalid(say("Write a whole number from %(least)s to %(most)s.", **limits), self.name)


def _parse_bool(name: str, text: str) -> bool:
    if text.lower() in {"true", "1", "yes", "on"}:
        return True
    if text.lower() in {"false", "0", "no", "off"}:
        return False
    raise Invalid(say("Write true or false."), name)


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("installation.name", "Splot", say("Name of this installation")),
        Setting(
            "installation.region",
            "PL",
            say("Country assumed for phone numbers without a prefix"),
            known=frozenset(SUPPORTED_REGIONS),
        ),
        Setting(
            "installation.time_zone",
            "Europe/Warsaw",
            say("Time zone of new users"),
            known=frozenset(available_timezones()),
        ),
        Setting("groups.managers_only", False, say("Only managers add, rename and remove groups")),
        Setting(
            "lists.locked_lines",
            False,
            say(
                "Show records that are not public, with name and owner alone, under lists filtered by nothing but the name"
            ),
        ),
        Setting("lists.page_size", 50, say("Rows on a page of a list"), most=500),
        Setting(
            "exports.at_once",
            20_000,
            say("Rows that an export writes at once; longer ones go on as a job"),
            most=1_000_000,
        ),
        Setting("trash.days", 30, say("Days after which deleted records may be removed for good"), most=3650),
        Setting("sign_in.least_password", 8, say("Characters that a password needs at least"), least=8, most=64),
        Setting("sign_in.second_factor", "", say("Roles that need a one-time code")),
        Setting("sign_in.kept_days", 14, say("Days for which somebody may stay signed in"), most=365),
        Setting("sign_in.longest_hours", 24, say("Hours after which others sign in again"), most=720),
        Setting("sign_in.idle_hours", 12, say("Hours without use after which others sign in again"), most=720),
        Setting("features.customer_status", True, say("Customer status")),
        Setting("features.deals", True, say("Deals, products and finance")),
        Setting("features.spaces", True, say("Spaces")),
        Setting("features.tickets", True, say("Tickets")),
        Setting("features.tasks", True, say("Tasks")),
        Setting("features.meetings", True, say("Phone meetings")),
        Setting("relations.enabled", False, say("Relations")),
    )
}


SIGN_IN = "sign_in."
"""Begins the name of a setting of how people sign in (OPS-4)."""

FEATURES, ENABLED = "features.", ".enabled"


def feature_of(name: str) -> str:
    """What the setting switches on and off as a whole (SET-1), by its name: ``features.deals``, ``relations.enabled``. Empty where it
    is no such switch."""
    if name.startswith(FEATURES):
        return name.removeprefix(FEATURES)
    return name.removesuffix(ENABLED) if name.endswith(ENABLED) else ""


def is_feature(name: str) -> bool:
    """Whether the setting is a switch of the hub."""
    return bool(feature_of(name))


def setting(name: str) -> Setting:
    """The setting of that name; raises ``BadQuery`` where there is none."""
    try:
        return SETTINGS[name]
    except KeyError:
        raise BadQuery(say("There is no setting named %(name)s.", name=name)) from None


def get_setting(session: AnySession, name: str) -> Any:
    """The value in force: as set, else the default. All settings are read at once and kept for the session."""
    known = setting(name)
    value = _kept(session).get(name)
    return known.default if value is None else value


def mark(session: AnySession, name: str) -> Any:
    """A value that the database keeps among the settings for the program's own use; None where there is none."""
    return _kept(session).get(name)


def _kept(session: AnySession) -> dict[str, Any]:
    kept: dict[str, Any] | None = session.info.get(KEPT)
    if kept is None:
        rows = session.execute(select(_settings.c.name, _settings.c.value))
        kept = session.info[KEPT] = {row.name: row.value for row in rows}
    return kept


def forget_settings(session: AnySession) -> None:
    """Read them anew: one was changed through this connection."""
    session.info.pop(KEPT, None)
