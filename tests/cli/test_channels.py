"""`curate channels`: what each accepts, as this workspace has it, and what a Mastodon server says itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.server import Reply, Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def follow(channels: str) -> None:
    Path("sources.yaml").write_text(f"lang: en\nsources: []\n{channels}", encoding="utf-8")


def instance(limit: object, **more: Any) -> Reply:
    statuses = {"max_characters": limit, "characters_reserved_per_url": 23, **more}
    return Reply(body=json.dumps({"configuration": {"statuses": statuses}}).encode())


def test_every_channel_says_what_it_accepts_and_since_when(curate: Call) -> None:
    follow("")
    rows = {row["name"]: row for row in curate("channels", "--json").json}
    assert {"facebook", "instagram", "linkedin", "bluesky", "threads", "telegram", "whatsapp", "mastodon", "x"} <= set(
        rows
    )
    for row in rows.values():
        assert row["source"].startswith("https://")
        assert row["checked"] >= "2026-01-01"
        assert row["counts"]
    x, facebook, bluesky = rows["x"], rows["facebook"], rows["bluesky"]
    assert (x["limit"], x["length_unit"], x["share"], x["as_organisation"], x["alt"]) == (
        280,
        "weighted",
        "text",
        True,
        1000,
    )
    assert (facebook["share"], facebook["poster"], facebook["as_organisation"]) == ("address", "person", False)
    assert (bluesky["limit"], bluesky["length_unit"], bluesky["bytes"]) == (300, "graphemes", 3000)
    assert (rows["instagram"]["picture"], rows["instagram"]["hashtags"], rows["instagram"]["share"]) == (True, 5, None)
    assert (rows["telegram"]["caption"], rows["threads"]["links"], rows["threads"]["hashtags"]) == (1024, 5, 1)
    shown = curate("channels").out
    assert "share link: fills in nothing but the address, posts as a person, never as your organisation" in shown
    assert "hashtags: 5 · needs a picture · description of a picture: at most 1000" in shown


def test_settings_of_the_workspace_are_shown_beside_the_usual(curate: Call) -> None:
    follow("channels: {mastodon: {limit: 1500, hashtags: 7}}\n")
    [row] = [row for row in curate("channels", "--json").json if row["name"] == "mastodon"]
    assert (row["limit"], row["usual_limit"], row["hashtags"], row["usual_hashtags"]) == (1500, 500, 7, 3)
    shown = curate("channels").out
    assert "at most 1500 (your setting; usually 500)" in shown
    assert "hashtags: 7 (your setting; usually 3)" in shown


def test_a_server_tells_its_own_limit_and_how_to_use_it(curate: Call, server: Server) -> None:
    server.script("/api/v2/instance", instance(5000))
    follow(f"channels: {{mastodon: {{server: '{server.url('/')}', allow_private: true}}}}\n")
    said = " ".join(curate("channels", "--online").out.split())
    assert "says: at most 5000; here it is 500" in said
    assert "channels: mastodon: limit: 5000" in said
    [row] = [row for row in curate("channels", "--online", "--json").json if row["name"] == "mastodon"]
    assert row["server"] == {
        "url": server.url("/").rstrip("/"), "limit": 5000, "link": 23, "alt": None, "error": None,
    }  # fmt: skip


@pytest.mark.parametrize("told", [{"configuration": {"statuses": {"max_characters": 500}}}, {"max_toot_chars": 500}])
def test_an_older_server_is_asked_the_older_way(curate: Call, server: Server, told: dict[str, object]) -> None:
    server.script("/api/v1/instance", Reply(body=json.dumps(told).encode()))
    follow(f"channels: {{mastodon: {{server: '{server.url('')}', allow_private: true}}}}\n")
    assert "says the same: at most 500." in curate("channels", "--online").out


def test_a_server_that_counts_addresses_otherwise_is_told(curate: Call, server: Server) -> None:
    server.script("/api/v2/instance", instance(500, characters_reserved_per_url=30))
    follow(f"channels: {{mastodon: {{server: '{server.url('')}', allow_private: true}}}}\n")
    assert "counts an address as 30, and here it counts 23" in " ".join(curate("channels", "--online").err.split())


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"configuration": 3}', b"[" * 9000, b'{"max_toot_chars": true}']
)
def test_what_says_nothing_of_it_is_told_and_the_list_stands(curate: Call, server: Server, body: bytes) -> None:
    server.script("/api/v2/instance", Reply(body=body))
    follow(f"channels: {{mastodon: {{server: '{server.url('')}', allow_private: true}}}}\n")
    done = curate("channels", "--online")
    assert "did not tell its limit" in done.err
    assert "bluesky" in done.out
    [row] = [row for row in curate("channels", "--online", "--json").json if row["name"] == "mastodon"]
    assert row["server"]["limit"] is None
    assert row["server"]["error"]


def test_a_server_on_this_machine_is_not_asked_unasked(curate: Call, server: Server) -> None:
    server.script("/api/v2/instance", instance(5000))
    follow(f"channels: {{mastodon: {{server: '{server.url('')}'}}}}\n")
    assert "did not tell its limit" in curate("channels", "--online").err
    assert server.paths() == []


def test_without_a_server_there_is_nothing_to_ask(curate: Call) -> None:
    follow("")
    assert "No server is known" in curate("channels", "--online", code=2).err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("link_to: owm", "own"),
        ("utm: 3", "campaign words"),
        ("utm: {sourc: x}", "source"),
        ("languages: nl", "a list of languages"),
        ("languages: [dutch]", "two letters"),
        ("template: ''", "a text"),
        ("dids: {an.be: 3}", "a text"),
    ],
)
def test_a_faulty_setting_is_told_with_its_line(curate: Call, setting: str, said: str) -> None:
    follow(f"channels:\n  bluesky:\n    {setting}\n")
    done = curate("channels", code=2)
    assert "line 5" in done.err
    assert said in done.err


def test_right_settings_are_taken(curate: Call) -> None:
    follow(
        "channels:\n  bluesky: {link_to: own, utm: {medium: post}, cards: true, languages: [nl, fr], template: a.txt,\n"
        "    dids: {an.be: 'did:plc:abc'}, eigen: 3}\n  x: {utm: true}\n"
    )
    curate("channels")


@pytest.mark.parametrize("name", ["instagam", "mastadon", "blueski"])
def test_a_name_that_is_no_channel_asks_what_was_meant(curate: Call, name: str) -> None:
    follow("")
    meant = {"instagam": "instagram", "mastadon": "mastodon", "blueski": "bluesky"}[name]
    assert f"Did you mean “{meant}”?" in curate("posts", "--channel", name, code=2).err
