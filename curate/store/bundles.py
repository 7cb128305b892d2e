"""Bundles: what one workspace hands over to another, as a database of its own."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from curate.errors import UsageError
from curate.locale import M
from curate.store.database import Connection, explained
from curate.store.foreign import BUNDLE, TABLES

_WHOLE = ("source", "gap", "fetch", "digest", "watch", "trend_note")
"""Tables that a bundle holds all rows of."""


def write_bundle(database: Path, bundle: Path, since: str) -> int:
    """Write what came in since a moment, and all that was curated, as a database of its own; return how many items.

    It stands there whole or not at all. Raises OSError, StoreError where the database cannot be read, and UsageError
    where something else stands there: only a bundle is ever replaced.
    """
    refuse_target(database, bundle)
    try:
        return _bundled(database, bundle, since)
    except sqlite3.Error as error:
        known = explained(error, database)
        assert known is not None  # noqa: S101
        raise known from error


def refuse_target(database: Path, bundle: Path) -> None:
    """Raise UsageError where a bundle would take the place of what is none."""
    if not bundle.exists():
        return
    ours = bundle.is_file() and not (database.exists() and bundle.samefile(database))
    if ours and bundle.stat().st_size:
        try:
            with closing(sqlite3.connect(f"{bundle.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                ours = connection.execute("PRAGMA application_id").fetchone()[0] == BUNDLE
        except sqlite3.Error:
            ours = False
    if not ours:
        raise UsageError(
            M("{path} is there already, and is no bundle: it is left as it is.", path=bundle),
            hint=M("Choose another name for the bundle."),
        )


def _bundled(database: Path, bundle: Path, since: str) -> int:
    with TemporaryDirectory(prefix=".curate-", dir=bundle.parent) as folder:
        made = Path(folder) / "bundle.db"
        Connection(made).close()
        with closing(sqlite3.connect(made, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA application_id = {BUNDLE}")
            connection.execute("ATTACH ? AS here", [f"{database.absolute().as_uri()}?mode=ro"])
            connection.execute("BEGIN")
            wanted = (
                "SELECT id FROM here.item WHERE first_seen >= :since OR state NOT IN ('new', 'lapsed') OR id IN "
                "(SELECT item_id FROM here.sighting WHERE first_seen >= :since OR last_seen >= :since) "
                "OR id IN (SELECT item_id FROM here.page WHERE read >= :since) OR id IN (SELECT item_id FROM here.tip)"
            )
            connection.execute(f"CREATE TEMP TABLE wanted AS {wanted}", {"since": since})
            for table in TABLES:
                part = "" if table in _WHOLE else "WHERE item_id IN (SELECT id FROM wanted)"
                if table == "item":
                    part = "WHERE id IN (SELECT id FROM wanted)"
                elif table == "sending_part":
                    part = "WHERE lead IN (SELECT lead FROM here.sending WHERE item_id IN (SELECT id FROM wanted))"
                elif table == "result":
                    part = "WHERE post_id IN (SELECT id FROM here.post WHERE item_id IN (SELECT id FROM wanted))"
                elif table == "event":
                    part = "WHERE item_id IS NULL OR item_id IN (SELECT id FROM wanted)"
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM here.{table} {part}")  # noqa: S608
            connection.execute("UPDATE main.item SET story_id = NULL")
            count: int = connection.execute("SELECT count(*) FROM main.item").fetchone()[0]
            connection.execute("COMMIT")
            connection.execute("DETACH here")
            connection.execute("VACUUM")
        shutil.move(made, bundle.with_name(f".{bundle.name}.part"))
        bundle.with_name(f".{bundle.name}.part").replace(bundle)
    return count
