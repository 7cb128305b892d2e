"""The page "what is where" of a handover: what the next curator needs to know, on one page that asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from curate.locale import M, Message, translate

_STYLE = """
body{font:1rem/1.55 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2{line-height:1.25}
dt{font-weight:600;overflow-wrap:anywhere}dd{margin:0 0 .5rem;color:#4d4d4d;overflow-wrap:anywhere}
@media print{body{margin:0}h2{break-after:avoid}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line: what it is about, and what is known of it."""

    name: str
    said: tuple[Message, ...] = ()
    url: str = ""


def page(parts: Sequence[tuple[Message, Sequence[Fact]]], organisation: str, at: datetime, language: str) -> str:
    """Return the page; a part without lines says so."""
    title = escape(translate(M("What is where: {name}", name=organisation), language))
    body = [f"<h1>{title}</h1>", f"<p>{at.date().isoformat()}</p>"]
    for about, facts in parts:
        body.append(f"<h2>{escape(translate(about, language))}</h2>")
        rows = "\n".join(_fact(fact, language) for fact in facts)
        body.append(f"<dl>\n{rows}\n</dl>" if facts else f"<p>{escape(translate(M('Nothing.'), language))}</p>")
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _fact(fact: Fact, language: str) -> str:
    said = [escape(translate(each, language)) for each in fact.said]
    if fact.url:
        said.append(escape(fact.url))
    return f"<dt>{escape(fact.name)}</dt><dd>{' · '.join(said)}</dd>"
