"""Tags by rule: what a rule finds, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich.tagging import compile_rules
from curate.models import Origin, Tag


def matched(words, text, **kwargs):
    """Return what a rule matched in a text; None where it fired nothing."""
    tags = compile_rules({"tag": words}, **kwargs).tags("", text, "nl")
    return tags[0].matched if tags else None


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("avg", "De AVG geldt.", "AVG"),
        ("avg", "avgas voor vliegtuigen", None),
        ("avg", "kavg", None),
        ("ai", "De AI-verordening van Europa", "AI"),
        ("ai", "Straf voor maïs", None),
        ("café", "Cafe Central", "Cafe"),
        ("cafe", "CAFÉ CENTRAL", "CAFÉ"),
        ("coördinatie", "de coordinatie van zorg", "coordinatie"),
        ("straße", "die STRASSE", "STRASSE"),
        ("foto's", "Duizend foto’s van vroeger", "foto’s"),
        ("foto's", "een foto", None),
        ("facebook", "Facebook's nieuwe regels", "Facebook"),
        ("facebook", "Facebook’s nieuwe regels", "Facebook"),
        ("IA", "Les associations face à l’IA", "IA"),
        ("e-learning", "Une offre d'e-learning", "d'e-learning"),
        ("l", "Les associations face à l’IA", None),
        ("e-mail", "Stuur een e-mail.", "e-mail"),
        ("e-mail", "Stuur een E mail.", "E mail"),
        ("e-mail", "Stuur een email.", "email"),
        ("e-mail", "Stuur mail.", None),
        ("persoonsgegeven*", "uw Persoonsgegevens beschermd", "Persoonsgegevens"),
        ("persoonsgegeven*", "uw persoonsgegeven", "persoonsgegeven"),
        ("persoonsgegeven*", "uw persoonsgegeve", None),
        ("*gegevens", "persoonsgegevens", None),
        ("big data", "Big-Data en zorg", "Big-Data"),
        ("big data", "big\n data", "big\n data"),
        ("big data", "big. Data zijn er.", None),
        ("big data", "data big", None),
        ("big data", "bigger data", None),
        ("big data", "Te big, nee: big data", "big data"),
        ('"big data"', "big data", "big data"),
        ("“big data”", "big data", "big data"),
        ("sociale medi*", "op Sociale Media", "Sociale Media"),
        ("de lijn", "De Lijn rijdt niet", "De Lijn"),
        ("de lijn", "een lijn", None),
        ("R&D", "budget voor R & D", "R & D"),
        ("R&D", "ster R, D", None),
        ("l'école", "à L’Ecole", "L’Ecole"),
        ("5g", "het 5G-netwerk", "5G"),
        ("2.0", "web 2.0", "2.0"),
        ("", "niets", None),
        ("*", "niets", None),
        ("-", "niets", None),
    ],
)
def test_what_a_word_finds(word, text, found):
    assert matched([word], text) == found


@pytest.mark.parametrize(
    ("words", "text", "fires"),
    [
        (["facebook", "-reclame"], "Facebook groeit", True),
        (["facebook", "-reclame"], "Facebook-reclame", False),
        (["facebook", "-reclame"], "Reclame op Facebook", False),
        (["facebook", "-reclame"], "reclamespot op Facebook", True),
        (["facebook", "-reclame*"], "reclamespot op Facebook", False),
        (["facebook", '-"te koop"'], "Facebook staat te koop", False),
        (["facebook", "-te koop"], "Facebook te duur, koop niet", True),
        (["-reclame"], "Facebook", False),
    ],
)
def test_what_is_excluded(words, text, fires):
    assert (matched(words, text) is not None) == fires


def test_an_exclusion_counts_in_title_and_text_and_for_its_own_tag_only():
    tagger = compile_rules({"media": ["facebook", "-reclame"], "geld": ["reclame"]})
    tags = tagger.tags("Reclame", "Facebook verdient", None)
    assert tags == (Tag(tag="geld", origin=Origin.RULE, matched="Reclame", rules=("reclame",)),)


def test_one_tag_a_name_in_the_order_of_the_rules_and_the_title_first():
    tagger = compile_rules({"b": ["twee", "een"], "a": ["drie"], "c": ["een"]})
    tags = tagger.tags("Een en drie", "twee en twee", "nl")
    assert [(tag.tag, tag.matched) for tag in tags] == [("b", "Een"), ("a", "drie"), ("c", "Een")]
    assert all(tag.origin is Origin.RULE for tag in tags)


def test_a_phrase_does_not_run_from_the_title_into_the_text():
    assert compile_rules({"a": ["big data"]}).tags("big", "data", None) == ()


def test_the_first_in_the_text_wins():
    assert matched(["zorg", "stad"], "De stad en de zorg") == "stad"


@pytest.mark.parametrize(
    ("word", "language", "text", "found"),
    [
        ("stad", "nl", "Vlaamse Steden", "Steden"),
        ("steden", "nl", "de stad", "stad"),
        ("museum", "nl", "Twee Musea", "Musea"),
        ("grote stad", "nl", "in grote steden", "grote steden"),
        ("jongeren", "nl", "een jonge hond", None),
        ("jongeren", "nl", "een jongere", "jongere"),
        ("data", "nl", "Prik een datum", None),
        ("lid", "nl", "onze leden", "leden"),
        ("datalek", "nl", "Drie datalekken", "datalekken"),
        ("stad", "nl", "het stadsbestuur", None),
        ("stad", None, "steden", None),
        ("stad", "en", "steden", None),
        ("museum", "en", "museum's friends", "museum"),
        ("grant", "en", "Take nothing for granted", None),
        ("IT", "en", "He said it twice", None),
        ("IT", "en", "The IT of a small charity", "IT"),
        ("IT", "nl", "onze it", "it"),
        ("AI", "fr", "J'ai lu, et j'en ai ri", None),
        ("factcheck*", "en", "Fact-checkers at work", "Fact-checkers"),
        ("antiracisme", "nl", "Anti-racisme in de praktijk", "Anti-racisme"),
        ("musée", "fr", "LES MUSEES OUVRENT", "MUSEES"),
        ("école", "fr", "Les écoles", "écoles"),
        ("Förderung", "de", "Die Forderung der Partei", None),
        ("Förderung", "de", "DIE FORDERUNG", "FORDERUNG"),
        ("café", "nl", "in het Cafe", "Cafe"),
        ("Denkmal", "de", "Alte Denkmäler", "Denkmäler"),
        ("künstliche Intelligenz", "de", "der künstlichen Intelligenz", "künstlichen Intelligenz"),
    ],
)
def test_lemmas_in_the_language_of_the_item(word, language, text, found):
    tags = compile_rules({"tag": [word]}, lemmatise=True).tags(text, "", language)
    assert [tag.matched for tag in tags] == ([found] if found else [])


def test_every_entry_that_fired_is_told_also_what_excludes():
    tagger = compile_rules({"media": ["facebook", "instagram", "-reclame"]}, lemmatise=True)
    fired = tagger.firings("Reclame op Facebook", "Ook Instagram en facebook verdienen", "nl")
    assert [(each.rule, each.matched, each.excludes) for each in fired] == [
        ("-reclame", "Reclame", True),
        ("facebook", "Facebook", False),
        ("instagram", "Instagram", False),
    ]
    (tag,) = tagger.tags("Facebook", "Ook Instagram", "nl")
    assert tag.rules == ("facebook", "instagram")


@given(
    st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=12), max_size=4), max_size=4), st.text(), st.text()
)
def test_never_crashes_and_says_what_stands_there(rules, title, text):
    tagger = compile_rules(rules, lemmatise=True)
    tags = tagger.tags(title, text, "nl")
    assert tags == tagger.tags(title, text, "nl")
    assert len({tag.tag for tag in tags}) == len(tags)
    assert all(tag.matched and (tag.matched in title or tag.matched in text) for tag in tags)


@given(st.lists(st.sampled_from("de stad wint een prijs voor zorg e-mail foto's AI Gent".split()), min_size=1))  # noqa: SIM905
def test_every_word_of_a_text_finds_itself(listed):
    text = " ".join(listed)
    for word in listed:
        assert matched([word], text) is not None
