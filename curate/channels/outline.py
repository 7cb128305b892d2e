"""An edition as channels that take it whole put it: what stands in which order, whatever they write it in.

Every text in it is one that can be shown (without controls), not yet escaped for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex  # type: ignore[import-untyped]

from curate import text
from curate.channels import composing, hypertext, links, markdown
from curate.channels.splitting import sentences
from curate.channels.targets import target
from curate.locale import P, translate
from curate.models import Edition, Entry, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One item as the edition tells it; "" where there is nothing."""

    entry: Entry
    number: int
    """Its place among those that go out, from 1: by it, a story names its sources."""
    before: str
    """What stands before its title: the number of a top, the day of a timeline."""
    title: str
    url: str
    """Where it leads; "" where that is no page."""
    language: str
    """Two letters, where its words are in another language than the edition's."""
    mark: str
    """Says that the curator wrote nothing."""
    words: tuple[str, ...]
    """The curator's own, with her emphasis and links: her text for the channel, or commentary and context."""
    quote: str
    said: str
    """Who said the quote, and where."""
    facts: tuple[str, ...]
    related: str
    """Address of a page of the organisation's own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Items that stand together. Without a title: those that are in none."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """An edition in the order in which it is read; "" where there is nothing."""

    title: str
    language: str
    facts: tuple[str, ...]
    trend: str
    """What the trend is about, as a line."""
    intro: str
    sections: tuple[Section, ...]
    story: bool
    """All its items are told as one text, and their titles stand under it."""
    closing: str
    trust: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """All items, in their order."""
        return tuple(part for section in self.sections for part in section.parts)


def outline(edition: Edition, channel: str, settings: Mapping[str, object]) -> Outline:
    """Return an edition as `channel` puts it. `UsageError` where `settings` say impossible things of links."""
    number = [translate(P("Edition {number}", number=edition.number), edition.language)] if edition.number else []
    subject = composing.line(edition.subject) if edition.kind is Kind.TREND else ""
    facts = (composing.line(edition.organisation), *number, composing.day_of(edition.date, edition))
    told = edition.trust is None or edition.told
    return Outline(
        title=composing.line(edition.title) or composing.line(edition.organisation),
        language=edition.language,
        facts=tuple(filter(None, facts)),
        trend=translate(P("Trend: {subject}", subject=subject), edition.language) if subject else "",
        intro=composing.paragraphs(edition.intro),
        sections=tuple(_sections(edition, channel, settings)),
        story=edition.kind is Kind.STORY,
        closing=composing.paragraphs(edition.closing),
        trust="" if told else translate(markdown.trust(edition), edition.language),
    )


def _sections(edition: Edition, channel: str, settings: Mapping[str, object]) -> Iterator[Section]:
    parts = [
        _part(entry, edition, channel, settings, number)
        for number, entry in enumerate(composing.meant_for(edition, channel), 1)
    ]
    start = 0
    for at, part in enumerate(parts, 1):
        title = composing.line(part.entry.section)
        if at == len(parts) or composing.line(parts[at].entry.section) != title:
            yield Section(title=title, parts=tuple(parts[start:at]))
            start = at


def _part(entry: Entry, edition: Edition, channel: str, settings: Mapping[str, object], number: int) -> Part:
    day = composing.day_of(entry.published, edition)
    dated = f"{day}: " if day and edition.kind is Kind.TIMELINE else ""
    own = composing.own_text(entry, channel)
    quote, said = ("", "") if own else composing.quoted(entry)
    mark = P("[without commentary]") if entry.uncommented and not own else None
    words = [own] if own else [composing.paragraphs(entry.commentary), composing.paragraphs(entry.context)]
    return Part(
        entry=entry,
        number=number,
        before=composing.number(entry, edition) + dated,
        title=composing.line(entry.title) or composing.outlet_of(entry),
        url=target(links.destination(entry, edition, channel, settings)),
        language=_other(entry.language, edition),
        mark=translate(mark, edition.language) if mark else "",
        words=tuple(filter(None, words)),
        quote=quote,
        said=said,
        facts=tuple(filter(None, (composing.attribution(entry, edition), "" if dated else day))),
        related=target(entry.related),
    )


def _other(language: str | None, edition: Edition) -> str:
    return language if language and language != edition.language and re.fullmatch("[a-z]{2}", language) else ""


def beginning(told: Outline, room: int) -> str:
    """Return how the intro begins, or the first commentary: on one line, as many sentences as `room` characters hold.

    A salutation ("Dear reader,") is left out. Where the first sentence is too long already, it is cut at a word.
    """
    first = told.intro or next((words for part in told.parts for words in part.words), "")
    said = [each for each in hypertext.text(first, targets=False).split("\n\n") if not each.endswith(",")]
    line = composing.line(" ".join(said) or first)
    kept = ""
    for sentence in sentences(line):
        longer = f"{kept}{sentence.before}{sentence.text}" if kept else sentence.text
        if len(longer) > room:
            break
        kept = longer
    return kept or text.shorten(line, room)


_TO_THE_LEFT = regex.compile(r"[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]")


def runs_left(words: str) -> bool:
    """Return whether some of `words`, which may hold tags, are read from right to left."""
    return not words.isascii() and _TO_THE_LEFT.search(re.sub("<[^<>]*>", "", words)) is not None


def dir_of(words: str) -> str:
    """Return the attribute that an element with `words` needs for its direction, with a space before it; mostly ""."""
    return ' dir="auto"' if runs_left(words) else ""
