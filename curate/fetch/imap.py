"""IMAP (RFC 3501) as far as it is needed to read one folder: our own connection under the standard library's client.

The connection is made here, so that the address it is made to is the one that was checked; what a server may send is
bounded; and the client only ever looks: EXAMINE and BODY.PEEK change nothing in a mailbox, not even what is unread.
"""

from __future__ import annotations

import binascii
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from curate.errors import SourceError
from curate.fetch.guard import AddressRefused, is_loopback, is_public, literal
from curate.locale import M

MOST_BYTES = 40 * 1024 * 1024
"""All that one run takes from one server."""
_DATE = re.compile(rb'INTERNALDATE "([^"]{20,40})"')
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_UID = re.compile(rb"\bUID (\d{1,10})")
_LIST = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?P<delimiter>\\?.)"|NIL) (?P<name>.*)', re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailbox:
    """What an address `imaps://user@host:port/folder` names."""

    host: str
    port: int
    user: str
    folder: str
    tls: bool
    """From the first byte; otherwise it is asked for (STARTTLS)."""

    @classmethod
    def of(cls, url: str) -> Mailbox:
        """Return what an address names. `SourceError` where it names no mailbox."""
        try:
            parts = urlsplit(url)
            tls = parts.scheme == "imaps"
            port = parts.port or (993 if tls else 143)
            user, host = unquote(parts.username or "").partition(";")[0], parts.hostname
        except ValueError:
            user, host, tls, port = "", None, True, 993
            parts = urlsplit("")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if not user or not host or parts.scheme not in ("imap", "imaps") or not (user + folder).isprintable():
            raise SourceError(M("The address of the mailbox is not right. Look at its url in sources.yaml."))
        return cls(host=host, port=port, user=user, folder=folder, tls=tls)


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What is known of a message before it is read."""

    uid: int
    size: int
    """Bytes."""
    received: datetime | None


class TooMuch(OSError):  # noqa: N818  (as in errors.py)
    """The server sent more than is taken from it."""


class Client(imaplib.IMAP4):
    """A connection to one server. `guarded`: to a public address only."""

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        guarded: bool,
        timeout: float,
        context: ssl.SSLContext,
        begun: Callable[[Client], object] = lambda _: None,
    ) -> None:
        """`begun` is told as soon as there is a connection that could be broken off."""
        self._mailbox = mailbox
        self._begun = begun
        self._made: socket.socket | None = None
        self._guarded = guarded
        self._context = context
        self._left = MOST_BYTES
        super().__init__(mailbox.host, mailbox.port, timeout)

    # ── the connection ───────────────────────────────────────────────────────────────────────────────────────────────

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made = self._made = _connected(self._mailbox, guarded=self._guarded, timeout=timeout)
        self._begun(self)
        if not self._mailbox.tls:
            return made
        safe = self._made = self._context.wrap_socket(
            made, server_hostname=self._mailbox.host, do_handshake_on_connect=False
        )
        try:
            safe.do_handshake()
        except BaseException:
            safe.close()
            raise
        return safe

    def read(self, size: int) -> bytes:
        """Return so many bytes; `TooMuch` where a server means to fill the memory."""
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Return one line."""
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooMuch

    def break_off(self) -> None:
        """End the connection from another thread: whoever waits for it stops waiting."""
        made = getattr(self, "sock", None) or self._made
        if made is None:
            return
        try:
            socket.socket.shutdown(made, socket.SHUT_RDWR)  # below TLS, which is another thread's
        except OSError:
            return  # it has ended already

    def hang_up(self) -> None:
        """Close the connection, however far it came."""
        for opened in (getattr(self, "file", None), getattr(self, "sock", None), self._made):
            if opened is not None:
                opened.close()

    # ── a folder ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def log_in(self, user: str, password: str) -> None:
        """Say who we are; the answer of the server is not passed on, a password may stand in it."""
        if "AUTH=PLAIN" in self.capabilities or not f"{user}{password}".isascii():  # LOGIN knows no other letters
            secret = f"\0{user}\0{password}".encode()
            self.authenticate("PLAIN", lambda _: secret)
        else:
            self.login(user, password)

    def examine(self, name: str) -> tuple[int, int] | None:
        """Open a folder to look at it; return its UIDVALIDITY and UIDNEXT (0: not said), None where it is not there."""
        kind, _ = self.select(_quoted(name), readonly=True)
        if kind != "OK":
            return None
        return self._figure("UIDVALIDITY"), self._figure("UIDNEXT")

    def _figure(self, name: str) -> int:
        _, found = self.response(name)
        try:
            return int(found[-1]) if found and found[-1] is not None else 0
        except (ValueError, TypeError):
            return 0

    def folders(self) -> Iterator[tuple[str, str]]:
        """Yield the folders that can be opened, each with what stands between a folder and the one within it."""
        _, rows = self.list()
        for row in rows or ():
            text = b" ".join(row) if isinstance(row, tuple) else row
            found = _LIST.match(text) if isinstance(text, bytes) else None
            if found is None or b"\\noselect" in found["flags"].lower() or b"\\nonexistent" in found["flags"].lower():
                continue
            name = found["name"]
            if name.startswith(b"{"):  # a literal, joined to its announcement
                name = name.partition(b"} ")[2]
            elif name.startswith(b'"'):
                name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
            delimiter = (found["delimiter"] or b"").replace(b"\\", b"", 1 if len(found["delimiter"] or b"") > 1 else 0)
            yield from_utf7(name), delimiter.decode("ascii", "replace")

    def numbers(self, *criteria: str) -> list[int]:
        """Return the numbers (UID) of the messages that fit, in ascending order."""
        _, rows = self.uid("SEARCH", *criteria)
        text = b" ".join(row for row in rows if isinstance(row, bytes))
        return sorted({int(number) for number in text.split() if number.isdigit()})

    def summaries(self, uids: Sequence[int]) -> list[Summary]:
        """Return what is known of messages that are still there, in ascending order."""
        if not uids:
            return []
        _, rows = self.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE INTERNALDATE)")
        found = {}
        for row in rows or ():
            text = b" ".join(row) if isinstance(row, tuple) else row
            if isinstance(text, bytes) and (uid := _UID.search(text)) and (size := _SIZE.search(text)):
                number = int(uid[1])
                found[number] = Summary(uid=number, size=int(size[1]), received=_moment(text))
        return [found[uid] for uid in uids if uid in found]

    def body(self, uid: int, section: str = "", most: int | None = None) -> bytes | None:
        """Return a message or a part of it, unmarked as read, at most so many bytes; None where it is gone."""
        part = f"BODY.PEEK[{section}]" + ("" if most is None else f"<0.{most}>")
        _, rows = self.uid("FETCH", str(uid), f"({part})")
        for row in rows or ():
            if isinstance(row, tuple) and len(row) > 1 and isinstance(row[1], bytes):
                return row[1]
        return None

    def structure(self, uid: int) -> bytes:
        """Return how a message is made up (BODYSTRUCTURE), as the server writes it; b"" where it is gone."""
        _, rows = self.uid("FETCH", str(uid), "(BODYSTRUCTURE)")
        pieces = []
        for row in rows or ():
            if isinstance(row, tuple):
                head, text = row[0], row[1]
                quoted = text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
                pieces.append(re.sub(rb"\{\d+\+?\}$", b'"' + quoted.replace(b"\r\n", b" ") + b'"', head.rstrip()))
            elif isinstance(row, bytes):
                pieces.append(row)
        return b"".join(pieces).partition(b"BODYSTRUCTURE ")[2]


def _connected(mailbox: Mailbox, *, guarded: bool, timeout: float | None) -> socket.socket:
    """Return a connection; every address is checked before it is made."""
    host = literal(mailbox.host) or mailbox.host
    if guarded and is_loopback(host):
        raise AddressRefused(host)
    found = socket.getaddrinfo(host, mailbox.port, type=socket.SOCK_STREAM)
    error: OSError | None = None
    for family, kind, protocol, _, address in found:
        if guarded and not is_public(str(address[0])):
            error = error or AddressRefused(str(address[0]))
            continue
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(timeout)
            made.connect(address)
        except OSError as fault:
            made.close()
            error = fault
        else:
            return made
    raise error or OSError("no address")


def _quoted(name: str) -> str:
    """Return a folder's name as a command holds it."""
    written = to_utf7(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{written}"'


def _moment(text: bytes) -> datetime | None:
    found = _DATE.search(text)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# ── names of folders (RFC 3501, 5.1.3: modified UTF-7) ───────────────────────────────────────────────────────────────


def to_utf7(name: str) -> str:
    """Return a folder's name as IMAP writes it."""

    def packed(run: re.Match[str]) -> str:
        code = binascii.b2a_base64(run[0].encode("utf-16-be", "replace"), newline=False).decode("ascii")
        return f"&{code.rstrip('=').replace('/', ',')}-"

    return re.sub("[^\x20-\x7e]+", packed, name.replace("&", "&-"))


def from_utf7(name: bytes) -> str:
    """Return a folder's name as people read it; servers that write UTF-8 are understood too."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("latin-1")

    def unpacked(run: re.Match[str]) -> str:
        if not run[1]:
            return "&"
        code = run[1].replace(",", "/")
        try:
            return binascii.a2b_base64(code + "=" * (-len(code) % 4)).decode("utf-16-be")
        except (binascii.Error, ValueError):
            return run[0]

    return re.sub(r"&([A-Za-z0-9+,]*)-", unpacked, text)
