"""A server to ask, and what is shared in asking it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from curate.fetch import download
from curate.models import Answer, Request
from tests.server import Server

HOME = "https://voorbeeld.example"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(hosts=4) as running:
        yield running


def ask(*requests: Request | str, **settings: float) -> list[Answer]:
    """Return the answers in the order of the requests; an address alone is a source that may be private."""
    wanted = [
        Request(source=each, url=each, allow_private=True) if isinstance(each, str) else each for each in requests
    ]
    came = {
        answer.source: answer
        for answer in download(wanted, organisation_url=HOME, **{"pause": 0.01, "deadline": 5.0, **settings})  # type: ignore[arg-type]
    }
    assert sorted(came) == sorted(request.source for request in wanted)
    return [came[request.source] for request in wanted]


def error_of(answer: Answer) -> str:
    assert answer.error is not None, answer
    assert answer.body is None
    return str(answer.error)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that says which addresses a name has, one set for each lookup; it returns the lookups."""
    import socket

    table: dict[str, list[list[str]]] = {}
    looked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        host = host.rstrip(".")
        looked.append(host)
        if host not in table:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        sets = table[host]
        addresses = sets.pop(0) if len(sets) > 1 else sets[0]
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    def set_names(**found: list[list[str]]) -> list[str]:
        table.update({name.replace("_", "."): sets for name, sets in found.items()})
        return looked

    return set_names
