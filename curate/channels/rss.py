"""RSS 2.0, with what it lacks from other vocabularies: whole texts, names of authors, and links as Atom has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape

from curate.channels import ChannelRules
from curate.channels._entries import GENERATOR, FeedChannel, FeedEntry, FeedInfo
from curate.channels._xml import Element, document, put
from curate.locale import M

TYPE = "application/rss+xml"
_NAMESPACES = {
    "version": "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def feed(info: FeedInfo, entries: Sequence[FeedEntry]) -> str:
    """Return a feed as an RSS document, its entries in their order."""
    root = Element("rss", _NAMESPACES)
    channel = put(root, "channel")
    put(channel, "title", info.title)
    put(channel, "link", info.home or info.feed_url or next((each.page for each in entries if each.page), info.id))
    put(channel, "description", info.subtitle or info.title)
    if info.language:
        put(channel, "language", info.language)
    put(channel, "lastBuildDate", rfc822(info.updated))
    put(channel, "generator", GENERATOR)
    put(channel, "docs", "https://www.rssboard.org/rss-specification")
    if info.feed_url:
        put(channel, "atom:link", rel="self", type=TYPE, href=info.feed_url)
    for entry in entries:
        _item(channel, entry, info)
    return _with_numbers(document(root))


def _item(channel: Element, entry: FeedEntry, info: FeedInfo) -> None:
    item = put(channel, "item")
    put(item, "title", entry.title)
    if entry.page:
        put(item, "link", entry.page)
    put(item, "guid", entry.id, isPermaLink="false")
    put(item, "pubDate", rfc822(entry.published))
    put(item, "dc:creator", info.organisation)
    for tag in entry.tags:
        put(item, "category", tag)
    put(item, "description", escape(entry.summary))
    put(item, "content:encoded", entry.html)
    if entry.source:
        put(item, "source", entry.source.title, url=entry.source.url)
    if entry.original:
        put(item, "atom:link", rel="related", href=entry.original, title=entry.title)
    for via in entry.via:
        put(item, "atom:link", rel="via", href=via.url, title=via.title)


def rfc822(moment: datetime) -> str:
    """Return a moment in UTC as mail writes it, with English names whatever the language of the machine."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _with_numbers(xml: str) -> str:
    """Return the document with "<" and "&" in its texts as numbers, which means the same to XML.

    RSS does not say whether a title is text or HTML. Readers that guess take `&#x3C;` for a character and `&lt;` for
    the beginning of a tag; so the profile of the RSS Advisory Board asks for numbers.
    """
    return xml.replace("&lt;", "&#x3C;").replace("&amp;", "&#x26;")


CHANNEL = FeedChannel(
    name="rss",
    file="rss.xml",
    feed=feed,
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        source="https://www.rssboard.org/rss-specification",
        checked=date(2026, 11, 23),
    ),
)
