"""Whole copies of a database: made while others write in it, and brought back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from curate.errors import Busy, ExportError, StoreError, UsageError
from curate.locale import M
from curate.store.database import WAIT_SECONDS, address, explained
from curate.store.foreign import BACKUP, BUNDLE, kind, opened

_PAGES = 2000
"""Pages copied between two looks at whether somebody wants it broken off: 8 MB."""
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it is open."""


def back_up(database: Path, target: Path) -> int:
    """Write a whole, checked copy of a database, and return how many items it holds.

    Others may be writing meanwhile: the copy is of one moment. It stands there whole or not at all, and only an earlier
    copy is ever replaced. Raises UsageError where something else stands there, StoreError where the database is damaged
    or there is no room, ExportError where the place cannot be written.
    """
    _refuse_target(database, target)
    aside = target.with_name(f".{target.name}.part")
    try:
        with _written(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _remove(aside)
            _copy(database, aside, target)
            items = _sealed(aside, database, target)
            shutil.copymode(database, aside)
            aside.replace(target)
    finally:
        with suppress(OSError):  # the first error is the one to tell
            _remove(aside)
    return items


def _refuse_target(database: Path, target: Path) -> None:
    if target.is_dir():
        raise UsageError(M("{path} is a folder.", path=target), hint=M("Name a file in it."))
    if not target.exists():
        return
    ours = target.is_file() and not (database.exists() and target.samefile(database))  # a device is no file
    if not ours or (target.stat().st_size and kind(target) != BACKUP):
        raise UsageError(
            M("{path} is there already, and is no backup: it is left as it is.", path=target),
            hint=M("Choose another name for the backup."),
        )


@contextmanager
def _written(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportError(
            M("{path} cannot be written: {why}.", path=target, why=error.strerror or str(error)),
            hint=M("Nothing was changed there."),
        ) from error


def _copy(database: Path, aside: Path, target: Path) -> None:
    with _explained(database, target), closing(_reading(database)) as here, closing(blank(aside)) as copy:
        here.execute("BEGIN")
        here.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it is of one moment
        copied(here, copy)
        here.rollback()


def _sealed(aside: Path, database: Path, target: Path) -> int:
    """Check a copy, mark it as one, see that the disk has it, and return how many items it holds."""
    with _explained(database, target), closing(sqlite3.connect(aside)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read from where nothing may be written
        copy.execute(f"PRAGMA application_id = {BACKUP}")
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("database disk image is malformed")
        items = int(copy.execute("SELECT count(*) FROM item").fetchone()[0])
    with aside.open("r+b") as file:
        os.fsync(file.fileno())
    return items


@contextmanager
def _explained(database: Path, target: Path) -> Iterator[None]:
    """Turn what SQLite says into a sentence: the database may be damaged, all else is of the place of the copy."""
    try:
        yield
    except sqlite3.Error as error:
        damaged = "malformed" in str(error) or "not a database" in str(error)
        known = explained(error, database if damaged else target)
        assert known is not None  # noqa: S101
        raise known from error


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(address(database, mode="ro"), uri=True, timeout=WAIT_SECONDS)


def blank(path: Path) -> sqlite3.Connection:
    """Return a new database to copy into. It is not looked after while it is written: only the whole counts."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def copied(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy one open database into another, in place of all that this held; raises where that one stays locked."""

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):  # it would try again for ever
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, pages=_PAGES, progress=look)


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + end) for end in _BESIDE)):
        each.unlink(missing_ok=True)


# ── bringing back ────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def restorable(path: Path, folder: Path) -> Iterator[Path]:
    """Give a checked copy of a backup, brought up to our form, in a folder on the disk where it is to stand.

    `UsageError` where it is a bundle, none of ours, damaged, or of a newer form.
    """
    if kind(path) == BUNDLE:
        raise UsageError(
            M("{path} is a bundle: it holds only what the last month brought.", path=path),
            hint=M("Take over what is in it with: curate merge {path}", path=path),
        )
    with opened(path, folder) as copy:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA application_id = 0")
        yield copy


def is_whole(database: Path) -> bool:
    """Return whether a database can be read from end to end."""
    try:
        with closing(_reading(database)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if isinstance(explained(error, database), Busy):
            raise
        return False


def put_aside(database: Path, place: Path) -> None:
    """Keep what stands there now at a place: a copy of what is whole; what is damaged is moved as it is."""
    if is_whole(database):
        back_up(database, place)
        return
    with _written(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        for end in ("", *_BESIDE):
            here = database.with_name(database.name + end)
            if here.exists():
                shutil.move(here, place.with_name(place.name + end))


def bring_back(copy: Path, database: Path) -> int:
    """Let a database hold what a checked copy holds, all of it or nothing, and return how many items that are.

    It is written as one transaction: who has it open sees the one or the other. Raises Busy where somebody is writing
    in it, StoreError where there is no room.
    """
    try:
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(database, timeout=WAIT_SECONDS)) as live:
            size = live.execute("PRAGMA page_size").fetchone()[0]
            if live.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                raise StoreError(M("The database {path} cannot be written by several at a time here.", path=database))
            if source.execute("PRAGMA page_size").fetchone()[0] != size:
                source.execute("PRAGMA journal_mode = DELETE")
                source.execute(f"PRAGMA page_size = {size}")
                source.execute("VACUUM")
            copied(source, live)
            return int(live.execute("SELECT count(*) FROM item").fetchone()[0])
    except sqlite3.Error as error:
        known = explained(error, database)
        assert known is not None  # noqa: S101
        raise known from error
