"""The registry: channels are found, by name, and foreign ones too."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from typing import Any

import pytest

from curate import channels
from curate.channels import mastodon
from curate.errors import UsageError


def test_channels_are_found_in_the_package() -> None:
    assert {"facebook", "markdown", "mastodon", "x"} <= set(channels.names())
    assert list(channels.names()) == sorted(channels.names())
    assert channels.channel(" Mastodon ").name == "mastodon"


@pytest.mark.parametrize("name", ["mastodn", "counting", "../x", "", "__init__"])
def test_a_name_that_is_no_channel_is_wrong_use(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        channels.channel(name)
    hint = str(caught.value.hint)
    assert hint == "Did you mean “mastodon”?" if name == "mastodn" else "facebook" in hint


def bring(monkeypatch: pytest.MonkeyPatch, **points: str) -> None:
    found = [metadata.EntryPoint(name=name, value=value, group=channels.GROUP) for name, value in points.items()]

    def entry_points(**wanted: Any) -> list[metadata.EntryPoint]:
        return found if wanted == {"group": channels.GROUP} else []

    monkeypatch.setattr(metadata, "entry_points", entry_points)


def test_another_package_can_bring_a_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(monkeypatch, friendica="curate.channels.mastodon:CHANNEL", x="curate.channels.mastodon:CHANNEL")
    assert "friendica" in channels.names()
    assert channels.channel("friendica") is mastodon.CHANNEL
    assert channels.channel("x").name == "x"


@pytest.mark.parametrize(
    ("value", "said"),
    [("no_such_package:CHANNEL", "No module"), ("curate.channels.x:NO", "NO"), ("curate.locale:M", "is no channel")],
)
def test_one_that_cannot_be_used_says_why(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    bring(monkeypatch, odd=value)
    with pytest.raises(UsageError, match=said):
        channels.channel("odd")


def test_the_registry_loads_nothing_before_it_is_asked() -> None:
    script = (
        "import sys, curate.channels;"
        "print(*(name for name in sys.modules if name.startswith(('regex', 'babel', 'curate.channels.'))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
