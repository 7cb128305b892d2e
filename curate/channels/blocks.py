"""A page for the curator from which a newsletter is copied block by block, formatted, into an editor of a service.

It works from a disk and asks nothing of anybody. What is copied is bare HTML, without styles: the editor gives it the
letters and colours of the newsletter that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from curate.channels import letters, pages
from curate.channels.letters import Letter
from curate.channels.mergetags import inert
from curate.channels.outline import dir_of
from curate.channels.tables import table
from curate.locale import Message, P

SEEN = 60
"""Characters of a subject."""


def page(letter: Letter) -> str:
    """Return the page, in the language of the edition."""
    style, script = "\n".join(table("blocks.css")), "\n".join(table("blocks.js"))
    title = inert(letter.say(P("Copy the newsletter: {title}", title=letter.outline.title)), letter.profile)
    head = pages.head(language=letter.edition.language, title=title, style=style, script=script)
    body = "\n".join(_body(letter, title))
    return f"{head}<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"


def _body(letter: Letter, title: str) -> Iterator[str]:
    yield f"<header>\n<h1{dir_of(title)}>{escape(title)}</h1>"
    yield f"<p>{_say(letter, _ABOUT)}</p>"
    yield f"<noscript><p><strong>{_say(letter, _NO_SCRIPT)}</strong></p></noscript>\n</header>\n<main>"
    for number, (label, content, bare) in enumerate(_blocks(letter), 1):
        kind = "text" if bare else "html"
        heading = inert(escape(label), letter.profile)
        yield f'<section aria-labelledby="label-{number}">\n<h2 id="label-{number}">{heading}</h2>'
        yield f'<div class="content" id="block-{number}">\n{inert(content, letter.profile)}\n</div>'
        words = _say(letter, _COPY_TEXT if bare else _COPY)
        yield (
            f'<button type="button" hidden data-block="block-{number}" data-kind="{kind}" '
            f'aria-describedby="label-{number}">{words}</button>\n</section>'
        )
    data = f'data-copied="{_say(letter, _COPIED)}" data-select="{_say(letter, _SELECT)}"'
    yield f'</main>\n<p id="state" role="status" aria-live="polite" {data}></p>'


def _say(letter: Letter, message: Message) -> str:
    return escape(letter.say(message))


def _blocks(letter: Letter) -> Iterator[tuple[str, str, bool]]:
    """Yield the name of each block, its HTML, and whether it is bare text, for a field that takes no other."""
    outline = letter.outline
    long = P("Subject (it has {length} characters; phones show some {seen})", length=len(letter.subject), seen=SEEN)
    yield letter.say(long if len(letter.subject) > SEEN else P("Subject")), escape(letter.subject), True
    if letter.preview:
        yield letter.say(P("Preview text")), escape(letter.preview), True
    opening = [f"<p><strong>{escape(outline.trend)}</strong></p>"] if outline.trend else []
    if opening := [*opening, *letters.own(outline.intro)]:
        yield letter.say(P("Intro")), "\n".join(opening), False
    yield from _story(letter) if outline.story else _items(letter)
    closing = [*letters.own(outline.closing)]
    closing += [f"<p><em>{escape(outline.trust)}</em></p>"] if outline.trust else []
    if closing:
        yield letter.say(P("Closing")), "\n".join(closing), False


def _items(letter: Letter) -> Iterator[tuple[str, str, bool]]:
    for section in letter.outline.sections:
        for part in section.parts:
            heading = f"<h3>{escape(part.before)}{letters.title(part)}</h3>"
            facts = f"<p><small>{escape(' · '.join(part.facts))}</small></p>"
            told = letters.told(part, letter.edition.language)
            label = f"{section.title}: {part.title}" if section.title else part.title
            yield label, "\n".join([heading, *told, facts]), False


def _story(letter: Letter) -> Iterator[tuple[str, str, bool]]:
    parts = letter.outline.parts
    if not parts:
        return
    told = [line for part in parts for line in letters.told(part, letter.edition.language, letters.reference(part))]
    yield letter.outline.title, "\n".join(told), False
    listed = [f"<li>{letters.title(part)}<br><small>{escape(' · '.join(part.facts))}</small></li>" for part in parts]
    yield letter.say(P("Sources")), "\n".join(["<ol>", *listed, "</ol>"]), False


_ABOUT = P(
    "Each block below goes into a block of your newsletter: choose “Copy formatted”, "
    "and paste it in the editor. Links, bold and quotes come along."
)
_NO_SCRIPT = P("This browser does not let the buttons work: select a block and copy it by hand.")
_COPY = P("Copy formatted")
_COPY_TEXT = P("Copy")
_COPIED = P("Copied. Paste it in the editor.")
_SELECT = P("The block is selected: copy it with Ctrl+C (⌘C on a Mac).")
