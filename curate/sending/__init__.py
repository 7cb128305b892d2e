"""Sending by itself: one file a network. Each takes one text at a time, and can be asked whether it has it already.

A module of this package that has a `NETWORK` is a network. What it sends, and when, and what was sent before, is
decided elsewhere: here is only how each of them is spoken to.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol, cast

from curate.models import Way


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture that goes with a text."""

    name: str
    body: bytes = field(repr=False)
    alt: str = ""

    @property
    def kind(self) -> str:
        """Its media type, by its first bytes."""
        for start, kind in ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif")):
            if self.body.startswith(start):
                return kind
        return "image/webp" if self.body[8:12] == b"WEBP" else "application/octet-stream"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One text as a network is given it."""

    key: str
    """32 hexadecimal digits that are its own for ever: what makes sending it twice the same as once."""
    text: str
    content: Mapping[str, Any] = field(default_factory=dict)
    """What else goes with it, as JSON has it; each network says what it reads there."""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A text that a network has."""

    id: str
    """What the network calls it."""
    address: str = ""
    """Where people read it, or edit it while it is a draft; "" where there is no such place."""
    mark: str = ""
    """Of its content, where the network gives one."""
    state: Way = Way.SENT
    """SENT, SCHEDULED or DRAFT."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a network accepts, as it says itself; None: it does not say."""

    text: int | None = None
    alt: int | None = None


class Unknowable(Exception):  # noqa: N818  (an answer, not a fault)
    """The network cannot be asked whether it has a text."""


class Network(Protocol):
    """One account on one network. Every method raises SendError, with `sure` true where nothing was changed there."""

    @property
    def repeats(self) -> bool:
        """Whether sending a part a second time makes no second one, for as long as an hour."""

    @property
    def ahead(self) -> timedelta | None:
        """How long ahead it takes a text for later; None: it takes none, or none of several parts."""

    def who(self) -> str:
        """Return the name of the account; SendError where it does not let us in."""

    def limits(self) -> Limits:
        """Return what it accepts."""

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Send a part, in answer to those before it, and return what it became. `at`: when it is to appear."""

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Return a part that was handed over at `since`, None where the network certainly has not got it.

        `ours`: what the network calls our other texts. Raises Unknowable where it cannot tell.
        """

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Let a text out there say something else; None where the network knows no such thing."""

    def remove(self, sent: Sent) -> bool:
        """Take a text away; False where the network knows no such thing. That it is gone already is no fault."""

    def close(self) -> None:
        """Give back what was opened."""


Settings = Mapping[str, Any]
Open = Callable[[Settings, str], Network]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A network as this package knows it."""

    name: str
    open: Open
    """(settings, secret) → the account. UsageError where a setting is missing."""
    account: Callable[[Settings], str]
    """Settings → under what the secret stands in the keyring. UsageError where a setting is missing."""
    secret: str
    """What the secret is called in its variable: TOKEN, PASSWORD or KEY."""
    free: Callable[[Settings], bool] = field(default=lambda _: False)
    """Settings → whether it lets anybody in, without a secret."""


def names() -> tuple[str, ...]:
    """Return the networks there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if _kind(module.name)))


def kind(name: str) -> Kind | None:
    """Return the network called `name`; None where there is none."""
    return _kind(name) if name in {module.name for module in pkgutil.iter_modules(__path__)} else None


def _kind(module: str) -> Kind | None:
    return cast("Kind | None", getattr(import_module(f"{__name__}.{module}"), "NETWORK", None))
