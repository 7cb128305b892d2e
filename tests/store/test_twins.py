"""A page names its own address: what was held as two is one, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from curate.models import SaidPage, SaidTip, State
from curate.store import Act, Place, Store
from curate.store.curation import empty_words
from tests.store.test_items import EVERYTHING, NOW, entry, store, take

__all__ = ["store"]

ACT = Act(by="An", at=NOW, batch="b")
TWIN = "https://blog.example/print/a?versie=2"


def page(canonical: str | None, **changes: object) -> SaidPage:
    values: dict[str, object] = {"url": TWIN, "canonical": canonical, "title": "Een titel", "content": "<p>Tekst.</p>"}
    return SaidPage(**(values | changes))  # type: ignore[arg-type]


def read(store: Store, item: int, said: SaidPage) -> int:
    with store.transaction():
        store.pages.keep(item, said, NOW)
        return store.twins.settle(ACT, item, said)


def two(store: Store, *, title: str = "Een titel") -> None:
    take(store, entry())
    take(store, entry(TWIN, title=title), source=2)


def comment(store: Store, item: int, words: str, at: int = 0) -> None:
    act = Act(by="An", at=NOW + timedelta(minutes=at), batch=f"comment {item}")
    state = store.items.get(item)
    assert state is not None
    store.curation.write(act, item, empty_words() | {"commentary": words}, from_=state.state, to=State.COMMENTED)


def test_the_older_item_stays_with_all_sightings_and_the_other_number_leads_to_it(store: Store) -> None:
    two(store)
    assert read(store, 2, page("https://www.blog.example/a?utm_source=x")) == 1
    [item] = store.items.listed(EVERYTHING)
    assert item.id == 1
    assert [sighting.source for sighting in store.items.sightings(1)] == ["Blog", "krant.example"]
    for named in (store.items.get(2), store.items.by_url(TWIN), store.items.by_url("https://blog.example/a")):
        assert named is not None
        assert named.id == 1
    assert store.faults() == []


def test_the_item_that_was_read_may_be_the_older_one(store: Store) -> None:
    take(store, entry(TWIN))
    take(store, entry(), source=2)
    assert read(store, 1, page("https://blog.example/a")) == 1
    assert [item.id for item in store.items.listed(EVERYTHING)] == [1]
    assert take(store, entry(), source=2) == (0, 0)


def test_reading_it_again_changes_nothing(store: Store) -> None:
    two(store)
    read(store, 2, page("https://blog.example/a"))
    events = store.curation.events(item=1)
    assert read(store, store.twins.now(2), page("https://blog.example/a")) == 1
    assert store.curation.events(item=1) == events
    assert len(store.items.listed(EVERYTHING)) == 1


def test_what_arrives_later_under_either_address_is_that_item(store: Store) -> None:
    two(store)
    read(store, 2, page("https://blog.example/a"))
    later = NOW + timedelta(hours=1)
    assert take(store, entry(TWIN, title="Een titel, herzien"), source=2, now=later)[0] == 0
    assert take(store, entry("https://blog.example/nieuw", title="Nieuw"), now=later) == (1, 0)
    assert [item.id for item in store.items.listed(EVERYTHING)] == [3, 1], "the number of the twin is not given again"


def test_an_address_that_no_item_has_is_kept_for_what_arrives_later(store: Store) -> None:
    take(store, entry(TWIN))
    assert read(store, 1, page("https://blog.example/a")) == 1
    assert take(store, entry(title="Een titel (bijgewerkt)"), source=2) == (0, 0)
    assert len(store.items.sightings(1)) == 2


def test_two_that_name_the_same_third_address_are_one(store: Store) -> None:
    two(store)
    read(store, 1, page("https://blog.example/echt"))
    assert read(store, 2, page("https://blog.example/echt")) == 1


@pytest.mark.parametrize(
    "canonical",
    [None, "https://elders.example/a", "geen adres", TWIN, "https://blog.example.elders.example/a"],
)
def test_what_says_nothing_changes_nothing(store: Store, canonical: str | None) -> None:
    two(store)
    assert read(store, 2, page(canonical)) == 2
    assert len(store.items.listed(EVERYTHING)) == 2


def test_publications_of_a_page_that_a_fragment_tells_apart_stay_apart(store: Store) -> None:
    take(store, *(entry(f"https://blog.example/lijst#{n}", id=None, title=f"Titel {n}") for n in "abc"))
    for item in (1, 2, 3):
        assert read(store, item, page("https://blog.example/lijst", title=f"Titel {item}")) == item


def test_posts_of_a_liveblog_that_all_name_the_blog_stay_apart(store: Store) -> None:
    take(store, entry("https://blog.example/live", title="LIVE: brand in Gent"))
    for number, title in enumerate(("Ploegen ter plaatse", "Straat afgesloten"), 2):
        take(store, entry(f"https://blog.example/live?post={number}", title=title))
        assert read(store, number, page("https://blog.example/live", title=title)) == number


def test_a_slip_of_a_site_that_names_one_address_for_all_its_pages_joins_nothing(store: Store) -> None:
    titles = ("Subsidies voor jeugdwerk", "Museum heropent", "Fietspad klaar")
    for number, title in enumerate(titles, 1):
        take(store, entry(f"https://blog.example/artikel.php?id={number}", title=title))
        assert read(store, number, page("https://blog.example/artikel.php", title=title)) == number
    assert take(store, entry("https://blog.example/artikel.php", title="Overzicht")) == (1, 0)


def test_nothing_that_a_curator_did_is_lost(store: Store) -> None:
    two(store)
    with store.transaction():
        comment(store, 1, "Eerste woorden")
        comment(store, 2, "Tweede woorden", at=1)
        store.curation.tag(ACT, 2, add=["zorg"], remove=[])
        store.curation.move(ACT, "approve", 2, from_=State.COMMENTED, to=State.APPROVED)
        for item in (1, 2):
            store.ledger.write(
                item=item, digest=None, channel="mastodon", how="hand", at=NOW, by="An", url=None, text=f"Post {item}"
            )
        store.ledger.write(item=2, digest=None, channel="x", how="hand", at=NOW, by="An", url=None, text="Op X")
        store.tips.take(2, [SaidTip(url=TWIN, by="Bo", why="Lees dit", at=NOW)], NOW)
    assert read(store, 2, page("https://blog.example/a")) == 1
    item = store.items.get(1)
    assert item is not None
    assert (item.state, [tag.tag for tag in item.tags]) == (State.APPROVED, ["zorg"])
    note = store.curation.note(1)
    assert note is not None
    assert note.commentary == "Eerste woorden"
    assert [rival.commentary for rival in store.curation.rivals(1)] == ["Tweede woorden"]
    assert {event.action for event in store.curation.events(item=1)} == {"comment", "tag", "approve", "same"}
    assert [(row.channel, row.text) for row in store.ledger.rows(item=1)] == [("mastodon", "Post 1"), ("x", "Op X")]
    assert [tip.why for tip in store.tips.of([1])[1]] == ["Lees dit"]
    assert store.faults() == []


def test_a_digest_keeps_its_place_and_its_past_can_still_be_taken_back(store: Store) -> None:
    two(store)
    with store.transaction():
        number = store.digests.new(ACT, title="Week", language="nl", intro="", closing="", since=NOW)
    for items in ((2,), (2, 1)):
        digest = store.digests.get(number)
        assert digest is not None
        with store.transaction():
            act = Act(by="An", at=NOW, batch=f"add {items}")
            store.digests.change(act, "digest add", digest, places=[Place(item=item) for item in items])
    read(store, 2, page("https://blog.example/a"))
    digest = store.digests.get(number)
    assert digest is not None
    assert digest.items == (1,)
    with store.transaction():
        for event in store.curation.last_step():
            store.curation.take_back(ACT, event)
    digest = store.digests.get(number)
    assert digest is not None
    assert digest.items == (1,)
    assert store.faults() == []


def test_what_was_decided_on_the_item_that_went_can_be_taken_back(store: Store) -> None:
    two(store)
    with store.transaction():
        store.curation.move(ACT, "shortlist", 2, from_=State.NEW, to=State.SHORTLISTED)
    read(store, 2, page("https://blog.example/a"))
    with store.transaction():
        [event] = store.curation.last_step()
        store.curation.take_back(ACT, event)
    item = store.items.get(1)
    assert item is not None
    assert item.state is State.NEW


# ── ids that change ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_both_address_and_id_new_is_a_new_item(store: Store) -> None:
    take(store, entry(id="guid-1"))
    assert take(store, entry("https://blog.example/b", id="guid-2"))[0] == 1


def test_same_id_with_another_title_at_a_new_address_is_a_new_item(store: Store) -> None:
    take(store, entry(id="guid-1"))
    assert take(store, entry("https://blog.example/b", id="guid-1", title="Iets anders"))[0] == 1
