"""The curator's form: what is written on it comes back, whatever an editor did to it, or is refused by line."""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curate.digest import form
from curate.digest.form import LINES, SECTIONS, FormFields, parse, render
from curate.errors import UsageError
from curate.locale import PEOPLE, translate
from curate.models import Item, Note, State

AT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
ITEM = Item(
    id=12,
    key="k",
    url="https://krant.example/avg",
    canonical_url="https://krant.example/avg",
    title="Privacy in de buurt",
    summary="De stad vraagt wat buurten vinden.",
    content="",
    author="An Peeters",
    language="nl",
    source="Krant",
    outlet="De Krant",
    published=AT,
    updated=None,
    first_seen=AT,
    state=State.SHORTLISTED,
    baseline=False,
    own=False,
    story=1,
    score=0.0,
)
NOTE = Note(
    key="n",
    by="An",
    at=AT,
    commentary="Dit raakt onze buurtwerkers.\n\nEn wie bij hen aanklopt.",
    context="De AVG geldt sinds 2018.",
    quote="“Wij wisten van niets.”",
    quote_author="Jan Janssens",
    quote_outlet="De Krant",
    related="https://ons.example/privacy",
    image="https://krant.example/a.jpg",
    image_alt="Een buurthuis: de deur staat open",
    image_licence="CC BY 4.0",
    rating=4,
)
WORDS = [each.name for each in fields(FormFields) if each.name != "item"]


def words(note: Note) -> dict[str, object]:
    return {name: getattr(note, name) for name in WORDS}


def read(written: FormFields) -> dict[str, object]:
    return {name: getattr(written, name) for name in WORDS}


def filled(**values: object) -> Note:
    return Note(key="n", by="An", at=AT, **values)  # type: ignore[arg-type]


def without(text: str, line: str) -> str:
    assert f"\n{line}\n" in f"\n{text}"
    return f"\n{text}".replace(f"\n{line}\n", "\n", 1).removeprefix("\n")


def refusal(text: str) -> str:
    try:
        parse(text)
    except UsageError as error:
        return str(error)
    return "none"


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", PEOPLE)
def test_what_a_note_holds_comes_back(language):
    written = parse(render(ITEM, NOTE, language), item=12)
    assert read(written) == words(NOTE)
    assert written.item == 12


@pytest.mark.parametrize("language", PEOPLE)
def test_an_empty_form_is_an_empty_note(language):
    assert parse(render(ITEM, None, language)) == FormFields(item=12)


ANY = st.text(st.characters(codec="utf-8"))
NASTY_LINES = (
    "## Context|##Quote <!-- quote -->|## x <!-- quote -->|\\## x|\\\\##|\t## t|\x0b## x|### x|# x|<!--|-->|<!-- a -->"
    "|\\<!--|<!— b —>|---|—|a: b|item: 3|| |\u2028|\ufeff|\r|“a”"
)
NASTY = st.lists(st.sampled_from(NASTY_LINES.split("|"))).map("\n".join)
LONG = ANY | NASTY | st.builds("{}\n{}".format, NASTY, ANY)


def _long(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _short(text: str) -> str:
    return " ".join(_long(text).split("\n")).strip()


@given(
    long=st.fixed_dictionaries(dict.fromkeys(SECTIONS, LONG)),
    short=st.fixed_dictionaries(dict.fromkeys([name for name in LINES if name not in ("item", "rating")], LONG)),
    rating=st.none() | st.integers(1, 5),
    facts=LONG,
    language=st.sampled_from(PEOPLE),
)
@example(long=dict.fromkeys(SECTIONS, "## Context\n---"), short={}, rating=None, facts="a --> ## Quote", language="nl")
def test_any_text_comes_back(long, short, rating, facts, language):
    note = filled(**long, **short, rating=rating)
    item = Item(**{each.name: getattr(ITEM, each.name) for each in fields(Item)} | {"summary": facts, "title": facts})
    expected: dict[str, object] = dict.fromkeys(WORDS, "")
    expected |= {name: _long(text) for name, text in long.items()}
    expected |= {name: _short(text) for name, text in short.items()}
    assert expected | {"rating": rating} == read(parse(render(item, note, language), item=12))


@given(text=LONG)
def test_any_file_is_read_or_refused(text):
    assert refusal(text).startswith(("Line ", "none"))


@given(cut=st.integers(0, 2000), put=LONG)
def test_a_form_that_was_torn_is_read_or_refused(cut, put):
    whole = render(ITEM, NOTE, "nl")
    torn = whole[: cut % len(whole)] + put + whole[cut % len(whole) + len(put) :]
    assert refusal(torn).startswith(("Line ", "none"))


def test_a_megabyte_is_read_quickly():
    note = filled(commentary="## kop\n<!-- x\n" * 70_000, context=" " * 300_000 + "x", quote="<!--" * 100_000)
    begun = time.perf_counter()
    assert read(parse(render(ITEM, note, "nl")))["context"] == "x"
    assert time.perf_counter() - begun < 5


# ── what editors do ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: "\n\n" + text, id="empty lines above"),
        pytest.param(lambda text: text.replace("\n---\n", "\n—\n"), id="dashes made one"),
        pytest.param(lambda text: text.replace("<!--", "<!—").replace("-->", "—>"), id="arrows made pretty"),
        pytest.param(lambda text: text.rstrip("\n"), id="no last line end"),
        pytest.param(lambda text: text + "\n\n\n", id="lines at the end"),
        pytest.param(
            lambda text: "\n".join(f"{line}  " if line.startswith(("#", "---")) else line for line in text.split("\n")),
            id="trailing spaces",
        ),
        pytest.param(lambda text: text.replace(" <!-- commentary -->", ""), id="mark gone"),
        pytest.param(
            lambda text: text.replace("## Commentary: why", "## Mine: why"), id="heading rewritten, mark kept"
        ),
        pytest.param(lambda text: text.replace("item: 12", "ITEM:  #12 "), id="number typed anew"),
        pytest.param(lambda text: text.replace("quote author:", "quote_author:"), id="name as the options have it"),
        pytest.param(lambda text: text[: text.index("<!--")] + text[text.index("-->") + 3 :], id="facts taken away"),
    ],
)
def test_reading_is_tolerant(change):
    whole = render(ITEM, NOTE, "en")
    changed = change(whole)
    assert changed != whole
    assert read(parse(changed, item=12)) == words(NOTE)


def test_headings_of_another_language_are_known():
    assert translate(SECTIONS["commentary"][0], "nl") != "Commentary"
    dutch = render(ITEM, NOTE, "nl")
    for name in SECTIONS:
        dutch = dutch.replace(f" <!-- {name} -->", "")
    assert read(parse(dutch, item=12)) == words(NOTE)


@pytest.mark.parametrize("language", PEOPLE)
def test_every_name_is_its_own(language):
    for labels in (list(LINES.values()), [label for label, _ in SECTIONS.values()]):
        shown = [translate(label, language) for label in labels]
        assert len(set(shown)) == len(shown)
        assert not any(":" in name or "(" in name or "<" in name for name in shown)


def test_comments_are_not_kept():
    text = render(ITEM, filled(commentary="Voor.\nNa."), "en").replace("Voor.\n", "Voor.\n<!-- vraag\nAn nog -->\n")
    assert parse(text).commentary == "Voor.\nNa."


def test_a_line_left_out_is_empty():
    text = without(render(ITEM, NOTE, "en"), "rating: 4")
    assert parse(text, item=12).rating is None


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_says_what_is_known():
    shown = render(ITEM, None, "en", zone=ZoneInfo("Europe/Brussels"))
    for fact in (ITEM.title, ITEM.outlet, "An Peeters", ITEM.url, ITEM.summary, "November 24, 2026"):
        assert fact in shown
    assert "November 23, 2026" in render(ITEM, None, "en")


def test_a_title_cannot_end_the_comment_it_stands_in():
    item = Item(**{each.name: getattr(ITEM, each.name) for each in fields(Item)} | {"title": "x --> ## Commentary"})
    assert parse(render(item, None, "en")).commentary == ""


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (lambda text: text.replace("rating: 4", "rating: 9"), 3, "from 1 to 5"),
        (lambda text: text.replace("rating: 4", "rating: four"), 3, "from 1 to 5"),
        (lambda text: text.replace("item: 12", "item: 13"), 2, "#13"),
        (lambda text: text.replace("item: 12", "item:"), 2, "number of the item"),
        (lambda text: text.replace("item: 12\n", ""), 1, "number of the item"),
        (lambda text: text.replace("item: 12", "item: 12\nitem: 12"), 3, "second time"),
        (lambda text: text.replace("rating: 4", "mark: 4"), 3, "mark: 4"),
        (lambda text: text.replace("rating: 4", "rating 4"), 3, "rating 4"),
        (lambda text: text.replace("---\n", "", 1), 1, "begins with"),
        (lambda text: text.replace("\n---\n", "\n"), 11, "upper part"),
        (lambda text: text[: text.index("\n---\n")], 9, "upper part"),
        (lambda text: text.replace("\n-->\n", "\n"), 12, "does not end"),
        (lambda text: text.replace("\n-->\n", "\n-->\nHallo\n"), 23, "no heading"),
        (lambda text: text.replace("## Context", "## Kader").replace(" <!-- context -->", ""), 30, "## Kader"),
        (lambda text: text.replace("## Context", "## Quote").replace(" <!-- context -->", ""), 34, "second time"),
        (lambda text: without(text, text.split("\n")[29]), 35, "Context"),
        (lambda text: "", 1, "begins with"),
    ],
)
def test_what_cannot_be_read_is_refused_by_line(change, line, said):
    whole = render(ITEM, NOTE, "en")
    changed = change(whole)
    assert changed != whole
    with pytest.raises(UsageError) as caught:
        parse(changed, item=12)
    assert str(caught.value).startswith(f"Line {line}: ")
    assert said in str(caught.value)


def test_any_item_will_do_where_none_is_named():
    assert parse(render(ITEM, None, "en")).item == 12


def test_the_fields_are_those_of_a_note():
    assert set(WORDS) <= {each.name for each in fields(Note)}
    assert {*form.LINES, *form.SECTIONS} == {*WORDS, "item"}
