"""JSON Feed 1.1, with an author as in 1.0 and values of the wrong type."""

from datetime import UTC, datetime

from curate.locale import MN
from curate.models import Said, SaidEntry

SAID = Said(
    title="JSON & zo",
    home="https://buurthuis.example/",
    language="nl",
    entries=(
        SaidEntry(
            id="7",
            url="https://buurthuis.example/a",
            title="Vergelijk a <b> c",
            summary="S & T",
            content="<p>een</p><p>twee</p>",
            author="An, Bo",
            published=datetime(2026, 1, 2, 8, 4, 5, tzinfo=UTC),
            language="fr",
            categories=("x",),
            image="https://buurthuis.example/i.png",
            enclosure="https://buurthuis.example/a.mp3",
        ),
        SaidEntry(id="b", url="https://elders.example/", title="", content="<p>h</p>", author="Cas"),
    ),
    warnings=(
        MN(
            "{n} entry of the feed was left out: it has no link, no title and no text.",
            "{n} entries of the feed were left out: they have no link, no title and no text.",
            1,
        ),
    ),
)
