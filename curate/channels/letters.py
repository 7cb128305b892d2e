"""An edition as a letter: HTML that mail programs show, the same as text, and the line under its subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from curate.channels import colours, composing, hypertext, mergetags
from curate.channels.embedded import Picture
from curate.channels.mergetags import Profile, inert
from curate.channels.outline import Outline, Part, dir_of
from curate.channels.tables import table
from curate.channels.targets import shown
from curate.locale import Message, P, translate
from curate.models import Edition

if TYPE_CHECKING:
    from css_inline import CSSInliner

LOGO = 200
"""Pixels: the widest that a logo is shown."""
INNER = 536
"""Pixels that a picture may be wide: the letter's 600 less its margins."""
_PAPER, _DARK_PAPER = "#ffffff", "#1a1e22"  # as in data/letter.css
_FILLER = f"&#847;{mergetags.BREAK} " * 40
"""Keeps what stands behind the preview text out of the list of letters: characters that take no room."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What a letter is made of, beside the edition itself."""

    edition: Edition
    outline: Outline
    profile: Profile
    subject: str
    preview: str
    unsubscribe: str
    """Address at which a reader unsubscribes, https or mailto; "" where there is none, and where the service knows."""
    mail: str
    """Address for questions; "" where there is none."""
    logo: str = ""
    """Address of the logo: https or cid; "" where none is shown."""
    logo_width: int = LOGO
    pictures: Mapping[int, tuple[str, Picture]] | None = None
    """Pictures that travel with it: item → its address and itself."""
    arranged: str | None = None
    """The items as a template of the workspace puts them; None: as here."""

    def say(self, message: Message) -> str:
        """Return a sentence in the language of the edition."""
        return translate(message, self.edition.language)


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def html(letter: Letter, *, preview: bool = True) -> str:
    """Return the letter as HTML with its styles inlined; `preview`: the preview text stands hidden at its beginning."""
    style, narrow = _styles(letter.edition.colour)
    body = inert("\n".join(_body(letter, preview=preview)), letter.profile)
    whole = "\n".join([body, *_foot(letter), "</table>\n</td></tr>\n</table>\n"])
    return _PAGE.format(
        language=escape(letter.edition.language),
        title=inert(escape(letter.subject), letter.profile),
        style=narrow,
        body=_inliner().inline_fragment(whole, style).strip(),
    )


_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body style="margin:0;padding:0">
{body}
</body>
</html>
"""
_TABLE = '<table role="presentation" width="{width}" cellpadding="0" cellspacing="0" border="0" class="{name}">'


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner  # only where a letter is made

    return CSSInliner(load_remote_stylesheets=False)


def _styles(colour: str) -> tuple[str, str]:
    """Return the styles that are written into the tags, and those that only a style sheet can say (dark, narrow)."""
    colour = colours.own(colour)
    style = (
        "\n".join(table("letter.css"))
        .replace("DARK_ACCENT", colours.legible(colour, _DARK_PAPER))
        .replace("ACCENT", colours.legible(colour, _PAPER))
        .replace("FILL", colour)
    )
    before, at, after = style.partition("@media")
    return before, at + after


def _body(letter: Letter, *, preview: bool) -> Iterator[str]:
    outline = letter.outline
    if preview and letter.preview:
        yield f'<div class="pre"{dir_of(letter.preview)}>{escape(letter.preview)} {_FILLER}</div>'
    yield _TABLE.format(width="100%", name="wide")
    yield '<tr><td align="center">'
    yield _TABLE.format(width="600", name="sheet")
    yield '<tr><td class="bar">&nbsp;</td></tr>'
    yield '<tr><td class="in">'
    yield from _head(letter)
    yield "</td></tr>"
    if letter.arranged is not None:
        yield f'<tr><td class="in item">{letter.arranged}</td></tr>'
    else:
        yield from _story(letter) if outline.story else _items(letter)
    if outline.closing or outline.trust:
        yield '<tr><td class="in item">'
        yield from own(outline.closing)
        if outline.trust:
            yield f'<p class="mark">{escape(outline.trust)}</p>'
        yield "</td></tr>"


def _head(letter: Letter) -> Iterator[str]:
    outline, name = letter.outline, escape(composing.line(letter.edition.organisation))
    if letter.logo:
        yield f'<img class="logo" src="{escape(letter.logo)}" alt="{name}" width="{letter.logo_width}">'
    yield f"<h1{dir_of(outline.title)}>{escape(outline.title)}</h1>"
    yield f'<p class="soft">{escape(" · ".join(outline.facts))}</p>'
    if outline.trend:
        yield f"<p{dir_of(outline.trend)}><strong>{escape(outline.trend)}</strong></p>"
    yield from own(outline.intro)


def _items(letter: Letter) -> Iterator[str]:
    for section in letter.outline.sections:
        level = 3 if section.title else 2
        for part in section.parts:
            apart = part is section.parts[0] and (section.title or section is not letter.outline.sections[0])
            yield f'<tr><td class="in {"apart" if apart else "item"}">'
            if section.title and part is section.parts[0]:
                yield f'<h2 class="section"{dir_of(section.title)}>{escape(section.title)}</h2>'
            yield f"<h{level}>{escape(part.before)}{title(part)}</h{level}>"
            yield from _told(part, letter)
            yield f'<p class="soft">{escape(" · ".join(part.facts))}</p>'
            yield "</td></tr>"


def _story(letter: Letter) -> Iterator[str]:
    yield '<tr><td class="in item">'
    for part in letter.outline.parts:
        yield from _told(part, letter, reference(part))
    yield "</td></tr>"
    if letter.outline.parts:
        yield '<tr><td class="in item">'
        yield f"<h2>{escape(letter.say(P('Sources')))}</h2>\n<ol>"
        for part in letter.outline.parts:
            yield f'<li>{title(part)}<br><span class="soft">{escape(" · ".join(part.facts))}</span></li>'
        yield "</ol>\n</td></tr>"


def _told(part: Part, letter: Letter, reference: str = "") -> Iterator[str]:
    if letter.pictures and (found := letter.pictures.get(part.entry.item)):
        address, picture = found
        alt = escape(composing.line(part.entry.image_alt))
        yield f'<img class="shot" src="{escape(address)}" alt="{alt}" width="{min(INNER, picture.width)}">'
        if licence := composing.line(part.entry.image_licence):
            yield f'<p class="soft">{escape(letter.say(P("Picture: {image}", image=licence)))}</p>'
    yield from told(part, letter.edition.language, reference)


def _why(organisation: str) -> Message:
    return P("You receive this letter because you signed up for it with {organisation}.", organisation=organisation)


def _foot(letter: Letter) -> Iterator[str]:
    edition, profile = letter.edition, letter.profile
    name = inert(escape(composing.line(edition.organisation)), profile)
    yield '<tr><td class="foot">'
    yield f"<p>{letter.say(_why(name))}</p>"
    address = inert("<br>".join(map(escape, composing.paragraphs(edition.address).split("\n"))), profile)
    yield f"<p>{'<br>'.join(filter(None, (f'<strong>{name}</strong>', profile.address or address)))}</p>"
    if letter.mail:
        mail = escape(letter.mail)
        question = letter.say(P("Questions? Write to {address}.", address=f'<a href="mailto:{mail}">{mail}</a>'))
        yield f"<p>{question}</p>"
    elif contact := inert(escape(composing.line(edition.contact)), profile):
        yield f"<p>{contact}</p>"
    links = [(P("Unsubscribe"), profile.unsubscribe or letter.unsubscribe), (P("Read in your browser"), profile.mirror)]
    made = [f'<a href="{escape(to)}">{escape(letter.say(words))}</a>' for words, to in links if to]
    if made:
        yield f"<p>{' · '.join(made)}</p>"
    yield "</td></tr>"


# ── parts of it, which pages for copying have too ────────────────────────────────────────────────────────────────────


def own(words: str) -> Iterator[str]:
    """Yield the paragraphs of the curator's words."""
    for part in hypertext.paragraphs(words):
        yield f"<p{dir_of(part)}>{part}</p>"


def title(part: Part) -> str:
    """Return the title of an item, which leads to it."""
    words = escape(part.title)
    attributes = (f' lang="{part.language}"' if part.language else "") + dir_of(part.title)
    if part.url:
        return f'<a href="{escape(part.url)}"{attributes}>{words}</a>'
    return f"<span{attributes}>{words}</span>" if attributes else words


def reference(part: Part) -> str:
    """Return the number by which a story names its source, which leads to it."""
    label = f"[{part.number}]"
    if not part.url:
        return label
    return f'<a href="{escape(part.url)}" title="{escape(part.title)}">{label}</a>'


def referred(paragraphs: list[str], reference: str) -> list[str]:
    """Return paragraphs with the number of their source behind the last; it stands alone where there is none."""
    if not reference:
        return paragraphs
    return [*paragraphs[:-1], f"{paragraphs[-1]} {reference}"] if paragraphs else [reference]


def told(part: Part, language: str, reference: str = "") -> Iterator[str]:
    """Yield what the edition says about an item: the curator's words, the quote, and what to read beside it.

    `reference`: the number of its source, where it is told in a story.
    """
    if part.mark:
        yield f'<p class="mark">{escape(part.mark)}</p>'
    paragraphs = [each for words in part.words for each in hypertext.paragraphs(words)]
    for each in referred(paragraphs, reference):
        yield f"<p{dir_of(each)}>{each}</p>"
    if part.quote:
        tongue = f' lang="{part.language}"' if part.language else ""
        words = hypertext.lines(part.quote)
        said = f'<p class="soft">— {escape(part.said)}</p>'
        yield f"<blockquote><p{tongue}{dir_of(part.quote)}>“{words}”</p>{said}</blockquote>"
    if part.related:
        yield f"<p>{related(part, language)}</p>"


def related(part: Part, language: str) -> str:
    """Return the line that leads to a page of the organisation's own."""
    before, _, after = translate(P("Read also: {url}", url="\0"), language).partition("\0")
    link = f'<a href="{escape(part.related)}">{escape(shown(part.related))}</a>'
    return f"{escape(before)}{link}{escape(after)}"


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_RULE = "-" * 40


def text(letter: Letter) -> str:
    """Return the letter as text."""
    outline = letter.outline
    head = [outline.title, " · ".join(outline.facts)]
    blocks = ["\n".join(head), outline.trend, hypertext.text(outline.intro)]
    blocks += _text_of_story(letter) if outline.story else _text_of_items(letter)
    if outline.closing or outline.trust:
        blocks += [_RULE, hypertext.text(outline.closing), outline.trust]
    body = inert("\n\n".join(filter(None, blocks)), letter.profile)
    return "\n\n".join([body, *_text_of_foot(letter)]) + "\n"


def _text_of_items(letter: Letter) -> Iterator[str]:
    for section in letter.outline.sections:
        for part in section.parts:
            yield _RULE
            if section.title and part is section.parts[0]:
                yield section.title
            yield "\n".join(filter(None, (f"{part.before}{part.title}", part.url)))
            yield from text_of(part, letter.edition.language)
            yield " · ".join(part.facts)


def _text_of_story(letter: Letter) -> Iterator[str]:
    yield _RULE
    for part in letter.outline.parts:
        yield from text_of(part, letter.edition.language, f"[{part.number}]")
    if letter.outline.parts:
        yield f"{_RULE}\n\n{letter.say(P('Sources'))}"
    for part in letter.outline.parts:
        yield "\n".join(filter(None, (f"[{part.number}] {part.title}", part.url, " · ".join(part.facts))))


def text_of(part: Part, language: str, reference: str = "") -> Iterator[str]:
    """Yield what the edition says about an item, as text."""
    yield part.mark
    yield from referred([*map(hypertext.text, part.words)], reference)
    if part.quote:
        yield f"“{part.quote}”\n— {part.said}"
    if part.related:
        yield translate(P("Read also: {url}", url=part.related), language)


def _text_of_foot(letter: Letter) -> Iterator[str]:
    edition, profile = letter.edition, letter.profile
    name = inert(composing.line(edition.organisation), profile)
    yield _RULE
    yield letter.say(_why(name))
    address = profile.address_text or inert(composing.paragraphs(edition.address), profile)
    yield "\n".join(filter(None, (name, address)))
    if letter.mail:
        yield letter.say(P("Questions? Write to {address}.", address=letter.mail))
    elif contact := inert(composing.line(edition.contact), profile):
        yield contact
    links = [(P("Unsubscribe"), profile.unsubscribe or letter.unsubscribe), (P("Read in your browser"), profile.mirror)]
    if made := [f"{letter.say(words)}: {to}" for words, to in links if to]:
        yield "\n".join(made)
