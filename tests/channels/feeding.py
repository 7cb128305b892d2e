"""What the three feeds are tried on, and how they are read back."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from curate.channels import channel
from curate.models import Document, Edition, Entry, Said, Trust
from curate.sources.feed import Feed
from tests.channels.editions import edition, entry

NOTED = datetime(2026, 11, 25, 8, 0, 30, 999, tzinfo=UTC)
APPEARED = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
"""Already the 21st in Brussels."""
SITE = "https://voorbeeld.be/thema"
PAGE = f"{SITE}/items/k12/"
some = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))

HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]><!-- -- -->",
    "&lt;b&gt; &amp; &#0; &nosuch; %zz",
    "\u202egnp.exe\x00\x0b\x1b[31m\ufffe\U0001fffe\ud800",
    "*|HTML:X|* {{ x }} {% x %}",
    '"><img src=x onerror=alert(1)>',
    "<![CDATA[x]]>",
    "\u0300\u0301",
    "=1+1",
]


def full(**given: Any) -> Entry:
    """Return an item with everything."""
    plain: dict[str, Any] = {
        "published": APPEARED,
        "at": NOTED,
        "language": "fr",
        "context": "Zie **dit** en [daar](https://x.be/).",
        "quote": "Wij kiezen zelf",
        "quote_author": "Jan",
        "tags": ("sociale media", "AI", "ai", " "),
        "related": "https://voorbeeld.be/ai",
        "feed": "https://an:geheim@blog.voorbeeld.be/feed.xml",
        "via": ("An", "Jo"),
        "page": PAGE,
    }
    return entry(**{**plain, **given})


def whole(*entries: Entry, **given: Any) -> Edition:
    """Return an edition with a site."""
    plain: dict[str, Any] = {"language": "nl", "site": SITE, "intro": "Welkom *hier*."}
    plain["trust"] = Trust(seen=60, sources=6, kept=5)
    return edition(*entries, **{**plain, **given})


def hostile(words: str) -> Edition:
    """Return an edition with these words wherever words can stand."""
    odd = full(title=words, outlet=words, author=words, commentary=words, context=words, quote=words, via=(words,),
               quote_author=words, tags=(words,), summary=words, image_alt=words, image_licence=words, by=words,
               image="https://x.be/a.png", section=words, language=words)  # fmt: skip
    addresses = entry(item=13, key="k13", url=f"javascript:{words}", related=f"https://x.be/{words}", feed=words,
                      page=words, image=words)  # fmt: skip
    return whole(odd, addresses, title=words, intro=words, closing=words, organisation=words, contact=words)


def document(name: str, edition: Edition, **settings: object) -> str:
    """Return what a feed's channel makes of an edition."""
    [(_, body)] = channel(name).render(edition, settings).files
    assert isinstance(body, str)
    return body


def read_by_others(body: str) -> Any:
    """Return the feed as feedparser reads it."""
    read = feedparser.parse(body.encode("utf-8"))
    assert not read.bozo
    return read


def read_by_us(body: str, kind: str) -> Said:
    """Return the feed as our own reader of sources has it."""
    return Feed().read(Document(body=body.encode(), url="https://lezer.be/feed", content_type=kind), {})


READABLE = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" ,.:;!?'’“”…–()"), min_size=1, max_size=60)
READABLE = READABLE.map(lambda words: unicodedata.normalize("NFC", words))


@st.composite
def readable(draw: st.DrawFn) -> Edition:
    """Draw an edition that says in every format exactly what it says: titles that no reader takes for HTML."""
    moments = st.datetimes(datetime(1991, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
    made = [
        replace(
            full(item=item, key=f"k{item}", page=f"{SITE}/items/{item}/"),
            title=draw(READABLE.filter(lambda words: words.strip() and any(map(str.isalnum, words)))),
            at=draw(moments),
            url=f"https://{draw(st.sampled_from(['nu.nl', 'münchen.de', 'президент.рф']))}/{draw(READABLE)}",
        )
        for item in range(draw(st.integers(0, 5)))
    ]
    return whole(*made)
