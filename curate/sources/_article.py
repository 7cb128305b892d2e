"""One page, read as one publication: for `curate add` and for full text. No kind of source.

The main text is trafilatura's; its facts are what the page says of itself (schema.org, Open Graph, `<meta>`).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it comes without types
from lxml import html as lxml_html

from curate import dates, text, urls
from curate.errors import SourceError
from curate.locale import M
from curate.models import Document, SaidPage
from curate.sources import _bounds

ARTICLES = {"Article", "NewsArticle", "BlogPosting", "Report", "ScholarlyArticle", "WebPage", "TechArticle"}
"""Types of schema.org that describe a publication; other kinds of article end with one of these words."""
LARGEST = 3_000_000
"""Characters of a page that are read. The text of an article stands in its first MB."""
DEEPEST = 250
"""Levels of nesting. libxml2 stops at 256; deeper is no page that a person wrote."""
MOST_ELEMENTS = 30_000
"""Of a page that trafilatura gets; it takes more than linear time. The longest articles have some 10,000."""
FEWEST_WORDS = 5
"""A paragraph of fewer words is a caption, a date or a button."""
_MOST_FACTS = 40
"""Blocks of JSON-LD that are looked at, and depth to which: pages have one to five."""
_ENOUGH = 0.8
"""Of the text found without links: with less, the links led trafilatura astray."""
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00", b"\x1f\x8b")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
_WHITE = re.compile(r"\s+")
_BY = re.compile(r"\A(?:[Bb]y|BY|[Dd]oor|[Pp]ar)\s+(?=\w)")

Tree = Any
"""Of lxml, which comes without types."""


def read_page(document: Document) -> SaidPage:
    """Return what a page says of itself, with its main text; `SourceError` where it is no HTML page."""
    tree = _tree(document)
    base = _base(tree, document.url)
    facts = list(_schema(tree))
    article = next((node for node in facts if _is_article(node)), {})
    outlet = text.one_line(_meta(tree, "og:site_name") or _name(article.get("publisher"))) or urls.host(document.url)
    return SaidPage(
        url=document.url,
        canonical=_canonical(tree, base, document.url),
        title=_title(tree, article),
        summary=text.shorten(text.one_line(_meta(tree, "og:description", "description", "twitter:description")), 600),
        content=_content(tree, base),
        author=_byline(_names(article.get("author")) or _meta(tree, "author", "article:author", "dc.creator")),
        published=_date(tree, article, "datePublished", ("article:published_time", "date", "dc.date", "og:pubdate")),
        updated=_date(tree, article, "dateModified", ("article:modified_time", "og:updated_time", "last-modified")),
        language=_language(tree),
        image=_image(tree, article, base),
        outlet=outlet,
        paywalled=_paywalled(tree, facts),
    )


# ── the tree ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tree(document: Document) -> Tree:
    """Return the page as libxml2 reads it: without network, no larger and no deeper than is looked at."""
    head = document.body[:4096]
    kind = (document.content_type or "").partition(";")[0].strip().lower()
    if head.startswith(_BINARY) or b"<" not in head or kind.startswith(("image/", "audio/", "video/")):
        raise SourceError(M("{url} is not a web page.", url=document.url), source=document.url)
    written = _decoded(document)[:LARGEST].encode("utf-8", "replace")
    if _bounds.overgrown(written):
        raise _bounds.refusal(document.url)
    parser = lxml_html.HTMLParser(
        huge_tree=False, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    try:
        tree = lxml_html.document_fromstring(written, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceError(M("The page {url} holds no text to read.", url=document.url), source=document.url) from error
    _without_depths(tree)
    return tree


def _decoded(document: Document) -> str:
    from bs4.dammit import UnicodeDammit

    declared = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", document.content_type or "", re.IGNORECASE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bytes that are no text: the page is read as well as it can be
        found = UnicodeDammit(document.body, [declared[1]] if declared else [], is_html=True)
    written = found.unicode_markup or document.body.decode("utf-8", "replace")
    return written.replace("\0", "")


def _without_depths(tree: Tree) -> None:
    """Cut off what is nested deeper than `DEEPEST`: what reads the tree after us goes down by calling itself."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    for element in level:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _base(tree: Tree, url: str) -> str:
    found = tree.xpath("string(//base[@href][1]/@href)")
    return text.absolute(found, url) or url if found else url


# ── what it says of itself ───────────────────────────────────────────────────────────────────────────────────────────


def _meta(tree: Tree, *names: str) -> str:
    """Return the content of the first `<meta>` by one of these names that has any."""
    for name in names:
        for attribute in ("property", "name", "itemprop"):
            same = f"translate(@{attribute}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') = $name"
            for found in tree.xpath(f"//meta[{same}]/@content", name=name.lower()):
                if found.strip():
                    return str(found)
    return ""


def _schema(tree: Tree) -> Iterator[dict[str, Any]]:
    """Yield every node of the JSON-LD on the page, those within others after them."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]")[:_MOST_FACTS]:
        try:
            found = json.loads((script.text or "").strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # many pages hold JSON-LD that is none: the other facts serve
        level: list[object] = [found]
        for _ in range(_MOST_FACTS):
            nodes = [node for node in level if isinstance(node, dict)]
            lists = [item for node in level if isinstance(node, list) for item in node]
            yield from nodes
            level = [*lists, *(value for node in nodes for value in node.values() if isinstance(value, (dict, list)))]
            if not level:
                break


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(kind in ARTICLES or kind.endswith(("Article", "Posting")) for kind in _kinds(node))


def _kinds(node: Mapping[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _title(tree: Tree, article: Mapping[str, Any]) -> str:
    heading = next((" ".join(found.itertext()) for found in tree.iter("h1")), "")
    named = _meta(tree, "og:title") or _text(article.get("headline")) or _WHITE.sub(" ", heading).strip()
    return text.one_line(named or tree.xpath("string(//title[1])"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, dict):
        return _text(value.get("name"))
    return "" if isinstance(value, str) and value.startswith(("http://", "https://")) else _text(value)


def _names(value: object) -> str:
    several = value if isinstance(value, list) else [value]
    return ", ".join(dict.fromkeys(name for each in several if (name := _name(each).strip())))


def _byline(given: str) -> str | None:
    """Return an author's name without the "by" that stands before it on the page."""
    return _BY.sub("", text.one_line(given)) or None


def _date(tree: Tree, article: Mapping[str, Any], key: str, names: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return a moment that the page gives; of a publication without any, what its first `<time>` says."""
    found = dates.parse(_text(article.get(key))) or dates.parse(_meta(tree, *names))
    if found is not None or key != "datePublished":
        return found
    marked = tree.xpath(
        "(//*[@itemprop='datePublished']/@datetime | //article//time/@datetime | //time[@pubdate]/@datetime)[1]"
    )
    return dates.parse(str(marked[0])) if marked else None


def _language(tree: Tree) -> str | None:
    given = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        _meta(tree, "og:locale"),
        tree.xpath("string(//meta[translate(@http-equiv, 'CONTEL', 'contel') = 'content-language'][1]/@content)"),
        _meta(tree, "dc.language", "inlanguage"),
    )
    for language in given:
        found = re.match(r"\s*([a-zA-Z]{2})(?![a-zA-Z])", language or "")
        if found:
            return found[1].lower()
    return None


def _canonical(tree: Tree, base: str, url: str) -> str | None:
    """Return the address that the page gives itself, where that is one of its own site; else None."""
    given = tree.xpath("string(//link[contains(concat(' ', @rel, ' '), ' canonical ')][1]/@href)") or _meta(
        tree, "og:url"
    )
    found = text.absolute(given, base) if given else None
    if found is None or not _same_site(found, url):
        return None
    # The front page as canonical address is a slip of the site's: every article would be the same one.
    return None if urls.canonical(found).count("/") == 3 and urls.canonical(url).count("/") > 3 else found  # noqa: PLR2004


def _same_site(one: str, other: str) -> bool:
    """Say whether two addresses belong to one site: the same host, or one is a part of the other's."""
    first, second = urls.host(one).removeprefix("www."), urls.host(other).removeprefix("www.")
    return bool(first) and (first == second or first.endswith(f".{second}") or second.endswith(f".{first}"))


def _image(tree: Tree, article: Mapping[str, Any], base: str) -> str | None:
    """Return the page's lead image: as it names it, else the first large enough in its article."""
    named = _meta(tree, "og:image", "og:image:url", "twitter:image", "twitter:image:src") or _picture(
        article.get("image")
    )
    found = text.absolute(named, base) if named else None
    if found:
        return found
    for picture in tree.xpath("//article//img | //main//img")[:20]:
        sizes = {picture.get("width"), picture.get("height")}
        if any(size and size.isdigit() and int(size) < 100 for size in sizes):  # noqa: PLR2004  (an icon)
            continue
        for name in (*_LAZY, "src"):
            found = text.absolute(picture.get(name) or "", base)
            if found:
                return found
    return None


def _picture(value: object) -> str:
    if isinstance(value, list):
        return next((found for each in value if (found := _picture(each))), "")
    return _text(value.get("url") or value.get("contentUrl")) if isinstance(value, dict) else _text(value)


def _paywalled(tree: Tree, facts: Iterable[Mapping[str, Any]]) -> bool | None:
    """Return whether the page says that part of it is for subscribers only; None where it says nothing.

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    said = [node["isAccessibleForFree"] for node in facts if "isAccessibleForFree" in node]
    said += tree.xpath("//*[@itemprop='isAccessibleForFree']/@content")
    tier = _meta(tree, "article:content_tier").strip().lower()
    if any(_is_false(value) for value in said) or tier in {"locked", "metered"}:
        return True
    return False if said or tier == "free" else None


def _is_false(value: object) -> bool:
    return value is False or (
        isinstance(value, str) and value.strip().rpartition("/")[2].lower() in {"false", "no", "0"}
    )


# ── its main text ────────────────────────────────────────────────────────────────────────────────────────────────────


def _content(tree: Tree, base: str) -> str:
    """Return the main text as cleaned HTML: trafilatura's, else the page's own paragraphs.

    Of a short article trafilatura takes the menu for a part: it does not see what is none by its name.
    """
    for around in tree.xpath("//nav | //*[@role='navigation'] | //body/footer | //*[@role='contentinfo']"):
        around.drop_tree()
    if sum(1 for _ in islice(tree.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        return _paragraphs(tree, base)
    plain, linked = (_main_text(tree, base, links=links) for links in (False, True))
    if len(text.plain(linked)) >= _ENOUGH * len(text.plain(plain)):
        plain = linked
    return plain or _paragraphs(tree, base)


def _main_text(tree: Tree, base: str, *, links: bool) -> str:
    import copy

    from trafilatura import extract

    try:
        found = extract(
            copy.deepcopy(tree),
            fast=True,
            include_comments=False,
            include_formatting=True,
            include_links=links,
            output_format="html",
        )
    except Exception:  # noqa: BLE001  (a stranger's page in another's code: the page's own paragraphs serve)
        return ""
    return text.clean_html(found or "", base)


def _paragraphs(tree: Tree, base: str) -> str:
    """Return the page's paragraphs as cleaned HTML: those of its article, where it marks one."""
    body = next((found for tag in ("article", "main", "body") for found in tree.iter(tag)), None)
    if body is None:
        return ""
    outside = {"nav", "footer", "aside", "form", "header", "blockquote", "ul", "ol"}
    parts = [
        lxml_html.tostring(part, encoding="unicode", with_tail=False)
        for part in body.iter("p", "h2", "h3", "blockquote", "ul", "ol")
        if not any(above.tag in outside for above in part.iterancestors())
        and (part.tag in ("h2", "h3") or len(" ".join(part.itertext()).split()) >= FEWEST_WORDS)
    ]
    return text.clean_html("".join(parts), base)
