"""Rows of demo products, deals, line items, spaces, tickets, tasks and phone meetings, around the contacts made before them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import inspect, select

from app.domain import demo_sales_words as words
from app.domain.demo_contacts import Maker, Portion, Row
from app.domain.demo_cultures import Weighted, shared_out
from app.kernel.text import search_key, sort_key
from app.kernel.viewer import AnySession
from app.models import (
    Billing,
    Deal,
    DealReason,
    DealStage,
    DealState,
    ItemState,
    LineItem,
    Meeting,
    MeetingMode,
    Period,
    Pipeline,
    Priority,
    Product,
    ProductCategory,
    Repeat,
    Space,
    SpaceGroup,
    SpaceState,
    Task,
    TaskState,
    TaskType,
    Ticket,
    TicketKind,
    TicketState,
    Visibility,
)
from app.records.changes import UNRECORDED

MANY = 20_000
"""With more deals than this few of them have line items: then the deals are what is looked at."""
PEOPLE_KNOWN = 100_000
STATES = Weighted(list(DealState), [60, 5, 20, 15])
PRIORITIES = Weighted(list(Priority), [15, 55, 22, 8])

MODELS: dict[str, Any] = {one.__tablename__: one for one in (Product, Deal, LineItem, Space, Ticket, Task, Meeting)}

Make = Callable[[list[int]], Portion]


@dataclass
class SalesFurniture:
    """Ids to choose from."""

    pipeline: int | None
    stages: Weighted[int | None]
    reasons: Weighted[int | None]
    categories: list[int]
    space_states: Weighted[int | None]
    space_groups: Sequence[int]
    ticket_kinds: Weighted[int | None]
    ticket_states: Weighted[int | None]
    task_types: Weighted[int | None]
    products: list[Sold]


@dataclass(frozen=True, slots=True)
class Sold:
    """What a line item needs to know of a product."""

    id: int
    name: str
    price: int
    currency: str
    category: int
    code: str


def sales_furniture(session: AnySession) -> SalesFurniture:
    """The dictionaries as they are now; one that is empty gives nothing."""
    pipeline = session.scalars(select(Pipeline.id).order_by(Pipeline.sort, Pipeline.id).limit(1)).first()
    stages = select(DealStage.id).where(DealStage.pipeline_id == pipeline).order_by(DealStage.sort, DealStage.id)
    categories = select(ProductCategory.id).order_by(ProductCategory.sort)
    return SalesFurniture(
        pipeline,
        shared_out(list(session.scalars(stages)), (30, 24, 22, 15, 9)),
        shared_out(_ids(session, DealReason), (30, 20, 18, 12, 12, 5, 3)),
        list(session.scalars(categories)),
        shared_out(_ids(session, SpaceState), (20, 50, 10, 20)),
        _ids(session, SpaceGroup),
        shared_out(_ids(session, TicketKind), (35, 30, 20, 15)),
        shared_out(_ids(session, TicketState), (25, 30, 15, 10, 20)),
        shared_out(_ids(session, TaskType), (30, 30, 15, 15, 10)),
        _known_products(session),
    )


def _known_products(session: AnySession) -> list[Sold]:
    """The demo's products, where an earlier call made them."""
    by_code = {
        code: (name, price, currency, category) for _, name, code, price, currency, _, category in words.PRODUCTS
    }
    found = session.execute(select(Product.id, Product.code).where(Product.code.in_(by_code)).order_by(Product.id))
    known = [(row.id, *by_code[row.code]) for row in found]
    return [Sold(one, name, price, money, place, _language(money)) for one, name, price, money, place in known]


def _ids(session: AnySession, model: Any) -> list[int]:
    return list(session.scalars(select(model.id).order_by(model.sort, model.id)))


@cache
def recorded(table: str) -> tuple[str, ...]:
    """The columns that the history keeps of the kind with that table."""
    return tuple(prop.key for prop in inspect(MODELS[table]).column_attrs if prop.key not in UNRECORDED)


@cache
def blank(table: str) -> Row:
    """What a row of that table has where nothing is said of it."""
    columns = [one for one in inspect(MODELS[table]).local_table.c if one.name != "id"]
    return {one.name: one.default.arg if one.default is not None and one.default.is_scalar else None for one in columns}


@dataclass
class SalesMaker:
    """Makes rows by the chance of ``maker``, for the contacts that it made."""

    maker: Maker
    furniture: SalesFurniture
    deals_wanted: int
    deal_ids: list[tuple[int, int | None, str]] = field(default_factory=list)
    space_ids: list[int] = field(default_factory=list)
    items: list[tuple[int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = self.maker.chance
        self.moment = self.maker.moment
        self.products = self.furniture.products

    def steps(self) -> Iterator[tuple[Make, int]]:
        """What is made, in order, and how many of each; the items of a portion of deals follow it."""
        count = self.deals_wanted
        if not count:
            return
        if not self.products:
            yield self.make_products, len(words.PRODUCTS)
        yield self.make_spaces, min(120, count // 12)
        size = 5_000
        for start in range(0, count, size):
            yield self.make_deals, min(size, count - start)
            if self.items:
                yield self.make_items, len(self.items)
        yield self.make_tickets, min(2_000, count // 4)
        yield self.make_tasks, min(3_000, count // 3)
        yield self.make_meetings, min(500, count // 10)

    # --- products and spaces

    def make_products(self, ids: list[int]) -> Portion:
        """Every product once."""
        portion = Portion()
        for one_id, (_, name, code, price, currency, unit, category) in zip(ids, words.PRODUCTS, strict=True):
            own = {
                "code": code,
                "price": Decimal(price),
                "currency": currency,
                "unit": unit,
                "is_active": True,
                "category_id": self._at(self.furniture.categories, category),
            }
            self._add(portion, Product, one_id, name, own, found_by=f"{name} {code}", is_public=True)
            self.products.append(Sold(one_id, name, price, currency, category, _language(currency)))
        return portion

    def _at(self, ids: Sequence[int], place: int) -> int | None:
        return ids[min(place, len(ids) - 1)] if ids else None

    def make_spaces(self, ids: list[int]) -> Portion:
        """Spaces with a few members each."""
        portion = Portion()
        users = self.maker.furniture.user_ids
        for one_id in ids:
            begins = self._day(-240, 60)
            own = {
                "state_id": self.furniture.space_states.pick(self.chance),
                "group_id": self._at(self.furniture.space_groups, one_id % 3),
                "starts_on": begins,
                "ends_on": begins + timedelta(days=30 + int(self.chance.random() * 240)),
            }
            code = self._code()
            self._add(portion, Space, one_id, f"{self._pick(words.SPACES[code])} {self.moment.year}", own)
            members = {self._pick(users) for _ in range(1 + int(self.chance.random() * 3))}
            portion.add("space_member", [{"record_id": one_id, "user_id": user} for user in sorted(members)])
            self.space_ids.append(one_id)
        return portion

    # --- deals and what they are made of

    def make_deals(self, ids: list[int]) -> Portion:
        """Deals of the companies made before, and what their line items are to be."""
        portion = Portion()
        self.items = []
        share = 0.65 if self.deals_wanted <= MANY else 0.1
        for one_id in ids:
            code = self._deal(portion, one_id)
            if self.chance.random() < share:
                self.items += [(one_id, code, state) for state in self._item_states()]
        return portion

    def _item_states(self) -> list[str]:
        return [self._pick(list(ItemState)) for _ in range(1 + int(self.chance.random() ** 2 * 3))]

    def _deal(self, portion: Portion, one_id: int) -> str:
        chance, employers = self.chance, self.maker.employers
        company = employers[int(chance.random() * len(employers))] if employers else None
        code = company.culture.code if company else self._code()
        state = STATES.pick(chance)
        changed = self.moment - timedelta(seconds=int(chance.random() ** 1.5 * 300 * 86_400))
        own = {
            "company_id": company.id if company else None,
            "person_id": self._person_of(company.id if company else None),
            "pipeline_id": self.furniture.pipeline,
            "stage_id": self.furniture.stages.pick(chance),
            "value": Decimal(self._value()) if chance.random() < 0.95 else None,
            "currency": self._pick(words.CURRENCIES[code]),
            "expected_close": self._day(-30, 150) if state is DealState.OPEN else changed.date(),
            "state": state,
            "state_changed_at": changed,
            "reason_id": self.furniture.reasons.pick(chance) if state is DealState.LOST else None,
            "source_id": self.maker.furniture.sources.pick(chance),
        }
        detail = self._pick(words.DETAILS[code])
        name = ", ".join(filter(None, (self._pick(words.DEALS[code]), detail)))
        self._add(portion, Deal, one_id, name, own)
        if len(self.deal_ids) < PEOPLE_KNOWN:
            self.deal_ids.append((one_id, own["company_id"], code))
        return code

    def _person_of(self, company_id: int | None) -> int | None:
        known = self.maker.people.get(company_id or 0)
        return self._pick(known) if known and self.chance.random() < 0.6 else None

    def _value(self) -> int:
        """Many small deals, few large ones, in round figures."""
        exact = 10 ** (2.9 + 2.3 * self.chance.random() ** 1.3)
        step = 50 if exact < 10_000 else 500
        return int(exact // step + 1) * step

    def make_items(self, ids: list[int]) -> Portion:
        """The line items that the last deals called for."""
        portion = Portion()
        for one_id, (deal_id, code, state) in zip(ids, self.items, strict=True):
            self._item(portion, one_id, deal_id, code, state)
        self.items = []
        return portion

    def _item(self, portion: Portion, one_id: int, deal_id: int, code: str, state: str) -> None:
        chance = self.chance
        product = self._pick([one for one in self.products if one.code == code] or self.products or [None])
        price = product.price if product else 100
        is_recurring = product is not None and product.category == 2
        own = {
            "product_id": product.id if product else None,
            "quantity": Decimal(1 + int(chance.random() ** 3 * 60)),
            "price": Decimal(price),
            "discount": Decimal(self._pick((0, 0, 0, 5, 10, 15))),
            "cost": Decimal(price * 6 // 10) if chance.random() < 0.5 else None,
            "currency": product.currency if product else "EUR",
            "state": ItemState(state),
            "billing": Billing.RECURRING if is_recurring else Billing.ONE_TIME,
            "period": Period.MONTH if is_recurring else None,
        }
        name = product.name if product else self._pick(words.DEALS[code])
        self._add(portion, LineItem, one_id, name, own, host_id=deal_id)

    # --- work

    def make_tickets(self, ids: list[int]) -> Portion:
        """Tickets of persons and companies."""
        portion = Portion()
        for one_id in ids:
            contact, code = self._contact()
            own = {
                "ticket_kind_id": self.furniture.ticket_kinds.pick(self.chance),
                "state_id": self.furniture.ticket_states.pick(self.chance),
                "priority": PRIORITIES.pick(self.chance),
                "contact_id": contact,
                "assignee_id": self._user(0.8),
            }
            self._add(portion, Ticket, one_id, self._pick(words.TICKETS[code]), own)
        return portion

    def make_tasks(self, ids: list[int]) -> Portion:
        """Tasks, most of them with a day, some of them done."""
        portion = Portion()
        for one_id in ids:
            self._task(portion, one_id)
        return portion

    def _task(self, portion: Portion, one_id: int) -> None:
        chance = self.chance
        deal, company, code = self._pick(self.deal_ids)
        is_done = chance.random() < 0.4
        due = self._day(-40, 2) if is_done else self._day(-6, 30)
        own = {
            "type_id": self.furniture.task_types.pick(chance),
            "priority": PRIORITIES.pick(chance),
            "due_date": due if chance.random() < 0.9 else None,
            "assignee_id": self._user(0.9),
            "state": TaskState.DONE if is_done else TaskState.OPEN,
            "done_at": self.moment - timedelta(hours=int(chance.random() * 900)) if is_done else None,
            "person_id": self._person_of(company),
            "company_id": company,
            "deal_id": deal if chance.random() < 0.7 else None,
            "space_id": self._pick(self.space_ids) if self.space_ids and chance.random() < 0.15 else None,
            "repeat": Repeat.WEEK if not is_done and due and chance.random() < 0.05 else None,
        }
        self._add(portion, Task, one_id, self._pick(words.TASKS[code]), own)

    def make_meetings(self, ids: list[int]) -> Portion:
        """Phone meetings of the next days and the last ones."""
        portion = Portion()
        for one_id in ids:
            contact, code = self._contact()
            culture = next(one for one in self.maker.cultures.things if one.code == code)
            begins = self.moment.replace(minute=0, second=0) + timedelta(hours=int((self.chance.random() - 0.3) * 240))
            number = culture.mobile(self.chance)
            own = {
                "phone_number": number,
                "mode": MeetingMode.MANUAL,
                "starts_at": begins,
                "ends_at": begins + timedelta(minutes=30),
                "user_id": self._user(0.95),
                "contact_id": contact,
            }
            name = self._pick(words.MEETINGS[code])
            self._add(portion, Meeting, one_id, name, own, found_by=f"{name} {number.lstrip('+')}")
        return portion

    def _contact(self) -> tuple[int | None, str]:
        """A person or a company of those made before, and its language."""
        employers = self.maker.employers
        if not employers:
            return None, self._code()
        company = employers[int(self.chance.random() * len(employers))]
        return self._person_of(company.id) or company.id, company.culture.code

    # --- rows

    def _add(
        self,
        portion: Portion,
        model: type[Any],
        one_id: int,
        name: str,
        own: Row,
        *,
        found_by: str = "",
        host_id: int | None = None,
        is_public: bool = False,
    ) -> None:
        kind = str(inspect(model).polymorphic_identity)
        named = {"kind": kind, "name": name, "sort_key": sort_key(name)}
        record = self.maker.record_row(one_id, named, search_key(found_by or name))
        record["host_id"] = host_id
        if host_id is not None:
            record["owner_id"] = None
        if host_id is not None or is_public:
            record["visibility"] = Visibility.PUBLIC
        portion.add("record", [record])
        own = {**blank(model.__tablename__), **own}
        portion.add(model.__tablename__, [{"id": one_id, **own}])
        portion.add("change", [self.maker.change_row({**record, **own}, recorded(model.__tablename__))])

    def _pick(self, things: Sequence[Any]) -> Any:
        return things[int(self.chance.random() * len(things))]

    def _code(self) -> str:
        return str(self.maker.cultures.pick(self.chance).code)

    def _user(self, share: float) -> int | None:
        return self._pick(self.maker.furniture.user_ids) if self.chance.random() < share else None

    def _day(self, first: int, last: int) -> Any:
        return (self.moment + timedelta(days=first + int(self.chance.random() * (last - first)))).date()


def _language(currency: str) -> str:
    return {"PLN": "pl", "ILS": "he"}.get(currency, "en")
