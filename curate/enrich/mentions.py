"""What an item is counted under for trends: words and phrases of its title; of a bare one, its first sentence's too.

Phrases are what stands together: two words that tell something, or two around one that only holds them together ("raad
van state"). All are compared by their lemmas, so that "steden" counts for "stad".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from curate.enrich.glue import GLUE
from curate.enrich.lemmas import lemma
from curate.enrich.terms import silent
from curate.text import fold, words

LEAD = 20
"""Words of the text that count beside a title that says little ("Nieuwsbrief april"): then its first sentence tells
what it is about. The more of a text counts, the more chance is asked about, and the less is found."""
_ENOUGH = 4
"""Words that tell something: a title that has so many speaks for itself."""
_LEAD_CHARACTERS = 400
TAG, PHRASE, WORD = "tag", "phrase", "word"
"""The kinds of terms, in the order in which a trend is named by them."""
_APART = re.compile(r"[^\w\s'’‐‑-]+|[\r\n]+|\s[–—-]\s")
"""What no phrase goes across."""
_SHORTEST = 3


class Mention(NamedTuple):
    """A term of an item."""

    kind: str
    key: str
    """Folded lemmas: what it is counted under."""
    written: str


def mentions(title: str, body: str, language: str | None) -> list[Mention]:
    """Return the words and phrases of an item, each once, as they are first written."""
    found = {(each.kind, each.key): each for each in reversed(list(_of(title, language, None)))}
    if sum(kind == WORD for kind, _ in found) < _ENOUGH:
        lead = body[: _LEAD_CHARACTERS + len(title)].removeprefix(title)
        for each in _of(lead, language, LEAD):
            found.setdefault((each.kind, each.key), each)
    return list(found.values())


def _of(part: str, language: str | None, most: int | None) -> Iterator[Mention]:
    read = 0
    shouted = part.isupper()
    for passage in _APART.split(part):
        listed = words(passage)
        if most is not None:
            listed = listed[: most - read]
        read += len(listed)
        yield from _within(listed, language, shouted=shouted)


def _within(listed: Sequence[str], language: str | None, *, shouted: bool) -> Iterator[Mention]:
    keys = [_key(word, language, acronyms=not shouted) for word in listed]
    for place, key in enumerate(keys):
        if not key:
            continue
        number = key[0].isdecimal()
        if not number:
            yield Mention(WORD, key, listed[place])
        for next_ in (place + 1, place + 2):
            if next_ >= len(keys):
                break
            if keys[next_]:
                if not (number and keys[next_][0].isdecimal()):
                    between = [fold(word) for word in listed[place + 1 : next_]]
                    yield Mention(PHRASE, " ".join([key, *between, keys[next_]]), " ".join(listed[place : next_ + 1]))
                break


def keys(typed: str, language: str | None) -> list[tuple[str, str]]:
    """Return what stands for a term that a person typed, as (kind, key): all of these have to be in an item.

    A word is itself, two are a phrase, more are all the phrases in them; empty where nothing in it tells anything.
    """
    glue = GLUE.get(language or "", _ANY)  # who types "ai" means AI, but "de" is no word to count
    listed = [word.upper() if len(word) < _SHORTEST and fold(word) not in glue else word for word in words(typed)]
    found = list(_within(words(typed), language, shouted=False)) or list(_within(listed, language, shouted=False))
    phrases = [(each.kind, each.key) for each in found if each.kind == PHRASE]
    return phrases or [(each.kind, each.key) for each in found]


@lru_cache(maxsize=200_000)
def _key(word: str, language: str | None, *, acronyms: bool) -> str:
    """Return what a word is counted under; "" where it tells nothing: too short, too common, a kind of piece."""
    before, _, after = fold(word).partition("'")
    folded = (after if len(before) <= 2 else before) if after else before  # noqa: PLR2004  (l'école; foto's)
    if folded[:1].isdecimal():
        return folded if folded.isdecimal() and len(folded) < 5 else ""  # noqa: PLR2004  (covid 19, artikel 13)
    if len(folded) < _SHORTEST:
        return folded if acronyms and word.isupper() and word.isalpha() and len(word) > 1 else ""
    glue = GLUE.get(language or "", _ANY)
    if folded in glue or silent(folded):
        return ""
    found = lemma(word, language) if not after else folded
    return "" if found in glue or silent(found) else found


_ANY = frozenset().union(*GLUE.values())
