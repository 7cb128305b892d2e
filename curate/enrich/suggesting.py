"""Phrases that many sources use and no rule covers: what a tag might be made of.

How good a candidate is: how seldom it is elsewhere (inverse document frequency), how many items and sources use it, how
often it stands in titles, and how firmly its words hold together. A word that mostly stands in a longer candidate is
that candidate's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2

from curate.enrich.glue import GLUE
from curate.enrich.lemmas import lemma
from curate.text import fold, words

SOURCES = 3
"""A phrase that fewer sources use is theirs, not a theme."""
_LONGEST = 3
"""Words of a phrase."""
_SHORTEST = 4
"""Letters of a word that may be a tag of its own; acronyms are shorter."""
_BOUND = 0.7
"""The part of a word's items in which it stands in one longer phrase, for the phrase to be told instead of it."""
_WEIGHT = (0.0, 0.6, 1.0, 1.2)
"""What a word alone, two and three words are worth: a phrase says more precisely what it is about."""
_EXAMPLES = 3
_GENRES = frozenset(
    re.split(
        " ",
        "aflevering agenda analyse analysis blog bericht chronique column commentaar editorial edito entretien folge "
        "interview kommentar live mededeling nieuwsbrief opinie opinion personalia podcast recensie redactie reportage "
        "review update verslag video webinar",
    )
)
"""Folded words for what kind of piece it is; none of them is a theme by itself."""
_APART = re.compile(r"[^\w\s'’‐‑-]+|[\r\n]+|\s[–—-]\s")
"""What no phrase goes across."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """An item, as it is read for phrases."""

    item: int
    source: str
    title: str
    text: str
    language: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A phrase that might become a rule."""

    phrase: str
    """As it is written most often."""
    language: str | None
    items: int
    sources: int
    score: float
    """Higher is better; only its order means something."""
    examples: tuple[int, ...]
    """Items that use it, those with it in their title first."""


@dataclass(slots=True)
class _Candidate:
    sources: set[str] = field(default_factory=set)
    items: dict[int, bool] = field(default_factory=dict)
    """Item → whether it stands in its title."""
    written: Counter[str] = field(default_factory=Counter)


_Key = tuple[str | None, tuple[str, ...]]


def suggest(
    read: Sequence[Read],
    *,
    covered: Callable[[str, str | None], bool],
    names: Iterable[str] = (),
    limit: int = 20,
) -> list[Suggestion]:
    """Return the phrases that `SOURCES` or more sources use and that are not `covered`, best first.

    `names` (of sources, say) are never suggested. Words that only hold sentences together never begin or end a phrase.
    """
    frequent = _frequent(read)
    candidates = _candidates(read, frequent)
    silent = {fold(name) for name in names}
    kept = {
        key: found
        for key, found in candidates.items()
        if len(found.sources) >= SOURCES and fold(found.written.most_common(1)[0][0]) not in silent
    }
    _leave_to_longer(kept)
    spoken = Counter(each.language for each in read)
    suggestions = [_suggestion(key, found, candidates, spoken[key[0]]) for key, found in kept.items()]
    suggestions.sort(key=lambda each: (-each.score, each.phrase))
    best: list[Suggestion] = []
    for each in suggestions:
        if len(best) == limit:
            break
        if not covered(each.phrase, each.language):
            best.append(each)
    return best


def _frequent(read: Sequence[Read]) -> set[tuple[str | None, str]]:
    """Return the words (as lemmas) that enough sources use: no phrase of another word can be used by as many."""
    sources: dict[tuple[str | None, str], set[str]] = {}
    for each in read:
        for word in dict.fromkeys(words(f"{each.title} {each.text}")):
            sources.setdefault((each.language, _compared(word, each.language)), set()).add(each.source)
    return {word for word, used in sources.items() if len(used) >= SOURCES}


def _candidates(read: Sequence[Read], frequent: set[tuple[str | None, str]]) -> dict[_Key, _Candidate]:
    candidates: dict[_Key, _Candidate] = {}
    for each in read:
        for part, is_title in ((each.title, True), (each.text, False)):
            for lemmas, written in _phrases(part, each.language, frequent):
                found = candidates.setdefault((each.language, lemmas), _Candidate())
                found.sources.add(each.source)
                found.items[each.item] = found.items.get(each.item, False) or is_title
                found.written[written] += 1
    return candidates


def _phrases(
    text: str, language: str | None, frequent: set[tuple[str | None, str]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every word and phrase of a text: its lemmas, and as it is written."""
    for passage in _APART.split(text):
        listed = words(passage)
        compared = [_compared(word, language) for word in listed]
        starts = [
            _tells(word, language) and (language, each) in frequent for word, each in zip(listed, compared, strict=True)
        ]
        for first, begins in enumerate(starts):
            if not begins:
                continue
            if (len(listed[first]) >= _SHORTEST or listed[first].isupper()) and compared[first] not in _GENRES:
                yield (compared[first],), listed[first]
            for last in range(first + 1, min(first + _LONGEST, len(listed))):
                if starts[last]:
                    yield tuple(compared[first : last + 1]), _between(passage, listed, first, last)


def _between(passage: str, listed: Sequence[str], first: int, last: int) -> str:
    start = 0
    for word in listed[:first]:
        start = passage.index(word, start) + len(word)
    start = end = passage.index(listed[first], start)
    for word in listed[first : last + 1]:
        end = passage.index(word, end) + len(word)
    return " ".join(passage[start:end].split())


def _compared(word: str, language: str | None) -> str:
    before, _, after = fold(word).partition("'")
    return lemma(word, language) if not after else (after if len(before) <= 2 else before)  # noqa: PLR2004


def _tells(word: str, language: str | None) -> bool:
    """Say whether a word may begin or end a phrase."""
    folded = fold(word)
    if len(folded) < 2 or not any(character.isalpha() for character in folded):  # noqa: PLR2004
        return False
    silent = GLUE.get(language or "", _ANY)
    return folded not in silent and lemma(word, language) not in silent


_ANY = frozenset().union(*GLUE.values())


def _leave_to_longer(kept: dict[_Key, _Candidate]) -> None:
    """Take away what mostly stands in one longer candidate, and longer ones that are hardly used."""
    for language, lemmas in sorted(kept, key=lambda key: -len(key[1])):
        longer = kept.get((language, lemmas))
        for part in _parts(lemmas) if longer is not None else ():
            shorter = kept.get((language, part))
            if longer is not None and shorter is not None and len(longer.items) >= _BOUND * len(shorter.items):
                del kept[language, part]


def _parts(lemmas: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every run of words that is shorter."""
    for length in range(1, len(lemmas)):
        for start in range(len(lemmas) - length + 1):
            yield lemmas[start : start + length]


def _suggestion(key: _Key, found: _Candidate, all_: dict[_Key, _Candidate], spoken: int) -> Suggestion:
    language, lemmas = key
    items, titles = len(found.items), sum(found.items.values())
    ends = [len(part.items) for each in (lemmas[0], lemmas[-1]) if (part := all_.get((language, (each,))))]
    firm = min(1.0, items / min(ends)) if ends and len(lemmas) > 1 else 1.0
    rare = log2(1 + spoken / items)
    score = (
        rare * log2(1 + items) * log2(1 + len(found.sources)) * (0.3 + titles / items) * (0.3 + 0.7 * firm)
        * _WEIGHT[min(len(lemmas), _LONGEST)]
    )  # fmt: skip
    examples = sorted(found.items, key=lambda item: (not found.items[item], -item))[:_EXAMPLES]
    return Suggestion(
        phrase=_best_written(found.written),
        language=language,
        items=items,
        sources=len(found.sources),
        score=round(score, 3),
        examples=tuple(examples),
    )


def _best_written(written: Counter[str]) -> str:
    """Return how a phrase is written most often, without the capital of a beginning where it is ever without."""
    alike: Counter[str] = Counter()
    for each, count in written.items():
        alike[each.lower()] += count
    most = min(alike, key=lambda each: (-alike[each], each))
    return min(
        (each for each in written if each.lower() == most),
        key=lambda each: (-written[each] if each.lower() != each else -(10**9), each),
    )
