"""Sitemaps: what they say, how a title is made of an address, and what is said of what is none."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.models import Document, Said, SaidEntry
from curate.sources import kind
from curate.sources.sitemap import LARGEST, MOST_ENTRIES, title_of

URL = "https://krant.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = """<url><loc>https://krant.example/wijk/vrijwilligers-123456</loc><lastmod>2026-11-21T10:00:00+01:00</lastmod>
<news:news><news:publication><news:name>De Krant</news:name><news:language>nl-BE</news:language></news:publication>
<news:publication_date>2026-11-20T08:30:00+01:00</news:publication_date>
<news:title>Vrijwilligers &amp;amp; &lt;i&gt;de wijk&lt;/i&gt;&#x9b;</news:title>
<news:keywords>wijk, zorg, wijk</news:keywords></news:news>
<image:image><image:loc>/foto.jpg</image:loc></image:image></url>"""


def urlset(*pages: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}<urlset {SPACES}>{''.join(pages)}</urlset>".encode()


def page(path: str, changed: str = "") -> str:
    dated = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>https://krant.example/{path}</loc>{dated}</url>"


def read(body: bytes, content_type: str | None = None) -> Said:
    return kind("sitemap").read(Document(body=body, url=URL, content_type=content_type), {})


def refused(body: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(body)
    assert caught.value.hint is not None
    return f"{caught.value.message} {caught.value.hint}"


def test_a_news_sitemap_says_what_it_knows():
    assert read(urlset(NEWS)) == Said(
        title="De Krant",
        home="https://krant.example/",
        language="nl",
        entries=(
            SaidEntry(
                id=None,
                url="https://krant.example/wijk/vrijwilligers-123456",
                title="Vrijwilligers & de wijk",
                published=datetime(2026, 11, 20, 7, 30, tzinfo=UTC),
                updated=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
                language="nl",
                categories=("wijk", "zorg"),
                image="https://krant.example/foto.jpg",
            ),
        ),
    )


def test_a_plain_one_gives_addresses_and_the_date_of_the_last_change_newest_first():
    said = read(
        urlset(
            page("", "2026-11-22"),
            page("oud", "2024-01-01"),
            page("zonder-datum"),
            page("nieuw", "2026-11-21"),
            page("nieuw", "2026-11-20"),
            "<url><loc>javascript:alert(1)</loc></url><url/>",
        )
    )
    assert [(entry.title, entry.published) for entry in said.entries] == [
        ("Nieuw", datetime(2026, 11, 21, tzinfo=UTC)),
        ("Oud", datetime(2024, 1, 1, tzinfo=UTC)),
        ("Zonder datum", None),
    ]
    assert said.warnings == ()


@pytest.mark.parametrize("spaces", ['xmlns="http://www.google.com/schemas/sitemap/0.84"', "", 'xmlns="x"'])
def test_the_namespace_does_not_matter(spaces):
    body = f"<urlset {spaces}><url><loc> https://krant.example/een \n</loc></url></urlset>".encode()
    assert [entry.url for entry in read(body).entries] == ["https://krant.example/een"]


def test_the_newest_are_kept():
    first = datetime(2020, 1, 1, tzinfo=UTC)
    pages = [page(f"p{n}", (first + timedelta(hours=n)).isoformat()) for n in range(MOST_ENTRIES + 50)]
    said = read(urlset(*pages, page("zonder")))
    assert len(said.entries) == MOST_ENTRIES
    assert said.entries[0].url == f"https://krant.example/p{MOST_ENTRIES + 49}"
    assert said.entries[-1].url == "https://krant.example/p50"
    assert [str(warning).split(":")[0] for warning in said.warnings] == ["1 page of the sitemap was left out"]


def test_an_empty_sitemap_is_one():
    assert read(urlset()).entries == ()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("2026/11/vrijwilligers-zoeken-rust-123456.html", "Vrijwilligers zoeken rust"),
        ("nieuws/jaarverslag_2025/", "Jaarverslag 2025"),
        ("nieuws/zorg+en+welzijn/9876543", "Zorg en welzijn"),
        ("wijk/index.php", "Wijk"),
        ("caf%C3%A9-in-de-buurt", "Café in de buurt"),
        ("caf%E9", "Caf\ufffd"),
        ("een%0A%1B%5B31mtitel", "Een [31mtitel"),
        ("artikel/12345?id=3", "krant.example"),
        ("dmf20261123_94850321/covid-19", "Covid 19"),
        ("?p=3", "krant.example"),
    ],
)
def test_a_title_is_made_of_the_address(path, title):
    assert title_of(f"https://www.krant.example/{path}") == title


@given(st.text(max_size=40))
def test_whatever_the_address_its_title_is_one_line(path):
    title = title_of(f"https://krant.example/{path}")
    assert title
    assert title == " ".join(title.split())


# ── packed ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_packed_one_is_unpacked():
    body = urlset(NEWS)
    assert read(gzip.compress(body), "application/x-gzip") == read(body)
    assert read(gzip.compress(body[:100]) + gzip.compress(body[100:]) + b"\0" * 9) == read(body)


def test_a_damaged_one_is_refused():
    packed = gzip.compress(urlset(NEWS))
    assert "damaged" in refused(packed[:20] + b"\xff" * 20 + packed[40:])


def test_one_cut_short_gives_what_was_read_and_a_warning():
    pages = [page(f"pagina-{n * 7919 % 1000}-{n}", "2026-11-20") for n in range(500)]
    packed = gzip.compress(urlset(*pages))
    said = read(packed[: len(packed) // 2])
    assert 50 < len(said.entries) < 500
    assert "not well-formed" in str(said.warnings[0])


def test_a_bomb_ends_at_the_cap():
    began = time.perf_counter()
    assert "larger than 10 MB" in refused(gzip.compress(b" " * (LARGEST + 1)))
    assert "larger than 10 MB" in refused(gzip.compress(b" " * (LARGEST // 10 + 1)) * 10)
    refused(gzip.compress(b"") * 50_000)
    assert time.perf_counter() - began < 10


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_of_sitemaps_names_them_the_last_changed_first():
    rows = "".join(
        f"<sitemap><loc>{where}</loc><lastmod>{when}</lastmod></sitemap>"
        for where, when in (("/oud.xml", "2024-01-01"), ("https://krant.example/nieuws.xml.gz", "2026-11-20"))
    )
    sentence = refused(f"<sitemapindex {SPACES}>{rows}</sitemapindex>".encode())
    assert "https://krant.example/nieuws.xml.gz, https://krant.example/oud.xml" in sentence
    assert "sources.yaml" in sentence


def test_a_long_list_of_sitemaps_is_told_in_part():
    rows = "".join(f"<sitemap><loc>/s{n}.xml</loc></sitemap>" for n in range(5000))
    sentence = refused(f"<sitemapindex {SPACES}>{rows}</sitemapindex>".encode())
    assert "5000 sitemaps" in sentence
    assert "https://krant.example/s9.xml, …" in sentence
    assert "s10.xml" not in sentence


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"<sitemapindex/>", "names none"),
        (b"<rss version='2.0'><channel/></rss>", "is a feed"),
        (b"<!doctype html><html><body><p>x<br>y</body></html>", "is a web page"),
        (b"https://krant.example/een\n", "no sitemap"),
        (b"<urls/>", "no sitemap"),
        (b"<urlset>" + b"<url>" * 200_000, "levels deep"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_what_to_do(body, says):
    assert says in refused(body)


def test_entities_are_not_expanded_and_files_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    bomb = "".join('<!ENTITY a{} "{}">'.format(n + 1, f"&a{n};" * 10) for n in range(12))
    head = f'<!DOCTYPE urlset [<!ENTITY a0 "ha">{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    said = read(urlset("<url><loc>https://krant.example/&a12;&file;x</loc></url>", head=head))
    assert "SECRET" not in repr(said)
    assert "haha" not in repr(said)


def test_the_largest_is_read_soon():
    body = urlset(*(page(f"nieuws/bericht-over-de-wijk-{n}", "2026-11-20T10:00:00Z") for n in range(50_000)))
    began = time.perf_counter()
    assert len(read(body).entries) == MOST_ENTRIES
    assert time.perf_counter() - began < 10


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(urlset)))
def test_whatever_comes_is_read_or_refused(body):
    try:
        said = read(body)
    except SourceError:
        return
    assert all(entry.url and entry.title for entry in said.entries)
