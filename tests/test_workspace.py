"""A workspace is found, made and held; nothing that is there is ever overwritten."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.config import Config, load
from curate.errors import Busy, CurateError, Refused, UsageError
from curate.workspace import Answers, Workspace, create, create_from, find, refuse_existing


@pytest.fixture
def here(tmp_path):
    (tmp_path / "sources.yaml").write_text("sources: []", encoding="utf-8")
    return tmp_path


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_has_its_place():
    workspace = Workspace(Path("w"))

    assert workspace.config == Path("w/sources.yaml")
    assert workspace.data == Path("w/data")
    assert workspace.database == Path("w/data/curate.db")
    assert workspace.exports == Path("w/data/exports")
    assert workspace.backups == Path("w/data/backups")


def test_found_from_the_current_folder_upwards(here):
    deep = here / "data" / "exports"
    deep.mkdir(parents=True)

    assert find(deep, None, {}) == Workspace(here)
    assert find(here, None, {}) == Workspace(here)


def test_found_where_one_stands(here, monkeypatch):
    monkeypatch.chdir(here)

    assert find(environ={}).config.samefile(here / "sources.yaml")


def test_the_nearest_one_is_taken(here):
    inner = here / "inner"
    inner.mkdir()
    (inner / "sources.yaml").write_text("sources: []", encoding="utf-8")

    assert find(inner, None, {}).root == inner


def test_named_ones_go_before_the_current_folder(here, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "sources.yaml").write_text("sources: []", encoding="utf-8")

    assert find(here, None, {"CURATE_WORKSPACE": str(other)}).root == other
    assert find(other, here, {"CURATE_WORKSPACE": str(other)}).root == here
    assert find(other, here / "sources.yaml", {}).root == here
    assert find(here, None, {"CURATE_WORKSPACE": " "}).root == here


@pytest.mark.parametrize("explicit", ["empty", "not-there"])
def test_a_named_folder_that_is_none_is_told_and_no_other_taken(here, explicit):
    (here / "empty").mkdir()
    for option, environ in ((here / explicit, {}), (None, {"CURATE_WORKSPACE": str(here / explicit)})):
        with pytest.raises(UsageError) as caught:
            find(here, option, environ)

        assert str(here / explicit) in str(caught.value)
        assert ("--workspace" if option else "CURATE_WORKSPACE") in str(caught.value)
        assert "curate init" in str(caught.value.hint)


def test_none_says_where_was_looked(tmp_path):
    with pytest.raises(UsageError) as caught:
        find(tmp_path, None, {})

    assert str(tmp_path) in str(caught.value)
    assert "sources.yaml" in str(caught.value)
    assert "curate init" in str(caught.value.hint)
    assert caught.value.exit_code == 2


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "organisation"), [("nl", "nl"), ("en", "en"), ("fr", "fr"), ("xx", "en")])
def test_what_is_made_is_right_and_commented(tmp_path, language, organisation):
    workspace = create(tmp_path / "a" / "b", language=language)
    config = load(workspace.config)
    text = workspace.config.read_text(encoding="utf-8")

    assert config.organisation.language == organisation
    assert len(config.sources) >= 3
    assert all(source.named and source.url.startswith("https://") for source in config.sources)
    assert config.tags
    assert "curate sources check" in text
    assert text.count("#") > 15
    assert "$" not in text
    assert workspace.data.is_dir()
    assert (workspace.data / ".gitignore").read_text(encoding="utf-8").endswith("*\n")


def test_answers_stand_in_the_file(tmp_path):
    answers = Answers(
        name="De Brug", url="www.debrug.example", language="fr", channels=("facebook", "blog", "facebook")
    )

    config = load(create(tmp_path, answers=answers, language="nl").config)

    assert config.organisation.name == "De Brug"
    assert config.organisation.url == "https://www.debrug.example"
    assert config.organisation.language == "fr"
    assert list(config.channels) == ["facebook", "blog"]


ODD = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(deadline=None, max_examples=60)
@given(name=ODD, channels=st.lists(ODD.filter(str.strip), max_size=3))
def test_whatever_is_answered_the_file_is_right(tmp_path_factory, name, channels):
    folder = tmp_path_factory.mktemp("w")
    printable = "".join(character if character.isprintable() else " " for character in name).strip()
    named = [channel for channel in channels if channel.strip().isprintable()]

    config = load(create(folder, answers=Answers(name=name, channels=tuple(named)), language="nl").config)

    assert isinstance(config, Config)
    assert config.organisation.name == (printable or "Voorbeeld vzw")
    assert set(config.channels) >= {channel.strip() for channel in named}


@pytest.mark.parametrize("site", ["geen adres", "https://", "ftp://x.example", "https://jan:geheim@x.example"])
def test_a_site_that_is_none_is_refused_before_anything_is_made(tmp_path, site):
    with pytest.raises(UsageError):
        create(tmp_path / "w", answers=Answers(url=site))

    assert not (tmp_path / "w").exists()


def test_nothing_is_overwritten(here):
    for attempt in (create, refuse_existing, lambda folder: create_from(folder, "sources:\n")):
        with pytest.raises(Refused) as caught:
            attempt(here)

        assert str(here / "sources.yaml") in str(caught.value)
    assert (here / "sources.yaml").read_text(encoding="utf-8") == "sources: []"
    assert [file.name for file in here.iterdir()] == ["sources.yaml"]


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".gitignore").write_text("mine", encoding="utf-8")

    create(tmp_path)

    assert (tmp_path / "data" / ".gitignore").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_the_way_is_told(tmp_path, place):
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(UsageError, match="in the way"):
        create(tmp_path / place)

    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_a_file_in_place_of_data_is_told(tmp_path):
    (tmp_path / "data").write_text("x", encoding="utf-8")

    with pytest.raises(UsageError):
        create(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["data"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CurateError, match="cannot be written"):
            create(tmp_path)
    finally:
        tmp_path.chmod(0o700)


# ── holding ──────────────────────────────────────────────────────────────────────────────────────────────────────────

HOLD = """
import sys
from pathlib import Path
from curate.workspace import Workspace

with Workspace(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(here):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(here)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.communicate()


def test_who_comes_second_is_told_who_holds_it(here, held, monkeypatch):
    with pytest.raises(Busy) as caught, Workspace(here).lock():
        pytest.fail("held by two")

    assert str(held.pid) in str(caught.value)
    assert caught.value.message.params["since"].tzinfo is not None
    assert caught.value.exit_code == 75


def test_the_lock_ends_with_its_process(here, held):
    held.kill()
    held.wait()

    with Workspace(here).lock():
        assert json.loads(Workspace(here).holder.read_text(encoding="utf-8"))["pid"] == os.getpid()


def test_the_lock_is_given_back_also_after_an_error(here):
    workspace = Workspace(here)
    with pytest.raises(ZeroDivisionError), workspace.lock():
        raise ZeroDivisionError
    with workspace.lock():
        pass

    assert not workspace.holder.exists()


@pytest.mark.parametrize("signed", ["", "{}", "[1]", '{"pid": "x", "since": "gisteren"}', "\x00"])
def test_a_lock_that_nobody_signed_is_a_lock(here, signed):
    workspace = Workspace(here)
    with workspace.lock():
        workspace.holder.write_text(signed, encoding="utf-8")
        with pytest.raises(Busy, match="at work here"), workspace.lock():
            pytest.fail("held by two")


def test_a_folder_that_cannot_be_made_is_told(here):
    (here / "data").write_text("x", encoding="utf-8")

    with pytest.raises(CurateError, match="cannot be written"), Workspace(here).lock():
        pytest.fail("held without a lock")
