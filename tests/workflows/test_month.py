"""A month of a curator, played by script: two reviews and a digest a week. The log alone tells where it all stands."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from curate import config, sources, workspace
from curate.errors import Refused, SourceError
from curate.models import Document, State
from curate.states import Step
from curate.store import Configured, Store, Wanted
from curate.workflows import composing, curating, enriching, publishing
from curate.workflows.desk import Desk
from tests.corpus import CORPUS, needed
from tests.workflows.conftest import CONFIGURATION, NOW

REASONS = ("not-for-us", "known", "weak", "advertising", None)


def fetched(desk: Desk, part: list[Path]) -> None:
    """Take in what some feeds say, as a fetch would."""
    for path in part:
        try:
            said = sources.kind("feed").read(Document(body=path.read_bytes(), url=f"https://x.example/{path.name}"), {})
        except SourceError:
            continue
        desk.store.items.take(1, said, home="https://x.example", now=desk.now, first=False)
    enriching.enrich(desk)


def review(desk: Desk, chance: random.Random) -> None:
    """Decide on twelve items as a person does, and take one in six decisions back."""
    for row in curating.inbox(desk, Wanted(limit=12, baseline=True)):
        words = [str(row.item.id)]
        match chance.randrange(6):
            case 0 | 1:
                curating.move(desk, words, Step.DISMISS, text=chance.choice(REASONS))
            case 2:
                curating.move(desk, words, Step.SNOOZE, text="later", until=desk.now + timedelta(days=3))
            case 3:
                curating.tag(desk, words, add=["zelf"], remove=[], new=True)
                curating.move(desk, words, Step.SHORTLIST)
            case _:
                curating.comment(desk, words[0], {"commentary": f"Waarom dit ertoe doet, om {desk.now:%d/%m %H:%M}."})
        if chance.random() < 1 / 6:
            curating.undo(desk)


def edition(desk: Desk, number: int) -> None:
    """Make a digest of what has words, and record it as posted."""
    ready = desk.store.items.listed(Wanted(states=(State.COMMENTED,), baseline=True, limit=4))
    if not ready:
        return
    digest = composing.new(desk, f"Week {number}")
    composing.add(desk, digest, [str(item.id) for item in ready])
    composing.close(desk, digest)
    publishing.posted(desk, digest, [], channel="mastodon", url=None, at_=desk.now)


def replayed(desk: Desk) -> dict[int, tuple[str, str]]:
    """Return (state, commentary) of each item as the log tells it, from nothing but its events."""
    standing: dict[int, tuple[str, str]] = {}
    for event in desk.store.curation.events():
        if event.item is None or event.undone or event.action == "undo":
            continue
        state, words = standing.get(event.item, ("new", ""))
        if event.to is not None:
            state = event.to
        if event.action == "comment":
            words = json.loads(event.text or "{}").get("commentary", "")
        standing[event.item] = (state, words)
    return standing


@pytest.mark.slow
@needed
@pytest.mark.parametrize("seed", [1])
def test_the_log_of_a_month_replays_to_the_same_state(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    feeds = sorted((CORPUS / "feeds").iterdir())
    made = workspace.create_from(tmp_path / "werkmap", CONFIGURATION)
    with Store(made.database) as store:
        store.sources.configure([Configured(name="Blog", fallback="blog", url="https://blog.example/feed")])
        desk = Desk(workspace=made, config=config.load(made.config), store=store, by="An", now=NOW)
        for week in range(4):
            fetched(desk, feeds[week * 3 : week * 3 + 3])
            for day in (0, 2):
                desk = replace(desk, now=NOW + timedelta(weeks=week, days=day))
                review(desk, chance)
            try:
                edition(desk, week + 1)
            except Refused as refused:
                pytest.fail(str(refused))
        told = replayed(desk)
        items = desk.store.items.many(list(told))
        notes = desk.store.curation.notes(list(told))
        held = {item.id: (item.state.value, notes[item.id].commentary if item.id in notes else "") for item in items}
        assert len(told) >= 40
        assert {state for state, _ in held.values()} >= {"dismissed", "snoozed", "published"}
        assert told == held
        assert store.faults() == []
        decided = {event.item for event in desk.store.curation.events() if event.item}
        untouched = [
            item
            for item in desk.store.items.listed(Wanted(states=(), baseline=True, limit=None))
            if item.id not in decided
        ]
        assert {item.state for item in untouched} == {State.NEW}
