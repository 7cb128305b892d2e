"""What comes back of a hand-out: every word of it, whatever a mail program made of the text."""

from __future__ import annotations

import html
import quopri
import textwrap
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curate import text
from curate.digest.answers import Answer, read
from curate.digest.handout import CANARY, Handout, Sheet, escaped, markdown
from curate.locale import PUBLIC

EDITION = "0123456789abcdef"
KEY, BASIS = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
LONG = (
    "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden "
    "en wat daar volgens de “onderzoekers” tegen helpt: mensen één vraag stellen, en niet tien."
)


def copied(
    commentary: str = LONG, context: str = "Kort.", rating: str = "4", approve: str = "yes", by: str = "Jan"
) -> str:
    """Return what the page puts on the clipboard (deliver/handout.js)."""
    lines = [f"[[curate handout {EDITION} {CANARY}]]", f"[[from]] {by}", "", f"[[item {KEY} {BASIS}]]", "#12 Een titel"]
    for name, value in (("commentary", commentary), ("context", context)):
        if value:
            lines += [f"[[{name}]]", escaped(value), ""]
    lines += [f"[[{name}]] {value}" for name, value in (("rating", rating), ("approve", approve)) if value]
    return "\n".join([*lines, "", "[[end]]", ""])


def answer(given: str) -> Answer:
    [answers] = read(given)
    [found] = answers.items
    assert (answers.edition, found.key, found.basis) == (EDITION, KEY, BASIS)
    return found


def bare(words: str) -> str:
    return "".join(words.split())


# ── what mail programs do ────────────────────────────────────────────────────────────────────────────────────────────


def wrapped(given: str, width: int = 72) -> str:
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)) if line else ""
        for line in given.split("\n")
    )


def quoted(given: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in given.split("\n"))


def printable(given: str) -> str:
    return quopri.encodestring(given.encode()).decode("ascii")


def entities(given: str) -> str:
    return html.escape(given).replace("é", "&eacute;").replace(" ", "&nbsp;", 3)


def as_html(given: str) -> str:
    body = "".join(f"<div>{html.escape(line) or '<br>'}</div>\n" for line in given.split("\n"))
    return f"<html><body>{body}</body></html>"


def greeted(given: str) -> str:
    return f"Dag An,\n\nHieronder mijn antwoorden!\n\n{given}\n-- \nJan Peeters\n[[rating]] 1\nTel. 012 34 56 78"


MANGLED = {
    "as it was": lambda given: given,
    "line ends of Windows": lambda given: given.replace("\n", "\r\n"),
    "old line ends of a Mac": lambda given: given.replace("\n", "\r"),
    "byte order mark": lambda given: "\ufeff" + given,
    "quoted": quoted,
    "quoted twice": lambda given: quoted(quoted(given)),
    "quoted without a space": lambda given: "\n".join(f">{line}" for line in given.split("\n")),
    "wrapped": wrapped,
    "quoted, then wrapped": lambda given: wrapped(quoted(given)),
    "wrapped, then quoted": lambda given: quoted(wrapped(given)),
    "quoted-printable": printable,
    "quoted-printable, quoted": lambda given: printable(quoted(given)),
    "entities": entities,
    "as HTML": as_html,
    "greetings and a signature": greeted,
    "all of it": lambda given: greeted(quoted(wrapped(given))).replace("\n", "\r\n"),
    "no-break spaces": lambda given: given.replace(" ", "\u00a0"),
    "indented": lambda given: "\n".join(f"    {line}" for line in given.split("\n")),
    "empty lines doubled": lambda given: given.replace("\n", "\n\n"),
    "line breaks taken out": lambda given: " ".join(given.split("\n")),
    "brackets apart": lambda given: given.replace("[[", "[ [").replace("]]", "] ]"),
    "capitals": lambda given: given.replace("[[rating", "[[Rating").replace("[[end", "[[END"),
}


@pytest.mark.parametrize("change", MANGLED.values(), ids=MANGLED)
def test_every_word_comes_back(change):
    found = answer(change(copied()))
    assert bare(found.commentary) == bare(LONG)
    assert found.context == "Kort."
    assert (found.rating, found.approve, found.faults) == (4, True, ())


@pytest.mark.parametrize("name", ["wrapped", "quoted, then wrapped", "wrapped, then quoted", "quoted-printable"])
def test_a_wrapped_paragraph_is_one_again(name):
    assert answer(MANGLED[name](copied())).commentary == LONG


def test_paragraphs_and_lists_stay_apart():
    words = f"{LONG}\n\nTwee dingen:\n- het eerste\n- het tweede\n\n{LONG}"
    for name in ("as it was", "wrapped", "quoted", "wrapped, then quoted", "quoted-printable"):
        assert answer(MANGLED[name](copied(words))).commentary == words


ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), max_size=300)
PROSE = st.lists(
    st.sampled_from([*LONG.split(), "\n", "\n\n", "[[item]]", "[[", "]]", "\\[[x]]", "50", "€", "–"]), max_size=80
)
WORDS = PROSE.map(" ".join) | ANY
MAIL = st.sampled_from(
    ["as it was", "line ends of Windows", "quoted", "quoted twice", "wrapped", "wrapped, then quoted",
     "quoted-printable", "quoted-printable, quoted", "greetings and a signature", "all of it"]
)  # fmt: skip


def kept(words: str) -> str:
    """Return what a text is once it was cleaned, without white space: that is what may not change."""
    return bare(text.without_controls(words.replace("\r", "\n")))


@given(commentary=WORDS, context=WORDS, mail=MAIL)
@example(commentary="> aangehaald\n-- \nniet het einde", context="", mail="as it was")
@example(commentary="[[ \\[[x]] [\\\\[item]]", context="[ \\\\[\n\\[[end]]", mail="as it was")
@example(commentary="a = b", context="=", mail="quoted-printable")
@example(commentary="<b>vet</b><br><p>&amp; &eacute; =20 =C3=A9", context="a=\n=3D", mail="quoted")
def test_any_words_come_back_through_the_mail(commentary, context, mail):
    found = answer(MANGLED[mail](copied(commentary, context)))
    assert kept(found.commentary) == kept(commentary)
    assert kept(found.context) == kept(context)


TORN = [
    *("[[curate handout 0123456789abcdef]]", "[[from]]", "[[item", KEY, BASIS, "]]", "[[rating]]", "[[end]]"),
    *("\n", "> ", "9", "ja", "=20", "=\n", "&amp;", "<br>", "{", "-- ", "\\"),
]


@given(text=ANY | st.lists(st.sampled_from(TORN)).map("".join))
def test_anything_is_read_without_a_fault(text):
    for answers in read(text):
        assert all(len(item.key) >= 16 for item in answers.items)


@pytest.mark.parametrize(
    "hostile",
    [
        "[[" * 500_000,
        copied() * 3000,
        "[[curate handout 0123456789abcdef]]" + "[[item " * 200_000,
        copied("x " * 500_000),
        "<div>" * 400_000 + copied(),
        "> " * 500_000 + copied(),
        "=" * 1_000_000,
        "&amp;" * 400_000,
        copied(rating=" " * 500_000),
    ],
    ids=["brackets", "many", "items", "long", "tags", "quotes", "signs", "entities", "blank"],
)
def test_what_is_large_is_read_quickly(hostile):
    begun = time.perf_counter()
    read(hostile)
    assert time.perf_counter() - begun < 5


# ── what people do ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ja", True), ("Ja hoor!", True), ("OUI", True), ("x", True), ("ja/nee", None), ("nee", False),
     ("Non, merci", False), ("nein", False), ("", None), ("[x]", True), ("misschien", None)],
)  # fmt: skip
def test_yes_and_no_in_four_languages(typed, meant):
    found = answer(copied(approve=typed))
    assert found.approve is meant
    assert bool(found.faults) is (typed in ("ja/nee", "misschien"))


@pytest.mark.parametrize(
    ("typed", "meant"), [("4", 4), ("4/5", 4), ("5 ★", 5), ("", None), ("9", None), ("vier", None)]
)
def test_a_rating_is_one_to_five(typed, meant):
    found = answer(copied(rating=typed))
    assert found.rating == meant
    assert bool(found.faults) is (typed in ("9", "vier"))


@pytest.mark.parametrize("change", [value for name, value in MANGLED.items() if name != "no-break spaces"],
                         ids=[name for name in MANGLED if name != "no-break spaces"])  # fmt: skip
def test_marks_that_somebody_tidied_are_read_too(change):
    found = answer(change(copied().replace(f" {CANARY}", "")))
    assert bare(found.commentary) == bare(LONG)
    assert (found.context, found.rating, found.approve) == ("Kort.", 4, True)


def test_a_torn_answer_says_so_and_stops_at_the_signature():
    torn = copied(rating="", approve="", context="Kader.").replace("[[end]]", "") + "\n-- \nJan, Voorbeeld vzw"
    [answers] = read(torn)
    assert not answers.whole
    assert answers.items[0].context == "Kader."


def test_two_hand_outs_in_one_text_are_two():
    assert [answers.by for answers in read(copied(by="Jan") + quoted(copied(by="Mia")))] == ["Jan", "Mia"]


def test_what_is_filled_in_twice_is_kept_twice():
    twice = copied(context="").replace("[[rating]]", "[[commentary]]\nEn nog iets.\n[[rating]]")
    assert answer(twice).commentary == f"{LONG}\n\nEn nog iets."


# ── the hand-out as Markdown ─────────────────────────────────────────────────────────────────────────────────────────


def handout(language: str = "nl", **values: str) -> Handout:
    sheet = Sheet(key=KEY, basis=BASIS, number=12, title="Een titel", url="https://krant.example/a", outlet="De Krant",
                  author="", published=datetime(2026, 11, 23, tzinfo=UTC), excerpt="Een stukje.\nEn nog.")  # fmt: skip
    return Handout(organisation="Voorbeeld vzw", contact="", language=language, made=datetime(2026, 11, 23, tzinfo=UTC),
                   zone=UTC, sheets=(replace(sheet, **values),))  # fmt: skip


@pytest.mark.parametrize("language", PUBLIC)
def test_an_untouched_hand_out_says_nothing(language):
    [answers] = read(markdown(handout(language)))
    assert answers.whole
    assert answers.items[0].empty
    assert answers.by == ""


def test_words_so_far_come_back_as_they_were():
    assert read(markdown(handout(commentary=LONG)))[0].items[0].commentary == LONG


def test_a_stranger_cannot_put_words_in_a_colleagues_mouth():
    nasty = "[[end]]\n[[item cccccccccccccccc bbbbbbbbbbbbbbbb]]\n[[approve]] yes"
    [answers] = read(markdown(handout(title=nasty, excerpt=nasty, outlet=nasty, author=nasty, commentary=nasty)))
    assert [item.key for item in answers.items] == [KEY]
    assert answers.items[0].commentary == nasty
    assert answers.items[0].approve is None
