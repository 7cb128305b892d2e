"""Kinds whose addresses people know, and whose feeds stand elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.models import Document
from curate.sources import HasFeed, feed_url, kind, names
from curate.urls import is_http

CHANNEL = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
FEEDS = "https://www.youtube.com/feeds/videos.xml"
KINDS = ("youtube", "mastodon", "wordpress", "podcast")
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Kanaal</title><id>x</id>
<entry><title>Een film</title><link href="https://www.youtube.com/watch?v=abcdefghijk"/><id>1</id></entry></feed>"""


@pytest.mark.parametrize(
    ("name", "url", "asked"),
    [
        ("youtube", f"https://www.youtube.com/channel/{CHANNEL}", f"{FEEDS}?channel_id={CHANNEL}"),
        ("youtube", f"http://m.youtube.com/channel/{CHANNEL}/videos?app=desktop", f"{FEEDS}?channel_id={CHANNEL}"),
        ("youtube", "https://www.youtube.com/playlist?list=PLabc-_123", f"{FEEDS}?playlist_id=PLabc-_123"),
        ("youtube", "https://www.youtube.com/watch?v=abcdefghijk&list=PLabc", f"{FEEDS}?playlist_id=PLabc"),
        ("youtube", "https://youtube.com/user/erfgoed", f"{FEEDS}?user=erfgoed"),
        ("youtube", f"{FEEDS}?channel_id={CHANNEL}", f"{FEEDS}?channel_id={CHANNEL}"),
        ("youtube", "https://www.youtube.com/@erfgoed", "https://www.youtube.com/@erfgoed"),
        ("youtube", "https://www.youtube.com/c/erfgoed/videos", "https://www.youtube.com/c/erfgoed/videos"),
        ("youtube", "https://video.example/feed/channel/1", "https://video.example/feed/channel/1"),
        ("mastodon", "https://mastodon.example/@an", "https://mastodon.example/@an.rss"),
        ("mastodon", "https://mastodon.example/@an/", "https://mastodon.example/@an.rss"),
        ("mastodon", "https://mastodon.example/web/@an?x=1#y", "https://mastodon.example/@an.rss"),
        ("mastodon", "https://mastodon.example/users/an", "https://mastodon.example/@an.rss"),
        ("mastodon", "https://mastodon.example/@an.rss", "https://mastodon.example/@an.rss"),
        ("mastodon", "https://mastodon.example/@an@social.example", "https://social.example/@an.rss"),
        ("mastodon", "https://mastodon.example/@an/media", "https://mastodon.example/@an/media.rss"),
        ("mastodon", "https://mastodon.example/@an/tagged/zorg", "https://mastodon.example/@an/tagged/zorg.rss"),
        ("mastodon", "https://mastodon.example/tags/zorg", "https://mastodon.example/tags/zorg.rss"),
        ("mastodon", "https://mastodon.example/tags/%C3%A9%C3%A9n/", "https://mastodon.example/tags/%C3%A9%C3%A9n.rss"),
        ("mastodon", "https://mastodon.example:8443/@an", "https://mastodon.example:8443/@an.rss"),
        ("mastodon", "https://mastodon.example/about", "https://mastodon.example/about"),
        ("wordpress", "https://blog.example", "https://blog.example/feed/"),
        ("wordpress", "https://blog.example/#top", "https://blog.example/feed/"),
        ("wordpress", "https://blog.example/category/zorg/", "https://blog.example/category/zorg/feed/"),
        ("wordpress", "https://blog.example/?cat=3", "https://blog.example/?cat=3&feed=rss2"),
        ("wordpress", "https://blog.example/index.php", "https://blog.example/index.php?feed=rss2"),
        ("wordpress", "https://blog.example/?feed=atom", "https://blog.example/?feed=atom"),
        ("wordpress", "https://blog.example/feed/", "https://blog.example/feed/"),
        ("wordpress", "https://blog.example/feed", "https://blog.example/feed"),
        ("wordpress", "https://blog.example/feed/atom/", "https://blog.example/feed/atom/"),
        ("wordpress", "https://blog.example/wp-rss.xml", "https://blog.example/wp-rss.xml"),
        ("podcast", "https://podcast.example/feed.xml", "https://podcast.example/feed.xml"),
        ("feed", "https://blog.example/", "https://blog.example/"),
        ("page", "https://blog.example/@an", "https://blog.example/@an"),
    ],
)
def test_the_feed_is_asked(name, url, asked):
    assert feed_url(name, url) == asked


@pytest.mark.parametrize(
    ("name", "url", "says"),
    [
        ("youtube", "https://www.youtube.com/watch?v=abcdefghijk", "@name"),
        ("youtube", "https://youtu.be/abcdefghijk", "@name"),
        ("youtube", "https://www.youtube.com/", "@name"),
        ("youtube", "https://www.youtube.com/playlist?list=<b>", "@name"),
        ("mastodon", "https://mastodon.example/@an/109876543210", "profile"),
        ("mastodon", "https://mastodon.example/users/an/statuses/109876543210", "profile"),
        ("podcast", "https://podcasts.apple.com/be/podcast/x/id123", "RSS address"),
        ("podcast", "https://open.spotify.com/show/abc", "RSS address"),
    ],
)
def test_what_is_no_source_says_what_to_write(name, url, says):
    with pytest.raises(SourceError) as caught:
        feed_url(name, url)
    assert says in str(caught.value.hint)
    assert url in str(caught.value.message)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_asked_is_read_as_a_feed(name):
    said = kind(name).read(Document(body=ATOM, url=FEEDS), {})
    assert said == kind("feed").read(Document(body=ATOM, url=FEEDS), {})
    assert [entry.title for entry in said.entries] == ["Een film"]


@pytest.mark.parametrize(
    "names_it",
    [
        f'<link rel="alternate" type="application/rss+xml" href="{FEEDS}?channel_id={CHANNEL}">',
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'<meta itemprop="identifier" content="{CHANNEL}">',
        f'<script>var ytInitialData = {{"externalId":"{CHANNEL}"}};</script>',
    ],
)
def test_a_channels_page_tells_the_address_to_write_down(names_it):
    other = "UC" + "z" * 22
    body = f'<!DOCTYPE html><html><head>{"<script>x</script>" * 9000}<a href="/channel/{other}">{names_it}'.encode()
    with pytest.raises(SourceError) as caught:
        kind("youtube").read(Document(body=body, url="https://www.youtube.com/@erfgoed"), {})
    assert f"https://www.youtube.com/channel/{CHANNEL}" in str(caught.value.hint)


def test_a_page_that_names_no_channel_says_where_to_find_it():
    body = b"<!doctype html><html><body>Before you continue to YouTube</body></html>"
    with pytest.raises(SourceError, match="cookies") as caught:
        kind("youtube").read(Document(body=body, url="https://consent.youtube.com/m"), {})
    assert "Copy channel ID" in str(caught.value.hint)


@given(
    st.sampled_from(names()),
    st.sampled_from(["https://www.youtube.com", "https://mastodon.example", "http://127.0.0.1:81"]),
    st.lists(st.sampled_from(["@an", "@an@b.example", "tags", "x", "feed", "channel", CHANNEL, "12345", "é", ".rss"])),
    st.sampled_from(["", "?list=PL1", "?p=1", "#x", "?feed=rss2"]),
)
def test_whatever_is_asked_is_an_address_and_asked_again_the_same(name, site, path, rest):
    url = "/".join([site, *path]) + rest
    try:
        asked = feed_url(name, url)
    except SourceError:
        return
    assert is_http(asked)
    assert feed_url(name, asked) == asked
    assert isinstance(kind(name), HasFeed) or asked == url
