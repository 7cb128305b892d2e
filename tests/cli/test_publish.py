"""Publishing through the command, against networks of our own: once, whatever happens."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from curate import channels as registry
from curate import clock
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.networks import Bluesky, Brevo, Mailchimp, Mastodon, WordPress
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no time pass, and keep how long it would have been."""
    asked: list[float] = []
    monkeypatch.setattr(clock, "wait", asked.append)
    return asked


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the place of the workspace that every test begins with; the first one makes it."""
    return tmp_path_factory.mktemp("made") / "workspace"


@pytest.fixture
def digest(curate: Call, monkeypatch: pytest.MonkeyPatch, waits: list[float], made: Path) -> int:
    """Give a digest of two items with commentary."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    if not made.exists():
        _compose(curate)
        shutil.copytree(Path.cwd(), made)
    else:
        shutil.copytree(made, Path.cwd(), dirs_exist_ok=True)
    return 1


def _compose(curate: Call) -> None:
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        follow(server.url("/feed"))
        curate("fetch")
    for number in ("1", "2"):
        curate("comment", number, "--commentary", f"{WORDS} {number}")
    curate("digest", "new", "Trends van de week")
    curate("digest", "add", "1", "1", "2")
    curate("digest", "intro", "1", "Deze week: engagement.")


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


# ── later ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def at(monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    monkeypatch.setenv("CURATE_NOW", f"2026-11-23T{when}:00+00:00")


def test_for_later_the_server_keeps_it(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-23 12:00", "--json").json
    assert [(row["state"], row["at"]) for row in rows] == [
        ("scheduled", "2026-11-23T11:00:00Z"),
        ("scheduled", "2026-11-23T11:15:00Z"),
    ], "a quarter apart, on the wall clock of the organisation"
    assert [each["scheduled_at"] for each in mastodon.scheduled] == [
        "2026-11-23T11:00:00.000Z",
        "2026-11-23T11:15:00.000Z",
    ]
    assert states(curate)[1] == "commented", "it is not out yet"
    assert [row["state"] for row in curate("posts", "--json").json] == ["scheduled", "scheduled"]
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["scheduled"] * 2
    mastodon.appear()
    at(monkeypatch, "12:00")
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert [row["state"] for row in rows] == ["sent", "sent"]
    assert len(mastodon.statuses) == 2
    assert [(row["at"], row["url"]) for row in curate("posts", "--json").json] == [
        ("2026-11-23T11:00:00Z", "https://toot.example/@redactie/500"),
        ("2026-11-23T11:15:00Z", "https://toot.example/@redactie/501"),
    ]


def test_the_plan_of_the_digest_counts(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("digest", "plan", "1", "1", "--channel", "mastodon", "--at", "2026-11-23 15:00")
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert sorted((row["items"], row["state"]) for row in rows) == [([1], "scheduled"), ([2], "sent")]


def test_what_is_too_near_waits_here(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = curate(
        "publish", "1", "--channel", "mastodon", "--at", "2026-11-23T09:03:00Z", "--limit", "1", "--json"
    ).json
    assert [row["state"] for row in rows] == ["waiting", "scheduled"]
    assert len(mastodon.scheduled) == 1
    curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.")
    curate("publish", "--due")
    assert mastodon.statuses == []
    at(monkeypatch, "09:04")
    assert [row["state"] for row in curate("publish", "--due", "--json").json] == ["sent"]
    assert "Verbeterd" in mastodon.texts()[0]
    assert curate("publish", "--due", "--json").json == []


def test_past_moments_are_refused(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-22 12:00", code=2)
    curate("publish", "1", "--channel", "mastodon", "--at", "morgen", code=2)
    curate("publish", "1", "--due", code=2)


def test_cancel_takes_back_what_is_scheduled(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-24 12:00")
    rows = curate("posts", "cancel", "1", "--json").json
    assert [(row["items"], row["state"]) for row in rows] == [([1], "cancelled")]
    assert len(mastodon.scheduled) == 1
    curate("posts", "cancel")
    assert mastodon.scheduled == []
    curate("posts", "cancel", code=1)
    assert curate("posts", "open", "--json").json == []
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["sent"] * 2


def test_pause_holds_everything(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-23 12:00")
    rows = curate("pause", "--json").json
    assert [row["state"] for row in rows] == ["waiting", "waiting"]
    assert mastodon.scheduled == []
    asked = len(mastodon.calls)
    for given in (["publish", "1", "--channel", "mastodon"], ["publish", "--due"]):
        said = curate(*given, code=1)
        assert "pause" in said.err
    assert len(mastodon.calls) == asked
    assert "curate pause --resume" in curate().out, "who forgot it is told"
    assert "paused" in curate("posts", "open").err
    assert "pause" in {row["check"] for row in curate("doctor", "--json", code=None).json}
    at(monkeypatch, "13:00")
    assert [row["state"] for row in curate("pause", "--resume", "--json").json] == ["waiting", "waiting"]
    curate("pause", "--resume", code=1)
    assert [row["state"] for row in curate("publish", "--due", "--json").json] == ["sent", "sent"]


def test_pause_says_what_it_could_not_take_back(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-23 12:00")
    mastodon.answer_with(500, times=9)
    said = curate("pause", "--json", code=3)
    assert [row["state"] for row in said.json] == ["scheduled", "scheduled"]
    curate("publish", "1", "--channel", "mastodon", code=1)


# ── what is open ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def unknown(curate: Call, mastodon: Mastodon) -> Mastodon:
    """Give a server that was sent something, and has not been heard of since."""
    mastodon.answer_with(500, times=99)
    curate("publish", "1", "--channel", "mastodon", "--limit", "1", code=3)
    mastodon.faults.clear()
    return mastodon


def test_what_nobody_knows_is_shown_with_what_to_type(curate: Call, unknown: Mastodon) -> None:
    [row] = curate("posts", "open", "--json").json
    assert (row["items"], row["state"], row["channel"]) == ([1], "open", "mastodon")
    assert "curate posts open" in curate().out
    shown = curate("posts", "open").out
    assert "curate posted 1 1 --channel mastodon" in shown
    assert "curate posts forget 1 --channel mastodon" in shown


def test_a_person_says_that_it_is_out(curate: Call, unknown: Mastodon) -> None:
    curate("posted", "1", "1", "--channel", "mastodon", "--url", "https://toot.example/1")
    assert curate("posts", "open", "--json").json == []
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert sorted((row["items"], row["state"]) for row in rows) == [([1], "there"), ([2], "sent")]


def test_a_person_says_that_it_is_not(curate: Call, unknown: Mastodon) -> None:
    curate("posts", "forget", "1", "--channel", "mastodon")
    assert curate("posts", "open", "--json").json == []
    curate("posts", "forget", "1", "--channel", "mastodon", code=1)
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["sent"] * 2


def test_what_went_out_is_not_forgotten(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("posts", "forget", "1", "--channel", "mastodon", code=1)
    assert len(curate("posts", "list", "--json").json) == 2


def test_undo_does_not_let_it_go_out_again(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("undo")
    assert len(curate("posts", "--json").json) == 2, "the step before was taken back: what is out there is out there"
    curate("digest", "intro", "1", "Deze week: engagement.")
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert [row["state"] for row in rows] == ["there", "there"]


# ── mistakes that went out ───────────────────────────────────────────────────────────────────────────────────────────


def test_correct_changes_it_there_and_gives_the_text_for_the_others(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("posted", "1", "1", "--channel", "facebook", "--url", "https://facebook.example/1")
    assert "curate comment 1" in curate("correct", "1", code=1).err
    curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.")
    trial = curate("correct", "1", "--dry-run", "--json").json
    assert {place["channel"]: place["done"] for place in trial["places"]} == {"mastodon": "changed", "facebook": "hand"}
    assert "Verbeterd" not in mastodon.texts()[0]
    done = curate("correct", "1", "--json").json
    assert {place["channel"]: place["done"] for place in done["places"]} == {"mastodon": "changed", "facebook": "hand"}
    by_hand = next(place for place in done["places"] if place["channel"] == "facebook")
    assert "Verbeterd" in by_hand["text"]
    assert by_hand["url"] == "https://facebook.example/1"
    assert "Verbeterd" in mastodon.texts()[0]
    assert len(mastodon.statuses) == 2
    assert states(curate)[1] == "corrected"
    assert done["line"].startswith("Corrected on ")
    assert "Verbeterd" in next(row for row in curate("posts", "--json").json if row["channel"] == "mastodon")["text"]
    log = curate("log", "1", "--json").json
    assert [event["action"] for event in log][-2:] == ["reworded", "correct"]
    assert log[-1]["text"] in (None, "")  # names of networks are nothing for the page that shows why
    assert "Verbeterd" not in log[-2]["text"], "what stood there before is kept"


def test_correct_keeps_to_the_walls(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.", "--quote", "Zo is het.")
    curate("correct", "1", code=1)
    assert WORDS in mastodon.texts()[0]
    curate("correct", "3", code=1)


def test_correct_where_the_server_is_down(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.")
    mastodon.answer_with(500, times=9)
    [place] = curate("correct", "1", "--json", code=3).json["places"]
    assert place["done"] == "failed"
    mastodon.faults.clear()
    assert curate("correct", "1", "--json").json["places"][0]["done"] == "changed"


def test_withdraw_takes_it_away_and_it_never_goes_out_again(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("posted", "1", "1", "--channel", "facebook", "--url", "https://facebook.example/1")
    curate("withdraw", "1", code=2)
    curate("withdraw", "1", "--why", "Fout.", "--dry-run")
    assert len(mastodon.statuses) == 2
    done = curate("withdraw", "1", "--why", "De cijfers klopten niet.", "--json").json
    assert {place["channel"]: place["done"] for place in done["places"]} == {"mastodon": "removed", "facebook": "hand"}
    assert "De cijfers klopten niet." in done["line"]
    assert [status["text"] for status in mastodon.statuses if "Alfa" in status["text"]] == []
    assert len(mastodon.statuses) == 1
    assert states(curate)[1] == "withdrawn"
    rows = {(row["item"], row["channel"]): row["state"] for row in curate("posts", "--json").json}
    assert rows[1, "mastodon"] == "removed"
    assert "https://facebook.example/1" in curate("withdraw", "1", "--why", "Nog eens.").out
    curate("publish", "1", "--channel", "mastodon", "--again", "--yes", code=1)
    assert len(mastodon.statuses) == 1
    curate("posted", "1", "--channel", "linkedin")  # the rest of the digest
    assert [row["item"] for row in curate("posts", "--json").json if row["channel"] == "linkedin"] == [2]
    curate("posted", "1", "1", "--channel", "linkedin", code=1)


def test_withdraw_takes_back_what_is_scheduled(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-24 12:00")
    curate("withdraw", "1", "--why", "Toch niet.")
    assert len(mastodon.scheduled) == 1
    assert states(curate)[1] == "withdrawn"


def test_what_went_out_nowhere_cannot_be_withdrawn(curate: Call, mastodon: Mastodon) -> None:
    curate("withdraw", "1", "--why", "Fout.", code=1)
    assert states(curate)[1] == "commented"


# ── threads and pictures ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_thread_that_is_broken_off_goes_on_where_it_was(curate: Call, mastodon: Mastodon) -> None:
    curate("comment", "1", "--commentary", " ".join(f"{WORDS} Zin {n}." for n in range(12)))
    curate("digest", "remove", "1", "2")
    [trial] = curate("publish", "1", "--channel", "mastodon", "--dry-run", "--json").json
    parts = len(trial["posts"])
    assert parts >= 3
    answer = mastodon.answer

    def fails_at_the_third(call):  # type: ignore[no-untyped-def]
        if call.path == "/api/v1/statuses" and len(mastodon.statuses) == 2:
            return 500, {}, {}
        return answer(call)

    mastodon.answer = fails_at_the_third  # type: ignore[method-assign]
    [row] = curate("publish", "1", "--channel", "mastodon", "--json", code=3).json
    assert row["state"] == "open"
    assert len(mastodon.statuses) == 2
    mastodon.answer = answer  # type: ignore[method-assign]
    curate("comment", "1", "--commentary", f"{WORDS} Heel anders.")
    [row] = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert row["state"] == "sent"
    assert [status["text"] for status in mastodon.statuses] == [post["text"] for post in trial["posts"]]
    ids = [status["id"] for status in mastodon.statuses]
    assert [status.get("in_reply_to_id") for status in mastodon.statuses] == [None, *ids[:-1]]


def test_a_thread_of_which_the_rest_is_refused_is_partly_out(curate: Call, mastodon: Mastodon) -> None:
    curate("comment", "1", "--commentary", " ".join(f"{WORDS} Zin {n}." for n in range(12)))
    answer = mastodon.answer
    mastodon.answer = lambda call: (  # type: ignore[method-assign]
        (422, {}, {"error": "Nee"}) if call.path == "/api/v1/statuses" and mastodon.statuses else answer(call)
    )
    row = curate("publish", "1", "--channel", "mastodon", "--json", code=3).json[0]
    assert (row["state"], "Nee" in row["message"]) == ("partly", True)
    shown = curate("posts", "open").out
    assert "only a part of it is out" in shown
    assert "curate publish 1 --channel mastodon" in shown


def test_a_server_that_takes_less_gets_a_thread(curate: Call, mastodon: Mastodon) -> None:
    mastodon.limit = 120
    rows = curate("publish", "1", "--channel", "mastodon", "--json").json
    assert all(len(row["posts"]) > 1 for row in rows)
    assert all(len(text) <= 250 for text in mastodon.texts())


def test_a_picture_goes_with_its_words(curate: Call, mastodon: Mastodon) -> None:
    from PIL import Image

    Image.new("RGB", (4, 4), "red").save("markt.png")
    note = ["--image", "markt.png", "--image-alt", "Een markt", "--image-licence", "CC0"]
    curate("comment", "1", "--commentary", WORDS, *note)
    curate("publish", "1", "--channel", "mastodon")
    [media] = mastodon.media.values()
    assert media["alt"] == "Een markt"
    assert media["body"].startswith(b"\x89PNG")
    assert sorted(status["media"] for status in mastodon.statuses) == [[], ["900"]]


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Keyring:
    """A keyring of our own."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, account: str) -> str | None:
        return self.held.get((service, account))

    def set_password(self, service: str, account: str, secret: str) -> None:
        self.held[service, account] = secret


def test_login_tries_it_and_keeps_it_in_the_keyring(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CURATE_MASTODON_TOKEN")
    keyring = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    said = curate("publish", "1", "--channel", "mastodon", code=2).err
    assert "curate login mastodon" in said
    assert "CURATE_MASTODON_TOKEN" in said
    monkeypatch.setattr(sys, "stdin", io.StringIO("verkeerd-woord\n"))
    said = curate("login", "mastodon", code=3).err
    assert "verkeerd-woord" not in said
    assert keyring.held == {}
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{Mastodon.token}\n"))
    done = curate("login", "mastodon")
    assert "redactie" in done.out
    assert Mastodon.token not in done.out + done.err
    assert list(keyring.held.values()) == [Mastodon.token]
    curate("publish", "1", "--channel", "mastodon")
    assert len(mastodon.statuses) == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    curate("login", "mastodon", code=2)
    curate("login", "facebook", code=2)


def test_login_without_a_keyring_says_which_variable(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{Mastodon.token}\n"))
    done = curate("login", "mastodon", "--json")
    assert done.json == {
        "channel": "mastodon",
        "account": "redactie",
        "kept": False,
        "variable": "CURATE_MASTODON_TOKEN",
    }
    assert "CURATE_MASTODON_TOKEN" in done.err


def test_a_secret_in_sources_yaml_is_refused(curate: Call, mastodon: Mastodon) -> None:
    path = Path("sources.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{server:", "{token: heel-geheim, server:"), encoding="utf-8")
    said = curate("publish", "1", "--channel", "mastodon", code=2)
    assert "heel-geheim" not in said.err + said.out
    assert "token" in said.err
    assert mastodon.calls == []
    found = [check for check in curate("doctor", "--json", code=1).json if check["check"] == "password"]
    assert len(found) == 1
    assert "heel-geheim" not in str(found)


def test_the_secret_stands_nowhere(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes well or wrong: not in a file, not on the screen, not in a copy, not in an error."""
    secret, seen = Mastodon.token, []
    given = [
        ["publish", "1", "--channel", "mastodon", "--dry-run"],
        ["publish", "1", "--channel", "mastodon", "--limit", "1", "--json"],
        ["publish", "1", "--channel", "mastodon"],
        ["posts", "--json"],
        ["posts", "open"],
        ["correct", "1"],
        ["withdraw", "1", "--why", "Fout."],
        ["export", "1"],
        ["backup"],
        ["doctor"],
        ["doctor", "--json"],
        ["log", "--json"],
        ["channels", "--json"],
        ["login", "mastodon"],
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{secret}\n"))
    for arguments in given:
        done = curate(*arguments, code=None)
        seen.append(done.out + done.err)
    # A server that says back what it was given, in every way that there is.
    curate("digest", "new", "Nog eens")
    curate("comment", "3", "--commentary", WORDS)
    curate("digest", "add", "2", "3")
    for answer in (
        (401, {}, {"error": f"Bearer {secret}"}),
        (422, {}, {"error": f"Bearer {secret}"}),
        (302, {"Location": f"https://x.example/{secret}"}, {}),
        (500, {}, {"error": secret}),
        (200, {}, {"id": "1", "url": f"https://x.example/{secret}", "content": secret, "acct": secret}),
    ):
        mastodon.answer = lambda call, answer=answer: answer  # type: ignore[method-assign]
        for more in ([], ["--json"], ["--debug"]):
            try:
                done = curate("publish", "2", "--channel", "mastodon", *more, code=None)
            except Exception as error:  # noqa: BLE001  (--debug shows it, and what it shows is looked at)
                seen.append("".join(traceback.format_exception(error)))
            else:
                seen.append(done.out + done.err)
        curate("posts", "forget", "3", "--channel", "mastodon", code=None)
    assert not [text for text in seen if secret in text]
    files = [path for path in Path.cwd().rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert [path for path in files if secret.encode() in path.read_bytes()] == []


@pytest.mark.slow
def test_two_at_a_time_send_nothing_twice(curate: Call, mastodon: Mastodon) -> None:
    mastodon.gate.clear()
    command = [sys.executable, "-m", "curate", "publish", "1", "--channel", "mastodon"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert mastodon.written.wait(30)
        assert curate("publish", "1", "--channel", "mastodon", code=75).err
        mastodon.gate.set()
        assert process.wait(30) == 0
    assert len(mastodon.statuses) == 2


def test_what_went_out_from_another_machine_is_known_here(
    curate: Call, mastodon: Mastodon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    curate("publish", "1", "--channel", "mastodon")
    here, there = Path.cwd(), tmp_path / "elders"
    there.mkdir()
    (there / "sources.yaml").write_text((here / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(there)
    curate("merge", here)
    curate("merge", here)
    assert [row["state"] for row in curate("publish", "1", "--channel", "mastodon", "--json").json] == ["there"] * 2
    assert len(mastodon.statuses) == 2
    curate("withdraw", "Alfa", "--why", "Fout.")
    assert len(mastodon.statuses) == 1, "and can be taken away from here"


# ── other networks ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_blog_post_is_a_draft_until_somebody_publishes_it(
    curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_WORDPRESS_PASSWORD", WordPress.password)
    with WordPress() as blog:
        configure(f"  wordpress: {{server: '{blog.url}', user: redactie}}")
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert (row["items"], row["state"]) == ([1, 2], "draft")
        [post] = blog.posts
        assert post["status"] == "draft"
        assert WORDS in post["content"]
        assert f"{WORDS} 1" in row["posts"][0]["text"]
        assert states(curate)[1] == "commented", "nobody can read it yet"
        assert [row["state"] for row in curate("posts", "--json").json] == ["draft", "draft"]
        assert [row["state"] for row in curate("publish", "1", "--channel", "wordpress", "--json").json] == ["draft"]
        post["status"] = "publish"
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert row["state"] == "sent"
        assert row["url"] == post["link"]
        assert states(curate) | {3: ""} == {1: "published", 2: "published", 3: ""}
        assert len(blog.posts) == 1
        curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.")
        assert curate("correct", "1", "--json").json["places"][0]["done"] == "changed"
        assert "Verbeterd" in blog.posts[0]["content"]
        assert blog.posts[0]["status"] == "publish"
        done = curate("withdraw", "2", "--why", "Fout.", "--json").json
        assert done["places"][0]["done"] == "changed", "the other item stays"
        assert f"{WORDS} 2" not in blog.posts[0]["content"]
        assert "Verbeterd" in blog.posts[0]["content"]


def test_a_draft_is_put_right_before_anybody_reads_it(
    curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_WORDPRESS_PASSWORD", WordPress.password)
    with WordPress() as blog:
        configure(f"  wordpress: {{server: '{blog.url}', user: redactie}}")
        curate("publish", "1", "--channel", "wordpress")
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert (row["message"], row["title"]) == (None, "Trends van de week")
        curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.")
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert "curate correct 1" in row["message"], "what stands there has other words"
        assert "Verbeterd" not in blog.posts[0]["content"], "nobody's work there is written over unasked"
        done = curate("correct", "1", "--json").json
        assert (done["places"][0]["done"], done["line"]) == ("changed", "")
        assert "Verbeterd" in blog.posts[0]["content"]
        assert blog.posts[0]["status"] == "draft"
        assert states(curate)[1] == "commented", "nobody read it: there is nothing to tell the public"
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert row["message"] is None
        log = curate("log").out
        assert "changed where it stands" in log
        curate("comment", "3", "--commentary", WORDS)
        curate("digest", "add", "1", "3")
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert "#3 is not in it" in row["message"]
        assert row["items"] == [1, 2]


def test_a_draft_that_somebody_took_away_there(curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_WORDPRESS_PASSWORD", WordPress.password)
    with WordPress() as blog:
        configure(f"  wordpress: {{server: '{blog.url}', user: redactie}}")
        curate("publish", "1", "--channel", "wordpress")
        blog.posts.clear()
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert (row["state"], row["url"]) == ("gone", None)
        assert "curate posts forget 1 --channel wordpress" in row["message"]
        assert "publish it there" not in curate("publish", "1", "--channel", "wordpress").out
        assert "take it away there first" not in curate("posts", "forget", "1", "--channel", "wordpress").out
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert row["state"] == "draft"
        assert len(blog.posts) == 1
        assert "take it away there first" in curate("posts", "forget", "1", "--channel", "wordpress").out


@pytest.mark.parametrize("when", ["9999-12-31 23:59", "9999-12-31T23:59:00-12:00", "2062-11-26 10:00"])
def test_a_moment_that_nobody_means_is_refused_and_leaves_nothing(curate: Call, mastodon: Mastodon, when: str) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", when, code=2)
    assert curate("posts", "open", "--json").json == []
    if when > "9":
        curate("snooze", "3", "--until", when, code=2)


@pytest.mark.parametrize("when", ["26/11/2026 10:00", "di 10:00", "morgen"])
def test_a_moment_that_is_none_says_how_one_is_written(curate: Call, mastodon: Mastodon, when: str) -> None:
    asked = curate("publish", "1", "--channel", "mastodon", "--at", when, code=2).err
    assert "2026-11-26 10:00" in asked
    assert "7d" not in asked, "that is a time ago"


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_a_blog_post_whose_answer_never_came(curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_WORDPRESS_PASSWORD", WordPress.password)
    with WordPress() as blog:
        configure(f"  wordpress: {{server: '{blog.url}', user: redactie}}")
        blog.gate.clear()
        command = [sys.executable, "-m", "curate", "publish", "1", "--channel", "wordpress"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            assert blog.written.wait(30)
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
        blog.gate.set()
        [row] = curate("publish", "1", "--channel", "wordpress", "--json").json
        assert row["state"] == "draft"
        assert len(blog.posts) == 1


@pytest.mark.parametrize("service", ["mailchimp", "brevo"])
def test_a_newsletter_is_a_draft_and_never_sent(
    curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    server: Mailchimp | Brevo = Mailchimp() if service == "mailchimp" else Brevo()
    settings = {
        "mailchimp": "list: a1, from_name: Wij, reply_to: wij@voorbeeld.example",
        "brevo": "lists: [2], sender_name: Wij, sender: wij@voorbeeld.example",
    }
    monkeypatch.setenv(f"CURATE_{service.upper()}_KEY", server.key)
    with server:
        configure(f"  newsletter: {{profile: {service}, server: '{server.url}', {settings[service]}}}")
        server.lose()
        [row] = curate("publish", "1", "--channel", "newsletter", "--json").json
        assert row["state"] == "draft"
        assert row["url"].startswith("https://")
        if isinstance(server, Mailchimp):
            server.contents["c0"]["html"] = f"<p>Bewerkt: {WORDS}</p>"
        assert [row["state"] for row in curate("publish", "1", "--channel", "newsletter", "--json").json] == ["draft"]
        [campaign] = server.campaigns
        held = str(campaign) + str(getattr(server, "contents", ""))
        assert WORDS in held
        assert "Bewerkt" in held or service == "brevo", "what a person changed there stays"
        assert not [call for call in server.calls if "/actions/" in call.path or call.path.endswith("sendNow")]
        campaign["status"] = "sent"
        curate("publish", "1", "--channel", "newsletter")
        assert states(curate)[1] == "published"
        done = curate("withdraw", "1", "--why", "Fout.", "--json", code=None).json
        assert done["places"][0]["done"] == "stays", "it is with its readers"


def test_one_channel_that_fails_leaves_the_others_done(
    curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_WORDPRESS_PASSWORD", "verkeerd")
    monkeypatch.setenv("CURATE_MASTODON_TOKEN", Mastodon.token)
    with WordPress() as blog, Mastodon() as network:
        configure(f"  wordpress: {{server: '{blog.url}', user: redactie}}\n  mastodon: {{server: '{network.url}'}}")
        rows = curate("publish", "1", "--channel", "wordpress", "--channel", "mastodon", "--json", code=3).json
        assert sorted((row["channel"], row["state"]) for row in rows if row["state"] == "sent") == [
            ("mastodon", "sent"),
            ("mastodon", "sent"),
        ]
        assert len(network.statuses) == 2
        assert blog.posts == []


def test_an_edition_whose_items_went_out_before_is_not_sent_in_part(
    curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_WORDPRESS_PASSWORD", WordPress.password)
    with WordPress() as blog:
        configure(f"  wordpress: {{server: '{blog.url}', user: redactie}}")
        curate("posted", "1", "1", "--channel", "wordpress")
        [row] = curate("publish", "1", "--channel", "wordpress", "--json", code=1).json
        assert row["state"] == "refused"
        assert "#1" in row["message"]
        assert blog.posts == []
        [row] = curate("publish", "1", "--channel", "wordpress", "--again", "--yes", "--json").json
        assert row["state"] == "draft"


def test_what_was_due_meanwhile_is_out_and_is_taken_away_there(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-23 12:00", "--limit", "1")
    mastodon.appear()
    at(monkeypatch, "12:00")
    curate("withdraw", "1", "--why", "Fout.")
    assert mastodon.statuses == []


def test_what_was_due_meanwhile_is_not_cancelled(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    curate("publish", "1", "--channel", "mastodon", "--at", "2026-11-23 12:00", "--limit", "1")
    mastodon.appear()
    at(monkeypatch, "12:00")
    [row] = curate("posts", "cancel", "--json").json
    assert row["state"] == "sent"
    assert len(curate("posts", "--json").json) == 1


def test_a_faulty_channel_is_said_before_anything_is_sent(curate: Call, mastodon: Mastodon) -> None:
    path = Path("sources.yaml")
    path.write_text(
        f"{path.read_text(encoding='utf-8')}  wordpress: {{server: 'https://blog.example'}}\n", encoding="utf-8"
    )
    curate("publish", "1", "--channel", "mastodon", "--channel", "wordpress", code=2)
    assert mastodon.calls == []


def test_a_keyring_that_is_locked(curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch) -> None:
    class Locked(Keyring):
        def get_password(self, service: str, account: str) -> str | None:
            raise RuntimeError("locked")

    monkeypatch.delenv("CURATE_MASTODON_TOKEN")
    monkeypatch.setitem(sys.modules, "keyring", Locked())
    assert "Unlock" in curate("publish", "1", "--channel", "mastodon", code=2).err


@pytest.mark.skipif("bluesky" not in registry.names(), reason="there is no channel bluesky")
def test_bluesky_once_and_taken_away(curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_BLUESKY_PASSWORD", Bluesky.password)
    with Bluesky() as network:
        configure(f"  bluesky: {{server: '{network.url}', handle: redactie.example}}")
        network.lose()
        rows = curate("publish", "1", "--channel", "bluesky", "--json").json
        assert [row["state"] for row in rows] == ["sent", "sent"]
        assert all(row["url"].startswith("https://bsky.app/profile/redactie.example/post/") for row in rows)
        first = network.records[rows[0]["url"].rpartition("/")[2]]
        assert first["langs"] == ["en"]
        assert first["facets"]
        count = len(network.records)
        assert [row["state"] for row in curate("publish", "1", "--channel", "bluesky", "--json").json] == ["there"] * 2
        curate("comment", "1", "--commentary", f"{WORDS} Verbeterd.")
        [place] = curate("correct", "1", "--json").json["places"]
        assert place["done"] == "hand", "Bluesky shows nobody a changed record"
        assert "Verbeterd" in place["text"]
        curate("withdraw", "1", "--why", "Fout.")
        assert len(network.records) < count


def test_a_session_that_runs_out_on_the_way_is_opened_anew(
    curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_BLUESKY_PASSWORD", Bluesky.password)
    curate("comment", "1", "--commentary", f"{WORDS} " * 12)
    with Bluesky() as network:
        configure(f"  bluesky: {{server: '{network.url}', handle: redactie.example}}")
        network.lasts = 2
        rows = curate("publish", "1", "--channel", "bluesky", "--json").json
        assert [row["state"] for row in rows] == ["sent", "sent"]
        assert len(network.records) == sum(len(row["posts"]) for row in rows) > 4


def test_what_one_channel_cannot_take_leaves_the_others_done(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_BLUESKY_PASSWORD", Bluesky.password)
    Path("foto.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 2_500_000)
    curate("comment", "1", "--image", "foto.png", "--image-alt", "Een zaal", "--image-licence", "CC0")
    with Bluesky() as network:
        path, named = Path("sources.yaml"), f"{{server: '{network.url}', handle: redactie.example}}"
        path.write_text(path.read_text("utf-8").replace("channels:\n", f"channels:\n  bluesky: {named}\n"), "utf-8")
        both = ("publish", "1", "--channel", "bluesky", "--channel", "mastodon")
        done = curate(*both, "--json", code=3)
        assert "Item #1 cannot go out on bluesky" in done.err
        assert {(row["channel"], row["state"]) for row in done.json} == {("mastodon", "sent")}
        assert (len(network.records), len(mastodon.statuses)) == (0, 2)
        assert "cannot go out on bluesky" in curate("publish", "1", "--channel", "bluesky", code=1).err
        done = curate(*both, "--despite", "unpostable", "--why", "niet daar", "--json")
        assert [row["items"] for row in done.json if row["channel"] == "bluesky"] == [[2]]
        assert "Left out" in done.err
        assert len(network.records) == 1


@contextmanager
def letterbox(*, loses: int = 0) -> Iterator[tuple[int, list[bytes]]]:
    """Give the port of a mail server, and the letters it took; of the first `loses` it does not say that it did."""
    letters: list[bytes] = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 hier\r\n")
            while line := self.rfile.readline():
                if line[:4].upper() != b"DATA":
                    self.wfile.write(b"250 ja\r\n" if line[:4].upper() != b"QUIT" else b"221 dag\r\n")
                    continue
                self.wfile.write(b"354 kom maar\r\n")
                letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                if len(letters) <= loses:
                    return
                self.wfile.write(b"250 ja\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server.server_address[1], letters
        server.shutdown()


def test_a_letter_that_nobody_can_ask_for_never_goes_out_twice(curate: Call, digest: int) -> None:
    sources = Path("sources.yaml")
    text = sources.read_text("utf-8").replace("organisation: {", "organisation: {contact: wij@voorbeeld.example, ", 1)
    sources.write_text(text, "utf-8")
    with letterbox(loses=1) as (port, letters):
        configure(f"  newsletter: {{profile: plain, smtp: '127.0.0.1:{port}', to: lijst@voorbeeld.example}}")
        for _ in range(3):
            [row] = curate("publish", "1", "--channel", "newsletter", "--json", code=3).json
            assert row["state"] == "open"
            assert len(letters) == 1
        assert curate("publish", "1", "--channel", "newsletter", "--dry-run", "--json").json[0]["state"] == "open"
        curate("posts", "forget", "1", "--channel", "newsletter")
        [row] = curate("publish", "1", "--channel", "newsletter", "--json").json
        assert (row["state"], len(letters)) == ("sent", 2), "a person looked, and said that it did not go out"
        curate("comment", "1", "--commentary", "Nu juist.")
        [place] = curate("correct", "1", "--json").json["places"]
        assert (place["done"], place["text"]) == ("stays", "")
        assert "with its readers" in curate("withdraw", "2", "--why", "Fout.").out


def test_a_letter_from_nobody_is_refused_before_anything_is_sent(curate: Call, digest: int) -> None:
    configure("  newsletter: {profile: plain, smtp: '127.0.0.1:9', to: lijst@voorbeeld.example}")
    assert "contact" in curate("publish", "1", "--channel", "newsletter", "--dry-run", code=2).err


@pytest.mark.parametrize("said", [b"null", b'{"error": "x"}', b"[null, 3]", b"<html>"])
def test_a_server_that_says_something_else_is_not_taken_for_a_no(
    curate: Call, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    mastodon.garble(b"?")
    answer = mastodon.answer
    mastodon.answer = lambda call: (  # type: ignore[method-assign]
        (200, {}, said) if call.path.endswith("/statuses") and call.method == "GET" else answer(call)
    )
    curate("publish", "1", "--channel", "mastodon", "--limit", "1", code=3)
    mastodon.keys.clear()  # the server keeps them for an hour
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T12:00:00+00:00")
    assert "something else than expected" in str(curate("publish", "1", "--channel", "mastodon", "--json", code=3).json)
    assert len(mastodon.statuses) == 1
    mastodon.answer = answer  # type: ignore[method-assign]
    curate("publish", "1", "--channel", "mastodon")
    assert len(mastodon.statuses) == 2, "the other item"


def test_what_was_wrong_stands_in_the_log_and_in_the_line_for_the_public(curate: Call, mastodon: Mastodon) -> None:
    curate("publish", "1", "--channel", "mastodon")
    curate("comment", "1", "--commentary", "Nu juist.")
    done = curate("correct", "1", "--why", "De  datum\nwas fout.", "--json").json
    assert done["line"].endswith(". De datum was fout.")
    assert curate("show", "1", "--json").json["events"][-1]["text"] == "De datum was fout."
