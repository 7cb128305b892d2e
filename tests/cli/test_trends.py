"""`curate trends` as a person or a script meets it: on a store that fetches filled, and on every bad input."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from curate.models import Said, SaidEntry
from curate.store import Store
from curate.workflows import desk as at
from curate.workflows import enriching, tagging, trending
from curate.workflows.desk import Desk
from tests.cli.conftest import Call
from tests.workflows.conftest import desk_in

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOURCES = 8
CONFIGURATION = """
organisation: {{name: Voorbeeld vzw, language: en, timezone: Europe/Brussels}}
sources:
{sources}
tags:
  wonen: [huurprijs, huurwoning]
"""
_PARTS = ("bo", "ka", "lu", "mi", "ne", "po", "ra", "so", "ti", "vu")
WORDS = [f"{a}{b}{c}nt" for a in _PARTS for b in _PARTS for c in _PARTS] + ["zwembad"] * 25


def entries(source: int, days: Sequence[float], chance: random.Random, extra: str = "") -> tuple[SaidEntry, ...]:
    return tuple(
        SaidEntry(
            id=None,
            url=f"https://bron{source}.example/{source}-{chance.random()}",
            title=f"{' '.join(chance.sample(WORDS, 4)).capitalize()} {extra}".strip(),
            published=NOW - timedelta(days=day),
            language="nl",
        )
        for day in days
    )


def fill(folder: Path, *, a_day: float = 33, weeks: int = 9, extra: str = "", items: int = 7) -> None:
    """Make a workspace whose sources publish at random, and let the last week's first items say something more."""
    listed = "\n".join(f"  - {{url: 'https://bron{n}.example/feed', name: Bron {n}}}" for n in range(SOURCES))
    chance = random.Random(4)
    with desk_in(folder, CONFIGURATION.format(sources=listed)) as desk:
        at.configure(desk)
        states = {state.url: state.id for state in desk.store.sources.all()}
        for source in range(SOURCES):
            count = int(a_day * weeks * 7 / SOURCES)
            past = count - count // weeks
            said = entries(source, [7 + chance.random() * (weeks - 1) * 7 for _ in range(past)], chance)
            now = entries(source, [chance.random() * 7 for _ in range(count // weeks)], chance)
            some = 1 if source < items else 0
            said += now + entries(source, [chance.random() * 3 for _ in range(some)], chance, extra)
            url = f"https://bron{source}.example/feed"
            desk.store.items.take(states[url], Said(entries=said), home=url, now=NOW, first=True)
            state = next(each for each in desk.store.sources.all() if each.url == url)
            desk.store.sources.record(replace(state, first_fetch=NOW))
        enriching.enrich(desk)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace in which rents are spoken of this week by seven sources."""
    folder = tmp_path_factory.mktemp("trends") / "werkmap"
    fill(folder, extra="huurprijzen plafond")
    return folder


@pytest.fixture
def here(filled: Path, tmp_path: Path, curate: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Give `curate` in a copy of that workspace."""
    import shutil

    copy = tmp_path / "kopie"
    shutil.copytree(filled, copy)
    monkeypatch.chdir(copy)
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    return curate


def opened(folder: Path, now: datetime = NOW) -> Desk:
    from curate import config, workspace

    place = workspace.find(folder, folder, {})
    return Desk(workspace=place, config=config.load(place.config), store=Store(place.database), by="An", now=now)


def terms(found: list[dict[str, Any]]) -> list[str]:
    return [each["term"] for each in found]


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_trend_is_told_with_all_that_the_contract_names(here: Call) -> None:
    (trend,) = [each for each in here("trends", "--json").json if each["term"] == "wonen"]
    assert trend["direction"] == "new"
    assert (trend["items"], trend["sources"], trend["expected"]) == (7, 7, 0.0)
    assert 0 < trend["p"] < 0.001
    assert 0 < trend["q"] < 0.05
    assert {"plafond", "huurprijzen"} <= set(trend["terms"])
    assert len(trend["evidence"]) == 7
    assert trend["since"] >= "2026-11-19"
    assert trend["series"][-1]["items"] == 7
    assert len(trend["sparkline"]) == 9


def test_a_person_reads_figures_a_line_and_what_to_type(here: Call) -> None:
    said = here("trends")
    assert re.search(r"▁▁▁▁▁▁▁▁█ is new: 7 items from 7 sources, 0\.0 expected \(p [=<] 0\.0\d+\)", said.out)
    assert "curate trends why wonen" in said.out
    assert "--kind trend --about wonen" in said.out
    assert max(map(len, here("trends", "--lang", "nl").out.splitlines())) < 200


def test_only_tags_and_only_within_a_tag(here: Call) -> None:
    assert terms(here("trends", "--tag", "--json").json) == ["wonen"]
    assert here("trends", "--tag", "wonen", "--json").json == []
    assert "No item has the tag “wonnen”" in here("trends", "--tag", "wonnen", code=2).err


def test_a_day_in_the_past_is_looked_at_as_it_was(here: Call) -> None:
    assert "wonen" not in terms(here("trends", "--until", "2026-11-15", "--json").json)


@pytest.mark.parametrize(
    ("until", "said"),
    [("2099-01-01", "still to come"), ("morgen", "is not a day"), ("9999-12-31", "is not a day"), ("", "is not a day")],
    ids=["future", "word", "end of time", "empty"],
)
def test_a_day_that_is_none_or_to_come_is_refused(here: Call, until: str, said: str) -> None:
    assert said in here("trends", "--until", until, code=2).err


def test_why_prints_the_calculation(here: Call) -> None:
    said = here("trends", "why", "wonen").out
    assert "7 of " in said
    assert "each story taken as a whole" in said
    assert "Benjamini and Hochberg" in said
    found = here("trends", "why", "huurprijzen", "--json").json
    assert (found["items"], found["before"]) == (7, 0)
    assert found["trend"]["term"] == "wonen"
    assert sum(each["items"] for each in found["strata"]) == 7
    assert "no trend" in here("trends", "why", "zwembad").out


@pytest.mark.parametrize("term", ['"/"', 'a/b "c\'d"', "'; DROP TABLE term; --", "%", "kwantumcomputer", " "])
def test_a_term_with_quotes_and_slashes_or_that_nobody_says_is_refused_in_a_sentence(here: Call, term: str) -> None:
    assert "Error: " in here("trends", "why", term, code=2).err


def test_little_is_not_guessed_at(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "klein", a_day=4, weeks=39, extra="huurprijzen plafond")
    monkeypatch.chdir(tmp_path / "klein")
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    found = curate("trends", "--json")
    assert "too few" in found.err
    assert "last month" in found.err
    assert {each["kind"] for each in found.json} <= {"tag", "phrase"}
    assert {each["period"]["name"] for each in found.json} == {"month"}


def test_an_empty_store_says_what_to_do(curate: Call) -> None:
    curate("init")
    assert "curate fetch" in curate("trends").out
    assert curate("trends", "--json").json == []
    assert curate("trends", "--period", "year", "--json").json == []


def test_a_week_of_data_has_no_past(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "week", weeks=1, extra="huurprijzen plafond")
    monkeypatch.chdir(tmp_path / "week")
    monkeypatch.setenv("CURATE_NOW", (NOW - timedelta(days=0)).isoformat())
    assert curate("trends", "--json").json == []


def test_a_clock_that_went_backwards_counts_what_was_then_and_says_so(
    here: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    here("trends")
    monkeypatch.setenv("CURATE_NOW", (NOW - timedelta(days=20)).isoformat())
    found = here("trends", "--json")
    assert "dated later than this moment" in found.err
    assert "wonen" not in terms(found.json)
    assert here("inbox", "--json").json[0]["trends"] == []


def test_items_of_1970_and_2099_do_not_count_and_are_named(here: Call) -> None:
    desk = opened(Path.cwd())
    with desk.store:
        wrong = [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)]
        said = tuple(
            SaidEntry(id=None, url=f"https://bron1.example/fout{n}", title="Huurprijzen plafond", published=when)
            for n, when in enumerate(wrong)
        )
        desk.store.items.take(1, Said(entries=said), home="https://bron1.example", now=NOW, first=False)
        enriching.enrich(desk)
    found = here("trends", "--json")
    assert "2 items do not count" in found.err
    (trend,) = [each for each in found.json if each["term"] == "wonen"]
    assert trend["items"] == 7


# ── kept up to date ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_curators_do_changes_what_counts(here: Call) -> None:
    (trend,) = [each for each in here("trends", "--json").json if each["term"] == "wonen"]
    first, second, third, *_ = trend["evidence"]

    def items() -> int:
        return int(here("trends", "why", "plafond", "--json").json["items"])

    assert items() == 7
    here("dismiss", first, "--reason", "advertising")
    assert items() == 6
    here("undo")
    assert items() == 7
    here("tag", second, "--remove", "wonen")
    assert int(here("trends", "why", "wonen", "--json").json["items"]) == 6
    here("story", "join", second, third, code=None)
    assert items() == 7  # two sources of one story are two


def test_counts_are_the_same_when_they_are_made_anew(here: Call) -> None:
    before = here("trends", "--json").json
    desk = opened(Path.cwd())
    with desk.store:
        desk.store._connection.run("DELETE FROM counted")
        trending.count(desk)
    assert [each["items"] for each in here("trends", "--json").json] == [each["items"] for each in before]


def test_what_is_let_go_of_still_counts_for_the_past(here: Call) -> None:
    desk = opened(Path.cwd(), NOW + timedelta(days=40))
    with desk.store:
        rows = len(desk.store.counts.between(0, 2**40))
        desk.store.curation.lapse(desk.act(), desk.now)
        gone = desk.store.keeping.let_go(desk.now, desk.now)
        assert gone > 0
        assert len(desk.store.counts.between(0, 2**40)) == rows


def test_a_rule_that_is_newer_than_the_items_makes_no_trend(here: Call) -> None:
    file = Path("sources.yaml")
    file.write_text(file.read_text(encoding="utf-8") + "  sport: [zwembad]\n", encoding="utf-8")
    later = NOW + timedelta(hours=1)
    desk = opened(Path.cwd(), later)
    with desk.store:
        said = entries(1, [0.0] * 3, random.Random(9), "zwembad")
        desk.store.items.take(1, Said(entries=said), home="https://bron1.example", now=later, first=False)
        enriching.enrich(desk)
        assert list(desk.store.counts.rules_since()) == ["sport"]
        assert "sport" in " ".join(map(str, trending.look(desk).notes))
        tagging.retag(desk)
        assert not desk.store.counts.rules_since()
        assert "sport" not in " ".join(map(str, trending.look(desk).notes))


def test_an_item_without_a_date_counts_only_where_a_fetch_had_run_shortly_before(here: Call) -> None:
    desk = opened(Path.cwd())

    def take(number: int, now: datetime) -> None:
        said = Said(entries=(SaidEntry(id=None, url=f"https://bron1.example/x{number}", title="Ongedateerd stuk"),))
        desk.store.items.take(source.id, said, home="https://bron1.example", now=now, first=False)

    with desk.store:
        source = desk.store.sources.all()[0]
        desk.store.sources.record(replace(source, first_fetch=NOW))
        take(1, NOW + timedelta(days=9))
        desk.store.sources.start_run(NOW + timedelta(days=10))
        take(2, NOW + timedelta(days=11))
        enriching.enrich(desk)
        assert len(desk.store.counts.between(int((NOW + timedelta(days=8)).timestamp()), 2**40)) == 1


# ── in the flow ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_inbox_shows_what_belongs_to_a_trend(here: Call) -> None:
    assert all(not row["trends"] for row in here("inbox", "--json").json)
    evidence = next(each for each in here("trends", "--json").json if each["term"] == "wonen")["evidence"]
    rows = here("inbox", "--tag", "wonen", "--items", "--json").json
    assert [row["item"] for row in rows if "wonen" in row["trends"]] == [
        row["item"] for row in rows if row["item"] in evidence
    ]
    assert "▲ wonen is new: 7 items from 7 sources" in here("inbox", "--tag", "wonen").out


def test_a_followed_term_is_told_of_when_it_moves(here: Call) -> None:
    assert "You follow “plafond”" in here("trends", "watch", "plafond").out
    assert "already" in here("trends", "watch", "Plafond").out
    here("trends", "watch", "zwembad")
    assert here("trends", "watch", "--json").json[0]["found"] is None
    here("trends")
    assert "You follow “plafond”, and it is new: 7 items." in here().out
    assert "zwembad" not in here().out
    assert "does not move" in here("trends", "watch").out
    here("trends", "watch", "plafond", "--remove")
    assert [each["term"] for each in here("trends", "watch", "--json").json] == ["zwembad"]
    here("undo")
    assert [each["term"] for each in here("trends", "watch", "--json").json] == ["plafond", "zwembad"]
    assert "did not follow" in here("trends", "watch", "kermis", "--remove").out
    here("trends", "watch", "--remove", code=2)
    here("trends", "watch", "/", code=2)


def test_a_fetch_looks_once_a_day_and_says_what_moves(here: Call) -> None:
    here("trends", "watch", "plafond")
    desk = opened(Path.cwd())
    with desk.store:
        (said,) = trending.notice(desk)
        assert "plafond" in str(said)
        assert trending.notice(desk) == ()


def test_words_on_a_trend_are_kept_with_all_that_went_before(here: Call) -> None:
    here("trends", "note", "wonen", "Eerste gedachte.")
    here("trends", "note", "Wonen", "Betere gedachte.")
    assert next(e for e in here("trends", "--json").json if e["term"] == "wonen")["note"] == "Betere gedachte."
    assert [each["text"] for each in here("trends", "note", "wonen", "--show", "--json").json] == [
        "Eerste gedachte.",
        "Betere gedachte.",
    ]
    here("undo")
    assert here("trends", "note", "wonen", "--json").json[-1]["text"] == "Eerste gedachte."
    assert "Eerste gedachte." in here("log").out
    here("trends", "note", "wonen", "")
    assert next(e for e in here("trends", "--json").json if e["term"] == "wonen")["note"] is None
    here("trends", "note", " ", "Tekst", code=2)


def test_a_digest_is_opened_from_a_trend(here: Call) -> None:
    trend = next(each for each in here("trends", "--json").json if each["term"] == "wonen")
    number = here("digest", "new", "Trend: wonen", "--kind", "trend", "--about", "wonen", "--json").json["digest"]
    items = here("digest", "show", number, "--json").json["items"]
    assert items
    assert {each["item"] if isinstance(each, dict) else each for each in items} <= set(trend["evidence"])


def test_what_is_followed_and_written_is_taken_over_from_another_database(here: Call, tmp_path: Path) -> None:
    here("trends", "watch", "plafond")
    here("trends", "note", "wonen", "Woorden.")
    here("backup", tmp_path / "kopie.db")
    here("trends", "watch", "plafond", "--remove")
    here("init", tmp_path / "ander")
    here("merge", tmp_path / "kopie.db", "--workspace", tmp_path / "ander")
    assert here("trends", "watch", "--json", "--workspace", tmp_path / "ander").json[0]["term"] == "plafond"
    assert here("trends", "note", "wonen", "--json", "--workspace", tmp_path / "ander").json[0]["text"] == "Woorden."


def test_the_name_of_a_source_is_no_trend_and_its_dictionary_is_asked_once(
    here: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "plafond" in str(here("trends", "--json").json)
    yaml = Path("sources.yaml")
    yaml.write_text(yaml.read_text("utf-8").replace("name: Bron 1}", "name: Plafond}"), "utf-8")
    desk = opened(Path.cwd())
    at.configure(desk)
    assert "plafond" not in {word for trend in trending.look(desk).trends for word in trend.terms}
    assert desk.store.counts.names("en")["Plafond"] == ("word", "plafond")
    monkeypatch.setattr(trending.mentions, "keys", lambda *_: pytest.fail("it was asked again"))
    assert trending.look(desk).trends
    desk.store.close()


def test_sources_that_were_all_found_this_month_have_no_past_yet(
    tmp_path: Path, curate: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "werkmap", a_day=8, weeks=2)
    monkeypatch.chdir(tmp_path / "werkmap")
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    assert "There is no past to compare with yet" in curate("trends").out
