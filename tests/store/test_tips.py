"""What colleagues pointed at is kept once, with their words, beside the item."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from curate.models import Said, SaidEntry, SaidTip, State, Tip
from curate.store import Act, Configured, Store, Wanted
from tests.store.test_items import NOW

MAILBOX = "imaps://an%40vzw.example@post.example/Tips"


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "curate.db") as opened:
        opened.sources.configure(
            [
                Configured(name="Tips", fallback="Tips", url=MAILBOX),
                Configured(name="Krant", fallback="krant", url="https://krant.example/feed"),
            ]
        )
        yield opened


def take(store: Store, *tips: SaidTip, source: int = 1) -> int:
    entries = tuple(SaidEntry(id=None, url=tip.url, title="Een titel") for tip in tips)
    store.items.take(source, Said(entries=entries, tips=tips, news_only=True), home=MAILBOX, now=NOW, first=False)
    return store.tips.take(source, tips, NOW)


def tip(url: str = "https://krant.example/een", by: str = "Bea", why: str = "Past bij ons.", **more) -> SaidTip:
    return SaidTip(url=url, by=by, why=why, **more)


def test_the_same_words_of_the_same_person_are_one_tip(store):
    assert take(store, tip(at=NOW - timedelta(days=1)), tip(by="Jan"), tip("https://krant.example/twee")) == 3
    assert take(store, tip(at=NOW), tip(why="Nog iets anders.")) == 1
    [item] = [item for item in store.items.listed(Wanted(tipped=True)) if item.url.endswith("een")]
    assert store.tips.of([item.id]) == {
        item.id: (
            Tip(by="Bea", why="Past bij ons.", at=NOW - timedelta(days=1), via="Tips"),
            Tip(by="Jan", why="Past bij ons.", at=NOW, via="Tips"),
            Tip(by="Bea", why="Nog iets anders.", at=NOW, via="Tips"),
        )
    }


def test_a_tip_on_what_a_feed_showed_already_stands_beside_it(store):
    feed = Said(entries=(SaidEntry(id="1", url="https://www.krant.example/een/", title="De titel van de krant"),))
    store.items.take(2, feed, home="https://krant.example", now=NOW, first=False)
    assert take(store, tip("http://krant.example/een?utm_source=mail")) == 1
    [item] = store.items.listed(Wanted(tipped=True))
    assert (item.title, item.source, item.state) == ("De titel van de krant", "Krant", State.NEW)


def test_what_is_judged_waits_no_more(store):
    take(store, tip(), tip(by="Jan"), tip("https://krant.example/twee"))
    assert store.tips.waiting() == 3
    [item] = [item for item in store.items.listed(Wanted()) if item.url.endswith("een")]
    act = Act(by="An", at=NOW, batch="1")
    store.curation.move(act, "shortlist", item.id, from_=State.NEW, to=State.SHORTLISTED)
    assert store.tips.waiting() == 1
    assert store.tips.of([]) == {}


def test_a_tip_from_the_future_is_of_now_and_one_without_an_item_is_none(store):
    take(store, tip(at=NOW + timedelta(days=400)))
    assert store.tips.of([1])[1][0].at == NOW
    assert store.tips.take(1, [tip("https://elders.example/"), tip("geen adres")], NOW) == 0
