"""Mail over SMTP, against a server of aiosmtpd."""

from __future__ import annotations

import base64
import socket
import ssl
import subprocess
from collections.abc import Iterator
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
