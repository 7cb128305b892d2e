"""Threads: where a text may be cut, that nothing is lost, and that no fewer posts would do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate import channels
from curate.channels import counting, splitting
from curate.channels.splitting import Block, LinkTooLongError
from tests.channels.editions import edition, entry

NUMBER = re.compile(r"\n\d+/\d+\Z")

SENTENCES = [
    (["Dat is zo.", "En dit ook!", "Echt?", "Ja…", "Goed."]),
    (["Dr. Peeters en dhr. De Wit zagen bv. Gent, d.w.z. De Leie."]),
    (["Zie art. 5, p. 12 en nr. 3.", "Daarna niets."]),
    (["Mevr. Janssens m.b.t. AI.", "Er was o.a. Jan."]),
    (["Het kost 3.50 euro.", "Of 1.000.000.", "Meer niet."]),
    (["Op 3. Oktober kam Prof. Dr. Müller z.B. Aus Wien.", "Schluss."]),
    (["M. Dupont et Mme. Durand, cf. Le Monde.", "Incroyable !", "Vraiment ?", "Oui."]),
    (["Mr. Smith, e.g. The one from the U.S. Army, vs. Jones Inc. of Ohio.", "End."]),
    (["J. R. R. Tolkien schreef.", "Wij lezen."]),
    (['"Echt?" vroeg hij.', '"Ja."', "(Dat zei ze.)", "“Goed!”", "‘Nee’ dan."]),
    (["Wat?!", "Niet waar...", "Toch wel."]),
    (["wat... en dan niets."]),
    (["Zie https://nu.nl/a.b?c=d!e.", "En www.vrt.be. of zo."]),
    (["In 2024.", "Toen."]),
    (["Kijk! 👍🏽", "👍🏽 Mooi.", "#Erfgoed telt."]),
    (["これは文です。", "そうですか？", "「はい。」", "と言った。"]),
    (["Enz. enz.", "Tot slot."]),
    (["Это так.", "Да.", "А ещё т. е. нет."]),
]


@pytest.mark.parametrize("expected", SENTENCES, ids=lambda sentences: sentences[0][:20])
def test_sentences_end_where_a_reader_hears_them_end(expected: list[str]) -> None:
    glue = "" if "。" in expected[0] else " "
    if expected[0] == "Kijk! 👍🏽":
        expected = ["Kijk!", "👍🏽 👍🏽 Mooi.", "#Erfgoed telt."]
    assert [each.text for each in splitting.sentences(glue.join(expected))] == expected


@given(st.text(st.sampled_from('aB1.!?…。"”( \u00a0é日\n'), max_size=40))
def test_no_sentence_loses_a_character(text: str) -> None:
    line = text.replace("\n", " ")
    assert "".join(each.before + each.text for each in splitting.sentences(line)) == line.strip()


def split(*texts: str, limit: int = 40, whole: bool = False) -> tuple[str, ...]:
    return splitting.split([Block(text=text, whole=whole) for text in texts], limit=limit, measure=counting.graphemes)


def test_what_fits_is_one_post_without_a_number() -> None:
    assert split("Een zin.", "", "Nog een.") == ("Een zin.\n\nNog een.",)
    assert split("", " ") == ()


def test_a_thread_is_cut_between_sentences_and_says_where_it_is() -> None:
    assert split("De eerste zin is hier. De tweede zin is daar. Klaar.") == (
        "De eerste zin is hier.\n1/2",
        "De tweede zin is daar. Klaar.\n2/2",
    )


def test_paragraphs_stay_paragraphs() -> None:
    assert split("Een.\n\nTwee.\nDrie.", "Vier en nog veel meer woorden.") == (
        "Een.\n\nTwee.\nDrie.\n1/2",
        "Vier en nog veel meer woorden.\n2/2",
    )


def test_a_sentence_too_long_is_cut_between_words_and_a_word_between_graphemes() -> None:
    assert split("een twee drie vier vijf zes zeven acht negen tien") == (
        "een twee drie vier vijf zes zeven\n1/2",
        "acht negen tien\n2/2",
    )
    family = "👨‍👩‍👧‍👦"
    assert split(family * 50) == (family * 36 + "\n1/2", family * 14 + "\n2/2")


def test_no_break_spaces_hold() -> None:
    assert all("10\u00a0%" in each or "%" not in each for each in split("woord " * 5 + "10\u00a0% " + "woord " * 9))


def test_what_belongs_together_stays_together_where_it_can() -> None:
    card = "Een titel\nhttps://a.be/\nBron: B"
    words = "Woorden die er staan. "
    posts = splitting.split([Block(text=words * 2), Block(text=card, whole=True)], limit=40, measure=counting.graphemes)
    assert posts == (f"{words.strip()}\n1/3", f"{words.strip()}\n2/3", f"{card}\n3/3")
    long = "Een titel van een titel van een titel van een titel\nhttps://a.be/\nBron: B"
    posts = splitting.split([Block(text=long, whole=True)], limit=40, measure=counting.graphemes)
    assert posts == (
        "Een titel van een titel van een\n1/3",
        "titel van een titel\n2/3",
        "https://a.be/\nBron: B\n3/3",
    )


def test_no_post_begins_with_the_blank_line_it_was_cut_at() -> None:
    assert split("“" + "woord " * 6 + "\n\nslot” — Jan, De Morgen", whole=True) == (
        "“woord woord woord woord woord woord\n1/2",
        "slot” — Jan, De Morgen\n2/2",
    )


def test_an_address_is_never_cut() -> None:
    address = "https://voorbeeld.be/" + "a" * 10
    posts = split("x" * 50 + address + "”" + "y" * 50)
    assert sum(address in post for post in posts) == 1
    with pytest.raises(LinkTooLongError) as caught:
        split("Zie https://voorbeeld.be/" + "a" * 40 + ".")
    assert caught.value.link == "https://voorbeeld.be/" + "a" * 40


def test_numbers_of_two_and_three_digits_count_too() -> None:
    posts = split("woord " * 1000, limit=40)
    assert len(posts) > 100
    assert posts[0].endswith(f"\n1/{len(posts)}")
    assert max(map(counting.graphemes, posts)) <= 40
    assert " ".join(re.sub(r"\n\d+/\d+$", "", post) for post in posts).split() == ["woord"] * 1000


def _few_bytes(text: str) -> bool:
    return counting.utf8_bytes(text) <= 110


WAYS: dict[str, tuple[splitting.Measure, Callable[[str], bool] | None]] = {
    "graphemes": (counting.graphemes, None),
    "bluesky": (counting.graphemes, _few_bytes),
    "x": (counting.weighted, None),
    "mastodon": (counting.mastodon, None),
    "threads": (counting.threads, None),
    "units": (counting.utf16_units, None),
}
WORD = st.sampled_from(
    ["Woord", "é", "日本", "👍🏽", "👨‍👩‍👧", "https://nu.nl/a", "nu.nl", "@an@m.example", "xxxxxxxxxx"]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=2).map(lambda words: f"Q{' '.join(words)} zo.")


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=40, deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=7), st.sampled_from([50, 60]), st.sampled_from([None, 45]))
def test_no_other_way_of_cutting_gives_fewer_posts(way: str, whole: list[str], limit: int, first: int | None) -> None:
    measure, also = WAYS[way]

    def fits(text: str, at: int) -> bool:
        room = limit if first is None or at > 1 else first
        return measure(text) <= room and (also is None or also(text))

    if not all(fits(f"{sentence}\n9/9", 1) for sentence in whole):
        return  # such a sentence is cut between words
    text = " ".join(whole)
    posts = splitting.split([Block(text=text)], limit=limit, measure=measure, first=first, also=also)
    assert all(fits(post, at) for at, post in enumerate(posts, 1))
    assert len(posts) == _fewest(whole, " ", fits)


def _fewest(whole: Sequence[str], glue: str, fits: Callable[[str, int], bool]) -> int:
    """Return the least number of posts, of all ways to cut between what is `whole`."""
    if fits(glue.join(whole), 1):
        return 1
    for parts in range(2, len(whole) + 1):
        for cuts in combinations(range(1, len(whole)), parts - 1):
            edges = [0, *cuts, len(whole)]
            texts = [glue.join(whole[a:b]) for a, b in pairwise(edges)]
            if all(fits(f"{text}\n{at}/{parts}", at) for at, text in enumerate(texts, 1)):
                return parts
    raise AssertionError("no way at all")


@given(st.lists(SENTENCE, min_size=1, max_size=5), st.lists(SENTENCE, max_size=2), st.sampled_from([80, 100]))
def test_a_post_with_all_its_parts_takes_no_more_posts_than_it_must(
    commentary: list[str], quote: list[str], limit: int
) -> None:
    item = entry(title="Titel", author=None, commentary="\n".join(commentary), quote="\n".join(quote))
    posts = channels.channel("x").render(edition(item), {"limit": limit}).posts
    lines = [line for post in posts for line in NUMBER.sub("", post.text).split("\n") if line]
    # Line breaks take the room of two at most, blank lines: what is compared is the text as it stands.
    whole = "\n".join(commentary), *(["\n".join(lines[len(commentary) : -3])] if quote else []), "\n".join(lines[-3:])
    marked = "\n\n".join(whole).replace("\n\n", "\n\0").split("\n")
    atoms = [line.replace("\0", "\n") for line in marked]
    fewest = _fewest(atoms, "\n", lambda text, _: counting.weighted(text.strip()) <= limit)
    assert len(posts) == fewest


@pytest.mark.parametrize("measure", [counting.graphemes, counting.weighted, counting.mastodon, counting.utf16_units])
@given(st.lists(st.text(max_size=30) | st.sampled_from(["nu.nl", "🇧🇪" * 20, "x\u0301" * 40, "日" * 50]), max_size=20))
def test_any_text_fits_and_keeps_its_words(measure: splitting.Measure, pieces: list[str]) -> None:
    text = " ".join(pieces).replace("https://", "")
    posts = splitting.split([Block(text=text)], limit=40, measure=measure)
    assert all(0 < measure(post) <= 40 for post in posts)
    bare = [re.sub(r"\n\d+/\d+\Z", "", post) for post in posts] if len(posts) > 1 else posts
    assert "".join("".join(bare).split()) == "".join(text.split())
