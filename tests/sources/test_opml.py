"""Lists of feeds: what other readers export, what we hand over, and that nothing is lost between."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from curate.errors import UsageError
from curate.sources._opml import DEEPEST, LARGEST, Outline, parse, write
from curate.text import literal_line

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Abonnementen</title></head><body>
  <outline text="Zorg" title="Zorg">
    <outline text="Lokaal">
      <outline type="rss" text="Wijk &amp;amp; Stad" title="Anders" xmlUrl="https://wijk.example/feed" htmlUrl="https://wijk.example/"/>
    </outline>
    <outline type="RSS" title="Alleen titel" xmlURL="http://b.example/?a=1&amp;b=2" category="/Pers/Nationaal,nieuws"/>
  </outline>
  <outline text="Jeugd"><outline text="Wijk" xmlUrl="https://wijk.example/feed"/></outline>
  <outline xmlUrl="feed:https://c.example/f"/>
  <outline xmlUrl="feed://d.example/f" text="feed://d.example/f"/>
  <outline text="Een notitie"/>
  <outline type="link" text="Een pagina" url="https://e.example/"/>
  <outline text="Fout" xmlUrl="ftp://f.example/feed"/>
</body></opml>"""


def listed(*outlines: str) -> bytes:
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'.encode()


def refused(raw: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        parse(raw, "x.opml")
    assert "x.opml" in str(caught.value)
    return str(caught.value)


def test_folders_and_categories_become_tags_and_a_feed_is_one():
    assert parse(LIST.encode(), "x.opml") == (
        Outline(
            url="https://wijk.example/feed",
            name="Wijk & Stad",
            tags=("Zorg", "Lokaal", "Jeugd"),
            home="https://wijk.example/",
        ),
        Outline(url="http://b.example/?a=1&b=2", name="Alleen titel", tags=("Zorg", "Pers", "Nationaal", "nieuws")),
        Outline(url="https://c.example/f"),
        Outline(url="http://d.example/f", name="feed://d.example/f"),
        Outline(url="ftp://f.example/feed", name="Fout"),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_is_found(encoding):
    raw = '<?xml version="1.0" encoding="ISO-8859-1"?>' if encoding == "iso-8859-1" else ""
    raw += '<opml version="2.0"><body><outline text="Één" xmlUrl="https://a.example/f"/></body></opml>'
    assert parse(raw.encode(encoding), "x.opml")[0].name == "Één"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no list of feeds"),
        (b"PK\x03\x04", "no list of feeds"),
        (b"<html><body><outline xmlUrl='https://a.example'/></body></html>", "no list of feeds"),
        (b"<rss version='2.0'><channel/></rss>", "no list of feeds"),
        (b"<opml version='2.0'><head/></opml>", "body"),
        (listed(), "holds no feeds"),
        (listed("<outline text='Een notitie'/>"), "holds no feeds"),
        (listed('<outline xmlUrl="https://a.example/f"/>')[:-20], "damaged or cut short"),
        (listed('<outline xmlUrl="https://a.example/f">'), "line 1"),
        (listed('<outline xmlUrl="https://a.example/f"/>' * 10) + b" " * LARGEST, "larger than 5 MB"),
        (listed("<outline text='x'>" * (DEEPEST + 2), "</outline>" * (DEEPEST + 2)), "nested"),
        (listed("<outline text='x'>" * 300, "</outline>" * 300), "nested"),
        (listed(*(f'<outline xmlUrl="https://a.example/{number}"/>' for number in range(10_001))), "more than 10000"),
    ],
)
def test_what_is_no_list_is_refused(raw, says):
    assert says in refused(raw)


def test_entities_are_not_expanded_and_files_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    bomb = "".join('<!ENTITY a{} "{}">'.format(n + 1, f"&a{n};" * 10) for n in range(12))
    doctype = f'<!DOCTYPE opml [<!ENTITY a0 "ha">{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    raw = doctype.encode() + listed('<outline text="&a12; &file;" xmlUrl="https://a.example/f"/>')
    [outline] = parse(raw, "x.opml")
    assert "SECRET" not in outline.name
    assert "haha" not in outline.name


@pytest.mark.slow
def test_a_deep_and_a_wide_file_end_soon():
    began = time.perf_counter()
    refused(b'<opml version="2.0"><body>' + b"<outline>" * 200_000)
    refused(listed("<outline text='x'/>" * 200_000))
    assert time.perf_counter() - began < 10


def test_names_cannot_steer_a_terminal():
    [outline] = parse(
        listed('<outline text="Een&#x202e;naam&#x9b;31m&#10;x" xmlUrl="https://a.example/&#x202e;f"/>'), "x.opml"
    )
    assert (outline.name, outline.url) == ("Eennaam31m x", "https://a.example/f")


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_handed_over_is_opml_2():
    written = write(
        [
            Outline(url="https://a.example/f?x=1&y=2", name='A & "B" <b>', tags=("zorg", "pers")),
            Outline(url="https://c.example/f", home="https://c.example/"),
            Outline(url="https://d.example/f", name="D", tags=("zorg",)),
        ],
        "Voorbeeld vzw",
    )
    assert written == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>Voorbeeld vzw</title>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline text="zorg" title="zorg">\n'
        '      <outline type="rss" text="A &amp;amp; &quot;B&quot; &amp;lt;b&amp;gt;"'
        ' title="A &amp; &quot;B&quot; &lt;b&gt;"'
        ' xmlUrl="https://a.example/f?x=1&amp;y=2" category="zorg,pers"/>\n'
        '      <outline type="rss" text="D" title="D" xmlUrl="https://d.example/f" category="zorg"/>\n'
        "    </outline>\n"
        '    <outline type="rss" text="https://c.example/f" title="https://c.example/f" xmlUrl="https://c.example/f"'
        ' htmlUrl="https://c.example/"/>\n'
        "  </body>\n"
        "</opml>\n"
    )


NAMES = st.text(max_size=30).map(literal_line)
TAGS = st.one_of(st.sampled_from(["zorg", "Zorg", "a,b", "a/b", "R&D", "&amp;", "<b>x</b>"]), NAMES).filter(bool)
OUTLINES = st.lists(
    st.builds(
        Outline,
        url=st.integers(0, 10**6).map("https://a.example/{}?a=1&b=%3C".format),
        name=NAMES,
        tags=st.lists(TAGS, max_size=4, unique=True).map(tuple),
        home=st.sampled_from(["", "https://a.example/"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda outline: outline.url,
)


@given(OUTLINES, NAMES)
def test_what_is_handed_over_comes_back(outlines, title):
    written = write(outlines, title)
    root = etree.fromstring(written.encode())
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("opml", "2.0", ["head", "body"])
    assert all(outline.get("text") for outline in root.iter("outline"))
    back = {outline.url: outline for outline in parse(written.encode(), "x.opml")}
    assert len(back) == len(outlines)
    for outline in outlines:
        found = back[outline.url]
        assert (found.name, found.home, set(found.tags)) == (outline.name, outline.home, set(outline.tags))
        if not any({",", "/"} & set(tag) for tag in outline.tags):
            assert found.tags == outline.tags


@given(OUTLINES)
def test_what_came_back_is_handed_over_the_same(outlines):
    assume(not any({",", "/"} & set(tag) for outline in outlines for tag in outline.tags))
    once = write(outlines, "t")
    assert write(parse(once.encode(), "x.opml"), "t") == once


def test_tags_of_a_nested_folder_come_back_though_the_nesting_does_not():
    nested = listed(
        "<outline text='a'><outline text='b'><outline text='F' xmlUrl='https://a.example/f'/></outline></outline>"
    )
    found = parse(nested, "x.opml")
    assert [outline.tags for outline in found] == [("a", "b")]
    assert parse(write(found, "t").encode(), "x.opml") == found


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(listed)))
def test_whatever_comes_is_read_or_refused(raw):
    try:
        assert parse(raw, "x.opml")
    except UsageError as error:
        assert error.exit_code == 2  # noqa: PT017
