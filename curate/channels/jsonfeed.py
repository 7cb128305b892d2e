"""JSON Feed 1.1: `url` is our page, `external_url` the original; what it has no place for stands under `_curate`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from curate import text
from curate.channels import ChannelRules
from curate.channels._entries import FeedChannel, FeedEntry, FeedInfo, printable, rfc3339
from curate.channels._json import document
from curate.locale import M

TYPE = "application/feed+json"


def feed(info: FeedInfo, entries: Sequence[FeedEntry]) -> str:
    """Return a feed as a JSON document, its entries in their order. What is not there has no key."""
    authors = [_given(name=info.organisation, url=info.home)]
    return document(
        _given(
            version="https://jsonfeed.org/version/1.1",
            title=info.title,
            home_page_url=info.home,
            feed_url=info.feed_url,
            description=info.subtitle,
            language=info.language,
            authors=authors,
            items=[_item(entry, info, authors) for entry in entries],
        )
    )


def _item(entry: FeedEntry, info: FeedInfo, authors: list[dict[str, Any]]) -> dict[str, Any]:
    return _given(
        id=entry.id,
        url=entry.page,
        external_url=entry.original,
        title=entry.title,
        content_html=entry.html,
        content_text=text.plain(entry.html),
        summary=entry.summary,
        image=entry.image,
        date_published=rfc3339(entry.published),
        date_modified=rfc3339(entry.updated),
        authors=authors,
        tags=list(entry.tags),
        language=info.language,
        _curate=_curate(entry),
    )


def _curate(entry: FeedEntry) -> dict[str, Any]:
    """Return what is known of the article, and how it came to us."""
    return _given(
        outlet=entry.outlet,
        author=entry.author,
        published=rfc3339(entry.appeared) if entry.appeared else "",
        language=entry.language,
        paywalled=entry.paywalled,
        source=_given(url=entry.source.url, title=entry.source.title) if entry.source else {},
        via=list(entry.colleagues),
    )


def _given(**facts: object) -> dict[str, Any]:
    """Return the facts that are there. `items` is there even where there are none: the format asks for it."""
    kept = {key: value for key, value in facts.items() if value or key == "items"}
    return {key: printable(value) if isinstance(value, str) else value for key, value in kept.items()}


CHANNEL = FeedChannel(
    name="jsonfeed",
    file="feed.json",
    feed=feed,
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        source="https://www.jsonfeed.org/version/1.1/",
        checked=date(2026, 11, 23),
    ),
)
