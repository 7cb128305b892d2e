"""Publishing through the command, against networks of our own: once, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from curate import clock
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.networks import Mastodon
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no time pass, and keep how long it would have been."""
    asked: list[float] = []
    monkeypatch.setattr(clock, "wait", asked.append)
    return asked


@pytest.fixture
def digest(curate: Call, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> int:
    """Give a digest of two items with commentary."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        follow(server.url("/feed"))
        curate("fetch")
    for number in ("1", "2"):
        curate("comment", number, "--commentary", f"{WORDS} {number}")
    curate("digest", "new", "Trends van de week")
    curate("digest", "add", "1", "1", "2")
    curate("digest", "intro", "1", "Deze week: engagement.")
    return 1


def configure(text: str) -> None:
    """Give sources.yaml these channels."""
    path = Path("sources.yaml")
    path.write_text(f"{path.read_text(encoding='utf-8')}\nchannels:\n{text}\n", encoding="utf-8")


@pytest.fixture
def mastodon(digest: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mastodon]:
    """Give a server of Mastodon that sources.yaml names, and whose token is in the environment."""
    monkeypatch.setenv("CURATE_MASTODON_TOKEN", Mastodon.token)
    with Mastodon() as network:
        configure(f"  mastodon: {{server: '{network.url}'}}")
        yield network


def states(curate: Call) -> dict[int, str]:
    return {row["item"]: row["state"] for row in curate("inbox", "--all", "--items", "--json").json}


# ── once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_item_goes_out_once_and_the_ledger_has_it(curate: Call, mastodon: Mastodon, waits: list[float]) -> None:
    done = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert [(row["items"], row["state"]) for row in done] == [([1], "sent"), ([2], "sent")]
    assert len(mastodon.statuses) == 2
    assert [row["url"] for row in done] == [f"https://toot.example/@redactie/{n}" for n in (100, 101)]
    assert waits == [2.0], "spaced"
    rows = curate("posts", "--json").json
    assert [(row["item"], row["how"], row["url"], row["text"]) for row in rows] == [
        (1, "api", done[0]["url"], mastodon.texts()[0]),
        (2, "api", done[1]["url"], mastodon.texts()[1]),
    ]
    assert states(curate)[1] == "published"
    again = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert [row["state"] for row in again] == ["there", "there"]
    assert len(mastodon.statuses) == 2
    assert "https://toot.example/@redactie/100" in curate("publish", "1", "--channel", "mastodon").out
    status = mastodon.statuses[0]
    assert (status["visibility"], status["language"]) == ("public", "en")


def test_a_dry_run_shows_texts_and_lengths_and_asks_nothing(curate: Call, mastodon: Mastodon) -> None:
    rows = curate("publish", "1", "--channel", "mastodon", "--dry-run", "--json").json
    assert [row["state"] for row in rows] == ["new", "new"]
    assert WORDS in rows[0]["posts"][0]["text"]
    assert 0 < rows[0]["posts"][0]["length"] <= rows[0]["posts"][0]["limit"] == 500
    shown = curate("publish", "1", "--channel", "mastodon", "--dry-run")
    assert WORDS in shown.out
    assert mastodon.calls == []
    assert curate("posts", "--json").json == []
    assert len(curate("publish", "1", "--channel", "mastodon", "--json").json) == 2


def test_an_item_in_another_digest_does_not_go_out_again(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("digest", "new", "Nog eens")
    curate("digest", "add", "2", "1")
    curate("digest", "intro", "2", "Deze week: nog eens.")
    curate("comment", "1", "--commentary", f"{WORDS} En nu anders.")
    assert curate("publish", "2", "--channel", "mastodon", "--json").json[0]["state"] == "there"
    assert len(mastodon.statuses) == 2


def test_again_asks_first(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    assert "--yes" in curate("publish", "1", "--channel", "mastodon", "--again", code=1).err
    assert len(mastodon.statuses) == 2
    rows = curate("publish", "1", "--channel", "mastodon", "--again", "--yes", "--json").json
    assert [row["state"] for row in rows] == ["sent", "sent"]
    assert len(mastodon.statuses) == 4
    assert len(curate("posts", "--json").json) == 4


def test_no_more_than_the_limit_in_a_run(curate: Call, mastodon: Mastodon) -> None:
    first = curate("publish", "1", "--channel", "mastodon", "--limit", "1", "--json")
    assert [row["state"] for row in first.json] == ["sent", "left"]
    assert "1 post is left" in first.err
    second = curate("publish", "1", "--channel", "mastodon", "--limit", "1", "--json").json
    assert sorted(row["state"] for row in second) == ["sent", "there"]
    assert len(mastodon.statuses) == 2


# ── the walls ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_leaves_without_words(curate: Call, mastodon: Mastodon) -> None:
    curate("digest", "add", "1", "3")
    said = curate("publish", "1", "--channel", "mastodon", code=1)
    assert "#3" in said.err
    assert mastodon.calls == []
    rows = curate("publish", "1", "--channel", "mastodon", "--skip-uncommented", "--json").json
    assert [row["items"] for row in rows] == [[1], [2]]


def test_an_error_of_the_check_stops_it(curate: Call, mastodon: Mastodon) -> None:
    text = Path("sources.yaml").read_text(encoding="utf-8")
    Path("sources.yaml").write_text(f"{text}\napproval: required\n", encoding="utf-8")
    curate("publish", "1", "--channel", "mastodon", code=1)
    assert mastodon.calls == []


def test_facebook_is_done_by_hand(curate: Call, digest: int) -> None:
    said = curate("publish", "1", "--channel", "facebook", code=2).err
    assert "by hand" in said
    assert "mastodon" in said
    curate("publish", "1", "--channel", "fecebook", code=2)
    curate("publish", code=2)
    curate("publish", "1", code=2)
    curate("publish", "9", "--channel", "mastodon", code=2)


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_that_is_lost_is_asked_for(curate: Call, mastodon: Mastodon) -> None:
    mastodon.lose()
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert [row["state"] for row in rows] == ["sent", "sent"]
    assert len(mastodon.statuses) == 2
    assert len(mastodon.writing("/api/v1/statuses")) == 2, "it was found, not sent again"


def test_a_request_that_never_arrived_is_sent_again_under_its_key(curate: Call, mastodon: Mastodon) -> None:
    mastodon.drop()
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert [row["state"] for row in rows] == ["sent", "sent"]
    keys = [call.headers["Idempotency-Key"] for call in mastodon.writing("/api/v1/statuses")]
    assert len(mastodon.statuses) == 2
    assert len(keys) == 3
    assert keys[0] == keys[1] != keys[2]


def test_a_server_error_is_not_taken_for_a_no(curate: Call, mastodon: Mastodon) -> None:
    mastodon.answer_with(503, times=2)
    rows = curate("publish", "1", "--channel", "mastodon", "--json", code=3).json
    assert rows[0]["state"] == "open"
    curate("publish", "1", "--channel", "mastodon")
    assert len(mastodon.statuses) == 2
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["there"] * 2


def test_a_wrong_token_sends_nothing_and_is_not_shown(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_MASTODON_TOKEN", "een-ander-geheim")
    said = curate("publish", "1", "--channel", "mastodon", code=3)
    assert "curate login mastodon" in said.out + said.err
    assert "een-ander-geheim" not in said.out + said.err
    assert mastodon.statuses == []
    monkeypatch.setenv("CURATE_MASTODON_TOKEN", Mastodon.token)
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["sent"] * 2


def test_a_server_that_is_down_leaves_everything_as_it_was(curate: Call, mastodon: Mastodon) -> None:
    text = Path("sources.yaml").read_text(encoding="utf-8")
    Path("sources.yaml").write_text(text.replace(mastodon.url, "http://127.0.0.1:1"), encoding="utf-8")
    said = curate("publish", "1", "--channel", "mastodon", code=3)
    assert "cannot be reached" in said.out + said.err
    Path("sources.yaml").write_text(text, encoding="utf-8")
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["sent"] * 2


def test_too_many_requests_is_kept_to(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    mastodon.answer_with(429, {"Retry-After": "600"})
    rows = curate("publish", "1", "--channel", "mastodon", "--json", code=3).json
    assert [row["state"] for row in rows] == ["refused", "left", "left"]
    asked = len(mastodon.calls)
    curate("publish", "1", "--channel", "mastodon", code=3)
    assert len(mastodon.calls) == asked, "it is not asked before then"
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:11:00+00:00")
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["sent"] * 2


def test_a_short_rest_is_waited_for(curate: Call, mastodon: Mastodon, waits: list[float]) -> None:
    mastodon.answer_with(429, {"Retry-After": "4"})
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["sent"] * 2
    assert 4.0 in waits


# ── kill −9 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
@pytest.mark.parametrize("arrives", [True, False], ids=["sent", "not sent"])
def test_killed_between_sending_and_closing(curate: Call, mastodon: Mastodon, *, arrives: bool) -> None:
    if not arrives:
        mastodon.answer = lambda call: (mastodon.written.set(), mastodon.gate.wait(30), (500, {}, {}))[2]  # type: ignore[method-assign]
    mastodon.gate.clear()
    command = [sys.executable, "-m", "curate", "publish", "1", "--channel", "mastodon"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert mastodon.written.wait(30)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    mastodon.gate.set()
    if not arrives:
        del mastodon.answer
    assert curate("posts", "--json").json == []
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert sorted((row["items"], row["state"]) for row in rows) == [([1], "sent"), ([2], "sent")]
    assert len(mastodon.statuses) == 2
    assert len({status["text"] for status in mastodon.statuses}) == 2
    assert len(curate("posts", "--json").json) == 2

