"""The feeds of the site: of all that it holds, and of each theme, in the three forms that readers take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from curate.channels import _entries, atom, composing, jsonfeed, rss
from curate.models import Edition
from curate.site import Piece, Site

MOST = 50
"""Items in a feed, those that changed last: readers ask often, keep what they have seen, and are told of what was put
right or taken back, however old."""
FORMS: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("feed.atom", "application/atom+xml", "Atom", atom.feed),
    ("feed.rss", "application/rss+xml", "RSS", rss.feed),
    ("feed.json", "application/feed+json", "JSON Feed", jsonfeed.feed),
)
"""Each form: its file, its media type, what it is called, and what writes it."""


def links(folder: str, title: str, root: str) -> list[dict[str, str]]:
    """Return the links to the feeds of a folder; `root` leads there from the page."""
    return [
        {"href": f"{root}{name}", "type": kind, "title": f"{title} ({shown})", "name": shown}
        for name, kind, shown, _ in FORMS
    ]


def newest(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the items that a feed tells of, what changed last first."""
    return sorted(pieces, key=lambda each: (each.changed, each.at, each.entry.item), reverse=True)[:MOST]


class Feeds:
    """What feeds of one site say of its items, made once: an item stands in those of its themes and of all."""

    def __init__(self, site: Site, edition: Edition, notice: Callable[[Piece], str]) -> None:
        """`edition`: the site as one. `notice`: what is to be said of an item that is not as it was, "" for nothing."""
        self._site, self._edition, self._notice = site, edition, notice
        self._told: dict[str, _entries.FeedEntry] = {}

    def feed(self, folder: str, name: str, title: str, pieces: Sequence[Piece], write: Callable[..., Any]) -> bytes:
        """Return one feed of a folder of the site ("" for the feed of all)."""
        site = self._site
        whole = f"{site.url}/{folder}" if site.url else ""
        made = [self._entry(piece) for piece in pieces]
        info = replace(
            _entries.info(self._edition, "site", {}, made),
            id=_entries.stable_id(_entries.publisher(self._edition), "site", folder),
            title=composing.line(title),
            subtitle="",
            home=_entries.uri(whole) or _entries.uri(site.organisation_url),
            feed_url=_entries.uri(f"{whole}{name}") if whole else "",
            updated=max((each.updated for each in made), default=self._edition.date),
        )
        return str(write(info, made)).encode("utf-8")

    def _entry(self, piece: Piece) -> _entries.FeedEntry:
        if piece.slug not in self._told:
            self._told[piece.slug] = self._as_told(piece)
        return self._told[piece.slug]

    def _as_told(self, piece: Piece) -> _entries.FeedEntry:
        entry = replace(piece.entry, page=f"{self._site.url}/items/{piece.slug}/" if self._site.url else "")
        made = _entries.entry(entry, self._edition, "site", {})
        notice = self._notice(piece)
        if not piece.listed:  # who has it in a reader is told; its words are taken back
            said = composing.line(f"{notice} {piece.withdrawal}")
            made = replace(made, html=f"<p>{escape(said)}</p>", summary=said, image="", source=None, via=())
            return replace(made, published=piece.at, updated=piece.changed)
        html = (
            f"<p><strong>{escape(notice)}</strong> {escape(composing.line(piece.correction))}</p>\n" if notice else ""
        )
        return replace(made, published=piece.at, updated=piece.changed, html=html + made.html)
