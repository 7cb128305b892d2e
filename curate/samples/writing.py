"""The sample sources as real documents: RSS 2.0, Atom 1.0, RSS 1.0 (RDF) and JSON Feed 1.1, with fresh dates."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
for _prefix, _namespace in (("content", CONTENT), ("dc", DC), ("rdf", RDF)):
    ET.register_namespace(_prefix, _namespace)


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """One item of a sample source."""

    url: str
    title: str
    summary: str
    content: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """One sample source."""

    title: str
    home: str
    language: str
    publications: tuple[Publication, ...]


def rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0, with content:encoded where there is a longer text."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    for name, value in (("title", feed.title), ("link", feed.home), ("description", feed.title)):
        ET.SubElement(channel, name).text = value
    ET.SubElement(channel, "language").text = feed.language
    for each in feed.publications:
        item = ET.SubElement(channel, "item")
        if each.title:
            ET.SubElement(item, "title").text = each.title
        ET.SubElement(item, "link").text = each.url
        ET.SubElement(item, "guid").text = each.url
        ET.SubElement(item, "description").text = each.summary
        if each.content:
            ET.SubElement(item, f"{{{CONTENT}}}encoded").text = each.content
        if each.author:
            ET.SubElement(item, f"{{{DC}}}creator").text = each.author
        for category in each.categories:
            ET.SubElement(item, "category").text = category
        if each.published:
            ET.SubElement(item, "pubDate").text = format_datetime(each.published)
    return _bytes(root)


def rdf(feed: Feed) -> bytes:
    """Return a feed as RSS 1.0."""
    root = ET.Element(f"{{{RDF}}}RDF")
    channel = ET.SubElement(root, f"{{{RSS1}}}channel", {f"{{{RDF}}}about": feed.home})
    for name, value in (("title", feed.title), ("link", feed.home), ("description", feed.title)):
        ET.SubElement(channel, f"{{{RSS1}}}{name}").text = value
    ET.SubElement(channel, f"{{{DC}}}language").text = feed.language
    for each in feed.publications:
        item = ET.SubElement(root, f"{{{RSS1}}}item", {f"{{{RDF}}}about": each.url})
        for name, value in (("title", each.title), ("link", each.url), ("description", each.summary)):
            ET.SubElement(item, f"{{{RSS1}}}{name}").text = value
        if each.author:
            ET.SubElement(item, f"{{{DC}}}creator").text = each.author
        for category in each.categories:
            ET.SubElement(item, f"{{{DC}}}subject").text = category
        if each.published:
            ET.SubElement(item, f"{{{DC}}}date").text = each.published.isoformat()
    return _bytes(root)


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom 1.0."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    ET.SubElement(root, "id").text = f"{feed.home}/feed"
    ET.SubElement(root, "title").text = feed.title
    ET.SubElement(root, "link", href=feed.home)
    newest = max(each.published for each in feed.publications if each.published)
    ET.SubElement(root, "updated").text = newest.isoformat()
    for each in feed.publications:
        entry = ET.SubElement(root, "entry")
        ET.SubElement(entry, "id").text = each.url
        ET.SubElement(entry, "title").text = each.title
        ET.SubElement(entry, "link", href=each.url, rel="alternate")
        ET.SubElement(entry, "summary").text = each.summary
        if each.author:
            ET.SubElement(ET.SubElement(entry, "author"), "name").text = each.author
        for category in each.categories:
            ET.SubElement(entry, "category", term=category)
        if each.published:
            ET.SubElement(entry, "published").text = each.published.isoformat()
            ET.SubElement(entry, "updated").text = each.published.isoformat()
    return _bytes(root)


def jsonfeed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    items: list[dict[str, object]] = []
    for each in feed.publications:
        item: dict[str, object] = {"id": each.url, "url": each.url, "summary": each.summary}
        item["content_html"] = each.content or f"<p>{each.summary}</p>"
        if each.title:
            item["title"] = each.title
        if each.author:
            item["authors"] = [{"name": each.author}]
        if each.categories:
            item["tags"] = list(each.categories)
        if each.published:
            item["date_published"] = each.published.isoformat()
        items.append(item)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "language": feed.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


FORMATS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "rss": (rss, "application/rss+xml"),
    "rdf": (rdf, "application/rdf+xml"),
    "atom": (atom, "application/atom+xml"),
    "json": (jsonfeed, "application/feed+json"),
}
"""Format → how it is written, and its media type."""
