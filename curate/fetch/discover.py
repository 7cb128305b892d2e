"""The feeds that a page names (RSS autodiscovery: `<link rel="alternate" type="application/rss+xml" href="…">`)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from curate.models import Document

_TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/rdf+xml": "rss",
    "text/rss+xml": "rss",
    "text/atom+xml": "atom",
    "application/rss": "rss",
    "application/atom": "atom",
}
_UNSURE = {"application/json", "application/xml", "text/xml"}
"""Types that pages give for feeds and for other things: the address decides."""
_FEED_ADDRESS = re.compile(r"(?:feed|rss|atom)", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments?/|comment|reactie|commentaire|kommentar", re.IGNORECASE)
_CAP = 1024 * 1024
"""Bytes of the page that are looked at: the links stand in its head."""
_LONGEST = 2000
"""Characters of an address."""
_MOST = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A feed that a page names."""

    url: str
    """Absolute, http or https."""
    title: str = ""
    kind: str = "rss"
    """rss, atom or json."""


def find_feeds(document: Document) -> tuple[Candidate, ...]:
    """Return the feeds that a page names, in its order, but those of comments last; empty where it names none."""
    from bs4 import BeautifulSoup, UnicodeDammit, XMLParsedAsHTMLWarning
    from bs4.filter import SoupStrainer

    text = UnicodeDammit(document.body[:_CAP], _declared(document.content_type), is_html=True).unicode_markup or ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(text, "lxml", parse_only=SoupStrainer(["base", "link"]))
    base = document.url
    found: dict[str, Candidate] = {}
    for tag in soup.find_all(["base", "link"]):
        href = " ".join(str(tag.get("href") or "").split())
        if tag.name == "base":
            if href and base == document.url:
                base = _absolute(base, href) or base
            continue
        kind = _kind(tag.get_attribute_list("rel"), str(tag.get("type") or ""), href)
        url = _absolute(base, href) if kind and href else None
        if kind and url:
            found.setdefault(url, Candidate(url=url, title=" ".join(str(tag.get("title") or "").split()), kind=kind))
    first_posts = sorted(found.values(), key=lambda feed: bool(_COMMENTS.search(f"{feed.url} {feed.title}")))
    return tuple(first_posts[:_MOST])


def _declared(content_type: str | None) -> list[str]:
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", content_type or "", re.IGNORECASE)
    return [charset[1]] if charset else []


def _kind(rel: Iterable[str | None], media: str, href: str) -> str | None:
    """Return what kind of feed a link names; None where it names none."""
    words = {str(word).lower() for word in rel if word}
    if not words & {"alternate", "feed"} or words & {"stylesheet", "canonical"}:
        return None
    media = media.partition(";")[0].strip().lower()
    if media in _TYPES:
        return _TYPES[media]
    if media in _UNSURE and _FEED_ADDRESS.search(href):
        return "json" if media.endswith("json") else "rss"
    return "rss" if "feed" in words and not media else None


def _absolute(base: str, href: str) -> str | None:
    """Return the absolute address of a link without its fragment; None where it is not one of the web."""
    if href.lower().startswith("feed:"):
        href = href[5:] if href[5:].lower().startswith("http") else "http:" + href[5:]
    try:
        url = urldefrag(urljoin(base, href)).url
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname and len(url) <= _LONGEST else None
