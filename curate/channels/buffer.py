"""Buffer's bulk upload: a CSV file a channel, of at most 100 posts, from what is planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from curate.channels import ChannelRules, composing
from curate.channels._planned import Due, rota, table
from curate.errors import UsageError
from curate.locale import M
from curate.models import Edition, Export

HEADER = ("Text", "Image URL", "Tags", "Posting Time")
MOST = 100
"""Posts in a file (Buffer's help, article 926; 10 without a paid plan)."""
TAKES = ("bluesky", "facebook", "instagram", "linkedin", "mastodon", "threads", "x")
"""Of our channels (Buffer's help, article 567)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Buffer:
    """The channel, made of the posts of others."""

    name: str = "buffer"
    gathers: bool = True
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole plan at once."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: each post has the limit of its channel."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return a file a channel, more where it has over 100 posts. Setting: tags (true: the items' tags as well)."""
        tags = settings.get("tags", False)
        if not isinstance(tags, bool):
            raise UsageError(
                M("channels.{channel}.tags in sources.yaml is {value}.", channel=self.name, value=repr(tags)),
                hint=M("It is true or false."),
            )
        planned = rota(edition, settings, service="Buffer", takes=TAKES)
        files = [(name, table(HEADER, (_row(due, tags=tags) for due in rows))) for name, rows in _files(planned.due)]
        return Export(
            channel=self.name, files=tuple(files) or (("buffer.csv", table(HEADER, ())),), notices=planned.notices
        )


def _files(planned: Sequence[Due]) -> Iterator[tuple[str, Sequence[Due]]]:
    for channel in sorted({due.channel for due in planned}):
        rows = [due for due in planned if due.channel == channel]
        parts = [rows[start : start + MOST] for start in range(0, len(rows), MOST)]
        for number, part in enumerate(parts, 1):
            yield f"buffer-{channel}{f'-{number}' if len(parts) > 1 else ''}.csv", part


def _row(due: Due, *, tags: bool) -> tuple[str, str, str, str]:
    named = ", ".join(composing.line(tag).replace(",", " ") for tag in due.entry.tags) if tags else ""
    return due.post.text, due.picture, named, f"{due.at:%Y-%m-%d %H:%M}"


CHANNEL = Buffer(
    rules=ChannelRules(
        limit=None,
        counts=M("each post as its own channel counts; at most 100 posts in a file"),
        hashtags=0,
        source="https://support.buffer.com/article/926-how-to-upload-posts-in-bulk-to-buffer",
        checked=date(2026, 11, 23),
    )
)
