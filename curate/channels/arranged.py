"""A workspace's own template for a channel that takes the edition whole: it puts the items in her own order and form.

What stands around them stays: a letter keeps its sender and its way to unsubscribe, a page its title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from curate.channels import composing, letters, markdown, templates
from curate.channels.outline import Outline, Part
from curate.models import Edition


class Form(Protocol):
    """What a document is written in."""

    html: bool

    def own(self, words: str) -> str:
        """Return the curator's words, with her emphasis and links."""

    def line(self, words: str) -> str:
        """Return a stranger's words as text: they show as they are, and do nothing."""

    def address(self, url: str) -> str:
        """Return an address as it stands in a link."""


class Html:
    """What stands in a page, or in a letter."""

    html = True

    def own(self, words: str) -> str:
        """Return paragraphs that a template does not escape once more."""
        from markupsafe import Markup

        return Markup("\n".join(letters.own(words)))  # noqa: S704  (escaped there)

    def line(self, words: str) -> str:
        """Return the words as they are: the template escapes them."""
        return words

    def address(self, url: str) -> str:
        """Return the address as it is, likewise."""
        return url


class Markdown:
    """What stands in a Markdown document."""

    html = False

    def own(self, words: str) -> str:
        """Return the curator's words, which are Markdown."""
        return markdown.own(words)

    def line(self, words: str) -> str:
        """Return the words on one line, escaped."""
        return markdown.escaped(words)

    def address(self, url: str) -> str:
        """Return the address as it stands behind a text in brackets."""
        return markdown.destination(url)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An item, as a template sees it; "" where there is nothing."""

    number: int
    section: str
    title: str
    link: str
    commentary: str
    context: str
    quote: str
    quote_by: str
    outlet: str
    author: str
    date: str
    source: str
    """Outlet, author and date on one line, as the public reads them."""
    related: str
    paywall: str
    language: str
    tags: tuple[str, ...]


def arranged(template: tuple[str, str], outline: Outline, edition: Edition, form: Form) -> str:
    """Return the items of an edition as a template (its path and text) puts them.

    ConfigError, with file and line, where it fails, or where what it makes lacks the commentary of an item, its link
    or its outlet.
    """
    items = [_told(part, section.title, edition, form) for section in outline.sections for part in section.parts]
    words: Mapping[str, object] = {**templates.of_edition(edition), "trust": outline.trust, "items": tuple(items)}
    made = templates.rendered(template, words, html=form.html)
    for item in items:
        templates.holds(template, made, _needed(item, form))
    return made


def _told(part: Part, section: str, edition: Edition, form: Form) -> Told:
    entry, [commentary, context] = part.entry, [*part.words, "", ""][:2]
    if not entry.commentary.strip() and context == "" and commentary == composing.paragraphs(entry.context):
        commentary, context = "", commentary
    said = "\n\n".join(filter(None, (part.mark, commentary)))
    lines = {
        "section": section,
        "title": part.title,
        "quote": part.quote,
        "quote_by": part.said,
        "outlet": composing.outlet_of(entry),
        "author": composing.line(entry.author or ""),
        "source": " · ".join(part.facts),
        "paywall": composing.paywall(entry, edition),
    }
    return Told(
        number=part.number,
        link=form.address(part.url),
        commentary=form.own(said),
        context=form.own(context),
        date=composing.day_of(entry.published, edition),
        related=form.address(part.related),
        language=part.language or edition.language,
        tags=tuple(form.line(composing.line(tag)) for tag in entry.tags),
        **{name: form.line(words) for name, words in lines.items()},
    )


def _needed(item: Told, form: Form) -> dict[str, str]:
    """Return what of an item must stand in the text, by the name that a template has for it."""
    from markupsafe import escape

    needed = {"item.link": item.link, "item.outlet": item.outlet}
    shown = {name: str(escape(words)) if form.html else words for name, words in needed.items()}
    return {"item.commentary": str(item.commentary), **shown}
