"""Fields that every kind of record has."""

from __future__ import annotations

from app.kernel.messages import Message, say
from app.models import AccountType, Record, RecordTag, Tag, Visibility
from app.records.act_field import ActField
from app.records.field_types import Section
from app.records.fields import Field, NameField, RecordColumnChoice
from app.records.link_fields import DictionaryField, UserField
from app.records.linked_fields import LinkedField, LinkedRecordsField
from app.records.many_fields import TokensField
from app.records.plain_fields import MomentField, RecordNumberField
from app.records.tokens import make_tag

VISIBILITY_LABELS: dict[Visibility, Message] = {
    Visibility.PUBLIC: say("Public"),
    Visibility.NONPUBLIC: say("Non-public"),
    Visibility.HIDDEN: say("Hidden"),
}

TAGS = TokensField(
    name="tags",
    label=say("Tags"),
    section=Section.GROUPS,
    icon="tag",
    model=Record,
    links="tag_links",
    link=RecordTag,
    to="tag_id",
    token=Tag,
    make=make_tag,
)
OWNER = UserField(name="owner", label=say("Owner"), section=Section.USERS, icon="user-circle", model=Record)
VISIBILITY = RecordColumnChoice(
    name="visibility",
    label=say("Visibility"),
    section=Section.ADDITIONAL,
    icon="eye",
    model=Record,
    enum=Visibility,
    labels=VISIBILITY_LABELS,
    is_sortable=False,
)
ACCOUNT_TYPE = DictionaryField(
    name="account_type",
    label=say("Account type"),
    section=Section.ADDITIONAL,
    icon="id-badge-2",
    model=Record,
    dictionary=AccountType,
    is_on_record=True,
    is_sortable=False,
)
LAST_ACTIVITY = MomentField(
    name="last_activity",
    attr="last_activity_at",
    label=say("Last activity"),
    section=Section.DATES,
    icon="clock",
    model=Record,
)


LINKED = LinkedField(name="linked", label=say("Linked to others"))
LINKED_RECORDS = LinkedRecordsField(name="linked_records", label=say("Linked records"))
NUMBER = RecordNumberField(name="id", label=say("Record number"), section=Section.OTHER, icon="hash", model=Record)


def name_field(**changes: object) -> NameField:
    """The name as a field; kinds whose name is made of parts make it read-only."""
    label = changes.pop("label", say("Name"))
    return NameField(name="name", label=label, model=Record, max_length=400, **changes)  # type: ignore[arg-type]


def common_fields() -> tuple[Field, ...]:
    """Tags, owner, visibility, account type, who made and changed it when, and what it is linked with."""
    return (TAGS, OWNER, VISIBILITY, ACCOUNT_TYPE, *times_and_people(), LINKED, LINKED_RECORDS)


def times_and_people() -> tuple[Field, ...]:
    """Who made and changed it when: also for records that are part of another, which have no owner of their own."""
    return (
        MomentField(
            name="created_on",
            attr="created_at",
            label=say("Created"),
            section=Section.DATES,
            icon="calendar",
            model=Record,
        ),
        MomentField(
            name="changed_on",
            attr="changed_at",
            label=say("Changed"),
            section=Section.DATES,
            icon="calendar",
            model=Record,
        ),
        LAST_ACTIVITY,
        UserField(
            name="created_by",
            label=say("Created by"),
            section=Section.USERS,
            icon="user",
            model=Record,
            is_editable=False,
        ),
        UserField(
            name="changed_by",
            label=say("Changed by"),
            section=Section.USERS,
            icon="user",
            model=Record,
            is_editable=False,
        ),
        NUMBER,
        ActField(
            name="change_set", label=say("Part of the change set"), section=Section.OTHER, icon="history", model=Record
        ),
    )
