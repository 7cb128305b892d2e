"""Editions with a plan, and files for planning services read back."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

from hypothesis import strategies as st

from curate.channels import channel
from curate.models import Edition, Export, Planned
from tests.channels.editions import editions

FORMULAS = tuple("=+-@\t\r＝＋－＠")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""10:00 in Brussels."""


def planned(edition: Edition, *channels: str, at: datetime = MONDAY) -> Edition:
    """Return the edition with every item planned on these channels, a day apart."""
    plan = tuple(
        Planned(item=entry.item, channel=name, at=at + timedelta(days=day))
        for name in channels
        for day, entry in enumerate(edition.entries)
    )
    return replace(edition, plan=plan)


def exported(name: str, edition: Edition, /, using: Mapping[str, object] | None = None, **settings: object) -> Export:
    """Return what a service's channel makes of an edition, with the channels in use."""
    return channel(name).render(edition, {**settings, **({} if using is None else {"channels": using})})


def rows(export: Export, file: str) -> list[dict[str, str]]:
    """Return the rows of a file, by column, as any reader of CSV has them; what is unsafe in it fails here."""
    body = dict(export.files)[file]
    assert isinstance(body, bytes)
    assert not body.startswith(b"\xef\xbb\xbf")
    assert body.endswith(b"\r\n")
    header, *found = list(csv.reader(StringIO(body.decode("utf-8"), newline="")))
    for row in found:
        assert len(row) == len(header)
        assert not any(cell.startswith(FORMULAS) for cell in row)
    return [dict(zip(header, row, strict=True)) for row in found]


def notices(export: Export) -> list[str]:
    return [str(notice) for notice in export.notices]


@st.composite
def plans(draw: st.DrawFn, channels: Sequence[str]) -> Edition:
    """Draw any edition, with a plan for some of its items, and for one that is not in it."""
    made = draw(editions())
    moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
    chosen = draw(st.lists(st.sampled_from([*(entry.item for entry in made.entries), 999]), unique=True))
    names = draw(st.lists(st.sampled_from(channels), unique=True, min_size=1))
    plan = tuple(Planned(item=item, channel=name, at=draw(moments)) for name in names for item in chosen)
    return replace(made, plan=plan)
