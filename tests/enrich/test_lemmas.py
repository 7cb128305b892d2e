"""Lemmas: what is one word, what only looks alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich.lemmas import LANGUAGES, Kin, differ, forms, lemma
from curate.text import fold


@pytest.mark.parametrize(
    ("language", "word", "found"),
    [
        ("nl", "steden", "stad"),
        ("nl", "musea", "museum"),
        ("nl", "ging", "gaan"),
        ("nl", "kinderen", "kind"),
        ("nl", "Vrijwilligers", "vrijwilliger"),
        ("nl", "subsidies", "subsidie"),
        ("nl", "gemeenten", "gemeente"),
        ("nl", "gemeentes", "gemeente"),
        ("nl", "bibliotheken", "bibliotheek"),
        ("nl", "overheden", "overheid"),
        ("nl", "STEDEN", "stad"),
        ("nl", "leden", "lid"),
        ("nl", "jongeren", "jongere"),
        ("nl", "data", "data"),
        ("nl", "media", "media"),
        ("en", "cities", "city"),
        ("en", "Children", "child"),
        ("en", "granted", "granted"),
        ("fr", "musées", "musee"),
        ("fr", "réseaux", "reseau"),
        ("fr", "ai", "ai"),
        ("de", "Städte", "stadt"),
        ("de", "STÄDTE", "stadt"),
        ("de", "Verein", "verein"),
        ("de", "Nachhaltige", "nachhaltig"),
        ("de", "Zuschüsse", "zuschuss"),
        (None, "Steden", "steden"),
        ("es", "Ciudades", "ciudades"),
    ],
)
def test_lemmas_folded(language, word, found):
    assert found in (lemma(word, language), *forms(word, language)[1:])
    assert forms(word, language)[0] == fold(word)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("nl", "datalekken", "datalek"),
        ("nl", "wijkscholen", "wijkschool"),
        ("nl", "deelfietsen", "deelfiets"),
        ("nl", "tiktoks", "tiktok"),
        ("fr", "MUSEES", "musée"),
        ("fr", "numérisés", "numériser"),
        ("en", "chatbots", "chatbot"),
    ],
)
def test_what_the_dictionary_does_not_know_is_compared_by_its_endings(language, one, other):
    assert set(forms(one, language)) & set(forms(other, language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("nl", "datum", "data"),
        ("nl", "jonge", "jongere"),
        ("nl", "stadsbestuur", "stad"),
        ("nl", "lijden", "leden"),
        ("en", "granted", "grant"),
        ("en", "lawn", "law"),
        ("en", "training", "train"),
        ("fr", "avons", "ai"),
        ("de", "Vereinte", "Verein"),
        ("de", "Museumsinsel", "Museum"),
    ],
)
def test_what_only_looks_alike_shares_nothing(language, one, other):
    assert not set(forms(one, language)) & set(forms(other, language))


@pytest.mark.parametrize(
    ("language", "one", "other", "differs"),
    [
        ("de", "Förderung", "Forderung", True),
        ("fr", "pêche", "péché", True),
        ("fr", "café", "cafe", False),
        ("de", "Förderung", "FORDERUNG", False),
        ("de", "Förderung", "förderung", False),
        ("de", "Stadt", "Land", False),
        ("nl", "coördinatie", "coordinatie", False),
        (None, "maïs", "mais", False),
    ],
)
def test_accents_part_words_only_where_both_are_known(language, one, other, differs):
    assert differ(one, other, language) is differs


@pytest.mark.parametrize(
    ("language", "word", "of"),
    [
        ("nl", "steden", "stad"),
        ("nl", "gedigitaliseerde", "digitaliseren"),
        ("nl", "afgeschaft", "afschaffen"),
        ("nl", "musea", "museum"),
        ("nl", "waste", "wassen"),
        ("nl", "pausen", "paus"),
        ("nl", "gingen", "gaan"),
        ("en", "cities", "city"),
        ("en", "thought", "think"),
        ("fr", "locaux", "local"),
        ("de", "museen", "museum"),
        ("de", "algorithmen", "algorithmus"),
        ("de", "krankenhauser", "krankenhaus"),
    ],
)
def test_the_cheap_look_lets_inflections_through(language, word, of):
    assert Kin([fold(of)], language).may_have(fold(word))


def test_the_cheap_look_spares_most_words():
    kin = Kin(["stad", "museum", "vrijwilliger", "subsidie"], "nl")
    listed = "brood tafel fietsen regering beslissing gezondheid programma landbouw".split()  # noqa: SIM905
    assert not [word for word in listed if kin.may_have(word)]


@given(st.text(max_size=80), st.sampled_from([None, *LANGUAGES, "es"]))
def test_any_text_has_forms(word, language):
    found = forms(word, language)
    assert found[0] == fold(word)
    assert len(set(found)) == len(found)
    assert isinstance(lemma(word, language), str)
