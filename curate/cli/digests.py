"""`curate digest` with all its commands: `compose`, `arrange` and `plan` it, and what an `edition` is."""

from __future__ import annotations

from curate.cli import arrange, edition, plan
from curate.cli.compose import digest

__all__ = ["arrange", "digest", "edition", "plan"]
