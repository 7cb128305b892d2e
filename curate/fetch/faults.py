"""What went wrong on the way to a source, in words that a curator understands.

Every error of httpx, aiohttp and the system ends here (a test holds that none of their classes is left out); the
transport wraps them in one another, so the innermost one that says something is the one that is told.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta

import aiohttp
import httpx
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError, LineTooLong

from curate.errors import SourceError
from curate.fetch.guard import AddressRefused, refusal
from curate.locale import M, Message

FOREIGN = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, aiohttp.ClientError, HttpProcessingError, OSError)
"""All that these libraries and the system raise when a source is at fault."""

_GONE = 410
_SERVER_ERROR = 500


class Failed(SourceError):  # noqa: N818  (as in errors.py)
    """A source gave no document. Carries what its `Answer` says besides the message."""

    def __init__(
        self,
        message: Message,
        *,
        url: str | None = None,
        status: int | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.url = url
        self.status = status
        self.retry_after = retry_after


# ── what did not come to an answer ───────────────────────────────────────────────────────────────────────────────────


def explain(error: BaseException, host: str) -> Message:
    """Return what went wrong in asking `host`."""
    causes = list(_chain(error))[::-1]  # the innermost knows best
    for kind, say in _TOLD:
        for cause in causes:
            if isinstance(cause, kind):
                return say(cause, host)
    return M("{host} could not be asked ({error}).", host=host, error=type(error).__name__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it wraps, each once."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (
            one.__cause__,
            one.__context__,
            getattr(one, "os_error", None),
            getattr(one, "certificate_error", None),
        )
        waiting += [each for each in inner if isinstance(each, BaseException)]


def late(deadline: float, host: str) -> Message:
    """Return what is told of a source that did not finish within the deadline (seconds)."""
    return M("{host} did not finish its answer within {seconds} seconds.", host=host, seconds=f"{deadline:g}")


def _refused_address(error: BaseException, host: str) -> Message:
    address = error.address if isinstance(error, AddressRefused) else host
    return refusal(host if host == address else f"{host} ({address})")


_CERTIFICATES = {10: "expired", 9: "early", 62: "host", 63: "host", 64: "host", 18: "self", 19: "self"}
"""Codes of OpenSSL (x509_vfy.h, X509_V_ERR_*)."""


def _certificate(error: BaseException, host: str) -> Message:
    match _CERTIFICATES.get(getattr(error, "verify_code", 0)):
        case "expired":
            return M("The certificate of {host} has expired. Its publisher has to renew it.", host=host)
        case "early":
            return M("The certificate of {host} is not valid yet. Is the clock of this computer right?", host=host)
        case "host":
            return M("The certificate of {host} belongs to another site. Is the address right?", host=host)
        case "self":
            return M("{host} vouches for itself (its certificate is self-signed), so it is not trusted.", host=host)
        case _:
            return M("The certificate of {host} was issued by nobody that this computer trusts.", host=host)


def _unknown_name(error: BaseException, host: str) -> Message:
    if getattr(error, "errno", None) == getattr(socket, "EAI_AGAIN", None):
        return M("The name {host} could not be looked up. Is this computer online?", host=host)
    return M("There is no site called {host}. Is the address right, and is this computer online?", host=host)


def _system(error: BaseException, host: str) -> Message:
    number = getattr(error, "errno", None)
    if number in {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, 10051, 10065}:
        return M("There is no way to {host} from here. Is this computer online?", host=host)
    if number in {errno.EMFILE, errno.ENFILE}:
        return M("This computer cannot open more connections. Set fetch: hosts: lower in sources.yaml.")
    return M(
        "No connection to {host} could be made ({reason}).", host=host, reason=getattr(error, "strerror", "") or "?"
    )


_Say = Callable[[BaseException, str], Message]
_TOLD: tuple[tuple[type[BaseException], _Say], ...] = (
    (AddressRefused, _refused_address),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.CertificateError, _certificate),
    (aiohttp.ClientConnectorCertificateError, _certificate),
    (ssl.SSLError, lambda _, host: M("No safe connection to {host} could be made (TLS failed).", host=host)),
    (socket.gaierror, _unknown_name),
    (aiohttp.ClientConnectorDNSError, _unknown_name),
    (
        ConnectionRefusedError,
        lambda _, host: M("{host} refused the connection: nothing answers at that address.", host=host),
    ),
    (LineTooLong, lambda _, host: M("{host} answered with more headers than any site needs.", host=host)),
    (BadHttpMessage, lambda _, host: M("{host} answered something that is not HTTP.", host=host)),
    (aiohttp.ClientPayloadError, lambda _, host: M("{host} broke off in the middle of its answer.", host=host)),
    (aiohttp.ServerDisconnectedError, lambda _, host: M("{host} hung up without an answer.", host=host)),
    (ConnectionError, lambda _, host: M("{host} broke the connection off.", host=host)),
    (UnicodeError, lambda _, host: M("The address at {host} is not one that can be asked for.", host=host)),
    (aiohttp.InvalidURL, lambda _, host: M("The address at {host} is not one that can be asked for.", host=host)),
    (httpx.InvalidURL, lambda _, host: M("The address at {host} is not one that can be asked for.", host=host)),
    (
        httpx.UnsupportedProtocol,
        lambda _, host: M("The address at {host} is not one that can be asked for.", host=host),
    ),
    (aiohttp.ClientResponseError, lambda _, host: M("{host} answered something that is not HTTP.", host=host)),
    (HttpProcessingError, lambda _, host: M("{host} answered something that is not HTTP.", host=host)),
    (TimeoutError, lambda _, host: M("{host} did not answer in time.", host=host)),
    (OSError, _system),
    (httpx.TimeoutException, lambda _, host: M("{host} did not answer in time.", host=host)),
    (aiohttp.ClientConnectionError, lambda _, host: M("{host} broke the connection off.", host=host)),
    (httpx.ProtocolError, lambda _, host: M("{host} answered something that is not HTTP.", host=host)),
    (httpx.TransportError, lambda _, host: M("{host} broke the connection off.", host=host)),
    (aiohttp.ClientError, lambda _, host: M("The connection with {host} failed.", host=host)),
    (httpx.HTTPError, lambda _, host: M("The connection with {host} failed.", host=host)),
    (httpx.StreamError, lambda _, host: M("The connection with {host} failed.", host=host)),
)
"""From what says most to what says least."""


# ── what was answered, and is no document ────────────────────────────────────────────────────────────────────────────


def status(code: int, host: str) -> Message:  # noqa: PLR0911  (a table of sentences)
    """Return what is told of an answer whose status is neither success nor a redirect."""
    match code:
        case 401 | 407:
            return M("{host} asks for a name and a password (401).", host=host)
        case 402:
            return M("{host} asks for payment (402).", host=host)
        case 403:
            return M("{host} does not let us in (403). Its publisher may be willing to allow it; ask.", host=host)
        case 404:
            return M("There is nothing at this address any more (404). Look for the new one on the site.")
        case 410:
            return M("Its publisher took it away for good (410). It is not asked again; its items stay.")
        case 429:
            return M("{host} finds that it was asked too often (429). It is left alone for a while.", host=host)
        case 451:
            return M("{host} may not show this, for legal reasons (451).", host=host)
        case 503:
            return M("{host} is out of service for now (503). It is asked again later.", host=host)
        case _ if code >= _SERVER_ERROR:
            return M("{host} has trouble of its own ({code}). It is asked again later.", host=host, code=code)
        case _:
            return M("{host} answered in a way that is of no use here (status {code}).", host=host, code=code)


def forbidden_by_robots(host: str) -> Message:
    """Return what is told of a page that its publisher does not want programs to read."""
    return M(
        "The robots.txt of {host} does not want this page to be read by programs. See if it has a feed.", host=host
    )


def robots_unreadable(host: str, why: Message) -> Message:
    """Return what is told of a page whose site's robots.txt could not be had."""
    return M("Whether programs may read pages of {host} could not be found out (robots.txt): {why}", host=host, why=why)
