"""What feeds are made of: ids, dates, addresses, and words that are harmless."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import text
from curate.channels import _entries, composing
from curate.errors import UsageError
from curate.models import Kind
from tests.channels.editions import CLOSED, URL, edition, entry
from tests.channels.feeding import NOTED, PAGE, full, whole
from tests.channels.validator import Html


def made(item, given=None, **edition_given):
    [found] = _entries.entries(whole(item, **edition_given), "atom", given or {})
    return found


def test_an_id_is_made_of_the_organisation_and_the_item_and_of_nothing_else():
    first = made(full(), digest=3, key="d3")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", first.id)
    assert made(full(item=99, title="Anders", at=None), digest=4, key="d4", organisation="Nieuwe naam").id == first.id
    assert made(full(key="k13")).id != first.id
    assert made(full(), organisation_url="https://ander.be").id != first.id


def test_the_date_is_the_day_of_curation():
    assert made(full()).published == made(full()).updated == NOTED
    assert made(full(at=None)).published == CLOSED
    assert made(full()).appeared == full().published
    assert "21 november 2026" in made(full()).html


def test_a_feed_is_as_new_as_its_newest_entry():
    def updated(*items):
        told = whole(*items)
        return _entries.info(told, "atom", {}, _entries.entries(told, "atom", {})).updated

    later = NOTED + timedelta(hours=1)
    assert updated(full(), full(item=13, key="k13", at=later)) == later
    assert updated() == CLOSED


def test_a_feed_at_an_address_keeps_its_id_and_others_are_each_their_own():
    def identity(key, **settings):
        return _entries.info(whole(key=key), "atom", settings, ()).id

    assert identity("d3") != identity("d4")
    assert identity("d3", feed_url="https://x.be/f") == identity("d4", feed_url="https://x.be/f")


@pytest.mark.parametrize("value", ["feed.xml", "/feed.xml", "javascript:x", 12, ["https://x.be"], "ftp://x.be/f"])
def test_an_address_of_a_feed_that_is_none_is_wrong_use(value):
    with pytest.raises(UsageError, match=r"channels\.rss\.feed_url in sources\.yaml is"):
        _entries.info(whole(), "rss", {"feed_url": value}, ())


def test_an_entry_leads_to_our_page_and_where_there_is_none_to_the_original():
    assert made(full()).page == PAGE
    assert made(full(page="")).page == made(full()).original == "https://blog.voorbeeld.be/artikel"
    assert made(full(page="javascript:x")).page == made(full()).original
    assert made(full(), {"link_to": "original"}).page == "https://blog.voorbeeld.be/artikel"


def test_campaign_words_stand_on_what_a_reader_follows_and_never_on_the_original():
    found = made(full(), {"utm": {"campaign": "herfst"}})
    words = "utm_source=atom&utm_medium=feed&utm_campaign=herfst"
    assert found.page == f"{PAGE}?{words}"
    assert found.original == "https://blog.voorbeeld.be/artikel"
    assert f'artikel?{words.replace("&", "&amp;")}"' in found.html
    assert "utm" not in made(full(), {"utm": False}).page


def test_the_curator_s_words_come_first_then_quote_and_article():
    html = made(full(paywalled=True)).html
    marks = ["Lees dit", "<strong>dit</strong>", '<blockquote lang="fr"><p>Wij kiezen zelf</p></blockquote>',
             "— Jan, Blog Voorbeeld", '<span lang="fr"><a href="https://blog.voorbeeld.be/artikel"',
             "Bron: Blog Voorbeeld, An Peeters (betaalmuur) · 21 november 2026", "Lees ook: <a"]  # fmt: skip
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_text_for_the_feed_alone_and_items_without_words():
    assert made(full(texts=(("atom", "Voor *lezers*."),))).summary == "Voor lezers."
    assert "Lees dit" not in made(full(texts=(("atom", "Voor lezers."),))).html
    bare = made(full(commentary="", context="", uncommented=True))
    assert bare.html.startswith("<p><em>[zonder commentaar]</em></p>")
    assert bare.summary == "Bron: Blog Voorbeeld, An Peeters"


def test_a_long_commentary_is_whole_in_the_text_and_cut_in_the_summary():
    words = "Een zin van zes woorden lang. " * 60
    found = made(full(commentary=words))
    assert len(found.summary) <= _entries.SUMMARY
    assert found.summary.endswith("…")
    assert words.strip() in text.plain(found.html)


def test_what_a_part_of_something_larger_says_so():
    assert "<em>Trend: AI</em>" in made(full(), kind=Kind.TREND, subject="AI").html
    assert made(full(), kind=Kind.TOP).title == full().title


def test_a_source_s_picture_only_with_its_licence():
    given = {"image": "https://x.be/a.jpg", "image_alt": 'Een "foto"'}
    assert "<img" not in made(full(**given)).html
    shown = made(full(**given, image_licence="CC BY 4.0"))
    assert '<img src="https://x.be/a.jpg" alt="Een &quot;foto&quot;"><figcaption>CC BY 4.0' in shown.html
    assert "<img" not in made(full(image="foto.png", image_licence="eigen werk")).html


def test_source_and_via():
    found = made(full())
    assert found.source == _entries.FeedSource(
        url="https://blog.voorbeeld.be/feed.xml", title="Blog Voorbeeld", author="An Peeters",
        updated=full().published,
    )  # fmt: skip
    assert found.via == (
        _entries.Via(url="https://voorbeeld.be", title="An, Jo"),
        _entries.Via(url="https://blog.voorbeeld.be/feed.xml", title="Blog Voorbeeld"),
    )
    assert made(full(feed="imaps://an@post.be", via=())).via == ()
    assert made(full(feed="imaps://an@post.be")).source is None


def test_what_has_no_name_still_has_one():
    bare = entry(title="\u202e", outlet="", author=None, commentary="x", url="https://nu.nl/a")
    [found] = _entries.entries(edition(bare, organisation="", organisation_url=""), "atom", {})
    assert found.title == "nu.nl"
    told = edition(title=" ", organisation=" ", organisation_url="")
    info = _entries.info(told, "atom", {}, ())
    assert info.title
    assert info.organisation


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://nu.nl/a_(b)?q=1&r=%20#z", "https://nu.nl/a_(b)?q=1&r=%20#z"),
        ("HTTPS://NU.nl:8080/A", "https://nu.nl:8080/A"),
        ("https://münchen.de/straße?ö=ü", "https://xn--mnchen-3ya.de/stra%C3%9Fe?%C3%B6=%C3%BC"),
        ('https://nu.nl/a b|c[d]{e}^`"<>', "https://nu.nl/a%20b%7Cc%5Bd%5D%7Be%7D%5E%60%22%3C%3E"),
        ("https://nu.nl/100%", "https://nu.nl/100%25"),
        ("https://nu.nl/a#b#c", "https://nu.nl/a#b%23c"),
        ("https://an:geheim@nu.nl/", "https://nu.nl/"),
        ("javascript:alert(1)", ""),
        ("mailto:an@nu.nl", ""),
        ("/pad", ""),
        ("https:///pad", ""),
        ("https://nu.nl:haven/", ""),
        ("https://[::1/", ""),
        ("", ""),
    ],
)
def test_addresses_become_uris(address, expected):
    assert _entries.uri(address) == expected


@given(URL | st.text(max_size=40) | st.builds("https://nu.nl/{}".format, st.text(max_size=40)))
def test_any_address_becomes_a_uri_or_nothing_and_stays_what_it_is(address):
    found = _entries.uri(address)
    assert re.fullmatch(r"(https?://[0-9a-zA-Z._\[\]:-]+(?:[/?#][0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*)?)?", found)
    assert _entries.uri(found) == found


def test_moments_are_in_utc():
    brussels = timezone(timedelta(hours=1))
    assert _entries.rfc3339(datetime(2026, 11, 25, 0, 30, 9, 5, tzinfo=brussels)) == "2026-11-24T23:30:09Z"
    assert _entries.rfc3339(datetime(33, 4, 3, tzinfo=UTC)) == "0033-04-03T00:00:00Z"


@given(st.text())
def test_any_words_do_nothing(words):
    html = _entries.printable(made(full(title=words, commentary=words, quote=words, author=words, related=words)).html)
    reader = Html()
    reader.feed(html)
    assert not reader.wrong
    assert not reader.open
    shown = unescape(re.sub(r"<[^<>]*>", "", html))
    assert "".join(_entries.printable(composing.line(words)).split()) in "".join(shown.split())
