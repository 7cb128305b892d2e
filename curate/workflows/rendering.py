"""Which channels an edition goes out on, and what they make of it, as this workspace has set them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from curate import channels as registry
from curate.config import Config
from curate.models import Edition, Export


def in_use(config: Config, named: Sequence[str] = ()) -> list[str]:
    """Return the channels named; where none is, those of `sources.yaml`, and where that names none, all there are."""
    if named:
        return [registry.channel(name).name for name in dict.fromkeys(named)]
    known = registry.names()
    return [name for name in config.channels if name in known] or list(known)


def rendered(config: Config, name: str, edition: Edition) -> Export:
    """Return what a channel makes of an edition. `UsageError` and `Refused` as the channel has them."""
    return registry.channel(name).render(edition, settings(config, name))


def settings(config: Config, name: str) -> dict[str, Any]:
    """Return what `sources.yaml` says of a channel, without what it leaves to the channel."""
    given = config.channels.get(name)
    if given is None:
        return {}
    own = {key: getattr(given, key) for key in ("limit", "hashtags", "server", "compose_url")}
    return {**given.more, **{key: value for key, value in own.items() if value is not None}}
