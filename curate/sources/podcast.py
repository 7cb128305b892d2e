"""Kind `podcast`: a podcast, by the address of its feed.

The feed is what a podcast is (RSS with tags of Apple's, which kind `feed` reads). The pages of players do not name it,
so they are refused, with what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from curate import urls
from curate.errors import SourceError
from curate.locale import M
from curate.models import Document, Said
from curate.sources.feed import KIND as FEED

_PLAYERS = {
    "podcasts.apple.com": "Apple Podcasts",
    "itunes.apple.com": "Apple Podcasts",
    "open.spotify.com": "Spotify",
    "podcasters.spotify.com": "Spotify",
    "music.amazon.com": "Amazon Music",
    "music.youtube.com": "YouTube Music",
    "deezer.com": "Deezer",
}


class Podcast:
    """A podcast."""

    name = "podcast"
    obey_robots = False  # as for any feed that the user asked for by name

    def feed_url(self, url: str) -> str:
        """Return the address as it is; `SourceError` where it is a player's page."""
        player = _PLAYERS.get(urls.host(url))
        if player is not None:
            raise SourceError(
                M(
                    "{url} is a page of {player}, which does not say where the podcast's feed is.",
                    url=url,
                    player=player,
                ),
                hint=M(
                    "Write the podcast's RSS address instead: its own website names it, or look it up by its name at "
                    "https://podcastindex.org"
                ),
            )
        return url

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the feed says."""
        return FEED.read(document, options)


KIND = Podcast()
