"""Atom (RFC 4287): `alternate` is our page, `related` the original, `via` how it came to us, `source` whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from curate.channels import ChannelRules
from curate.channels._entries import GENERATOR, FeedChannel, FeedEntry, FeedInfo, FeedSource, rfc3339
from curate.channels._xml import Element, document, put
from curate.locale import M

TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def feed(info: FeedInfo, entries: Sequence[FeedEntry]) -> str:
    """Return a feed as an Atom document, its entries in their order."""
    root = Element("feed", {"xmlns": _NAMESPACE})
    if info.language:
        root.set("xml:lang", info.language)
    put(root, "id", info.id)
    put(root, "title", info.title)
    if info.subtitle:
        put(root, "subtitle", info.subtitle)
    put(root, "updated", rfc3339(info.updated))
    _author(root, info.organisation, info.home)
    if info.home:
        put(root, "link", rel="alternate", type="text/html", href=info.home)
    if info.feed_url:
        put(root, "link", rel="self", type=TYPE, href=info.feed_url)
    put(root, "generator", GENERATOR)
    for entry in entries:
        _entry(root, entry, info)
    return document(root)


def _entry(root: Element, entry: FeedEntry, info: FeedInfo) -> None:
    element = put(root, "entry")
    put(element, "id", entry.id)
    put(element, "title", entry.title, xml_lang=entry.language)
    put(element, "published", rfc3339(entry.published))
    put(element, "updated", rfc3339(entry.updated))
    _author(element, info.organisation, info.home)
    for rel, href, title in _links(entry):
        put(element, "link", rel=rel, href=href, title=title)
    for tag in entry.tags:
        put(element, "category", term=tag)
    put(element, "summary", entry.summary)
    put(element, "content", entry.html, type="html")
    if entry.source:
        _source(element, entry.source)


def _links(entry: FeedEntry) -> list[tuple[str, str, str]]:
    """Return the links of an entry: relation, address and title."""
    pages = [("alternate", entry.page, ""), ("related", entry.original, entry.title)]
    return [*(link for link in pages if link[1]), *(("via", via.url, via.title) for via in entry.via)]


def _source(element: Element, source: FeedSource) -> None:
    """Say whose feed an entry is from. Its own id is not kept here: its address stands for it."""
    holder = put(element, "source")
    put(holder, "id", source.url)
    put(holder, "title", source.title)
    put(holder, "updated", rfc3339(source.updated))
    put(holder, "link", rel="self", href=source.url)
    if source.author:
        _author(holder, source.author)


def _author(holder: Element, name: str, url: str = "") -> None:
    author = put(holder, "author")
    put(author, "name", name)
    if url:
        put(author, "uri", url)


CHANNEL = FeedChannel(
    name="atom",
    file="atom.xml",
    feed=feed,
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        source="https://www.rfc-editor.org/rfc/rfc4287",
        checked=date(2026, 11, 23),
    ),
)
