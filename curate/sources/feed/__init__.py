"""Kind `feed`: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, CDF, JSON Feed 1.0 and 1.1.

In the order of the work: decoding (bytes → UTF-8) → mending (no DOCTYPE) → outline (the tree, the feed's own fields)
→ parsing (entries, by fastfeedparser or feedparser), or jsonfeed → wire (cleaned, resolved: what the source said).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from curate.errors import SourceError
from curate.models import Document, Said
from curate.sources import _bounds
from curate.sources.feed import jsonfeed, parsing, refusal
from curate.sources.feed.decoding import Decoded, decoded
from curate.sources.feed.outline import DEEPEST, outlined
from curate.sources.feed.wire import LONGEST_NAME, said_entries, two_letters
from curate.text import absolute, one_line, shorten


class Feed:
    """A feed, in whatever format."""

    name = "feed"
    obey_robots = False

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the feed says; a feed without entries is a feed too. `SourceError` where it is none."""
        source = decoded(document.body, document.content_type)
        if not source.body:
            raise refusal.empty(document.url)
        if source.body[:1] in b"{[":
            return _from_json(source, document.url)
        if b"<" not in source.body[:_PROLOGUE]:
            raise refusal.unknown(document.url)
        return _from_xml(source, document.url)


_PROLOGUE = 100_000
"""Bytes in which the first tag of a document stands."""


def _from_json(source: Decoded, url: str) -> Said:
    if _bounds.overgrown_json(source.body):
        raise _bounds.refusal(url)
    try:
        feed = jsonfeed.json_feed(source.body)
    except (ValueError, RecursionError) as error:
        raise refusal.unreadable(url, error) from error
    if feed is None:
        raise refusal.json(url)
    entries, warnings = said_entries(feed.wires, url)
    return Said(
        title=shorten(one_line(feed.title[: 20 * LONGEST_NAME]), LONGEST_NAME),
        home=absolute(feed.home, url),
        language=two_letters(feed.language),
        entries=entries,
        warnings=(*source.warnings, *warnings),
    )


def _from_xml(source: Decoded, url: str) -> Said:
    feed = outlined(source.body)
    if (feed.too_deep or feed.too_much) and not refusal.is_page(feed.body):
        raise refusal.too_deep(url, DEEPEST) if feed.too_deep else _bounds.refusal(url)
    if not feed.is_feed and (feed.root == "html" or refusal.is_page(source.body)):
        raise refusal.page(source.body, url)
    try:
        wires = parsing.wires(feed, url)
    except parsing.Unreadable as error:
        raise _why(feed.root, feed.is_feed, error, url) from error
    if not wires and not feed.is_feed:
        raise _why(feed.root, False, None, url)
    base = absolute(feed.base, url) or url
    home = absolute(feed.home, base)
    # What is relative in a feed is so to its xml:base, else to its own address (RFC 4287, 2; RFC 3986, 5.1.3).
    entries, warnings = said_entries(wires, base)
    return Said(
        title=shorten(one_line(feed.title[: 20 * LONGEST_NAME]), LONGEST_NAME),
        home=home,
        language=two_letters(feed.language),
        entries=entries,
        every=feed.every,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        warnings=tuple(chain(source.warnings, feed.warnings, warnings)),
    )


def _why(root: str, is_feed: bool, error: Exception | None, url: str) -> SourceError:
    if is_feed:
        return refusal.unreadable(url, error)
    return refusal.xml(root, url) if root else refusal.unknown(url)


KIND = Feed()
