"""The inbox: best first, one row a story with the item that stands for it, and no more looked at than is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from curate.models import Origin, SaidPage, SaidTip, State, Tag
from curate.store import Configured, Store, Wanted, listing
from tests.store.test_items import NOW, entry, take

LONG = f"<p>{'Een hele tekst. ' * 40}</p>"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "curate.db") as opened:
        opened.sources.configure(
            [
                Configured(name="Blog", fallback="blog", url="https://blog.example/feed"),
                Configured(name="De Krant", fallback="krant", url="https://krant.example/feed", trust=5),
            ]
        )
        yield opened


def hold(store: Store, *scores: float, source: int = 1, days: float = 1, content: str = "") -> list[int]:
    """Keep items with these scores, and return their numbers."""
    first = store.items.total() + 1
    for number, score in enumerate(scores, first):
        url = f"https://blog.example/{number}"
        published = NOW - timedelta(days=days, minutes=-number)
        take(store, entry(url, title=f"Titel {number}", content=content, published=published), source=source)
        store.items.rank([(number, score, [])])
    return list(range(first, first + len(scores)))


def tell(store: Store, *items: int) -> None:
    store.stories.tell({}, [items])


def shown(store: Store, **wanted: object) -> list[int]:
    return [item.id for item in store.items.stories(Wanted(**wanted))]  # type: ignore[arg-type]


def test_best_first_and_the_newest_number_first_where_scores_are_alike(store: Store) -> None:
    hold(store, 1.0, 3.0, 2.0, 3.0)
    assert shown(store) == [4, 2, 3, 1]
    assert shown(store, limit=2) == [4, 2]
    assert [item.id for item in store.items.listed(Wanted(limit=3))] == [4, 2, 3]


def test_states_and_what_was_there_before_are_merged_in_one_order(store: Store) -> None:
    hold(store, 1.0, 4.0, 3.0, 2.0)
    store._connection.run("UPDATE item SET state = 'lapsed' WHERE id = 2")
    store._connection.run("UPDATE item SET baseline = 1 WHERE id = 3")
    assert shown(store) == [4, 1]
    assert shown(store, states=(), baseline=True) == [2, 3, 4, 1]
    assert shown(store, states=(State.LAPSED, State.NEW)) == [2, 4, 1]


def test_the_most_trusted_source_stands_for_a_story_at_the_place_of_its_best_item(store: Store) -> None:
    hold(store, 5.0, 2.0)
    [krant] = hold(store, 1.0, source=2)
    tell(store, 1, krant)
    found = store.items.stories(Wanted())
    assert [(item.id, item.score) for item in found] == [(krant, 5.0), (2, 2.0)]


def test_of_equal_trust_the_whole_text_stands_for_a_story_and_then_the_earliest(store: Store) -> None:
    hold(store, 5.0, 4.0, days=1)
    hold(store, 3.0, 2.0, content=LONG)
    hold(store, 1.0, days=3)
    tell(store, 1, 2, 3, 4, 5)
    assert shown(store) == [3]
    assert shown(store, since=NOW - timedelta(days=9)) == [3]
    store._connection.run("UPDATE item SET content = ''")
    assert shown(store) == [5]
    store.pages.keep(2, SaidPage(url="https://blog.example/2", canonical=None, title="", content=LONG), NOW)
    assert shown(store) == [2], "its own page counts too"


def test_only_what_is_wanted_stands_for_a_story(store: Store) -> None:
    hold(store, 1.0)
    [krant] = hold(store, 5.0, source=2)
    tell(store, 1, krant)
    store._connection.run("UPDATE item SET state = 'dismissed' WHERE id = ?", [krant])
    assert shown(store) == [1]
    assert shown(store, source="Blog", states=()) == [1]
    assert shown(store, source="de krant", states=()) == [krant]


@pytest.mark.parametrize("few", [2, 10_000])
def test_a_rare_and_a_common_condition_find_the_same(store: Store, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    hold(store, 1.0, 2.0, 3.0)
    hold(store, 4.0, 5.0, source=2, days=9)
    with store.transaction():
        for item in (1, 3, 4):
            store.items.retag(item, [Tag(tag="Zorg", origin=Origin.RULE, matched="zorg")])
        store._connection.insert("tag", {"item_id": 4, "tag": "Zorg", "origin": "curator", "removed": 1})
    store.tips.take(1, [SaidTip(url="https://blog.example/2", by="Bo", why="Lees", at=NOW)], NOW)
    assert shown(store, tag="zorg") == [3, 1]
    assert shown(store, tag="anders") == []
    assert shown(store, source="De Krant") == [5, 4]
    assert shown(store, source="https://krant.example/feed") == [5, 4]
    assert shown(store, source="onbekend") == []
    assert shown(store, since=NOW - timedelta(days=2)) == [3, 2, 1]
    assert shown(store, tipped=True) == [2]
    assert shown(store, tag="zorg", since=NOW - timedelta(days=2), source="Blog") == [3, 1]


def test_counting_ends_where_nobody_would_read_on(store: Store) -> None:
    hold(store, *(float(n) for n in range(9)))
    tell(store, 1, 2, 3)
    assert store.items.count(Wanted()) == 9
    assert store.items.count(Wanted(), stories=True) == 7
    assert store.items.count(Wanted(), most=5) == 5
    assert store.items.count(Wanted(), stories=True, most=5) == 5


def test_tags_that_are_known(store: Store) -> None:
    hold(store, 1.0, 2.0)
    with store.transaction():
        for item, tag in ((1, "zorg"), (2, "zorg"), (2, "Écologie")):
            store.items.retag(item, [Tag(tag=tag, origin=Origin.RULE, matched=None)])
        store._connection.insert("tag", {"item_id": 1, "tag": "weg", "origin": "curator", "removed": 1})
    assert sorted(store.items.tags_known()) == ["zorg", "Écologie"]
    assert shown(store, tag="ecologie") == [2]


def test_the_inbox_walks_its_index_and_sorts_nothing_beyond_equal_scores(store: Store) -> None:
    plan = store._connection.rows(
        "EXPLAIN QUERY PLAN SELECT id, story_id, score FROM item INDEXED BY item_inbox "
        "WHERE state = 'new' AND baseline = 0 ORDER BY score DESC, id DESC"
    )
    said = " ".join(row["detail"] for row in plan)
    assert "COVERING INDEX item_inbox" in said
    assert "RIGHT PART OF ORDER BY" in said
