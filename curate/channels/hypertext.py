"""Words as HTML: a curator's with emphasis and links, a stranger's as text. Nothing in them does anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from curate.channels import addresses, composing
from curate.channels.targets import target

_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^\s()\"'<>]{1,2000})\)")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,500})(?<=\S)[*_](?![\w*])")
_ASIDE = re.compile("(\0[0-9]+\0)")


def own(words: str) -> str:
    """Return the curator's words as paragraphs: emphasis and links to pages are shown, everything else is text."""
    return "\n".join(f"<p>{part}</p>" for part in paragraphs(words))


def paragraphs(words: str) -> list[str]:
    """Return what stands in each paragraph of the curator's words: emphasis, and links to pages, also bare ones."""
    return [_marked(part) for part in composing.paragraphs(words).split("\n\n") if part.strip()]


def text(words: str, *, targets: bool = True) -> str:
    """Return the curator's words as text: links as words and address, emphasis without its marks.

    `targets`: whether the address stands behind the words of a link.
    """

    def told(shown: str, url: str) -> str:
        if not targets:
            return shown
        address = target(url) or composing.address(url)
        return address if shown == url else f"{shown} ({address})"

    return _put(composing.paragraphs(words), told, lambda rest: _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", rest)))


def _marked(words: str) -> str:
    return _put(
        words, link, lambda rest: _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", lines(rest)))
    )


def _put(words: str, linked: Callable[[str, str], str], stressed: Callable[[str], str]) -> str:
    """Return words with each link in them, also a bare address, as `linked`, and the rest as `stressed` has it.

    Links stand aside while emphasis is looked for: it may go around one, and not begin in one.
    """
    made: list[str] = []

    def aside(shown: str, url: str) -> str:
        made.append(linked(shown, url))
        return f"\0{len(made) - 1}\0"  # no words hold a NUL

    def bare(rest: str) -> str:
        for start, end in reversed(addresses.written(rest)):
            rest = rest[:start] + aside(rest[start:end], rest[start:end]) + rest[end:]
        return rest

    words = _LINK.sub(lambda found: aside(found[1], found[2]), words)
    words = "".join(piece if at % 2 else bare(piece) for at, piece in enumerate(_ASIDE.split(words)))
    return _ASIDE.sub(lambda found: made[int(found[0].strip("\0"))], stressed(words))


def lines(words: str) -> str:
    """Return words as text, with their line breaks."""
    return escape(words).replace("\n", "<br>\n")


def link(words: str, url: str) -> str:
    """Return a link with `words`; the words alone where `url` leads to no page."""
    address = target(url)
    if not address:
        return escape(composing.line(words))
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(composing.line(words))}</a>'
