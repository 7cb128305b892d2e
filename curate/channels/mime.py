"""A letter as a file that mail programs open and servers take: RFC 5322, MIME, and RFC 8058 for unsubscribing.

Its date, its Message-ID and its boundaries come from the edition and from what stands in it, never from clock or
chance: the same letter, the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from curate.channels import composing
from curate.channels.counting import clusters
from curate.channels.embedded import Picture
from curate.models import Edition

_MAIL = re.compile(
    r"(?a)(?<![\w.%+@-])[A-Za-z0-9](?:[\w+-]|\.(?=[\w+-])){0,63}@((?:[\w-]{1,63}\.){1,8}[A-Za-z-]{2,24})(?![\w@-])"
)
"""A plain one, as organisations have them; quoted local parts and the like are no contact that is printed."""
_NOWHERE = "curate.invalid"
"""A host that there will never be (RFC 6761), where the organisation has none."""
_POLICY = SMTP.clone(max_line_length=78, cte_type="7bit")


def mail_of(contact: str) -> str:
    """Return the mail address in what the organisation names as its contact; "" where there is none."""
    found = _MAIL.search(composing.line(contact))
    return found[0] if found else ""


def message_id(edition: Edition, body: bytes) -> str:
    """Return the Message-ID of an edition that goes out as `body`: the same for the same, and no other's.

    By it the ledger knows a letter again that was sent, whoever sends it.
    """
    host = _host(edition)
    return f"<{_hash(edition.key.encode('utf-8'))[:16]}.{_hash(body)[:32]}@{host}>"


def _host(edition: Edition) -> str:
    mail = mail_of(edition.contact)
    try:
        named = mail.rpartition("@")[2] or urlsplit(edition.organisation_url).hostname or ""
        host = named.encode("idna").decode("ascii")
    except ValueError:  # no address, or a host that no name server has
        return _NOWHERE
    return host if re.fullmatch(r"(?a)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", host) and len(host) <= 200 else _NOWHERE  # noqa: PLR2004


def message(
    edition: Edition,
    *,
    subject: str,
    html: str,
    text: str,
    pictures: Sequence[tuple[str, str, Picture]] = (),
    unsubscribe: str = "",
) -> bytes:
    """Return the letter as an .eml file: text and HTML, and the `pictures` (content id, file name, picture) in it.

    It goes from and to the organisation, where that names a mail address: who sends it puts the readers in Bcc, and
    who sends it by program replaces `To`. Lines end in CRLF. `unsubscribe`: an https or mailto address.
    """
    whole = _hash(b"\0".join(_parts(subject, html, text, pictures)))
    body = MIMEPart(policy=_POLICY)
    body.add_header("Content-Type", "multipart/alternative", boundary=f"=_{whole[:32]}")
    body.set_payload([_written(text, "plain"), _related(html, pictures, whole) if pictures else _written(html, "html")])
    head = _head(edition, subject, unsubscribe, message_id(edition, bytes.fromhex(whole)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in head if value)
    return lines.encode("ascii") + body.as_bytes(policy=_POLICY)


def _head(edition: Edition, subject: str, unsubscribe: str, identity: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each field, in ASCII.

    Written here, as Python's own (3.11) loses spaces between words that it has to encode.
    """
    mail = mail_of(edition.contact)
    sender = f"{_phrase(composing.line(edition.organisation)[:_LONGEST_NAME])} <{mail}>".lstrip() if mail else ""
    yield "Subject", _encoded(subject, len("Subject: "))
    yield "From", sender
    yield "To", sender
    yield "Date", format_datetime(edition.date.astimezone(ZoneInfo(edition.timezone)).replace(microsecond=0))
    yield "Message-ID", identity
    yield "Content-Language", edition.language
    yield "List-Unsubscribe", f"<{unsubscribe}>" if unsubscribe else ""
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if unsubscribe.startswith("https://") else ""
    yield "X-Unsent", "1"  # Outlook opens it as a draft
    yield "MIME-Version", "1.0"


_LONGEST_NAME = 100
_LINE = 76
"""Characters of a line with encoded words (RFC 2047, 2)."""
_WORD = 42
"""Bytes in one encoded word: 56 characters in base64, and 12 around them."""
_ATOMS = re.compile(r"(?a)[\w!#$%&'*+/=?^`{|}~ -]*")


def _encoded(words: str, before: int = 0) -> str:
    """Return words of a header, as they are where they may stand so; `before`: characters already in the line."""
    if words.isascii() and words.isprintable() and "=?" not in words and before + len(words) <= _LINE:
        return words
    pieces, piece = [], ""
    for cluster in clusters(words):  # whole characters only (RFC 2047, 5.3)
        for character in [cluster] if len(cluster.encode("utf-8")) <= _WORD else cluster:
            if len((piece + character).encode("utf-8")) > _WORD:
                pieces.append(piece)
                piece = ""
            piece += character
    made = (base64.b64encode(each.encode("utf-8")).decode("ascii") for each in [*pieces, piece] if each)
    return "\r\n ".join(f"=?utf-8?b?{each}?=" for each in made)


def _phrase(name: str) -> str:
    """Return a name as it stands before a mail address."""
    encoded = _encoded(name)
    if encoded != name or _ATOMS.fullmatch(name):
        return encoded
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def _parts(subject: str, html: str, text: str, pictures: Iterable[tuple[str, str, Picture]]) -> Iterable[bytes]:
    yield from (each.encode("utf-8") for each in (subject, html, text))
    yield from (picture.body for _, _, picture in pictures)


def _written(words: str, subtype: str) -> MIMEPart:
    part = MIMEPart(policy=_POLICY)
    part.set_content(words, subtype=subtype, charset="utf-8", cte="quoted-printable")
    return part


def _related(html: str, pictures: Sequence[tuple[str, str, Picture]], whole: str) -> MIMEPart:
    """Return the HTML with its pictures beside it."""
    part = MIMEPart(policy=_POLICY)
    part.add_header("Content-Type", "multipart/related", boundary=f"=_{whole[32:]}", type="text/html")
    shown = []
    for cid, name, picture in pictures:
        each = MIMEPart(policy=_POLICY)
        each.set_content(
            picture.body, maintype="image", subtype=picture.kind, cid=f"<{cid}>", filename=name, disposition="inline"
        )
        shown.append(each)
    part.set_payload([_written(html, "html"), *shown])
    return part


def by_mail(edition: Edition, subject: str) -> str:
    """Return the address by which a reader unsubscribes with a mail; "" where the organisation names none."""
    mail = mail_of(edition.contact)
    return f"mailto:{mail}?subject={quote(subject, safe='')}" if mail else ""


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
