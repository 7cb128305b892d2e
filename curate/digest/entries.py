"""What there is to say against one item of a digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from curate import text
from curate.digest.avoiding import avoided
from curate.digest.rules import NO_COMMENTARY, UNPOSTABLE, CheckSettings, found
from curate.locale import MN, M, Message
from curate.models import Entry, Finding, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How an item goes onto a channel."""

    channel: str
    posts: int = 1
    why_not: Message | None = None
    """Why it cannot go there at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What an address answered when it was tried."""

    url: str
    status: int | None
    """None: no answer came."""
    why: Message | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What is known of the items beside the edition, by their numbers. What is not given is not checked."""

    summaries: Mapping[int, str] = field(default_factory=dict)
    """What its source said."""
    states: Mapping[int, State] = field(default_factory=dict)
    """Where approval is required, an item of unknown state is unapproved."""
    unseen: AbstractSet[int] = frozenset()
    """Those with words that were written after they were approved, for one channel or for all."""
    stories: Mapping[int, int] = field(default_factory=dict)
    elsewhere: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """The other digests that hold it."""
    fits: Mapping[int, Sequence[Fit]] = field(default_factory=dict)
    alts: Mapping[str, int] = field(default_factory=dict)
    """Channel → characters of a picture's description that it takes."""
    pictures: Mapping[int, Message] = field(default_factory=dict)
    """What is wrong with the curator's picture of an item."""
    logo: Message | None = None
    """What is wrong with the organisation's logo."""
    tried: Mapping[str, Tried] = field(default_factory=dict)
    """Address → what it answered."""
    since: datetime | None = None
    """Start of the period."""
    channels: Sequence[str] | None = None
    """Those that the edition goes out on; None: not known."""
    languages: Mapping[str, int] | None = None
    """Language → how many items there were to choose from; None: not known."""


_APPROVED = frozenset({State.APPROVED, State.PUBLISHED, State.CORRECTED})
_TRACKING = ("utm_", "mc_", "pk_", "mtm_", "hsa_", "_hs")
"""How names of parameters begin with which newsletters and advertisements follow a reader."""
_TRACKING_NAMES = frozenset(
    {"fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "twclid", "igshid", "yclid", "mkt_tok"}
)
_GONE = (404, 410)
"""RFC 9110: not found, gone. Any other refusal may be meant for programs only."""


def silent(entry: Entry, channels: Sequence[str] | None) -> bool:
    """Return whether an item has no words of a curator on a channel that it goes out on.

    A text of her own for a channel counts there. Where it is not known which channels there are, only an item that is
    kept to some can do with such texts.
    """
    if has_words(entry.commentary):
        return False
    own = {channel for channel, words in entry.texts if has_words(words)}
    if channels is None:
        goes = list(entry.only)
    else:
        goes = [name for name in channels if not entry.only or name in entry.only] or list(entry.only)
    return not goes or not own.issuperset(goes)


def has_words(words: str) -> bool:
    """Return whether a text holds a letter or a figure."""
    return any(character.isalnum() for character in words)


def check(entry: Entry, settings: CheckSettings, about: About, digest: int) -> Iterator[Finding]:
    """Yield what there is to say against an item."""
    yield from _standing(entry, settings, about, digest)
    if entry.quote.strip():
        yield from _quote(entry, settings, about)
    yield from _wording(entry, settings, about.summaries.get(entry.item, ""))
    yield from _before(entry, about, digest)
    yield from _picture(entry, about)
    yield from _addresses(entry, about)
    yield from _fits(entry, about)


def _standing(entry: Entry, settings: CheckSettings, about: About, digest: int) -> Iterator[Finding]:
    item, state = entry.item, about.states.get(entry.item)
    if state is State.WITHDRAWN:
        what = M(
            "Item #{item} was withdrawn. Take it out with: curate digest remove {digest} {item}",
            item=item,
            digest=digest,
        )
        yield found("withdrawn", what, entry)
    if state is State.DISMISSED:
        what = M(
            "Item #{item} was dismissed. Take it out with: curate digest remove {digest} {item}",
            item=item,
            digest=digest,
        )
        yield found("dismissed", what, entry)
    if silent(entry, about.channels) and not entry.uncommented:
        what = M("Item #{item} has no words of yours. Say why it matters with: curate comment {item}", item=item)
        yield found(NO_COMMENTARY, what, entry)
    if settings.approval_required and state not in _APPROVED:
        what = M("Item #{item} is not approved. A colleague does so with: curate approve {item}", item=item)
        yield found("unapproved", what, entry)
    elif settings.approval_required and item in about.unseen:
        what = M(
            "Item #{item} has words that nobody approved. A colleague does so with: curate approve {item}",
            item=item,
        )
        yield found("unapproved", what, entry)
    said = f"{entry.title}\n{entry.outlet}\n{about.summaries.get(item, '')}"
    if reason := avoided(settings.avoid, addresses=(entry.url, entry.related), said=said):
        what = M(
            "Item #{item} is on the list of what you do not share (“{entry}”). "
            "Take it out with: curate digest remove {digest} {item}",
            item=item,
            entry=reason,
            digest=digest,
        )
        yield found("avoided", what, entry)


def _quote(entry: Entry, settings: CheckSettings, about: About) -> Iterator[Finding]:
    item = entry.item
    if not (entry.quote_author.strip() and entry.quote_outlet.strip()):
        what = M(
            "The quote of item #{item} must say who said it, and where. Add both with: curate comment {item}", item=item
        )
        yield found("quote-attribution", what, entry)
    if silent(entry, about.channels):
        what = M(
            "Item #{item} quotes without words of yours. Write what you say about it with: curate comment {item}",
            item=item,
        )
        yield found("quote-commentary", what, entry)
    length = len(entry.quote.strip())
    if length > settings.max_quote:
        what = M(
            "The quote of item #{item} has {length} characters, more than {limit}. Keep only what you comment on.",
            item=item,
            length=length,
            limit=settings.max_quote,
        )
        yield found("quote-length", what, entry)


def _wording(entry: Entry, settings: CheckSettings, summary: str) -> Iterator[Finding]:
    words = text.words(text.fold(entry.commentary))
    if words and len(words) < settings.min_words:
        what = MN(
            "The commentary on item #{item} is {n} word. Does it say why this matters to your public?",
            "The commentary on item #{item} is {n} words. Does it say why this matters to your public?",
            len(words),
            item=entry.item,
        )
        yield found("commentary-short", what, entry)
    said = text.words(text.fold(f"{entry.title}\n{summary}"))
    if repeated(words, said) > settings.max_repeated:
        what = M("The commentary on item #{item} mostly repeats its source. Say what it means here.", item=entry.item)
        yield found("commentary-repeats", what, entry)


def _before(entry: Entry, about: About, digest: int) -> Iterator[Finding]:
    item = entry.item
    if about.since is not None and entry.published is not None and entry.published < about.since:
        what = M(
            "Item #{item} is of {date}, before the period that this digest is about. Is it news still?",
            item=item,
            date=entry.published.date(),
        )
        yield found("too-old", what, entry)
    if before := [name for name in entry.posted if not entry.only or name in entry.only]:
        what = M(
            "Item #{item} was posted before, on: {channels}. It does not go there twice: keep it to other channels, or "
            "take it out with: curate digest remove {digest} {item}",
            item=item,
            channels=", ".join(before),
            digest=digest,
        )
        yield found("already-posted", what, entry)
    if others := about.elsewhere.get(item):
        numbers = ", ".join(map(str, others))
        what = M("Item #{item} is in another digest too: {digests}. Is it news still?", item=item, digests=numbers)
        yield found("already-in-digest", what, entry)


def _picture(entry: Entry, about: About) -> Iterator[Finding]:
    if not entry.image.strip():
        return
    item, alt = entry.item, entry.image_alt.strip()
    if why := about.pictures.get(item):
        what = M(
            "The image of item #{item} does not go out, a card stands in for it. {why} "
            "Name another with: curate comment {item} --image FILE",
            item=item,
            why=why,
        )
        yield found("image-file", what, entry)
    if not alt:
        what = M(
            "The image of item #{item} has no description. Write what it shows with: curate comment {item}", item=item
        )
        yield found("image-alt", what, entry)
    if not entry.image_licence.strip():
        what = M(
            "The image of item #{item} has no licence. Write why you may use it with: curate comment {item}", item=item
        )
        yield found("image-licence", what, entry)
    short = {
        name: most for name, most in about.alts.items() if len(alt) > most and (name in entry.only or not entry.only)
    }
    if short:
        what = M(
            "The description of the image of item #{item} has {length} characters; {channels}. Make it shorter.",
            item=item,
            length=len(alt),
            channels=_listed([M("{channel} takes {limit}", channel=name, limit=most) for name, most in short.items()]),
        )
        yield found("alt-length", what, entry)


def _addresses(entry: Entry, about: About) -> Iterator[Finding]:
    item = entry.item
    for address in dict.fromkeys(filter(None, (entry.url, entry.related))):
        if names := ", ".join(_tracking(address)):
            what = M(
                "An address of item #{item} follows its readers, by {names}: {url} Take that out of it.",
                item=item,
                names=names,
                url=address,
            )
            yield found("tracking", what, entry)
        tried = about.tried.get(address)
        if tried is None:
            continue
        if tried.status in _GONE:
            what = M(
                "A link of item #{item} leads nowhere ({status}): {url} Look for the new address, or leave it out.",
                item=item,
                status=tried.status,
                url=address,
            )
            yield found("dead-link", what, entry)
        elif tried.why is not None:
            what = M("A link of item #{item} could not be tried: {url} {why}", item=item, url=address, why=tried.why)
            yield found("unreachable", what, entry)


def _fits(entry: Entry, about: About) -> Iterator[Finding]:
    fits = about.fits.get(entry.item, ())
    for fit in fits:
        if fit.why_not is not None:
            yield found(UNPOSTABLE, fit.why_not, entry)
    long = [M("{n} on {channel}", n=fit.posts, channel=fit.channel) for fit in fits if fit.posts > 1]
    if long:
        what = M(
            "Item #{item} does not fit into one post: it takes {posts}. "
            "Shorten it, or write a text for the channel with: curate digest text",
            item=entry.item,
            posts=_listed(long),
        )
        yield found("too-long", what, entry)


def _listed(parts: Sequence[Message]) -> Message:
    joined = parts[0]
    for part in parts[1:]:
        joined = Message("{before}, {more}", {"before": joined, "more": part})
    return joined


def repeated(words: Sequence[str], said: Sequence[str]) -> float:
    """Return which share of the runs of three words in `words` stands in `said` too, 0 where there is no such run."""
    runs = _runs(words)
    known = set(_runs(said))
    return sum(run in known for run in runs) / len(runs) if runs else 0.0


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _tracking(address: str) -> list[str]:
    try:
        names = [name.lower() for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True)]
    except ValueError:
        return []
    return [name for name in dict.fromkeys(names) if name.startswith(_TRACKING) or name in _TRACKING_NAMES]
