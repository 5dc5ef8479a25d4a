"""The settings hub: every panel that the viewer may open, found by words of any language (SET-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import current_app, render_template, request
from flask_babel import force_locale
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.domain.features import Feature, features
from app.domain.labels import may_translate, missing_words
from app.kernel.messages import Message
from app.panel.settings import WRITTEN_IN, Answer
from app.panel.settings_cards import GROUPS, Card, CardGroup, Numbers, numbers
from app.records.features import features_off
from app.records.fields import Asking
from app.records.history_list import EVERYTHING
from app.records.last_changes import LastChange, last_changes

CHANGES_URL = "/history/list/"
FEATURES_URL = "/settings/features/"


@dataclass(frozen=True)
class HubEntry:
    """A card as it is shown."""

    card: Card
    holds: tuple[Message, ...]
    words: str
    changed: LastChange | None
    feature: Feature | None

    @property
    def url(self) -> str:
        """Where the card leads: to its page, or to the switch where the page is not there."""
        is_off = self.feature is not None and not self.feature.is_on
        return f"{FEATURES_URL}#{self.card.feature}" if is_off and self.card.hides_while_off else self.card.url

    @property
    def changes_url(self) -> str:
        """The history of what is set here; empty while it was never changed."""
        return f"{CHANGES_URL}?{urlencode({'about': ','.join(self.card.changes)})}" if self.changed else ""


@dataclass(frozen=True)
class HubGroup:
    """A heading with the cards that this viewer may open."""

    of: CardGroup
    entries: list[HubEntry]


def hub_page(asking: Asking) -> Answer:
    """The page."""
    changes = (
        f"{CHANGES_URL}?{urlencode({'about': EVERYTHING})}" if asking.viewer.is_admin and is_page(CHANGES_URL) else ""
    )
    return render_template(
        "pages/settings_hub.html",
        groups=hub_groups(asking),
        changes_url=changes,
        missing=missing_words(asking.session) if may_translate(asking.viewer) else None,
        nav="settings",
    )


def hub_groups(asking: Asking) -> list[HubGroup]:
    """Everything that can be set, by group, as far as this viewer may open it: a few statements for all numbers."""
    shown = {group: list(open_cards(asking, group)) for group in GROUPS}
    maker = _Maker(asking, [card for cards in shown.values() for card in cards])
    return [HubGroup(group, [maker.entry(card) for card in cards]) for group, cards in shown.items() if cards]


def open_cards(asking: Asking, group: CardGroup) -> Iterator[Card]:
    """The cards of a group that this viewer may open."""
    off = features_off()
    mine = (card for card in group.cards if card.is_open or asking.viewer.is_admin)
    return (card for card in mine if card.part_of not in off and is_page(card.url))


def is_page(url: str) -> bool:
    """Whether there is a page at that address."""
    try:
        current_app.url_map.bind_to_environ(request.environ).match(
            url.partition("#")[0].partition("?")[0], method="GET"
        )
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


class _Maker:
    """Makes entries of cards from what was read once for all of them."""

    def __init__(self, asking: Asking, cards: list[Card]) -> None:
        parts = numbers()
        row = asking.session.execute(select(*(part.label(name) for name, part in parts.items()))).one()
        self.numbers: Numbers = dict(zip(parts, row, strict=True))
        self.features = {one.name: one for one in features(asking.session)} if asking.viewer.is_admin else {}
        self.changes = last_changes(asking)
        self.words = _in_every_language(cards)

    def entry(self, card: Card) -> HubEntry:
        holds = card.holds(self.numbers)
        changed = [self.changes[key] for key in card.changes if key in self.changes]
        return HubEntry(
            card,
            holds if isinstance(holds, tuple) else (holds,),
            self.words[card],
            max(changed, key=lambda one: one.set_id, default=None),
            self.features.get(card.feature),
        )


def _in_every_language(cards: Iterable[Card]) -> dict[Card, str]:
    """What each card is found by: its label and synonyms in all languages."""
    cards = list(cards)
    found: dict[Card, list[str]] = {card: [] for card in cards}
    for card, words in _said(cards):
        found[card].append(words)
    return {card: " ".join(words) for card, words in found.items()}


def _said(cards: list[Card]) -> Iterator[tuple[Card, str]]:
    for language in WRITTEN_IN:
        with force_locale(language):
            for card in cards:
                yield card, " ".join(map(str, (card.label, *card.words)))
