"""What was ticked goes into the ledger as with `curate posted`: each post once, and everything else is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from curate.digest.ticks import Tick, Ticks
from curate.errors import UsageError
from curate.models import State
from curate.workflows import composing, curating, publishing, ticking
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from tests.workflows.conftest import NOW, desk_in

TEXT = "Dit stond op het blad."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk with a digest of two items, both with words."""
    with desk_in(tmp_path / "werkmap") as opened:
        for item in ("1", "2"):
            curating.comment(opened, item, {"commentary": "Dit telt voor ons."})
        number = composing.new(opened, "Week 48")
        composing.add(opened, number, ["1", "2"])
        yield opened


def tick(desk: Desk, *items: int, **given: Any) -> Tick:
    """Return a tick of items on Facebook, half an hour later."""
    keys = tuple(item.key for item in desk.store.items.many(list(items)))
    plain: dict[str, Any] = {"channel": "facebook", "at": NOW + timedelta(minutes=30), "url": "", "text": TEXT}
    return Tick(**{"keys": keys, "numbers": tuple(items), **plain, **given})


def sheet(desk: Desk, *ticked: Tick, **given: Any) -> Ticks:
    plain: dict[str, Any] = {"digest": at.digest(desk, 1).key, "number": 1, "title": "Week 48", "by": ""}
    return Ticks(**{**plain, "ticks": ticked, **given})


def later(desk: Desk) -> Desk:
    return replace(desk, now=NOW + timedelta(hours=2))


def ledger(desk: Desk) -> list[tuple[int, str, str]]:
    return [(row.item, row.channel, row.by) for row in desk.store.ledger.rows()]


def test_ticks_are_rows_of_the_ledger_as_they_stood_on_the_sheet(desk: Desk) -> None:
    ticked = (tick(desk, 1, url="https://fb.example/1"), tick(desk, 2, channel="x"))
    done = ticking.hand_in(later(desk), sheet(desk, *ticked, by="Bea"))
    assert (done.by, done.changed, [each.left for each in done.posts]) == ("Bea", True, [None, None])
    assert ledger(desk) == [(1, "facebook", "Bea"), (2, "x", "Bea")]
    [row] = desk.store.ledger.rows(item=1)
    assert (row.how, row.url, row.text, row.at) == ("hand", "https://fb.example/1", TEXT, NOW + timedelta(minutes=30))
    assert at.item(desk, "1").state is State.PUBLISHED


def test_handed_in_twice_no_row_is_twice(desk: Desk) -> None:
    ticked = sheet(desk, tick(desk, 1), tick(desk, 1))
    first = ticking.hand_in(later(desk), ticked)
    again = ticking.hand_in(later(desk), ticked)
    assert [each.left is None for each in first.posts] == [True, False]
    assert not again.changed
    assert "in the ledger already" in str(again.posts[0].left)
    assert len(ledger(desk)) == 1


def test_undo_takes_all_of_it_back_at_once(desk: Desk) -> None:
    ticking.hand_in(later(desk), sheet(desk, tick(desk, 1), tick(desk, 2), tick(desk, 1, channel="mastodon")))
    assert len(ledger(desk)) == 3
    curating.undo(later(desk))
    assert ledger(desk) == []
    assert at.item(desk, "1").state is State.COMMENTED
    assert ticking.hand_in(later(desk), sheet(desk, tick(desk, 1))).changed


def test_a_changed_text_is_told_and_the_ledger_keeps_the_one_that_went_out(desk: Desk) -> None:
    edition = composing.edition(desk, at.digest(desk, 1))
    same = publishing.texts_on(desk, edition, "facebook")[1]
    done = ticking.hand_in(
        later(desk), sheet(desk, tick(desk, 1, text=same), tick(desk, 2), tick(desk, 2, channel="x", text=""))
    )
    assert [len(each.notes) for each in done.posts] == [0, 1, 0]
    assert [row.text for row in desk.store.ledger.rows(channel="facebook")] == [same, TEXT]
    assert desk.store.ledger.rows(channel="x")[0].text == publishing.texts_on(desk, edition, "x")[2]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"keys": ("f" * 32,)}, "not known here"),
        ({"keys": ("a",)}, "not known here"),
        ({"keys": ()}, "does not say which item"),
        ({"channel": "facebok"}, "no channel called"),
        ({"channel": ""}, "no channel called"),
        ({"channel": "sheet"}, "Nothing goes out on"),
    ],
)
def test_what_cannot_be_taken_is_told_and_stops_nothing_else(desk: Desk, given: dict[str, Any], why: str) -> None:
    done = ticking.hand_in(later(desk), sheet(desk, tick(desk, 1, **given), tick(desk, 2)))
    assert why in str(done.posts[0].left)
    assert ledger(desk) == [(2, "facebook", "An")]


def test_an_item_that_is_no_longer_in_the_digest_is_told(desk: Desk) -> None:
    composing.remove(desk, 1, ["2"])
    [each] = ticking.hand_in(later(desk), sheet(desk, tick(desk, 2))).posts
    assert "not in digest" in str(each.left)


def test_a_sheet_of_another_workspace_is_refused_whole(desk: Desk) -> None:
    with pytest.raises(UsageError, match="not here"):
        ticking.hand_in(later(desk), sheet(desk, tick(desk, 1), digest="f" * 32))
    assert ledger(desk) == []


@pytest.mark.parametrize("given", [timedelta(days=3), timedelta(days=-3)])
def test_a_time_that_cannot_be_is_now(desk: Desk, given: timedelta) -> None:
    [each] = ticking.hand_in(later(desk), sheet(desk, tick(desk, 1, at=NOW + given))).posts
    assert "cannot be right" in str(each.notes[0])
    assert each.row is not None
    assert each.row.at == NOW + timedelta(hours=2)


def test_a_story_is_one_tick_and_a_row_for_each_of_its_items(desk: Desk) -> None:
    done = ticking.hand_in(later(desk), sheet(desk, tick(desk, 1, 2)))
    assert [each.item for each in done.posts] == [1, 2]
    assert ledger(desk) == [(1, "facebook", "An"), (2, "facebook", "An")]
