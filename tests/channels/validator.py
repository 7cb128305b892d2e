"""The rules by which the W3C's feed validator calls a feed invalid, or warns (github.com/w3c/feedvalidator).

Restated here, as the validator itself is in no registry: elements required, once and in place; full URIs of the
characters of RFC 2396; dates; ids that are unique; HTML that is well-formed and does nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"

_URI = re.compile(r"[a-zA-Z][0-9a-zA-Z+\-.]*:(//)?[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+")
_UUID = re.compile(r"urn:uuid:[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*)?(Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT"
)
_ODD = re.compile("[\x80-\x9f\ufffe\uffff\ufdd0-\ufdef]")
TAGS = {"p", "br", "em", "strong", "a", "blockquote", "span", "figure", "figcaption", "img"}
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("img", "src"), ("img", "alt"), ("span", "lang"), ("blockquote", "lang")}


def tree(document: str) -> Any:
    """Return the document as lxml reads it, strictly."""
    return etree.fromstring(document.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))


def complaints(document: str) -> list[str]:
    """Return what the validator would say against a feed; empty where it is valid and without a warning."""
    root = tree(document)
    found = list(_atom(root) if root.tag == f"{ATOM}feed" else _rss(root))
    for element in root.iter():
        if not len(element) and not (element.text or "").strip() and not element.attrib:
            found.append(f"{element.tag} is empty")
        if _ODD.search("".join([element.text or "", *element.attrib.values()])):
            found.append(f"{element.tag} holds what is no character")
    return found


# ── Atom ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _atom(root: Any) -> Iterator[str]:
    yield from _metadata(root)
    names = [child.tag for child in root]
    entries = root.findall(f"{ATOM}entry")
    if entries and names.index(f"{ATOM}entry") < len(names) - len(entries):
        yield "metadata after an entry"
    if len({entry.findtext(f"{ATOM}id") for entry in entries}) < len(entries):
        yield "an id twice"
    for entry in entries:
        yield from _atom_entry(entry)


def _metadata(holder: Any) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        if len(holder.findall(ATOM + name)) != 1:
            yield f"{holder.tag}: {name} not once"
    yield from _uri(holder.findtext(f"{ATOM}id"), "id")
    yield from _moment(holder.findtext(f"{ATOM}updated"))
    for author in holder.findall(f"{ATOM}author"):
        if not (author.findtext(f"{ATOM}name") or "").strip():
            yield "an author without a name"
        if author.find(f"{ATOM}uri") is not None:
            yield from _uri(author.findtext(f"{ATOM}uri"), "author")
    links = Counter((link.get("rel"), link.get("type"), link.get("hreflang")) for link in holder.findall(f"{ATOM}link"))
    once = links if holder.tag == f"{ATOM}feed" else {key: n for key, n in links.items() if key[0] == "alternate"}
    yield from (f"link {key} twice" for key, count in once.items() if count > 1)
    for link in holder.findall(f"{ATOM}link"):
        yield from _uri(link.get("href"), "link")
        if link.get("rel") not in {"alternate", "related", "self", "via"} or link.get("title") == "":
            yield "a link that says too little"


def _atom_entry(entry: Any) -> Iterator[str]:
    yield from _metadata(entry)
    if entry.find(f"{ATOM}author") is None:
        yield "an entry without author"
    yield from _moment(entry.findtext(f"{ATOM}published"))
    content = entry.find(f"{ATOM}content")
    yield from _html(content.text)
    if content.get("type") != "html":
        yield "content that is no HTML"
    for category in entry.findall(f"{ATOM}category"):
        if not category.get("term", "").strip():
            yield "a category without term"
    for source in entry.findall(f"{ATOM}source"):
        yield from _metadata(source)
        if not source.findall(f"{ATOM}link[@rel='self']"):
            yield "a source without its address"


# ── RSS ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rss(root: Any) -> Iterator[str]:
    channel = root.find("channel")
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        if len(channel.findall(name)) != 1:
            yield f"channel: {name} not once"
    yield from _uri(channel.findtext("link"), "link")
    if not _RFC822.fullmatch(channel.findtext("lastBuildDate")):
        yield "lastBuildDate"
    names = [child.tag for child in channel]
    if "item" in names and set(names[names.index("item") :]) != {"item"}:
        yield "metadata after an item"
    guids = [item.findtext("guid") for item in channel.findall("item")]
    if len(set(guids)) < len(guids):
        yield "a guid twice"
    for item in channel.findall("item"):
        yield from _rss_item(item)
    for link in root.iter(f"{ATOM}link"):
        yield from _uri(link.get("href"), "atom:link")


def _rss_item(item: Any) -> Iterator[str]:
    names = [child.tag for child in item]
    once = ("title", "guid", "pubDate", "description", f"{CONTENT}encoded", f"{DC}creator")
    yield from (f"item: {name} not once" for name in once if names.count(name) != 1)
    if names.index("description") > names.index(f"{CONTENT}encoded"):
        yield "description after the whole text"
    if item.find("guid").get("isPermaLink") != "false" or not _UUID.fullmatch(item.findtext("guid")):
        yield "guid"
    if not _RFC822.fullmatch(item.findtext("pubDate")):
        yield "pubDate"
    if item.find("link") is not None:
        yield from _uri(item.findtext("link"), "link")
    if item.find("source") is not None:
        yield from _uri(item.find("source").get("url"), "source")
    yield from _html(item.findtext("description"))
    yield from _html(item.findtext(f"{CONTENT}encoded"))


# ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _uri(value: str | None, what: str) -> Iterator[str]:
    if not _URI.fullmatch(value or ""):
        yield f"{what} is no URI: {value!r}"
    elif re.search(r"%(?![0-9A-Fa-f]{2})", value or "") or (
        (value or "").startswith("urn:") and not _UUID.match(value or "")
    ):
        yield f"{what} is no proper URI: {value!r}"


def _moment(value: str | None) -> Iterator[str]:
    if not _RFC3339.fullmatch(value or ""):
        yield f"no moment: {value!r}"


def _html(html: str | None) -> Iterator[str]:
    reader = Html()
    reader.feed(html or "")
    reader.close()
    yield from reader.wrong
    if reader.open:
        yield f"left open: {reader.open}"


class Html(HTMLParser):
    """What is wrong with HTML: badly nested, of tags or attributes that may do something, with relative links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{tag} {name}" for name, _ in attrs if (tag, name) not in ATTRIBUTES]
        self.targets += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.wrong += [target for target in self.targets if not re.match(r"https?://[^/?#]", target)]
        if tag not in {"br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")
