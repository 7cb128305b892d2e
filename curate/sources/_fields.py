"""Where the fields of an item stand, told from what several items of one pattern have in common.

Every answer is a selector as kind `page` takes it, and was tried on the items through that kind's own reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import soupsieve
from bs4 import Tag

from curate import dates
from curate.sources import _selectors as selectors
from curate.sources import page
from curate.text import absolute, literal_line

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MOST = 0.85
"""Share of the items that a selector has to fit for title and link."""
SOME = 0.5
"""The same for date, summary and picture, which not every item needs to have."""
_MOST_TAGS = 80
"""Within one item that are looked at: a card has 10 to 30."""
_LONGEST_DATE = 60
"""Characters."""
_SHORTEST_SUMMARY = 30
"""Characters. What is shorter is a label."""
_DATED = re.compile(
    r"date|datum|time|tijd|publi|posted|created|wanneer|when|quand|jour|day|dag|wann|moment|meta|when", re.IGNORECASE
)
_TITLED = re.compile(r"title|titel|titre|heading|headline|name|naam|kop|caption|subject", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """What a person would take for an item's title, and the link that it leads by."""

    link: Tag
    heading: Tag | None

    @property
    def text(self) -> str:
        """The title."""
        return literal_line((self.heading or self.link).get_text(" "))


def lead(item: Tag) -> Lead | None:
    """Return the title and main link of an item; None where it leads nowhere."""
    links = [item] if item.name == "a" else [tag for tag in islice(item.select("a[href]"), 30) if leads_on(tag)]
    if not links:
        return None
    if item.name in HEADINGS:
        return Lead(link=links[0], heading=item)
    for inner in item.find_all(HEADINGS, limit=3):
        link = inner.find("a", href=True) or inner.find_parent("a", href=True)
        if isinstance(link, Tag) and leads_on(link) and inner.get_text(strip=True):
            return Lead(link=link, heading=inner)
    titled = item.find(HEADINGS) or item.find("figcaption")
    heading = titled if isinstance(titled, Tag) and titled.get_text(strip=True) else None
    # Of links without a heading, the one that says most; a picture's link says nothing, but leads to the same place.
    longest = max(links, key=lambda tag: len(tag.get_text(strip=True)))
    return Lead(link=longest, heading=heading)


def leads_on(link: Tag) -> bool:
    """Say whether a link leads to a page of the web, and not to a place on this one, a letter or a call."""
    href = str(link.get("href") or "").strip().lower()
    return bool(href) and not href.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "sms:", "whatsapp:"))


def of(items: Sequence[Tag], leads: Sequence[Lead], base: str) -> dict[str, str]:
    """Return the selectors of the fields that most of these items have; `leads` are theirs, in the same order."""
    pairs = list(zip(items, leads, strict=True))
    link = _link(pairs, base)
    found = {"title": _title(pairs, link), "link": link, "date": _date(items)}
    found["summary"] = _summary(pairs, found["date"])
    found["image"] = _image(items, base)
    return {name: selector for name, selector in found.items() if selector}


def _best(
    items: Sequence[Tag], candidates: Iterable[str], fits: Callable[[int, str], bool], *, least: float, field: str
) -> str:
    """Return the selector that fits most of the items, of equals the first; "" where none fits enough of them."""
    best, most = "", 0.0
    for selector in dict.fromkeys(candidates):
        reading = page.field(field, selector)
        share = sum(fits(number, reading.value(item)) for number, item in enumerate(items)) / len(items)
        if share >= least and share > most + 0.1 * bool(best):  # a plainer one is worth some misses
            best, most = selector, share
        if most == 1:
            break
    return best


# ── title and link ───────────────────────────────────────────────────────────────────────────────────────────────────


def _link(pairs: Sequence[tuple[Tag, Lead]], base: str) -> str:
    wanted = [absolute(str(each.link.get("href")), base) for _, each in pairs]

    def candidates() -> Iterator[str]:
        if all(each.link is item for item, each in pairs):
            yield "@href"
        for item, each in pairs[:8]:
            yield from (f"{selector}@href" for selector in _link_selectors(item, each))
        yield "a@href"

    return _best(
        [item for item, _ in pairs],
        _once(candidates()),
        lambda number, value: bool(value) and absolute(value, base) == wanted[number],
        least=MOST,
        field="link",
    )


def _link_selectors(item: Tag, each: Lead) -> Iterator[str]:
    if each.heading not in (None, item) and each.link in each.heading.descendants:
        yield f"{each.heading.name} a"
    named = [f"a.{name}" for name in selectors.classes(each.link)]
    for around in _between(each.link, item):
        named += (f"{around.name}.{name} a" for name in selectors.classes(around)[:1])
        if around.name in ("td", "th"):
            named.append(f"{_cell(around)} a")
    yield from sorted(named, key=lambda selector: not _TITLED.search(selector))
    yield "a"


def _title(pairs: Sequence[tuple[Tag, Lead]], link: str) -> str:
    def candidates() -> Iterator[str]:
        for item, each in pairs[:8]:
            if each.heading is None:
                yield from _title_selectors(each.link)
            elif each.heading is not item:
                yield str(each.heading.name)
                yield from (f"{each.heading.name}.{name}" for name in selectors.classes(each.heading)[:1])
        if link.removesuffix("@href"):
            yield link.removesuffix("@href")

    heads = [literal_line(each.heading.get_text(" ")) if each.heading else "" for _, each in pairs]
    wanted = [heading or each.text for heading, (_, each) in zip(heads, pairs, strict=True)]
    return _best(
        [item for item, _ in pairs],
        _once(candidates()),
        lambda number, value: bool(literal_line(value)) and literal_line(value) in wanted[number],
        least=MOST,
        field="title",
    )


def _title_selectors(link: Tag) -> Iterator[str]:
    """Yield selectors for the part of a link that is the title, where it holds a date or a picture's name as well."""
    whole = len(literal_line(link.get_text(" ")))
    for tag in islice(link.find_all(True), 12):
        if 2 * len(literal_line(tag.get_text(" "))) >= whole:
            yield from (f"{tag.name}.{name}" for name in selectors.classes(tag) if _TITLED.search(name))
            if tag.name in ("strong", "b"):
                yield str(tag.name)


# ── the others ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _date(items: Sequence[Tag]) -> str:
    def candidates() -> Iterator[str]:
        for item in items:
            yield from (selector for tag in _tags(item) for selector in _dated(tag, item))

    found = sorted(_once(candidates()), key=lambda selector: not selector.startswith("time"))
    return _best(items, found[:20], lambda _, value: _is_date(value), least=SOME, field="date")


def _dated(tag: Tag, item: Tag) -> Iterator[str]:
    """Yield selectors for a tag that holds a date."""
    if tag.name == "time":
        if _is_date(str(tag.get("datetime") or "")):
            yield "time@datetime"
        yield from ("time",) if _is_date(tag.get_text(" ")) else ()
        return
    stated = str(tag.get("itemprop") or "")
    if "date" in stated.lower() and _is_date(str(tag.get("content") or "")):
        yield f"[itemprop={stated}]@content"
    if tag.name in (*HEADINGS, "a", "img") or tag.find_parent([*HEADINGS, "time"]) is not None:
        return  # a date in a title is what the title is about
    text = tag.get_text(" ")
    if len(text) > _LONGEST_DATE or not _is_date(text):
        return
    if any(_is_date(inner.get_text(" ")) for inner in tag.find_all(True, recursive=False)):
        return  # the innermost that holds it is what names it
    for each in (tag, *_between(tag, item)):  # a box around it may be called by what it holds
        if len(each.get_text(" ")) > _LONGEST_DATE:
            break
        yield from (f".{name}" for name in selectors.classes(each) if _DATED.search(name))
    yield from (f"{tag.name}.{name}" for name in selectors.classes(tag)[:1])
    yield _cell(tag) if tag.name in ("td", "th") else str(tag.name)


def has_date(item: Tag) -> bool:
    """Say whether an item tells when it appeared."""
    return any(next(_dated(tag, item), None) for tag in _tags(item))


def has_text(item: Tag) -> bool:
    """Say whether an item has a text beside its title."""
    title = item.find(HEADINGS)
    name = literal_line(title.get_text(" ")) if isinstance(title, Tag) else ""
    return any(
        len(literal_line(tag.get_text(" "))) >= 2 * _SHORTEST_SUMMARY and not (name and name in tag.get_text(" "))
        for tag in item.find_all(["p", "dd"], limit=6)
    )


def _is_date(text: str) -> bool:
    return bool(text) and dates.parse(text) is not None


def _summary(pairs: Sequence[tuple[Tag, Lead]], date: str) -> str:
    def candidates() -> Iterator[str]:
        for item, each in pairs[:8]:
            for tag in _tags(item):
                if tag.name in ("p", "div", "span", "dd", "td") and _sums_up(tag.get_text(" "), each.text):
                    yield from (f"{tag.name}.{name}" for name in selectors.classes(tag)[:1])
                    if tag.name in ("p", "dd"):
                        yield str(tag.name)

    items, titles = [item for item, _ in pairs], [each.text for _, each in pairs]
    found = [selector for selector in _once(candidates()) if selector != date.partition("@")[0]]
    found.sort(key=lambda selector: not selector.startswith("p"))
    return _best(items, found[:12], lambda number, value: _sums_up(value, titles[number]), least=SOME, field="summary")


def _sums_up(text: str, title: str) -> bool:
    line = literal_line(text)
    return len(line) >= _SHORTEST_SUMMARY and title not in line and line not in title


def _image(items: Sequence[Tag], base: str) -> str:
    for selector in ("img@src", "img"):
        reading = page.field("image", selector)
        if sum(reading.picture(item, base) is not None for item in items) >= SOME * len(items):
            return selector
    return ""


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tags(item: Tag) -> Iterator[Tag]:
    return islice(item.find_all(True), _MOST_TAGS)


def _between(tag: Tag, item: Tag) -> Iterator[Tag]:
    """Yield the tags around a tag within its item, the innermost first."""
    around = tag.parent
    while isinstance(around, Tag) and around is not item:
        yield around
        around = around.parent


def _cell(tag: Tag) -> str:
    """Return the selector of a table's cell: its column is the only name it has."""
    named = selectors.classes(tag)
    place = 1 + sum(1 for before in tag.find_previous_siblings(tag.name))
    return f"{tag.name}.{named[0]}" if named else f"{tag.name}:nth-of-type({place})"


def _once(candidates: Iterable[str]) -> list[str]:
    """Return each candidate once, those that were met first in front, where they are met about as often."""
    counted: Mapping[str, int] = Counter(candidates)
    return [selector for selector in counted if _is_css(selector)]


def _is_css(selector: str) -> bool:
    try:
        soupsieve.compile(selector.partition("@")[0] or "*")
    except soupsieve.SelectorSyntaxError:
        return False
    return True
