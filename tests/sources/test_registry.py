"""The kinds of source: found by being there."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from curate import sources
from curate.errors import SourceError


@pytest.fixture
def _fresh():
    yield
    for known in (sources.names, sources.kind, sources._others):
        known.cache_clear()


def test_every_kind_there_is_keeps_the_contract():
    assert {"feed", "page"} <= set(sources.names())
    for name in sources.names():
        kind = sources.kind(name)
        assert kind.name == name
        assert isinstance(kind.obey_robots, bool)


def test_a_kind_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(SourceError, match="gopher") as caught:
        sources.kind("gopher")
    assert "feed" in str(caught.value.hint)


def test_asking_for_names_loads_no_parser():
    code = (
        "import sys; from curate import sources; sources.names(); "
        "print([name for name in ('feedparser', 'fastfeedparser', 'bs4', 'lxml', 'nh3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.usefixtures("_fresh")
def test_other_packages_add_kinds_and_cannot_replace_ours(monkeypatch):
    added = [
        EntryPoint("gopher", "curate.sources.page:KIND", "curate.sources"),
        EntryPoint("feed", "curate.sources.page:KIND", "curate.sources"),
        EntryPoint("broken", "no.such.module:KIND", "curate.sources"),
    ]
    for known in (sources.names, sources.kind, sources._others):
        known.cache_clear()
    monkeypatch.setattr(sources, "entry_points", lambda group: added)
    assert {"gopher", "feed", "broken"} <= set(sources.names())
    assert sources.kind("gopher").name == "page"
    assert sources.kind("feed").name == "feed"
    with pytest.raises(SourceError, match="broken"):
        sources.kind("broken")
