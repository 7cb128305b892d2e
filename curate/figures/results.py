"""What came of posts, read from files of others: Meta Business Suite, LinkedIn, Mailchimp, Brevo, Matomo.

They export the same things under names of their own, in the language of who exports, with the numbers written as that
language does. What a column is, is known by its name alone; what is not known is named, not guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from curate import dates, text, urls
from curate.errors import UsageError
from curate.locale import M, Message

URL, WORDS, DAY = "url", "words", "day"
METRICS: Mapping[str, tuple[str, ...]] = {
    "reach": ("reach", "bereik", "couverture", "portee", "reichweite", "people reached", "accounts reached",
              "bereikte mensen", "bereikte accounts", "personnes touchees", "erreichte personen", "erreichte konten"),
    "impressions": ("impressions", "vertoningen", "impressies", "impressionen", "views", "weergaven", "vues",
                    "aufrufe", "total impressions", "pageviews", "paginaweergaven", "pages vues", "seitenansichten"),
    "clicks": ("clicks", "klikken", "kliks", "clics", "klicks", "link clicks", "total clicks", "clicks (total)",
               "linkklikken", "klikken op links", "klikken op link", "clics sur un lien", "clics sur le lien",
               "clics sur les liens", "linkklicks", "klicks auf links", "post clicks", "unique clicks", "clickers",
               "unieke klikken", "clics uniques", "eindeutige klicks", "aantal klikken", "totaal aantal klikken",
               "totaal klikken", "clicks total", "clics totaux", "klicks insgesamt", "klikkers", "cliqueurs",
               "klicker"),
    "likes": ("likes", "reactions", "vind-ik-leuks", "vind ik leuks", "j'aime", "mentions j'aime", "reacties (totaal)",
              "gefallt mir", "gefallt-mir-angaben", "favourites", "favorites", "favorieten", "reaktionen"),
    "comments": ("comments", "opmerkingen", "commentaren", "reacties", "commentaires", "kommentare", "replies",
                 "antwoorden"),
    "shares": ("shares", "deelacties", "keer gedeeld", "gedeeld", "partages", "geteilt", "geteilte inhalte",
               "reposts", "herposts", "republications", "retweets", "boosts"),
    "opens": ("opens", "unique opens", "geopend", "openingen", "unieke openingen", "ouvertures", "ouvertures uniques",
              "offnungen", "eindeutige offnungen", "openers", "ouvreurs", "offner", "total opens", "opened",
              "unique openers"),
    "sent": ("sent", "verzonden", "bezorgd", "ontvangers", "recipients", "total recipients", "successful deliveries",
             "delivered", "afgeleverd", "destinataires", "envoyes", "delivres", "empfanger", "zugestellt", "gesendet"),
    "visits": ("visits", "bezoeken", "visites", "besuche", "sessions", "sessies", "unique visitors",
               "unieke bezoekers", "visiteurs uniques", "eindeutige besucher", "nb visits", "unique pageviews",
               "unieke paginaweergaven", "vues de page uniques", "eindeutige seitenansichten"),
}  # fmt: skip
"""What is counted → names of columns for it, without case and accents."""
_PLACES: Mapping[str, tuple[str, ...]] = {
    URL: ("permalink", "permanente link", "lien permanent", "url", "link", "post url", "post link", "berichtlink",
          "bericht-url", "url van bericht", "lien", "update link", "page url", "pagina-url", "url de la page",
          "seiten-url", "adres", "adresse", "campaign url", "landing page", "url du post", "beitrags-url",
          "post permalink", "metadata: url"),
    WORDS: ("post message", "message", "bericht", "berichttekst", "tekst", "text", "texte", "title", "titel", "titre",
            "description", "beschrijving", "beschreibung", "caption", "bijschrift", "legende", "post title",
            "post text", "update title", "subject", "subject line", "onderwerp", "onderwerpregel", "objet", "betreff",
            "campaign name", "campaign", "campagne", "campagnenaam", "nom de la campagne", "kampagne",
            "kampagnenname", "naam", "tweet text", "label", "inhoud", "contenu", "inhalt", "email name"),
    DAY: ("date", "datum", "publish time", "published", "publicatietijd", "publicatiedatum", "posted", "created date",
          "creation date", "send date", "verzenddatum", "verzonden op", "date d'envoi", "sendedatum",
          "veroffentlichungszeit", "heure de publication", "sent at", "sent date", "tijd", "time"),
}  # fmt: skip
_MONTHS = 12
_MOST = 20_000
"""Rows. No organisation posts so much; a longer file is another one."""
_HEADING = 15
"""Lines among which the names of the columns stand: some files begin with a title and a period."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What one line says came of one post."""

    line: int
    url: str
    words: tuple[str, ...]
    """The text of the post, or the subject of the letter, as much of it as the file gives; other names of it."""
    day: date | None
    figures: Mapping[str, float]
    """What is counted (a key of `METRICS`) → how much."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a file says, and what in it could not be read."""

    rows: tuple[Row, ...]
    faults: tuple[Message, ...]
    unknown: tuple[str, ...]
    """Names of columns that say nothing to us."""


def read(body: bytes) -> Read:
    """Return what a CSV file says came of posts.

    Comma, semicolon or tab; UTF-8, UTF-16 or what Windows writes. Raises UsageError, naming the columns, where none of
    them counts something we know, or none says of which post.
    """
    lines = _cells(_decoded(body))
    place, columns = _columns(lines)
    header = lines[place][1]
    texts = _texts(header)
    rows: list[Row] = []
    faults: list[Message] = []
    for number, cells in lines[place + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            faults.append(
                M("Line {line} has {found} cells and its heading {wanted}: left out.",
                  line=number, found=len(cells), wanted=len(header))
            )  # fmt: skip
            continue
        row, wrong = _row(number, [*cells, *[""] * len(header)], columns, texts, header)
        faults += wrong
        if row.figures and (row.url or row.words):
            rows.append(row)
    known = {*columns.values(), *texts}
    unknown = tuple(name.strip() for index, name in enumerate(header) if name.strip() and index not in known)
    return Read(rows=tuple(rows), faults=tuple(faults), unknown=unknown)


def figure(name: str) -> str | None:
    """Return what is counted under a name in any of the languages; None where that is not known."""
    wanted = _name(name)
    return next((metric for metric, names in METRICS.items() if wanted == metric or wanted in names), None)


_NETWORKS = {
    "facebook": ("facebook.com", "fb.com", "fb.watch", "fb.me"),
    "instagram": ("instagram.com",),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "threads": ("threads.net", "threads.com"),
    "x": ("x.com", "twitter.com"),
    "bluesky": ("bsky.app",),
    "telegram": ("t.me",),
}


def network(url: str) -> str | None:
    """Return the channel whose posts stand at a host, by an address there; None where any network may stand there."""
    host = urls.host(url) or ""
    return next(
        (name for name, hosts in _NETWORKS.items() if any(host == each or host.endswith(f".{each}") for each in hosts)),
        None,
    )


def number(written: str) -> float | None:
    """Return a number as people and programs write it (1.234,5 = 1,234.5 = 1234.5; 1,2K); None where it is none.

    With one kind of mark, three digits behind it are thousands: nobody counts a thousandth of a click.
    """
    found = re.fullmatch(
        r"([+-]?[\d.,'’\s]*\d)\s*([KkMm])?", written.replace("\u202f", " ").replace("\xa0", " ").strip()
    )
    if found is None:
        return None
    digits = re.sub(r"[\s'’]", "", found[1])
    marks = [mark for mark in ",." if mark in digits]
    if len(marks) > 1:
        decimal = max(marks, key=digits.rindex)
        digits = digits.replace(min(marks, key=digits.rindex), "").replace(decimal, ".")
    elif marks and (digits.count(marks[0]) > 1 or (re.search(r"[.,]\d{3}$", digits) and not found[2])):
        digits = digits.replace(marks[0], "")
    elif marks:
        digits = digits.replace(marks[0], ".")
    try:
        return float(digits) * {"k": 1e3, "m": 1e6}.get((found[2] or "").lower(), 1)
    except ValueError:
        return None


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _cells(body: str) -> list[tuple[int, list[str]]]:
    """Return the lines with something on them, each with its number."""
    if "\x00" in body:
        raise UsageError(M("That is no text: a spreadsheet is saved as CSV first."))
    head = "\n".join(body.splitlines()[:_HEADING])
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num, cells))
            if len(lines) > _MOST:
                raise UsageError(M("That file has more than {most} lines.", most=_MOST))
    except csv.Error as error:
        raise UsageError(
            M("Line {line} cannot be read: {why}", line=reader.line_num, why=str(error)),
            hint=M("Export it again as CSV, or save it as CSV from your spreadsheet."),
        ) from error
    return lines


def _name(written: str) -> str:
    plain = re.sub('[“”„"]', "", text.fold(written)).replace("_", " ").replace("\u2019", "'")
    return " ".join(plain.split()).strip(" :*")


def _columns(lines: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]]:
    """Return on which line the names of the columns stand, and where each thing that we know is."""
    best: tuple[int, dict[str, int]] | None = None
    for place, (_, cells) in enumerate(lines[:_HEADING]):
        found = dict(_known(cells))
        if best is None or len(found) > len(best[1]):
            best = place, found
    if best is not None and any(key in METRICS for key in best[1]) and (URL in best[1] or WORDS in best[1]):
        return best
    shown = ", ".join(
        f"“{cell.strip()}”" for cell in (lines[best[0] if best else 0][1] if lines else ()) if cell.strip()
    )
    raise UsageError(
        M("This file does not say of which posts, or what came of them. Its columns: {names}", names=shown or "–"),
        hint=M(
            "It needs a column with the address or the text of the post (such as Permalink or Title), and one with a "
            "figure (such as {figures}).",
            figures=", ".join(METRICS),
        ),
    )


def _named(cells: Sequence[str]) -> dict[str, int]:
    named: dict[str, int] = {}
    for index, cell in enumerate(cells):
        named.setdefault(_name(cell), index)
    if "reacties" in named and any(other in named for other in METRICS["comments"] if other != "reacties"):
        named.setdefault("reactions", named.pop("reacties"))  # Meta in Dutch: reacties are likes, opmerkingen comments
    return named


def _texts(cells: Sequence[str]) -> list[int]:
    """Return the columns that may hold the words of a post: a service gives a letter a name beside its subject."""
    named = _named(cells)
    return [named[each] for each in _PLACES[WORDS] if each in named]


def _known(cells: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Return what is known of columns: of several for one thing the one whose name stands first in our list."""
    named = _named(cells)
    for key, names in (*_PLACES.items(), *METRICS.items()):
        first = next((named[each] for each in names if each in named), None)
        if first is not None:
            yield key, first


def _row(
    line: int, cells: Sequence[str], columns: Mapping[str, int], texts: Sequence[int], header: Sequence[str]
) -> tuple[Row, list[Message]]:
    figures: dict[str, float] = {}
    wrong: list[Message] = []
    for key, index in columns.items():
        written = cells[index].strip()
        if key not in METRICS or written in ("", "-", "–", "—"):
            continue
        amount = number(written)
        if amount is None or amount < 0:
            wrong.append(
                M(
                    "Line {line}: “{found}” under {column} is no number.",
                    line=line,
                    found=written[:40],
                    column=header[index],
                )
            )
        else:
            figures[key] = amount
    said = tuple(filter(None, (cells[index].strip() for index in texts)))
    places = {key: cells[columns[key]].strip() if key in columns else "" for key in (URL, DAY)}
    return Row(line=line, url=places[URL], words=said, day=_day(places[DAY]), figures=figures), wrong


def _day(written: str) -> date | None:
    """Return the day; None where it is not written so that it can only be one (03/04 is March or April)."""
    if found := re.match(r"(\d{4})-(\d\d)-(\d\d)", written):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    if found := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", written):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > _MONTHS >= second or first == second:
            return _made(year, second, first)
        return _made(year, first, second) if second > _MONTHS >= first else None
    moment = dates.parse(written) if written else None
    return moment.date() if moment else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
