"""A document in XML, made safe before any parser sees it, and rid of the slips that every reader forgives.

The document type declaration goes: without it there is nothing to expand and nothing to load, so entity bombs and
external entities end here. What honest feeds use it for, names such as `&nbsp;` and constants of their own, is put in
its place. Characters that XML does not allow go too, and "&" that starts no entity is written as XML asks.
"""

from __future__ import annotations

import html.entities
import re

_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
_PROLOGUE = 100_000
"""Bytes in which a declaration is looked for."""
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
_SUBSET_END = re.compile(rb"\]\s*>")
_CONSTANT = re.compile(rb"<!ENTITY\s+([A-Za-z][\w.-]{0,31})\s+(?:\"([^\"&%<]{0,100})\"|'([^'&%<]{0,100})')\s*>")
_MOST_CONSTANTS = 1000
"""References to constants that are filled in: a bomb of many small ones ends here."""

_MOST_MENDED = 500_000
"""Places in one text that are mended; the parsers forgive most of the rest. 10 MB of "&" would be 50, and take 900."""

_NO_XML = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""What stands outside XML 1.0, 2.2 (`Char`), in UTF-8: control characters, and U+FFFE and U+FFFF."""
_NO_REFERENCE = re.compile(
    rb"&#(?:0{0,5}(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0{0,4}(?:[0-8bceBCE]|[fF]|1[0-9a-fA-F])"
    rb"|0{0,2}(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|6553[45])"  # surrogates; U+FFFE, U+FFFF
    rb"|[xX]0{0,4}(?:[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF]));"
)
"""The same, written as numbers."""
_LOOSE = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)(?:(?P<name>[A-Za-z][\w.-]{0,31});)?"
)
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"


def mended(body: bytes) -> bytes:
    """Return the document (UTF-8) without DOCTYPE and forbidden characters, every "&" starting an entity of XML."""
    body = body.translate(None, _NO_XML)
    for character in _NO_CHARACTERS:
        body = body.replace(character, b"")
    if b"&#" in body:
        body = _NO_REFERENCE.sub(b"", body)
    constants: dict[bytes, bytes] = {}
    declaration = _declaration(body)
    if declaration is not None:
        start, end = declaration
        constants = {name: double or single for name, double, single in _CONSTANT.findall(body[start:end])}
        body = body[:start] + body[end:]
    return _with_references(body, constants) if b"&" in body else body


def _declaration(body: bytes) -> tuple[int, int] | None:
    """Return where the document type declaration starts and ends; None where there is none before the first element."""
    start = _DOCTYPE.search(body, 0, _PROLOGUE)
    if start is None:
        return None
    first = _FIRST_ELEMENT.search(body)
    if first is not None and first.start() < start.start():
        return None
    close, subset = body.find(b">", start.end()), body.find(b"[", start.end())
    if 0 <= subset < close:
        over = _SUBSET_END.search(body, subset)
        return start.start(), over.end() if over else len(body)
    return start.start(), close + 1 if close >= 0 else len(body)


def _with_references(body: bytes, constants: dict[bytes, bytes]) -> bytes:
    left = _MOST_CONSTANTS

    def written(found: re.Match[bytes]) -> bytes:
        nonlocal left
        name = found["name"]
        if name in constants and left > 0:
            left -= 1
            return constants[name]
        characters = html.entities.html5.get(name.decode("ascii") + ";") if name else None
        if characters is not None:
            return "".join(f"&#{ord(character)};" for character in characters).encode()
        return b"&amp;" + found[0][1:]

    pieces: list[bytes] = []
    position = 0
    while (start := body.find(_CDATA, position)) >= 0:
        end = body.find(_CDATA_END, start)
        pieces.append(_LOOSE.sub(written, body[position:start], _MOST_MENDED))
        position = end + len(_CDATA_END) if end >= 0 else len(body)
        pieces.append(body[start:position])
    return b"".join([*pieces, _LOOSE.sub(written, body[position:], _MOST_MENDED)])
