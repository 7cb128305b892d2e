"""The tables that come with the channels, in `data/`: each says in its first lines where it is from."""

from __future__ import annotations

from importlib import resources


def table(name: str) -> list[str]:
    """Return the lines of a table, without those that begin with "# ", which speak to people."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("# ")]
