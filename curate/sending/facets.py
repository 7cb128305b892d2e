"""Facets of Bluesky: which bytes of a text are a link or a tag (app.bsky.richtext.facet)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from curate.channels import addresses

_TAG = re.compile(r"(?<!\S)#([^\W\d_][\w]*|\d+[^\W\d_]\w*)")
"""As the network's own programs find them: after white space, and not of figures alone."""
_LONGEST_TAG = 64
"""Graphemes; ours are shorter, and a longer one is left as plain text."""


def facets(text: str, links: Sequence[str]) -> list[dict[str, Any]]:
    """Return the facets of a text, in its order; `links` are addresses that stand in it whole. Places are in bytes."""
    found = [(start, end, {"$type": "app.bsky.richtext.facet#link", "uri": text[start:end]})
             for start, end in addresses.written(text, links)]  # fmt: skip
    taken = [(start, end) for start, end, _ in found]
    for tag in _TAG.finditer(text):
        inside = any(start <= tag.start() < end for start, end in taken)
        if not inside and len(tag[1]) <= _LONGEST_TAG:
            found.append((tag.start(), tag.end(), {"$type": "app.bsky.richtext.facet#tag", "tag": tag[1]}))
    return [
        {
            "index": {"byteStart": _bytes(text[:start]), "byteEnd": _bytes(text[:end])},
            "features": [feature],
        }
        for start, end, feature in sorted(found, key=lambda each: each[0])
    ]


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
