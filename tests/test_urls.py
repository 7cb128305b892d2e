"""Addresses: what is the same page, what is not, and what is no address."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import urls
from tests.url_pairs import DIFFERENT, SAME


def test_there_are_enough_pairs():
    assert len({frozenset(pair) for pair in SAME}) >= 150
    assert len({frozenset(pair) for pair in DIFFERENT}) >= 150


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_page(one, other):
    assert urls.canonical(one) == urls.canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages(one, other):
    assert urls.canonical(one) != urls.canonical(other)


def test_canonical_as_it_looks():
    given = "http://www.Voorbeeld.be:80/Nieuws//Artikel/?utm_source=x&b=2&a=1#reacties"
    assert urls.canonical(given) == "https://voorbeeld.be/Nieuws/Artikel?a=1&b=2"
    assert urls.canonical("http://127.0.1.5:8600/x") == "https://127.0.1.5:8600/x"
    assert urls.canonical("https://voorbeeld.be") == "https://voorbeeld.be/"


def test_fragment_kept_where_it_says_which_publication():
    assert urls.canonical("https://voorbeeld.be/lijst#een", keep_fragment=True) == "https://voorbeeld.be/lijst#een"
    assert urls.canonical("https://voorbeeld.be/lijst#é", keep_fragment=True).endswith("#%C3%A9")
    assert urls.canonical("https://voorbeeld.be/lijst#een:~:text=x", keep_fragment=True).endswith("lijst#een")


@pytest.mark.parametrize(
    "address",
    [
        "", " ", "voorbeeld.be/a", "/a", "//voorbeeld.be/a", "mailto:a@voorbeeld.be", "javascript:alert(1)", "http://", "https:///a",
        "ftp://voorbeeld.be/a", "http://[::1", "http://[zz]/", "http://voorbeeld.be:99999/", "http://voorbeeld.be:x/", "http://a..b/",
        "http://a b/", "http://voorbeeld.be\u2100/", "http://%zz/", "urn:uuid:1", "http://\ud800.be/", "http://a/\ud800",
    ],
)  # fmt: skip
def test_no_address(address):
    with pytest.raises(ValueError, match=r"."):
        urls.canonical(address)


@pytest.mark.parametrize("address", ["", "mailto:a@b.be", "http://[::1", "http://", "a/b", "http://a..b/"])
def test_no_http(address):
    assert not urls.is_http(address)
    assert urls.host(address) == ""


def test_host():
    assert urls.host("HTTP://WWW.Café.example:8080/a") == "www.xn--caf-dma.example"
    assert urls.host("http://127.0.1.5:8600/x") == "127.0.1.5"
    assert urls.host("http://[0:0::1]:80/") == "[::1]"
    assert urls.is_http("https://voorbeeld.be")


def test_key_is_stable():
    assert urls.key("https://voorbeeld.be/a") == "3783084964390cbdf3a19623ea9e57f2"
    assert urls.key("https://voorbeeld.be/a") != urls.key("https://voorbeeld.be/b")


class TestFragmentsMatter:
    def test_a_page_that_lists_many_publications(self):
        links = [(f"https://v.be/lijst#{n}-werk", f"Werk {n}", f"https://v.be/lijst#{n}-werk") for n in range(43)]
        assert urls.fragments_matter(links) == {url for _, _, url in links}

    def test_ids_alone_tell_them_apart(self):
        links = [("a", "Update", "https://v.be/log#een"), ("b", "Update", "https://v.be/log#twee")]
        assert len(urls.fragments_matter(links)) == 2

    def test_titles_alone_tell_them_apart(self):
        links = [("", "Een", "https://v.be/log#1"), ("", "Twee", "https://v.be/log#2")]
        assert len(urls.fragments_matter(links)) == 2

    def test_counting_clicks_tells_nothing(self):
        links = [
            ("https://v.be/a#0", "De stad", "https://v.be/a?at_medium=RSS#0"),
            ("https://v.be/a#3", "De  Stad", "https://v.be/a?at_medium=RSS#3"),
        ]
        assert urls.fragments_matter(links) == frozenset()

    def test_one_publication_with_an_anchor(self):
        links = [("1", "Een", "https://v.be/a#more-1"), ("2", "Twee", "https://v.be/b#more-2")]
        assert urls.fragments_matter(links) == frozenset()

    def test_the_page_itself_among_them(self):
        links = [("1", "Lijst", "https://v.be/lijst"), ("2", "Werk", "https://v.be/lijst#werk")]
        assert urls.fragments_matter(links) == {"https://v.be/lijst#werk"}

    def test_what_is_no_address_is_left_alone(self):
        assert urls.fragments_matter([("1", "Een", "geen#adres"), ("2", "Twee", "geen#twee")]) == frozenset()


_BITS = [
    *(
        "https://",
        "http://",
        "www.",
        "m.",
        "amp.",
        "a.be",
        "google.com",
        "/url?q=",
        "/amp/",
        "index.html",
        ".amp",
        "xn--",
    ),
    *(
        "?",
        "&",
        "#",
        "%",
        "%2",
        "%41",
        "%25",
        "/",
        "//",
        "..",
        ".",
        "=",
        "+",
        ";",
        "[",
        "]",
        ":",
        ":80",
        "@",
        "\\",
        "!",
    ),
    *(
        "utm_source=x",
        "&amp;",
        "v=1",
        "youtu.be/abcdefghijk",
        "blogspot",
        ".nl.m.wikipedia.org",
        "é",
        "ß",
        "。",
        "\ud800",
    ),
    "cdn.ampproject.org/c/s/",
]
_PIECES = st.lists(st.sampled_from(_BITS) | st.text(max_size=3), max_size=14).map("".join)


@given(_PIECES | st.builds("https://a.be/{}".format, _PIECES) | st.builds("http://{}".format, st.text(max_size=30)))
def test_canonical_is_its_own_and_never_crashes(address):
    for keep in (False, True):
        try:
            once = urls.canonical(address, keep_fragment=keep)
        except ValueError:
            continue
        assert urls.canonical(once, keep_fragment=keep) == once
        assert once.isascii()
        assert urls.is_http(once)
    assert isinstance(urls.host(address), str)


@given(
    st.text(string.ascii_lowercase + string.digits, min_size=1),
    st.text(string.ascii_lowercase + string.digits, min_size=1),
)
def test_what_says_which_page_stays(one, other):
    for form in (
        "https://v.be/{}",
        "https://v.be/?id={}",
        "https://v.be/watch?v={}",
        "https://v.be/#!/{}",
        "https://v.be/x-{}/",
    ):
        same = urls.canonical(form.format(one)) == urls.canonical(form.format(other))
        assert same == (one == other), form


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), _PIECES), max_size=6))
def test_fragments_matter_names_only_links_of_the_document(links):
    assert urls.fragments_matter(links) <= {url for _, _, url in links}


@pytest.mark.parametrize(
    ("given", "handed_on"),
    [
        ("https://www.krant.be/a/?utm_source=rss&id=3#xtor=RSS-1", "https://www.krant.be/a/?id=3"),
        ("http://krant.be/A%2fb/?b=2&a=1#deel-2", "http://krant.be/A%2fb/?b=2&a=1#deel-2"),
        ("https://krant.be/a?fbclid=x", "https://krant.be/a"),
        ("https://krant.be:8080/a?q=a+b%20c&UTM_Campaign=x", "https://krant.be:8080/a?q=a+b%20c"),
        ("https://[kapot", "https://[kapot"),
    ],
)
def test_a_link_is_handed_on_without_what_counts_clicks_and_else_as_it_stands(given: str, handed_on: str) -> None:
    assert urls.untracked(given) == handed_on
