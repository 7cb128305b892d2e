"""A hand-out as one page that asks nothing of anybody: no server, no request, no name of ours in it.

Its style and its script stand in it, and a policy of the page itself allows exactly these two, by their hashes, and no
connection at all: what a colleague types stays in his browser until he copies, saves or sends it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources
from urllib.parse import quote

from curate.digest import handout as said
from curate.digest.handout import Handout, Sheet
from curate.locale import Message, P, translate

GENERATOR = '<meta name="generator" content="curate handout">'
"""By which a file is known as a hand-out that may be written again."""


def page(handout: Handout) -> str:
    """Return the hand-out as one HTML page."""
    return "\n".join(_lines(handout)) + "\n"


def _lines(handout: Handout) -> Iterator[str]:
    style, script = _part("handout.css"), _part("handout.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    words = _Words(handout.language)
    title = words.say(said.title(handout))
    yield "<!doctype html>"
    yield f'<html lang="{escape(handout.language)}" data-edition="{handout.edition}">'
    yield '<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    yield GENERATOR
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">'
    yield '<link rel="icon" href="data:,">'
    yield f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>"
    yield from _head(handout, words, title)
    yield "<main>"
    for sheet in handout.sheets:
        yield from _sheet(sheet, handout, words)
    yield "</main>"
    yield from _foot(handout, words)
    yield f"<script>{script}</script>\n</body>\n</html>"


def _head(handout: Handout, words: _Words, title: str) -> Iterator[str]:
    date = handout.made.astimezone(handout.zone).date()
    yield f"<header>\n<h1>{title}</h1>"
    yield f'<p class="facts">{words.say(P("{date}", date=date))}</p>'
    yield f"<p>{words.say(said.ABOUT)}</p>"
    yield f'<p class="hint screen">{words.say(_STAYS)}</p>'
    yield f"<noscript><p><strong>{words.say(_NO_SCRIPT)}</strong></p></noscript>"
    yield f'<label class="asked" for="name">{words.say(said.NAME)}</label>'
    yield '<input type="text" id="name" autocomplete="name" maxlength="80">\n</header>'


def _sheet(sheet: Sheet, handout: Handout, words: _Words) -> Iterator[str]:
    n = sheet.number
    yield f'<article data-key="{escape(sheet.key)}" data-basis="{escape(sheet.basis)}" aria-labelledby="title-{n}">'
    yield f'<h2 id="title-{n}">#{n} {escape(sheet.title)}</h2>'
    link = escape(sheet.url)
    anchor = f'<a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a>'
    yield f'<p class="facts">{escape(said.facts(sheet, handout))}<br>{anchor}</p>'
    if sheet.excerpt:
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in sheet.excerpt.split("\n") if line.strip())
        yield f"<blockquote>{paragraphs}</blockquote>"
    if sheet.by:
        yield f'<p class="hint">{words.say(P("Written so far by {name}; you may change it.", name=sheet.by))}</p>'
    for name, asked, value in (
        ("commentary", said.COMMENTARY, sheet.commentary),
        ("context", said.CONTEXT, sheet.context),
    ):
        yield f'<label class="asked" for="{name}-{n}">{words.say(asked)}</label>'
        # A textarea swallows the first line break in it.
        yield f'<textarea class="{name}" id="{name}-{n}" spellcheck="true">\n{escape(value)}</textarea>'
    ratings = [(str(number), str(number)) for number in range(1, 6)]
    yield from _choice(words, "rating", n, said.RATING, ratings)
    choices = [("yes", words.say(said.YES)), ("no", words.say(said.NO))]
    yield from _choice(words, "approve", n, said.APPROVE, choices)
    yield "</article>"


def _choice(words: _Words, name: str, n: int, asked: Message, choices: list[tuple[str, str]]) -> Iterator[str]:
    yield f'<fieldset><legend>{words.say(asked)}</legend><div class="choices">'
    for value, shown in choices:
        box = f'<input type="radio" class="{name}" name="{name}-{n}" value="{value}">'
        yield f"<label>{box}{shown}</label>"
    yield f'<button type="button" class="second clear screen" hidden>{words.say(_CLEAR)}</button></div></fieldset>'


def _foot(handout: Handout, words: _Words) -> Iterator[str]:
    told = {
        "name": _NAMELESS, "empty": _EMPTY, "copied": _COPIED, "select": _SELECT, "saved": _SAVED, "file": _FILE,
    }  # fmt: skip
    data = " ".join(f'data-{name}="{words.say(message)}"' for name, message in told.items())
    yield '<footer class="screen">\n<div id="tools" hidden>'
    yield f'<button type="button" id="copy">{words.say(_COPY)}</button>'
    yield f'<button type="button" class="second" id="save">{words.say(_SAVE)}</button>'
    yield f'<button type="button" class="second" id="print">{words.say(_PRINT)}</button>'
    if "@" in handout.contact:
        to = quote(handout.contact, safe="@.+-_")
        yield f'<a class="button" id="mail" data-to="{escape(to)}" hidden>{words.say(_MAIL)}</a>'
        long = P(
            "Your answers are too long for the mail button: copy them into a mail to {address}, "
            "or save and attach them.",
            address=handout.contact,
        )
        yield f'<p class="hint" id="long" hidden>{words.say(long)}</p>'
    yield f'<p class="state" id="state" role="status" aria-live="polite" {data}></p>'
    yield f'<div id="shown" hidden>\n<label class="asked" for="answers">{words.say(_ANSWERS)}</label>'
    yield '<textarea id="answers" readonly></textarea>\n</div>\n</div>\n</footer>'


class _Words:
    """The sentences of a page, in its language, ready to stand in it."""

    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, message: Message) -> str:
        """Return a sentence, escaped."""
        return escape(translate(message, self._language))


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


def _hash(part: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(part.encode('utf-8')).digest()).decode('ascii')}'"


_STAYS = P("What you write stays on this computer, and is kept here until you copy, save or send it.")
_NO_SCRIPT = P("This browser does not let the page work. Ask for the version that you fill in as text.")
_CLEAR = P("no answer")
_COPY = P("Copy my answers")
_SAVE = P("Save my answers as a file")
_PRINT = P("Print")
_MAIL = P("Mail my answers")
_ANSWERS = P("Your answers, to paste into a mail")
_NAMELESS = P("Write your name first, at the top.")
_EMPTY = P("There is nothing yet that you filled in or changed.")
_COPIED = P("Copied. Paste it into a mail and send it back.")
_SELECT = P("Your answers stand below and are selected: copy them with Ctrl+C (⌘C on a Mac).")
_SAVED = P("Saved among your downloads. Send that file back.")
_FILE = P("answers")
