"""Share links of colleagues and composers of the organisation."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from curate.channels import sharing
from curate.errors import UsageError

URL = "https://blog.voorbeeld.be/a?b=c&d=é#e"
TEXT = "Lees dit: 50% & meer #AI 👍🏽\n\nTitel"


def query(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query, strict_parsing=True)


@pytest.mark.parametrize("channel", ["x", "mastodon"])
def test_a_link_that_takes_text_carries_all_of_it_and_the_address_once(channel: str) -> None:
    server = {"server": "https://m.voorbeeld.be/"}
    assert query(sharing.link(channel, TEXT, URL, server))["text"] == [f"{TEXT}\n\n{URL}"]
    there = f"{TEXT}\n{URL}\nBron: B"
    assert query(sharing.link(channel, there, URL, server))["text"] == [there]
    assert query(sharing.link(channel, TEXT, "", server))["text"] == [TEXT]


def test_facebook_takes_nothing_but_the_address() -> None:
    link = sharing.link("facebook", TEXT, URL, {})
    assert query(link) == {"u": [URL]}
    assert "Lees" not in link


def test_what_leads_to_no_web_page_is_never_in_a_link() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "", "https://", "\u202ehttps:/a"):
        assert sharing.link("facebook", TEXT, url, {}) == ""
        assert query(sharing.link("x", TEXT, url, {}))["text"] == [TEXT]
    assert sharing.link("mastodon", TEXT, URL, {"server": "javascript:alert(1)"}) == ""


def test_without_a_server_there_is_no_page_on_it() -> None:
    assert sharing.link("mastodon", TEXT, URL, {}) == ""
    assert sharing.composer("mastodon", TEXT, URL, {}) == ""


def test_the_composer_is_filled_in_where_the_channel_can_and_the_setting_wins() -> None:
    assert sharing.composer("facebook", TEXT, URL, {}) == "https://www.facebook.com/"
    assert query(sharing.composer("x", "Hallo", "", {})) == {"text": ["Hallo"]}
    assert sharing.composer("x", "", "", {}) == "https://x.com/compose/post"
    assert sharing.composer("mastodon", "", "", {"server": "https://m.be"}) == "https://m.be/publish"
    assert sharing.composer("x", TEXT, URL, {"compose_url": "https://a.be/b"}) == "https://a.be/b"


def test_odd_text_and_names() -> None:
    assert query(sharing.link("x", "a\x00b {url} {server}", URL, {}))["text"] == [f"ab {{url}} {{server}}\n\n{URL}"]
    assert sharing.link("markdown", TEXT, URL, {}) == ""
    with pytest.raises(UsageError, match="mastodn"):
        sharing.link("mastodn", TEXT, URL, {})


CARRIES = {
    "bluesky": ("bsky.app", "text"),
    "threads": ("www.threads.com", "text"),
    "whatsapp": ("wa.me", "text"),
    "x": ("x.com", "text"),
    "linkedin": ("www.linkedin.com", "url"),
    "facebook": ("www.facebook.com", "u"),
}


@pytest.mark.parametrize("channel", CARRIES)
def test_each_leads_to_its_own_site(channel: str) -> None:
    host, key = CARRIES[channel]
    link = sharing.link(channel, TEXT, URL, {})
    assert urlsplit(link).netloc == host
    assert URL in query(link)[key][0]


def test_telegram_writes_the_address_itself() -> None:
    given = query(sharing.link("telegram", f"{TEXT}\n{URL}\nBron: B", URL, {}))
    assert given == {"url": [URL], "text": [f"{TEXT}\nBron: B"]}


def test_instagram_has_no_link() -> None:
    assert sharing.link("instagram", TEXT, URL, {}) == ""
    assert sharing.composer("instagram", TEXT, URL, {}) == "https://www.instagram.com/"
