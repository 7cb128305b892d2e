"""Two machines, one collection: bundles, and two workspaces that went their own way."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.server import Reply, Server

ITEM = (
    "<item><title>Bericht {n}</title><link>https://bron.example/{n}</link>"
    "<description>Over gdpr {n}.</description></item>"
)


def feed(*numbers: int) -> bytes:
    items = "".join(ITEM.format(n=n) for n in numbers)
    return f"<rss version='2.0'><channel><title>Bron</title>{items}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server with one feed of ten items."""
    with Server() as running:
        running.script("/feed", Reply(body=feed(*range(1, 11))))
        yield running


@pytest.fixture(autouse=True)
def _today(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")


def workspace(name: str, server: Server) -> Path:
    folder = Path(name).absolute()
    folder.mkdir()
    (folder / "sources.yaml").write_text(
        "organisation: {language: en}\ntags: {privacy: [gdpr]}\n"
        f"sources:\n  - {{url: '{server.url('/feed')}', allow_private: true}}\n",
        encoding="utf-8",
    )
    return folder


def held(folder: Path) -> dict[str, object]:
    """Return all that two collections which took each other over have to share, by keys and in an order of its own."""
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        queries = {
            "items": "SELECT key, url, title, summary, content, state, first_seen, baseline, "
            "(SELECT key FROM note WHERE id = note_id) FROM item ORDER BY 1",
            "sightings": "SELECT source.key, entry_id, item.key, s.first_seen, s.last_seen FROM sighting AS s "
            "JOIN source ON source.id = s.source_id JOIN item ON item.id = s.item_id ORDER BY 1, 2",
            "notes": 'SELECT note.key, item.key, commentary, note."by" FROM note '
            "JOIN item ON item.id = item_id ORDER BY 1",
            "rivals": "SELECT note.key FROM rival JOIN note ON note.id = note_id ORDER BY 1",
            "events": 'SELECT event.key, "at", event."by", action, item.key, "from", "to", text FROM event '
            "LEFT JOIN item ON item.id = item_id ORDER BY 1",
            "tags": "SELECT item.key, tag, origin, removed FROM tag JOIN item ON item.id = item_id ORDER BY 1, 2, 3",
            "digests": "SELECT digest.key, title, intro FROM digest ORDER BY 1",
            "entries": "SELECT digest.key, item.key FROM entry JOIN digest ON digest.id = digest_id "
            "JOIN item ON item.id = item_id ORDER BY 1, 2",
            "posts": "SELECT post.key, item.key, channel FROM post JOIN item ON item.id = item_id ORDER BY 1",
            "results": 'SELECT post.key, metric, value, result."at" FROM result JOIN post ON post.id = post_id '
            "WHERE NOT result.undone ORDER BY 1, 4, 2",
        }
        return {name: connection.execute(query).fetchall() for name, query in queries.items()}


def item(curate: Call, folder: Path, title: str) -> int:
    rows = curate("inbox", "--workspace", folder, "--all", "--items", "--json").json
    return int(next(row["item"] for row in rows if row["title"] == title))


def test_a_server_fetches_and_she_takes_it_over(curate: Call, server: Server) -> None:
    there, here = workspace("server", server), workspace("laptop", server)
    bundle = Path("uit/curate.bundle").absolute()
    curate("--workspace", there, "fetch", "--to", bundle)
    tried = curate("--workspace", here, "merge", bundle, "--dry-run", "--json").json
    assert (tried["items"], tried["backup"]) == (10, None)
    assert curate("--workspace", here, "inbox", "--json").json == []
    said = curate("--workspace", here, "merge", bundle, "--json").json
    assert (said["items"], said["sightings"], said["left_out"], said["conflicts"]) == (10, 10, 0, [])
    assert Path(said["backup"]).is_file()
    rows = curate("--workspace", here, "inbox", "--json").json
    assert len(rows) == 10
    assert [tag["tag"] for tag in rows[0]["tags"]] == ["privacy"], "what came in is tagged"
    assert rows[0]["story"]["id"]
    assert curate("--workspace", here, "search", "gdpr", "--json").json
    [source] = curate("--workspace", here, "sources", "list", "--json").json
    assert (source["items"], source["last_success"]) == (10, "2026-11-23T09:00:00Z")
    assert "Fetched just now" in curate("--workspace", here).out
    before = held(here)
    assert "Nothing new" in curate("--workspace", here, "merge", bundle).out
    assert held(here) == before
    asked = len(server.paths())
    curate("--workspace", here, "fetch")
    assert len(server.paths()) == asked + 1, "her own fetch asks without the server's validators"
    assert held(here)["items"] == before["items"]


def test_a_bundle_may_be_missed(curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    there, here = workspace("server", server), workspace("laptop", server)
    curate("--workspace", there, "fetch", "--to", "een.bundle")
    monkeypatch.setenv("CURATE_NOW", "2026-11-25T09:00:00+00:00")
    server.script("/feed", Reply(body=feed(11, 12)))
    curate("--workspace", there, "fetch", "--to", "twee.bundle")
    assert curate("--workspace", here, "merge", "twee.bundle", "--json").json["items"] == 12
    assert curate("--workspace", here, "merge", "een.bundle", "--json").json["items"] == 0


def test_two_that_went_their_own_way_end_up_alike(curate: Call, server: Server) -> None:
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    first = item(curate, one, "Bericht 1")
    curate("--workspace", one, "--by", "An", "comment", first, "--commentary", "Van An.")
    curate("--workspace", two, "--by", "Jan", "comment", first, "--commentary", "Van Jan.")
    curate("--workspace", two, "--by", "Jan", "dismiss", item(curate, two, "Bericht 2"))
    curate("--workspace", one, "--by", "An", "tag", item(curate, one, "Bericht 3"), "--add", "nieuw", "--new")
    curate("--workspace", one, "--by", "An", "digest", "new", "Week 48")
    curate("--workspace", one, "--by", "An", "digest", "add", "1", first)
    curate("--workspace", two, "--by", "Jan", "posted", item(curate, two, "Bericht 4"), "--channel", "x", code=None)
    said = curate("--workspace", one, "merge", two, "--json").json
    assert [conflict["item"] for conflict in said["conflicts"]] == [first]
    curate("--workspace", two, "merge", one)
    assert held(one) == held(two)
    shown = curate("--workspace", one, "show", first, "--json").json
    words = {shown["note"]["commentary"], *(note["commentary"] for note in shown["other_notes"])}
    assert words == {"Van An.", "Van Jan."}
    human = curate("--workspace", one, "show", first).out
    assert "wrote another note" in human
    assert {event["by"] for event in shown["events"]} == {"An", "Jan"}
    curate("--workspace", one, "--by", "An", "comment", first, "--commentary", "Van beiden.")
    assert curate("--workspace", one, "show", first, "--json").json["other_notes"] == []
    curate("--workspace", two, "merge", one)
    both = curate("--workspace", two, "show", first, "--json").json
    assert (both["note"]["commentary"], both["other_notes"]) == ("Van beiden.", [])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_two_do_they_end_up_alike(
    curate: Call, server: Server, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    for step in range(24):
        monkeypatch.setenv("CURATE_NOW", f"2026-11-23T10:{step:02}:00+00:00")
        folder, number = chance.choice([one, two]), chance.randint(1, 10)
        acts = (
            ("shortlist", number),
            ("dismiss", number),
            ("comment", number, "--commentary", f"Woord {step}"),
            ("tag", number, "--add", f"tag{step % 3}", "--new"),
            ("tag", number, "--remove", f"tag{step % 3}"),
            ("digest", "new", f"Week {step}"),
            ("undo",),
        )
        curate("--workspace", folder, "--by", folder.name, *chance.choice(acts), code=None)
        if step == 12:
            curate("--workspace", one, "merge", two)
    curate("--workspace", one, "merge", two)
    curate("--workspace", two, "merge", one)
    assert held(one) == held(two)
    before = held(one)
    assert "Nothing new" in curate("--workspace", one, "merge", two).out
    assert held(one) == before


def test_undo_takes_back_ones_own_step_only(curate: Call, server: Server) -> None:
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    first, second = item(curate, one, "Bericht 1"), item(curate, one, "Bericht 2")
    curate("--workspace", one, "--by", "An", "shortlist", first)
    curate("--workspace", two, "--by", "Jan", "dismiss", second)
    curate("--workspace", one, "merge", two)
    curate("--workspace", one, "undo")
    states = {row["item"]: row["state"] for row in curate("--workspace", one, "inbox", "--all", "--json").json}
    assert (states[first], states[second]) == ("new", "dismissed")


def test_undo_does_not_take_back_the_others_later_word(
    curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    first = item(curate, one, "Bericht 1")
    curate("--workspace", one, "--by", "An", "shortlist", first)
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T10:00:00+00:00")
    curate("--workspace", two, "--by", "Jan", "dismiss", first)
    curate("--workspace", one, "merge", two)
    assert "nothing to take back" in curate("--workspace", one, "undo", code=1).err
    states = {row["item"]: row["state"] for row in curate("--workspace", one, "inbox", "--all", "--json").json}
    assert states[first] == "dismissed"


def test_two_notes_are_shown_until_one_is_chosen(
    curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    first = item(curate, one, "Bericht 1")
    curate("--workspace", one, "--by", "An", "comment", first, "--commentary", "Van An.")
    curate("--workspace", two, "--by", "Jan", "comment", first, "--commentary", "Van Jan.")
    curate("--workspace", one, "merge", two)
    assert "two notes" in curate("--workspace", one).out
    seen, look = tmp_path / "gezien.md", tmp_path / "kijk.py"
    look.write_text(f"import shutil, sys\nshutil.copy(sys.argv[1], {str(seen)!r})\n", encoding="utf-8")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {look}")
    curate("--workspace", one, "comment", first, code=None)
    form = seen.read_text(encoding="utf-8")
    assert "Van An." in form
    assert "Van Jan." in form
    assert "Piet" in curate("--workspace", one, "comment", first, "--use", "Piet", code=2).err
    curate("--workspace", one, "comment", first, "--use", "Jan")
    shown = curate("--workspace", one, "show", first, "--json").json
    assert (shown["note"]["commentary"], shown["other_notes"]) == ("Van Jan.", [])
    assert "two notes" not in curate("--workspace", one).out
    assert "no two notes" in curate("--workspace", one, "comment", first, "--use", "An", code=1).err


def test_posted_from_both_machines_is_told(curate: Call, server: Server) -> None:
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    first = item(curate, one, "Bericht 1")
    curate("--workspace", one, "comment", first, "--commentary", "Waarom.")
    curate("--workspace", one, "digest", "new", "Week 48")
    curate("--workspace", one, "digest", "add", "1", first)
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    for folder in (one, two):
        curate("--workspace", folder, "posted", "1", first, "--channel", "mastodon")
    said = curate("--workspace", one, "merge", two, "--json").json
    assert said["posted_twice"] == [{"item": first, "channel": "mastodon"}]
    assert len(curate("--workspace", one, "posts", "--json").json) == 1
    curate("--workspace", two, "results", first, "--channel", "mastodon", "reach=120")
    curate("--workspace", one, "merge", two)
    curate("--workspace", one, "merge", two)
    assert reached(curate, one) == [120], "it is one post, whoever counted"


def reached(curate: Call, folder: Path) -> list[float]:
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        standing = "SELECT value FROM result JOIN post ON post.id = post_id WHERE metric = 'reach' AND NOT post.undone"
        return [row[0] for row in connection.execute(f'{standing} AND NOT result.undone ORDER BY result."at"')]


def test_what_came_of_posts_is_taken_over(curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    one = workspace("een", server)
    curate("--workspace", one, "fetch")
    first = item(curate, one, "Bericht 1")
    curate("--workspace", one, "comment", first, "--commentary", "Waarom.")
    curate("--workspace", one, "digest", "new", "Week 48")
    curate("--workspace", one, "digest", "add", "1", first)
    curate("--workspace", one, "posted", "1", first, "--channel", "mastodon")
    two = Path("twee").absolute()
    shutil.copytree(one, two)
    curate("--workspace", two, "results", first, "--channel", "mastodon", "reach=100", "clicks=5")
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T09:00:00Z")
    curate("--workspace", one, "results", first, "--channel", "mastodon", "reach=140")
    assert curate("--workspace", one, "merge", two, "--json").json["results"] == 2
    assert curate("--workspace", one, "merge", two, "--json").json["results"] == 0
    curate("--workspace", two, "merge", one)
    assert held(one)["results"] == held(two)["results"]
    for folder in (one, two):
        [row] = curate("--workspace", folder, "stats", "--json").json["channels"]
        assert row["results"] == {"reach": 140, "clicks": 5}, "the later given holds"


@pytest.mark.parametrize("bad", [b"", b"geen databank", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_bundle_is_refused(curate: Call, server: Server, bad: bytes) -> None:
    here = workspace("laptop", server)
    curate("--workspace", here, "fetch")
    before = held(here)
    Path("slecht.bundle").write_bytes(bad)
    assert "not a bundle" in curate("--workspace", here, "merge", "slecht.bundle", code=2).err
    assert held(here) == before
    assert "not there" in curate("--workspace", here, "merge", "weg.bundle", code=2).err
    assert "itself" in curate("--workspace", here, "merge", here, code=1).err


def test_a_cut_or_newer_one_is_refused(curate: Call, server: Server) -> None:
    there, here = workspace("server", server), workspace("laptop", server)
    curate("--workspace", there, "fetch", "--to", "heel.bundle")
    whole = Path("heel.bundle").read_bytes()
    Path("half.bundle").write_bytes(whole[: len(whole) // 2])
    assert curate("--workspace", here, "merge", "half.bundle", code=2).err
    with closing(sqlite3.connect("heel.bundle")) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert "newer" in curate("--workspace", here, "merge", "heel.bundle", code=2).err
    assert curate("--workspace", here, "inbox", "--all", "--json").json == []


def test_what_comes_from_elsewhere_is_cleaned(curate: Call, server: Server) -> None:
    there, here = workspace("server", server), workspace("laptop", server)
    curate("--workspace", there, "fetch", "--to", "een.bundle")
    with closing(sqlite3.connect("een.bundle")) as connection:
        connection.execute(
            "UPDATE item SET title = 'Kwaad\x1b[31m\u202e', content = '<script>x</script><p>Goed</p>' WHERE id = 1"
        )
        connection.execute("UPDATE item SET url = 'javascript:alert(1)' WHERE id = 2")
        connection.execute("UPDATE item SET key = 'anders' WHERE id = 3")
        connection.execute("UPDATE item SET state = 'onzin' WHERE id = 4")
        connection.commit()
    said = curate("--workspace", here, "merge", "een.bundle", "--json").json
    assert said["items"] == 8
    assert said["left_out"] >= 2
    rows = curate("--workspace", here, "inbox", "--all", "--items", "--json").json
    [bad] = [row for row in rows if row["title"].startswith("Kwaad")]
    assert bad["title"] == "Kwaad[31m"
    assert "script" not in curate("--workspace", here, "show", bad["item"], "--json").out
    assert {row["state"] for row in rows} == {"new"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE item SET first_seen = 'gisteren'",
        "UPDATE note SET \"at\" = '2026-02-31T00:00:00Z'",
        "UPDATE source SET last_error = 'geen json'",
        "UPDATE entry SET texts = '[]'",
        "ALTER TABLE item ADD COLUMN meer TEXT",
        "CREATE TRIGGER kwaad AFTER INSERT ON item BEGIN DELETE FROM note; END",
    ],
)
def test_what_is_not_right_in_it_is_refused_whole(curate: Call, server: Server, change: str) -> None:
    there, here = workspace("server", server), workspace("laptop", server)
    curate("--workspace", there, "fetch")
    first = item(curate, there, "Bericht 1")
    curate("--workspace", there, "comment", first, "--commentary", "Waarom.")
    curate("--workspace", there, "digest", "new", "Week 48")
    curate("--workspace", there, "digest", "add", "1", first)
    with closing(sqlite3.connect(there / "data" / "curate.db")) as connection:
        connection.execute(change)
        connection.commit()
    assert "not a bundle" in curate("--workspace", here, "merge", there, code=2).err
    assert curate("--workspace", here, "inbox", "--all", "--json").json == []


def test_only_a_bundle_is_ever_replaced(curate: Call, server: Server) -> None:
    there = workspace("server", server)
    for place in (there / "sources.yaml", there / "data" / "curate.db", there):
        if place.name == "curate.db":
            curate("--workspace", there, "fetch")
        before = place.read_bytes() if place.is_file() else b""
        asked = len(server.paths())
        assert "no bundle" in curate("--workspace", there, "fetch", "--all", "--to", place, code=2).err
        assert len(server.paths()) == asked, "it is said before anything is fetched"
        assert not before or place.read_bytes() == before
    curate("--workspace", there, "fetch", "--to", "een.bundle")
    curate("--workspace", there, "fetch", "--all", "--to", "een.bundle")


def test_a_bundle_that_cannot_be_written_is_said(curate: Call, server: Server) -> None:
    there = workspace("server", server)
    Path("bestand").touch()
    assert curate("--workspace", there, "fetch", "--to", "bestand/x.bundle", code=1).err
    assert len(curate("--workspace", there, "inbox", "--json").json) == 10
