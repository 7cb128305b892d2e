"""One item that was held as two: its page told that both are one. And the addresses and numbers that it had before."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from curate import text, urls
from curate.models import SaidPage, State
from curate.store.curation import Act, Curation
from curate.store.database import Connection, Row

_FURTHER = (
    State.LAPSED, State.NEW, State.SNOOZED, State.DISMISSED, State.SHORTLISTED, State.COMMENTED, State.APPROVED,
    State.PUBLISHED, State.CORRECTED, State.WITHDRAWN,
)  # fmt: skip
"""How far an item has come, least first: of two that turn out to be one, the state of the further one holds."""
_ALIKE = 0.5
"""The share of its words that the shorter of two titles has in common with the other, where they name one page."""


class Twins:
    """The items of one database that turned out to be the same."""

    def __init__(self, connection: Connection, curation: Curation, forget: Callable[[Collection[int]], None]) -> None:
        """`forget`: takes items out of the index that new texts are compared with."""
        self._c = connection
        self._curation = curation
        self._forget = forget

    def now(self, number: int) -> int:
        """Return the number that an item has now."""
        return int(self._c.value("SELECT item_id FROM alias WHERE number = ?", [number]) or number)

    def settle(self, act: Act, item: int, said: SaidPage) -> int:
        """Take the address that an item's page gives itself for its own, and return the item's number from now on.

        Where another item has that address, both are one: it keeps the smaller number, and loses nothing. An address
        that pages of different titles name is the slip of a site, and says nothing.
        """
        with self._c.transaction():
            held = self._c.row("SELECT id, title, canonical_url FROM item WHERE id = ?", [item])
            named = _canonical(said.canonical)
            if held is None or named is None or not _own(named, held["canonical_url"]):
                return item
            titles = [held["title"], said.title]
            other = self._c.row("SELECT id, title FROM item WHERE canonical_url = ? AND id != ?", [named, item])
            if other is None:
                return self._named(act, item, named, titles)
            return self._one(act, item, other["id"]) if _alike(titles, other["title"]) else item

    def _named(self, act: Act, item: int, named: str, titles: list[str]) -> int:
        """Keep that an item has this address too, which none has for its own."""
        known = self._c.row(
            "SELECT alias.item_id, title FROM alias LEFT JOIN item ON item.id = item_id WHERE alias.canonical_url = ?",
            [named],
        )
        if known is None:
            self._c.insert("alias", {"canonical_url": named, "item_id": item})
        elif known["item_id"] is None or known["item_id"] == item:
            pass
        elif _alike(titles, known["title"]):
            return self._one(act, item, known["item_id"])
        else:
            self._c.run("UPDATE alias SET item_id = NULL WHERE canonical_url = ? AND number IS NULL", [named])
        return item

    # ── making one of two ────────────────────────────────────────────────────────────────────────────────────────────

    def _one(self, act: Act, one: int, other: int) -> int:
        """Make one item of two, under the smaller number, and return that."""
        into, gone = sorted((one, other))
        self._forget([into, gone])  # enrichment sees the one that stays anew
        kept, lost = (self._row(number) for number in (into, gone))
        changes = self._joined(kept, lost)
        self._posts(into, gone)
        self._texts(into, gone)
        self._befores(into, gone, theirs="state" in changes)
        self._c.run("UPDATE OR IGNORE tag SET item_id = ? WHERE item_id = ?", [into, gone])
        self._c.run("DELETE FROM story_join WHERE item_id IN (?, ?) AND with_id IN (?, ?)", [into, gone, into, gone])
        self._c.update("item", into, changes)
        if kept["note_id"] and lost["note_id"]:
            self._c.insert("rival", {"note_id": lost["note_id"], "item_id": into})
        if kept["story_id"] and lost["story_id"]:
            stories = sorted((kept["story_id"], lost["story_id"]))
            self._c.run("UPDATE item SET story_id = ? WHERE story_id = ?", stories)
        self._rest(into, gone)
        self._c.run("DELETE FROM document WHERE item_id = ?", [gone])
        self._c.run("DELETE FROM unsearched WHERE item_id = ?", [gone])
        self._c.run("DELETE FROM item WHERE id = ?", [gone])
        self._c.run("DELETE FROM alias WHERE canonical_url = ?", [lost["canonical_url"]])
        self._c.insert("alias", {"canonical_url": lost["canonical_url"], "item_id": into, "number": gone})
        self._c.run("INSERT OR IGNORE INTO pending VALUES (?)", [into])
        self._c.run("INSERT OR IGNORE INTO unsearched VALUES (?)", [into])
        self._curation.record(act, "same", item=into, text=f"#{gone} {lost['url']}")
        return into

    def _row(self, number: int) -> Row:
        return self._c.rows("SELECT * FROM item WHERE id = ?", [number])[0]

    @staticmethod
    def _joined(kept: Row, lost: Row) -> Row:
        """Return what changes in the row of the item that stays."""
        changes: Row = {
            "first_seen": min(kept["first_seen"], lost["first_seen"]),
            "baseline": int(kept["baseline"] and lost["baseline"]),
        }
        if _FURTHER.index(State(lost["state"])) > _FURTHER.index(State(kept["state"])):
            changes |= {"state": lost["state"], "snoozed_until": lost["snoozed_until"]}
        if not kept["note_id"]:
            changes["note_id"] = lost["note_id"]
        if not kept["story_id"]:
            changes["story_id"] = lost["story_id"]
        if len(lost["content"]) > len(kept["content"]):
            changes["content"] = lost["content"]
        for column in ("author", "language", "image", "published"):
            if kept[column] is None:
                changes[column] = lost[column]
        return changes

    def _posts(self, into: int, gone: int) -> None:
        """Let an item stand once on a channel: of two rows of the ledger, the earlier one."""
        self._c.run(
            "UPDATE post SET undone = 1 WHERE id IN (SELECT max(post.id) FROM post WHERE NOT undone "
            "AND item_id IN (?, ?) GROUP BY channel, round HAVING count(*) > 1)",
            [into, gone],
        )

    def _texts(self, into: int, gone: int) -> None:
        """Keep the longer of what two pages held, and of one digest's two places the one with words of its own."""
        pages = self._c.rows("SELECT item_id, length(content) AS n FROM page WHERE item_id IN (?, ?)", [into, gone])
        if len(pages) > 1:
            shorter = min(pages, key=lambda row: (row["n"], -row["item_id"]))
            self._c.run("DELETE FROM page WHERE item_id = ?", [shorter["item_id"]])
        for row in self._c.rows("SELECT digest_id, texts FROM entry WHERE item_id = ? AND texts != '{}'", [gone]):
            held = self._c.value(
                "SELECT texts FROM entry WHERE digest_id = ? AND item_id = ?", [row["digest_id"], into]
            )
            if held is not None:
                texts = json.dumps(json.loads(row["texts"]) | json.loads(held), ensure_ascii=False)
                self._c.run(
                    "UPDATE entry SET texts = ? WHERE digest_id = ? AND item_id = ?", [texts, row["digest_id"], into]
                )

    def _befores(self, into: int, gone: int, *, theirs: bool) -> None:
        """Let what stood before an event be put back on the item that stays.

        What was done to the item whose state does not hold can no longer be taken back: that would undo the other's.
        """
        loser = into if theirs else gone
        self._c.run(
            "UPDATE event SET before = NULL WHERE item_id = ? AND before IS NOT NULL AND digest_id IS NULL", [loser]
        )
        rows = self._c.rows(
            "SELECT id, before FROM event WHERE before IS NOT NULL AND (item_id = ? OR digest_id IS NOT NULL)", [gone]
        )
        for row in rows:
            before = json.loads(row["before"])
            if _renumbered(before, gone, into):
                self._c.update("event", row["id"], {"before": json.dumps(before, ensure_ascii=False)})

    def _rest(self, into: int, gone: int) -> None:
        """Let everything else that points at the item that goes point at the one that stays.

        Where that would say the same twice, once is enough.
        """
        for table in self._c.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            name = table["name"]
            for key in self._c.rows('SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = \'item\'', [name]):
                column = key["from"]
                self._c.run(f'UPDATE OR IGNORE "{name}" SET "{column}" = ? WHERE "{column}" = ?', [into, gone])  # noqa: S608
                self._c.run(f'DELETE FROM "{name}" WHERE "{column}" = ?', [gone])  # noqa: S608


def _renumbered(before: dict[str, Any], gone: int, into: int) -> bool:
    """Change the number of an item in what stood before an event, and return whether it was there."""
    changed = False
    for row, name in (
        (before.get("item") or {}, "id"),
        (before.get("tags") or {}, "item_id"),
        *((tag, "item_id") for tag in (before.get("tags") or {}).get("rows", [])),
    ):
        if row.get(name) == gone:
            row[name] = into
            changed = True
    entries = before.get("entries") or []
    if any(entry["item_id"] == gone for entry in entries):
        both = any(entry["item_id"] == into for entry in entries)
        before["entries"] = [
            {**entry, "item_id": into if entry["item_id"] == gone else entry["item_id"]}
            for entry in entries
            if not (both and entry["item_id"] == gone)
        ]
        changed = True
    return changed


def _canonical(address: str | None) -> str | None:
    try:
        return None if address is None else urls.canonical(address)
    except ValueError:
        return None


def _own(named: str, held: str) -> bool:
    """Return whether an address may be another one of the item at `held`: of its own site, and not its own.

    Publications that a fragment tells apart share a page, and its address.
    """
    if named == held or "#" in held:
        return False
    one, other = urls.host(named), urls.host(held)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _alike(titles: list[str], other: str) -> bool:
    """Return whether one of these titles may be that of the same page as the other one."""
    theirs = set(text.words(text.fold(other)))
    for title in titles:
        ours = set(text.words(text.fold(title)))
        if text.fold(title) == text.fold(other):
            return True
        if ours and theirs and len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs)):
            return True
    return False
