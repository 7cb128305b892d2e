"""What stands in a feed, as its format puts it, and how that becomes what the source said.

Every format (RSS, Atom, JSON Feed, whoever parsed it) is brought to `Wire`; from there on there is one way.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from curate import dates
from curate.locale import MN, Message
from curate.models import SaidEntry
from curate.sources._bounds import MOST_ENTRIES
from curate.text import absolute, clean_html, first_image, literal_line, one_line, plain, shorten, without_controls

LONGEST_SUMMARY = 600
"""Characters. A longer "description" is the publication itself, and kept as content too."""
LONGEST_TITLE = 1_000
"""Characters. The longest real ones have about 300: whoever sends a megabyte means to fill a screen."""
LONGEST_NAME = 200
"""Characters of an author, an outlet or a category."""
_LONGEST_ID = 2_000
_MOST_CATEGORIES = 50
_MOST_AUTHORS = 20
_ENOUGH = 6_000
"""Characters of HTML that hold, nearly always, more than `LONGEST_SUMMARY` of text."""

_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2})(?![a-zA-Z])")
_MAIL_AND_NAME = re.compile(r"\s*\S+@\S+\s*\(([^()]+)\)\s*")
_NAME_AND_MAIL = re.compile(r"([^<>]+?)\s*<[^<>@\s]+@[^<>\s]+>\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosure:
    """A file that goes with an entry."""

    url: str
    type: str = ""
    """Media type; "" where it is not given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wire:
    """One entry, as its feed has it: nothing cleaned, resolved or decoded. Empty: not there."""

    id: str = ""
    link: str = ""
    title: str = ""
    title_is_text: bool = False
    """The feed says in so many words that its title is no HTML."""
    summary: str = ""
    """HTML."""
    content: str = ""
    """HTML."""
    authors: Sequence[str] = ()
    """Names, as "name <mail>" or "mail (name)" too."""
    published: str = ""
    updated: str = ""
    language: str = ""
    categories: Sequence[str] = ()
    images: Sequence[str] = ()
    """Pictures that the feed names for the entry, best first."""
    enclosures: Sequence[Enclosure] = ()
    outlet: str = ""
    base: str = ""
    """xml:base of the entry."""
    content_base: str = ""
    """xml:base of its content alone."""


def said_entries(wires: Iterable[Wire], base_url: str) -> tuple[tuple[SaidEntry, ...], tuple[Message, ...]]:
    """Return the entries that say something, in the feed's order, and warnings on what was left out."""
    entries: list[SaidEntry] = []
    empty = beyond = 0
    for number, wire in enumerate(wires):
        if number >= MOST_ENTRIES:
            beyond += 1
            continue
        entry = said_entry(wire, base_url)
        if entry is None:
            empty += 1
        else:
            entries.append(entry)
    warnings = []
    if empty:
        warnings.append(
            MN(
                "{n} entry of the feed was left out: it has no link, no title and no text.",
                "{n} entries of the feed were left out: they have no link, no title and no text.",
                empty,
            )
        )
    if beyond:
        warnings.append(
            MN(
                "{n} entry of the feed was left out: it has more than {most}.",
                "{n} entries of the feed were left out: it has more than {most}.",
                beyond,
                most=MOST_ENTRIES,
            )
        )
    return tuple(entries), tuple(warnings)


def said_entry(wire: Wire, base_url: str) -> SaidEntry | None:
    """Return the entry cleaned, links absolute; None where it has no link, no title and no text."""
    base = (absolute(wire.base, base_url) if wire.base else None) or base_url
    url = absolute(wire.link, base)
    title = _line(wire.title, LONGEST_TITLE, literal_line if wire.title_is_text else one_line)
    inner = (absolute(wire.content_base, base) if wire.content_base else None) or base
    summary, content, picture = _texts(wire, inner)
    if not (url or title or summary or content):
        return None
    published, updated = dates.parse(wire.published), dates.parse(wire.updated)
    return SaidEntry(
        id=without_controls(wire.id[:_LONGEST_ID], keep_newlines=False).strip() or None,
        url=url,
        title=title,
        summary=summary,
        content=content,
        author=", ".join(dict.fromkeys(name for each in wire.authors[:_MOST_AUTHORS] if (name := _author(each))))
        or None,
        published=published or updated,
        updated=updated,
        language=two_letters(wire.language),
        categories=_categories(wire.categories),
        image=_first(wire.images, base) or picture,
        enclosure=_first((file.url for file in wire.enclosures if not _is_picture(file)), base),
        outlet=_line(wire.outlet, LONGEST_NAME) or None,
    )


def two_letters(language: str) -> str | None:
    """Return the ISO 639-1 code that a language tag ("nl-BE") begins with; None where it begins with none."""
    found = _LANGUAGE.match(language)
    return found[1].lower() if found else None


def html_of(text: str) -> str:
    """Return plain text as HTML that shows the same: one paragraph a line."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())


def is_picture(url: str | None, media: str | None, medium: str | None = None) -> bool:
    """Say whether a file is a picture: it says so, or says nothing and is called like one."""
    if media or medium:
        return medium == "image" or (media or "").strip().lower().startswith("image/")
    return (url or "").partition("?")[0].lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"))


def _texts(wire: Wire, base: str) -> tuple[str, str, str | None]:
    """Return the plain summary, the clean content ("" where the summary says it all), and the first picture."""
    whole = plain(wire.summary[:_ENOUGH]).replace("\n", " ")
    if len(wire.summary) > _ENOUGH and len(whole) <= LONGEST_SUMMARY:
        whole = plain(wire.summary).replace("\n", " ")
    fullest = max(wire.content, wire.summary if len(whole) > LONGEST_SUMMARY else "", key=len)
    content = clean_html(fullest, base) if fullest else ""
    shown = content
    if "<img" not in shown and "<img" in wire.summary and fullest != wire.summary:
        shown = clean_html(wire.summary, base)
    return shorten(whole, LONGEST_SUMMARY), content, first_image(shown)


def _line(text: str, longest: int, read: Callable[[str], str] = one_line) -> str:
    """Return text on one line, no longer than such a thing is; with room for its tags and entities before."""
    return shorten(read(text[: 20 * longest]), longest)


def _author(author: str) -> str | None:
    """Return the name alone: RSS 2.0 asks for "mail (name)"."""
    for form in (_MAIL_AND_NAME, _NAME_AND_MAIL):
        found = form.fullmatch(author[:500])
        if found:
            author = found[1]
    return _line(author, LONGEST_NAME) or None


def _categories(categories: Sequence[str]) -> tuple[str, ...]:
    lines = (_line(category, LONGEST_NAME) for category in categories[:_MOST_CATEGORIES])
    return tuple(dict.fromkeys(line for line in lines if line))


def _is_picture(file: Enclosure) -> bool:
    return is_picture(file.url, file.type)


def _first(links: Iterable[str], base: str) -> str | None:
    return next((address for link in links if link and (address := absolute(link, base))), None)
