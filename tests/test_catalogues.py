"""Every sentence that a person reads comes from the catalogues, and the catalogues are whole."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from curate.locale import MN, PEOPLE, PUBLIC, M, P, translate

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "curate").rglob("*.py"))


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogues"] = module  # where dataclasses look their annotations up
    spec.loader.exec_module(module)
    return module


catalogues = _tool()


# ── what is in them ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_languages_are_those_of_the_house():
    assert {*catalogues.EVERYTHING, "en"} == set(PEOPLE)
    assert {*catalogues.LANGUAGES, "en"} == set(PUBLIC)


def test_sentences_are_written_out_and_filled_in():
    assert catalogues.faulty_calls(catalogues.our_calls()) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_catalogue_is_whole(language):
    faults = catalogues.faulty_catalogue(language, catalogues.read(language), catalogues.wanted(language))
    assert not faults, "\n".join([*faults[:20], f"{len(faults)} in all. Run: make catalogues, and translate."])


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    written = catalogues.po(language)
    assert written.with_suffix(".mo").read_bytes() == catalogues.as_mo(catalogues.read(language))


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_an_update_changes_nothing(language):
    in_step = catalogues.po(language).read_bytes() == catalogues.as_po(catalogues.updated(language))
    assert in_step, "Run: make catalogues"  # a difference of two whole catalogues takes minutes to draw


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_sentence_is_found_at_run_time(language):
    for sentence in catalogues.wanted(language):
        plural = isinstance(sentence.id, tuple)
        names = catalogues.placeholders(*(sentence.id if plural else [sentence.id])) - ({"n"} if plural else set())
        values = dict.fromkeys(names, "x")
        for number in (0, 1, 2):
            assert translate(MN(*sentence.id, number, **values) if plural else M(sentence.id, **values), language)


# ── the checks can fail ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('M(f"Item {x}")', "written out"),
        ('M("a" + x)', "written out"),
        ("M(x)", "written out"),
        ('locale.P("a %s" % x)', "written out"),
        ('MN("one", many, 3)', "written out"),
        ('M("")', "empty"),
        ('M("Item {item} is gone")', "item"),
        ('MN("{n} of {x}", "{n} of {x}", 3)', "x"),
        ('M("{")', "{"),
        ('MN("a", "b", 1); M("a")', "another plural"),
    ],
)
def test_a_faulty_call_is_found(code, fault):
    (found,) = catalogues.faulty_calls(list(catalogues.calls(code, "x.py", catalogues.MARKERS)))
    assert fault in found


@pytest.mark.parametrize(
    "code", ['M("a" "b")', 'M("a {b}", b=1)', 'M("a {b}", **c)', 'PN("{n} a", "{n} as", 2)', 'T(f"a")', 'M("{{}}")']
)
def test_a_good_call_is_no_fault(code):
    assert catalogues.faulty_calls(list(catalogues.calls(code, "x.py", catalogues.MARKERS))) == []


@pytest.mark.parametrize(
    ("string", "flags", "fault"),
    [
        ("", (), "not translated"),
        ("Bericht {item} is weg", ("fuzzy",), "fuzzy"),
        ("Bericht is weg", (), "places"),
        ("Bericht {bericht} is weg", (), "places"),
        ("Bericht {item is weg", (), "places"),
    ],
)
def test_a_faulty_translation_is_found(string, flags, fault):
    needed = catalogues.sentences(catalogues.calls('M("Item {item} is gone")', "x.py", catalogues.MARKERS))
    catalogue = catalogues.template(needed, "nl")
    catalogue.get("Item {item} is gone").string = string
    catalogue.get("Item {item} is gone").flags |= set(flags)
    (found,) = catalogues.faulty_catalogue("nl", catalogue, needed)
    assert fault in found


def test_a_missing_and_a_needless_sentence_are_found():
    needed = catalogues.sentences(catalogues.calls('M("new")', "x.py", catalogues.MARKERS))
    held = catalogues.sentences(catalogues.calls('M("old")', "x.py", catalogues.MARKERS))
    faults = catalogues.faulty_catalogue("nl", catalogues.template(held, "nl"), needed)
    assert [fault.split(": ")[1] for fault in faults] == ["no longer in the code", "missing"]


def test_only_what_the_public_reads_is_wanted_in_french():
    made = list(catalogues.calls('M("curator"); P("public"); M("public")', "x.py", catalogues.MARKERS))
    assert [(each.id, each.public) for each in catalogues.sentences(made)] == [("curator", False), ("public", True)]
    assert str(P("public")) == "public"


# ── nothing is said outside them ─────────────────────────────────────────────────────────────────────────────────────

SPEAKING = {
    *("echo", "secho", "print", "prompt", "confirm", "input", "write", "write_text", "write_paragraph", "write_usage"),
    *("say", "tell", "complain", "paragraph", "numbered", "strong", "option", "Option", "command", "say_help", "group"),
    *("UsageError", "ClickException", "BadParameter", "BadOptionUsage", "MissingParameter", "Abort", "exit"),
    *("CurateError", "Refused", "StoreError", "ExportError", "ConfigError", "SourceError", "Busy", "Message"),
}
"""Names of functions whose texts a person may come to see."""
NOT_SHOWN = {"example", "metavar", "name", "cls", "encoding", "newline"}
"""Their arguments that are typed or meant for the machine, not read as a sentence."""
SENTENCE = re.compile(r"[^\W\d_] [^\W\d_]")
ALLOWED: dict[tuple[str, str], str] = {}
"""(file, text) → why it is no sentence in need of a translation."""


def sentences_outside(source: str) -> Iterator[tuple[int, str]]:
    """Yield texts with two words that are handed to a speaking function other than through a marker."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if name in SPEAKING:
            shown = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg not in NOT_SHOWN)]
            for argument in shown:
                yield from _texts(argument)


def _texts(node: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call):
        return  # its own arguments are looked at where its name is among the speaking ones
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and SENTENCE.search(node.value):
            yield node.lineno, node.value
        return
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
        if SENTENCE.search(text):
            yield node.lineno, text
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _texts(child)


def test_nothing_is_said_outside_the_catalogues():
    outside = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {text!r}"
        for path in MODULES
        for line, text in sentences_outside(path.read_text("utf-8"))
        if (path.relative_to(ROOT).as_posix(), text) not in ALLOWED
    ]
    assert outside == []


def test_what_is_allowed_is_still_there():
    for file, text in ALLOWED:
        assert text in [found for _, found in sentences_outside((ROOT / file).read_text("utf-8"))]


@pytest.mark.parametrize(
    "code",
    [
        'click.echo("Nothing to do")',
        'print(f"{x} is wrong")',
        'raise UsageError("No such item")',
        'option("--all", help="Show all of them")',
        'say("Done with" if x else M("b"))',
        'click.echo("a b " + x)',
        'console.print(f"{a} items found in {b}")',
    ],
)
def test_a_sentence_outside_is_found(code):
    assert len(list(sentences_outside(code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        'click.echo(tell(M("Nothing to do")))',
        'command("new", M("Make a draft"), example="curate digest new")',
        'click.echo(f"curate {version}")',
        'execute("SELECT a FROM b")',
    ],
)
def test_what_is_no_sentence_outside_is_not_found(code):
    assert list(sentences_outside(code)) == []
