"""How well trends are found in a real stream, and how often something is called one that is none.

    python -m benchmarks.trends [--injections 400] [--weeks 400] [--out]

Needs the corpus beside the project. The stream has no sources: each headline is given one of 40 by chance, the largest
with six times as much as the smallest. Its stories are found as enrichment finds them.

- null: whole stories are put at other dates, and the shuffled stream is asked week by week: all that is found is false.
- injected: words are put into headlines of one week, one trend at a time. `new`: a word that was never there, in 6
  headlines. `rare`: one that stood in RARE of the headlines before, in 6 more. `common`: in COMMON of them, in 12 more.
  `distractor`: as rare, in 12 more, all of one source.
- events: `events-2003.toml`, written down before the detector was first run.
"""

import argparse
import csv
import random
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import sqrt
from pathlib import Path

from benchmarks import report
from curate.enrich import lemmas, trends
from curate.enrich import tally as tallies
from curate.enrich.mentions import mentions
from curate.enrich.sketches import Text
from curate.enrich.stories import Stories, assign
from curate.enrich.tally import DAY, Follower, Telling, Term, Window, packed, tally, unpacked

STREAM = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "text" / "headlines-stream.csv"
EVENTS = Path(__file__).with_name("events-2003.toml")
WEEK = 7 * DAY
SOURCES = 40
RATES = {50: 0.24, 200: 1.0}
"""Items a day → the part of the stream that gives so many."""
KINDS = {"new": 6, "rare": 6, "common": 12, "distractor": 12}
RARE = {50: (1, 8), 200: (2, 16)}
COMMON = {50: (8, 24), 200: (16, 48)}
"""Headlines of the eight weeks before. Of these the plain method (words and pairs as one family, Benjamini and Hochberg
without more) finds about what was measured of it elsewhere: .86 and .70, .97 and .80."""
FRESH = 4 * 10**8 + 2
"""The number of a word that no headline has."""
ASKED = {
    50: {"null": 0.5, "new": 0.98, "rare": 0.89, "common": 0.98, "distractor": 0.07, "events": 0.5},
    200: {"null": 0.5, "new": 0.98, "rare": 0.65, "common": 0.64, "distractor": 0.07, "events": 0.7},
}


class World:
    """A stream as the store would hold it."""

    def __init__(self, rows, chance):
        """`rows`: (moment, headline), oldest first."""
        self.titles = [title for _, title in rows]
        self.followers = {number: Follower(id=number, name=f"bron {number}") for number in range(1, SOURCES + 1)}
        weights = list(accumulate(1 / sqrt(number) for number in range(1, SOURCES + 1)))
        self.sources = chance.choices(range(1, SOURCES + 1), cum_weights=weights, k=len(rows))
        self.at = [int(moment.timestamp()) for moment, _ in rows]
        self.numbers, self.terms = {}, {}
        self.said = [
            packed(dict.fromkeys(self.number(each) for each in mentions(title, "", "en"))) for title in self.titles
        ]
        self.story = self._stories()

    def number(self, mention):
        key = (mention.kind, mention.key)
        if key not in self.numbers:
            self.numbers[key] = 4 * (len(self.numbers) + 1) + tallies.KINDS.index(mention.kind)
            self.terms[self.numbers[key]] = Term(mention.kind, mention.key, mention.written)
        return self.numbers[key]

    def _stories(self):
        texts = [
            Text(
                item=n,
                source=str(source),
                title=title,
                body="",
                published=datetime.fromtimestamp(at, UTC),
                language="en",
            )
            for n, (source, title, at) in enumerate(zip(self.sources, self.titles, self.at, strict=True))
        ]
        teller, joins = Stories(lemmatise=lemmas.lemma), []
        for start in range(0, len(texts), 500):
            joins += teller.joins(texts[start : start + 500])
        groups = assign([text.item for text in texts], joins, {}).fresh
        return {item: number for number, group in enumerate(groups, 1) for item in group}

    def rows(self, at=None):
        """Return the stream, in order of time; `at`: other moments than its own."""
        at = self.at if at is None else at
        made = [
            Telling(n, at[n], self.story[n], packed([self.sources[n]]), b"", self.said[n])
            for n in range(len(self.said))
        ]
        return sorted(made, key=lambda row: row.at)

    def shuffled(self, chance):
        """Return the stream with whole stories at other dates: all their items moved by the same time."""
        first, last = min(self.at), max(self.at)
        stories = defaultdict(list)
        for item, story in self.story.items():
            stories[story].append(item)
        starts = [min(self.at[item] for item in items) for items in stories.values()]
        chance.shuffle(starts)
        at = list(self.at)
        for items, start in zip(stories.values(), starts, strict=True):
            mine = min(self.at[item] for item in items)
            for item in items:  # what would come after the last date goes on at the first
                at[item] = first + (start + self.at[item] - mine - first) % (last - first + 1)
        return self.rows(at)


def stream(rate, seed):
    chance = random.Random(seed)
    with STREAM.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if chance.random() < RATES[rate]]
    made = []
    for row in rows:
        day = datetime.strptime(row["publish_date"], "%Y%m%d").replace(tzinfo=UTC)
        made.append((day + timedelta(seconds=chance.randrange(DAY)), row["headline_text"]))
    return World(sorted(made), chance)


def window(until):
    return Window(until=until, length=WEEK)


def cut(rows, until):
    """Return the rows of a week and its past."""
    moments = [row.at for row in rows]
    end = bisect_left(moments, until + 1)
    return rows[bisect_left(moments, window(until).since + 1) : end]


def ask(world, rows, until, terms=None):
    detector = trends.Detector(tally(rows, window(until), world.followers))
    known = world.terms if terms is None else terms
    return detector.find(lambda numbers: {number: known[number] for number in numbers}).trends


def weeks(rows):
    """Return the ends of the weeks that have their whole past."""
    until = rows[-1].at
    ends = []
    while window(until).since >= rows[0].at - DAY:
        ends.append(until)
        until -= WEEK
    return ends


# ── false ones ───────────────────────────────────────────────────────────────────────────────────────────────────────


def null(world, seed, most):
    """Return how many trends each week of shuffled streams has: rising, and falling."""
    chance, found = random.Random(seed), []
    while len(found) < most:
        rows = world.shuffled(chance)
        for until in weeks(rows):
            some = ask(world, cut(rows, until), until)
            found.append((sum(t.direction != "falling" for t in some), sum(t.direction == "falling" for t in some)))
            if len(found) == most:
                break
    return found


# ── true ones ────────────────────────────────────────────────────────────────────────────────────────────────────────


def inject(world, rows, until, kind, rate, chance):
    """Return the rows with a trend put into the week, and the number of its term."""
    now = [place for place, row in enumerate(rows) if row.at > until - WEEK]
    past = Counter(number for row in rows if row.at <= until - WEEK for number in unpacked(row.terms))
    if kind == "new":
        number = FRESH
    else:
        low, high = (COMMON if kind == "common" else RARE)[rate]
        fitting = [n for n, items in past.items() if low <= items <= high and world.terms[n].kind == "word"]
        number = chance.choice(sorted(fitting))
    if kind == "distractor":
        by = Counter(rows[place].sources for place in now)
        source = chance.choice(
            sorted(each for each, items in by.items() if items >= KINDS[kind]) or [max(by, key=by.get)]
        )
        now = [place for place in now if rows[place].sources == source]
    free = [place for place in now if number not in unpacked(rows[place].terms)]
    changed = list(rows)
    for place in chance.sample(free, min(len(free), KINDS[kind])):
        changed[place] = rows[place]._replace(terms=rows[place].terms + packed([number]))
    return changed, number


def seen(world, kind, rate, seed, injections):
    """Return of how many injections the term was found."""
    chance, rows = random.Random(seed), world.rows()
    cuts = {until: cut(rows, until) for until in weeks(rows)}
    terms = world.terms | {FRESH: Term("word", "zzz", "zzz")}
    found = 0
    for _ in range(injections):
        until = chance.choice(list(cuts))
        changed, number = inject(world, cuts[until], until, kind, rate, chance)
        rising = [t for t in ask(world, changed, until, terms) if t.direction != "falling"]
        found += any(number in each.numbers for each in rising)
    return found


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def events(world):
    """Return each event and the place at which a trend tells of it; None where none does."""
    with EVENTS.open("rb") as file:
        listed = tomllib.load(file)["event"]
    rows, places = world.rows(), []
    for event in listed:
        day = datetime.combine(event["date"], datetime.min.time(), UTC)
        until = int((day + timedelta(days=7)).timestamp()) - 1
        rising = [t for t in ask(world, cut(rows, until), until) if t.direction != "falling"]
        wanted = {tuple(keys(word)) for word in event["words"]}
        place = next((n for n, each in enumerate(rising, 1) if any(_tells(world, each, one) for one in wanted)), None)
        places.append((event, place, [each.name for each in rising[:10]]))
    return places


def keys(word):
    return [lemmas.lemma(each, "en") for each in word.split()]


def _tells(world, trend, wanted):
    names = [world.terms[number].name.split() for number in trend.numbers]
    return any(list(wanted) == name[at : at + len(wanted)] for name in names for at in range(len(name)))


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def wilson(found, of):
    """Return the 95 % interval of a share."""
    z, share = 1.96, found / of
    middle, width = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of), (middle + width) / (1 + z * z / of)


def mean(found):
    """Return a mean and its 95 % interval."""
    middle = sum(found) / len(found)
    error = 1.96 * sqrt(sum((each - middle) ** 2 for each in found) / (len(found) - 1) / len(found))
    return middle, max(0.0, middle - error), middle + error


def table(injections, nulls):
    if not STREAM.is_file():
        return "The stream of headlines is not beside the project: nothing to measure.\n"
    lines = ["| items a day | what | asked | found | 95 % |", "|---|---|---|---|---|"]
    for rate in RATES:
        world = stream(rate, seed=rate)
        false = null(world, rate, nulls)
        middle, low, high = mean([up + down for up, down in false])
        lines.append(f"| {rate} | false ones a week, {nulls} weeks | ≤ .5 | {middle:.2f} | {low:.2f}–{high:.2f} |")
        print(
            lines[-1], "rising", mean([up for up, _ in false]), "falling", mean([down for _, down in false]), flush=True
        )
        for kind, items in KINDS.items():
            found = seen(world, kind, rate, rate + items, injections)
            low, high = wilson(found, injections)
            asked = f"{'≤' if kind == 'distractor' else '≥'} {ASKED[rate][kind]}"
            lines.append(f"| {rate} | {kind}@{items} | {asked} | {found / injections:.3f} | {low:.3f}–{high:.3f} |")
            print(lines[-1], flush=True)
        told = events(world)
        hit = sum(place is not None and place <= 10 for _, place, _ in told)
        low, high = wilson(hit, len(told))
        asked = ASKED[rate]["events"]
        lines.append(f"| {rate} | events, recall@10 | ≥ {asked} | {hit / len(told):.2f} | {low:.2f}–{high:.2f} |")
        print(lines[-1], flush=True)
    return "\n".join([*lines, ""])


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--injections", type=int, default=400)
    asked.add_argument("--weeks", type=int, default=400)
    asked.add_argument("--out", action="store_true")
    wanted = asked.parse_args()
    text = table(wanted.injections, wanted.weeks)
    print(text)
    if wanted.out:
        report.put("trends", f"## Trends\n\n`python -m benchmarks.trends --out`\n\n{text}")


if __name__ == "__main__":
    main()
