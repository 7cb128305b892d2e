"""A hand-out: items that a colleague looks at somewhere else, and what comes back of it.

What comes back is plain text between marks, so that it lives through a mail program and can be read by people:

    [[curate handout 0123456789abcdef =&<é]]
    [[from]] Jan Peeters

    [[item 0123456789abcdef fedcba9876543210]] #12 Title
    [[commentary]]
    Why this matters …
    [[rating]] 4
    [[approve]] yes

    [[end]]

The mark of the hand-out is its edition; what follows it shows in which shape the text arrives. The marks of an item are
the beginning of its key, and of the hash of the words that it had then. After a colon, a mark may hold a question for
people: `[[approve: yes or no]]`. A "[[" that somebody wrote carries a backslash before the first of them. The same as
Markdown is the second form of a hand-out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from curate.locale import Message, P, translate

MARK = 16
"""Hexadecimal digits of a mark."""
CANARY = "=&<é"
"""As it comes back, it tells what a mail program did: `=3D` is quoted-printable, `&amp;` is HTML."""
_DOUBLE = re.compile(r"\[(?=\s*\\*\[)")
EXCERPT = 1200
"""Characters of an item's text that are shown."""
MOST_ITEMS = 100
"""On one hand-out: nobody looks at more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One item on a hand-out."""

    key: str
    basis: str
    """Mark of the words that it has."""
    number: int
    title: str
    url: str
    outlet: str
    author: str
    published: datetime | None
    excerpt: str
    commentary: str = ""
    context: str = ""
    by: str = ""
    """Who wrote these."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handout:
    """What a colleague is handed."""

    organisation: str
    contact: str
    language: str
    """Two letters, one of those that the public reads."""
    made: datetime
    zone: tzinfo
    sheets: tuple[Sheet, ...]

    @property
    def edition(self) -> str:
        """The mark of this hand-out: other items, or other words, make another edition."""
        said = "|".join(f"{sheet.key} {sheet.basis}" for sheet in self.sheets)
        return hashlib.sha256(said.encode()).hexdigest()[:MARK]


COMMENTARY = P("Why does this matter to our public?")
CONTEXT = P("What must one know to place it?")
RATING = P("How good do you find it, from 1 to 5?")
APPROVE = P("May it go out like this?")
NAME = P("Your name")
YES, NO = P("yes"), P("no")
ABOUT = P(
    "Read each item and write what you would tell our public about it, or say whether it may go out like this. "
    "Leave empty what you have nothing to say about."
)


def title(handout: Handout) -> Message:
    """Return the title of a hand-out."""
    if not handout.organisation:
        return P("To look at")
    return P("To look at: {organisation}", organisation=handout.organisation)


def facts(sheet: Sheet, handout: Handout) -> str:
    """Return who published an item, and when, on one line."""
    told = [sheet.outlet, sheet.author]
    if sheet.published is not None:
        day = sheet.published.astimezone(handout.zone).date()
        told.append(translate(P("{date}", date=day), handout.language))
    return " · ".join(part for part in told if part)


def markdown(handout: Handout) -> str:
    """Return a hand-out as Markdown to fill in, in any editor or in the answer to a mail."""

    def said(message: Message) -> str:
        return translate(message, handout.language)

    date = handout.made.astimezone(handout.zone).date()
    lines = [
        f"# {_plain(said(title(handout)))}",
        said(P("{date}", date=date)),
        f"[[curate handout {handout.edition} {CANARY}]]",
        said(ABOUT),
        said(P("Write below the lines in double brackets, and leave those as they are. Then send it back.")),
        f"[[from: {said(NAME)}]] ",
    ]
    for sheet in handout.sheets:
        lines += _sheet(sheet, handout, said(YES), said(NO))
    lines.append("[[end]]")
    return "\n\n".join(line for line in lines) + "\n"


def _sheet(sheet: Sheet, handout: Handout, yes: str, no: str) -> Iterable[str]:
    language = handout.language
    yield "---"
    yield f"[[item {sheet.key} {sheet.basis}]]"
    yield f"## #{sheet.number} {_plain(sheet.title)}"
    yield "\n".join(part for part in (_plain(facts(sheet, handout)), f"<{sheet.url}>") if part)
    if sheet.excerpt:
        yield "\n".join(f"> {_plain(line)}" for line in sheet.excerpt.split("\n"))
    yield f"[[commentary: {translate(COMMENTARY, language)}]]"
    yield escaped(sheet.commentary)
    yield f"[[context: {translate(CONTEXT, language)}]]"
    yield escaped(sheet.context)
    yield f"[[rating: {translate(RATING, language)}]] "
    yield f"[[approve: {translate(APPROVE, language)} ({yes}/{no})]] "


def _plain(text: str) -> str:
    """Return what a stranger wrote, unable to be taken for a mark."""
    return escaped(text.replace("\n", " "))


def escaped(text: str) -> str:
    """Return what a person wrote as it stands between marks."""
    return _DOUBLE.sub(r"\\[", text)
