"""The posts of the channels that take items one by one, gathered for a page, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from curate import channels as registry
from curate import text
from curate.channels import composing, worksheets
from curate.channels.worksheets import Picture
from curate.errors import Refused
from curate.locale import Message, P
from curate.models import Edition, Entry, Kind, Post

_NOWHERE = "-"
"""A channel that there is none of: an item kept to it stays in its place, and goes nowhere."""
_LATER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What goes out on one channel at once: a post, or the posts of a thread."""

    channel: str
    entries: tuple[Entry, ...]
    posts: tuple[Post, ...]
    at: datetime | None
    """None: not planned."""
    picture: Picture | None = None

    @property
    def done(self) -> bool:
        """Whether the ledger has it."""
        return all(self.channel in entry.posted for entry in self.entries)


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """Items that are not on the sheet for a channel, and why."""

    channel: str
    items: tuple[int, ...]
    why: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """All that goes out of an edition item by item."""

    cards: tuple[Card, ...]
    """In the order of the plan; what is not planned behind it, item by item."""
    pictures: tuple[Picture, ...]
    """Those that go with them, each once."""
    missing: tuple[Missing, ...]


def gathered(edition: Edition, others: Mapping[str, Mapping[str, Any]]) -> Gathered:
    """Return the posts of some channels, each with its settings. What one of them refuses does not stop the rest."""
    cards: list[Card] = []
    missing: list[Missing] = []
    pictures = _Pictures(edition)
    for name, settings in others.items():
        for posts, files in _posts(edition, name, settings, missing):
            cards += _cards(edition, name, posts, files, pictures)
    places = {entry.item: place for place, entry in enumerate(edition.entries)}
    rank = {name: place for place, name in enumerate(others)}
    cards.sort(key=lambda card: (card.at or _LATER, places[card.entries[0].item], rank[card.channel]))
    finished = [card if card.done or card.picture else pictures.given(card) for card in cards]
    return Gathered(cards=tuple(finished), pictures=tuple(pictures.all()), missing=tuple(missing))


def _posts(
    edition: Edition, name: str, settings: Mapping[str, Any], missing: list[Missing]
) -> Iterator[tuple[Sequence[Post], Mapping[str, bytes]]]:
    """Yield what a channel makes of an edition; what it refuses is noted, and the rest goes there all the same.

    What has no words of a curator on this channel does not leave, whatever it has elsewhere.
    """
    meant = composing.meant_for(edition, name)
    silent = {entry.item for entry in meant if not (entry.uncommented or _has_words(entry, name))}
    if silent:
        missing.append(Missing(channel=name, items=tuple(sorted(silent)), why=P("There are no words of yours yet.")))
    worded = [entry.item for entry in meant if entry.item not in silent]
    attempts = [worded]
    while attempts:
        items = attempts.pop(0)
        try:
            yield _rendered(edition, name, settings, items)
        except Refused as error:
            if edition.kind is Kind.STORY or len(items) == 1:
                missing.append(Missing(channel=name, items=tuple(items), why=error.message))
            else:
                attempts = [[item] for item in items]


def _has_words(entry: Entry, channel: str) -> bool:
    return text.says_something(entry.commentary) or text.says_something(composing.own_text(entry, channel))


def _rendered(
    edition: Edition, name: str, settings: Mapping[str, Any], items: Sequence[int]
) -> tuple[Sequence[Post], Mapping[str, bytes]]:
    """Return the posts of some items; the others stay in the edition, so that what counts them counts right."""
    entries = tuple(each if each.item in items else replace(each, only=(_NOWHERE,)) for each in edition.entries)
    made = registry.channel(name).render(replace(edition, entries=entries), settings)
    return made.posts, {file: body for file, body in made.files if isinstance(body, bytes)}


def _cards(
    edition: Edition, name: str, posts: Sequence[Post], files: Mapping[str, bytes], pictures: _Pictures
) -> Iterator[Card]:
    entries = {entry.item: entry for entry in edition.entries}
    for items, thread in groupby(posts, key=lambda post: post.items):
        parts = tuple(thread)
        moments = [each.at for each in edition.plan if each.channel == name and each.item in items]
        card = Card(
            channel=name,
            entries=tuple(entries[item] for item in items),
            posts=parts,
            at=min(moments, default=None),
        )
        chosen = next((part for part in parts if files.get(part.picture)), None)
        if chosen is not None and not card.done:
            card = replace(card, picture=pictures.kept(items[0], files[chosen.picture], chosen.alt))
        yield card


class _Pictures:
    """The pictures of a sheet: each stands on it once, however many posts it goes with."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._held: dict[int, list[Picture]] = {}

    def kept(self, item: int, body: bytes, alt: str) -> Picture | None:
        """Return a picture that a channel chose for an item; None where no browser shows it."""
        held = self._held.setdefault(item, [])
        for each in held:
            if each.body == body:
                return each
        name = f"i{item}" if not held else f"i{item}-{len(held) + 1}"
        found = Picture(id=name, body=body, alt=composing.line(alt))
        if not found.kind:
            return None
        held.append(found)
        return found

    def given(self, card: Card) -> Card:
        """Return a card with the picture that its item has anyway: one of a channel, the curator's, or its card."""
        entry = card.entries[0]
        held = self._held.setdefault(entry.item, [])
        if not held:
            held.append(worksheets.picture(entry, self._edition))
        return replace(card, picture=held[0])

    def all(self) -> list[Picture]:
        """Return all of them, in the order of the edition."""
        return [each for entry in self._edition.entries for each in self._held.get(entry.item, ())]
