"""JSON as files hold it: readable, the same to the byte for the same value, and harmless inside a page."""

from __future__ import annotations

import json
from collections.abc import Mapping


def document(value: Mapping[str, object]) -> str:
    """Return a value as JSON. Nothing in it can end the `<script>` that somebody may put it into."""
    written = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return written.replace("</", "<\\/").replace("<!--", "\\u003c!--") + "\n"
