"""Rows of demo persons and companies, portion by portion, as the forms would have written them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from app.domain.demo_cultures import CULTURES, Called, Culture, Weighted, digits
from app.domain.demo_furniture import Furniture
from app.domain.demo_places import Place
from app.domain.demo_words import listed
from app.kernel.text import search_key, sort_key
from app.models import CustomerStatus, EmailType, Operation, PhoneType, Visibility
from app.records.changes import UNRECORDED, plain

DAYS_BACK = 547
KNOWN_PEOPLE = 4
WORKING_DAY = 10 * 3_600
VISIBILITIES = Weighted([Visibility.PUBLIC, Visibility.NONPUBLIC, Visibility.HIDDEN], [97, 2, 1])
STATUSES = Weighted(list(CustomerStatus), [40, 45, 15])

Row = dict[str, Any]


@dataclass
class Portion:
    """Rows by table."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        self.tables.setdefault(table, []).extend(rows)


@dataclass(frozen=True, slots=True)
class Employer:
    """What persons need to know of their company."""

    id: int
    culture: Culture
    domain: str
    place: Place


@dataclass
class Maker:
    """Makes rows by chance alone: equal chance, furniture and moment give equal rows."""

    chance: Random
    furniture: Furniture
    moment: datetime
    set_id: int
    employers: list[Employer] = field(default_factory=list)
    domains: set[str] = field(default_factory=set)
    people: dict[int, list[int]] = field(default_factory=dict)
    """Some of the persons of each company."""

    def __post_init__(self) -> None:
        self.cultures = Weighted(CULTURES, [culture.share for culture in CULTURES])
        self.staff: Weighted[Employer] | None = None

    def companies(self, ids: Sequence[int]) -> Portion:
        """So many companies."""
        portion = Portion()
        for one_id in ids:
            self._company(portion, one_id)
        return portion

    def persons(self, ids: Sequence[int]) -> Portion:
        """So many persons, most of them in a company made before."""
        if self.staff is None and self.employers:
            # a few companies have many people, most have one or two
            sizes = [1 / (1 - self.chance.random()) ** 0.7 for _ in self.employers]
            self.staff = Weighted(self.employers, sizes)
        portion = Portion()
        for one_id in ids:
            self._person(portion, one_id)
        return portion

    # --- one contact

    def _company(self, portion: Portion, one_id: int) -> None:
        chance, culture = self.chance, self.cultures.pick(self.chance)
        name = culture.company(chance)
        place = culture.cities.pick(chance)
        employer = Employer(one_id, culture, self._domain(name.plain), place)
        self.employers.append(employer)
        own = {
            "tax_id": culture.tax_id(chance) if chance.random() < 0.85 else None,
            "register_number": culture.register_number(chance) if chance.random() < 0.6 else None,
            "customer_status": STATUSES.pick(chance),
        }
        phones = [(culture.landline(chance, place), PhoneType.WORK)]
        if chance.random() < 0.4:
            phones.append((culture.mobile(chance), PhoneType.MOBILE))
        emails = (
            [(f"{chance.choice(culture.desks)}@{employer.domain}", EmailType.WORK)] if chance.random() < 0.9 else []
        )
        named = {"kind": "company", "name": name.written, "sort_key": sort_key(name.written)}
        self._contact(portion, one_id, culture, place, named, own, phones, emails)

    def _person(self, portion: Portion, one_id: int) -> None:
        chance = self.chance
        employer = self.staff.pick(chance) if self.staff and chance.random() < 0.78 else None
        culture = employer.culture if employer and chance.random() < 0.94 else self.cultures.pick(chance)
        place = employer.place if employer and employer.culture is culture else culture.cities.pick(chance)
        first, last = culture.person(chance)
        if employer is not None and len(known := self.people.setdefault(employer.id, [])) < KNOWN_PEOPLE:
            known.append(one_id)
        own = {
            "first_name": first.written,
            "last_name": last.written,
            "position_id": self.furniture.positions.pick(chance) if employer else None,
            "company_id": employer.id if employer else None,
        }
        named = {
            "kind": "person",
            "name": f"{first.written} {last.written}",
            "sort_key": f"{_sorted(last.written)} {_sorted(first.written)}",
        }
        phones, emails = self._phones(culture, place, employer), self._emails(culture, first, last, employer)
        self._contact(portion, one_id, culture, place, named, own, phones, emails)

    def _phones(self, culture: Culture, place: Place, employer: Employer | None) -> list[tuple[str, PhoneType]]:
        chance = self.chance
        phones = [(culture.mobile(chance), PhoneType.MOBILE)]
        if employer and chance.random() < 0.45:
            phones.append((culture.landline(chance, place), PhoneType.WORK))
        if chance.random() < 0.12:
            phones.append((culture.landline(chance, place), PhoneType.LANDLINE))
        return phones

    def _emails(
        self, culture: Culture, first: Called, last: Called, employer: Employer | None
    ) -> list[tuple[str, EmailType]]:
        chance, emails = self.chance, []
        if employer and chance.random() < 0.88:
            emails.append((f"{first.plain}.{last.plain}@{employer.domain}", EmailType.WORK))
        if chance.random() < 0.3:
            box = culture.mailboxes[int(chance.random() * len(culture.mailboxes))]
            emails.append((f"{first.plain}.{last.plain}{digits(chance, 3)}@{box}", EmailType.PRIVATE))
        return emails

    def _domain(self, plain_name: str) -> str:
        wanted, number = plain_name, 2
        while wanted in self.domains:
            wanted, number = f"{plain_name}{number + int(self.chance.random() * 9000)}", number + 1
        self.domains.add(wanted)
        return f"{wanted}.test"

    # --- its rows

    def _contact(
        self,
        portion: Portion,
        one_id: int,
        culture: Culture,
        place: Place,
        named: Row,
        own: Row,
        phones: Sequence[tuple[str, PhoneType]],
        emails: Sequence[tuple[str, EmailType]],
    ) -> None:
        city = place.city if self.chance.random() < 0.95 else None
        words = [_found(named["name"]), _found(city or ""), *(search_key(address) for address, _ in emails)]
        words += [number.lstrip("+") for number, _ in phones]
        record = self.record_row(one_id, named, " ".join(filter(None, words)))
        contact = {"id": one_id, **self._circumstances(culture, place, city), **BLANK, **own}
        portion.add("record", [record])
        portion.add("contact", [contact])
        portion.add("phone", _phone_rows(one_id, phones))
        portion.add("email", _email_rows(one_id, emails))
        self._hang(portion, one_id, culture)
        portion.add("change", [self.change_row({**record, **contact, **own}, OWN[named["kind"]])])

    def record_row(self, one_id: int, named: Row, found_by: str) -> Row:
        """The row of ``record``, as somebody of the demo users would have added it."""
        chance = self.chance
        created, changed = self._moments()
        owner = self.furniture.owners.pick(chance)
        creator = owner or self.furniture.user_ids[int(chance.random() * len(self.furniture.user_ids))]
        return {
            "id": one_id,
            **named,
            "search_key": found_by,
            "owner_id": owner,
            "visibility": VISIBILITIES.pick(chance) if owner else Visibility.PUBLIC,
            "account_type_id": self._account_type(),
            "created_at": created,
            "created_by_id": creator,
            "changed_at": changed,
            "changed_by_id": creator,
            "deleted_at": None,
            "deleted_by_id": None,
            "last_activity_at": changed,
            "version": 1,
            "custom": {},
            "host_id": None,
        }

    def _moments(self) -> tuple[datetime, datetime]:
        """Added on some working hour of the last months, touched since by one in two."""
        chance = self.chance
        day = self.moment.replace(hour=7, minute=0, second=0) - timedelta(
            days=1 + int(DAYS_BACK * chance.random() ** 1.2)
        )
        created = day + timedelta(seconds=int(chance.random() * WORKING_DAY))
        changed = created + (self.moment - created) * chance.random() ** 2 if chance.random() < 0.5 else created
        return created, changed.replace(microsecond=0)

    def _account_type(self) -> int | None:
        types = self.furniture.account_types
        return types[int(self.chance.random() * len(types))] if types and self.chance.random() < 0.3 else None

    def _circumstances(self, culture: Culture, place: Place, city: str | None) -> Row:
        chance = self.chance
        has_street = city is not None and chance.random() < 0.7
        return {
            "stage_id": self.furniture.stages.pick(chance),
            "source_id": self.furniture.sources.pick(chance),
            "external_id": f"D-{digits(chance, 7)}" if chance.random() < 0.1 else None,
            "address1": culture.address(chance) if has_street else None,
            "address2": None,
            "postal_code": culture.postal_code(chance, place) if has_street else None,
            "city": city,
            "province": place.province if city else None,
            "country": culture.country,
            "avatar": None,
        }

    def _hang(self, portion: Portion, one_id: int, culture: Culture) -> None:
        """Tags, groups and managers."""
        chance, code = self.chance, culture.code
        tags = [one for one, share in self.furniture.tags[code] if chance.random() < share]
        groups = [one for one, share in self.furniture.groups[code] if chance.random() < share]
        portion.add("record_tag", [{"record_id": one_id, "tag_id": tag} for tag in tags])
        portion.add("group_member", [{"record_id": one_id, "group_id": group} for group in groups])
        if chance.random() < 0.04:
            user_id = chance.choice(self.furniture.user_ids)
            portion.add("contact_manager", [{"record_id": one_id, "user_id": user_id}])

    def change_row(self, values: Row, names: Sequence[str]) -> Row:
        """The line of history that says that it was added."""
        return {
            "set_id": self.set_id,
            "record_id": values["id"],
            "subject": "record",
            "subject_id": values["id"],
            "operation": Operation.ADDED,
            "field": "",
            "old": None,
            "new": {name: plain(values[name]) for name in names},
        }


_found, _sorted = cache(search_key), cache(sort_key)

_OF_A_PERSON = ("first_name", "last_name", "position_id", "company_id")
_OF_A_COMPANY = ("tax_id", "register_number", "customer_status")

BLANK: Row = dict.fromkeys((*_OF_A_PERSON, *_OF_A_COMPANY))
"""The columns of either, which share a table."""

_RECORD = listed("""
id kind name sort_key search_key owner_id visibility account_type_id created_at created_by_id changed_at changed_by_id deleted_at
deleted_by_id last_activity_at version custom host_id
""")
_CONTACT = listed("stage_id source_id external_id address1 address2 postal_code city province country avatar")
_COMMON = [name for name in (*_RECORD, *_CONTACT) if name not in UNRECORDED]

OWN = {"person": (*_COMMON, *_OF_A_PERSON), "company": (*_COMMON, *_OF_A_COMPANY)}
"""What the history keeps of each kind."""


def _phone_rows(one_id: int, phones: Sequence[tuple[str, PhoneType]]) -> list[Row]:
    return [
        {"record_id": one_id, "type": type_, "number": _typed(number), "e164": number}
        | {"is_main": place == 0, "sort": place}
        for place, (number, type_) in enumerate(phones)
    ]


def _typed(number: str) -> str:
    """A number as people of its country write it: ``+48 405 507 362``, ``+972 57-555-2975``, ``+44 7700 900120``."""
    if number.startswith("+972"):
        return f"+972 {number[4:-7]}-{number[-7:-4]}-{number[-4:]}"
    if number.startswith("+48"):
        return f"+48 {number[3:6]} {number[6:9]} {number[9:]}"
    return f"{number[:3]} {number[3:7]} {number[7:]}"


def _email_rows(one_id: int, emails: Sequence[tuple[str, EmailType]]) -> list[Row]:
    return [
        {"record_id": one_id, "type": type_, "address": address, "address_key": address}
        | {"is_main": place == 0, "sort": place}
        for place, (address, type_) in enumerate(emails)
    ]
