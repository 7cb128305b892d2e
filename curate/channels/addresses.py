"""Web addresses and mentions in a text, found as X and Mastodon find them: what they shorten is counted as shortened.

`on_x` follows `extractUrlsWithIndices` of twitter-text 3.1.0 (JavaScript; Copyright 2018 Twitter, Inc., Apache License
2.0) pattern by pattern. `on_mastodon` follows `Extractor` and `config/initializers/twitter_regex.rb` of Mastodon 4,
which changes some of those patterns (AGPL: what it accepts is restated here). Both are pure; positions are code points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from urllib.parse import quote

import regex  # type: ignore[import-untyped]

from curate.channels.tables import table

Span = tuple[int, int]
"""Where something begins and ends."""

_LONGEST = 4096
"""Characters, the scheme counted twice as twitter-text does (MAX_URL_LENGTH): a longer one is no address."""
_LONGEST_LABEL = 63
"""Characters of one label of a host, in Punycode (RFC 1035, 2.3.4)."""
_LONGEST_TCO = 40
"""Characters after t.co/ (MAX_TCO_SLUG_LENGTH)."""

# ── what both build on (twitter-text, src/regexp) ────────────────────────────────────────────────────────────────────

_MARKS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_INVALID = "\ufffe\ufeff\uffff"
_SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LATIN = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_BEFORE = rf"(?:(?-i:[^A-Za-z0-9@＠$#＃{_INVALID}])|[{_MARKS}]|\A)"
_HOST = rf"[^\!'#%&'\(\)*\+,\\\-\.\/:;<=>\?@\[\]\^_{{|}}~\${_SPACES}{_INVALID}{_MARKS}]"
_GENERAL = rf"[a-z\u0400-\u04ff0-9!\*';:=\+,\.\$\/%#\[\]\-\u2013_~@\|&{_LATIN}]"
_BALANCED = rf"\((?:{_GENERAL}+|(?:{_GENERAL}*\({_GENERAL}+\){_GENERAL}*))\)"
# "a" keeps case to ASCII, as JavaScript does: "ſ" is no "s".
_QUERY = r"(?ai:\?[a-z0-9!?\*'@\(\);:&=\+\$\/%#\[\]\-_\.,~|]*[a-z0-9\-_&=#\/])"
_RUN = re.compile(f"[{_SPACES}]?[^{_SPACES}]+|[{_SPACES}]")


@cache
def emoji() -> re.Pattern[str]:
    """Return the pattern of one emoji, however many code points it has (data/emoji.txt says whose it is)."""
    return re.compile("".join(table("emoji.txt")))


@cache
def _domains() -> str:
    """Return the pattern of a top-level domain that X knows, without regard to case."""
    by_first: dict[str, list[str]] = {}
    for name in table("top_level_domains.txt"):
        by_first.setdefault(name[0], []).append(name[1:])
    # By their first letters, they are found 20 times as fast.
    known = "|".join(rf"(?{'a' * first.isascii()}i:{first}(?:{'|'.join(rest)}))" for first, rest in by_first.items())
    return rf"(?:(?:{known})(?-i:(?=[^0-9a-zA-Z@+\-]|\Z))|(?ai:xn--[\-0-9a-z]+))"


# ── X ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def runs(text: str) -> list[str]:
    """Return `text` in pieces to be read one by one: an address holds no white space, but some may stand before it."""
    found: list[str] = _RUN.findall(text)
    return found


def on_x(text: str) -> list[Span]:
    """Return where X finds an address in `text`, in order; with or without a scheme, on a host whose TLD it knows."""
    if "." not in text:
        return []
    if max(text) <= "\uffff":
        return [span for found in _x_patterns()[0].finditer(text) for span in _judged(found)]
    # JavaScript sees a character beyond U+FFFF as two, and lets an address begin between them: "#𝒳.co.uk" holds one.
    units = _units(text)
    spans = [span for found in _x_patterns()[0].finditer(units) for span in _judged(found)]
    places = [place for place, character in enumerate(text) for _ in range(1 + (character > "\uffff"))] + [len(text)]
    return [(places[start], places[end]) for start, end in spans]


def _units(text: str) -> str:
    """Return `text` with each character beyond U+FFFF as the two surrogates of UTF-16."""
    return "".join(
        character
        if character <= "\uffff"
        else chr(0xD7C0 + (ord(character) >> 10)) + chr(0xDC00 + (ord(character) & 0x3FF))
        for character in text
    )


@cache
def _x_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return extractUrl, validAsciiDomain and validTcoUrl of twitter-text."""
    ending = rf"[\+\-a-z\u0400-\u04ff0-9=_#\/{_LATIN}]"
    # Parentheses are an ending of their own, not one of what stands before them: so it is published, see regexSupplant.
    path = rf"(?:{_GENERAL}*(?:{_BALANCED}{_GENERAL}*)*{ending}|{_BALANCED}|@{_GENERAL}+/)"
    subdomain = rf"(?:(?:{_HOST}(?:[_-]|{_HOST})*)?{_HOST}\.)"
    name = rf"(?:(?:{_HOST}(?:-|{_HOST})*)?{_HOST}\.)"
    address = rf"({_BEFORE})((https?://)?({subdomain}*{name}{_domains()})(?::[0-9]+)?(/{path}*)?(?:{_QUERY})?)"
    plain = rf"(?:[\-a-z0-9{_LATIN}]+\.)+{_domains()}"
    tco = rf"(?ai:\Ahttps?://t\.co/([a-z0-9]+))(?:{_QUERY})?"
    return re.compile(address, re.IGNORECASE), re.compile(plain, re.IGNORECASE), re.compile(tco, re.IGNORECASE)


def _judged(found: re.Match[str]) -> Iterator[Span]:
    before, url, scheme, host, path = found.groups()
    if not _can_be(url, scheme or "https://", host):
        return
    start = found.start(2)
    if scheme:
        tco = _x_patterns()[2].match(url)
        if tco and len(tco[1]) > _LONGEST_TCO:
            return
        yield start, start + (tco.end() if tco else len(url))
    elif before not in {"-", "_", ".", "/"}:
        yield from _without_scheme(start, url, host, path)


def _without_scheme(start: int, url: str, host: str, path: str | None) -> Iterator[Span]:
    """Yield the parts of `host` that are ASCII or accented Latin: without a scheme, X takes no others for a host."""
    spans = [(start + found.start(), start + found.end()) for found in _x_patterns()[1].finditer(host)]
    yield from spans[:-1]
    if spans:
        first, last = spans[-1]
        yield first, last + (len(url) - len(host) if path else 0)


def _can_be(url: str, scheme: str, host: str) -> bool:
    if host.startswith("xn--") and not _x_patterns()[1].search(host):
        return False
    if len(scheme) + len(url) > _LONGEST:
        return False
    return all(0 < len(_punycode(label)) <= _LONGEST_LABEL for label in host.split("."))


def _punycode(label: str) -> str:
    """Return a label as the DNS has it, without the preparation of RFC 3491: twitter-text leaves that out too."""
    whole = label.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    parts = re.split("[\u3002\uff0e\uff61]", whole)
    return ".".join(part if part.isascii() else "xn--" + part.encode("punycode").decode("ascii") for part in parts)


# ── Mastodon ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_ANY = r"[^\s<>()?]"
_UNICODE = (
    "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\ue000-\uf8ff"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in (1, 2, *range(15, 17)))
    + f"{chr(0x30000)}-{chr(0xDFFFD)}{chr(0xE1000)}-{chr(0xEFFFD)}"
)


@cache
def _mastodon_patterns() -> tuple[re.Pattern[str], regex.Pattern[str], re.Pattern[str]]:
    """Return the patterns of an address, of a mention, and of what may not follow a mention."""
    balanced = rf"\((?:{_ANY}+|(?:{_ANY}*\({_ANY}+\){_ANY}*))\)"
    # The ending still holds twitter-text's own parentheses: Mastodon replaces those one line too late.
    ending = rf"(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_BALANCED})"
    path = rf"(?:(?:{_ANY}*(?:{balanced}{_ANY}*)*{ending})|(?:{_ANY}+/))"
    query = rf"\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_UNICODE}]*[a-z0-9_&=#/\-{_UNICODE}]"
    label = rf"(?:(?:{_HOST}(?:[_-]|{_HOST})*)?{_HOST})"
    schemes = "https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini"
    address = rf"{_BEFORE}((?:{schemes})://{label}(?:\.{label})*(?::[0-9]+)?(?:/{path}*)?(?:{query})?)"
    user = r"[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*"
    mention = rf"(?<![=/\w])@((?ai:{user}))(?:@\w+(?:[.-]+\w+)*)?"
    return re.compile(address, re.IGNORECASE), regex.compile(mention), re.compile(rf"[@＠{_LATIN}]|://")


def on_mastodon(text: str) -> list[Span]:
    """Return where Mastodon finds an address in `text`, in order; only with a scheme.

    Its servers also want a top-level domain that was known when their twitter-text came out. That is left out: the
    documentation promises 23 for every http(s) address, and a host that no server knows is not posted.
    """
    return [found.span(1) for found in _mastodon_patterns()[0].finditer(text)] if "://" in text else []


def mentions(text: str) -> list[tuple[int, int, str]]:
    """Return where Mastodon finds a mention in `text`, and the part of it that counts: `@user` of `@user@host`."""
    if "@" not in text:
        return []
    _, mention, after = _mastodon_patterns()
    return [(*found.span(), f"@{found[1]}") for found in mention.finditer(text) if not after.match(text, found.end())]


# ── as people write them ─────────────────────────────────────────────────────────────────────────────────────────────

_WRITTEN = re.compile(
    r"(?ai:https?://)(?=[^\s<>\"“”„«»。，、「」『』（）！？/?#]*\w)[^\s<>\"“”„«»。，、「」『』（）！？]+"
)
"""With a host: "https://" by itself, or before a full stop, leads nowhere."""
_CLOSERS = ".,;:!?…'’*_"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def written(text: str, known: Collection[str] = ()) -> list[Span]:
    """Return where http(s) addresses stand in `text`, without the punctuation of the sentence around them.

    An address of `known` is found whole, whatever it ends in, where white space or the end of the text follows it.
    """
    spans: list[Span] = []
    for found in _WRITTEN.finditer(text):
        start = found.start()
        if spans and start < spans[-1][1]:
            continue
        ends = [start + len(url) for url in known if text.startswith(url, start)]
        whole = [end for end in ends if end == len(text) or text[end].isspace()]
        spans.append((start, max(whole, default=start + len(_unpunctuated(found[0])))))
    return spans


def _unpunctuated(address: str) -> str:
    while address:
        last = address[-1]
        opening = _BRACKETS.get(last)
        if last not in _CLOSERS and (opening is None or address.count(opening) >= address.count(last)):
            break
        address = address[:-1]
    return address


def unbroken(url: str, recognised: Callable[[str], list[Span]]) -> str:
    """Return `url` so that a channel which finds addresses by `recognised` links all of it, and not its beginning.

    What stands beyond the recognised part is written in percent-encoding, which leads to the same page (RFC 3987,
    3.1). An address that is recognised whole, or not at all, stays as it is.
    """
    if recognised(url) in ([(0, len(url))], []):
        return url
    scheme, colon, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    encoded = f"{scheme}{colon}{host}{slash}{quote(path, safe='/?#&=+;,:@!$*%~-._')}"
    if recognised(encoded) != [(0, len(encoded))]:
        encoded = f"{encoded[:-1]}%{ord(encoded[-1]):02X}"
    return encoded if recognised(encoded) == [(0, len(encoded))] else url
