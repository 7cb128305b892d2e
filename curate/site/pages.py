"""The files of the site: every page, feed and list, each with the mark of what it is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from html import escape
from typing import Any

from curate import __version__, text
from curate.cards import Size, card
from curate.channels import _entries, composing, hypertext
from curate.locale import P, translate
from curate.models import Edition, Entry
from curate.site import File, Issue, Piece, Site, feeds, machines, mark, newest, shows
from curate.site.looks import Looks
from curate.site.words import words

PAGE = 40
"""Items on one page of a list: some 30 KB."""
DRAWN = 60
"""The newest items get a picture of their own; of the others, and of lists, it is the site's. A picture is 0.1 s."""
_OPENING = 240
"""Characters of the commentary that a list shows."""
_HEADING = 200
"""Characters of a title that a list shows, so that a page of them stays small whatever sources wrote."""
_LINKS = 200
"""Links on one page of a list of them: some 30 KB."""
INDEX = "index.html"


def files(site: Site) -> list[File]:
    """Return every file of the site; none is made yet. What is linked to comes before what links to it."""
    return list(_Pages(site).all())


class _Pages:
    """The pages of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looks = Looks(site)
        self._by_slug = {piece.slug: piece for piece in site.pieces}
        self._listed = tuple(piece for piece in site.pieces if piece.listed)
        self._drawn = frozenset(piece.slug for piece in self._listed[:DRAWN])
        self._fed = feeds.Feeds(site, self._edition, self._looks.notice)

    @cached_property
    def _frame(self) -> str:
        """The mark of what every page shares: templates, title, menu."""
        site = self._site
        return mark(
            __version__,
            self._looks.mark,
            replace(site, pieces=(), issues=(), origins=(), themes={}, reports=()),
            self._menu,
        )

    @cached_property
    def _menu(self) -> list[tuple[str, str]]:
        said = words(self._site.language)
        rows = [
            ("themes/index.html", said["themes"]) if self._of_theme else None,
            ("editions/index.html", said["editions"]) if self._site.issues else None,
            ("archive/index.html", said["archive"]),
            ("reports/index.html", said["reports"]) if self._site.reports else None,
            ("sources/index.html", said["sources"]),
            ("search/index.html", said["search"]),
        ]
        return [row for row in rows if row is not None]

    @cached_property
    def _of_theme(self) -> dict[str, list[Piece]]:
        found = _by_theme(self._listed)
        return dict(sorted(found.items(), key=lambda row: (text.fold(row[0]), row[0])))

    @cached_property
    def _ever_of_theme(self) -> dict[str, list[Piece]]:
        """Return the items of each theme with those that nothing leads to any more: feeds tell of them."""
        return _by_theme(self._site.pieces)

    @cached_property
    def _marked(self) -> dict[str, str]:
        """Return the mark of each item: it stands on several pages, and is looked at once."""
        return {piece.slug: mark(piece) for piece in self._site.pieces}

    @cached_property
    def _issue_names(self) -> dict[int, str]:
        return {issue.number: self._issue_name(issue) for issue in self._site.issues}

    @cached_property
    def _of_month(self) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = {}
        for piece in self._listed:
            found.setdefault(self._looks.local(piece.at).strftime("%Y-%m"), []).append(piece)
        return found

    def _file(self, path: str, made_of: Sequence[object], make: Any) -> File:  # noqa: ANN401  (any call that gives bytes)
        return File(path=path, mark=mark(self._frame, path, *made_of), make=make)

    def all(self) -> Iterator[File]:
        """Yield every file."""
        for name in ("style.css", "search.js"):
            path = f"search/{name}" if name == "search.js" else name
            yield self._file(path, [name], partial(self._looks.plain, name))
        yield from self._pictures()
        for piece in self._site.pieces:
            yield self._file(
                f"items/{piece.slug}/{INDEX}",
                [self._marked[piece.slug], piece.slug in self._drawn],
                partial(self._item, piece),
            )
        for theme, pieces in self._of_theme.items():
            path = f"themes/{self._site.themes[theme]}"
            yield from self._list(path, theme, pieces, with_feeds=True)
        for issue in self._site.issues:
            pieces = [self._by_slug[slug] for slug in issue.pieces if self._by_slug[slug].listed]
            yield self._file(
                f"editions/{issue.number}/{INDEX}", [issue, self._marks(pieces)], partial(self._issue, issue, pieces)
            )
        for month, pieces in self._of_month.items():
            yield from self._list(f"archive/{month}", self._looks.month(month), pieces, with_feeds=False)
        for name, title, body in self._site.reports:
            yield self._file(f"reports/{name}", [title, body], lambda body=body: body)
        yield from self._lists()
        yield from self._feeds("", self._site.title, self._site.pieces)
        yield from self._rest()

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _pictures(self) -> Iterator[File]:
        site = self._site
        if site.logo:
            yield self._file(self._looks.logo, [site.logo], lambda: site.logo)
        yield self._file("card.png", ["card"], self._own_card)
        for piece in self._site.pieces:
            entry = piece.entry
            if piece.slug in self._drawn:
                what = (entry.title, entry.quote, entry.outlet, entry.quote_author, entry.quote_outlet)
                yield self._file(f"items/{piece.slug}/card.png", [what], partial(self._card, entry))
            if entry.picture and piece.listed:
                path = f"items/{piece.slug}/{_picture_name(entry)}"
                yield self._file(path, [entry.picture], lambda entry=entry: entry.picture)

    def _card(self, entry: Entry) -> bytes:
        return card(entry, self._edition, Size.WIDE).png

    def _own_card(self) -> bytes:
        site = self._site
        return self._card(Entry(item=0, key="site", title=site.title, url=site.url, outlet=site.organisation))

    @cached_property
    def _edition(self) -> Edition:
        """Return the site as an edition, for what takes one: language, colour, whose it is."""
        site = self._site
        return Edition(
            digest=0,
            key="site",
            title=site.title,
            language=site.language,
            organisation=site.organisation,
            organisation_url=site.organisation_url,
            timezone=site.timezone,
            date=site.updated or datetime(2000, 1, 1, tzinfo=UTC),
            colour=site.colour,
            logo=site.logo,
            site=site.url,
            contact=site.contact,
        )

    # ── items ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _item(self, piece: Piece) -> bytes:
        site, entry = self._site, piece.entry
        edition = self._edition
        own = composing.own_text(entry, "site")
        quote, quote_by = composing.quoted(entry)
        related = composing.address(entry.related)
        title = _title(entry)
        depth = "../../"
        picture = _picture_name(entry) if entry.picture else ""
        links = [{"href": f"themes/{site.themes[theme]}/{INDEX}", "name": theme} for theme in piece.themes]
        links += [
            {"href": f"editions/{number}/{INDEX}", "name": self._issue_names[number]}
            for number in piece.editions
            if number in self._issue_names
        ]
        values = {
            "facts": " · ".join(filter(None, (site.organisation, self._looks.day(piece.at)))),
            "notice": self._looks.notice(piece),
            "notice_words": composing.line(piece.withdrawal if piece.withdrawn else piece.correction),
            "shown": piece.listed or piece.aside,
            "commentary": self._looks.safe(hypertext.own(own or entry.commentary) or self._unsaid(entry)),
            "context": self._looks.safe("" if own else hypertext.own(entry.context)),
            "quote": "" if own else quote,
            "quote_by": quote_by,
            "lang": _other(entry, site),
            "picture": picture,
            "picture_alt": composing.line(entry.image_alt),
            "picture_licence": composing.line(entry.image_licence),
            "original": machines.http(entry.url),
            "original_link": self._looks.safe(hypertext.link(title, entry.url)),
            "attribution": ", ".join(filter(None, [composing.attribution(entry, edition), self._appeared(entry)])),
            "related": self._looks.safe(self._read_also(related)),
            "links": links if piece.listed else [],
            "schema": self._looks.safe(machines.described(site, piece, title)) if piece.listed else "",
        }
        return self._page(
            "item.html", title, depth, f"items/{piece.slug}/", values,
            description=self._opening(entry) if piece.listed else "", og="article", noindex=not piece.listed,
            image=f"items/{piece.slug}/card.png" if piece.slug in self._drawn else "card.png", alt=title,
        )  # fmt: skip

    def _unsaid(self, entry: Entry) -> str:
        return (
            f"<p>{escape(translate(P('[without commentary]'), self._site.language))}</p>" if entry.uncommented else ""
        )

    def _appeared(self, entry: Entry) -> str:
        return self._looks.day(entry.published) if entry.published else ""

    def _read_also(self, url: str) -> str:
        if not url:
            return ""
        said = translate(P("Read also: {url}", url="\x00"), self._site.language)
        return escape(said).replace("\x00", hypertext.link(url, url))

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _shown(self, pieces: Sequence[Piece]) -> list[dict[str, str]]:
        return [
            {
                "href": f"items/{piece.slug}/{INDEX}",
                "title": text.shorten(_title(piece.entry), _HEADING),
                "lang": _other(piece.entry, self._site),
                "outlet": text.shorten(composing.outlet_of(piece.entry), _HEADING // 2),
                "iso": machines.moment(piece.at),
                "day": self._looks.day(piece.at),
                "opening": self._opening(piece.entry),
                "mark": words(self._site.language)["corrected"] if piece.corrected else "",
            }
            for piece in pieces
        ]

    def _opening(self, entry: Entry) -> str:
        said = composing.line(
            re.sub(
                r"\[([^\[\]\n]+)\]\([^()\s]+\)|[*_]{1,2}", r"\1", composing.own_text(entry, "site") or entry.commentary
            )
        )
        if len(said) <= _OPENING:
            return said
        return said[:_OPENING].rsplit(" ", 1)[0].rstrip(",;:") + " …"

    def _list(self, folder: str, title: str, pieces: Sequence[Piece], *, with_feeds: bool) -> Iterator[File]:
        """Yield the pages of a list of items, the newest first, and its feeds."""
        parts = [pieces[start : start + PAGE] for start in range(0, len(pieces), PAGE)]
        for number, part in enumerate(parts, 1):
            path = f"{folder}/{_page_name(number)}"
            made = partial(self._listing, folder, title, part, number, len(parts), len(pieces), with_feeds=with_feeds)
            yield self._file(path, [title, self._marks(part), number, len(parts), len(pieces)], made)
        if with_feeds:
            yield from self._feeds(f"{folder}/", title, self._ever_of_theme[title])

    def _marks(self, pieces: Sequence[Piece]) -> str:
        """Return the mark of what lists show of items."""
        return mark(*(self._marked[piece.slug] for piece in pieces))

    def _listing(
        self, folder: str, title: str, pieces: Sequence[Piece], number: int, of: int, total: int, *, with_feeds: bool
    ) -> bytes:
        values = {
            "facts": self._looks.count(total),
            "pieces": self._shown(pieces),
            "pages": _turning(folder, number, of),
            "feeds": feeds.links(f"{folder}/", title, "") if with_feeds else [],
        }
        depth = "../" * (folder.count("/") + 1)
        canonical = f"{folder}/" if number == 1 else f"{folder}/{_page_name(number)}"
        return self._page("list.html", title, depth, canonical, values, description=self._looks.count(total))

    def _issue(self, issue: Issue, pieces: Sequence[Piece]) -> bytes:
        closing = hypertext.own(issue.closing) + (f"\n<p><em>{escape(issue.trust)}</em></p>" if issue.trust else "")
        values = {
            "facts": self._looks.day(issue.at),
            "intro": self._looks.safe(hypertext.own(issue.intro)),
            "closing": self._looks.safe(closing),
            "pieces": self._shown(pieces[:PAGE]),
            "links": [{"href": each["href"], "name": each["title"]} for each in self._shown(pieces[PAGE:])],
        }
        return self._page(
            "list.html", self._issue_name(issue), "../../", f"editions/{issue.number}/", values,
            description=composing.line(issue.intro)[:_OPENING], og="article",
        )  # fmt: skip

    def _issue_name(self, issue: Issue) -> str:
        number = translate(P("Edition {number}", number=issue.number), self._site.language)
        return f"{composing.line(issue.title)} · {number}" if composing.line(issue.title) else number

    def _lists(self) -> Iterator[File]:
        """Yield the lists of lists: themes, editions, months, reports, sources, and the search."""
        site, said = self._site, words(self._site.language)
        themes = [
            {"href": f"themes/{site.themes[name]}/{INDEX}", "name": name, "count": len(of)}
            for name, of in self._of_theme.items()
        ]
        issues = [{"href": f"editions/{each.number}/{INDEX}", "name": self._issue_name(each)} for each in site.issues]
        months = [
            {"href": f"archive/{month}/{INDEX}", "name": self._looks.month(month), "count": len(of)}
            for month, of in self._of_month.items()
        ]
        reports = [{"href": f"reports/{name}", "name": title} for name, title, _ in site.reports]
        for folder, title, links in (
            ("themes", said["themes"], themes),
            ("editions", said["editions"], issues),
            ("archive", said["archive"], months),
            ("reports", said["reports"], reports),
        ):
            if links or folder == "archive":
                yield from self._paged("list.html", folder, title, "links", links)
        origins = [
            {"link": self._looks.safe(hypertext.link(each.name, each.url)), "count": each.pieces}
            for each in site.origins
        ]
        yield from self._paged("sources.html", "sources", said["sources"], "origins", origins)
        yield self._file("sources.opml", [site.origins], partial(machines.opml, site))
        make = partial(self._page, "search.html", said["search"], "../", "search/", {"archive": f"archive/{INDEX}"})
        yield self._file(f"search/{INDEX}", [], make)
        yield self._file("search/index.js", [self._marks(self._listed)], self._search)

    def _search(self) -> bytes:
        """Return what the search looks in. Names that many items share stand in it once."""
        outlets, themes, days = dict[str, int](), dict[str, int](), dict[str, int]()
        rows = [
            [
                _title(piece.entry)[:_HEADING],
                outlets.setdefault(composing.outlet_of(piece.entry)[:80], len(outlets)),
                [themes.setdefault(theme[:80], len(themes)) for theme in piece.themes],
                days.setdefault(self._looks.day(piece.at), len(days)),
                piece.slug,
            ]
            for piece in self._listed
        ]
        return machines.script({"outlets": [*outlets], "themes": [*themes], "days": [*days], "rows": rows})

    def _paged(
        self, template: str, folder: str, title: str, name: str, rows: Sequence[Mapping[str, object]]
    ) -> Iterator[File]:
        """Yield the pages of a list of links."""
        parts = [rows[start : start + _LINKS] for start in range(0, len(rows), _LINKS)] or [rows]
        for number, part in enumerate(parts, 1):
            values = {name: part, "pages": _turning(folder, number, len(parts))}
            canonical = f"{folder}/" if number == 1 else f"{folder}/{_page_name(number)}"
            make = partial(self._page, template, title, "../", canonical, values)
            yield self._file(f"{folder}/{_page_name(number)}", [title, part, number, len(parts)], make)

    # ── home, feeds and what machines read ───────────────────────────────────────────────────────────────────────────

    def _home(self) -> bytes:
        site = self._site
        issue = site.issues[0] if site.issues else None
        shown = [self._by_slug[slug] for slug in issue.pieces if self._by_slug[slug].listed] if issue else []
        there = {piece.slug for piece in shown}
        values = {
            "intro": self._looks.safe(hypertext.own(site.intro)),
            "issue": issue
            and {
                "href": f"editions/{issue.number}/{INDEX}",
                "title": self._issue_name(issue),
                "facts": self._looks.day(issue.at),
                "pieces": self._shown(shown[:12]),
            },
            "themes": [
                {"href": f"themes/{site.themes[name]}/{INDEX}", "name": name, "count": len(of)}
                for name, of in sorted(self._of_theme.items(), key=lambda row: -len(row[1]))[:40]
            ],
            "pieces": self._shown([piece for piece in newest(site.pieces, 40) if piece.slug not in there][:10]),
            "archive": f"archive/{INDEX}",
            "feeds": feeds.links("", site.title, ""),
        }
        said = composing.line(site.intro)[:_OPENING] or words(site.language)["lead"]
        return self._page("home.html", site.title, "", "", values, description=said, og="website", image="card.png")

    def _feeds(self, folder: str, title: str, pieces: Sequence[Piece]) -> Iterator[File]:
        shown = title if not folder else f"{title} · {self._site.title}"
        chosen = feeds.newest(pieces)
        for name, _, _, write in feeds.FORMS:
            make = partial(self._fed.feed, folder, name, shown, chosen, write)
            yield self._file(f"{folder}{name}", [shown, self._marks(chosen)], make)

    def _rest(self) -> Iterator[File]:
        site, said = self._site, words(self._site.language)
        if site.url:
            yield from self._sitemaps()
            robots = f"User-agent: *\nAllow: /\nSitemap: {_entries.uri(site.url) or site.url}/sitemap.xml\n"
        else:
            robots = "User-agent: *\nAllow: /\n"
        yield self._file("robots.txt", [robots], robots.encode)
        missing = partial(
            self._page, "list.html", said["missing"], site.url + "/" if site.url else "", None, {}, noindex=True
        )
        yield self._file("404.html", [], missing)
        heads = self._marks(self._listed[: PAGE + 12])
        counts = Counter({name: len(of) for name, of in self._of_theme.items()})
        yield self._file(INDEX, [heads, counts, site.issues[:1]], self._home)

    def _sitemaps(self) -> Iterator[File]:
        """Yield the sitemap; where there is more than one may hold, the list of them."""
        site = self._site
        pages = [("", site.updated)]
        pages += [(f"items/{piece.slug}/", piece.changed) for piece in self._listed]
        pages += [(f"themes/{site.themes[name]}/", _last(of)) for name, of in self._ever_of_theme.items()
                  if name in self._of_theme]  # fmt: skip
        pages += [(f"editions/{issue.number}/", self._changed(issue)) for issue in site.issues]
        pages += [(f"archive/{month}/", _last(of)) for month, of in self._of_month.items()]
        pages += [(f"reports/{name}", None) for name, _, _ in site.reports]
        parts = [pages[start : start + machines.MOST] for start in range(0, len(pages), machines.MOST)]
        if len(parts) == 1:
            yield self._file("sitemap.xml", [pages], partial(machines.sitemap, site.url, pages))
            return
        for number, part in enumerate(parts, 1):
            yield self._file(f"sitemap-{number}.xml", [part], partial(machines.sitemap, site.url, part))
        yield self._file("sitemap.xml", [len(parts)], partial(machines.sitemaps, site.url, len(parts)))

    def _changed(self, issue: Issue) -> datetime:
        return max([issue.at, *(self._by_slug[slug].changed for slug in issue.pieces)])

    # ── one page ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _page(
        self, template: str, title: str, root: str, canonical: str | None, values: Mapping[str, object],
        *, description: str = "", og: str = "website", image: str = "card.png", alt: str = "", noindex: bool = False,
    ) -> bytes:  # fmt: skip
        site = self._site
        whole = f"{site.url}/{canonical}" if site.url and canonical is not None else ""
        shown = {
            "intro": "", "closing": "", "pieces": [], "pages": [], "links": [], "facts": "", **values,
            "site": site,
            "title": title,
            "root": root,
            "index": INDEX,
            "menu": self._menu,
            "say": words(site.language),
            "logo": self._looks.logo,
            "description": description,
            "canonical": whole,
            "feeds": values.get("feeds") or feeds.links("", site.title, root),
            "noindex": noindex,
            "og": {"type": og, "image": f"{site.url}/{image}", "alt": alt or title} if whole and not noindex else None,
        }  # fmt: skip
        if template == "list.html" and "feeds" not in values:
            shown["feeds"] = []
        return self._looks.page(template, shown)


def _by_theme(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        for theme in piece.themes:
            found.setdefault(theme, []).append(piece)
    return found


def _page_name(number: int) -> str:
    return INDEX if number == 1 else f"page-{number}.html"


def _turning(folder: str, here: int, of: int) -> list[dict[str, Any]]:
    """Return the links to the pages of a list: of many the first, the last, and those around."""
    shown = [each for each in range(1, of + 1) if each in (1, of) or abs(each - here) <= 4] if of > 1 else []  # noqa: PLR2004
    return [{"name": str(each), "href": f"{folder}/{_page_name(each)}", "here": each == here} for each in shown]


def _picture_name(entry: Entry) -> str:
    return "picture.png" if entry.picture.startswith(b"\x89PNG") else "picture.jpg"


def _title(entry: Entry) -> str:
    """Return what an item is called; whose it is where its own title shows nothing. Never empty."""
    for said in (entry.title, entry.outlet, composing.outlet_of(entry)):
        if shows(said):
            return composing.line(said)
    return entry.key[:12] or "?"


def _other(entry: Entry, site: Site) -> str:
    """Return the language of an article, "" where that is the site's or not known."""
    found = _entries.tag_of(entry.language or "")
    return "" if found.casefold() == site.language.casefold() else found


def _last(pieces: Sequence[Piece]) -> datetime:
    return max(piece.changed for piece in pieces)
