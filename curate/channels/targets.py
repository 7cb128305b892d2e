"""Addresses as targets of links in HTML: to pages only, in one piece, and with nothing in them that means something."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from curate.channels import composing

_PAGE = re.compile(r"(?ai)(https?://[^/?#\\]+)(.*)", re.DOTALL)
_UNSAFE = re.compile(r"[\"<>\\^`{}|\[\]]|%(?![0-9A-Fa-f]{2})")
"""What no address may hold (WHATWG URL, "URL code points").

Braces, bars and brackets also begin the tags that Mailchimp, Brevo and WordPress would run."""
_STAR = re.compile(r"(?i)\*(?=%7C)|(?<=%7C)\*")
"""Mailchimp runs a tag of which the bars alone are encoded."""
_NO_HOST = re.compile(r"[\"<>^`{}|%\s*]")


def target(url: str) -> str:
    """Return an address as the target of a link, not yet escaped; "" where it leads to no page of http(s)."""
    found = _PAGE.fullmatch(composing.address(url))
    if found is None or _NO_HOST.search(found[1]) or not _readable(found[0]):
        return ""
    path, *fragment = found[2].split("#", 1)
    encoded = _UNSAFE.sub(lambda each: quote(each[0], safe=""), path)
    anchor = "".join(
        f"#{_UNSAFE.sub(lambda each: quote(each[0], safe=''), each.replace('#', '%23'))}" for each in fragment
    )
    return _STAR.sub("%2A", f"{found[1]}{encoded}{anchor}")


def _readable(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:  # "https://[::1", "https://a:b/"
        return False


def shown(url: str) -> str:
    """Return an address as people read it: without what stands in every one, at most 60 characters."""
    bare = re.sub(r"(?i)^https?://(?:www\.)?", "", composing.address(url)).rstrip("/")
    return bare if len(bare) <= _SHOWN else f"{bare[: _SHOWN - 1]}…"


_SHOWN = 60
