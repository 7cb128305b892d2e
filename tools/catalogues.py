"""Keeps the catalogues in `curate/locale` in step with the sentences in the code.

    python tools/catalogues.py extract    write the template on stdout, for a translator's program
    python tools/catalogues.py update     bring the .po files up to date (a sentence that changed is marked fuzzy)
    python tools/catalogues.py compile    make the .mo files of them
    python tools/catalogues.py check      say what is missing or wrong; exit code 1 where anything is

Sentences are the first arguments of `M`, `MN` (what a curator reads) and `P`, `PN` (what the public reads). Dutch holds
all of them, and click's own beside; French and German hold what the public reads. Files carry no dates and no line
numbers, so that a change of the code changes no more of them than its sentences.
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "curate"
LOCALE = PACKAGE / "locale"
EVERYTHING = ("nl",)
"""Languages beside English that hold every sentence (`curate.locale.PEOPLE`)."""
PUBLIC_ONLY = ("fr", "de")
"""Languages that hold only what the public reads (`curate.locale.PUBLIC`)."""
LANGUAGES = EVERYTHING + PUBLIC_ONLY

MARKERS = {"M": 1, "P": 1, "MN": 2, "PN": 2}
"""Marker → how many of its first arguments are sentences."""
CLICK_MARKERS = {"_": 1, "ngettext": 2}
CLICK_UNMARKED = ("required",)
"""What click looks up without writing it out there: the mark of an option that must be given."""
PUBLIC_MARKERS = {"P", "PN"}

Id = str | tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One place in the code where a sentence is made. `id` is None where it is not written out there."""

    file: str
    line: int
    marker: str
    id: Id | None
    filled: frozenset[str] | None
    """Names of the values given with it; None where they are not written out (`**values`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence, and where it is made."""

    id: Id
    files: tuple[str, ...]
    public: bool


# ── the code ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def calls(source: str, file: str, markers: dict[str, int]) -> Iterator[Call]:
    """Yield every call of a marker in a module."""
    for node in ast.walk(ast.parse(source, file)):
        if not isinstance(node, ast.Call):
            continue
        marker = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if marker not in markers:
            continue
        texts = [_literal(argument) for argument in node.args[: markers[marker]]]
        names = [keyword.arg for keyword in node.keywords]
        whole = len(texts) == markers[marker] and all(text is not None for text in texts)
        yield Call(
            file=file,
            line=node.lineno,
            marker=marker,
            id=None if not whole else texts[0] if len(texts) == 1 else (str(texts[0]), str(texts[1])),
            filled=None if None in names else frozenset(name for name in names if name),
        )


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def our_calls() -> tuple[Call, ...]:
    """Return every place in curate where a sentence is made."""
    return tuple(
        call
        for path in sorted(PACKAGE.rglob("*.py"))
        for call in calls(path.read_text("utf-8"), path.relative_to(ROOT).as_posix(), MARKERS)
    )


@cache
def click_calls() -> tuple[Call, ...]:
    """Return the sentences that click itself shows, which it looks up in our catalogue (see `curate.cli.root`)."""
    folder = Path(click.__file__).parent
    marked = [
        call
        for path in sorted(folder.glob("*.py"))
        for call in calls(path.read_text("utf-8"), f"click/{path.name}", CLICK_MARKERS)
        if call.id is not None
    ]
    unmarked = [Call(file="click/core.py", line=0, marker="_", id=text, filled=None) for text in CLICK_UNMARKED]
    return (*marked, *unmarked)


def sentences(made: Iterable[Call]) -> list[Sentence]:
    """Return the sentences of calls, once each, ordered by file and text."""
    files: dict[Id, set[str]] = {}
    public: set[Id] = set()
    for call in made:
        if call.id:
            files.setdefault(call.id, set()).add(call.file)
            if call.marker in PUBLIC_MARKERS:
                public.add(call.id)
    found = [Sentence(id=id_, files=tuple(sorted(where)), public=id_ in public) for id_, where in files.items()]
    return sorted(found, key=lambda each: (each.files[0], key(each.id)))


def key(id_: Id) -> str:
    """Return the text under which gettext files a sentence: its singular."""
    return id_ if isinstance(id_, str) else id_[0]


def wanted(language: str) -> list[Sentence]:
    """Return the sentences that the catalogue of a language must hold."""
    ours = sentences(our_calls())
    if language in PUBLIC_ONLY:
        return [each for each in ours if each.public]
    known = {key(each.id) for each in ours}
    return ours + [each for each in sentences(click_calls()) if key(each.id) not in known]


def faulty_calls(made: Sequence[Call]) -> list[str]:
    """Return what is wrong with how sentences are made, one line each."""
    faults = []
    forms: dict[str, Call] = {}
    for call in made:
        place = f"{call.file}:{call.line}"
        if call.id is None:
            faults.append(f"{place}: {call.marker}() takes its sentence written out, not put together")
            continue
        if not key(call.id):
            faults.append(f"{place}: {call.marker}() of an empty sentence is the header of a catalogue")
            continue
        before = forms.setdefault(key(call.id), call)
        if before.id != call.id:
            faults.append(f"{place}: {key(call.id)!r} has another plural than in {before.file}:{before.line}")
        try:
            unfilled = _unfilled(call, call.id)
        except ValueError as error:
            faults.append(f"{place}: {error}: {key(call.id)!r}")
            continue
        if unfilled:
            faults.append(f"{place}: nothing is given for {', '.join(sorted(unfilled))} in {key(call.id)!r}")
    return faults


def _unfilled(call: Call, id_: Id) -> set[str]:
    named = placeholders(*_texts(id_))
    if call.filled is None:
        return set()
    return named - call.filled - ({"n"} if isinstance(id_, tuple) else set())


def _texts(id_: Id) -> tuple[str, ...]:
    return (id_,) if isinstance(id_, str) else id_


def placeholders(*texts: str) -> set[str]:
    """Return the names between braces, and those of `%(names)s`, of which click has one.

    Raises ValueError where a brace is left open.
    """
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return names | {f"%{name}" for text in texts for name in re.findall(r"%\((\w+)\)", text)}


# ── the catalogues ───────────────────────────────────────────────────────────────────────────────────────────────────


class Steady(Catalog):
    """A catalogue whose header holds nothing that changes by itself: no dates, no versions, no names."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header's fields."""
        language = [("Language", str(self.locale_identifier))] if self.locale_identifier else []
        return [
            ("Project-Id-Version", "curate"),
            *language,
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def template(found: Iterable[Sentence], language: str | None = None, comment: str = "") -> Steady:
    """Return a catalogue of sentences without translations."""
    made = Steady(locale=language, header_comment=comment, fuzzy=False)
    for each in found:
        made.add(each.id, locations=[(file, 0) for file in each.files])
    return made


def po(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / "curate.po"


def read(language: str) -> Steady:
    """Return the catalogue of a language as its .po file has it; empty where there is none yet."""
    made = Steady(locale=language, header_comment=f"# curate: {language}", fuzzy=False)
    if po(language).exists():
        with po(language).open("rb") as file:
            held = read_po(file, locale=language)
        made.header_comment = held.header_comment
        for message in held:
            if message.id:
                made[message.id] = message
    return made


def as_po(catalogue: Catalog) -> bytes:
    """Return a catalogue as a .po file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, include_lineno=False, ignore_obsolete=True, include_previous=True)
    return file.getvalue().rstrip(b"\n") + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue as a .mo file."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def updated(language: str) -> Steady:
    """Return the catalogue of a language with exactly the sentences of the code."""
    catalogue = read(language)
    catalogue.update(template(wanted(language), language))
    return catalogue


def faulty_catalogue(language: str, catalogue: Catalog, needed: Sequence[Sentence]) -> list[str]:
    """Return what is missing or wrong in a catalogue, one line each."""
    ids = {key(each.id) for each in needed}
    faults = [
        f"{language}: no longer in the code: {key(_id(message))!r}"
        for message in catalogue
        if message.id and key(_id(message)) not in ids
    ]
    for each in needed:
        message = catalogue.get(key(each.id))
        if message is None or _id(message) != each.id:
            faults.append(f"{language}: missing: {key(each.id)!r}")
        elif message.fuzzy:
            faults.append(f"{language}: fuzzy: {key(each.id)!r}")
        elif not all(_strings(message)):
            faults.append(f"{language}: not translated: {key(each.id)!r}")
        elif not _same_places(each.id, _strings(message)):
            faults.append(f"{language}: other {{places}} than the English: {key(each.id)!r}")
    return faults


def _id(message: Message) -> Id:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _same_places(id_: Id, strings: Sequence[str]) -> bool:
    """Return whether each form names what its English form names; a plural one may name its number or leave it out."""
    english = [placeholders(text) for text in _texts(id_)]
    number = {"n"} & set[str]().union(*english) if len(english) > 1 else set()
    try:
        return all(
            names - number <= placeholders(text) <= names | number for names, text in zip(english, strings, strict=True)
        )
    except ValueError:
        return False


# ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────────────


def extract() -> int:
    """Write the template on stdout."""
    sys.stdout.buffer.write(as_po(template(wanted(EVERYTHING[0]))))
    return 0


def update() -> int:
    """Bring the .po files up to date."""
    for language in LANGUAGES:
        catalogue = updated(language)
        po(language).parent.mkdir(parents=True, exist_ok=True)
        po(language).write_bytes(as_po(catalogue))
        waiting = sum(1 for message in catalogue if message.id and (message.fuzzy or not all(_strings(message))))
        print(f"{language}: {len(catalogue)} sentences, {waiting} to translate or look at")
    return 0


def compile_() -> int:
    """Make the .mo files."""
    for language in LANGUAGES:
        po(language).with_suffix(".mo").write_bytes(as_mo(read(language)))
    return 0


def check() -> int:
    """Say what is missing or wrong."""
    faults = faulty_calls(our_calls())
    for language in LANGUAGES:
        catalogue = read(language)
        faults += faulty_catalogue(language, catalogue, wanted(language))
        compiled = po(language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != as_mo(catalogue):
            faults.append(f"{language}: {compiled.name} is not what {po(language).name} says; run: make catalogues")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


COMMANDS = {"extract": extract, "update": update, "compile": compile_, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python tools/catalogues.py {'|'.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
