"""catchup, keep:, backup and restore, through the command."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from curate.store.schema import VERSION
from tests.cli.conftest import Call
from tests.server import Reply, Server

TODAY = "2026-11-23T09:00:00+00:00"


def feed(*days: str) -> bytes:
    items = "".join(
        f"<item><title>Dag {day}</title><guid>dag-{day}</guid><link>https://blog.example/{day}</link>"
        f"<pubDate>{day}T10:00:00Z</pubDate></item>"
        for day in days
    )
    return f"<rss version='2.0'><channel><title>Blog</title>{items}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server on loopback."""
    with Server() as running:
        yield running


@pytest.fixture(autouse=True)
def _today(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", TODAY)


def follow(server: Server, *days: str, more: str = "") -> None:
    server.script("/feed", Reply(body=feed(*days)))
    Path("sources.yaml").write_text(
        f"organisation: {{language: en}}\n{more}sources:\n"
        f"  - {{url: '{server.url('/feed')}', name: Blog, allow_private: true}}\n",
        encoding="utf-8",
    )


def states(curate: Call) -> dict[str, str]:
    return {row["title"]: row["state"] for row in curate("inbox", "--all", "--items", "--json").json}


def number(curate: Call, title: str) -> int:
    return int(next(row["item"] for row in curate("inbox", "--all", "--items", "--json").json if row["title"] == title))


# ── catching up ──────────────────────────────────────────────────────────────────────────────────────────────────────

WEEK = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20")


def test_catching_up_is_one_step_and_taken_back_as_one(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    assert curate("catchup", "--before", "2026-11-19", "--json").json == {
        "before": "2026-11-18T23:00:00Z",
        "lapsed": 3,
        "waiting": 2,
    }
    assert sorted(states(curate).values()) == ["lapsed"] * 3 + ["new"] * 2
    item = number(curate, "Dag 2026-11-17")
    [event] = curate("show", item, "--json").json["events"]
    assert (event["action"], event["by"], event["from"], event["to"]) == ("catchup", "An", "new", "lapsed")
    assert "3 items of before" in curate("show", item).out
    assert curate("log", item).out == curate("log").out
    assert "Taken back, 1 change" in curate("undo").out
    assert set(states(curate).values()) == {"new"}
    actions = [each["action"] for each in curate("show", item, "--json").json["events"]]
    assert actions == ["catchup", "undo"]
    assert curate("show", number(curate, "Dag 2026-11-20"), "--json").json["events"] == []


def test_catching_up_says_what_it_did_and_what_is_next(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    said = curate("catchup", "--before", "3d").out
    assert "4 items of before" in said
    assert "1 story waits" in said
    assert "curate inbox" in said
    assert "curate undo" in said
    said = curate("catchup", "--before", "3d").out
    assert "Nothing lapsed" in said
    assert "curate undo" not in said
    assert curate("undo", "--json").json[0]["action"] == "catchup", "what did nothing is no step"


def test_the_best_stories_and_what_somebody_touched_stay(curate: Call, server: Server) -> None:
    follow(server, *WEEK, "2026-11-22", more="tags: {top: ['2026-11-16']}\n")
    curate("fetch")
    best = curate("inbox", "--items", "--json").json
    of_before = [row["title"] for row in best if row["title"] < "Dag 2026-11-21"]
    curate("tag", number(curate, of_before[-1]), "+mijn", "--new")
    assert curate("catchup", "--before", "2026-11-21", "--keep-top", "2", "--json").json["lapsed"] == 2
    waiting = {title for title, state in states(curate).items() if state == "new"}
    assert waiting == {*of_before[:2], of_before[-1], "Dag 2026-11-22"}


def test_a_story_that_somebody_chose_from_stays_whole(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    with closing(sqlite3.connect("data/curate.db")) as connection, connection:
        connection.execute("UPDATE item SET story_id = 1 WHERE id IN (1, 2)")
    curate("shortlist", "1")
    assert curate("catchup", "--before", "2027-01-01", "--json").json["lapsed"] == 3
    assert curate("show", "2", "--json").json["state"] == "new"


@pytest.mark.parametrize(
    "typed",
    [["--before", "ooit"], [], ["--before", "7d", "--keep-top", "-1"], ["--before", "7d", "--keep-top", "9" * 30]],
)
def test_a_wrong_catch_up_changes_nothing(curate: Call, server: Server, typed: list[str]) -> None:
    follow(server, *WEEK)
    curate("fetch")
    assert curate("catchup", *typed, code=2).err
    assert set(states(curate).values()) == {"new"}


@pytest.mark.slow
def test_a_hundred_thousand_take_seconds(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    with closing(sqlite3.connect("data/curate.db")) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM n WHERE n < 100099) "
            "INSERT INTO item (id, key, url, canonical_url, source_id, title, summary, content, first_seen, score) "
            "SELECT n, 'k' || n, 'u' || n, 'u' || n, 1, 't', '', '', '2026-11-01T00:00:00Z', n % 100 FROM n"
        )
    began = time.monotonic()
    assert curate("catchup", "--before", "2026-11-10", "--keep-top", "10", "--json").json["lapsed"] == 99_990
    assert curate("undo", "--json").json[0]["action"] == "catchup"
    assert time.monotonic() - began < 12
    with closing(sqlite3.connect("data/curate.db")) as connection:
        assert connection.execute("SELECT count(*) FROM item WHERE state = 'lapsed'").fetchone() == (0,)


def test_a_colleague_who_takes_over_sees_the_catch_up_and_that_it_was_taken_back(
    curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(server, *WEEK)
    curate("fetch")
    jan = Path("../jan").absolute()
    jan.mkdir()
    (jan / "sources.yaml").write_bytes(Path("sources.yaml").read_bytes())
    curate("merge", ".", "--workspace", jan)
    curate("catchup", "--before", "2026-11-19")
    curate("merge", ".", "--workspace", jan)
    listed = curate("inbox", "--all", "--items", "--json", "--workspace", jan).json
    assert sorted(row["state"] for row in listed) == ["lapsed"] * 3 + ["new"] * 2
    lapsed = next(row["item"] for row in listed if row["state"] == "lapsed")
    assert "3 items of before" in curate("show", lapsed, "--workspace", jan).out
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T10:00:00+00:00")
    curate("undo")
    curate("merge", ".", "--workspace", jan)
    listed = curate("inbox", "--all", "--items", "--json", "--workspace", jan).json
    assert {row["state"] for row in listed} == {"new"}
    curate("merge", jan)
    assert set(states(curate).values()) == {"new"}, "and it does not come back to who took it back"


# ── keep: ────────────────────────────────────────────────────────────────────────────────────────────────────────────

OLD = ("2023-01-01", "2023-01-02", "2023-01-03")


def test_a_fetch_lets_go_of_what_is_older_than_keep(
    curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(server, *OLD, *WEEK)
    curate("fetch")
    assert len(states(curate)) == 8
    kept = number(curate, "Dag 2023-01-02")
    curate("comment", kept, "--commentary", "Nog altijd waar.")
    follow(server, *OLD, *WEEK, "2026-11-22", more="keep: 18 maanden\n")
    summary = curate("fetch", "--all", "--json").json
    assert summary["new_items"] == 1
    assert [each["text"] for each in curate("log", "--json").json if each["action"] == "let go"] == ["2"]
    assert set(states(curate)) == {"Dag 2023-01-02", "Dag 2026-11-22", *(f"Dag {day}" for day in WEEK)}
    gone = curate("show", "1", code=2).err
    assert "let go" in gone
    assert "keep:" in gone
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T09:00:00+00:00")
    server.script("/feed", Reply(body=feed(*OLD, *WEEK, "2026-11-23")))
    assert curate("fetch", "--all", "--json").json["new_items"] == 1
    assert curate("sources", "list", "--json").json[0]["gaps"] == []
    assert curate("show", kept, "--json").json["note"]["commentary"] == "Nog altijd waar."
    assert "let go" in curate("log").out
    monkeypatch.setenv("CURATE_NOW", "2030-01-01T09:00:00+00:00")
    assert curate("doctor", "--tidy", code=None).out.startswith("Tidied up: 7 old items")
    assert set(states(curate)) == {"Dag 2023-01-02"}


def test_without_keep_all_is_kept(curate: Call, server: Server) -> None:
    follow(server, *OLD)
    curate("fetch")
    curate("fetch", "--all")
    assert len(states(curate)) == 3


def test_tidying_waits_for_no_fetch(curate: Call, server: Server) -> None:
    follow(server, *OLD)
    curate("fetch")
    with FileLock("data/curate.lock"):
        assert "at work" in curate("doctor", "--tidy", code=75).err


# ── backup and restore ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_whole_and_comes_back(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    curate("comment", "1", "--commentary", "Bewaren.")
    made = curate("backup", "--json").json
    path = Path(made["path"])
    assert path == Path("data/backups/curate-2026-11-23-090000.db").absolute()
    assert (made["items"], made["bytes"]) == (5, path.stat().st_size)
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name]
    curate("comment", "1", "--commentary", "Vergissing.")
    restored = curate("restore", path.name, "--yes", "--json").json
    assert (restored["restored"], restored["items"]) == (str(path), 5)
    assert curate("show", "1", "--json").json["note"]["commentary"] == "Bewaren."
    assert curate("search", "Bewaren", "--json").json[0]["item"] == 1
    curate("restore", restored["before"], "--yes")
    assert curate("show", "1", "--json").json["note"]["commentary"] == "Vergissing."
    with closing(sqlite3.connect("data/curate.db")) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_goes_where_it_is_told_and_replaces_nothing_else(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    Path("stick").mkdir()
    assert Path(curate("backup", "stick", "--json").json["path"]).parent.name == "stick"
    assert Path(curate("backup", "stick", "--json").json["path"]).name.endswith("-2.db")
    curate("backup", "nieuw/map/kopie.db")
    curate("fetch", "--all")
    curate("backup", "nieuw/map/kopie.db")
    Path("brief.txt").write_text("Beste Jan", encoding="utf-8")
    for place in ("brief.txt", "data/curate.db", "sources.yaml"):
        assert "left as it is" in curate("backup", place, code=2).err
    assert Path("brief.txt").read_text(encoding="utf-8") == "Beste Jan"
    if hasattr(os, "mkfifo"):
        os.mkfifo("pijp")
        assert "left as it is" in curate("backup", "pijp", code=2).err
        assert Path("pijp").is_fifo(), "what is no file is never replaced, whoever may"
    assert len(states(curate)) == 5


def test_a_backup_needs_neither_settings_nor_a_right_to_write(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    assert "curate fetch" in curate("backup", code=2).err
    curate("fetch")
    Path("sources.yaml").write_text("sources: [{url: 3}]\n", encoding="utf-8")
    path = curate("backup", "--json").json["path"]
    curate("restore", path, "--yes")


def test_a_backup_while_a_fetch_writes_is_of_one_moment(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    ended = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect("data/curate.db", timeout=30)) as connection:
            while not ended.is_set():
                with connection:
                    connection.execute("INSERT INTO story (key) VALUES (hex(randomblob(16)))")
                    connection.execute("INSERT INTO fetch (started) VALUES ('2026-11-23T09:00:00Z')")

    with closing(sqlite3.connect("data/curate.db")) as connection, connection:
        connection.execute("DELETE FROM fetch")
        connection.execute("DELETE FROM pending")
        connection.execute("UPDATE item SET story_id = NULL")
        connection.execute("DELETE FROM story")
        connection.execute("CREATE TABLE ballast (b BLOB)")
        connection.execute("INSERT INTO ballast VALUES (zeroblob(30000000))")
    writing = threading.Thread(target=write)
    writing.start()
    try:
        with FileLock("data/curate.lock"):
            path = curate("backup", "--json").json["path"]
    finally:
        ended.set()
        writing.join()
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("SELECT (SELECT count(*) FROM story) = (SELECT count(*) FROM fetch)").fetchone() == (1,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def bundle(curate: Call) -> str:
    curate("fetch", "--all", "--to", "bundel.bundle")
    return "bundel.bundle"


def changed(name: str, *statements: str) -> str:
    with closing(sqlite3.connect(name)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return name


def test_what_is_no_backup_is_refused_and_nothing_changes(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    for name in ("nieuwer.db", "stuk.db", "afgebroken.db", "zonder.db"):
        curate("backup", name)
    body = bytearray(Path("stuk.db").read_bytes())
    body[4096 * 3 : 4096 * 9] = b"\xa5" * 4096 * 6
    Path("stuk.db").write_bytes(body)
    Path("afgebroken.db").write_bytes(Path("afgebroken.db").read_bytes()[:20_000])
    Path("brief.db").write_text("Beste Jan, " * 500, encoding="utf-8")
    Path("leeg.db").touch()
    changed("ander.db", "CREATE TABLE recept (naam TEXT)")
    changed("zonder.db", "DROP TABLE story_join")
    changed("nieuwer.db", f"PRAGMA user_version = {VERSION + 1}")
    before = states(curate)
    said = {
        "nieuwer.db": "newer curate",
        "stuk.db": "damaged",
        "afgebroken.db": "damaged",
        "brief.db": "damaged",
        "leeg.db": "not a bundle",
        "ander.db": "not a bundle",
        "zonder.db": "not a bundle",
        "weg.db": "not there",
        "data": "not there",
        bundle(curate): "curate merge",
    }
    for name, words in said.items():
        refused = curate("restore", name, "--yes", code=2)
        assert words in refused.err, name
    assert "itself" in curate("restore", "data/curate.db", "--yes", code=1).err
    assert states(curate) == before
    assert not list(Path("data").glob(".curate-*"))
    assert not list(Path("data").glob("backups/before-restore*"))


def test_nobody_is_overruled_unasked(curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(server, *WEEK)
    curate("fetch")
    curate("backup", "kopie.db")
    curate("shortlist", "1")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert "--yes" in curate("restore", "kopie.db", code=2).err
    monkeypatch.setattr("curate.cli.keep._agreed", lambda _path: False)
    assert "Nothing was changed" in curate("restore", "kopie.db", code=1).out
    assert states(curate)["Dag 2026-11-16"] == "shortlisted"


def test_a_restore_waits_for_no_fetch(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    curate("backup", "kopie.db")
    with FileLock("data/curate.lock"):
        assert "at work" in curate("restore", "kopie.db", "--yes", code=75).err


def test_a_damaged_database_is_put_aside_as_it_is(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    curate("backup", "kopie.db")
    Path("data/curate.db").write_bytes(b"geen databank" * 1000)
    assert "curate restore" in curate("inbox", code=1).err
    before = Path(curate("restore", "kopie.db", "--yes", "--json").json["before"])
    assert before.read_bytes() == b"geen databank" * 1000
    assert len(states(curate)) == 5


def test_a_restore_into_an_empty_workspace(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    curate("backup", "kopie.db")
    for each in Path("data").iterdir():
        if each.is_file():
            each.unlink()
    assert curate("restore", "kopie.db", "--yes", "--json").json["before"] is None
    assert len(states(curate)) == 5


def test_who_has_the_database_open_goes_on_in_the_restored_one(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    curate("backup", "kopie.db")
    curate("shortlist", "1", "2")
    with closing(sqlite3.connect("data/curate.db")) as open_already:
        query = "SELECT count(*) FROM item WHERE state = 'shortlisted'"
        assert open_already.execute(query).fetchone() == (2,)
        curate("restore", "kopie.db", "--yes")
        assert open_already.execute(query).fetchone() == (0,)
        with open_already:
            open_already.execute("UPDATE item SET state = 'shortlisted' WHERE id = 3")
    assert states(curate)["Dag 2026-11-18"] == "shortlisted"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    with closing(sqlite3.connect("data/curate.db")) as connection, connection:
        connection.execute("CREATE TABLE ballast (b BLOB)")
        for _ in range(20):
            connection.execute("INSERT INTO ballast VALUES (randomblob(10000000))")
    with subprocess.Popen([sys.executable, "-m", "curate", "backup", "kopie.db"]) as process:
        deadline = time.monotonic() + 20
        while not Path(".kopie.db.part").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        process.kill()
    assert process.returncode != 0
    assert not Path("kopie.db").exists()
    curate("backup", "kopie.db")
    assert not Path(".kopie.db.part").exists()


# ── doctor ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def examined(curate: Call, check: str) -> list[tuple[str, str | None]]:
    found = curate("doctor", "--json", code=None).json
    return [(each["level"], each["command"]) for each in found if each["check"] == check]


def test_doctor_asks_for_a_copy_of_what_was_written(
    curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(server, *WEEK)
    curate("fetch")
    assert examined(curate, "backup") == [("ok", None)], "all of it can be fetched again"
    curate("comment", "1", "--commentary", "Woorden.")
    assert examined(curate, "backup") == [("warning", "curate backup")]
    Path("stick").mkdir()
    curate("backup", "stick")
    assert examined(curate, "backup") == [("ok", None)]
    monkeypatch.setenv("CURATE_NOW", "2027-02-01T09:00:00+00:00")
    assert examined(curate, "backup") == [("ok", None)], "nothing was written since"
    curate("comment", "1", "--commentary", "Andere woorden.")
    assert examined(curate, "backup") == [("warning", "curate backup")]
    Path("data/last-backup.json").write_text("[]", encoding="utf-8")
    assert examined(curate, "backup") == [("warning", "curate backup")]


def test_doctor_sees_what_is_there_for_nothing_and_tidies_it(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    changed("data/curate.db", "INSERT INTO document (item_id, mark) VALUES (99, 1)")
    assert examined(curate, "orphans") == [("warning", "curate doctor --tidy")]
    curate("doctor", "--tidy", code=None)
    assert examined(curate, "orphans") == []


def test_doctor_sees_that_the_form_was_changed(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    assert examined(curate, "schema") == [("ok", None)]
    changed("data/curate.db", "DROP INDEX item_story")
    assert examined(curate, "schema") == [("error", "curate restore FILE")]
    assert "item_story" in curate("doctor", code=1).out


def test_doctor_warns_where_no_copy_of_the_database_fits(
    curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(server, *WEEK)
    curate("fetch")
    for free, size, level in ((300, 1, "ok"), (300, 400, "warning"), (150, 1, "warning"), (10, 1, "error")):
        monkeypatch.setattr("curate.workspace.Workspace.room", lambda _, free=free: free * 2**20)
        monkeypatch.setattr("curate.workflows.keeping.size", lambda _, size=size: size * 2**20)
        assert [found for found, _ in examined(curate, "disk")] == [level]


def test_doctor_sees_a_synchronised_folder(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    assert examined(curate, "folder") == [("ok", None)]
    Path(".stfolder").mkdir()
    assert examined(curate, "folder") == [("warning", None)]
    assert "Syncthing" in curate("doctor", code=None).out


def test_a_catch_up_is_tried_first(curate: Call, server: Server) -> None:
    follow(server, *WEEK)
    curate("fetch")
    before = curate("inbox", "--json").json
    tried = curate("catchup", "--before", "2099-01-01", "--dry-run", "--json").json
    assert tried["lapsed"] > 0
    assert curate("inbox", "--json").json == before
    assert curate("catchup", "--before", "2099-01-01", "--json").json == tried
