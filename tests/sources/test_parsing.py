"""The two parsers of XML say the same of real feeds; where they differ, the reason stands here."""

from __future__ import annotations

import pytest

from curate.models import SaidEntry
from curate.sources.feed import decoding, outline, parsing
from curate.sources.feed.wire import said_entry
from tests.corpus import CORPUS, needed

URL = "https://feeds.example/f.xml"
FOUND_BY_ONE = {"7ef13a42fa7e177a.xml", "malformed_rss_namespaced.xml"}
"""feedparser finds no entry in them: comments before the XML declaration."""


def told(entry: SaidEntry | None) -> tuple[object, ...]:
    """Return what must agree. Ids differ where feedparser makes them absolute, contents where it re-writes XHTML."""
    assert entry is not None
    return entry.title, entry.url, entry.published, entry.categories, entry.enclosure


@needed
@pytest.mark.parametrize("path", sorted((CORPUS / "feeds").glob("*.xml")), ids=lambda path: path.name)
def test_both_parsers_read_the_same(path):
    feed = outline.outlined(decoding.decoded(path.read_bytes(), None).body)
    slow = [said_entry(wire, URL) for wire in parsing.by_feedparser(feed, URL)]
    quick = [said_entry(wire, feed.base or URL) for wire in parsing.wires(feed, URL)]
    if path.name in FOUND_BY_ONE:
        assert (len(slow), bool(quick)) == (0, True)
    else:
        assert [told(entry) for entry in quick] == [told(entry) for entry in slow]


def test_feedparser_is_asked_where_the_first_finds_nothing(monkeypatch):
    feed = outline.outlined(b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>")
    for answer in (lambda _: [], fails):
        monkeypatch.setattr(parsing, "_by_fastfeedparser", answer)
        assert [wire.title for wire in parsing.wires(feed, URL)] == ["x"]


def test_what_neither_can_read_says_why(monkeypatch):
    feed = outline.outlined(b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>")
    monkeypatch.setattr(parsing, "_by_fastfeedparser", fails)
    monkeypatch.setattr(parsing, "by_feedparser", fails)
    with pytest.raises(parsing.Unreadable, match="deep") as caught:
        parsing.wires(feed, URL)
    assert isinstance(caught.value.__cause__, RecursionError)


def fails(*_):
    raise RecursionError("deep")
