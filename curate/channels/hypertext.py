"""Words as HTML: a curator's with emphasis and links, a stranger's as text. Nothing in them does anything."""

from __future__ import annotations

import re
from html import escape

from curate.channels import composing

_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^\s()\"'<>]{1,2000})\)")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,500})(?<=\S)[*_](?![\w*])")


def own(words: str) -> str:
    """Return the curator's words as paragraphs: emphasis and links to pages are shown, everything else is text."""
    parts = [part for part in composing.paragraphs(words).split("\n\n") if part.strip()]
    return "\n".join(f"<p>{_marked(part)}</p>" for part in parts)


def _marked(words: str) -> str:
    made, end = [], 0
    for found in _LINK.finditer(words):
        made += [_stressed(words[end : found.start()]), link(found[1], found[2])]
        end = found.end()
    return "".join([*made, _stressed(words[end:])])


def _stressed(words: str) -> str:
    strong = _STRONG.sub(r"<strong>\1</strong>", lines(words))
    return _EMPHASIS.sub(r"<em>\1</em>", strong)


def lines(words: str) -> str:
    """Return words as text, with their line breaks."""
    return escape(words).replace("\n", "<br>\n")


def link(words: str, url: str) -> str:
    """Return a link with `words`; the words alone where `url` leads to no page."""
    address = composing.address(url)
    if not re.match(r"(?i)https?://[^/?#]", address):
        return escape(composing.line(words))
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(composing.line(words))}</a>'
