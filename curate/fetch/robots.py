"""robots.txt (RFC 9309): which addresses of a site a program may ask for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

PRODUCT = "curate"
"""The name that rules for us alone carry; the first word of our User-Agent."""
CAP = 500 * 1024
"""Bytes that are read of it (RFC 9309, 2.5)."""
_RULES = 5000
"""That are kept; nobody writes as many."""
_SITEMAPS = 20
_AGENT = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line `allow` or `disallow`."""

    allow: bool
    path: str


@dataclass(frozen=True, slots=True)
class Robots:
    """What holds for us: the rules of the groups that name us, else of those for everybody (`*`)."""

    rules: tuple[Rule, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Addresses as they stand there (sitemaps.org): for everybody, whichever group they stand in."""

    def allows(self, path: str) -> bool:
        """Return whether a path with its query may be asked for: the longest rule that fits decides, a tie allows."""
        if path == "/robots.txt":
            return True
        path = _normal(path)
        fitting = [(len(rule.path), rule.allow) for rule in self.rules if _fits(rule.path, path)]
        return max(fitting)[1] if fitting else True


def parse(body: bytes) -> Robots:
    """Return what a robots.txt says about us; whatever is no rule is passed over."""
    groups: dict[str, list[Rule]] = {}
    agents: list[str] = []
    naming = False
    sitemaps: dict[str, None] = {}
    for key, value in _lines(body):
        if key == "user-agent":
            if not naming:
                agents = []
            found = _AGENT.match(value)
            agents.append("*" if value.startswith("*") else found[0].lower() if found else "")
            naming = True
            for agent in agents:
                groups.setdefault(agent, [])
        elif key in {"allow", "disallow"}:
            naming = False
            if value:
                for agent in agents:
                    groups[agent].append(Rule(key == "allow", _normal(value)))
        elif key == "sitemap" and value:
            sitemaps.setdefault(value)
    return Robots(tuple(groups.get(PRODUCT, groups.get("*", []))[:_RULES]), tuple(sitemaps)[:_SITEMAPS])


def _lines(body: bytes) -> list[tuple[str, str]]:
    text = body[:CAP].decode("utf-8-sig", "replace")
    pairs = (line.partition("#")[0].partition(":") for line in re.split(r"\r\n|\r|\n", text))
    return [(key.strip().lower(), value.strip()) for key, colon, value in pairs if colon]


def _normal(path: str) -> str:
    """Return a path with its percent-encoding made alike (RFC 9309, 2.2.2): `/a%7Eb` and `/a~b` are the same."""
    parts = re.split(r"(%2[Ff]|%2[Aa]|%24)", path)  # an encoded slash, star or dollar is not a plain one
    return "".join(
        part.upper() if number % 2 else quote(unquote_to_bytes(part), safe="/*$?&=:;,+@!'()~%-._")
        for number, part in enumerate(parts)
    )


def _fits(rule: str, path: str) -> bool:
    """Return whether a rule with `*` and a closing `$` fits the start of a path; in time linear to both."""
    anchored = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        if anchored and number == len(rest):
            return len(path) - len(piece) >= at and path.endswith(piece)
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not anchored or at == len(path)
