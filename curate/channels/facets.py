"""Facets of Bluesky: where in a text its links, hashtags and mentions stand, as byte ranges of its UTF-8.

What counts as one follows `detectFacets` of @atproto/api 0.19 (bluesky-social/atproto, packages/api/src/rich-text; MIT
or Apache License 2.0), restated here, so that a post reads as if it had been typed in the app: an address without a
scheme on a known domain, `#tag`, `$TICKER`, `@handle`. Two things differ. An address that we put there is known whole,
whatever it ends in; and a mention gets a facet only where the DID behind its handle is known, as a facet without one is
invalid and nothing here asks the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import TypedDict

import regex  # type: ignore[import-untyped]

from curate.channels import addresses
from curate.channels.tables import table

Feature = dict[str, str]


class ByteSlice(TypedDict):
    """A range of the text's UTF-8: `byteEnd` is the first byte after it."""

    byteStart: int
    byteEnd: int


# "$type" is no name that a class can have.
Facet = TypedDict("Facet", {"$type": str, "index": ByteSlice, "features": list[Feature]})

_SPACE = r"[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
"""White space as JavaScript has it."""
_HIDDEN = r"\u00ad\u2060\u200a-\u200d\u20e2"
"""Characters without width, which end a tag."""
_MENTION = re.compile(rf"(?:\A|{_SPACE}|\()(@([a-zA-Z0-9.-]+)\b)", re.ASCII)
_LINK = re.compile(
    rf"(?:\A|^|{_SPACE}|\()((https?://(?!{_SPACE}).+?|([a-z][a-z0-9]*(?:\.[a-z0-9]+)+)(?:(?!{_SPACE}).)*?)"
    rf"(?={_SPACE}|\Z))",
    re.IGNORECASE | re.MULTILINE | re.DOTALL | re.ASCII,
)
_HOST = re.compile(r"(?i)https?://[^/?#]*\w")
_WORD = rf"[^{_SPACE[1:-1]}{_HIDDEN}]"
_TAG = regex.compile(rf"(?:\A|{_SPACE})([#＃]((?!\ufe0f){_WORD}*[^0-9\p{{P}}{_SPACE[1:-1]}{_HIDDEN}]{_WORD}*))")
_TICKER = re.compile(rf"(?:\A|{_SPACE}|\()(\$([A-Za-z][A-Za-z0-9]{{0,4}}))(?={_SPACE}|\Z|[.,;:!?)\"'’])")
_TRAILING = regex.compile(r"\p{P}+\Z")
_LONGEST_TAG = 64
"""app.bsky.richtext.facet#tag: maxGraphemes 64; the app counts UTF-16 units, which are never fewer."""
_TYPE = "app.bsky.richtext.facet"


def facets(text: str, links: Sequence[str] = (), dids: Mapping[str, str] | None = None) -> list[Facet]:
    """Return the facets of `text`, in order, none of them over another.

    `links` are addresses that stand in it and are to be known whole; `dids` leads from a handle to the DID behind it.
    """
    offsets = [0, *accumulate(len(character.encode("utf-8", "surrogatepass")) for character in text)]
    taken: list[tuple[int, int, Feature]] = []
    for start, end, feature in _found(text, links, dids or {}):
        if all(end <= other[0] or other[1] <= start for other in taken):
            taken.append((start, end, feature))
    return [
        {"$type": _TYPE, "index": {"byteStart": offsets[start], "byteEnd": offsets[end]}, "features": [feature]}
        for start, end, feature in sorted(taken, key=lambda each: each[0])
    ]


def mentions(text: str) -> list[str]:
    """Return the handles that `text` mentions, each once, without their @: whose DID is wanted."""
    return list(dict.fromkeys(found[2].casefold() for found in _mentions(text)))


def _found(text: str, links: Sequence[str], dids: Mapping[str, str]) -> Iterator[tuple[int, int, Feature]]:
    """Yield where each feature stands, links first: where two stand in one place, the first counts."""
    known = [(start, end) for start, end in addresses.written(text, links) if text[start:end] in links]
    for start, end in known:
        yield start, end, _link(text[start:end])
    for start, end, uri in _links(text):
        if not any(start < stop and begin < end for begin, stop in known):
            yield start, end, _link(uri)
    handles = {handle.removeprefix("@").casefold(): did for handle, did in dids.items()}
    for mention in _mentions(text):
        if did := handles.get(mention[2].casefold()):
            yield *mention.span(1), {"$type": f"{_TYPE}#mention", "did": did}
    for start, end, tag in [*_tags(text), *_tickers(text)]:
        yield start, end, {"$type": f"{_TYPE}#tag", "tag": tag}


def _link(uri: str) -> Feature:
    return {"$type": f"{_TYPE}#link", "uri": uri}


def _mentions(text: str) -> Iterator[re.Match[str]]:
    for found in _MENTION.finditer(text):
        handle = found[2].casefold()
        if _on_known_domain(handle) or handle.endswith(".test"):
            yield found


def _links(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _LINK.finditer(text):
        uri, domain = found[1], found[3]
        if domain is not None:
            if not _on_known_domain(domain):
                continue
            uri = f"https://{uri}"
        bare = uri[:-1] if uri[-1] in ".,;:!?" else uri
        bare = bare[:-1] if bare.endswith(")") and "(" not in bare else bare
        if not _HOST.match(bare):
            continue  # the app makes a link of "https://.", to "https://", which its server then refuses
        yield found.start(1), found.end(1) - (len(uri) - len(bare)), bare


def _tags(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _TAG.finditer(text):
        tag = _TRAILING.sub("", found[2])
        if tag and len(tag) + sum(character > "\uffff" for character in tag) <= _LONGEST_TAG:
            yield found.start(1), found.start(2) + len(tag), tag


def _tickers(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _TICKER.finditer(text):
        yield *found.span(1), f"${found[2].upper()}"


@cache
def _domains() -> frozenset[str]:
    return frozenset(table("top_level_domains.txt"))


def _on_known_domain(host: str) -> bool:
    name, dot, domain = host.rpartition(".")
    return bool(name and dot) and domain in _domains()
