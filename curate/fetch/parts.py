"""A message that is too large, without its attachments: its headers, and the parts that are text, put together anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curate.fetch.imap import Client

_LARGEST_PART = 1024 * 1024
"""Bytes of one text part."""
_MOST_PARTS = 6
_DEEPEST = 50
_TOKEN = re.compile(rb'\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))')
_MIME = re.compile(rb"(?:content-(?:type|transfer-encoding|disposition)|mime-version):", re.IGNORECASE)
_BOUNDARY = b"=_curate_put_together_="

_Node = bytes | list["_Node"]


def text_only(client: Client, uid: int) -> bytes:
    """Return a message made of the headers and text parts of a larger one; b"" where it is gone."""
    head = client.body(uid, "HEADER", 256 * 1024)
    if head is None:
        return b""
    sections = list(text_sections(client.structure(uid)))[:_MOST_PARTS]
    if sections == ["1"] or not sections:  # no parts, or none that is text: its beginning
        return head.rstrip(b"\r\n") + b"\r\n\r\n" + (client.body(uid, "TEXT", _LARGEST_PART) or b"")
    kept = [line for line in re.split(rb"\r?\n(?![ \t])", head.strip()) if not _MIME.match(line)]
    whole = [*kept, b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="' + _BOUNDARY + b'"', b""]
    for section in sections:
        mime = client.body(uid, f"{section}.MIME", 64 * 1024) or b""
        body = client.body(uid, section, _LARGEST_PART) or b""
        whole += [b"--" + _BOUNDARY, mime.strip(b"\r\n"), b"", body]
    return b"\r\n".join([*whole, b"--" + _BOUNDARY + b"--", b""])


def text_sections(structure: bytes) -> Iterator[str]:
    """Yield the numbers of the parts that are text and no attachments ("1.2"), of a BODYSTRUCTURE (RFC 3501, 7.4.2)."""
    node = _parsed(structure)
    if isinstance(node, list) and node:
        yield from _sections(node, "")


def _sections(node: list[_Node], prefix: str) -> Iterator[str]:
    if isinstance(node[0], list):
        for number, part in enumerate(node, 1):
            if not isinstance(part, list):
                break  # the subtype: no more parts
            if part:
                yield from _sections(part, f"{prefix}{number}.")
        return
    kind = [each.lower() if isinstance(each, bytes) else b"" for each in node[:2]]
    attached = any(isinstance(each, list) and each[:1] and _is_attachment(each[0]) for each in node[7:])
    if kind in ([b"text", b"plain"], [b"text", b"html"]) and not attached:
        yield (prefix or "1.").rstrip(".")


def _is_attachment(word: _Node) -> bool:
    return isinstance(word, bytes) and word.lower() == b"attachment"


def _parsed(text: bytes) -> _Node | None:
    """Return the first list in a text; None where it is none, or nested as no message is."""
    stack: list[list[_Node]] = [[]]
    for found in _TOKEN.finditer(text):
        opens, closes, quoted, atom = found.groups()
        if opens:
            if len(stack) > _DEEPEST:
                return None
            stack.append([])
        elif closes:
            if len(stack) == 1:
                break
            done = stack.pop()
            stack[-1].append(done)
            if len(stack) == 1:
                return done
        else:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", quoted) if quoted is not None else atom)
    return None
