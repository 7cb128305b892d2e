"""The command line: parse, call one workflow, show. Nothing here decides anything.

Only click is loaded to parse; a command's module, and what it needs, is loaded when it is called (a test holds what
`curate --help` may load).
"""

from __future__ import annotations

from curate.cli.root import main

__all__ = ["main"]
