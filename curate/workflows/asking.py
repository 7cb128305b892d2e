"""Asking the network, as this workspace is set to, and saying why something could not be read."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from curate import fetch
from curate.models import Answer, Request
from curate.workflows.desk import Desk


def fetch_all(desk: Desk, requests: Sequence[Request]) -> Iterator[Answer]:
    """Ask all of these, and yield the answers as they come in."""
    with closing(stream(desk, requests)) as answers:
        for answer in answers:
            if answer is not None:
                yield answer


def stream(desk: Desk, requests: Sequence[Request]) -> Generator[Answer | None, None, None]:
    """Ask all of these, and yield the answers as they come in, and None while none does."""
    settings = desk.config.fetch
    return fetch.stream(
        requests,
        organisation_url=desk.config.organisation.url or None,
        pause=settings.pause.total_seconds(),
        deadline=settings.deadline.total_seconds(),
        hosts_at_once=settings.hosts,
    )
