"""What each channel accepts, as it holds in this workspace, and what a Mastodon server says of itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from curate import channels as registry
from curate import urls
from curate.config import Config
from curate.errors import UsageError
from curate.locale import M, Message
from curate.models import Answer, Request
from curate.workflows import asking, reading
from curate.workflows.desk import Desk

_PATHS = ("/api/v2/instance", "/api/v1/instance")
"""Where a server tells of itself; the second on those older than Mastodon 4."""
_SANE = range(1, 1_000_001)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a server said of its limit."""

    channel: str
    server: str
    limit: int | None = None
    link: int | None = None
    """What an address counts there; None where it does not say."""
    alt: int | None = None
    why: Message | None = None
    """Why nothing is known of it."""


def rows(config: Config) -> list[dict[str, Any]]:
    """Return the channels there are, with their rules as they hold in this workspace, as `--json` says them."""
    return [_row(name, config) for name in registry.names()]


def _row(name: str, config: Config) -> dict[str, Any]:
    channel, given = registry.channel(name), config.channels.get(name)
    rules = channel.rules
    return {
        "name": name,
        "unit": channel.unit,
        "limit": given.limit if given and given.limit is not None else channel.limit,
        "usual_limit": channel.limit,
        "length_unit": rules.unit or None,
        "bytes": rules.size,
        "caption": rules.caption,
        "counts": rules.counts,
        "hashtags": given.hashtags if given and given.hashtags is not None else rules.hashtags,
        "usual_hashtags": rules.hashtags,
        "links": rules.links,
        "alt": rules.alt,
        "picture": rules.picture,
        "share": rules.shares or None,
        "poster": rules.poster or None,
        "as_organisation": rules.poster == "account",
        "source": rules.source,
        "checked": str(rules.checked),
    }


# ── asked for ────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(desk: Desk) -> list[Asked]:
    """Ask the Mastodon servers of this workspace for their limits; a failure is a value.

    Raises UsageError where no channel names a server. A server on this machine or network is asked only where the
    channel, or a source there, has `allow_private`.
    """
    servers = {name: given for name, given in desk.config.channels.items() if name == "mastodon" and given.server}
    if not servers:
        raise UsageError(
            M("No server is known that could be asked for its limits."),
            hint=M("Name yours in sources.yaml: channels: {{mastodon: {{server: https://…}}}}"),
        )
    return [_of_server(desk, name, given.server or "", given.more.get("allow_private") is True)
            for name, given in servers.items()]  # fmt: skip


def _of_server(desk: Desk, name: str, server: str, private: bool) -> Asked:
    server = server.rstrip("/")
    why: Message | None = None
    for path in _PATHS:
        request = reading.request(desk, name, f"{server}{path}", obey_robots=False)
        opened = request.allow_private or (private and urls.host(request.url) == urls.host(server))
        answer = _answered(desk, replace(request, allow_private=opened))
        if (said := _said(answer, name, server)) is not None:
            return said
        why = why or answer.error or M("It answers with something else than its limits.")
    return Asked(channel=name, server=server, why=why)


def _answered(desk: Desk, request: Request) -> Answer:
    [answer] = asking.fetch_all(desk, [request])
    return answer


def _said(answer: Answer, name: str, server: str) -> Asked | None:
    """Return what an answer says of the limit; None where it says nothing of it."""
    try:
        told = json.loads(answer.body or b"")
    except (ValueError, RecursionError):
        return None
    limit = _number(told, ("configuration", "statuses", "max_characters"), ("max_toot_chars",))
    if limit is None:
        return None
    return Asked(
        channel=name,
        server=server,
        limit=limit,
        link=_number(told, ("configuration", "statuses", "characters_reserved_per_url")),
        alt=_number(told, ("configuration", "media_attachments", "description_limit")),
    )


def _number(told: object, *paths: Sequence[str]) -> int | None:
    for path in paths:
        value = told
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, int) and not isinstance(value, bool) and value in _SANE:
            return value
    return None
