"""Facets: what is a link, a tag or a mention on Bluesky, and where it stands in UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.channels import facets

FAMILY = "👨‍👩‍👧‍👦"
DIDS = {"an.be": "did:plc:an", "Bo.test": "did:web:bo.test"}

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("niets", []),
    ("", []),
    # links
    ("zie https://a.be nu", [("https://a.be", "https://a.be")]),
    (f"{FAMILY} https://a.be/b?c=d#e {FAMILY}", [("https://a.be/b?c=d#e", "https://a.be/b?c=d#e")]),
    ("https://a.be, https://b.be/x; https://c.be.", [(u, u) for u in ("https://a.be", "https://b.be/x", "https://c.be")]),
    ("(https://a.be)", [("https://a.be", "https://a.be")]),
    ("https://a.be/x_(y)", [("https://a.be/x_(y)", "https://a.be/x_(y)")]),
    ("https://a.be\nhttps://b.be", [("https://a.be", "https://a.be"), ("https://b.be", "https://b.be")]),
    ("a.be en www.b.co.uk/c?d", [("a.be", "https://a.be"), ("www.b.co.uk/c?d", "https://www.b.co.uk/c?d")]),
    ("https://münchen.de/é", [("https://münchen.de/é", "https://münchen.de/é")]),
    ("https://日本語.jp/路", [("https://日本語.jp/路", "https://日本語.jp/路")]),
    ("d.w.z. foto.jpg ..a..b e.g./x", []),
    ("javascript:alert(1) ftp://a.be", []),
    ("niet@a.be", []),
    ("https://. https:///x http://) https://…", []),
    # tags
    ("#tag", [("#tag", "tag")]),
    ("#één #b", [("#één", "één"), ("#b", "b")]),
    ("#1 #2024", []),
    ("#1mei", [("#1mei", "1mei")]),
    ("#a_b #a-b #b_", [("#a_b", "a_b"), ("#a-b", "a-b"), ("#b", "b")]),
    ("#tag, #tag2. #tag3!!!", [("#tag", "tag"), ("#tag2", "tag2"), ("#tag3", "tag3")]),
    ("# los #", []),
    ("x#geen a.be/#geen", [("a.be/#geen", "https://a.be/#geen")]),
    ("＃breed", [("＃breed", "breed")]),
    ("#🦋 #a🦋b", [("#🦋", "🦋"), ("#a🦋b", "a🦋b")]),
    ("#\ufe0fx #a\u200bb", [("#a", "a")]),
    ("#日本 #مرحبا", [("#日本", "日本"), ("#مرحبا", "مرحبا")]),
    ("#" + "x" * 64, [("#" + "x" * 64, "x" * 64)]),
    ("#" + "x" * 65, []),
    ("$abc, $TOOLONG $1", [("$abc", "$ABC")]),
    # mentions
    ("@an.be en (@bo.test)!", [("@an.be", "did:plc:an"), ("@bo.test", "did:web:bo.test")]),
    (f"{FAMILY} @AN.BE", [("@AN.BE", "did:plc:an")]),
    ("@cas.be @an x@an.be", []),
]  # fmt: skip


def read(text: str, found: list[facets.Facet]) -> list[tuple[str, str]]:
    body = text.encode("utf-8")
    pairs = []
    for facet in found:
        [feature] = facet["features"]
        said = body[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode("utf-8")
        pairs.append((said, next(value for key, value in feature.items() if key != "$type")))
    return pairs


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_facets_as_the_app_finds_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text, facets.facets(text, (), DIDS)) == expected


def test_a_facet_says_what_it_is() -> None:
    assert facets.facets("é #a") == [
        {
            "$type": "app.bsky.richtext.facet",
            "index": {"byteStart": 3, "byteEnd": 5},
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "a"}],
        }
    ]


def test_an_address_of_ours_is_known_whole_and_before_anything_else() -> None:
    for url in ("https://a.be/einde.", "https://a.be/x!", "https://a.be/(", "https://a.be/#x"):
        text = f"👍 {url}\n#tag"
        assert read(text, facets.facets(text, (url,))) == [(url, url), ("#tag", "tag")]


def test_whose_did_is_wanted() -> None:
    assert facets.mentions("@An.be @an.be @bo.test, @niemand (@cas.be)") == ["an.be", "bo.test", "cas.be"]


PIECE = st.sampled_from(
    ["#a", "#1", "@an.be", "https://a.be/x", "nu.nl", "👍🏽", FAMILY, ".", "(", ")", "\n", "日", " ", "$A"]
)


@given(st.lists(PIECE | st.text(max_size=4), max_size=10).map("".join))
def test_facets_lie_in_the_text_in_order_and_beside_each_other(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    end, size = 0, len(text.encode("utf-8"))
    for facet in facets.facets(text, ("https://a.be/x",), DIDS):
        assert end <= facet["index"]["byteStart"] < facet["index"]["byteEnd"] <= size
        end = facet["index"]["byteEnd"]
    read(text, facets.facets(text, ("https://a.be/x",), DIDS))


@pytest.mark.parametrize("text", ["#" + "a-" * 1500, "a." * 1500, "@a." * 1000, "(" * 3000, "https://" * 400])
def test_text_made_to_be_slow_is_read_in_good_time(text: str) -> None:
    assert facets.facets(text) is not None
