"""Addresses: which of them lead to the same publication.

An item is known by its canonical URL. Two mistakes are possible, and they do not weigh the same: a twin that is missed
is seen twice in the inbox; two pages taken for one lose a publication without a word. So a rule stands here only where
what it takes away cannot say which page it is.

The rules are data (`rules`). `canonical` applies them until nothing changes, so its result is its own canonical form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from curate.urls.rules import (
    AMP,
    ARTICLE,
    ARTICLES,
    BLOGGER_PAGE,
    CODE_HOSTS,
    COUNTRY,
    FORM_HOSTS,
    FORMS,
    HOST_ALIASES,
    INDEX,
    ONLY,
    PASSES_ON,
    REDIRECTS,
    REGISTRIES,
    SECTIONS,
    SENT,
    SHARED_HOSTS,
    SHORT,
    SOCIAL_WAY,
    SOCIAL_WAYS_IN,
    TRACKING,
    TRACKING_AT,
    TRACKING_FRAGMENT,
    TRACKING_PREFIXES,
    TWIN_HOSTS,
    WAY,
    WAYS_IN,
    WIKIS,
    WITH,
)

# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def canonical(url: str, *, keep_fragment: bool = False) -> str:
    """Return the address by which the publication at `url` is known: https, no www, no tracking, not the AMP twin.

    It is a name, not a link: a server may not answer there. ASCII only, hosts in punycode. The fragment is kept where
    it names a page by itself (`#!…`, `#/…`), and with `keep_fragment`: for a document that lists several publications
    which differ by nothing else (see `fragments_matter`).

    Raises ValueError where `url` is no absolute http(s) address.
    """
    current = url
    for _ in range(_MOST_ROUNDS):
        further = _once(current, keep_fragment=keep_fragment)
        if further == current:
            return current
        current = further
    raise ValueError("an address within an address within an address, too often")


_MOST_ROUNDS = 500
"""An address of 4,096 characters holds no more redirects than that within each other; two rounds are usual."""


def untracked(url: str) -> str:
    """Return `url` as a link to hand on: without what counts clicks, all else as it stands."""
    try:
        parts = urlsplit(url)
        name = _host(parts)
    except ValueError:
        return url
    kept = []
    beside = _counted(unquote(piece.partition("=")[0]) for piece in parts.query.split("&"))
    for piece in parts.query.split("&"):
        parameter, _, value = piece.partition("=")
        if _says_which_page(unquote(parameter), unquote(value), name, parts.path, beside):
            kept.append(piece)
    fragment = "" if TRACKING_FRAGMENT.fullmatch(parts.fragment) else parts.fragment
    return parts._replace(query="&".join(kept), fragment=fragment).geturl()


def passed_on(url: str) -> str | None:
    """Return the address that `url` passes its reader on to, where it is known to and that stands in it; else None."""
    try:
        parts = _split(_prepared(url))
        return _target(_twin_of(_host(parts)), _path(parts.path), list(_parameters(parts.query)))
    except ValueError:
        return None


def slug(url: str) -> str:
    """Return the words of an address, "" where it says nothing in words: often another wording of the title."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    segments = (re.split(r"[-_+ .,]+", segment) for segment in path.split("/"))
    best = max(([word for word in words if word.isalpha()] for words in segments), key=len)
    return " ".join(best) if len(best) >= _FEWEST_WORDS else ""


_FEWEST_WORDS = 3
"""Words of a part of an address that is made of a title; `/nieuws/artikel` is not."""


def key(canonical_url: str) -> str:
    """Return the stable key of the item at a canonical URL: the first 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(canonical_url.encode("utf-8", "replace")).hexdigest()[:32]


def host(url: str) -> str:
    """Return the host of `url`, in lower case and punycode, without port; "" where it is no http(s) address."""
    try:
        return _host(_split(_prepared(url)))
    except ValueError:
        return ""


def is_http(url: str) -> bool:
    """Return whether `url` is an absolute http or https address."""
    return bool(host(url))


def fragments_matter(links: Sequence[tuple[str, str, str]]) -> frozenset[str]:
    """Return those addresses of one document, as given, whose fragment says which publication they are.

    `links` are (id, title, address). Addresses that differ by nothing but the fragment are several publications where
    their ids or titles differ. A fragment that counts clicks says nothing, and neither does an id that ends with it.
    """
    if not any("#" in url for _, _, url in links):
        return frozenset()
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for link in links:
        try:
            groups.setdefault(canonical(link[2]), []).append(link)
        except ValueError:
            continue  # no address: nothing that it could be taken for
    matter: set[str] = set()
    for group in groups.values():
        if len({_said(*link) for link in group}) > 1:
            matter |= {url for _, _, url in group if "#" in url}
    return frozenset(matter)


def _said(id_: str, title: str, url: str) -> tuple[str, str]:
    """Return what the document says that the publication is, apart from a fragment that counts clicks."""
    fragment = url.partition("#")[2]
    if not fragment or TRACKING_FRAGMENT.fullmatch(fragment):
        base, _, end = id_.rpartition("#")
        id_ = base if base and TRACKING_FRAGMENT.fullmatch(end) else id_
    return id_, " ".join(title.split()).casefold()


# ── one round ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _once(url: str, *, keep_fragment: bool) -> str:
    parts = _split(_prepared(url))
    name = _twin_of(_host(parts))
    path, query = _path(parts.path), list(_parameters(parts.query))
    target = _target(name, path, query)
    if target:
        return target
    name, path, query = _page(name, path, query)
    beside = _counted(parameter for parameter, _ in query)
    kept = sorted((p for p in query if _says_which_page(*p, name, path, beside)), key=lambda parameter: parameter[0])
    written = "&".join(f"{parameter}={value}" if value else parameter for parameter, value in kept)
    fragment = _fragment(parts.fragment, keep=keep_fragment)
    return (
        f"https://{name}{_port(parts)}{path or '/'}{'?' if written else ''}{written}{'#' if fragment else ''}{fragment}"
    )


def _prepared(url: str) -> str:
    """Return `url` without what browsers leave out: white space around it, tabs and line ends within.

    Feeds that were escaped twice hold `&amp;` or `&#038;`, whose # would begin a fragment: undone.
    """
    bare = url.strip(_AROUND).translate(_WITHIN)
    bare.encode(
        "utf-8"
    )  # a lone surrogate stands for nothing that could be asked for: UnicodeEncodeError, a ValueError
    return _AMPERSAND.sub("&", bare) if "&" in bare else bare


_AROUND = "".join(map(chr, range(33))) + "\x7f\xa0\ufeff\u200b"
_WITHIN = dict.fromkeys(map(ord, "\t\r\n"))
_AMPERSAND = re.compile(r"&(amp|#0*38|#x26);", re.IGNORECASE)


def _split(url: str) -> SplitResult:
    head, mark, rest = url.partition("?")
    parts = urlsplit(head.replace("\\", "/") + mark + rest)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not an absolute http(s) address: {url[:80]!r}")
    return parts


def _host(parts: SplitResult) -> str:
    """Return the host in lower case, its labels as punycode (UTS 46 without the rarer mappings), IPv6 in brackets."""
    return _name(parts.hostname or "")


@lru_cache(maxsize=1024)
def _name(given: str) -> str:
    """Return a host as `_host` does: a feed names the same one in each of its entries."""
    if ":" in given:
        return f"[{ipaddress.IPv6Address(given.partition('%')[0])}]"
    text = unicodedata.normalize("NFKC", unquote(given, errors="strict")).lower()
    text = unicodedata.normalize("NFKC", text).replace("。", ".").removesuffix(".")
    name = ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in text.split(".")
    )
    if not _HOST.fullmatch(name):
        raise ValueError(f"no name of a host: {given[:80]!r}")
    return name


_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_ADDRESS = re.compile(r"[\d.]+|\[.*")


@lru_cache(maxsize=1024)
def _twin_of(name: str) -> str:
    """Return the host whose pages this one shows too: without www, and m, mobile or amp where that is nobody's name."""
    if _ADDRESS.fullmatch(name):
        return name
    first, _, rest = name.partition(".")
    if first == "www" and "." in rest:
        return _twin_of(rest)
    if first in TWIN_HOSTS and "." in rest and rest not in SHARED_HOSTS and not REGISTRIES.fullmatch(rest):
        return _twin_of(rest)
    labels = name.split(".")
    if labels[1:2] == ["m"] and labels[2:] in WIKIS:
        return ".".join([labels[0], *labels[2:]])
    if "blogspot" in labels[1:3] and len(labels) > labels.index("blogspot") + 1:
        return ".".join([*labels[: labels.index("blogspot") + 1], "com"])  # one blog under every country's ending
    country = COUNTRY.fullmatch(name)
    return country[1] if country else HOST_ALIASES.get(name, name)


def _port(parts: SplitResult) -> str:
    """Return ":port", "" for the usual ones. Both are dropped under either scheme, since the scheme is not compared."""
    return "" if parts.port in {None, 80, 443} else f":{parts.port}"


def _path(path: str) -> str:
    """Return the path with dots resolved and escapes alike, without session, index page and last slash; "" for home."""
    segments: list[str] = []
    for segment in _SESSION.sub("", _quoted(path)).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
    plain = "".join(f"/{segment}" for segment in segments)
    return INDEX.sub("", plain)


_SESSION = re.compile(r";jsessionid=[^/;]*|(?<=/)\([SFX]\([^/()]+\)\)", re.IGNORECASE)
"""Of Java, and of ASP.NET without cookies."""


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    for piece in query.split("&"):
        name, _, value = piece.replace("+", "%20").partition("=")
        if name or value:
            yield _quoted(name, "=&+#"), _quoted(value, "&+#")


def _quoted(text: str, reserved: str = "&=+#?/") -> str:
    """Return `text` with its escapes alike: none where the character may stand so (RFC 3986), capital digits elsewhere.

    What is in `reserved` stays as it was written, escaped or not.
    """

    def alike(found: re.Match[str]) -> str:
        written = found[0]
        if len(written) == 3:  # noqa: PLR2004  (%XX)
            character = chr(int(written[1:], 16))
            return character if _PLAIN.match(character) and character not in reserved else written.upper()
        return "".join(f"%{byte:02X}" for byte in written.encode("utf-8"))

    return _ESCAPED.sub(alike, text)


_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$'()*,:@/?=+&]")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$'()*,:@/?=+&;]")


def _fragment(fragment: str, *, keep: bool) -> str:
    named = fragment.partition(":~:")[0]  # what follows marks a passage for the browser
    if named in {"!", "/", "!/"} or not (keep or named.startswith(("!", "/"))):
        return ""
    return _quoted(named)


# ── what a page is ───────────────────────────────────────────────────────────────────────────────────────────────────


def _counted(parameters: Iterable[str]) -> frozenset[str]:
    """Return the parameters that count clicks because of others that stand beside them."""
    return frozenset().union(*(WITH.get(parameter.lower(), frozenset()) for parameter in parameters))


def _says_which_page(parameter: str, value: str, name: str, path: str, beside: frozenset[str]) -> bool:
    known, lowered = parameter.lower(), value.lower()
    if known in TRACKING or known.startswith(TRACKING_PREFIXES) or known in beside:
        return False
    if known in TRACKING_AT.get(name, ()) or known in TRACKING_AT.get(name.partition(".")[2], ()):
        return False
    if known in SENT and SENT[known].fullmatch(value):
        return False
    if known in WAYS_IN and WAY.fullmatch(value):
        return False
    if known in SOCIAL_WAYS_IN and name not in CODE_HOSTS and SOCIAL_WAY.fullmatch(value):
        return False
    if known == "m" and value in {"0", "1"} and BLOGGER_PAGE.fullmatch(path):
        return False
    return lowered not in AMP.get(known, ())


def _page(name: str, path: str, query: list[tuple[str, str]]) -> tuple[str, str, list[tuple[str, str]]]:
    """Return host, path and parameters of the page that these show in another form: a short link, a player, AMP."""
    short = SHORT.fullmatch(name + path)
    if short:
        name, path, query = "youtube.com", "/watch", [("v", short[1] or short[2])]
    for form, host_, page in FORMS if name in FORM_HOSTS else ():
        if found := form.fullmatch(name + path):
            name, path = found.expand(host_), found.expand(page)
    only = ONLY.get((name, path))
    if only and any(parameter in only for parameter, _ in query):
        query = [parameter for parameter in query if parameter[0] in only]
    return name, _without_amp(name, path), query


def _without_amp(name: str, path: str) -> str:
    path = _AMP_ENDING.sub("", path)
    *before, last = path.split("/")[1:] or [""]
    if not before:  # a page of its own called amp
        return path
    if last in {"amp", "amp.html"} and _may_have_twin(before) and name not in CODE_HOSTS:
        return "/" + "/".join(before)
    if before[0] == "amp" and ARTICLE.fullmatch(last):
        return "/" + "/".join([*before[1:], last])
    if "amp" in before and name in {"bbc.com", "bbc.co.uk"}:
        return "/" + "/".join([*(segment for segment in before if segment != "amp"), last])
    return path


def _may_have_twin(segments: Sequence[str]) -> bool:
    """Return whether these are the path of an article, so that `amp` after it asks for its twin and is no subject."""
    *above, last = (segment.lower() for segment in segments)
    if last in SECTIONS:
        return False
    slug = "-" in last or any(character.isdigit() for character in last)
    return slug or last in ARTICLES or (len(above) > 1 and not SECTIONS.intersection(above))


_AMP_ENDING = re.compile(r"(?<=[^/])\.amp(?=\.html$|$)")


def _target(name: str, path: str, query: list[tuple[str, str]]) -> str | None:
    """Return the address that this one passes its reader on to, where it stands in it; None elsewhere."""
    for there, at, parameters in REDIRECTS if PASSES_ON.fullmatch(name) else ():
        if there.fullmatch(name) and at in {"*", path}:
            given = dict(reversed(query))
            return next((t for p in parameters if (t := _http(unquote(given.get(p, ""))))), None)
    cached = _CACHED.fullmatch(name + path)
    if cached:
        return _http(f"http{'s' if cached[1] else ''}://{cached[2]}")
    news = _GOOGLE_NEWS.fullmatch(name + path)
    return _http(_inside(news[1])) if news else None


_CACHED = re.compile(r"(?:google(?:\.[a-z]{2,3}){1,2}/amp|[^/]+\.cdn\.ampproject\.org/[cv])/(s/)?([^/]+\.[^/]+/.*)")
_GOOGLE_NEWS = re.compile(r"news\.google\.com/(?:rss/|__i/rss/rd/)?articles/([\w-]+)")


def _http(address: str) -> str | None:
    return address if is_http(address) else None


def _inside(token: str) -> str:
    """Return the address within an article's token of Google News; "" where it holds none (those made since 2024).

    The token is base64 of a Protocol Buffers message whose field 4, a string, is the address.
    """
    try:
        message = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = re.match(rb"\x08.\"([\x00-\x7f]|[\x80-\xff][\x00-\x7f])(https?://[!-~]+)", message)
    if not found:
        return ""
    low, high = found[1][0], found[1][1] if len(found[1]) > 1 else 0
    return found[2][: (low & 0x7F) | (high << 7)].decode("ascii")
