"""Trends: what is found, what is not, and what a stream with holes does not make of itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from curate.enrich.bursts import burst
from curate.enrich.mentions import PHRASE, WORD, keys, mentions
from curate.enrich.tally import DAY, Follower, Telling, Window, packed, tally, unpacked
from curate.enrich.trends import Detector, Direction, sparkline, watched
from tests.enrich.stream import UNTIL, WEEK, followers, found, put, rising, stream, terms, word

NEW, RARE, COMMON = word(5000), word(5001), word(5002)


def base(rows: list[Telling], number: int, items: int, seed: int) -> list[Telling]:
    """Return the rows with a word in so many items of the past."""
    chance = random.Random(seed)
    places = chance.sample([place for place, row in enumerate(rows) if row.at <= WEEK.start], items)
    for place in places:
        rows[place] = rows[place]._replace(terms=rows[place].terms + packed([number]))
    return rows


# ── floors, on a small stream with fixed seeds; on a real one: benchmarks/trends.py ──────────────────────────────────


@pytest.mark.parametrize(
    ("number", "before", "items", "floor"),
    [(NEW, 0, 6, 19), (RARE, 3, 6, 17), (COMMON, 16, 12, 18)],
    ids=["new", "rare", "common"],
)
def test_the_floor_of_what_is_found_of_twenty(number: int, before: int, items: int, floor: int) -> None:
    hits = 0
    for seed in range(20):
        rows = base(stream(seed), number, before, seed)
        hits += number in rising(put(rows, number, items, seed=seed))
    assert hits >= floor


def test_the_ceiling_of_false_ones_in_twenty_weeks() -> None:
    assert sum(len(found(stream(seed))) for seed in range(20)) <= 10


def test_the_ceiling_of_distractors_twelve_items_of_one_source() -> None:
    flagged = 0
    for seed in range(10):
        rows = base(stream(seed), RARE, 3, seed)
        flagged += RARE in rising(put(rows, RARE, 12, seed=seed, source=seed + 1))
    assert flagged <= 1


# ── what is counted ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_within_a_story_each_source_counts_once() -> None:
    rows = stream()
    told = [
        Telling(90_000 + n, UNTIL - n * 3600, 77, packed([1 + n % 6]), b"", packed([NEW])) for n in range(12)
    ]  # fmt: skip
    (trend,) = [each for each in found(rows + told) if NEW in each.numbers]
    assert (trend.figures.items, len(trend.figures.sources), trend.figures.stories) == (6, 6, 1)
    assert trend.direction is Direction.NEW
    assert len(trend.figures.evidence) == 12


def test_one_story_of_a_term_that_was_there_before_is_no_trend() -> None:
    rows = base(stream(), RARE, 3, 1)
    told = [Telling(90_000 + n, UNTIL - n * 3600, 77, packed([1 + n]), b"", packed([RARE])) for n in range(8)]
    assert RARE not in rising(rows + told)


def test_terms_that_share_their_items_are_one_trend_named_by_the_tag() -> None:
    tag, phrase = 4 * 7000, 4 * 7001 + 1
    rows = put(put(put(stream(), NEW, 9, seed=4), phrase, 9, seed=4), tag, 9, seed=4)
    (trend,) = [each for each in found(rows) if NEW in each.numbers]
    assert trend.numbers[0] == tag
    assert set(trend.numbers) == {tag, phrase, NEW}
    assert trend.kind == "tag"


def test_what_falls_is_told_apart_from_what_rises() -> None:
    rows = base(stream(), COMMON, 80, 3)
    (trend,) = [each for each in found(rows) if COMMON in each.numbers]
    assert trend.direction is Direction.FALLING
    assert trend.figures.items == 0
    assert trend.figures.expected == pytest.approx(10, abs=2)


def test_a_movement_is_dated() -> None:
    rows = put(base(stream(), COMMON, 8, 3), COMMON, 14, days=3)
    (trend,) = [each for each in found(rows) if COMMON in each.numbers]
    assert UNTIL - 4 * DAY <= trend.since <= UNTIL - 2 * DAY


def test_what_rose_at_this_time_of_the_last_year_returns() -> None:
    year = UNTIL - 365 * DAY
    before = [row._replace(item=row.item + 10**6) for row in stream(7, until=year + 3 * DAY, weeks=18)]
    season = Window(until=year + 3 * DAY, length=14 * DAY)
    chance = random.Random(2)
    then = [place for place, row in enumerate(before) if row.at > season.start]
    for place in chance.sample(then, 14):
        before[place] = before[place]._replace(terms=before[place].terms + packed([NEW]))
    detector = Detector(tally(put(stream(), NEW, 10), WEEK, followers()))
    seasons = [tally([row for row in before if row.at > season.since], season, followers())]
    (trend,) = [each for each in detector.find(terms, seasons=seasons).trends if NEW in each.numbers]
    assert (trend.direction, trend.years) == (Direction.RETURNING, (1,))


def test_only_some_kinds_are_asked_about_where_little_comes_in() -> None:
    detector = Detector(tally(put(stream(), NEW, 12), WEEK, followers()))
    assert not detector.find(terms, kinds=["tag", "phrase"]).trends
    left = detector.find(terms, kinds=["word"], left_out={NEW}).trends
    assert not [trend for trend in left if NEW in trend.numbers]


# ── streams with holes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stream_without_weekends_has_no_trends_of_its_own_and_keeps_the_true_one() -> None:
    rows = [row for row in stream(3, a_day=80) if row.at // DAY % 7 < 5]
    assert len(found(rows)) <= 1
    assert NEW in rising(put(rows, NEW, 7))


def test_a_fortnight_that_was_missed_makes_nothing_rise_or_fall() -> None:
    rows = [row for row in stream(4, a_day=80) if not UNTIL - 21 * DAY < row.at <= UNTIL - 7 * DAY]
    assert len(found(rows)) <= 1


def with_joined(since: int, *, items: int = 30, said: int = NEW, source: int = 99) -> list[Telling]:
    """Return a stream in which a source joins that speaks of one thing all the time, as two others do now and then."""
    rows = put(stream(), said, 2, seed=3)
    step = (UNTIL - since) // items
    mine = [
        Telling(80_000 + n, UNTIL - n * step, -80_000 - n, packed([source]), b"", packed([said])) for n in range(items)
    ]
    return rows + mine


def test_a_source_that_joins_halfway_is_compared_over_the_time_that_its_items_cover() -> None:
    rows = with_joined(UNTIL - 30 * DAY, items=60)
    known = followers() | {99: Follower(id=99, name="nieuw")}
    made = tally(rows, WEEK, known)
    assert list(made.joined) == [99]
    assert NEW not in rising(rows, known)


def test_a_source_added_yesterday_with_only_this_week_is_left_out_and_named() -> None:
    known = followers()
    rows = stream()
    for source in (97, 98, 99):  # three at once: by themselves they would pass every gate
        known[source] = Follower(
            id=source, name="nieuw", first_fetch=datetime.fromtimestamp(UNTIL - DAY, UTC), last_success=None
        )
        rows += [
            Telling(source * 100 + n, UNTIL - n * DAY // 2, -source * 100 - n, packed([source]), b"", packed([NEW]))
            for n in range(8)
        ]
    made = tally(rows, WEEK, known)
    assert set(made.fresh) == {97, 98, 99}
    assert NEW not in rising(rows, known)


def test_a_source_added_yesterday_with_years_of_archive_is_compared_with_its_own_past() -> None:
    known = followers()
    rows = stream()
    for source in (97, 98, 99):
        known[source] = Follower(id=source, name="archief", first_fetch=datetime.fromtimestamp(UNTIL - DAY, UTC))
        rows += [
            Telling(source * 1000 + n, UNTIL - n * DAY // 2, -source * 1000 - n, packed([source]), b"", packed([NEW]))
            for n in range(126)
        ]
    made = tally([row for row in rows if row.at > WEEK.since], WEEK, known)
    assert not made.fresh
    assert NEW not in rising(rows, known)


def test_a_source_that_died_makes_nothing_fall() -> None:
    rows = [row for row in stream() if 1 not in unpacked(row.sources) or row.at <= WEEK.start]
    rows = [
        row._replace(terms=packed([NEW])) if 1 in unpacked(row.sources) or 2 in unpacked(row.sources) else row
        for row in rows
    ]
    made = tally(rows, WEEK, followers())
    assert list(made.gone) == [1]
    assert not [trend for trend in found(rows) if NEW in trend.numbers]


def test_what_is_no_longer_followed_and_ones_own_do_not_count() -> None:
    known = followers()
    known[2] = replace(known[2], own=True)
    rows = [row for row in stream() if 3 not in unpacked(row.sources) or row.at <= WEEK.start]
    known[3] = replace(known[3], configured=False)
    made = tally(rows, WEEK, known)
    assert not made.sources & {2, 3}
    assert 3 in made.gone


def test_a_source_whose_volume_leaps_is_a_measure_of_its_own() -> None:
    rows = stream()
    rows += [Telling(70_000 + n, UNTIL - n * 600, -70_000 - n, packed([1]), b"", packed([word(2)])) for n in range(200)]
    made = tally(rows, WEEK, followers())
    assert frozenset([1]) in [stratum.sources for stratum in made.strata]
    assert word(2) not in rising(rows)


@pytest.mark.parametrize("rows", [[], stream(weeks=1), stream()[:1]], ids=["empty", "a week", "one item"])
def test_where_there_is_nothing_to_compare_nothing_is_found(rows: list[Telling]) -> None:
    assert found(rows) == []


def test_one_source_alone_never_makes_a_trend() -> None:
    assert found(put(stream(sources=1), NEW, 12), followers(1)) == []


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_figures_of_a_term_add_up() -> None:
    rows = put(base(stream(), COMMON, 16, 5), COMMON, 12)
    detector = Detector(tally(rows, WEEK, followers()))
    figures = detector.measure({1: (COMMON,)})[1]
    assert (figures.items, figures.before) == (12, 16)
    assert sum(items for items, _ in figures.series) == 28
    assert figures.series[-1][0] == 12
    assert sum(items for items, _ in figures.days) == 28
    assert figures.expected == pytest.approx(2, abs=0.2)
    assert len(figures.evidence) == 12
    assert len(figures.earlier) == 16


def test_several_terms_have_to_be_in_one_item() -> None:
    rows = put(put(stream(), NEW, 6, seed=1), RARE, 6, seed=1)
    rows = put(rows, NEW, 3, seed=9)
    detector = Detector(tally(rows, WEEK, followers()))
    assert detector.measure({1: (NEW, RARE)})[1].items == 6


def test_a_term_chosen_beforehand_is_a_family_of_its_own() -> None:
    rows = put(base(stream(), RARE, 4, 1), RARE, 4)
    fares = watched(Detector(tally(rows, WEEK, followers())), {1: (RARE,)})[1]
    assert RARE not in rising(rows)
    assert fares.direction is Direction.RISING
    assert watched(Detector(tally(stream(), WEEK, followers())), {1: (word(3),)})[1].direction is None


def test_only_items_with_a_tag() -> None:
    tag = 4 * 7000
    rows = [row._replace(tags=packed([tag])) if row.item % 2 else row for row in stream()]
    made = tally(rows, WEEK, followers(), within=tag)
    assert made.items == sum(row.item % 2 for row in rows)


def test_a_burst_is_dated_and_one_that_ended_is_none() -> None:
    quiet, loud = [(1, 50)] * 40, [(8, 50)] * 4
    assert burst(quiet + loud, 0.02) == 40
    assert burst(loud + quiet, 0.02) is None
    assert burst([(5, 50)] * 40 + [(0, 50)] * 8, 0.1, falls=True) == 40


def test_a_sparkline_stands_for_figures() -> None:
    assert sparkline([0, 1, 7, 14]) == "▁▂▅█"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([]) == ""


# ── terms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def named(title: str, language: str = "nl", body: str = "") -> list[str]:
    return [each.key for each in mentions(title, body, language)]


def test_terms_are_the_words_and_phrases_of_a_title_by_their_lemmas() -> None:
    said = named("Raad van State fluit steden terug over AI")
    assert {"raad", "raad van state", "stad", "ai"} <= set(said)
    assert not {"van", "over", "terug"} & set(said)


def test_no_phrase_goes_across_punctuation() -> None:
    assert "museum privacy" not in named("Nieuw museum: privacy en kunst")


def test_a_title_that_says_little_is_helped_by_the_first_sentence_and_a_full_one_is_not() -> None:
    body = "De wooncrisis treft jongeren. " + "Woord " * 300
    assert "wooncrisis" in named("Nieuwsbrief april", body=body)
    assert "wooncrisis" not in named("Vrijwilligers bouwen samen nieuwe speeltuinen voor kinderen", body=body)


@pytest.mark.parametrize("typed", ["", "de", '"/"', "::", "\U0001f600", "2026"])
def test_what_tells_nothing_has_no_terms(typed: str) -> None:
    assert keys(typed, "nl") == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("steden", [(WORD, "stad")]),
        ("ai", [(WORD, "ai")]),
        ('"sociale" / media', [(PHRASE, "sociaal media")]),
        ("sociale media wet", [(PHRASE, "sociaal media"), (PHRASE, "media wet")]),
    ],
)
def test_a_term_that_is_typed_is_found_as_it_is_counted(typed: str, wanted: list[tuple[str, str]]) -> None:
    assert keys(typed, "nl") == wanted
