"""The list of what is not shared: domains, and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from curate import text

_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?(?P<host>[^\s/:?#]+\.[^\W\d_]{2,})(?:[/:?#]\S*)?", re.IGNORECASE)


def avoided(avoid: Sequence[str], *, addresses: Sequence[str], said: str) -> str | None:
    """Return the entry of the list that keeps something out; None where nothing does.

    A domain holds for what is under it too (`example.org` for `blog.example.org`). Words are whole ones, in whatever
    case and accents, one after another; a `*` ends the last of them openly.
    """
    hosts = [_host(address) for address in addresses]
    spoken = f" {' '.join(text.words(text.fold(said)))} "
    for entry in avoid:
        domain = _DOMAIN.fullmatch(entry.strip())
        if domain is not None and any(_within(host, domain["host"].lower()) for host in hosts):
            return entry
        words = " ".join(text.words(text.fold(entry)))
        end = "" if entry.rstrip().endswith("*") else " "
        if words and f" {words}{end}" in spoken:
            return entry
    return None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
