"""Text from strangers, made fit to be shown, stored and compared: one line, plain, clean HTML, words.

Whatever comes out can be written as UTF-8, holds no control character that a terminal would obey and no character that
turns the direction of the text around it. Every function takes linear time: its input is a stranger's.
"""

from __future__ import annotations

import html as _entities
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Literal
from urllib.parse import urljoin, urlsplit

import nh3

LONGEST_HTML = 500_000
"""Characters of one publication that are read; the rest is cut off. A long read has about 60,000."""
_DEEPEST = 64
"""Levels of nesting that are kept. nh3 takes quadratic time in the depth: 200,000 levels are more than 40 s."""
_FEW_TAGS = 1000
"""Nearly all articles have fewer. So many, nested at their worst, cost nh3 1 s a MB: bounded without a look."""
_MOST_FORMATTING = 8
"""Open <b>, <a>, … at a time. HTML (13.2.4.3) opens them anew in every following block: unbounded, they multiply."""
_LONGEST_ADDRESS = 4096
"""Characters. Longer ones are data in disguise; servers refuse them from 8,000 on."""

_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0 and C1; white space among them is folded, not removed
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction: "moc.knab" shown as "bank.com"
    "\u061c\u200e\u200f"  # marks of direction
    "\ufeff\u200b\u2060-\u2064\u00ad\u180e\u206a-\u206f\ufff9-\ufffb"  # invisible, and no search finds them
    "\ufdd0-\ufdef\ufffe\uffff]"  # no characters
)
_JOINERS = re.compile("(?<=[\x21-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x21-\u024f])")
"""Between Latin letters they join nothing, and hide a word from every search ("pay\u200dpal")."""
_TAGGED = re.compile("[\U000e0000-\U000e007f]+")
"""Letters that nobody sees. After a black flag they say whose it is (🏴 with "gbsct" is Scotland's)."""
_FLAG = "\U0001f3f4"
_PIECE = re.compile(r".{1,1000}(?=[\x00-\x7f]|\Z)|.{1,1000}", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_NAME = r"[a-zA-Z][^\s/<>\"'=]*"
_ATTRIBUTES = r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+"
# The second alternative takes what is no proper tag (a quote left open). Neither goes beyond the next "<": linear.
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAME})(?P<attributes>{_ATTRIBUTES})>|<[a-zA-Z/!?][^<>]*+>")
_ATTRIBUTE = re.compile(r"(?<![^\s\"'/])([^\s=<>\"'/]++)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+)")
_UNSEEN_START = re.compile(
    r"<(?:!--|(?P<name>script|style|svg|math|iframe|object|noscript|noembed|noframes|template|textarea|select|title|xmp"
    r"|applet|audio|video|canvas|button)(?=[\s/>]))",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"<(?:br|hr|/?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|pre|table|tr|figure|figcaption|section|article|header"
    rf"|footer|aside|main|nav|address))(?=[\s/>])(?:{_ATTRIBUTES}>|[^<>]*+>)",
    re.IGNORECASE,
)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_TITLE_TAG = re.compile(
    r"<(?:!--[^<>]*+(?<=--)>|/?(?:a|abbr|acronym|b|bdi|bdo|big|blockquote|br|center|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|img"
    r"|ins|kbd|li|mark|ol|p|pre|q|s|samp|script|small|span|strike|strong|style|sub|sup|svg|time|tt|u|ul|var|wbr)"
    r"(?=[\s/>])[^<>]*+>)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:/[!-~]*)?")
"""Absolute already, in every way that matters: most links, spared 20 µs of `urljoin`."""
_PREFIXED = re.compile(r"</?[a-zA-Z]+:")
"""A tag of XHTML with its prefix (`<xhtml:p>`): to HTML it is an unknown one."""
_PICTURE = re.compile(rf"<(img|source)(?=[\s/>])({_ATTRIBUTES})>", re.IGNORECASE)
_ENDS = re.compile(r"<(?!(?:br|hr|img)[ >])(/?)")
_SHOWN = re.compile(r"<img|(?:\A|>)(?:\s|&nbsp;)*+[^<\s&]|&(?!nbsp;)")
"""A picture, or text other than white space."""
_IMAGE = re.compile(r"<img src=\"([^\"]+)\"")

_TAGS = frozenset(
    "p div br hr h2 h3 h4 blockquote pre figure figcaption img ul ol li dl dt dd table thead tbody tr th td"  # noqa: SIM905
    " a em strong b i code sub sup".split()
)
_VOID = frozenset({"br", "hr", "img"})
_FORMATTING = frozenset({"a", "em", "strong", "b", "i", "code", "sub", "sup"})
_RENAMED = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    **dict.fromkeys(("section", "article", "header", "footer", "main", "aside", "center", "address"), "div"),
}
_RENAMING = re.compile(rf"<(/?)({'|'.join(_RENAMED)})>")
_BLOCKS = _TAGS - _FORMATTING - _VOID
# Start tags that end an element whose end tag HTML lets one leave out: (ended, but not beyond).
_IMPLIED_ENDS = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody"}), frozenset({"table"})),
    "a": (frozenset({"a"}), frozenset({"td", "th"})),
}
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-lazy", "data-echo", "data-url")
"""Where pages that load pictures late keep the address; `src` then holds a placeholder."""
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_OF_A_SET = re.compile(r"[\s,]*+([^\s,][^\s]*)(?:\s+(\d{1,6})(?:\.\d+)?[wx])?")
"""HTML, 4.8.4.2.1: an address ends at white space (a comma may stand within), a comma ends the candidate."""
_WIDEST = 1600
"""Pixels. A larger picture of a set only takes longer to load."""
_PLACEHOLDER = re.compile(
    r"(?:^|/)(?:blank|empty|spacer|pixel|placeholder|lazy(?:load)?|transparent|1x1|loading|loader)"
    r"(?:[_-]?(?:image|img|picture|\d{1,4}(?:x\d{1,4})?))?"
    r"\.(?:gif|png|svg|jpe?g|webp)(?:$|\?)",
    re.IGNORECASE,
)

_FOLDED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n"}
    | {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00ad": None, "\u200b": None, "\u2060": None}
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]{1,2}(?![^\W_]))?")
_GRAPHEME_TAIL = re.compile("[\u200c\u200d\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")

_ALLOWED = {"a": {"href"}, "img": {"src", "alt"}}
_LINKS = ("http", "https", "mailto")
_REL = "noopener noreferrer"
_cleaner = nh3.Cleaner(tags=set(_TAGS), attributes=_ALLOWED, url_schemes=set(_LINKS), link_rel=_REL)


def one_line(text: str) -> str:
    """Return `text` as plain text on one line, NFC: tags gone, entities decoded, white space folded, no controls.

    Only tags that HTML knows are taken for tags: "List<String>" and "x <y" stay. Joiners and variation selectors stay
    too, emoji are made of them. The result is text: it may hold "<" and "[", and whoever shows it escapes it.
    """
    if "<" in text:
        text = _TITLE_TAG.sub("", text)
    return literal_line(_entities.unescape(text) if "&" in text else text)


def literal_line(text: str) -> str:
    """Return `text` as `one_line` does, but with tags and entities left as they are: it is known to be no HTML."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return _normal("NFC", " ".join(_bare(_encodable(text)).split()))


def without_controls(text: str, *, keep_newlines: bool = True) -> str:
    """Return `text` without characters that a terminal, a file or a reader's eye would be misled by.

    Every kind of line end becomes a line feed, or a space where `keep_newlines` is false; a tab becomes a space.
    """
    if text.replace("\n", "").replace("\xa0", "").isprintable():  # nearly always, and several times as fast to see
        bare = text
    else:
        bare = _bare(_NEWLINES.sub("\n", _encodable(text)).replace("\t", " ").replace("\x1f", " "))
    return bare if keep_newlines else bare.replace("\n", " ")


def plain(html: str) -> str:
    """Return the text of `html`, one paragraph a line, without blank lines; "" where there is none."""
    text = _without_unseen(_cut(html))
    if "<" in text:
        text = _CELL.sub(" ", _BREAK.sub("\n", _SPACE.sub(" ", text)))
        text = _TAG.sub("", text)
    elif "\n" in text:
        text = _SPACE.sub(" ", text)
    text = without_controls(_entities.unescape(text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _normal("NFC", "\n".join(line for line in lines if line))


_SPACE = re.compile(r"\s+")


def clean_html(html: str, base_url: str) -> str:
    """Return `html` reduced to an allow-list, with absolute links; "" where it shows nothing.

    What is left: text in paragraphs, lists, headings (h2 to h4) and tables, `a[href]` to http, https or mailto (with
    rel="noopener noreferrer"), `img[src, alt]` from http or https (also where it loads late; pictures of one pixel,
    which count readers, are gone). Depth and size are bounded before nh3 sees it: where there are many tags, it gets
    well-nested HTML that was written here, so that how deep it is does not depend on two programs reading broken HTML
    alike.
    """
    if "<" not in html and "&" not in html:
        return _entities.escape(without_controls(html), quote=False).strip()
    text = _without_unseen(_cut(html))
    cleaned = _cleaned_at_once(text, base_url) if text.count("<") <= _FEW_TAGS else None
    if cleaned is None:
        cleaned = _cleaner.clean(_nested_well(text, base_url))
    cleaned = without_controls(cleaned).strip()
    return cleaned if _SHOWN.search(cleaned) else ""


def _cleaned_at_once(text: str, base_url: str) -> str | None:
    """Return what nh3 makes of HTML as it stands; None where that is too deep, or has links that lead nowhere."""
    if _PREFIXED.search(text):
        return None
    if "&" in text:
        text = _LONE_AMPERSAND.sub("&amp;", text)
    if "<img" in text or "<IMG" in text:
        pictures = _Pictures(base_url)
        text = _PICTURE.sub(lambda tag: pictures.tag(tag[1].lower(), tag[2]), text)
    cleaned = _cleaner_at(base_url).clean(text)
    if '<a rel="' in cleaned or _is_deep(cleaned):
        return None
    return _RENAMING.sub(lambda tag: f"<{tag[1]}{_RENAMED[tag[2]]}>", cleaned)


@lru_cache(maxsize=4)
def _cleaner_at(base_url: str) -> nh3.Cleaner:
    """Return a cleaner that makes links absolute, seen from there."""

    def seen_from_there(_: str, name: str, value: str) -> str | None:
        return absolute(value, base_url, schemes=_LINKS) if name in ("href", "src") else value

    return nh3.Cleaner(
        tags={*_TAGS, *_RENAMED},
        attributes=_ALLOWED,
        attribute_filter=seen_from_there,
        url_schemes=set(_LINKS),
        link_rel=_REL,
    )


def _is_deep(cleaned: str) -> bool:
    """Say whether clean HTML is nested deeper than `_DEEPEST`."""
    if cleaned.count("</") <= _DEEPEST:
        return False
    steps = (-1 if end else 1 for end in _ENDS.findall(cleaned))
    return max(accumulate(steps), default=0) > _DEEPEST


def _nested_well(text: str, base_url: str) -> str:
    """Return HTML written anew, see `_Writer`."""
    writer = _Writer(base_url)
    position = 0
    for tag in _TAG.finditer(text):
        writer.text(text[position : tag.start()])
        position = tag.end()
        if tag["name"]:
            writer.tag(tag["name"], tag["attributes"], ends=bool(tag["end"]))
    writer.text(text[position:])
    return writer.finish()


def first_image(cleaned: str) -> str | None:
    """Return the address of the first picture in what `clean_html` gave; None where it has none."""
    found = _IMAGE.search(cleaned)
    return _entities.unescape(found[1]) if found else None


def picture(attributes: Mapping[str, str], base_url: str) -> str | None:
    """Return the address of the picture that a tag with these attributes shows, also where it loads late.

    None where that is a pixel that counts readers, or nothing but a placeholder.
    """
    if {attributes.get("width", "").strip(), attributes.get("height", "").strip()} & {"0", "1", "0px", "1px"}:
        return None
    sets = (_widest(attributes.get(name, "")) for name in _SETS)
    stated = attributes.get("src", "")
    late = (attributes.get(name, "") for name in _LAZY)
    for link in (*late, "" if _PLACEHOLDER.search(stated) else stated, *sets):
        address = absolute(link, base_url) if link else None
        if address:
            return address
    return None


def _widest(candidates: str) -> str:
    """Return the address of the widest picture of a `srcset` that is not too wide; "" where it names none."""
    found = [
        (int(each[2] or 0), each[1].rstrip(","))
        for each in _OF_A_SET.finditer(candidates[:_LONGEST_ADDRESS])
        if not each[1].startswith("data:")
    ]
    fitting = [each for each in found if each[0] <= _WIDEST]
    return max(fitting, key=itemgetter(0))[1] if fitting else min(found, default=(0, ""))[1]


def absolute(link: str, base_url: str, *, schemes: tuple[str, ...] = ("http", "https")) -> str | None:
    """Return `link` as an absolute address, seen from `base_url`; None where it leads to none of `schemes`."""
    if len(link) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(link) and "/." not in link:
        return link if link.startswith(schemes) else None
    bare = without_controls(link.replace("\t", "")).replace("\n", "").strip().replace(" ", "%20")
    if not bare or len(bare) > _LONGEST_ADDRESS:
        return None
    try:
        joined = urljoin(base_url, bare)
        parts = urlsplit(joined)
        named = bool(parts.hostname) or parts.scheme == "mailto"
    except ValueError:  # "http://[": not an address
        return None
    return parts.scheme + joined[len(parts.scheme) :] if parts.scheme in schemes and named else None


def shorten(text: str, length: int) -> str:
    """Return `text` cut at a word to at most `length` characters (code points), "…" included where it was cut."""
    if len(text) <= length:
        return text
    if length < 1:
        return ""
    head = text[: length - 1]
    if not text[length - 1].isspace():
        word = re.search(r"\s+\S*\Z", head[-80:])
        head = head[: len(head) - len(word[0])] if word else _whole_characters(head, text)
    return head.rstrip(" \n,;:–—-") + "…"


def says_something(text: str) -> bool:
    """Return whether there is a letter or a digit in `text`: an emoji alone is no word of anybody's."""
    return any(character.isalnum() for character in text)


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand. "foto's" is one, "l'école" and "e-mail" are two."""
    return _WORD.findall(text)


def fold(text: str) -> str:
    """Return `text` as it is compared: without case and accents (é = e, ĳ = ij, ß = ss, œ = oe, ’ = ')."""
    if text.isascii():
        return text.lower()
    decomposed = _normal("NFKD", _normal("NFKD", _encodable(text)).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFKC", bare.translate(_FOLDED))


def _bare(text: str) -> str:
    """Return `text` without the characters that mislead."""
    text = _CONTROLS.sub("", text)
    if text.isascii():
        return text
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    return _TAGGED.sub(lambda found: found[0] if text[: found.start()].endswith(_FLAG) else "", text)


def _normal(form: Literal["NFC", "NFKD"], text: str) -> str:
    """Return `text` in a normal form of Unicode, in linear time.

    Putting accents in order takes quadratic time in how many stand in a row: 200,000 of them are minutes.
    """
    if text.isascii() or len(text) <= _AT_ONCE:
        return unicodedata.normalize(form, text)
    return "".join(unicodedata.normalize(form, piece) for piece in _PIECE.findall(text))


_AT_ONCE = 1000
"""Characters."""


def _encodable(text: str) -> str:
    """Return `text` with each lone surrogate, which no encoding can write, as U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _whole_characters(head: str, text: str) -> str:
    """Return `head` without the part of a last character (an emoji, an accented letter) that goes on in `text`."""
    end = len(head)
    while end and (
        unicodedata.combining(text[end]) or _GRAPHEME_TAIL.match(text[end]) or _GRAPHEME_TAIL.match(text[end - 1])
    ):
        end -= 1
    return head[:end]


def _cut(html: str) -> str:
    """Return at most LONGEST_HTML characters that can be written as UTF-8, not ending within a tag."""
    html = _encodable(html)
    if len(html) <= LONGEST_HTML:
        return html
    head = html[:LONGEST_HTML]
    return head[: head.rfind("<")] if head.rfind("<") > head.rfind(">") else head


def _without_unseen(html: str) -> str:
    """Return `html` without comments, and without elements that a reader does not see or that run something.

    A space stands where each was, so that what stood before and after cannot join into a new tag.
    """
    if _UNSEEN_START.search(html) is None:
        return html
    pieces: list[str] = []
    position = 0
    # str.lower keeps every place but for this one letter, which becomes two.
    lowered = html.replace("\u0130", "i").lower()
    unclosed: set[str] = set()
    for start in _UNSEEN_START.finditer(html):
        if start.start() < position:
            continue
        name = (start["name"] or "").lower()
        ending = f"</{name}" if name else "-->"
        end = -1 if ending in unclosed else lowered.find(ending, start.end())
        if end < 0:
            # Never closed: only the tag itself goes (`_TAG` sees to it), or a slip would cost the rest of the article.
            unclosed.add(ending)
            continue
        closed = lowered.find(">", end)
        pieces += (html[position : start.start()], _fallback(html[start.end() : end]) if name == "noscript" else " ")
        position = closed + 1 if closed >= 0 else len(html)
    return "".join([*pieces, html[position:]])


def _fallback(unseen: str) -> str:
    """Return the first picture of a `<noscript>`, marked: it is shown where the one before it could not be."""
    found = _PICTURE_TAG.search(unseen)
    return f" <img {_FALLBACK}=1 {found[1]}>" if found else " "


_FALLBACK = "data-instead"
_PICTURE_TAG = re.compile(rf"<img\s({_ATTRIBUTES})>", re.IGNORECASE)
_LONE_AMPERSAND = re.compile(r"&(?!#?[a-zA-Z0-9])")


class _Pictures:
    """The pictures of a text, in their order."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._source: dict[str, str] = {}
        self._seen = True
        """Whether the picture that was met last is shown."""

    def tag(self, name: str, written: str) -> str:
        """Return the tag to write for an `img`; "" where it shows nothing, and for a `source`, which is remembered.

        A picture that has no address of its own gets that of the `source` beside it.
        """
        attributes = _attributes(written)
        if name == "source":
            self._source = attributes
            return ""
        if _FALLBACK in attributes and self._seen:
            return ""
        beside = {name: value for name, value in self._source.items() if name in _SETS}
        kept = {name: attributes[name] for name in ("alt", "width", "height") if name in attributes}
        tag = _image(attributes, self._base_url) or _image(kept | beside, self._base_url)
        self._source, self._seen = {}, bool(tag)
        return tag


class _Writer:
    """HTML written anew, well nested, at most `_DEEPEST` levels deep."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._written: list[str] = []
        self._open: list[str] = []
        self._skipped: Counter[str] = Counter()
        self._formatting = 0
        self._pictures = _Pictures(base_url)

    def text(self, text: str) -> None:
        if "&" in text:
            text = _LONE_AMPERSAND.sub("&amp;", text)  # nh3 takes 3 µs for each that starts no entity
        self._written.append(text.replace("<", "&lt;").replace(">", "&gt;"))

    def tag(self, name: str, attributes: str, *, ends: bool) -> None:
        name = name.lower().rpartition(":")[2]  # xhtml:p
        if name in ("img", "source"):
            self._written.append(self._pictures.tag(name, attributes))
            return
        name = _RENAMED.get(name, name)
        if name not in _TAGS:
            return
        if name in _VOID:
            self._written.append(f"<{name}>")
        elif ends:
            self._end(name)
        else:
            self._start(name, attributes)

    def finish(self) -> str:
        self._close_from(0)
        return "".join(self._written)

    def _start(self, name: str, attributes: str) -> None:
        self._end_what_it_implies(name)
        start = _link(attributes, self._base_url) if name == "a" else f"<{name}>"
        if not start or len(self._open) >= _DEEPEST or (name in _FORMATTING and self._formatting >= _MOST_FORMATTING):
            self._skipped[name] += 1
            return
        self._open.append(name)
        self._formatting += name in _FORMATTING
        self._written.append(start)

    def _end(self, name: str) -> None:
        if self._skipped[name]:
            self._skipped[name] -= 1
        elif name in self._open:
            self._close_from(len(self._open) - 1 - self._open[::-1].index(name))

    def _end_what_it_implies(self, name: str) -> None:
        if name in _BLOCKS and "p" in self._open:
            self._close_from(self._open.index("p"))
        ended, bounds = _IMPLIED_ENDS.get(name, _NOTHING)
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] in ended:
                self._close_from(index)
                return
            if self._open[index] in bounds:
                return

    def _close_from(self, index: int) -> None:
        for name in reversed(self._open[index:]):
            self._written.append(f"</{name}>")
            self._formatting -= name in _FORMATTING
        del self._open[index:]


_NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def _attributes(written: str) -> dict[str, str]:
    """Return the attributes by name in lower case, decoded; the first counts, as in HTML."""
    attributes: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        bare = value[1:-1] if value[0] in "\"'" else value
        attributes.setdefault(name.lower(), _entities.unescape(bare))
    return attributes


def _link(written: str, base_url: str) -> str:
    """Return the start tag; "" where it leads nowhere."""
    address = absolute(_attributes(written).get("href", ""), base_url, schemes=("http", "https", "mailto"))
    return f'<a href="{_entities.escape(address)}">' if address else ""


def _image(attributes: dict[str, str], base_url: str) -> str:
    """Return the picture's tag; "" where it has no address on the web or is a pixel that counts readers."""
    address = picture(attributes, base_url)
    if address is None:
        return ""
    return f'<img src="{_entities.escape(address)}" alt="{_entities.escape(attributes.get("alt", ""))}">'
