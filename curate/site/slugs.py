"""Names of folders made of the names of themes: short, legal everywhere, and never two alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from curate import text

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)), "index"}
)
"""Names that Windows keeps for devices, and the one that a server looks for."""
_LONGEST = 60


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Return for each name its slug. The first of those that come down to one (E-leren, e leren) has it bare.

    The others get a piece of their own hash: so the address of what is there already stays when something comes beside
    it, as long as names come in the order in which they came to be.
    """
    made: dict[str, str] = {}
    taken = set(_RESERVED)
    for name in dict.fromkeys(names):
        slug = _bare(name)
        for length in (6, 12, 64):
            if slug and slug not in taken:
                break
            slug = _told_apart(_bare(name), name, length)
        taken.add(slug)
        made[name] = slug
    return made


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.fold(name)).strip("-")[:_LONGEST].strip("-")


def _told_apart(slug: str, name: str, length: int) -> str:
    own = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:length]
    return f"{slug}-{own}" if slug else f"t-{own}"
