"""The posting sheet: every post as it goes out, to copy, to post by hand and to tick, on one page for any device.

It is made of the posts of the channels that take items one by one, in the order of the plan. What is ticked comes back
through `curate handin`, or as the lines of `curate posted` that the page writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any, Literal
from zoneinfo import ZoneInfo

from curate import text
from curate.channels import ChannelRules, composing, sharing, worksheets
from curate.channels._gathered import Card, Gathered, Missing, gathered
from curate.channels.worksheets import Picture, Words
from curate.locale import PN, M, Message, P
from curate.models import Edition, Export, Post

_HEADING, _SHORT_HEADING = 60, 30
"""Characters of a title over a post, and on a large sheet: it stands in the post as well."""
_WORTH_SHARING = 80
"""Characters of a line from which a link to it is shorter than itself."""
_FIRST_WORDS = 24
"""Characters of a line that are left of it where it stands elsewhere."""
_ROOM = 100_000
"""Characters of all posts together, beyond which what is word for word the same in another only leads there: a sheet is
sent by mail, and opened on a phone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The channel, made of the posts of others."""

    name: str = "sheet"
    gathers: bool = True
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition on one page."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: each post has the limit of its channel."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return one page. `settings` holds, under `channels`, the channels in use with their own settings."""
        others = worksheets.others(settings)
        found = gathered(edition, others)
        return Export(
            channel=self.name,
            files=((f"{self.name}.html", _page(edition, others, found)),),
            notices=tuple(_noticed(each) for each in found.missing),
        )


CHANNEL = Sheet(
    rules=ChannelRules(
        limit=None,
        counts=M("each post as its own channel counts"),
        hashtags=0,
        source="https://html.spec.whatwg.org/multipage/",
        checked=date(2026, 11, 23),
    )
)


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _noticed(missing: Missing) -> Message:
    marks = ", ".join(f"#{item}" for item in missing.items)
    return M(
        "Not on the posting sheet for {channel}: {items}. {why}", channel=missing.channel, items=marks, why=missing.why
    )


def _page(edition: Edition, others: Mapping[str, Mapping[str, Any]], found: Gathered) -> str:
    words = Words(edition.language)
    title = words.plain(P("Posting sheet: {title}", title=composing.line(edition.title)))
    organisation = composing.line(edition.organisation)
    chrome = {"organisation": escape(organisation), "face": escape(organisation[:1].upper())}
    body = "\n".join(
        [
            *_head(edition, found.cards, others, words, title),
            "<main>",
            *_days(edition, found.cards, words),
            *_left_out(found.missing, words),
            *_gallery(edition, found.pictures, words),
            worksheets.chrome("sheet", words, _CHROME, chrome),
        ]
    )
    data = _data(edition, found.cards, others, words)
    return worksheets.page("sheet", language=edition.language, title=title, body=body, data=data)


def _head(
    edition: Edition, cards: Sequence[Card], others: Mapping[str, Mapping[str, Any]], words: Words, title: str
) -> Iterator[str]:
    number = [words.say(P("Edition {number}", number=edition.number))] if edition.number else []
    facts = [escape(composing.line(edition.organisation)), *number, words.say(_count(cards))]
    yield f'<header>\n<h1>{escape(title)}</h1>\n<p class="facts">{" · ".join(filter(None, facts))}</p>'
    if cards:
        yield f"<p>{words.say(_ABOUT)}</p>"
        yield f'<p class="facts">{words.say(P("Times are those of {zone}.", zone=edition.timezone))}</p>'
    else:
        yield f"<p>{words.say(P('Nothing in this edition is for a channel that takes items one by one.'))}</p>"
    yield f"<noscript><p><strong>{words.say(_NO_SCRIPT)}</strong></p>{_open_by_hand(cards, others)}</noscript>"
    yield '<div id="filter" class="screen" hidden>'
    yield f'<label>{words.say(P("Channel"))} <select id="which"><option value="">{words.say(P("all"))}</option>'
    used = [name for name in others if any(card.channel == name for card in cards)]
    yield "".join(f'<option value="{escape(name)}">{escape(worksheets.channel_name(name))}</option>' for name in used)
    todo = words.say(P("Only what is still to do"))
    yield f'</select></label>\n<label><input type="checkbox" id="open"> {todo}</label></div>\n</header>'


def _count(cards: Sequence[Card]) -> Message:
    return PN("{n} post", "{n} posts", len(cards))


def _open_by_hand(cards: Sequence[Card], others: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the pages on which posts are written, for who has no script."""
    made = []
    for name, settings in others.items():
        link = sharing.composer(name, "", "", settings)
        if link and any(card.channel == name for card in cards):
            shown = escape(worksheets.channel_name(name))
            made.append(f'<li><a href="{escape(link)}" target="_blank" rel="noopener noreferrer">{shown}</a></li>')
    return f"<ul>{''.join(made)}</ul>" if made else ""


def _days(edition: Edition, cards: Sequence[Card], words: Words) -> Iterator[str]:
    zone = ZoneInfo(edition.timezone)
    writing = _Writing(cards, words)

    def day(card: Card) -> date | None:
        return card.at.astimezone(zone).date() if card.at else None

    for number, (when, of_day) in enumerate(groupby(cards, key=day), 1):
        name = _weekday(when, edition.language) if when else words.plain(P("Without a date"))
        yield f'<section aria-labelledby="d{number}">\n<h2 id="d{number}">{escape(name)}</h2>\n<div class="day">'
        for card in of_day:
            yield _card(card, edition, writing, zone)
        yield "</div>\n</section>"


class _Writing:
    """The texts of a sheet as elements; on a large one, what stands in several of them is written in the first.

    Posts are the same on many channels, and where they are not, most of their lines are. Without the script, what was
    left away is a link to where it stands.
    """

    def __init__(self, cards: Sequence[Card], words: Words) -> None:
        self.words = words
        texts = Counter(post.text for card in cards for post in card.posts)
        large = sum(len(said) * count for said, count in texts.items()) > _ROOM
        self.heading = _SHORT_HEADING if large else _HEADING
        """Characters of a title over a post."""
        self._twice = {said for said, count in texts.items() if large and count > 1}
        lines = Counter(line for said in texts for line in said.split("\n"))
        self._shared = {line for line, count in lines.items() if large and count > 1 and len(line) >= _WORTH_SHARING}
        self._written: dict[str, tuple[str, str]] = {}
        self._lines: dict[str, str] = {}

    def text(self, post: Post, channel: str) -> str:
        """Return a post's text."""
        if post.text not in self._twice:
            return f'<p class="t">{self._coloured(post)}</p>'
        if post.text in self._written:
            place, other = self._written[post.text]
            same = self.words.say(P("The same text as on {channel}", channel=worksheets.channel_name(other)))
            return f'<p class="t" data-t="{place}"><a href="#{place}">{same}</a></p>'
        place = f"t{len(self._written) + 1}"
        self._written[post.text] = (place, channel)
        return f'<p class="t" id="{place}">{self._coloured(post)}</p>'

    def _coloured(self, post: Post) -> str:
        return "\n".join(self._line(line, post.links) for line in post.text.split("\n"))

    def _line(self, line: str, links: Sequence[str]) -> str:
        if line not in self._shared:
            return worksheets.coloured(line, links)
        if place := self._lines.get(line):
            return f'<a data-l href="#{place}">{escape(text.shorten(line, _FIRST_WORDS), quote=False)}</a>'
        place = self._lines[line] = f"l{len(self._lines) + 1}"
        return f'<span id="{place}">{worksheets.coloured(line, links)}</span>'


def _weekday(day: date, language: str) -> str:
    from babel.dates import format_date  # 40 ms: only where a date is shown

    return format_date(day, "full", locale=worksheets.spoken(language))


def _card(card: Card, edition: Edition, writing: _Writing, zone: ZoneInfo) -> str:
    """Return a post as an element. There may be hundreds: what can be told of all is added by the script."""
    first = card.entries[0]
    hour = f"{card.at.astimezone(zone):%H:%M} " if card.at else ""
    marks = " ".join(f"#{entry.item}" for entry in card.entries)
    title = composing.line(first.title if len(card.entries) == 1 else edition.title) or composing.outlet_of(first)
    title = text.shorten(title, writing.heading)
    heading = f"{hour}{worksheets.channel_name(card.channel)} {marks}"
    items = " ".join(str(entry.item) for entry in card.entries)
    shown = f' data-p="{card.picture.id}"' if card.picture and card.picture.id != f"i{first.item}" else ""
    mark = ' class="is-done"' if card.done else ""
    done = f'<p class="done">{writing.words.say(P("Posted already"))}</p>' if card.done else ""
    parts = "\n".join(_part(card, place, writing) for place in range(len(card.posts)))
    return (
        f'<article{mark} data-c="{escape(card.channel)}" data-i="{items}"{shown}>'
        f"<h3>{escape(heading)} <small>{escape(title)}</small></h3>{done}\n{parts}</article>"
    )


def _part(card: Card, place: int, writing: _Writing) -> str:
    post, of = card.posts[place], len(card.posts)
    said = f"{writing.words.say(P('part {part} of {parts}', part=place + 1, parts=of))} · " if of > 1 else ""
    return f'{writing.text(post, card.channel)}\n<p class="n">{said}{post.length} / {post.limit}</p>'


def _left_out(missing: Sequence[Missing], words: Words) -> Iterator[str]:
    if not missing:
        return
    yield f'<section aria-labelledby="out">\n<h2 id="out">{words.say(P("Not on this sheet"))}</h2>\n<ul>'
    for each in missing:
        marks = ", ".join(f"#{item}" for item in each.items)
        channel = escape(worksheets.channel_name(each.channel))
        yield f'<li class="why">{channel}, {marks}: {words.say(each.why)}</li>'
    yield "</ul>\n</section>"


def _gallery(edition: Edition, pictures: Sequence[Picture], words: Words) -> Iterator[str]:
    if not pictures:
        return
    titles = {entry.item: composing.line(entry.title) for entry in edition.entries}
    yield f'<section aria-labelledby="pictures">\n<h2 id="pictures">{words.say(P("Pictures"))}</h2>'
    yield f'<p>{words.say(_PICTURES)}</p>\n<div class="gallery">'
    for picture in pictures:
        item = int(picture.id[1:].split("-")[0])
        yield worksheets.figure(picture, f"#{item} {text.shorten(titles[item], _HEADING)}".strip(), words)
    yield "</div>\n</section>"


def _data(
    edition: Edition, cards: Sequence[Card], others: Mapping[str, Mapping[str, Any]], words: Words
) -> dict[str, object]:
    """Return what the script needs to know."""
    used = {card.channel for card in cards}
    names = {name: worksheets.channel_name(name) for name in others if name in used}
    opened = {name: worksheets.composer(name, others[name]) for name in names}
    return {
        "digest": composing.line(edition.key),
        "number": edition.digest,
        "digestName": f"digest-{edition.digest}",
        "title": composing.line(edition.title),
        "named": bool(composing.line(edition.organisation)),
        "keys": {str(entry.item): composing.line(entry.key) for card in cards for entry in card.entries},
        "channels": {
            name: {"name": shown, "open": opened[name], "label": words.plain(P("Open {channel}", channel=shown))}
            for name, shown in names.items()
        },
        "said": {name: words.plain(message) for name, message in _SAID.items()},
    }


_ABOUT = P(
    "Copy a text, open the channel, paste it there and post it. Then tick it here. "
    "At the end of the page, what you ticked goes back to curate."
)
_NO_SCRIPT = P("This browser does not let the page work: select the texts and copy them by hand.")
_PICTURES = P("One for each item, with its description for who does not see it.")
_CHROME = {
    "back": P("Back to curate"),
    "how_back": P(
        "Save the ticks as a file and take it in with “curate handin FILE”, or copy the commands into a terminal. "
        "curate records each post once, however often you do that."
    ),
    "who": P("Who posted it (not needed)"),
    "save": P("Save the ticks as a file"),
    "lines": P("Copy the commands"),
    "commands": P("The commands, to paste into a terminal"),
    "copy": P("Copy the text"),
    "posted": P("Posted"),
    "address": P("Address of the post (not needed)"),
    "far": P("How far you are"),
}
_SAID = {
    "copied": P("Copied."),
    "select": P("It is selected: copy it with Ctrl+C (⌘C on a Mac)."),
    "saved": P("Saved among your downloads."),
    "none": P("Nothing is ticked yet."),
    "done": P("{n} of {m} posted", n="{n}", m="{m}"),
    "file": P("ticks"),
    "address": P("An address begins with https://"),
    "alt": P("It has no description yet."),
}
