"""What is each network's own: pictures, threads, moments, tags, slugs, keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from curate import clock, sending
from curate.errors import SendError, UsageError
from curate.models import Way
from curate.sending import Part, Picture, Unknowable
from curate.sending.bluesky import tid
from curate.sending.facets import facets
from curate.sending.mastodon import _bare, _plain
from curate.sending.pictures import fitted
from tests import networks

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEYS = [f"{number:032x}" for number in (1, 2, 3)]
Open = Callable[..., sending.Network]


def png(width: int = 2, height: int = 2) -> bytes:
    body = BytesIO()
    Image.effect_noise((width, height), 100).convert("RGB").save(body, "PNG")
    return body.getvalue()


PICTURE = Picture(name="1.png", body=png(), alt="Een markt in de regen")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Give a function that opens a network."""
    monkeypatch.setattr(clock, "wait", lambda _: None)
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    found: list[sending.Network] = []

    def open_(name: str, server: Any, **settings: Any) -> sending.Network:
        kind = sending.kind(name)
        assert kind is not None
        secret = {"mastodon": networks.Mastodon.token}.get(name) or getattr(server, "password", None) or server.key
        usual = {"bluesky": {"handle": "redactie.example"}, "wordpress": {"user": "redactie"}}.get(name, {})
        found.append(kind.open({**usual, "server": server.url, **settings}, secret))
        return found[-1]

    yield open_
    for network in found:
        network.close()


@pytest.fixture
def mastodon() -> Iterator[networks.Mastodon]:
    with networks.Mastodon() as server:
        yield server


@pytest.fixture
def bluesky() -> Iterator[networks.Bluesky]:
    with networks.Bluesky() as server:
        yield server


# ── Mastodon ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("version", [1, 2])
def test_mastodon_says_its_limits(opened: Open, version: int) -> None:
    with networks.Mastodon(limit=321, version=version) as server:
        assert opened("mastodon", server).limits().text == 321


def test_mastodon_waits_for_a_picture_and_gives_its_words(opened: Open, mastodon: networks.Mastodon) -> None:
    mastodon.slow_media = 3
    opened("mastodon", mastodon, visibility="unlisted").send(
        Part(key=KEYS[0], text="Hallo", content={"language": "nl"}, pictures=(PICTURE,)), ()
    )
    [status] = mastodon.statuses
    assert (status["media"], status["visibility"], status["language"]) == (["900"], "unlisted", "nl")
    assert mastodon.media["900"] == {"body": PICTURE.body, "alt": PICTURE.alt, "polls": 4}


def test_mastodon_answers_itself_in_a_thread(opened: Open, mastodon: networks.Mastodon) -> None:
    network = opened("mastodon", mastodon)
    first = network.send(Part(key=KEYS[0], text="Een 1/2"), ())
    network.send(Part(key=KEYS[1], text="Twee 2/2"), (first,))
    assert [status.get("in_reply_to_id") for status in mastodon.statuses] == [None, first.id]


def test_mastodon_for_later(opened: Open, mastodon: networks.Mastodon) -> None:
    network = opened("mastodon", mastodon)
    part = Part(key=KEYS[0], text="Straks")
    sent = network.send(part, (), NOW + timedelta(hours=2))
    assert sent.state is Way.SCHEDULED
    assert mastodon.scheduled[0]["scheduled_at"] == "2026-11-23T11:00:00.000Z"
    found = network.find(part, NOW, ())
    assert found == sent, "by its key"
    mastodon.appear()
    network = opened("mastodon", mastodon)
    found = network.find(part, NOW, {sent.id})
    assert found is not None
    assert found.state is Way.SENT
    assert network.remove(found)
    assert mastodon.statuses == []


def test_mastodon_keeps_the_pictures_of_what_is_edited(opened: Open, mastodon: networks.Mastodon) -> None:
    network = opened("mastodon", mastodon)
    sent = network.send(Part(key=KEYS[0], text="Fotu", pictures=(PICTURE,)), ())
    network.change(sent, Part(key=KEYS[0], text="Foto"))
    assert [(status["text"], status["media"]) for status in mastodon.statuses] == [("Foto", ["900"])]


def test_mastodon_does_not_take_another_post_of_ours_for_this_one(opened: Open, mastodon: networks.Mastodon) -> None:
    network = opened("mastodon", mastodon)
    sent = network.send(Part(key=KEYS[0], text="Zelfde woorden"), ())
    again = Part(key=KEYS[1], text="Zelfde woorden")
    assert network.find(again, NOW, {sent.id}) is None


def test_mastodon_that_says_more_than_can_be_read_is_not_guessed_at(opened: Open, mastodon: networks.Mastodon) -> None:
    for number in range(450):
        mastodon.statuses.append({"id": str(1000 + number), "text": f"{number}", "media": [], "created_at":
                                  "2026-11-23T09:00:00.000Z"})  # fmt: skip
    with pytest.raises(Unknowable):
        opened("mastodon", mastodon).find(Part(key=KEYS[0], text="Hallo"), NOW, ())


@pytest.mark.parametrize(
    "text",
    [
        'Twee regels\n\nen een & teken < > "citaat" ’',
        "Lees https://blog.example/a?b=1&c=2#d en verder",
        "https://blog.example/pad/",
        "#privacy en #e_leren, met @iemand@server.example erbij",
        "👩‍👩‍👧 café naïef ĳ 🇧🇪",
        "(https://blog.example/a_(b)) 1/2",
    ],
)
def test_mastodon_text_is_known_again(text: str, mastodon: networks.Mastodon) -> None:
    shown = mastodon._shown({"id": "1", "text": text, "created_at": "", "media": []})
    assert _bare(_plain(shown["content"])) == _bare(text)


def test_mastodon_server_that_gives_no_number(opened: Open, mastodon: networks.Mastodon) -> None:
    network = opened("mastodon", mastodon)
    sent = network.send(Part(key=KEYS[0], text="x"), ())
    with pytest.raises(SendError):
        network.remove(sending.Sent(id="../../oauth/revoke", address=sent.address))


def test_mastodon_visibility_is_checked(opened: Open, mastodon: networks.Mastodon) -> None:
    with pytest.raises(UsageError):
        opened("mastodon", mastodon, visibility="everybody")


# ── Bluesky ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bluesky_card_with_its_picture(opened: Open, bluesky: networks.Bluesky) -> None:
    card = {"uri": "https://blog.example/a", "title": "Titel", "description": "Zin"}
    facets = [{"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"$type": "app.bsky.richtext.facet#link",
              "uri": "https://blog.example/a"}]}]  # fmt: skip
    large = Picture(name="groot.png", body=png(1400, 1400), alt="Ruis")
    assert len(large.body) > 1_000_000
    content = {"langs": ["nl"], "facets": facets, "tags": ["privacy"], "card": card}
    part = Part(key=KEYS[0], text="Lees", content=content, pictures=(large,))
    sent = opened("bluesky", bluesky).send(part, ())
    record = bluesky.records[tid(KEYS[0])]
    assert (record["langs"], record["facets"], record["tags"]) == (["nl"], facets, ["privacy"])
    assert record["embed"]["$type"] == "app.bsky.embed.external"
    assert {name: record["embed"]["external"][name] for name in card} == card
    assert record["embed"]["external"]["thumb"]["ref"] == {"$link": "bafy1"}
    assert len(bluesky.blobs[0]) <= 1_000_000
    assert sent.address == f"https://bsky.app/profile/redactie.example/post/{tid(KEYS[0])}"
    assert record["createdAt"] == "2026-11-23T09:00:00.000Z"


def test_bluesky_pictures_without_a_card(opened: Open, bluesky: networks.Bluesky) -> None:
    opened("bluesky", bluesky).send(Part(key=KEYS[0], text="Foto", pictures=(PICTURE,)), ())
    [image] = bluesky.records[tid(KEYS[0])]["embed"]["images"]
    assert image["alt"] == PICTURE.alt


def test_bluesky_thread_names_root_and_parent(opened: Open, bluesky: networks.Bluesky) -> None:
    network = opened("bluesky", bluesky)
    sent: list[sending.Sent] = []
    for number, key in enumerate(KEYS):
        sent.append(network.send(Part(key=key, text=f"{number}"), tuple(sent)))
    reply = bluesky.records[tid(KEYS[2])]["reply"]
    assert reply == {
        "root": {"uri": sent[0].id, "cid": sent[0].mark},
        "parent": {"uri": sent[1].id, "cid": sent[1].mark},
    }
    bare = sending.Sent(id=sent[0].id, address="")
    network.send(Part(key="f" * 32, text="nog een"), (bare,))
    assert bluesky.records[tid("f" * 32)]["reply"]["root"]["cid"] == sent[0].mark


@given(st.text(max_size=60), st.lists(st.sampled_from(["https://a.example/x", "https://b.example/é?(1)"]), max_size=2))
def test_bluesky_facets_are_bytes_of_the_text(words: str, links: list[str]) -> None:
    text = " ".join([words.replace("\ud800", ""), *links, "#privacy", "#2026"])
    found = facets(text, links)
    raw = text.encode("utf-8", "replace")
    for facet in found:
        [feature] = facet["features"]
        part = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode("utf-8", "replace")
        assert part == feature.get("uri") or part == f"#{feature.get('tag')}"
    assert {feature["uri"] for facet in found for feature in facet["features"] if "uri" in feature} >= set(links)
    assert "privacy" in [feature.get("tag") for facet in found for feature in facet["features"]]
    assert "2026" not in [feature.get("tag") for facet in found for feature in facet["features"]]


@given(st.integers(0, 2**128 - 1))
def test_bluesky_keys_have_the_form_of_a_tid_and_lie_in_the_past(number: int) -> None:
    found = tid(f"{number:032x}")
    assert len(found) == 13
    assert found[0] in "234567abcdefghij"
    assert set(found) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert found == tid(f"{number:032x}")
    value = 0
    for digit in found:
        value = value * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(digit)
    moment = datetime.fromtimestamp((value >> 10) / 1_000_000, UTC)
    assert datetime(2023, 1, 1, tzinfo=UTC) <= moment < datetime(2025, 1, 2, tzinfo=UTC)


def test_bluesky_says_who_is_missing(opened: Open, bluesky: networks.Bluesky) -> None:
    with pytest.raises(UsageError):
        opened("bluesky", bluesky, handle="")


# ── WordPress ────────────────────────────────────────────────────────────────────────────────────────────────────────


POST = {"title": "Trends", "content": "<p>Hallo</p>", "excerpt": "Kort", "slug": "trends",
        "tags": ["privacy", "nieuw"]}  # fmt: skip


@pytest.mark.parametrize("pretty", [True, False], ids=["pretty", "plain"])
def test_wordpress_draft_with_tags_and_picture(opened: Open, *, pretty: bool) -> None:
    with networks.WordPress(pretty=pretty) as server:
        network = opened("wordpress", server)
        part = Part(key=KEYS[0], text="", content=POST, pictures=(PICTURE,))
        sent = network.send(part, ())
        [post] = server.posts
        assert (post["status"], post["tags"], post["featured_media"]) == ("draft", [11, 12], 70)
        assert post["slug"] == "trends"
        assert post["excerpt"] == "Kort"
        assert server.media[0]["alt_text"] == PICTURE.alt
        assert sent.address == f"{server.url}/wp-admin/post.php?post=40&action=edit"
        assert network.send(part, ()).id == sent.id, "it is looked for first"
        assert (len(server.posts), len(server.media)) == (1, 1)


@pytest.mark.parametrize(
    ("said", "at", "expected"),
    [
        ({}, None, ("draft", Way.DRAFT)),
        ({"status": "publish"}, None, ("publish", Way.SENT)),
        ({"status": "publish"}, NOW + timedelta(days=1), ("future", Way.SCHEDULED)),
        ({}, NOW + timedelta(days=1), ("future", Way.SCHEDULED)),
        ({"status": "draft"}, NOW + timedelta(days=1), ("draft", Way.DRAFT)),
    ],
)
def test_wordpress_status(opened: Open, said: dict[str, str], at: datetime | None, expected: tuple[str, Way]) -> None:
    with networks.WordPress() as server:
        sent = opened("wordpress", server, **said).send(Part(key=KEYS[0], text="", content=POST), (), at)
        assert (server.posts[0]["status"], sent.state) == expected
        assert server.posts[0].get("date_gmt") == (None if at is None else "2026-11-24T09:00:00")


def test_wordpress_slug_of_anything(opened: Open) -> None:
    with networks.WordPress() as server:
        network = opened("wordpress", server)
        for number, slug in enumerate(["../../x", "日本", "", "A" * 400, "é à"]):
            network.send(Part(key=f"{number:032x}"[::-1], text="", content={**POST, "slug": slug, "title": ""}), ())
        slugs = [post["slug"] for post in server.posts]
        assert all(re.fullmatch("[a-z0-9-]{1,150}", slug) for slug in slugs)
        assert slugs[0] == "x"
        assert len(set(slugs)) == 5


# ── newsletters ──────────────────────────────────────────────────────────────────────────────────────────────────────

CAMPAIGN = {"name": "Trends", "subject": "Deze week", "preview": "Zeven", "html": "<p>Hallo</p>", "text": "Hallo"}
CHIMP = {"list": "a1", "from_name": "Wij", "reply_to": "wij@voorbeeld.example"}


def test_mailchimp_draft_is_whole_even_where_it_was_broken_off(opened: Open) -> None:
    with networks.Mailchimp() as server:
        network, part = opened("mailchimp", server, **CHIMP), Part(key=KEYS[0], text="", content=CAMPAIGN)
        network.send(part, ())
        [made] = server.campaigns
        assert made["type"] == "regular"
        assert made["recipients"] == {"list_id": "a1"}
        assert made["settings"]["subject_line"] == "Deze week"
        assert server.contents == {"c0": {"html": "<p>Hallo</p>", "plain_text": "Hallo"}}
        server.contents.clear()  # killed between the campaign and its content
        found = network.find(part, NOW, ())
        assert found is not None
        assert found.state is Way.DRAFT
        assert server.contents["c0"]["html"] == "<p>Hallo</p>"
        made["status"] = "sent"
        sent = network.find(part, NOW, ())
        assert sent is not None
        assert sent.state is Way.SENT
        assert not network.remove(sent)
        assert network.change(sent, part) is None


def test_mailchimp_key_names_its_data_centre(opened: Open) -> None:
    kind = sending.kind("mailchimp")
    assert kind is not None
    with pytest.raises(UsageError):
        kind.open(CHIMP, "zonder-streepje")
    network = kind.open(CHIMP, "geheim-us21")
    assert network._wire.base == "https://us21.api.mailchimp.com"  # type: ignore[attr-defined]


def test_brevo_draft(opened: Open) -> None:
    with networks.Brevo() as server:
        settings = {"lists": [2, 3], "sender_name": "Wij", "sender": "wij@voorbeeld.example"}
        sent = opened("brevo", server, **settings).send(Part(key=KEYS[0], text="", content=CAMPAIGN), ())
        [made] = server.campaigns
        assert sent.state is Way.DRAFT
        assert made["recipients"] == {"listIds": [2, 3]}
        assert made["sender"] == {"name": "Wij", "email": "wij@voorbeeld.example"}
        assert "scheduledAt" not in made
        assert made["htmlContent"] == "<p>Hallo</p>"


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_that_fits_is_left_alone() -> None:
    assert fitted(PICTURE, 10_000) is PICTURE


def test_what_is_no_picture_is_told() -> None:
    with pytest.raises(SendError):
        fitted(Picture(name="x.png", body=b"\x89PNG" + bytes(2000)), 100)
