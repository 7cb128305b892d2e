"""Mailchimp: a draft campaign, which a person sends there (mailchimp.com/developer/marketing, version 3.0).

A campaign is known again by its title, which ends in the first digits of its key.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from curate.errors import SendError, UsageError
from curate.locale import M
from curate.models import Way
from curate.sending import Kind, Limits, Network, Part, Sent, Unknowable
from curate.sending.wire import Wire, text_or_none

PAGE, PAGES = 100, 10
_MARGIN = timedelta(days=1)
_CENTRE = re.compile(r"-([a-z]{2,4}\d{1,3})$")
_OUT = ("sent", "sending")


class Mailchimp:
    """One account."""

    repeats = False
    ahead: timedelta | None = timedelta(0)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        self._settings = settings
        centre = _CENTRE.search(secret)
        self._centre = centre[1] if centre else "us1"
        server = str(settings.get("server") or "")
        if not server and centre is None:
            raise UsageError(
                M("That is no key of Mailchimp: it ends in a dash and the name of a data centre, such as -us21."),
                hint=M("Make one in Mailchimp, under Account, Extras, API keys."),
            )
        packed = base64.b64encode(f"curate:{secret}".encode()).decode()
        self._wire = Wire(
            network="newsletter",
            base=server or f"https://{self._centre}.api.mailchimp.com",
            secrets=(secret, packed),
            headers={"Authorization": f"Basic {packed}"},
        )

    def who(self) -> str:
        """Return the name of the account."""
        answer = self._wire.get("/3.0/", params={"fields": "account_name,account_id"})
        return self._wire.hidden(text_or_none(answer.document().get("account_name")) or "Mailchimp")

    def limits(self) -> Limits:
        """Return nothing: a newsletter has no limits here."""
        return Limits()

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Make a draft. Content: `name`, `subject`, `preview`, `html`, `text`."""
        settings = {
            "subject_line": str(part.content.get("subject") or ""),
            "preview_text": str(part.content.get("preview") or ""),
            "title": _title(part),
            "from_name": _needed(self._settings, "from_name"),
            "reply_to": _needed(self._settings, "reply_to"),
        }
        document = {"type": "regular", "recipients": {"list_id": _needed(self._settings, "list")}, "settings": settings}
        answer = self._wire.ask("POST", "/3.0/campaigns", repeats=False, json=document)
        return self._filled(answer.json(), part)

    def _filled(self, found: Any, part: Part) -> Sent:  # noqa: ANN401
        """Give a campaign its content, and return it."""
        number = text_or_none(found.get("id")) if isinstance(found, dict) else ""
        if not re.fullmatch(r"[A-Za-z0-9]{1,40}", number):
            raise SendError(M("Mailchimp answers with something else than expected."), sure=False)
        content = {"html": str(part.content.get("html") or ""), "plain_text": str(part.content.get("text") or "")}
        # It is there: whatever goes wrong from here on, it is not made a second time.
        try:
            self._wire.ask("PUT", f"/3.0/campaigns/{number}/content", repeats=True, json=content)
        except SendError as fault:
            raise SendError(fault.message, hint=fault.hint, sure=False, until=fault.until, stops=True) from fault
        return self._sent(found)

    def _sent(self, found: Mapping[str, Any]) -> Sent:
        number, page = str(found.get("id")), found.get("web_id")
        edit = f"https://{self._centre}.admin.mailchimp.com/campaigns/edit?id={page}" if isinstance(page, int) else ""
        return Sent(id=number, address=edit, state=Way.SENT if found.get("status") in _OUT else Way.DRAFT)

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Look for its title among the campaigns made since; a draft that was broken off is given its content."""
        wanted = _title(part)
        for number in range(PAGES):
            asked = {
                "count": str(PAGE),
                "offset": str(number * PAGE),
                "since_create_time": (since - _MARGIN).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
                "fields": "campaigns.id,campaigns.web_id,campaigns.status,campaigns.settings.title,total_items",
            }
            page = self._wire.get("/3.0/campaigns", params=asked).rows("campaigns")
            for each in page:
                settings = each.get("settings")
                if isinstance(settings, dict) and settings.get("title") == wanted:
                    full = part.content.get("html") and each.get("status") == "save"
                    return self._filled(each, part) if full else self._sent(each)
            if len(page) < PAGE:
                return None
        raise Unknowable

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Give a draft other content; what was sent stays as it is."""
        if sent.state is not Way.DRAFT:
            return None
        return self._filled({"id": sent.id, "status": "save"}, part)

    def remove(self, sent: Sent) -> bool:
        """Throw a draft away; what was sent is with its readers."""
        if sent.state is not Way.DRAFT or not re.fullmatch(r"[A-Za-z0-9]{1,40}", sent.id):
            return False
        self._wire.ask("DELETE", f"/3.0/campaigns/{sent.id}", repeats=True, allowed=(404,))
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._wire.close()


def _title(part: Part) -> str:
    return f"{str(part.content.get('name') or '')[:90]} [{part.key[:8]}]".strip()


def _needed(settings: Mapping[str, Any], name: str) -> str:
    value = str(settings.get(name) or "").strip()
    if not value:
        raise UsageError(
            M("channels.newsletter.{name} is missing in sources.yaml.", name=name),
            hint=M("Mailchimp needs: {example}",
                   example="{profile: mailchimp, list: a1b2c3, from_name: Wij, reply_to: wij@voorbeeld.example}"),
        )  # fmt: skip
    return value


def _open(settings: Mapping[str, Any], secret: str) -> Network:
    for name in ("list", "from_name", "reply_to"):
        _needed(settings, name)
    return Mailchimp(settings, secret)


NETWORK = Kind(
    name="mailchimp",
    open=_open,
    account=lambda settings: f"mailchimp {_needed(settings, 'list')}",
    secret="KEY",  # noqa: S106  (what it is called)
)
