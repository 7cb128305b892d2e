"""A real Dovecot on loopback, with its own folder, users and ports; nothing of it is left behind.

Where it is not installed, what needs it is skipped, with the reason.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

USER, PASSWORD = "tips@voorbeeld.example", "zeer geheim, é"
# Without its penalty (anvil): it makes who comes after a wrong password wait for seconds.
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_location = maildir:{folder}/mail/%u:LAYOUT=fs
first_valid_uid = {uid}
first_valid_gid = {gid}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, kw_only=True)
class Dovecot:
    """A mail server that runs, with one user."""

    folder: Path
    port: int
    tls_port: int

    def url(self, folder: str = "Nieuwsbrieven", *, tls: bool = False, user: str = USER) -> str:
        kind, port = ("imaps", self.tls_port) if tls else ("imap", self.port)
        return f"{kind}://{quote(user, safe='')}@127.0.0.1:{port}/{quote(folder)}"

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client

    def make(self, name: str) -> None:
        """Make a folder, anew where there is one; `name` in modified UTF-7."""
        with self.client() as client:
            client.delete(f'"{name}"')
            assert client.create(f'"{name}"')[0] == "OK"

    def put(self, raw: bytes, name: str = "Nieuwsbrieven", *, received: datetime, flags: str = "") -> None:
        """Put a message into a folder."""
        with self.client() as client:
            assert client.append(f'"{name}"', flags, imaplib.Time2Internaldate(received), raw)[0] == "OK"

    def flags(self, name: str = "Nieuwsbrieven") -> list[str]:
        """Return the flags of the messages in a folder."""
        with self.client() as client:
            client.select(f'"{name}"', readonly=True)
            return [row.decode().partition("FLAGS ")[2] for row in client.fetch("1:*", "(FLAGS)")[1] if row]


def started() -> Iterator[Dovecot]:
    """Yield a server, and stop it afterwards; skip where there is none to start."""
    program, openssl = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin"), shutil.which("openssl")
    if program is None or openssl is None or os.name == "nt":
        pytest.skip("Dovecot (Debian: dovecot-imapd) or openssl is not installed")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    if not version.startswith("2.3"):
        pytest.skip(f"the settings of these tests are for Dovecot 2.3, not {version.split(' ')[0]}")
    with tempfile.TemporaryDirectory(prefix="curate-") as name:  # short: the paths of its sockets may not be long
        folder = Path(name)
        server = Dovecot(folder=folder, port=_free_port(), tls_port=_free_port())
        _write(server, openssl)
        process = subprocess.Popen([program, "-F", "-c", str(folder / "conf")], stderr=subprocess.PIPE)
        try:
            _wait(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)


def _write(server: Dovecot, openssl: str) -> None:
    folder, root = server.folder, os.geteuid() == 0
    uid, gid = (65534, 65534) if root else (os.geteuid(), os.getegid())
    me = _name(uid, gid)
    (folder / "mail").mkdir()
    folder.chmod(0o755)
    if root:
        os.chown(folder / "mail", uid, gid)
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"), "-days", "3650"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n", encoding="utf-8")
    (folder / "users").chmod(0o644)
    settings = _CONFIGURATION.format(
        folder=folder,
        port=server.port,
        tls_port=server.tls_port,
        uid=uid,
        gid=gid,
        internal="dovecot" if root else me[0],
        internal_group="dovecot" if root else me[1],
        login="dovenull" if root else me[0],
    )
    (folder / "conf").write_text(settings, encoding="utf-8")


def _name(uid: int, gid: int) -> tuple[str, str]:
    import grp
    import pwd

    return pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def _wait(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            log = server.folder / "log"
            told = log.read_text("utf-8") if log.exists() else process.communicate()[1].decode()
            pytest.fail(f"Dovecot did not start: {told}")
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("Dovecot did not answer")
