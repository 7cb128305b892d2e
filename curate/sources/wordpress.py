"""Kind `wordpress`: a site, category or author of WordPress, by the address that people know; its feed is asked.

Behind every such address stands a feed at feed/ (WordPress, “Feeds”). Behind a single article it is the feed of its
comments: give the address of the site, or of a category.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from curate.models import Document, Said
from curate.sources.feed import KIND as FEED

_IS_FEED = re.compile(
    r"/(?:feed|rdf|rss2?|atom)(?:/(?:feed|rdf|rss2?|atom))?/?$|\.(?:xml|rss|atom|rdf|json)$", re.IGNORECASE
)
_FEED_ASKED = re.compile(r"(?:^|&)feed=")


class WordPress:
    """A site made with WordPress."""

    name = "wordpress"
    obey_robots = False  # as for any feed that the user asked for by name

    def feed_url(self, url: str) -> str:
        """Return the address of the feed behind a page; the same where it is a feed's."""
        parts = urlsplit(url)
        if _IS_FEED.search(parts.path) or _FEED_ASKED.search(parts.query):
            return url
        path, query = parts.path, parts.query
        if query or path.endswith(".php"):  # a site without readable addresses takes its feeds so, too
            query = f"{query}&feed=rss2" if query else "feed=rss2"
        else:
            path = f"{path.rstrip('/')}/feed/"
        return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the feed says."""
        return FEED.read(document, options)


KIND = WordPress()
