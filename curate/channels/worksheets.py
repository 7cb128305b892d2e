"""Pages that a person works with on any device: all in one file, and nothing in it asks anything of anybody.

Style and script stand in the page, and its own policy allows exactly these two, by their hashes, pictures that it holds
itself, and no connection at all. What comes from strangers is text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib import resources
from io import BytesIO
from string import Template
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from curate import cards
from curate import channels as registry
from curate.cards import Size
from curate.channels import addresses, composing, sharing
from curate.locale import PUBLIC, Message, P, translate
from curate.models import Edition, Entry

_NAMES = {"linkedin": "LinkedIn", "whatsapp": "WhatsApp"}
"""How channels write themselves where that is not their name with a capital."""
_WORDS, _URL, _SERVER = "curatewordshere", "https://curate.invalid/urlhere", "https://curate.invalid/serverhere"
"""Stand in an address for words, an address and a server until the page fills them in; `.invalid` is nobody's
(RFC 2606)."""
_TEXT = f"{_WORDS}\n{_URL}"
"""Stands for a text that holds its address on a line of its own, as all of ours do."""
_COLOURED = re.compile(r"(?<![\w/&])(?:#\w*[^\W\d_]\w*|@[\w\-.@]*\w)")
_PAGE = re.compile(r"(?ai)https?://[^/?#\s]|mailto:")
_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"RIFF", "webp"))


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(name: str, *, language: str, title: str, body: str, data: Mapping[str, object]) -> str:
    """Return a page: `body` with the style and script called `name`, which reads `data` from an element of that id."""
    style = f"{_part('worksheet.css')}\n{_part(f'{name}.css')}"
    script = f'(function () {{\n"use strict";\n{_part("worksheet.js")}\n{_part(f"{name}.js")}\n}})();'
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{escape(spoken(language))}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">\n'
        f'<meta name="generator" content="curate {name}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f'<link rel="icon" href="data:,">\n<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n'
        f'{body}\n<script type="application/json" id="data">{_island(data)}</script>\n<script>{script}</script>\n'
        "</body>\n</html>\n"
    )


def chrome(
    name: str, words: Words, sentences: Mapping[str, Message], values: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the fixed part of the page called `name`, with its sentences, and `values`, which are HTML, filled in."""
    picture = (
        f'<button type="button" class="second keep">{words.say(P("Save the picture"))}</button>'
        f'<button type="button" class="second describe">{words.say(P("Copy its description"))}</button>'
    )
    said = {place: words.say(message) for place, message in sentences.items()}
    return Template(_part(f"{name}.html")).substitute({"picture": picture, **said, **values})


def spoken(language: str) -> str:
    """Return the language that a page is in: that of the edition, English where we do not speak it."""
    return language if language in PUBLIC else "en"


class Words:
    """The sentences of a page, in its language."""

    def __init__(self, language: str) -> None:
        self._language = spoken(language)

    def plain(self, message: Message) -> str:
        """Return a sentence as it is."""
        return translate(message, self._language)

    def say(self, message: Message) -> str:
        """Return a sentence, able to stand in a page."""
        return escape(self.plain(message))


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8").strip()


def _hash(part: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(part.encode('utf-8')).digest()).decode('ascii')}'"


def _island(data: Mapping[str, object]) -> str:
    """Return values as JSON in which nothing can end the element that it stands in."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return plain.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def channel_name(channel: str) -> str:
    """Return a channel's name as people write it: "LinkedIn"."""
    return _NAMES.get(channel, channel.capitalize())


def coloured(text: str, links: Sequence[str]) -> str:
    """Return a post's text as HTML, its addresses, hashtags and mentions marked with `b`."""
    made, end = [], 0
    for start, stop in addresses.written(text, tuple(links)):
        made += [_tagged(text[end:start]), f"<b>{escape(text[start:stop], quote=False)}</b>"]
        end = stop
    return "".join([*made, _tagged(text[end:])])


def _tagged(text: str) -> str:
    made, end = [], 0
    for found in _COLOURED.finditer(text):
        made += [escape(text[end : found.start()], quote=False), f"<b>{escape(found[0], quote=False)}</b>"]
        end = found.end()
    return "".join([*made, escape(text[end:], quote=False)])


def href(url: str) -> str:
    """Return an address as a link can carry it, "" where it leads to no page."""
    address = composing.address(url)
    return address if _PAGE.match(address) else ""


# ── where one writes ─────────────────────────────────────────────────────────────────────────────────────────────────


def composer(channel: str, settings: Mapping[str, object]) -> str:
    """Return the page on which a post is written, "" where there is none.

    In it `{text}` stands for the post, `{url}` for its address and `{words}` for the post without the line of that.
    """
    return _open(sharing.composer(channel, _TEXT, _URL, settings))


def share(channel: str, settings: Mapping[str, object]) -> str:
    """Return the page on which a person shares something in her own name, as `composer` does.

    `{server}` stands for that of the person, where the channel has one for each.
    """
    return _open(sharing.link(channel, _TEXT, _URL, {**settings, "server": _SERVER}))


def _open(link: str) -> str:
    address = href(link)
    places = ((quote(_TEXT, safe=""), "{text}"), (quote(_URL, safe=""), "{url}"), (_WORDS, "{words}"),
              (_SERVER, "{server}"))  # fmt: skip
    for mark, place in places:
        address = address.replace(mark, place)
    return address


def others(settings: Mapping[str, object]) -> dict[str, Mapping[str, Any]]:
    """Return the channels that take items one by one with their settings: those in use, all where none is named."""
    given = settings.get("channels")
    if isinstance(given, Mapping) and given:
        return dict(given)
    found = [registry.channel(name) for name in registry.names()]
    return {each.name: {} for each in found if each.unit == "item" and not getattr(each, "gathers", False)}


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture that a page holds."""

    id: str
    """Of its element, and the beginning of the name of its file."""
    body: bytes
    alt: str

    @property
    def kind(self) -> str:
        """What it is: png, jpeg, gif, webp; "" where it is nothing that a browser shows."""
        return next((kind for start, kind in _KINDS if self.body.startswith(start)), "")

    @property
    def file(self) -> str:
        """The name it is saved under."""
        return f"{self.id}.{'jpg' if self.kind == 'jpeg' else self.kind}"

    def html(self) -> str:
        """Return it as an element, all of it within."""
        size = _size(self.body)
        measures = f' width="{size[0]}" height="{size[1]}"' if size else ""
        body = base64.b64encode(self.body).decode("ascii")
        return f'<img src="data:image/{self.kind};base64,{body}" alt="{escape(self.alt)}"{measures}>'


@lru_cache(maxsize=128)
def picture(entry: Entry, edition: Edition) -> Picture:
    """Return the picture of an item: the curator's own, where its licence is recorded, else its card.

    Kept: the same ones stand on every page of an export.
    """
    made = cards.picture(entry, edition, Size.SQUARE)
    return Picture(id=f"i{entry.item}", body=made.png, alt=composing.line(made.alt))


def _size(body: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, None where they cannot be told."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(body)) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def figure(picture: Picture, about: str, words: Words) -> str:
    """Return a picture with what it shows in words, to be saved and copied."""
    shown = escape(picture.alt) or words.say(P("It has no description yet."))
    return (
        f'<figure id="{picture.id}" data-file="{escape(picture.file)}">{picture.html()}'
        f'<figcaption><b>{escape(about)}</b> <span class="alt">{shown}</span></figcaption></figure>'
    )
