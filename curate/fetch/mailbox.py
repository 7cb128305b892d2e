"""Reading mailboxes: each in a thread of its own, within its deadline, and nothing in them is ever changed.

What was read is kept as "UIDVALIDITY:next UID" where other sources keep their ETag. Another UIDVALIDITY means that the
numbers of before mean nothing any more (RFC 3501, 2.3.1.1): the folder is read as if for the first time, and the store
knows what it holds already.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import queue
import re
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic

from curate import clock
from curate.errors import SourceError
from curate.fetch import connections, faults
from curate.fetch.guard import is_loopback, literal
from curate.fetch.imap import Client, Mailbox, Summary, TooMuch
from curate.fetch.parts import text_only
from curate.fetch.passwords import password_of
from curate.locale import M, Message
from curate.models import Answer, Letter, Request
from curate.text import literal_line

_LOG = logging.getLogger(__name__)

FIRST = timedelta(days=30)
"""How far back the first fetch reads (fetching.md, rule 10: what is older would not be shown as new)."""
MOST_LETTERS = 100
"""Of one run; what is left waits for the next."""
LARGEST = 10 * 1024 * 1024
"""Bytes. A larger message is read without its attachments."""
_ROOM = 16 * 1024 * 1024
"""Bytes of the letters of one run."""
_POLL = 0.2
"""Seconds between two looks for a mailbox that hangs; on Windows, also for Ctrl-C."""
_MOMENT = 0.05
"""Seconds by which two clocks of one process may differ."""
_GRACE = 2.0
"""Seconds that a thread gets beyond its deadline to say so itself; one that looks a name up cannot."""
_FAREWELL = 1.0
"""Seconds that a server has to take leave."""
_MOST_NAMED = 20
_OK, _NOT_MODIFIED = 200, 304
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Post:
    """The mailboxes of one run; reading begins at once, one at a time on each server. Closing it breaks all off."""

    def __init__(self, requests: Sequence[Request], *, deadline: float) -> None:
        self._deadline = deadline
        self._left = {request.source: request for request in requests}
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._servers: dict[str, queue.SimpleQueue[Request]] = {}
        self._visits: dict[str, _Visit] = {}
        self._closed = threading.Event()
        for request in requests:
            self._servers.setdefault(_server(request), queue.SimpleQueue()).put(request)
        for server in self._servers:
            self._begin(server)

    def _begin(self, server: str) -> None:
        threading.Thread(target=self._work, args=[self._servers[server]], name="curate-mail", daemon=True).start()

    def _work(self, waiting: queue.SimpleQueue[Request]) -> None:
        while not self._closed.is_set():
            try:
                request = waiting.get_nowait()
            except queue.Empty:
                return
            visit = self._visits[request.source] = _Visit(request, self._deadline)
            visit.run()
            self._answers.put(visit.answer)
            if visit.is_lost:
                return  # another thread has gone on in the place of this one

    def answers(self) -> Iterator[Answer]:
        """Yield one answer for each mailbox, as they come; one that hangs where it cannot be reached counts as late."""
        while self._left:
            try:
                answer = self._answers.get(timeout=_POLL)
            except queue.Empty:
                for source, visit in list(self._visits.items()):
                    if visit.is_lost and source in self._left:
                        yield self._lost(self._left.pop(source))
                continue
            if self._left.pop(answer.source, None) is not None:
                yield answer

    def _lost(self, request: Request) -> Answer:
        # Its thread waits for the system (a name that is looked up) and cannot be woken.
        self._begin(_server(request))
        return Answer(source=request.source, url=request.url, error=faults.late(self._deadline, _server(request)))

    def close(self) -> None:
        """Break off what still runs; nobody waits for it."""
        self._closed.set()
        for visit in list(self._visits.values()):
            visit.break_off()


def _server(request: Request) -> str:
    """Return the server of a mailbox, "" where its address names none: then its reading says so."""
    try:
        return Mailbox.of(request.url).host
    except SourceError:
        return ""


class _Visit:
    """The reading of one mailbox."""

    def __init__(self, request: Request, deadline: float) -> None:
        self.answer = Answer(source=request.source, url=request.url)
        self._request = request
        self._seconds = deadline
        self._end = monotonic() + deadline
        self._client: Client | None = None
        self._over = False

    @property
    def is_lost(self) -> bool:
        """Whether the deadline is so long over that its thread cannot be waited for."""
        return monotonic() > self._end + _GRACE

    def run(self) -> None:
        """Read, and leave what came of it in `answer`; never raises."""
        host = _server(self._request)
        timer = threading.Timer(self._seconds, self.break_off)
        timer.daemon = True
        timer.start()
        try:
            self.answer = self._read(Mailbox.of(self._request.url))
        except SourceError as error:
            self._fail(error.message if error.hint is None else M("{what} {hint}", what=error.message, hint=error.hint))
        except TooMuch:
            self._fail(M("{host} sent more than any folder of letters holds.", host=host))
        except imaplib.IMAP4.abort as error:
            # The library's word for a connection that ended, and for what it cannot read.
            ended = "EOF" in str(error) or "socket error" in str(error)
            self._fail(M("{host} broke the connection off.", host=host) if ended else _no_imap(host))
        except imaplib.IMAP4.error:
            self._fail(_no_imap(host))
        except Exception as error:  # noqa: BLE001
            # One source never stops the others, not even by a defect of ours or of a library (see asking.py).
            _LOG.debug("reading mail of %s", self._request.source, exc_info=True)
            self._fail(faults.explain(error, host))
        finally:
            timer.cancel()
            self._close()

    def _fail(self, message: Message) -> None:
        # The socket may give up a moment before the timer does: both mean that the time is over.
        if self._over or monotonic() >= self._end - _MOMENT:
            message = faults.late(self._seconds, _server(self._request))
        self.answer = Answer(source=self._request.source, url=self._request.url, error=message)

    def _begun(self, client: Client) -> None:
        self._client = client
        if self._over:
            client.break_off()

    def break_off(self) -> None:
        """End the connection; whoever waits for it stops waiting."""
        self._over = True
        if self._client is not None:
            self._client.break_off()

    def _close(self) -> None:
        if self._client is None:
            return
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            if self.answer.error is None:
                self._client.sock.settimeout(_FAREWELL)
                self._client.logout()
        with contextlib.suppress(OSError):
            self._client.hang_up()

    # ── step by step ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _read(self, mailbox: Mailbox) -> Answer:
        password = password_of(self._request.name, mailbox.user, mailbox.host)
        client = Client(
            mailbox,
            guarded=not self._request.allow_private,
            timeout=max(0.1, self._end - monotonic()),
            context=connections.trusted(),
            begun=self._begun,
        )
        self._secure(client, mailbox)
        _log_in(client, mailbox, password)
        validity, following = self._open(client, mailbox)
        known = _position(self._request.etag, validity)
        uids = _wanted(client, known, following)
        letters, last, warnings = self._letters(client, uids)
        if last is None:  # all of them were read
            last = max(following - 1, uids[-1] if uids else 0, (known or 1) - 1)
        return Answer(
            source=self._request.source,
            url=self._request.url,
            status=_OK if letters or warnings else _NOT_MODIFIED,
            etag=f"{validity}:{last + 1}",
            letters=tuple(letters),
            warnings=tuple(warnings),
        )

    def _secure(self, client: Client, mailbox: Mailbox) -> None:
        """Ask for TLS where the connection has none; without it no password is sent beyond this machine or network.

        On this machine there is nobody in between, and the certificate that Debian gives a server is its own word.
        """
        here = is_loopback(literal(mailbox.host) or mailbox.host) and "LOGINDISABLED" not in client.capabilities
        if mailbox.tls or here:
            return
        if "STARTTLS" in client.capabilities:
            client.starttls(connections.trusted())
        elif not self._request.allow_private:
            raise SourceError(
                M("{host} offers no safe connection (STARTTLS), so no password was sent to it.", host=mailbox.host),
                hint=M("Begin the address with imaps:// or ask who runs the server."),
            )

    def _open(self, client: Client, mailbox: Mailbox) -> tuple[int, int]:
        found = client.examine(mailbox.folder)
        if found is not None:
            return found
        folders = dict(client.folders())
        for name in _meant(mailbox.folder, folders):
            found = client.examine(name)
            if found is not None:
                return found
        names = sorted(literal_line(name) for name in folders)
        raise SourceError(
            M(
                "{host} has no folder “{folder}”. There are: {folders}",
                host=mailbox.host,
                folder=mailbox.folder,
                folders=", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "") or "–",
            ),
            hint=M("Write the right one at the end of its url in sources.yaml."),
        )

    def _letters(self, client: Client, uids: Sequence[int]) -> tuple[list[Letter], int | None, list[Message]]:
        """Return the letters, the last number that was read where some are left for the next run, and warnings."""
        letters: list[Letter] = []
        warnings: list[Message] = []
        room = _ROOM
        last: int | None = None
        for summary in client.summaries(uids[:MOST_LETTERS]):
            room -= min(summary.size, LARGEST)
            if (room < 0 and letters) or (letters and monotonic() > self._end - self._seconds / 4):
                return letters, last, warnings
            try:
                letter = _letter(client, summary)
            except TooMuch:
                raise
            except (imaplib.IMAP4.abort, OSError):
                if not letters:
                    raise
                return letters, last, warnings  # what came is kept, the rest waits for the next run
            last = summary.uid
            if letter is not None:
                letters.append(letter)
                if not letter.body.strip():
                    warnings.append(M("A message of {size} MB could not be read.", size=summary.size // 2**20))
        return letters, uids[MOST_LETTERS - 1] if len(uids) > MOST_LETTERS else None, warnings


def _no_imap(host: str) -> Message:
    return M("{host} answered something that is not IMAP, or not as it should.", host=host)


def _log_in(client: Client, mailbox: Mailbox, password: str) -> None:
    try:
        client.log_in(mailbox.user, password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = _said(error, password)
        why = M("{host} does not accept the password of {user}.", host=mailbox.host, user=mailbox.user)
        if said:
            why = M(
                "{host} does not accept the password of {user}: “{said}”.",
                host=mailbox.host,
                user=mailbox.user,
                said=said,
            )
        raise SourceError(
            why,
            hint=M(
                "Look it up and give it again. Many services want a password that is made for one program "
                "(an app password)."
            ),
        ) from None  # what the library raises may hold the password


def _said(error: Exception, password: str) -> str:
    """Return the server's own words; "" where the password may stand in them."""
    given = error.args[0] if error.args else ""
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    text = re.sub(r"^b'(.*)'$", r"\1", text)
    return "" if password in text else literal_line(text)[:150]


def _position(etag: str | None, validity: int) -> int | None:
    """Return the number from which on messages are new; None where everything is."""
    found = re.fullmatch(r"(\d{1,10}):(\d{1,10})", etag or "")
    return int(found[2]) if found and int(found[1]) == validity else None


def _wanted(client: Client, known: int | None, following: int) -> list[int]:
    """Return the numbers of the messages to read, oldest first."""
    if known is None:
        return client.numbers("UNDELETED", "SINCE", _day(clock.now() - FIRST))
    if following and following <= known:
        return []
    # "n:*" names the last message even where its number is smaller (RFC 3501, 6.4.8).
    return [uid for uid in client.numbers("UNDELETED", "UID", f"{known}:*") if uid >= known]


def _day(moment: datetime) -> str:
    return f"{moment.day}-{_MONTHS[moment.month - 1]}-{moment.year}"


def _meant(folder: str, folders: dict[str, str]) -> list[str]:
    """Return the folders that are meant by a name written with "/", in another case, or without the prefix INBOX."""
    wanted = folder.casefold()
    found = []
    for name, delimiter in folders.items():
        plain = (name.replace(delimiter, "/") if delimiter else name).casefold()
        if plain in (wanted, f"inbox/{wanted}"):
            found.append(name)
    return found if len(found) == 1 else []


def _letter(client: Client, summary: Summary) -> Letter | None:
    if summary.size <= LARGEST:
        body = client.body(summary.uid)
        return None if body is None else Letter(number=summary.uid, body=body, received=summary.received)
    return Letter(number=summary.uid, body=text_only(client, summary.uid), received=summary.received, whole=False)
