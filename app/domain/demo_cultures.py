"""How people, companies, addresses and numbers look in Poland, Israel and Britain, for demo data.

Nothing made here can belong to anybody. Domains end in ``.test``. British numbers are those that Ofcom keeps for drama; Polish
(+48 40, +48 49) and Israeli ones (+972 57, +972 6) lie in ranges that no plan assigns, with a 55 to see it by. Tax ids have a
wrong check digit on purpose, register numbers are far above those in use, British postal codes end in letters that none has.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

from app.domain import demo_names as names
from app.domain import demo_places as places
from app.domain import demo_words as words
from app.domain.demo_places import Place
from app.kernel.text import search_key

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things of which some come up more often than others."""

    def __init__(self, things: Sequence[T], weights: Sequence[float]) -> None:
        self.things = things
        self.sums = list(accumulate(weights))

    def pick(self, chance: Random) -> T:
        """One of them."""
        return self.things[bisect(self.sums, chance.random() * self.sums[-1])]


def falling(things: Sequence[T]) -> Weighted[T]:
    """The first is the commonest, as with names."""
    return Weighted(things, [1 / (place + 12) for place in range(len(things))])


def shared_out(ids: Sequence[int], shares: Sequence[int]) -> Weighted[int | None]:
    """Ids with the share of each; nothing where there are none."""
    if not ids:
        return Weighted([None], [1])
    return Weighted(list(ids), [shares[min(place, len(shares) - 1)] for place in range(len(ids))])


def digits(chance: Random, count: int) -> str:
    """So many digits."""
    return f"{int(chance.random() * 10**count):0{count}d}"


class Called(NamedTuple):
    """A name as it is written, and in the letters of an e-mail address."""

    written: str
    plain: str


@cache
def plain(name: str) -> str:
    """``Żółkiewski-Lis`` → ``zolkiewski-lis``."""
    return search_key(name.replace("'", "")).replace(" ", "-")


def latin(given: Sequence[str]) -> Weighted[Called]:
    return falling([Called(name, plain(name)) for name in given])


def paired(pairs: Sequence[str]) -> Weighted[Called]:
    """From ``נועה:Noa``."""
    return falling([Called(written, plain(spelt)) for written, spelt in (pair.split(":") for pair in pairs)])


def spelt(pairs: Sequence[str]) -> Weighted[Called]:
    """The same in Latin letters."""
    return latin([pair.split(":")[1] for pair in pairs])


@dataclass(frozen=True)
class Culture:
    """A country's ways. ``share`` of the contacts are made by it."""

    code: str
    country: str
    share: float
    women: Weighted[Called]
    men: Weighted[Called]
    families: Weighted[Called]
    cities: Weighted[Place]
    streets: Sequence[str]
    mailboxes: Sequence[str]
    desks: Sequence[str]

    def person(self, chance: Random) -> tuple[Called, Called]:
        """Given and family name."""
        is_woman = chance.random() < 0.5
        first = (self.women if is_woman else self.men).pick(chance)
        return first, self.family(chance, is_woman)

    def family(self, chance: Random, is_woman: bool) -> Called:
        return self.families.pick(chance)

    def company(self, chance: Random) -> Called:
        """A company's name, and the name of its domain."""
        raise NotImplementedError

    def address(self, chance: Random) -> str:
        return f"{self.streets[int(chance.random() * len(self.streets))]} {1 + int(chance.random() ** 2 * 120)}"

    def postal_code(self, chance: Random, place: Place) -> str:
        return place.code + digits(chance, 5)

    def mobile(self, chance: Random) -> str:
        """A mobile number as E.164."""
        raise NotImplementedError

    def landline(self, chance: Random, place: Place) -> str:
        raise NotImplementedError

    def tax_id(self, chance: Random) -> str:
        """Nobody's: its check digit is wrong."""
        raise NotImplementedError

    def register_number(self, chance: Random) -> str | None:
        return None


class Polish(Culture):
    def family(self, chance: Random, is_woman: bool) -> Called:
        family = self.families.pick(chance).written
        if not is_woman:
            return Called(family, plain(family))
        family = names.womans(family)
        if chance.random() < 0.06:
            family = f"{family}-{names.womans(self.families.pick(chance).written)}"
        return Called(family, plain(family))

    def company(self, chance: Random) -> Called:
        form = POLISH_FORMS.pick(chance)
        if chance.random() < 0.12:
            family = self.families.pick(chance).written
            return Called(f"{family} i Wspólnicy {form}".strip(), f"{plain(family)}-wspolnicy")
        gender = chance.choice("mfn")
        adjective = words.agreeing(chance.choice(words.POLISH_ADJECTIVES), gender)
        noun, branch = chance.choice(words.POLISH_NOUNS[gender]), chance.choice(words.POLISH_BRANCHES)
        name = f"{adjective} {noun}".title()
        return Called(f"{name} {branch} {form}".strip(), f"{plain(name).replace('-', '')}-{plain(branch)}")

    def address(self, chance: Random) -> str:
        flat = f"/{1 + int(chance.random() * 60)}" if chance.random() < 0.4 else ""
        return f"ul. {super().address(chance)}{flat}"

    def postal_code(self, chance: Random, place: Place) -> str:
        return f"{place.code}-{digits(chance, 3)}"

    def mobile(self, chance: Random) -> str:
        return f"+484055{digits(chance, 5)}"

    def landline(self, chance: Random, place: Place) -> str:
        return f"+484955{digits(chance, 5)}"

    def tax_id(self, chance: Random) -> str:
        body = f"{1 + int(chance.random() * 9)}{digits(chance, 8)}"
        check = sum(int(digit) * weight for digit, weight in zip(body, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
        return f"{body}{(check + 1 + int(chance.random() * 8)) % 10}" if check < 10 else f"{body}0"

    def register_number(self, chance: Random) -> str | None:
        return f"0009{digits(chance, 6)}"


class Israeli(Culture):
    def family(self, chance: Random, is_woman: bool) -> Called:
        return self.families.pick(chance)

    def company(self, chance: Random) -> Called:
        form = HEBREW_FORMS.pick(chance)
        if chance.random() < 0.12:
            family = self.families.pick(chance)
            return Called(f"האחים {family.written} {form}".strip(), f"{family.plain}-bros")
        noun, gender, spelt_noun = chance.choice(words.HEBREW_NOUNS).split(":")
        his, hers, spelt_adjective = chance.choice(words.HEBREW_ADJECTIVES).split(":")
        branch, spelt_branch = chance.choice(words.HEBREW_BRANCHES).split(":")
        name = f"{noun} {his if gender == 'm' else hers} {branch} {form}".strip()
        return Called(name, f"{spelt_noun}-{spelt_adjective}-{spelt_branch}")

    def mobile(self, chance: Random) -> str:
        return f"+9725755{digits(chance, 5)}"

    def landline(self, chance: Random, place: Place) -> str:
        return f"+972655{digits(chance, 5)}"

    def tax_id(self, chance: Random) -> str:
        body = f"51{digits(chance, 6)}"
        products = [int(digit) * (1 + place % 2) for place, digit in enumerate(body)]
        check = -sum(product // 10 + product % 10 for product in products) % 10
        return f"{body}{(check + 1 + int(chance.random() * 9)) % 10}"


class PointedIsraeli(Israeli):
    """Writes names with niqqud where it knows how."""

    def person(self, chance: Random) -> tuple[Called, Called]:
        first, last = super().person(chance)
        return pointed(first), pointed(last)


class LatinIsraeli(Israeli):
    """Is entered in Latin letters, company and all."""

    def company(self, chance: Random) -> Called:
        found = super().company(chance)
        stem = " ".join(part.capitalize() for part in found.plain.split("-"))
        return Called(f"{stem} Ltd.", found.plain)


class British(Culture):
    def company(self, chance: Random) -> Called:
        form = ENGLISH_FORMS.pick(chance)
        if chance.random() < 0.12:
            family = self.families.pick(chance)
            return Called(f"{family.written} & Daughters {form}".strip(), f"{family.plain}-daughters")
        adjective, noun = chance.choice(words.ENGLISH_ADJECTIVES), chance.choice(words.ENGLISH_NOUNS)
        branch = chance.choice(words.ENGLISH_BRANCHES)
        return Called(f"{adjective} {noun} {branch} {form}".strip(), f"{adjective}{noun}-{branch}".lower())

    def address(self, chance: Random) -> str:
        street, _, number = super().address(chance).rpartition(" ")
        return f"{number} {street}"

    def postal_code(self, chance: Random, place: Place) -> str:
        return f"{place.code} {digits(chance, 1)}{chance.choice('CIKMOV')}{chance.choice('CIKMOV')}"

    def mobile(self, chance: Random) -> str:
        return f"+447700900{digits(chance, 3)}"

    def landline(self, chance: Random, place: Place) -> str:
        return f"+44{place.dial}{digits(chance, 3)}"

    def tax_id(self, chance: Random) -> str:
        body = f"{1 + int(chance.random() * 9)}{digits(chance, 6)}"
        total = sum(int(digit) * weight for digit, weight in zip(body, range(8, 1, -1), strict=True))
        right = {-total % 97, (-total - 55) % 97}
        wrong = [check for check in range(1, 97) if check not in right]
        return f"GB{body}{chance.choice(wrong):02d}"

    def register_number(self, chance: Random) -> str | None:
        return f"99{digits(chance, 6)}"


def pointed(name: Called) -> Called:
    return Called(names.POINTED.get(name.written, name.written), name.plain)


def _by_weight(cities: Sequence[Place]) -> Weighted[Place]:
    return Weighted(cities, [place.weight for place in cities])


POLISH_FORMS, HEBREW_FORMS, ENGLISH_FORMS = (
    Weighted([form for form, _ in forms], [weight for _, weight in forms])
    for forms in (words.POLISH_FORMS, words.HEBREW_FORMS, words.ENGLISH_FORMS)
)

_WOMEN, _MEN, _FAMILIES = names.HEBREW_WOMEN, names.HEBREW_MEN, names.HEBREW_FAMILIES
_HEBREW = (paired(_WOMEN), paired(_MEN), paired(_FAMILIES), _by_weight(places.ISRAELI), places.HEBREW_STREETS)
_ISRAELI_MAIL = (("doar.test", "mail.test"), ("office", "info", "sherut"))

CULTURES: tuple[Culture, ...] = (
    Polish(
        "pl",
        "PL",
        0.55,
        latin(names.POLISH_WOMEN),
        latin(names.POLISH_MEN),
        latin(names.POLISH_FAMILIES),
        _by_weight(places.POLISH),
        places.POLISH_STREETS,
        ("poczta.test", "listy.test"),
        ("biuro", "kontakt", "sekretariat"),
    ),
    Israeli("he", "IL", 0.2, *_HEBREW, *_ISRAELI_MAIL),
    PointedIsraeli("he", "IL", 0.02, *_HEBREW, *_ISRAELI_MAIL),
    LatinIsraeli(
        "he",
        "IL",
        0.06,
        spelt(_WOMEN),
        spelt(_MEN),
        spelt(_FAMILIES),
        _by_weight(places.ISRAELI_LATIN),
        places.ISRAELI_LATIN_STREETS,
        *_ISRAELI_MAIL,
    ),
    British(
        "en",
        "GB",
        0.17,
        latin(names.ENGLISH_WOMEN),
        latin(names.ENGLISH_MEN),
        latin(names.ENGLISH_FAMILIES),
        _by_weight(places.BRITISH),
        places.ENGLISH_STREETS,
        ("post.test", "mail.test"),
        ("office", "info", "hello"),
    ),
)
