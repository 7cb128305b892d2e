"""Speaking HTTP to a network: encrypted, without redirects, and never a second time where that could send twice."""

from __future__ import annotations

import ipaddress
import json
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from curate import __version__, clock
from curate.errors import SendError, UsageError
from curate.locale import M, Message
from curate.text import without_controls

PATIENCE = 30.0
"""Seconds that a server may stay silent. A picture on its way to a small server takes that long."""
DEADLINE = 90.0
"""Seconds for a whole answer."""
LARGEST = 8_000_000
"""Bytes of an answer. 40 statuses of Mastodon are 200 KB."""
SHORT_REST = 30.0
"""Seconds: a Retry-After of no more than this is waited for; a longer one is kept, and the run ends."""
_TRIES = 3
_SAID = 200
"""Characters of what a server says that are shown."""
_TOO_MANY = 429
_REFUSES = (401, 403)
_RUN_OUT = (400, 401)
"""How a network says that a session has run out."""


@dataclass(kw_only=True)
class Wire:
    """One server of a network, and who we are there."""

    network: str
    """As it is called in sentences, and in `curate login`."""
    base: str
    secrets: Sequence[str] = field(default=(), repr=False)
    """What is never shown, whatever a server says."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    renews: Callable[[Answered], bool] | None = None
    """Asked of a refusal: whether our leave had run out and was renewed, so that the question is asked once more."""

    def __post_init__(self) -> None:
        self.base = checked(self.base, f"channels.{self.network}.server")
        self._client: httpx.Client | None = None
        if not all(value.isascii() and value.isprintable() for value in self.headers.values()):
            raise UsageError(
                M("The password or token of {network} holds a sign that cannot stand in one.", network=self.network),
                hint=M("Copy it once more, without what stands around it."),
            )

    def get(self, path: str, **options: Any) -> Answered:  # noqa: ANN401
        """Ask; what is only asked may be asked again."""
        return self.ask("GET", path, repeats=True, **options)

    def ask(
        self,
        method: str,
        path: str,
        *,
        repeats: bool,
        allowed: Sequence[int] = (),
        **options: Any,  # noqa: ANN401
    ) -> Answered:
        """Return what a server answers. `repeats`: asking it twice does what asking it once does.

        `allowed`: statuses that are an answer here, not a fault. Raises SendError.
        """
        fault: SendError | None = None
        for attempt in range(_TRIES if repeats else 2):
            if attempt:
                clock.wait(2.0 ** (attempt - 1))
            try:
                answer = self._once(method, path, options)
                if answer.status in _RUN_OUT and self.renews is not None and self.renews(answer):
                    answer = self._once(method, path, options)
            except httpx.RequestError as error:  # also an answer whose compression cannot be undone
                fault = self._silent(error)
                if not repeats:
                    raise fault from error
                continue
            if answer.status < 300 or answer.status in allowed:  # noqa: PLR2004
                return answer
            fault = self._refused(answer)
            if answer.status == _TOO_MANY and self._waited(fault):
                continue
            if not (repeats and answer.status >= 500):  # noqa: PLR2004
                break
        assert fault is not None  # noqa: S101
        raise fault

    def close(self) -> None:
        """Give the connection back."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def hidden(self, said: str) -> str:
        """Return what a server says, short, on one line, and without our secret in it."""
        for secret in self.secrets:
            if secret:
                said = said.replace(secret, "…")
        said = " ".join(without_controls(said).split())
        return said if len(said) <= _SAID else said[: _SAID - 1] + "…"

    # ── one question ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _once(self, method: str, path: str, options: Mapping[str, Any]) -> Answered:
        if self._client is None:
            self._client = httpx.Client(
                headers={"User-Agent": f"curate/{__version__}", "Accept": "application/json", **self.headers},
                timeout=PATIENCE,
                follow_redirects=False,
                trust_env=False,
                verify=trusted(),
            )
        end = monotonic() + DEADLINE
        url = path if path.startswith(("http://", "https://")) else f"{self.base}{path}"
        with self._client.stream(method, url, **options) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if monotonic() > end or len(body) > LARGEST:
                    raise httpx.ReadTimeout("too slow, or too much")
            return Answered(status=response.status_code, headers=response.headers, body=bytes(body), wire=self)

    def _silent(self, error: httpx.RequestError) -> SendError:
        before = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
        what = (
            M("{server} cannot be reached.", server=self._host())
            if before
            else M("{server} did not answer.", server=self._host())
        )
        return SendError(what, hint=M("See whether you are online, and try again later."), sure=before, stops=True)

    def _refused(self, answer: Answered) -> SendError:
        status, said = answer.status, self.hidden(answer.said())
        if status == _TOO_MANY:
            return SendError(
                M("{server} asks to wait: too many requests.", server=self._host()),
                hint=M("Nothing is lost: what is left goes out when you publish again."),
                until=_until(answer.headers) or clock.now() + timedelta(minutes=5),
            )
        if status in _REFUSES:
            return SendError(
                M("{server} does not let you in ({status}). {said}", server=self._host(), status=status, said=said),
                hint=M("Give it the right password or token with: curate login {network}", network=self.network),
                stops=True,
            )
        if status < 400:  # noqa: PLR2004
            where = self.hidden(answer.headers.get("location", ""))
            return SendError(
                M("{server} sends us on to {where}.", server=self._host(), where=where),
                hint=M("If that is right, put that address in sources.yaml, under channels.{network}.server.",
                       network=self.network),
                stops=True,
            )  # fmt: skip
        return SendError(
            M("{server} answers with {status}. {said}", server=self._host(), status=status, said=said),
            hint=M("Try again later.") if status >= 500 else None,  # noqa: PLR2004
            sure=status < 500 and status != 408,  # noqa: PLR2004
            stops=status >= 500,  # noqa: PLR2004
        )

    @staticmethod
    def _waited(fault: SendError) -> bool:
        """Wait as long as a server asks for, if that is short; return whether that was done."""
        seconds = ((fault.until or clock.now()) - clock.now()).total_seconds()
        if seconds > SHORT_REST:
            return False
        clock.wait(seconds)
        return True

    def _host(self) -> str:
        return urlsplit(self.base).netloc.rpartition("@")[2]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a server answered."""

    status: int
    headers: httpx.Headers
    body: bytes
    wire: Wire

    def json(self) -> Any:  # noqa: ANN401
        """Return the document; SendError where it is none. What was sent may have arrived all the same."""
        try:
            return _read(self.body)
        except ValueError as error:
            raise self._strange() from error

    def document(self) -> dict[str, Any]:
        """Return the document, which has names; SendError where it is another."""
        found = self.json()
        if not isinstance(found, dict):
            raise self._strange()
        return found

    def rows(self, name: str = "") -> list[dict[str, Any]]:
        """Return a list of documents, that of the document's `name` where one is given; SendError for anything else.

        What is of another shape is no list of nothing: who asks whether something is there must not read "no" in it.
        """
        found = self.document().get(name) if name else self.json()
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self._strange()
        return found

    def field(self, name: str) -> str:
        """Return a text of the document; SendError where it has none of that name."""
        value = self.document().get(name)
        if value is None or isinstance(value, (dict, list)):
            raise self._strange()
        return str(value)

    def _strange(self) -> SendError:
        return SendError(
            M("{server} answers with something else than expected.", server=self.wire._host()),  # noqa: SLF001
            hint=M("See whether the address in sources.yaml is the right one: channels.{network}.server.",
                   network=self.wire.network),
            sure=False,
            stops=True,
        )  # fmt: skip

    def named(self, name: str) -> str:
        """Return a text of the document, "" where it has none of that name, or is none."""
        try:
            found = _read(self.body)
        except ValueError:
            return ""
        return text_or_none(found.get(name)) if isinstance(found, dict) else ""

    def said(self) -> str:
        """Return what the server says is wrong, "" where it says nothing that a person can read."""
        try:
            found = _read(self.body)
        except ValueError:
            return ""
        if not isinstance(found, dict):
            return ""
        words = [found.get(name) for name in ("error_description", "message", "detail", "error", "title")]
        return next((word for word in words if isinstance(word, str) and word.strip()), "")


@contextmanager
def before_sending() -> Iterator[None]:
    """Let a fault in what comes before a post (who we are, its pictures) be certain: the post itself is not out."""
    try:
        yield
    except SendError as fault:
        raise SendError(fault.message, hint=fault.hint, sure=True, until=fault.until, stops=fault.stops) from fault


def checked(server: str, key: str) -> str:
    """Return the address of a server without a slash at its end; UsageError where a secret would not be safe there."""
    address = server.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise UsageError(
            M("{key} in sources.yaml is no address of a server.", key=key),
            hint=M("Write it like this: https://mastodon.example"),
        )
    if parts.scheme == "http" and not is_here(host):
        raise UsageError(
            M("{key} in sources.yaml begins with http: your password would go there for all to read.", key=key),
            hint=M("Write it with https."),
        )
    return address


def _read(body: bytes) -> Any:  # noqa: ANN401  (what JSON holds)
    """Return a document of JSON, all of whose texts can be written down; ValueError where it is none."""
    try:
        return _written(json.loads(body))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _written(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # half a character, which no database holds
    if isinstance(value, list):
        return [_written(each) for each in value]
    return {_written(name): _written(each) for name, each in value.items()} if isinstance(value, dict) else value


def text_or_none(value: object) -> str:
    """Return a text as it came in JSON, "" for anything else."""
    return value if isinstance(value, str) else ""


def web(value: object, secrets: Sequence[str] = ()) -> str:
    """Return an address of the web that a server gave, "" for anything else: it is shown, and kept."""
    address = value.strip() if isinstance(value, str) else ""
    if not address.lower().startswith(("http://", "https://")) or len(address) > 2000:  # noqa: PLR2004
        return ""
    address = "".join(without_controls(address).split())
    return "" if holds(address, secrets) else address


def holds(said: str, secrets: Sequence[str]) -> bool:
    """Return whether what a server said has a secret of ours in it, plainly or percent-encoded."""
    return any(secret and (secret in said or secret in unquote(said)) for secret in secrets)


def is_here(host: str) -> bool:
    """Return whether a host is this machine: nobody can listen on the way there."""
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _until(headers: httpx.Headers) -> datetime | None:
    """Return when a server may be asked again (RFC 9110, 10.2.3; Mastodon and Bluesky have headers of their own)."""
    now = clock.now()
    try:
        if (given := headers.get("retry-after", "").strip()).isdigit():
            return now + timedelta(seconds=min(int(given), 86400))
        if given:
            return min(parsedate_to_datetime(given).astimezone(UTC), now + timedelta(days=1))
        if given := headers.get("x-ratelimit-reset", "").strip():
            return min(datetime.fromisoformat(given).astimezone(UTC), now + timedelta(days=1))
        if given := headers.get("ratelimit-reset", "").strip():
            return min(datetime.fromtimestamp(int(given), UTC), now + timedelta(days=1))
    except (ValueError, OverflowError, OSError):
        return None
    return None


@cache
def trusted() -> ssl.SSLContext:
    """Return whom we trust: certifi's authorities, and what this machine trusts besides."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


__all__ = [
    "PATIENCE", "Answered", "Message", "Wire", "before_sending", "checked", "holds", "is_here", "text_or_none",
    "trusted", "web",
]  # fmt: skip
