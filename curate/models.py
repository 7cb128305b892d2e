"""The records that travel through curate, in the order of their journey. All frozen, all times aware UTC.

Request → Answer → Document → Said   what a source *said*, cleaned, nothing added
Item, Sighting, Tag, Note, Event     what we *hold*
Story, Join                          what was *clustered*
Edition, Entry → Post, Export        what goes *out*
LedgerRow                            what *went* out
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from curate.locale import Message

# ── fetched ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One source that is to be asked."""

    source: str
    url: str
    etag: str | None = None
    """As the server sent it, byte for byte; sent back as If-None-Match."""
    last_modified: str | None = None
    """As the server sent it, byte for byte; sent back as If-Modified-Since."""
    allow_private: bool = False
    """Opens the host that `url` names, when it is on this machine or network, and no other."""
    obey_robots: bool = False
    name: str = ""
    """What sources.yaml calls the source: a mailbox's password is looked up by it."""
    only_address: bool = False
    """Only where it leads is asked for; what stands there is not read."""
    head: bool = False
    """Asked with HEAD, so that nothing is sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message of a mailbox, as its server gave it."""

    number: int
    """Its UID."""
    body: bytes
    """RFC 5322, raw."""
    received: datetime | None = None
    whole: bool = True
    """False: it was too large, and only its beginning, or its text, is there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of one request. A failure is a value: `error` says what went wrong, and then there is no body."""

    source: str
    url: str
    """The address that answered, after redirects."""
    status: int | None = None
    """None where no answer came."""
    body: bytes | None = None
    """Decoded (gzip undone), never larger than the cap; None on a 304 and on an error."""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None
    """How long the server says the answer stays good (max-age or Expires); None where it says nothing."""
    retry_after: timedelta | None = None
    """How long the server asks to be left alone (429 and 503)."""
    moved_to: str | None = None
    """The new address, where the first answers were all 301 or 308."""
    requests: int = 1
    """How many it took, redirects included; robots.txt is not counted."""
    error: Message | None = None
    letters: tuple[Letter, ...] | None = None
    """Of a mailbox: the messages that came in since the last time, oldest first; None for every other source."""
    targets: tuple[tuple[str, str], ...] = ()
    """Of a mailbox: (address in a letter that counts clicks, where it leads)."""
    warnings: tuple[Message, ...] = ()
    """Of a mailbox: what was wrong in reading it that did not keep us from it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """Bytes from a source and the address they came from, as a kind of source reads them."""

    body: bytes
    url: str
    content_type: str | None = None


# ── said ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidEntry:
    """One publication, as its source put it."""

    id: str | None
    """The document's own id (guid, atom:id), untouched but for white space; None where it gives none."""
    url: str | None
    """Absolute http(s) address of the publication; None where it has none."""
    title: str
    """Plain text on one line, "" where there is none."""
    summary: str = ""
    """Plain text of the short form, "" where there is none."""
    content: str = ""
    """The fullest text given, as cleaned HTML (allow-list of nh3, links absolute); "" where there is only a summary."""
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    """Two letters, where the entry says so itself."""
    categories: tuple[str, ...] = ()
    image: str | None = None
    """Absolute address of its picture."""
    enclosure: str | None = None
    """Absolute address of the first audio, video or document enclosed."""
    outlet: str | None = None
    """Who first published it (RSS `source`, atom:source), where that is not this source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidTip:
    """A colleague's pointing at a publication, in his own words."""

    url: str
    """As the entry has it that was made of it."""
    by: str
    why: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a source said: its own description and its entries, in its order."""

    title: str = ""
    home: str | None = None
    language: str | None = None
    """Two letters."""
    entries: tuple[SaidEntry, ...] = ()
    every: timedelta | None = None
    """How often the document says that it is worth asking (ttl, sy:updatePeriod); None where it says nothing."""
    skip_hours: frozenset[int] = frozenset()
    """Hours of the day (GMT) in which it need not be asked."""
    skip_days: frozenset[int] = frozenset()
    """Days of the week (0 = Monday, GMT) on which it need not be asked."""
    warnings: tuple[Message, ...] = ()
    """What was wrong with the document but did not keep us from reading it."""
    tips: tuple[SaidTip, ...] = ()
    """What colleagues pointed at; each has its entry too."""
    news_only: bool = False
    """It says only what came since the last time (a mailbox), so that nothing known among it means no gap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidPage:
    """What the page of one publication says of itself."""

    url: str
    """The address that answered."""
    canonical: str | None = None
    """The address that the page gives itself, where that is one of its own site."""
    title: str = ""
    summary: str = ""
    content: str = ""
    """Its main text as cleaned HTML, "" where it has none."""
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    """Two letters."""
    image: str | None = None
    """Absolute address of its lead image."""
    outlet: str | None = None
    paywalled: bool | None = None
    """Whether part of it is for subscribers only; None where it does not say."""


# ── held ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class State(StrEnum):
    """Where an item stands on its way to the public."""

    NEW = "new"
    SHORTLISTED = "shortlisted"
    COMMENTED = "commented"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    LAPSED = "lapsed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Who put a tag on an item."""

    RULE = "rule"
    SOURCE = "source"
    CURATOR = "curator"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """What we know of a source from having asked it: all that decides when it is asked next."""

    id: int
    key: str
    name: str
    url: str
    title: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the last body that was read, hexadecimal."""
    first_fetch: datetime | None = None
    last_fetch: datetime | None = None
    last_success: datetime | None = None
    last_error: Message | None = None
    failures: int = 0
    """In a row, since the last success."""
    failing_since: datetime | None = None
    next_due: datetime | None = None
    """None: never asked."""
    blocked_until: datetime | None = None
    """A server's Retry-After, which `--all` respects too."""
    gone: bool = False
    """It answered 410: not asked again."""
    moved_to: str | None = None
    moved_days: int = 0
    """On how many different days the same permanent redirect was seen."""
    moved_seen: datetime | None = None
    said_every: timedelta | None = None
    """How often its last document said that it is worth asking: it holds while the answer is "not modified"."""
    skip_hours: frozenset[int] = frozenset()
    """As its last document said: hours of the day (GMT) in which it need not be asked."""
    skip_days: frozenset[int] = frozenset()
    """As its last document said: days of the week (0 = Monday, GMT) on which it need not be asked."""
    items: int = 0
    last_new: datetime | None = None
    """When its newest item was published, or first seen where it gives no date."""
    rhythm: timedelta | None = None
    """The usual time between two days on which it publishes; None where that is not known yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A time in which publications of a source were missed: its feed had moved on further than it shows."""

    source: int
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag on an item, with the reason it is there."""

    tag: str
    origin: Origin
    matched: str | None = None
    """The word of the text that fired the rule; the source's name; None for a curator's tag."""
    rules: tuple[str, ...] = ()
    """The entries of the tag's list that fired, as `sources.yaml` has them; empty where no rule gave it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """The curator's own words on an item."""

    key: str
    commentary: str = ""
    context: str = ""
    quote: str = ""
    quote_author: str = ""
    quote_outlet: str = ""
    rating: int | None = None
    """1 to 5, private."""
    related: str = ""
    """Address of one of the organisation's own publications ("lees ook")."""
    image: str = ""
    """Address or path of a picture."""
    image_alt: str = ""
    image_licence: str = ""
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Tip:
    """A colleague pointed at an item."""

    by: str
    why: str
    at: datetime
    via: str | None
    """Name of the mailbox it came by; None: by command."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """An item as one source showed it."""

    source: str
    entry_id: str
    url: str
    title: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One change: who did what to which item or digest, when."""

    id: int
    key: str
    at: datetime
    by: str
    action: str
    item: int | None = None
    digest: int | None = None
    from_: str | None = None
    to: str | None = None
    text: str | None = None
    undone: bool = False
    how: str | None = None
    """How it came in: `command`, `review` or `handin`; None: before this was kept."""
    earlier: str | None = None
    """The words that stood there before, where it changed words and that was on this machine."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One publication, as we hold it. `id` is what people type, `key` what two databases share."""

    id: int
    key: str
    url: str
    canonical_url: str
    title: str
    summary: str
    content: str
    author: str | None
    language: str | None
    source: str
    """Name of the source that speaks for it (the first that showed it)."""
    outlet: str
    """Who published it, as its public knows it: the source, unless that says who had it first."""
    published: datetime | None
    updated: datetime | None
    first_seen: datetime
    state: State
    baseline: bool
    """Stored at the first fetch of its source and older than 30 days: searchable, but not in the default inbox."""
    own: bool
    story: int
    score: float
    image: str | None = None
    snoozed_until: datetime | None = None
    assigned: str | None = None
    """Who is to look at it; None: nobody in particular."""
    tags: tuple[Tag, ...] = ()
    reasons: tuple[Message, ...] = ()
    page: str = ""
    """The main text of its own page as cleaned HTML, where that was read."""
    paywalled: bool | None = None
    """Whether its own page says that part of it is for subscribers only; None where it does not, or was not read."""

    @property
    def fullest(self) -> str:
        """The longer of what its source gave and what its own page holds, as cleaned HTML."""
        return self.page if len(self.page) > len(self.content) else self.content


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What an item's own page said when it was read, kept apart from what its sources said."""

    item: int
    url: str
    canonical: str | None
    title: str
    author: str | None
    language: str | None
    image: str | None
    published: datetime | None
    content: str
    paywalled: bool | None
    read: datetime
    error: Message | None = None
    """Why it could not be read."""


# ── clustered ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """Why an item belongs to a story."""

    item: int
    kind: str
    """`copy` (the same text) or `event` (the same news)."""
    with_: int
    score: float
    text: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """Items that tell the same thing."""

    id: int
    items: tuple[int, ...]
    sources: tuple[str, ...]
    joins: tuple[Join, ...] = ()


# ── going out ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One item in an edition, with everything a channel may need to write about it. Empty text means: not there."""

    item: int
    key: str
    title: str
    url: str
    outlet: str
    """The name of the source, as its public knows it."""
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    section: str = ""
    commentary: str = ""
    context: str = ""
    quote: str = ""
    quote_author: str = ""
    quote_outlet: str = ""
    related: str = ""
    image: str = ""
    image_alt: str = ""
    image_licence: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    """The curator's own text for a channel: (channel, text). It replaces what would have been composed."""
    only: tuple[str, ...] = ()
    """The channels it is meant for; empty: all."""
    posted: tuple[str, ...] = ()
    """The channels the ledger already has it on."""
    uncommented: bool = False
    """It was let through without commentary, on purpose (`--allow-uncommented`)."""
    own: bool = False
    """The organisation itself published it."""
    paywalled: bool = False
    """Its page says that part of it is for subscribers only."""
    summary: str = ""
    """What its source says it is about, as text on one line."""
    feed: str = ""
    """Address of the source that speaks for it."""
    by: str = ""
    """Who wrote the note."""
    at: datetime | None = None
    """When the note was written: the day of curation. None: there is none."""
    via: tuple[str, ...] = ()
    """The colleagues who pointed at it."""
    page: str = ""
    """Address of its page on the organisation's own public site; "" where there is no such site."""
    picture: bytes = b""
    """The curator's picture, where its licence is recorded and it is a file here; b"": none."""


class Kind(StrEnum):
    """What form an edition has: after Rohit Bhargava's aggregation, distillation, elevation, mash-up, chronology."""

    LIST = "list"
    """One item after the other."""
    TOP = "top"
    """Numbered, the first is the best."""
    TREND = "trend"
    """What several items show together about a subject."""
    STORY = "story"
    """Several items told as one text, with its sources under it."""
    TIMELINE = "timeline"
    """One story over several dated posts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """How an edition was filtered, counted from the store for its period."""

    seen: int
    sources: int
    kept: int
    curators: tuple[str, ...] = ()
    """Who judged and wrote in that time."""
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A digest as it goes out: everything a channel may read, and nothing that changes by itself."""

    digest: int
    key: str
    title: str
    language: str
    """Two letters: the language that the public reads."""
    organisation: str
    organisation_url: str
    timezone: str
    """IANA name; dates that the public reads are in it."""
    date: datetime
    """When it was closed, or when it was last changed: never the clock of the export."""
    number: int | None = None
    intro: str = ""
    closing: str = ""
    entries: tuple[Entry, ...] = ()
    trust: Trust | None = None
    told: bool = False
    """The curator's own words say from how much it was chosen already."""
    kind: Kind = Kind.LIST
    subject: str = ""
    """What a trend is about: a tag or a phrase."""
    contact: str = ""
    address: str = ""
    """The organisation's postal address, which newsletters must carry."""
    colour: str = ""
    """The organisation's colour as `#rrggbb`; "" where it names none."""
    logo: bytes = b""
    """A PNG or JPEG; b"": none."""
    site: str = ""
    """Address of the organisation's public topic page, without a slash at its end; "" where there is none."""
    plan: tuple[Planned, ...] = ()
    """When its items go out on which channel, earliest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """One text to post. A thread is several posts that share `items`."""

    text: str
    length: int
    """As the channel counts it."""
    limit: int
    links: tuple[str, ...]
    """Every address in the text, whole."""
    items: tuple[int, ...]
    picture: str = ""
    """Name of the file, among those of the export, that goes with it."""
    alt: str = ""
    """What the picture shows, for who does not see it."""
    languages: tuple[str, ...] = ()
    """In which languages it is written, two letters each, the first before all; (): the channel does not ask."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """What a channel made of an edition: files to write (name → text), and the posts among them."""

    channel: str
    files: tuple[tuple[str, str | bytes], ...]
    """Relative names, legal on Windows, → contents: text, or the bytes of a picture. One file: written as it is;
    several: into a folder."""
    posts: tuple[Post, ...] = ()
    notices: tuple[Message, ...] = ()
    """What a person should know about it before it goes out; the files are good all the same."""


class Level(StrEnum):
    """How bad a finding is: an error stops an export, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """When an item of a digest goes out on a channel."""

    item: int
    channel: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that `digest check` found."""

    rule: str
    level: Level
    message: Message
    item: int | None = None


# ── went out ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """One item that went out on one channel. Only this makes something *published*."""

    id: int
    key: str
    item: int
    digest: int | None
    channel: str
    how: str
    """`hand` or `api`."""
    at: datetime
    by: str
    url: str | None
    text: str
    title: str = ""
    round: int = 0
    """0 the first time; one more each time that a person asked for it again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What was wrong with one source in one run of `curate fetch`."""

    source: str
    url: str
    what: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchSummary:
    """What one run of `curate fetch` did, as its `--json` says it."""

    sources: int = 0
    fetched: int = 0
    unchanged: int = 0
    not_due: int = 0
    failed: int = 0
    new_items: int = 0
    updated_items: int = 0
    let_go: int = 0
    """Items that went nowhere and are older than `keep:` says; shown to people, not part of the JSON."""
    warnings: tuple[Trouble, ...] = ()
    """Read all the same."""
    failures: tuple[Trouble, ...] = ()
    """Not read."""
    moving: tuple[Message, ...] = ()
    """What the terms do that somebody follows."""


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Way(StrEnum):
    """How far an item is on its way out by itself."""

    WAITING = "waiting"
    """Kept here until it is due."""
    OPEN = "open"
    """Handed over, at least in part, and nobody knows yet whether it arrived."""
    SCHEDULED = "scheduled"
    """The network has it, and sends it when it is due."""
    DRAFT = "draft"
    """The network has it as a draft: a person publishes it there."""
    SENT = "sent"
    REFUSED = "refused"
    """It did not go out, and that is certain: the next run may try again."""
    CANCELLED = "cancelled"
    """It was to go out later, and a person took it back."""
    REMOVED = "removed"
    """It was out, and was taken away there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """One item on its way to one channel: the guard that it goes there once."""

    id: int
    key: str
    item: int
    channel: str
    round: int
    """0 the first time; one more each time that a person asked for it again."""
    digest: int | None
    lead: str
    """Key of the message that it goes out in; items that go out in one share it."""
    state: Way
    at: datetime
    by: str
    due: datetime | None = None
    """When it is to go out; None: at once."""
    post: int | None = None
    """Its row of the ledger; None: it is not out."""
    why: Message | None = None
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SendingPart:
    """One text of a message on its way out; a thread has several."""

    lead: str
    part: int
    key: str
    """What the network knows it by."""
    state: Way
    """WAITING, OPEN or SENT."""
    text: str
    content: str = "{}"
    """What else is sent with it (JSON); `{}` once it is out."""
    began: datetime | None = None
    remote: str = ""
    """What the network calls it."""
    mark: str = ""
    url: str = ""
    attempt: int = 0
    """How often the network had it and gave it back: it knows it by another key each time."""
