"""The desk a curator works at: what every workflow is given."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from curate.config import Config
from curate.errors import UsageError
from curate.locale import M, Message
from curate.models import Item
from curate.store import Act, Configured, Digest, Store, new_key, query
from curate.workspace import Workspace

CANDIDATES = 5
"""How many items are named where words fit several."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A workspace that is open, the moment, and who acts."""

    workspace: Workspace
    config: Config
    store: Store
    by: str
    now: datetime
    how: str = "command"
    """How what is done here came in, for the events: `command`, `review` or `handin`."""
    batch: str | None = None
    """Makes all that is done here one step for `undo`; None: each command is a step of its own."""
    learns: bool = True
    """What is decided here is learnt from at once; False: by who decides, when there is time for it."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the organisation's time zone."""
        return ZoneInfo(self.config.organisation.timezone)

    def local(self, moment: datetime) -> datetime:
        """Return a moment on the organisation's clock, whose day is the one that its public reads."""
        return moment.astimezone(self.zone)

    def act(self) -> Act:
        """Return who acts, for the events of one command."""
        return Act(by=self.by, at=self.now, batch=self.batch or new_key(), how=self.how)

    def as_one_step(self, *, by: str | None = None, how: str | None = None) -> Desk:
        """Return this desk with all that is done at it being one step for `undo`."""
        return replace(self, batch=new_key(), by=by or self.by, how=how or self.how)


def decided(desk: Desk) -> None:
    """Let the ranking learn from what was just decided."""
    if not desk.learns:
        return
    from curate.workflows import ranking  # what only looks does not load it

    ranking.learn(desk)


def corrected(desk: Desk, items: Sequence[int]) -> None:
    """Score the stories of items anew: who tells them was put right, or that was taken back."""
    if items:
        from curate.workflows import ranking

        stories = {item.story for item in desk.store.items.many(items)}
        ranking.rank(desk, desk.store.stories.members(stories))


def item(desk: Desk, words: str) -> Item:
    """Return the one item that `words` name: its number, its URL, or words that fit one item only.

    `UsageError` where there is none, or several.
    """
    words = words.strip()
    if words.lstrip("#").isdigit():
        number = int(words.lstrip("#"))
        found = desk.store.items.get(number) if number < 2**63 else None
        if found is None:
            _refuse_gone(desk, number)
            raise UsageError(
                M("There is no item #{number}.", number=words.lstrip("#")),
                hint=M("See the numbers with: curate inbox, or look for it with: curate search WORDS"),
            )
        return found
    if "://" in words:
        found = desk.store.items.by_url(words)
        if found is None:
            raise UsageError(
                M("No item has the address {url}.", url=words), hint=M("Read that page in with: curate add URL")
            )
        return found
    return _by_words(desk, words)


def _refuse_gone(desk: Desk, number: int) -> None:
    when = desk.store.keeping.when(number) if number < 2**63 else None
    if when is not None:
        raise UsageError(
            M("Item #{number} went nowhere, and was let go of on {when}.", number=number, when=desk.local(when).date()),
            hint=M(
                "How long such items are kept stands in sources.yaml (keep:). Read its page again with: curate add URL"
            ),
        )


def _by_words(desk: Desk, words: str) -> Item:
    asked = query.plain(words)
    numbers = desk.store.search.titles(asked) or desk.store.search.find(asked, CANDIDATES + 1).items
    fitting = desk.store.items.many(numbers)
    if not fitting:
        raise UsageError(
            M("No item fits “{words}”.", words=words),
            hint=M("An item is named by its number, its address, or words of its title. See: curate inbox"),
        )
    if len(fitting) > 1:
        raise UsageError(M("Several items fit “{words}”.", words=words), hint=_choice(fitting))
    return fitting[0]


def _choice(fitting: Sequence[Item]) -> Message:
    shown = "\n".join(f"  #{item.id}  {item.title} ({item.outlet})" for item in fitting[:CANDIDATES])
    return M("Say which one by its number:\n{items}", items=shown)


def items(desk: Desk, words: Sequence[str]) -> list[Item]:
    """Return the items named, each once, in the order named."""
    found: dict[int, Item] = {}
    for each in words:
        one = item(desk, each)
        found.setdefault(one.id, one)
    return list(found.values())


def digest(desk: Desk, number: int) -> Digest:
    """Return a digest by its number; `UsageError` where there is none."""
    found = desk.store.digests.get(number) if 0 < number < 2**63 else None
    if found is None:
        raise UsageError(
            M("There is no digest {number}.", number=number),
            hint=M("See them with: curate digest list, or make one with: curate digest new TITLE"),
        )
    return found


def near(word: str, known: Sequence[str]) -> Message | None:
    """Return the question "did you mean", None where nothing is near."""
    found = difflib.get_close_matches(word.lower(), [name.lower() for name in known], n=1, cutoff=0.6)
    if not found:
        return None
    return M("Did you mean {name}?", name=next(name for name in known if name.lower() == found[0]))


def configure(desk: Desk) -> None:
    """Bring the store's sources in line with `sources.yaml`."""
    desk.store.sources.configure(
        Configured(
            name=source.name if source.named else None,
            fallback=source.name,
            url=source.url,
            trust=source.trust,
            own=source.own,
            language=source.language,
        )
        for source in desk.config.sources
    )
