"""What an edition of fifty items costs on every channel, beside start-up, without drawing cards.

    python -m benchmarks.exporting [--items 50] [--rounds 3] [--cards]

The items are as long as real ones: a commentary of some 60 words, a context, now and then a quote, tags, a long title
and address. Measured: `render` of every channel that is found, twice, as the first fills what is kept of counting.
Cards are drawn before, unless `--cards` is given: two channels always hold some. Exit code 1 where all channels
together take more than the 2 s that issue 6 allows. Then how much the sheet weighs.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from datetime import UTC, datetime, timedelta

from curate import channels
from curate.models import Edition, Entry, Trust

ALLOWED = 2.0
CLOSED = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
WORDS = [
    "de",
    "het",
    "een",
    "van",
    "voor",
    "met",
    "jongeren",
    "buurt",
    "erfgoed",
    "vrijwilligers",
    "gemeente",
    "onderzoek",
    "digitale",
    "drempels",
    "samen",
    "werk",
    "taal",
    "school",
    "kunst",
    "klimaat",
    "wonen",
    "zorg",
    "vertrouwen",
    "plannen",
    "geld",
    "tijd",
    "mensen",
    "verenigingen",
    "toont",
    "waarom",
    "vraagt",
    "één",
    "café",
    "België",
    "Brussel",
    "coördinatie",
    "2026",
    "AI",
    "sociale",
    "media",
    "privacy",
    "reünie",
    "👍🏽",
    "€",
]


def edition(items: int, seed: int = 6) -> Edition:
    """Return an edition of so many items, the same for the same seed."""
    chance = random.Random(seed)

    def text(sentences: int) -> str:
        made = (" ".join(chance.choices(WORDS, k=chance.randint(8, 18))) for _ in range(sentences))
        return " ".join(f"{each[0].upper()}{each[1:]}." for each in made)

    entries = tuple(
        Entry(
            item=number,
            key=f"k{number}",
            title=text(1)[:90],
            url=f"https://www.krant{number}.be/nieuws/2026/11/{'-'.join(chance.choices(WORDS[:30], k=9))}",
            outlet=f"Krant {number}",
            author=chance.choice([None, "An Peeters"]),
            published=CLOSED - timedelta(hours=number),
            language="nl",
            tags=tuple(chance.sample(["sociale media", "privacy", "erfgoed", "AI", "jeugd", "zorg"], 3)),
            commentary=text(4),
            context=text(2),
            quote=text(1) if number % 3 == 0 else "",
            quote_author="Jan Janssens" if number % 3 == 0 else "",
            related="https://voorbeeld.be/lees-ook" if number % 4 == 0 else "",
            summary=text(3),
            feed=f"https://www.krant{number}.be/feed",
            by="An",
            at=CLOSED,
        )
        for number in range(1, items + 1)
    )
    return Edition(
        digest=1, key="d1", title="Trends van de week", language="nl", organisation="Voorbeeld vzw",
        organisation_url="https://voorbeeld.be", timezone="Europe/Brussels", date=CLOSED, number=1, entries=entries,
        trust=Trust(seen=412, sources=63, kept=items, since=CLOSED - timedelta(days=7)),
        contact="info@voorbeeld.be", address="Straat 1, 1000 Brussel",
    )  # fmt: skip


def main() -> int:
    """Print what each channel took, in milliseconds, and return the exit code."""
    asked = argparse.ArgumentParser(description="What an edition costs on every channel.")
    asked.add_argument("--items", type=int, default=50)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--cards", action="store_true")
    options = asked.parse_args()
    made = edition(options.items)
    posting = {name: {} for name in channels.names() if channels.channel(name).unit == "item"}
    if not options.cards:
        for name in ("cards", "ambassadors"):
            channels.channel(name).render(made, {"channels": posting})
    total = 0.0
    for name in channels.names():
        settings: dict[str, object] = {"pictures": options.cards, "channels": posting}
        took = [_seconds(name, made, settings) for _ in range(options.rounds)]
        total += took[0]
        print(f"{name:14} {took[0] * 1000:8.0f} ms the first time, {min(took) * 1000:6.0f} ms at best")
    print(f"{'together':14} {total * 1000:8.0f} ms the first time, of {ALLOWED * 1000:.0f} allowed")
    [(_, sheet)] = channels.channel("sheet").render(made, {"pictures": False, "channels": posting}).files
    bare = re.sub(r"data:image/[^\"]*", "", sheet)
    print(f"{'sheet':14} {len(bare.encode()) / 1000:8.0f} KB without pictures, of 300 allowed")
    return int(total > ALLOWED and not options.cards)


def _seconds(name: str, made: Edition, settings: dict[str, object]) -> float:
    began = time.perf_counter()
    channels.channel(name).render(made, settings)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
