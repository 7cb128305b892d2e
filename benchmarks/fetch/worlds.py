"""What is served: made-up feeds, as many as one likes, and the real ones where they lie beside the project."""

import random
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

REAL = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "feeds"
_WORDS = [
    "vereniging",
    "vrijwilliger",
    "buurt",
    "erfgoed",
    "museum",
    "lezing",
    "platform",
    "algoritme",
    "privacy",
    "podcast",
    "nieuwsbrief",
    "bibliotheek",
    "jeugdhuis",
    "subsidie",
    "gemeente",
    "toegankelijk",
    "digitaal",
    "leren",
    "verhaal",
    "publiek",
    "netwerk",
    "trend",
    "bericht",
    "onderzoek",
    "cijfer",
    "community",
    "archive",
    "volunteer",
    "open",
    "data",
    "story",
    "library",
    "cultural",
    "heritage",
    "report",
    "social",
    "media",
    "attention",
]


@dataclass(frozen=True, kw_only=True)
class World:
    """Feeds to serve."""

    name: str
    folder: Path
    feeds: int
    hosts: int = 100
    latency: int = 0
    """Milliseconds before each answer."""


@contextmanager
def made_up(feeds, items=30, *, paragraphs=4, latency=0, hosts=100):
    """Give a world of made-up RSS feeds: of 30 items with four paragraphs each, a feed has about 50 KB."""
    with TemporaryDirectory(prefix="curate-bench-") as name:
        folder = Path(name)
        for number in range(feeds):
            (folder / f"feed{number:05}.xml").write_text(_feed(number, items, paragraphs), encoding="utf-8")
        yield World(name=f"{feeds} × {items} made-up", folder=folder, feeds=feeds, latency=latency, hosts=hosts)


def real(*, latency=0):
    """Return the world of the real feeds; None where they are not beside the project."""
    if not REAL.is_dir():
        return None
    return World(name="real feeds", folder=REAL, feeds=sum(1 for _ in REAL.iterdir()), latency=latency)


def _feed(number, items, paragraphs):
    chance = random.Random(number)
    entries = "".join(_item(number, item, paragraphs, chance) for item in range(items))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Bron {number}</title><link>https://bron{number}.example/</link><description>Nieuws</description>"
        f"<language>nl-BE</language>{entries}</channel></rss>\n"
    )


def _item(number, item, paragraphs, chance):
    def text(length):
        return " ".join(chance.choices(_WORDS, k=length)).capitalize() + "."

    body = "".join(
        f'<p>{text(22)} <a href="https://bron{number}.example/lees/{item}">{text(3)}</a> <strong>{text(2)}</strong></p>'
        for _ in range(paragraphs)
    )
    address = f"https://bron{number}.example/2026/{item}"
    return (
        f'<item><title>{text(8)}</title><link>{address}</link><guid isPermaLink="false">{number}-{item}</guid>'
        f"<pubDate>Mon, {1 + item % 22:02} Nov 2026 {item % 24:02}:15:00 +0100</pubDate>"
        "<dc:creator>An Peeters</dc:creator>"
        f"<category>{chance.choice(_WORDS)}</category><description>{text(25)}</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
    )
