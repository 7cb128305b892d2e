"""The feeds that a page names (RSS autodiscovery: `<link rel="alternate" type="application/rss+xml" href="…">`).

Where it names none: the addresses at which a site made like this one has its feed, if it has one.
"""

from __future__ import annotations

import html
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


def likely_feeds(document: Document) -> tuple[str, ...]:
    """Return addresses at which the feed of a page without autodiscovery may stand, the likeliest first.

    First those that it links to as a feed, then where the system that made the page keeps it, then where most do.
    """
    text = document.body[:_CAP].decode("utf-8", "replace")
    hrefs = (html.unescape(href) for href in _HREF.findall(text))
    linked = [_absolute(document.url, href) for href in hrefs if _LINKED.search(href) and not _COMMENTS.search(href)]
    made = next((paths for sign, paths in _MADE_BY if sign.search(text)), ())
    root = _wordpress_root(text, document.url) or document.url
    guessed = (_absolute(root, path) for path in (*made, *_USUAL))
    return tuple(dict.fromkeys(url for url in (*linked[:2], *guessed) if url and url != document.url))[:_MOST]


_HREF = re.compile(r"""\bhref\s{0,3}=\s{0,3}["']?([^"'\s<>]{1,500})""", re.IGNORECASE)
_LINKED = re.compile(
    r"(?:^|[/.?=&_-])(?:rss2?|feed|atom)(?:\.(?:php|rss|json))?/?$"
    r"|[/_-](?:rss|feeds?|atom)[/_-][^?#]*$|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)[^/]*\.xml$",
    re.IGNORECASE,
)
"""Is called a feed: /feed, /nieuws.rss, /rss/nieuws, ?format=feed."""
_USUAL = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
"""Where most systems keep it that say nothing of themselves."""
_MADE_BY = tuple(
    (re.compile(sign, re.IGNORECASE), paths)
    for sign, paths in (
        (r"/wp-(?:content|includes|json)/|content=[\"']WordPress", ("feed/", "?feed=rss2")),
        (r"content=[\"']Drupal|data-drupal-|/sites/default/files/|Drupal\.settings", ("/rss.xml",)),
        (r"content=[\"']Joomla", ("?format=feed&type=rss", "/?format=feed&type=rss")),
        (r"content=[\"']Hugo", ("index.xml", "/index.xml")),
        (r"content=[\"']Jekyll", ("/feed.xml", "/atom.xml")),
        (r"content=[\"']Eleventy", ("/feed.xml", "/feed/feed.xml", "/atom.xml")),
        (r"content=[\"']Ghost", ("/rss/",)),
        (r"content=[\"']SPIP|spip\.php", ("/spip.php?page=backend",)),
        (r"content=[\"']Wix|static\.wixstatic\.com", ("/blog-feed.xml",)),
        (r"squarespace", ("?format=rss", "/blog?format=rss", "/news?format=rss")),
        (r"content=[\"']blogger|\.blogspot\.", ("/feeds/posts/default?alt=rss",)),
        (r"substack", ("/feed",)),
        (r"tumblr\.com", ("/rss",)),
        (r"content=[\"']Plone", ("RSS", "/RSS")),
        (r"content=[\"']Discourse", ("/latest.rss",)),
        (r"content=[\"']MediaWiki", ("/index.php?title=Special:RecentChanges&feed=atom",)),
        (r"webflow", ("/blog/rss.xml", "/rss.xml")),
        (r"content=[\"'](?:Astro|Gatsby|Docusaurus)", ("/rss.xml", "/blog/rss.xml")),
    )
)
"""Sign of a system in the page → where it keeps its feed: from the site's root, or (without "/") from the page."""
_WORDPRESS = re.compile(r"""["'(=](https?://[^"'\s<>]{1,300}?/|/[^"'\s<>]{0,300}?)wp-(?:content|includes)/""")


_WORDPRESS_MADE = re.compile(r"content=[\"']WordPress", re.IGNORECASE)


def _wordpress_root(text: str, url: str) -> str | None:
    """Return the address of the WordPress site that a page belongs to: it may be one folder of a host.

    Behind a single page of it stands the feed of its comments, which nobody means. None where it is no such site.
    """
    for found in _WORDPRESS.finditer(text):
        root = _absolute(url, found[1])
        if root and urlsplit(root).netloc == urlsplit(url).netloc:
            return root
    return urljoin(url, "/") if _WORDPRESS_MADE.search(text) else None


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
