"""The trend report: what moved, in figures and in the curator's words. Every form of it is made of this."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from curate.charts import Point
from curate.locale import PN, Message, P, translate
from curate.models import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One trend."""

    name: str
    terms: tuple[str, ...]
    """What goes with it, the name first."""
    direction: str
    """rising, falling, new or returning."""
    items: int
    expected: float
    sources: int
    p: float
    q: float
    since: date
    words: str
    """The curator's; "" where there are none."""
    by: str
    points: tuple[Point, ...]
    rows: tuple[tuple[str, int, int], ...]
    """(step of time, items with it, all items), oldest first."""
    evidence: tuple[Entry, ...]
    """The curated items that show it."""
    others: tuple[tuple[str, str, str], ...]
    """Further items that show it: title, outlet, address."""

    def sentence(self, language: str) -> str:
        """Return the figures as one sentence."""
        return translate(
            P(
                "{items} from {sources}, {expected} expected (p {p}).",
                items=PN("{n} item", "{n} items", self.items),
                sources=PN("{n} source", "{n} sources", self.sources),
                expected=decimal(self.expected, language),
                p=chance(self.p, language),
            ),
            language,
        )


COUNTED = {
    "reach": P("reach"),
    "impressions": P("impressions"),
    "clicks": P("clicks"),
    "likes": P("likes"),
    "comments": P("comments"),
    "shares": P("shares"),
    "opens": P("opens"),
    "sent": P("sent to"),
    "visits": P("visits"),
}
"""What others count of posts (`curate.figures.results.METRICS`), as people say it."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of the posts of a theme, as others counted it."""

    figures: tuple[tuple[str, float], ...]
    """(a key of `COUNTED`, how much)."""

    def said(self, language: str) -> str:
        """Return it as one line: bereik 12.400 · klikken 310."""
        from babel.numbers import format_decimal

        return " · ".join(
            f"{translate(COUNTED[name], language)} {format_decimal(value, '#,##0.#', locale=language)}"
            for name, value in self.figures
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """All of it."""

    title: str
    organisation: str
    contact: str
    language: str
    since: date
    until: date
    parts: tuple[Part, ...]
    """The strongest first."""
    draft: bool
    """It holds trends without words."""
    timezone: str
    """Of the organisation, by its name: its days are those of the dates."""
    counts: tuple[tuple[Message, int], ...]
    """How much was read, kept and shared."""
    sources: tuple[tuple[str, int, int], ...]
    """(name, items that came in, of these kept), the most first."""
    results: tuple[tuple[str, Came], ...] = ()
    """(theme, what came of it)."""
    aside: tuple[Message, ...] = ()
    """What was left out, missed or changed."""
    sponsors: tuple[str, ...] = ()
    licence: str = ""
    colour: str = ""
    logo: bytes = field(default=b"", repr=False)


def band(rows: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Return for each step (with the term, all) between what it would be nothing out of the ordinary.

    What is expected is the share that the term has over the steps before the last; the band is that of 95 % of cases
    where items come by chance (Poisson, its square root taken as spread).
    """
    before = rows[:-1]
    of = sum(each for _, each in before)
    share = sum(items for items, _ in before) / of if of else 0.0
    found = []
    for _, each in rows:
        expected = share * each
        spread = 1.96 * math.sqrt(expected)
        found.append((max(0.0, expected - spread), expected + spread))
    return found


def decimal(value: float, language: str) -> str:
    """Return a figure as its readers write it: 2.0, 2,0."""
    mark = "." if language == "en" else ","
    return f"{value:.1f}".replace(".", mark)


def chance(p: float, language: str) -> str:
    """Return a probability as its readers write it, behind p: = 0.0123; very small ones as a bound."""
    said = "< 0.0001" if p < 0.0001 else f"= {p:.4f}"  # noqa: PLR2004
    return said if language == "en" else said.replace(".", ",")


KICKERS = {
    "rising": P("Rising"),
    "falling": P("Falling"),
    "new": P("New"),
    "returning": P("Returns every year"),
}
METHOD = (
    P(
        "Items are counted by the day they were published, and within a story each source counts once: twelve "
        "headlines of one story from six sources are six."
    ),
    P(
        "A trend is a tag, word or phrase that appears in more items than its past lets expect. How likely that is by "
        "chance is reckoned exactly (p), with the number of terms that were asked about taken into account, and at "
        "least three sources must tell it."
    ),
    P("The grey band is what would be nothing out of the ordinary; the line is what there was."),
    P(
        "This shows what was written about in the sources that we follow, not what happens in the world; another "
        "choice of sources gives another picture."
    ),
    P("The words on each trend are a person's. Nothing here was written by a machine."),
)
