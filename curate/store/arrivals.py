"""What a source said, on its way in: each entry with the identity under which it is held."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from curate import dates, text, urls
from curate.models import Said, SaidEntry
from curate.store.database import Row, stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One entry on its way in."""

    entry: SaidEntry
    entry_id: str
    url: str
    canonical: str
    said_hash: str
    unique: bool
    """No other entry of the document has the same id."""


def arrivals(said: Said, *, home: str) -> list[Arrival]:
    """Return the entries with their identity, each address once: a document that repeats one shows it once."""
    urls_ = [entry.url or _stand_in(entry, said.home or home) for entry in said.entries]
    matter = urls.fragments_matter(
        [(entry.id or "", entry.title, url) for entry, url in zip(said.entries, urls_, strict=True)]
    )
    ids = Counter(entry.id for entry in said.entries)
    found: dict[str, Arrival] = {}
    for entry, url in zip(said.entries, urls_, strict=True):
        try:
            canonical = urls.canonical(url, keep_fragment=entry.url is None or url in matter)
        except ValueError:  # an address that is none: filed under the source's own
            url = _stand_in(entry, said.home or home)  # noqa: PLW2901
            canonical = urls.canonical(url, keep_fragment=True)
        found.setdefault(
            canonical,
            Arrival(
                entry=entry,
                entry_id=(entry.id if entry.id and ids[entry.id] == 1 else None) or canonical,
                url=url,
                canonical=canonical,
                said_hash=_hash(entry),
                unique=ids[entry.id] == 1,
            ),
        )
    return list(found.values())


def _stand_in(entry: SaidEntry, home: str) -> str:
    """Return an address for an entry that has none: its enclosure, else the source's page with a mark of its own."""
    if entry.enclosure:
        return entry.enclosure
    mark = hashlib.sha256((entry.id or entry.title or entry.summary or entry.content).encode()).hexdigest()[:16]
    return f"{home.split('#', maxsplit=1)[0]}#entry-{mark}"


def _hash(entry: SaidEntry) -> str:
    parts = [
        entry.url or "",
        entry.title,
        entry.summary,
        entry.content,
        entry.author or "",
        stamp(entry.published) or "",
        stamp(entry.updated) or "",
        entry.image or "",
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def columns(arrival: Arrival, said: Said, now: datetime) -> Row:
    """Return what the item's row says of an arrival. A title that is missing is made of the text, or the address."""
    entry = arrival.entry
    published = dates.plausible(entry.published or entry.updated, now)
    return {
        "url": arrival.url,
        "title": entry.title or text.shorten(entry.summary or text.plain(entry.content), 80) or arrival.url,
        "summary": entry.summary or text.shorten(text.one_line(text.plain(entry.content)), 600),
        "content": entry.content,
        "author": entry.author,
        "language": entry.language or said.language,
        "image": entry.image,
        "outlet": entry.outlet,
        "published": stamp(published),
        "misdated": int(published is None and (entry.published or entry.updated) is not None),
        "updated": stamp(dates.plausible(entry.updated, now)),
    }
