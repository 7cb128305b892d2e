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
_LAST_PORT = 65535
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
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise self._turned_away(error) from error
        try:
            client.ehlo()
            if self._port != IMPLICIT and (client.has_extn("starttls") or not here):
                self._encrypted(client)
            if self._user:
                self._let_in(client)
        except SendError:
            _leave(client)
            raise
        except (OSError, smtplib.SMTPException) as error:
            _leave(client)
            raise self._turned_away(error) from error
        return client

    def _encrypted(self, client: smtplib.SMTP) -> None:
        try:
            client.starttls(context=trusted())
        except smtplib.SMTPNotSupportedError as error:
            raise SendError(
                M("{server} does not encrypt: your password and your letter would go there for all to read.",
                  server=self._host),
                hint=M("Ask your provider for the right server, and put it in sources.yaml under channels.newsletter."),
                stops=True,
            ) from error  # fmt: skip
        client.ehlo()

    def _let_in(self, client: smtplib.SMTP) -> None:
        try:
            if f"{self._user}{self._secret}".isascii():
                client.login(self._user, self._secret)
            else:
                self._plain(client)
        except smtplib.SMTPNotSupportedError as error:
            raise SendError(
                M("{server} takes no password.", server=self._host),
                hint=M("Leave `user` away in sources.yaml, under channels.newsletter, or name another server there."),
                stops=True,
            ) from error
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:  # noqa: PLR2004  (not now)
                raise self._refused(str(error.smtp_code), error.smtp_error, stops=True) from error
            raise SendError(
                M("{server} does not let you in ({status}). {said}", server=self._host, status=error.smtp_code,
                  said=""),
                hint=M("Give it the right password or token with: curate login {network}", network="newsletter"),
                stops=True,
            ) from error  # fmt: skip

    def _plain(self, client: smtplib.SMTP) -> None:
        """Say who we are in UTF-8 (RFC 4616): smtplib knows ASCII only, and passwords hold more than that."""
        ways = str(client.esmtp_features.get("auth", "")).upper().split()
        if "PLAIN" not in ways:
            raise smtplib.SMTPNotSupportedError("no way to say it in UTF-8")
        packed = base64.b64encode(f"\0{self._user}\0{self._secret}".encode()).decode()
        code, said = client.docmd("AUTH", f"PLAIN {packed}")
        if code not in (235, 503):
            raise smtplib.SMTPAuthenticationError(code, said)

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
            raise self._turned_away(error) from error
        try:
            code, said = client.data(letter)
        except smtplib.SMTPDataError as error:
            raise self._refused(str(error.smtp_code), error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            # The letter may have arrived as a whole: nobody can say.
            raise SendError(M("{server} did not answer.", server=self._host), sure=False, stops=True) from error
        if code < 0:  # what it said is no answer of a mail server
            raise SendError(
                M("{server} answers with something else than expected.", server=self._host), sure=False, stops=True
            )
        if code != 250:  # noqa: PLR2004
            raise self._refused(str(code), said)

    def _turned_away(self, error: Exception) -> SendError:
        """Return what to say of a server that did not get as far as the letter."""
        if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
            return self._refused(str(error.smtp_code), error.smtp_error, stops=True)
        return self._unreachable()

    def _refused(self, code: str, said: object, *, stops: bool = False) -> SendError:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if self._secret:
            words = words.replace(self._secret, "…")
        return SendError(
            M("{server} answers with {status}. {said}", server=self._host, status=code,
              said=" ".join(words.split())[:200]),
            stops=stops,
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
    labels = host.removesuffix(".").split(".")
    named = all(re.fullmatch(r"[A-Za-z0-9-]{1,63}", label) for label in labels)
    if not named or not re.fullmatch(r"[0-9]{0,5}", port) or int(port or 0) > _LAST_PORT:
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
