"""Opening the database, bringing it up to date, transactions, and what is said when it cannot be used."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curate.errors import Busy, CurateError, StoreError
from curate.locale import M
from curate.store.schema import MIGRATIONS, VERSION

# sqlite_utils takes numpy in where it is installed, for types that we have none of: 40 ms of every command.
_numpy = sys.modules.get("numpy")
sys.modules["numpy"] = None  # type: ignore[assignment]
from sqlite_utils import Database  # noqa: E402

del sys.modules["numpy"]
if _numpy is not None:
    sys.modules["numpy"] = _numpy

Row = dict[str, Any]
_PAGES = 1000
"""Of 4 KB: after so many, SQLite moves what was written from the log into the database. Its own default."""
_PAGES_OF_A_RUN = 8000
"""The same in a run that writes much: a page that is written often is moved once. 32 MB."""
WAIT_SECONDS = 30.0
"""How long a command waits for another one's write to end before it gives up."""


def stamp(moment: datetime | None) -> str | None:
    """Return a moment as the database keeps it: ISO 8601, UTC, whole seconds, `Z`."""
    if moment is None:
        return None
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.replace(microsecond=0, tzinfo=None).isoformat() + "Z"  # strftime takes four times as long


def moment(text: str | None) -> datetime | None:
    """Return the aware moment that `stamp` wrote; None for NULL."""
    return None if text is None else datetime.fromisoformat(text)


def known(text: str) -> datetime:
    """Return the moment of a column that is never NULL."""
    return datetime.fromisoformat(text)


def new_key() -> str:
    """Return a stable key for something that has no address of its own."""
    return uuid.uuid4().hex


class Connection:
    """One open database: `rows` to read, `transaction` around every write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.faults():
            _writable_place(path)
            connection = sqlite3.connect(address(path), uri=True, timeout=WAIT_SECONDS, check_same_thread=False)
            try:
                self.db = Database(connection)
                self.db.execute("PRAGMA foreign_keys = ON")
                self._migrate()
            except BaseException:
                connection.close()
                raise

    def _migrate(self) -> None:
        version: int = self.db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StoreError(
                M(
                    "The database {path} was made by a newer curate (its form is {found}; this one knows {known}).",
                    path=self.path,
                    found=version,
                    known=VERSION,
                ),
                hint=M(
                    "Install the newest curate: uv tool upgrade cureren, or pipx upgrade cureren. Nothing was changed."
                ),
            )
        self._several_at_a_time()
        if version == VERSION:
            return
        with self.transaction():
            # Two commands may have started at once: only the first one finds the old version here.
            for step in range(self.db.execute("PRAGMA user_version").fetchone()[0], VERSION):
                for statement in statements(MIGRATIONS[step]):
                    self.db.execute(statement)
            self.db.execute(f"PRAGMA user_version = {VERSION}")

    def _several_at_a_time(self) -> None:
        """See to it that some can read while another one writes: a backup that was put here by hand has lost that."""
        with suppress(sqlite3.OperationalError):  # it may not be written, or somebody is: then another time
            if self.db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                self.db.enable_wal()

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return what a query finds, a dictionary a row."""
        cursor = self.db.execute(sql, parameters)  # type: ignore[arg-type]
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Row | None:
        """Return the first row that a query finds, None where it finds none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Any:  # noqa: ANN401
        """Return the first column of the first row."""
        found = self.db.execute(sql, parameters).fetchone()  # type: ignore[arg-type]
        return None if found is None else found[0]

    def run(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Carry out one statement and return how many rows it changed."""
        return self.db.execute(sql, parameters).rowcount  # type: ignore[arg-type]

    def run_many(self, sql: str, parameters: Sequence[Sequence[object]]) -> None:
        """Carry out one statement for each set of values."""
        if self.db.conn.in_transaction:
            self.db.conn.executemany(sql, parameters)
            return
        with self.db.atomic():  # else Python would begin a transaction that nobody ends
            self.db.conn.executemany(sql, parameters)

    def insert(self, table: str, values: Row) -> int:
        """Add one row and return its number."""
        columns = ", ".join(f'"{name}"' for name in values)
        places = ", ".join("?" * len(values))
        cursor = self.db.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', list(values.values()))  # noqa: S608
        return int(cursor.lastrowid or 0)

    def insert_many(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows, all with the same columns."""
        if rows:
            columns = ", ".join(f'"{name}"' for name in rows[0])
            places = ", ".join("?" * len(rows[0]))
            sql = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'  # noqa: S608
            self.run_many(sql, [list(row.values()) for row in rows])

    @contextmanager
    def repeatable(self) -> Iterator[None]:
        """Do not wait for the disk at each transaction inside: what a power cut would take can be done again.

        A killed process still loses nothing, and the database stays whole (SQLite, `synchronous=NORMAL` with WAL).
        """
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_OF_A_RUN}")
        self.db.execute(f"PRAGMA cache_size = {_PAGES_OF_A_RUN}")
        try:
            yield
        finally:
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")

    def update(self, table: str, number: int, values: Row) -> None:
        """Change columns of one row."""
        changes = ", ".join(f'"{name}" = ?' for name in values)
        self.db.execute(f'UPDATE "{table}" SET {changes} WHERE id = ?', [*values.values(), number])  # noqa: S608

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing is. May be nested.

        The write lock is taken at the start: a cron job and a curator who read first and write later cannot both
        believe what they read.
        """
        with self.faults():
            if self.db.conn.in_transaction:
                with self.db.atomic():
                    yield
                return
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.rollback()
                raise
            try:
                self.db.conn.execute("COMMIT")
            except BaseException:
                self.db.rollback()
                raise

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Nothing inside is written in the end."""
        with self.faults():
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self.db.rollback()

    def formless(self) -> list[str]:
        """Return the tables and indexes that have not the form which this curate gives them; empty where all have."""
        names = made(MIGRATIONS)
        bare = sqlite3.connect(":memory:")
        try:
            for step in MIGRATIONS:
                bare.executescript(step)
            right = dict(bare.execute("SELECT name, sql FROM sqlite_master").fetchall())
        finally:
            bare.close()
        here = {row["name"]: row["sql"] for row in self.rows("SELECT name, sql FROM sqlite_master")}
        return [name for name in names if name in right and here.get(name) != right[name]]

    def faulty(self) -> list[str]:
        """Return what SQLite finds damaged, and rows that point at none; empty where all is whole."""
        damaged = [row["quick_check"] for row in self.rows("PRAGMA quick_check(5)") if row["quick_check"] != "ok"]
        orphans = self.rows("PRAGMA foreign_key_check")
        return damaged + [f"{row['table']} {row['rowid']} → {row['parent']}" for row in orphans[:5]]

    def close(self) -> None:
        """Give the file back."""
        self.db.close()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what SQLite says is wrong into a sentence."""
        try:
            yield
        except sqlite3.Error as error:
            known = explained(error, self.path)
            assert known is not None  # noqa: S101
            raise known from error


def engine() -> tuple[str, bool]:
    """Return the version of SQLite here, and whether it has full text search."""
    connection = sqlite3.connect(":memory:")
    try:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    finally:
        connection.close()
    return sqlite3.sqlite_version, "ENABLE_FTS5" in options


def explained(error: Exception, path: Path) -> CurateError | None:
    """Return what a person should know about a fault of the database; None where it is not one."""
    if not isinstance(error, sqlite3.Error):
        return None
    if (known := of_the_machine(error, path)) is not None:
        return known
    said = str(error).lower()
    if "not a database" in said or "malformed" in said:
        return StoreError(
            M("The file {path} is damaged, or is not a database of curate.", path=path),
            hint=M("Bring back a copy with: curate restore FILE. See which there are in data/backups."),
        )
    return StoreError(
        M("The database {path} could not be used: {reason}.", path=path, reason=str(error)),
        hint=M("Nothing of this command was written. If it comes back, see that the disk is well."),
    )


def of_the_machine(error: sqlite3.Error, path: Path) -> CurateError | None:
    """Return what to say where not the database is at fault, but what it stands on; None for any other fault."""
    said = str(error).lower()
    if _is(error, sqlite3.SQLITE_BUSY, "database is locked"):
        return Busy(
            M("Another curate is writing in {path} and did not finish in time.", path=path),
            hint=M("Try again in a minute."),
        )
    if _is(error, sqlite3.SQLITE_FULL, "is full") or ("disk i/o" in said and _no_room(path)):
        return StoreError(
            M("There is no room left to write the database {path}.", path=path),
            hint=M("Make room on the disk and do it again. What was there before is whole; this change was not made."),
        )
    if "readonly" in said or "read-only" in said:
        return StoreError(
            M("The database {path} cannot be written: it, or its folder, is read-only for you.", path=path),
            hint=M("Give yourself the right to write in that folder, or move the workspace to a folder of your own."),
        )
    if "unable to open" in said:
        if _no_room(path):
            return of_the_machine(sqlite3.OperationalError("disk is full"), path)
        return StoreError(
            M("The database {path} cannot be opened.", path=path),
            hint=M("See that the folder exists and that you may read and write in it."),
        )
    return None


def _is(error: sqlite3.Error, code: int, words: str) -> bool:
    """Return whether an error is of a kind; by its words where SQLite gave it no number (extended ones end in it)."""
    given: int | None = getattr(error, "sqlite_errorcode", None)
    return words in str(error).lower() if given is None else given & 0xFF == code


def _no_room(path: Path) -> bool:
    """Return whether the disk is full: SQLite sometimes only says that it could not write."""
    try:
        usage = shutil.disk_usage(path.parent)
    except OSError:
        return False
    return usage.total > 0 and usage.free < _NO_ROOM  # what is no disk at all has no room either


_NO_ROOM = 64 * 1024
"""Bytes. SQLite needs 32 KB beside a database to open it (its -shm file), and a page or two to write."""


def address(path: Path, mode: str = "rwc") -> str:
    """Return how SQLite is told to open a database (`mode`: rwc, or ro to read only).

    In a folder that may not be written it cannot make the files that stand beside a database, not even to read it;
    where no other process has one open there, nothing can change it, and it may be read as it lies.
    """
    place = path.absolute().as_uri()
    still = path.exists() and not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"{place}?immutable=1" if still else f"{place}?mode={mode}"


def _writable_place(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            M("The folder {path} could not be made: {reason}.", path=path.parent, reason=error.strerror or str(error)),
            hint=M("Give yourself the right to write there, or choose another workspace with --workspace DIR."),
        ) from error


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one, so that they can share one transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def made(steps: Sequence[str]) -> list[str]:
    """Return the names of the tables and indexes that steps of the schema make."""
    return re.findall(r"^CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX) (\w+)", "\n".join(steps), re.MULTILINE)
