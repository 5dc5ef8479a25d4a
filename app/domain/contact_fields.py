"""The fields of persons and companies (REC-1 to REC-4), declared once for list, form, filter, import and API."""

from __future__ import annotations

from typing import Any

from app.domain.addresses import country_name, parse_country
from app.domain.contact_work import work_fields
from app.domain.emails import parse_email, split_emails
from app.domain.groups import make_group_as_viewer, may_manage_groups
from app.domain.phones import parse_phone, split_phones
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession
from app.models import (
    Company,
    Contact,
    ContactGroup,
    ContactManager,
    CustomerStatus,
    Email,
    EmailType,
    GroupMember,
    Person,
    Phone,
    PhoneType,
    Position,
    Source,
    Stage,
)
from app.records import field_types as types
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import ChoiceField, Field, TextField
from app.records.link_fields import DictionaryField, RecordField
from app.records.many_fields import EmailsField, PhonesField, TokensField, UsersField
from app.records.plain_fields import CountryField

PHONE_LABELS: dict[PhoneType, Message] = {
    PhoneType.MOBILE: say("Mobile"),
    PhoneType.LANDLINE: say("Landline"),
    PhoneType.WORK: say("Work"),
    PhoneType.MAIN: say("Main"),
    PhoneType.HOME_FAX: say("Home fax"),
    PhoneType.OFFICE_FAX: say("Office fax"),
    PhoneType.OTHER: say("Other"),
}
EMAIL_LABELS: dict[EmailType, Message] = {
    EmailType.WORK: say("Work"),
    EmailType.PRIVATE: say("Private"),
    EmailType.OTHER: say("Other"),
}
STATUS_LABELS: dict[CustomerStatus, Message] = {
    CustomerStatus.UNDEFINED: say("Undefined"),
    CustomerStatus.CURRENT: say("Current"),
    CustomerStatus.FORMER: say("Former"),
}
STATUS_COLORS = {"undefined": "void", "current": "moss", "former": "slate"}


def read_phone(session: AnySession, entry: dict[str, Any]) -> dict[str, Any] | None:
    """A row of ``phone`` from what was typed: ``value`` (or ``number``), ``type``, ``main``; None for an empty one."""
    typed = str(entry.get("value") or entry.get("number") or "").strip()
    if not typed:
        return None
    number, e164 = parse_phone(typed, get_setting(session, "installation.region"))
    return {
        "number": number,
        "e164": e164,
        "type": _type(PhoneType, entry.get("type"), PhoneType.MOBILE),
        "is_main": bool(entry.get("main") or entry.get("is_main")),
    }


def read_email(_session: AnySession, entry: dict[str, Any]) -> dict[str, Any] | None:
    """A row of ``email`` from what was typed; None for an empty one."""
    typed = str(entry.get("value") or entry.get("address") or "").strip()
    if not typed:
        return None
    address = parse_email(typed)
    return {
        "address": address,
        "address_key": address.casefold(),
        "type": _type(EmailType, entry.get("type"), EmailType.WORK),
        "is_main": bool(entry.get("main") or entry.get("is_main")),
    }


def _type(enum: Any, value: Any, default: Any) -> Any:
    try:
        return enum(value) if value else default
    except ValueError:
        raise Invalid(
            say("Choose a type from: %(choices)s.", choices=", ".join(member.value for member in enum))
        ) from None


PHONES = PhonesField(
    name="phones",
    label=say("Phone"),
    section=Section.ADDITIONAL,
    icon="phone",
    model=Contact,
    row=Phone,
    read_row=read_phone,
    type_labels=PHONE_LABELS,
    split=split_phones,
)
EMAILS = EmailsField(
    name="emails",
    label=say("E-mail"),
    section=Section.ADDITIONAL,
    icon="mail",
    model=Contact,
    row=Email,
    read_row=read_email,
    type_labels=EMAIL_LABELS,
    split=split_emails,
)
GROUPS = TokensField(
    name="groups",
    label=say("Groups"),
    section=Section.GROUPS,
    icon="users-group",
    model=Contact,
    links="group_links",
    link=GroupMember,
    to="group_id",
    token=ContactGroup,
    make=make_group_as_viewer,
    may_make=may_manage_groups,
)
MANAGERS = UsersField(
    name="managers",
    label=say("Managers"),
    section=Section.USERS,
    icon="users",
    model=Contact,
    links="manager_links",
    link=ContactManager,
    to="user_id",
)
STAGE = DictionaryField(name="stage", label=say("Stage"), icon="progress", model=Contact, dictionary=Stage)
SOURCE = DictionaryField(
    name="source", label=say("Acquisition source"), icon="target", model=Contact, dictionary=Source
)


def _address(name: str, label: Message, most: int, **more: Any) -> TextField:
    return TextField(
        name=name, label=label, section=Section.ADDRESS, icon="map-pin", model=Contact, max_length=most, **more
    )


def contact_fields() -> tuple[Field, ...]:
    """What persons and companies have in common."""
    return (
        STAGE,
        SOURCE,
        PHONES,
        EMAILS,
        _address("address1", say("Address line 1"), 200),
        _address("address2", say("Address line 2"), 200),
        _address("postal_code", say("Postal code"), 20, type=types.CODE, is_massable=False),
        _address("city", say("City"), 120),
        _address("province", say("Province"), 120),
        CountryField(
            name="country",
            label=say("Country"),
            section=Section.ADDRESS,
            icon="map-pin",
            model=Contact,
            read_country=parse_country,
            name_country=country_name,
        ),
        GROUPS,
        MANAGERS,
        TextField(
            name="external_id",
            label=say("External id"),
            section=Section.OTHER,
            model=Contact,
            max_length=100,
            type=types.CODE,
        ),
        *common_fields(),
    )


PERSON_FIELDS: tuple[Field, ...] = (
    name_field(is_editable=False, icon="user"),
    TextField(name="first_name", label=say("First name"), icon="user", model=Person, max_length=120, is_massable=False),
    TextField(name="last_name", label=say("Last name"), icon="user", model=Person, max_length=120, is_massable=False),
    RecordField(name="company", label=say("Company"), icon="building", model=Person, to="company", target=Company),
    DictionaryField(name="position", label=say("Position"), icon="briefcase", model=Person, dictionary=Position),
    *contact_fields(),
    *work_fields("person_id"),
)

COMPANY_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="building"),
    TextField(name="tax_id", label=say("Tax id"), model=Company, max_length=40, type=types.CODE, is_massable=False),
    TextField(
        name="register_number",
        label=say("Register number"),
        model=Company,
        max_length=40,
        type=types.CODE,
        is_massable=False,
    ),
    ChoiceField(
        name="customer_status",
        label=say("Customer status"),
        icon="circle-half-2",
        model=Company,
        enum=CustomerStatus,
        labels=STATUS_LABELS,
        colors=STATUS_COLORS,
        feature="customer_status",
    ),
    *contact_fields(),
    *work_fields("company_id"),
)
