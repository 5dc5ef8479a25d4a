"""The cards of the settings hub: one line each for every panel there is. A card whose page does not exist is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import ScalarSelect, func, select

from app.domain.dictionaries import DICTIONARIES
from app.kernel.clock import now
from app.kernel.messages import Message, say, say_n
from app.kernel.settings import SETTINGS, SIGN_IN
from app.models import (
    ChangeSet,
    ContactGroup,
    CustomField,
    DealStage,
    Group,
    ImportFile,
    Job,
    JobState,
    Pipeline,
    Product,
    Relation,
    RelationType,
    Role,
    SpaceState,
    Tag,
    TaskType,
    TicketState,
    User,
    UserSession,
)

NAMED = 3
WITH_VISIBILITY = ("person", "company", "deal", "product", "space", "ticket", "task", "meeting")

Numbers = Mapping[str, int]
Holds = Callable[[Numbers], "Message | tuple[Message, ...]"]
"""What a card says that its panel holds: one or more sentences from the numbers of ``numbers``."""


@dataclass(frozen=True)
class Card:
    """A panel: its page, what it holds now in numbers, other words that people look for it by, the tables (or ``setting:`` and a
    name) whose last change stands on it, the feature that is switched in it, or the one that it is ``part_of``. ``is_open`` to
    everybody, else to administrators. The page of what ``hides_while_off`` is not there while the feature is off."""

    icon: str
    label: Message
    url: str
    holds: Holds
    words: tuple[Message, ...]
    changes: tuple[str, ...] = ()
    feature: str = ""
    part_of: str = ""
    is_open: bool = False
    hides_while_off: bool = False


@dataclass(frozen=True)
class CardGroup:
    """A heading, a word about it, and its cards."""

    label: Message
    help: Message
    cards: tuple[Card, ...]


def _count(model: type[Any], *criteria: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(*criteria).scalar_subquery()


def numbers() -> dict[str, ScalarSelect[int]]:
    """What the cards tell, each as a part of one statement."""
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "fields": _count(CustomField, CustomField.deleted_at.is_(None)),
        "field_kinds": select(func.count(CustomField.kind.distinct()))
        .where(CustomField.deleted_at.is_(None))
        .scalar_subquery(),
        "relation_types": _count(RelationType, RelationType.deleted_at.is_(None)),
        "relations": _count(Relation),
        "pipelines": _count(Pipeline),
        "deal_stages": _count(DealStage),
        "products": _count(Product, Product.deleted_at.is_(None)),
        "ticket_states": _count(TicketState),
        "space_states": _count(SpaceState),
        "task_types": _count(TaskType),
        "groups": _count(ContactGroup),
        "tags": _count(Tag),
        "users": _count(User, User.active.is_(True)),
        "user_groups": _count(Group),
        "roles": _count(Role),
        "sessions": _count(UserSession),
        "keys": _count(ApiKey, ApiKey.active.is_(True), ApiKey.revoked_on.is_(None)),
        "imports": _count(ImportFile),
        "running": _count(Job, Job.state.in_([JobState.QUEUED, JobState.RUNNING])),
        "failed": _count(Job, Job.state == JobState.FAILED, Job.finished_at >= today),
        "change_sets": _count(ChangeSet),
    }


def _first_dictionaries(_numbers: Numbers) -> tuple[Message, ...]:
    """The first few by name, and how many more there are."""
    first = tuple(panel.label for panel in DICTIONARIES.values())[:NAMED]
    more = len(DICTIONARIES) - len(first)
    return (*first, say_n("%(num)s more", "%(num)s more", more)) if more else first


def _said(message: Message) -> Holds:
    return lambda _numbers: message


GROUPS: tuple[CardGroup, ...] = (
    CardGroup(
        say("Shape of the records"),
        say("what your people see and fill in"),
        (
            Card(
                icon="forms",
                label=say("Custom fields"),
                url="/settings/fields/",
                holds=lambda n: (
                    say_n("%(num)s field", "%(num)s fields", n["fields"]),
                    *((say_n("in %(num)s kind", "in %(num)s kinds", n["field_kinds"]),) if n["field_kinds"] else ()),
                ),
                words=(say("Own fields, additional data, choices, columns, required, unique"),),
                changes=("custom_field", "choice_set", "choice"),
            ),
            Card(
                icon="layout-board-split",
                label=say("Form and profile layout"),
                url="/settings/layout/",
                holds=_said(say("Sections, order, what shows")),
                words=(say("Arrange fields, short form, columns of the form, order of fields"),),
                changes=("form_layout",),
            ),
            Card(
                icon="book-2",
                label=say("Dictionaries"),
                url="/settings/dictionaries/",
                holds=_first_dictionaries,
                words=(
                    say("Choices, lists of words, types, states"),
                    *(panel.label for panel in DICTIONARIES.values()),
                ),
                changes=tuple(panel.model.__tablename__ for panel in DICTIONARIES.values()),
                is_open=True,
            ),
            Card(
                icon="users-group",
                label=say("Groups"),
                url="/settings/groups/",
                holds=lambda n: say_n("%(num)s group", "%(num)s groups", n["groups"]),
                words=(say("Lists of contacts common to all users"),),
                changes=("contact_group", "setting:groups.managers_only"),
                is_open=True,
            ),
            Card(
                icon="tag",
                label=say("Tags"),
                url="/settings/tags/",
                holds=lambda n: say_n("%(num)s tag", "%(num)s tags", n["tags"]),
                words=(say("Labels stuck to records while working"),),
                changes=("tag",),
                is_open=True,
            ),
            Card(
                icon="affiliate",
                label=say("Relation types"),
                url="/settings/relations/",
                holds=lambda n: (
                    say_n("%(num)s type", "%(num)s types", n["relation_types"]),
                    *((say_n("%(num)s relation", "%(num)s relations", n["relations"]),) if n["relations"] else ()),
                ),
                words=(say("Links between records, branches, partners, competitors, family, map"),),
                changes=("relation_type", "setting:relations.enabled"),
                feature="relations",
                hides_while_off=True,
            ),
            Card(
                icon="circle-half-2",
                label=say("Customer status"),
                url="/settings/features/#customer_status",
                holds=_said(say("Undefined, current, former")),
                words=(say("Client, prospect, former customer"),),
                changes=("setting:features.customer_status",),
                feature="customer_status",
            ),
        ),
    ),
    CardGroup(
        say("Sales and service"),
        say("how work moves"),
        (
            Card(
                icon="layout-kanban",
                label=say("Pipelines and stages"),
                url="/settings/dictionaries/pipelines/",
                holds=lambda n: (
                    say_n("%(num)s pipeline", "%(num)s pipelines", n["pipelines"]),
                    say_n("%(num)s stage", "%(num)s stages", n["deal_stages"]),
                ),
                words=(say("Deals, ways of selling, steps, won, lost"),),
                changes=("pipeline", "deal_stage", "setting:features.deals"),
                feature="deals",
            ),
            Card(
                icon="package",
                label=say("Products and prices"),
                url="/products/list/",
                holds=lambda n: say_n("%(num)s product", "%(num)s products", n["products"]),
                words=(say("What is sold, price list, finance"),),
                part_of="deals",
            ),
            Card(
                icon="ticket",
                label=say("Ticket states"),
                url="/settings/dictionaries/ticket-states/",
                holds=lambda n: say_n("%(num)s state", "%(num)s states", n["ticket_states"]),
                words=(say("Tickets, complaints, service"),),
                changes=("ticket_state", "setting:features.tickets"),
                feature="tickets",
            ),
            Card(
                icon="flag",
                label=say("States of spaces"),
                url="/settings/dictionaries/space-states/",
                holds=lambda n: say_n("%(num)s state", "%(num)s states", n["space_states"]),
                words=(say("Spaces, projects"),),
                changes=("space_state", "space_group", "setting:features.spaces"),
                feature="spaces",
            ),
            Card(
                icon="checkbox",
                label=say("Types of tasks"),
                url="/settings/dictionaries/task-types/",
                holds=lambda n: say_n("%(num)s type", "%(num)s types", n["task_types"]),
                words=(say("Tasks, to do"),),
                changes=("task_type", "setting:features.tasks"),
                feature="tasks",
            ),
            Card(
                icon="headset",
                label=say("Phone meetings"),
                url="/settings/features/#meetings",
                holds=_said(say("Planned calls")),
                words=(say("Calls, contact centre, agents"),),
                changes=("setting:features.meetings",),
                feature="meetings",
            ),
        ),
    ),
    CardGroup(
        say("People and access"),
        say("who may do what"),
        (
            Card(
                icon="users",
                label=say("Users"),
                url="/users/list/",
                holds=lambda n: say_n("%(num)s active user", "%(num)s active users", n["users"]),
                words=(say("Accounts, people who sign in, passwords, hand-over of what a leaver has"),),
                changes=("ab_user", "ab_user_role", "sign_in"),
            ),
            Card(
                icon="users-group",
                label=say("Teams"),
                url="/groups/list/",
                holds=lambda n: say_n("%(num)s team", "%(num)s teams", n["user_groups"]),
                words=(say("User groups"), say("Teams, departments")),
                changes=("ab_group", "ab_user_group", "ab_group_role"),
            ),
            Card(
                icon="eye",
                label=say("Who sees new records"),
                url="/settings/visibility/",
                holds=_said(say("Visibility and participants, by kind")),
                words=(say("Public, non-public, hidden, private, access, participants, policy"),),
                changes=tuple(f"setting:visibility.{name}" for name in WITH_VISIBILITY),
            ),
            Card(
                icon="shield",
                label=say("Roles"),
                url="/roles/list/",
                holds=lambda n: say_n("%(num)s role", "%(num)s roles", n["roles"]),
                words=(say("Rights, permissions"),),
                changes=("ab_role",),
            ),
            Card(
                icon="lock",
                label=say("Signing in"),
                url="/settings/signing/",
                holds=lambda n: say_n("%(num)s open session", "%(num)s open sessions", n["sessions"]),
                words=(say("Password rules, sessions, one-time codes, two steps, TOTP, OpenID, single sign-on"),),
                changes=tuple(f"setting:{name}" for name in SETTINGS if name.startswith(SIGN_IN)),
            ),
        ),
    ),
    CardGroup(
        say("Connections and data"),
        say("in and out"),
        (
            Card(
                icon="plug",
                label=say("API keys"),
                url="/settings/keys/",
                holds=lambda n: say_n("%(num)s key in use", "%(num)s keys in use", n["keys"]),
                words=(say("REST, integration, token, programs, access from outside"),),
                is_open=True,
            ),
            Card(
                icon="file-import",
                label=say("Imports"),
                url="/imports/",
                holds=lambda n: say_n("%(num)s file", "%(num)s files", n["imports"]),
                words=(say("CSV, LinkedIn, upload"),),
                is_open=True,
            ),
            Card(
                icon="language",
                label=say("Languages and labels"),
                url="/settings/labels/",
                holds=_said(say("English, Polish, Hebrew")),
                words=(say("Translation, translators, words, po files"),),
            ),
            Card(
                icon="progress",
                label=say("Jobs"),
                url="/jobs/",
                holds=lambda n: (
                    say_n("%(num)s running", "%(num)s running", n["running"]),
                    say_n("%(num)s failed today", "%(num)s failed today", n["failed"]),
                ),
                words=(say("Queue, progress, running"),),
                is_open=True,
            ),
            Card(
                icon="history",
                label=say("Change history"),
                url="/history/list/",
                holds=lambda n: say_n("%(num)s change set", "%(num)s change sets", n["change_sets"]),
                words=(say("Who changed what, log, undo, audit"),),
            ),
            Card(
                icon="adjustments-horizontal",
                label=say("Installation"),
                url="/settings/installation/",
                holds=_said(say("Name, region, time zone, lists")),
                words=(say("General options, defaults, phone prefix"),),
                changes=("setting:installation.name", "setting:installation.region", "setting:installation.time_zone"),
            ),
            Card(
                icon="toggle-left",
                label=say("What is switched on"),
                url="/settings/features/",
                holds=_said(say("Parts of the product")),
                words=(say("Features, modules, on, off, hide, deals, tickets, tasks, spaces, phone meetings"),),
            ),
        ),
    ),
)

CARDS: tuple[Card, ...] = tuple(card for group in GROUPS for card in group.cards)
