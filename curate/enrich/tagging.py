"""Tags by rule: the words of `sources.yaml` found in what an item says.

A text is gone through once, word by word, with look-ups in dictionaries: what it costs does not grow with the number of
rules. Whole words, without regard to case and accents; see `compile_rules` for what a rule may say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from curate.models import Origin, Tag
from curate.text import fold, words

Lemmatise = Callable[[str, str], str]
"""(word as it stands, language in two letters) → its lemma."""

_APART = re.compile(r"[\s\-‐‑‒–—_]+")
"""What may stand between the words of a phrase, in any mixture: "big data", "big-data"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Word:
    """One word of a rule."""

    written: str
    folded: str
    open: bool
    """It ended with `*`: any word that begins so."""
    before: str = ""
    """What stands between it and the word before it, white space and hyphens aside: "&" in "R&D"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    """One entry of a tag's list."""

    tag: int
    """Place of the tag among the tags."""
    excludes: bool
    words: tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """The rules by their first word."""

    whole: dict[str, list[_Rule]] = field(default_factory=dict)
    beginnings: dict[str, list[_Rule]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)
    """The lengths of the beginnings, shortest first."""


def compile_rules(rules: Mapping[str, Sequence[str]], *, lemmatise: Lemmatise | None = None) -> Tagger:
    """Return what finds tags by these rules (tag → its words).

    A word matches itself, whole; `*` at its end leaves it open. Several words (quoted or not) are a phrase, with white
    space or hyphens between them. A leading `-` excludes: where such a word occurs, its tag is not given. With
    `lemmatise`, a word also matches words of the same lemma in the item's language.
    """
    compiled: list[_Rule] = []
    for place, listed in enumerate(rules.values()):
        for entry in listed:
            compiled.extend(_rules(place, entry))
    return Tagger(tuple(rules), tuple(compiled), lemmatise)


def _rules(place: int, entry: str) -> Iterator[_Rule]:
    text = entry.strip()
    excludes = text.startswith("-")
    text = text.removeprefix("-").strip().strip('"“”„«»').strip()
    parts = _words(text)
    if parts:
        yield _Rule(tag=place, excludes=excludes, words=parts)
    if len(parts) > 1 and "-" in text and not re.search(r"[\s&/+.]", text):  # e-mail is written email as well
        whole = "".join(part.written for part in parts)
        one = _Word(written=whole, folded=fold(whole), open=parts[-1].open)
        yield _Rule(tag=place, excludes=excludes, words=(one,))


def _words(text: str) -> tuple[_Word, ...]:
    found: list[_Word] = []
    end = 0
    for word, start in _places(text, words(text)):
        before = _between(text[end:start]).lstrip("*") if found else ""
        end = start + len(word)
        found.append(_Word(written=word, folded=fold(word), open=text[end : end + 1] == "*", before=before))
    return tuple(found)


def _between(gap: str) -> str:
    return _APART.sub("", fold(gap))


def _places(text: str, found: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each word with where it starts; between two words stands nothing that a word could start with."""
    end = 0
    for word in found:
        start = text.index(word, end)
        yield word, start
        end = start + len(word)


class Tagger:
    """Finds the tags of items."""

    def __init__(self, names: tuple[str, ...], rules: tuple[_Rule, ...], lemmatise: Lemmatise | None) -> None:
        self._names = names
        self._rules = rules
        self._lemmatise = lemmatise
        self._indexes: dict[str, _Index] = {}

    def tags(self, title: str, text: str, language: str | None) -> tuple[Tag, ...]:
        """Return the tags of an item, one a name, in the order of the rules.

        `matched` is the first word or phrase that fired, as it stands in the title or else in the text. `language`
        (two letters, None where unknown) matters only for lemmas.
        """
        index = self._index(language)
        fired: dict[int, str] = {}
        excluded: set[int] = set()
        for part in (title, text):
            for rule, matched in self._found(part, index, language):
                if rule.excludes:
                    excluded.add(rule.tag)
                else:
                    fired.setdefault(rule.tag, matched)
        return tuple(
            Tag(tag=self._names[place], origin=Origin.RULE, matched=fired[place])
            for place in sorted(fired)
            if place not in excluded
        )

    def _index(self, language: str | None) -> _Index:
        """Return the rules as words of `language` are looked up in them; without lemmas, one serves all."""
        name = language or "" if self._lemmatise else ""
        if name not in self._indexes:
            index = _Index()
            for rule in self._rules:
                first = rule.words[0]
                if first.open:
                    index.beginnings.setdefault(first.folded, []).append(rule)
                    continue
                for form in sorted(self._forms(first.written, first.folded, name)):
                    index.whole.setdefault(form, []).append(rule)
            index.lengths.extend(sorted({len(beginning) for beginning in index.beginnings}))
            self._indexes[name] = index
        return self._indexes[name]

    def _forms(self, word: str, folded: str, language: str | None) -> set[str]:
        forms = {folded}
        if self._lemmatise is not None and language:
            forms.add(fold(self._lemmatise(word, language)))
        return forms

    def _found(self, text: str, index: _Index, language: str | None) -> Iterator[tuple[_Rule, str]]:
        """Yield the rules that a text fires, in the order of the text, with the words that fired them."""
        passage = _Passage(text)
        for word, folded in passage.different:
            for rule in self._candidates(index, self._heard(word, folded, language)):
                if len(rule.words) == 1:
                    yield rule, _as_written(word, folded, rule.words[0])
                elif (matched := self._phrase(rule, passage, folded, language)) is not None:
                    yield rule, matched

    def _heard(self, word: str, folded: str, language: str | None) -> set[str]:
        """Return the forms under which a word of a text is looked up: also without 's, and its lemma."""
        forms = self._forms(word, folded, language)
        if "'" in folded:
            forms.add(folded.partition("'")[0])
        return forms

    @staticmethod
    def _candidates(index: _Index, forms: set[str]) -> Iterator[_Rule]:
        for form in forms if len(forms) == 1 else sorted(forms):
            yield from index.whole.get(form, ())
            for length in index.lengths:
                if length > len(form):
                    break
                yield from index.beginnings.get(form[:length], ())

    def _phrase(self, rule: _Rule, passage: _Passage, first: str, language: str | None) -> str | None:
        """Return a phrase as it stands, where it begins with a word that is `first` when folded; None elsewhere."""
        for place in passage.places(first):
            if all(
                self._fits(part, passage, place + offset, language)
                for offset, part in enumerate(rule.words[1:], start=1)
            ):
                return passage.between(place, place + len(rule.words) - 1)
        return None

    def _fits(self, part: _Word, passage: _Passage, place: int, language: str | None) -> bool:
        if place >= len(passage.words) or _between(passage.gap(place)) != part.before:
            return False
        word = passage.words[place]
        heard = self._heard(word, fold(word), language)
        if part.open:
            return any(form.startswith(part.folded) for form in heard)
        return not heard.isdisjoint(self._forms(part.written, part.folded, language))


def _as_written(word: str, folded: str, rule: _Word) -> str:
    """Return the word that fired: without 's, where it was found so."""
    if "'" in folded and not rule.open and "'" not in rule.folded:
        return re.split(r"['’‘ʼ]", word, maxsplit=1)[0]
    return word


class _Passage:
    """A text as words; where they stand is worked out only when a phrase asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)

    @property
    def different(self) -> list[tuple[str, str]]:
        """The different words as they stand and folded, in the order of the text."""
        return [(word, fold(word)) for word in dict.fromkeys(self.words)]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for _, start in _places(self.text, self.words)]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            places.setdefault(fold(word), []).append(place)
        return places

    def places(self, folded: str) -> Sequence[int]:
        return self._by_word.get(folded, ())

    def gap(self, place: int) -> str:
        before = place - 1
        return self.text[self._starts[before] + len(self.words[before]) : self._starts[place]]

    def between(self, first: int, last: int) -> str:
        return self.text[self._starts[first] : self._starts[last] + len(self.words[last])]
