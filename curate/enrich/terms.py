"""The words of a text that tell something: what news is compared by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from curate.text import fold, words

Lemmatise = Callable[[str, str], str]
"""(word as it stands, language in two letters) → its lemma."""


def terms(text: str, language: str | None = None, lemmatise: Lemmatise | None = None) -> list[str]:
    """Return the words of a text that tell something, as they are compared, in its order: by their lemmas if asked."""
    return telling(words(text), language, lemmatise)


def telling(listed: Iterable[str], language: str | None = None, lemmatise: Lemmatise | None = None) -> list[str]:
    """Return the same of words that were found already."""
    return [term for word in listed if (term := _term(word, language, lemmatise))]


@lru_cache(maxsize=200_000)
def _term(word: str, language: str | None = None, lemmatise: Lemmatise | None = None) -> str:
    """Return a word as it is compared; "" where it is too short or too common to tell anything."""
    folded = fold(word).partition("'")[0]
    if len(folded) < _SHORTEST or folded in _SILENT:
        return ""
    if language is None or lemmatise is None:
        return folded
    lemma = fold(lemmatise(word.partition("'")[0].partition("’")[0], language))
    return "" if lemma in _SILENT else lemma


def silent(folded: str) -> bool:
    """Say whether a folded word tells nothing in any text: it is too common, of the calendar, or a kind of piece."""
    return folded in _SILENT


_SHORTEST = 3
"""Letters of a word that tells something; "EU" and "AI" stand in too many texts to tell what the news is."""


def names(*parts: str, language: str | None = None, lemmatise: Lemmatise | None = None) -> set[str]:
    """Return the words, as they are compared, that stand with a capital or a figure within a sentence of these texts.

    In German these are all nouns, in English titles all words: there it asks for less, and the likeness decides.
    """
    found = (each[1] for part in parts for each in _NAME.finditer(part))
    return {term for word in found if (term := _term(word, language, lemmatise))}


_NAME = re.compile(r"(?<![.!?:…\n\"“«„])\s[\"“«„('‘]?((?=[^\W\d_]*[A-ZÀ-Þ]|\d{3})[^\W_]+)")


def as_written(
    listed: Iterable[str], *parts: str, language: str | None = None, lemmatise: Lemmatise | None = None
) -> list[str]:
    """Return terms as their words first stand in these texts; one that does not stand there, as it is compared."""
    standing: dict[str, str] = {}
    for part in parts:
        for word in words(part):
            standing.setdefault(_term(word, language, lemmatise), word)
    return [standing.get(term, term) for term in listed]


def _listed(common: str) -> frozenset[str]:
    return frozenset(common.split())


_COMMON_WORDS = _listed(
    # nl
    "aan achter af al alle alleen als altijd ander andere anders ben bij bijna daar dan dat de deze die dit "
    "doen door dus echter een eens eerst eerste elk en er ergens etc gaan gaat geen geweest ging haar had "
    "hadden heb hebben heeft hem het hier hij hoe hun iemand iets ik in is jaar jaren je jij jou jouw jullie "
    "kan komen komt kon krijgt kunnen maakt maar maken meer men met mijn moet moeten na naar net niet niets "
    "nieuw nieuwe nog nu of om omdat onder ons onze ook op over per sinds staan staat steeds te tegen ten ter "
    "terwijl toch toen tot tussen twee uit uw vaak van vanaf veel verder volgens voor vooral waar waarin "
    "waren was wat we weer wel welke werd werden wie wij wil willen word worden wordt zal ze zeggen zegt zei "
    "zelf zich zij zijn zo zoals zonder zou zouden zullen "
    # en
    "about after again against all also am an and any are around as at back be because been before being "
    "between both but by can could did do does down during each even every few first for from get gets got "
    "had has have he her here him his how if in into is it its just last like made make many may more most "
    "much my new no not now of off on one only or other our out over own said same say says see she should "
    "since so some still such take than that the their them then there these they this those through to too "
    "two under until up upon us very was way we were what when where which while who why will with would year "
    "years you your "
    # fr
    "afin ai ainsi alors apres au aucun aussi autre autres aux avait avant avec avoir bien car ce cela ces "
    "cet cette ceux chez comme comment contre dans de deja depuis des deux dit doit donc dont du elle elles "
    "en encore entre est et ete etre eux faire fait font il ils je la le les leur leurs lors mais me meme "
    "moins mon ne ni nos notre nous on ont ou par parce pas pendant peu peut plus pour pourquoi quand que "
    "quel quelle qui quoi sa sans se ses si soit son sont sous sur ta tous tout toute toutes tres tu un une "
    "vers vos votre vous "
    # de
    "aber alle als also am an auch auf aus bei beim bin bis da damit dann das dass dem den denn der des "
    "dessen die dies diese dieser doch durch ein eine einem einen einer eines er es etwas fur gegen gibt habe "
    "haben hat hatte hier ich ihm ihn ihr ihre im in ist ja jahr jahre jetzt kann kein keine konnen machen "
    "man mehr mein mit muss mussen nach neue nicht noch nun nur ob oder ohne schon sehr sein seine seit sich "
    "sie sind soll sowie uber um und uns unter viel vom von vor wann war waren was weil weiter wenn wer "
    "werden wie wieder will wir wird wo wurde wurden zu zum zur zwei zwischen "
)
"""Folded words that tell nothing in any text: in Dutch, English, French and German."""
_CALENDAR = _listed(
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus "
    "september oktober november december monday tuesday wednesday thursday friday saturday sunday january february "
    "march may june july august october lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril "
    "juin juillet aout septembre octobre novembre decembre montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "januar februar marz juni juli oktober dezember vandaag gisteren morgen today yesterday tomorrow hier demain "
    "heute gestern week maand semaine mois woche monat month day days dag dagen jour jours tag tage "
)
_GENRES = _listed(
    "nieuwsbrief nieuws agenda vacature vacatures verslag update blog podcast aflevering column interview opinie lees "
    "lezen bekijk ontdek welkom editie newsletter news event events job jobs vacancy episode opinion read watch "
    "discover welcome edition actualites actualite infolettre lettre "
    "emploi offre offres compte rendu lire voir bienvenue "
    "nachrichten rundbrief stelle stellen bericht folge meinung lesen willkommen ausgabe "
)
"""What kind of thing it is, not what it tells: the newsletters of April are no story."""
_SILENT = _COMMON_WORDS | _CALENDAR | _GENRES
