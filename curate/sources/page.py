"""Kind `page`: a web page without a feed, read with the CSS selectors that `select:` gives in sources.yaml.

`item` names what holds one publication; `title`, `link`, `date`, `summary` and `image` are looked for within each.
"selector@attribute" takes an attribute, "@attribute" one of the item itself; without it the text is taken, of a link
its `href`, of a picture its `src`, of a `<time>` its `datetime`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import soupsieve
from bs4 import BeautifulSoup, Tag
from lxml import etree  # type: ignore[import-untyped]  # it comes without types
from soupsieve import SelectorSyntaxError, SoupSieve

from curate import dates
from curate.errors import SourceError
from curate.locale import MN, M, Message
from curate.models import Document, Said, SaidEntry
from curate.sources import _bounds
from curate.text import absolute, literal_line, one_line, picture, shorten

LARGEST = 3_000_000
"""Bytes of a page that are read: bs4 reads about 1 MB a second, and no list of news is longer."""
MOST_ITEMS = 500
"""Of one page. A list of news has 10 to 50."""
DEEPEST = 256
"""Levels of nesting, as for feeds: searching within every item takes the product of both."""
LONGEST_SUMMARY = 600
"""Characters."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SELECTOR = re.compile(r"(?P<css>.*?)(?:@(?P<attribute>[A-Za-z][\w:.-]*))?\s*", re.DOTALL)
_FIELDS = ("title", "link", "date", "summary", "image")
_USUAL = {
    "link": ("href",),
    "date": ("datetime", "content"),
}
"""Attributes that a field is taken from where its selector names none."""
_MOST_PICTURES = 8
"""Of one item that are looked at for one that is no placeholder and no pixel."""
_TITLES = "h1, h2, h3, h4, h5, h6"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """Where one field of an item stands."""

    css: SoupSieve | None
    """None: in the item itself."""
    attributes: tuple[str, ...]
    """The first that is there is taken; none given or none there: the text."""
    only: bool
    """The selector names its attribute: the text is no substitute."""

    def value(self, item: Tag) -> str:
        """Return what the item has there; "" where it has nothing."""
        found = item if self.css is None else self.css.select_one(item)
        if found is None:
            return ""
        for attribute in self.attributes:
            value = found.get(attribute)
            text = " ".join(value) if isinstance(value, list) else value or ""
            if text.strip():
                return text.strip()
        return "" if self.only else found.get_text(" ")

    def picture(self, item: Tag, base: str) -> str | None:
        """Return the address of the picture that the item has there, also where it loads late; None where none."""
        found = [item] if self.css is None else self.css.select(item, limit=_MOST_PICTURES)
        named = self.attributes[0] if self.only else ""
        return next((address for tag in found if (address := _picture(tag, named, base))), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A page that can be searched."""

    soup: BeautifulSoup
    url: str
    base: str
    """What its links are relative to."""


class Page:
    """A web page, read with CSS selectors."""

    name = "page"
    obey_robots = True

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the page lists. `SourceError` where a selector is none, or finds nothing."""
        return said(opened(document), options)


def opened(document: Document) -> Opened:
    """Return the page as it can be searched; `SourceError` where it cannot be read, or is nested without end."""
    body = document.body[:LARGEST]
    if _bounds.overgrown(body, _bounds.MOST_TAGS_OF_A_PAGE):
        raise _bounds.refusal(document.url)
    soup = None if _is_endless(body) else _soup(document)
    if soup is None or _depth(soup) > DEEPEST:
        raise SourceError(
            M(
                "{url} was not read: it is nested more than {deepest} levels deep.",
                url=document.url,
                deepest=DEEPEST,
            ),
            hint=M("Look at the address in a browser."),
        )
    return Opened(soup=soup, url=document.url, base=_base(soup, document.url))


def said(page: Opened, options: Mapping[str, object]) -> Said:
    """Return what the selectors find on a page. `SourceError` where one is none, or finds nothing."""
    fields = _fields(options.get("select"))
    items = fields.pop("item").css
    found = [] if items is None else items.select(page.soup, limit=MOST_ITEMS)
    if not found:
        raise _nothing("item", options, page.url)
    entries = [_entry(item, fields, page.base) for item in found]
    for field, has in (("link", _has_link), ("title", _has_title)):
        if field in fields and not any(has(entry) for entry in entries):
            raise _nothing(field, options, page.url)
    kept = tuple(entry for entry in entries if entry.url or entry.title)
    if not kept:
        raise _nothing("item", options, page.url)
    html = page.soup.find("html")
    language = str(html.get("lang") or "")[:2].lower() if isinstance(html, Tag) else ""
    return Said(
        title=title(page),
        home=page.url,
        language=language if len(language) == 2 and language.isalpha() and language.isascii() else None,  # noqa: PLR2004
        entries=kept,
        warnings=(*_left_out(len(entries) - len(kept)), *_unfound(fields, entries, options)),
    )


def title(page: Opened) -> str:
    """Return what a page calls itself; "" where it says nothing."""
    return one_line(page.soup.title.get_text()) if page.soup.title else ""


def _fields(select: object) -> dict[str, Field]:
    """Return the fields that are given, `item` always among them."""
    if not isinstance(select, Mapping) or not _given(select, "item"):
        raise SourceError(
            M("A source of the kind `page` needs `select` with at least `item`."),
            hint=M('For instance: select: {{item: article, title: h2, link: "h2 a@href"}}'),
        )
    return {name: field(name, _given(select, name)) for name in ("item", *_FIELDS) if _given(select, name)}


def _given(select: Mapping[str, object], name: str) -> str:
    return str(select.get(name) or "").strip()


def field(name: str, selector: str) -> Field:
    """Return how a selector is read for a field (`item`, `title`, …). `SourceError` where it is no CSS."""
    parts = _SELECTOR.fullmatch(selector)
    css, attribute = (parts["css"].strip(), parts["attribute"]) if parts else (selector, None)
    try:
        compiled = soupsieve.compile(css) if css else None
    except (SelectorSyntaxError, ValueError, RecursionError) as error:
        raise SourceError(
            M("The selector for `{field}` is not CSS: {selector}", field=name, selector=one_line(selector)),
            hint=M("Write it as in: article.news, h2 a@href"),
        ) from error
    return Field(css=compiled, attributes=(attribute,) if attribute else _USUAL.get(name, ()), only=bool(attribute))


def _soup(document: Document) -> BeautifulSoup:
    charset = _CHARSET.search(document.content_type or "")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a document that is XML: read all the same, or found to list nothing
            return BeautifulSoup(document.body[:LARGEST], "lxml", from_encoding=charset[1] if charset else None)
    except (ValueError, LookupError, RecursionError, AssertionError) as error:
        raise SourceError(
            M("The page {url} could not be read: {reason}", url=document.url, reason=one_line(str(error))[:200]),
            hint=M("Look at the address in a browser."),
        ) from error


def _is_endless(body: bytes) -> bool:
    """Say whether libxml2 gives up on a page for its depth: at once, where bs4 would take seconds."""
    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False)
    with suppress(etree.LxmlError, ValueError):
        etree.fromstring(body, parser)
    return any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def _depth(soup: BeautifulSoup) -> int:
    """Return how many levels deep the page is nested."""
    depths = {id(soup): 0}
    for tag in soup.descendants:
        if isinstance(tag, Tag):
            depths[id(tag)] = depths[id(tag.parent)] + 1
    return max(depths.values())


def _base(soup: BeautifulSoup, url: str) -> str:
    base = soup.select_one("base[href]")
    return (absolute(str(base["href"]), url) if base else None) or url


def _entry(item: Tag, fields: Mapping[str, Field], base: str) -> SaidEntry:
    texts = {name: field.value(item) for name, field in fields.items() if name != "image"}
    link = texts["link"] if "link" in fields else _own_link(item)
    name = texts["title"] if "title" in fields else _own_title(item)
    return SaidEntry(
        id=None,
        url=absolute(link, base),
        title=literal_line(name),
        summary=shorten(literal_line(texts.get("summary", "")), LONGEST_SUMMARY),
        published=dates.parse(texts.get("date")),
        image=fields["image"].picture(item, base) if "image" in fields else None,
    )


def _picture(tag: Tag, named: str, base: str) -> str | None:
    """Return the picture of a tag: of the attribute that the selector names, else wherever pages keep it."""
    if named and named != "src":  # who names another attribute knows the page
        value = str(tag.get(named) or "")
        return picture({"srcset" if "srcset" in named else "src": value}, base)
    for each in _pictures(tag):
        attributes = {name: " ".join(value) if isinstance(value, list) else value for name, value in each.attrs.items()}
        address = picture({"src": attributes.get("content", ""), **attributes}, base)
        if address:
            return address
    return None


def _pictures(tag: Tag) -> list[Tag]:
    """Return where the picture of a tag may stand, the surest first: within it, or beside it in a `<picture>`."""
    if tag.name in ("img", "source", "meta"):
        around = tag.find_parent("picture")  # not its parent: libxml2 puts it within a `source` that nothing ends
        return [tag, *(() if around is None else around.find_all("source"))]
    return [tag, *tag.find_all("img"), *tag.find_all("source")]


def _own_link(item: Tag) -> str:
    link = item if item.name == "a" else item.select_one("a[href]")
    return str(link.get("href") or "") if link else ""


def _own_title(item: Tag) -> str:
    title = item.select_one(_TITLES) or (item if item.name == "a" else item.select_one("a[href]"))
    return title.get_text(" ") if title else ""


def _has_link(entry: SaidEntry) -> bool:
    return entry.url is not None


def _has_title(entry: SaidEntry) -> bool:
    return bool(entry.title)


def _nothing(field: str, options: Mapping[str, object], url: str) -> SourceError:
    select = options.get("select")
    selector = _given(select, field) if isinstance(select, Mapping) else ""
    return SourceError(
        M("The selector for `{field}` found nothing on {url}: {selector}", field=field, url=url, selector=selector),
        hint=M("The page may have been rebuilt. Look at its source in a browser and mend `select` in sources.yaml."),
    )


def _left_out(number: int) -> tuple[Message, ...]:
    if not number:
        return ()
    return (
        MN(
            "{n} entry of the page was left out: it has no link and no title.",
            "{n} entries of the page were left out: they have no link and no title.",
            number,
        ),
    )


def _unfound(
    fields: Mapping[str, Field], entries: list[SaidEntry], options: Mapping[str, object]
) -> tuple[Message, ...]:
    """Return a warning for each field that no item has, though a selector is given: the page may have changed."""
    values = {"date": "published", "summary": "summary", "image": "image"}
    select = options.get("select")
    return tuple(
        M(
            "The selector for `{field}` found nothing that can be read: {selector}",
            field=name,
            selector=_given(select, name) if isinstance(select, Mapping) else "",
        )
        for name, attribute in values.items()
        if name in fields and not any(getattr(entry, attribute) for entry in entries)
    )


KIND = Page()
