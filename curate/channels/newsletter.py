"""A newsletter: the whole edition as a letter, ready for Mailchimp, for Brevo, or to be sent as it is.

Three profiles (`channels.newsletter.profile`). Each gets HTML, text, and a page from which block by block is copied
into an editor that is filled by hand; `plain` a mail (.eml) too, `brevo` the campaign as its interface takes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from urllib.parse import quote, urlsplit

from curate import text
from curate.channels import ChannelRules, blocks, composing, letters, mergetags, mime, templates
from curate.channels.arranged import Html, arranged
from curate.channels.embedded import Picture, picture
from curate.channels.letters import Letter
from curate.channels.mergetags import PLAIN, inert
from curate.channels.mime import message_id
from curate.channels.outline import Outline, beginning, outline
from curate.errors import UsageError
from curate.locale import M, Message, P, translate
from curate.models import Edition, Export

__all__ = ["CHANNEL", "Campaign", "Newsletter", "campaign", "message_id"]

CLIPPED = 100_000
"""Bytes of HTML. Gmail shows the first 102 KB or so, and hides the rest, the way to unsubscribe with it."""
PREVIEW = 100
"""Characters that a list of letters shows of what stands behind the subject, on a screen that is not small."""
_LONGEST_SUBJECT = 150
_LONGEST_ADDRESS = 900
"""Characters: a line of a mail holds 998 (RFC 5322, 2.1.1)."""
_NAMED = re.compile(r"\{([A-Za-z_]{1,30})\}")
_HALF = re.compile(r"\{\s*[A-Za-z_]+\s*\}?|(?<=[A-Za-z_])\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """A newsletter as a service takes it."""

    name: str
    """What the service lists it under; readers do not see it."""
    subject: str
    preview: str
    """What a list of letters shows behind the subject; "" where there is nothing to show."""
    html: str
    """To be pasted: the preview text stands hidden in it."""
    html_without_preview: str
    """For a service that is told the preview text, and puts it in itself."""
    text: str
    profile: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Newsletter:
    """The channel."""

    name: str = "newsletter"
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition in one letter."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: a letter is as long as it is; where it is longer than Gmail shows, that is said."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return the letter's files.

        Settings: profile, subject, preview, unsubscribe_url, logo_url, link_to, utm, template (of the items in HTML).
        """
        letter = _letter(edition, settings)
        made = _campaign(letter)
        files: list[tuple[str, str | bytes]] = [("newsletter.txt", made.text), ("newsletter.html", made.html)]
        files.append(("newsletter-blocks.html", blocks.page(letter)))
        if letter.profile is PLAIN:
            files.append(("newsletter.eml", _mail(letter)))
        if letter.profile is mergetags.BREVO:
            files.append(("newsletter.json", _payload(made, letter)))
        return Export(channel=self.name, files=tuple(files), notices=tuple(_notices(letter, made)))


CHANNEL = Newsletter(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all, but Gmail hides what is beyond 102 KB"),
        hashtags=0,
        arranged=True,
        source="https://www.rfc-editor.org/rfc/rfc8058",
        checked=date(2026, 11, 23),
    )
)


def campaign(edition: Edition, settings: Mapping[str, object]) -> Campaign:
    """Return the newsletter as its service takes it; UsageError where a setting is impossible."""
    return _campaign(_letter(edition, settings))


def _campaign(letter: Letter) -> Campaign:
    number = f" {letter.edition.number}" if letter.edition.number else ""
    return Campaign(
        name=inert(f"{letter.outline.title}{number} ({letter.edition.date:%Y-%m-%d})", letter.profile),
        subject=inert(letter.subject, letter.profile),
        preview=inert(letter.preview, letter.profile),
        html=letters.html(letter),
        html_without_preview=letters.html(letter, preview=False),
        text=letters.text(letter),
        profile=letter.profile.name,
    )


def _payload(made: Campaign, letter: Letter) -> str:
    """Return the campaign as Brevo's interface takes it; who sends it adds the readers, and a sender it knows."""
    sender = {"name": composing.line(letter.edition.organisation), "email": letter.mail}
    body = {
        "name": made.name,
        "subject": made.subject,
        "previewText": made.preview,
        "sender": {key: value for key, value in sender.items() if value},
        "htmlContent": made.html_without_preview,
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


# ── what it is made of ───────────────────────────────────────────────────────────────────────────────────────────────


def _letter(edition: Edition, settings: Mapping[str, object]) -> Letter:
    profile, told = mergetags.chosen(settings), outline(edition, CHANNEL.name, settings)
    subject = text.shorten(_words("subject", settings, told, edition) or told.title, _LONGEST_SUBJECT)
    return Letter(
        edition=edition,
        outline=told,
        profile=profile,
        subject=subject or translate(P("Newsletter"), edition.language),
        preview=_words("preview", settings, told, edition) or beginning(told, PREVIEW),
        unsubscribe=_unsubscribe(edition, settings) if profile is PLAIN else "",
        mail=mime.mail_of(edition.contact),
        logo=_address("logo_url", settings),
        arranged=arranged(own, told, edition, Html()) if (own := templates.given(settings)) else None,
    )


def _words(key: str, settings: Mapping[str, object], told: Outline, edition: Edition) -> str:
    """Return what a setting says, on one line, with what it names in braces; "" where it is not set."""
    values = {
        "title": told.title,
        "number": str(edition.number or ""),
        "date": composing.day_of(edition.date, edition),
        "organisation": composing.line(edition.organisation),
        "count": str(len(told.parts)),
        "first": told.parts[0].title if told.parts else "",
    }
    given = composing.line(str(settings.get(key) or ""))
    for found in (*_NAMED.finditer(given), *_HALF.finditer(_NAMED.sub("x", given))):
        if found.re is _HALF or found[1] not in values:
            raise UsageError(
                M("channels.{channel}.{key} in sources.yaml names {found}.", channel=CHANNEL.name, key=key,
                  found=found[0]),
                hint=M("It can name: {names}.", names=", ".join(f"{{{name}}}" for name in values)),
            )  # fmt: skip
    return composing.line(_NAMED.sub(lambda found: values[found[1]], given))


def _unsubscribe(edition: Edition, settings: Mapping[str, object]) -> str:
    """Return the address at which one unsubscribes: as set, or by mail; "" where there is neither."""
    given = _address("unsubscribe_url", settings)
    if given and not given.startswith("https://"):
        raise _wrong("unsubscribe_url", settings, M("It must begin with https://: mail programs open no other."))
    return given or mime.by_mail(edition, translate(P("Unsubscribe"), edition.language))


def _address(key: str, settings: Mapping[str, object]) -> str:
    """Return an address of a setting, in ASCII; "" where it is not set. UsageError where it is none of a page."""
    given = composing.address(str(settings.get(key) or ""))
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise _wrong(key, settings, M("It must be the address of a page, beginning with https://.")) from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or len(given) > _LONGEST_ADDRESS:
        raise _wrong(key, settings, M("It must be the address of a page, beginning with https://."))
    rest = parts._replace(scheme="", netloc="").geturl()
    return f"{parts.scheme}://{host}{port}{quote(rest, safe=_KEPT)}"


_KEPT = "/?#&=%:;@!$'()*+,~-._"


def _wrong(key: str, settings: Mapping[str, object], hint: Message) -> UsageError:
    value = repr(settings.get(key))
    return UsageError(M("channels.{channel}.{key} in sources.yaml is {value}.", channel=CHANNEL.name, key=key,
                        value=value), hint=hint)  # fmt: skip


# ── the mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _mail(letter: Letter) -> bytes:
    """Return the letter as a mail. Pictures and logo travel in it: mail programs show none that stands in the HTML."""
    with_pictures, pictures = _illustrated(letter)
    return mime.message(
        letter.edition,
        subject=letter.subject,
        html=letters.html(with_pictures),
        text=letters.text(letter),
        pictures=pictures,
        unsubscribe=letter.unsubscribe,
    )


def _illustrated(letter: Letter) -> tuple[Letter, list[tuple[str, str, Picture]]]:
    travelling: list[tuple[str, str, Picture]] = []
    if not letter.logo and (logo := picture(letter.edition.logo, 2 * letters.LOGO)):
        travelling.append(("logo", f"logo.{logo.suffix}", logo))
        letter = replace(letter, logo=f"cid:{_cid('logo', letter)}", logo_width=min(letters.LOGO, logo.width))
    shown = {part.entry.item: picture(part.entry.picture) for part in letter.outline.parts}
    there = {item: found for item, found in shown.items() if found}
    travelling += [(f"item-{item}", f"item-{item}.{found.suffix}", found) for item, found in there.items()]
    letter = replace(
        letter, pictures={item: (f"cid:{_cid(f'item-{item}', letter)}", found) for item, found in there.items()}
    )
    return letter, [(_cid(name, letter), file, found) for name, file, found in travelling]


def _cid(name: str, letter: Letter) -> str:
    """Return a content id: as a Message-ID, no other letter may have it (RFC 2392)."""
    return message_id(letter.edition, name.encode("ascii")).strip("<>")


# ── what a person should know ────────────────────────────────────────────────────────────────────────────────────────


def _notices(letter: Letter, made: Campaign) -> Iterator[Message]:
    size = len(made.html.encode("utf-8"))
    if size > CLIPPED:
        yield M(
            "The newsletter is {size} KB: Gmail hides what is beyond 102 KB, the way to unsubscribe too. "
            "Choose fewer items, or keep some to other channels.",
            size=round(size / 1000),
        )
    if letter.profile is PLAIN:
        yield from _lacking(letter)
    if letter.profile.name != "mailchimp" and not letter.edition.address.strip():
        yield M(
            "The newsletter has no postal address, which the law of many countries asks for. "
            "Set organisation.address in sources.yaml."
        )


def _lacking(letter: Letter) -> Iterator[Message]:
    """Yield what a mail lacks that somebody is to send as it is."""
    if not letter.mail:
        yield M("newsletter.eml has no sender: organisation.contact in sources.yaml holds no mail address.")
    if not letter.unsubscribe:
        yield M("Nobody can unsubscribe from the newsletter. Set channels.newsletter.unsubscribe_url in sources.yaml.")
    elif not letter.unsubscribe.startswith("https://"):
        yield M(
            "Readers unsubscribe from the newsletter by mail to {address}, and Gmail and Yahoo ask for a link. "
            "Set channels.newsletter.unsubscribe_url in sources.yaml.",
            address=letter.mail,
        )
