"""What a source says becomes what we hold: once, whole, and with everything a curator did kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curate.models import Origin, Said, SaidEntry, State, Tag
from curate.store import Act, Configured, Store, Wanted
from curate.store.curation import empty_words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVERYTHING = Wanted(states=(), baseline=True, limit=None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "curate.db") as opened:
        opened.sources.configure(
            [
                Configured(name="Blog", fallback="blog", url="https://blog.example/feed"),
                Configured(name=None, fallback="krant.example", url="https://krant.example/feed"),
            ]
        )
        yield opened


def entry(url: str | None = "https://blog.example/a", **changes: object) -> SaidEntry:
    values: dict[str, object] = {
        "id": url,
        "url": url,
        "title": "Een titel",
        "summary": "Een samenvatting.",
        "published": NOW - timedelta(days=1),
    }
    return SaidEntry(**(values | changes))  # type: ignore[arg-type]


def take(
    store: Store, *entries: SaidEntry, source: int = 1, now: datetime = NOW, first: bool = False
) -> tuple[int, int]:
    taken = store.items.take(source, Said(entries=entries), home="https://blog.example/feed", now=now, first=first)
    return taken.new, taken.updated


def test_same_address_from_two_sources_is_one_item_with_two_sightings(store: Store) -> None:
    assert take(store, entry()) == (1, 0)
    assert take(store, entry("https://www.blog.example/a?utm_source=rss"), source=2) == (0, 0)
    [item] = store.items.listed(EVERYTHING)
    assert item.url == "https://blog.example/a"
    assert [sighting.source for sighting in store.items.sightings(item.id)] == ["Blog", "krant.example"]


def test_a_second_time_adds_nothing(store: Store) -> None:
    entries = [entry(f"https://blog.example/{n}") for n in range(40)]
    assert take(store, *entries) == (40, 0)
    assert take(store, *entries, now=NOW + timedelta(hours=1)) == (0, 0)


def test_what_changed_is_updated_and_keeps_what_the_curator_did(store: Store) -> None:
    take(store, entry())
    act = Act(by="An", at=NOW, batch="1")
    with store.transaction():
        store.curation.write(
            act, 1, empty_words() | {"commentary": "Mijn woorden"}, from_=State.NEW, to=State.COMMENTED
        )
        store.curation.tag(act, 1, add=["zorg"], remove=[])
    assert take(store, entry(title="Een betere titel")) == (0, 1)
    item = store.items.get(1)
    assert item is not None
    assert (item.title, item.state) == ("Een betere titel", State.COMMENTED)
    note = store.curation.note(1)
    assert note is not None
    assert note.commentary == "Mijn woorden"
    assert [tag.tag for tag in item.tags] == ["zorg"]


def test_another_source_does_not_overwrite_the_one_that_speaks_for_the_item(store: Store) -> None:
    take(store, entry())
    assert take(store, entry(title="Door ons overgenomen"), source=2) == (0, 0)
    assert [item.title for item in store.items.listed(EVERYTHING)] == ["Een titel"]


def test_changed_id_with_the_same_address_is_the_same_item(store: Store) -> None:
    take(store, entry(id="1#0"))
    assert take(store, entry(id="1#3")) == (0, 0)


def test_same_id_and_title_at_a_new_address_is_the_same_item(store: Store) -> None:
    take(store, entry(id="guid-1"))
    assert take(store, entry("https://blog.example/verhuisd", id="guid-1"))[0] == 0
    assert len(store.items.listed(EVERYTHING)) == 1


def test_a_feed_that_gives_every_entry_one_id_still_gives_every_item(store: Store) -> None:
    entries = [entry(f"https://blog.example/{n}", id="https://blog.example/", title=f"Nummer {n}") for n in range(5)]
    assert take(store, *entries) == (5, 0)
    assert take(store, *entries) == (0, 0)


def test_publications_that_differ_only_by_fragment_are_kept_apart(store: Store) -> None:
    entries = [entry(f"https://blog.example/lijst#{n}", id=None, title=f"Titel {n}") for n in ("a", "b", "c")]
    assert take(store, *entries) == (3, 0)
    assert take(store, *entries) == (0, 0)


@pytest.mark.parametrize(
    "bare",
    [
        entry(None, id="tag:x,2026:1"),
        entry(None, id=None),
        entry(None, id=None, title="", summary="Alleen een tekst"),
        entry("geen adres", id=None),
    ],
)
def test_an_entry_without_an_address_is_an_item_all_the_same_and_only_once(store: Store, bare: SaidEntry) -> None:
    assert take(store, bare) == (1, 0)
    assert take(store, bare) == (0, 0)
    [item] = store.items.listed(EVERYTHING)
    assert item.url.startswith("https://blog.example/")
    assert item.title


def test_old_items_of_a_first_fetch_are_kept_but_not_shown_as_new(store: Store) -> None:
    old = entry("https://blog.example/oud", published=NOW - timedelta(days=31))
    take(store, entry(), old, first=True)
    assert [item.url for item in store.items.listed(Wanted())] == ["https://blog.example/a"]
    assert len(store.items.listed(EVERYTHING)) == 2


@pytest.mark.parametrize("date", [datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=400)])
def test_impossible_dates_are_unknown(store: Store, date: datetime) -> None:
    take(store, entry(published=date))
    assert [item.published for item in store.items.listed(Wanted())] == [None]


def test_a_document_that_fails_halfway_leaves_nothing_behind(store: Store) -> None:
    broken = entry("https://blog.example/b", title=object())
    with pytest.raises((TypeError, AttributeError)):
        take(store, entry(), broken)
    assert store.items.listed(EVERYTHING) == []


def test_a_tag_that_a_curator_took_off_stays_off(store: Store) -> None:
    take(store, entry())
    tags = [Tag(tag="privacy", origin=Origin.RULE, matched="gdpr")]
    with store.transaction():
        store.items.retag(1, tags)
        store.curation.tag(Act(by="An", at=NOW, batch="1"), 1, add=[], remove=["privacy"])
        store.items.retag(1, tags)
    item = store.items.get(1)
    assert item is not None
    assert item.tags == ()


def test_an_unnamed_source_takes_the_title_of_its_feed(store: Store) -> None:
    state = store.sources.all()[1]
    from dataclasses import replace

    store.sources.record(replace(state, title="De Krant"))
    store.sources.configure(
        [
            Configured(name="Blog", fallback="blog", url="https://blog.example/feed"),
            Configured(name=None, fallback="krant.example", url="https://krant.example/feed"),
        ]
    )
    assert [source.name for source in store.sources.all()] == ["Blog", "De Krant"]


def test_a_source_that_left_the_file_keeps_its_items(store: Store) -> None:
    take(store, entry())
    store.sources.configure([Configured(name=None, fallback="krant.example", url="https://krant.example/feed")])
    assert [source.name for source in store.sources.all()] == ["krant.example"]
    assert len(store.items.listed(EVERYTHING)) == 1


def test_a_source_at_a_new_address_keeps_its_items_and_forgets_its_validators(store: Store) -> None:
    from dataclasses import replace

    take(store, entry())
    store.sources.record(replace(store.sources.all()[0], etag='"x"', failures=3))
    store.sources.configure(
        [
            Configured(name="Blog", fallback="blog", url="https://blog.example/new-feed"),
            Configured(name=None, fallback="krant.example", url="https://krant.example/feed"),
        ]
    )
    moved = store.sources.all()[0]
    assert (moved.id, moved.url, moved.etag, moved.failures, moved.items) == (
        1,
        "https://blog.example/new-feed",
        None,
        0,
        1,
    )


def test_seen_counts_items_and_sources_of_the_period(store: Store) -> None:
    take(store, entry(), entry("https://blog.example/b"), first=True)
    take(store, entry(), source=2)
    assert store.items.seen_between(NOW - timedelta(days=7), NOW) == (2, 2)
    assert store.items.seen_between(NOW + timedelta(days=1), NOW + timedelta(days=2)) == (0, 0)
