"""Metricool's bulk upload: one CSV file, a row for each post on each channel, from what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from curate.channels import ChannelRules, composing
from curate.channels._planned import Due, rota, table
from curate.errors import UsageError
from curate.locale import M
from curate.models import Edition, Export

NETWORKS = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "threads": "Threads",
    "x": "Twitter/X",
}
"""Our channels, and their columns."""
_COLUMNS = ("Facebook", "Twitter/X", "LinkedIn", "GBP", "Instagram", "Pinterest", "TikTok", "Youtube", "Threads",
            "Bluesky")  # fmt: skip
_SETTINGS = """
Document title,Shortener,Video Thumbnail Url,Video Cover Frame,Twitter/X Can reply,Twitter/X Type,
Twitter/X Poll Duration minutes,Twitter/X Poll Option 1,Twitter/X Poll Option 2,Twitter/X Poll Option 3,
Twitter/X Poll Option 4,Pinterest Board,Pinterest Pin Title,Pinterest Pin Link,Pinterest Pin New Format,
Instagram Post Type,Instagram Show Reel On Feed,Instagram Trial Reel Share Automatically,Youtube Video Title,
Youtube Video Type,Youtube Video Privacy,Youtube video for kids,Youtube AI generated content,
Youtube notify subscribers,Youtube Video Category,Youtube Video Tags,Youtube playlist,GBP Post Type,
Facebook Post Type,Facebook Title,First Comment Text,TikTok Title,TikTok disable comments,TikTok disable duet,
TikTok disable stitch,TikTok Post Privacy,TikTok Branded Content,TikTok Your Brand,TikTok Auto Add Music,
TikTok Photo Cover Index,TikTok musicId,TikTok music title,TikTok music author,TikTok music previewUrl,
TikTok music thumbnailUrl,TikTok music soundVolume,TikTok music originalVolume,TikTok music startMillis,
TikTok music endMillis,TikTok Ai generated content,LinkedIn Type,LinkedIn Poll Question,LinkedIn Poll Option 1,
LinkedIn Poll Option 2,LinkedIn Poll Option 3,LinkedIn Poll Option 4,LinkedIn Poll Duration,
LinkedIn Show link preview,LinkedIn Images as Carousel,Threads Reply Control,Threads Is Spoiler,Threads Post Type
"""
HEADER = (
    "Text", "Date", "Time", "Draft", *_COLUMNS,
    *(f"Picture Url {number}" for number in range(1, 11)),
    *(f"Alt text picture {number}" for number in range(1, 11)),
    *_SETTINGS.replace("\n", "").split(","),
    "Brand name",
)  # fmt: skip
"""The columns of Metricool's own template, in its order: it also reads them by their place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metricool:
    """The channel, made of the posts of others."""

    name: str = "metricool"
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
        """Return one file. Settings: brand (as Metricool calls it), draft (true: nothing goes out unseen)."""
        draft, brand = settings.get("draft", False), settings.get("brand", "")
        if not isinstance(draft, bool):
            raise UsageError(
                M("channels.{channel}.draft in sources.yaml is {value}.", channel=self.name, value=repr(draft)),
                hint=M("It is true or false."),
            )
        planned = rota(edition, settings, service="Metricool", takes=NETWORKS)
        filled = (_cells(due, draft=draft, brand=str(brand)) for due in planned.due)
        rows = ([cells.get(name, "") for name in HEADER] for cells in filled)
        return Export(channel=self.name, files=(("metricool.csv", table(HEADER, rows)),), notices=planned.notices)


def _cells(due: Due, *, draft: bool, brand: str) -> dict[str, str]:
    """Return what a row says, by column; what is not among it stays as Metricool has it."""
    column = NETWORKS[due.channel]
    cells = {name: _truth(name == column) for name in _COLUMNS}
    cells |= {"Text": due.post.text, "Date": f"{due.at:%Y-%m-%d}", "Time": f"{due.at:%H:%M:%S}"}
    cells |= {"Draft": _truth(draft), "Shortener": _truth(False), "Brand name": composing.line(brand)}
    if due.picture:
        cells |= {"Picture Url 1": due.picture, "Alt text picture 1": composing.line(due.entry.image_alt)}
    if column in ("Facebook", "Instagram"):
        cells[f"{column} Post Type"] = "POST"
    return cells


def _truth(said: bool) -> str:
    return "true" if said else "false"


CHANNEL = Metricool(
    rules=ChannelRules(
        limit=None,
        counts=M("each post as its own channel counts"),
        hashtags=0,
        source="https://help.metricool.com/en/article/how-to-schedule-posts-in-batch-with-a-csv-file-in-metricool-3wihqx/",
        checked=date(2026, 11, 23),
    )
)
