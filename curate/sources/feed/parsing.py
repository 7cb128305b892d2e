"""A feed in XML → its entries as `Wire`: fastfeedparser first, feedparser behind it.

fastfeedparser takes about 1 ms for a feed, feedparser 100; feedparser knows the old formats and reads what is broken.
Both get bytes that have been through `outline`: no DOCTYPE, no deeper than 256 levels, UTF-8. Neither may ever be given
a text: both take a text that looks like an address for one and fetch it, and feedparser opens bytes as a file name.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from curate.sources.feed.outline import Extra, Outline
from curate.sources.feed.wire import Enclosure, Wire, html_of, is_picture

LARGEST_FOR_FEEDPARSER = 4_000_000
"""Bytes. feedparser reads some 2 MB a second."""
_NO_EXTRA = Extra()
_TEXT_TYPES = {"text", "text/plain"}


class Unreadable(Exception):  # noqa: N818  (it is raised and caught in this package only)
    """Neither parser could read the document; the cause is what the last one raised."""


def wires(outline: Outline, url: str) -> list[Wire]:
    """Return the entries of the feed, as many as either parser finds; `Unreadable` where both fail."""
    failure: Exception | None = None
    if not outline.old:
        try:
            quick = _by_fastfeedparser(outline)
        except Exception as error:  # noqa: BLE001  (a parser of strangers' bytes may raise anything; feedparser is next)
            failure = error
        else:
            if quick or (outline.is_feed and not outline.extras):
                return quick
    if len(outline.body) > LARGEST_FOR_FEEDPARSER:
        raise Unreadable(f"{len(outline.body)} bytes") from failure
    try:
        return by_feedparser(outline, url)
    except Exception as error:
        raise Unreadable(str(failure or error) or type(error).__name__) from error


def _by_fastfeedparser(outline: Outline) -> list[Wire]:
    import fastfeedparser

    raws = fastfeedparser.parse(outline.body).entries
    # Both list the entries in the order of the document. Where they count differently, the document is broken, and what
    # belongs to which entry cannot be told.
    extras = outline.extras if len(outline.extras) == len(raws) else (_NO_EXTRA,) * len(raws)
    return [_quick_wire(raw, extra) for raw, extra in zip(raws, extras, strict=True)]


def _quick_wire(raw: Mapping[str, Any], extra: Extra) -> Wire:
    known = extra is not _NO_EXTRA
    contents = raw.get("content") or []
    description = raw.get("description") or ""
    content = contents[0] if contents else {}
    summary = description if extra.summary is None else extra.summary
    return Wire(
        id=raw.get("id") or "" if extra.id is None else extra.id,
        link=raw.get("link") or "" if extra.link is None else extra.link,
        title=raw.get("title") or "" if extra.title is None else extra.title,
        title_is_text=extra.title_is_text,
        summary=summary,
        content=_quick_content(content, {summary.strip(), description.strip() if summary else ""}) or extra.content,
        authors=extra.authors or [raw.get("author") or ""],
        published=extra.published if known else raw.get("published") or "",
        updated=extra.updated if known else raw.get("updated") or "",
        language=extra.language or content.get("language") or "",
        categories=[tag.get("label") or tag.get("term") or "" for tag in raw.get("tags") or []],
        images=extra.images or [media["url"] for media in raw.get("media_content") or [] if _shows(media)],
        enclosures=[
            Enclosure(url=file.get("url") or "", type=file.get("type") or "") for file in raw.get("enclosures") or []
        ]
        + _linked_enclosures(raw),
        outlet=extra.outlet,
        base=extra.base,
        content_base=extra.content_base,
    )


def _quick_content(content: Mapping[str, Any], summaries: set[str]) -> str:
    """Return the content as HTML; "" where fastfeedparser repeats the summary for want of one."""
    value = content.get("value") or ""
    if value.strip() in summaries:
        return ""
    return html_of(value) if content.get("type") in _TEXT_TYPES else value


def by_feedparser(outline: Outline, url: str) -> list[Wire]:
    """Return the entries as feedparser finds them, without its fetching, cleaning and resolving."""
    import feedparser

    parsed = feedparser.parse(
        io.BytesIO(outline.body),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    raws = [dict(entry) for entry in parsed["entries"]]
    wires = [_slow_wire(raw) for raw in raws]
    if len(wires) != len(outline.extras):
        return wires
    # It makes ids absolute that are none (Atom 0.3): an id is taken as it stands.
    return [replace(wire, id=extra.id or wire.id) for wire, extra in zip(wires, outline.extras, strict=True)]


def _slow_wire(raw: dict[str, Any]) -> Wire:
    contents = raw.get("content") or []
    content = contents[0] if contents else {}
    value, summary = content.get("value") or "", raw.get("summary") or ""
    # feedparser says "text/plain" of content without a type, too.
    is_text = content.get("type") in _TEXT_TYPES and "<" not in value
    return Wire(
        id=raw.get("id") or "",
        link=raw.get("link") or "",
        title=raw.get("title") or "",
        summary="" if summary == value else summary,  # it repeats the content for want of a summary
        content=html_of(value) if is_text else value,
        authors=_slow_authors(raw),
        published=raw.get("published") or raw.get("created") or "",
        updated=raw.get("updated") or "",
        language=raw.get("language") or "",
        categories=[dict(tag).get("label") or dict(tag).get("term") or "" for tag in raw.get("tags") or []],
        images=[
            *(media.get("url") or "" for media in raw.get("media_content") or [] if _shows(media)),
            *(media.get("url") or "" for media in raw.get("media_thumbnail") or []),
            (raw.get("image") or {}).get("href") or "",
        ],
        enclosures=_linked_enclosures(raw),
        outlet=dict(raw.get("source") or {}).get("title") or "",
        base=content.get("base") or dict(raw.get("title_detail") or {}).get("base") or "",
    )


def _slow_authors(raw: Mapping[str, Any]) -> list[str]:
    names = [str(dict(author).get("name") or "") for author in raw.get("authors") or []]
    return [name for name in names if name] or [str(raw.get("author") or "")]


def _shows(media: Mapping[str, Any]) -> bool:
    """Say whether a media:content is a picture."""
    return bool(media.get("url")) and is_picture(media["url"], media.get("type"), media.get("medium"))


def _linked_enclosures(raw: Mapping[str, Any]) -> list[Enclosure]:
    """Return the files of Atom's `link rel=enclosure`."""
    return [
        Enclosure(url=link.get("href") or "", type=link.get("type") or "")
        for link in raw.get("links") or []
        if link.get("rel") == "enclosure"
    ]
