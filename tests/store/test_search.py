"""Searching: what a person types, what is found for it, and how the hit is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.errors import UsageError
from curate.models import Origin, State, Tag
from curate.store import Act, Configured, Store, query, search
from curate.store.query import Query
from curate.store.search import Texts
from curate.store.snippet import END, START, Sought, snippet
from tests.store.test_items import NOW, entry, take

BRUSSELS = ZoneInfo("Europe/Brussels")
ITEMS = (
    # (title, text, author, language, days old)
    ("De stad opent een museum", "Musea trekken vrijwilligers aan.", "An Peeters", "nl", 1),
    ("Steden en gemeenten", "Digitale geletterdheid in de wijk.", None, "nl", 40),
    ("Les élèves au musée", "Une journée à l'école.", "Zoé Dubois", "fr", 400),
    ("Privacy for libraries", "Cities share books; Straße and København.", None, "en", 5),
    ("Geletterdheid, digitale en andere", "Foto's van de e-mail over privacy.", None, "nl", 10),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("search") / "curate.db") as opened:
        opened.sources.configure(
            [
                Configured(name="Blog", fallback="blog", url="https://blog.example/feed"),
                Configured(name="De Krant", fallback="krant.example", url="https://krant.example/feed"),
            ]
        )
        for number, (title, text, author, language, days) in enumerate(ITEMS, 1):
            site = "krant.example" if number == 4 else "blog.example"
            said = entry(
                f"https://{site}/nieuws/{number}-pagina", title=title, summary=text, author=author, language=language,
                published=NOW - timedelta(days=days),
            )  # fmt: skip
            take(opened, said, source=2 if number == 4 else 1)
        act = Act(by="An", at=NOW, batch="1")
        with opened.transaction():
            opened.items.retag(4, [Tag(tag="privacy", origin=Origin.RULE, matched="Privacy")])
            opened.items.retag(5, [Tag(tag="Sociale media", origin=Origin.RULE, matched="e-mail")])
            opened.curation.move(act, "shortlist", 2, from_=State.NEW, to=State.SHORTLISTED)
            opened.search.index(_texts(opened, note={3: "Mijn museum"}))
        yield opened


def _texts(store: Store, note: dict[int, str]) -> list[Texts]:
    return [
        Texts(
            item=item.id, title=item.title, text=item.summary, note=note.get(item.id, ""), author=item.author or "",
            url=item.canonical_url, language=item.language or "nl",
        )
        for item in store.items.many([1, 2, 3, 4, 5])
    ]  # fmt: skip


def read(typed: str) -> Query:
    names = query.named({State.SHORTLISTED: ["geselecteerd"], State.NEW: ["nieuw"]})
    return query.read(typed, now=NOW, zone=BRUSSELS, states=names)


def found(store: Store, typed: str, limit: int | None = 20) -> list[int]:
    return list(store.search.find(read(typed), limit).items)


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        # forms of a word, accents, capitals
        ("stad", {1, 2}), ("steden", {1, 2}), ("STEDEN", {1, 2}), ("gemeente", {2}), ("musea", {1, 3}), ("city", {4}),
        ("book", {4}), ("vrijwilliger", {1}), ("bibliotheken", set()), ("library", {4}),
        ("eleves", {3}), ("élève", {3}), ("ecole", {3}), ("strasse", {4}), ("Kobenhavn", {4}), ("zoe", {3}),
        # several words, phrases, beginnings
        ("digitale geletterdheid", {2, 5}), ('"digitale geletterdheid"', {2}), ("“digitale geletterdheid”", {2}),
        ('"digitale gel*"', {2}), ("vrijwil*", {1}), ("vr*", {1}), ("m*", set()), ("mus*", {1, 3}),
        ("foto's", {5}), ("e-mail", {5}), ("email", set()), ("stad steden", {1, 2}), ('"steden"', {2}), ('"stad', {1}),
        # leaving out
        ("privacy -libraries", {5}), ("privacy -library", {5}), ('geletterdheid -"digitale geletterdheid"', {5}),
        ("-privacy", {1, 2, 3}), ("privacy -tag:privacy", {5}), ("-lang:nl", {3, 4}),
        # fields
        ("tag:privacy", {4}), ("tag:PRIVACY", {4}), ('tag:"sociale media"', {5}), ("trefwoord:privacy", {4}),
        ("tag:soc*", {5}), ("tag:onbekend", set()), ("tag:", set()),
        ("source:Blog", {1, 2, 3, 5}), ('bron:"De Krant"', {4}), ("bron: Blog musea", {1, 3}), ("source:krant", {4}),
        ("lang:fr", {3}), ("taal:Frans", {3}), ("lang:french", {3}),
        ("state:shortlisted", {2}), ("staat:geselecteerd", {2}), ("state:new privacy", {4, 5}),
        ("author:peeters", {1}), ("auteur:Zoé", {3}), ("title:stad", {1, 2}), ("title:musea", {1}),
        ("note:museum", {3}), ("text:digitale", {2}), ("url:pagina", {1, 2, 3, 4, 5}), ("url:4-pagina", {4}),
        ("site:krant.example", {4}), ("site:www.krant.example privacy", {4}), ("-site:blog.example", {4}),
        ("site:example", {1, 2, 3, 4, 5}), ("site:rant.example", set()), ("pagina", set()),
        ("https://www.krant.example/nieuws/4-pagina", {4}),
        ("since:7d", {1, 4}), ("before:2026-11", {2, 3}), ("voor:2026 museum", {3}), ("na:2026-11 privacy", {4, 5}),
        ("after:2025-01 before:2026-01", {3}),
        ("-since:7d", {2, 3, 5}), ("sinds:2026-11-20", {1}), ("since:yesterday", {1}),
        # what is no field is a word
        ("over: stad", set()), ("Privacy: for", {4}), ("onzin:stad", set()),
        ("", set()), ("   ", set()), ("***", set()), ("-", set()), ('""', set()),
        ("AND OR NOT", set()), ("NEAR(stad)", set()),
    ],
)  # fmt: skip
def test_what_is_found(store: Store, typed: str, items: set[int]) -> None:
    assert set(found(store, typed)) == items


def test_best_first_a_title_before_a_note_before_a_text(store: Store) -> None:
    assert found(store, "musea") == [1, 3]
    assert found(store, "geletterdheid") == [5, 2]
    assert found(store, "privacy") == [4, 5]


def test_fields_alone_are_answered_newest_first_and_no_more_than_asked(store: Store) -> None:
    assert found(store, "lang:nl") == [1, 5, 2]
    assert found(store, "lang:nl", limit=2) == [1, 5]
    assert len(found(store, "url:pagina", limit=3)) == 3
    assert len(found(store, "url:pagina", limit=None)) == 5


def test_a_form_that_no_text_holds_is_looked_up(store: Store) -> None:
    assert found(store, "museums") == [1, 3], "in no text, and a form of museum in English"


@pytest.mark.parametrize(
    "typed", ["before:ooit", "since:", "na:ouders", "since:99999999d", "before:2026-13", "state:kwijt", "lang:x"]
)
def test_a_value_that_a_field_cannot_have_is_said(typed: str) -> None:
    if typed == "since:":
        assert read(typed) == Query()
        return
    with pytest.raises(UsageError) as fault:
        read(typed)
    assert fault.value.hint is not None


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026", datetime(2025, 12, 31, 23, tzinfo=UTC)),
        ("2026-07", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-15", datetime(2026, 7, 14, 22, tzinfo=UTC)),
        ("15/7/2026", datetime(2026, 7, 14, 22, tzinfo=UTC)),
        ("7/2026", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(weeks=2)),
        ("6m", NOW - timedelta(days=180)),
        ("1j", NOW - timedelta(days=365)),
        ("vandaag", datetime(2026, 11, 22, 23, tzinfo=UTC)),
        ("2026-07-15T10:00:00Z", datetime(2026, 7, 15, 10, tzinfo=UTC)),
    ],
)
def test_moments(typed: str, moment: datetime) -> None:
    assert query.moment(typed, now=NOW, zone=BRUSSELS) == moment


def test_what_is_no_field_is_told() -> None:
    assert read("tga:privacy stad").unknown == ("tga",)
    assert read("tag:privacy http://blog.example").unknown == ()


_TYPED = st.lists(
    st.sampled_from(
        ['"', "*", "-", ":", "tag:", "source:", "before:2026", "since:1d", "site:", "url:", "title:", "(", ")", "^",
         "{", "}", "+", "NEAR", "AND", "OR", "NOT", "stad", "steden", "st*", "'", "’", "\x00", "＂", "ﬁ", "½",
         "😀", "漢字", "عربى", "e\u0301", "\ud800", "%", "_", "\\"]
    )
    | st.text(max_size=4),
    max_size=12,
).map(" ".join) | st.text(max_size=30)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(_TYPED)
def test_whatever_is_typed_is_a_search(store: Store, typed: str) -> None:
    for asked in (query.plain(typed), _read_or_plain(typed)):
        result = store.search.find(asked, 5)
        assert set(result.items) <= {1, 2, 3, 4, 5}
        assert set(store.search.titles(asked)) <= {1, 2, 3, 4, 5}
        for item in store.items.many(result.items):
            shown = snippet({"title": item.title, "text": item.summary}, result.sought)
            assert shown.count(START) == shown.count(END)


def _read_or_plain(typed: str) -> Query:
    try:
        return read(typed)
    except UsageError:
        return query.plain(typed)


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "curate.db") as opened:
        opened.sources.configure([Configured(name="Blog", fallback="blog", url="https://blog.example/feed")])
        take(opened, *(entry(f"https://blog.example/{n}", title=f"Titel {n}") for n in range(6)))
        yield opened


def texts(item: int, title: str) -> Texts:
    return Texts(item=item, title=title, text="", note="", author="", url="https://blog.example/", language="nl")


def test_a_text_that_changed_is_found_by_what_it_says_now(small: Store) -> None:
    small.search.index([texts(1, "Over fietsen")])
    small.search.index([texts(1, "Over wandelen")])
    assert found(small, "fietsen") == []
    assert found(small, "wandelen") == [1]


def test_the_same_text_again_is_not_indexed_again(small: Store) -> None:
    for _ in range(3):
        small.search.index([texts(1, "Over fietsen")])
    assert small._connection.value("SELECT max(id) FROM document") == 1


def test_what_is_forgotten_is_found_no_more_and_its_place_is_not_taken(small: Store) -> None:
    small.search.index([texts(1, "Over fietsen")])
    small.search.forget([1])
    small.search.index([texts(2, "Over wandelen")])
    assert found(small, "fietsen") == []
    assert found(small, "wandelen") == [2]


def test_an_index_of_what_is_mostly_gone_is_made_anew(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_STALE", 3)
    for number in range(5):
        small.search.index([texts(1, f"Over fietsen {number}")])
    assert small.search.tidy()
    assert small.search.waiting(10) == [1, 2, 3, 4, 5, 6]
    small.search.index([texts(1, "Over fietsen")])
    assert found(small, "fiets") == [1]
    assert not small.search.tidy()


def test_of_very_many_the_newest_are_ranked_and_that_is_said(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    small.search.index([texts(item, "Over fietsen") for item in range(1, 7)])
    assert not small.search.find(read("fietsen"), 20).newest_only
    monkeypatch.setattr(search, "RANKED", 3)
    few = small.search.find(read("fietsen"), 20)
    assert (set(few.items), few.newest_only) == ({4, 5, 6}, True)


def test_of_very_many_those_that_have_the_fields_are_found_all_the_same(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.search.index([texts(item, "Over fietsen") for item in range(1, 7)])
    small._connection.run("UPDATE item SET language = 'fr' WHERE id = 2")
    monkeypatch.setattr(search, "_SIFTED", 2)
    french = small.search.find(read("fietsen lang:fr"), 20)
    assert (french.items, french.newest_only) == ((2,), True)
    assert set(found(small, "fietsen source:Blog")) == {1, 2, 3, 4, 5, 6}, "few enough to look at all of them"


def test_items_that_no_longer_are_there_are_not_found(small: Store) -> None:
    small.search.index([texts(99, "Over fietsen")])
    assert found(small, "fietsen") == []


# ── the place of a hit ───────────────────────────────────────────────────────────────────────────────────────────────


def marked(texts: dict[str, str], *given: str | Sought) -> str:
    sought = [each if isinstance(each, Sought) else Sought(part=None, words=frozenset([each])) for each in given]
    return snippet(texts, sought).replace(START, "[").replace(END, "]")


def test_a_snippet_shows_the_hit_as_it_was_written() -> None:
    assert marked({"text": "De Stad, en de stad."}, "stad") == "De [Stad], en de [stad]."
    assert marked({"text": "Élèves à l'école"}, "eleves", "ecole") == "[Élèves] à l'[école]"


def test_a_phrase_is_marked_as_one() -> None:
    row = Sought(part=None, words=frozenset(), row=("de", "stad"))
    assert marked({"text": "In de stad en de wijk"}, row) == "In [de stad] en de wijk"


def test_a_beginning_is_marked_by_its_whole_word() -> None:
    assert (
        marked({"text": "Jongeren lezen"}, Sought(part=None, words=frozenset(), beginning="jong")) == "[Jongeren] lezen"
    )


def test_the_text_with_most_hits_is_shown_and_where_it_stands() -> None:
    long = "woord " * 100 + "stad en wijk " + "woord " * 100
    shown = marked({"note": "De stad.", "text": long}, "stad", "wijk")
    assert shown.startswith("…")
    assert "[stad] en [wijk]" in shown
    assert shown.endswith("…")
    assert len(shown.split()) <= 26
    assert marked({"note": "De stad.", "text": "Een stad."}, "stad") == "De [stad]."


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert marked({"note": "", "text": "Een tekst."}, "stad") == "Een tekst."
    assert marked({"note": "", "text": "Een stad."}, Sought(part="title", words=frozenset(["stad"]))) == "Een stad."
    assert marked({}, "stad") == ""
