"""Mail over SMTP: one letter, ready as it stands, to one address (that of a mailing list, or of a person).

No server of mail can be asked whether it has a letter. So what is not known stays open, until a person says.
"""

from __future__ import annotations

import base64
import re
import smtplib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr
from typing import Any

from curate.errors import SendError, UsageError
from curate.locale import M
from curate.sending import Kind, Limits, Network, Part, Sent, Unknowable
from curate.sending.wire import PATIENCE, is_here, trusted

IMPLICIT, SUBMISSION = 465, 587
"""RFC 8314: encrypted from the first byte; and encrypted after STARTTLS."""
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_NAME = "curate.invalid"
"""What we call ourselves: the name of this machine is nobody's business."""


class Smtp:
    """One mail server."""

    repeats = False
    ahead: timedelta | None = None

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        self._host, self._port = _server(settings)
        self._user = str(settings.get("user") or "")
        self._to = _to(settings)
        self._secret = secret

    def who(self) -> str:
        """Return the name of the account, after going in."""
        client = self._inside()
        _leave(client)
        return self._user or f"{self._host}:{self._port}"

    def limits(self) -> Limits:
        """Return nothing: a letter has no limits here."""
        return Limits()

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Send a letter. Content: `eml`, the letter in base64, byte for byte as it goes."""
        letter = base64.b64decode(str(part.content.get("eml") or ""))
        head = message_from_bytes(letter, policy=default)
        sender = parseaddr(str(head.get("From", "")))[1]
        if not _ADDRESS.fullmatch(sender):
            raise SendError(M("The letter does not say whom it is from."))
        client = self._inside()
        try:
            self._hand_over(client, sender, letter)
        finally:
            _leave(client)
        number = "".join(str(head.get("Message-ID", "")).split())[:300]
        return Sent(id=number or f"mailto:{self._to}", address="")

    def _inside(self) -> smtplib.SMTP:
        """Return a connection that is encrypted, and let in. Until here nothing was sent, which is certain."""
        here = is_here(self._host)
        try:
            if self._port == IMPLICIT:
                client: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, _NAME, timeout=PATIENCE, context=trusted()
                )
            else:
                client = smtplib.SMTP(self._host, self._port, _NAME, timeout=PATIENCE)
        except (OSError, smtplib.SMTPException) as error:
            raise self._unreachable() from error
        try:
            client.ehlo()
            if self._port != IMPLICIT and (client.has_extn("starttls") or not here):
                client.starttls(context=trusted())
                client.ehlo()
            if self._user:
                client.login(self._user, self._secret)
        except smtplib.SMTPAuthenticationError as error:
            _leave(client)
            raise SendError(
                M(
                    "{server} does not let you in ({status}). {said}",
                    server=self._host,
                    status=error.smtp_code,
                    said="",
                ),
                hint=M("Give it the right password or token with: curate login {network}", network="newsletter"),
                stops=True,
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            _leave(client)
            raise SendError(
                M("{server} does not encrypt: your password and your letter would go there for all to read.",
                  server=self._host),
                hint=M("Ask your provider for the right server, and put it in sources.yaml under channels.newsletter."),
                stops=True,
            ) from error  # fmt: skip
        except (OSError, smtplib.SMTPException) as error:
            _leave(client)
            raise self._unreachable() from error
        return client

    def _hand_over(self, client: smtplib.SMTP, sender: str, letter: bytes) -> None:
        try:
            options = ["BODY=8BITMIME"] if not letter.isascii() and client.has_extn("8bitmime") else []
            for step, (code, said) in (
                ("MAIL", client.mail(sender, options)),
                ("RCPT", client.rcpt(self._to)),
            ):
                if code not in (250, 251):
                    raise self._refused(f"{step} {code}", said)
        except (OSError, smtplib.SMTPException) as error:
            raise self._unreachable() from error
        try:
            code, said = client.data(letter)
        except smtplib.SMTPDataError as error:
            raise self._refused(str(error.smtp_code), error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            # The letter may have arrived as a whole: nobody can say.
            raise SendError(M("{server} did not answer.", server=self._host), sure=False, stops=True) from error
        if code != 250:  # noqa: PLR2004
            raise self._refused(str(code), said)

    def _refused(self, code: str, said: object) -> SendError:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if self._secret:
            words = words.replace(self._secret, "…")
        return SendError(
            M("{server} answers with {status}. {said}", server=self._host, status=code,
              said=" ".join(words.split())[:200])
        )  # fmt: skip

    def _unreachable(self) -> SendError:
        return SendError(
            M("{server} cannot be reached.", server=f"{self._host}:{self._port}"),
            hint=M("See whether you are online, and try again later."),
            stops=True,
        )

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Raise Unknowable."""
        raise Unknowable

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Return None: it is with its readers."""
        return None

    def remove(self, sent: Sent) -> bool:
        """Return False: it is with its readers."""
        return False

    def close(self) -> None:
        """Do nothing: each letter has a connection of its own."""


def _leave(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):
        client.close()


def _server(settings: Mapping[str, Any]) -> tuple[str, int]:
    host, _, port = str(settings.get("smtp") or "").strip().partition(":")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", host) or not (port or "0").isdigit():
        raise UsageError(
            M("sources.yaml does not say over which server your mail goes."),
            hint=M("Add under channels: newsletter: {example}",
                   example="{smtp: smtp.voorbeeld.example, user: wij@voorbeeld.example, to: lijst@voorbeeld.example}"),
        )  # fmt: skip
    return host, int(port) if port else SUBMISSION


def _to(settings: Mapping[str, Any]) -> str:
    to = str(settings.get("to") or "").strip()
    if not _ADDRESS.fullmatch(to) or not to.isascii():
        raise UsageError(
            M("channels.newsletter.{name} is missing in sources.yaml.", name="to"),
            hint=M("It is one address: that of your mailing list."),
        )
    return to


def _open(settings: Mapping[str, Any], secret: str) -> Network:
    return Smtp(settings, secret)


NETWORK = Kind(
    name="smtp",
    open=_open,
    account=lambda settings: f"smtp {settings.get('user') or ''} {_server(settings)[0]}",
    secret="PASSWORD",  # noqa: S106  (what it is called)
    free=lambda settings: not settings.get("user"),
)
