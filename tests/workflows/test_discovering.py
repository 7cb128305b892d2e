"""Addresses of hosts that a test cannot reach: what is asked of them, and what is written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from curate.errors import SourceError
from curate.locale import M
from curate.models import Answer, Request
from curate.workflows import asking, discovering
from curate.workflows.desk import Desk

FEED = b'<rss version="2.0"><channel><title>T</title><item><title>t</title><link>https://x.example/1</link></item></channel></rss>'
CHANNEL = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
PAGE = f'<!doctype html><html><link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}"></html>'.encode()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Give the pages of a web of this test's own, by address; `asked` is kept in order under ""."""
    pages: dict[str, bytes] = {}

    def answers(_: Desk, requests: Sequence[Request]) -> Iterator[Answer]:
        for request in requests:
            pages[""] = pages.get("", b"") + request.url.encode() + b"\n"
            body = pages.get(request.url)
            error = M("There is nothing.") if body is None else None
            yield Answer(source=request.source, url=request.url, body=body, error=error)

    monkeypatch.setattr(asking, "fetch_all", answers)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return pages


def asked(web: dict[str, bytes]) -> list[str]:
    return web.get("", b"").decode().split()


def test_a_name_on_youtube_becomes_its_channel(desk: Desk, web: dict[str, bytes]) -> None:
    feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    web |= {"https://www.youtube.com/@naam": PAGE, feed: FEED}
    found = discovering.find(desk, "https://www.youtube.com/@naam")
    assert (found.kind, found.url) == ("youtube", f"https://www.youtube.com/channel/{CHANNEL}")
    assert asked(web) == ["https://www.youtube.com/@naam", feed]


def test_youtube_that_asks_about_cookies_says_what_to_do(desk: Desk, web: dict[str, bytes]) -> None:
    web["https://www.youtube.com/@naam"] = b"<!doctype html><html>Voordat je verdergaat</html>"
    with pytest.raises(SourceError) as caught:
        discovering.find(desk, "https://www.youtube.com/@naam")
    assert "channel ID" in str(caught.value.hint)
    assert len(asked(web)) == 1


@pytest.mark.parametrize(
    ("url", "kind", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", "youtube", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://wij.wordpress.com/", "wordpress", "https://wij.wordpress.com/feed/"),
        ("https://mastodon.social/tags/erfgoed", "mastodon", "https://mastodon.social/tags/erfgoed.rss"),
        ("https://sociaal.example/@an", "mastodon", "https://sociaal.example/@an.rss"),
    ],
    ids=["youtube", "wordpress", "hashtag", "profile"],
)  # fmt: skip
def test_a_known_kind_of_address_costs_one_request(
    desk: Desk, web: dict[str, bytes], url: str, kind: str, feed: str
) -> None:
    web[feed] = FEED
    found = discovering.find(desk, url)
    assert (found.kind, found.url, asked(web)) == (kind, url, [feed])


@pytest.mark.parametrize("url", ["https://medium.com/@an", "https://www.tiktok.com/@an", "https://blog.example/tags/x"])
def test_names_elsewhere_are_not_taken_for_mastodon(desk: Desk, web: dict[str, bytes], url: str) -> None:
    web[url] = FEED
    assert discovering.find(desk, url).kind == "feed"
    assert asked(web) == [url]
