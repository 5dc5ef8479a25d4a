"""Which rows stand for somebody who is here already, or twice in the file: the rule for persons (IMP-4).

By external id; by name and company; by name and most channels in common; never by the bare name. Only records that the
importer may see are asked, so that a skipped row can tell nobody of a hidden one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.domain.import_rows import Draft, Issue, name_key
from app.kernel.messages import Message, say
from app.kernel.text import search_key
from app.models import Company, Email, Person, Phone
from app.records.fields import Asking


@dataclass(frozen=True)
class Known:
    """A person to compare with: stored (``record_id``) or earlier in the file (``row``)."""

    company: str
    channels: frozenset[str]
    record_id: int | None = None
    row: int | None = None


SAME_ID = say("Here already: the same external id.")
SAME_COMPANY = say("Here already: the same name and company.")
SAME_CHANNEL = say("Here already: the same name, and a phone or e-mail in common.")


class Matcher:
    """Finds duplicates of drafts among stored persons and among the drafts before them."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._by_id: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = defaultdict(list)

    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Load everybody that these drafts could be, in a few statements."""
        ids = {draft.values["external_id"] for draft in drafts if draft.values.get("external_id")}
        names = {name_key(draft.name) for draft in drafts}
        people = self._people(Person.external_id.in_(ids)) if ids else []
        self._by_id |= {person.external_id: Known("", frozenset(), person.id) for person in people}
        if names:  # a name of signs alone folds to nothing and is compared by itself
            self._load_named(self._people(func.splot_fold(Person.name).in_(map(search_key, names))))

    def _people(self, criterion: Any) -> Sequence[Any]:
        columns = (Person.id, Person.name, Person.company_id, Person.external_id)
        statement = select(*columns).where(criterion).order_by(Person.id)
        return self.asking.session.execute(statement).all()

    def _load_named(self, people: Sequence[Any]) -> None:
        ids = [person.id for person in people]
        companies = self._company_names({person.company_id for person in people if person.company_id})
        channels = self._channels(ids)
        for person in people:
            company = companies.get(person.company_id, "")
            self._by_name[name_key(person.name)].append(Known(company, frozenset(channels[person.id]), person.id))

    def _company_names(self, ids: Iterable[int]) -> dict[int | None, str]:
        statement = select(Company.id, Company.name).where(Company.id.in_(list(ids)))
        return {row.id: name_key(row.name) for row in self.asking.session.execute(statement)} if ids else {}

    def _channels(self, ids: Sequence[int]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        if ids:
            phones = select(Phone.record_id, func.coalesce(Phone.e164, Phone.number)).where(Phone.record_id.in_(ids))
            emails = select(Email.record_id, Email.address_key).where(Email.record_id.in_(ids))
            for statement in (phones, emails):
                for record_id, channel in self.asking.session.execute(statement):
                    found[record_id].add(channel)
        return found

    def find(self, draft: Draft) -> Issue | None:
        """Why this draft is a duplicate, naming whom it doubles; None for a new person."""
        if known := self._by_id.get(draft.values.get("external_id") or ""):
            return _issue(draft, known, SAME_ID)
        alike = self._by_name.get(name_key(draft.name), [])
        company = name_key(draft.company) if draft.company else ""
        if known := next((one for one in alike if company and one.company == company), None):
            return _issue(draft, known, SAME_COMPANY)
        known = max(alike, key=lambda one: len(one.channels & draft.channels), default=None)
        if known is not None and known.channels & draft.channels:
            return _issue(draft, known, SAME_CHANNEL)
        return None

    def remember(self, draft: Draft) -> None:
        """Compare the drafts after this one with it, too."""
        company = name_key(draft.company) if draft.company else ""
        known = Known(company, draft.channels, row=draft.row)
        if external_id := draft.values.get("external_id"):
            self._by_id[external_id] = known
        self._by_name[name_key(draft.name)].append(known)


def _issue(draft: Draft, known: Known, reason: Message) -> Issue:
    if known.row is not None:
        reason = say("The same person stands in row %(row)s of the file.", row=known.row)
    return Issue(draft.row, reason, value=draft.name, is_failure=False, record_id=known.record_id)
