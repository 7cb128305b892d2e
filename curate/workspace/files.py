"""Files of a workspace that go out with an edition or shape it: pictures, the logo, templates."""

from __future__ import annotations

from pathlib import Path

from curate.errors import ConfigError
from curate.locale import M
from curate.workspace.place import Workspace

LARGEST = 20_000_000
"""Bytes of a picture, and of a template: more is no picture for a post."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def picture(workspace: Workspace, name: str, what: str) -> bytes:
    """Return a PNG, JPEG, GIF or WebP; b"" where `name` is an address or "". `what` is said where it cannot be used.

    Raises ConfigError where there is no such file, and where it holds something else.
    """
    if not name.strip() or "://" in name:
        return b""
    body = _read(workspace, name, what)
    if not body.startswith(_PICTURES) and not (body[:4] == b"RIFF" and body[8:12] == b"WEBP"):
        raise ConfigError(
            M("{what}: {path} is no picture that can go out.", what=what, path=name),
            hint=M("Use a PNG or a JPEG."),
        )
    return body


def template(workspace: Workspace, name: str, what: str) -> str:
    """Return the text of a template; ConfigError where there is no such file, or it is no UTF-8."""
    try:
        return _read(workspace, name, what).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(M("{what}: {path} is not in UTF-8.", what=what, path=name)) from error


def _read(workspace: Workspace, name: str, what: str) -> bytes:
    path = workspace.root / Path(name.strip())
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(M("{what}: {path} is over 20 MB.", what=what, path=name))
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            M("{what}: {path} cannot be read.", what=what, path=name),
            hint=M("Paths count from the folder of sources.yaml."),
        ) from error
