"""Brevo: a draft campaign, which a person sends there (developers.brevo.com, version 3).

A campaign is known again by its name, which ends in the first digits of its key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from curate.errors import SendError, UsageError
from curate.locale import M
from curate.models import Way
from curate.sending import Kind, Limits, Network, Part, Sent, Unknowable
from curate.sending.wire import Wire, text_or_none

USUAL = "https://api.brevo.com"
PAGE, PAGES = 50, 20
_OUT = ("sent", "in_process", "archive")
_EXAMPLE = "{profile: brevo, lists: [2], sender_name: Voorbeeld, sender: info@voorbeeld.example}"


class Brevo:
    """One account."""

    repeats = False
    ahead: timedelta | None = timedelta(0)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        self._settings = settings
        self._wire = Wire(
            network="newsletter",
            base=str(settings.get("server") or USUAL),
            secrets=(secret,),
            headers={"api-key": secret},
        )

    def who(self) -> str:
        """Return the name of the account."""
        found = self._wire.get("/v3/account").document()
        return self._wire.hidden(text_or_none(found.get("companyName")) or text_or_none(found.get("email")) or "Brevo")

    def limits(self) -> Limits:
        """Return nothing: a newsletter has no limits here."""
        return Limits()

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Make a draft. Content: `name`, `subject`, `preview`, `html`."""
        document = {"name": _name(part), **self._document(part), "recipients": {"listIds": _lists(self._settings)}}
        answer = self._wire.ask("POST", "/v3/emailCampaigns", repeats=False, json=document)
        return self._sent({"id": answer.field("id")})

    def _document(self, part: Part) -> dict[str, Any]:
        return {
            "subject": str(part.content.get("subject") or ""),
            "previewText": str(part.content.get("preview") or ""),
            "sender": {"name": _sender(self._settings)[0], "email": _sender(self._settings)[1]},
            "htmlContent": str(part.content.get("html") or ""),
        }

    def _sent(self, found: Mapping[str, Any]) -> Sent:
        number = str(found.get("id"))
        if not number.isdigit():
            raise SendError(M("Brevo answers with something else than expected."), sure=False)
        state = Way.SENT if found.get("status") in _OUT else Way.DRAFT
        return Sent(id=number, address=f"https://app.brevo.com/marketing-campaign/edit/{number}", state=state)

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Look for its name among the campaigns, newest first."""
        wanted = _name(part)
        for number in range(PAGES):
            asked = {"limit": str(PAGE), "offset": str(number * PAGE), "sort": "desc", "excludeHtmlContent": "true"}
            answer = self._wire.get("/v3/emailCampaigns", params=asked)
            said = answer.document()
            # Where there are none, Brevo gives their count and no list.
            none = "campaigns" not in said and isinstance(said.get("count"), int)
            page = [] if none else answer.rows("campaigns")
            for each in page:
                if each.get("name") == wanted:
                    return self._sent(each)
            if len(page) < PAGE:
                return None
        raise Unknowable

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Give a draft other content; what was sent stays as it is."""
        if sent.state is not Way.DRAFT or not sent.id.isdigit():
            return None
        self._wire.ask("PUT", f"/v3/emailCampaigns/{sent.id}", repeats=True, json=self._document(part))
        return sent

    def remove(self, sent: Sent) -> bool:
        """Throw a draft away; what was sent is with its readers."""
        if sent.state is not Way.DRAFT or not sent.id.isdigit():
            return False
        self._wire.ask("DELETE", f"/v3/emailCampaigns/{sent.id}", repeats=True, allowed=(404,))
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._wire.close()


def _name(part: Part) -> str:
    return f"{str(part.content.get('name') or '')[:90]} [{part.key[:8]}]".strip()


def _lists(settings: Mapping[str, Any]) -> list[int]:
    given = settings.get("lists") or settings.get("list")
    found = given if isinstance(given, (list, tuple)) else [given]
    numbers = [each for each in found if isinstance(each, int) and not isinstance(each, bool)]
    if not numbers or len(numbers) != len(found):
        raise UsageError(
            M("channels.newsletter.{name} is missing in sources.yaml.", name="lists"),
            hint=M("Brevo needs: {example}", example=_EXAMPLE),
        )
    return numbers


def _sender(settings: Mapping[str, Any]) -> tuple[str, str]:
    name, email = str(settings.get("sender_name") or ""), str(settings.get("sender") or "")
    if not name or "@" not in email:
        raise UsageError(
            M("channels.newsletter.{name} is missing in sources.yaml.", name="sender_name" if not name else "sender"),
            hint=M("Brevo needs: {example}", example=_EXAMPLE),
        )
    return name, email


def _open(settings: Mapping[str, Any], secret: str) -> Network:
    _lists(settings)
    _sender(settings)
    return Brevo(settings, secret)


NETWORK = Kind(
    name="brevo",
    open=_open,
    account=lambda settings: f"brevo {_sender(settings)[1]}",
    secret="KEY",  # noqa: S106  (what it is called)
)
