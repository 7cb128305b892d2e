"""Channels: each takes an edition and returns what goes out on it. One file a channel; this package finds them.

A channel is a module of this package that has a `CHANNEL`, or an entry point of the group `curate.channels` that leads
to one. All are tried by the same contract test: no post over its limit, no link lost, same edition, same bytes.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import import_module, metadata
from typing import Literal, Protocol, cast, runtime_checkable

from curate.errors import UsageError
from curate.locale import M, Message
from curate.models import Edition, Export

GROUP = "curate.channels"
"""Entry points of other packages that bring a channel."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelRules:
    """What a channel accepts, and since when we know. Channels change their minds: hence the date."""

    limit: int | None
    """Length of one post; None: as long as one likes."""
    counts: Message
    """How the length is counted."""
    hashtags: int
    """How many a post gets where the workspace does not say."""
    source: str
    """Where the channel says so."""
    checked: date
    """When somebody last looked there."""
    alt: int | None = None
    """Most characters of a picture's description; None: the channel names no number."""
    unit: Literal["", "characters", "graphemes", "utf16", "weighted"] = ""
    """What the limit counts; "": there is no limit."""
    caption: int | None = None
    """Length of one post that goes with a picture, where that is another than `limit`."""
    links: int | None = None
    """Most different addresses in one post; None: the channel names no number."""
    size: int | None = None
    """Most bytes of one post in UTF-8, which holds beside `limit`; None: the channel names no number."""
    arranged: bool = False
    """Whether a channel of unit `edition` heeds a template of the workspace; those of unit `item` all do."""
    picture: bool = False
    """Whether nothing can be posted without a picture."""
    shares: Literal["", "address", "text"] = ""
    """What the share link of colleagues fills in: nothing but the address, or the text with it; "": there is none."""
    poster: Literal["", "person", "account"] = ""
    """As whom the share link posts: always as a person, never as a page; or as the account that is logged in, which
    may be the organisation's; "": there is no such link."""


@runtime_checkable
class Channel(Protocol):
    """Where an edition goes out: whole (unit `edition`) or item by item (unit `item`).

    One that is made of the posts of other channels (a posting sheet, a file for a planning service) also has an
    attribute `gathers` that is true; its settings then hold `channels`, the names of these others → their settings.
    One with an attribute `asked` that is true is made only where it is named, on the command line or in `sources.yaml`.
    """

    @property
    def name(self) -> str:
        """What people type, and what the ledger keeps: lower-case ASCII, legal as a file name on Windows."""

    @property
    def unit(self) -> Literal["item", "edition"]:
        """Whether it takes one item a post, or the whole edition."""

    @property
    def limit(self) -> int | None:
        """Length of one post as the channel counts it, where the workspace does not say; None: no limit."""

    @property
    def rules(self) -> ChannelRules:
        """What it accepts, with source and date."""

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return the files and posts of `edition`: for the same edition and settings, the same to the byte.

        `settings` is what the workspace says of this channel (`limit`, `hashtags`, `server`, …), without what it
        leaves out. Raises UsageError where a setting is impossible, Refused where an item cannot go out here.
        """


def names() -> tuple[str, ...]:
    """Return the names of all channels, in alphabetical order."""
    return tuple(sorted({*_own(), *_brought()}))


def channel(name: str) -> Channel:
    """Return the channel called `name`; raises UsageError, with the nearest name, where there is none."""
    wanted = name.strip().lower()
    if wanted.isidentifier() and (found := _module_channel(wanted)):
        return found
    brought = _brought()
    if wanted in brought:
        return _loaded(wanted, brought[wanted])
    known = names()
    near = get_close_matches(wanted, known, 1)
    raise UsageError(
        M("There is no channel called “{name}”.", name=name),
        hint=M("Did you mean “{name}”?", name=near[0])
        if near
        else M("There are these: {channels}.", channels=", ".join(known)),
    )


@cache
def _own() -> tuple[str, ...]:
    return tuple(found.name for module in pkgutil.iter_modules(__path__) if (found := _module_channel(module.name)))


@cache
def _module_channel(module: str) -> Channel | None:
    """Return the channel in a module of this package; None where there is no such module or it holds no channel."""
    if module not in {found.name for found in pkgutil.iter_modules(__path__)}:
        return None
    return cast("Channel | None", getattr(import_module(f"{__name__}.{module}"), "CHANNEL", None))


def _brought() -> dict[str, metadata.EntryPoint]:
    """Return what other packages bring; a name of our own is not theirs to take."""
    return {point.name: point for point in metadata.entry_points(group=GROUP) if point.name not in _own()}


def _loaded(name: str, point: metadata.EntryPoint) -> Channel:
    try:
        found = point.load()
    except (ImportError, AttributeError) as error:
        raise UsageError(
            M("The channel “{name}” cannot be used: {why}", name=name, why=str(error)),
            hint=M("It comes from the package {package}.", package=point.dist.name if point.dist else point.value),
        ) from error
    if not isinstance(found, Channel):
        raise UsageError(M("“{value}” is no channel of curate: something is missing in it.", value=point.value))
    return found
