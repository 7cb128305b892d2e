"""The two parsers of XML say the same of real feeds; where they differ, the reason stands here."""

from __future__ import annotations

from pathlib import Path

import pytest

from curate import samples
from curate.models import SaidEntry
from curate.sources.feed import decoding, outline, parsing
from curate.sources.feed.wire import said_entry
from tests.corpus import CORPUS, needed

URL = "https://feeds.example/f.xml"
DIFFERENT = {
    ("7ef13a42fa7e177a.xml", "entries"): "feedparser finds none: there are comments before the XML declaration",
    ("malformed_rss_namespaced.xml", "entries"): "feedparser finds none: there are comments before the XML declaration",
    (
        "de-schakel.xml",
        "title",
    ): "feedparser takes the control character U+009B, which we drop, for the Windows-1252 “›”",
}
"""File and what differs → the reason. Whatever stands here must differ: a reason that no longer holds is a failure."""
SAMPLES = Path(samples.__file__).parent / "feeds"


def told(entry: SaidEntry | None) -> dict[str, object]:
    """Return what must agree. Ids differ where feedparser makes them absolute, contents where it re-writes XHTML."""
    assert entry is not None
    return {name: getattr(entry, name) for name in ("title", "url", "published", "categories", "enclosure", "outlet")}


def differences(path: Path) -> set[str]:
    """Return what the two parsers say differently, through our adapter."""
    feed = outline.outlined(decoding.decoded(path.read_bytes(), None).body)
    base = feed.base or URL
    quick = [told(said_entry(wire, base)) for wire in parsing.wires(feed, URL)]
    slow = [told(said_entry(wire, base)) for wire in parsing.by_feedparser(feed, URL)]
    assert quick
    if len(quick) != len(slow):
        return {"entries"}
    return {name for one, other in zip(quick, slow, strict=True) for name in one if one[name] != other[name]}


def named(path: Path) -> set[str]:
    return {what for name, what in DIFFERENT if name == path.name}


@needed
@pytest.mark.parametrize("path", sorted((CORPUS / "feeds").glob("*.xml")), ids=lambda path: path.name)
def test_both_parsers_read_the_same(path):
    assert differences(path) == named(path)


@pytest.mark.parametrize(
    "path",
    sorted(path for path in SAMPLES.iterdir() if path.suffix in {".xml", ".rdf", ".atom"}),
    ids=lambda path: path.name,
)
def test_both_parsers_read_our_own_samples_the_same(path):
    assert differences(path) == named(path)


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
