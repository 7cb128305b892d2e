"""A colleague's letter → tips: the links he sends, in his own words, without signature and what he quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from curate import urls
from curate.models import SaidEntry, SaidTip
from curate.sources.mail import links, outline
from curate.sources.mail.message import Letter
from curate.sources.sitemap import title_of
from curate.text import fold, literal_line, shorten, without_controls, words

MOST_TIPS = 10
"""Links of one letter that become tips."""
LONGEST_WORDS = 5000
"""Characters of a colleague's words that are kept."""
_LONGEST_SIGNATURE = 12
"""Lines after "Met vriendelijke groeten" that are taken for a signature."""

_ANSWER = re.compile(r"(?:re|antw|antwoord|aw|rép|rep|sv|vs)(?:\[\d+\])?\s*:", re.IGNORECASE)
_FORWARD = re.compile(r"(?:fwd?|doorst|doorgestuurd|tr|wg|i|vl|vb)(?:\[\d+\])?\s*:", re.IGNORECASE)
_PREFIX = re.compile(rf"\s*(?:\[[^\]]{{1,40}}\]\s*)?(?:{_ANSWER.pattern}|{_FORWARD.pattern})\s*", re.IGNORECASE)
_FORWARDED = re.compile(
    r"\W*(?:begin )?(?:forwarded message|doorgestuurd bericht|doorgestuurde bericht|begin doorgestuurd bericht"
    r"|message transfere|message transmis|debut du message (?:reexpedie|transfere)|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail))\W*"
)
_ORIGINAL = re.compile(
    r"-{2,} ?(?:oorspronkelijk bericht|original message|message d'origine|ursprungliche nachricht"
    r"|oorspronkelijke e-mail|original appointment) ?-{2,}"
)
_WROTE = re.compile(
    r"(?:op|on|le|am|el)\b.{4,200}?\b(?:schreef|wrote|a ecrit|schrieb|heeft geschreven|escribio|geschreven door)\b"
    r".{0,120}:?"
    r"|.{1,120}\b(?:schreef op|wrote on|a ecrit le|schrieb am)\b.{4,100}:"
)
_SENT_BY = re.compile(r"\*?(?:van|from|de|von)\*? ?:\*? .+")
_SENT_AT = re.compile(
    r"\*?(?:verzonden|sent|envoye|gesendet|datum|date|aan|to|onderwerp|subject|objet|betreff|an|a|cc|reply-to)\*? ?:.*"
)
_CLOSING = re.compile(
    r"(?:(?:met |veel |hele? |heel )*"
    r"(?:vriendelijke|hartelijke|warme|lieve|zonnige|collegiale|beste|hartelijk|sportieve|hoopvolle)?"
    r" ?groet(?:en|jes)?(?: van| uit)?|groetjes|mvg|vrgr|m\.v\.g\.?|hartelijks|liefs|gr|grtjs|grtz"
    r"|tot (?:snel|gauw|later|straks|morgen)|alvast bedankt"
    r"|(?:with )?(?:kind|best|warm|many)? ?regards|kind wishes|best wishes|best|cheers|sincerely|yours(?: sincerely)?"
    r"|(?:bien )?cordialement|bien a (?:vous|toi)|amicalement|salutations"
    r"|(?:mit )?(?:freundlichen?|besten?|herzlichen?|liebe|viele|schone) gru(?:ss|ß|b)en?|mfg|lg|vg)"
    r"(?:[ ,!.;–-]+[\w'’.-]+){0,3}[ ,!.]*"
)
_DEVICE = re.compile(
    r"(?:verzonden|verstuurd|sent|envoye|gesendet|von meinem|get outlook|outlook voor"
    r"|download outlook|telecharger outlook).{0,80}(?:iphone|ipad|android|samsung|mobile|mobiel|smartphone|telefoon|gsm"
    r"|phone|outlook|mail|ios|galaxy|handy|proton\w*)"
    r".{0,40}"
)
_RULE = re.compile(r"(?:_{8,}|-{8,}|={8,}|\*{8,})")
_PLAIN_ADDRESS = re.compile(
    r"\s*<\s*(?:https?://|mailto:)[^>\s]*\s*>|\s*\[\s*(?:https?://|mailto:|cid:)[^\]\s]*\s*\]", re.IGNORECASE
)
_BARE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MARKS = "".join(set(" <>()[]:→»›*•–-|,."))
_SIGNATURES = ("gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature")
_QUOTES = ("gmail_quote", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "gmail_attr", "moz-forward-container")
_QUOTE_STARTS = ("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container")


@dataclass(kw_only=True, slots=True)
class _Row:
    """One line of a letter."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    """(address, what the link says)."""
    kind: str = ""
    """`signature` or `quote` where the letter's own marks say so."""


@dataclass(kw_only=True, slots=True)
class _Body:
    """A letter taken apart."""

    own: list[_Row] = field(default_factory=list)
    signature: list[_Row] = field(default_factory=list)
    quoted: list[_Row] = field(default_factory=list)
    forwarded: bool = False
    """What is quoted was sent on, not answered."""


def is_from(letter: Letter, listed: Iterable[str]) -> bool:
    """Return whether a letter's sender is one of these addresses, or at one of these domains."""
    address = letter.address
    domain = address.rpartition("@")[2]
    for each in listed:
        wanted = each.strip().lower().removeprefix("@")
        if wanted and (address == wanted if "@" in wanted else domain == wanted or domain.endswith(f".{wanted}")):
            return True
    return False


def is_answer(letter: Letter) -> bool:
    """Return whether a letter answers another one: what it quotes was said before."""
    return _ANSWER.match(letter.subject) is not None and not _body(letter).forwarded


def is_forwarded(letter: Letter) -> bool:
    """Return whether a letter sends another one on."""
    return bool(letter.enclosed) or _FORWARD.match(letter.subject) is not None or _body(letter).forwarded


def own_links(letter: Letter) -> list[tuple[str, str]]:
    """Return the links in a colleague's own words, each once, as (address, what it says)."""
    body = _body(letter)
    found = _links(body.own)
    if not found:  # under his name, not under the "--" of his signature
        found = [link for link in _links(body.signature) if not links.is_home(link[0])]
        found = [link for link in found if len(link[1]) == 0 or link[1].startswith("http")]
    return found


def has_own_link(letter: Letter) -> bool:
    """Return whether a letter holds a link of its sender's own."""
    return bool(own_links(letter))


def links_of(letter: Letter) -> list[tuple[str, str]]:
    """Return the links that a letter points at: its sender's own, else those of what he sends on."""
    found = own_links(letter)
    if found or is_answer(letter) or not is_forwarded(letter):
        return found
    found = [link for link in _links(_body(letter).quoted) if not links.is_home(link[0])]
    for inner in letter.enclosed:
        out = outline.of_html(inner.html) if inner.html else outline.of_text(inner.text)
        numbers = outline.candidates(out, inner.unsubscribe)
        found += [(out.links[n].url, out.links[n].said) for n in numbers if not links.is_home(out.links[n].url)]
    return list(dict(reversed(found)).items())[::-1]


def to_ask(letter: Letter) -> list[str]:
    """Return the addresses that only pass a reader on, and whose end has to be asked for."""
    found = (links.unwrapped(url) for url, _ in links_of(letter)[:MOST_TIPS])
    return list(dict.fromkeys(url for url in found if links.passes_on(url)))


def tips(letter: Letter, targets: Mapping[str, str]) -> tuple[tuple[SaidEntry, ...], tuple[SaidTip, ...]]:
    """Return an entry and a tip for each link that a colleague sent; none where there is no link."""
    why = words_of(letter)
    subject = bare_subject(letter.subject)
    entries: dict[str, SaidEntry] = {}
    for url, said in links_of(letter)[:MOST_TIPS]:
        asked = links.unwrapped(url)
        end = links.unwrapped(targets.get(asked, asked))
        try:
            key = urls.canonical(end)
        except ValueError:
            continue
        title = _title(end, said, subject, passing=links.passes_on(end))
        entry = SaidEntry(id=None, url=end, title=title, outlet=urls.host(end).removeprefix("www.") or None)
        entries.setdefault(key, entry)
    made = tuple(
        SaidTip(url=entry.url or "", by=letter.sender or "?", why=why or subject, at=letter.date)
        for entry in entries.values()
    )
    return tuple(entries.values()), made


def words_of(letter: Letter) -> str:
    """Return a colleague's own words: paragraphs as he made them, without signature, quotes and bare addresses."""
    rows = []
    for row in _body(letter).own:
        text = _PLAIN_ADDRESS.sub("", row.text)
        bare = _BARE.sub("", text).strip(_MARKS)
        if text.strip() and not bare and _BARE.search(text):
            continue  # nothing but an address
        tail = re.search(r"\s*<?(?:https?://|www\.)\S+\s*$", text)
        rows.append(text[: tail.start()] if tail else text)
    text = without_controls("\n".join(row.strip() for row in rows)).strip()
    return shorten(re.sub(r"\n{3,}", "\n\n", text), LONGEST_WORDS)


def bare_subject(subject: str) -> str:
    """Return a subject without "Re:", "Fwd:", "Doorst:" before it."""
    for _ in range(10):
        found = _PREFIX.match(subject)
        if found is None:
            break
        subject = subject[found.end() :]
    return subject.strip()


def carried(letter: Letter) -> Letter:
    """Return the newsletter that a letter carries: the one enclosed, else itself, with who sent it first."""
    if letter.enclosed:
        inner = letter.enclosed[0]
        return replace(inner, date=inner.date or letter.date)
    for row in _body(letter).quoted[:12]:
        found = re.match(r"\*?(?:van|from|de|von)\*?\s*:\*?\s*(?P<name>[^<\[(]{2,80})", row.text, re.IGNORECASE)
        if found and (name := literal_line(found["name"]).strip("\"'* ")):
            return replace(letter, sender=name)
    return letter


def _title(url: str, said: str, subject: str, *, passing: bool) -> str:
    """Return what a link is called: by its words, by a subject that the address bears out, by the address."""
    if said and not links.is_generic(said) and len(words(said)) > 1:
        return shorten(said, 200)
    named = "" if passing else title_of(url)
    told = set(words(fold(named)))
    shared = {word for word in words(fold(subject)) if len(word) > 3} & told  # noqa: PLR2004
    if subject and (len(shared) > 1 or len(told) < 3):  # noqa: PLR2004
        return shorten(subject, 200)
    return named or shorten(subject, 200)


def _links(rows: Sequence[_Row]) -> list[tuple[str, str]]:
    """Return the links of some lines that may be publications, each once."""
    found: dict[str, str] = {}
    for row in rows:
        for url, said in row.links:
            if links.is_no_article(links.unwrapped(url)) or links.is_no_article(url):
                continue
            if links.is_about_the_letter(said) or links.may_leave(url, said, row.text):
                continue
            if not found.get(url):
                found[url] = said
    return list(found.items())


# ── taken apart ──────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _body(letter: Letter) -> _Body:
    body = _Body(forwarded=bool(letter.enclosed))
    state = "own"
    rows = _rows(letter)
    for place, row in enumerate(rows):
        folded = fold(row.text).strip()
        if state != "quote":
            if row.kind == "quote" or _is_quote(folded, rows, place):
                forwards = _FORWARDED.fullmatch(folded) is not None
                body.forwarded = (
                    body.forwarded
                    or forwards
                    or (_ANSWER.match(letter.subject) is None and _WROTE.fullmatch(folded) is None)
                )
                if row.kind != "quote" or forwards:
                    state = "quote"
            elif row.kind == "signature":
                body.signature.append(row)
                continue
            elif row.text.strip() in ("--", "—", "––"):
                state = "off"
            elif state == "own" and _closes(folded, rows, place, body.own):
                state = "signature"
        if state == "quote" or row.kind == "quote" or row.text.startswith(">"):
            body.quoted.append(row)
        elif state == "signature":
            body.signature.append(row)
        elif state == "own" and not _DEVICE.fullmatch(folded) and not _RULE.fullmatch(folded):
            body.own.append(row)
    return body


def _is_quote(folded: str, rows: Sequence[_Row], place: int) -> bool:
    """Return whether what was written before begins here."""
    if _FORWARDED.fullmatch(folded) or _ORIGINAL.fullmatch(folded) or _WROTE.fullmatch(folded):
        return True
    following = [fold(row.text).strip() for row in rows[place + 1 : place + 6] if row.text.strip()]
    if following and _WROTE.fullmatch(f"{folded} {following[0]}") and following[0].endswith(":"):
        return True  # mail programs break that line where it is long
    return _SENT_BY.fullmatch(folded) is not None and any(_SENT_AT.fullmatch(row) for row in following[:3])


def _closes(folded: str, rows: Sequence[_Row], place: int, own: Sequence[_Row]) -> bool:
    """Return whether a line is the greeting that a letter ends with: words before it, little after it."""
    if not folded or len(folded) > 60 or _CLOSING.fullmatch(folded) is None:  # noqa: PLR2004
        return False
    after = 0
    for row in rows[place + 1 :]:
        if row.kind or row.text.startswith(">"):
            break
        after += bool(row.text.strip())
        if after > _LONGEST_SIGNATURE:
            break
    said = any(row.text.strip() for row in own)
    return (said and after <= _LONGEST_SIGNATURE) or (
        said
        and any(_is_quote(fold(r.text).strip(), rows, n) for n, r in enumerate(rows[place + 1 : place + 40], place + 1))
    )


def _rows(letter: Letter) -> list[_Row]:
    """Return the lines of a letter: of its plain text, unless only its HTML has the links."""
    plain = [
        _Row(text=line.rstrip(), links=tuple((url, "") for url in outline.plain_links(line)))
        for line in letter.text.split("\n")[:5000]
    ]
    if letter.html and (not letter.text.strip() or not any(row.links for row in plain)):
        marked = _html_rows(letter.html)
        if marked and (not letter.text.strip() or any(row.links for row in marked)):
            return marked
    if letter.html and letter.text.strip():  # the HTML knows what the links say
        said = {url: text for row in _html_rows(letter.html) for url, text in row.links if text}
        for row in plain:
            row.links = tuple((url, said.get(url, "")) for url, _ in row.links)
    return plain


def _html_rows(html: str) -> list[_Row]:
    root = outline.tree(html)
    if root is None:
        return []
    quoting = False
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        quoting = quoting or any(name in names for name in _QUOTE_STARTS)
        if (
            quoting
            or any(name in names for name in _QUOTES)
            or (element.tag == "blockquote" and element.get("type") == "cite")
        ):
            element.set("data-curate", "quote")
        elif any(name in names for name in _SIGNATURES) or element.get("id") in ("Signature", "signature"):
            element.set("data-curate", "signature")
    reader = outline.of_tree(root)
    rows = []
    for number, line in enumerate(reader.lines):
        found = tuple(
            (reader.links[link].url, reader.links[link].said)
            for link in line.links
            if reader.links[link].line == number
        )
        rows.append(_Row(text=line.text, links=found, kind=line.mark))
    return rows
