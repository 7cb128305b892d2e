"""The rules of a well-mannered reader, as the whole command keeps them; the moment is set by hand."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.cli.conftest import Call
from tests.server import Reply, Server

ITEM = "<item><title>Bericht {n}</title><link>https://bron.example/{n}</link><pubDate>{day}</pubDate></item>"


def feed(*numbers: int, day: str = "2026-11-20T10:00:00Z", extra: str = "") -> bytes:
    items = "".join(ITEM.format(n=n, day=day) for n in numbers)
    return f"<rss version='2.0'><channel><title>Bron</title>{extra}{items}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server on loopback."""
    with Server() as running:
        yield running


def follow(*urls: str, more: str = "") -> None:
    rows = "\n".join(f"  - {{url: '{url}', allow_private: true{more}}}" for url in urls)
    Path("sources.yaml").write_text(f"organisation: {{language: en}}\nsources:\n{rows}\n", encoding="utf-8")


@pytest.fixture
def at(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that sets the moment."""

    def go(moment: str) -> None:
        monkeypatch.setenv("CURATE_NOW", f"{moment}:00+00:00")

    go("2026-11-23T09:00")
    return go


Clock = Callable[[str], None]


def test_validators_are_sent_from_the_second_fetch_on_and_those_of_a_304_are_kept(
    curate: Call, server: Server, at: Clock
) -> None:
    odd = [("ETag", 'W/"a b,c"'), ("Last-Modified", "yesterday, about noon")]
    server.script(
        "/feed", Reply(body=feed(1), headers=odd), Reply(status=304, headers=[("ETag", '"nieuw"')]), Reply(status=304)
    )
    follow(server.url("/feed"))
    for moment in ("2026-11-23T09:00", "2026-11-23T11:00", "2026-11-23T13:00"):
        at(moment)
        curate("fetch")
    first, second, third = server.log
    assert (first.header("If-None-Match"), first.header("If-Modified-Since")) == (None, None)
    assert (second.header("If-None-Match"), second.header("If-Modified-Since")) == (
        'W/"a b,c"',
        "yesterday, about noon",
    )
    assert (third.header("If-None-Match"), third.header("If-Modified-Since")) == ('"nieuw"', "yesterday, about noon")


def test_the_same_body_is_not_read_again(curate: Call, server: Server, at: Clock) -> None:
    server.script("/feed", Reply(body=feed(1)))
    follow(server.url("/feed"))
    curate("fetch")
    at("2026-11-23T11:00")
    with patch("curate.workflows.pool.read", side_effect=AssertionError("it was read")):
        assert curate("fetch", "--json").json["unchanged"] == 1


def test_a_second_run_right_after_asks_nothing(curate: Call, server: Server, at: Clock) -> None:
    server.script("/feed", Reply(body=feed(1)))
    follow(server.url("/feed"))
    curate("fetch")
    assert curate("fetch", "--json").json["not_due"] == 1
    at("2026-11-23T09:40")
    curate("fetch")
    assert len(server.paths()) == 1
    at("2026-11-23T10:00")
    curate("fetch")
    assert len(server.paths()) == 2, "an hourly run that begins on time finds it due"


@pytest.mark.parametrize(
    ("headers", "extra", "due"),
    [
        ([("Cache-Control", "max-age=21600")], "", "2026-11-23T15:01"),
        ([("Cache-Control", "max-age=999999999")], "", "2026-11-24T09:01"),
        ([], "<ttl>180</ttl>", "2026-11-23T12:01"),
        ([("Cache-Control", "max-age=60")], "<ttl>5</ttl>", "2026-11-23T10:01"),
        ([], "<skipHours><hour>10</hour><hour>11</hour></skipHours>", "2026-11-23T12:01"),
    ],
)
def test_wishes_make_it_rarer(
    curate: Call, server: Server, at: Clock, headers: list[tuple[str, str]], extra: str, due: str
) -> None:
    server.script("/feed", Reply(body=feed(1, extra=extra), headers=headers))
    follow(server.url("/feed"))
    curate("fetch")
    for hour in range(10, 24):
        moment = f"2026-11-23T{hour}:01"
        if moment >= due:
            break
        at(moment)
        curate("fetch")
    assert len(server.paths()) == 1
    at(due)
    curate("fetch")
    assert len(server.paths()) == 2


def test_retry_after_holds_for_all_too_and_410_for_ever(curate: Call, server: Server, at: Clock) -> None:
    server.script("/druk", Reply(status=429, headers=[("Retry-After", "7200")]), Reply(body=feed(1)))
    server.script("/weg", Reply(status=410))
    follow(server.url("/druk"), server.url("/weg"))
    curate("fetch", code=3)
    at("2026-11-23T10:30")
    assert curate("fetch", "--all", "--json").json["not_due"] == 2
    at("2026-11-23T11:30")
    assert curate("fetch", "--json").json["fetched"] == 1
    at("2027-11-23T11:30")
    curate("fetch", "--all")
    assert server.paths().count("/weg") == 1
    shown = {row["url"]: row["status"] for row in curate("sources", "list", "--json").json}
    assert shown[server.url("/weg")] == "gone"


def test_a_failure_backs_off_and_is_never_silent(curate: Call, server: Server, at: Clock) -> None:
    server.script("/feed", Reply(status=500))
    follow(server.url("/feed"))
    asked = []
    for day in range(23, 30):
        for hour in range(24):
            at(f"2026-11-{day}T{hour:02}:00")
            before = len(server.paths())
            curate("fetch", code=None)
            asked += [(day, hour)] * (len(server.paths()) - before)
    assert 8 <= len(asked) <= 14, "1, 2, 4, 8, 16 hours and more, spread; then once a day"
    [row] = curate("sources", "list", "--json").json
    assert (row["status"], row["failures"], row["failing_since"]) == ("failing", len(asked), "2026-11-23T00:00:00Z")
    assert "500" in row["last_error"]
    assert "failing" in curate().out


def test_the_first_fetch_is_a_baseline(curate: Call, server: Server, at: Clock) -> None:
    server.script("/oud", Reply(body=feed(1, 2, day="2025-01-01T10:00:00Z")))
    follow(server.url("/oud"))
    assert curate("fetch", "--json").json["new_items"] == 2
    assert curate("inbox", "--json").json == []
    assert len(curate("inbox", "--all", "--json").json) == 2
    assert len(curate("search", "bericht", "--json").json) == 2
    server.script("/oud", Reply(body=feed(1, 2, 3, day="2025-01-01T10:00:00Z")))
    at("2026-11-23T11:00")
    curate("fetch")
    assert len(curate("inbox", "--json").json) == 1, "what comes later is new, however old it says it is"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.slow
def test_a_bomb_stays_small_also_for_the_processes_beside(tmp_path: Path) -> None:
    """1 MB that grows to 1 GB, among enough feeds that other processes help: 300 MB for all of them together."""
    packed = gzip.compress(bytes(1024 * 1024 * 1024), 9)
    with Server(hosts=8) as server:
        server.script("/bom", Reply(body=packed, headers=[("Content-Encoding", "gzip")]))
        urls = [server.url("/bom", host=host) for host in range(1, 5)]
        for number in range(110):
            server.script(f"/{number}", Reply(body=feed(*range(number * 50, number * 50 + 50))))
            urls.append(server.url(f"/{number}", host=1 + number % 8))
        rows = "\n".join(f"  - {{url: '{url}', allow_private: true}}" for url in urls)
        (tmp_path / "sources.yaml").write_text(f"organisation: {{language: en}}\nsources:\n{rows}\n", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "curate", "fetch", "--no-enrich"],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "LANG": "C.UTF-8"},
        )
        most: dict[int, int] = {}
        while process.poll() is None:
            for pid in (process.pid, *_children(process.pid)):
                most[pid] = max(most.get(pid, 0), _peak(pid))
        assert process.stderr is not None
        errors = process.stderr.read()
        process.stderr.close()
    assert process.returncode == 3
    assert errors.count("larger than 10 MB") == 4
    assert sum(most.values()) < 300
    assert most[process.pid] < 150


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _peak(pid: int) -> int:
    """Return the most MB that a process ever held."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
