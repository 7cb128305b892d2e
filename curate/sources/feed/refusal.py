"""Why a document is no feed, said so that the reader knows what to do."""

from __future__ import annotations

import html
import re

from curate.errors import SourceError
from curate.locale import M, Message
from curate.text import absolute, one_line

_HEAD = 100_000
"""Bytes of a page in which it names its feeds."""
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LINK = re.compile(r"<link\b((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![^\s\"'/])([a-zA-Z]++)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def is_page(body: bytes) -> bool:
    """Say whether the document begins as a web page does."""
    return _PAGE.match(body[:4096]) is not None


def advertised(body: bytes, url: str) -> str | None:
    """Return the address of the first feed that a page names (`link rel=alternate`); None where it names none."""
    for link in _LINK.finditer(body[:_HEAD].decode("utf-8", "replace")):
        named = {
            name.lower(): html.unescape(value[1:-1] if value[0] in "\"'" else value)
            for name, value in _ATTRIBUTE.findall(link[1])
        }
        if "alternate" in named.get("rel", "").lower().split() and named.get("type", "").lower() in _FEED_TYPES:
            return absolute(named.get("href", ""), url)
    return None


def page(body: bytes, url: str) -> SourceError:
    """Return the error for a web page at a feed's address."""
    feed = advertised(body, url)
    if feed is None:
        return SourceError(
            M("{url} is a web page, not a feed.", url=url),
            hint=M(
                "Let curate look for a feed: curate sources add {url}; or read the page itself with `kind: page`.",
                url=url,
            ),
        )
    return SourceError(
        M("{url} is a web page, not a feed. Its feed is {feed}.", url=url, feed=feed),
        hint=M("Follow that one: curate sources add {feed}", feed=feed),
    )


def empty(url: str) -> SourceError:
    """Return the error for an answer without content."""
    return SourceError(
        M("{url} answered with an empty document.", url=url),
        hint=M("It may be back at the next fetch. If not, look at the address in a browser."),
    )


def json(url: str) -> SourceError:
    """Return the error for JSON that is no JSON Feed."""
    return SourceError(M("{url} holds JSON, but no JSON Feed (version 1.0 or 1.1).", url=url), hint=_look())


def xml(root: str, url: str) -> SourceError:
    """Return the error for XML with a root that no feed has."""
    if root == "opml":
        return SourceError(
            M("{url} is a list of feeds (OPML), not a feed.", url=url),
            hint=M("Save it as a file and take over its feeds: curate sources import FILE.opml"),
        )
    if root in ("urlset", "sitemapindex"):
        return SourceError(
            M("{url} is a map of a website for search engines, not a feed.", url=url),
            hint=M(
                "Let curate look for the feed on the home page: curate sources add URL; or read the map itself with "
                "`kind: sitemap`."
            ),
        )
    return SourceError(
        M("{url} holds XML, but no feed: it begins with <{root}>.", url=url, root=one_line(root)[:60]), hint=_look()
    )


def unknown(url: str) -> SourceError:
    """Return the error for something that is neither XML nor JSON nor a page."""
    return SourceError(M("{url} holds no feed: it is neither RSS, nor Atom, nor JSON Feed.", url=url), hint=_look())


def too_deep(url: str, deepest: int) -> SourceError:
    """Return the error for a document nested so deeply that no honest feed is."""
    return SourceError(
        M("{url} was not read: it is nested more than {deepest} levels deep.", url=url, deepest=deepest), hint=_look()
    )


def unreadable(url: str, reason: object) -> SourceError:
    """Return the error for a document that looks like a feed and cannot be read."""
    return SourceError(
        M("The feed at {url} could not be read: {reason}", url=url, reason=one_line(str(reason))[:200]),
        hint=M("Tell its publisher; curate tries again at the next fetch."),
    )


def _look() -> Message:
    return M("Look at the address in a browser, or let curate look for the feed: curate sources add URL")
