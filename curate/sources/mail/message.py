"""One raw message (RFC 5322, MIME) → its headers and its text, whatever is wrong with it.

The parser of the standard library is used with its oldest policy: the newer one raises on headers that are broken in
ways that strangers find every day. What is decoded here is decoded leniently: a wrong letter is better than no message.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Mime
from email.utils import getaddresses

from curate import dates
from curate.errors import SourceError
from curate.locale import M
from curate.text import literal_line

LARGEST = 10 * 1024 * 1024
"""Bytes of a message that are read; what follows is attachments."""
_MOST_PARTS = 500
_LARGEST_TEXT = 2_000_000
"""Bytes of one part. Mail programs cut newsletters from 102 KB on."""
_LONGEST_HEADER = 64 * 1024
"""Bytes of one header. The standard library takes quadratic time for what is hostile in it; servers stop at 998."""
_CHARSETS = {
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "shift_jis",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "cp-850": "cp850",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf8mb4": "utf-8",
    "windows-874": "cp874",
}
_LATIN = {"iso8859-1", "ascii"}
"""Read as Windows-1252, as every mail program does; "ascii" with other letters in it, too, unless they are UTF-8."""
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_FLOWED = re.compile(r"format\s*=\s*\"?flowed", re.IGNORECASE)
_DELSP = re.compile(r"delsp\s*=\s*\"?yes", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id", "x-campaign", "x-campaignid")
_BULK = {"bulk", "list", "junk"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A message, decoded. Texts are plain, on one line each, "" where there is none; bodies are as written."""

    subject: str = ""
    sender: str = ""
    """Name of who sent it, else the address."""
    address: str = ""
    """Of who sent it, in lower case."""
    date: datetime | None = None
    bulk: bool = False
    """Its headers say that it went to many."""
    discussion: bool = False
    """Its headers are those of a list on which members write."""
    automatic: bool = False
    """A machine answered: out of office, not delivered."""
    unsubscribe: tuple[str, ...] = ()
    """Addresses (http) of List-Unsubscribe: never asked, never taken for an article."""
    html: str = ""
    text: str = ""
    enclosed: tuple[Letter, ...] = field(default=())
    """Messages that were sent on as attachments."""


def opened(raw: bytes) -> Letter:
    """Return the message that bytes hold; one without headers or text where they hold none.

    Raises SourceError where the message is built to hurt.
    """
    raw = raw[:LARGEST]
    head = _head(raw)
    if any(len(header) > _LONGEST_HEADER for header in head):
        raise SourceError(M("A message was not read: one of its headers is longer than any mail program makes them."))
    try:
        return _letter(message_from_bytes(raw))
    except RecursionError as error:
        raise SourceError(M("A message was not read: its parts are nested too deep.")) from error


def _head(raw: bytes) -> list[bytes]:
    """Return the headers, each with the lines it goes on over."""
    end = re.search(rb"\r?\n\r?\n", raw)
    return re.split(rb"\r?\n(?![ \t])", raw[: end.start()] if end else raw[: 4 * _LONGEST_HEADER])


def _letter(mime: Mime) -> Letter:
    parts = _Parts()
    parts.gather(mime)
    names = _people(mime)
    name, address = next(iter(names), ("", ""))
    precedence = header(mime, "precedence").lower()
    lists = [each for each in _LIST_HEADERS if mime.get(each) is not None]
    return Letter(
        subject=header(mime, "subject"),
        sender=name or address,
        address=address.lower(),
        date=dates.parse(header(mime, "date")),
        bulk=bool(lists) or precedence in _BULK,
        discussion=mime.get("list-post") is not None,
        automatic=header(mime, "auto-submitted").lower() not in ("", "no") or _type(mime) == "multipart/report",
        unsubscribe=tuple(re.findall(r"https?://[^\s<>\"]+", _unfolded(mime, "list-unsubscribe"))),
        html=parts.html,
        text=parts.text,
        enclosed=tuple(_letter(each) for each in parts.enclosed),
    )


# ── headers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def header(mime: Mime, name: str) -> str:
    """Return a header as plain text on one line, its encoded words decoded; "" where it is not there."""
    return literal_line(_decoded_words(_unfolded(mime, name)))


def _unfolded(mime: Mime, name: str) -> str:
    value = next((written for key, written in mime.raw_items() if key.lower() == name), "")
    value = value if isinstance(value, str) else str(value)
    if any("\udc80" <= letter <= "\udcff" for letter in value):
        value = decoded(value.encode("utf-8", "surrogateescape"), None)
    return re.sub(r"[\r\n]+[ \t]*", " ", value)


def _decoded_words(value: str) -> str:
    """Return a header with its encoded words (RFC 2047) decoded; those that are broken stay as they are written."""
    if "=?" not in value:
        return value
    # Some programs leave out the space between a word and what follows, or put spaces into the word itself.
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        return value
    words = []
    for piece, charset in pieces:
        words.append(decoded(piece, charset) if isinstance(piece, bytes) else piece)
    return "".join(words)


def _people(mime: Mime) -> Iterator[tuple[str, str]]:
    """Yield who sent it, as (name, address): From, else Sender, else Reply-To."""
    for field_ in ("from", "sender", "reply-to"):
        written = _unfolded(mime, field_)[:2000]
        try:
            pairs = getaddresses([written])
        except (ValueError, IndexError, LookupError):  # older versions stumble over unfinished comments
            pairs = []
        for name, given in pairs:
            address = literal_line(given)
            if "@" in address and " " not in address:
                yield literal_line(_decoded_words(name)).strip("\"' "), address
        if not pairs or not any("@" in address for _, address in pairs):
            found = re.search(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", written)
            if found:
                yield literal_line(_decoded_words(written[: found.start()])).strip("\"'<> "), found[0]


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Parts:
    """The texts of a message, attachments left aside."""

    def __init__(self) -> None:
        self.html = ""
        self.text = ""
        self.enclosed: list[Mime] = []
        self._count = 0

    def gather(self, mime: Mime) -> None:
        self._count += 1
        if self._count > _MOST_PARTS:
            return
        kind = _type(mime)
        if kind == "message/rfc822" and isinstance(mime.get_payload(), list):
            self.enclosed += [part for part in mime.get_payload() if isinstance(part, Mime)][:5]
            return
        if mime.is_multipart():
            for part in mime.get_payload():
                if isinstance(part, Mime):
                    self.gather(part)
            return
        if _unfolded(mime, "content-disposition").lower().lstrip().startswith("attachment"):
            return
        if kind == "text/html":
            self.html += _content(mime) if len(self.html) < _LARGEST_TEXT else ""
        elif kind == "text/plain":
            text = _content(mime)
            self.text += ("\n" if self.text and text else "") + text if len(self.text) < _LARGEST_TEXT else ""


def _type(mime: Mime) -> str:
    """Return the type of a part in lower case; text where none is given, or none that could be (RFC 2045, 5.2)."""
    written = _unfolded(mime, "content-type").partition(";")[0].strip().lower()
    if mime.is_multipart() and not written.startswith("message/"):
        return written if written.startswith("multipart/") else "multipart/mixed"
    return written if "/" in written else "text/plain"


def _content(mime: Mime) -> str:
    payload = mime.get_payload()
    if not isinstance(payload, str):
        return ""
    try:
        body = mime.get_payload(decode=True)
    except (ValueError, AssertionError, LookupError):
        body = payload.encode("utf-8", "surrogateescape")
    if not isinstance(body, bytes):
        return ""
    body = body[:_LARGEST_TEXT]
    written = _unfolded(mime, "content-type")[:2000]
    found = _CHARSET.search(written)
    charset = found[1] if found else None
    if charset is None and (meta := _META.search(body[:4096])):
        charset = meta[1].decode("ascii", "replace")
    text = decoded(body, charset).replace("\r\n", "\n").replace("\r", "\n")
    return _unflowed(text, delsp=bool(_DELSP.search(written))) if _FLOWED.search(written) else text


def decoded(body: bytes, charset: str | None) -> str:
    """Return bytes as text: as they are said to be, else UTF-8, else Windows-1252. Never raises."""
    name = (charset or "").strip().strip("\"'").lower()
    codec = _codec(_CHARSETS.get(name, name))
    if codec in _LATIN or codec is None:
        try:
            return body.decode("utf-8") if codec != "iso8859-1" else body.decode("cp1252")
        except UnicodeError:
            return body.decode("cp1252", "replace")
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        pass
    try:
        return body.decode("utf-8")
    except UnicodeError:
        return body.decode(codec if codec != "utf-7" else "cp1252", "replace")


def _codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if codec in _REFUSED else codec


def _unflowed(text: str, *, delsp: bool) -> str:
    """Return text in which lines that go on (RFC 3676) are one again; "-- " above a signature is none of them."""
    lines: list[str] = []
    flowing = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ")  # space-stuffed
        quoted = bare.startswith(">")
        if flowing and not quoted and bare != "-- ":
            lines[-1] += bare
        else:
            lines.append(bare)
        flowing = bare.endswith(" ") and bare != "-- " and not quoted
        if flowing and delsp:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
