"""The words that the site itself says, in the language of its public."""

from __future__ import annotations

from functools import cache

from curate.locale import P, translate


@cache
def words(language: str) -> dict[str, str]:
    """Return every word by its name in the templates."""
    said = {
        "skip": P("To the content"),
        "menu": P("Menu"),
        "privacy": P("No cookies, no tracking: this page asks nothing of anybody."),
        "themes": P("Themes"),
        "newest": P("Newest"),
        "archive": P("Archive"),
        "editions": P("Editions"),
        "sources": P("Sources"),
        "search": P("Search"),
        "reports": P("Trend reports"),
        "subscribe": P("Follow"),
        "how": P("Put one of these addresses in a feed reader, and what is new comes to you."),
        "newsletter": P("The newsletter"),
        "pages": P("Pages"),
        "more": P("More in:"),
        "thanks": P("We chose from these sources. Thanks to all who write there."),
        "opml": P("All these sources as one file, for a feed reader (OPML)"),
        "search_for": P("Search in titles and themes"),
        "none": P("Nothing found."),
        "one": P("1 found"),
        "many": P("{{n}} found"),
        "no_script": P("Searching needs JavaScript. Everything also stands in the"),
        "all": P("Everything"),
        "missing": P("This page is not there."),
        "corrected": P("Corrected"),
        "aside": P("We no longer recommend this."),
        "lead": P("What we chose, and why."),
    }
    return {name: translate(message, language) for name, message in said.items()}
