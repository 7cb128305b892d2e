"""Feeds in every format, well and badly made: what they say, and what is said of them."""

from __future__ import annotations

import random
import time
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.models import Document, Said
from curate.sources import kind
from tests.corpus import CORPUS, needed

DATA = Path(__file__).parent / "data"
PAIRS = sorted(path for path in DATA.iterdir() if path.suffix in {".xml", ".json"})
URL = "https://buurthuis.example/feed.xml"
NOT_WELL_FORMED = {"7ef13a42fa7e177a.xml": 35, "malformed_rss_namespaced.xml": 2}


def read(body: bytes | str, content_type: str | None = None, url: str = URL) -> Said:
    body = body.encode() if isinstance(body, str) else body
    return kind("feed").read(Document(body=body, url=url, content_type=content_type), {})


def rss(items: str, *, head: str = "", channel: str = "<title>T</title>") -> str:
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    return f'{head}<rss version="2.0" {spaces}><channel>{channel}{items}</channel></rss>'


def refused(body: bytes | str, content_type: str | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        read(body, content_type)
    assert caught.value.hint is not None
    return f"{caught.value.message} {caught.value.hint}"


def sentences(said: Said) -> list[str]:
    return [str(warning) for warning in said.warnings]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_feed_says_what_stands_beside_it(path):
    assert read(path.read_bytes()) == import_module(f"tests.sources.data.{path.stem}").SAID


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = "Café — “één” œuvre"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", None, None),
        ("utf-8-sig", None, None),
        ("utf-8-sig", "iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", "utf-16", None),
        ("utf-8", "utf-16", None),
        ("cp1252", "windows-1252", None),
        ("cp1252", "iso-8859-1", None),
        ("cp1252", None, "application/rss+xml; charset=windows-1252"),
        ("cp1252", "windows-1252", "text/xml; charset=utf-8"),
        ("utf-8", "utf-8", "text/xml; charset=ISO-8859-1"),
    ],
)
def test_an_encoding_that_is_said_somewhere_is_found_without_a_word(encoding, declared, content_type):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    said = read(rss(f"<item><title>{WORDS}</title></item>", head=head).encode(encoding), content_type)
    assert [entry.title for entry in said.entries] == [WORDS]
    assert sentences(said) == []


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp1252", "utf-8"), ("cp1252", None), ("utf-8", "iso-8859-1"), ("utf-8", "shift_jis")]
)
def test_an_encoding_that_is_not_the_one_said_is_read_with_a_warning(encoding, declared):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    said = read(rss(f"<item><title>{WORDS}</title></item>", head=head).encode(encoding))
    assert [entry.title for entry in said.entries] == [WORDS]
    assert len(said.warnings) == 1
    assert "says that its text is" in sentences(said)[0]


def test_an_encoding_between_latin_ones_is_believed():
    said = read(rss("<item><title>€</title></item>").encode("iso-8859-15"), "text/xml; charset=iso-8859-15")
    assert said.entries[0].title == "€"


@pytest.mark.parametrize("name", ["utf-7", "idna", "punycode", "unicode_escape", "rot13", "undefined", "x" * 40])
def test_a_codec_that_is_no_encoding_of_documents_is_passed_over(name):
    said = read(rss("<item><title>é +ADw-</title></item>", head=f'<?xml version="1.0" encoding="{name}"?>'))
    assert said.entries[0].title == "é +ADw-"


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#57343;", "&#xFFFE;", "&#65535;", "&#00;", "&#x1F;"]
)
def test_references_to_no_characters_do_not_come_through(reference):
    said = read(f"<rss><channel><title>A{reference}B</title><item><title>C{reference}D</title></item></channel></rss>")
    assert (said.title, said.entries[0].title) == ("AB", "CD")


def test_controls_do_not_come_through():
    title = "a\u202eb\x9bc&#x9b;d&#8;e\x0bf\ufeffg"
    entry = read(rss(f"<item><title>{title}</title><description>{title}</description></item>")).entries[0]
    assert entry.title == entry.summary == "abcdefg"


# ── what an entry is ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_description_is_the_content_too():
    text = "woord " * 200
    entry = read(rss(f"<item><link>/a</link><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>")).entries[0]
    assert len(entry.summary) <= 600
    assert entry.summary.endswith("woord…")
    assert entry.content == f"<p>{text}</p>"


def test_the_picture_is_the_one_named_before_the_one_shown():
    shown = "&lt;img src='/pixel.gif' width='1' height='1'&gt;&lt;img src='/getoond.jpg'&gt;"
    item = "<item><title>t</title>{}<description>" + shown + "</description></item>"
    media = '<media:thumbnail url="/klein.jpg"/><media:content url="/groot.jpg" medium="image"/>'
    assert read(rss(item.format(""))).entries[0].image == "https://buurthuis.example/getoond.jpg"
    assert read(rss(item.format(media))).entries[0].image == "https://buurthuis.example/groot.jpg"


def test_a_guid_is_the_link_unless_it_says_it_is_none():
    item = "<item><title>t</title><guid{}>https://buurthuis.example/g</guid></item>"
    assert read(rss(item.format(""))).entries[0].url == "https://buurthuis.example/g"
    assert read(rss(item.format(' isPermaLink="false"'))).entries[0].url is None


def test_a_number_is_not_taken_for_a_date():
    assert read(rss("<item><title>t</title><guid isPermaLink='false'>10</guid></item>")).entries[0].published is None


def test_a_feed_without_entries_is_a_feed():
    assert read(rss("")) == Said(title="T")


@pytest.mark.parametrize(
    ("channel", "hours"),
    [
        ("<ttl>60</ttl>", 1),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        (f"<ttl>{'9' * 5000}</ttl>", None),
        ('<p xmlns="http://purl.org/rss/1.0/modules/syndication/"/>', None),
        ('<updatePeriod xmlns="http://purl.org/rss/1.0/modules/syndication/">weekly</updatePeriod>', 168),
    ],
)
def test_how_often_it_is_worth_asking(channel, hours):
    every = read(rss("", channel=channel)).every
    assert (every and every.total_seconds() / 3600) == hours


# ── badly made ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("title", ["Tom & Jerry", "&nbsp;Tom & Jerry", "Tom &#0;&amp; Jerry\x00", "Tom &AMP; Jerry"])
def test_slips_that_every_reader_forgives_are_forgiven(title):
    said = read(f"  \n{rss(f'<item><title>{title}</title><link>/?a=1&b=2</link></item>')}")
    assert [(entry.title, entry.url) for entry in said.entries] == [
        ("Tom & Jerry", "https://buurthuis.example/?a=1&b=2")
    ]
    assert said.warnings == ()


def test_what_is_not_well_formed_is_read_with_a_warning():
    said = read(rss("<item><title>een</title></item><item><title>twee</b></title></item>"))
    assert [entry.title for entry in said.entries][:1] == ["een"]
    assert any("is not well-formed XML" in sentence for sentence in sentences(said))


def test_what_was_cut_off_is_kept_with_a_warning():
    whole = rss("".join(f"<item><title>titel {n}</title><link>/{n}</link></item>" for n in range(20)))
    said = read(whole[: whole.index("titel 15")])
    assert [entry.title for entry in said.entries][:15] == [f"titel {n}" for n in range(15)]
    assert any("cut off" in sentence for sentence in sentences(said))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty document"),
        (b" \r\n\t", "empty document"),
        (b"\xef\xbb\xbf", "empty document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "neither RSS, nor Atom, nor JSON Feed"),
        (b"Not found", "neither RSS, nor Atom, nor JSON Feed"),
        (b"%PDF-1.4 <</Type /Catalog>>", "no feed"),
        (b'{"items": 3}', "no JSON Feed"),
        (b'["x"]', "no JSON Feed"),
        (b'{"items": [', "could not be read"),
        (b"[" * 200_000, "could not be read"),
        (b'{"items":[{"id":' + b"9" * 5000 + b"}]}", "could not be read"),
        (b"<note><to/></note>", "<note>"),
        (b'<opml version="2.0"><body/></opml>', "curate sources import"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "search engines"),
        (b"<html><body>x</body></html>", "is a web page, not a feed"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_to_do(body, says):
    assert says in refused(body)


@pytest.mark.parametrize(
    "doctype", ["<!DOCTYPE html>", "<!-- x --><!doctype HTML PUBLIC 'x'>", '<?xml version="1.0"?>']
)
def test_a_page_names_the_feed_it_has(doctype):
    link = "<link title='a > b' type=application/rss+xml rel='alternate home' href='/feed/?a=1&amp;b=2'>"
    sentence = refused(f"{doctype}<html><head><link rel=stylesheet href=x.css>{link}</head><body><p>x</body></html>")
    assert "https://buurthuis.example/feed/?a=1&b=2" in sentence
    assert "curate sources add" in sentence


# ── hostile ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("root", ['rss version="2.0"', 'rss version="0.91"'])
def test_entities_are_not_expanded_and_files_not_read(root, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    bomb = "".join('<!ENTITY a{} "{}">'.format(n + 1, f"&a{n};" * 10) for n in range(12))
    outside = f'<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "x">%p;'
    doctype = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{bomb}{outside}]>'
    body = f"{doctype}<{root}><channel><title>&a12;</title><item><title>x &a12; &file;</title></item></channel></rss>"
    started = time.perf_counter()
    said = read(body)
    assert time.perf_counter() - started < 2
    assert "SECRET" not in repr(said)
    assert "haha" not in repr(said)
    assert said.entries[0].title.startswith("x")


def test_many_small_constants_stay_small():
    doctype = '<!DOCTYPE rss [<!ENTITY a "{}">]>'.format("x" * 100)
    uses = "&a;" * 100_000
    said = read(doctype + rss(f"<item><title>t</title><description>{uses}</description></item>"))
    assert said.entries[0].content.count("x") <= 100 * 1000


@pytest.mark.parametrize("inner", ["<a>", "<item>", "<a b='c'>"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_document_without_end_of_nesting_is_refused_at_once(inner, closed):
    end = f"</{inner[1:].split(' ')[0].rstrip('>')}>" * 200_000 if closed else ""
    started = time.perf_counter()
    assert "levels deep" in refused(rss(f"<item><title>t</title>{inner * 200_000}{end}</item>"))
    assert time.perf_counter() - started < 2


def test_html_nested_without_end_is_read_at_once():
    started = time.perf_counter()
    said = read(rss(f"<item><title>t</title><description><![CDATA[{'<div>' * 200_000}x]]></description></item>"))
    assert time.perf_counter() - started < 2
    assert said.entries[0].title == "t"


def test_an_address_is_not_fetched_and_a_name_not_opened(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(rss("<item><title>SECRET</title></item>"))
    for body in (str(path), path.as_uri(), "http://127.0.0.1:9/", "<http://127.0.0.1:9/>"):
        refused(body)


def test_scripts_do_not_come_through():
    script = (
        "<script>evil()</script><svg onload=evil()></svg><p style='x' onclick=evil()>ok</p><iframe src=//evil></iframe>"
        "<a href='java\tscript:evil()'>a</a><img src=x.png srcset='//evil.example/x 2x' onerror=evil()>"
    )
    entry = read(rss(f"<item><content:encoded><![CDATA[{script}]]></content:encoded></item>")).entries[0]
    assert "evil" not in entry.content
    assert "<p>ok</p>" in entry.content
    assert entry.image == "https://buurthuis.example/x.png"


SEEDS = [path.read_bytes() for path in PAIRS]


@given(st.sampled_from(SEEDS), st.data())
def test_whatever_is_broken_only_a_source_error_leaves(seed, data):
    body = bytearray(seed)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 12))] = data.draw(
            st.sampled_from([b"", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b'"', b"\x00", b"\xff", b"</item>"])
            | st.binary(max_size=6)
        )
    survives(bytes(body[: data.draw(st.integers(len(body) // 3, len(body)))]))


@given(st.binary(max_size=200))
def test_whatever_it_is_only_a_source_error_leaves(body):
    survives(body)


def survives(body: bytes) -> None:
    try:
        said = read(body)
    except SourceError:
        return
    repr(said).encode("utf-8")
    for entry in said.entries:
        assert entry.url or entry.title or entry.summary or entry.content
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert "\n" not in entry.title + entry.summary


# ── real ones ────────────────────────────────────────────────────────────────────────────────────────────────────────


def corpus() -> list[Path]:
    return sorted((CORPUS / "feeds").iterdir())


@needed
def test_every_real_feed_is_read_and_only_the_broken_ones_with_a_warning():
    said = {path.name: read(path.read_bytes()) for path in corpus()}
    assert [name for name, feed in said.items() if not feed.entries] == []
    assert {name: len(feed.entries) for name, feed in said.items() if feed.warnings} == NOT_WELL_FORMED
    assert all("is not well-formed XML" in sentences(said[name])[0] for name in NOT_WELL_FORMED)
    distinct = {(name, entry.id or entry.url or entry.title) for name, feed in said.items() for entry in feed.entries}
    assert len(distinct) >= 1570


@needed
def test_real_feeds_with_damage_only_give_source_errors():
    chance = random.Random(20261123)
    for path in corpus():
        body = bytearray(path.read_bytes()[:30_000])
        survives(bytes(body[: chance.randrange(len(body))]))
        for _ in range(20):
            body[chance.randrange(len(body))] = chance.randrange(256)
        survives(bytes(body))
