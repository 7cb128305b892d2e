"""Where else the news of a site might be followed, as its page tells: accounts, a newsletter, other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from curate import urls
from curate.sources import page
from curate.text import absolute, literal_line

MOST = 3
"""Pages or accounts of one sort that are named."""
_MOST_LINKS = 3000
_LITTLE = 300
"""Characters of text. A page that has fewer, and scripts, is put together in the browser."""
_LONGEST_MAIL = 100
_NEWS = re.compile(
    r"nieuws|nieuwsberichten|actua|actueel|agenda|blog|news|events?|press|pers|artikels?|artikelen|publicaties|actualités?"
    r"|événements|presse|aktuelles|aktuell|neuigkeiten|veranstaltungen|termine|nouvelles|evenementen|activiteiten",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"nieuwsbrief|newsletter|e-?zine|infolettre|lettre d.info|rundbrief|mailing ?lists?|digizine|mailchimp|list-manage"
    r"|sendinblue|brevo|laposta|flexmail|mailerlite|createsend",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"/@\w[\w.-]*(?:@[\w.-]+)?/?")
_NOT_MASTODON = re.compile(
    r"(?:^|\.)(?:youtube\.com|youtu\.be|medium\.com|tiktok\.com|threads\.(?:net|com)|substack\.com|flipboard\.com|twitter\.com"
    r"|x\.com|instagram\.com|facebook\.com|linkedin\.com|vimeo\.com|rumble\.com|odysee\.com|t\.me|npmjs\.com)$"
)
"""Sites that write names as Mastodon does."""
_SURELY_MASTODON = re.compile(r"mastodon|mstdn|masto\.|toot\.|(?:^|\.)social$|\.social(?:$|:)")
_CHANNEL = re.compile(r"/(?:channel/|@|c/|user/)[^/]+/?")
YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"}
PLAYERS = {"podcasts.apple.com", "itunes.apple.com", "open.spotify.com", "podcasters.spotify.com", "music.amazon.com"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointers:
    """What a page points to."""

    pages: tuple[str, ...] = ()
    """Pages of the same site that are called news, agenda, blog."""
    accounts: tuple[str, ...] = ()
    """On Mastodon and YouTube: both can be followed as sources."""
    letter: bool = False
    """It speaks of a newsletter."""
    mail: str = ""
    """The first address to write to."""
    scripted: bool = False
    """It has no text of its own: a script puts it together in the browser."""


def pointers(opened: page.Opened) -> Pointers:
    """Return what a page points to, each once, in its order."""
    here = urldefrag(opened.url).url
    pages: dict[str, None] = {}
    accounts: dict[str, None] = {}
    letter, mail = False, ""
    for href, text in _links(opened):
        if href.lower().startswith("mailto:"):
            mail = mail or literal_line(href[7:].partition("?")[0])[:_LONGEST_MAIL]
            continue
        letter = letter or bool(_LETTER.search(f"{text} {href}"))
        url = absolute(href, opened.base)
        if url is None or urldefrag(url).url == here:
            continue
        if _is_account(url):
            accounts.setdefault(url)
        elif urls.host(url) == urls.host(here) and _NEWS.fullmatch(text):
            pages.setdefault(urldefrag(url).url)
    letter = letter or any(
        _LETTER.search(str(form.get("action") or "")) for form in opened.soup.find_all("form", limit=50)
    )
    return Pointers(
        pages=tuple(pages)[:MOST], accounts=tuple(accounts)[:MOST], letter=letter, mail=mail, scripted=_scripted(opened)
    )


def mastodon_like(url: str) -> bool:
    """Say whether an address is written as a profile on Mastodon is, and on no site that is known to be another."""
    host = urls.host(url)
    path = urlsplit(url).path
    if _NOT_MASTODON.search(host):
        return False
    return bool(_ACCOUNT.fullmatch(path)) or (
        bool(_SURELY_MASTODON.search(host)) and path.startswith(("/tags/", "/users/", "/web/@", "/deck/@"))
    )


def _links(opened: page.Opened) -> Iterator[tuple[str, str]]:
    for number, link in enumerate(opened.soup.find_all("a", href=True)):
        if number >= _MOST_LINKS:
            return
        yield str(link["href"]).strip(), literal_line(link.get_text(" "))[:200]


def _is_account(url: str) -> bool:
    if urls.host(url) in YOUTUBE:
        return bool(_CHANNEL.match(urlsplit(url).path))
    return mastodon_like(url)


def _scripted(opened: page.Opened) -> bool:
    if opened.soup.find("script") is None:
        return False
    body = opened.soup.body
    seen = 0
    for text in body.find_all(string=True) if body else ():
        if text.parent is not None and text.parent.name not in ("script", "style", "noscript", "template"):
            seen += len(text.strip())
        if seen > _LITTLE:
            return False
    return True
