"""What every channel holds to, whoever wrote it: tried on each that is found, unasked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings

from curate import channels
from curate.channels import Channel, addresses, composing
from curate.channels.itemwise import Itemwise
from curate.errors import Refused
from curate.models import Edition, Entry, Export, Kind
from tests.channels.editions import edition as made
from tests.channels.editions import editions
from tests.channels.editions import entry as item

CHANNELS = [channels.channel(name) for name in channels.names()]
ITEMWISE = [channel for channel in CHANNELS if isinstance(channel, Itemwise)]
TEXTS = {"pictures": False}
"""Settings: a card takes a hundred times as long to draw as a text to write, and has tests of its own."""
NUMBER = re.compile(r"\n\d+/\d+$")
UNWANTED = {"Cc", "Cs"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FILE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?")

each = pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
each_itemwise = pytest.mark.parametrize("channel", ITEMWISE, ids=lambda channel: channel.name)
few = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(few, max_examples=60)


@each
def test_its_rules_say_where_they_are_from(channel: Channel) -> None:
    assert isinstance(channel, Channel)
    assert channel.unit in {"item", "edition"}
    assert channel.limit == channel.rules.limit
    assert channel.rules.source.startswith("https://")
    assert channel.rules.checked.year >= 2026
    assert str(channel.rules.counts)
    assert FILE_NAME.fullmatch(channel.name)


@each
@few
@given(edition=editions())
def test_same_edition_same_bytes_and_nothing_in_them_that_misleads(channel: Channel, edition: Edition) -> None:
    _same_bytes_and_harmless(channel, edition)


@pytest.mark.slow
@each
@many
@given(edition=editions())
def test_so_it_is_of_very_many(channel: Channel, edition: Edition) -> None:
    _same_bytes_and_harmless(channel, edition)


def _same_bytes_and_harmless(channel: Channel, edition: Edition) -> None:
    edition = _postable(channel, edition)
    export = channel.render(edition, TEXTS)
    assert export == channel.render(edition, TEXTS)
    assert export.channel == channel.name
    assert export.files
    for name, body in export.files:
        assert FILE_NAME.fullmatch(name)
        if isinstance(body, bytes):
            assert body
            continue
        assert body.endswith("\n")
        body.encode("utf-8")
        _harmless(body)
    for post in export.posts:
        _harmless(post.text)


def _harmless(text: str) -> None:
    odd = {character for character in text if unicodedata.category(character) in UNWANTED} - {"\n"}
    assert not odd
    assert not TURNING & set(text)


@each_itemwise
@few
@given(edition=editions())
def test_no_post_is_over_its_limit_and_nothing_is_lost(channel: Itemwise, edition: Edition) -> None:
    _within_its_limit_and_whole(channel, edition)


@pytest.mark.slow
@each_itemwise
@many
@given(edition=editions())
def test_no_post_of_very_many_is(channel: Itemwise, edition: Edition) -> None:
    _within_its_limit_and_whole(channel, edition)


def _within_its_limit_and_whole(channel: Itemwise, edition: Edition) -> None:
    edition = _postable(channel, edition)
    export = channel.render(edition, TEXTS)
    meant = [entry for entry in edition.entries if not entry.only or channel.name in entry.only]
    together = [tuple(entry.item for entry in meant)] if edition.kind is Kind.STORY and meant else None
    assert {post.items for post in export.posts} == set(together or [(entry.item,) for entry in meant])
    for post in export.posts:
        assert 0 < post.length <= post.limit == channel.limit
        assert post.length == channel.measure(post.text)
        assert channel.also is None or channel.also(post.text)
        assert post.text == post.text.strip()
        assert all(link in post.text for link in post.links)
        assert post.text in export.files[0][1]
    for entry in meant:
        _everything_is_there(entry, export, channel)


def _postable(channel: Channel, edition: Edition) -> Edition:
    """Return an edition without the items that the channel refuses, each of which it names and says what to do with."""
    if not isinstance(channel, Itemwise):
        return edition
    kept = [entry for entry in edition.entries if _goes(channel, replace(edition, entries=(entry,)), entry)]
    edition = replace(edition, entries=tuple(kept))
    while edition.entries and not _goes(channel, edition, edition.entries[0]):
        edition = replace(edition, entries=edition.entries[:-1])  # a story: together they are too long
    return edition


def _goes(channel: Itemwise, edition: Edition, entry: Entry) -> bool:
    try:
        channel.render(edition, TEXTS)
    except Refused as refused:
        _says_what_to_do(refused, channel, entry)
        return False
    return True


def _says_what_to_do(refused: Refused, channel: Itemwise, entry: Entry) -> None:
    assert f"Item #{entry.item} cannot go out on {channel.name}" in str(refused.message)
    assert refused.hint is not None
    assert not channel.threaded or "an address in it counts" in str(refused.message)


def _everything_is_there(entry: Entry, export: Export, channel: Itemwise) -> None:
    posts = [post for post in export.posts if entry.item in post.items]
    if len(posts) > 1:
        assert [post.text.rsplit("\n", 1)[1] for post in posts] == [
            f"{part}/{len(posts)}" for part in range(1, len(posts) + 1)
        ]
    texts = [NUMBER.sub("", post.text) if len(posts) > 1 else post.text for post in posts]
    run_on = _bare("".join(texts))
    own = composing.own_text(entry, channel.name)
    for words in [own] if own else [entry.title, entry.commentary, entry.quote, entry.author or ""]:
        for paragraph in composing.paragraphs(words).split("\n"):
            assert _bare(paragraph).strip('“”„«»"‘’') in run_on
    assert _bare(entry.outlet).casefold() in run_on.casefold()
    assert _same(composing.address(entry.url)) in {_same(link) for post in posts for link in post.links}
    for text, post in zip(texts, posts, strict=True):
        found = [text[start:end] for start, end in addresses.written(text, post.links)]
        assert list(post.links) == list(dict.fromkeys(found))


def _bare(text: str) -> str:
    return "".join(composing.line(text).split())


def _same(address: str) -> str:
    """Return an address as the page behind it is known, in percent-encoding or not."""
    return unquote(address)


@each_itemwise
def test_an_edition_of_sixty_items_keeps_their_order(channel: Itemwise) -> None:
    entries = [item(item=number, title=f"Titel {number}", commentary="Zin. " * number) for number in range(1, 61)]
    export = channel.render(made(*entries), TEXTS)
    assert list(dict.fromkeys(item for post in export.posts for item in post.items)) == list(range(1, 61))


ODD = {
    "nothing": item(title="", author=None, outlet="", published=None, commentary="Woord."),
    "marks": item(title="\u0301\u0308" * 500),
    "turning": item(**dict.fromkeys(("title", "author", "outlet", "commentary", "quote"), "\u202egnp.exe\u2066")),
    "script": item(title="</script><script>alert(1)</script>", commentary="*|HTML:X|* {{ 7 * 7 }} =1+1"),
    "javascript": item(url="javascript:alert(1)", related="javascript:alert(2)", image="javascript:alert(3)"),
    "no address": item(url="", related="https://"),
    "broken address": item(url="http://[", related="http://a.be:x/"),
    "surrogate": item(title="a\ud800b", commentary="\udfff c"),
}


@each_itemwise
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_items_leave_harmless_or_not_at_all(channel: Itemwise, odd: Entry) -> None:
    posts = channel.render(made(odd), TEXTS).posts
    assert posts
    for post in posts:
        _harmless(post.text)
        assert "javascript" not in "".join(post.links)
        assert all(link.startswith("https://") for link in post.links)
        assert post.length <= post.limit


@each_itemwise
def test_the_address_is_that_of_the_workspace(channel: Itemwise) -> None:
    settings: dict[str, object] = {**TEXTS, "link_to": "own", "utm": {"medium": "post"}}
    own = item(page="https://voorbeeld.be/thema/1/")
    words = f"utm_source={channel.name}&utm_medium=post&utm_campaign=digest-3"
    assert channel.render(made(own), settings).posts[-1].links == (f"https://voorbeeld.be/thema/1/?{words}",)
    assert channel.render(made(own), TEXTS).posts[-1].links == (own.url,)


@each
def test_an_edition_without_items_is_no_reason_to_fail(channel: Channel) -> None:
    export = channel.render(made(), {})
    assert export.posts == ()
    assert len(export.files[0][1]) > 10
