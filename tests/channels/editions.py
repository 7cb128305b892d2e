"""Editions for tests: one to read, and any number of odd ones for hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from curate.models import Edition, Entry, Kind, Trust

CLOSED = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
"""Already the 27th in Brussels."""


def entry(**given: Any) -> Entry:
    plain: dict[str, Any] = {
        "item": 12,
        "key": "k12",
        "title": "Wat jongeren van AI verwachten",
        "url": "https://blog.voorbeeld.be/artikel",
        "outlet": "Blog Voorbeeld",
        "author": "An Peeters",
        "commentary": "Lees dit voor je volgende workshop: het zet onze aannames op hun kop.",
    }
    return Entry(**{**plain, **given})


def edition(*entries: Entry, **given: Any) -> Edition:
    plain: dict[str, Any] = {
        "digest": 3,
        "key": "d3",
        "title": "Trends van de week",
        "language": "en",
        "organisation": "Voorbeeld vzw",
        "organisation_url": "https://voorbeeld.be",
        "timezone": "Europe/Brussels",
        "date": CLOSED,
        "entries": entries,
    }
    return Edition(**{**plain, **given})


# ── any edition ──────────────────────────────────────────────────────────────────────────────────────────────────────

_ODD = [
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🇧🇪",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "1️⃣",
    "e\u0301\u0302\u0308",
    "x" + "\u0300" * 400,
    "ĳsberg",
    "日本語のテキスト。",
    "שלום",
    "مرحبا",
    "नमस्ते",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\x1b[31m",
    "\x00",
    "\ud800",
    "bv.",
    "Einde.",
    "Echt?!",
    "…",
    "<b>",
    "&amp;",
    "[a](javascript:b)",
    "https://nu.nl/a_(b).",
    "www.nu.nl",
    "@an@m.example",
    "#tag",
    "\n",
    "\n\n",
    "a" * 700,
    "日" * 300,
]
_PIECE = st.one_of(st.sampled_from(_ODD), st.text(max_size=12), st.from_regex(r"[a-zéë]{1,9}[,.]?", fullmatch=True))
WORDS = st.lists(_PIECE, max_size=40).map(" ".join)
_TITLE = st.one_of(WORDS, st.just("Een titel die niet ophoudt " * 40), st.text(min_size=1000, max_size=1000))
_HOST = st.sampled_from(["nu.nl", "blog.voorbeeld.be", "münchen.de", "日本語.jp", "xn--fiqs8s.cn", "президент.рф"])
_PATH = st.one_of(
    st.from_regex(r"[a-z0-9/_~%-]{0,40}", fullmatch=True),
    st.sampled_from(
        ["Brussel_(stad)", "?q=(x)&y=1#z", "日本/京都", "a.", "p?a=b;c", "a b", "café", "x" * 2000, "a'b\"c"]
    ),
)
URL = st.builds("https://{}/{}".format, _HOST, _PATH)
_MOMENT = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@st.composite
def entries(draw: st.DrawFn, item: int) -> Entry:
    channels = st.lists(
        st.sampled_from(["facebook", "instagram", "bluesky", "mastodon", "x", "markdown"]), max_size=3, unique=True
    )
    return Entry(
        item=item,
        key=f"k{item}",
        title=draw(_TITLE),
        url=draw(URL),
        outlet=draw(st.sampled_from(["De Standaard", "nu.nl", "", "نشرة", "x" * 400]) | WORDS),
        author=draw(st.none() | WORDS),
        published=draw(_MOMENT),
        tags=tuple(draw(st.lists(WORDS | st.sampled_from(["sociale media", "2024", "ijs"]), max_size=4))),
        section=draw(st.sampled_from(["", "Nieuws", "[x](y)"])),
        commentary=draw(WORDS),
        context=draw(WORDS),
        quote=draw(WORDS),
        quote_author=draw(WORDS),
        quote_outlet=draw(WORDS),
        related=draw(st.just("") | URL),
        image=draw(st.just("") | URL),
        image_alt=draw(WORDS),
        texts=tuple((name, draw(WORDS)) for name in draw(channels)),
        only=tuple(draw(channels)),
        posted=tuple(draw(channels)),
        uncommented=draw(st.booleans()),
        paywalled=draw(st.booleans()),
        summary=draw(WORDS),
        feed=draw(st.just("") | URL),
        by=draw(WORDS),
        at=draw(_MOMENT),
        via=tuple(draw(st.lists(WORDS, max_size=2))),
        page=draw(st.sampled_from(["", f"https://voorbeeld.be/thema/items/{item:012x}/"])),
    )


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    count = draw(st.sampled_from([0, 1, 1, 1, 2, 12]))
    return edition(
        *(draw(entries(item)) for item in range(1, count + 1)),
        title=draw(WORDS),
        language=draw(st.sampled_from(["nl", "en", "fr", "de"])),
        intro=draw(WORDS),
        closing=draw(WORDS),
        number=draw(st.none() | st.integers(1, 500)),
        contact=draw(st.sampled_from(["", "info@voorbeeld.be"])),
        address=draw(st.just("") | WORDS),
        colour=draw(st.sampled_from(["", "#ffffff", "#0b5394"])),
        site=draw(st.sampled_from(["", "https://voorbeeld.be/thema"])),
        kind=draw(st.sampled_from(Kind)),
        subject=draw(st.just("") | WORDS),
        date=CLOSED + timedelta(days=draw(st.integers(0, 400))),
        trust=draw(
            st.none() | st.builds(Trust, seen=st.integers(1, 9999), sources=st.integers(1, 99), kept=st.just(count))
        ),
    )
