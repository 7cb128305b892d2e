"""Documents within 10 MB that are made to fill the memory, or to take for ever."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from curate.errors import SourceError, UsageError
from curate.models import Document, Said
from curate.sources import _bounds, kind
from curate.sources import _opml as opml
from curate.sources._article import read_page
from curate.sources.feed import wire

MB = 1024 * 1024
URL = "https://bron.example/iets"
SELECT = {"select": {"item": "li, p", "title": "b", "link": "a@href"}}


def fill(unit: bytes, size: int = 9 * MB) -> bytes:
    return unit * (size // len(unit))


def rss(items: bytes, version: bytes = b"2.0") -> bytes:
    return b'<rss version="' + version + b'"><channel><title>t</title>' + items + b"</channel></rss>"


def listed(items: bytes) -> bytes:
    return b'{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [' + items + b"{}]}"


def numbered(form: bytes, count: int = 400_000) -> bytes:
    return b" ".join(form % number for number in range(count))


BOMBS: dict[str, Callable[[], bytes]] = {
    "tags": lambda: rss(b"<item><title>x</title>" + fill(b"<a/>") + b"</item>"),
    "entries": lambda: rss(fill(b"<item/>")),
    "entries of Atom": lambda: b'<feed xmlns="http://www.w3.org/2005/Atom">' + fill(b"<entry/>") + b"</feed>",
    "entries of an old format": lambda: rss(fill(b"<item/>", 3 * MB), b"0.91"),
    "entries in entries": lambda: rss(b"<item>" * 200 + fill(b"<a/>") + b"</item>" * 200),
    "comments": lambda: rss(fill(b"<!-- x -->")),
    "instructions": lambda: rss(fill(b"<?x?>")),
    "brackets": lambda: rss(fill(b"<")),
    "attributes": lambda: rss(b"<item " + numbered(b'a%d=""') + b"/>"),
    "attributes that go wrong": lambda: rss(b"<item " + numbered(b'a%d=""') + b' a="'),
    "namespaces": lambda: rss(b"<item " + numbered(b'xmlns:a%d="u"') + b"/>"),
    "in UTF-16": lambda: rss(fill(b"<a/>", 2 * MB)).decode().encode("utf-16"),
    "objects": lambda: listed(fill(b"{},")),
    "lists": lambda: listed(fill(b"[],")),
    "pages": lambda: b"<urlset>" + fill(b"<url/>") + b"</urlset>",
    "paragraphs": lambda: b"<html><body>" + fill(b"<p>") + b"</body>",
}


@pytest.mark.parametrize("made", BOMBS.values(), ids=BOMBS)
def test_more_markup_than_any_honest_document_is_refused_at_once(made):
    body = made()
    began = time.perf_counter()
    for name, options in (("feed", {}), ("sitemap", {}), ("page", SELECT)):
        with pytest.raises(SourceError) as caught:
            kind(name).read(Document(body=body, url=URL), options)
        assert URL in str(caught.value.message)
    with suppress(SourceError):  # of a page, the first 3 MB are enough
        read_page(Document(body=body, url=URL))
    with pytest.raises(UsageError):
        opml.parse(body, "lijst.opml")
    assert time.perf_counter() - began < 20


BEYOND = {
    "feed": lambda count: rss(b"".join(b"<item><link>/%d</link></item>" % number for number in range(count))),
    "old feed": lambda count: rss(b"".join(b"<item><link>/%d</link></item>" % n for n in range(count)), b"0.91"),
    "JSON": lambda count: listed(b"".join(b'{"url": "/%d"},' % number for number in range(count))).replace(
        b",{}]", b"]"
    ),
}


def read(body: bytes) -> Said:
    return kind("feed").read(Document(body=body, url=URL), {})


@pytest.mark.parametrize("made", BEYOND.values(), ids=BEYOND)
def test_entries_beyond_the_most_are_left_out_and_counted(made, monkeypatch):
    for module in ("curate.sources.feed.outline", "curate.sources.feed.wire"):
        monkeypatch.setattr(f"{module}.MOST_ENTRIES", 50)
    said = read(made(73))
    assert [entry.url for entry in said.entries] == [f"https://bron.example/{number}" for number in range(50)]
    assert [str(warning) for warning in said.warnings] == ["23 entries of the feed were left out: it has more than 50."]
    assert read(made(50)).warnings == ()


def test_text_with_many_brackets_is_no_bomb():
    code = b"if (a <b) { return [1]; } " * 30_000
    assert (
        len(read(rss(b"<item><title>x</title><description><![CDATA[" + code + b"]]></description></item>")).entries)
        == 1
    )
    assert len(read(listed(b'{"title": "x", "content_text": "' + code + b'"},')).entries) == 1
    assert _bounds.overgrown(rss(b"<item>" + fill(b"<![CDATA[x]]><a/>") + b"</item>"))
    assert not _bounds.overgrown(rss(b"<item>" + b"a=b&amp;" * 100_000 + b"</item>"))


def test_a_text_too_long_for_the_parser_is_not_called_deep():
    with pytest.raises(SourceError) as caught:
        read(rss(b"<item><title>" + b"x" * (10 * MB + 1) + b"</title></item>"))
    assert "deep" not in str(caught.value.message)


def test_what_stands_in_a_list_is_as_long_as_such_things_are():
    long = "woord " * 100_000
    said = read(
        rss(
            (
                f"<item><title>{long}</title><guid>{long}</guid><author>{long}</author><category>{long}</category>"
                f"<source url='/'>elders {long}</source></item>"
            ).encode()
        ).replace(b"<title>t<", f"<title>{long}<".encode())
    )
    [entry] = said.entries
    assert 900 < len(entry.title) <= wire.LONGEST_TITLE
    assert entry.title.endswith("woord…")
    for text in (said.title, entry.author, entry.outlet, *entry.categories):
        assert 150 < len(text or "") <= wire.LONGEST_NAME
    assert len(entry.id or "") <= 2000


def test_accents_without_end_take_no_time():
    began = time.perf_counter()
    accents = "a" + "\u0315\u0300" * 400_000
    for text in (accents, f"&lt;p&gt;{accents}&lt;/p&gt;"):
        read(rss(f"<item><title>{text}</title><description>{text}</description></item>".encode()))
    assert time.perf_counter() - began < 15


def test_titles_within_titles_do_not_hold_each_other():
    said = read(rss(b"<item><title>" * 100 + b"x" * MB + b"</title></item>" * 100))
    assert all(len(entry.title) <= wire.LONGEST_TITLE for entry in said.entries)


MEMORY = """
    import sys
    from contextlib import suppress
    from curate.errors import SourceError
    from curate.models import Document
    from curate.sources import kind
    from curate.sources._article import read_page
    from tests.sources import test_bounds as bombs

    for name, made in bombs.BOMBS.items():
        body = made()
        for kind_name in ("feed", "sitemap", "page"):
            with suppress(SourceError):
                kind(kind_name).read(Document(body=body, url=bombs.URL), bombs.SELECT)
        with suppress(SourceError):
            read_page(Document(body=body, url=bombs.URL))
    for unit in (b"<item/>", b"<item><title>x</title><link>/a</link></item>", b"<a/>", b"<category>c</category>"):
        for version in (b"2.0", b"0.91"):
            with suppress(SourceError):
                kind("feed").read(Document(body=bombs.rss(bombs.fill(unit, 2_000_000), version), url=bombs.URL), {})
    for body in (bombs.rss(b"<item><title>" + bombs.fill(b"&") + b"</title></item>"),
                 bombs.rss(b"<item><title>" * 120 + b"x" * 8_000_000 + b"</title></item>" * 120),
                 bombs.listed(b'{"title": "x"},' * 200_000)):
        with suppress(SourceError):
            kind("feed").read(Document(body=body, url=bombs.URL), {})
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured through /proc")
def test_whatever_is_read_memory_stays_small():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEMORY)], capture_output=True, text=True, check=True, timeout=55
    )
    assert int(done.stdout) * 1024 < 300 * MB
