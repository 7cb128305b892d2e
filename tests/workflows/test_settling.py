"""What is on its way, brought to an end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curate import clock
from curate.config import Config
from curate.models import Way
from curate.sending import Limits, Part, Sent, Unknowable
from curate.store import Begun, Store
from curate.workflows import settling
from curate.workflows.desk import Desk
from curate.workspace import Workspace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MANY = 200


class Remembers:
    """A network that has what it is said to have."""

    repeats = True
    ahead: timedelta | None = None

    def __init__(self, *keys: str, knows: bool = True) -> None:
        self.keys, self.knows = set(keys), knows

    def who(self) -> str:
        return "wij"

    def limits(self) -> Limits:
        return Limits()

    def send(self, part: Part, before: object, at: object = None) -> Sent:
        raise AssertionError("settling sends nothing")

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        if not self.knows:
            raise Unknowable
        return Sent(id=part.key, address=f"https://toot.example/{part.key}") if part.key in self.keys else None

    def change(self, sent: Sent, part: Part) -> Sent | None:
        return None

    def remove(self, sent: Sent) -> bool:
        return False

    def close(self) -> None:
        pass


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk with many items, each handed over and not heard of."""
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    monkeypatch.setattr(clock, "wait", lambda _: None)
    (tmp_path / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    workspace = Workspace(tmp_path)
    store = Store(workspace.database)
    fill(store, MANY)
    yield Desk(workspace=workspace, config=Config(), store=store, by="An", now=NOW)  # type: ignore[misc]
    store.close()


def fill(store: Store, count: int) -> None:
    """Put so many items with words into a new store."""
    c = store._connection
    with store.transaction():
        c.insert("source", {"key": "s", "name": "Bron", "url": "https://bron.example/feed"})
        for number in range(1, count + 1):
            url = f"https://bron.example/{number}"
            words = {"title": f"{number}", "summary": "", "content": "", "state": "commented"}
            c.insert("item", {"key": f"i{number}", "url": url, "canonical_url": url, "source_id": 1, **words,
                              "first_seen": "2026-11-20T09:00:00Z"})  # fmt: skip


def hand_over(desk: Desk, count: int) -> None:
    with desk.store.transaction():
        for number in range(1, count + 1):
            begun = Begun(lead=f"l{number}", channel="mastodon", round=0, items=[(number, f"k{number}")],
                          parts=[(f"p{number}", f"Tekst {number}", "{}")])  # fmt: skip
            desk.store.sendings.begin(begun, state=Way.WAITING, at=NOW, by="An", digest=None, due=None)
            desk.store.sendings.hand_over(f"l{number}", 0, NOW)


def test_very_many_are_settled_each_as_the_network_says(desk: Desk) -> None:
    hand_over(desk, MANY)
    network = Remembers(*(f"p{number}" for number in range(1, MANY // 2 + 1)))
    found = settling.settle(desk, network, "mastodon")
    assert len(found) == MANY
    assert {each.state for each in found[: MANY // 2]} == {"sent"}
    assert {each.state for each in found[MANY // 2 :]} == {"refused"}
    assert len(desk.store.ledger.rows()) == MANY // 2


def test_what_cannot_be_asked_stays_open_and_says_so(desk: Desk) -> None:
    hand_over(desk, 1)
    [found] = settling.settle(desk, Remembers(knows=False), "mastodon")
    assert found.state == "open"
    assert "cannot be asked" in str(found.why)
    assert desk.store.ledger.rows() == []


def test_the_ledger_holds_what_was_dismissed_meanwhile(desk: Desk) -> None:
    hand_over(desk, 1)
    desk.store._connection.run("UPDATE item SET state = 'dismissed' WHERE id = 1")
    settling.settle(desk, Remembers("p1"), "mastodon")
    item = desk.store.items.get(1)
    assert item is not None
    assert item.state == "published", "it is out, whatever was decided"
    assert [row.item for row in desk.store.ledger.rows()] == [1]
