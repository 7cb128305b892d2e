"""What machines read of the site: where its pages are, what they are about, its sources, what its search looks in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape as xml

from curate.channels import _entries, composing
from curate.site import Piece, Site
from curate.site.words import words

MOST = 50_000
"""Addresses in one sitemap, at most (sitemaps.org)."""
_HEADLINE = 110
"""Characters of a headline that search engines show (Google's guide to structured data of articles)."""
_MAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def moment(at: datetime) -> str:
    """Return a moment as RFC 3339 has it, in UTC."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def http(url: str) -> str:
    """Return an address that leads to a page; "" for any other."""
    address = composing.address(url)
    return address if re.match(r"(?i)https?://[^/?#]", address) else ""


def described(site: Site, piece: Piece, title: str) -> str:
    """Return an item for search engines (schema.org, JSON-LD): our commentary, and what it is about."""
    entry = piece.entry
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title[:_HEADLINE],
        "datePublished": moment(piece.at),
        "dateModified": moment(piece.changed),
        "inLanguage": site.language,
        "author": {"@type": "Organization", "name": site.organisation or site.title},
        "keywords": list(piece.themes),
        "about": {"@type": "CreativeWork", "url": http(entry.url), "publisher": composing.outlet_of(entry)},
    }
    if site.url:
        said["url"] = f"{site.url}/items/{piece.slug}/"
    # No sign that could end the element it stands in.
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def script(held: Mapping[str, object]) -> bytes:
    """Return what the search looks in, as the script that a page from a disk can load."""
    # ASCII escapes for what ends a line of a script, or a script.
    return (
        "window.CURATE = "
        + json.dumps(held, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        + ";\n"
    ).encode("utf-8", "replace")


# ── XML ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def opml(site: Site) -> bytes:
    """Return the sources that have a feed, for a reader to take in (OPML 2.0)."""
    rows = "\n".join(
        f'    <outline type="rss" text={_quoted(each.name)} title={_quoted(each.name)} '
        f"xmlUrl={_quoted(each.feed)} htmlUrl={_quoted(each.url)}/>"
        for each in site.origins
        if http(each.feed)
    )
    title = xml(_printable(f"{words(site.language)['sources']} · {site.title}"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>{title}</title></head>\n  <body>\n{rows}\n  </body>\n</opml>\n"
    ).encode()


def sitemap(url: str, pages: Sequence[tuple[str, datetime | None]]) -> bytes:
    """Return a sitemap: the pages under `url`, each with when it changed where that is known."""
    rows = "\n".join(
        f"<url><loc>{xml(_entries.uri(f'{url}/{path}'))}</loc>{f'<lastmod>{moment(at)}</lastmod>' if at else ''}</url>"
        for path, at in pages
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_MAPS}>\n{rows}\n</urlset>\n'.encode()


def sitemaps(url: str, parts: int) -> bytes:
    """Return the list of so many sitemaps."""
    rows = "\n".join(
        f"<sitemap><loc>{xml(_entries.uri(f'{url}/sitemap-{number}.xml'))}</loc></sitemap>"
        for number in range(1, parts + 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_MAPS}>\n{rows}\n</sitemapindex>\n'.encode()


def _printable(written: str) -> str:
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", written)


def _quoted(written: str) -> str:
    return '"' + xml(_printable(" ".join(written.split())), {'"': "&quot;"}) + '"'
