"""The database: made once, never left half-written, and a clear sentence when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from curate.errors import Busy, StoreError
from curate.models import Said, SaidEntry
from curate.store import Configured, Store, Wanted
from curate.store.database import Connection, explained, statements
from curate.store.schema import FIRST, SECOND, VERSION
from tests.store.test_items import NOW


def test_a_new_database_has_the_newest_form(tmp_path: Path) -> None:
    with Store(tmp_path / "data" / "curate.db"):
        pass
    bare = sqlite3.connect(tmp_path / "data" / "curate.db")
    assert bare.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert bare.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert bare.execute("PRAGMA foreign_key_check").fetchall() == []
    bare.close()


def test_every_statement_of_the_schema_is_complete() -> None:
    found = list(statements(FIRST))
    assert len([s for s in found if "CREATE TABLE" in s]) == FIRST.count("CREATE TABLE")
    assert all(sqlite3.complete_statement(s) for s in found)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "curate.db"
    with Store(path):
        pass
    bare = sqlite3.connect(path)
    bare.execute(f"PRAGMA user_version = {VERSION + 1}")
    bare.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer curate"):
        Store(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "curate.db"
    path.write_text("Dit is geen databank, maar een boodschappenlijst die lang genoeg is." * 20, encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        Store(path)
    assert path.read_text(encoding="utf-8").startswith("Dit is geen databank")


def test_a_full_disk_loses_nothing_and_writes_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "curate.db"
    with Store(path) as store:
        store.sources.configure([Configured(name="Blog", fallback="b", url="https://blog.example/feed")])
        store.items.take(1, Said(entries=(_entry(0),)), home="https://blog.example", now=NOW, first=False)
        pages = store._connection.value("PRAGMA page_count")
        store._connection.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        many = Said(entries=tuple(_entry(n, body="woord " * 3000) for n in range(1, 50)))
        with pytest.raises(StoreError, match="no room"):
            store.items.take(1, many, home="https://blog.example", now=NOW, first=False)
    with Store(path) as store:
        assert [item.title for item in store.items.listed(Wanted())] == ["Titel 0"]
        assert store._connection.value("PRAGMA integrity_check") == "ok"


def _entry(number: int, body: str = "") -> SaidEntry:
    return SaidEntry(id=None, url=f"https://blog.example/{number}", title=f"Titel {number}", content=body)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    with pytest.raises(StoreError):
        Store(tmp_path / "data" / "curate.db")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("attempt to write a readonly database", StoreError),
        ("database or disk is full", StoreError),
        ("unable to open database file", StoreError),
        ("database disk image is malformed", StoreError),
        ("disk I/O error", StoreError),
        ("database is locked", Busy),
    ],
)
def test_every_fault_has_a_sentence_and_something_to_do(said: str, kind: type[Exception]) -> None:
    error = explained(sqlite3.OperationalError(said), Path("curate.db"))
    assert type(error) is kind
    assert error is not None
    assert "curate.db" in str(error)
    assert error.hint is not None


def test_a_transaction_inside_another_one_falls_alone(tmp_path: Path) -> None:
    connection = Connection(tmp_path / "curate.db")
    with connection.transaction():
        connection.insert("story", {"key": "a"})
        with pytest.raises(StoreError), connection.transaction():
            connection.insert("story", {"key": "a"})
    assert [row["key"] for row in connection.rows("SELECT key FROM story")] == ["a"]
    connection.close()


def test_a_database_of_the_second_form_keeps_its_sightings_and_waits_for_the_new_search_index(tmp_path: Path) -> None:
    path = tmp_path / "curate.db"
    bare = sqlite3.connect(path)
    for script in (FIRST, SECOND):
        for statement in statements(script):
            bare.execute(statement)
    bare.executescript(
        "INSERT INTO source (id, key, name, url) VALUES (1, 'k', 'Blog', 'https://blog.example/feed');"
        "INSERT INTO item (id, key, url, canonical_url, source_id, title, summary, content, first_seen) VALUES "
        "(7, 'i', 'https://blog.example/a', 'https://blog.example/a', 1, 'De steden', '', '', '2026-01-01T00:00:00Z');"
        "INSERT INTO sighting VALUES (1, 'e', 7, 'https://blog.example/a', 'De steden', 'h', '2026-01-01T00:00:00Z', "
        "'2026-01-02T00:00:00Z');"
        "INSERT INTO found (rowid, title, text, note) VALUES (7, 'De steden', '', '');"
        "PRAGMA user_version = 2;"
    )
    bare.close()
    with Store(path) as store:
        assert [sighting.entry_id for sighting in store.items.sightings(7)] == ["e"]
        assert store.search.waiting(5) == [7]
        assert store.faults() == []
