"""What every test stands on: a machine of its own, without settings, without a home, without a network."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings

# A busy machine is no finding; what is slow has a test of its own. Where a change is judged, two runs of one commit try
# the same cases; a developer's runs go on looking for new ones, and those that fail are remembered.
# The quick run tries some, `make test-slow` many.
settings.register_profile("curate", deadline=None, derandomize="CI" in os.environ, max_examples=30)
settings.register_profile("many", settings.get_profile("curate"), max_examples=150)
settings.load_profile("curate")

_SETTINGS = ("CURATE_", "XDG_", "LC_")
_VARIABLES = ("LANG", "LANGUAGE", "EDITOR", "VISUAL", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
_HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")


def pytest_configure() -> None:
    """Let Ctrl-C reach what a test starts: a script that runs us in its background has it ignored, in children too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name packed bytes by their length: a gzip header holds the second it was made, and a test's name must not."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and not val.isascii() else None


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def clean_environment(_home: Path) -> Iterator[None]:
    """Give each test an environment without settings of ours or of whoever runs it, and put back what it changes."""
    with patch.dict(os.environ):
        for name in list(os.environ):
            if name.startswith(_SETTINGS) or name in _VARIABLES:
                del os.environ[name]
        os.environ.update(dict.fromkeys(_HOMES, str(_home)))
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let a test that reaches beyond this machine fail: no name but localhost is known, no address but loopback."""
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def near(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple):
            there = _address(address[0])
            if not _is_here(address[0]) and (there is None or not there.is_loopback):
                raise RuntimeError(f"a test reached for {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    def known(host: object, *args: object, **kwargs: object) -> object:
        if not _is_here(host) and _address(host) is None:
            raise socket.gaierror(socket.EAI_NONAME, f"{host} (tests know no names)")
        return getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]

    with patch.object(socket.socket, "connect", near), patch.object(socket, "getaddrinfo", known):
        yield


def _address(host: object) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return None


def _is_here(host: object) -> bool:
    return host in (None, "", b"", "localhost", b"localhost")
