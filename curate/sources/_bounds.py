"""How much markup is read: what a tree of it costs is not the bytes but the tags and attributes in them.

10 MB of `<item/>` made a tree, and entries, of 1.4 GB in half a minute; attributes of one element are linked one behind
the other, so 800,000 of them take minutes. The largest of 140 real feeds and pages has 8,400 tags, end tags counted; an
archive of 10,000 entries has about 125,000.
"""

from __future__ import annotations

import re

from curate.errors import SourceError
from curate.locale import M

MOST_TAGS = 300_000
"""Of a document in XML, end tags not counted: a tree of at most 60 MB."""
MOST_TAGS_OF_A_SITEMAP = 600_000
"""It may list 50,000 pages (sitemaps.org), each with some ten of them, and next to no text."""
MOST_TAGS_OF_A_PAGE = 100_000
"""Where bs4 reads it, which takes about 1 KB and 20 µs for each."""
MOST_ATTRIBUTES = 1_000
"""Of one tag."""
MOST_ENTRIES = 10_000
"""Of one document. The largest archives have about 3,000; beyond this it is an attack on the reader's time."""
_LONG_TAG = re.compile(rb"<[A-Za-z_:](?=[^<]{4096})(?P<tag>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)")
"""Up to its ">", or to where its quotes go wrong; only those with so much before the next "<" are looked at."""
_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
"""What stands in there is text to the parser."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


def overgrown(body: bytes, most: int = MOST_TAGS) -> bool:
    """Return whether a document has more tags, or more attributes in one tag, than any honest one."""
    if _starts(body) > most and _starts(_CDATA.sub(b"", body)) > most:
        return True
    return any(found["tag"].count(b"=") > MOST_ATTRIBUTES for found in _LONG_TAG.finditer(body))


def _starts(body: bytes) -> int:
    return body.count(b"<") - body.count(b"</")


def overgrown_json(body: bytes) -> bool:
    """Return whether a document in JSON has more objects and lists than any honest one: each takes 60 bytes or more."""
    found = body.count(b"{") + body.count(b"[")
    if found > MOST_TAGS:
        found -= sum(text[0].count(b"{") + text[0].count(b"[") for text in _STRING.finditer(body))
    return found > MOST_TAGS


def refusal(url: str) -> SourceError:
    """Return the error for such a document."""
    return SourceError(
        M("{url} was not read: it has more tags or attributes than any honest document.", url=url),
        hint=M("Look at the address in a browser."),
    )
