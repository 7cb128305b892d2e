"""What items are marked with by themselves: their language, and the tags of rules and sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from curate.enrich import language, tagging
from curate.enrich.sketches import body
from curate.models import Item, Origin, Tag
from curate.workflows.desk import Desk


class Labels:
    """The rules and the sources as they are now, ready to mark items by."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.tagger = tagging.compile_rules(desk.config.tags, lemmatise=True)
        self._sources = desk.store.sources.known()
        self._configured = {source.url: source for source in desk.config.sources}

    def spoken(self, items: Sequence[Item]) -> list[Item]:
        """Find the languages of items, keep them, and return the items with them."""
        seen = self._desk.store.items.seen_in([item.id for item in items])
        spoken = self._languages(items, seen)
        self._desk.store.items.spoken(spoken)
        return [replace(item, language=_named(spoken[item.id])) for item in items]

    def of(self, items: Sequence[Item]) -> dict[int, list[Tag]]:
        """Return the tags of items whose languages are known, from the rules and from every source."""
        seen = self._desk.store.items.seen_in([item.id for item in items])
        return {item.id: self._tags(item, item.language, seen.get(item.id, ())) for item in items}

    def _languages(self, items: Sequence[Item], seen: Mapping[int, Sequence[int]]) -> dict[int, str | None]:
        """Return the languages of items; what the entry or its feed says is leant on first, then its page, our file."""
        said = self._desk.store.items.said_languages([item.id for item in items])
        found: dict[int, str | None] = {}
        for item in items:
            configured = (self._configured.get(self._sources[number].url) for number in seen.get(item.id, ()))
            prior = said[item.id] or next((each.language for each in configured if each and each.language), None)
            found[item.id] = language.language(item.title, body(item), prior)
        return found

    def _tags(self, item: Item, spoken: str | None, seen: Sequence[int]) -> list[Tag]:
        found = list(self.tagger.tags(item.title, body(item), spoken))
        for number in seen:
            source = self._sources[number]
            configured = self._configured.get(source.url)
            tags = configured.tags if configured else ()
            found += [Tag(tag=tag, origin=Origin.SOURCE, matched=source.name) for tag in tags]
        return found

    @property
    def mark(self) -> str:
        """A hash of all that tags are given by: as long as it is the same, the same item gets the same tags."""
        rules = {tag: list(words) for tag, words in self._desk.config.tags.items()}
        sources = [(source.url, list(source.tags)) for source in self._desk.config.sources]
        return hashlib.sha256(json.dumps([rules, sources]).encode()).hexdigest()[:32]


def _named(spoken: str | None) -> str | None:
    return None if spoken == language.UNKNOWN else spoken
