"""What there is to say against a digest going out, each with what to do about it.

Errors stop an export, warnings do not. The rules on quotes are those of the law that Belgian organisations work under:
a quotation serves criticism, review or teaching, is no longer than that asks for, and names author and source (Code of
Economic Law, art. XI.189 §1). The law gives no number; ours is a measure that a press quote rarely needs to pass.

Each rule has its name (`rules`), and can be switched per workspace, but for the rule of the house.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from curate.digest import entries, filling
from curate.digest.entries import About, Fit, Tried
from curate.digest.rules import NO_COMMENTARY, RULES, UNPOSTABLE, CheckSettings, found, levelled
from curate.locale import M, Message
from curate.models import Edition, Finding, Kind, Level, State

__all__ = ["NO_COMMENTARY", "RULES", "UNPOSTABLE", "CheckSettings", "Fit", "Tried", "check", "gate"]


def gate(edition: Edition, channels: Sequence[str] | None = None) -> tuple[int, ...]:
    """Return the items that have no words of a curator, in their order: the rule of the house keeps them in.

    An own text for a channel counts where the item goes to no channel without one; `channels` are those that the
    edition goes out on. A text without a letter or a figure is no words.
    """
    return tuple(entry.item for entry in edition.entries if entries.silent(entry, channels))


def check(
    edition: Edition,
    settings: CheckSettings,
    *,
    summaries: Mapping[int, str] | None = None,
    states: Mapping[int, State] | None = None,
    unseen: AbstractSet[int] = frozenset(),
    stories: Mapping[int, int] | None = None,
    elsewhere: Mapping[int, Sequence[int]] | None = None,
    fits: Mapping[int, Sequence[Fit]] | None = None,
    alts: Mapping[str, int] | None = None,
    pictures: Mapping[int, Message] | None = None,
    logo: Message | None = None,
    tried: Mapping[str, Tried] | None = None,
    since: datetime | None = None,
    channels: Sequence[str] | None = None,
    languages: Mapping[str, int] | None = None,
) -> tuple[Finding, ...]:
    """Return what was found: errors first, each in the order of the edition, what is about the whole before its items.

    By item: `summaries` is what its source said, `states` where it stands, `unseen` those with words that
    nobody approved, `stories` the number of its story, `elsewhere` the other digests that hold it, `fits` how it goes
    onto the channels. What else is known: see `About`.
    What is not given is not checked; but where approval is required, an item of unknown state is unapproved.
    """
    about = About(
        summaries=summaries or {},
        states=states or {},
        unseen=unseen,
        stories=stories or {},
        elsewhere=elsewhere or {},
        fits=fits or {},
        alts=alts or {},
        pictures=pictures or {},
        logo=logo,
        tried=tried or {},
        since=since,
        channels=channels,
        languages=languages,
    )
    all_found = list(_whole(edition, settings, about))
    for entry in edition.entries:
        all_found += entries.check(entry, settings, about, edition.digest)
    all_found += _twice(edition, about)
    kept = [each for finding in all_found if (each := levelled(finding, settings)) is not None]
    place = {entry.item: number for number, entry in enumerate(edition.entries, 1)}
    return tuple(sorted(kept, key=lambda each: (each.level is not Level.ERROR, place.get(each.item or 0, 0))))


def _whole(edition: Edition, settings: CheckSettings, about: About) -> Iterator[Finding]:
    if not edition.entries:
        yield found(
            "empty", M("It has no items. Add some with: curate digest add {digest} ITEM…", digest=edition.digest)
        )
        return
    yield from _frame(edition, settings)
    yield from _shares(edition, settings, about)
    if about.logo is not None:
        yield found("image-file", M("Your logo is left out of cards and pages. {why}", why=about.logo))
    if edition.kind is Kind.TIMELINE:
        dates = [entry.published for entry in edition.entries if entry.published is not None]
        if dates != sorted(dates):
            what = M(
                "It is a timeline, but not in the order of time. Put that right with: "
                "curate digest order {digest} --by date",
                digest=edition.digest,
            )
            yield found("timeline-order", what)


def _frame(edition: Edition, settings: CheckSettings) -> Iterator[Finding]:
    if not edition.intro.strip():
        what = M('It has no intro. Write one with: curate digest intro {digest} "…"', digest=edition.digest)
        yield found("no-intro", what)
    for name, meant in filling.unknown(f"{edition.intro}\n{edition.closing}"):
        hint = M("Did you mean {name}?", name=f"{{{meant}}}") if meant else M("It stays as it stands there.")
        yield found("unknown-value", M("{name} is no value of an edition. {hint}", name=f"{{{name}}}", hint=hint))
    count = len(edition.entries)
    if count > settings.max_items:
        what = M(
            "It has {count} items, more than {limit}. Take the weakest out with: curate digest remove {digest} ITEM",
            count=count,
            limit=settings.max_items,
            digest=edition.digest,
        )
        yield found("too-many-items", what)


def _shares(edition: Edition, settings: CheckSettings, about: About) -> Iterator[Finding]:
    for outlet, number in Counter(entry.outlet for entry in edition.entries).items():
        if number > settings.max_per_source:
            what = M(
                "{count} items come from {outlet}, more than {limit}: let others speak too.",
                count=number,
                outlet=outlet,
                limit=settings.max_per_source,
            )
            yield found("source-share", what)
    yield from _own(edition, settings)
    if len(edition.entries) >= settings.fewest:
        yield from _languages(edition, settings, about)
        yield from _paywalled(edition, settings)


def _languages(edition: Edition, settings: CheckSettings, about: About) -> Iterator[Finding]:
    """Yield that one language has it all; but not the public's own, where there was hardly another to choose from."""
    spoken = Counter(entry.language for entry in edition.entries if entry.language)
    if not spoken or spoken.total() < settings.fewest:
        return
    language, count = spoken.most_common(1)[0]
    offered = about.languages or {}
    if language == edition.language and offered.get(language, 0) > settings.max_language * sum(offered.values()):
        return
    if count > settings.max_language * spoken.total():
        what = M(
            "{count} of {all} items are in one language ({language}). What do others say about it?",
            count=count,
            all=len(edition.entries),
            language=language,
        )
        yield found("language-share", what)


def _own(edition: Edition, settings: CheckSettings) -> Iterator[Finding]:
    own, count = sum(entry.own for entry in edition.entries), len(edition.entries)
    least, most = settings.own_share
    if count < settings.fewest and not 1 < count == own:
        return  # of two items, no number is a share between 10 and 40 %
    if not own:
        what = M(
            "Nothing in it is of your own organisation. Is there something you made yourselves that belongs with it? "
            "(Your own sources have `own: true` in sources.yaml.)"
        )
        yield found("own-share", what)
    elif own / count > most:
        what = M(
            "{own} of {count} items are your own, more than {most} %: let others speak too.",
            own=own,
            count=count,
            most=round(100 * most),
        )
        yield found("own-share", what)
    elif own / count < least:
        what = M(
            "{own} of {count} items are your own, less than {least} %: is there more that belongs with it?",
            own=own,
            count=count,
            least=round(100 * least),
        )
        yield found("own-share", what)


def _paywalled(edition: Edition, settings: CheckSettings) -> Iterator[Finding]:
    closed = [entry.item for entry in edition.entries if entry.paywalled]
    if len(closed) > settings.max_paywalled * len(edition.entries):
        what = M(
            "{count} of {all} items are for subscribers only ({items}): many of your readers will find them "
            "shut. Does another source tell it openly?",
            count=len(closed),
            all=len(edition.entries),
            items=", ".join(f"#{item}" for item in closed),
        )
        yield found("paywall-share", what)


def _twice(edition: Edition, about: About) -> Iterator[Finding]:
    if edition.kind in (Kind.STORY, Kind.TIMELINE):
        return  # several items that tell the same: that is what these are for
    first: dict[int, int] = {}
    for entry in edition.entries:
        story = about.stories.get(entry.item)
        if not story:
            continue
        other = first.setdefault(story, entry.item)
        if other != entry.item:
            what = M(
                "Item #{item} tells the same story as #{other}. Take it out with: curate digest remove {digest} {item}",
                other=other,
                digest=edition.digest,
                item=entry.item,
            )
            yield found("story-twice", what, entry)
