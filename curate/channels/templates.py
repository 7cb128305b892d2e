"""A workspace's own template for a channel: Jinja2 in a sandbox that also bounds how long and how large it gets.

A template is the curator's, but the words that it puts together are strangers'. So it reaches nothing but the words it
is given, it cannot load another file, and every loop, macro and output is counted: one that would never end is told,
with its line, as is every other fault. Jinja2 is loaded only where there is a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from curate.channels import composing
from curate.errors import ConfigError
from curate.locale import M, Message
from curate.models import Edition, Entry

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.runtime import Context

STEPS = 5000
"""Rounds of loops and calls of macros in one text: fifty items with ten tags each make 500."""
LONGEST = 1_000_000
"""Characters that a text, or a part of it, may grow to: the longest post of any channel has 65,536, a page more."""
_LONGEST_SOURCE = 200_000
"""Characters of a template."""
_LONGEST_RANGE = 1000
_BUDGET = "$budget"
"""Where the count stands among a template's words, under a name that no template can write."""
_FILTERS = (
    *(
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "e",
        "escape",
        "first",
        "groupby",
        "int",
        "items",
        "last",
        "length",
    ),
    *("list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr", "sort"),
    *("string", "striptags", "title", "tojson", "trim", "truncate", "unique", "upper", "urlencode", "wordcount"),
)
"""Filters of Jinja2 whose result is about as long as what they are given."""
_METHODS = frozenset({"upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith",
                      "split", "splitlines", "items", "keys", "values", "get", "count", "index"})  # fmt: skip


@dataclass(slots=True)
class _Budget:
    """What one text may still cost."""

    steps: int = STEPS
    length: int = LONGEST


class _TooMuchError(Exception):
    """A text does not end, or grows beyond all measure."""


def given(settings: Mapping[str, object]) -> tuple[str, str] | None:
    """Return path and text of the template among a channel's settings; None where there is none."""
    template = settings.get("template")
    match template:
        case (str() as path, str() as text):
            return path, text
        case _:
            return None


def rendered(template: tuple[str, str], words: Mapping[str, object], *, html: bool = False) -> str:
    """Return the text that a template (its path and text) makes of `words`.

    `html`: what the words hold is escaped. Raises ConfigError, with file and line, where the template is wrong, asks
    for what is not there, reaches for what it may not, or does not end.
    """
    path, source = template
    from jinja2 import TemplateError

    compiled = _compiled(path, source, html)
    try:
        return compiled.render({**words, _BUDGET: _Budget()})
    except (TemplateError, _TooMuchError, *_FAULTS) as error:
        _refuse(path, _line(error, path), error, tuple(words))


def holds(template: tuple[str, str], text: str, needed: Mapping[str, str]) -> None:
    """Raise ConfigError where what a template made does not hold what must stand in it: words by their name, "" none.

    White space does not matter; everything else stands as it was.
    """
    bare = "".join(text.split())
    for name, words in needed.items():
        if "".join(composing.paragraphs(words).split()) not in bare:
            raise ConfigError(
                M("{path}: the text that it makes lacks the {what}.", path=template[0], what=name),
                hint=M("Put {{{{ {what} }}}} into it.", what=name),
            )


_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the words of a template can come to, such as a division by zero."""


_UNDEFINED = re.compile(r"'(?P<name>[^']*)' is undefined|.* has no (?:attribute|element) '?(?P<part>[^']*)'?")
"""What Jinja2 says of a word that is not there; its own words name classes of ours."""


def _refuse(path: str, line: int, error: Exception, words: Sequence[str] = ()) -> NoReturn:
    """Raise ConfigError that says what is wrong, and which of `words` may have been meant."""
    what: Message = M("{path}, line {line}: {why}", path=path, line=line, why=_why(error))
    missing = _UNDEFINED.fullmatch(str(error))
    near = get_close_matches(missing["name"] or "", words, 1) if missing else []
    hint = M("What a template can use stands in the guide, under “Templates”.")
    raise ConfigError(what, hint=M("Did you mean “{name}”?", name=near[0]) if near else hint) from error


def _why(error: Exception) -> str | Message:
    if isinstance(error, _TooMuchError | RecursionError | MemoryError):
        return M("this does not end, or grows too long.")
    if missing := _UNDEFINED.fullmatch(str(error)):
        return M("there is no “{name}” to put in.", name=missing["name"] or missing["part"])
    said = getattr(error, "message", None) or str(error)
    return " ".join(said.split())[:300] or type(error).__name__


def _line(error: Exception, path: str) -> int:
    """Return the line of a template at which an error came up; 1 where that is not known."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == path:
            line = step.tb_lineno
        step = step.tb_next
    return line or getattr(error, "lineno", None) or 1


# ── the sandbox ──────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=32)
def _compiled(path: str, source: str, html: bool) -> Template:
    from jinja2 import TemplateSyntaxError

    if len(source) > _LONGEST_SOURCE:
        raise ConfigError(
            M("{path} is longer than {most} characters: that is no template.", path=path, most=_LONGEST_SOURCE)
        )
    environment = _environment(html=html)
    try:
        tree = environment.parse(source, path, path)
        _count(tree, path)
        code = environment.compile(tree, path, path)
    except (TemplateSyntaxError, SyntaxError, *_FAULTS) as error:
        _refuse(path, getattr(error, "lineno", None) or 1, error)
    made: Template = environment.template_class.from_code(environment, code, environment.make_globals(None))
    return made


def _environment(*, html: bool) -> Any:  # noqa: ANN401  (a class that is only there once Jinja2 is)
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from jinja2.utils import pass_context

    class Bounded(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"+", "*", "**", "%"})

        def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
            if operator == "+":
                return _short(left + right)
            numbers = isinstance(left, int | float) and isinstance(right, int | float)
            if operator == "**" or not numbers:
                raise SecurityError(f"{operator} is not for texts and lists here")
            return self.binop_table[operator](left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
            safe = super().is_safe_attribute(obj, attr, value)
            return safe and (not callable(value) or attr in _METHODS)

        def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401  ("{:>999999999}".format(1))
            return None

    environment = Bounded(undefined=StrictUndefined, autoescape=html, finalize=pass_context(_shown), optimized=False)
    known = environment.filters
    environment.filters = {name: known[name] for name in _FILTERS} | {
        "join": _join,
        "replace": _replace,
        "$step": pass_context(_step),
        "$joined": _joined,
    }
    environment.globals = {"range": _range, "namespace": environment.globals["namespace"]}
    return environment


def _count(tree: nodes.Template, path: str) -> None:
    """Have every round of a loop and every call counted, and `~` measured; TemplateSyntaxError for other files."""
    from jinja2 import TemplateSyntaxError, nodes

    for other in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        raise TemplateSyntaxError("a template cannot use another file", other.lineno, path, path)
    for repeated in list(tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block))):
        step = nodes.Filter(nodes.Const(0), "$step", [], [], None, None)
        body: list[nodes.Node] = repeated.body  # type: ignore[attr-defined]
        body.insert(0, nodes.ExprStmt(step).set_lineno(repeated.lineno))
    _measure(tree)
    tree.set_environment(tree.environment)  # type: ignore[arg-type]


def _measure(node: nodes.Node) -> None:
    from jinja2 import nodes

    for name, value in node.iter_fields():
        if isinstance(value, list):
            value[:] = [_measured(each) for each in value]
        elif isinstance(value, nodes.Node):
            setattr(node, name, _measured(value))


def _measured(value: Any) -> Any:  # noqa: ANN401
    from jinja2 import nodes

    if not isinstance(value, nodes.Node):
        return value
    _measure(value)
    if isinstance(value, nodes.Concat):
        parts = nodes.List(value.nodes, lineno=value.lineno)
        return nodes.Filter(parts, "$joined", [], [], None, None, lineno=value.lineno)
    return value


# ── what is counted ──────────────────────────────────────────────────────────────────────────────────────────────────


def _step(context: Context, _: object) -> None:
    budget: _Budget = context.parent[_BUDGET]
    budget.steps -= 1
    if budget.steps < 0:
        raise _TooMuchError


def _shown(context: Context, value: Any) -> Any:  # noqa: ANN401
    """Return what is put into the text: texts and numbers; "" for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | dict | set):
        raise TypeError('this is a list: write {{ … | join(" ") }} or go through it with {% for %}')
    shown = value if isinstance(value, str) else str(value)
    budget: _Budget = context.parent[_BUDGET]
    budget.length -= len(shown)
    if budget.length < 0:
        raise _TooMuchError
    return shown


def _short(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str | list | tuple) and len(value) > LONGEST:
        raise _TooMuchError
    return value


def _text(value: object) -> str:
    if isinstance(value, list | tuple | dict | set):
        raise TypeError("this is a list, where a text is expected")
    return value if isinstance(value, str) else str(value)


def _joined(parts: Iterable[object]) -> str:
    return _join(parts)


def _join(parts: Iterable[object], between: object = "", attribute: str | None = None) -> str:
    from markupsafe import Markup, escape

    values = [getattr(part, attribute) if attribute and attribute.isidentifier() and attribute[0] != "_" else part
              for part in parts]  # fmt: skip
    texts, glue = [_text(value) for value in values], _text(between)
    if sum(map(len, texts)) + len(glue) * len(texts) > LONGEST:
        raise _TooMuchError
    marked = any(isinstance(text, Markup) for text in (*texts, glue))
    return escape(glue).join(texts) if marked else glue.join(texts)


def _replace(value: object, old: object, new: object) -> str:
    text, from_, to = _text(value), _text(old), _text(new)
    if len(text) + (text.count(from_) * len(to)) > LONGEST:
        raise _TooMuchError
    return text.replace(from_, to)


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > _LONGEST_RANGE:
        raise _TooMuchError
    return made


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Filtered:
    """From how much an edition was chosen, as a template sees it."""

    seen: int = 0
    sources: int = 0
    kept: int = 0
    curators: tuple[str, ...] = ()
    since: str = ""
    """A day, as the public writes it."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An edition, as a template sees it."""

    title: str
    number: int | str
    """"" where it has none."""
    date: str
    intro: str
    closing: str


def of_edition(edition: Edition) -> dict[str, object]:
    """Return the words of an edition that every template can use: edition, organisation, digest, language, date."""
    trust = edition.trust
    day = composing.day_of(edition.date, edition)
    return {
        "edition": Whole(
            title=composing.line(edition.title),
            number=edition.number or "",
            date=day,
            intro=composing.paragraphs(edition.intro),
            closing=composing.paragraphs(edition.closing),
        ),
        "organisation": composing.line(edition.organisation),
        "digest": Filtered()
        if trust is None
        else Filtered(
            seen=trust.seen,
            sources=trust.sources,
            kept=trust.kept,
            curators=tuple(map(composing.line, trust.curators)),
            since=composing.day_of(trust.since, edition),
        ),
        "language": edition.language,
        "date": day,
    }


def of_item(entry: Entry, edition: Edition, said: composing.Parts, hashtags: Sequence[str]) -> dict[str, object]:
    """Return the words of an item that a template can use, beside those of its edition; `said` as a channel has them.

    Without commentary, on purpose, `commentary` is the mark that says so. `date` is the item's own day, "" where that
    is not known.
    """
    quote, _ = composing.quoted(entry)
    return {
        **of_edition(edition),
        "commentary": "\n\n".join(filter(None, (said.mark, said.commentary))),
        "context": said.context,
        "quote": quote,
        "quote_author": composing.line(entry.quote_author) if quote else "",
        "quote_outlet": (composing.line(entry.quote_outlet) or composing.outlet_of(entry)) if quote else "",
        "title": composing.line(entry.title),
        "outlet": composing.outlet_of(entry),
        "author": composing.line(entry.author or ""),
        "link": said.url,
        "related": said.read_also,
        "hashtags": " ".join(hashtags),
        "tags": tuple(map(composing.line, entry.tags)),
        "paywall": composing.paywall(entry, edition),
        "number": composing.place(entry, edition),
        "date": composing.day_of(entry.published, edition),
    }
