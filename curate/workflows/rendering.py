"""Which channels an edition goes out on, and what they make of it, as this workspace has set them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from curate import channels as registry
from curate.config import Config
from curate.errors import UsageError
from curate.locale import M
from curate.models import Edition, Export
from curate.workflows.desk import Desk
from curate.workspace import files


def in_use(config: Config, named: Sequence[str] = ()) -> list[str]:
    """Return the channels named; where none is, those of `sources.yaml`, and where that names none, all there are.

    Of all there are, those that are only made when they are asked for (`asked`) are left out. Raises UsageError, with
    the nearest name, for one that is no channel: also where `sources.yaml` has it, as nothing would go out there
    without a word.
    """
    wanted = tuple(named) or tuple(config.channels)
    chosen = list(dict.fromkeys(registry.channel(name).name for name in wanted))
    return chosen or [name for name in registry.names() if not getattr(registry.channel(name), "asked", False)]


def rendered(desk: Desk, name: str, edition: Edition, *, pictures: bool = True) -> Export:
    """Return what a channel makes of an edition. `UsageError` and `Refused` as the channel has them.

    `pictures`: false where only the texts are wanted, which stay the same: a card takes a hundred times as long.
    """
    said = settings(desk, name)
    return registry.channel(name).render(edition, said if pictures else {**said, "pictures": False})


def settings(desk: Desk, name: str) -> dict[str, Any]:
    """Return what `sources.yaml` says of a channel, without what it leaves to the channel.

    `template` is the pair of a template's path and text. A channel that is made of the posts of others (`gathers`)
    also gets `channels`: the names of those in use that take items one by one, each with its own settings.
    """
    own = _own(desk, name)
    if not getattr(registry.channel(name), "gathers", False):
        return own
    others = [registry.channel(other) for other in in_use(desk.config)]
    posting = [other.name for other in others if other.unit == "item" and not getattr(other, "gathers", False)]
    return {**own, "channels": {other: _own(desk, other) for other in posting}}


def _own(desk: Desk, name: str) -> dict[str, Any]:
    given = desk.config.channels.get(name)
    if given is None:
        return {}
    said = {key: getattr(given, key) for key in ("limit", "hashtags", "server", "compose_url")}
    found = {**given.more, **{key: value for key, value in said.items() if value is not None}}
    if isinstance(template := found.get("template"), str):
        key = f"channels.{name}.template"
        channel = registry.channel(name)
        if channel.unit == "edition" and not channel.rules.arranged:
            raise UsageError(
                M("{key} in sources.yaml: this channel takes no template.", key=key),
                hint=M("Those that post item by item do, and html, newsletter and markdown."),
            )
        found["template"] = (template, files.template(desk.workspace, template, key))
    return found
