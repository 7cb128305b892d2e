"""What each format has for a field, one small document each, and what it must be read as."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from curate.models import Document, SaidEntry
from curate.sources import kind

URL = "https://f.example/dir/feed.xml"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"'
)
BARE = SaidEntry(id=None, url="https://f.example/1", title="t")
ATOM = replace(BARE, id="x:1")
DAY = datetime(2026, 3, 3, tzinfo=UTC)


def rss(item: str, *, root: str = 'version="2.0"', channel: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss {root} {SPACES}><channel><title>T</title><link>https://f.example/</link>{channel}'
        f"<item>{item}</item></channel></rss>"
    )


def titled(inside: str, **more: str) -> str:
    return rss(f"<title>t</title><link>/1</link>{inside}", **more)


def atom(entry: str, *, head: str = "", root: str = "") -> str:
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {root}>'
        f'<title>T</title><link href="https://f.example/"/>{head}'
        f'<entry><id>x:1</id><title>t</title><link href="/1"/>{entry}</entry></feed>'
    )


def rdf(item: str, space: str) -> str:
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="{space}" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title>'
        f"<link>https://f.example/</link></channel>{item}</rdf:RDF>"
    )


def atom_03(entry: str) -> str:
    return (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title>'
        f'<link rel="alternate" href="https://f.example/"/><entry>{entry}</entry></feed>'
    )


def json_feed(version: str, item: dict[str, object], **more: object) -> str:
    item = {"url": "/1", "title": "t", **item}
    return json.dumps({"version": f"https://jsonfeed.org/version/{version}", "title": "T", "items": [item], **more})


FORMATS = {
    "RSS 0.90": (
        rdf("<item><title>t</title><link>https://f.example/1</link></item>", "http://my.netscape.com/rdf/simple/0.9/"),
        BARE,
    ),
    "RSS 0.91": (titled("<description>Kort</description>", root='version="0.91"'), replace(BARE, summary="Kort")),
    "RSS 0.92": (
        titled(
            '<source url="https://x.example/f">X</source><enclosure url="/a.mp3" type="audio/mpeg" length="1"/>'
            '<category domain="d">c</category>',
            root='version="0.92"',
        ),
        replace(BARE, outlet="X", enclosure="https://f.example/a.mp3", categories=("c",)),
    ),
    "RSS 1.0": (
        rdf(
            '<item rdf:about="https://f.example/1"><title>t</title><link>https://f.example/1</link>'
            "<dc:creator>A</dc:creator><dc:creator>B</dc:creator><dc:subject>s</dc:subject><dc:subject>u</dc:subject>"
            "<dc:date>2026-03-03</dc:date></item>",
            "http://purl.org/rss/1.0/",
        ),
        replace(BARE, id="https://f.example/1", author="A, B", categories=("s", "u"), published=DAY),
    ),
    "RSS 2.0 in a namespace": (titled("", root='version="2.0" xmlns="http://backend.userland.com/rss2"'), BARE),
    "Atom 0.3": (
        atom_03(
            '<title mode="escaped" type="text/html">a &amp;amp; b</title><link rel="alternate" href="/1"/><id>x</id>'
            "<created>2026-03-03T00:00:00Z</created><modified>2026-03-04T00:00:00Z</modified>"
            '<content type="text/html" mode="escaped">&lt;p&gt;c&lt;/p&gt;</content>'
        ),
        replace(BARE, id="x", title="a & b", content="<p>c</p>", published=DAY, updated=DAY + timedelta(days=1)),
    ),
    "JSON Feed 1.0": (
        json_feed(
            "1",
            {"id": "x", "content_html": "<p>c</p>", "date_published": "2026-03-03T00:00:00Z"},
            author={"name": "An"},
        ),
        replace(BARE, id="x", author="An", content="<p>c</p>", published=DAY),
    ),
    "JSON Feed 1.1": (
        json_feed(
            "1.1",
            {
                "id": "x",
                "authors": [{"name": "An"}, {"name": "Bo"}],
                "summary": "s",
                "tags": ["c"],
                "banner_image": "/b.png",
            },
        ),
        replace(BARE, id="x", author="An, Bo", summary="s", categories=("c",), image="https://f.example/b.png"),
    ),
}
FIELDS = {
    "authors of dc": (titled("<dc:creator>An</dc:creator><dc:creator>Bo</dc:creator>"), {"author": "An, Bo"}),
    "authors of RSS": (
        titled("<author>a@b.example (An)</author><author>c@d.example (Bo)</author>"),
        {"author": "An, Bo"},
    ),
    "one author twice": (titled("<dc:creator>An</dc:creator><dc:creator>An</dc:creator>"), {"author": "An"}),
    "author of itunes": (titled("<itunes:author>Jo</itunes:author>"), {"author": "Jo"}),
    "date of dcterms": (titled("<dcterms:created>2026-03-03</dcterms:created>"), {"published": DAY}),
    "date in Dutch": (titled("<pubDate>di, 3 mrt 2026 01:00:00 +0100</pubDate>"), {"published": DAY}),
    "categories and subjects": (
        titled("<category>c</category><dc:subject>s</dc:subject><dc:subject>c</dc:subject>"),
        {"categories": ("c", "s")},
    ),
    "summary of itunes": (
        titled("<itunes:summary>Een &lt;b&gt;som&lt;/b&gt;</itunes:summary>"),
        {"summary": "Een som"},
    ),
    "summary of dc": (titled("<dc:description>d</dc:description>"), {"summary": "d"}),
    "summary of media": (
        titled("<media:group><media:description>Wat &lt;er&gt; is</media:description></media:group>"),
        {"summary": "Wat <er> is"},
    ),
    "content and description": (
        titled("<description>s</description><content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded>"),
        {"summary": "s", "content": "<p>c</p>"},
    ),
    "picture of media": (
        titled(
            '<media:group><media:content url="/v.mp4" type="video/mp4"/><media:content url="/g.jpg" medium="image"/>'
            '<media:thumbnail url="/k.jpg"/></media:group>'
        ),
        {"image": "https://f.example/g.jpg"},
    ),
    "thumbnail of a film": (
        titled('<media:content url="/v.mp4" type="video/mp4"><media:thumbnail url="/k.jpg"/></media:content>'),
        {"image": "https://f.example/k.jpg"},
    ),
    "picture without a type": (titled('<media:content url="/g.JPG?w=1"/>'), {"image": "https://f.example/g.JPG?w=1"}),
    "picture of itunes": (titled('<itunes:image href="/p.jpg"/>'), {"image": "https://f.example/p.jpg"}),
    "picture enclosed without a type": (titled('<enclosure url="/i.webp"/>'), {"image": "https://f.example/i.webp"}),
    "picture and file enclosed": (
        titled('<enclosure url="/i.jpg" type="image/jpeg"/><enclosure url="/b.pdf" type="application/pdf"/>'),
        {"image": "https://f.example/i.jpg", "enclosure": "https://f.example/b.pdf"},
    ),
    "picture that loads late": (
        titled(
            "<description>&lt;p&gt;x&lt;/p&gt;&lt;img src='data:image/gif;base64,R' data-src='a.jpg'&gt;</description>"
        ),
        {"summary": "x", "image": "https://f.example/dir/a.jpg"},
    ),
    "picture for who has no script": (
        titled(
            "<content:encoded>&lt;img class=lazy src='data:x'&gt;&lt;noscript&gt;&lt;img src='/n.jpg' alt='n'&gt;"
            "&lt;/noscript&gt;</content:encoded>"
        ),
        {"content": '<img src="https://f.example/n.jpg" alt="n">', "image": "https://f.example/n.jpg"},
    ),
    "source that is this feed": (titled('<source url="https://f.example/f">T</source>'), {}),
    "base of the document": (
        titled(
            "<description>&lt;img src=i.jpg&gt;</description>", root='version="2.0" xml:base="https://b.example/p/"'
        ),
        {"url": "https://b.example/1", "image": "https://b.example/p/i.jpg"},
    ),
    "link of Atom in RSS": (
        rss('<title>t</title><atom:link rel="alternate" href="https://f.example/2"/>'),
        {"url": "https://f.example/2"},
    ),
}
OF_ATOM = {
    "authors": (
        atom(
            "<author><name>An</name></author><author><name>Bo</name></author><contributor><name>C</name></contributor>"
        ),
        {"author": "An, Bo"},
    ),
    "author of the feed": (atom("", head="<author><name>Redactie</name></author>"), {"author": "Redactie"}),
    "author of the source": (
        atom(
            "<source><title>Elders</title><author><name>Zij</name></author></source>",
            head="<author><name>Redactie</name></author>",
        ),
        {"author": "Zij", "outlet": "Elders"},
    ),
    "categories": (
        atom('<category term="a"/><category term="b" label="B"/><category scheme="s"/>'),
        {"categories": ("a", "B")},
    ),
    "file": (
        atom('<link rel="enclosure" type="audio/mpeg" href="/a.mp3"/>'),
        {"enclosure": "https://f.example/a.mp3"},
    ),
    "summary that is HTML": (
        atom('<summary type="html">&lt;p&gt;s &amp;amp; t&lt;/p&gt;</summary>'),
        {"summary": "s & t"},
    ),
    "summary that is text": (atom('<summary type="text">1 &lt; 2 &lt;b&gt;</summary>'), {"summary": "1 < 2 <b>"}),
    "base of the content alone": (
        atom(
            '<content type="html" xml:base="https://c.example/z/">&lt;img src="i.jpg"&gt;</content>',
            root='xml:base="https://b.example/p/"',
        ),
        {
            "url": "https://b.example/1",
            "content": '<img src="https://c.example/z/i.jpg" alt="">',
            "image": "https://c.example/z/i.jpg",
        },
    ),
    "only when it changed": (
        atom("<updated>2026-03-03T00:00:00Z</updated>"),
        {"published": DAY, "updated": DAY},
    ),
}


def entry(document: str) -> SaidEntry:
    said = kind("feed").read(Document(body=document.encode(), url=URL), {})
    assert said.warnings == ()
    assert said.title == "T"
    [only] = said.entries
    return only


@pytest.mark.parametrize(("document", "expected"), FORMATS.values(), ids=FORMATS)
def test_a_format(document: str, expected: SaidEntry) -> None:
    assert entry(document) == expected


@pytest.mark.parametrize(("document", "says"), FIELDS.values(), ids=FIELDS)
def test_a_field_of_rss(document: str, says: dict[str, object]) -> None:
    assert entry(document) == replace(BARE, **says)  # type: ignore[arg-type]


@pytest.mark.parametrize(("document", "says"), OF_ATOM.values(), ids=OF_ATOM)
def test_a_field_of_atom(document: str, says: dict[str, object]) -> None:
    assert entry(document) == replace(ATOM, **says)  # type: ignore[arg-type]
