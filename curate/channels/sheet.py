"""The posting sheet: every post as it goes out, to copy, to post by hand and to tick, on one page for any device.

It is made of the posts of the channels that take items one by one, in the order of the plan. What is ticked comes back
through `curate handin`, or as the lines of `curate posted` that the page writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import escape
from itertools import groupby
from typing import Any, Literal
from zoneinfo import ZoneInfo

from curate import channels as registry
from curate import text
from curate.channels import ChannelRules, composing, pages, sharing
from curate.channels.pages import Picture, Words
from curate.errors import Refused
from curate.locale import PN, M, Message, P
from curate.models import Edition, Entry, Export, Kind, Post

_NOWHERE = "-"
"""A channel that there is none of: an item kept to it stays in its place, and goes nowhere."""
_LATER = datetime.max.replace(tzinfo=UTC)
_HEADING = 60
"""Characters of a title over a post: it stands in the post as well."""
_ROOM = 100_000
"""Characters of all posts together, beyond which one that is word for word the same as another only names it: a sheet
is sent by mail, and opened on a phone."""


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
        others = pages.others(settings)
        return Export(channel=self.name, files=((f"{self.name}.html", _page(edition, others)),))


CHANNEL = Sheet(
    rules=ChannelRules(
        limit=None,
        counts=M("each post as its own channel counts"),
        hashtags=0,
        source="https://html.spec.whatwg.org/multipage/",
        checked=date(2026, 11, 24),
    )
)


# ── what stands on it ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Card:
    """What goes out on one channel at once: a post, or the posts of a thread."""

    channel: str
    entries: tuple[Entry, ...]
    posts: tuple[Post, ...]
    at: datetime | None
    """None: not planned."""
    picture: Picture | None = None

    @property
    def done(self) -> bool:
        """Whether the ledger has it."""
        return all(self.channel in entry.posted for entry in self.entries)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Missing:
    """Items that are not on the sheet for a channel, and why."""

    channel: str
    items: tuple[int, ...]
    why: Message


def _gathered(
    edition: Edition, others: Mapping[str, Mapping[str, Any]]
) -> tuple[list[_Card], list[Picture], list[_Missing]]:
    """Return the cards in the order of the plan, the pictures that go with them, and what is missing."""
    cards: list[_Card] = []
    missing: list[_Missing] = []
    pictures = _Pictures(edition)
    for name, settings in others.items():
        for posts, files in _posts(edition, name, settings, missing):
            cards += _cards(edition, name, posts, files, pictures)
    places = {entry.item: place for place, entry in enumerate(edition.entries)}
    rank = {name: place for place, name in enumerate(others)}
    cards.sort(key=lambda card: (card.at or _LATER, places[card.entries[0].item], rank[card.channel]))
    finished = [card if card.done or card.picture else pictures.given(card) for card in cards]
    return finished, pictures.all(), missing


def _posts(
    edition: Edition, name: str, settings: Mapping[str, Any], missing: list[_Missing]
) -> Iterator[tuple[Sequence[Post], Mapping[str, bytes]]]:
    """Yield what a channel makes of an edition; what it refuses is noted, and the rest goes there all the same.

    What has no words of a curator on this channel does not leave, whatever it has elsewhere.
    """
    meant = composing.meant_for(edition, name)
    silent = {entry.item for entry in meant if not (entry.uncommented or _has_words(entry, name))}
    if silent:
        missing.append(_Missing(channel=name, items=tuple(sorted(silent)), why=P("There are no words of yours yet.")))
    worded = [entry.item for entry in meant if entry.item not in silent]
    together = [worded] if worded else []
    try:
        yield _rendered(edition, name, settings, worded)
        return
    except Refused as error:
        if edition.kind is Kind.STORY or len(worded) == 1:
            missing.append(_Missing(channel=name, items=tuple(worded), why=error.message))
            return
        together = [[item] for item in worded]
    for items in together:
        try:
            yield _rendered(edition, name, settings, items)
        except Refused as error:
            missing.append(_Missing(channel=name, items=tuple(items), why=error.message))


def _has_words(entry: Entry, channel: str) -> bool:
    return text.says_something(entry.commentary) or text.says_something(composing.own_text(entry, channel))


def _rendered(
    edition: Edition, name: str, settings: Mapping[str, Any], items: Sequence[int]
) -> tuple[Sequence[Post], Mapping[str, bytes]]:
    """Return the posts of some items; the others stay in the edition, so that what counts them counts right."""
    entries = tuple(each if each.item in items else replace(each, only=(_NOWHERE,)) for each in edition.entries)
    made = registry.channel(name).render(replace(edition, entries=entries), settings)
    return made.posts, {file: body for file, body in made.files if isinstance(body, bytes)}


def _cards(
    edition: Edition, name: str, posts: Sequence[Post], files: Mapping[str, bytes], pictures: _Pictures
) -> Iterator[_Card]:
    entries = {entry.item: entry for entry in edition.entries}
    for items, thread in groupby(posts, key=lambda post: post.items):
        parts = tuple(thread)
        moments = [each.at for each in edition.plan if each.channel == name and each.item in items]
        card = _Card(
            channel=name,
            entries=tuple(entries[item] for item in items),
            posts=parts,
            at=min(moments, default=None),
        )
        chosen = next((part for part in parts if files.get(part.picture)), None)
        if chosen is not None and not card.done:
            card = replace(card, picture=pictures.kept(items[0], files[chosen.picture], chosen.alt))
        yield card


class _Pictures:
    """The pictures of a sheet: each stands on it once, however many posts it goes with."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._held: dict[int, list[Picture]] = {}

    def kept(self, item: int, body: bytes, alt: str) -> Picture | None:
        """Return a picture that a channel chose for an item; None where no browser shows it."""
        held = self._held.setdefault(item, [])
        for each in held:
            if each.body == body:
                return each
        name = f"i{item}" if not held else f"i{item}-{len(held) + 1}"
        found = Picture(id=name, body=body, alt=composing.line(alt))
        if not found.kind:
            return None
        held.append(found)
        return found

    def given(self, card: _Card) -> _Card:
        """Return a card with the picture that its item has anyway: one of a channel, the curator's, or its card."""
        entry = card.entries[0]
        held = self._held.setdefault(entry.item, [])
        if not held:
            held.append(pages.picture(entry, self._edition))
        return replace(card, picture=held[0])

    def all(self) -> list[Picture]:
        """Return all of them, in the order of the edition."""
        return [each for entry in self._edition.entries for each in self._held.get(entry.item, ())]


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(edition: Edition, others: Mapping[str, Mapping[str, Any]]) -> str:
    cards, pictures, missing = _gathered(edition, others)
    words = Words(edition.language)
    title = words.plain(P("Posting sheet: {title}", title=composing.line(edition.title)))
    body = "\n".join(
        [
            *_head(edition, cards, others, words, title),
            "<main>",
            *_days(edition, cards, words),
            *_left_out(missing, words),
            *_gallery(edition, pictures, words),
            *_back(words),
            "</main>",
            _template(edition, words),
        ]
    )
    data = _data(edition, cards, others, words)
    return pages.page("sheet", language=edition.language, title=title, body=body, data=data)


def _head(
    edition: Edition, cards: Sequence[_Card], others: Mapping[str, Mapping[str, Any]], words: Words, title: str
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
    yield "".join(f'<option value="{escape(name)}">{escape(pages.channel_name(name))}</option>' for name in used)
    yield f'</select></label>\n<label><input type="checkbox" id="open"> {words.say(P("Only what is still to do"))}</label>'
    yield "</div>\n</header>"


def _count(cards: Sequence[_Card]) -> Message:
    return PN("{n} post", "{n} posts", len(cards))


def _open_by_hand(cards: Sequence[_Card], others: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the pages on which posts are written, for who has no script."""
    made = []
    for name, settings in others.items():
        link = sharing.composer(name, "", "", settings)
        if link and any(card.channel == name for card in cards):
            shown = escape(pages.channel_name(name))
            made.append(f'<li><a href="{escape(link)}" target="_blank" rel="noopener noreferrer">{shown}</a></li>')
    return f"<ul>{''.join(made)}</ul>" if made else ""


def _days(edition: Edition, cards: Sequence[_Card], words: Words) -> Iterator[str]:
    zone = ZoneInfo(edition.timezone)
    writing = _Writing(cards, words)

    def day(card: _Card) -> date | None:
        return card.at.astimezone(zone).date() if card.at else None

    for number, (when, of_day) in enumerate(groupby(cards, key=day), 1):
        name = _weekday(when, edition.language) if when else words.plain(P("Without a date"))
        yield f'<section aria-labelledby="d{number}">\n<h2 id="d{number}">{escape(name)}</h2>\n<div class="day">'
        for card in of_day:
            yield _card(card, edition, writing, zone)
        yield "</div>\n</section>"


class _Writing:
    """The texts of a sheet as elements; of those that are the same on a large sheet, the first is written."""

    def __init__(self, cards: Sequence[_Card], words: Words) -> None:
        self.words = words
        texts = [post.text for card in cards for post in card.posts]
        large = sum(map(len, texts)) > _ROOM
        self._twice = {said for said, count in Counter(texts).items() if large and count > 1}
        self._written: dict[str, tuple[str, str]] = {}

    def text(self, post: Post, channel: str) -> str:
        """Return a post's text."""
        if post.text not in self._twice:
            return f'<p class="t">{pages.coloured(post.text, post.links)}</p>'
        if post.text in self._written:
            place, other = self._written[post.text]
            same = self.words.say(P("The same text as on {channel}", channel=pages.channel_name(other)))
            return f'<p class="t" data-t="{place}"><a href="#{place}">{same}</a></p>'
        place = f"t{len(self._written) + 1}"
        self._written[post.text] = (place, channel)
        return f'<p class="t" id="{place}">{pages.coloured(post.text, post.links)}</p>'


def _weekday(day: date, language: str) -> str:
    from babel.dates import format_date  # 40 ms: only where a date is shown

    return format_date(day, "full", locale=pages.spoken(language))


def _hour(at: datetime, language: str) -> str:
    from babel.dates import format_time

    return format_time(at.timetz(), "short", locale=pages.spoken(language))


def _card(card: _Card, edition: Edition, writing: _Writing, zone: ZoneInfo) -> str:
    """Return a post as an element. There may be hundreds: what can be told of all is added by the script."""
    first = card.entries[0]
    hour = f"{_hour(card.at.astimezone(zone), edition.language)} " if card.at else ""
    marks = " ".join(f"#{entry.item}" for entry in card.entries)
    title = composing.line(first.title if len(card.entries) == 1 else edition.title) or composing.outlet_of(first)
    heading = f"{hour}{pages.channel_name(card.channel)} {marks}"
    items = " ".join(str(entry.item) for entry in card.entries)
    shown = f' data-p="{card.picture.id}"' if card.picture and card.picture.id != f"i{first.item}" else ""
    done = f'<p class="done">{writing.words.say(P("Posted already"))}</p>' if card.done else ""
    parts = "\n".join(_part(card, place, writing) for place in range(len(card.posts)))
    return (
        f'<article data-c="{escape(card.channel)}" data-i="{items}"{shown}>'
        f"<h3>{escape(heading)} <small>{escape(text.shorten(title, _HEADING))}</small></h3>{done}\n{parts}</article>"
    )


def _part(card: _Card, place: int, writing: _Writing) -> str:
    post, of = card.posts[place], len(card.posts)
    said = f"{writing.words.say(P('part {part} of {parts}', part=place + 1, parts=of))} · " if of > 1 else ""
    return f'{writing.text(post, card.channel)}\n<p class="n">{said}{post.length} / {post.limit}</p>'


def _left_out(missing: Sequence[_Missing], words: Words) -> Iterator[str]:
    if not missing:
        return
    yield f'<section aria-labelledby="out">\n<h2 id="out">{words.say(P("Not on this sheet"))}</h2>\n<ul>'
    for each in missing:
        marks = ", ".join(f"#{item}" for item in each.items)
        channel = escape(pages.channel_name(each.channel))
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
        yield pages.figure(picture, f"#{item} {text.shorten(titles[item], _HEADING)}".strip(), words)
    yield "</div>\n</section>"


def _back(words: Words) -> Iterator[str]:
    """Yield the end of the page, where what was posted goes back to curate."""
    yield f'<section id="back" class="screen" aria-labelledby="back-title" hidden>\n<h2 id="back-title">{words.say(_BACK)}</h2>'
    yield f"<p>{words.say(_HOW_BACK)}</p>"
    yield f'<label class="asked" for="name">{words.say(P("Who posted it (not needed)"))}</label>'
    yield '<input type="text" id="name" autocomplete="name" maxlength="80">'
    yield f'<p class="row"><button type="button" id="save">{words.say(P("Save the ticks as a file"))}</button>'
    yield f'<button type="button" class="second" id="lines">{words.say(P("Copy the commands"))}</button></p>'
    yield f'<div id="shown" hidden><label class="asked" for="commands">{words.say(P("The commands, to paste into a terminal"))}</label>'
    yield '<textarea id="commands" readonly spellcheck="false"></textarea></div>\n</section>'


def _template(edition: Edition, words: Words) -> str:
    """Return what the script puts on every post, and the bar that tells how far one is."""
    organisation = composing.line(edition.organisation)
    face = escape(organisation[:1].upper())
    return f"""<template id="who"><p class="who"><span class="face" aria-hidden="true">{face}</span>{escape(organisation)}</p></template>
<template id="copy"><p class="row"><button type="button" class="copy">{words.say(P("Copy the text"))}</button><a class="button open" target="_blank" rel="noopener noreferrer"></a></p></template>
<template id="picture"><div class="picture"><img alt=""><div><p class="alt"></p><p class="row">{pages.picture_buttons(words)}</p></div></div></template>
<template id="tools"><p class="tick"><label><input type="checkbox" class="tick"> {words.say(P("Posted"))}</label></p>
<p class="where" hidden><label>{words.say(P("Address of the post (not needed)"))}<input type="url" class="url" inputmode="url" autocomplete="off"></label></p></template>
<template id="figure"><p class="row">{pages.picture_buttons(words)}</p></template>
<div id="bar" class="screen" role="region" aria-label="{words.say(P("How far you are"))}" hidden><span id="count" role="status"></span> <a href="#back">{words.say(_BACK)}</a></div>
<p id="state" role="status" aria-live="polite" class="screen"></p>"""


def _data(
    edition: Edition, cards: Sequence[_Card], others: Mapping[str, Mapping[str, Any]], words: Words
) -> dict[str, object]:
    """Return what the script needs to know."""
    used = {card.channel for card in cards}
    names = {name: pages.channel_name(name) for name in others if name in used}
    opened = {name: pages.composer(name, others[name]) for name in names}
    return {
        "digest": edition.key,
        "number": edition.digest,
        "digestName": f"digest-{edition.digest}",
        "title": composing.line(edition.title),
        "keys": {str(entry.item): entry.key for card in cards for entry in card.entries},
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
_BACK = P("Back to curate")
_HOW_BACK = P(
    "Save the ticks as a file and take it in with “curate handin FILE”, or copy the commands into a terminal. "
    "curate records each post once, however often you do that."
)
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
