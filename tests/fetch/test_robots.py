"""robots.txt, after RFC 9309."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.fetch.robots import parse


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-AGENT : *\n disallow : /a # why", "/a/b", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: *\nDisallow: /\nUser-agent: Curate/2.0\nAllow: /", "/x", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: curate\nDisallow: /x", "/x", False),
        ("User-agent: a\nUser-agent: curate\nDisallow: /x", "/x", False),
        ("User-agent: curate\nDisallow: /x\nUser-agent: b\nAllow: /x\nUser-agent: curate\nDisallow: /y", "/y", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbxxc/d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/axxcxxb", True),
        ("User-agent: *\nDisallow: /$", "/", False),
        ("User-agent: *\nDisallow: /$", "/x", True),
        ("User-agent: *\nDisallow: /*?", "/x?y", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /café", "/caf%c3%a9", False),
        ("User-agent: *\nDisallow: /%7Ea", "/~a", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("\ufeffUser-agent: *\rDisallow: /x\r", "/x", False),
        ("Disallow: /x", "/x", True),
        ("<html>nothing here: at all</html>", "/x", True),
        ("User-agent: *\nSitemap: /s\nCrawl-delay: 5\nDisallow: /x", "/x", False),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert parse(text.encode()).allows(path) is allowed


@given(st.binary(), st.text())
def test_anything_is_read_and_answered(body: bytes, path: str) -> None:
    assert parse(b"User-agent: *\nDisallow: " + body).allows("/" + path.encode("utf-8", "replace").decode()) in {
        True,
        False,
    }


def test_a_hostile_file_takes_no_time() -> None:
    body = b"User-agent: *\n" + b"Disallow: /" + b"*a" * 200_000 + b"\n" + b"Disallow: /*a*b*c*d$\n" * 2000
    began = perf_counter()
    parse(body).allows("/" + "a" * 5000)
    assert perf_counter() - began < 20


def test_sitemaps_are_named_for_everybody():
    body = b"Sitemap: https://a.example/1.xml\nUser-agent: x\nDisallow: /\nsitemap:https://a.example/2.xml\nSitemap:\n"
    assert parse(body).sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")
    assert parse(body).allows("/")
