"""A house with people in it, for journeys that look around without changing anything."""

from __future__ import annotations

import io

from sqlalchemy import update

from app.cli_demo import make_demo
from app.domain.import_files import keep_file
from app.domain.mass_actions import action_named, seal
from app.jobs.mass import start
from app.kernel.viewer import as_system
from app.models import User
from app.records.filters import parse_query
from app.records.kinds import kind
from tests.conftest import PASSWORD, House
from tests.data.linkedin import linkedin_export

PERSONS, COMPANIES = 90, 25


def furnish(house: House) -> None:
    """Demo people and companies."""
    with house.app.app_context():
        make_demo(house.engine, persons=PERSONS, companies=COMPANIES, password=PASSWORD)


def speaks(house: House, username: str, language: str) -> None:
    """Let somebody have chosen a language."""
    with as_system(house.engine) as session:
        session.execute(update(User).where(User.username == username).values(language=language))
        session.commit()


def some_id(house: House, kind_name: str) -> int:
    """A record with everything on it, as far as there is one."""
    of = kind(kind_name)
    words = [("phones.empty", "no"), ("tags.empty", "no"), ("groups.empty", "no"), ("city.empty", "no")]
    with house.asking() as asking:
        from app.records.search import sorted_ids_of

        found = asking.session.scalars(sorted_ids_of(asking, parse_query(of, words)).limit(1)).first()
        assert found is not None, f"the demo has no {kind_name} with everything"
        return int(found)


def review_id(house: House, by: str = "administrator") -> int:
    """A file that waits for its review."""
    with house.asking(by) as asking:
        return keep_file(asking, kind("person"), "Connections.csv", io.BytesIO(linkedin_export())).id


def job_id(house: House, by: str = "administrator") -> int:
    """A mass action that is done and skipped some."""
    with house.asking(by) as asking:
        of = kind("person")
        selection = seal(asking, of, parse_query(of, []))
        return start(asking, selection, action_named(of, "owner"), {"owner": "daniel"}, reason="North").id
