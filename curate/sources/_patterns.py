"""What a page repeats (its news, its agenda, the rows of a table), as selectors for kind `page`.

Every tag around a link is noted under the selectors that fit it. A selector that many tags share is a pattern; how much
it looks like a list of publications is weighed, and the best are read through kind `page` itself, which is the judge:
what is proposed yields exactly what is shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag

from bs4 import Tag

from curate.errors import SourceError
from curate.models import Said
from curate.sources import _fields as fields
from curate.sources import _selectors as selectors
from curate.sources import page
from curate.text import absolute

MOST = 3
"""Proposals."""
FEWEST = 3
"""Items of a pattern: two of a kind are a coincidence."""
_MOST_LINKS = 2000
"""Of a page that are looked at. A list of news has 10 to 50; a page of 20,000 rows says the same in its first 2,000."""
_LEVELS = 8
"""Around a link in which its item is looked for."""
_SAMPLE = 24
"""Items that are looked into to weigh a pattern."""
_JUDGED = 10
"""Patterns that are read in full."""
_ENOUGH = 0.75
"""Weight from which something is worth proposing: see `_weight`."""
_ALIKE = 0.5
"""Share of the links of a proposal that a better one has too, from which it is the same list."""
_INLINE = {"strong", "b", "em", "i", "span", "u", "small", "sup", "sub", "font", "mark", "label", "button", "picture"}
_LISTS = {"ul", "ol", "dl", "menu", "tbody", "thead", "tfoot", "picture"}
_AROUND = {"nav", "footer", "aside", "form", "select", "menu", "dialog"}
_NO_NEWS = re.compile(
    r"(?:.*[-_])?(?:nav|navbar|navigation|menu|submenu|footer|breadcrumbs?|pagination|pager|sidebar|widget|social|share"
    r"|sharing|cookies?|languages?|toolbar|related|gerelateerd|comments?|reacties|tagcloud|tags|search|login|partners?"
    r"|sponsors?|logos?|colofon|banner|topbar|header|modal|popup|advertisement|ads?|promo|mostread|most-read)"
    r"(?:[-_](?:list|links?|items?|menu|bar|container|wrapper|area|top|main|inner))?",
    re.IGNORECASE,
)
_ROLES = {"navigation", "menu", "menubar", "contentinfo", "search", "banner", "complementary", "dialog", "tablist"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A way to read a page as a source."""

    select: dict[str, str]
    """As `select:` in sources.yaml."""
    said: Said
    """What kind `page` reads with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pattern:
    selector: str
    items: tuple[Tag, ...]
    leads: tuple[fields.Lead, ...]
    weight: float

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(str(lead.link.get("href")) for lead in self.leads)


def proposals(opened: page.Opened) -> tuple[Proposal, ...]:
    """Return at most three ways to read a page, best first; none where nothing repeats that looks like publications."""
    seen: set[tuple[str, ...]] = set()
    found: list[tuple[float, Proposal]] = []
    judged = 0
    for pattern in _patterns(opened):
        if judged >= _JUDGED:
            break
        if pattern.links in seen:
            continue
        made = _judged(opened, pattern)
        judged += 1
        if made is not None:
            seen.add(pattern.links)
            found.append(made)
    found.sort(key=lambda each: -each[0])
    return tuple(_different([proposal for _, proposal in found]))[:MOST]


def _different(ranked: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the proposals that show something which no better one shows."""
    shown: set[str | None] = set()
    for proposal in ranked:
        links = {entry.url for entry in proposal.said.entries}
        if len(links & shown) < _ALIKE * len(links):
            yield proposal
            shown |= links


def _judged(opened: page.Opened, pattern: _Pattern) -> tuple[float, Proposal] | None:
    """Return a proposal and its weight, as kind `page` reads it; None where that finds too little."""
    pairs = list(zip(pattern.items, pattern.leads, strict=True))
    sample = pairs[:: max(1, len(pairs) // _SAMPLE)][:_SAMPLE]
    select = {
        "item": pattern.selector,
        **fields.of([item for item, _ in sample], [lead for _, lead in sample], opened.base),
    }
    if "link" not in select or ("title" not in select and select["link"] != "@href"):
        return None  # their titles stand in different places: they are not of one kind
    said = _read(opened, select)
    if said is not None and said.warnings:
        # A table's heading, a notice between the news: left out in so many words, not by a warning at each fetch.
        linked = {**select, "item": f"{pattern.selector}:has(a[href])"}
        better = _read(opened, linked)
        if better is not None and len(better.warnings) < len(said.warnings):
            select, said = linked, better
    if said is None:
        return None
    entries = [entry for entry in said.entries if entry.url and entry.title]
    links = {entry.url for entry in entries}
    if len(links) < FEWEST or len(entries) < 0.6 * len(said.entries):
        return None
    sure = len(links) / len(said.entries)
    more = 0.15 * sum(field in select for field in ("date", "summary", "image"))
    return (pattern.weight + more) * sure, Proposal(select=select, said=said)


def _read(opened: page.Opened, select: dict[str, str]) -> Said | None:
    try:
        return page.said(opened, {"select": select})
    except SourceError:
        return None


# ── patterns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _patterns(opened: page.Opened) -> list[_Pattern]:
    """Return the patterns that are worth proposing, the weightiest first, of equals the plainest."""
    here = urldefrag(opened.url).url
    met: dict[str, list[Tag]] = defaultdict(list)
    known: set[int] = set()
    for number, link in enumerate(opened.soup.find_all("a", href=True)):
        if number >= _MOST_LINKS:
            break
        if not fields.leads_on(link) or urldefrag(absolute(str(link["href"]), opened.base) or here).url == here:
            continue
        for tag in _around(link):
            if id(tag) in known:
                break  # what is around it was noted with the link before
            known.add(id(tag))
            if tag.name in _INLINE or tag.name in _LISTS:
                continue
            for selector in selectors.of_items(tag):
                met[selector].append(tag)
    context = _Context()
    found = [
        pattern
        for selector, items in met.items()
        if len(items) >= FEWEST and (pattern := _pattern(selector, items, context)).weight >= _ENOUGH
    ]
    return sorted(found, key=lambda pattern: (-round(pattern.weight, 2), *_cost(pattern.selector)))


def _cost(selector: str) -> tuple[int, int]:
    """Return how likely a selector is to break: steps that hang on structure, then its length."""
    return selector.count(" "), len(selector)


def _around(link: Tag) -> Iterator[Tag]:
    """Yield a link and the tags around it that could be its item."""
    tag: Tag | None = link
    for _ in range(_LEVELS):
        if not isinstance(tag, Tag) or tag.name in ("body", "html", "main", "table", "[document]"):
            return
        yield tag
        tag = tag.parent


class _Context:
    """Where a tag stands on its page, remembered."""

    def __init__(self) -> None:
        self._aside: dict[int, bool] = {}

    def is_aside(self, tag: Tag) -> bool:
        """Say whether a tag stands in a menu, a footer, a sidebar: not in what the page is about."""
        way: list[Tag] = []
        here: Tag | None = tag
        answer = False
        while isinstance(here, Tag) and here.name not in ("html", "[document]"):
            if id(here) in self._aside:
                answer = self._aside[id(here)]
                break
            way.append(here)
            here = here.parent
        for each in reversed(way):
            answer = _is_aside(each) or (answer and each.name != "main")
            self._aside[id(each)] = answer
        return answer


def _is_aside(tag: Tag) -> bool:
    if tag.name in _AROUND or str(tag.get("role") or "").lower() in _ROLES:
        return True
    if tag.name in ("body", "main", "article", "h1", "h2", "h3"):
        return False
    if tag.name == "header":
        return tag.find_parent(["article", "main", "li"]) is None
    named = [*tag.get_attribute_list("class"), tag.get("id")]
    return any(isinstance(name, str) and len(name) < 60 and _NO_NEWS.fullmatch(name) for name in named)  # noqa: PLR2004


def _pattern(selector: str, items: Sequence[Tag], context: _Context) -> _Pattern:
    sample = items[:: max(1, len(items) // _SAMPLE)][:_SAMPLE]
    nested = _nested(items)
    pairs = [(item, lead) for item in items[: page.MOST_ITEMS] if (lead := fields.lead(item)) is not None]
    weight = 0.0 if nested or len(pairs) < FEWEST else _weight(selector, sample, pairs, context)
    return _Pattern(
        selector=selector, items=tuple(item for item, _ in pairs), leads=tuple(lead for _, lead in pairs), weight=weight
    )


def _nested(items: Sequence[Tag]) -> bool:
    """Say whether items stand within one another: then they are boxes, not publications."""
    own = {id(item) for item in items}
    inside = 0
    for item in items[:200]:
        around = item.parent
        for _ in range(_LEVELS):
            if not isinstance(around, Tag):
                break
            if id(around) in own:
                inside += 1
                break
            around = around.parent
    return inside > 0.1 * min(len(items), 200)


def _weight(selector: str, sample: Sequence[Tag], pairs: Sequence[tuple[Tag, fields.Lead]], context: _Context) -> float:
    """Return how much a pattern looks like a list of publications: about 1 for bare titles, up to 5 for a full list.

    Figures were set by hand on the pages of the tests; each factor can only take away.
    """
    links = {str(lead.link.get("href")) for _, lead in pairs}
    titles = [lead.text for _, lead in pairs]
    said = sum(min(1.0, max(0.0, (len(title) - 10) / 30)) for title in titles) / len(titles)
    headed = sum(lead.heading is not None for _, lead in pairs) / len(pairs)
    facts = [_facts(item) for item in sample]
    dated, told, shown = (sum(fact[place] for fact in facts) / len(facts) for place in range(3))
    weight = said + headed * (0.4 + 0.6 * min(1, 2 * said)) + 1.5 * dated + 0.6 * told + 0.3 * shown
    weight += 0.4 * (sample[0].name == "article") + 0.3 * selectors.says_what(selector)
    boxes = sum(_holds_several(item) for item in sample) / len(sample)
    prose = sum(_is_prose(item, lead) for item, lead in pairs[:_SAMPLE]) / len(pairs[:_SAMPLE])
    aside = sum(context.is_aside(item) for item in sample) / len(sample)
    several = (len(set(titles)) / len(titles)) ** 0.5  # a monthly letter has the same name each time
    weight *= (len(links) / len(pairs)) ** 2 * several * (1 - 0.8 * boxes) * (1 - 0.9 * prose) * (1 - 0.75 * aside)
    return float(weight * min(1.0, 0.7 + len(links) / 20))


def _facts(item: Tag) -> tuple[bool, bool, bool]:
    """Return whether an item has a date, a text of its own, and a picture."""
    return fields.has_date(item), fields.has_text(item), item.find("img") is not None


def _holds_several(item: Tag) -> bool:
    """Say whether an item holds several titles that lead on: then it is a box around items."""
    headings = item.find_all(fields.HEADINGS, limit=12)
    if len({heading.name for heading in headings}) == 1 and len(headings) > 1:
        return True
    links = {
        str(link["href"])
        for link in item.find_all("a", href=True, limit=40)
        if fields.leads_on(link) and len(link.get_text(strip=True)) > 24  # noqa: PLR2004  (characters: a title, not "read more")
    }
    return len(links) > 2  # noqa: PLR2004


def _is_prose(item: Tag, lead: fields.Lead) -> bool:
    """Say whether an item is running text that happens to hold a link."""
    if lead.heading is not None or item.name in ("article", "tr") or fields.has_date(item):
        return False
    around = item
    while around.name in _INLINE or around.name == "a":
        if not isinstance(around.parent, Tag):
            break
        around = around.parent
    if item.name == "a" and around.name not in ("p", "td", "blockquote"):
        return False
    before = around.find(string=lambda text: bool(text and text.strip()))
    inside = item.name == "a" or (before is not None and lead.link not in before.parents)
    return inside and len(lead.text) < 0.6 * len(" ".join(around.get_text(" ").split()))
