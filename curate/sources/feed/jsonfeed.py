"""JSON Feed 1.0 and 1.1 → entries as `Wire` (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from curate.sources.feed.wire import Enclosure, Wire, html_of


@dataclass(frozen=True, kw_only=True, slots=True)
class JsonFeed:
    """What a JSON Feed holds."""

    title: str
    home: str
    language: str
    wires: Iterator[Wire]
    """One at a time: a record of each of 100,000 entries would take more memory than the document."""


def json_feed(body: bytes) -> JsonFeed | None:
    """Return the feed; None where it is JSON (or begins like it) and no feed.

    Raises `ValueError` where it is no JSON, `RecursionError` where it is nested without end.
    """
    feed = json.loads(body)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(feed, "version") and not _text(feed, "title"):
        return None
    language = _text(feed, "language")
    return JsonFeed(
        title=_text(feed, "title"),
        home=_text(feed, "home_page_url"),
        language=language,
        wires=(_wire(item, feed) for item in feed["items"] if isinstance(item, dict)),
    )


def _wire(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Wire:
    text = _text(item, "content_text")
    return Wire(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        title_is_text=True,
        summary=html_of(_text(item, "summary")),
        content=_text(item, "content_html") or html_of(text),
        authors=(_author(item) or _author(feed),),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        language=_text(item, "language"),
        categories=[tag for tag in _list(item, "tags") if isinstance(tag, str)],
        images=(_text(item, "image"), _text(item, "banner_image")),
        enclosures=[
            Enclosure(url=_text(file, "url"), type=_text(file, "mime_type"))
            for file in _list(item, "attachments")
            if isinstance(file, dict)
        ],
    )


def _author(holder: Mapping[str, Any]) -> str:
    """Return the names, joined: `authors` of version 1.1, else `author` of 1.0."""
    people = [*_list(holder, "authors"), holder.get("author")]
    named = (_text(person, "name") for person in people if isinstance(person, dict))
    return ", ".join(dict.fromkeys(name for name in named if name))


def _text(holder: Mapping[str, Any], key: str) -> str:
    """Return a text; a number (some write ids so) as text; "" where it is absent or something else."""
    value = holder.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _list(holder: Mapping[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    return value if isinstance(value, list) else []
