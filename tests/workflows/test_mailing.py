"""Letters on their way to the store: where their links lead is asked, and what cannot be asked now waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from curate.locale import M
from curate.models import Answer, Letter, Request
from curate.workflows import mailing
from curate.workflows.desk import Desk
from tests.workflows.conftest import desk_in

URL = "imaps://an%40vzw.example@post.example/Nieuws"
CONFIGURATION = f"sources:\n  - {{url: '{URL}', kind: mail, name: Post}}\n"
CLICK = "https://click.post.example/c/Ab3dEf6hIj9kLm2n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path / "werkmap", CONFIGURATION) as opened:
        yield opened


class Web:
    """The web, as far as it is asked: every address leads to one of its own, but for those that are dead."""

    def __init__(self, *dead: str) -> None:
        self.asked: list[Request] = []
        self._dead = dead

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        for request in requests:
            self.asked.append(request)
            if request.url in self._dead:
                yield Answer(source=request.source, url=request.url, error=M("Dead."))
            else:
                yield Answer(source=request.source, url=f"https://krant.example/{request.url[-1]}", status=200)


def letter(number: int, *clicks: object) -> Letter:
    rows = "".join(f'<h2><a href="{CLICK}{click}">Titel nummer {click}</a></h2>' for click in clicks)
    body = f"From: Socius <n@socius.example>\nList-Id: x\nContent-Type: text/html\n\n{rows}<p>Een brief.</p>"
    return Letter(number=number, body=body.encode())


def follow(desk: Desk, web: Web, *letters: Letter, private: bool = False) -> Answer:
    answer = Answer(source="1", url=URL, status=200, etag="7:99", letters=letters)
    return mailing.followed(desk, Request(source="1", url=URL, allow_private=private), answer, web)


def test_each_address_is_asked_once_and_nothing_else_of_it(desk: Desk) -> None:
    web = Web()
    answer = follow(desk, web, letter(3, 1, 2), letter(4, 2, 3))
    assert [request.url for request in web.asked] == [f"{CLICK}{n}" for n in (1, 2, 3)]
    assert all(request.only_address and not request.allow_private for request in web.asked)
    said = mailing.read(desk.config.sources[0], answer)
    assert [entry.url for entry in said.entries] == [f"https://krant.example/{n}" for n in (1, 2, 3)]
    assert (answer.etag, said.warnings, said.news_only) == ("7:99", (), True)


def test_what_leads_nowhere_keeps_its_address_with_a_warning(desk: Desk) -> None:
    answer = follow(desk, Web(f"{CLICK}2"), letter(3, 1, 2))
    said = mailing.read(desk.config.sources[0], answer)
    assert [entry.url for entry in said.entries] == ["https://krant.example/1", f"{CLICK}2"]
    assert [str(warning) for warning in said.warnings] == [
        "Where 1 link leads could not be found out, so it still counts clicks (Dead.)"
    ]


def test_letters_for_which_there_is_no_time_wait_and_the_first_is_always_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "MOST_ASKED", 3)
    answer = follow(desk, Web(), letter(3, 1, 2), letter(5, 3), letter(8, 4, 5), letter(9))
    assert [each.number for each in answer.letters or ()] == [3, 5]
    assert answer.etag == "7:8"
    web = Web()
    monkeypatch.setattr(mailing, "PATIENCE", 0)
    answer = follow(desk, web, letter(8, 4, 5), letter(9, 6))
    assert ([each.number for each in answer.letters or ()], answer.etag) == ([8], "7:9")
    assert len(web.asked) == 1


def test_a_letter_that_cannot_be_read_is_told_of_and_stops_no_other(desk: Desk) -> None:
    broken = Letter(number=1, body=b"Content-Type: text/plain; " + b'a=";' * 100_000 + b"\r\n\r\nx")
    answer = follow(desk, Web(), broken, letter(2, 1))
    said = mailing.read(desk.config.sources[0], answer)
    assert len(said.entries) == 1
    assert "longer than any mail program" in str(said.warnings[0])


def test_a_private_host_is_open_only_where_the_mailbox_stands_on_it(desk: Desk) -> None:
    web = Web()
    rows = "".join(
        f'<h2><a href="http://{host}/click/{n}">Een titel</a></h2>'
        for n, host in enumerate(("post.example", "10.0.0.1"))
    )
    body = f"List-Id: x\nContent-Type: text/html\n\n{rows}".encode()
    follow(desk, web, Letter(number=1, body=body), private=True)
    assert [request.allow_private for request in web.asked] == [True, False]
    assert replace(web.asked[0], allow_private=False) != web.asked[0]
