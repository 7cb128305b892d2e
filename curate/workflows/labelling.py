"""What items are marked with by themselves: their language, and the tags of rules and sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from curate.enrich import language, tagging
from curate.enrich.sketches import Text, body
from curate.models import Item, Origin, Tag
from curate.workflows.ahead import Read
from curate.workflows.desk import Desk


class Labels:
    """The rules and the sources as they are now, ready to mark items by."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sources = desk.store.sources.known()
        self._configured = {source.url: source for source in desk.config.sources}

    def said(self, items: Sequence[Item]) -> list[Text]:
        """Return items as they are read, with the languages that their sources say.

        What the entry or its feed says is leant on first, then what its page does, then our file.
        """
        seen = self._desk.store.items.seen_in([item.id for item in items])
        said = self._desk.store.items.said_languages([item.id for item in items])
        texts = []
        for item in items:
            configured = (self._configured.get(self._sources[number].url) for number in seen.get(item.id, ()))
            prior = said[item.id] or next((each.language for each in configured if each and each.language), None)
            texts.append(Text.of(replace(item, language=prior)))
        return texts

    def keep(self, items: Sequence[Item], found: Sequence[Read]) -> list[Item]:
        """Keep what was found out of the texts of items, their languages and tags, and return the items with it."""
        self._desk.store.items.spoken({item.id: each.language for item, each in zip(items, found, strict=True)})
        seen = self._desk.store.items.seen_in([item.id for item in items])
        for item, each in zip(items, found, strict=True):
            tags = [*each.tags, *self._of_sources(seen.get(item.id, ()))]
            self._desk.store.items.retag(item.id, tags)
        return [replace(item, language=_named(each.language)) for item, each in zip(items, found, strict=True)]

    def of(self, items: Sequence[Item]) -> dict[int, list[Tag]]:
        """Return the tags of items whose languages are known, from the rules and from every source."""
        seen = self._desk.store.items.seen_in([item.id for item in items])
        return {item.id: self._tags(item, item.language, seen.get(item.id, ())) for item in items}

    def _tags(self, item: Item, spoken: str | None, seen: Sequence[int]) -> list[Tag]:
        return [*self.tagger.tags(item.title, body(item), spoken), *self._of_sources(seen)]

    def _of_sources(self, seen: Sequence[int]) -> list[Tag]:
        found: list[Tag] = []
        for number in seen:
            source = self._sources[number]
            configured = self._configured.get(source.url)
            tags = configured.tags if configured else ()
            found += [Tag(tag=tag, origin=Origin.SOURCE, matched=source.name) for tag in tags]
        return found

    @cached_property
    def tagger(self) -> tagging.Tagger:
        """What finds tags by the rules."""
        return tagging.compile_rules(self._desk.config.tags, lemmatise=True)

    @property
    def marks(self) -> dict[str, str]:
        """A hash of each tag's rule."""
        rules = {tag: json.dumps([tag, *words]) for tag, words in self._desk.config.tags.items()}
        return {tag: hashlib.sha256(rule.encode()).hexdigest()[:32] for tag, rule in rules.items()}

    @property
    def mark(self) -> str:
        """A hash of all that tags are given by: as long as it is the same, the same item gets the same tags."""
        rules = {tag: list(words) for tag, words in self._desk.config.tags.items()}
        sources = [(source.url, list(source.tags)) for source in self._desk.config.sources]
        return hashlib.sha256(json.dumps([rules, sources]).encode()).hexdigest()[:32]


def _named(spoken: str | None) -> str | None:
    return None if spoken == language.UNKNOWN else spoken
