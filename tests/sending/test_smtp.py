"""Mail over SMTP, against a server of aiosmtpd."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from curate import sending
from curate.errors import SendError, UsageError
from curate.models import Way
from curate.sending import Part, Unknowable
from curate.sending import smtp as module

aiosmtpd = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")

USER, PASSWORD = "wij@voorbeeld.example", "geheim-woord-van-mail"
LETTER = (
    "From: Voorbeeld <wij@voorbeeld.example>\r\nTo: lijst@voorbeeld.example\r\nSubject: Trends\r\n"
    "Message-ID: <abc@voorbeeld.example>\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\nHallo café\r\n.een punt vooraan\r\n"
).encode()
PART = Part(key="a" * 32, text="Trends", content={"eml": base64.b64encode(LETTER).decode()})


class Kept:
    """What a server of mail took."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, list[str], bytes]] = []
        self.answer = "250 OK"
        self.hang_up = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        if self.hang_up:
            server.transport.abort()
        return self.answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("niemand"):
            return "550 Unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def free() -> int:
    """Return a port that nobody listens on: the controller takes no other."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _lets_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    from aiosmtpd.smtp import AuthResult

    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("cert")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert),
               "-days", "2", "-subj", "/CN=localhost",
               "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not here")
    return key, cert


@pytest.fixture
def mail(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Kept, int]]:
    """Give a server with STARTTLS, and its port; its certificate is trusted."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    monkeypatch.setattr(module, "trusted", lambda: ssl.create_default_context(cafile=str(certificate[1])))
    kept = Kept()
    controller = aiosmtpd.Controller(
        kept, hostname="127.0.0.1", port=free(), tls_context=context, require_starttls=True, authenticator=_lets_in,
        auth_required=True,
    )  # fmt: skip
    controller.start()
    try:
        yield kept, controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop()


def opened(port: int, *, to: str = "lijst@voorbeeld.example", secret: str = PASSWORD, host: str = "127.0.0.1",
           user: str = USER) -> sending.Network:  # fmt: skip
    kind = sending.kind("smtp")
    assert kind is not None
    return kind.open({"smtp": f"{host}:{port}", "user": user, "to": to}, secret)


def test_the_letter_goes_byte_for_byte_to_one_address(mail: tuple[Kept, int]) -> None:
    kept, port = mail
    sent = opened(port).send(PART, ())
    assert kept.letters == [("wij@voorbeeld.example", ["lijst@voorbeeld.example"], LETTER)]
    assert (sent.id, sent.state) == ("<abc@voorbeeld.example>", Way.SENT)
    assert opened(port).who() == USER


def test_a_wrong_password(mail: tuple[Kept, int]) -> None:
    kept, port = mail
    with pytest.raises(SendError) as fault:
        opened(port, secret="een-ander").send(PART, ())
    assert fault.value.sure
    assert "een-ander" not in f"{fault.value.message} {fault.value.hint}"
    assert kept.letters == []


def test_a_no_is_certain_and_an_answer_that_never_came_is_not(mail: tuple[Kept, int]) -> None:
    kept, port = mail
    with pytest.raises(SendError) as fault:
        opened(port, to="niemand@voorbeeld.example").send(PART, ())
    assert fault.value.sure
    kept.answer = "554 Refused as spam"
    with pytest.raises(SendError, match="spam") as fault:
        opened(port).send(PART, ())
    assert fault.value.sure
    kept.hang_up = True
    with pytest.raises(SendError) as fault:
        opened(port).send(PART, ())
    assert not fault.value.sure
    with pytest.raises(Unknowable):
        opened(port).find(PART, datetime.now(UTC), ())


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(SendError) as fault:
        opened(1).send(PART, ())
    assert fault.value.sure
    assert fault.value.stops


def test_what_does_not_encrypt_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    controller = aiosmtpd.Controller(kept, hostname="127.0.0.1", port=free())
    controller.start()
    try:
        port = controller.server.sockets[0].getsockname()[1]
        opened(port, user="").send(PART, ())
        assert len(kept.letters) == 1, "on this machine nobody listens on the way"
        monkeypatch.setattr(module, "is_here", lambda _: False)
        with pytest.raises(SendError, match="does not encrypt"):
            opened(port, user="").send(PART, ())
    finally:
        controller.stop()
    assert len(kept.letters) == 1


@contextmanager
def scripted(**said: str) -> Iterator[tuple[int, list[str]]]:
    """Give the port of a server of mail that answers a word with a line, and the lines it heard."""
    usual = {"greeting": "220 hier", "EHLO": "250-hier\r\n250 AUTH PLAIN", "DATA": "354 kom maar", "QUIT": "221 dag"}
    answers, heard = {**usual, **said}, list[str]()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(f"{answers['greeting']}\r\n".encode())
            for line in iter(self.rfile.readline, b""):
                word = line.decode().split()[0].upper()
                heard.append(line.decode().strip())
                self.wfile.write(f"{answers.get(word, '250 ja')}\r\n".encode())
                if word == "DATA":
                    list(iter(self.rfile.readline, b".\r\n"))
                    self.wfile.write(f"{answers.get('taken', '250 ja')}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server.server_address[1], heard
        server.shutdown()


def test_a_password_of_more_than_ascii() -> None:
    with scripted(AUTH="235 welkom") as (port, heard):
        opened(port, secret="wachtwoordé").send(PART, ())
    said = next(line.split()[2] for line in heard if line.startswith("AUTH PLAIN"))
    assert base64.b64decode(said).decode() == f"\0{USER}\0wachtwoordé"
    with scripted(AUTH="535 nee") as (port, _), pytest.raises(SendError, match="does not let you in") as fault:
        opened(port, secret="wachtwoordé").send(PART, ())
    assert "wachtwoordé" not in f"{fault.value.message}{fault.value.__cause__!r}"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"greeting": "554 weg hier"}, "answers with 554. weg hier"),
        ({"AUTH": "454 straks"}, "answers with 454. straks"),
        ({"EHLO": "250 hier"}, "takes no password"),
        ({"MAIL": "451 even niet"}, "answers with MAIL 451"),
        ({"greeting": "hallo?"}, "cannot be reached"),
    ],
)
def test_what_a_server_says_before_the_letter_is_told_and_certain(said: dict[str, str], told: str) -> None:
    with scripted(**{"AUTH": "235 welkom", **said}) as (port, _), pytest.raises(SendError, match=told) as fault:
        opened(port).send(PART, ())
    assert fault.value.sure


def test_what_is_no_answer_after_the_letter_is_no_no() -> None:
    with scripted(AUTH="235 welkom", taken="hm?") as (port, _), pytest.raises(SendError) as fault:
        opened(port).send(PART, ())
    assert not fault.value.sure


@pytest.mark.parametrize("server", ["a..b", ".", f"{'a' * 70}.example", "mail.example:99999", "mail.example:²"])
def test_a_server_that_cannot_be_one_is_said(server: str) -> None:
    kind = sending.kind("smtp")
    assert kind is not None
    with pytest.raises(UsageError):
        kind.open({"smtp": server, "to": "a@b.example"}, "x")


@pytest.mark.parametrize(
    "settings",
    [{}, {"smtp": "mail.example"}, {"smtp": "mail.example", "to": "a@b.example, c@d.example"},
     {"smtp": "mail.example:x", "to": "a@b.example"}, {"smtp": "mail.example", "to": "a@b.example\nBcc: c@d.example"}],
)  # fmt: skip
def test_settings_are_checked(settings: dict[str, str]) -> None:
    kind = sending.kind("smtp")
    assert kind is not None
    with pytest.raises(UsageError):
        kind.open(settings, "x")
