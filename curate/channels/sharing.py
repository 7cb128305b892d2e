"""Where a post is made by hand: the share link of a colleague, and the composer of the organisation.

A share link opens a page of the channel on which a person who is logged in there has only to press "post". What it can
fill in differs: Facebook and LinkedIn take nothing but the address and make the preview of that page themselves; the
others take text. Nothing here asks anybody anything; an address that leads to no web page is never made a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from curate import channels as registry
from curate.channels import Channel, composing

_PLACE = re.compile(r"\{(text|url|words|server)\}")


def link(channel: str | Channel, text: str, url: str, settings: Mapping[str, object]) -> str:
    """Return the address on which a person shares `text` and `url` in her own name; "" where the channel has none.

    `settings` are those of the channel (`server`). A text that lacks the address gets it, on a line of its own; a part
    of a thread that is to stay as it is comes with "" for `url`. "" also for a channel that takes nothing but an
    address, where `url` leads to no web page. Raises UsageError where there is no such channel.
    """
    return _filled(str(getattr(_found(channel), "share_url", "")), text, url, settings)


def composer(channel: str | Channel, text: str, url: str, settings: Mapping[str, object]) -> str:
    """Return the page on which the organisation posts by hand, with the text filled in where the channel takes it.

    The setting `compose_url` wins, as it stands. "" where the channel has none, or needs a `server` that is not set.
    Raises UsageError where there is no such channel.
    """
    if given := settings.get("compose_url"):
        return composing.page(str(given))
    found = _found(channel)
    if found.rules.poster == "account" and text.strip():
        return link(found, text, url, settings)
    return _filled(str(getattr(found, "compose_url", "")), text, url, settings)


def _found(channel: str | Channel) -> Channel:
    return registry.channel(channel) if isinstance(channel, str) else channel


def _filled(pattern: str, text: str, url: str, settings: Mapping[str, object]) -> str:
    """Return a pattern with its places filled in; "" where one that it cannot do without is empty."""
    page, words = composing.page(url), composing.paragraphs(text)
    whole = words if not page or page in words else f"{words}\n\n{page}".strip()
    given = {
        "text": quote(whole, safe=""),
        "words": quote(_without(words, page), safe=""),
        "url": quote(page, safe=""),
        "server": composing.page(str(settings.get("server") or "")).rstrip("/"),
    }
    wanted = set(_PLACE.findall(pattern)) - {"words"}
    if any(not given[place] for place in wanted):
        return ""
    return _PLACE.sub(lambda place: given[place[1]], pattern)


def _without(words: str, page: str) -> str:
    """Return words without the address where that stands on a line of its own, for a channel that adds it itself."""
    lines = [each for each in words.split("\n") if not page or each.strip() != page]
    return composing.paragraphs("\n".join(lines))
