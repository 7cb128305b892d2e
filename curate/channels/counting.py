"""How long a text is, as each channel counts it. Exact, pure, and quick enough to be asked while a text is split.

Every function takes the text as it would be posted and returns a whole number in the channel's own unit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import regex  # type: ignore[import-untyped]

from curate.channels import addresses

LINK = 23
"""What an address counts, whatever its length: twitter-text v3 (transformedURLLength) and Mastodon
(StatusLengthValidator::URL_PLACEHOLDER_CHARS)."""

_LIGHT = re.compile("[\\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
"""Code points of weight 100 (twitter-text, config/v3.json)."""
_HEAVY = 2
"""Every other code point, and an emoji as a whole: weight 200, at scale 100."""
_GRAPHEME = regex.compile(r"\X")
_HOLDING = regex.compile(r"[\r\p{GCB=Prepend}]")
"""The only characters that white space after them is one cluster with."""
_RUN = re.compile(r"\s?\S+|\s")
_LINKER = regex.compile(r"\p{InCB=Linker}")
_CONSONANT = regex.compile(r"\p{InCB=Consonant}")
_EXTENDING = regex.compile(r"[\p{InCB=Linker}\p{InCB=Extend}]")


def weighted(text: str) -> int:
    """Return the length of `text` on X: twitter-text v3, its 280 units.

    NFC first; an address that X recognises counts 23, an emoji 2, of the other code points most scripts of Europe,
    Africa and the Middle East 1, the rest 2.
    """
    return sum(_weight(run) for run in addresses.runs(unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=8192)
def _weight(run: str) -> int:
    """Return the weighted length of a piece. Kept: a text that is being split is measured again and again."""
    length = position = 0
    for start, end in addresses.on_x(run):
        length += _without_addresses(run[position:start]) + LINK
        position = end
    return length + _without_addresses(run[position:])


def _without_addresses(text: str) -> int:
    if text.isascii():
        # An ASCII emoji needs a keycap or a variation selector, which are not ASCII.
        return len(text)
    bare, emoji = addresses.emoji().subn("", text)
    light = len(_LIGHT.findall(bare))
    return light + _HEAVY * (len(bare) - light + emoji)


def mastodon(text: str, *, warning: str = "") -> int:
    """Return the length of a status on Mastodon in grapheme clusters, its content warning (`warning`) included.

    An http(s) address counts 23, `@user@host` as `@user`: app/validators/status_length_validator.rb.
    """
    if not text.strip() or _HOLDING.search(text):
        return graphemes(warning + (_countable(text) if text.strip() else ""))
    return graphemes(warning) + sum(_of_mastodon(run) for run in _RUN.findall(text))


@lru_cache(maxsize=8192)
def _of_mastodon(run: str) -> int:
    """Return the length of a piece on Mastodon; kept, see `_weight`. No address or mention holds white space."""
    return graphemes(_countable(run))


def _countable(text: str) -> str:
    found = [(start, end, "x" * LINK) for start, end in addresses.on_mastodon(text)] + addresses.mentions(text)
    written, position = [], 0
    for start, end, counted in sorted(found):
        if start >= position:
            written += [text[position:start], counted]
            position = end
    return "".join([*written, text[position:]])


def graphemes(text: str) -> int:
    """Return the number of extended grapheme clusters of `text` (UAX #29): what a reader sees as one character."""
    if text.isascii() and "\r" not in text:
        return len(text)
    if _HOLDING.search(text):
        return len(clusters(text))
    return sum(_graphemes_of(run) for run in _RUN.findall(text))


@lru_cache(maxsize=8192)
def _graphemes_of(run: str) -> int:
    """Return the number of clusters of a piece that begins at white space; kept, see `_weight`."""
    return len(run) if run.isascii() else len(clusters(run))


def clusters(text: str) -> list[str]:
    """Return the extended grapheme clusters of `text`; joined they are `text`."""
    found: list[str] = _GRAPHEME.findall(text)
    if not _LINKER.search(text):
        return found
    return [part for cluster in found for part in _conjuncts(cluster)]


def _conjuncts(cluster: str) -> list[str]:
    r"""Return what `regex` took for one cluster, parted where a linker has no consonant before it (UAX #29, GB9c).

    Its `\X` joins a consonant to any linker, as in "a्त": GraphemeBreakTest.txt has a break there.
    """
    starts, joins = [0], False
    for place, character in enumerate(cluster):
        if _EXTENDING.match(character):
            continue
        consonant = bool(_CONSONANT.match(character))
        if place and consonant and not joins and _EXTENDING.match(cluster[place - 1]):
            starts.append(place)
        joins = consonant
    return [cluster[start:end] for start, end in pairwise([*starts, len(cluster)])]


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 code units of `text`: two for a code point beyond U+FFFF."""
    return len(text) + sum(character > "\uffff" for character in text) if not text.isascii() else len(text)


def utf8_bytes(text: str) -> int:
    """Return the number of bytes of `text` in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


_PICTOGRAPHIC = regex.compile(r"[\p{Emoji_Presentation}\p{Extended_Pictographic}]")


def threads(text: str) -> int:
    """Return the length of `text` on Threads: an emoji counts its bytes in UTF-8, all else 1 a code point.

    developers.facebook.com/docs/threads/overview: "emojis are counted as the number of UTF-8 bytes they take".
    """
    return sum(_emoji_as_bytes(run) for run in addresses.runs(text))


@lru_cache(maxsize=8192)
def _emoji_as_bytes(text: str) -> int:
    """Return the length of a piece on Threads; kept, see `_weight`."""
    if text.isascii():
        return len(text)
    found = [emoji[0] for emoji in addresses.emoji().finditer(text)]
    bare = addresses.emoji().sub("", text)
    younger = _PICTOGRAPHIC.findall(bare)
    return len(bare) - len(younger) + utf8_bytes("".join([*found, *younger]))
