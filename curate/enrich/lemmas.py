"""What words are compared by: themselves without case and accents, and the lemma in their language.

The lemmas are simplemma's, put right where it errs in words that matter to us; what its dictionary does not know
(most compounds, and French capitals without accents) is compared by its regular endings as well. The dictionaries are
loaded when a language is first met: 0.1 to 0.5 s and 10 to 25 MB each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from curate.text import fold

LANGUAGES = ("nl", "en", "fr", "de")
"""The languages whose lemmas we know."""
_SHORTEST = 4
"""Letters: a shorter word is not inflected in ways that its lemma would tell, and may be an acronym."""
_LONGEST = 60
"""Letters: what is longer is no word."""


def lemma(word: str, language: str | None) -> str:
    """Return the lemma of a word, folded; the word itself, folded, where the language or the word is not known."""
    if language not in LANGUAGES:
        return fold(word)
    found = _forms(word, language)
    return found[min(1, len(found) - 1)]


@lru_cache(maxsize=200_000)
def forms(word: str, language: str | None) -> tuple[str, ...]:
    """Return what a word is compared by, folded, itself first: two words are one where they share a form.

    What the dictionary does not know has the forms that its regular endings allow.
    """
    if language not in LANGUAGES:
        return (fold(word),)
    found = _forms(word, language)
    if len(found) > 1 or _known(word, language) or not _may_be_inflected(found[0]):
        return found
    return (found[0], *dict.fromkeys(stem for stem in _stems(found[0], language) if stem != found[0]))


@lru_cache(maxsize=200_000)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """Return a word, folded, and its lemmas that differ from it."""
    folded = fold(word)
    ours = _OURS[language].get(folded)
    if ours is not None:
        return tuple(dict.fromkeys((folded, *ours.split())))
    if not _may_be_inflected(folded) or (word.isupper() and len(word) < _SHORTEST):
        return (folded,)
    lemmas = [fold(found).replace("_", "") for found in _readings(word, language)]
    return tuple(dict.fromkeys((folded, *lemmas)))


def _readings(word: str, language: str) -> Iterator[str]:
    """Yield the lemmas that a word may have by how it is written."""
    for spelt in _spellings(word, language):
        found = _found(spelt, language)
        if found is None:
            continue
        yield found
        # "Verein" is the noun, and not "verein(t euch)" as well; "Nachhaltige" may be an adjective that begins a title.
        if language == "de" and (found != spelt or not spelt.endswith(("e", "er", "en", "es", "em"))):
            return


def _may_be_inflected(folded: str) -> bool:
    return _SHORTEST <= len(folded) <= _LONGEST and folded.isalpha()


def _spellings(word: str, language: str) -> Iterator[str]:
    """Yield a word as the dictionary may have it: in a heading it stands in capitals, at the beginning with one."""
    if not word.isupper():
        yield word
    if word[:1].isupper():
        if word.isupper() and language == "de":  # all German nouns have a capital
            yield word.capitalize()
        yield word.lower()


def _known(word: str, language: str) -> bool:
    return any(_found(spelt, language) is not None for spelt in _spellings(word, language))


@lru_cache(maxsize=200_000)
def _found(word: str, language: str) -> str | None:
    return _dictionary()(word, language)


def expect(texts: int) -> None:
    """Unpack the dictionaries where so many texts are to come that it pays."""
    if texts >= _MANY and not _unpacked:
        _unpacked.append(True)
        _dictionary.cache_clear()


_MANY = 2000
"""Texts whose words take longer to look up in packed dictionaries (0.07 ms a word) than unpacking takes."""
_unpacked: list[bool] = []


@cache
def _dictionary() -> Callable[[str, str], str | None]:
    """Return what finds a lemma, None where the word is not known; the dictionaries stay packed (30 MB, not 215)."""
    from simplemma.strategies import DefaultStrategy

    return DefaultStrategy(low_memory=not _unpacked).get_lemma


# ── words that look alike ────────────────────────────────────────────────────────────────────────────────────────────


def differ(one: str, other: str, language: str | None) -> bool:
    """Say whether two words that are alike but for their accents are known to be different ones.

    "Forderung" (a demand) is not "Förderung" (a grant), while "cafe" may well be "café". Capitals often lose theirs.
    """
    if language not in LANGUAGES or one.isupper() or other.isupper() or one.lower() == other.lower():
        return False
    if fold(one) != fold(other):
        return False
    ours, theirs = (_lemmas(word.capitalize(), language) for word in (one, other))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _lemmas(word: str, language: str) -> set[str]:
    return {found.lower() for spelt in _spellings(word, language) if (found := _found(spelt, language))}


class Kin:
    """What the inflections of some words look like: a cheap look that spares most words of a text the dictionary."""

    def __init__(self, listed: Iterable[str], language: str) -> None:
        self._whole = {_skeleton(each)[:_BONES] for folded in listed for each in _bare(folded)}
        self._begun = {each[:length] for each in self._whole for length in range(1, _BONES + 1)}
        self._long = {each for each in self._whole if len(each) == _BONES}
        self._changed = _CHANGED[language]

    def may_have(self, folded: str) -> bool:
        """Say whether a word may be a form of one of them.

        Of simplemma's own forms it passes over 2 % (nl, en), 3 % (de) and 9 % (fr): rare tenses of verbs, nearly all.
        """
        if len(folded) < _SHORTEST:
            return False
        bare = _ENDED.sub("", folded)
        if self._looks_alike(_skeleton(bare)) or folded in self._changed:
            return True
        at = bare.find("ge", 0, 7)  # gedigitaliseerd, afgeschaft
        return at >= 0 and self._looks_alike(_skeleton(bare[:at] + bare[at + 2 :]))

    def _looks_alike(self, skeleton: str) -> bool:
        if skeleton in self._begun or skeleton[:_BONES] in self._long:
            return True
        length = len(skeleton)
        return (length > 3 and skeleton[:-2] in self._whole) or (length > 2 and skeleton[:-1] in self._whole)  # noqa: PLR2004


def _bare(folded: str) -> tuple[str, ...]:
    """Return what may be left of a word in its inflections: waste, wassen; museen, museum."""
    return folded, _ENDED.sub("", folded), _DOUBLED.sub(r"\1", folded), _DOUBLED.sub(r"\1", _ENDED.sub("", folded))


def _skeleton(bare: str) -> str:
    """Return the consonants of a word, before them the mark of a vowel that it begins with."""
    consonants = bare.translate(_BARE)
    return consonants if bare[:1].translate(_BARE) else f"a{consonants}"


_BONES = 5
"""Consonants by which a word is told; a shorter one gains no more than two in its inflections."""
_DOUBLED = re.compile(r"([^aeiou])\1")
_ENDED = re.compile("(?:um|us|en|al|ail|aux|er|ir|re)$")
"""Endings with a consonant that others have not: museum, museen; local, locaux; zoeken, zocht."""
_BARE = str.maketrans({**dict.fromkeys("aeiouy'"), **dict(zip("zvdckqx", "sftkkkk", strict=True))})
"""Without vowels, and one letter for consonants that change places within a word: lezen, las; brieven, brief."""
_CHANGED: Mapping[str, frozenset[str]] = {
    language: frozenset(listed.split())
    for language, listed in {
        "nl": "bedacht bracht dacht deed deden gebracht gedaan gedacht gekocht gezien geslagen kocht sloeg verkocht",
        "en": "bought brought caught feet geese gone mice sought taught teeth thought went women",
        "fr": "yeux",
        "de": "brachte gebracht dachte gedacht ging gegangen stand gestanden",
    }.items()
}
"""Forms that share less than that with their lemma."""


# ── what the dictionary does not know ────────────────────────────────────────────────────────────────────────────────


def _stems(folded: str, language: str) -> Iterator[str]:
    """Yield the words of which an unknown one may be a regular form. They are only compared, so a wrong one is idle."""
    for ending, instead in _ENDINGS[language]:
        stem = folded.removesuffix(ending)
        if stem != folded and len(stem) >= _SHORTEST - 1:
            yield stem + instead
            if language == "nl" and ending == "en":
                yield from _dutch_stems(stem)


def _dutch_stems(stem: str) -> Iterator[str]:
    """Yield what stands before a Dutch -en: datalek(ken), wijkscho(o)l(en), buurthui(z→s)(en), brie(v→f)(en)."""
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    hard = stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1], stem[-1])
    if hard != stem:
        yield hard
    if stem[-2] in "aeou" and stem[-3] not in "aeiou":
        yield hard[:-1] + hard[-2] + hard[-1]


_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "nl": (("heden", "heid"), ("en", ""), ("n", ""), ("s", ""), ("e", "")),
    "en": (("ies", "y"), ("es", ""), ("s", "")),
    "fr": (("aux", "al"), ("s", ""), ("x", ""), ("ees", "er"), ("es", "er"), ("ee", "er"), ("e", "er"), ("ent", "er"),
           ("es", ""), ("e", "")),
    "de": (("en", ""), ("n", ""), ("ern", ""), ("er", ""), ("es", ""), ("s", ""), ("em", ""), ("e", "")),
}  # fmt: skip
"""Ending → what the word without it ends in, folded, by language."""


# ── where simplemma errs ─────────────────────────────────────────────────────────────────────────────────────────────

_OURS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "bond": "bond",  # not binden
        "bonden": "bond",
        "dakloze": "dakloze dakloos",
        "daklozen": "dakloze dakloos",
        "data": "data",  # open data is no date
        "datums": "datum",
        "jongere": "jongere",  # a young person, not merely young
        "jongeren": "jongere",
        "leden": "lid",  # not lijden
        "leer": "leer",
        "leert": "leren",
        "leren": "leren",  # not leather
        "media": "media",  # not somebody with a crystal ball
        "oudere": "oudere",
        "ouderen": "oudere",
        "ouder": "ouder",
        "raadsleden": "raadslid",
        "bestuursleden": "bestuurslid",
        "teamleden": "teamlid",
    },
    "en": {
        **{word: word for word in (
            "banking", "booked", "booking", "bookings", "building", "found", "gaming", "granted", "learning", "left",
            "meeting", "painting", "parking", "reading", "shopping", "streaming", "training", "writing",
        )},  # nouns of their own, or said of other things than the word they are made of
        "buildings": "building", "media": "media", "meetings": "meeting", "paintings": "painting",
        "readings": "reading", "trainings": "training", "writings": "writing",
    },
    "fr": {"ai": "ai", "as": "as", "media": "media", "medias": "media"},
    "de": {"daten": "daten", "medien": "medien medium", "zuschuss": "zuschuss", "zuschusse": "zuschuss",
           "zuschussen": "zuschuss"},
}  # fmt: skip
"""Folded word → what it is compared by instead, several with a space between."""
