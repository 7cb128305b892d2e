"""Mailboxes over IMAP: looked at and never changed, within a deadline, whatever the server does."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.fetch import connections, imap, mailbox, post
from curate.fetch.imap import Mailbox, from_utf7, to_utf7
from curate.fetch.parts import text_sections
from curate.fetch.passwords import password_of, variable_of
from curate.models import Answer, Request
from tests import mailserver
from tests.mailserver import PASSWORD, Dovecot

NOW = datetime.now(UTC).replace(microsecond=0)
LETTER = b"From: An <an@vzw.example>\r\nSubject: x\r\n\r\nhttps://krant.example/een\r\n"


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    yield from mailserver.started()


@pytest.fixture
def dovecot(running: Dovecot) -> Dovecot:
    running.make("Nieuwsbrieven")
    return running


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_MAIL_PASSWORD", PASSWORD)


def ask(*urls: str, etag: str | None = None, deadline: float = 10.0, private: bool = True) -> list[Answer]:
    """Return the answers of mailboxes, in the order of their addresses."""
    wanted = [
        Request(source=str(number), url=url, etag=etag, allow_private=private, name="Post")
        for number, url in enumerate(urls)
    ]
    with post(wanted, deadline=deadline) as came:
        return sorted(came, key=lambda answer: int(answer.source))


def error_of(answer: Answer) -> str:
    assert answer.error is not None, answer
    assert answer.letters is None
    return str(answer.error)


def numbers(answer: Answer) -> list[int]:
    assert answer.error is None, answer.error
    return [letter.number for letter in answer.letters or ()]


# ── a real server ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_first_the_last_30_days_and_then_what_came_since(dovecot: Dovecot) -> None:
    for days in (40, 20, 1):
        dovecot.put(LETTER, received=NOW - timedelta(days=days))
    [first] = ask(dovecot.url())
    assert (numbers(first), first.status) == ([2, 3], 200)
    assert [letter.received for letter in first.letters or ()] == [NOW - timedelta(days=20), NOW - timedelta(days=1)]
    assert (first.letters or ())[0].body == LETTER
    [unchanged] = ask(dovecot.url(), etag=first.etag)
    assert (unchanged.status, unchanged.etag, numbers(unchanged)) == (304, first.etag, [])
    dovecot.put(LETTER, received=NOW)
    [later] = ask(dovecot.url(), etag=first.etag)
    assert numbers(later) == [4]
    assert all("Seen" not in flags for flags in dovecot.flags())


def test_an_empty_folder_remembers_where_it_was(dovecot: Dovecot) -> None:
    [empty] = ask(dovecot.url())
    assert (empty.status, numbers(empty)) == (304, [])
    dovecot.put(LETTER, received=NOW)
    assert numbers(ask(dovecot.url(), etag=empty.etag)[0]) == [1]


def test_deleted_letters_are_passed_over_and_a_flag_stays(dovecot: Dovecot) -> None:
    dovecot.put(LETTER, received=NOW, flags="(\\Deleted)")
    dovecot.put(LETTER, received=NOW, flags="(\\Seen \\Flagged)")
    assert numbers(ask(dovecot.url())[0]) == [2]
    assert "\\Deleted" in dovecot.flags()[0]
    assert "\\Flagged" in dovecot.flags()[1]


def test_more_than_one_run_takes_waits_for_the_next(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_LETTERS", 3)
    for _ in range(7):
        dovecot.put(LETTER, received=NOW)
    etag, came = None, []
    for _ in range(4):
        [answer] = ask(dovecot.url(), etag=etag)
        etag = answer.etag
        came.append(numbers(answer))
    assert came == [[1, 2, 3], [4, 5, 6], [7], []]


def test_letters_too_many_for_the_room_wait_too(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "_ROOM", len(LETTER) * 2 + 5)
    for _ in range(3):
        dovecot.put(LETTER, received=NOW)
    [answer] = ask(dovecot.url())
    assert numbers(answer) == [1, 2]
    assert numbers(ask(dovecot.url(), etag=answer.etag)[0]) == [3]


def test_a_large_letter_is_read_without_its_attachments(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 100_000)
    attachment = b"\r\n".join([b"QUFB" * 18] * 5000)
    raw = (
        b"From: An <an@vzw.example>\r\nSubject: Groot\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n"
        b' boundary="X"\r\n'
        b"\r\n--X\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n"
        b' filename="een \\"naam\\" (1).pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + attachment + b"\r\n--X\r\n"
        b"Content-Type: multipart/alternative; boundary=Y\r\n\r\n--Y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Kijk: https://krant.example/b\r\n--Y\r\nContent-Type: text/html\r\n\r\n<b>Kijk</b>\r\n--Y--\r\n--X--\r\n"
    )
    dovecot.put(raw, received=NOW)
    [letter] = ask(dovecot.url())[0].letters or ()
    assert not letter.whole
    assert len(letter.body) < 1000
    assert b"Subject: Groot" in letter.body
    assert b"https://krant.example/b" in letter.body
    assert b"<b>Kijk</b>" in letter.body
    assert b"QUFB" not in letter.body


def test_a_large_letter_that_is_all_text_is_cut(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 10_000)
    dovecot.put(LETTER + b"regel\r\n" * 400_000, received=NOW)
    [letter] = ask(dovecot.url())[0].letters or ()
    assert letter.body.startswith(LETTER[:-2])
    assert len(letter.body) < 1_100_000


def test_folders_with_other_letters_and_other_ways_to_write_them(dovecot: Dovecot) -> None:
    for name in ("Caf&AOk-", "A &- B", "Map/Onder"):
        dovecot.make(name)
        dovecot.put(LETTER, name, received=NOW)
    for folder in ("Café", "café", "A & B", "Map/Onder", "map/onder"):
        assert numbers(ask(dovecot.url(folder))[0]) == [1], folder


def test_a_folder_that_is_not_there_names_those_that_are(dovecot: Dovecot) -> None:
    dovecot.make("Caf&AOk-")
    told = error_of(ask(dovecot.url("Nieuws"))[0])
    assert "no folder “Nieuws”" in told
    assert "Café" in told
    assert "Nieuwsbrieven" in told


def test_a_wrong_password_is_told_and_not_repeated(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_MAIL_PASSWORD", "geraden ✓")
    told = error_of(ask(dovecot.url())[0])
    assert "does not accept the password of tips@voorbeeld.example" in told
    assert "geraden" not in told


def test_over_tls_and_only_where_the_certificate_is_right(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    dovecot.put(LETTER, received=NOW)
    assert "vouches for itself" in error_of(ask(dovecot.url(tls=True))[0])
    context = ssl.create_default_context(cafile=str(dovecot.folder / "certificate.pem"))
    monkeypatch.setattr(connections, "trusted", lambda: context)
    assert numbers(ask(dovecot.url(tls=True))[0]) == [1]
    # As on a machine elsewhere: the plain connection is made safe before a password is sent over it.
    monkeypatch.setattr(mailbox, "is_loopback", lambda host: False)
    assert numbers(ask(dovecot.url())[0]) == [1]
    log = (dovecot.folder / "log").read_text("utf-8")
    assert log.rstrip().count("TLS") >= 2


def test_two_folders_of_one_server_are_read_one_after_the_other(dovecot: Dovecot) -> None:
    dovecot.make("Tips")
    dovecot.put(LETTER, "Tips", received=NOW)
    answers = ask(dovecot.url("Tips"), dovecot.url(), dovecot.url("Nergens"))
    assert [answer.error is None for answer in answers] == [True, True, False]


def test_this_machine_is_not_asked_unless_it_may(dovecot: Dovecot) -> None:
    for url in (
        dovecot.url(),
        dovecot.url().replace("127.0.0.1", "localhost"),
        dovecot.url().replace("127.0.0.1", "2130706433"),
    ):
        assert "which is not opened unasked" in error_of(ask(url, private=False)[0])


# ── servers that are none, or mean harm ──────────────────────────────────────────────────────────────────────────────

Script = Callable[[socket.socket], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Script], str]]:
    """Return a function that makes a server of a script, and returns the address of a mailbox there."""
    end = threading.Event()
    listening: list[socket.socket] = []

    def begin(script: Script) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)

        def run() -> None:
            try:
                taken, _ = listener.accept()
                with taken:
                    taken.settimeout(10)
                    script(taken)
                    end.wait(10)
            except OSError:
                return

        threading.Thread(target=run, daemon=True).start()
        return f"imap://an@127.0.0.1:{listener.getsockname()[1]}/INBOX"

    yield begin
    end.set()
    for listener in listening:
        listener.close()


def say(taken: socket.socket, *replies: bytes) -> None:
    """Answer each command with the next reply; `%` stands for its tag."""
    taken.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hallo\r\n")
    for reply in replies:
        tag = taken.recv(4096).split(b" ")[0]
        taken.sendall(reply.replace(b"%", tag))


def drip(taken: socket.socket) -> None:
    for letter in b"* OK " + b"x" * 1000:
        taken.sendall(bytes([letter]))
        threading.Event().wait(0.05)


CAPABILITY = b"* CAPABILITY IMAP4rev1\r\n% OK x\r\n"
EXAMINED = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n% OK x\r\n"


@pytest.mark.parametrize(
    "script",
    [lambda taken: None, drip, say, lambda taken: say(taken, CAPABILITY, b"% OK x\r\n")],
    ids=["silent", "a byte at a time", "silent after the greeting", "silent after the password"],
)
def test_a_server_that_hangs_ends_at_the_deadline(serve: Callable[[Script], str], script: Script) -> None:
    began = monotonic()
    assert "did not finish its answer within 0.5 seconds" in error_of(ask(serve(script), deadline=0.5)[0])
    assert monotonic() - began < 2.5


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (lambda taken: taken.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "not IMAP"),
        (lambda taken: taken.sendall(b"* BYE te druk\r\n"), "not IMAP"),
        (lambda taken: taken.sendall(b"\xff" * 2_000_000 + b"\r\n"), "not IMAP"),
        (lambda taken: taken.shutdown(socket.SHUT_RDWR), "broke the connection off"),
        (lambda taken: say(taken, CAPABILITY, b"* LIST () {4000000000}\r\n"), "more than any folder"),
        (lambda taken: say(taken, CAPABILITY, b"% OK x\r\n", EXAMINED, b"* SEARCH x y\r\n% NO nee\r\n"), ""),
    ],
    ids=["http", "bye", "a long line", "hung up", "a literal of 4 GB", "nonsense"],
)
def test_a_server_that_is_none_is_told_of(serve: Callable[[Script], str], script: Script, expected: str) -> None:
    [answer] = ask(serve(script), deadline=5)
    assert expected in str(answer.error or "")


def test_nobody_there_is_told_in_words() -> None:
    assert "refused the connection" in error_of(ask("imap://an@127.0.0.1:1/INBOX")[0])
    assert "There is no site called" in error_of(ask("imaps://an@post.invalid/INBOX", private=False)[0])


def test_what_the_server_says_of_a_password_is_not_repeated(
    serve: Callable[[Script], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATE_MAIL_PASSWORD", "geheim")
    url = serve(lambda taken: say(taken, CAPABILITY, b"% NO geheim is geen goed wachtwoord\r\n"))
    assert "geheim" not in error_of(ask(url, deadline=3)[0])


def test_without_a_safe_connection_no_password_is_sent(
    serve: Callable[[Script], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []

    def script(taken: socket.socket) -> None:
        say(taken, CAPABILITY)
        while heard_now := taken.recv(4096):
            heard.append(heard_now)

    for module in (imap, mailbox):
        monkeypatch.setattr(module, "is_loopback", lambda host: False)
    monkeypatch.setattr(imap, "is_public", lambda address: True)
    assert "no safe connection (STARTTLS)" in error_of(ask(serve(script), deadline=3, private=False)[0])
    assert PASSWORD.encode() not in b"".join(heard)
    assert b"AUTHENTICATE" not in b"".join(heard)


def test_leaving_breaks_off_what_hangs(serve: Callable[[Script], str]) -> None:
    began = monotonic()
    with post([Request(source="1", url=serve(drip), allow_private=True)], deadline=30):
        pass
    assert monotonic() - began < 1


# ── passwords ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("Post", "CURATE_MAIL_PASSWORD_POST"),
        ("Nieuwsbrieven – Café 2", "CURATE_MAIL_PASSWORD_NIEUWSBRIEVEN_CAFE_2"),
        ("INBOX (an@post.example)", "CURATE_MAIL_PASSWORD_INBOX_AN_POST_EXAMPLE"),
    ],
)
def test_each_mailbox_has_a_variable_of_its_own(name: str, variable: str) -> None:
    assert variable_of(name) == variable


def test_its_own_variable_first_then_the_common_one_then_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def get_password(service: str, account: str) -> str:
        asked.append((service, account))
        return "uit de sleutelhanger"

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))
    monkeypatch.setenv("CURATE_MAIL_PASSWORD", "voor allemaal")
    monkeypatch.setenv("CURATE_MAIL_PASSWORD_POST", "eigen")
    assert password_of("Post", "an@x.example", "imap.x.example") == "eigen"
    monkeypatch.delenv("CURATE_MAIL_PASSWORD_POST")
    assert password_of("Post", "an@x.example", "imap.x.example") == "voor allemaal"
    assert asked == []
    monkeypatch.delenv("CURATE_MAIL_PASSWORD")
    assert password_of("Post", "an@x.example", "imap.x.example") == "uit de sleutelhanger"
    assert asked == [("curate", "an@x.example@imap.x.example")]


@pytest.mark.parametrize(
    ("keyring", "expected"),
    [
        (None, "CURATE_MAIL_PASSWORD_POST"),
        (SimpleNamespace(get_password=lambda *_: None), "keyring set curate an@x.example@imap.x.example"),
        (SimpleNamespace(get_password=lambda *_: 1 // 0), "could not be asked"),
    ],
    ids=["none installed", "empty", "broken"],
)
def test_no_password_says_how_to_give_one(
    monkeypatch: pytest.MonkeyPatch, keyring: SimpleNamespace | None, expected: str
) -> None:
    monkeypatch.delenv("CURATE_MAIL_PASSWORD")
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    with pytest.raises(SourceError) as caught:
        password_of("Post", "an@x.example", "imap.x.example")
    assert expected in f"{caught.value.message} {caught.value.hint}"


# ── names and structures ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", "INBOX"),
        ("A & B", "A &- B"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # RFC 3501, 5.1.3
        ("Café 🚌", "Caf&AOk- &2D3ejA-"),
    ],
)
def test_names_of_folders(name: str, written: str) -> None:
    assert to_utf7(name) == written
    assert from_utf7(written.encode()) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_name_comes_back(name: str) -> None:
    assert to_utf7(name).isascii()
    assert from_utf7(to_utf7(name).encode()) == name


@given(st.binary())
def test_any_name_and_structure_is_read(written: bytes) -> None:
    from_utf7(written)
    list(text_sections(written))
    list(text_sections(b"((" + written + b"))"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "imaps://an%40x.example@post.example/Nieuws%20hier",
            ("post.example", 993, "an@x.example", "Nieuws hier", True),
        ),
        ("imap://an@x.example@post.example:1143", ("post.example", 1143, "an@x.example", "INBOX", False)),
        ("imaps://an;AUTH=PLAIN@post.example/Caf%C3%A9/", ("post.example", 993, "an", "Café", True)),
    ],
)
def test_addresses_of_mailboxes(url: str, expected: tuple[object, ...]) -> None:
    found = Mailbox.of(url)
    assert (found.host, found.port, found.user, found.folder, found.tls) == expected


@pytest.mark.parametrize(
    "url",
    ["imaps://post.example/x", "https://an@post.example/x", "imaps://an@post.example/a%0D%0Ab", "imaps://an@x:y/"],
)
def test_what_is_no_address_of_a_mailbox(url: str) -> None:
    with pytest.raises(SourceError):
        Mailbox.of(url)
