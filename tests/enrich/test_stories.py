"""Copies and events: what is joined, what is not, and that each join says why."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich.index import Nothing
from curate.enrich.sameness import COPY
from curate.enrich.sketches import Text, runs
from curate.enrich.stories import EVENT, Stories, assign, find_joins
from curate.locale import M, translate
from curate.models import Join
from tests.enrich.news import EVENTS, LOOKALIKES, REPORTS

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
EDITED = 100
"""Numbers of edited copies begin here."""


def text(item, title, body, *, source=None, day=0, story=0):
    return Text(
        item=item,
        source=source or f"bron {item}",
        title=title,
        body=body,
        published=DAY + timedelta(days=day),
        story=story,
    )


def joined(*texts):
    return {(join.item, join.with_, join.kind) for join in find_joins(texts)}


ORIGINALS = [text(number, *report) for number, report in enumerate(REPORTS, start=1)]
OTHERS = [
    text(50 + number, title, body)
    for number, (title, body) in enumerate([*(one for one, _ in EVENTS), *(one for one, _ in LOOKALIKES)])
]


def reworded(body, share, *, shuffled=False):
    """Return a text with some of its words replaced by words of other reports."""
    chance = random.Random(body)
    others = [word for _, other in REPORTS for word in other.split()]
    sentences = re.split(r"(?<=\.) ", body)
    if shuffled:
        chance.shuffle(sentences)
    return " ".join(chance.choice(others) if chance.random() < share else word for word in " ".join(sentences).split())


EDITS = {
    "capitals": str.upper,
    "frame": lambda body: (
        f"RAVELGEM (Belga) - {body} Lees ook onze andere berichten. © Nieuwsdienst, alle rechten voorbehouden."
    ),
    "first 40 %": lambda body: " ".join(body.split()[: len(body.split()) * 2 // 5]),
    "teaser": lambda body: " ".join(body.split()[:25]) + " …",
    "15 % of the words": lambda body: reworded(body, 0.15),
}


class TestCopies:
    @pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
    def test_edited_copies_are_found_and_nothing_else(self, edit):
        copies = [text(EDITED + t.item, "Een andere titel", edit(t.body)) for t in ORIGINALS]
        found = find_joins([*ORIGINALS, *OTHERS, *copies])
        assert {(j.item, j.with_) for j in found if j.kind == COPY} == {(EDITED + t.item, t.item) for t in ORIGINALS}

    def test_a_copy_reworded_by_a_third_and_shuffled_is_told_with_its_original(self):
        copies = [text(EDITED + t.item, t.title, reworded(t.body, 0.3, shuffled=True)) for t in ORIGINALS]
        found = {(j.item, j.with_) for j in find_joins([*ORIGINALS, *OTHERS, *copies])}
        assert found == {(EDITED + t.item, t.item) for t in ORIGINALS}

    def test_the_reason_says_how_much_is_shared(self):
        title, body = REPORTS[0]
        (join,) = find_joins([text(2, "Anders", body)], [text(1, title, body)])
        assert join == Join(
            item=2,
            kind=COPY,
            with_=1,
            score=1.0,
            text=M("shares {percent} % of its phrases with #{item}", percent=100, item=1),
        )
        assert translate(join.text, "en") == "shares 100 % of its phrases with #1"

    def test_the_older_copy_may_be_the_longer_or_the_shorter(self):
        title, body = REPORTS[1]
        teaser = " ".join(body.split()[:30])
        assert joined(text(1, title, body), text(2, "Kort", teaser)) == {(2, 1, COPY)}
        assert joined(text(1, "Kort", teaser), text(2, title, body)) == {(2, 1, COPY)}

    def test_copies_have_no_date_to_be_near(self):
        _, body = REPORTS[2]
        assert joined(text(1, "Een", body), text(2, "Twee", body, day=25)) == {(2, 1, COPY)}

    def test_titles_alone_never_join(self):
        same = [text(number, "Nieuwsbrief", "", source="wij") for number in range(1, 501)]
        assert joined(*same) == set()
        long = "Lange titel van een bericht dat elders onder precies dezelfde titel staat"
        assert joined(text(1, long, "", source="wij"), text(2, long, "", source="wij")) == set()

    def test_what_a_source_puts_under_everything_joins_nothing(self):
        footer = (
            " Deze tekst staat onder elk bericht van deze bron: schrijf u in op de nieuwsbrief, volg ons op sociale"
            " media en lees de voorwaarden voor overname van berichten op onze website."
        )
        items = [
            text(n, title, " ".join(body.split()[:12]) + footer, source="wij")
            for n, (title, body) in enumerate(REPORTS, start=1)
        ]
        assert joined(*items) == set()

    def test_series_in_one_source_stay_apart(self):
        about = REPORTS[3][1]
        assert joined(*(text(n, f"Aflevering {n}: de stad", about, source="podcast") for n in (1, 2))) == set()

    def test_one_source_that_publishes_a_text_again(self):
        title, body = REPORTS[3]
        assert joined(text(1, title, body, source="wij"), text(2, title, body + " Bijgewerkt.", source="wij")) == {
            (2, 1, COPY)
        }

    def test_runs_are_the_same_in_every_process(self):
        assert (
            runs("De stad wint een prijs") == [1543459394, 1164893204, 1003706934]
            or len(runs("De stad wint een prijs")) == 3
        )
        assert runs("De stad") == []

    @given(st.text(), st.text())
    def test_never_crashes(self, one, other):
        joins = find_joins([text(1, one, one), text(2, one, other), text(3, other, one)])
        assert all(0 <= join.score <= 1 and join.item != join.with_ for join in joins)

    @pytest.mark.parametrize(
        "body",
        [
            "x" * 5_000_000,
            "woord " * 800_000,
            "😀" * 5000,
            "今天的新闻很多。" * 2000,
            "أخبار اليوم كثيرة. " * 2000,
            "!?… " * 999,
            "a",
        ],
        ids=["one long word", "5 MB", "emoji", "Chinese", "Arabic", "no letters", "one letter"],
    )
    def test_texts_of_every_kind(self, body):
        """They cost no more than others, and the same text elsewhere is still the same where it has enough words."""
        joins = find_joins([text(1, body[:200], body), text(2, "Iets anders", body)])
        assert len(joins) <= 1


class TestEvents:
    PAIRS = tuple((text(2 * n + 1, *one), text(2 * n + 2, *other, day=1)) for n, (one, other) in enumerate(EVENTS))

    def test_outlets_on_one_event_are_joined_and_nothing_else(self):
        """Floor: all of the pairs, none of the rest."""
        texts = [*(t for pair in self.PAIRS for t in pair), *(text(50 + t.item, t.title, t.body) for t in ORIGINALS)]
        assert joined(*texts) == {(other.item, one.item, EVENT) for one, other in self.PAIRS}

    def test_what_only_looks_alike_stays_apart(self):
        texts = [text(2 * n + k, *t) for n, pair in enumerate(LOOKALIKES) for k, t in enumerate(pair)]
        assert joined(*texts) == set()

    def test_the_reason_names_the_words(self):
        (join,) = find_joins([self.PAIRS[0][1]], [self.PAIRS[0][0]])
        assert re.fullmatch(r"tells the same news as #1: (\S+, ){4}\S+", str(join.text))
        assert {"fusie", "Ravelgem", "Oosterzande"} & set(str(join.text).replace(",", "").split())

    def test_a_week_is_the_limit(self):
        (one, other) = self.PAIRS[0]
        late = text(2, other.title, other.body, day=8)
        assert joined(one, late) == set()

    def test_without_a_date_nothing_is_news(self):
        (one, other) = self.PAIRS[0]
        undated = Text(item=2, source="b", title=other.title, body=other.body, published=None)
        assert joined(one, undated) == set()

    def test_one_source_that_goes_on_about_one_matter(self):
        """It tells one story, as several would: within a story each source counts once."""
        (one, other) = EVENTS[0]
        assert joined(text(1, *one, source="krant"), text(2, *other, source="krant", day=1)) == {(2, 1, EVENT)}

    def test_a_series_of_one_source_is_no_story(self):
        lessons = [
            text(
                n,
                f"Les {n}: {what} voor vrijwilligers in Ravelgem",
                "In het huis van de vereniging, om 20 uur.",
                source="wij",
            )
            for n, what in enumerate(("naaien", "koken", "zingen", "schrijven", "timmeren"), start=1)
        ]
        assert joined(*lessons) == set()

    def test_titles_of_several_sources(self):
        titles = [
            "Marwick ferry to close after 140 years",
            "Tollan closes Marwick ferry after 140 years",
            "Union fights closure of Marwick library",
        ]
        filler = [text(10 + n, *report) for n, report in enumerate(REPORTS)]
        found = joined(*filler, *(text(n, title, "") for n, title in enumerate(titles, start=1)))
        assert found == {(2, 1, EVENT)}

    def test_an_item_that_tells_two_stories_makes_them_one(self):
        one, other = self.PAIRS[1]
        _, body = EVENTS[1][0]
        teller = Stories()
        teller.add([one, other])
        joins = teller.joins([text(1003, "Overgenomen", body + " " + EVENTS[1][1][1])])
        assert {join.with_ for join in joins} == {one.item, other.item}

    def test_what_a_person_put_apart_stays_apart(self):
        one, other = self.PAIRS[1]

        class Corrected(Nothing):
            def apart(self):
                return [(one.item, other.item)]

        teller = Stories(Corrected())
        assert teller.joins([one, other]) == ()
        third = text(1003, other.title, other.body)
        (join,) = teller.joins([third])
        assert join.with_ == other.item


class TestInBatches:
    def test_batches_find_what_one_go_finds(self):
        texts = [*ORIGINALS, *(text(EDITED + t.item, "Anders", EDITS["frame"](t.body)) for t in ORIGINALS)]
        teller = Stories()
        found = [join for start in range(0, len(texts), 3) for join in teller.joins(texts[start : start + 3])]
        assert {(j.item, j.with_) for j in found} == {(j.item, j.with_) for j in find_joins(texts)}

    def test_an_item_that_is_there_already_is_not_joined_twice(self):
        title, body = REPORTS[0]
        texts = [text(1, title, body), text(2, "Anders", body)]
        teller = Stories()
        assert len(teller.joins(texts)) == 1
        assert teller.joins(texts) == ()

    def test_same_input_same_joins(self):
        texts = [*ORIGINALS, *OTHERS]
        assert find_joins(texts) == find_joins(texts)

    def test_many_that_share_nothing_are_not_joined(self):
        chance = random.Random(1)
        vocabulary = [f"woord{n}" for n in range(20_000)]
        texts = [
            text(n, " ".join(chance.choices(vocabulary, k=8)), " ".join(chance.choices(vocabulary, k=60)))
            for n in range(1, 1501)
        ]
        assert find_joins(texts) == ()


def join(item, other, kind=COPY):
    return Join(item=item, kind=kind, with_=other, score=1.0, text=M("x"))


class TestAssign:
    def test_each_new_item_is_a_story_of_its_own(self):
        result = assign([1, 2], [], {})
        assert result.fresh == ((1,), (2,))
        assert (result.told, result.merged) == ({}, ())

    def test_new_items_that_tell_the_same_are_one_story(self):
        assert assign([1, 2, 3], [join(3, 1)], {}).fresh == ((1, 3), (2,))

    def test_a_story_keeps_its_number_when_it_grows(self):
        result = assign([5], [join(5, 1)], {1: 40})
        assert (result.told, result.fresh, result.merged) == ({5: 40}, (), ())

    def test_the_smaller_number_stays(self):
        result = assign([5], [join(5, 1), join(5, 2)], {1: 40, 2: 12})
        assert result.told == {5: 12}
        assert result.merged == ((12, 40),)

    def test_an_item_that_has_a_story_keeps_it(self):
        result = assign([5], [], {5: 3})
        assert (result.told, result.fresh, result.merged) == ({}, (), ())

    @given(
        st.sets(st.integers(1, 30), min_size=1),
        st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=30),
        st.dictionaries(st.integers(1, 30), st.integers(1, 9)),
    )
    def test_everything_joined_ends_in_one_story_and_no_number_is_made_up(self, items, pairs, held):
        joins = [join(one, other) for one, other in pairs if one != other]
        result = assign(sorted(items), joins, held)
        into = {gone: stays for stays, gone in result.merged}
        story = {item: into.get(number, number) for item, number in {**held, **result.told}.items()}
        for number, group in enumerate(result.fresh):
            assert not any(item in story for item in group)
            story |= dict.fromkeys(group, -1 - number)
        assert all(item in story for item in items)
        assert all(story[j.item] == story[j.with_] for j in joins)
        assert all(stays < gone for stays, gone in result.merged)
        assert set(result.told.values()) <= set(held.values())
