"""What `sources.yaml` says, once it has been found right. All frozen; what the file leaves out is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from curate.errors import UsageError
from curate.locale import M


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """Who curates, and for which public."""

    name: str = ""
    url: str = ""
    """Home page; "" where the file gives none."""
    language: str = "nl"
    """nl, en, fr or de: what the public reads."""
    timezone: str = "Europe/Brussels"
    """IANA name; known to this machine."""
    contact: str = ""
    """Address that goes with the User-Agent and on pages; "" where the file gives none."""
    address: str = ""
    """Postal address, which a newsletter must carry; "" where the file gives none."""
    colour: str = ""
    """`#rrggbb` in small letters; "" where the file gives none."""
    logo: str = ""
    """Path of a PNG or JPEG, from the folder of the file; "" where the file gives none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The organisation's public topic page."""

    url: str = ""
    """Where it stands, without a slash at the end; "" where the file gives none."""
    title: str = ""
    intro: str = ""
    newsletter: str = ""
    """Page on which one signs up for the newsletter; "" where there is none."""
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Theme → the tags that it gathers; empty: each tag is a theme."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a trend report says beside its trends."""

    sponsors: tuple[str, ...] = ()
    licence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Select:
    """How a web page without a feed is read: CSS selectors, `selector@attribute` for an attribute; "": not given."""

    item: str
    title: str = ""
    link: str = ""
    date: str = ""
    summary: str = ""
    image: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A place that is asked for publications."""

    url: str
    name: str
    """Unique, as commands use it. Provisional where `named` is false: made of the address."""
    named: bool = True
    """Whether the file gives the name; if not, the feed's own title may be shown in its place."""
    kind: str = "feed"
    tags: tuple[str, ...] = ()
    trust: int = 3
    """1 to 5."""
    language: str | None = None
    """Two letters; None: what each item says, or what is recognised."""
    own: bool = False
    """One of the organisation's own publications."""
    allow_private: bool = False
    """Opens the host that `url` names, when it is on this machine or network, and no other."""
    every: timedelta = timedelta(hours=1)
    """Asked no more often than this."""
    select: Select | None = None
    """Given for the kind `page`, and only there."""
    full_text: bool = False
    """Whether the page behind each item is read too."""
    tips_from: tuple[str, ...] = ()
    """Of the kind `mail`: domains and addresses whose letters are tips; empty: every letter that is no newsletter."""
    enabled: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """What the file says of a channel. None: the channel's own default."""

    limit: int | None = None
    """Length of a post, as the channel counts it."""
    hashtags: int | None = None
    """How many hashtags a post gets at most."""
    server: str | None = None
    compose_url: str | None = None
    """Page on which a post is written by hand."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """All further keys as they stand in the file: texts, numbers, true or false, lists and groups of these."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """How an edition is made where its curator says nothing else."""

    title: str = ""
    max_items: int = 7
    max_per_source: int = 2
    intro: str = ""
    closing: str = ""
    language: str = "nl"
    """In a `Config` that was loaded: the organisation's, where the file gives none."""
    slots: str = ""
    """When posts go out, such as "di 10:00, do 16:00"; "": nothing is said of it."""
    avoid: tuple[str, ...] = ()
    """Domains and words of what is not shared."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Rule of the check → `off`, `warning` or `error`, where it is to be otherwise than by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbox:
    """What waits, and for how long."""

    expires: timedelta = timedelta(days=21)
    """New items that nobody touched for this long lapse."""
    limit: int = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """How politely and how patiently sources are asked."""

    pause: timedelta = timedelta(seconds=0.5)
    """Between two requests to one host."""
    deadline: timedelta = timedelta(seconds=30)
    """For the whole answer of one source."""
    hosts: int = 100
    """Asked at the same time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """The whole of `sources.yaml`."""

    organisation: Organisation = Organisation()
    sources: tuple[Source, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Tag → the words of its rule, in the order of the file."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """Only the channels that the file names, in its order."""
    digest: Digest = Digest()
    site: Site = Site()
    report: Report = Report()
    inbox: Inbox = Inbox()
    approval: str = "optional"
    """`optional` or `required`."""
    keep: timedelta | None = None
    """How long items that went nowhere are kept; a month counts 30.44 days. None: for ever."""
    ranking: Mapping[str, float] = field(default_factory=dict)
    """Weights that differ from the built-in ones."""
    fetch: Fetch = Fetch()
    lang: str = "en"
    """nl or en: what the curator reads."""

    def source(self, name: str) -> Source:
        """Return the source of that name (or address), in whatever case it is typed.

        Raises UsageError, with the nearest name, where there is none.
        """
        wanted = name.strip().casefold()
        for source in self.sources:
            if wanted in {source.name.casefold(), source.url.casefold()}:
                return source
        near = get_close_matches(wanted, [source.name.casefold() for source in self.sources], 1)
        hint = M("`curate sources list` shows the names.")
        if near:
            meant = next(source.name for source in self.sources if source.name.casefold() == near[0])
            hint = M("Did you mean “{name}”? `curate sources list` shows the names.", name=meant)
        raise UsageError(M("There is no source called “{name}”.", name=name), hint=hint)
