"""How much markup is read: what a tree of it costs is not the bytes but the tags and attributes in them.

10 MB of `<item/>` made a tree, and entries, of 1.4 GB in half a minute; attributes of one element are linked one behind
the other, so 800,000 of them take minutes. The largest of 140 real feeds and pages has 8,400 tags; an archive of 10,000
entries has about 250,000.
"""

from __future__ import annotations

import re

from curate.errors import SourceError
from curate.locale import M

MOST_TAGS = 400_000
"""Of a document in XML, start and end counted: a tree of at most 60 MB."""
MOST_TAGS_OF_A_PAGE = 100_000
"""bs4 takes about 1 KB and 20 µs for each."""
MOST_ATTRIBUTES = 1_000
"""Of one tag."""
_LONG_TAG = re.compile(rb"<[A-Za-z_:](?=[^<]{4096})(?P<tag>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)")
"""Up to its ">", or to where its quotes go wrong; only those with so much before the next "<" are looked at."""
_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
"""What stands in there is text to the parser."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


def overgrown(body: bytes, most: int = MOST_TAGS) -> bool:
    """Return whether a document has more tags, or more attributes in one tag, than any honest one."""
    if body.count(b"<") > most and _CDATA.sub(b"", body).count(b"<") > most:
        return True
    return any(found["tag"].count(b"=") > MOST_ATTRIBUTES for found in _LONG_TAG.finditer(body))


def overgrown_json(body: bytes) -> bool:
    """Return whether a document in JSON has more objects and lists than any honest one: each takes 60 bytes and more."""
    if body.count(b"{") + body.count(b"[") <= MOST_TAGS:
        return False
    bare = _STRING.sub(b"", body)
    return bare.count(b"{") + bare.count(b"[") > MOST_TAGS


def refusal(url: str) -> SourceError:
    """Return the error for such a document."""
    return SourceError(
        M("{url} was not read: it has more tags or attributes than any honest document.", url=url),
        hint=M("Look at the address in a browser."),
    )
