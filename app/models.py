"""Every table of Splot, and nothing but tables.

Contents, in order of dependency:
    people who use it   User, Role, Group (a user group): in app/user_models.py; how they sign in: in app/sign_in_models.py
    settings            SettingRow
    dictionaries        Position, Stage, Source, AccountType, Pipeline, DealStage, DealReason, ProductCategory, SpaceState, SpaceGroup,
                        TicketKind, TicketState, TicketTransition, TaskType
    records             Record, Contact, Person, Company, Deal, Product, LineItem, Space, Ticket, Task, Meeting
    what hangs on one   Phone, Email, ContactManager, SpaceMember, SpaceCaller, TaskAttendee, TaskContact, Participant,
                        AccessRequest
    groups and tags     ContactGroup, GroupMember, Tag, RecordTag
    relations           RelationType, Relation
    history             ChangeSet, Change
    background work     Job, JobChunk, Lease, JobItem, JobIssue, ImportFile: in app/work_models.py
    custom fields       ChoiceSet, Choice, CustomField
    arrangement         FormLayout
    what users keep     SavedFilter, ListView, ListDefault
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, ClassVar

from flask_appbuilder import Model as Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, foreign, mapped_column, relationship, remote

from app.kernel.clock import now
from app.kernel.columns import Amount, Json, Key, Line, Moment, Name, Pk, Thread, behind, choice
from app.kernel.currencies import CURRENCIES
from app.sign_in_models import OutsideIdentity as OutsideIdentity
from app.sign_in_models import RecoveryCode as RecoveryCode
from app.sign_in_models import SecondFactor as SecondFactor
from app.sign_in_models import SignInAttempt as SignInAttempt
from app.sign_in_models import UserSession as UserSession
from app.user_models import RECORD_ID, USER_ID
from app.user_models import Group as Group
from app.user_models import Role as Role
from app.user_models import User as User
from app.work_models import ImportFile as ImportFile
from app.work_models import Job as Job
from app.work_models import JobChunk as JobChunk
from app.work_models import JobIssue as JobIssue
from app.work_models import JobItem as JobItem
from app.work_models import JobState as JobState
from app.work_models import Lease as Lease

CONTACT_ID = "contact.id"
CARRIES = {"carries_activity": True}
"""For a column that names a record which the activity of this one counts for (REC-13)."""


# --- settings --------------------------------------------------------------------------------------------------------


class Tracked:
    """Marks a table whose every change is written to the history (HIS-1)."""


class SettingRow(Tracked, Model):
    """A setting that differs from its default."""

    __tablename__ = "setting"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[Any] = mapped_column(Json)

    def __repr__(self) -> str:
        return self.name


# --- dictionaries ----------------------------------------------------------------------------------------------------


class Dictionary(Tracked):
    """Columns of a dictionary: entries that administrators word and order, with a label per language (SET-3)."""

    id: Mapped[Pk]
    label: Mapped[Name] = mapped_column(unique=True)
    labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    color: Mapped[Thread] = mapped_column(default="slate")
    sort: Mapped[int] = mapped_column(default=0)

    def __repr__(self) -> str:
        return self.label


class Position(Dictionary, Model):
    """What a person does in their company."""

    __tablename__ = "position"


class Stage(Dictionary, Model):
    """How far a contact has come, for example lead."""

    __tablename__ = "stage"


class Source(Dictionary, Model):
    """Where a contact was acquired."""

    __tablename__ = "source"


class AccountType(Dictionary, Model):
    """Customer, Partner and what the administrator adds; roles are granted by it (ACC-4)."""

    __tablename__ = "account_type"


class Pipeline(Dictionary, Model):
    """A way of selling: the stages that a deal goes through."""

    __tablename__ = "pipeline"

    stages: Mapped[list[DealStage]] = relationship(back_populates="pipeline", order_by="DealStage.sort, DealStage.id")


class DealStage(Dictionary, Model):
    """A step of a pipeline, with how likely a deal that has come so far is won. Its words are its pipeline's alone."""

    __tablename__ = "deal_stage"
    __table_args__ = (UniqueConstraint("pipeline_id", "label"),)

    label: Mapped[Name] = mapped_column()
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"), index=True)
    probability: Mapped[int] = mapped_column(default=0)

    pipeline: Mapped[Pipeline] = relationship(back_populates="stages", lazy="joined")


class DealReason(Dictionary, Model):
    """Why a deal was won or lost."""

    __tablename__ = "deal_reason"


class ProductCategory(Dictionary, Model):
    """What sort of thing a product is."""

    __tablename__ = "product_category"


class SpaceState(Dictionary, Model):
    """How far a space has come; ``is_final`` means that its work is over."""

    __tablename__ = "space_state"

    is_final: Mapped[bool] = mapped_column(default=False)


class SpaceGroup(Dictionary, Model):
    """What spaces are put together by; no group of contacts."""

    __tablename__ = "space_group"


class TicketKind(Dictionary, Model):
    """What a ticket is about, for example a complaint."""

    __tablename__ = "ticket_kind"


class TicketState(Dictionary, Model):
    """How far a ticket has come. It goes from here to the states that ``onward`` names; with none named, to any."""

    __tablename__ = "ticket_state"

    is_final: Mapped[bool] = mapped_column(default=False)

    onward: Mapped[list[TicketTransition]] = relationship(
        back_populates="source", foreign_keys="TicketTransition.source_id", cascade="all, delete-orphan"
    )


class TicketTransition(Tracked, Model):
    """An allowed step from one state of a ticket to another (REC-7)."""

    __tablename__ = "ticket_transition"
    __table_args__ = (UniqueConstraint("source_id", "target_id"), {"info": {"is_part_of_entry": True}})

    id: Mapped[Pk]
    source_id: Mapped[int] = mapped_column(ForeignKey("ticket_state.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("ticket_state.id"), index=True)

    source: Mapped[TicketState] = relationship(back_populates="onward", foreign_keys=[source_id])


class TaskType(Dictionary, Model):
    """What sort of work a task is."""

    __tablename__ = "task_type"


# --- records ---------------------------------------------------------------------------------------------------------


class Visibility(StrEnum):
    PUBLIC = "public"
    NONPUBLIC = "nonpublic"
    HIDDEN = "hidden"


class Record(Tracked, Model):
    """Everything that has a profile. Each kind joins a table of its own to this one."""

    __tablename__ = "record"

    id: Mapped[Pk]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(400), default="")
    sort_key: Mapped[str] = mapped_column(Key, default="")
    search_key: Mapped[str] = mapped_column(Key, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.PUBLIC)
    account_type_id: Mapped[int | None] = mapped_column(ForeignKey("account_type.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    last_activity_at: Mapped[datetime | None] = mapped_column(Moment, info={"is_always_set": True})
    version: Mapped[int] = mapped_column(default=1)
    custom: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    host_id: Mapped[int | None] = mapped_column(ForeignKey(RECORD_ID), info=CARRIES)
    """The record that this one is a part of: seen, edited and deleted by whoever may see and edit that one."""

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])
    account_type: Mapped[AccountType | None] = relationship()
    tag_links: Mapped[list[RecordTag]] = relationship(back_populates="record", cascade="all, delete-orphan")
    tags = behind("tag_links", "tag")
    participants: Mapped[list[Participant]] = relationship(back_populates="record", cascade="all, delete-orphan")

    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "version_id_col": version, "polymorphic_abstract": True}

    @property
    def called(self) -> str:
        """What people call it; kinds whose name is made of parts say so here."""
        return self.name

    @property
    def sorted_by(self) -> str:
        """The text that its place in a list follows from."""
        return self.called

    @property
    def found_by(self) -> str:
        """The words that a search finds it by."""
        return self.called

    @property
    def host(self) -> Record | None:
        """The record that it is a part of; kinds that are parts of others say which."""
        return None

    def __repr__(self) -> str:
        return self.name


# Beside the class, not in it: classes that join a table of their own would inherit its __table_args__.
LIVE = text("deleted_at IS NULL")
TRASHED = text("deleted_at IS NOT NULL")
HOSTED = text("host_id IS NOT NULL")
for _name, _columns, _where in (
    ("ix_record_live_name", (Record.kind, Record.sort_key, Record.id, Record.host_id), LIVE),
    ("ix_record_live_created", (Record.kind, Record.created_at, Record.id, Record.host_id), LIVE),
    ("ix_record_live_changed", (Record.kind, Record.changed_at, Record.id, Record.host_id), LIVE),
    ("ix_record_live_activity", (Record.kind, Record.last_activity_at, Record.id, Record.host_id), LIVE),
    ("ix_record_trash", (Record.kind, Record.deleted_at, Record.id), TRASHED),
):
    Index(_name, *_columns, postgresql_where=_where, sqlite_where=_where)
Index("ix_record_owner", Record.owner_id, Record.kind, Record.sort_key, Record.id)
OPEN = text("deleted_at IS NULL AND host_id IS NULL AND visibility = 'public'")
Index("ix_record_open", Record.kind, Record.account_type_id, Record.id, postgresql_where=OPEN, sqlite_where=OPEN)
Index("ix_record_host", Record.host_id, postgresql_where=HOSTED, sqlite_where=HOSTED)


class CustomerStatus(StrEnum):
    UNDEFINED = "undefined"
    CURRENT = "current"
    FORMER = "former"


class Contact(Record):
    """Persons and companies together: they share channels, address, groups and managers."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(100), index=True)
    address1: Mapped[Line]
    address2: Mapped[Line]
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(120))
    province: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(2))
    avatar: Mapped[str | None] = mapped_column(String(80))

    stage: Mapped[Stage | None] = relationship()
    source: Mapped[Source | None] = relationship()
    phones: Mapped[list[Phone]] = relationship(
        back_populates="contact", cascade="all, delete-orphan", order_by="Phone.sort, Phone.id"
    )
    emails: Mapped[list[Email]] = relationship(
        back_populates="contact", cascade="all, delete-orphan", order_by="Email.sort, Email.id"
    )
    group_links: Mapped[list[GroupMember]] = relationship(back_populates="contact", cascade="all, delete-orphan")
    groups = behind("group_links", "group")
    manager_links: Mapped[list[ContactManager]] = relationship(back_populates="contact", cascade="all, delete-orphan")
    managers = behind("manager_links", "user")

    __table_args__: ClassVar[Any] = (Index("ix_contact_city", "city", "id"),)
    __mapper_args__: ClassVar[Any] = {"polymorphic_abstract": True}

    @property
    def found_by(self) -> str:
        """Name, city, addresses and numbers."""
        channels = [email.address for email in self.emails] + [phone.e164 or phone.number for phone in self.phones]
        return " ".join([self.called, self.city or "", *channels])


class Person(Contact):
    """A human being; belongs to at most one company (REC-1)."""

    first_name: Mapped[str | None] = mapped_column(String(120))
    last_name: Mapped[str | None] = mapped_column(String(120))
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True)

    position: Mapped[Position | None] = relationship()
    company: Mapped[Company | None] = relationship(  # by the key itself: what is loaded already is not asked again
        back_populates="persons", primaryjoin=lambda: remote(Record.__table__.c.id) == foreign(Person.company_id)
    )

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "person"}

    @property
    def called(self) -> str:
        """Given name first, in every language."""
        return " ".join(filter(None, (self.first_name, self.last_name)))

    @property
    def sorted_by(self) -> str:
        """By family name."""
        return " ".join(filter(None, (self.last_name, self.first_name)))


class Company(Contact):
    """A company or other organisation (REC-4)."""

    tax_id: Mapped[str | None] = mapped_column(String(40), index=True)
    register_number: Mapped[str | None] = mapped_column(String(40), index=True)
    customer_status: Mapped[CustomerStatus | None] = mapped_column(
        choice(CustomerStatus), default=CustomerStatus.UNDEFINED
    )

    persons: Mapped[list[Person]] = relationship(back_populates="company", foreign_keys=[Person.company_id])

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "company"}


Currency = StrEnum("Currency", {code: code for code in CURRENCIES})  # type: ignore[misc]


class DealState(StrEnum):
    OPEN = "open"
    INACTIVE = "inactive"
    WON = "won"
    LOST = "lost"


class Deal(Record):
    """A chance to sell something to a company or a person (REC-5)."""

    __tablename__ = "deal"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True, info=CARRIES)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True, info=CARRIES)
    pipeline_id: Mapped[int | None] = mapped_column(ForeignKey("pipeline.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("deal_stage.id"), index=True)
    value: Mapped[Decimal | None] = mapped_column(Amount())
    currency: Mapped[Currency | None] = mapped_column(choice(Currency, 3))
    expected_close: Mapped[date | None] = mapped_column(index=True)
    state: Mapped[DealState] = mapped_column(choice(DealState), default=DealState.OPEN)
    state_changed_at: Mapped[datetime | None] = mapped_column(Moment, default=now)
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("deal_reason.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)

    company: Mapped[Company | None] = relationship(foreign_keys=[company_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    pipeline: Mapped[Pipeline | None] = relationship()
    stage: Mapped[DealStage | None] = relationship()
    reason: Mapped[DealReason | None] = relationship()
    source: Mapped[Source | None] = relationship()

    __table_args__: ClassVar[Any] = (Index("ix_deal_state", "state", "state_changed_at", "id"),)
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "deal", "inherit_condition": id == Record.id}


class Product(Record):
    """Something that is sold: what line items are made from."""

    __tablename__ = "product"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(60), index=True)
    price: Mapped[Decimal | None] = mapped_column(Amount())
    currency: Mapped[Currency | None] = mapped_column(choice(Currency, 3))
    unit: Mapped[str | None] = mapped_column(String(40))
    is_active: Mapped[bool] = mapped_column(default=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("product_category.id"), index=True)
    description: Mapped[str | None] = mapped_column(Text)

    category: Mapped[ProductCategory | None] = relationship()

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "product", "inherit_condition": id == Record.id}

    @property
    def found_by(self) -> str:
        """Name and code."""
        return " ".join(filter(None, (self.called, self.code)))


class ItemState(StrEnum):
    FORECAST = "forecast"
    REALISED = "realised"


class Billing(StrEnum):
    ONE_TIME = "one_time"
    RECURRING = "recurring"


class Period(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class LineItem(Record):
    """So much of a product in a deal, at a price of its own (REC-5). A part of the deal: it has no owner or visibility of its own."""

    __tablename__ = "line_item"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Amount(3), default=Decimal(1))
    price: Mapped[Decimal] = mapped_column(Amount(), default=Decimal(0))
    discount: Mapped[Decimal] = mapped_column(Amount(), default=Decimal(0))
    cost: Mapped[Decimal | None] = mapped_column(Amount())
    currency: Mapped[Currency | None] = mapped_column(choice(Currency, 3))
    state: Mapped[ItemState] = mapped_column(choice(ItemState), default=ItemState.FORECAST)
    billing: Mapped[Billing] = mapped_column(choice(Billing), default=Billing.ONE_TIME)
    period: Mapped[Period | None] = mapped_column(choice(Period))

    deal: Mapped[Deal | None] = relationship(
        primaryjoin=lambda: remote(Deal.__table__.c.id) == foreign(Record.__table__.c.host_id)
    )
    product: Mapped[Product | None] = relationship(foreign_keys=[product_id])

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "line_item", "inherit_condition": id == Record.id}

    @property
    def host(self) -> Record | None:
        """Its deal."""
        return self.deal

    @property
    def total(self) -> Decimal:
        """What it comes to, less the discount."""
        whole = self.quantity * self.price * (100 - self.discount) / 100
        return whole.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Space(Record):
    """A project or any other common place (REC-6)."""

    __tablename__ = "space"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    state_id: Mapped[int | None] = mapped_column(ForeignKey("space_state.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("space_group.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    description: Mapped[str | None] = mapped_column(Text)
    has_calls: Mapped[bool] = mapped_column(default=False)
    caller_number: Mapped[str | None] = mapped_column(String(60))
    calls_from: Mapped[str | None] = mapped_column(String(5))
    calls_to: Mapped[str | None] = mapped_column(String(5))
    call_retries: Mapped[int | None]

    state: Mapped[SpaceState | None] = relationship()
    group: Mapped[SpaceGroup | None] = relationship()
    member_links: Mapped[list[SpaceMember]] = relationship(back_populates="record", cascade="all, delete-orphan")
    caller_links: Mapped[list[SpaceCaller]] = relationship(back_populates="record", cascade="all, delete-orphan")
    callers = behind("caller_links", "user")
    members = behind("member_links", "user")

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "space", "inherit_condition": id == Record.id}


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Ticket(Record):
    """Something that a contact wants settled; its name is the subject (REC-7)."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    ticket_kind_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_kind.id"), index=True)
    state_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_state.id"), index=True)
    priority: Mapped[Priority] = mapped_column(choice(Priority), default=Priority.NORMAL)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID), index=True)
    description: Mapped[str | None] = mapped_column(Text)

    ticket_kind: Mapped[TicketKind | None] = relationship()
    state: Mapped[TicketState | None] = relationship()
    contact: Mapped[Contact | None] = relationship(foreign_keys=[contact_id])
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "ticket", "inherit_condition": id == Record.id}


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"


class Repeat(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Task(Record):
    """Something to be done (REC-8). Without a due date it lies in the inbox."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("task_type.id"), index=True)
    priority: Mapped[Priority] = mapped_column(choice(Priority), default=Priority.NORMAL)
    due_date: Mapped[date | None]
    due_time: Mapped[str | None] = mapped_column(String(5))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    state: Mapped[TaskState] = mapped_column(choice(TaskState), default=TaskState.OPEN)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    repeat: Mapped[Repeat | None] = mapped_column(choice(Repeat))
    repeat_every: Mapped[int] = mapped_column(default=1)
    repeat_day: Mapped[int | None]
    description: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True, info=CARRIES)
    company_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True, info=CARRIES)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True, info=CARRIES)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True, info=CARRIES)

    type: Mapped[TaskType | None] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    company: Mapped[Company | None] = relationship(foreign_keys=[company_id])
    deal: Mapped[Deal | None] = relationship(foreign_keys=[deal_id])
    space: Mapped[Space | None] = relationship(foreign_keys=[space_id])
    attendee_links: Mapped[list[TaskAttendee]] = relationship(back_populates="record", cascade="all, delete-orphan")
    attendees = behind("attendee_links", "user")
    contact_links: Mapped[list[TaskContact]] = relationship(
        back_populates="record", cascade="all, delete-orphan", foreign_keys="TaskContact.record_id"
    )
    contacts = behind("contact_links", "contact")

    __table_args__: ClassVar[Any] = (Index("ix_task_assignee", "assignee_id", "due_date", "id"),)
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "task", "inherit_condition": id == Record.id}


class MeetingMode(StrEnum):
    MANUAL = "manual"
    AUTOMATIC = "automatic"


class Meeting(Record):
    """A call that is to take place at a time, dialled by the user or by the machine (REC-9)."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    phone_number: Mapped[str | None] = mapped_column(String(60))
    mode: Mapped[MeetingMode] = mapped_column(choice(MeetingMode), default=MeetingMode.MANUAL)
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    information: Mapped[str | None] = mapped_column(Text)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey(CONTACT_ID), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)

    space: Mapped[Space | None] = relationship(foreign_keys=[space_id])
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    contact: Mapped[Contact | None] = relationship(foreign_keys=[contact_id])
    ticket: Mapped[Ticket | None] = relationship(foreign_keys=[ticket_id])

    __table_args__: ClassVar[Any] = (Index("ix_meeting_user", "user_id", "starts_at", "id"),)
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "meeting", "inherit_condition": id == Record.id}

    @property
    def found_by(self) -> str:
        """Name and number, the latter without what people write between the digits."""
        return " ".join((self.called, "".join(sign for sign in self.phone_number or "" if sign.isdigit())))


# --- what hangs on a record ------------------------------------------------------------------------------------------


class OnRecord(Tracked):
    """A row that belongs to one record and is seen, changed and kept in history with it."""

    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), index=True)


class BetweenRecords(OnRecord):
    """A row that names a second record: seen by whoever sees both, changed by whoever may also edit one of them."""

    other_id: Mapped[int | None] = mapped_column(ForeignKey(RECORD_ID), index=True)


class UserOnRecord(OnRecord):
    """A user beside a record. It grants nothing by itself (ACC-5)."""

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID), index=True)

    @declared_attr
    def user(cls) -> Mapped[User]:  # noqa: N805 - SQLAlchemy calls it with the class
        return relationship(lazy="joined")

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805
        return (UniqueConstraint("record_id", "user_id"),)


class PhoneType(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    WORK = "work"
    MAIN = "main"
    HOME_FAX = "home_fax"
    OFFICE_FAX = "office_fax"
    OTHER = "other"


class Phone(OnRecord, Model):
    """A number of a contact, as typed and as E.164 (REC-2)."""

    __tablename__ = "phone"

    id: Mapped[Pk]
    type: Mapped[PhoneType] = mapped_column(choice(PhoneType), default=PhoneType.MOBILE)
    number: Mapped[str] = mapped_column(String(60))
    e164: Mapped[str | None] = mapped_column(String(20), index=True)
    is_main: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship(back_populates="phones")

    def __repr__(self) -> str:
        return self.number


class EmailType(StrEnum):
    WORK = "work"
    PRIVATE = "private"
    OTHER = "other"


class Email(OnRecord, Model):
    """An e-mail address of a contact; ``address_key`` is the lower-case form that is searched (REC-2)."""

    __tablename__ = "email"

    id: Mapped[Pk]
    type: Mapped[EmailType] = mapped_column(choice(EmailType), default=EmailType.WORK)
    address: Mapped[str] = mapped_column(String(320))
    address_key: Mapped[str] = mapped_column(Key, index=True)
    is_main: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship(back_populates="emails")

    def __repr__(self) -> str:
        return self.address


class ContactManager(UserOnRecord, Model):
    """A user who manages a contact."""

    __tablename__ = "contact_manager"

    contact: Mapped[Contact] = relationship(back_populates="manager_links")


class SpaceMember(UserOnRecord, Model):
    """A user who works in a space."""

    __tablename__ = "space_member"

    record: Mapped[Space] = relationship(back_populates="member_links")


class SpaceCaller(UserOnRecord, Model):
    """A user who serves the phone meetings of a space."""

    __tablename__ = "space_caller"

    record: Mapped[Space] = relationship(back_populates="caller_links")


class TaskAttendee(UserOnRecord, Model):
    """A user who takes part in a task."""

    __tablename__ = "task_attendee"

    record: Mapped[Task] = relationship(back_populates="attendee_links")


class TaskContact(OnRecord, Model):
    """A contact who takes part in a task."""

    __tablename__ = "task_contact"
    __table_args__ = (UniqueConstraint("record_id", "contact_id"),)

    id: Mapped[Pk]
    contact_id: Mapped[int] = mapped_column(ForeignKey(CONTACT_ID), index=True)

    record: Mapped[Task] = relationship(back_populates="contact_links", foreign_keys="TaskContact.record_id")
    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])


class Participant(OnRecord, Model):
    """A user, or a user group, invited to a record, with what they may do there (ACC-1, ACC-3)."""

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("record_id", "user_id"),
        UniqueConstraint("record_id", "group_id"),
        CheckConstraint("(user_id IS NULL) <> (group_id IS NULL)", name="one_invited"),
        Index("ix_participant_user", "user_id", "record_id"),
        Index("ix_participant_group", "group_id", "record_id"),
    )

    id: Mapped[Pk]
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("ab_group.id"))
    may_edit: Mapped[bool] = mapped_column(default=False)
    may_delete: Mapped[bool] = mapped_column(default=False)

    record: Mapped[Record] = relationship(back_populates="participants")
    user: Mapped[User | None] = relationship(lazy="joined")
    group: Mapped[Group | None] = relationship(lazy="joined")


class Answer(StrEnum):
    OPEN = "open"
    GIVEN = "given"
    REFUSED = "refused"


class AccessRequest(Tracked, Model):
    """Somebody who knows a record by its name alone asks its owner to be let in. Not ``OnRecord``: who asks does not see it."""

    __tablename__ = "access_request"
    __table_args__ = (Index("ix_access_request_user", "user_id", "record_id"),)

    id: Mapped[Pk]
    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    words: Mapped[str | None] = mapped_column(String(400))
    answer: Mapped[Answer] = mapped_column(choice(Answer), default=Answer.OPEN)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID))

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    record: Mapped[Record] = relationship()


# --- groups and tags -------------------------------------------------------------------------------------------------


class ContactGroup(Tracked, Model):
    """A group of persons and companies, common to all users (GRP-1)."""

    __tablename__ = "contact_group"

    id: Mapped[Pk]
    name: Mapped[Name]
    name_key: Mapped[str] = mapped_column(Key, unique=True)
    color: Mapped[Thread] = mapped_column(default="slate")
    sort: Mapped[int] = mapped_column(default=0)

    def __repr__(self) -> str:
        return self.name


class GroupMember(OnRecord, Model):
    """A contact in a group."""

    __tablename__ = "group_member"
    __table_args__ = (
        UniqueConstraint("record_id", "group_id"),
        Index("ix_group_member_group", "group_id", "record_id"),
    )

    id: Mapped[Pk]
    group_id: Mapped[int] = mapped_column(ForeignKey("contact_group.id"))

    contact: Mapped[Contact] = relationship(back_populates="group_links")
    group: Mapped[ContactGroup] = relationship(lazy="joined")


class Tag(Tracked, Model):
    """A word stuck to records while working; made by typing it (TAG-1)."""

    __tablename__ = "tag"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(Key, unique=True)
    color: Mapped[Thread] = mapped_column(default="slate")

    def __repr__(self) -> str:
        return self.name


class RecordTag(OnRecord, Model):
    """A tag on a record."""

    __tablename__ = "record_tag"
    __table_args__ = (UniqueConstraint("record_id", "tag_id"), Index("ix_record_tag_tag", "tag_id", "record_id"))

    id: Mapped[Pk]
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))

    record: Mapped[Record] = relationship(back_populates="tag_links")
    tag: Mapped[Tag] = relationship(lazy="joined")


# --- relations -------------------------------------------------------------------------------------------------------


class Side(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"


class RelationType(Tracked, Model):
    """How two records can be tied: the kinds that it joins, a label for each side, its limits, and the forms in which it is a field
    (REL-2). A deleted one keeps its relations, unseen, so that it can be brought back. ``records.ties`` says what is in the JSON."""

    __tablename__ = "relation_type"

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    primary_kind: Mapped[str] = mapped_column(String(20))
    secondary_kind: Mapped[str] = mapped_column(String(20))
    primary_label: Mapped[Name]
    primary_labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    secondary_label: Mapped[Name]
    secondary_labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    color: Mapped[Thread] = mapped_column(default="slate")
    sort: Mapped[int] = mapped_column(default=0)
    is_symmetric: Mapped[bool] = mapped_column(default=False)
    has_free_text: Mapped[bool] = mapped_column(default=False)
    has_one_primary: Mapped[bool] = mapped_column(default=False)
    has_one_secondary: Mapped[bool] = mapped_column(default=False)
    is_acyclic: Mapped[bool] = mapped_column(default=False)
    forms: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return self.primary_label


OF_TWO = text("other_id IS NOT NULL")


class Relation(BetweenRecords, Model):
    """A tie between two records: ``record_id`` on its primary side, ``other_id`` on its secondary one (REL-3, REL-10). Or between a
    record and a free text; ``is_turned`` then says that the record stands on the secondary side."""

    __tablename__ = "relation"
    __table_args__ = (
        CheckConstraint("(other_id IS NULL) <> (text IS NULL)", name="one_other"),
        Index("ix_relation_type_record", "type_id", "record_id", "other_id"),
        Index("ix_relation_type_other", "type_id", "other_id", "record_id"),
    )

    id: Mapped[Pk]
    type_id: Mapped[int] = mapped_column(ForeignKey("relation_type.id"))
    text: Mapped[Line]
    is_turned: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(String(1000))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    type: Mapped[RelationType] = relationship(lazy="joined")
    record: Mapped[Record] = relationship(foreign_keys="Relation.record_id")
    other: Mapped[Record | None] = relationship(foreign_keys="Relation.other_id")


# --- history ---------------------------------------------------------------------------------------------------------


class Operation(StrEnum):
    ADDED = "added"
    EDITED = "edited"
    DELETED = "deleted"
    RESTORED = "restored"
    IMPORTED = "imported"
    MASS = "mass"
    UNDONE = "undone"


class Via(StrEnum):
    PAGE = "page"
    API = "api"
    JOB = "job"
    COMMAND = "command"
    RULE = "rule"


class SetState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ROLLED_BACK = "rolled_back"


class ChangeSet(Model):
    """Changes made together; what can be undone as a whole (HIS-4)."""

    __tablename__ = "change_set"

    id: Mapped[Pk]
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID), index=True)
    operation: Mapped[Operation] = mapped_column(choice(Operation))
    via: Mapped[Via] = mapped_column(choice(Via))
    reason: Mapped[str | None] = mapped_column(String(400))
    state: Mapped[SetState] = mapped_column(choice(SetState), default=SetState.OPEN)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))

    user: Mapped[User | None] = relationship()


class Change(Model):
    """One value before and after, or one whole row added or removed as JSON (``field`` empty). ``other_id`` is the second record of
    what lies between two."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_set_subject", "set_id", "subject", "subject_id", "field"),
        Index("ix_change_record", "record_id", "id"),
        Index("ix_change_other", "other_id", "id", postgresql_where=OF_TWO, sqlite_where=OF_TWO),
    )

    id: Mapped[Pk]
    set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey(RECORD_ID))
    other_id: Mapped[int | None] = mapped_column(ForeignKey(RECORD_ID))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    operation: Mapped[Operation] = mapped_column(choice(Operation))
    field: Mapped[str] = mapped_column(String(80), default="")
    old: Mapped[Any] = mapped_column(Json, nullable=True)
    new: Mapped[Any] = mapped_column(Json, nullable=True)

    change_set: Mapped[ChangeSet] = relationship()


# --- custom fields ---------------------------------------------------------------------------------------------------


class ChoiceSet(Tracked, Model):
    """Choices that one or several custom fields offer (SET-4)."""

    __tablename__ = "choice_set"

    id: Mapped[Pk]
    name: Mapped[Name]
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)

    choices: Mapped[list[Choice]] = relationship(back_populates="set", order_by="Choice.sort, Choice.id")

    def __repr__(self) -> str:
        return self.name


class Choice(Tracked, Model):
    """One choice of a set. A deleted one is offered no more, and stays the value of those who have it."""

    __tablename__ = "choice"

    id: Mapped[Pk]
    set_id: Mapped[int] = mapped_column(ForeignKey("choice_set.id"), index=True)
    label: Mapped[Name]
    labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    color: Mapped[Thread] = mapped_column(default="")
    sort: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)

    set: Mapped[ChoiceSet] = relationship(back_populates="choices")

    def __repr__(self) -> str:
        return self.label


class CustomType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    USER = "user"
    RECORD = "record"


class Shown(StrEnum):
    ALWAYS = "always"
    IF_SET = "if_set"
    NEVER = "never"


class EditableBy(StrEnum):
    EVERYONE = "everyone"
    MANAGERS = "managers"
    ADMINISTRATORS = "administrators"


class FilterBy(StrEnum):
    EXACT = "exact"
    CONTAINS = "contains"
    OFF = "off"


class IndexState(StrEnum):
    NONE = "none"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class CustomField(Tracked, Model):
    """A field that an administrator gave to a kind (SET-2, SET-4). Its values lie in ``record.custom`` under ``key``, for ever:
    a deleted field keeps key and values, so that it can be brought back."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[Pk]
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(40))
    type: Mapped[CustomType] = mapped_column(choice(CustomType))
    label: Mapped[Name]
    labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    help: Mapped[str | None] = mapped_column(String(400))
    help_labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    section: Mapped[str | None] = mapped_column(String(80))
    heading: Mapped[str | None] = mapped_column(String(80))
    heading_labels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    sort: Mapped[int] = mapped_column(default=0)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_unique: Mapped[bool] = mapped_column(default=False)
    default: Mapped[Any | None] = mapped_column(Json)
    shown: Mapped[Shown] = mapped_column(choice(Shown), default=Shown.ALWAYS)
    editable_by: Mapped[EditableBy] = mapped_column(choice(EditableBy), default=EditableBy.EVERYONE)
    filter: Mapped[FilterBy] = mapped_column(choice(FilterBy), default=FilterBy.CONTAINS)
    pattern: Mapped[str | None] = mapped_column(String(200))
    minimum: Mapped[str | None] = mapped_column(String(40))
    maximum: Mapped[str | None] = mapped_column(String(40))
    decimals: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str | None] = mapped_column(String(3))
    choice_set_id: Mapped[int | None] = mapped_column(ForeignKey("choice_set.id"), index=True)
    target: Mapped[str | None] = mapped_column(String(20))
    index_state: Mapped[IndexState] = mapped_column(choice(IndexState), default=IndexState.NONE)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)

    choice_set: Mapped[ChoiceSet | None] = relationship()

    def __repr__(self) -> str:
        return self.label


# --- arrangement -----------------------------------------------------------------------------------------------------


class FormLayout(Tracked, Model):
    """How an administrator has arranged form and profile of a kind: sections with their fields, what is in none of them, and the
    short form (SET-1). ``records.layouts`` says what is in the JSON."""

    __tablename__ = "form_layout"

    id: Mapped[Pk]
    kind: Mapped[str] = mapped_column(String(20), unique=True)
    sections: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    hidden: Mapped[list[str]] = mapped_column(Json, default=list)
    quick: Mapped[list[str]] = mapped_column(Json, default=list)

    def __repr__(self) -> str:
        return self.kind


# --- what users keep -------------------------------------------------------------------------------------------------


class OwnedByUser(Tracked):
    """A thing that a user keeps for themselves or shares with everyone."""

    id: Mapped[Pk]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[Name]
    is_shared: Mapped[bool] = mapped_column(default=False)

    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID), index=True)


class SavedFilter(OwnedByUser, Model):
    """A filter kept by name: fields and operators as words, never positions (FLT-5)."""

    __tablename__ = "saved_filter"

    query: Mapped[str] = mapped_column(Text)

    def __repr__(self) -> str:
        return self.name


class ListView(OwnedByUser, Model):
    """Columns, their widths and the sorting of a list, kept by name (LST-2). Views stand by ``position``, then by name."""

    __tablename__ = "list_view"

    columns: Mapped[list[str]] = mapped_column(Json, default=list)
    widths: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    sort: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)

    def __repr__(self) -> str:
        return self.name


class Keepsake(StrEnum):
    VIEW = "view"
    FILTER = "filter"


class ListDefault(Tracked, Model):
    """What a user's list, or that of a role, begins with (FLT-8); without view and filter: with the kind's own columns, unfiltered.

    Roles go by name, as in the patterns of what they may do.
    """

    __tablename__ = "list_default"
    __table_args__ = (UniqueConstraint("kind", "what", "user_id"), UniqueConstraint("kind", "what", "role"))

    id: Mapped[Pk]
    kind: Mapped[str] = mapped_column(String(20))
    what: Mapped[Keepsake] = mapped_column(choice(Keepsake))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID), index=True)
    role: Mapped[str | None] = mapped_column(String(64))
    view_id: Mapped[int | None] = mapped_column(ForeignKey("list_view.id"), index=True)
    filter_id: Mapped[int | None] = mapped_column(ForeignKey("saved_filter.id"), index=True)

    @property
    def chosen_id(self) -> int | None:
        """The view or filter that was chosen."""
        return self.view_id if self.what is Keepsake.VIEW else self.filter_id
