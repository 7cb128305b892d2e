"""A folder of a mailbox as a source: real Dovecot on loopback, through the command, to the inbox."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests import mailserver
from tests.cli.conftest import Call
from tests.mailserver import PASSWORD, Dovecot
from tests.server import Reply, Server

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    yield from mailserver.started()


@pytest.fixture
def dovecot(running: Dovecot) -> Dovecot:
    running.make("Nieuwsbrieven")
    return running


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(hosts=2) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _password(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_MAIL_PASSWORD", PASSWORD)


def follow(url: str, more: str = "") -> None:
    Path("sources.yaml").write_text(
        f"organisation: {{language: en}}\nsources:\n"
        f"  - {{url: '{url}', name: Post, kind: mail, allow_private: true, every: 5m{more}}}\n",
        encoding="utf-8",
    )


def newsletter(html: str, subject: str = "Nieuws van november") -> bytes:
    message = EmailMessage()
    message["From"] = "Steunpunt Voorbeeld <nieuws@steunpunt.example>"
    message["Subject"] = subject
    message["Date"] = (NOW - timedelta(hours=3)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    message["List-Id"] = "<nieuws.steunpunt.example>"
    message.set_content(html, subtype="html")
    return message.as_bytes()


def letter(text: str, sender: str = "An Peeters <an@voorbeeld.example>", subject: str = "Voor de nieuwsbrief") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["Date"] = (NOW - timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    message.set_content(text)
    return message.as_bytes()


def test_a_newsletter_and_a_tip_come_in_and_the_mailbox_stays_as_it_was(
    curate: Call, dovecot: Dovecot, server: Server
) -> None:
    server.script("/click/een", Reply(status=302, headers=[("Location", "/r/twee")]))
    server.script(
        "/r/twee", Reply(status=301, headers=[("Location", "/artikel/vrijwilligers-zoeken-rust?utm_source=m")])
    )
    server.script("/artikel/vrijwilligers-zoeken-rust?utm_source=m", Reply(body=b"x" * 10_000))
    html = f"""<img src="{server.url("/open/pixel.png")}" width="1" height="1">
    <h2><a href="{server.url("/click/een")}">Vrijwilligers zoeken rust</a></h2><p>Uit onderzoek blijkt het.</p>
    <p><a href="{server.url("/click/weg")}">Uitschrijven</a></p>"""
    dovecot.put(newsletter(html), received=NOW - timedelta(hours=3))
    dovecot.put(
        letter("Past bij ons dossier:\nhttps://krant.example/een-ander-artikel-daarover\n\nGroet,\nAn"), received=NOW
    )
    follow(dovecot.url())

    answer = curate("fetch", "--json").json

    assert (answer["fetched"], answer["failed"], answer["new_items"], answer["warnings"]) == (1, 0, 2, [])
    assert server.paths() == ["/click/een", "/r/twee", "/artikel/vrijwilligers-zoeken-rust?utm_source=m"]
    rows = {row["title"]: row for row in curate("inbox", "--items", "--json").json}
    assert set(rows) == {"Vrijwilligers zoeken rust", "Een ander artikel daarover"}
    article = rows["Vrijwilligers zoeken rust"]
    assert article["url"] == server.url("/artikel/vrijwilligers-zoeken-rust")
    assert article["summary"] == "Uit onderzoek blijkt het."
    assert article["state"] == "new"
    assert "\\Seen" not in " ".join(dovecot.flags())

    [tip] = curate("inbox", "--tips", "--json").json
    assert tip["title"] == "Een ander artikel daarover"
    shown = curate("show", tip["item"], "--json").json["tips"]
    assert [(each["by"], each["why"], each["via"]) for each in shown] == [
        ("An Peeters", "Past bij ons dossier:", "Post")
    ]
    assert "Past bij ons dossier:" in curate("show", tip["item"]).out
    assert "1 tip from a colleague.  →  curate inbox --tips" in curate().out

    again = curate("fetch", "--all", "--json").json
    assert (again["unchanged"], again["new_items"], again["warnings"]) == (1, 0, [])
    assert len(server.paths()) == 3


def test_what_comes_later_is_read_alone(curate: Call, dovecot: Dovecot, server: Server) -> None:
    follow(dovecot.url())
    dovecot.put(letter("https://krant.example/een"), received=NOW - timedelta(days=2))
    dovecot.put(letter("https://krant.example/oud"), received=NOW - timedelta(days=40))
    assert curate("fetch", "--json").json["new_items"] == 1
    dovecot.put(letter("https://krant.example/twee"), received=NOW)
    answer = curate("fetch", "--all", "--json").json
    assert (answer["new_items"], answer["updated_items"]) == (1, 0)
    assert curate("fetch", "--all", "--json").json["unchanged"] == 1


def test_a_folder_that_is_made_anew_is_read_anew_and_nothing_is_doubled(curate: Call, dovecot: Dovecot) -> None:
    follow(dovecot.url())
    dovecot.put(letter("Een tip: https://krant.example/een"), received=NOW)
    assert curate("fetch", "--json").json["new_items"] == 1
    dovecot.make("Nieuwsbrieven")
    dovecot.put(letter("Nog een: https://krant.example/twee"), received=NOW)
    dovecot.put(letter("Een tip: https://krant.example/een"), received=NOW)
    assert curate("fetch", "--all", "--json").json["new_items"] == 1
    tips = curate("inbox", "--tips", "--json").json
    assert [len(curate("show", row["item"], "--json").json["tips"]) for row in tips] == [1, 1]


def test_check_shows_what_would_come_and_stores_nothing(curate: Call, dovecot: Dovecot) -> None:
    follow(dovecot.url())
    dovecot.put(letter("https://krant.example/een-artikel-over-iets"), received=NOW)
    [checked] = curate("sources", "check", "--json").json
    assert (checked["ok"], [entry["title"] for entry in checked["entries"]]) == (True, ["Een artikel over iets"])
    assert curate("inbox", "--all", "--json").json == []
    assert curate("fetch", "--json").json["new_items"] == 1


@pytest.mark.parametrize(
    ("folder", "password", "expected"),
    [
        ("Nergens", PASSWORD, "no folder “Nergens”. There are: "),
        ("Nieuwsbrieven", "fout geraden", "does not accept the password of tips@voorbeeld.example"),
        ("Nieuwsbrieven", "", "There is no password for the mailbox"),
    ],
)
def test_what_is_wrong_is_told_without_the_password(
    curate: Call, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    folder: str, password: str, expected: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("CURATE_MAIL_PASSWORD", password)
    caplog.set_level(logging.DEBUG)
    follow(dovecot.url(folder))
    called = curate("--debug", "fetch", "--json", code=3)
    error = called.json["failures"][0]["error"]
    assert expected in error
    listed = curate("sources", "list", "--json").out
    database = b"".join(path.read_bytes() for path in Path("data").rglob("*") if path.is_file())
    for told in (called.out, called.err, listed, caplog.text, database.decode("latin-1")):
        assert not password or password not in told


def test_the_password_stands_nowhere(curate: Call, dovecot: Dovecot) -> None:
    follow(dovecot.url())
    dovecot.put(letter("https://krant.example/een"), received=NOW)
    called = curate("--debug", "fetch", "--json")
    written = b"".join(path.read_bytes() for path in Path("data").rglob("*") if path.is_file())
    assert PASSWORD.encode() not in written + called.out.encode() + called.err.encode()


def test_doctor_says_which_mailbox_has_no_password(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sources.yaml").write_text(
        "organisation: {language: en}\nsources:\n"
        "  - {url: 'imaps://an%40voorbeeld.example@imap.voorbeeld.example/INBOX', kind: mail, name: Post}\n",
        encoding="utf-8",
    )
    monkeypatch.delenv("CURATE_MAIL_PASSWORD", raising=False)
    [found] = [each for each in curate("doctor", "--json", code=1).json if each["check"] == "password"]
    assert found["level"] == "error"
    assert "CURATE_MAIL_PASSWORD_POST" in found["message"]
    monkeypatch.setenv("CURATE_MAIL_PASSWORD_POST", "geheim-woord")
    answer = curate("doctor", "--json")
    [found] = [each for each in answer.json if each["check"] == "password"]
    assert found["level"] == "ok"
    assert "geheim-woord" not in answer.out
