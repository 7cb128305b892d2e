"""Kind `mail`: one folder of a mailbox. A newsletter gives an entry for each article it links, a colleague a tip.

In the order of the work: message (bytes → headers and text) → outline (lines, links, pictures) → links (which count,
who passes on) → newsletter, or personal (a colleague's words). Nothing is asked here: `to_ask` says which addresses
only pass a reader on, and what came of asking them is handed to `read` as the option `targets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain

from curate import urls
from curate.errors import SourceError
from curate.locale import M, Message
from curate.models import Document, Said
from curate.sources.mail import links, newsletter, personal
from curate.sources.mail.message import Letter, opened
from curate.sources.mail.outline import candidates

MOST_ASKED = 50
"""Addresses of one letter that are asked where they lead. A long newsletter has 30 articles."""
MANY = 8
"""So many different articles: a letter that links them is a newsletter, whatever its headers say."""


class Mail:
    """A letter: RFC 5322, raw."""

    name = "mail"
    obey_robots = False

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return what one letter says. `SourceError` where it cannot be read at all.

        Options: `targets` (address that passes on → where it leads), `tips_from` (domains and addresses whose letters
        are tips; absent: everybody's), `received` (when it came, for a letter without a date).
        """
        targets = options.get("targets")
        received = options.get("received")
        letter = opened(document.body)
        if isinstance(received, datetime) and (letter.date is None or letter.date > received):
            letter = replace(letter, date=received)
        return _said(letter, targets if isinstance(targets, Mapping) else {}, _listed(options))


KIND = Mail()


def to_ask(raw: bytes, options: Mapping[str, object]) -> tuple[str, ...]:
    """Return the addresses in a letter that only pass a reader on, at most `MOST_ASKED`.

    Links that may take the reader off the list are never among them. `SourceError` where it cannot be read at all.
    """
    letter = opened(raw)
    kept, is_tip, _ = _kind_of(letter, _listed(options))
    if kept is None:
        return ()
    found = personal.to_ask(kept) if is_tip else newsletter.to_ask(kept, newsletter.outline(kept))
    return tuple(found[:MOST_ASKED])


def merged(saids: Iterable[Said]) -> Said:
    """Return what several letters say as one, each article once, as the first of them has it."""
    saids = tuple(saids)
    entries, seen = [], set()
    for entry in chain.from_iterable(said.entries for said in saids):
        try:
            key = urls.canonical(entry.url or "")
        except ValueError:
            continue
        if key not in seen:
            seen.add(key)
            entries.append(entry)
    return Said(
        entries=tuple(entries),
        tips=tuple(chain.from_iterable(said.tips for said in saids)),
        warnings=tuple(chain.from_iterable(said.warnings for said in saids)),
        news_only=True,
    )


def _listed(options: Mapping[str, object]) -> tuple[str, ...]:
    given = options.get("tips_from")
    return tuple(str(each) for each in given) if isinstance(given, (list, tuple)) else ()


def _said(letter: Letter, targets: Mapping[str, str], tips_from: tuple[str, ...]) -> Said:
    kept, is_tip, warnings = _kind_of(letter, tips_from)
    if kept is None:
        return Said(warnings=warnings, news_only=True)
    if is_tip:
        entries, tips = personal.tips(kept, targets)
        return Said(entries=entries, tips=tips, news_only=True)
    found = newsletter.entries(kept, newsletter.outline(kept), targets)
    if not found:
        warnings += (M("The newsletter “{subject}” of {name} links no article.", **_named(letter)),)
    return Said(entries=tuple(found), warnings=warnings, news_only=True)


def _kind_of(letter: Letter, tips_from: tuple[str, ...]) -> tuple[Letter | None, bool, tuple[Message, ...]]:
    """Return the newsletter in a letter, or the tip, or None; whether it is a tip; and what is to be said about it."""
    named = bool(tips_from) and personal.is_from(letter, tips_from)
    if letter.bulk and not (letter.discussion and named):
        return letter, False, ()
    if letter.automatic:
        return None, False, ()
    own = personal.own_links(letter)
    if len(own) >= MANY:
        return letter, False, ()
    carried = personal.carried(letter)
    if not own and not personal.is_answer(letter) and _articles(carried) >= MANY:
        words = personal.words_of(letter)
        if not words:
            return carried, False, ()
        warning = M("{name} sent on a newsletter, “{subject}”, and wrote: {words}", words=words, **_named(letter))
        return carried, False, (warning,)
    if not personal.links_of(letter):
        return None, False, ()
    if tips_from and not named:
        warning = M("No tip was made of “{subject}”: {name} does not stand in tips_from.", **_named(letter))
        return None, False, (warning,)
    return letter, True, ()


def _articles(letter: Letter) -> int:
    """Return how many different addresses a letter has that may be articles."""
    out = newsletter.outline(letter)
    return len({links.unwrapped(out.links[number].url) for number in candidates(out, letter.unsubscribe)})


def _named(letter: Letter) -> dict[str, str]:
    return {"subject": letter.subject[:100] or "–", "name": letter.sender[:100] or "–"}


__all__ = ["KIND", "MANY", "MOST_ASKED", "Mail", "SourceError", "merged", "to_ask"]
