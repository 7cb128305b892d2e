"""The body of a letter, HTML or plain text → its lines in the order of reading, with their links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it comes without types

from curate.sources.mail import links
from curate.text import absolute, literal_line

Node = Any
"""Of the tree: lxml comes without types."""
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"  # noqa: SIM905
    " header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset("head script style title template noscript svg math object select textarea button".split())  # noqa: SIM905
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", "th"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|max-height\s*:\s*0(?:px)?\s*(?:;|$)"
)
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:1[89]|[2-6]\d)px")
_SMALLEST_PICTURE = 40
"""Pixels. Smaller ones are icons, or count readers."""
_NO_PICTURE = re.compile(
    r"pixel|spacer|beacon|/open[/.?]|track|1x1|blank\.gif|transparent\.|icon|logo|facebook|twitter|linkedin|instagram"
    r"|youtube|whatsapp|\.gif\?|/o/|/wf/open",
    re.IGNORECASE,
)
_LONGEST_HEADING = 200
_MOST_LINKS = 500
_PLAIN_LINK = re.compile(r"<?\bhttps?://[^\s<>\"]+>?|\bwww\.[a-z0-9-]+\.[a-z]{2,}[^\s<>\"]*", re.IGNORECASE)
_MARKS = "".join(set(" <>()[]:→»-*•"))
_UNDERLINE = re.compile(r"[=\-_*~#+]{3,}")


@dataclass(kw_only=True, slots=True)
class Link:
    """One link of a letter."""

    url: str
    """As it stands there."""
    line: int
    said: str = ""
    alt: str = ""
    image: str | None = None
    sentence: str = ""
    """The text around it, the reader's eye would say: of its paragraph, or cell."""
    path: tuple[int, ...] = ()
    """Its elements from the root, by number."""
    heading: bool = False
    """It stands in a real heading (h1 to h6)."""


@dataclass(kw_only=True, slots=True)
class Line:
    """What stands on one line, were there room enough."""

    text: str
    heading: bool
    links: tuple[int, ...]
    """Numbers of the links in it."""
    linked: int
    """Characters of its text that are links."""
    block: int
    mark: str = ""
    """What an attribute `data-curate` around it says; letters may have it, and gain nothing by it."""


@dataclass(kw_only=True, slots=True)
class Outline:
    """A letter by its lines."""

    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[tuple[int, str]] = field(default_factory=list)
    """(the line they stand before, address)."""
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Element → its first line, and the one after its last."""
    plain: bool = False


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_html(html: str) -> Outline:
    """Return the outline of an HTML body; an empty one where nothing of it can be read."""
    root = tree(html)
    return Outline() if root is None else of_tree(root)


def of_tree(root: Node) -> Outline:
    """Return the outline of a tree."""
    return _Reader().read(root)


def tree(html: str) -> Node | None:
    """Return the root of an HTML body; None where there is nothing."""
    parser = etree.HTMLParser(
        recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    body = html.replace("\x00", "").encode("utf-8", "replace")
    if not body.strip():
        return None
    try:
        return etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError):
        return None


class _Reader:
    """Reads a tree in the order of the text."""

    def __init__(self) -> None:
        self._out = Outline()
        self._path: list[int] = []
        self._blocks: list[int] = [0]
        self._marks: list[str] = [""]
        self._heavy = self._heading = 0
        self._link: int | None = None
        self._runs: list[tuple[str, bool, int | None]] = []
        self._count = 0
        self._base = ""

    def read(self, root: Node) -> Outline:
        base = root.find(".//base[@href]")
        self._base = "" if base is None else base.get("href", "")
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: Node | None = None
        for event, element in walk:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if self._unseen(element):
                    walk.skip_subtree()
                    skipped = element
                else:
                    self._start(element)
            elif skipped is not None and element is skipped:
                self._write(element.tail)
                skipped = None
            else:
                self._end(element)
        self._flush()
        self._tell_sentences()
        return self._out

    @staticmethod
    def _unseen(element: Node) -> bool:
        return element.tag in _UNSEEN or _HIDDEN.search((element.get("style") or "").lower()) is not None

    def _start(self, element: Node) -> None:
        self._count += 1
        self._path.append(self._count)
        if element.tag in _BLOCKS:
            self._flush()
            self._blocks.append(self._count)
        if element.get("data-curate") or element.tag in _BLOCKS:
            self._flush()
        self._marks.append(element.get("data-curate") or self._marks[-1])
        self._heading += element.tag in _HEADINGS
        self._heavy += _is_heavy(element)
        if element.tag == "br":
            self._flush()
        self._out.spans[self._count] = (len(self._out.lines), -1)
        if element.tag in ("a", "area") and len(self._out.links) < _MOST_LINKS:
            self._open(element)
        elif element.tag == "img":
            self._picture(element)
        self._write(element.text)

    def _end(self, element: Node) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self._blocks.pop()
        elif element.get("data-curate"):
            self._flush()
        self._marks.pop()
        self._heading -= element.tag in _HEADINGS
        self._heavy -= _is_heavy(element)
        number = self._path.pop()
        self._out.spans[number] = (self._out.spans[number][0], len(self._out.lines) + bool(self._runs))
        if element.tag in ("a", "area"):
            self._link = None
        self._write(element.tail)

    def _open(self, element: Node) -> None:
        href = (element.get("href") or "").strip()
        url = absolute(href, self._base or href)
        if url is None:
            return
        self._link = len(self._out.links)
        self._out.links.append(
            Link(url=url, line=-1, alt=literal_line(element.get("alt") or ""), path=tuple(self._path))
        )
        self._runs.append(("", False, self._link))

    def _picture(self, element: Node) -> None:
        alt = literal_line(element.get("alt") or element.get("title") or "")
        link = None if self._link is None else self._out.links[self._link]
        if link is not None and not link.alt:
            link.alt = alt
        address = absolute(element.get("src") or "", self._base or (element.get("src") or ""))
        if address is None or _is_small(element) or _NO_PICTURE.search(address):
            return
        self._out.pictures.append((len(self._out.lines), address))
        if link is not None and link.image is None:
            link.image = address

    def _write(self, text: str | None) -> None:
        if text:
            self._runs.append((text, self._heavy > 0 or self._heading > 0, self._link))

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        if not runs:
            return
        number = len(self._out.lines)
        linked = 0
        said: dict[int, str] = {}
        for text, _, link in runs:
            if link is not None:
                said[link] = said.get(link, "") + text
        for link, words in said.items():
            found = self._out.links[link]
            found.heading = found.heading or self._heading > 0
            line = literal_line(words)
            linked += len(line)
            # A link over several lines (a whole card) says what its first line with words says.
            if found.line < 0 or (not found.said and line):
                found.line, found.said = number, line
        text = literal_line("".join(text for text, _, _ in runs))
        shown = [heavy for run, heavy, _ in runs if run.strip()]
        if text or said:
            heading = bool(shown) and all(shown) and len(text) <= _LONGEST_HEADING
            self._out.lines.append(
                Line(
                    text=text,
                    heading=heading,
                    links=tuple(said),
                    linked=linked,
                    block=self._blocks[-1],
                    mark=self._marks[-1],
                )
            )

    def _tell_sentences(self) -> None:
        """Give each link the text of its paragraph, 100 characters on both sides."""
        by_block: dict[int, list[int]] = {}
        for number, line in enumerate(self._out.lines):
            by_block.setdefault(line.block, []).append(number)
        for link in self._out.links:
            if link.line < 0:
                continue
            there = by_block[self._out.lines[link.line].block]
            place = there.index(link.line)
            near = (self._out.lines[number].text for number in there[max(0, place - 1) : place + 2])
            text = " ".join(near)
            at = text.find(link.said) if link.said else 0
            link.sentence = text[max(0, at - 100) : at + len(link.said) + 100]


def _is_heavy(element: Node) -> bool:
    return element.tag in _BOLD or _HEAVY.search((element.get("style") or "").lower()) is not None


def _is_small(element: Node) -> bool:
    style = (element.get("style") or "").lower()
    for side in ("width", "height"):
        written = element.get(side) or (m[1] if (m := re.search(rf"(?<![-\w]){side}\s*:\s*(\d+)px", style)) else "")
        figure = re.match(r"\d+", written.strip())
        if figure and not written.strip().endswith("%") and int(figure[0][:6]) < _SMALLEST_PICTURE:
            return True
    return False


# ── plain text ───────────────────────────────────────────────────────────────────────────────────────────────────────


def of_text(text: str) -> Outline:
    """Return the outline of a plain body: paragraphs are blocks, and their first short lines headings."""
    out = Outline(plain=True)
    block = 0
    rows = text.split("\n")[:20_000]
    for place, row in enumerate(rows):
        bare = literal_line(row)
        if not bare or _UNDERLINE.fullmatch(bare):
            if bare and out.lines and out.lines[-1].block == block and not out.lines[-1].links:
                out.lines[-1].heading = True
                block += 1
            elif not bare:
                block += 1
            continue
        numbers, said = [], bare
        for url in plain_links(bare):
            if len(out.links) < _MOST_LINKS:
                numbers.append(len(out.links))
                out.links.append(Link(url=url, line=len(out.lines), sentence=_around(rows, place)))
        if numbers:
            said = literal_line(_PLAIN_LINK.sub(" ", bare)).strip(_MARKS)
        begins = not out.lines or out.lines[-1].block != block
        heading = begins and not numbers and len(said) <= 120 and not said.endswith((".", ",", ";"))  # noqa: PLR2004
        out.lines.append(Line(text=said, heading=heading, links=tuple(numbers), linked=0, block=block))
        for number in numbers:
            out.links[number].said = said if len(numbers) == 1 and len(said) <= 60 else ""  # noqa: PLR2004
    return out


def plain_links(line: str) -> Iterator[str]:
    """Yield the addresses that stand in a line of plain text, without the punctuation around them."""
    for found in _PLAIN_LINK.finditer(line):
        written = found[0].strip("<>").rstrip(".,;:!?'\"»”’*_")
        while written.endswith(")") and written.count(")") > written.count("("):
            written = written[:-1].rstrip(".,;:!?")
        while written.endswith("]") and written.count("]") > written.count("["):
            written = written[:-1].rstrip(".,;:!?")
        if written.lower().startswith("www."):
            written = f"https://{written}"
        address = absolute(written, written)
        if address is not None:
            yield address


def _around(rows: list[str], place: int) -> str:
    """Return a line with the one before it, where that belongs to the same paragraph."""
    before = rows[place - 1] if place and rows[place - 1].strip() else ""
    return literal_line(f"{before[-200:]} {rows[place][:400]}")


# ── which of them count ──────────────────────────────────────────────────────────────────────────────────────────────


def candidates(out: Outline, unsubscribe: tuple[str, ...]) -> list[int]:
    """Return the numbers of the links that may lead to an article, as far as can be seen without asking.

    What may take the reader off the list is never among them: it must not even be asked.
    """
    return [
        number
        for number, link in enumerate(out.links)
        if link.line >= 0
        and not links.is_no_article(link.url, unsubscribe=unsubscribe)
        and not links.is_about_the_letter(link.said or link.alt)
        and not links.joins_the_list(link.said, link.sentence)
        and not links.may_leave(link.url, link.said, f"{link.sentence} {link.alt}")
    ]
