"""The rules of the check by name, how bad each is where the workspace does not say, and where they draw their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from curate.locale import M, Message
from curate.models import Entry, Finding, Level

NO_COMMENTARY = "no-commentary"
"""The rule of the house: it cannot be switched off."""
UNPOSTABLE = "unpostable"
"""An item that a channel cannot take: with `--despite`, it is left out there."""
OFF = "off"
"""How a workspace switches a rule off."""

RULES: Mapping[str, tuple[Level, Message]] = {
    "empty": (Level.ERROR, M("It has no items.")),
    NO_COMMENTARY: (Level.ERROR, M("An item without your words. This one cannot be switched off.")),
    "withdrawn": (Level.ERROR, M("An item that was withdrawn.")),
    "dismissed": (Level.ERROR, M("An item that was dismissed.")),
    "unapproved": (Level.ERROR, M("An item that no colleague approved, where that is asked for.")),
    "avoided": (Level.ERROR, M("An item from the list of what you do not share.")),
    "quote-attribution": (Level.ERROR, M("A quote that does not say who said it, and where.")),
    "quote-commentary": (Level.ERROR, M("A quote without words of yours.")),
    "quote-length": (Level.ERROR, M("A quote longer than 300 characters.")),
    "dead-link": (Level.ERROR, M("A link that leads nowhere (with --online).")),
    UNPOSTABLE: (Level.ERROR, M("An item that a channel cannot take.")),
    "no-intro": (Level.WARNING, M("It has no intro.")),
    "too-many-items": (Level.WARNING, M("More items than max_items.")),
    "source-share": (Level.WARNING, M("More items of one source than max_per_source.")),
    "language-share": (Level.WARNING, M("Nearly everything in one language, where there is more to choose from.")),
    "own-share": (Level.WARNING, M("Nothing of your own, or too much: outside 10 to 40 %.")),
    "paywall-share": (Level.WARNING, M("More than a third is for subscribers only.")),
    "too-old": (Level.WARNING, M("An item from before the period.")),
    "already-posted": (Level.WARNING, M("An item that went out before.")),
    "already-in-digest": (Level.WARNING, M("An item that is in another digest.")),
    "story-twice": (Level.WARNING, M("Two items that tell the same story.")),
    "commentary-short": (Level.WARNING, M("A commentary of fewer than 12 words.")),
    "commentary-repeats": (Level.WARNING, M("A commentary that repeats its source.")),
    "image-alt": (Level.WARNING, M("A picture without a description.")),
    "image-licence": (Level.WARNING, M("A picture without a licence.")),
    "image-file": (Level.WARNING, M("A picture, or your logo, that cannot be read as one.")),
    "alt-length": (Level.WARNING, M("A description of a picture that is too long for a channel.")),
    "tracking": (Level.WARNING, M("An address that follows its readers.")),
    "too-long": (Level.WARNING, M("An item that is too long for one post on a channel.")),
    "unreachable": (Level.WARNING, M("A link that could not be tried (with --online).")),
    "unknown-value": (Level.WARNING, M("Braces in the intro or closing around what is no value.")),
    "timeline-order": (Level.WARNING, M("A timeline that is not in the order of time.")),
}
"""name → how bad it is, and what it is about."""


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
    own_share: tuple[float, float] = (0.1, 0.4)
    """Least and most that the organisation's own items may be of an edition."""
    max_language: float = 0.8
    """Share of the items that may be in one language."""
    max_paywalled: float = 1 / 3
    """Share of the items that may be for subscribers only."""
    fewest: int = 3
    """From so many items on, shares say something."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Rule → `off`, `warning` or `error`, where the workspace wants it otherwise."""
    avoid: Sequence[str] = ()
    """Domains and words of what is not shared."""


def levelled(finding: Finding, settings: CheckSettings) -> Finding | None:
    """Return a finding as bad as the workspace has it; None where its rule is off."""
    wanted = settings.levels.get(finding.rule)
    if wanted is None or finding.rule == NO_COMMENTARY:
        return finding
    if wanted == OFF:
        return None
    return Finding(rule=finding.rule, level=Level(wanted), message=finding.message, item=finding.item)


def found(rule: str, what: Message, entry: Entry | None = None) -> Finding:
    """Return a finding, as bad as its rule is by itself."""
    return Finding(rule=rule, level=RULES[rule][0], message=what, item=entry.item if entry else None)
