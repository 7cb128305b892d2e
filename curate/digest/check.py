"""What there is to say against a digest going out, each with what to do about it.

Errors stop an export, warnings do not. The rules on quotes are those of the law that Belgian organisations work under:
a quotation serves criticism, review or teaching, is no longer than that asks for, and names author and source (Code of
Economic Law, art. XI.189 §1). The law gives no number; ours is a measure that a press quote rarely needs to pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from curate import text
from curate.locale import MN, M, Message
from curate.models import Edition, Entry, Finding, Level, State


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckSettings:
    """Where the rules draw their lines."""

    max_items: int = 7
    max_per_source: int = 2
    approval_required: bool = False
    max_quote: int = 300
    """Characters: three to four sentences of a newspaper."""
    min_words: int = 12
    """Words of a commentary: fewer seldom say why something matters."""
    max_repeated: float = 0.5
    """Share of a commentary's runs of three words that may stand in the item's own title and summary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _About:
    """What is known of the items beside the edition, by their numbers."""

    summaries: Mapping[int, str]
    states: Mapping[int, State]
    stories: Mapping[int, int]
    elsewhere: Mapping[int, Sequence[int]]


_APPROVED = frozenset({State.APPROVED, State.PUBLISHED, State.CORRECTED})
_TRACKING = ("utm_", "mc_", "pk_", "mtm_", "hsa_", "_hs")
"""How names of parameters begin with which newsletters and advertisements follow a reader."""
_TRACKING_NAMES = frozenset(
    {"fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "twclid", "igshid", "yclid", "mkt_tok"}
)


def gate(edition: Edition) -> tuple[int, ...]:
    """Return the items that have no words of a curator, in their order: the rule of the house keeps them in.

    An own text for a channel counts where the item goes to no channel without one. A text without a letter or a figure
    is no words.
    """
    return tuple(entry.item for entry in edition.entries if _silent(entry))


def check(
    edition: Edition,
    settings: CheckSettings,
    *,
    summaries: Mapping[int, str] | None = None,
    states: Mapping[int, State] | None = None,
    stories: Mapping[int, int] | None = None,
    elsewhere: Mapping[int, Sequence[int]] | None = None,
) -> tuple[Finding, ...]:
    """Return what was found: errors first, each in the order of the edition, what is about the whole before its items.

    By item: `summaries` is what its source said, `states` where it stands, `stories` the number of its story,
    `elsewhere` the other digests that hold it. What is not given is not checked; but where approval is required, an
    item of unknown state is unapproved.
    """
    about = _About(summaries=summaries or {}, states=states or {}, stories=stories or {}, elsewhere=elsewhere or {})
    found = list(_whole(edition, settings))
    for entry in edition.entries:
        found += _entry_errors(entry, settings, about, edition.digest)
        found += _entry_warnings(entry, settings, about)
    found += _twice(edition, about)
    place = {entry.item: number for number, entry in enumerate(edition.entries, 1)}
    return tuple(sorted(found, key=lambda each: (each.level is not Level.ERROR, place.get(each.item or 0, 0))))


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _whole(edition: Edition, settings: CheckSettings) -> Iterator[Finding]:
    count = len(edition.entries)
    if not count:
        yield _error(
            "empty", M("It has no items. Add some with: curate digest add {digest} ITEM…", digest=edition.digest)
        )
        return
    if not edition.intro.strip():
        what = M('It has no intro. Write one with: curate digest intro {digest} "…"', digest=edition.digest)
        yield _warning("no-intro", what)
    if count > settings.max_items:
        what = M(
            "It has {count} items, more than {limit}. Take the weakest out with: curate digest remove {digest} ITEM",
            count=count,
            limit=settings.max_items,
            digest=edition.digest,
        )
        yield _warning("too-many-items", what)
    for outlet, number in Counter(entry.outlet for entry in edition.entries).items():
        if number > settings.max_per_source:
            what = M(
                "{count} items come from {outlet}, more than {limit}: let others speak too.",
                count=number,
                outlet=outlet,
                limit=settings.max_per_source,
            )
            yield _warning("source-share", what)


def _twice(edition: Edition, about: _About) -> Iterator[Finding]:
    first: dict[int, int] = {}
    for entry in edition.entries:
        story = about.stories.get(entry.item)
        if story is None:
            continue
        other = first.setdefault(story, entry.item)
        if other != entry.item:
            what = M(
                "Item #{item} tells the same story as #{other}. Take it out with: curate digest remove {digest} {item}",
                other=other,
                digest=edition.digest,
                item=entry.item,
            )
            yield _warning("story-twice", what, entry)


# ── one item ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _entry_errors(entry: Entry, settings: CheckSettings, about: _About, digest: int) -> Iterator[Finding]:
    item, state = entry.item, about.states.get(entry.item)
    if state is State.WITHDRAWN:
        what = M(
            "Item #{item} was withdrawn. Take it out with: curate digest remove {digest} {item}",
            item=item,
            digest=digest,
        )
        yield _error("withdrawn", what, entry)
    if state is State.DISMISSED:
        what = M(
            "Item #{item} was dismissed. Take it out with: curate digest remove {digest} {item}",
            item=item,
            digest=digest,
        )
        yield _error("dismissed", what, entry)
    if _silent(entry) and not entry.uncommented:
        what = M("Item #{item} has no words of yours. Say why it matters with: curate comment {item}", item=item)
        yield _error("no-commentary", what, entry)
    if settings.approval_required and state not in _APPROVED:
        what = M("Item #{item} is not approved. A colleague does so with: curate approve {item}", item=item)
        yield _error("unapproved", what, entry)
    if entry.quote.strip():
        yield from _quote_errors(entry, settings)


def _quote_errors(entry: Entry, settings: CheckSettings) -> Iterator[Finding]:
    item = entry.item
    if not (entry.quote_author.strip() and entry.quote_outlet.strip()):
        what = M(
            "The quote of item #{item} must say who said it, and where. Add both with: curate comment {item}", item=item
        )
        yield _error("quote-attribution", what, entry)
    if not _has_words(entry.commentary):
        what = M(
            "Item #{item} quotes without words of yours. Write what you say about it with: curate comment {item}",
            item=item,
        )
        yield _error("quote-commentary", what, entry)
    length = len(entry.quote.strip())
    if length > settings.max_quote:
        what = M(
            "The quote of item #{item} has {length} characters, more than {limit}. Keep only what you comment on.",
            item=item,
            length=length,
            limit=settings.max_quote,
        )
        yield _error("quote-length", what, entry)


def _entry_warnings(entry: Entry, settings: CheckSettings, about: _About) -> Iterator[Finding]:
    yield from _wording(entry, settings, about.summaries.get(entry.item, ""))
    item = entry.item
    if before := [name for name in entry.posted if not entry.only or name in entry.only]:
        what = M("Item #{item} was posted before, on: {channels}.", item=item, channels=", ".join(before))
        yield _warning("already-posted", what, entry)
    if others := about.elsewhere.get(item):
        numbers = ", ".join(map(str, others))
        what = M("Item #{item} is in another digest too: {digests}. Is it news still?", item=item, digests=numbers)
        yield _warning("already-in-digest", what, entry)
    if entry.image.strip() and not entry.image_alt.strip():
        what = M(
            "The image of item #{item} has no description. Write what it shows with: curate comment {item}", item=item
        )
        yield _warning("image-alt", what, entry)
    for address in (entry.url, entry.related):
        if names := ", ".join(_tracking(address)):
            what = M(
                "An address of item #{item} follows its readers, by {names}: {url}", item=item, names=names, url=address
            )
            yield _warning("tracking", what, entry)


def _wording(entry: Entry, settings: CheckSettings, summary: str) -> Iterator[Finding]:
    words = text.words(text.fold(entry.commentary))
    if words and len(words) < settings.min_words:
        what = MN(
            "The commentary on item #{item} is {n} word. Does it say why this matters to your public?",
            "The commentary on item #{item} is {n} words. Does it say why this matters to your public?",
            len(words),
            item=entry.item,
        )
        yield _warning("commentary-short", what, entry)
    said = text.words(text.fold(f"{entry.title}\n{summary}"))
    if _repeated(words, said) > settings.max_repeated:
        what = M("The commentary on item #{item} mostly repeats its source. Say what it means here.", item=entry.item)
        yield _warning("commentary-repeats", what, entry)


def _silent(entry: Entry) -> bool:
    if _has_words(entry.commentary):
        return False
    own = {channel for channel, words in entry.texts if _has_words(words)}
    return not entry.only or not own.issuperset(entry.only)


def _has_words(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _repeated(words: Sequence[str], said: Sequence[str]) -> float:
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


def _error(rule: str, what: Message, entry: Entry | None = None) -> Finding:
    return Finding(rule=rule, level=Level.ERROR, message=what, item=entry.item if entry else None)


def _warning(rule: str, what: Message, entry: Entry | None = None) -> Finding:
    return Finding(rule=rule, level=Level.WARNING, message=what, item=entry.item if entry else None)
