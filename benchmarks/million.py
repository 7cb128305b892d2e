"""A workspace of a million items and 500 sources, and how long the commands take that a curator waits for.

    python -m benchmarks.million [--items 1000000] [--sources 500] [--keep DIR] [--all-new]

Whole commands are measured as processes, the best and the middle of five; queries by themselves in this process, on a
database that was just opened. The world is made up: words by Zipf's law around themes, two years of publications, half
a dozen per cent of them in stories, the last three weeks waiting. `build` makes it, and other benchmarks may use it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product
from pathlib import Path

from benchmarks import report

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
YEARS = 2
EXPIRES = timedelta(days=21)
BATCH = 20_000
LANGUAGES = ("nl",) * 70 + ("fr",) * 14 + ("en",) * 11 + ("de",) * 5
TAGS = (
    "privacy",
    "sociale media",
    "erfgoed",
    "jeugd",
    "welzijn",
    "klimaat",
    "onderwijs",
    "vrijwilligers",
    "subsidies",
    "e-leren",
)
COMMON = {
    "nl": (
        "de van het een en in is op te dat voor met zijn aan er niet ook door om bij als naar uit over nog maar "
        "dan wordt meer was"
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec son aux "
        "elle ou"
    ),
    "en": (
        "the of and to in a is that for it on with as are be this was by at from have or an not which but has more "
        "will their"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
        "hat dass sie nach"
    ),
}
REAL = (
    "stad steden gemeente gemeenten school scholen kind kinderen jongere jongeren vrijwilliger vrijwilligers "
    "museum musea boek boeken bibliotheek bibliotheken project projecten subsidie subsidies wet wetten "
    "regering minister ministers onderzoek onderzoeken huis huizen buurt buurten wijk wijken vereniging "
    "verenigingen organisatie organisaties campagne campagnes kunstenaar kunstenaars leerkracht leerkrachten "
    "student studenten cursus cursussen vorming armoede privacy klimaat erfgoed digitale geletterdheid "
    "gezondheid welzijn participatie diversiteit burgemeester nieuwsbrief festival festivals tentoonstelling "
    "tentoonstellingen concert concerten café élève écoles ville villes musée enfants children cities city "
    "schools books study studies Städte Kinder Schule Häuser"
)
VOCABULARY = 120_000
FULL_TEXT = 3
"""Of ten sources, how many give the whole text. (Of the real feeds of the corpus more do, and they give more.)"""


def _listed(words: str) -> list[str]:
    return words.split()


def words(chance: random.Random) -> list[str]:
    """Return a vocabulary, most common first: real words, then what sounds like Dutch."""
    starts = _listed("b br d dr f g gr h j k kl kr l m n p pl pr r s sch sl sp st str t tr v vl w z")
    middles = _listed("a aa e ee i ie o oo u uu oe eu ui ij ou")
    ends = ["", *_listed("d f g k l m n ng nt p r rk rt s st t ts")]
    syllables = ["".join(parts) for parts in product(starts, middles, ends)]
    made: dict[str, None] = dict.fromkeys(REAL.split())
    while len(made) < VOCABULARY:
        made["".join(chance.choices(syllables, k=chance.choice((1, 1, 2, 2, 2, 3))))] = None
    return list(made)


class World:
    """Texts: a common word half of the time, else one of the theme, else any, the rarer the less often."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.vocabulary = words(self.chance)
        self._weights = list(accumulate(1 / (rank + 15) for rank in range(len(self.vocabulary))))
        self._common = {language: listed.split() for language, listed in COMMON.items()}
        self._common_weights = list(accumulate(1 / (rank + 2) for rank in range(30)))
        self.sources: list[int] = []
        self.themes = [self.any(12) for _ in range(4000)]

    def any(self, count: int) -> list[str]:
        return self.chance.choices(self.vocabulary, cum_weights=self._weights, k=count)

    def source(self, count: int) -> int:
        """Return the source of the next item: some publish fifty times as much as others."""
        if not self.sources:
            shares = [1 / (rank + 10) for rank in range(count)]
            self.sources = self.chance.choices(range(1, count + 1), weights=shares, k=50_000)
            self.chance.shuffle(self.sources)
        return self.sources.pop()

    def article(self, count: int, language: str, theme: list[str]) -> str:
        """Return a text in paragraphs, as cleaned HTML."""
        pool = self._common[language] * 6 + theme * 2
        drawn = self.any(count)
        for place in self.chance.choices(range(count), k=count // 2):
            drawn[place] = pool[place * 7919 % len(pool)]
        return "".join(f"<p>{' '.join(drawn[at : at + 75])}.</p>" for at in range(0, count, 75))

    def text(self, count: int, language: str, theme: list[str]) -> str:
        chance = self.chance
        few, told = count * 42 // 100, max(2, count // 8)
        drawn = chance.choices(self._common[language], cum_weights=self._common_weights, k=few)
        drawn += chance.choices(theme, k=told) + self.any(count - few - told)
        chance.shuffle(drawn)
        return " ".join(drawn).capitalize()


def build(
    workspace_dir,
    items: int = 1_000_000,
    sources: int = 500,
    *,
    seed: int = 4,
    all_new: bool = False,
    index: bool = True,
):
    """Make a workspace in `workspace_dir` (which must not be there) and return the bytes of raw text in it.

    `index`: also the search index. Nothing waits for enrichment. `all_new`: every item waits for the curator.
    """
    from curate.store import Configured, Store

    folder = Path(workspace_dir)
    folder.mkdir(parents=True)
    named = [f"Bron {number}" for number in range(1, sources + 1)]
    (folder / "sources.yaml").write_text(_configuration(named), encoding="utf-8")
    world = World(seed)
    with Store(folder / "data" / "curate.db") as store:
        trusts = [world.chance.choice((2, 3, 3, 3, 4, 5)) for _ in named]
        store.sources.configure(
            Configured(name=name, fallback=name, url=f"https://bron{n}.example/feed", trust=trust)
            for n, (name, trust) in enumerate(zip(named, trusts, strict=True), 1)
        )
        raw = _fill(_connection(store), world, items, sources, trusts, all_new=all_new)
        _connection(store).run(
            "INSERT INTO fetch (started, finished, new_items) VALUES (?, ?, ?)", [at(NOW), at(NOW), 300]
        )
        if index:
            _index(folder, store)
        _connection(store).db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return raw


def _connection(store):
    return store._connection


def _configuration(named: list[str]) -> str:
    lines = [
        "organisation: {name: Voorbeeld vzw, url: https://voorbeeld.example, language: nl, timezone: Europe/Brussels}",
        "sources:",
    ]
    lines += [f"  - {{url: 'https://bron{n}.example/feed', name: {name}}}" for n, name in enumerate(named, 1)]
    lines += ["tags:", *(f"  {tag}: [{tag.split()[0]}]" for tag in TAGS)]
    return "\n".join(lines) + "\n"


def at(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _fill(connection, world: World, items: int, sources: int, trusts: list[int], *, all_new: bool) -> int:
    """Write the items, oldest first, each with all that hangs on it; return the bytes of text."""
    chance, raw, span = world.chance, 0, timedelta(days=365 * YEARS)
    stories = _Stories(world, items)
    curated = {max(1, items - int(each)) for each in chance.choices(range(items), k=min(600, items // 20))}
    for start in range(1, items + 1, BATCH):
        rows: dict[str, list[tuple]] = {name: [] for name in _INSERTS}
        for number in range(start, min(items, start + BATCH - 1) + 1):
            published = NOW - span * (1 - number / items) - timedelta(seconds=chance.randrange(3600))
            raw += _item(rows, world, stories, number, published, sources, trusts, curated, all_new=all_new)
        with connection.repeatable(), connection.transaction():
            for name, values in rows.items():
                connection.run_many(_INSERTS[name], values)
        if sys.stderr.isatty():
            print(f"\r{start + BATCH - 1:,} items", end="", file=sys.stderr)
    return raw


class _Stories:
    """Which story an item tells: nearly always one of its own, else one of the last few days."""

    def __init__(self, world: World, items: int) -> None:
        self._world, self._chance = world, world.chance
        self._near = max(10, items // (365 * YEARS) * 3)
        self._told: list[tuple[int, int, list[str]]] = []
        self._next = 0

    def of(self, number: int) -> tuple[int, int, list[str]]:
        """Return (story, the item it is joined with or 0, its theme)."""
        told, chance = self._told, self._chance
        if told and chance.random() < 0.06:
            story, first, theme = told[chance.randrange(max(0, len(told) - self._near), len(told))]
            return story, first, theme
        self._next += 1
        theme = chance.choice(self._world.themes)[:6] + self._world.any(3)
        told.append((self._next, number, theme))
        del told[: -self._near * 2]
        return self._next, 0, theme


_INSERTS = {
    "story": "INSERT OR IGNORE INTO story (id, key) VALUES (?, ?)",
    "item": (
        "INSERT INTO item (id, key, url, canonical_url, source_id, title, summary, content, author, language, "
        "published, first_seen, baseline, state, story_id, score, reasons) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "sighting": "INSERT OR IGNORE INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "tag": "INSERT OR IGNORE INTO tag (item_id, tag, origin, matched) VALUES (?, ?, ?, ?)",
    "join": "INSERT OR IGNORE INTO story_join VALUES (?, ?, 'event', ?, ?)",
    "note": 'INSERT INTO note (id, key, item_id, commentary, "by", "at") VALUES (?, ?, ?, ?, ?, ?)',
    "holds": "UPDATE item SET note_id = ? WHERE id = ?",
    "event": (
        'INSERT INTO event (key, batch, "at", "by", action, item_id, "from", "to") VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
    ),
    "post": 'INSERT INTO post (key, item_id, channel, how, "at", "by", text) VALUES (?, ?, ?, ?, ?, ?, ?)',
}


def _item(rows, world, stories, number, published, sources, trusts, curated, *, all_new) -> int:
    from curate import urls
    from curate.enrich import ranking
    from curate.locale import M, pack
    from curate.models import Origin, Tag

    chance = world.chance
    source = world.source(sources)
    language = LANGUAGES[source * 37 % 100]
    story, with_, theme = stories.of(number)
    title, summary = (
        world.text(chance.randint(6, 12), language, theme),
        world.text(chance.randint(25, 55), language, theme),
    )
    content = world.article(chance.randint(150, 750), language, theme) if source * 7 % 10 < FULL_TEXT else ""
    url = f"https://bron{source}.example/{published:%Y/%m}/{'-'.join(title.lower().split()[:6])}-{number}"
    seen = published + timedelta(minutes=chance.randrange(5, 180))
    tags = [Tag(tag=tag, origin=Origin.RULE, matched=tag.split()[0]) for tag in TAGS if chance.random() < 0.06]
    state = _state(number, published, curated, chance, all_new=all_new)
    found = ranking.score(
        tags=tags, trust=trusts[source - 1], sources=2 if with_ else 1, published=published, first_seen=seen
    )
    reasons = json.dumps([pack(reason) for reason in found.reasons])
    key, moment = urls.key(url), at(seen)
    rows["story"].append((story, f"{story:032x}"))
    author = "An Peeters" if number % 3 else None
    rows["item"].append(
        (number, key, url, url, source, title, summary, content, author, language, at(published), moment,
         int(number % 50 == 0 and not all_new), state, story, found.value, reasons)
    )  # fmt: skip
    rows["sighting"].append((source, url, number, url, title, key, moment, moment))
    if with_:
        rows["join"].append((number, with_, 0.61, pack(M("{words}", words=", ".join(theme[:3])))))
    if chance.random() < 0.04:
        rows["sighting"].append((source % sources + 1, url, number, url, title, key, moment, moment))
    rows["tag"] += [(number, tag.tag, tag.origin.value, tag.matched) for tag in tags]
    if state in ("commented", "published"):
        rows["note"].append((number, key, number, world.text(30, "nl", theme), "An", moment))
        rows["holds"].append((number, number))
    if state not in ("new", "lapsed"):
        rows["event"].append((key, key, moment, "An", state, number, "new", state))
    if state == "published":
        rows["post"].append((key, number, "mastodon", "hand", moment, "An", title))
    return sum(len(part.encode()) for part in (title, summary, content))


def _state(number, published, curated, chance, *, all_new) -> str:
    if all_new:
        return "new"
    if number in curated:
        return chance.choice(("shortlisted", "commented", "published", "published"))
    if NOW - published < EXPIRES:
        return "new"
    return "dismissed" if chance.random() < 0.02 else "lapsed"


def _index(folder: Path, store) -> None:
    from curate import config, workspace
    from curate.workflows import curating
    from curate.workflows.desk import Desk

    place = workspace.find(folder, folder, {})
    desk = Desk(workspace=place, config=config.load(place.config, place.data), store=store, by="An", now=NOW)
    store.search.empty()
    with store.repeatable():
        curating.index_waiting(desk)


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def seconds(folder: Path, *words: str) -> list[float]:
    """Return how long a whole command took, five times."""
    command = [sys.executable, "-m", "curate", *words]
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
            cwd=folder,
        )
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which a command works in a workspace, on the day on which that world ends."""
    return {**os.environ, "CURATE_NOW": at(NOW), "PYTHONPATH": str(ROOT), "CURATE_WORKSPACE": str(folder)}


def query_seconds(folder: Path, ask) -> list[float]:
    """Return how long a question to the store took, five times, each of a connection that was just made."""
    from curate.store import Store

    taken = []
    for _ in range(5):
        with Store(folder / "data" / "curate.db") as store:
            began = time.perf_counter()
            ask(store)
            taken.append(time.perf_counter() - began)
    return sorted(taken)


QUERIES = (
    ("a rare word", "{rare}"),
    ("a word of every second item", "de"),
    ("a word with other forms", "stad"),
    ("two common words", "school project"),
    ("a phrase", '"vrijwilligers project"'),
    ("a phrase of the commonest words", '"van de stad"'),
    ("a beginning", "sta*"),
    ("a beginning of two letters", "st*"),
    ("a field", "tag:privacy stad"),
    ("a source", 'source:"Bron 7" de'),
    ("a time long ago", "before:2025-06 school"),
    ("several fields", "tag:erfgoed lang:nl state:lapsed -museum de"),
    ("fields alone", "state:published since:1y"),
    ("a word of one source, in an address", "site:bron300.example stad"),
    ("a word that is nowhere", "zqxwvk"),
)


def measure(folder: Path, raw: int) -> list[str]:
    """Return the table of how long things take, and how large the database is, in Markdown."""
    from curate.store import Wanted

    lines = ["| what | whole command, best | middle | query, best | middle |", "|---|---|---|---|---|"]

    def row(what: str, whole: list[float], query: list[float] | None) -> None:
        asked = f"{query[0]:.3f} s | {query[2]:.3f} s" if query else "|"
        lines.append(f"| {what} | {whole[0]:.2f} s | {whole[2]:.2f} s | {asked} |")
        print(lines[-1], file=sys.stderr, flush=True)

    row("`curate`", seconds(folder), None)
    row("`curate inbox`", seconds(folder, "inbox"), query_seconds(folder, lambda store: store.items.stories(Wanted())))
    for words in (("--tag", "privacy"), ("--source", "Bron 300"), ("--since", "1d"), ("--all",), ("--state", "lapsed")):
        row(f"`curate inbox {' '.join(words)}`", seconds(folder, "inbox", *words), None)
    rare = _rare(folder)
    for what, typed in QUERIES:
        asked = typed.format(rare=rare)
        row(
            f"`curate search`, {what}: `{asked}`",
            seconds(folder, "search", "--", asked),
            query_seconds(folder, _find(asked)),
        )
    return [*lines, "", *_sizes(folder, raw)]


def _find(typed: str):
    from zoneinfo import ZoneInfo

    from curate.models import State
    from curate.store import query

    asked = query.read(typed, now=NOW, zone=ZoneInfo("Europe/Brussels"), states={state.value: state for state in State})
    return lambda store: store.search.find(asked, 20)


def _rare(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        title = connection.execute("SELECT title FROM item WHERE id = (SELECT max(id) / 2 FROM item)").fetchone()[0]
    return max(title.split(), key=len).lower()


REBUILDABLE = (
    "searched",
    "document",
    "form",
    "unsearched",
    "sqlite_autoindex_document",
    "sqlite_autoindex_form",
    "sketch",
    "run",
    "word",
    "taste",
    "lesson",
    "echo",
)
"""Tables that can be made again (what is searched, what new texts are compared with, what was learnt), by how their
names begin."""


def _sizes(folder: Path, raw: int) -> list[str]:
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    index = sum(size for name, size in sizes.items() if name.startswith(REBUILDABLE))
    kept = sum(sizes.values()) - index
    return [
        f"Raw text (titles, summaries, texts): {raw / 1e6:,.0f} MB.",
        f"Database without the search index: {kept / 1e6:,.0f} MB, {kept / raw:.2f} times the text.",
        f"Search index, which can be made again: {index / 1e6:,.0f} MB.",
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make it there, and use it again where it is there")
    parser.add_argument("--all-new", action="store_true", help="every item waits for the curator")
    parser.add_argument("--out", action="store_true", help="put the table into docs/benchmarks.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="curate-million-") as temporary:
        folder = asked.keep or Path(temporary) / "workspace"
        if not folder.exists():
            began = time.perf_counter()
            raw = build(folder, asked.items, asked.sources, all_new=asked.all_new)
            (folder / "raw.json").write_text(json.dumps(raw), encoding="utf-8")
            print(f"made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        raw = json.loads((folder / "raw.json").read_text(encoding="utf-8"))
        head = f"{asked.items:,} items of {asked.sources} sources{', all of them new' if asked.all_new else ''}"
        text = "\n".join([head, "", *measure(folder, raw)])
        print(text)
        if asked.out:
            report.put("million", f"## A million items\n\n`python -m benchmarks.million --out`\n\n{text}")


if __name__ == "__main__":
    main()
