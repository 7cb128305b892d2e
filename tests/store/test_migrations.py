"""Databases of every earlier version, opened by today's code: all that was there is there, and can be worked with."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from curate.store import SCHEMA, Store
from curate.store.schema import FIRST, MIGRATIONS, SECOND

DATA = Path(__file__).parent / "data"
EARLIER = list(range(1, SCHEMA))


def written(version: int, path: Path) -> Path:
    """Make the database of a version, as it would have been left behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript((DATA / f"version-{version}.sql").read_text(encoding="utf-8"))
    return path


def rows(path: Path, names: dict[str, list[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return all that a database holds, the columns named or all of them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [
            row["name"]
            for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not row["sql"].startswith("CREATE TABLE '")
        ]
        found = {table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')] for table in tables}  # noqa: S608
    if names is None:
        return found
    return {table: [{name: row[name] for name in names[table]} for row in found[table]] for table in names}


@pytest.mark.parametrize(
    ("step", "digest"),
    [
        (FIRST, "1a75bb1c3eb0ab67e8bf73854097c40fda827594f0266365b44a5325f008b285"),
        (SECOND, "89479734b208fd0bbbdab8451f0796f83db42e72e7243e2ce8bdb8f7cb06c39e"),
    ],
    ids=["FIRST", "SECOND"],
)
def test_a_step_that_went_out_never_changes(step: str, digest: str) -> None:
    assert hashlib.sha256(step.encode()).hexdigest() == digest


REBUILDABLE = ("found",)
"""What a later version makes again in another form."""


def test_every_earlier_version_has_its_database() -> None:
    assert sorted(path.name for path in DATA.glob("version-*.sql")) == [f"version-{n}.sql" for n in EARLIER]
    assert len(MIGRATIONS) == SCHEMA


@pytest.mark.parametrize("version", EARLIER)
def test_the_database_of_a_version_has_rows_in_every_table(version: int, tmp_path: Path) -> None:
    assert [table for table, held in rows(written(version, tmp_path / "old.db")).items() if not held] == []


@pytest.mark.parametrize("version", EARLIER)
def test_all_that_was_there_is_there(version: int, tmp_path: Path) -> None:
    path = written(version, tmp_path / "curate.db")
    before = {table: held for table, held in rows(path).items() if table not in REBUILDABLE}
    columns = {table: list(held[0]) for table, held in before.items()}
    with Store(path) as store:
        assert store.faults() == []
        assert store.formless() == []
        assert store.items.total() == 7
    assert rows(path, columns) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("version", EARLIER)
def test_a_step_that_breaks_off_changes_nothing(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(version, tmp_path / "curate.db")
    before = rows(path)
    broken = (*MIGRATIONS[:-1], MIGRATIONS[-1] + "\nCREATE TABLE item (id INTEGER);\n")
    monkeypatch.setattr("curate.store.database.MIGRATIONS", broken)
    with pytest.raises(Exception, match="already exists"):
        Store(path)
    assert rows(path) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
