"""Kinds of source: a document → what the source said. One file (or folder) a kind, found by being there.

A kind is a module of this package with a `KIND`, under the module's name; modules whose name begins with "_" are not
kinds. Other packages add theirs as entry points of the group "curate.sources", each leading to a `Kind`. Nothing that a
kind needs (feedparser, bs4, …) is imported before the kind is asked for.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, cast, runtime_checkable

from curate.errors import SourceError
from curate.locale import M
from curate.models import Document, Said


class Kind(Protocol):
    """A way to read a source."""

    name: str
    obey_robots: bool
    """Whether robots.txt is asked first: for pages it is, for a feed that the user asked for by name it is not."""

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what the document says. It knows no present: dates are as written (see `dates.plausible`).

        `options` are the further keys of the source in sources.yaml. Raises `SourceError`, and nothing else.
        """
        ...


@runtime_checkable
class HasFeed(Protocol):
    """A kind of source whose address people know, and whose feed stands elsewhere."""

    def feed_url(self, url: str) -> str:
        """Return the address that is asked, made of the one in sources.yaml without asking anybody.

        The same where it is the feed's already, or where the feed's cannot be told from it. `SourceError` where what
        stands there can never be read as a source; the hint says what to write instead.
        """
        ...


@runtime_checkable
class Settles(Protocol):
    """A kind of source whose page tells the address to write down, where the one that people know does not do."""

    def settled(self, document: Document) -> str | None:
        """Return that address; None where the document tells none."""
        ...


def settled(name: str, document: Document) -> str | None:
    """Return the address to write down for a source of that kind, where a document tells another one."""
    found = kind(name)
    return found.settled(document) if isinstance(found, Settles) else None


def feed_url(name: str, url: str) -> str:
    """Return the address that is asked for a source of that kind; `SourceError` where there is none, or no kind."""
    found = kind(name)
    return found.feed_url(url) if isinstance(found, HasFeed) else url


@cache
def names() -> tuple[str, ...]:
    """Return the names of all kinds, ours and those of other packages, in alphabetical order. Imports none of them."""
    return tuple(sorted({*_ours(), *_others()}))


@cache
def kind(name: str) -> Kind:
    """Return the kind of that name, ours before others'; `SourceError` where there is none, or it cannot be loaded."""
    try:
        if name in _ours():
            return cast("Kind", import_module(f"{__name__}.{name}").KIND)
        if name in _others():
            return cast("Kind", _others()[name].load())
    except (ImportError, AttributeError) as error:
        raise SourceError(
            M("Sources of the kind “{name}” cannot be read: {reason}.", name=name, reason=error),
            hint=M("Install again the package that brings this kind."),
        ) from error
    raise SourceError(
        M("There is no kind of source called “{name}”.", name=name),
        hint=M("These exist: {names}.", names=", ".join(names())),
    )


@cache
def _ours() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


@cache
def _others() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group="curate.sources")}
