"""Kind `mastodon`: a profile or a hashtag on a Mastodon server, by the address that people know; its feed is asked.

Mastodon gives both as RSS at the same address with .rss behind it. A hashtag's feed holds what its server has
seen of it, which is not all there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from curate.errors import SourceError
from curate.locale import M
from curate.models import Document, Said
from curate.sources.feed import KIND as FEED

_APP = re.compile(r"^/(?:web|deck)(?=/(?:@|tags/))")
"""What stands before the address within Mastodon's own application."""
_PROFILE = re.compile(
    r"/(?:@|users/)(?P<user>\w[\w.-]*?)(?:@(?P<host>[\w.:-]+))?(?P<part>/(?:with_replies|media|tagged/[^/]+))?/?"
)
_POST = re.compile(r"/(?:@[^/]+|users/[^/]+/statuses)/\d+/?")
_TAG = re.compile(r"/tags/(?P<tag>[^/]+?)/?")


class Mastodon:
    """Somebody on Mastodon, or a hashtag there."""

    name = "mastodon"
    obey_robots = False  # as for any feed that the user asked for by name

    def feed_url(self, url: str) -> str:
        """Return the address of the feed of a profile or a hashtag; any other address as it is.

        Of somebody who is shown here but lives elsewhere, it is the feed there: only that server has one.
        `SourceError` for a single post.
        """
        parts = urlsplit(url)
        path = _APP.sub("", parts.path)
        if path.endswith((".rss", ".atom")):
            return url
        if _POST.fullmatch(path):
            raise SourceError(
                M("{url} is one post on Mastodon, not a profile.", url=url),
                hint=M("Give the address of the profile, such as https://mastodon.example/@name"),
            )
        tag, profile = _TAG.fullmatch(path), _PROFILE.fullmatch(path)
        if tag:
            return urlunsplit((parts.scheme, parts.netloc, f"/tags/{tag['tag']}.rss", "", ""))
        if profile:
            host = str(profile["host"] or parts.netloc)
            return urlunsplit((parts.scheme, host, f"/@{profile['user']}{profile['part'] or ''}.rss", "", ""))
        return url

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the feed says."""
        return FEED.read(document, options)


KIND = Mastodon()
