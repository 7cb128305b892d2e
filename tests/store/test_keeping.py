"""Letting go of what went nowhere: never of what anybody curated, and it does not come back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from curate.enrich.index import Index
from curate.enrich.sketches import Text, sketch
from curate.models import Said, SaidTip, State
from curate.store import Act, Configured, Place, Store, opened
from curate.store.curation import empty_words
from curate.store.keeping import HOLDING, POINTING
from curate.store.search import Texts
from tests.store.test_items import EVERYTHING, NOW, entry

LONG_AGO = NOW - timedelta(days=900)
CUTOFF = NOW - timedelta(days=548)
HOME = "https://blog.example/feed"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a database with ten old items that lapsed, taken in by the first source; the third source is our own."""
    with Store(tmp_path / "curate.db") as made:
        made.sources.configure(
            Configured(name=name, fallback=name, url=f"https://{name}.example/feed", own=name == "eigen")
            for name in ("blog", "krant", "eigen")
        )
        take(made, *range(1, 11))
        made.curation.lapse(act(LONG_AGO), NOW)
        yield made


def act(at: datetime = NOW) -> Act:
    return Act(by="An", at=at, batch=f"{at}")


def old(number: int, **changes: object):  # type: ignore[no-untyped-def]
    values = {"id": f"id-{number}", "title": f"Titel {number}", "published": LONG_AGO} | changes
    return entry(f"https://blog.example/{number}", **values)


def take(store: Store, *numbers: int, source: int = 1, now: datetime = LONG_AGO) -> int:
    said = Said(entries=tuple(old(number) for number in numbers))
    return store.items.take(source, said, home=HOME, now=now, first=False).new


def left(store: Store) -> set[int]:
    return {item.id for item in store.items.listed(EVERYTHING)}


SEARCH = ("document", "unsearched")
"""The search index can be made again: what it holds of an item that is gone is no harm, and no key holds it back."""


def texts(item: int) -> Texts:
    return Texts(item=item, title="Titel", text="tekst", note="", author="", url="https://blog.example", language="nl")


def let_go(store: Store) -> int:
    gone = store.keeping.let_go(CUTOFF, NOW)
    assert store.faults() == []
    return gone


def test_what_went_nowhere_goes_with_all_that_is_of_it(store: Store) -> None:
    store.search.index([texts(1)])
    store.stories.tell({}, [[1]])
    compared = [Text.of(item) for item in store.items.many([1, 2])]
    index = Index(store.sketches)
    store.sketches.save(index.add(compared, [sketch(text) for text in compared]), index.held)
    assert let_go(store) == 10
    with closing(sqlite3.connect(store.path)) as connection:
        for table in (
            "item",
            "sighting",
            "tag",
            "page",
            "pending",
            "story_join",
            "document",
            "unsearched",
            "bulk",
            "sketch",
            "run",
            "word",
        ):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
    assert store.keeping.when(3) == NOW
    assert store.keeping.when(11) is None


def test_what_is_younger_stays(store: Store) -> None:
    store.items.take(1, Said(entries=(old(20, published=CUTOFF),)), home=HOME, now=CUTOFF, first=False)
    store.curation.lapse(act(), NOW)
    assert let_go(store) == 10
    assert left(store) == {11}


def test_what_still_waits_lapses_first(store: Store) -> None:
    take(store, 20, now=NOW)
    assert let_go(store) == 10
    assert left(store) == {11}


def test_what_was_there_before_the_source_was_followed_does_not_wait(store: Store) -> None:
    store.items.take(2, Said(entries=(old(20),)), home=HOME, now=NOW, first=True)
    assert let_go(store) == 11


def _note(store: Store) -> None:
    store.curation.write(act(LONG_AGO), 5, empty_words() | {"rating": 3}, from_=State.LAPSED, to=State.LAPSED)


def _tip(store: Store) -> None:
    tip = SaidTip(url="https://blog.example/5", by="Jan", why="Kijk", at=LONG_AGO)
    assert store.tips.take(1, [tip], LONG_AGO) == 1


def _entry(store: Store) -> None:
    number = store.digests.new(act(LONG_AGO), title="T", language="nl", since=LONG_AGO, intro="", closing="")
    digest = store.digests.get(number)
    assert digest is not None
    store.digests.change(act(LONG_AGO), "digest add", digest, places=[Place(item=5)])


def _entry_that_was_taken_out(store: Store) -> None:
    _entry(store)
    digest = store.digests.get(1)
    assert digest is not None
    store.digests.change(act(LONG_AGO), "digest remove", digest, places=[])


def _post(store: Store) -> None:
    store.ledger.write(item=5, digest=None, channel="x", how="hand", at=LONG_AGO, by="An", url=None, text="Tekst")


def _moved(state: State) -> Callable[[Store], None]:
    def move(store: Store) -> None:
        store.curation.move(act(LONG_AGO), "move", 5, from_=State.LAPSED, to=state)

    return move


CURATED = {
    "note": _note,
    "tip": _tip,
    "entry": _entry,
    "entry before": _entry_that_was_taken_out,
    "post": _post,
    "tag": lambda store: store.curation.tag(act(LONG_AGO), 5, add=["eigen"], remove=[]),
    "own": lambda store: take(store, 5, source=3),
    "dismissed today": lambda store: store.curation.move(act(), "dismiss", 5, from_=State.LAPSED, to=State.DISMISSED),
    **{state.value: _moved(state) for state in State if state not in (State.NEW, State.DISMISSED, State.LAPSED)},
}


@pytest.mark.parametrize("how", CURATED)
def test_what_was_curated_stays(store: Store, how: str) -> None:
    CURATED[how](store)
    assert let_go(store) == 9
    assert left(store) == {5}


@pytest.mark.parametrize("how", ["note", "own", "approved"])
def test_what_tells_the_same_story_as_what_was_curated_stays(store: Store, how: str) -> None:
    store.stories.tell({}, [[4, 5]])
    CURATED[how](store)
    assert let_go(store) == 8
    assert left(store) == {4, 5}


def test_what_was_dismissed_long_ago_goes_with_its_events(store: Store) -> None:
    store.curation.move(act(LONG_AGO), "dismiss", 5, from_=State.LAPSED, to=State.DISMISSED)
    [event] = store.curation.last_step()
    store.curation.take_back(act(LONG_AGO), event)
    assert let_go(store) == 10
    assert store.curation.events(item=5) == []
    assert store.curation.last_step() == []


def test_an_item_that_a_taken_back_digest_held_can_be_put_back(store: Store) -> None:
    _entry_that_was_taken_out(store)
    let_go(store)
    [event] = store.curation.last_step()[:1]
    store.curation.take_back(act(), event)
    digest = store.digests.get(1)
    assert digest is not None
    assert digest.items == (5,)


# ── it does not come back ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_does_not_come_back_while_its_source_still_lists_it(store: Store) -> None:
    let_go(store)
    taken = store.items.take(1, Said(entries=(old(1), old(11))), home=HOME, now=NOW, first=False)
    assert (taken.new, taken.known) == (1, 1)
    assert take(store, *range(1, 11), source=2, now=NOW) == 0


def test_it_does_not_come_back_at_another_address(store: Store) -> None:
    let_go(store)
    moved = entry("https://nieuw.example/1", id="id-1", title="TITEL 1", published=LONG_AGO)
    other = entry("https://nieuw.example/2", id="id-2", title="Een andere titel onder dat nummer", published=LONG_AGO)
    taken = store.items.take(1, Said(entries=(moved, other)), home=HOME, now=NOW, first=False)
    assert taken.new == 1
    assert store.items.take(2, Said(entries=(moved,)), home=HOME, now=NOW, first=False).new == 1, "another source"


def test_its_number_is_never_given_again(store: Store) -> None:
    let_go(store)
    take(store, 30, now=NOW)
    assert left(store) == {11}


def test_a_tip_brings_it_back(store: Store) -> None:
    let_go(store)
    tip = SaidTip(url="https://blog.example/5", by="Jan", why="Kijk", at=NOW)
    said = Said(entries=(old(5), old(6)), tips=(tip,))
    assert store.items.take(2, said, home=HOME, now=NOW, first=False).new == 1
    assert store.tips.take(2, said.tips, NOW) == 1
    assert let_go(store) == 0


def test_who_asks_for_it_gets_it_back(store: Store) -> None:
    let_go(store)
    assert store.items.take(2, Said(entries=(old(5),)), home=HOME, now=NOW, first=False, asked=True).new == 1
    assert take(store, 5, now=NOW) == 0
    store.curation.lapse(act(), NOW + timedelta(days=1))
    assert let_go(store) == 1, "and it may be let go of again"
    assert take(store, 5, now=NOW) == 0


def test_another_database_brings_back_only_what_was_curated_there(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "ander.db"
    store.backup(copy)
    with Store(copy) as other:
        other.curation.tag(act(LONG_AGO), 7, add=["ginder"], remove=[])
        other.items.take(
            1,
            Said(entries=(entry("https://nieuw.example/1", id="id-1", title="Titel 1"),)),
            home=HOME,
            now=NOW,
            first=False,
        )
    let_go(store)
    with opened(copy) as theirs:
        tried = store.merge(theirs, dry_run=True)
        assert tried.counts["item"] == 1
    with opened(copy) as theirs:
        merged = store.merge(theirs)
    assert (merged.counts["item"], merged.counts["left_out"]) == (1, 0)
    assert [item.title for item in store.items.listed(EVERYTHING)] == ["Titel 7"]
    assert store.faults() == []
    with opened(copy) as theirs:
        assert +store.merge(theirs).counts == {}
    assert let_go(store) == 0


# ── the list of tables ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_table_that_points_at_items_is_thought_of(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        pointing = {
            (table, row[3])
            for table in tables
            for row in connection.execute(f'PRAGMA foreign_key_list("{table}")')
            if row[2] == "item"
        }
    assert pointing == {
        *((table, column) for table, column in POINTING if table not in SEARCH),
        *((table, "item_id") for table in HOLDING),
        ("event", "item_id"),
    }


def test_no_question_about_items_reads_a_table_from_end_to_end(store: Store) -> None:
    """Without an index, SQLite would read the whole table for every item that goes."""
    with closing(sqlite3.connect(store.path)) as connection:
        children = [*((t, c) for t, c in POINTING if t not in SEARCH), *((t, "item_id") for t in HOLDING)]
        for table, column in [*children, ("event", "item_id"), ("event", "undone_by"), ("item", "story_id")]:
            plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {column} = 1").fetchall()  # noqa: S608
            assert "SEARCH" in plan[0][3], (table, column)


def test_tidying_gives_room_back_and_clears_the_index(store: Store) -> None:
    big = Said(entries=tuple(old(n, content="woord " * 5000) for n in range(100, 140)))
    store.items.take(1, big, home=HOME, now=LONG_AGO, first=False)
    store.search.index([texts(999)])
    store.curation.lapse(act(), NOW)
    assert store.keeping.strays() == 1
    pages = store.keeping._c.value("PRAGMA page_count")
    assert let_go(store) == 50
    assert store.keeping.free() > 500_000
    store.keeping.tidy()
    assert (store.keeping.strays(), store.keeping.free()) == (0, 0)
    assert store.keeping._c.value("PRAGMA page_count") < pages - 100
    assert store.path.stat().st_size < 600_000
