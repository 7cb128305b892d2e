"""The project around the package: what is pinned, what the wheel holds, what the README promises."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import curate
from curate.cli.root import COMMANDS
from curate.locale import translate

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "curate"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
POSIX_ONLY = {"fcntl", "termios", "tty", "pty", "resource", "signal", "pwd", "grp", "curses", "readline", "syslog"}


# ── what is pinned ───────────────────────────────────────────────────────────────────────────────────────────────────


def pins(name: str) -> dict[str, set[str]]:
    """Return each pin of a requirements file (`name==version`) and its hashes."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            requirement, *hashes = line.split(" --hash=")
            pin = requirement.partition(";")[0].strip()
            found[pin] = {each.strip() for each in hashes}
    return found


RUN, DEVELOP = pins("requirements.txt"), pins("requirements-dev.txt")


def test_every_pin_has_its_hashes():
    assert RUN
    for pin, hashes in (RUN | DEVELOP).items():
        assert re.fullmatch(r"[a-z0-9-]+(\[[a-z]+\])?==[^\s=]+", pin)
        assert hashes, pin


def test_what_runs_is_what_is_developed_with():
    assert RUN.items() <= DEVELOP.items()


def test_pins_are_those_of_the_lock():
    locked = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        locked[f"{package['name']}=={package['version']}"] = {file["hash"] for file in files}
    for pin, hashes in DEVELOP.items():
        assert locked[re.sub(r"\[.*\]", "", pin)] == hashes


@pytest.mark.parametrize(
    ("pinned", "wanted"),
    [(RUN, PROJECT["project"]["dependencies"]), (DEVELOP, PROJECT["dependency-groups"]["dev"])],
    ids=["requirements.txt", "requirements-dev.txt"],
)
def test_what_the_project_names_is_pinned(pinned, wanted):
    versions: dict[str, list[str]] = {}
    for pin in pinned:
        name, _, version = pin.partition("==")
        versions.setdefault(canonicalize_name(name.partition("[")[0]), []).append(version)
    for requirement in map(Requirement, wanted):
        found = versions[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version, prereleases=True) for version in found), requirement


# ── how it lies ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_version_everywhere():
    assert curate.__version__ == PROJECT["project"]["version"]
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == curate.__version__


def test_every_folder_of_code_is_a_package():
    for tree in (PACKAGE, ROOT / "tests"):
        folders = {path.parent for path in tree.rglob("*.py")}
        assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_tests_mirror_the_package():
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    assert [str(folder) for folder in sorted(folders) if not (PACKAGE / folder).is_dir()] == []


def test_only_one_module_knows_the_platform():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            if path != PACKAGE / "platforms.py" and POSIX_ONLY.intersection(name.partition(".")[0] for name in names):
                found.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    assert found == []


# ── what is promised ─────────────────────────────────────────────────────────────────────────────────────────────────


def targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):.*?  ## ", MAKEFILE, re.MULTILINE))


def test_every_target_has_a_line_of_help():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert targets() == set(phony[1].split())


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        ".ci/run",
        ".pre-commit-config.yaml",
        *(f"docs/{p.name}" for p in sorted((ROOT / "docs").glob("*.md"))),
    ],
)
def test_every_make_that_is_named_exists(file):
    named = re.findall(r"(?:^|[`;&]|section \")\s*make ([a-z0-9-]+)", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    assert set(named) <= targets()


def test_what_ci_runs():
    script = ROOT / ".ci" / "run"
    assert os.name == "nt" or os.access(script, os.X_OK)
    lines = script.read_text("utf-8").splitlines()
    assert lines.count("make test") == 1
    assert {
        "set -eu",
        "make coverage",
        "make test-slow",
        "make test-e2e",
        "make check-static",
        "make test-wheel",
    } <= set(lines)
    # `make check` is those three: nothing is left out, and nothing run twice (the same tests, watched or not).
    assert re.search(r"^check: check-static coverage test-slow  ##", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


# ── the wheel ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_everything(wheel):
    left_out = {".po", ".pyc"}
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in left_out and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
    assert held == expected
    assert {f"curate/locale/{language}/LC_MESSAGES/curate.mo" for language in ("nl", "fr", "de")} <= held
    assert licences


@pytest.mark.wheel
@pytest.mark.timeout(900)
def test_the_wheel_works_where_nothing_else_is(wheel, tmp_path):
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    alone |= {"HOME": str(home), "USERPROFILE": str(home)}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(programs / "curate"), *arguments],
            cwd=elsewhere,
            env=alone,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert curate.__version__ in run("--version")
    fetch = translate(COMMANDS["fetch"][1], "nl")
    assert fetch != str(COMMANDS["fetch"][1])
    assert fetch in run("--lang", "nl", "--help")
    run("init", "werk")
    assert (elsewhere / "werk" / "sources.yaml").is_file()
    assert run("demo", "proef").strip()
    assert any((elsewhere / "proef" / "data" / "exports").rglob("*.*"))
    assert str(ROOT) not in run("--workspace", "proef", "inbox", "--json")
