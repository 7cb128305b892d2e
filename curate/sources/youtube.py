"""Kind `youtube`: a channel or a playlist, by the address that people know; its feed is asked.

YouTube gives both as Atom (https://www.youtube.com/feeds/videos.xml), by the id of the channel or playlist. A name
(@name, /c/name) is not an id, and only the page itself can tell the id behind it. So the page is asked, and the id that
is read there is told, to be written down once: looking it up at every fetch would ask for a page of a megabyte each
time, and in Europe YouTube may answer with a question about cookies instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from curate import urls
from curate.errors import SourceError
from curate.locale import M
from curate.models import Document, Said
from curate.sources.feed import KIND as FEED
from curate.sources.feed import refusal

_FEEDS = "https://www.youtube.com/feeds/videos.xml"
_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"}
_ID = r"UC[A-Za-z0-9_-]{22}"
"""A channel's id."""
_CHANNEL = re.compile(rf"/channel/({_ID})(?:/.*)?")
_USER = re.compile(r"/user/([A-Za-z0-9._-]+)(?:/.*)?")
_NAMED = re.compile(r"/(?:@|c/)[^/]+(?:/.*)?")
_ON_PAGE = tuple(
    re.compile(before + f"({_ID})".encode())
    for before in (
        rb"feeds/videos\.xml\?channel_id=",
        rb"<link rel=\"canonical\" href=\"https://www\.youtube\.com/channel/",
        rb"<meta itemprop=\"(?:identifier|channelId)\" content=\"",
        rb"\"externalId\":\"",
    )
)
"""Where a channel's page names its id, the surest first."""


class YouTube:
    """A channel or playlist of YouTube."""

    name = "youtube"
    obey_robots = False  # as for any feed that the user asked for by name

    def feed_url(self, url: str) -> str:
        """Return the address of the feed of a channel or playlist; that of a name, or of a feed, as it is.

        `SourceError` where it is neither: a single video, a search.
        """
        parts = urlsplit(url)
        if urls.host(url) not in _HOSTS or parts.path == urlsplit(_FEEDS).path or _NAMED.fullmatch(parts.path):
            return url
        channel, user = _CHANNEL.fullmatch(parts.path), _USER.fullmatch(parts.path)
        playlist = parse_qs(parts.query).get("list")
        if channel:
            return f"{_FEEDS}?channel_id={channel[1]}"
        if user:
            return f"{_FEEDS}?user={user[1]}"
        if playlist and re.fullmatch(r"[A-Za-z0-9_-]+", playlist[0]):
            return f"{_FEEDS}?playlist_id={playlist[0]}"
        raise SourceError(
            M("{url} is neither a channel nor a playlist of YouTube.", url=url),
            hint=M("Give the address of the channel, such as https://www.youtube.com/@name"),
        )

    def settled(self, document: Document) -> str | None:
        """Return the address of a channel by its id, as the page of its name tells it; None where it tells none."""
        if not refusal.is_page(document.body):
            return None
        found = next((found for where in _ON_PAGE if (found := where.search(document.body))), None)
        return found and f"https://www.youtube.com/channel/{found[1].decode('ascii')}"

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the feed says; `SourceError`, with the address to write down, for the page of a name."""
        if not refusal.is_page(document.body):
            return FEED.read(document, options)
        address = self.settled(document)
        if address is not None:
            raise SourceError(
                M("{url} is a channel's page; its feed goes by the channel's number.", url=document.url),
                hint=M("Write this as its address in sources.yaml: {url}", url=address),
            )
        raise SourceError(
            M(
                "{url} does not say which channel it is: YouTube may have asked about cookies instead.",
                url=document.url,
            ),
            hint=M(
                "On the channel's page, choose “more”, “Share channel”, “Copy channel ID”, and write as its address in "
                "sources.yaml: https://www.youtube.com/channel/ID"
            ),
        )


KIND = YouTube()
