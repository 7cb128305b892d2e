"""Bytes → the same document in UTF-8, whatever encoding it says it has, or has.

In the order of what can be trusted: a byte order mark; text that is valid UTF-8 (no other encoding is so by chance);
the charset of the HTTP header (RFC 7303, 3.2), unless it is ISO-8859-1, which servers add unasked; the XML declaration.
Where nothing fits, it is UTF-8 with some bytes that are not, and these are read as Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from curate.locale import M, Message

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""XML 1.0, appendix F: how a document without a mark begins in UTF-16."""
_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:\-]{1,40})[\"'][^>]{0,100}\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:\-]{1,40})", re.IGNORECASE)
_LATIN = {"iso8859-1", "ascii", "cp1252"}
"""Read as Windows-1252, as browsers do (WHATWG Encoding, 4.2)."""
_REFUSED = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
"""Python's codecs that are no encodings of documents, or hide markup from whoever looks at the bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """A document in UTF-8, without a byte order mark and white space before its first character."""

    body: bytes
    warnings: tuple[Message, ...] = ()


def decoded(body: bytes, content_type: str | None) -> Decoded:
    """Return the document in UTF-8, its XML declaration saying so, with a warning where it is not what it says."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _as_utf8(body[len(mark) :].decode(encoding, "replace"))
    for zeros, encoding in _ZEROS:
        if body.startswith(zeros):
            return _as_utf8(body.decode(encoding, "replace"))
    stated, charset = _declared(body), _charset(content_type)
    if body.isascii() and not (stated or charset or "").startswith("iso2022"):
        return Decoded(body=_declared_utf8(body.strip()))
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _other(body, stated, charset)
    # Letters that were lost before they came here (U+FFFD) are the same in every encoding: no proof of a wrong one.
    lost = body.replace("\ufffd".encode(), b"").isascii()
    warnings = () if lost else _mismatch(stated or charset, "utf-8")
    return Decoded(body=_declared_utf8(body.strip()), warnings=warnings)


def _other(body: bytes, stated: str | None, charset: str | None) -> Decoded:
    """Return a document that is not valid UTF-8."""
    by_default = charset in _LATIN
    for encoding in (charset if not by_default else None, stated, charset):
        if encoding is None or encoding == "utf-8" or encoding.startswith(("utf-16", "utf-32")):
            continue
        try:
            text = body.decode("cp1252" if encoding in _LATIN else encoding)
        except UnicodeError:
            if encoding not in _LATIN:
                continue
            text = body.decode("latin-1")
        return _as_utf8(text, warnings=_mismatch(stated or charset, encoding))
    text = body.decode("utf-8", _STRAY_BYTES)
    warning = M(
        "The feed says that its text is {declared}, but parts of it are not. It was read as well as possible; "
        "look out for odd characters.",
        declared=_usual(stated or charset),
    )
    return _as_utf8(text, warnings=(warning,))


def _mismatch(declared: str | None, used: str) -> tuple[Message, ...]:
    # A document that says it is UTF-16 in letters of one byte contradicts itself where every reader sees it: no news.
    if declared in (None, used) or (declared or "").startswith(("utf-16", "utf-32")) or {declared, used} <= _LATIN:
        return ()
    return (
        M(
            "The feed says that its text is {declared}, but it is {used}. It was read as {used}.",
            declared=_usual(declared),
            used=_usual(used),
        ),
    )


def _usual(codec: str | None) -> str:
    """Return the name that people know an encoding by."""
    return (codec or "utf-8").upper().replace("ISO8859", "ISO-8859").replace("CP125", "WINDOWS-125")


def _as_utf8(text: str, *, warnings: tuple[Message, ...] = ()) -> Decoded:
    body = text.lstrip("\ufeff").strip().encode("utf-8", "replace")
    return Decoded(body=_declared_utf8(body), warnings=warnings)


def _declared_utf8(body: bytes) -> bytes:
    found = _DECLARATION.match(body)
    if found is None or found[1].lower() == b"utf-8":
        return body
    return body[: found.start(1)] + b"utf-8" + body[found.end(1) :]


def _declared(body: bytes) -> str | None:
    found = _DECLARATION.match(body)
    return _codec(found[1].decode("ascii")) if found else None


def _charset(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return _codec(found[1]) if found else None


def _codec(name: str) -> str | None:
    """Return Python's name of the encoding; None where it is none, or one that documents do not have."""
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if codec in _REFUSED else codec


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    if error.end == len(error.object) and stray[0] >= 0xC2:  # noqa: PLR2004  (first byte of a character that was cut off)
        return "", error.end
    return stray.decode("cp1252", "replace"), error.end


_STRAY_BYTES = "curate-stray-bytes"
codecs.register_error(_STRAY_BYTES, _read_as_windows)
