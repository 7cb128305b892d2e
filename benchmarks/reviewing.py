"""How soon a review shows the next item, with 100,000 items in the store: from the key to the lines of the screen.

The items are made up (texts of 250 words out of 3,000, 70,000 stories, 3,000 publications of one's own, 200 that went
out), and stand in a folder that is taken away afterwards. Every third item is only looked at, the others are kept or
dismissed. What is learnt from a decision is learnt while nobody waits, and measured apart.
"""

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from curate import config, workspace
from curate.cli import screen
from curate.cli.base import begin
from curate.cli.session import Session
from curate.states import Step
from curate.store import Configured, Store, Wanted
from curate.workflows.desk import Desk
from curate.workflows.reviewing import Review

ITEMS, STORIES, OWN, OUT, LOOKS = 100_000, 70_000, 3_000, 200, 150
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONFIGURATION = """
organisation: {name: Voorbeeld vzw, language: en}
sources:
  - {url: 'https://blog.example/feed', name: Blog}
  - {url: 'https://krant.example/feed', name: Krant}
  - {url: 'https://voorbeeld.example/feed', name: Voorbeeld, own: true}
"""


def fill(store):
    chance = random.Random(20261123)
    words = [f"woord{n}" for n in range(3000)]
    connection = store._connection.db.conn
    store.sources.configure(
        Configured(name=name, fallback=name, url=f"https://{name}.example/feed", own=name == "voorbeeld")
        for name in ("blog", "krant", "voorbeeld")
    )
    items, tags, sightings = [], [], []
    for n in range(1, ITEMS + 1):
        title = " ".join(chance.choices(words, k=7))
        text = f"<p>{' '.join(chance.choices(words, k=250))}</p>"
        seen = (NOW - timedelta(minutes=chance.randrange(90_000))).strftime("%Y-%m-%dT%H:%M:%SZ")
        source = 3 if n <= OWN else chance.choice((1, 2))
        url = f"https://bron.example/{n}"
        story, score = chance.randint(1, STORIES), 800 + 20 * chance.random()
        items.append((n, f"k{n}", url, url, source, title, title, text, seen, seen, story, score))
        tags.append((n, chance.choice(words[:40]), words[1]))
        sightings.append((source, str(n), n, url, title, seen, seen))
    with store.transaction():
        connection.executemany(
            "INSERT INTO story (id, key) VALUES (?, ?)", [(n, f"s{n}") for n in range(1, STORIES + 1)]
        )
        connection.executemany(
            "INSERT INTO item (id, key, url, canonical_url, source_id, title, summary, content, published, first_seen, "
            "story_id, score) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            items,
        )
        connection.executemany("INSERT INTO tag (item_id, tag, origin, matched) VALUES (?, ?, 'rule', ?)", tags)
        connection.executemany("INSERT INTO sighting VALUES (?, ?, ?, ?, ?, 'h', ?, ?)", sightings)
        for n in range(1, OUT + 1):
            store.ledger.write(item=n, digest=None, channel="facebook", how="hand", at=NOW, by="An", url=None, text="…")


def play(desk):
    began = time.perf_counter()
    review = Review(desk, Wanted(), clock=lambda: NOW)
    look = review.forward()
    first = time.perf_counter() - began
    shown, rested = [], []
    for turn in range(LOOKS):
        began = time.perf_counter()
        if turn % 3 == 1:
            review.decide(look, Step.SHORTLIST)
        elif turn % 3 == 2:
            review.decide(look, Step.DISMISS, reason="weak")
        look = review.forward()
        head = screen.Head(number=review.number, total=review.total, minutes=1)
        screen.item_screen(look, head, screen.Foot(), size=(80, 24), now=NOW, colour=True)
        there = time.perf_counter()
        review.rest()
        shown.append(there - began)
        rested.append(time.perf_counter() - there)
    return first, shown, rested


def main():
    with tempfile.TemporaryDirectory() as folder:
        made = workspace.create_from(Path(folder) / "werkmap", CONFIGURATION)
        begin(Session(["--workspace", str(made.config.parent)], {}))
        with Store(made.database) as store:
            fill(store)
            desk = Desk(workspace=made, config=config.load(made.config), store=store, by="An", now=NOW)
            first, shown, rested = play(desk)
    print(f"{ITEMS:,} items, {LOOKS} looked at, on 80 × 24")
    print(f"the first screen        {first * 1000:7.0f} ms")
    print(f"the next one, median    {median(shown) * 1000:7.1f} ms")
    print(f"              19 of 20  {quantiles(shown, n=20)[-1] * 1000:7.1f} ms")
    print(f"              slowest   {max(shown) * 1000:7.1f} ms   (to be 50 at most)")
    print(f"learning meanwhile      {median(rested) * 1000:7.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
