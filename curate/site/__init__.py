"""The public topic page: a site of plain files, made of what curators published. Pure: what it is made of → its files.

Every page stands by itself: no script is needed, nothing is asked of anybody else, links within are relative, so that
it works on any web space, in any folder of one, and from a file. A page's name never changes while its item, theme or
edition is there.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from curate.models import Entry

NAME = "site"
"""What the public page is called where an item is kept to some channels, or has its own text for one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One item as the public finds it."""

    entry: Entry
    slug: str
    """Of its page: the beginning of its key."""
    at: datetime
    """The day of curation."""
    editions: tuple[int, ...]
    """The numbers of the editions that it stood in, the newest first."""
    themes: tuple[str, ...]
    corrected: datetime | None = None
    """When it was put right in the open; None: it was not."""
    correction: str = ""
    """What was put right, in the curator's words."""
    withdrawn: datetime | None = None
    withdrawal: str = ""
    """Why it was withdrawn."""
    aside: datetime | None = None
    """When it was put aside after it was published: its page says so, and nothing leads to it. None: it was not."""
    edited: datetime | None = None
    """When its words were last others, where that was after the day of curation."""

    @property
    def listed(self) -> bool:
        """Whether lists and feeds lead to it."""
        return self.withdrawn is None and self.aside is None

    @property
    def changed(self) -> datetime:
        """When what it says was last another."""
        return max(filter(None, (self.at, self.edited, self.corrected, self.withdrawn, self.aside)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One edition."""

    number: int
    title: str
    at: datetime
    intro: str
    closing: str
    trust: str
    """How it was filtered, in the language of the public; "" where that is not known or is said already."""
    pieces: tuple[str, ...]
    """The slugs of its items, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """A source, thanked."""

    name: str
    url: str
    """Its home or its feed."""
    feed: str
    pieces: int
    """How many published items it brought."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Everything that the site is made of. Nothing in it depends on when it is made."""

    title: str
    intro: str
    url: str
    """Where it will stand, without a slash at the end; "" where nobody said: then nothing names a whole address."""
    language: str
    organisation: str
    organisation_url: str
    contact: str
    timezone: str
    colour: str
    logo: bytes
    newsletter: str
    """Address at which one signs up for the newsletter; "": there is none."""
    pieces: tuple[Piece, ...]
    """The newest first."""
    issues: tuple[Issue, ...]
    """The newest first."""
    themes: Mapping[str, str]
    """Theme → slug."""
    origins: tuple[Origin, ...]
    templates: Mapping[str, str]
    """The workspace's own templates and style, by file name; they stand in the place of ours."""
    reports: tuple[tuple[str, str, bytes], ...] = ()
    """Trend reports: (file name, title, page)."""

    @property
    def updated(self) -> datetime | None:
        """When anything in it last changed; None where it holds nothing."""
        return max((each.changed for each in self.pieces), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of the site."""

    path: str
    """Relative, with forward slashes, legal on Windows."""
    mark: str
    """Hash of all that it is made of: the same mark, the same bytes."""
    make: Callable[[], bytes]
    """Returns its bytes; called only where the mark is another than last time."""


def mark(*parts: object) -> str:
    """Return a hash of values that are shown alike whenever they are alike."""
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def shows(words: str) -> bool:
    """Return whether there is anything to see: spaces, marks that join and the like are not."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in words)


def newest(pieces: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    """Return the newest of the items that lists lead to."""
    return tuple(each for each in pieces if each.listed)[:most]
