"""What a review shows, at any size: lines, and nothing but lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.cli import screen
from curate.cli.base import begin
from curate.cli.screen import Foot, Head
from curate.cli.session import Session
from curate.locale import M
from curate.models import Item, Note, Origin, State, Story, Tag, Tip
from curate.workflows.reviewing import Before, Look, Related

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEAD = Head(number=3, total=41, minutes=4.6, limit=15)


@pytest.fixture(autouse=True)
def _no_workspace(tmp_path, monkeypatch):
    (tmp_path / "sources.yaml").write_text("organisation: {language: en, timezone: Europe/Brussels}\nsources: []\n")
    monkeypatch.chdir(tmp_path)
    begin(Session([], {}))


def item(**changes) -> Item:
    known = {
        "id": 12, "key": "k", "url": "https://blog.example/1", "canonical_url": "https://blog.example/1",
        "title": "Scholen en de GDPR", "summary": "", "content": "", "author": "Els", "language": "nl",
        "source": "Blog", "outlet": "Blog", "published": NOW - timedelta(hours=5), "updated": None, "first_seen": NOW,
        "state": State.NEW, "baseline": False, "own": False, "story": 0, "score": 800.0, "paywalled": True,
        "tags": (Tag(tag="privacy", origin=Origin.RULE, matched="GDPR"),),
        "reasons": (M("trust {trust} of 5", trust=4),),
    }  # fmt: skip
    return Item(**(known | changes))


def look(text: str = "De gdpr op school.", **changes) -> Look:
    return Look(
        item=item(**changes),
        story=Story(id=1, items=(12, 13), sources=("Blog", "De Krant")),
        text=text,
        score=1.52,
        note=Note(key="n", commentary="Omdat\nhet telt", by="Bert", at=NOW),
        tips=(Tip(by="Fatima", why="Iets voor ons?", at=NOW, via=None),),
        before=(Before(item=4, title="Eerder", channel="facebook", at=NOW - timedelta(days=30), why=M("much alike")),),
        own=(
            Related(item=9, title="Onze brochure", url="https://own.example", why=M("both: {words}", words="privacy")),
        ),
    )


def lines(size: tuple[int, int], shown: Look | None = None, foot: Foot | None = None, **how) -> tuple[str, ...]:
    drawn = screen.item_screen(shown or look(), HEAD, foot or Foot(), size=size, now=NOW, **({"colour": True} | how))
    return tuple(re.sub("[\x02\x03\x0e\x0f]", "", line) for line in drawn.lines)


def test_everything_is_there_at_once():
    text = "\n".join(lines((120, 40)))

    for words in (
        "3 of 41, 38 to go · 4 of 15 min · #12",
        "Scholen en de GDPR",
        "Blog · Els · 5 hours old (2026-11-23) · nl · behind a paywall",
        "Tip of: Fatima: Iets voor ons?",
        "Bert",
        "Omdat het telt",
        "Went out before: “Eerder” (2026-10-24, facebook; much alike)",
        "privacy (the text says “GDPR”)",
        "1.5; trust 4 of 5",
        "Also in: De Krant",
        "Yours: #9 “Onze brochure” (both: privacy)",
        "De gdpr op school.",
        "k keep",
    ):
        assert words in text


def test_at_80_by_24_a_long_text_has_its_beginning_and_the_rest_is_further_on():
    shown = look("\n".join(f"Alinea {n} zegt iets." for n in range(50)))
    first = screen.item_screen(shown, HEAD, Foot(), size=(80, 24), now=NOW, colour=True)
    seen = set()
    place, more = 0, True
    while more:
        drawn = screen.item_screen(shown, HEAD, Foot(), size=(80, 24), now=NOW, colour=True, start=place)
        seen |= set(re.findall(r"Alinea \d+", "\n".join(drawn.lines)))
        place, more = drawn.start + drawn.step, drawn.more

    assert sum("Alinea" in line for line in first.lines) >= 3
    assert "space: read on" in "\n".join(first.lines)
    assert seen == {f"Alinea {n}" for n in range(50)}


def test_a_fact_that_was_cut_short_stands_in_full_after_the_text():
    long = "een heel lange uitleg " * 20
    shown = look("\n".join("Tekst." for _ in range(30)), reasons=(M("{why}", why=long),))
    end = screen.item_screen(shown, HEAD, Foot(), size=(80, 24), now=NOW, colour=True, start=10**6)
    text = "\n".join(end.lines)

    assert "In full" in text
    assert " ".join(re.sub("[\x02\x03\x0e\x0f]", "", text).split()).count("een heel lange uitleg") == 20


@given(
    st.text(max_size=400), st.text(max_size=120), st.integers(1, 220), st.integers(1, 60), st.booleans(),
    st.integers(0, 200), st.sampled_from(["", "Why? n = not for us · k = known already · w = weak"]),
    st.sampled_from([None, "", "getypt " * 30, "漢字" * 60]),
)  # fmt: skip
def test_no_screen_is_larger_than_its_terminal(text, title, columns, rows, colour, start, question, typed):
    text, title = (re.sub("[\x00-\x1f]", " ", part) for part in (text, title))
    foot = Foot(message=title, question=question, typed=typed)
    drawn = screen.item_screen(
        look(text, title=title), HEAD, foot, size=(columns, rows), now=NOW, colour=colour, start=start
    )

    assert len(drawn.lines) <= max(4, rows)
    assert all(screen.width_of(line) <= max(10, columns - 1) for line in drawn.lines)
    assert not any("\n" in line for line in drawn.lines)
    if typed is not None:
        assert drawn.cursor is not None
        assert drawn.cursor[0] < max(4, rows)
        assert drawn.cursor[1] < max(11, columns)


@given(st.lists(st.text("abé漢 ", max_size=30), max_size=6), st.integers(2, 40))
def test_wrapping_loses_no_word(words, columns):
    text = " ".join(words)
    wrapped = screen.wrap(text, columns)

    def bare(said: str) -> str:
        return re.sub("[\x02\x03 ]", "", said)

    assert bare("".join(wrapped)) == bare(text)
    assert all(screen.width_of(line) <= columns for line in wrapped)


def test_words_of_a_tag_are_marked_wherever_they_stand_whole():
    said = screen.marked(
        "De GDPR, gdpr-regels en gdprachtig; big-data en big\u2011data.", ["GDPR", "big data"], "*", "*"
    )

    assert said == "De *GDPR*, *gdpr*-regels en gdprachtig; *big-data* en *big\u2011data*."


def test_a_marked_phrase_over_two_lines_is_marked_in_both():
    first, second = screen.wrap(screen.marked("nu is er big data", ["big data"]), 13)

    assert first == "nu is er \x02big\x03"
    assert second == "\x02data\x03"


def test_without_colour_asterisks_mark():
    assert "De *gdpr* op school." in lines((80, 24), colour=False)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=5), "less than an hour old"),
        (timedelta(hours=1), "1 hour old"),
        (timedelta(hours=30), "1 day old"),
        (timedelta(days=13), "13 days old"),
        (timedelta(days=15), "2 weeks old"),
        (timedelta(days=70), "2 months old"),
        (timedelta(days=800), "2 years old"),
    ],
)
def test_an_age_is_told_in_words(ago, said):
    assert screen.age(NOW - ago, NOW).startswith(f"{said} (")


def test_a_date_that_is_unknown_or_ahead_is_said_to_be():
    assert screen.age(None, NOW) == "no date"
    assert screen.age(NOW + timedelta(days=2), NOW) == "dated ahead: 2026-11-25"


def test_what_is_read_aloud_is_one_fact_a_line():
    spoken = screen.spoken(look(), HEAD, NOW)

    assert spoken[:3] == ["Item 3 of 41, 38 to go · 4 of 15 min · #12", "Title: Scholen en de GDPR", "Outlet: Blog"]
    assert "Access: behind a paywall" in spoken
    assert screen.spoken_text(look("Een GDPR.\n\nTwee.")) == ["Een *GDPR*.", "Twee."]


def test_a_narrow_terminal_shows_where_help_is():
    assert lines((40, 10))[-1].startswith("? help")


def test_the_help_names_every_key():
    text = screen.help_text()

    assert all(re.search(rf"^{re.escape(key)}  ", text, re.MULTILINE) for key, _, _ in screen.KEYS)
