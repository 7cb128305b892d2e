"""Where a post leads: to the original or to the organisation's own page about it, with campaign words where asked."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from curate.channels import composing
from curate.errors import UsageError
from curate.locale import M
from curate.models import Edition, Entry

ORIGINAL, OWN = "original", "own"
UTM = ("source", "medium", "campaign", "term", "content")
"""What campaign words there are, in the order in which they stand in an address."""


def destination(entry: Entry, edition: Edition, channel: str, settings: Mapping[str, object]) -> str:
    """Return the address that a post about `entry` carries on `channel`, in one piece.

    Settings: `link_to` (`original`, which is how it is where nothing is said, or `own`: the item's page on the
    organisation's site; where there is no such page, the original all the same) and `utm` (true, or a group of source,
    medium, campaign, term and content). Raises UsageError where one of them says something else.
    """
    wanted = settings.get("link_to") or ORIGINAL
    if wanted not in (ORIGINAL, OWN):
        raise UsageError(
            M("channels.{channel}.link_to in sources.yaml is {value}.", channel=channel, value=repr(wanted)),
            hint=M("It is original or own."),
        )
    url = entry.page if wanted == OWN and entry.page else entry.url
    return tagged(composing.address(url), campaign(edition, channel, settings))


def campaign(edition: Edition, channel: str, settings: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the campaign words that addresses get on `channel`, () where the workspace asks for none."""
    asked = settings.get("utm")
    if not asked:
        return ()
    given = asked if isinstance(asked, Mapping) else {}
    strange = [str(key) for key in given if key not in UTM]
    if strange or not (asked is True or given) or any(isinstance(each, Mapping | list) for each in given.values()):
        raise UsageError(
            M("channels.{channel}.utm in sources.yaml is {value}.", channel=channel, value=repr(asked)),
            hint=M("It is true, or a group of {names}.", names=", ".join(UTM)),
        )
    usual = {
        "source": channel,
        "medium": "email" if channel == "newsletter" else "social",
        "campaign": f"digest-{edition.number or edition.digest}",
    }
    words = {**usual, **{str(key): str(value) for key, value in given.items()}}
    return tuple((f"utm_{key}", words[key]) for key in UTM if words.get(key))


def tagged(url: str, words: tuple[tuple[str, str], ...]) -> str:
    """Return an address with campaign words behind its own query, before its fragment; what it had stays as it was."""
    if not words or not url.lower().startswith(("http://", "https://")):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets in the wrong place: leave it as its publisher wrote it
        return url
    own = [each for each in parts.query.split("&") if each and each.split("=")[0] not in {key for key, _ in words}]
    query = "&".join([*own, *(f"{key}={quote(value, safe='')}" for key, value in words)])
    return urlunsplit(parts._replace(query=query))
