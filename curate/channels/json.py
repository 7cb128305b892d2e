"""JSON: all of an edition for another program, in the form that `docs/digest.schema.json` describes.

Moments are ISO 8601 in UTC with `Z`. A fact that nobody knows is null; words that nobody wrote are "". What a curator
keeps to herself (her rating) is in no edition, and so not here. Names are: who wrote a note, who tipped an item.
Keys are those of the records `Edition` and `Entry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from curate import text
from curate.channels import ChannelRules, composing
from curate.channels._entries import printable, rfc3339, uri
from curate.channels._json import document
from curate.locale import M
from curate.models import Edition, Entry, Export, Trust

SCHEMA = 1
"""The form of the file. It grows by keys; where one changes its meaning or goes, this number becomes another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Json:
    """The channel: one document, without pictures."""

    name: str = "json"
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition in one document."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: a document is as long as it is."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return one document; there are no settings."""
        return Export(channel=self.name, files=(("digest.json", document(digest(edition, self.name))),))


CHANNEL = Json(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        source="https://www.rfc-editor.org/rfc/rfc8259",
        checked=date(2026, 11, 23),
    )
)


def digest(edition: Edition, channel: str) -> dict[str, object]:
    """Return an edition as plain values, with those of its entries that are meant for `channel`."""
    return {
        "schema": SCHEMA,
        "digest": edition.digest,
        "key": edition.key,
        "number": edition.number,
        "title": _words(edition.title),
        "kind": edition.kind.value,
        "subject": _fact(edition.subject),
        "language": edition.language,
        "date": _moment(edition.date),
        "timezone": edition.timezone,
        "organisation": _words(edition.organisation),
        "organisation_url": _fact(edition.organisation_url),
        "contact": _fact(edition.contact),
        "address": _fact(edition.address),
        "colour": _fact(edition.colour),
        "site": _fact(edition.site),
        "intro": _words(edition.intro),
        "closing": _words(edition.closing),
        "trust": _trust(edition.trust),
        "told": edition.told,
        "plan": [{"item": each.item, "channel": each.channel, "at": _moment(each.at)} for each in edition.plan],
        "entries": [_entry(entry) for entry in composing.meant_for(edition, channel)],
    }


def _trust(trust: Trust | None) -> dict[str, object] | None:
    if trust is None:
        return None
    return {
        "seen": trust.seen,
        "sources": trust.sources,
        "kept": trust.kept,
        "curators": _list(trust.curators),
        "since": _moment(trust.since),
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "item": entry.item,
        "key": entry.key,
        "title": _words(entry.title),
        "url": composing.address(entry.url),
        "page": _fact(entry.page),
        "outlet": _fact(entry.outlet),
        "author": _fact(entry.author),
        "published": _moment(entry.published),
        "language": _fact(entry.language),
        "summary": _words(entry.summary),
        "feed": _fact(uri(entry.feed)),  # without the name and password that it may hold; no mailbox
        "tags": _list(entry.tags),
        "section": _words(entry.section),
        "own": entry.own,
        "paywalled": entry.paywalled,
        **_note(entry),
        "uncommented": entry.uncommented,
        "texts": {channel: _words(words) for channel, words in entry.texts},
        "only": list(entry.only),
        "posted": list(entry.posted),
        "via": _list(entry.via),
    }


def _note(entry: Entry) -> dict[str, object]:
    return {
        "commentary": _words(entry.commentary),
        "context": _words(entry.context),
        "quote": _words(entry.quote),
        "quote_author": _fact(entry.quote_author),
        "quote_outlet": _fact(entry.quote_outlet),
        "related": _fact(entry.related),
        "image": _fact(entry.image),
        "image_alt": _words(entry.image_alt),
        "image_licence": _fact(entry.image_licence),
        "by": _fact(entry.by),
        "at": _moment(entry.at),
    }


def _words(words: str) -> str:
    return printable(text.without_controls(words))


def _fact(fact: str | None) -> str | None:
    return _words(fact or "") or None


def _list(names: tuple[str, ...]) -> list[str]:
    return [_words(name) for name in names]


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
