"""Phrases that many sources use: which are told, which are not, and in what order."""

from __future__ import annotations

from curate.enrich.suggesting import Read, suggest
from curate.enrich.tagging import compile_rules

NOTHING = compile_rules({}, lemmatise=True).covers


def read(*titles, language="nl", sources=None):
    """Return items, each of a source of its own where none is named."""
    return [
        Read(item=number, source=(sources or {}).get(number, f"bron {number}"), title=title, text="", language=language)
        for number, title in enumerate(titles, 1)
    ]


def phrases(items, covered=NOTHING, **more):
    return [each.phrase for each in suggest(items, covered=covered, **more)]


FILL = (
    "Het weer blijft zacht",
    "Een brug gaat dicht",
    "De bakker stopt ermee",
    "Nieuwe bomen voor het park",
    "Treinen rijden later",
    "Voetbal op zondag",
)


def test_a_phrase_of_three_sources_is_told_whole_in_its_own_form_and_with_examples():
    items = read(
        "Slimme camera's in de wijk",
        "Wat slimme camera's zien",
        "Een slimme camera aan de gevel",
        "Camera kapot",
        *FILL,
    )
    best = suggest(items, covered=NOTHING)[0]
    assert (best.phrase, best.items, best.sources, best.language) == ("slimme camera's", 3, 3, "nl")
    assert best.examples == (3, 2, 1)


def test_two_sources_are_not_enough_however_many_items():
    titles = ["Slimme lockers in het station"] * 6
    assert phrases(read(*titles, *FILL, sources=dict.fromkeys(range(1, 7), "De Bron") | {1: "Andere"})) == []


def test_what_a_rule_covers_is_not_told_nor_a_part_of_its_phrase():
    items = read(
        "Kunstmatige intelligentie helpt", "Over kunstmatige intelligentie", "Kunstmatige intelligentie leert", *FILL
    )
    assert "kunstmatige intelligentie" in [each.lower() for each in phrases(items)]
    rules = compile_rules({"ai": ['"kunstmatige intelligentie"', "-reclame"]}, lemmatise=True)
    assert phrases(items, rules.covers) == []
    inflected = compile_rules({"ai": ["kunstmatig*"]}, lemmatise=True)
    assert not [each for each in phrases(items, inflected.covers) if "unstmatig" in each]


def test_words_of_glue_never_begin_or_end_a_phrase_and_may_stand_within():
    items = read("Het recht op wonen geldt", "Recht op wonen in de wet", "Wie het recht op wonen verdedigt", *FILL)
    told = phrases(items)
    assert told[0].lower() == "recht op wonen"
    assert not {"het recht", "op wonen", "recht op", "het", "op"} & {each.lower() for each in told}


def test_no_phrase_goes_across_a_comma_and_names_of_sources_are_left_out():
    items = read("De Krant, vandaag open", "De Krant, vandaag dicht", "De Krant, vandaag vol", *FILL)
    assert phrases(items, names=["krant"]) == []


def test_inflections_are_counted_together():
    items = read("Een moestuin op het dak", "Vijf nieuwe moestuinen", "De moestuin als klas", *FILL)
    assert phrases(items) == ["moestuin"]


def test_the_limit_and_the_order_do_not_depend_on_the_order_of_items():
    items = read(*[f"Slimme lockers en {word} tuinen" for word in ("wilde", "warme", "kale", "oude")], *FILL)
    assert phrases(items, limit=1) == phrases(list(reversed(items)), limit=1)
    assert len(phrases(items, limit=1)) == 1


def test_nothing_to_read_suggests_nothing():
    assert phrases([]) == []
    assert phrases(read("", "😀", "12", "的")) == []
