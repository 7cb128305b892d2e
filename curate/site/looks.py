"""How the site looks: its templates in Jinja2's sandbox, its style, and dates and counts as its public writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, cached_property
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from curate.errors import UsageError
from curate.locale import PN, PUBLIC, M, Message, P, translate
from curate.site import Piece, Site
from curate.site.words import words

OURS = (
    "base.html", "_list.html", "home.html", "list.html", "item.html", "sources.html", "search.html", "style.css",
    "search.js",
)  # fmt: skip
"""What a workspace may put its own in the place of, by file name."""


class Looks:
    """The looks of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._sources = {name: site.templates.get(name) or _ours(name) for name in OURS} | {
            name: source for name, source in site.templates.items() if name not in OURS
        }
        self._zone = ZoneInfo(site.timezone)
        self._language = site.language if site.language in PUBLIC else "en"
        self._days: dict[date, str] = {}
        self._checked = False

    @property
    def mark(self) -> str:
        """Return what changes when the looks do."""
        return hashlib.sha256(repr(sorted(self._sources.items())).encode("utf-8", "backslashreplace")).hexdigest()

    @property
    def logo(self) -> str:
        """Return the name of the logo's file."""
        return "logo.png" if self._site.logo.startswith(b"\x89PNG") else "logo.jpg"

    @cached_property
    def _environment(self) -> Any:  # noqa: ANN401  (jinja2 is loaded only where a page is made)
        from jinja2 import FunctionLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        def found(name: str) -> tuple[str, str, None] | None:
            return (self._sources[name], f"{_WHERE}{name}", None) if name in self._sources else None

        return ImmutableSandboxedEnvironment(
            loader=FunctionLoader(found), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
            lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip

    def safe(self, html: str) -> Any:  # noqa: ANN401
        """Return HTML that was made here, as templates take it without escaping it again."""
        from markupsafe import Markup

        return Markup(html)  # noqa: S704  (`hypertext` has escaped what came from elsewhere)

    def page(self, template: str, values: Mapping[str, object]) -> bytes:
        """Return a page; UsageError, with file and line, where a template of the workspace fails."""
        import jinja2

        try:
            self._check()
            return str(self._environment.get_template(template).render(values)).encode("utf-8", "replace")
        except jinja2.TemplateSyntaxError as error:
            raise self._fault(error.name or template, error.lineno, str(error.message)) from error
        except jinja2.TemplateNotFound as error:
            why = M("there is no template {name}", name=error.name or "?")
            raise self._fault(*_place(error, template), why) from error
        except jinja2.TemplateError as error:
            raise self._fault(*_place(error, template), str(error)) from error
        except Exception as error:  # whatever somebody's template calls: the fault is in the template
            raise self._fault(*_place(error, template), f"{type(error).__name__}: {error}") from error

    def _check(self) -> None:
        """Raise UsageError where a frame of the workspace has no place for what pages are about."""
        if self._checked:
            return
        own = self._site.templates.get("base.html", "{% extends %}")
        if "extends" not in own and "main" not in self._environment.get_template("base.html").blocks:
            raise self._fault("base.html", 1, M("it has no {{% block main %}}, so that every page would be empty"))
        self._checked = True

    def _fault(self, name: str, line: int, why: Message | str) -> UsageError:
        own = self._site.templates
        if name in own or not own:
            where = M("site/{name}, line {line}", name=name, line=line)
            hint = M(
                "Without this file in the folder `site` of the workspace, the page is made as it comes with curate."
            )
        else:
            where = M("{name}, line {line}, as it comes with curate", name=name, line=line)
            hint = M("It uses what one of yours in the folder `site` no longer has: {names}.", names=", ".join(own))
        return UsageError(M("The template {where} fails: {why}", where=where, why=why), hint=hint)

    def plain(self, name: str) -> bytes:
        """Return a file that is no page; the style with the organisation's colour, where that can be read."""
        body = self._sources[name]
        if name == "style.css" and self._site.colour and "style.css" not in self._site.templates:
            light, dark = readable(self._site.colour, "#f4f4f2"), readable(self._site.colour, "#22262b")  # its grounds
            body += (
                f":root{{--accent:{self._site.colour};--link:{light}}}\n"
                f"@media(prefers-color-scheme:dark){{:root{{--link:{dark}}}}}\n"
            )
        elif name == "style.css" and "style.css" not in self._site.templates:
            body += "@media(prefers-color-scheme:dark){:root{--link:#8ab8ee}}\n"
        return body.encode("utf-8")

    def local(self, moment: datetime) -> datetime:
        """Return a moment on the organisation's clock."""
        return moment.astimezone(self._zone)

    def day(self, moment: datetime) -> str:
        """Return a day as the public writes it."""
        local = self.local(moment).date()
        if local not in self._days:
            from babel.dates import format_date

            self._days[local] = format_date(local, "long", locale=self._language)
        return self._days[local]

    def month(self, month: str) -> str:
        """Return a month (`2026-11`) as the public writes it."""
        from babel.dates import format_skeleton

        said = format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=self._language)
        return str(said[:1].upper() + said[1:])

    def notice(self, piece: Piece) -> str:
        """Return what is to be said of an item that is not as it was: put right, or taken back; "" for nothing."""
        if piece.withdrawn:
            return translate(P("Withdrawn on {day}.", day=self.day(piece.withdrawn)), self._site.language)
        if piece.aside:
            return words(self._site.language)["aside"]
        if piece.corrected:
            return translate(P("Corrected on {day}.", day=self.day(piece.corrected)), self._site.language)
        return ""

    def count(self, items: int) -> str:
        """Return how many items there are, in words."""
        return translate(PN("{n} item", "{n} items", items), self._language)


@cache
def _ours(name: str) -> str:
    return resources.files("curate.site").joinpath("templates", name).read_text(encoding="utf-8")


def _place(error: BaseException, template: str) -> tuple[str, int]:
    """Return in which template, and where in it, an error arose: a page is made of several."""
    name, line, trace = template, 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(_WHERE):
            name, line = trace.tb_frame.f_code.co_filename.removeprefix(_WHERE), trace.tb_lineno
        trace = trace.tb_next
    return name, line


_WHERE = "template:"


def readable(colour: str, ground: str) -> str:
    """Return a colour, made darker or lighter until it can be read on a ground (WCAG 2.2: 4.5 to 1)."""
    toward = 0 if _light(ground) > 0.5 else 255  # noqa: PLR2004
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for step in range(101):
        mixed = "#" + "".join(f"{round(part + (toward - part) * step / 100):02x}" for part in parts)
        one, other = sorted((_light(mixed), _light(ground)), reverse=True)
        if (one + 0.05) / (other + 0.05) >= 4.6:  # noqa: PLR2004
            return mixed
    return "#000000" if not toward else "#ffffff"


def _light(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2), 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
