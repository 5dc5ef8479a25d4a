"""Hidden records of every kind with everything on them, and open ones that point at them: what a leak would show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.kernel.viewer import as_system
from app.models import Change, Operation, Participant
from app.records import bulk
from tests.conftest import House
from tests.relating import tie
from tests.undoing import edit

WORD = "Canarybird"
"""Stands in every hidden name and is asked for: pages may repeat it, they may not find it."""
SECRET = "Yellowfeather"
"""Stands beside it and in every hidden text, and is never asked for: a page that holds it tells of a hidden record."""
NAME = f"{WORD} {SECRET}"

HIDDEN, DELETED = STATES = ("hidden", "hidden_and_deleted")
LOCKED, OPEN = "nonpublic", "public"
LOCKED_SECRET, OPEN_SECRET = "Greyfeather", "Redfeather"
"""The same for non-public and public prey. The names of non-public ones do without: people may meet these (ACC-1)."""
LOCKED_NAME, OPEN_NAME = "Plumage", "Openbird"
TOKENS = {HIDDEN: SECRET, DELETED: SECRET, LOCKED: LOCKED_SECRET, OPEN: OPEN_SECRET}
HOSTED = frozenset({"line_item"})
"""Kinds that are as hidden and as deleted as what they are a part of."""

TEXTS = {
    "company": {"tax_id": SECRET, "city": f"{SECRET} town"},
    "product": {"code": SECRET, "description": f"{SECRET} made of wool"},
    "line_item": {"quantity": "3", "price": "10"},
    "space": {"description": f"{SECRET} and where it nests"},
    "task": {"description": f"Feed {SECRET}"},
    "ticket": {"description": f"{SECRET} does not sing"},
    "meeting": {"information": f"{SECRET} called", "phone_number": "+48 601 555 019"},
}
LINKS = {
    "person": ("company",),
    "deal": ("company", "person"),
    "line_item": ("deal", "product"),
    "task": ("person", "company", "deal", "space"),
    "ticket": ("contact",),
    "meeting": ("contact", "space", "ticket"),
}
ORDER = ("company", "person", "product", "deal", "line_item", "space", "task", "ticket", "meeting")
"""Those that are pointed at come first."""


@dataclass(frozen=True)
class Prey:
    """A hidden record as routes could name it: by its id, or by the change set that made it."""

    id: int
    kind: str
    set_id: int


@dataclass(frozen=True)
class Scene:
    """A house with prey of every kind in each state, open records that point at it, and the owner's filters and view."""

    house: House
    prey: dict[str, dict[str, Prey]]
    open: dict[str, int]
    filter_id: int
    view_id: int
    shared_filter_id: int
    relation_id: int
    """Of an open company with a hidden one."""

    def ids(self, states: Sequence[str] = STATES) -> set[int]:
        """Every hidden record, or every one in these states."""
        return {one.id for state in states for one in self.prey[state].values()}


def lay_scene(house: House) -> Scene:
    """Everything that the sweep needs, by the owner's hand."""
    prey = {state: _hide(house, state) for state in (*STATES, LOCKED, OPEN)}
    for state, kinds in prey.items():
        _tie_up(house, TOKENS[state], {kind: one.id for kind, one in kinds.items()})
    _invite(house, [one.id for kinds in prey.values() for one in kinds.values() if one.kind not in HOSTED])
    shown = _show(house, {kind: one.id for kind, one in prey[HIDDEN].items()})
    tied = {state: _tie(house, kinds["company"].id, shown["company"], state) for state, kinds in prey.items()}
    _tie_more(house, shown, prey[HIDDEN])
    with house.writing("owner", Operation.MASS) as asking:
        gone = [one.id for one in prey[DELETED].values() if one.kind not in HOSTED]
        bulk.move_to_trash(asking.session, gone)
    query = f"company.is={prey[HIDDEN]['company'].id}"
    kept = [
        _keep(house, "filters", name=SECRET, query=query),
        _keep(house, "views", name=SECRET, columns=["name", "company"], sort="company"),
        _keep(house, "filters", name="Shared", query=query, shared=True),
    ]
    return Scene(house, prey, shown, *kept, tied[HIDDEN])


def _hide(house: House, state: str) -> dict[str, Prey]:
    ids: dict[str, int] = {}
    visibility = state if state in {LOCKED, OPEN} else "hidden"
    for kind in ORDER:
        own: dict[str, Any] = {} if kind in HOSTED else {"visibility": visibility, "tags": ["common"]}
        texts: dict[str, Any] = {
            name: value.replace(SECRET, f"{TOKENS[state]}{len(state)}") for name, value in TEXTS.get(kind, {}).items()
        }
        ids[kind] = house.add(kind, **{**_named(kind, state), **texts, **own, **links_to(kind, ids)})
    return {kind: Prey(one, kind, _set_of(house, one)) for kind, one in ids.items()}


def _tie_up(house: House, token: str, ids: dict[str, int]) -> None:
    """Relations of hidden records with one another, and with a free text."""
    tie(house, "former_employee", ids["person"], ids["company"], note=token)
    tie(house, "deal_project", ids["deal"], ids["space"], note=token)
    tie(house, "competitors", ids["company"], f"{token} and sons")


def _tie_more(house: House, shown: dict[str, int], hidden: dict[str, Prey]) -> None:
    """Open records of other kinds with hidden ones."""
    tie(house, "headquarters_branch", hidden["company"].id, shown["company"], note=SECRET)
    tie(house, "deal_project", shown["deal"], hidden["space"].id, note=SECRET)
    tie(house, "former_employee", hidden["person"].id, shown["company"], note=SECRET)


def _named(kind: str, state: str) -> dict[str, Any]:
    token = TOKENS[state]
    first, last = {LOCKED: ("Ada", f"{WORD} {LOCKED_NAME}"), OPEN: (token, OPEN_NAME)}.get(state, (token, WORD))
    if kind != "person":
        return {"name": {LOCKED: last, OPEN: f"{OPEN_NAME} {token}"}.get(state, NAME)}
    address = f"{token.lower()}@{state.replace('_', '-')}.test"
    numbers = {"emails": [address], "phones": ["+48 601 555 019"], "groups": ["Common"]}
    return {"first_name": first, "last_name": last, "city": f"{token} town", **numbers}


def links_to(kind: str, ids: dict[str, int]) -> dict[str, int]:
    """The fields of a kind that point at records, filled with these."""
    return {field: ids["person" if field == "contact" else field] for field in LINKS.get(kind, ())}


def _set_of(house: House, record_id: int) -> int:
    with house.app.app_context(), as_system(house.engine) as session:
        return session.scalar(select(func.min(Change.set_id)).where(Change.record_id == record_id)) or 0


def _show(house: House, hidden: dict[str, int]) -> dict[str, int]:
    """Public records that point at hidden ones; the task also had other links once."""
    shown: dict[str, int] = {}
    for kind in ORDER:
        own: dict[str, Any] = {} if kind in HOSTED else {"visibility": "public", "tags": ["common"]}
        name = {"last_name": "Plain"} if kind == "person" else {"name": f"Plain {kind}"}
        links = {**links_to(kind, hidden), **({"deal": shown["deal"]} if kind in HOSTED else {})}
        shown[kind] = house.add(kind, **{**name, **own, **links})
    edit(house, shown["task"], deal=None, space=None)
    edit(house, shown["task"], deal=hidden["deal"])
    return shown


def _tie(house: House, prey_id: int, open_id: int, state: str) -> int:
    """A relation of an open company with the prey, and a free text at the prey that names the open one; the first one's number."""
    note, relations = f"{TOKENS[state]}{len(state)} met there", "/api/v1/relations/"
    sent = {"type": "competitors", "primary": prey_id, "note": note}
    client = house.client("owner")
    for far in ({"secondary_text": "Plain company"}, {"secondary": open_id}):
        answer = client.post(relations, json={**sent, **far})
        assert answer.status_code == 201, answer.text
    return int(answer.get_json()["id"])


def _invite(house: House, ids: Sequence[int]) -> None:
    """The participant is let in everywhere, to read."""
    guest = house.viewer("participant").user_id
    with house.writing("owner") as asking:
        asking.session.add_all(Participant(record_id=one, user_id=guest) for one in ids)


def _keep(house: House, plural: str, **content: Any) -> int:
    sent = {"kind": "person", **content}
    answer = house.client("owner").post(f"/api/v1/{plural}/", json=sent)
    assert answer.status_code == 201, answer.text
    return int(answer.get_json()["id"])
