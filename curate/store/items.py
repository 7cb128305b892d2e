"""The items: taking in what a source said, and finding them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from curate import text, urls
from curate.locale import Message, pack, unpack
from curate.models import Item, Origin, Said, Sighting, State, Tag
from curate.store.arrivals import Arrival, columns
from curate.store.arrivals import arrivals as arriving
from curate.store.database import Connection, Row, known, moment, stamp
from curate.store.keeping import buried, next_number
from curate.store.listing import Listing, Wanted

BASELINE_AGE = timedelta(days=30)
"""At the first fetch of a source, what is older than this is kept but not shown as new (fetching.md, rule 10)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What one document brought."""

    new: int = 0
    updated: int = 0
    known: int = 0
    """Entries that the source had shown before."""


class Items:
    """The items of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection
        self._listing = Listing(connection)

    # ── taking in ────────────────────────────────────────────────────────────────────────────────────────────────────

    def take(
        self,
        source: int,
        said: Said,
        *,
        home: str,
        now: datetime,
        first: bool,
        arrivals: Sequence[Arrival] | None = None,
        asked: bool = False,
        archive: bool = False,
    ) -> Taken:
        """Keep what a source said, and return what was new in it.

        An item is known by its canonical URL; the same one from two sources is one item with two sightings. What
        changed is updated by the source that speaks for the item, and keeps everything that a curator did. `home` is
        the address that entries without one of their own are filed under; `first` marks the first fetch of a source.
        `arrivals`: what `arrivals(said, home=home)` gave, where that was asked already. What was let go of because of
        its age does not come back, unless somebody `asked` for it. With `archive`, what is new is of the past, whatever
        its age (counted and searched, never in the inbox), and what is here already stays as it is.
        """
        with self._c.transaction():
            if arrivals is None:
                arrivals = arriving(said, home=home)
            seen = self._seen(source, [arrival.entry_id for arrival in arrivals])
            held = self._held([arrival.canonical for arrival in arrivals])
            fresh: list[tuple[int, Arrival]] = []
            sighted: list[tuple[int, Arrival]] = []
            updated = already = 0
            gone = set() if asked else self._gone(source, said, arrivals, seen, held)
            number = next_number(self._c)
            for arrival in arrivals:
                before = seen.get(arrival.entry_id)
                already += before is not None or arrival.canonical in gone
                item = self._same(arrival, before, held)
                if (item is None and arrival.canonical in gone) or (item is not None and archive):
                    continue
                if item is None:
                    item, number = number, number + 1
                    held[arrival.canonical] = item
                    fresh.append((item, arrival))
                elif before is None or before["said_hash"] != arrival.said_hash:
                    updated += self._change(item, source, arrival, said, now=now)
                if before is None or before["said_hash"] != arrival.said_hash or before["item_id"] != item:
                    sighted.append((item, arrival))
            self._add(source, fresh, said, now=now, first=first, archive=archive)
            self._sight(source, sighted, now)
            return Taken(new=len(fresh), updated=updated, known=already)

    def _seen(self, source: int, ids: Sequence[str]) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for some in _batches(ids):
            marks = ",".join("?" * len(some))
            found = self._c.rows(
                f"SELECT * FROM sighting WHERE source_id = ? AND entry_id IN ({marks})",  # noqa: S608
                [source, *some],
            )
            rows |= {row["entry_id"]: row for row in found}
        return rows

    def _held(self, canonicals: Sequence[str]) -> dict[str, int]:
        held: dict[str, int] = {}
        for some in _batches(canonicals):
            marks = ",".join("?" * len(some))
            found = self._c.rows(f"SELECT id, canonical_url FROM item WHERE canonical_url IN ({marks})", some)  # noqa: S608
            held |= {row["canonical_url"]: row["id"] for row in found}
            found = self._c.rows(
                f"SELECT item_id, canonical_url FROM alias WHERE canonical_url IN ({marks}) AND item_id IS NOT NULL",  # noqa: S608
                some,
            )
            held = {row["canonical_url"]: row["item_id"] for row in found} | held
        return held

    def _gone(
        self, source: int, said: Said, arrivals: Sequence[Arrival], seen: dict[str, Row], held: dict[str, int]
    ) -> set[str]:
        new = [each for each in arrivals if self._same(each, seen.get(each.entry_id), held) is None]
        return buried(self._c, source, said, new)

    @staticmethod
    def _same(arrival: Arrival, before: Row | None, held: dict[str, int]) -> int | None:
        """Return the item that an arrival is, None where it is a new one.

        The address decides. The source's own id only says so for an entry that moved: same id, same title, new address
        (some feeds give every entry the same id).
        """
        if arrival.canonical in held:
            return held[arrival.canonical]
        if before is not None and arrival.unique and text.fold(before["title"]) == text.fold(arrival.entry.title):
            return int(before["item_id"])
        return None

    def _add(
        self,
        source: int,
        fresh: Sequence[tuple[int, Arrival]],
        said: Said,
        *,
        now: datetime,
        first: bool,
        archive: bool,
    ) -> None:
        """Add items under the numbers that were chosen for them, which the write lock keeps ours."""
        rows, seen = [], stamp(now)
        for number, arrival in fresh:
            values = columns(arrival, said, now)
            published = moment(values["published"])
            values |= {
                "id": number,
                "key": urls.key(arrival.canonical),
                "canonical_url": arrival.canonical,
                "source_id": source,
                "first_seen": seen,
                "baseline": int(archive or (first and published is not None and now - published > BASELINE_AGE)),
            }
            rows.append(values)
        self._c.insert_many("item", rows)

    def _change(self, item: int, source: int, arrival: Arrival, said: Said, *, now: datetime) -> bool:
        held = self._c.row("SELECT * FROM item WHERE id = ?", [item])
        if held is None or held["source_id"] != source:
            return False
        values = columns(arrival, said, now)
        values["published"] = values["published"] or held["published"]
        values["misdated"] = int(values["misdated"] and values["published"] is None)
        if all(held[column] == value for column, value in values.items()):
            return False
        self._c.update("item", item, values)
        self._c.run("INSERT OR IGNORE INTO pending VALUES (?)", [item])
        return True

    def _sight(self, source: int, sighted: Sequence[tuple[int, Arrival]], now: datetime) -> None:
        """Keep that a source showed items, anew or otherwise than before, and that enrichment is to see them."""
        seen = stamp(now)
        self._c.run_many(
            "INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, entry_id) DO UPDATE SET "
            "item_id = excluded.item_id, url = excluded.url, title = excluded.title, said_hash = excluded.said_hash, "
            "last_seen = excluded.last_seen",
            [
                [source, each.entry_id, item, each.url, each.entry.title, each.said_hash, seen, seen]
                for item, each in sighted
            ],
        )
        self._c.run_many("INSERT OR IGNORE INTO pending VALUES (?)", [[item] for item, _ in sighted])

    # ── enrichment ───────────────────────────────────────────────────────────────────────────────────────────────────

    def pending(self) -> list[int]:
        """Return the items that enrichment has not had, in the order of their appearance."""
        return [
            row[0]
            for row in self._c.db.execute(
                "SELECT item_id FROM pending JOIN item ON item.id = item_id "
                "ORDER BY coalesce(published, first_seen), item_id"
            )
        ]

    def after(self, number: int, limit: int) -> list[Item]:
        """Return the next items in the order of their numbers."""
        return self._items("WHERE item.id > ? ORDER BY item.id LIMIT ?", [number, limit])

    def newest(self, since: datetime, limit: int) -> list[Item]:
        """Return the items that came out since a moment, newest first."""
        return self._items(
            "WHERE coalesce(item.published, item.first_seen) >= ? "
            "ORDER BY coalesce(item.published, item.first_seen) DESC, item.id DESC LIMIT ?",
            [stamp(since), limit],
        )

    def total(self) -> int:
        """Return how many items there are."""
        return int(self._c.value("SELECT count(*) FROM item"))

    def pending_count(self) -> int:
        """Return how many items enrichment has not had."""
        return int(self._c.value("SELECT count(*) FROM pending"))

    def seen_in(self, items: Sequence[int]) -> dict[int, list[int]]:
        """Return, for each item, the numbers of the sources that showed it."""
        found: dict[int, list[int]] = {}
        for some in _batches(items):
            marks = ",".join("?" * len(some))
            for row in self._c.rows(
                f"SELECT DISTINCT item_id, source_id FROM sighting WHERE item_id IN ({marks}) ORDER BY 1, 2",  # noqa: S608
                some,
            ):
                found.setdefault(row["item_id"], []).append(row["source_id"])
        return found

    def retag(self, item: int, tags: Iterable[Tag]) -> None:
        """Replace an item's tags from rules and sources; a curator's own, and what he took off, stay."""
        self._c.run("DELETE FROM tag WHERE item_id = ? AND origin != 'curator'", [item])
        self._c.run_many(
            "INSERT OR IGNORE INTO tag (item_id, tag, origin, matched, rules) VALUES (?, ?, ?, ?, ?)",
            [[item, tag.tag, tag.origin.value, tag.matched, packed_rules(tag.rules)] for tag in tags],
        )

    def spoken(self, languages: Mapping[int, str | None]) -> None:
        """Keep in what language items are, as their texts have it (item → two letters, None where they do not tell)."""
        self._c.run_many(
            "UPDATE item SET detected = ? WHERE id = ?", [[language, item] for item, language in languages.items()]
        )

    def said_languages(self, items: Sequence[int]) -> dict[int, str | None]:
        """Return what the sources say of the languages of items: the entry or feed itself, else the item's own page."""
        said: dict[int, str | None] = {}
        for some in _batches(items):
            marks = ",".join("?" * len(some))
            rows = self._c.rows(
                "SELECT item.id, coalesce(item.language, page.language) AS said FROM item "  # noqa: S608
                f"LEFT JOIN page ON page.item_id = item.id WHERE item.id IN ({marks})",
                some,
            )
            said |= {row["id"]: row["said"] for row in rows}
        return said

    def rank(self, scores: Iterable[tuple[int, float, Sequence[Message]]]) -> None:
        """Keep items' scores and the reasons for them: (item, score, reasons)."""
        self._c.run_many(
            "UPDATE item SET score = ?, reasons = ? WHERE id = ?",
            [
                (score, json.dumps([pack(reason) for reason in reasons], ensure_ascii=False), item)
                for item, score, reasons in scores
            ],
        )

    def enriched(self, items: Sequence[int]) -> None:
        """Keep that enrichment has had these."""
        self._c.run_many("DELETE FROM pending WHERE item_id = ?", [[item] for item in items])

    def pend(self, states: Sequence[State] = ()) -> int:
        """Put items back for enrichment (all, or those in some states) and return how many."""
        marks = ",".join("?" * len(states))
        where = f"WHERE state IN ({marks})" if states else ""
        return self._c.run(f"INSERT OR IGNORE INTO pending SELECT id FROM item {where}", [*states])  # noqa: S608

    # ── finding again ────────────────────────────────────────────────────────────────────────────────────────────────

    def get(self, number: int) -> Item | None:
        """Return one item, by the number that it has or had; None where there is no such number."""
        found = self._items("WHERE item.id = ?", [number]) or self._items(
            "WHERE item.id = (SELECT item_id FROM alias WHERE number = ?)", [number]
        )
        return found[0] if found else None

    def many(self, numbers: Sequence[int]) -> list[Item]:
        """Return items in the order of their numbers given."""
        found: dict[int, Item] = {}
        for some in _batches(numbers):
            marks = ",".join("?" * len(some))
            found |= {item.id: item for item in self._items(f"WHERE item.id IN ({marks})", list(some))}
        return [found[number] for number in numbers if number in found]

    def by_key(self, beginning: str) -> Item | None:
        """Return the one item whose key begins so; None where none does, or several."""
        found = self._items("WHERE substr(item.key, 1, ?) = ? LIMIT 2", [len(beginning), beginning])
        return found[0] if beginning and len(found) == 1 else None

    def by_url(self, url: str) -> Item | None:
        """Return the item at an address, as it is known or as a source gave it."""
        try:
            candidates = [urls.canonical(url), urls.canonical(url, keep_fragment=True)]
        except ValueError:
            return None
        marks = ",".join("?" * len(candidates))
        found = self._items(
            f"WHERE item.id IN (SELECT id FROM item WHERE canonical_url IN ({marks}) "  # noqa: S608
            f"UNION SELECT item_id FROM alias WHERE canonical_url IN ({marks})) ORDER BY item.id",
            [*candidates, *candidates],
        )
        return found[0] if found else None

    def listed(self, wanted: Wanted) -> list[Item]:
        """Return items, best first."""
        return self.many(self._listing.numbers(wanted))

    def stories(self, wanted: Wanted) -> list[Item]:
        """Return the stories that have an item that is wanted, best first, each as the item that stands for it.

        Score and reasons are those of the story's best item: what gives the story its place in the list.
        """
        told = self._listing.stories(wanted)
        items = {item.id: item for item in self.many(list({n for each in told for n in (each.shown, each.leading)}))}
        return [
            replace(items[each.shown], score=items[each.leading].score, reasons=items[each.leading].reasons)
            for each in told
        ]

    def count(self, wanted: Wanted, *, stories: bool = False, most: int | None = None) -> int:
        """Return how many items, or stories, are wanted, the limit left aside; at most `most`, where that is given."""
        return self._listing.count(wanted, stories=stories, most=most)

    def sightings(self, item: int) -> list[Sighting]:
        """Return where an item was seen, earliest first."""
        rows = self._c.rows(
            "SELECT sighting.*, source.name FROM sighting JOIN source ON source.id = sighting.source_id "
            "WHERE item_id = ? ORDER BY first_seen, source.name",
            [item],
        )
        return [
            Sighting(
                source=row["name"],
                entry_id=row["entry_id"],
                url=row["url"],
                title=row["title"],
                first_seen=known(row["first_seen"]),
                last_seen=known(row["last_seen"]),
            )
            for row in rows
        ]

    def seen_between(self, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many items of how many sources came in, for the line that says how an edition was filtered.

        What was already there when a source was first followed is not counted: nobody had to filter it.
        """
        row = self._c.row(
            "SELECT count(DISTINCT item.id) AS items, count(DISTINCT sighting.source_id) AS sources FROM sighting "
            "JOIN item ON item.id = item_id WHERE item.first_seen >= ? AND item.first_seen <= ? AND NOT baseline",
            [stamp(since), stamp(until)],
        )
        return (row["items"], row["sources"]) if row else (0, 0)

    def languages_between(self, since: datetime, until: datetime) -> dict[str, int]:
        """Return in what languages items came in, and how many in each; those of which we do not know are left out."""
        rows = self._c.rows(
            "SELECT coalesce(detected, language) AS said, count(*) AS items FROM item "
            "WHERE first_seen >= ? AND first_seen <= ? GROUP BY said",
            [stamp(since), stamp(until)],
        )
        return {row["said"]: row["items"] for row in rows if row["said"] not in (None, "und")}

    def tags_known(self) -> list[str]:
        """Return every tag that any item has, or had."""
        return self._listing.tags()

    def _items(self, where: str, values: Sequence[object]) -> list[Item]:
        rows = self._c.rows(
            "SELECT item.*, source.name AS source, source.own, page.content AS page, page.paywalled, "  # noqa: S608
            "page.author AS page_author, page.language AS page_language, page.image AS page_image FROM item "
            f"JOIN source ON source.id = item.source_id LEFT JOIN page ON page.item_id = item.id {where}",
            values,
        )
        tags = self._tags([row["id"] for row in rows])
        return [_item(row, tags.get(row["id"], ())) for row in rows]

    def _tags(self, items: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
        tags: dict[int, list[Tag]] = {}
        hidden: set[tuple[int, str]] = set()
        for some in _batches(items):
            marks = ",".join("?" * len(some))
            for row in self._c.rows(
                f"SELECT * FROM tag WHERE item_id IN ({marks}) ORDER BY item_id, tag, origin",  # noqa: S608
                some,
            ):
                if row["removed"]:
                    hidden.add((row["item_id"], row["tag"]))
                    continue
                rules = tuple(json.loads(row["rules"])) if row["rules"] else ()
                tag = Tag(tag=row["tag"], origin=Origin(row["origin"]), matched=row["matched"], rules=rules)
                tags.setdefault(row["item_id"], []).append(tag)
        return {item: tuple(tag for tag in found if (item, tag.tag) not in hidden) for item, found in tags.items()}


def _item(row: Row, tags: tuple[Tag, ...]) -> Item:
    return Item(
        id=row["id"],
        key=row["key"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        title=row["title"],
        summary=row["summary"],
        content=row["content"],
        author=row["author"] or row["page_author"],
        language=_language(row),
        source=row["source"],
        published=moment(row["published"]),
        updated=moment(row["updated"]),
        first_seen=known(row["first_seen"]),
        state=State(row["state"]),
        baseline=bool(row["baseline"]),
        own=bool(row["own"]),
        story=row["story_id"] or 0,
        score=row["score"],
        image=row["image"] or row["page_image"],
        outlet=row["outlet"] or row["source"],
        snoozed_until=moment(row["snoozed_until"]),
        assigned=row["assigned"],
        tags=tags,
        reasons=tuple(unpack(reason) for reason in json.loads(row["reasons"])),
        page=row["page"] or "",
        paywalled=None if row["paywalled"] is None else bool(row["paywalled"]),
    )


def _language(row: Row) -> str | None:
    """Return the language as the text has it, else as the source says; None where it is none that we can name."""
    found: str | None = row["detected"] or row["language"] or row["page_language"]
    return None if found == "und" else found


def packed_rules(rules: Sequence[str]) -> str | None:
    """Return the entries that fired, as the database keeps them."""
    return json.dumps(rules, ensure_ascii=False) if rules else None


def _batches(values: Sequence[object], size: int = 500) -> Iterable[list[object]]:
    """Yield the values a few at a time: SQLite takes no more than so many in one statement."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
