"""Pairs of addresses, written by us: which are the same page, and which are not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import urls

SAME = [
    # scheme, host, port
    ("http://voorbeeld.be/nieuws", "https://voorbeeld.be/nieuws"),
    ("https://www.voorbeeld.be/nieuws", "https://voorbeeld.be/nieuws"),
    ("HTTPS://WWW.Voorbeeld.BE/nieuws", "https://www.voorbeeld.be/nieuws"),
    ("http://voorbeeld.be:80/nieuws", "http://voorbeeld.be/nieuws"),
    ("https://voorbeeld.be:443/nieuws", "https://voorbeeld.be/nieuws"),
    ("https://voorbeeld.be./nieuws", "https://voorbeeld.be/nieuws"),
    ("https://voorbeeld.be", "https://voorbeeld.be/"),
    ("https://café.example/a", "https://xn--caf-dma.example/a"),
    ("https://CAFÉ.example/a", "https://café.example/a"),
    ("https://cafe\u0301.example/a", "https://café.example/a"),
    ("http://[0:0:0:0:0:0:0:1]:8080/a", "http://[::1]:8080/a"),
    ("https://lezer@voorbeeld.be/a", "https://voorbeeld.be/a"),
    # path
    ("https://voorbeeld.be/nieuws/", "https://voorbeeld.be/nieuws"),
    ("https://voorbeeld.be/nieuws/index.html", "https://voorbeeld.be/nieuws/"),
    ("https://voorbeeld.be/index.php", "https://voorbeeld.be"),
    ("https://voorbeeld.be/index.php?id=7", "https://voorbeeld.be/?id=7"),
    ("https://voorbeeld.be/Default.aspx?id=7", "https://voorbeeld.be/?id=7"),
    ("https://voorbeeld.be/a/../b", "https://voorbeeld.be/b"),
    ("https://voorbeeld.be/a/./b", "https://voorbeeld.be/a/b"),
    ("https://voorbeeld.be/a/%2e%2e/b", "https://voorbeeld.be/b"),
    ("https://voorbeeld.be//a//b", "https://voorbeeld.be/a/b"),
    ("https://voorbeeld.be\\a", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a;jsessionid=1A2B3C", "https://voorbeeld.be/a"),
    ("  https://voorbeeld.be/a\n", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a\n/b", "https://voorbeeld.be/a/b"),
    # escapes
    ("https://voorbeeld.be/%7Ejan", "https://voorbeeld.be/~jan"),
    ("https://voorbeeld.be/caf%c3%a9", "https://voorbeeld.be/caf%C3%A9"),
    ("https://voorbeeld.be/café", "https://voorbeeld.be/caf%C3%A9"),
    ("https://voorbeeld.be/Gent_%28stad%29", "https://voorbeeld.be/Gent_(stad)"),
    ("https://voorbeeld.be/een twee", "https://voorbeeld.be/een%20twee"),
    ("https://voorbeeld.be/?q=een+twee", "https://voorbeeld.be/?q=een%20twee"),
    ("https://voorbeeld.be/a?q=%61", "https://voorbeeld.be/a?q=a"),
    # query
    ("https://voorbeeld.be/?b=2&a=1", "https://voorbeeld.be/?a=1&b=2"),
    ("https://voorbeeld.be/a?", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?&", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?x=", "https://voorbeeld.be/a?x"),
    ("https://voorbeeld.be/?p=7&amp;lang=nl", "https://voorbeeld.be/?p=7&lang=nl"),
    ("https://voorbeeld.be/?lang=nl&#038;p=7", "https://voorbeeld.be/?p=7&lang=nl"),
    # tracking
    ("https://voorbeeld.be/a?utm_source=rss&utm_medium=feed&utm_campaign=x", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?id=3&UTM_Source=rss", "https://voorbeeld.be/a?id=3"),
    ("https://voorbeeld.be/a?id=3&amp;utm_source=rss", "https://voorbeeld.be/a?id=3"),
    ("https://voorbeeld.be/a?fbclid=IwAR1x", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?gclid=Cj0", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?dclid=Cj0", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?msclkid=9", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?mc_cid=1&mc_eid=2", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?ncid=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?igshid=1", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?_hsenc=p2&_hsmi=8", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?mkt_tok=eyJ", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?at_medium=RSS&at_campaign=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?xtor=RSS-1", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?ref=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?ref=facebook", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?ref=blog.example", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?source=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?source=rss----3a81b---4", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?track=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?cid=rss_politiek", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?cmpid=edpick", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?maca=nl-rss-nl-all-1-rdf", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?traffic_source=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?ns_mchannel=rss&ns_campaign=1490", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?pk_campaign=x&mtm_kwd=y", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?share=facebook", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?replytocom=12", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a?PHPSESSID=12", "https://voorbeeld.be/a"),
    # fragments
    ("https://voorbeeld.be/a#tk.rss_all", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a#0", "https://voorbeeld.be/a#3"),
    ("https://voorbeeld.be/a#xtor=RSS-1", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a#ref=rss", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a#reacties", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a#:~:text=hallo", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/a#", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/#/", "https://voorbeeld.be/"),
    # AMP and mobile
    ("https://voorbeeld.be/nieuws/stad-wint-prijs/amp/", "https://voorbeeld.be/nieuws/stad-wint-prijs"),
    ("https://voorbeeld.be/artikel/amp", "https://voorbeeld.be/artikel"),
    ("https://voorbeeld.be/amp/2026/stad-wint-een-prijs", "https://voorbeeld.be/2026/stad-wint-een-prijs"),
    ("https://voorbeeld.be/artikel?amp=1", "https://voorbeeld.be/artikel"),
    ("https://voorbeeld.be/artikel?amp", "https://voorbeeld.be/artikel"),
    ("https://voorbeeld.be/artikel?outputType=amp", "https://voorbeeld.be/artikel"),
    ("https://voorbeeld.be/artikel.amp.html", "https://voorbeeld.be/artikel.html"),
    ("https://voorbeeld.be/artikel.amp", "https://voorbeeld.be/artikel"),
    ("https://amp.voorbeeld.be/artikel", "https://www.voorbeeld.be/artikel"),
    ("https://m.voorbeeld.be/artikel", "https://www.voorbeeld.be/artikel"),
    ("https://mobile.voorbeeld.be/artikel", "https://voorbeeld.be/artikel"),
    ("https://nl.m.wikipedia.org/wiki/Gent", "https://nl.wikipedia.org/wiki/Gent"),
    ("https://jan.blogspot.be/2026/01/dag.html?m=1", "http://jan.blogspot.com/2026/01/dag.html"),
    ("https://www.google.com/amp/s/www.voorbeeld.be/artikel", "https://voorbeeld.be/artikel"),
    ("https://www-voorbeeld-be.cdn.ampproject.org/c/s/www.voorbeeld.be/artikel", "https://voorbeeld.be/artikel"),
    # those that pass the reader on
    ("https://www.google.com/url?rct=j&sa=t&url=https://voorbeeld.be/a%3Fid%3D3&ct=ga", "https://voorbeeld.be/a?id=3"),
    ("https://www.google.be/url?q=https%3A%2F%2Fvoorbeeld.be%2Fa", "https://voorbeeld.be/a"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fvoorbeeld.be%2Fa%3Ffbclid%3D1&h=AT0", "https://voorbeeld.be/a"),
    ("https://out.reddit.com/t3_1?url=https%3A%2F%2Fvoorbeeld.be%2Fa&token=1", "https://voorbeeld.be/a"),
    ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Fvoorbeeld.be%2Fa", "https://voorbeeld.be/a"),
    (
        "https://news.google.com/rss/articles/CBMiHWh0dHBzOi8vdm9vcmJlZWxkLmV4YW1wbGUvYS9i0gEA?oc=5",
        "https://voorbeeld.example/a/b",
    ),
    (
        "https://news.google.com/rss/articles/CBMiAUFVX3lxTE5?oc=5&hl=nl",
        "https://news.google.com/rss/articles/CBMiAUFVX3lxTE5",
    ),
    ("https://youtu.be/abcdefghijk?si=x", "https://www.youtube.com/watch?v=abcdefghijk&feature=share"),
    ("https://twitter.com/jan/status/1?s=20", "https://x.com/jan/status/1"),
]

DIFFERENT = [
    ("https://voorbeeld.be/a", "https://voorbeeld.nl/a"),
    ("https://voorbeeld.be/a", "https://voorbeeld.be/b"),
    ("https://voorbeeld.be/a", "https://voorbeeld.be/A"),
    ("https://nieuws.voorbeeld.be/a", "https://voorbeeld.be/a"),
    ("https://blog.voorbeeld.be/", "https://shop.voorbeeld.be/"),
    ("http://127.0.1.5:8600/x", "http://127.0.1.6:8600/x"),
    ("http://127.0.1.5:8600/x", "http://127.0.1.5:8601/x"),
    ("http://localhost:8600/x", "http://localhost/x"),
    ("https://voorbeeld.be:8443/x", "https://voorbeeld.be/x"),
    ("http://[::1]/a", "http://[::2]/a"),
    ("https://straße.example/a", "https://strasse.example/a"),
    ("https://café.example/a", "https://cafe.example/a"),
    ("https://m.tumblr.com/post/1", "https://tumblr.com/post/1"),
    ("https://m.github.io/post", "https://github.io/post"),
    ("https://m.co.uk/a", "https://co.uk/a"),
    ("https://m.blogspot.com/2026/01/a.html", "https://blogspot.com/2026/01/a.html"),
    ("https://jan.blogspot.com/2026/01/a.html", "https://an.blogspot.com/2026/01/a.html"),
    ("https://amp.dev/documentatie", "https://dev/documentatie"),
    ("https://www.be/a", "https://be/a"),
    ("https://www2.voorbeeld.be/a", "https://voorbeeld.be/a"),
    ("https://10.0.0.1/a", "https://0.0.1/a"),
    # path
    ("https://voorbeeld.be/a", "https://voorbeeld.be/a.html"),
    ("https://voorbeeld.be/index", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/index.html.bak", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/a%2Fb", "https://voorbeeld.be/a/b"),
    ("https://voorbeeld.be/a%3Fb", "https://voorbeeld.be/a?b"),
    ("https://voorbeeld.be/a%23b", "https://voorbeeld.be/a#b"),
    ("https://voorbeeld.be/a;v=1", "https://voorbeeld.be/a;v=2"),
    ("https://voorbeeld.be/2026/10", "https://voorbeeld.be/2026/1"),
    ("https://voorbeeld.be/nl/nieuws", "https://voorbeeld.be/fr/nieuws"),
    ("https://voorbeeld.be/nieuws/1", "https://voorbeeld.be/nieuws"),
    ("https://voorbeeld.be/index.nl.html", "https://voorbeeld.be/index.fr.html"),
    # query
    ("https://voorbeeld.be/watch?v=a", "https://voorbeeld.be/watch?v=b"),
    ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijl"),
    ("https://www.youtube.com/playlist?list=a", "https://www.youtube.com/playlist?list=b"),
    ("https://youtu.be/abcdefghijk", "https://youtu.be/abcdefghijK"),
    ("https://voorbeeld.be/?id=1", "https://voorbeeld.be/?id=2"),
    ("https://voorbeeld.be/?p=1", "https://voorbeeld.be/?p=2"),
    ("https://voorbeeld.be/?p=1", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/nieuws?page=1", "https://voorbeeld.be/nieuws?page=2"),
    ("https://facebook.com/story.php?story_fbid=1&id=2", "https://facebook.com/story.php?story_fbid=3&id=2"),
    ("https://voorbeeld.be/?article=1", "https://voorbeeld.be/?article=2"),
    ("https://voorbeeld.be/?q=een", "https://voorbeeld.be/?q=twee"),
    ("https://voorbeeld.be/?q=c%2B%2B", "https://voorbeeld.be/?q=c++"),
    ("https://voorbeeld.be/?q=a%26b=c", "https://voorbeeld.be/?q=a&b=c"),
    ("https://voorbeeld.be/?12345", "https://voorbeeld.be/?12346"),
    ("https://voorbeeld.be/?a=1&a=2", "https://voorbeeld.be/?a=2&a=1"),
    ("https://voorbeeld.be/?lang=nl", "https://voorbeeld.be/?lang=fr"),
    ("https://voorbeeld.be/?cid=123", "https://voorbeeld.be/?cid=124"),
    ("https://voorbeeld.be/?sid=123", "https://voorbeeld.be/?sid=124"),
    ("https://voorbeeld.be/?source=stad", "https://voorbeeld.be/?source=gemeente"),
    ("https://voorbeeld.be/?source=twitter", "https://voorbeeld.be/?source=facebook"),
    ("https://voorbeeld.be/?ref=2026-01", "https://voorbeeld.be/?ref=2026-02"),
    ("https://github.com/jan/werk?ref=main.be", "https://github.com/jan/werk"),
    ("https://voorbeeld.be/code?ref=v1.2", "https://voorbeeld.be/code?ref=v1.3"),
    ("https://voorbeeld.be/?from=2026", "https://voorbeeld.be/?from=2025"),
    ("https://voorbeeld.be/?m=202601", "https://voorbeeld.be/?m=202602"),
    ("https://voorbeeld.be/?m=1", "https://voorbeeld.be/?m=0"),
    ("https://voorbeeld.be/?format=kaart", "https://voorbeeld.be/?format=lijst"),
    ("https://voorbeeld.be/?post_type=lid&#038;p=1", "https://voorbeeld.be/?post_type=lid&#038;p=2"),
    ("https://voorbeeld.be/?feed=rss2", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/?attack=1", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/?t=1771368963", "https://voorbeeld.be/?t=1771358979"),
    # fragments
    ("https://voorbeeld.be/#!/nieuws/1", "https://voorbeeld.be/#!/nieuws/2"),
    ("https://voorbeeld.be/#!nieuws", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/#/nieuws/1", "https://voorbeeld.be/#/nieuws/2"),
    # AMP and mobile, or not
    ("https://voorbeeld.be/amp", "https://voorbeeld.be/"),
    ("https://voorbeeld.be/tag/amp", "https://voorbeeld.be/tag"),
    ("https://voorbeeld.be/gitaren/amp", "https://voorbeeld.be/gitaren"),
    ("https://github.com/jan/amp", "https://github.com/jan"),
    ("https://voorbeeld.be/amp/gitaren", "https://voorbeeld.be/gitaren"),
    ("https://voorbeeld.be/kamp", "https://voorbeeld.be/k"),
    ("https://voorbeeld.be/a?amp=20w", "https://voorbeeld.be/a?amp=50w"),
    # those that pass the reader on
    ("https://www.google.com/url?q=https://voorbeeld.be/a", "https://www.google.com/url?q=https://voorbeeld.be/b"),
    ("https://www.google.com/search?q=https://voorbeeld.be/a", "https://voorbeeld.be/a"),
    ("https://voorbeeld.be/url?q=https://elders.be/a", "https://elders.be/a"),
    ("https://feedproxy.google.com/~r/blog/~3/a/", "https://feedproxy.google.com/~r/blog/~3/b/"),
    ("https://news.google.com/rss/articles/CBMiAUFVX3lxTE5", "https://news.google.com/rss/articles/CBMiAUFVX3lxTE6"),
    (
        "https://web.archive.org/web/2020/https://voorbeeld.be/a",
        "https://web.archive.org/web/2021/https://voorbeeld.be/a",
    ),
]


def test_there_are_enough_pairs():
    assert len(SAME) >= 80
    assert len(DIFFERENT) >= 60


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
