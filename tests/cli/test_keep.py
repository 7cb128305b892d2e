"""doctor and schedule, through the command; and sources that fall silent, move or miss something."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.server import Reply, Server


def feed(*days: str) -> bytes:
    items = "".join(
        f"<item><title>Dag {day}</title><link>https://blog.example/{day}</link><pubDate>{day}T10:00:00Z</pubDate></item>"
        for day in days
    )
    return f"<rss version='2.0'><channel><title>Blog</title>{items}</channel></rss>".encode()


DAYS = [f"2026-11-{day:02}" for day in range(1, 11)]


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server on loopback."""
    with Server() as running:
        yield running


def follow(*urls: str) -> None:
    rows = "\n".join(f"  - {{url: '{url}', allow_private: true}}" for url in urls)
    Path("sources.yaml").write_text(f"organisation: {{language: en}}\nsources:\n{rows}\n", encoding="utf-8")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> object:
    """Give a function that sets the moment."""

    def go(moment: str) -> None:
        monkeypatch.setenv("CURATE_NOW", f"{moment}T12:00:00+00:00")

    go("2026-11-10")
    return go


def one(curate: Call) -> dict[str, object]:
    [row] = curate("sources", "list", "--json").json
    return dict(row)


def test_a_source_falls_silent_and_speaks_again(curate: Call, server: Server, at) -> None:  # type: ignore[no-untyped-def]
    server.script("/feed", Reply(body=feed(*DAYS)))
    follow(server.url("/feed"))
    curate("fetch")
    assert (one(curate)["status"], one(curate)["silent_since"]) == ("ok", None)
    at("2026-11-12")
    curate("fetch")
    assert one(curate)["status"] == "ok"
    at("2026-11-14")
    curate("fetch")
    assert (one(curate)["status"], one(curate)["silent_since"]) == ("silent", "2026-11-10T10:00:00Z")
    assert "Nothing new since November 10, 2026" in curate("sources", "list").out
    assert "fell silent: Blog" in curate().out
    [found] = [each for each in curate("doctor", "--json").json if each["check"] == "source"]
    assert (found["level"], found["command"]) == ("warning", 'curate sources check "Blog"')
    server.script("/feed", Reply(body=feed(*DAYS, "2026-11-15")))
    at("2026-11-15")
    curate("fetch")
    assert one(curate)["status"] == "ok"


def test_a_gap_is_told(curate: Call, server: Server, at) -> None:  # type: ignore[no-untyped-def]
    server.script("/feed", Reply(body=feed(*DAYS[:3])))
    follow(server.url("/feed"))
    curate("fetch")
    server.script("/feed", Reply(body=feed("2026-11-18", "2026-11-19")))
    at("2026-11-20")
    curate("fetch")
    assert one(curate)["gaps"] == [{"from": "2026-11-10T12:00:00Z", "to": "2026-11-20T12:00:00Z"}]
    assert "were missed" in curate("sources", "list").out
    assert "were missed" in curate("doctor").out


def test_a_move_is_proposed_and_taken(curate: Call, server: Server, at) -> None:  # type: ignore[no-untyped-def]
    server.script("/oud", Reply(status=301, headers=[("Location", server.url("/nieuw"))]))
    server.script("/nieuw", Reply(body=feed(*DAYS)))
    follow(server.url("/oud"))
    for day in range(10, 15):
        at(f"2026-11-{day}")
        curate("fetch")
    assert (one(curate)["status"], one(curate)["moved_to"]) == ("moved", server.url("/nieuw"))
    command = f'curate sources add {server.url("/nieuw")} --replace "Blog"'
    assert command in curate("sources", "list").out
    assert command in [each["command"] for each in curate("doctor", "--json").json if each["check"] == "source"]
    curate("sources", "add", server.url("/nieuw"), "--replace", "Blog")
    curate("fetch")
    assert (one(curate)["status"], one(curate)["url"], one(curate)["items"]) == ("ok", server.url("/nieuw"), 10)


def test_doctor_says_what_fails_and_ends_with_one(curate: Call, server: Server, at) -> None:  # type: ignore[no-untyped-def]
    server.script("/feed", Reply(body=feed(*DAYS)))
    follow(server.url("/feed"))
    curate("fetch")
    well = curate("doctor", "--json").json
    assert {each["level"] for each in well} <= {"ok", "warning"}
    assert {"folder", "disk", "python", "lock", "configuration", "database", "fetch"} <= {
        each["check"] for each in well
    }
    follow(server.url("/feed"), server.url("/weg"))
    curate("fetch", code=3)
    wrong = curate("doctor", code=1)
    assert "wrong: " in wrong.out
    assert "404" in wrong.out
    assert "curate sources check" in wrong.out


def test_doctor_finds_what_cannot_be_opened(curate: Call, at) -> None:  # type: ignore[no-untyped-def]
    Path("sources.yaml").write_text("sources: [{url: 3}]\n", encoding="utf-8")
    assert "sources.yaml" in curate("doctor", code=1).out
    follow("https://blog.example/feed")
    Path("data").mkdir(exist_ok=True)
    Path("data/curate.db").write_bytes(b"no database" * 100)
    found = curate("doctor", "--json", code=1).json
    assert [each["level"] for each in found if each["check"] == "workspace"] == ["error"]


def test_doctor_finds_rows_that_point_nowhere(curate: Call, server: Server, at) -> None:  # type: ignore[no-untyped-def]
    server.script("/feed", Reply(body=feed(*DAYS)))
    follow(server.url("/feed"))
    curate("fetch")
    with sqlite3.connect("data/curate.db") as connection:
        connection.execute("DELETE FROM item WHERE id = 3")
    connection.close()
    [database] = [each for each in curate("doctor", "--json", code=1).json if each["check"] == "database"]
    assert "damaged" in database["message"]


@pytest.mark.parametrize("system", ["cron", "systemd", "launchd", "schtasks"])
def test_schedule_names_this_workspace(curate: Call, system: str) -> None:
    follow("https://blog.example/feed")
    [plan] = curate("schedule", "--system", system, "--json").json
    assert plan["system"] == system
    assert any(str(Path.cwd()) in piece["text"] for piece in plan["pieces"])
    assert curate("schedule", "--system", system).out.count("# ") >= 1


def test_schedule_fits_this_machine_or_shows_all(curate: Call) -> None:
    follow("https://blog.example/feed")
    assert len(curate("schedule", "--json").json) == 1
    assert len(curate("schedule", "--system", "all", "--json").json) == 4
    assert "15m" in curate("schedule", "--every", "7m", code=2).err
    assert "15m" in curate("schedule", "--every", "often", code=2).err


def test_schedule_writes_what_windows_reads(curate: Call) -> None:
    follow("https://blog.example/feed")
    curate("schedule", "--system", "schtasks", "--out", "taak.xml")
    assert "StartWhenAvailable" in Path("taak.xml").read_bytes().decode("utf-16")
    curate("schedule", "--system", "launchd", "--out", "job.plist")
    assert "RunAtLoad" in Path("job.plist").read_text(encoding="utf-8")
    assert "one file" in curate("schedule", "--system", "systemd", "--out", "x", code=2).err


def test_an_old_lock_is_no_lock(curate: Call, server: Server, at) -> None:  # type: ignore[no-untyped-def]
    """A process that was killed leaves its mark behind; only what the operating system holds counts."""
    server.script("/feed", Reply(body=feed(*DAYS)))
    follow(server.url("/feed"))
    Path("data").mkdir()
    Path("data/curate.lock").touch()
    Path("data/curate.lock.json").write_text(
        json.dumps({"pid": 1, "since": "2026-11-01T00:00:00+00:00"}), encoding="utf-8"
    )
    assert "No fetch is at work" in curate("doctor").out
    curate("fetch")
