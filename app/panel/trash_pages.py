"""Everything that was deleted, over all kinds: restored from here, and by administrators removed for good (HIS-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from app.kernel.clock import now
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import Message, say, say_n
from app.kernel.settings import get_setting
from app.kernel.viewer import Right
from app.models import Operation, Record, User
from app.panel.formats import number_text
from app.panel.toasts import toast
from app.records.access import SCOPE, Scope, allowed_ids
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.filters import MAX_PAGE
from app.records.kinds import Kind, kind, kinds
from app.records.purging import count_purgeable, purge

URL = "/trash/"
PAGE_SIZE = 50
MOST_AT_ONCE = 10_000
WORDS = ("kind", "page")

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Row:
    """One deleted record."""

    record: Any
    kind: Kind
    deleted_by: str
    may_restore: bool


@dataclass(frozen=True)
class Tab:
    """One kind, or all of them (``kind`` None), with how many are deleted."""

    kind: Kind | None
    count: int
    is_current: bool


def trash_page(asking: Asking, errors: Sequence[Message] = ()) -> str:
    """The page that the address asks for, with what was wrong about a purge."""
    for word in request.args:
        if word not in WORDS:
            raise BadQuery(say("There is no parameter named “%(word)s” here.", word=word))
    name = request.args.get("kind", "")
    of = kind(name) if name else None
    page = _page_number()
    counts = _counts(asking)
    total = counts.get(of.name, 0) if of else sum(counts.values())
    return render_template(
        "pages/trash.html",
        rows=_rows(asking, of, page),
        tabs=_tabs(counts, of),
        of=of,
        page=page,
        page_size=PAGE_SIZE,
        total=total,
        url=lambda number: _address(of, number),
        purge=_purge(asking),
        errors=errors,
        typed=request.form.get("typed", ""),
        nav="trash",
    )


def _page_number() -> int:
    value = request.args.get("page", "1")
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= MAX_PAGE):
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word="page", most=MAX_PAGE))
    return int(value)


def _address(of: Kind | None, number: int) -> str:
    words = [("kind", of.name)] if of else []
    return f"{URL}?{urlencode([*words, ('page', number)])}"


def _counts(asking: Asking) -> dict[str, int]:
    statement = select(Record.kind, func.count()).group_by(Record.kind)
    known = {of.name for of in kinds()}
    return {name: count for name, count in asking.session.execute(_deleted(statement)) if name in known}


def _deleted(statement: Any) -> Any:
    return statement.execution_options(**{SCOPE: Scope.TRASH})


def _tabs(counts: dict[str, int], current: Kind | None) -> list[Tab]:
    found = [of for of in kinds() if counts.get(of.name) or of == current]
    every = Tab(None, sum(counts.values()), current is None)
    return [every, *(Tab(of, counts.get(of.name, 0), of == current) for of in found)]


def _rows(asking: Asking, of: Kind | None, page: int) -> list[Row]:
    columns = (Record.id, Record.name, Record.kind, Record.deleted_at, Record.deleted_by_id)
    names = [of.name] if of else [one.name for one in kinds()]
    statement = select(*columns).where(Record.kind.in_(names)).order_by(Record.deleted_at.desc(), Record.id.desc())
    found = asking.session.execute(_deleted(statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))).all()
    may = allowed_ids(asking.session, asking.viewer, Right.DELETE, [row.id for row in found])
    users = {row.deleted_by_id for row in found if row.deleted_by_id}
    people = {user.id: str(user) for user in asking.session.scalars(select(User).where(User.id.in_(users)))}
    return [Row(row, kind(row.kind), people.get(row.deleted_by_id, ""), row.id in may) for row in found]


# --- for good ----------------------------------------------------------------------------------------------------------------


def _purge(asking: Asking) -> dict[str, int] | None:
    """For administrators: how many lie longer than the setting says."""
    if not asking.viewer.is_admin:
        return None
    days = int(get_setting(asking.session, "trash.days"))
    return {"days": days, "count": count_purgeable(asking.session, now() - timedelta(days=days))}


def purge_page(asking: Asking) -> Answer:
    """Remove for good what lies longer than that, once its number was typed."""
    days = int(get_setting(asking.session, "trash.days"))
    before = now() - timedelta(days=days)
    count = count_purgeable(asking.session, before)
    try:
        _check_typed(count)
    except Invalid as error:
        return trash_page(asking, [error.message]), 422
    with change_set(asking.session, Operation.DELETED):
        removed = purge(asking.session, before, MOST_AT_ONCE)
    toast(
        say_n("%(num)s record removed for good.", "%(num)s records removed for good.", removed)
        if removed
        else say("There was nothing to remove.")
    )
    return redirect(URL, code=303)


def _check_typed(count: int) -> None:
    typed = "".join(char for char in request.form.get("typed", "") if char.isdigit())
    if typed != str(count):
        raise Invalid(
            say(
                "Type %(number)s, the number of records that go. They cannot be brought back.",
                number=number_text(count),
            ),
            "typed",
        )
