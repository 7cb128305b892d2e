"""The whole way, offline: sample sources on loopback, fetched by the real fetcher, to a digest and its exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from curate import clock, config, samples, workspace
from curate.errors import CurateError, Refused
from curate.locale import M
from curate.models import Edition, FetchSummary, Item
from curate.states import Step
from curate.store import Store, Wanted
from curate.workflows import composing, curating, publishing, refreshing
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from curate.workflows.publishing import Exported
from curate.workspace import Workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What the demo did, step by step."""

    workspace: Workspace
    fetched: FetchSummary
    items: int
    stories: int
    chosen: tuple[Item, ...]
    digest: int
    edition: Edition
    exported: Exported


def play(folder: Path, language: str, progress: Callable[[int, int, str], None] | None = None) -> Shown:
    """Go the whole way in a new workspace and return what was done; `Refused` where the folder holds one already."""
    if (folder / "sources.yaml").exists():
        raise Refused(
            M("{folder} holds a workspace already.", folder=folder),
            hint=M("Let the demo make its own: curate demo OTHER-DIR"),
        )
    now = clock.now()
    words = samples.words(language)
    with samples.serve(now) as addresses:
        made = workspace.create_from(folder, samples.configuration(addresses, language))
        settings = config.load(made.config, made.data)
        with Store(made.database) as store:
            desk = Desk(workspace=made, config=settings, store=store, by=words.curator, now=now)
            fetched = refreshing.refresh(desk, progress=progress)
            everything = Wanted(states=(), baseline=True, limit=None)
            items = store.items.count(everything)
            stories = store.items.count(everything, stories=True)
            chosen = tuple(_choose(desk, pick) for pick in words.picks)
            digest = composing.new(desk, words.title, language=language)
            composing.add(desk, digest, [str(item.id) for item in chosen])
            composing.write(desk, digest, intro=words.intro)
            composing.write(desk, digest, closing=words.closing)
            composing.close(desk, digest)
            exported = publishing.export(desk, digest)
            edition = composing.edition(desk, at.digest(desk, digest))
    return Shown(
        workspace=made,
        fetched=fetched,
        items=items,
        stories=stories,
        chosen=chosen,
        digest=digest,
        edition=edition,
        exported=exported,
    )


def _choose(desk: Desk, pick: samples.Pick) -> Item:
    item = desk.store.items.by_url(pick.url)
    if item is None:
        raise CurateError(M("The sample {url} did not come in.", url=pick.url))
    name = str(item.id)
    curating.move(desk, [name], Step.SHORTLIST)
    if pick.tags:
        curating.tag(desk, [name], add=pick.tags, remove=(), new=True)
    curating.comment(desk, name, pick.note)
    found = desk.store.items.get(item.id)
    assert found is not None  # noqa: S101
    return found
