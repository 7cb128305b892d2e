"""The parts of a post about one item: the curator's words first, then what she read, and always where and by whom.

What comes from strangers (titles, names, addresses) and from curators alike leaves without control characters and
without characters that turn the direction of the text around them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import regex  # type: ignore[import-untyped]

from curate import text
from curate.channels import addresses
from curate.channels.splitting import Block
from curate.locale import PUBLIC, P, translate
from curate.models import Edition, Entry, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What a post can say about an item, each "" where there is nothing. `own` replaces the three before `card`."""

    kicker: str = ""
    """What the edition is and where in it this stands: of a trend, a timeline."""
    mark: str = ""
    """Says that the curator wrote nothing."""
    commentary: str = ""
    context: str = ""
    quote: str = ""
    """In quotation marks, with who said it and where."""
    card: str
    """Title, address and attribution, a line each; with an own text only what that lacks."""
    related: str = ""
    hashtags: tuple[str, ...] = ()
    url: str = ""
    """Where the post leads, as it stands in the text."""
    read_also: str = ""
    """The address of the related page, as it stands in the text."""

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses that stand in the text."""
        return tuple(filter(None, (self.url, self.read_also)))


def meant_for(edition: Edition, channel: str) -> tuple[Entry, ...]:
    """Return the entries that go out on `channel`, in their order."""
    return tuple(entry for entry in edition.entries if not entry.only or channel in entry.only)


def parts(
    entry: Entry, edition: Edition, channel: str, url: str, related: str, emphasis: tuple[str, str] = ("", "")
) -> Parts:
    """Return the parts of a post about `entry` on `channel`; `url` and `related` are its addresses as written there.

    `emphasis`: the characters that the channel takes around a title and around a quote, "" for none.
    """
    for_title, for_quote = emphasis
    if own := own_text(entry, channel):
        return Parts(commentary=own, card=missing(own, entry, edition, url), url=url, read_also=related)
    said = P("Read also: {url}", url=related)
    heading = _stressed(f"{number(entry, edition)}{line(entry.title)}", for_title)
    return Parts(
        kicker=kicker(entry, edition),
        mark=translate(P("[without commentary]"), edition.language) if entry.uncommented else "",
        commentary=paragraphs(entry.commentary),
        context=paragraphs(entry.context),
        quote=_quote(entry, for_quote),
        card="\n".join(filter(None, (heading, url, attribution(entry, edition)))),
        related=translate(said, edition.language) if related else "",
        hashtags=hashtags(subject_first(entry, edition), edition.language),
        url=url,
        read_also=related,
    )


def opening(edition: Edition) -> list[Block]:
    """Return what a story begins with: its title, and the curator's intro."""
    return [Block(text=line(edition.title)), Block(text=paragraphs(edition.intro))]


def blocks(said: Parts) -> list[Block]:
    """Return the parts in the order of a post, but for the hashtags, which end it."""
    return [
        Block(text=said.kicker),
        Block(text=said.mark),
        Block(text=said.commentary),
        Block(text=said.context),
        Block(text=said.quote, whole=True),
        Block(text=said.card, whole=True),
        Block(text=said.related, whole=True),
    ]


# ── the form of the edition ──────────────────────────────────────────────────────────────────────────────────────────


def number(entry: Entry, edition: Edition) -> str:
    """Return the number before a title, of an edition that counts; "" in any other."""
    return f"{place(entry, edition)}. " if edition.kind is Kind.TOP else ""


def kicker(entry: Entry, edition: Edition) -> str:
    """Return the line over an item that says what it is a part of; "" where it stands by itself."""
    if edition.kind is Kind.TIMELINE:
        said = P("{title}, part {part} of {parts}", title=line(edition.title), part=place(entry, edition),
                 parts=len(edition.entries))  # fmt: skip
        day = day_of(entry.published, edition)
        return " · ".join(filter(None, (translate(said, edition.language), day)))
    if edition.kind is Kind.TREND and edition.subject.strip():
        return translate(P("Trend: {subject}", subject=line(edition.subject)), edition.language)
    return ""


def place(entry: Entry, edition: Edition) -> int:
    """Return which item of its edition this is, from 1."""
    return next((place for place, other in enumerate(edition.entries, 1) if other.item == entry.item), 1)


def subject_first(entry: Entry, edition: Edition) -> tuple[str, ...]:
    """Return the tags of an item, that of the trend first."""
    subject = (edition.subject,) if edition.kind is Kind.TREND and edition.subject.strip() else ()
    return (*subject, *entry.tags)


def day_of(moment: datetime | None, edition: Edition) -> str:
    """Return the day as the public writes it, where the organisation is; "" for None."""
    if moment is None:
        return ""
    from babel.dates import format_date  # 40 ms: only where a date is shown

    language = edition.language if edition.language in PUBLIC else "en"
    return format_date(moment.astimezone(ZoneInfo(edition.timezone)), "long", locale=language)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def paragraphs(words: str) -> str:
    """Return words of several lines, safe to show: no margins, at most one blank line in a row."""
    lines = (each.strip() for each in text.without_controls(words).split("\n"))
    return regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()  # type: ignore[no-any-return]


_STACKED = regex.compile(r"(?<!\S)[\p{Mn}\p{Me}]+|(?<=[\p{Mn}\p{Me}]{8})[\p{Mn}\p{Me}]+")
"""Marks under no letter, and those beyond the eighth on one: they cover the lines around them, and fill posts. No
script needs more (Tibetan stacks six)."""


def line(words: str) -> str:
    """Return words on one line, safe to show."""
    bare = text.without_controls(words, keep_newlines=False)
    return " ".join((bare if bare.isascii() else _STACKED.sub("", bare)).split())


def own_text(entry: Entry, channel: str) -> str:
    """Return the curator's own text for a channel; "" where there is none."""
    return next((paragraphs(words) for name, words in entry.texts if name == channel), "")


def missing(own: str, entry: Entry, edition: Edition, url: str) -> str:
    """Return what an own text lacks of address and attribution, a line each."""
    there = {own[start:end] for start, end in addresses.written(own, (url, entry.url))}
    outlet = outlet_of(entry)
    named = outlet.casefold() in own.casefold()
    return "\n".join(
        filter(None, ("" if there & {url, entry.url} else url, "" if named else attribution(entry, edition)))
    )


# ── who and where ────────────────────────────────────────────────────────────────────────────────────────────────────


def outlet_of(entry: Entry) -> str:
    """Return who published an item; the host of its address where nobody said."""
    return line(entry.outlet) or line(_host(entry.url)) or line(entry.url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:  # brackets in the wrong place
        return ""


def _names(*names: str) -> str:
    return ", ".join(_once(names))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """Return words without empty ones and without those that differ from an earlier one in case only."""
    kept: dict[str, str] = {}
    for word in filter(None, words):
        kept.setdefault(word.casefold(), word)
    return tuple(kept.values())


def attribution(entry: Entry, edition: Edition) -> str:
    """Return the line that says who published an item, and who wrote it where that is known."""
    names = _names(outlet_of(entry), line(entry.author or ""))
    said = translate(P("Source: {names}", names=names), edition.language)
    return " ".join(filter(None, (said, paywall(entry, edition))))


def paywall(entry: Entry, edition: Edition) -> str:
    """Return what says that an item is for subscribers; "" where it is not known to be."""
    return translate(P("(paywall)"), edition.language) if entry.paywalled else ""


def quoted(entry: Entry) -> tuple[str, str]:
    """Return the quote without the marks that may stand around it, and who said it where; ("", "") without a quote."""
    words = paragraphs(entry.quote)
    for opening, closing in ("“”", "„”", "„“", "«»", '""', "‘’"):
        if len(words) > 1 and words.startswith(opening) and words.endswith(closing):
            words = words[1:-1].strip()
            break
    return words, _names(line(entry.quote_author), line(entry.quote_outlet) or outlet_of(entry)) if words else ""


def _quote(entry: Entry, mark: str) -> str:
    words, names = quoted(entry)
    return f"{_stressed(f'“{words}”', mark)} — {names}" if words else ""


def _stressed(words: str, mark: str) -> str:
    """Return words with a mark around each line; as they are where they hold it, and would be stressed elsewhere."""
    if not mark or mark in words:
        return words
    return "\n".join(f"{mark}{each}{mark}" if each else "" for each in words.split("\n"))


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


_PAGE = regex.compile(r"(?i)https?://[^\s/?#]*\w")


def page(url: str) -> str:
    """Return an address in one piece; "" where it leads to no web page: `javascript:` is never a link."""
    found = address(url)
    try:
        leads = bool(_PAGE.match(found)) and bool(urlsplit(found).hostname) and urlsplit(found).port != 0
    except ValueError:  # brackets in the wrong place, a port that is no number
        return ""
    return found if leads else ""


def address(url: str) -> str:
    """Return an address in one piece: without what must not leave, its white space in percent-encoding."""
    bare = text.without_controls(url, keep_newlines=False).strip()
    return "".join(quote(character) if character.isspace() else character for character in bare)


# ── hashtags ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_ENDING = regex.compile(r"(?<=\p{L})['’](?=\p{L}(?![\p{L}\p{M}\p{N}]))")
"""The apostrophe of "foto's" and "it's", after which no word begins; that of "l'art" is another."""


def hashtags(tags: Iterable[str], language: str = "") -> tuple[str, ...]:
    """Return the hashtags of tags, in their order, each once: "sociale media" → "#SocialeMedia".

    Each word begins with a capital, so that a screen reader finds the words; accents stay, all else that a hashtag
    cannot hold goes. A tag without a letter is left out: a number is no hashtag anywhere. In Dutch, "ij" is one letter.
    """
    clean = (_ENDING.sub("", unicodedata.normalize("NFC", text.without_controls(tag))) for tag in tags)
    words = (_WORDS.findall(tag) for tag in clean)
    made = ("".join(_capital(word, language) for word in each) for each in words)
    return _once(f"#{tag}" for tag in made if any(map(str.isalpha, tag)))


def _capital(word: str, language: str) -> str:
    first = 2 if language == "nl" and word[:2].lower() == "ij" else 1
    return (word[:first].upper() if first > 1 else word[:1].title()) + word[first:]
