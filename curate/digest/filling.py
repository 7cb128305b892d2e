"""What an intro or a closing may name in braces, and what stands there when it goes out.

`{seen}` items of `{sources}` sources came in since `{since}`; `{kept}` of them are here; `{curators}` chose them.
Braces around anything else are left as they are: they are the curator's.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

VALUES = ("seen", "sources", "kept", "curators", "since")
"""What can be named."""
TELLING = frozenset({"seen", "kept"})
"""Who names one of these says from how much was chosen."""

_NAMED = re.compile(r"\{([A-Za-z_]{1,30})\}")


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return words with the values for what they name."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), words)


def tells(*texts: str) -> bool:
    """Return whether texts say themselves from how much was chosen."""
    return any(found[1] in TELLING for words in texts for found in _NAMED.finditer(words))


def unknown(words: str) -> list[tuple[str, str | None]]:
    """Return what stands in braces and is none of our values, with the one that was perhaps meant."""
    found = dict.fromkeys(name[1] for name in _NAMED.finditer(words) if name[1] not in VALUES)
    return [(name, next(iter(difflib.get_close_matches(name.lower(), VALUES, n=1)), None)) for name in found]
