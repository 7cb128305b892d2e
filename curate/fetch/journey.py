"""The way of one request from its source's address to whatever answers, and the addresses it may take."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from curate.fetch import body, guard, headers
from curate.fetch.faults import Failed
from curate.locale import M, Message
from curate.models import Request


@dataclass(kw_only=True, slots=True)
class Journey:
    """How far the asking of one source has come."""

    request: Request
    own: httpx.URL
    """The source's own address."""
    url: httpx.URL
    """Where it is now, after so many redirects."""
    cap: int
    whole: bool = True
    """False: a body that is larger than the cap is cut there."""
    seen: set[str] = field(default_factory=set)
    spent: float = 0.0
    """Seconds of its deadline that are used up."""
    permanent: bool = True
    """Every redirect so far was a permanent one."""
    moved_to: str | None = None
    share: body.Share

    @property
    def host(self) -> str:
        """Return the host that is to be asked next."""
        return host_of(self.url)


def address_of(url: str) -> httpx.URL:
    """Return an address that may be asked for, a host written as a number in its one plain form."""
    try:
        address = httpx.URL(_with_plain_number(url))
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Failed(_no_web_address(url)) from error
    if address.scheme not in {"http", "https"} or not address.host:
        raise Failed(_no_web_address(url))
    return address


def _with_plain_number(url: str) -> str:
    """Return an address whose host is a number with that number in plain digits, any other as it is.

    Before httpx sees it: `0177.1` it calls no address, and `①②⑦。1` too, which others read as 127.0.0.1.
    """
    parts = urlsplit(url)
    host = unicodedata.normalize("NFKC", parts.hostname or "").replace("\N{IDEOGRAPHIC FULL STOP}", ".")
    number = guard.literal(host) if host else None
    if number is None:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    place = f"[{number}]" if ":" in number else number
    port = "" if parts.port is None else f":{parts.port}"
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}{port}"))


def _no_web_address(url: str) -> Message:
    shown = url if len(url) <= 200 else url[:200] + "…"  # noqa: PLR2004  (characters)
    return M("{url} is not an address of the web: it has to begin with http:// or https://.", url=shown)


def joined(base: str, to: str) -> str:
    """Return where a redirect points, seen from `base`."""
    try:
        return urljoin(base, to.strip())
    except ValueError as error:
        raise Failed(_no_web_address(to)) from error


def host_of(url: httpx.URL) -> str:
    """Return a host as turns are given to it: in small letters, without the dot at its end."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def without_password(url: httpx.URL) -> str:
    """Return an address as it may be shown."""
    return str(url.copy_with(userinfo=b"")) if url.userinfo else str(url)


def is_open(journey: Journey) -> bool:
    """Return whether the host is the one that a source with `allow_private` names itself."""
    return journey.request.allow_private and journey.host == host_of(journey.own)


def check(journey: Journey) -> None:
    """Raise Failed for this machine and for private numbers; other names are checked where they are looked up."""
    if is_open(journey):
        return
    number = guard.literal(journey.host)
    if guard.is_loopback(journey.host) or (number is not None and not guard.is_public(number)):
        raise Failed(guard.refusal(journey.host), url=without_password(journey.url))


def extra_headers(journey: Journey) -> dict[str, str]:
    """Return the validators, and the password of the source's own address where that is the one that is asked."""
    own = journey.own
    same = (own.scheme, own.host, own.port) == (journey.url.scheme, journey.url.host, journey.url.port)
    return headers.validators(journey.request) | (headers.authorization(own) if same else {})
