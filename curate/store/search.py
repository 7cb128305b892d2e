"""Full text search over titles, texts and the curators' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curate.store.database import Connection

START, END = "\x02", "\x03"
"""Marks around a hit, in a snippet: no text that we keep holds control characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One item found."""

    item: int
    snippet: str
    """The place of the hit, the words found between `START` and `END`."""


class Search:
    """The search index of one database; it can always be made again from the items."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def index(self, texts: Iterable[tuple[int, str, str, str]]) -> None:
        """Put items into the index, in place of what it held of them: (item, title, text, note)."""
        rows = list(texts)
        self._c.run_many("DELETE FROM found WHERE rowid = ?", [[row[0]] for row in rows])
        self._c.run_many("INSERT INTO found (rowid, title, text, note) VALUES (?, ?, ?, ?)", rows)

    def find(self, query: str, limit: int | None) -> list[Hit]:
        """Return the items that hold every word of a query, best first (bm25; a hit in the title counts most).

        `"two words"` are looked for together, `word*` is a beginning; nothing else in a query has a meaning.
        """
        match = _match(query)
        if not match:
            return []
        rows = self._c.rows(
            "SELECT rowid, snippet(found, -1, ?, ?, '…', 24) AS snippet FROM found WHERE found MATCH ? "
            "ORDER BY bm25(found, 8.0, 1.0, 4.0), rowid DESC LIMIT ?",
            [START, END, match, -1 if limit is None else limit],
        )
        return [Hit(item=row["rowid"], snippet=row["snippet"]) for row in rows]

    def titles(self, words: str, limit: int = 6) -> Sequence[int]:
        """Return the items whose title holds all of some words."""
        match = _match(words)
        if not match:
            return []
        rows = self._c.rows(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found), rowid DESC LIMIT ?",
            [f"title : ({match})", limit],
        )
        return [row["rowid"] for row in rows]


def _match(query: str) -> str:
    """Return a query as FTS5 takes it: every word in quotes, so that nothing a person types is an operator."""
    parts = []
    for phrase, word in re.findall(r'"([^"]*)"|(\S+)', query):
        bare = (phrase or word).replace('"', " ").strip()
        if not re.search(r"\w", bare):
            continue
        star = "*" if not phrase and bare.endswith("*") else ""
        parts.append(f'"{bare.rstrip("*")}"{star}')
    return " ".join(parts)
