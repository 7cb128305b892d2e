"""Markdown: the whole edition as one document, for a site, a wiki or a letter.

The curator's words stay Markdown: emphasis and links in them are hers. What comes from strangers is text: nothing in a
title, a name, a quote or a tag can become a link, a tag or a heading. No address leads anywhere but to http(s).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote

from curate.channels import ChannelRules, composing
from curate.locale import PN, M, Message, P, translate
from curate.models import Edition, Entry, Export, Kind, Trust


@dataclass(frozen=True, kw_only=True, slots=True)
class Markdown:
    """The channel: CommonMark, without front matter."""

    name: str = "markdown"
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition in one document."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: a document is as long as it is."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return one document. Settings: template (of the items)."""
        made = document(edition, self.name, _arranged(edition, self.name, settings))
        return Export(channel=self.name, files=((f"{self.name}.md", made),))


CHANNEL = Markdown(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        arranged=True,
        source="https://spec.commonmark.org/0.31.2/",
        checked=date(2026, 11, 23),
    )
)


def document(edition: Edition, channel: str, items: str | None = None) -> str:
    """Return the edition as a document; `items`: its items, where a template of the workspace put them."""
    return "\n\n".join(filter(None, _paragraphs(edition, channel, items))) + "\n"


def _arranged(edition: Edition, channel: str, settings: Mapping[str, object]) -> str | None:
    from curate.channels import arranged, templates  # which are written in Markdown's terms
    from curate.channels.outline import outline

    if (own := templates.given(settings)) is None:
        return None
    return arranged.arranged(own, outline(edition, channel, settings), edition, arranged.Markdown()).strip()


def _paragraphs(edition: Edition, channel: str, items: str | None) -> Iterator[str]:
    yield f"# {escaped(edition.title)}"
    number = [translate(P("Edition {number}", number=edition.number), edition.language)] if edition.number else []
    day = composing.day_of(edition.date, edition)
    yield " · ".join(filter(None, [escaped(edition.organisation), *number, day]))
    if edition.kind is Kind.TREND and edition.subject.strip():
        yield f"**{escaped(translate(P('Trend: {subject}', subject=edition.subject), edition.language))}**"
    yield own(edition.intro)
    entries = composing.meant_for(edition, channel)
    if items is not None:
        yield items
    else:
        yield from (
            _story(entries, edition, channel) if edition.kind is Kind.STORY else _items(entries, edition, channel)
        )
    told = edition.trust is None or edition.told
    if edition.closing.strip() or not told:
        yield "---"
    yield own(edition.closing)
    if not told:
        yield f"*{escaped(translate(trust(edition), edition.language))}*"


def _items(entries: Sequence[Entry], edition: Edition, channel: str) -> Iterator[str]:
    level = "###" if any(entry.section.strip() for entry in entries) else "##"
    section = ""
    for entry in entries:
        if entry.section.strip() != section:
            section = entry.section.strip()
            # Without a section again: a rule shows where the one before ends.
            yield f"## {escaped(section)}" if section else "---"
        yield from _item(entry, edition, channel, level)


def _item(entry: Entry, edition: Edition, channel: str, level: str) -> Iterator[str]:
    dated = composing.day_of(entry.published, edition) if edition.kind is Kind.TIMELINE else ""
    title = _link(composing.line(entry.title) or composing.outlet_of(entry), entry.url)
    number = composing.number(entry, edition).replace(".", "\\.")  # a heading, not the beginning of a list
    yield f"{level} {number}{f'{dated}: ' if dated else ''}{title}"
    yield from _words(entry, edition, channel)
    yield _source(entry, edition)
    yield _related(entry, edition)


def _words(entry: Entry, edition: Edition, channel: str) -> Iterator[str]:
    if words := composing.own_text(entry, channel):
        yield own(words)
        return
    if entry.uncommented:
        yield f"*{escaped(translate(P('[without commentary]'), edition.language))}*"
    yield own(entry.commentary)
    yield own(entry.context)
    yield _quote(entry)


def _related(entry: Entry, edition: Edition) -> str:
    if not entry.related.strip():
        return ""
    return translate(P("Read also: {url}", url=_link(entry.related, entry.related)), edition.language)


def _story(entries: Sequence[Entry], edition: Edition, channel: str) -> Iterator[str]:
    """Yield one text of all that the curator wrote, each part with the number of its source, and then the sources."""
    for number, entry in enumerate(entries, 1):
        yield from _words(entry, edition, channel)
        target = destination(entry.url)
        yield f"[\\[{number}\\]]({target})" if target else f"\\[{number}\\]"
        yield _related(entry, edition)
    if entries:
        yield f"## {translate(P('Sources'), edition.language)}"
        titles = [_link(composing.line(entry.title) or composing.outlet_of(entry), entry.url) for entry in entries]
        lines = zip(titles, entries, strict=True)
        yield "\n".join(f"{at}. {title} · {_source(entry, edition)}" for at, (title, entry) in enumerate(lines, 1))


def _quote(entry: Entry) -> str:
    words, names = composing.quoted(entry)
    if not words:
        return ""
    lines = [*f"“{words}”".split("\n"), "", f"— {names}"]
    return "\n".join(f"> {escaped(each)}".rstrip() for each in lines)


def _source(entry: Entry, edition: Edition) -> str:
    facts = [escaped(composing.attribution(entry, edition))]
    if entry.published is not None:
        facts.append(composing.day_of(entry.published, edition))
    if entry.tags:
        names = ", ".join(escaped(tag) for tag in entry.tags)
        facts.append(translate(P("Tags: {names}", names=names), edition.language))
    return " · ".join(facts)


def trust(edition: Edition) -> Message:
    """Return the sentence that says how the edition was filtered; it must have been counted."""
    counted = edition.trust
    if counted is None:
        raise ValueError("an edition without figures has no line of trust")
    return chosen(counted)


def chosen(counted: Trust) -> Message:
    """Return the sentence that says out of how much something was chosen."""
    return P(
        "From {items} of {sources} we chose {kept}.",
        items=PN("one item", "{n} items", counted.seen),
        sources=PN("one source", "{n} sources", counted.sources),
        kept=counted.kept,
    )


# ── what strangers wrote ─────────────────────────────────────────────────────────────────────────────────────────────

_SPECIAL = re.compile(r"([\\`*_\[\]~|])|(?<=\])(\()")
_ENTITY = re.compile(r"&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_LINE_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=#]+)(?=\s|$)|^(=+|-+)$")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp)(://)|\b(www)(\.)|\b(mailto|xmpp)(:)")


def escaped(words: str) -> str:
    """Return a stranger's words on one line of Markdown, as text: they show as they are, and do nothing."""
    line = composing.line(words)
    line = _ENTITY.sub("&amp;", line)
    line = _SPECIAL.sub(lambda found: f"\\{found[0]}", line)
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    line = _AUTOLINK.sub(lambda found: "\\".join(filter(None, found.groups())), line)
    return _LINE_START.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[0]}", line)


def _link(words: str, url: str) -> str:
    """Return a link with `words`; the words alone where `url` leads to no page."""
    target = destination(url)
    return f"[{escaped(words)}]({target})" if target else escaped(words)


def destination(url: str) -> str:
    """Return an address as the target of a link: http(s) only, "" for any other; nothing in it ends the link."""
    address = composing.address(url)
    if not re.match(r"(?ai)https?://[^/?#]", address):
        return ""
    address = re.sub(r"[<>\"\\^`{}|]", lambda found: quote(found[0]), address)
    address = _ENTITY.sub("&amp;", address)
    return address if _balanced(address) else f"<{address}>"


def _balanced(address: str) -> bool:
    depth = 0
    for character in address:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


# ── what the curator wrote ───────────────────────────────────────────────────────────────────────────────────────────

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_TARGET = re.compile(r"\]\((?!\s*<?(?:(?ai:https?://|mailto:)|[#/]))")
_DEFINITION = re.compile(r"^(\s*)\[(?=[^\]\n]*\]:)", re.MULTILINE)


def own(words: str) -> str:
    """Return the curator's words as Markdown: hers, but without HTML, and with links to nothing but pages and mail."""
    words = _TAG.sub("&lt;", composing.paragraphs(words))
    return _DEFINITION.sub(r"\1\\[", _TARGET.sub(r"]\\(", words))
