"""The tree of a feed in XML: is it well-formed, what does the feed say of itself, what does fastfeedparser leave out.

The tree is built by libxml2 without entities, network or files, and no deeper than `DEEPEST`: a document that has been
through here is safe to hand to the other parsers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from itertools import islice
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it comes without types

from curate.locale import MN, M, Message
from curate.sources import _bounds
from curate.sources._bounds import MOST_ENTRIES
from curate.sources.feed.mending import mended
from curate.sources.feed.wire import is_picture

Node = Any
"""Of the tree, or of libxml2's log: lxml comes without types."""
_ENTRIES = ("{*}item", "{*}entry")
_HEAD = 4096
LONGEST_INNER = 500_000
"""Characters of a title or summary in XHTML. Titles within titles would each hold all that is in them."""
DEEPEST = 256
"""Levels. libxml2's own bound (XML_MAX_DEPTH without XML_PARSE_HUGE)."""

_ATOM = ("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/Atom")
_ATOM_03 = "http://purl.org/atom/ns#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RSS_09 = ("http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/")
_RDF_ABOUT = f"{{{_RDF}}}about"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    **dict.fromkeys(
        (
            "",
            *_ATOM,
            _ATOM_03,
            *_RSS_09,
            "http://purl.org/rss/1.0/",
            "http://backend.userland.com/rss2",
            "http://backend.userland.com/RSS2",
        ),
        "",
    ),
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.itunes.com/DTDs/Podcast-1.0.dtd": "itunes:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
}
_ROOTS = {"rss", "feed", "rdf", "channel"}
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
"""Hours. https://web.resource.org/rss/1.0/modules/syndication/"""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, kw_only=True, slots=True)
class Extra:
    """What one entry says that fastfeedparser leaves out, guesses or reads another way. Empty: not there."""

    id: str | None = None
    """What the entry itself calls its id; fastfeedparser gives the link where it has none."""
    published: str = ""
    updated: str = ""
    link: str | None = None
    """Where the tree knows better than fastfeedparser; "" : it has none; None: no opinion."""
    title: str | None = None
    title_is_text: bool = False
    summary: str | None = None
    """HTML; "": it has none, and what fastfeedparser gives was taken from the content; None: no opinion."""
    content: str = ""
    """HTML, where fastfeedparser passes over it (RSS 1.0)."""
    authors: tuple[str, ...] = ()
    """Where there are several, or fastfeedparser finds none (`<author><name>` in RSS, that of the feed in Atom)."""
    images: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
    base: str = ""
    content_base: str = ""
    """xml:base of the content alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """A feed without its entries."""

    body: bytes
    """The document as the parsers get it: without DOCTYPE, and with the slips mended that every reader forgives."""
    root: str = ""
    """Local name of the root in lower case; "" where the document is no XML."""
    old: bool = False
    """RSS 0.9x, Atom 0.3 or CDF, which fastfeedparser does not read in full."""
    too_deep: bool = False
    too_much: bool = False
    """It has more tags, or longer texts, than any honest feed: it was not read."""
    title: str = ""
    home: str = ""
    language: str = ""
    base: str = ""
    every: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    extras: tuple[Extra, ...] = ()
    warnings: tuple[Message, ...] = field(default=())

    @property
    def is_feed(self) -> bool:
        """Whether the root is one that a feed has."""
        return self.root in _ROOTS


def outlined(body: bytes) -> Outline:
    """Return what the tree of a document in UTF-8 says. Never raises on a broken one: it says what is wrong."""
    if _bounds.overgrown(body):
        return Outline(body=body[:_HEAD], too_much=True)
    body = mended(body)
    root, log = tree(body)
    if root is None:
        return Outline(body=body)
    limits = [error for error in log if error.type_name == "ERR_RESOURCE_LIMIT"]
    if limits:
        too_deep = any("depth" in error.message for error in limits)
        return Outline(body=body, root=_local(root), too_deep=too_deep, too_much=not too_deep)
    warnings = _warnings(root, body, log)
    beyond = _without_surplus(root)
    if beyond:
        body = etree.tostring(root, encoding="utf-8")
        warnings += (
            MN(
                "{n} entry of the feed was left out: it has more than {most}.",
                "{n} entries of the feed were left out: it has more than {most}.",
                beyond,
                most=MOST_ENTRIES,
            ),
        )
    return _read(root, body, warnings)


def _without_surplus(root: Node) -> int:
    """Take the entries beyond `MOST_ENTRIES` out of a tree, and return how many: each costs the parsers 1 KB."""
    surplus = list(islice(root.iter(*_ENTRIES), MOST_ENTRIES, None))
    for item in surplus:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)
    return len(surplus)


def tree(body: bytes) -> tuple[Node | None, list[Node]]:
    """Return the root of a mended document (None where it has none), and what libxml2 found wrong."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError):
        root = None
    log = [error for error in parser.error_log if error.level >= etree.ErrorLevels.ERROR and not _harmless(error)]
    return root, log


def _harmless(error: Node) -> bool:
    """Say whether it is a fault of namespaces only: the document is well-formed, and reads the same."""
    return bool(error.domain_name == "NAMESPACE")


def _warnings(root: Node, body: bytes, log: list[Node]) -> tuple[Message, ...]:
    if not log:
        return ()
    name = root.tag.rpartition("}")[2] if root.prefix is None else f"{root.prefix}:{root.tag.rpartition('}')[2]}"
    if f"</{name}".encode().lower() not in body[-4096:].lower():
        return (
            M("The feed was cut off in the middle: only what came before was read. The next fetch may bring the rest."),
        )
    first = log[0]
    return (
        M(
            "The feed is not well-formed XML (line {line}: {reason}). Items may be missing.",
            line=first.line,
            reason=" ".join(first.message.split())[:120],
        ),
    )


def _read(root: Node, body: bytes, warnings: tuple[Message, ...]) -> Outline:
    channel = next((child for child in root if _name(child) == "channel"), root)
    texts = _texts(channel)
    items = list(root.iter(*_ENTRIES))
    return Outline(
        body=body,
        root=_local(root),
        old=_is_old(root),
        title=texts.get("title", ""),
        home=_link_of(channel) or texts.get("link", ""),
        language=texts.get("language") or texts.get("dc:language") or _lang(channel) or _lang(root),
        base=channel.get(_XML_BASE) or root.get(_XML_BASE) or "",
        every=_every(texts),
        skip_hours=frozenset(_hours(channel)),
        skip_days=frozenset(_days(channel)),
        extras=tuple(_extra(item, channel) for item in items),
        warnings=warnings,
    )


def _extra(item: Node, channel: Node) -> Extra:
    """Return what one entry says besides. Its children are looked at once: there are some ten in each of thousands."""
    children: dict[str, Node] = {}
    texts: dict[str, str] = {}
    for child in item:
        name = _NAMES[child.tag]
        if name:
            children.setdefault(name, child)
            text = child.text
            if text and name not in texts and (text := text.strip()):
                texts[name] = text
    atom = _namespace(item.tag) in _ATOM
    title, content = children.get("title"), children.get("content")
    return Extra(
        id=_first(texts, "id", "guid") or item.get(_RDF_ABOUT) or "",
        published=_first(
            texts, "pubdate", "published", "dc:date", "dcterms:issued", "dcterms:created", "issued", "date"
        ),
        updated=_first(texts, "updated", "modified", "dcterms:modified", "lastbuilddate"),
        link=texts.get("feedburner:origlink")
        or (_atom_link(item, texts) if atom else _rss_link(item, texts, children)),
        title=_inner(title) if title is not None and len(title) else None,
        title_is_text=atom and title is not None and title.get("type") == "text",
        summary=_summary(item, texts, children),
        content=texts.get("content:encoded", ""),
        authors=_authors(item, children) or (_of_another(children.get("source"), channel) if atom else ()),
        images=tuple(_images(item, children)),
        outlet=_outlet(children.get("source"), channel),
        language=item.get(_XML_LANG) or texts.get("dc:language", "") or texts.get("language", ""),
        base=item.get(_XML_BASE) or "",
        content_base="" if content is None else content.get(_XML_BASE) or "",
    )


def _rss_link(item: Node, texts: dict[str, str], children: dict[str, Node]) -> str | None:
    """Return "" where fastfeedparser would take a guid for a link that says it is none."""
    if texts.get("link") or ("link" in children and _link_of(item)):
        return None
    guid = children.get("guid")
    if guid is None:
        return None
    return "" if guid.get("isPermaLink", "true").strip().lower() == "false" else (guid.text or "").strip()


def _atom_link(item: Node, texts: dict[str, str]) -> str:
    """Return the alternate link, else the one that is related; else the id where it is an address."""
    for rels in (("alternate",), ("via", "related", "canonical")):
        for link in item.iterchildren("{*}link"):
            if (link.get("rel") or "alternate").strip().lower().rpartition("/")[2] in rels and link.get("href"):
                return str(link.get("href"))
    identity = texts.get("id", "")
    return identity if identity.startswith(("http://", "https://")) else ""


def _link_of(element: Node) -> str:
    """Return the address of an `atom:link` to the page of a feed or entry."""
    for link in element.iterchildren("{*}link"):
        if link.get("href") and (link.get("rel") or "alternate") == "alternate":
            return str(link.get("href"))
    return ""


def _of_another(source: Node | None, channel: Node) -> tuple[str, ...]:
    """Return the authors of an Atom entry that names none: those of its source, else of the feed (RFC 4287, 4.2.1)."""
    return (() if source is None else _authors(source)) or _authors(channel)


def _summary(item: Node, texts: dict[str, str], children: dict[str, Node]) -> str | None:
    for name in ("description", "summary"):
        element = children.get(name)
        if element is not None:
            said_text = _namespace(item.tag) in _ATOM and element.get("type") in ("text", "text/plain")
            return _inner(element) if len(element) or said_text else None
    media = next(item.iter("{http://search.yahoo.com/mrss/}description"), None) if _has_media(children) else None
    if media is not None and media.text:
        escaped = media.get("type") == "html"
        return str(media.text) if escaped else escape(media.text).replace("\n", "<br>")
    return _first(texts, "itunes:summary", "itunes:subtitle", "dc:description")


def _authors(item: Node, children: dict[str, Node] | None = None) -> tuple[str, ...]:
    """Return the authors that fastfeedparser passes over: all of several, or those whose name is an element (Atom)."""
    if children is not None and "author" not in children and "dc:creator" not in children:
        return ()
    named = [
        (name.text or "").strip()
        for author in item
        if _name(author) == "author" and (name := _child(author, "name")) is not None
    ]
    for element in ("author", "dc:creator"):
        plain = [(child.text or "").strip() for child in item if _name(child) == element]
        several = named if element == "author" and named else [name for name in plain if name]
        if several:
            return tuple(several) if len(several) > 1 or named else ()
    return ()


def _has_media(children: dict[str, Node]) -> bool:
    """Say whether anything of Media RSS can stand in an entry: it has such a child."""
    return any(name.startswith("media:") for name in children)


def _images(item: Node, children: dict[str, Node]) -> Iterator[str]:
    """Yield the pictures named for an entry, those meant for showing first."""
    if _has_media(children):
        contents, thumbnails = [], []
        for media in item.iter("{http://search.yahoo.com/mrss/}content", "{http://search.yahoo.com/mrss/}thumbnail"):
            if media.tag.endswith("thumbnail"):
                thumbnails.append(media)
            elif is_picture(media.get("url"), media.get("type"), media.get("medium")):
                contents.append(media)
        for media in (*contents, *thumbnails):
            yield media.get("url") or ""
    if "enclosure" in children:
        for file in item.iterchildren("{*}enclosure"):
            if is_picture(file.get("url"), file.get("type")):
                yield file.get("url") or ""
    if "image" in children or "itunes:image" in children:
        for image in item.iterchildren("{http://www.itunes.com/dtds/podcast-1.0.dtd}image", "image"):
            yield image.get("href") or image.get("url") or "".join(image.itertext("{*}url")).strip() or image.text or ""


def _outlet(source: Node | None, channel: Node) -> str:
    """Return who published it first; "" where that is nobody else than this feed."""
    if source is None:
        return ""
    title = _child(source, "title")
    name = " ".join("".join(source.itertext() if title is None else title.itertext()).split())
    own = _child(channel, "title")
    return "" if own is not None and name == " ".join("".join(own.itertext()).split()) else name


def _texts(element: Node) -> dict[str, str]:
    """Return the text of each child by its name ("dc:date", "pubdate"); of several, the first that has any."""
    texts: dict[str, str] = {}
    for child in element:
        name = _NAMES[child.tag]
        text = (child.text or "").strip() if name else ""
        if text:
            texts.setdefault(name, text)
    return texts


class _Names(dict[Any, str]):
    """A tag of lxml ("{namespace}local") → "prefix:local" with the usual prefix, in lower case.

    "" for an unknown namespace and for what is no element. Filled as tags are met, up to a bound: a stranger's.
    """

    def __missing__(self, tag: object) -> str:
        prefix = _PREFIXES.get(_namespace(tag)) if isinstance(tag, str) else None
        name = "" if prefix is None else prefix + str(tag).rpartition("}")[2].lower()
        if len(self) < _MOST_NAMES:
            self[tag] = name
        return name


_MOST_NAMES = 4096
_NAMES = _Names()


def _name(element: Node) -> str:
    """Return the name of an element, see `_Names`."""
    return _NAMES[element.tag]


def _namespace(tag: str) -> str:
    # Not etree.QName: that refuses the names a broken document may have.
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _child(element: Node, name: str) -> Node | None:
    return next((child for child in element if _NAMES[child.tag] == name), None)


def _inner(element: Node) -> str:
    """Return what stands within an element, as HTML: for titles and summaries in XHTML."""
    children = (str(etree.tostring(child, encoding="unicode")) for child in element)
    return (escape(element.text or "", quote=False) + "".join(children))[:LONGEST_INNER]


def _first(texts: dict[str, str], *names: str) -> str:
    for name in names:
        if name in texts:
            return texts[name]
    return ""


def _lang(element: Node) -> str:
    return element.get(_XML_LANG) or ""


def _local(element: Node) -> str:
    return str(element.tag.rpartition("}")[2].lower())


def _is_old(root: Node) -> bool:
    if _local(root) == "rss":
        return str(root.get("version") or "").startswith("0.9")
    if _local(root) == "rdf":
        return any(_namespace(child.tag) in _RSS_09 for child in root if isinstance(child.tag, str))
    return _namespace(root.tag) == _ATOM_03 or _local(root) == "channel"


def _every(texts: dict[str, str]) -> timedelta | None:
    """Return the longer of `ttl` (minutes, RSS 2.0) and `sy:updatePeriod` / `sy:updateFrequency`."""
    waits = []
    ttl = _whole(texts.get("ttl"))
    if ttl:
        waits.append(timedelta(minutes=ttl))
    hours = _PERIODS.get(texts.get("sy:updateperiod", "").lower())
    if hours is not None:
        waits.append(timedelta(hours=hours) / (_whole(texts.get("sy:updatefrequency")) or 1))
    return max(waits, default=None)


def _hours(channel: Node) -> Iterator[int]:
    """Yield the hours of `skipHours` (RSS 2.0: 0 to 23; RSS 0.91 counted to 24)."""
    for hour in channel.iterfind("{*}skipHours/{*}hour"):
        number = _whole(hour.text)
        if number is not None and number <= 24:  # noqa: PLR2004
            yield number % 24


def _days(channel: Node) -> Iterator[int]:
    for day in channel.iterfind("{*}skipDays/{*}day"):
        name = (day.text or "").strip().lower()
        if name in _DAYS:
            yield _DAYS.index(name)


def _whole(text: str | None) -> int | None:
    """Return a whole number of at most six figures; None where `text` is none."""
    bare = (text or "").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 6 else None  # noqa: PLR2004
