"""Tags by rule: the words of `sources.yaml` found in what an item says.

A text is gone through once, word by word, with look-ups in dictionaries: what it costs does not grow with the number of
rules. Whole words, without regard to case and accents; see `compile_rules` for what a rule may say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from curate.models import Origin, Tag
from curate.text import fold, words

Lemmatise = Callable[[str, str], str]
"""(word as it stands, language in two letters) → its lemma."""

_APART = re.compile(r"[\s\-‐‑‒–—_]+")
"""What may stand between the words of a phrase, in any mixture: "big data", "big-data"."""


_ELIDED = frozenset({"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu"})
"""What French (and "d'r" Dutch) leaves of a word before a vowel: "l'IA" is about IA."""


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
    anchor: int
    """Place of the word that a text is searched for: the longest, which is seldom "de"."""


class _Index:
    """The rules by their anchors."""

    def __init__(self) -> None:
        self.whole: dict[str, list[_Rule]] = {}
        self.open: dict[str, list[tuple[str, _Rule]]] = {}
        """First letters of a beginning → (the beginning, its rule)."""
        self.head = 0
        """How many letters that is."""

    def rules(self, form: str) -> Iterator[_Rule]:
        """Yield the rules whose anchor this is."""
        yield from self.whole.get(form, ())
        for beginning, rule in self.open.get(form[: self.head], ()):
            if form.startswith(beginning):
                yield rule


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
        anchor = max(range(len(parts)), key=lambda at: (not parts[at].open, len(parts[at].folded)))
        yield _Rule(tag=place, excludes=excludes, words=parts, anchor=anchor)
    if len(parts) > 1 and "-" in text and not re.search(r"[\s&/+.]", text):  # e-mail is written email as well
        whole = "".join(part.written for part in parts)
        one = _Word(written=whole, folded=fold(whole), open=parts[-1].open)
        yield _Rule(tag=place, excludes=excludes, words=(one,), anchor=0)


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
        name = (language or "") if self._lemmatise else ""
        if name not in self._indexes:
            self._indexes[name] = self._indexed(name)
        return self._indexes[name]

    def _indexed(self, language: str) -> _Index:
        index = _Index()
        opened: list[tuple[str, _Rule]] = []
        for rule in self._rules:
            anchor = rule.words[rule.anchor]
            if anchor.open:
                opened.append((anchor.folded, rule))
                continue
            for form in self._forms(anchor.written, language):
                index.whole.setdefault(form, []).append(rule)
        index.head = min((len(beginning) for beginning, _ in opened), default=0)
        for beginning, rule in opened:
            index.open.setdefault(beginning[: index.head], []).append((beginning, rule))
        return index

    def _forms(self, word: str, language: str | None) -> tuple[str, ...]:
        """Return what a word is compared by: itself without case and accents, and its lemma."""
        folded = fold(word)
        if self._lemmatise is None or not language:
            return (folded,)
        lemma = fold(self._lemmatise(word, language))
        return (folded,) if lemma == folded else (folded, lemma)

    def _heard(self, word: str, language: str | None) -> tuple[str, ...]:
        """Return what a word of a text is compared by: also what stands before 's, and after l' or d'."""
        forms = self._forms(word, language)
        before, apostrophe, after = forms[0].partition("'")
        if not apostrophe:
            return forms
        return (*forms, after) if before in _ELIDED else (*forms, before)

    def _found(self, text: str, index: _Index, language: str | None) -> Iterator[tuple[_Rule, str]]:
        """Yield the rules that a text fires, in the order of the text, with the words that fired them."""
        listed = words(text)
        heard = {word: self._heard(word, language) for word in dict.fromkeys(listed)}
        passage = _Passage(text, listed, heard)
        tried: set[str] = set()
        for word, forms in heard.items():
            for form in forms:
                if form in tried:
                    continue
                tried.add(form)
                for rule in index.rules(form):
                    if len(rule.words) == 1:
                        yield rule, _as_written(word, form)
                    elif (matched := self._phrase(rule, passage, form, language)) is not None:
                        yield rule, matched

    def _phrase(self, rule: _Rule, passage: _Passage, anchor: str, language: str | None) -> str | None:
        """Return a phrase as it stands around a word that is heard as `anchor`; None where it does not."""
        last = len(rule.words) - 1
        for place in passage.places(anchor):
            first = place - rule.anchor
            if first < 0 or first + last >= len(passage.words):
                continue
            stands = all(
                offset == rule.anchor or self._fits(part, passage.heard_at(first + offset), language)
                for offset, part in enumerate(rule.words)
            )
            if stands and all(passage.gap(first + at) == rule.words[at].before for at in range(1, last + 1)):
                return passage.between(first, first + last)
        return None

    def _fits(self, part: _Word, heard: tuple[str, ...], language: str | None) -> bool:
        if part.open:
            return any(form.startswith(part.folded) for form in heard)
        return any(form in heard for form in self._forms(part.written, language))


def _as_written(word: str, form: str) -> str:
    """Return the word that fired, without 's or l' where it was found so."""
    if "'" not in fold(word) or "'" in form:
        return word
    before, after = re.split(r"['’‘ʼ]", word, maxsplit=1)
    return after if fold(after) == form else before


class _Passage:
    """A text as words; where they stand is worked out only when a phrase asks."""

    def __init__(self, text: str, listed: list[str], heard: Mapping[str, tuple[str, ...]]) -> None:
        self.text = text
        self.words = listed
        self._heard = heard

    @cached_property
    def _starts(self) -> list[int]:
        return [start for _, start in _places(self.text, self.words)]

    @cached_property
    def _by_form(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            for form in self._heard[word]:
                places.setdefault(form, []).append(place)
        return places

    def heard_at(self, place: int) -> tuple[str, ...]:
        return self._heard[self.words[place]]

    def places(self, form: str) -> Sequence[int]:
        return self._by_form.get(form, ())

    def gap(self, place: int) -> str:
        """Return what stands before a word, white space and hyphens aside."""
        before = place - 1
        return _between(self.text[self._starts[before] + len(self.words[before]) : self._starts[place]])

    def between(self, first: int, last: int) -> str:
        return self.text[self._starts[first] : self._starts[last] + len(self.words[last])]
