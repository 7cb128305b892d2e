"""The corpus of real feeds and pages beside the project; tests that use it are skipped where it is not there."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"

needed = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real feeds is not beside the project")


def free_port() -> int:
    """Return a port that nobody listens on, on any loopback address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(*, hosts: int, latency: int = 0, folder: str = "feeds") -> Iterator[tuple[list[str], str]]:
    """Serve a folder of the corpus, and give the addresses of its files and the address of the server's counts."""
    port = free_port()
    command = [sys.executable, str(SHARED / "serve_corpus.py"), str(CORPUS / folder), "--port", str(port)]
    command += ["--hosts", str(hosts), "--latency", str(latency)]
    addresses = subprocess.run([*command, "--list"], check=True, capture_output=True, text=True).stdout.split()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("serving")
            yield addresses, f"http://127.0.1.1:{port}/_stats"
        finally:
            server.terminate()
            server.wait(10)
