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
    """Return for each name its slug, the same whatever other names there are, as long as none is written alike.

    Where two names come down to one (E-leren, e leren; two emoji), each gets a piece of its own hash: which of them was
    there first never decides.
    """
    names = list(dict.fromkeys(names))
    bare = {name: _bare(name) for name in names}
    taken = list(bare.values())
    return {
        name: slug if slug and slug not in _RESERVED and taken.count(slug) == 1 else _told_apart(slug, name)
        for name, slug in bare.items()
    }


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.fold(name)).strip("-")[:_LONGEST].strip("-")


def _told_apart(slug: str, name: str) -> str:
    own = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:6]
    return f"{slug}-{own}" if slug else f"t-{own}"
