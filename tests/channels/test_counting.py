"""Lengths: tables of what the channels themselves count, and what must hold of any text.

The figures for X are those of twitter-text 3.1.0 (parseTweet), except for emoji that are younger than it.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.channels import counting

FAMILY = "👨‍👩‍👧‍👦"

X = [
    ("", 0),
    ("This is a test.", 15),
    ("A\nB\r\nC", 6),
    # script by script
    ("café, ĳs, ĳsje, één, Ærø, Łódź", 30),
    ("e\u0301e\u0301n", 3),  # NFC: twice é
    ("ğḝ̆", 4),  # a mark that no letter takes in
    ("Привет, κόσμε, שלום, مرحبا, नमस्ते, გამარჯობა", 45),
    ("日本語", 6),
    ("저찀쯿쿿", 8),
    ("한국 中国", 9),
    ("\u1100\u10ff", 3),
    ("ⴰⴱ", 4),
    # punctuation: 2000–200D, 2010–201F, 2032–2037 count 1, what lies between them 2
    ("\u2000\u200d\u2010\u201f\u2032\u2037", 6),
    ("\u200e\u200f\u2020\u2026\u2031\u2038", 12),
    ("“Echt?” – ja… €5", 18),
    # emoji
    ("👍", 2),
    ("👍🏽", 2),
    (FAMILY, 2),
    ("👩🏿‍🚀👩‍❤️‍💋‍👨", 4),
    ("🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿", 4),
    ("🇧🇪🇳🇱", 4),
    ("🇧", 2),
    ("1️⃣#️⃣*️⃣", 6),
    ("H🐱☺", 5),
    ("❤❤️☺️", 6),
    ("©®™", 4),
    ("©️®️™️", 6),
    ("a\ufe0f", 3),
    ("\U00010000\U0010ffff", 4),
    ("🐱" * 140, 280),
    # addresses
    ("http://test.com", 23),
    ("https://test.com", 23),
    ("test.com", 23),
    ("HTTPS://WWW.TEST.BE/PAD", 23),
    ("Test https://test.com test https://test.com test.com test", 86),
    ("https://www.vrt.be/vrtnws/nl/2026/11/20/een-heel-lange-titel-van-een-artikel/", 23),
    ("https://www.vrt.be/vrtnws/nl/2026/11/20/a" + "b" * 2000, 23),
    ("https://a.be/" + "b" * 4090, 4103),
    ("https://blog.example/artikel", 28),
    ("https://localhost/artikel", 25),
    ("http://192.168.0.1/index.html", 29),
    ("voorbeeld.example", 17),
    ("nu.nl, demorgen.be en standaard.be/cultuur", 75),
    ("Zie nu.nl.", 28),
    ("Zie (https://nu.nl/a).", 30),
    ("Zie https://nu.nl/a, of niet", 36),
    ("https://nl.wikipedia.org/wiki/Brussel_(stad)", 23),
    ("https://nl.wikipedia.org/wiki/Brussel_(stad_(x))", 23),
    ("(https://nl.wikipedia.org/wiki/Brussel)", 25),
    ("https://nu.nl/?a=(b)", 24),
    ("https://nu.nl/a?b=c&d=e#f", 23),
    ("https://nu.nl/zoek?q=caf%C3%A9", 23),
    ("https://nu.nl/café", 23),
    ("https://nu.nl/Русские_слова", 23),
    ("https://nu.nl/日本", 27),
    ("https://café.be/menu", 23),
    ("https://münchen.de", 23),
    ("https://日本語.jp/", 23),
    ("日本語example.com", 29),
    ("https://xn--fiqs8s.xn--fiqs8s/", 23),
    ("https://президент.рф", 23),
    ("https://ПРЕЗИДЕНТ.РФ", 23),
    ("https://中国.中国/", 23),
    ("https://t.co/abc123", 23),
    ("https://t.co/abc123/meer", 28),
    ("https://t.co/" + "a" * 41, 54),
    ("https://" + "a" * 63 + ".com", 23),
    ("https://" + "a" * 64 + ".com", 76),
    ("https://test_naam.nu.nl/", 23),
    ("https://nu_.nl/", 15),
    ("https://-nu.nl/", 15),
    ("https://nu.nl:8080/a", 23),
    ("https://nu.nl/@an/1", 23),
    ("an@nu.nl", 8),
    ("@an.be #nu.nl $nu.nl", 20),
    ("-nu.nl _nu.nl /nu.nl", 20),
    ("ftp://nu.nl/", 12),
    ("hallo.wereld", 12),
    ("3.14 1.be-kijk 5.com", 38),
    ("dr.Peeters bv.nl", 34),
    ("nu.nlé", 24),
    ("nu.nlx", 6),
    ("nu.nl\nvrt.be", 47),
    ("https://nu.nl/\u202ea", 26),
    # JavaScript sees two characters beyond U+FFFF, and lets an address begin between them
    ("#𝒳.co.uk", 27),
    ("@👍.co.uk", 27),
    ("an@𝒳.com.com", 29),
    ("👍nu.nl", 25),
    ("https://nu.nl/𝒳", 25),
]


@pytest.mark.parametrize(("text", "length"), X)
def test_x_counts_as_twitter_text_does(text: str, length: int) -> None:
    assert counting.weighted(text) == length


@pytest.mark.parametrize("emoji", ["🧑‍🌾", "❤️‍🔥", "🫶🏽", "🐦‍⬛", "🙂‍↔️", "🧑‍🧑‍🧒‍🧒", "🫩"])
def test_an_emoji_younger_than_twitter_text_counts_2_all_the_same(emoji: str) -> None:
    assert counting.weighted(emoji) == 2


LINK = "x" * 23

MASTODON = [
    ("", 0),
    ("   \n", 0),
    ("Hallo wereld", 12),
    ("één ĳs", 6),
    ("e\u0301e\u0301n", 3),
    (FAMILY * 3, 3),
    ("🇧🇪🇳🇱🇧", 3),
    ("日本語", 3),
    ("https://voorbeeld.example", 23),
    ("http://voorbeeld.example/" + "a" * 600, 23),
    ("HTTPS://VOORBEELD.EXAMPLE", 23),
    ("voorbeeld.example", 17),
    ("a " + "https://a.be/x https://b.be/y", 49),
    ("Zie https://a.be/x.", 28),
    ("(https://a.be/x)", 25),
    ("https://nl.wikipedia.org/wiki/Brussel_(stad)", 23),
    ("https://nl.wikipedia.org/wiki/Brussel_(stad_(x))", 23),
    ("https://a.be/日本", 23),
    ("https://日本語.jp/路", 23),
    ("https://a.be/?q=日本", 23),
    ("https://a.be/a?b=c.", 24),
    ("xhttps://a.be/x", 15),
    ("#https://a.be/x", 15),
    ("gemini://a.be/x ftp://a.be/x", 36),
    ("@an", 3),
    ("@an@mastodon.example", 3),
    ("Dank @an@mastodon.example!", 9),
    ("@an.de-wit@mastodon.social.example.", 11),
    ("an@mastodon.example", 19),
    ("/@an@mastodon.example", 21),
    ("@an@mastodon.example@x", 22),
    ("https://m.example/@an@a.example", 23),
    ("@an@mastodon.example https://m.example/", 27),
]


@pytest.mark.parametrize(("text", "length"), MASTODON)
def test_mastodon_counts_as_its_validator_does(text: str, length: int) -> None:
    assert counting.mastodon(text) == length


def test_mastodon_counts_the_content_warning_too() -> None:
    assert counting.mastodon("b" * 251, warning="a" * 250) == 501
    assert counting.mastodon("", warning="https://a.be/") == 13


# UAX #29, as GraphemeBreakTest.txt puts it: between clusters stands a ÷.
GRAPHEMES = [
    " ÷ ",
    " ̈÷ ",
    "\r\n÷\n÷\r",
    "a÷\n÷̈",
    "á",
    "각÷각÷가",
    "각÷ᄀ",
    "🇦🇧÷🇨🇩÷🇪",
    "a÷🇦🇧÷b",
    "👶🏿÷👶",
    "🛑‍🛑÷a",
    "a‍÷🛑",
    "नि÷क्ष",
    "ก÷กำ",
    "ĳ÷s",
    "1️⃣÷2️⃣",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿÷🏴",
    "ש÷ל÷ו÷ם",
    "é̂̈÷n",
    # a linker joins consonants only
    "क्त÷क",
    "क्‍त",
    "a्÷त",
    "?्÷त",
    "्÷क",
    "؀क्ष÷a",
]


@pytest.mark.parametrize("marked", GRAPHEMES)
def test_graphemes_break_where_unicode_says(marked: str) -> None:
    expected = marked.split("÷")
    assert counting.clusters("".join(expected)) == expected
    assert counting.graphemes("".join(expected)) == len(expected)


def test_units_and_bytes() -> None:
    assert counting.utf16_units(f"aé日{FAMILY}") == 3 + 11
    assert counting.utf8_bytes(f"aé日{FAMILY}") == 1 + 2 + 3 + 25
    assert counting.utf8_bytes("\ud800") == 3


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("./:@#?&=()[]-_ \n\u200d\ufe0f🏽🇧👩é\u0301x")), max_size=60)


@given(TEXT)
def test_a_text_is_as_long_in_nfd_on_x(text: str) -> None:
    assert counting.weighted(unicodedata.normalize("NFD", text)) == counting.weighted(text)


@given(TEXT, TEXT)
def test_lengths_add_up_across_a_blank(one: str, other: str) -> None:
    assert counting.weighted(f"{one} {other}") == counting.weighted(one) + 1 + counting.weighted(other)


@given(TEXT)
def test_every_way_of_counting_takes_any_text(text: str) -> None:
    assert "".join(counting.clusters(text)) == text
    assert counting.graphemes(text) <= len(text) <= counting.utf16_units(text) <= counting.utf8_bytes(text)
    assert counting.mastodon(text) >= 0
    assert counting.utf16_units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.integers(1, 2000), st.sampled_from(["be", "brussels", "gent", "co.uk", "vlaanderen", "рф", "xn--p1ai"]))
def test_an_address_counts_23_however_long(length: int, domain: str) -> None:
    address = f"https://voorbeeld.{domain}/" + "a" * length
    for count in (counting.weighted, counting.mastodon):
        assert count(address) == 23
        assert count(f"Lees {address} nu") == 23 + 8


@pytest.mark.parametrize("text", ["a." * 500, "日本語" * 400 + ".com", "https://a.be/" + "(" * 500, FAMILY * 200 + "."])
def test_text_made_to_be_slow_is_counted_in_good_time(text: str) -> None:
    assert counting.weighted(text) > 200
    assert counting.mastodon(text) > 100
