"""A newsletter → the articles it links: each once, with title, teaser and picture, as far as they stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from curate import urls
from curate.models import SaidEntry
from curate.sources.mail import links
from curate.sources.mail.message import Letter
from curate.sources.mail.outline import Line, Link, Outline, candidates, of_html, of_text
from curate.sources.sitemap import title_of
from curate.text import shorten

LONGEST_SUMMARY = 600
"""Characters."""
MOST_ARTICLES = 100
_LONGEST_TITLE = 200


@dataclass(kw_only=True, slots=True)
class _Article:
    """The links of a letter that lead to one place."""

    url: str
    links: list[int] = field(default_factory=list)
    resolved: bool = True
    first: int = 0
    last: int = 0
    """Lines of its first and last link."""


def outline(letter: Letter) -> Outline:
    """Return the lines of a letter: of its HTML where that has links, else of its plain text."""
    if letter.html:
        out = of_html(letter.html)
        if out.links or not letter.text.strip():
            return out
    return of_text(letter.text)


def to_ask(letter: Letter, out: Outline) -> list[str]:
    """Return the addresses that only pass a reader on, and whose end has to be asked for, in their order."""
    found = (links.unwrapped(out.links[number].url) for number in candidates(out, letter.unsubscribe))
    return list(dict.fromkeys(url for url in found if links.passes_on(url)))


def entries(letter: Letter, out: Outline, targets: Mapping[str, str]) -> list[SaidEntry]:
    """Return one entry an article; `targets`: where addresses lead that were asked."""
    articles = _articles(letter, out, targets)[:MOST_ARTICLES]
    owners = _owners(out, articles)
    said = []
    for place, article in enumerate(articles):
        before = articles[place - 1] if place else None
        after = articles[place + 1] if place + 1 < len(articles) else None
        lines = _region(out, article, before, after, _card(out, place, article, owners))
        title = _title(out, article, lines)
        said.append(
            SaidEntry(
                id=None,
                url=article.url,
                title=shorten(title, _LONGEST_TITLE),
                summary=_summary(out, article, lines, title),
                published=letter.date,
                image=_image(out, article, lines),
                outlet=letter.sender or None,
            )
        )
    return said


def _articles(letter: Letter, out: Outline, targets: Mapping[str, str]) -> list[_Article]:
    """Return the articles in the order of the letter, each with all its links."""
    found: dict[str, _Article] = {}
    for number in candidates(out, letter.unsubscribe):
        link = out.links[number]
        asked = links.unwrapped(link.url)
        url = links.unwrapped(targets.get(asked, asked))
        if links.is_no_article(url, unsubscribe=letter.unsubscribe) or _is_front_door(url, link, letter):
            continue
        try:
            key = urls.canonical(url)
        except ValueError:
            continue
        article = found.setdefault(key, _Article(url=url, resolved=asked in targets or not links.passes_on(url)))
        article.links.append(number)
    articles = list(found.values())
    for article in articles:
        rows = [out.links[number].line for number in article.links]
        article.first, article.last = min(rows), max(rows)
    articles.sort(key=lambda article: article.first)
    return _joined(out, articles)


def _is_front_door(url: str, link: Link, letter: Letter) -> bool:
    """Return whether a link leads to a site rather than to something on it: a logo, the name of an organisation."""
    if not links.is_home(url):
        return False
    domain = ".".join(letter.address.rpartition("@")[2].split(".")[-2:])
    own = bool(domain) and ("." + urls.host(url)).endswith(f".{domain}")
    titled = link.heading or len(link.said.split()) > 3  # noqa: PLR2004
    return own or not titled or links.is_generic(link.said)


def _joined(out: Outline, articles: Sequence[_Article]) -> list[_Article]:
    """Return the articles, those that could not be told apart by their ends told apart by what their links say.

    Where nobody could be asked, picture, title and "Lees meer" of one article are three addresses.
    """
    joined: list[_Article] = []
    for article in articles:
        titled = any(not links.is_generic(out.links[number].said) for number in article.links)
        last = joined[-1] if joined else None
        if last is not None and not article.resolved and not last.resolved:
            before = any(not links.is_generic(out.links[number].said) for number in last.links)
            picture = all(not out.links[number].said for number in last.links)
            between = out.lines[last.last + 1 : article.first]
            apart = any(line.heading and not line.links for line in between)
            worded = any(out.links[number].said for number in article.links)
            if not apart and ((before and not titled and worded) or (picture and article.first - last.last <= 2)):  # noqa: PLR2004
                if picture and titled:
                    last.url = article.url
                last.links += article.links
                last.last = max(last.last, article.last)
                continue
        joined.append(article)
    return joined


# ── what stands beside it ────────────────────────────────────────────────────────────────────────────────────────────


def _region(
    out: Outline, article: _Article, before: _Article | None, after: _Article | None, card: tuple[int, int] | None
) -> range:
    """Return the lines that are about an article: its own, with those of its card, or those next to it."""
    low = 0 if before is None else min(before.last + 1, article.first)
    high = len(out.lines) if after is None else max(after.first, article.last + 1)
    if card is not None and card[1] - card[0] > _rows(out, article):
        return range(max(low, min(card[0], article.first)), min(high, max(card[1], article.last + 1)))
    start = article.first
    if not _is_titled(out, article):  # what it is about was said before
        start = _start(out, low, article.first, tail=before is not None and _is_titled(out, before))
    else:
        while start > low and start - 1 >= low and out.lines[start - 1].heading and start == article.first:
            start -= 1
    end = article.last + 1
    if _is_titled(out, article) and not _is_prose(out.lines[article.first]):
        while (
            end < high
            and not out.lines[end].heading
            and not (after and not _is_titled(out, after) and end > article.last + 1)
        ):
            end += 1
    elif out.plain:
        while end < high and out.lines[end].block == out.lines[article.last].block:
            end += 1
    return range(start, max(end, start))


def _start(out: Outline, low: int, first: int, *, tail: bool) -> int:
    """Return where the text before a link that is no title begins: at the nearest heading, else after the last link."""
    if out.plain:
        return _plain_start(out, low, first)
    start = first
    while start > low:
        start -= 1
        line = out.lines[start]
        if line.heading:
            break
    else:
        return min(low + 1, first) if tail and first - low > 1 else low
    while start > low and out.lines[start - 1].heading:  # a heading on two lines, or over a smaller one
        start -= 1
    return start


def _plain_start(out: Outline, low: int, first: int) -> int:
    """Return where the text above a plain address begins: its own paragraph, or the one or two before it."""
    start = first
    while start > low and out.lines[start - 1].block == out.lines[first].block:
        start -= 1
    if start < first or start == low:
        if start < first and not out.lines[start].heading and start > low and out.lines[start - 1].heading:
            start -= 1
        return start
    block = out.lines[start - 1].block
    while start > low and out.lines[start - 1].block == block:
        start -= 1
    if not out.lines[start].heading and start > low and out.lines[start - 1].heading:
        start -= 1
    return start


def _owners(out: Outline, articles: Sequence[_Article]) -> dict[int, int]:
    """Return, for each element that holds links of articles, whose they are; -1: of several."""
    owners: dict[int, int] = {}
    for place, article in enumerate(articles):
        for number in article.links:
            for step in out.links[number].path:
                owners[step] = place if owners.get(step, place) == place else -1
    return owners


def _card(out: Outline, place: int, article: _Article, owners: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the lines of the widest element that holds links of this article and of no other; None where none is."""
    path = out.links[article.links[0]].path
    widest = next((step for step in path if owners[step] == place), None)
    if widest is None or widest == path[0]:  # all of the letter is about it
        return None
    return out.spans[widest]


def _rows(out: Outline, article: _Article) -> int:
    """Return on how many lines the links of an article stand."""
    return sum(1 for line in out.lines[article.first : article.last + 1] if set(line.links) & set(article.links))


def _is_titled(out: Outline, article: _Article) -> bool:
    """Return whether one of its links says what it is about."""
    return any(not links.is_generic(out.links[number].said) for number in article.links) and not (
        out.plain and not any(len(out.links[number].said) > 20 for number in article.links)  # noqa: PLR2004
    )


def _is_prose(line: Line) -> bool:
    """Return whether a line says more than its links do."""
    return len(line.text) - line.linked > 25  # noqa: PLR2004  (a label such as "Opinie – " or a date is no prose)


def _title(out: Outline, article: _Article, region: range) -> str:
    """Return what an article is called: by its link, by the heading over it, its address, or what is beside it."""
    own = [out.links[number] for number in article.links]
    titles = [link for link in own if link.said and not links.is_generic(link.said)]
    in_line = [link for link in titles if not _is_prose(out.lines[link.line])]
    for link in sorted(in_line, key=lambda link: not out.lines[link.line].heading):
        if len(link.said.split()) > 1 or out.lines[link.line].heading or len(link.said) > 12:  # noqa: PLR2004
            return link.said
    headings = [number for number in region if out.lines[number].heading and _says(out.lines[number])]
    if headings:
        nearest = [number for number in headings if number <= article.first] or headings
        return out.lines[nearest[-1]].text
    for link in titles:
        if len(link.said) >= 10 and len(link.said.split()) > 2:  # noqa: PLR2004
            return link.said
    named = "" if links.passes_on(article.url) else title_of(article.url)
    if len(named.split()) > 2 and all(_is_prose(out.lines[link.line]) for link in own):  # noqa: PLR2004
        return named
    return _title_beside(out, own, titles, region) or named


def _title_beside(out: Outline, own: Sequence[Link], titles: Sequence[Link], region: range) -> str:
    """Return a title made of what stands beside links without one: a line, a picture's text, a teaser's start."""
    rows = [out.lines[number].text for number in region if _says(out.lines[number])]
    if len(rows) > 1 and len(rows[0]) <= 120 and not rows[0].endswith("."):  # noqa: PLR2004
        return rows[0]
    for link in own:
        if len(link.alt.split()) > 1 and not links.is_generic(link.alt) and not links.is_about_the_letter(link.alt):
            return link.alt
    if rows:
        return shorten(max(rows, key=len), 80)
    return titles[0].said if titles else ""


def _says(line: Line) -> bool:
    """Return whether a line says something about an article."""
    return (
        any(letter.isalpha() for letter in line.text)
        and not links.is_generic(line.text)
        and not links.is_about_the_letter(line.text)
    )


def _summary(out: Outline, article: _Article, region: range, title: str) -> str:
    """Return the teaser: what follows the title, else what stands before it; "" where there is nothing."""
    texts: list[tuple[int, str]] = []
    for number in region:
        line = out.lines[number]
        if not _says(line) or line.text == title or (line.heading and len(line.text) < 80):  # noqa: PLR2004
            continue
        if line.links and not set(line.links) & set(article.links) and not _is_prose(line):
            continue  # a button of another article, or about the letter
        texts.append((number, line.text))
    place = next((n for n in region if out.lines[n].text == title), article.first)
    chosen = [text for number, text in texts if number >= place] or [text for _, text in texts]
    joined = " ".join(dict.fromkeys(chosen))
    return shorten(joined, LONGEST_SUMMARY) if joined != title else ""


def _image(out: Outline, article: _Article, region: range) -> str | None:
    for number in article.links:
        if out.links[number].image is not None:
            return out.links[number].image
    card = [url for line, url in out.pictures if region.start <= line < max(region.stop, region.start + 1)]
    return card[0] if card else None
