"""The rows of the table: what is asked of Splot, what of *bare*, and what it should reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text

from bench.houses import FEW, House

SPLOT, BARE, DJANGO = "Splot", "bare", "Django admin"
ADMIN = "admin"
ADMIN_LIST = "/admin/bench/contact/"
PAGE = 50
DEEP = 1_000
PLACED = "filter city and owner"
FREQUENT_SHARE = 0.033
PARTS = (
    "wisn",
    "kowal",
    "anna",
    "mari",
    "owsk",
    "ewska",
    "kami",
    "piotr",
    "zielin",
    "lewand",
    "smith",
    "cohen",
    "wojc",
)


@dataclass(frozen=True)
class Row:
    """One line. ``splot``, ``bare`` and ``django`` are paths; ``most_times`` is how many times bare's time it may take, ``most`` the
    milliseconds at a million; ``beside`` names the row that it is compared with where bare has no such page."""

    name: str
    splot: str
    bare: str | None = None
    django: str | None = None
    user: str = ADMIN
    most_times: float | None = None
    most: float | None = None
    beside: str = ""

    @property
    def paths(self) -> dict[str, str]:
        """What each server is asked for, those left out that have no such page."""
        asked = {SPLOT: self.splot, BARE: self.bare, DJANGO: self.django}
        return {side: path for side, path in asked.items() if path}


def rows(house: House) -> list[Row]:
    """All rows, with values that this house has."""
    found = Samples(house)
    return [*_sorted(found), *_filtered(found), *_of_few(found), *_others(found), *_related(found)]


def _sorted(found: Samples) -> list[Row]:
    return [
        Row("list page 1", _list(), _bare(), _django(), most_times=4, most=20),
        Row("sorted by name", _list(sort="name"), _bare(sort="name"), _django(o=1), most_times=4, most=20),
        Row("sorted by date", _list(sort="-changed_on"), _bare(sort="date"), _django(o=-8), most_times=4, most=20),
        Row(
            f"page {found.deep_page:,}",
            _list(page=found.deep_page),
            _bare(**found.deep_after),
            _django(p=found.deep_page),
            most_times=5,
            most=25,
        ),
    ]


def _filtered(found: Samples) -> list[Row]:
    return [
        Row(
            PLACED,
            _list(**found.here),
            _bare(city=found.city, owner=found.owner),
            _django(city__exact=found.city, owner__id__exact=found.owner),
            most_times=4,
            most=27,
        ),
        Row(found.searched, _list(q=found.frequent), _bare(q=found.frequent), _django(q=found.frequent), most=70),
        Row("search, rare", _list(q=found.rare), _bare(q=found.rare), _django(q=found.rare), most=25),
        Row(
            f"filter by tag ({found.tagged:,})",
            _list(**{"tags.any": found.tag_name}),
            _bare(tag=found.tag),
            _django(tags__id__exact=found.tag),
            most=35,
        ),
        Row(
            f"filter by group ({found.grouped:,})",
            _list(**{"groups.any": found.group_name}),
            _bare(group=found.group),
            _django(groups__id__exact=found.group),
            most=35,
        ),
    ]


def _of_few(found: Samples) -> list[Row]:
    """The same pages for a user who may see few of the records."""
    return [
        Row("page 1, who sees 200", _list(), user=FEW, most_times=2, beside="list page 1"),
        Row("city and owner, who sees 200", _list(**found.here), user=FEW, most_times=2, beside=PLACED),
        Row("search, who sees 200", _list(q=found.frequent), user=FEW, most_times=2, beside=found.searched),
    ]


def _others(found: Samples) -> list[Row]:
    dealt = f"deals by the company's city ({found.dealt:,})"
    typed = {"q": found.frequent}
    return [
        Row("deals, page 1", "/deals/list/", most=20),
        Row(dealt, f"/deals/list/?{urlencode({'company.city.is': found.city})}", most=27),
        Row("profile", f"/persons/show/{found.person}", django=f"{ADMIN_LIST}{found.person}/change/", most=25),
        Row("type-ahead, persons", f"/search/suggest?{urlencode({'kind': 'person'} | typed)}", most=20),
        Row("type-ahead, all records", f"/search/sheet?{urlencode(typed)}", most=20),
        Row("type-ahead, REST", f"/api/v1/search?{urlencode(typed)}", most=20),
    ]


def _related(found: Samples) -> list[Row]:
    """What is asked over relations; the map of a hub needs the scripts of no browser to be measured."""
    current = {"relation.headquarters_branch.primary.customer_status.is": "current"}
    through = {f"company.{word}": value for word, value in current.items()}
    hub = {"record": found.hub, "depth": 2}
    return [
        Row(f"profile of a hub ({found.tied:,} relations)", f"/companies/show/{found.hub}", most=25),
        Row("map round the hub, depth 2", f"/api/v1/relations/map?{urlencode(hub)}", most=150),
        Row("companies whose headquarters is a current customer", f"/companies/list/?{urlencode(current)}", most=100),
        Row("persons whose company's headquarters is one", _list(**through), most=100),
        Row("companies that are linked", "/companies/list/?linked.is=yes", most=100),
    ]


def _list(**words: Any) -> str:
    return f"/persons/list/?{urlencode(words)}" if words else "/persons/list/"


def _bare(**words: Any) -> str:
    return f"/persons?{urlencode(words)}" if words else "/persons"


def _django(**words: Any) -> str:
    return f"{ADMIN_LIST}?{urlencode(words)}"


class Samples:
    """Values to ask for, looked up in the house: the same share of hits whatever its size."""

    def __init__(self, house: House) -> None:
        from app.kernel.database import db

        with house.app().app_context():
            self._run = db.engine.connect()
            self._look_up(house.size)
            self._run.close()
            db.engine.dispose()

    def _look_up(self, size: int) -> None:
        persons = "FROM record r JOIN contact c ON c.id = r.id WHERE r.kind = 'person' AND r.deleted_at IS NULL"
        common = f"SELECT c.city, r.owner_id, count(*) {persons} AND r.owner_id > 1 AND c.city IS NOT NULL"
        self.city, self.owner = self._one(f"{common} GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1")[:2]
        self.owner_name = self._one(f"SELECT username FROM ab_user WHERE id = {self.owner}")[0]
        self.here = {"city.is": self.city, "owner.is": self.owner_name}
        self.frequent, hits = self._frequent(size)
        self.searched = f"search, frequent ({hits:,} hits)"
        number = self._one(f"SELECT e164 FROM phone WHERE record_id = (SELECT max(r.id) {persons}) AND is_main")[0]
        self.rare = number[-9:]
        self.tag, self.tag_name = self._one("SELECT id, name FROM tag WHERE name = 'Newsletter'")
        self.group, self.group_name = self._one("SELECT id, name FROM contact_group WHERE name = 'Distributors'")
        self.tagged = self._one(f"SELECT count(*) FROM record_tag WHERE tag_id = {self.tag}")[0]
        self.grouped = self._one(f"SELECT count(*) FROM group_member WHERE group_id = {self.group}")[0]
        self.dealt = self._one(
            "SELECT count(*) FROM deal d JOIN contact c ON c.id = d.company_id JOIN record r ON r.id = d.id "
            f"WHERE r.deleted_at IS NULL AND c.city = '{self.city}'"
        )[0]
        self.person = self._one(f"SELECT max(r.id) {persons} AND c.company_id IS NOT NULL")[0]
        self.hub, self.tied = self._one("SELECT record_id, count(*) FROM relation GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
        self.deep_page = min(DEEP, max(2, size // PAGE // 2))
        last = self._one(
            f"SELECT r.sort_key, r.id {persons} ORDER BY 1, 2 LIMIT 1 OFFSET {(self.deep_page - 1) * PAGE - 1}"
        )
        self.deep_after = {"after_key": last[0], "after_id": last[1]}

    def _frequent(self, size: int) -> tuple[str, int]:
        """The part of a word whose hits come nearest to the share of the figures."""
        count = "SELECT count(*) FROM record WHERE kind = 'person' AND search_key LIKE '%{}%'"
        hits = {part: self._one(count.format(part))[0] for part in PARTS}
        part = min(hits, key=lambda one: abs(hits[one] - FREQUENT_SHARE * size))
        return part, hits[part]

    def _one(self, sql: str) -> Any:
        return self._run.execute(text(sql)).one()
