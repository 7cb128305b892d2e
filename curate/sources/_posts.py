"""What a site made with WordPress says of its own past: the list of posts behind /wp-json/wp/v2/posts.

Documented at https://developer.wordpress.org/rest-api/reference/posts/. Only what a feed says too is asked for, so that
a site sends no more than it must.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from curate import dates, text
from curate.models import SaidEntry

PER_PAGE = 100
"""The most that WordPress gives at once."""
_FIELDS = "date_gmt,modified_gmt,link,title,excerpt,guid"


def places(url: str) -> tuple[str, ...]:
    """Return where the list may stand for a source at `url`: beside its feed, else at the root of its site."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for ending in ("/rss2", "/atom", "/rss", "/feed"):
        path = path.removesuffix(ending)
    root = f"{parts.scheme}://{parts.netloc}/"
    beside = urljoin(root, f"{path.lstrip('/')}/" if path else "")
    return tuple(f"{each}wp-json/wp/v2/posts" for each in dict.fromkeys((beside, root)))


def asked(place: str, since: datetime, page: int) -> str:
    """Return the address of one page of the list, newest first. A site takes `since` as its own local time."""
    after = since.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
    query = {"per_page": PER_PAGE, "page": page, "orderby": "date", "order": "desc", "after": after, "_fields": _FIELDS}
    return f"{place}?{urlencode(query)}"


def entries(rows: object) -> tuple[SaidEntry, ...] | None:
    """Return the posts in what such a list answered (JSON, read); None where it is no such list."""
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and isinstance(row.get("link"), str) for row in rows
    ):
        return None
    return tuple(_entry(row) for row in rows)


def _entry(row: dict[str, Any]) -> SaidEntry:
    published = dates.parse(f"{row.get('date_gmt')}Z") if isinstance(row.get("date_gmt"), str) else None
    updated = dates.parse(f"{row.get('modified_gmt')}Z") if isinstance(row.get("modified_gmt"), str) else None
    url = text.absolute(row["link"], row["link"])
    return SaidEntry(
        id=_rendered(row, "guid") or url,  # a feed of WordPress gives the same: it is one sighting
        url=url,
        title=text.one_line(text.plain(_rendered(row, "title"))),
        summary=text.one_line(text.plain(_rendered(row, "excerpt"))),
        published=published,
        updated=updated,
    )


def _rendered(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    inner = value.get("rendered") if isinstance(value, dict) else value
    return inner if isinstance(inner, str) else ""
