"""What a card costs, beside the way that most scripts draw one: a fixed size, wrapped by counting characters, one font.

    python -m benchmarks.cards

Milliseconds of the wall clock for a card with its PNG, the median of five rounds over all titles, in one process and by
turns; the first card, which loads fonts and Pillow, apart. Prints the figures and puts them into docs/benchmarks.md.
"""

import statistics
import textwrap
import time
from io import BytesIO

from benchmarks import report
from curate.cards import Size, card, drawing, faces
from tests.channels.editions import edition, entry
from tests.test_cards import LOGOS, TITLES

ROUNDS = 5


def ours(title, size):
    drawing.drawn.cache_clear()
    one = entry(title=title)
    return card(one, edition(one, logo=LOGOS["rgb"]), size).png


def plain(title, size):
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", size.value, "#1f3a5f")
    draw = ImageDraw.Draw(picture)
    font = faces.sized(faces.STRONG, 56)
    words = "\n".join(textwrap.wrap(title.encode("utf-8", "ignore").decode(), 28)) or "-"
    draw.multiline_text((92, 92), words, fill="white", font=font, spacing=16)
    draw.text((92, size.value[1] - 128), "Blog Voorbeeld", fill="white", font=faces.sized(faces.QUIET, 36))
    body = BytesIO()
    picture.save(body, "PNG")
    return body.getvalue()


def took(draw, title, size):
    began = time.perf_counter()
    body = draw(title, size)
    return (time.perf_counter() - began) * 1000, len(body)


def main():
    first, _ = took(ours, TITLES["nl"], Size.PORTRAIT)
    rows = []
    for size in Size:
        mine, other = {}, {}
        for _ in range(ROUNDS):
            for name, title in TITLES.items():
                mine.setdefault(name, []).append(took(ours, title, size))
                other.setdefault(name, []).append(took(plain, title, size))
        at = {name: statistics.median(ms for ms, _ in each) for name, each in mine.items()}
        usual = statistics.median(ms for each in other.values() for ms, _ in each)
        middle, slowest = statistics.median(at.values()), max(at, key=at.get)
        largest = max(length for each in mine.values() for _, length in each)
        rows.append(
            f"| {size.name.lower()} | {middle:.0f} ms | {at[slowest]:.0f} ms ({slowest}) | {usual:.0f} ms "
            f"| {middle / usual:.1f} | {largest / 1000:.0f} kB |"
        )
    text = "\n".join(
        [
            "## A card (`python -m benchmarks.cards`)",
            "",
            f"{len(TITLES)} titles (four languages, emoji, other scripts, hostile ones), with a logo. The first card",
            f"of a process takes {first:.0f} ms, with loading Pillow and the fonts. The peer draws in one size and",
            "one font and wraps by counting characters, as scripts do. Asked for: 150 ms.",
            "",
            "| size | median | slowest title | peer | ratio | largest PNG |",
            "|---|---|---|---|---|---|",
            *rows,
        ]
    )
    print(text)
    report.put("cards", text)


if __name__ == "__main__":
    main()
