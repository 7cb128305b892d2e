"""A database from elsewhere: looked at as a copy, held to our form to the letter, or refused whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from curate.errors import UsageError
from curate.locale import M
from curate.store.database import Connection, of_the_machine
from curate.store.schema import FIRST, VERSION

BUNDLE = 0x63757261
"""The application_id of SQLite that marks a bundle: "cura"."""
BACKUP = 0x63757262
"""The same of a backup: "curb"."""
TABLES = (
    "source", "sighting", "gap", "fetch", "item", "tag", "note", "event", "digest", "entry", "post", "page", "tip",
    "bulk", "slot", "sending", "sending_part", "watch", "trend_note", "result",
)  # fmt: skip
"""What is taken over; stories, scores and the search index are made anew."""


@contextmanager
def opened(path: Path, folder: Path | None = None) -> Iterator[Path]:
    """Give a copy of another database, brought up to our form; what it was is left as it is.

    The copy stands in `folder` for as long as this lasts, else where the machine keeps such things. `UsageError` where
    it is none of ours, damaged, or of a newer form; `StoreError` where there is no room for the copy.
    """
    with TemporaryDirectory(prefix=".curate-", dir=folder) as place:
        copy = Path(place) / "other.db"
        try:
            _copied(path, copy)
            _checked(copy, path)
            Connection(copy).close()  # brings an older one up to our form
            _formed(copy, path)
        except sqlite3.Error as error:
            if (known := of_the_machine(error, path)) is not None:
                raise known from error
            raise _none_of_ours(path) from error
        yield copy


def kind(path: Path) -> int:
    """Return the mark (`application_id`) of a database: `BUNDLE`, `BACKUP`, or another; -1 where it is none."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("PRAGMA application_id").fetchone()[0])
    except sqlite3.Error:
        return -1


def _copied(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as there:
        there.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(copy)) as here:
            there.backup(here)


def _checked(copy: Path, path: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        kinds = dict(connection.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"))
        triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    if version > VERSION:
        raise UsageError(
            M("{path} was made by a newer curate (its form is {found}; this one knows {known}).",
              path=path, found=version, known=VERSION),
            hint=M("Install the newest curate: uv tool upgrade cureren, or pipx upgrade cureren. Nothing was changed."),
        )  # fmt: skip
    first = {name for name in TABLES if f"CREATE TABLE {name} (" in FIRST}
    if not whole or version < 1 or triggers or any(kinds.get(name) != "table" for name in first):
        raise _none_of_ours(path)


def _formed(copy: Path, path: Path) -> None:
    """Hold that a database has our form to the letter, and that what we cannot clean is right in it.

    The form makes every value one of its column's type (`STRICT`, which SQLite's check holds).
    """
    connection = Connection(copy)
    try:
        wrong = connection.formless() or any(connection.row(check) is not None for check in _CHECKS)
    finally:
        connection.close()
    if wrong:
        raise _none_of_ours(path)


_MOMENTS = {
    "source": ("first_fetch", "last_fetch", "last_success", "failing_since", "moved_seen", "last_new"),
    "sighting": ("first_seen", "last_seen"),
    "gap": ("from", "to"),
    "fetch": ("started", "finished"),
    "item": ("published", "updated", "first_seen", "snoozed_until"),
    "note": ("at",),
    "event": ("at",),
    "digest": ("created", "changed", "closed", "since", "until"),
    "slot": ("at",),
    "post": ("at",),
    "page": ("published", "read"),
    "tip": ("at",),
    "sending": ("at", "due"),
    "sending_part": ("began",),
    "watch": ("at",),
    "trend_note": ("at",),
    "result": ("at",),
}
_CHECKS = (
    *(
        f'SELECT 1 FROM {table} WHERE "{column}" IS NOT NULL AND '  # noqa: S608
        f"strftime('%Y-%m-%dT%H:%M:%SZ', \"{column}\", '+0 days') IS NOT \"{column}\""
        for table, columns in _MOMENTS.items()
        for column in columns
    ),
    *(
        f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL AND "  # noqa: S608
        f"(NOT json_valid({column}) OR json_type({column}, '$.text') IS NOT 'text')"
        for table, column in (("source", "last_error"), ("page", "error"))
    ),
    'SELECT 1 FROM entry WHERE NOT json_valid("only") OR json_type("only") IS NOT \'array\'',
    "SELECT 1 FROM entry WHERE NOT json_valid(texts) OR json_type(texts) IS NOT 'object'",
    "SELECT 1 FROM digest WHERE curators NOT NULL AND iif(json_valid(curators), json_type(curators), '') != 'array'",
    "SELECT 1 FROM note WHERE rating NOT BETWEEN 1 AND 5",
    "SELECT 1 FROM source WHERE trust NOT BETWEEN 1 AND 5",
)
"""What must find nothing: moments that are none, messages and lists that are none, figures out of their range."""


def _none_of_ours(path: Path) -> UsageError:
    return UsageError(
        M("{path} is not a bundle or database of curate, or it is damaged.", path=path),
        hint=M(
            "Name what `curate fetch --to FILE` or `curate backup` wrote, or another workspace. Nothing was changed."
        ),
    )
