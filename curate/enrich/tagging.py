"""Tags by rule: the words of `sources.yaml` found in what an item says.

A text is gone through once, word by word, with look-ups in dictionaries: what it costs does not grow with the number of
rules. Whole words, without regard to case and accents; see `compile_rules` for what a rule may say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from curate.enrich import lemmas
from curate.enrich.glue import GLUE
from curate.models import Origin, Tag
from curate.text import fold, words

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
    entry: str
    """As it is written; it begins with `-` where it excludes."""
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


def compile_rules(rules: Mapping[str, Sequence[str]], *, lemmatise: bool = False) -> Tagger:
    """Return what finds tags by these rules (tag → its words).

    A word matches itself, whole; `*` at its end leaves it open. Several words (quoted or not) are a phrase, with white
    space or hyphens between them. A leading `-` excludes: where such a word occurs, its tag is not given. With
    `lemmatise`, a word also matches words of the same lemma in the item's language, and one that only holds sentences
    together there matches in capitals alone (WHO, IT).
    """
    compiled: list[_Rule] = []
    for place, listed in enumerate(rules.values()):
        for entry in listed:
            compiled.extend(_rules(place, entry))
    return Tagger(tuple(rules), tuple(compiled), lemmatise=lemmatise)


def _rules(place: int, entry: str) -> Iterator[_Rule]:
    entry = entry.strip()
    text = entry.removeprefix("-").strip().strip('"“”„«»').strip()
    parts = _words(text)
    if parts:
        anchor = max(range(len(parts)), key=lambda at: (not parts[at].open, len(parts[at].folded)))
        yield _Rule(tag=place, entry=entry, words=parts, anchor=anchor)
    if len(parts) > 1 and "-" in text and not re.search(r"[\s&/+.]", text):  # e-mail is written email as well
        whole = "".join(part.written for part in parts)
        one = _Word(written=whole, folded=fold(whole), open=parts[-1].open)
        yield _Rule(tag=place, entry=entry, words=(one,), anchor=0)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Firing:
    """One entry of a tag's list that an item fired."""

    tag: str
    rule: str
    """The entry as `sources.yaml` has it."""
    matched: str
    """The word or phrase of the item, as it stands there."""
    excludes: bool
    """It keeps the tag off."""


class Tagger:
    """Finds the tags of items."""

    def __init__(self, names: tuple[str, ...], rules: tuple[_Rule, ...], *, lemmatise: bool) -> None:
        self._names = names
        self._rules = rules
        self._lemmatise = lemmatise
        self._readers: dict[str | None, _Reader] = {}

    def tags(self, title: str, text: str, language: str | None) -> tuple[Tag, ...]:
        """Return the tags of an item, one a name, in the order of the rules.

        `matched` is the first word or phrase that fired, as it stands in the title or else in the text. `language`
        (two letters, None where unknown) matters only for lemmas.
        """
        by_tag: dict[str, list[Firing]] = {}
        for firing in self.firings(title, text, language):
            by_tag.setdefault(firing.tag, []).append(firing)
        return tuple(
            Tag(tag=name, origin=Origin.RULE, matched=fired[0].matched, rules=tuple(each.rule for each in fired))
            for name in self._names
            if (fired := by_tag.get(name)) and not any(each.excludes for each in fired)
        )

    def firings(self, title: str, text: str, language: str | None) -> tuple[Firing, ...]:
        """Return every entry of every tag that an item fires, each once, the title's first."""
        reader = self._reader(language)
        fired: dict[tuple[int, str], str] = {}
        for part in (title, text):
            for rule, matched in reader.found(part):
                fired.setdefault((rule.tag, rule.entry), matched)
        return tuple(
            Firing(tag=self._names[tag], rule=entry, matched=matched, excludes=entry.startswith("-"))
            for (tag, entry), matched in fired.items()
        )

    def covers(self, phrase: str, language: str | None) -> bool:
        """Say whether a rule gives a tag for a phrase, or has it as a part of a longer one."""
        if any(not firing.excludes for firing in self.firings(phrase, "", language)):
            return True
        wanted = [lemmas.lemma(word, language) for word in words(phrase)]
        for rule in self._rules:
            parts = [lemmas.lemma(word.written, language) for word in rule.words]
            if any(parts[at : at + len(wanted)] == wanted for at in range(len(parts) - len(wanted) + 1)):
                return True
        return False

    def _reader(self, language: str | None) -> _Reader:
        """Return what reads texts of a language; without lemmas, one serves all."""
        name = language if self._lemmatise and language in lemmas.LANGUAGES else None
        if name not in self._readers:
            self._readers[name] = _Reader(self._rules, name)
        return self._readers[name]


class _Reader:
    """The rules, as the words of one language are looked up in them."""

    def __init__(self, rules: Sequence[_Rule], language: str | None) -> None:
        self._language = language
        self._index = _Index()
        self._kin = lemmas.Kin(
            (form for rule in rules for word in rule.words for form in self._forms(word.written)), language or "nl"
        )
        self._seen: dict[str, tuple[tuple[str, _Rule], ...]] = {}
        opened: list[tuple[str, _Rule]] = []
        for rule in rules:
            anchor = rule.words[rule.anchor]
            if anchor.open:
                opened.append((anchor.folded, rule))
                continue
            for form in self._forms(anchor.written):
                self._index.whole.setdefault(form, []).append(rule)
        self._index.head = min((len(beginning) for beginning, _ in opened), default=0)
        for beginning, rule in opened:
            self._index.open.setdefault(beginning[: self._index.head], []).append((beginning, rule))

    def found(self, text: str) -> Iterator[tuple[_Rule, str]]:
        """Yield the rules that a text fires, in the order of the text, with the words that fired them."""
        passage: _Passage | None = None
        listed = words(text)
        seen = self._seen
        for word in dict.fromkeys(listed):
            rules = seen.get(word)
            for form, rule in self._rules_of(word) if rules is None else rules:
                if len(rule.words) == 1:
                    if self._means(rule, word, form):
                        yield rule, _as_written(word, form)
                    continue
                passage = passage or _Passage(text, listed)
                matched = self._phrase(rule, passage, word)
                if matched is not None:
                    yield rule, matched
        yield from self._hyphened(text)

    def _rules_of(self, word: str) -> tuple[tuple[str, _Rule], ...]:
        """Return the rules whose anchor a word may be, each with the form by which it is."""
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        by_rule: dict[int, tuple[str, _Rule]] = {}
        for form in self._heard(word):
            for rule in self._index.rules(form):
                by_rule.setdefault(id(rule), (form, rule))
        found = self._seen[word] = tuple(by_rule.values())
        return found

    def _forms(self, word: str) -> tuple[str, ...]:
        return lemmas.forms(word, self._language)

    def _heard(self, word: str) -> tuple[str, ...]:
        """Return what a word of a text is compared by: also what stands before 's, and after l' or d'."""
        folded = fold(word)
        before, apostrophe, after = folded.partition("'")
        if apostrophe:
            part = after if before in _ELIDED else before
            return tuple(dict.fromkeys((folded, *self._heard(part))))
        if self._language is None or not self._kin.may_have(folded):
            return (folded,)
        return self._forms(word)

    def _means(self, rule: _Rule, word: str, form: str) -> bool:
        """Say whether a word that looks like a rule's is that word: not the pronoun for IT, not demand for grant."""
        written = rule.words[0]
        if self._language is None or written.open:
            return True
        if written.folded in GLUE[self._language] and form == written.folded:
            return word.isupper()
        return not lemmas.differ(written.written, word, self._language)

    def _hyphened(self, text: str) -> Iterator[tuple[_Rule, str]]:
        """Yield the rules of one word that a text has with hyphens in it: fact-checkers, anti-racisme."""
        for after in _AFTER_HYPHEN.finditer(text):
            start = after.start()
            before = _BEFORE_HYPHEN.search(text[max(0, start - _LONGEST) : start])
            if before is None:
                continue
            for _, rule in self._rules_of(before[1] + after[1]):
                if len(rule.words) == 1:
                    yield rule, before[1] + after[0]

    def _phrase(self, rule: _Rule, passage: _Passage, anchor: str) -> str | None:
        """Return a phrase as it stands around a word that may be its anchor; None where it does not."""
        last = len(rule.words) - 1
        for place in passage.places(anchor):
            first = place - rule.anchor
            if first < 0 or first + last >= len(passage.words):
                continue
            stands = all(
                offset == rule.anchor or self._fits(part, passage.words[first + offset])
                for offset, part in enumerate(rule.words)
            )
            if stands and all(passage.gap(first + at) == rule.words[at].before for at in range(1, last + 1)):
                return passage.between(first, first + last)
        return None

    def _fits(self, part: _Word, word: str) -> bool:
        heard = self._heard(word)
        if part.open:
            return any(form.startswith(part.folded) for form in heard)
        return not set(heard).isdisjoint(self._forms(part.written))


_MOST_SEEN = 200_000
"""Different words that are remembered: a year of news in one language has about as many."""
_AFTER_HYPHEN = re.compile(r"[-‐‑]([^\W\d_]{1,40})(?![\w‐‑-])")
_BEFORE_HYPHEN = re.compile(r"(?:^|[^\w‐‑-])([^\W\d_]+)$")
"""Of a word with one hyphen: more are a list, or an address."""
_LONGEST = 40
"""Letters of what stands before a hyphen."""


def _as_written(word: str, form: str) -> str:
    """Return the word that fired, without 's or l' where it was found so."""
    if "'" not in fold(word) or "'" in form:
        return word
    before, after = re.split(r"['’‘ʼ]", word, maxsplit=1)
    return after if fold(after) == form else before


class _Passage:
    """A text as words; where they stand is worked out only when a phrase asks."""

    def __init__(self, text: str, listed: list[str]) -> None:
        self.text = text
        self.words = listed

    @cached_property
    def _starts(self) -> list[int]:
        return [start for _, start in _places(self.text, self.words)]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            places.setdefault(word, []).append(place)
        return places

    def places(self, word: str) -> Sequence[int]:
        return self._by_word.get(word, ())

    def gap(self, place: int) -> str:
        """Return what stands before a word, white space and hyphens aside."""
        before = place - 1
        return _between(self.text[self._starts[before] + len(self.words[before]) : self._starts[place]])

    def between(self, first: int, last: int) -> str:
        return self.text[self._starts[first] : self._starts[last] + len(self.words[last])]
