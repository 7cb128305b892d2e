"""Full text search over titles, texts and the curators' own words.

The index (FTS5) holds folded words and no texts, a third of the room; what is shown of a hit is taken from the item. A
word is looked for in all its forms that the texts hold: which these are was noted when they came in, so that no
dictionary has to be loaded for a search.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import unquote

from curate import text
from curate.enrich.lemmas import lemma
from curate.store.database import Connection, stamp
from curate.store.listing import Listing, Test, marks, seen_in, tagged
from curate.store.matching import LETTERS, either, expression, in_a_row, quoted, sought
from curate.store.query import WORD as _WORD
from curate.store.query import Field, Query, Term
from curate.store.snippet import Sought

RANKED = 10_000
"""So many items, the newest that hold what is looked for, are ranked (0.03 s); of fewer, all are."""
_SIFTED = 5_000
"""Of these, so many are held against the fields that are asked for."""
_TRIED = 2_000
"""Where that finds too few: so many of the newest items that have the fields are held against the words."""
_FORMS = 24
"""Forms of a word that are looked for; an irregular verb of French has about twenty that people write."""
_SHORTEST = 4
"""Letters of a word whose other forms are looked for; shorter ones stand in every text (is, was, zijn)."""
_WEIGHTS = "8.0, 1.0, 4.0, 1.0, 1.0"
"""Of a hit in title, text, note, author and address."""
_LONGEST = 40
"""Letters: no dictionary has longer words."""
_SPOKEN = frozenset({"nl", "fr", "en", "de"})
"""Languages whose dictionaries we have."""
_REMEMBERED = 500_000
"""Words whose lemmas were looked up in this run, of a language: 50 MB."""
_EVERY_FORM = 100_000
"""Texts: so many hold every form of a word that somebody types, and no dictionary needs to be asked."""
_STALE = 5_000
"""Texts that are no longer there, before the index may be made anew for them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """What is found of an item."""

    item: int
    title: str
    text: str
    note: str
    author: str
    url: str
    language: str
    """Two letters; of the workspace, where the item says none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search found, best first."""

    items: tuple[int, ...]
    sought: tuple[Sought, ...] = ()
    """What to mark in the texts."""
    newest_only: bool = False
    """So many items hold the words that only the newest of them were looked at."""


class Search:
    """The search index of one database; it can always be made again from the items."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection
        self._listing = Listing(connection)
        self._lemmatised: dict[str, set[str]] = {}

    # ── keeping the index ────────────────────────────────────────────────────────────────────────────────────────────

    def wait(self, items: Iterable[int]) -> None:
        """Keep that the index does not have these items, or not as they are now."""
        self._c.run_many("INSERT OR IGNORE INTO unsearched VALUES (?)", [[item] for item in items])

    def waiting(self, limit: int) -> list[int]:
        """Return items that the index does not have as they are now, oldest first: the index counts in that order."""
        rows = self._c.rows("SELECT item_id FROM unsearched ORDER BY item_id LIMIT ?", [limit])
        return [row["item_id"] for row in rows]

    def waiting_count(self) -> int:
        """Return how many items the index does not have as they are now."""
        return int(self._c.value("SELECT count(*) FROM unsearched"))

    def index(self, texts: Iterable[Texts]) -> None:
        """Put items into the index, in place of what it held of them; what is there already to the letter stays."""
        given = list(texts)
        marked = {each.item: _mark(each) for each in given}
        held: dict[int, int] = {}
        for some in _batches(list(marked)):
            rows = self._c.rows(f"SELECT item_id, mark FROM document WHERE item_id IN ({marks(some)})", some)  # noqa: S608
            held |= {row["item_id"]: row["mark"] for row in rows}
        changed = [each for each in given if held.get(each.item) != marked[each.item]]
        number = int(self._c.value("SELECT seq FROM sqlite_sequence WHERE name = 'document'") or 0)
        self.forget([each.item for each in changed if each.item in held])
        self._c.run_many(
            "INSERT INTO document (id, item_id, mark) VALUES (?, ?, ?)",
            [[place, each.item, marked[each.item]] for place, each in enumerate(changed, number + 1)],
        )
        self._c.run_many(
            "INSERT INTO searched (rowid, title, text, note, author, url) VALUES (?, ?, ?, ?, ?, ?)",
            [[place, *_folded(each)] for place, each in enumerate(changed, number + 1)],
        )
        self._note_forms(changed)
        self.settled(marked)

    def settled(self, items: Iterable[int]) -> None:
        """Keep that the index has these items as they are, or that they are gone."""
        self._c.run_many("DELETE FROM unsearched WHERE item_id = ?", [[item] for item in items])

    def forget(self, items: Collection[int]) -> None:
        """Let items be found no more."""
        self._c.run_many("DELETE FROM document WHERE item_id = ?", [[item] for item in items])

    def tidy(self) -> bool:
        """Empty the index where most of it is of texts that are gone, and return whether that was done.

        All items wait for it then.
        """
        held = int(self._c.value("SELECT count(*) FROM document"))
        given = int(self._c.value("SELECT seq FROM sqlite_sequence WHERE name = 'document'") or 0)
        if given - held <= max(held, _STALE):
            return False
        self.empty()
        return True

    def empty(self) -> None:
        """Empty the index: all items wait for it."""
        with self._c.transaction():
            self._c.run("INSERT INTO searched (searched) VALUES ('delete-all')")
            self._c.run("DELETE FROM document")
            self._c.run("DELETE FROM sqlite_sequence WHERE name = 'document'")
            self._c.run("DELETE FROM form")
            self._c.run("DELETE FROM spoken")
            self._c.run("INSERT OR IGNORE INTO unsearched SELECT id FROM item")
        self._lemmatised.clear()

    def _note_forms(self, given: Sequence[Texts]) -> None:
        """Note which words of the texts are forms of another one."""
        pairs: set[tuple[str, str]] = set()
        for each in given:
            known = self._lemmatised.setdefault(each.language, set())
            new = {word for part in (each.title, each.text, each.note) for word in text.words(part)} - known
            known |= new
            pairs |= {(text.fold(word), base) for word in new if (base := _base(word, each.language))}
            if len(known) > _REMEMBERED:
                known.clear()
        self._c.run_many("INSERT OR IGNORE INTO form VALUES (?, ?)", sorted(pairs))
        self._c.run_many(
            "INSERT INTO spoken VALUES (?, ?) ON CONFLICT (language) DO UPDATE SET texts = texts + excluded.texts",
            sorted(Counter(each.language for each in given if each.language in _SPOKEN).items()),
        )

    # ── searching ────────────────────────────────────────────────────────────────────────────────────────────────────

    def find(self, query: Query, limit: int | None) -> Found:
        """Return the items that a query fits, best first (bm25; a hit in the title counts most, then the note).

        A query without words to look for is answered newest first.
        """
        wanted = [(term, self._forms(term)) for term in query.terms if not term.without]
        refused = [(term, self._forms(term)) for term in query.terms if term.without]
        tests = self._tests(query)
        marked = tuple(sought(term, forms) for term, forms in wanted)
        if not wanted and not refused and not tests:
            return Found(items=())
        if not wanted:
            return Found(items=tuple(self._newest(tests, either(refused), limit)), sought=marked)
        match = " AND ".join(expression(term, forms) for term, forms in wanted)
        if refused:
            match = f"({match}) NOT ({either(refused)})"
        items, newest_only = self._best(match, tests, limit)
        return Found(items=tuple(items), sought=marked, newest_only=newest_only)

    def titles(self, query: Query, limit: int = 6) -> list[int]:
        """Return the items whose title holds all words of a query."""
        match = " AND ".join(f"title : ({in_a_row(term, term.words)})" for term in query.terms)
        return self._best(match, [], limit)[0] if match else []

    def _best(self, match: str, tests: list[Test], limit: int | None) -> tuple[list[int], bool]:
        """Return items that hold words and pass tests, best first, and whether only the newest were looked at."""
        few = self._listing.fewest(tests)
        if few is not None:
            return self._items(self._ranked(match, self._documents(few)), tests, limit), False
        if not tests:
            hits = self._ranked(match)
            return self._items(hits[:RANKED], tests, limit), len(hits) > RANKED
        hits = self._hits(match, _SIFTED + 1)
        passed = self._passed(hits[:_SIFTED], tests)
        cut = len(hits) > _SIFTED
        if cut and (limit is None or len(passed) < limit):
            tried = self._documents(self._newest_that(tests))
            passed |= self._passed(self._hits(match, _TRIED, tried), tests)
        ranked = self._ranked(match, sorted(passed))
        return [passed[number] for number in ranked][:limit], cut

    def _documents(self, few: Test) -> list[int]:
        """Return the numbers in the index of the items that meet a condition, smallest first."""
        sql = f"SELECT id FROM document WHERE item_id IN ({few.all}) ORDER BY id"  # noqa: S608
        return [number for (number,) in self._c.db.execute(sql, list(few.values))]

    def _newest_that(self, tests: list[Test]) -> Test:
        """Return the condition to be among the newest items that pass tests, found along one index."""
        where, values = _where(tests)
        dated = any(_WHEN in test.each for test in tests)
        along = None if dated else next((test for test in tests if test.all and "item_id" in test.all), None)
        if along is None:
            query = f"SELECT item.id FROM item INDEXED BY item_when WHERE {where} ORDER BY {_WHEN} DESC LIMIT {_TRIED}"  # noqa: S608
            return Test("", query, tuple(values))
        newest = f"SELECT item_id FROM ({along.all}) ORDER BY item_id DESC LIMIT {_SIFTED}"  # noqa: S608
        query = f"SELECT item.id FROM item WHERE item.id IN ({newest}) AND {where} ORDER BY item.id DESC LIMIT {_TRIED}"  # noqa: S608
        return Test("", query, (*along.values, *values))

    def _hits(self, match: str, most: int, among: Sequence[int] | None = None) -> list[int]:
        """Return the numbers in the index of what holds words, newest first."""
        where, values = _among(among)
        rows = self._c.db.execute(
            f"SELECT rowid FROM searched WHERE searched MATCH ?{where} ORDER BY rowid DESC LIMIT {most}",  # noqa: S608
            [match, *values],
        )
        return [number for (number,) in rows]

    def _ranked(self, match: str, among: Sequence[int] | None = None) -> list[int]:
        """Return the numbers in the index of what holds words, best first: of the newest, at most RANKED + 1."""
        if match.count(" * OR ") >= len(LETTERS) - 1:  # what begins with two letters fits no better and no worse
            return self._hits(match, RANKED + 1, among)
        where, values = _among(among)
        rows = self._c.db.execute(
            f"SELECT rowid, bm25(searched, {_WEIGHTS}) FROM searched WHERE searched MATCH ?{where} "  # noqa: S608
            f"ORDER BY rowid DESC LIMIT {RANKED + 1}",
            [match, *values],
        )
        return [number for number, _ in sorted(rows, key=lambda row: (row[1], -row[0]))]

    def _passed(self, numbers: Sequence[int], tests: list[Test]) -> dict[int, int]:
        """Return, of numbers of the index, those whose items are still there and pass tests → these items."""
        where, values = _where(tests)
        passed: dict[int, int] = {}
        for some in _batches(numbers):
            rows = self._c.rows(
                # CROSS: SQLite would rather begin with all items of a state
                "SELECT document.id, item_id FROM document CROSS JOIN item ON item.id = item_id "  # noqa: S608
                f"WHERE document.id IN ({marks(some)}) AND {where}",
                [*some, *values],
            )
            passed |= {row["id"]: row["item_id"] for row in rows}
        return passed

    def _items(self, numbers: Sequence[int], tests: list[Test], limit: int | None) -> list[int]:
        """Return the items behind numbers of the index that are still there and pass tests, in their order."""
        found: list[int] = []
        for some in _batches(numbers):
            passed = self._passed(some, tests)
            found += [passed[number] for number in some if number in passed]
            if limit is not None and len(found) >= limit:
                return found[:limit]
        return found

    def _newest(self, tests: list[Test], refused: str, limit: int | None) -> list[int]:
        """Return the items that pass tests and do not hold words, newest first."""
        few = self._listing.fewest(tests)
        where, values = _where(tests)
        if refused:
            where += (
                " AND NOT EXISTS (SELECT 1 FROM document JOIN searched ON searched.rowid = document.id "
                "WHERE document.item_id = item.id AND searched MATCH ?)"
            )
            values.append(refused)
        source = f"item WHERE item.id IN ({few.all})" if few else "item INDEXED BY item_when WHERE 1"
        rows = self._c.rows(
            f"SELECT item.id FROM {source} AND {where} ORDER BY {_WHEN} DESC, item.id DESC LIMIT ?",  # noqa: S608
            [*(few.values if few else ()), *values, -1 if limit is None else limit],
        )
        return [row["id"] for row in rows]

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _forms(self, term: Term) -> list[str]:
        """Return the forms of a word that the texts hold, itself first; a word that stood in quotes has no other."""
        word = term.typed
        if len(word) < _SHORTEST:
            return []
        bases = {row["lemma"] for row in self._c.rows("SELECT lemma FROM form WHERE word = ?", [word])}
        if not bases and not self._holds(word):
            bases = self._looked_up(word)
        bases |= {word}
        rows = self._c.rows(
            f"SELECT DISTINCT word FROM form WHERE lemma IN ({marks(bases)}) ORDER BY length(word), word LIMIT ?",  # noqa: S608
            [*sorted(bases), _FORMS],
        )
        return list(dict.fromkeys([word, *sorted(bases), *(row["word"] for row in rows)]))

    def _looked_up(self, word: str) -> set[str]:
        """Return what a word that no text holds is a form of, in the languages of the texts.

        A dictionary takes 0.2 to 0.9 s to load.
        """
        spoken = self._c.rows("SELECT language, texts FROM spoken ORDER BY texts DESC")
        if sum(row["texts"] for row in spoken) > _EVERY_FORM:
            return set()
        return {base for row in spoken if (base := _base(word, row["language"]))}

    def _holds(self, word: str) -> bool:
        once = "SELECT count(*) FROM (SELECT 1 FROM searched WHERE searched MATCH ? LIMIT 1)"
        found = self._c.value(once, [quoted(_WORD.findall(word))])
        return bool(found)

    # ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _tests(self, query: Query) -> list[Test]:
        tests = [self._test(each) for each in query.fields]
        if query.since is not None:
            tests.append(_when(">=", query.since))
        if query.before is not None:
            tests.append(_when("<", query.before))
        return tests

    def _test(self, each: Field) -> Test:
        test: Test
        if each.name == "tag":
            test = tagged(self._listing.tags_named(each.value))
        elif each.name == "source":
            test = seen_in(self._listing.sources_named(each.value, part=True))
        elif each.name == "state":
            test = Test("+item.state = ?", "SELECT id FROM item INDEXED BY item_inbox WHERE state = ?", (each.value,))
        elif each.name == "site":
            test = _at_site(each.value)
        else:
            test = _in_language(each.value)
        return test.without() if each.without else test


def _among(numbers: Sequence[int] | None) -> tuple[str, list[object]]:
    """Return the condition that a number of the index is one of these, smallest first; None: any."""
    if numbers is None:
        return "", []
    if not numbers:
        return " AND 0", []
    # The + lets FTS5 go along the range once, and not begin a search for each number.
    where = " AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
    return where, [numbers[0], numbers[-1], json.dumps(list(numbers))]


def _when(how: str, moment: datetime) -> Test:
    return Test(f"{_WHEN} {how} ?", f"SELECT id FROM item WHERE {_WHEN} {how} ?", (stamp(moment),))  # noqa: S608


_WHEN = "coalesce(item.published, item.first_seen)"
"""As the index `item_when` has it."""


def _at_site(host: str) -> Test:
    """Return the condition that an item's address is at a host, or under it."""
    bare = host.replace("\\", "").replace("%", "\\%").replace("_", "\\_")
    like = r"item.canonical_url LIKE ? ESCAPE '\'"
    return Test(f"({like} OR {like})", None, (f"https://{bare}/%", f"https://%.{bare}/%"))


def _in_language(code: str) -> Test:
    spoken = "coalesce(item.language, (SELECT language FROM page WHERE item_id = item.id), '')"
    return Test(f"substr(lower({spoken}), 1, 2) = ?", None, (code,))


def _where(tests: Sequence[Test]) -> tuple[str, list[object]]:
    return " AND ".join(test.each for test in tests) or "1", [value for test in tests for value in test.values]


# ── texts, as the index gets them ────────────────────────────────────────────────────────────────────────────────────


def _folded(given: Texts) -> tuple[str, ...]:
    address = unquote(given.url.partition("://")[2])
    return tuple(_fold(part) for part in (given.title, given.text, given.note, given.author, address))


def _fold(given: str) -> str:
    """Return `text.fold` of a long text: its words one by one, since those with accents are few and come back."""
    return " ".join(word if word.isascii() else _folded_word(word) for word in given.lower().split())


_folded_word = lru_cache(maxsize=50_000)(text.fold)


def _mark(given: Texts) -> int:
    """Return a number that differs where the texts do: 64 bits, of a hash."""
    said = "\x1f".join(getattr(given, part) for part in ("title", "text", "note", "author", "url", "language"))
    return int.from_bytes(hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def _base(word: str, language: str) -> str:
    """Return the word that a word is a form of, folded; "" where it is none, or too short to be looked up."""
    folded = text.fold(word)
    if language not in _SPOKEN or not _SHORTEST <= len(folded) <= _LONGEST or folded.isdecimal():
        return ""
    base = text.fold(lemma(word, language))
    return base if base != folded and _WORD.search(base) else ""


def _batches(values: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """Yield the values a few at a time: SQLite takes no more than so many in one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
