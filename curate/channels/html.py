"""HTML: the whole edition as one page that holds all it needs, to put on a site, to mail along or to print.

It runs nothing and asks nothing of anybody: style, logo and pictures stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from curate.channels import ChannelRules, colours, composing, letters, pages, templates
from curate.channels.arranged import Html as HtmlForm
from curate.channels.arranged import arranged
from curate.channels.embedded import picture
from curate.channels.outline import Outline, Part, dir_of, outline
from curate.channels.tables import table
from curate.channels.targets import target
from curate.locale import M, P, translate
from curate.models import Edition, Export

_PAPER, _DARK_PAPER = "#ffffff", "#14171a"  # as in data/page.css
_LOGO = 352
"""Pixels: twice the widest that it is shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Html:
    """The channel."""

    name: str = "html"
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition on one page."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: a page is as long as it is."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return one page. Settings: link_to, utm, template (of the items)."""
        told = outline(edition, self.name, settings)
        own = templates.given(settings)
        items = arranged(own, told, edition, HtmlForm()) if own else None
        colour = colours.own(edition.colour)
        style = (
            "\n".join(table("page.css"))
            .replace("ACCENT", colours.legible(colour, _PAPER))
            .replace("DARK", colours.legible(colour, _DARK_PAPER))
            .replace("FILL", colour)
        )
        head = pages.head(language=edition.language, title=told.title, style=style)
        body = "\n".join(_body(told, edition, items))
        return Export(channel=self.name, files=((f"{self.name}.html", f"{head}<body>\n{body}\n</body>\n</html>\n"),))


CHANNEL = Html(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        arranged=True,
        source="https://html.spec.whatwg.org/",
        checked=date(2026, 11, 23),
    )
)


def _body(told: Outline, edition: Edition, items: str | None) -> Iterator[str]:
    yield from _head(told, edition)
    yield "<main>"
    if items is not None:
        yield items
    else:
        yield from _story(told) if told.story else _items(told)
    closing = list(letters.own(told.closing))
    yield "\n".join(["</main>\n<footer>", *closing])
    if told.trust:
        yield f'<p class="mark">{escape(told.trust)}</p>'
    yield f'<p class="facts">{" · ".join(_sender(edition))}</p>\n</footer>'


def _head(told: Outline, edition: Edition) -> Iterator[str]:
    yield "<header>"
    if logo := picture(edition.logo, _LOGO):
        name = escape(composing.line(edition.organisation))
        yield f'<img src="{logo.data}" alt="{name}" width="{logo.width}" height="{logo.height}">'
    yield f"<h1{dir_of(told.title)}>{escape(told.title)}</h1>"
    yield f'<p class="facts">{escape(" · ".join(told.facts))}</p>'
    if told.trend:
        yield f"<p{dir_of(told.trend)}><strong>{escape(told.trend)}</strong></p>"
    if told.intro:
        yield "\n".join(['<div class="intro">', *letters.own(told.intro), "</div>"])
    yield "</header>"


def _sender(edition: Edition) -> Iterator[str]:
    name, home = composing.line(edition.organisation), target(edition.organisation_url)
    yield f'<a href="{escape(home)}">{escape(name)}</a>' if home and name else escape(name)
    if contact := composing.line(edition.contact):
        yield escape(contact)


def _items(told: Outline) -> Iterator[str]:
    for section in told.sections:
        level = 3 if section.title else 2
        if section.title:
            yield f'<h2 class="section"{dir_of(section.title)}>{escape(section.title)}</h2>'
        elif section is not told.sections[0]:
            yield "<hr>"  # shows where the section before ends
        for part in section.parts:
            yield "<article>"
            yield f"<h{level}>{escape(part.before)}{letters.title(part)}</h{level}>"
            yield from _picture(part, told.language)
            yield from letters.told(part, told.language)
            yield f'<p class="facts">{_facts(part)}</p>'
            yield "</article>"


def _story(told: Outline) -> Iterator[str]:
    for part in told.parts:
        yield from _picture(part, told.language)
        yield from letters.told(part, told.language, letters.reference(part))
    if told.parts:
        yield f'<h2 class="section">{escape(translate(P("Sources"), told.language))}</h2>\n<ol>'
        for part in told.parts:
            yield f'<li>{letters.title(part)} <span class="facts">{_facts(part)}</span></li>'
        yield "</ol>"


def _facts(part: Part) -> str:
    """Return who published an item and when; on paper also where, as nobody can follow a link there."""
    address = f' <span class="address" aria-hidden="true">{escape(part.url)}</span>' if part.url else ""
    return escape(" · ".join(part.facts)) + address


def _picture(part: Part, language: str) -> Iterator[str]:
    found = picture(part.entry.picture)
    if found is None:
        return
    alt, licence = (escape(composing.line(words)) for words in (part.entry.image_alt, part.entry.image_licence))
    said = escape(translate(P("Picture: {image}", image="\0"), language)).replace("\0", licence) if licence else ""
    caption = f"\n<figcaption>{said}</figcaption>" if said else ""
    yield (
        f'<figure><img src="{found.data}" alt="{alt}" width="{found.width}" height="{found.height}">{caption}</figure>'
    )
