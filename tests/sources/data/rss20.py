"""RSS 2.0 with its usual extensions."""

from datetime import UTC, datetime, timedelta

from curate.locale import MN
from curate.models import Said, SaidEntry

SAID = Said(
    title="Het Buurthuis & Co",
    home="https://buurthuis.example/",
    language="nl",
    every=timedelta(hours=2),
    skip_hours=frozenset({0, 3}),
    skip_days=frozenset({5, 6}),
    entries=(
        SaidEntry(
            id="tag:1",
            url="https://buurthuis.example/nieuws/cafe?a=1&b=2",
            title="Café open [red] R&B",
            summary="Kort.",
            content=(
                '<h2>Kop</h2><p>Lang <a href="https://buurthuis.example/meer" rel="noopener noreferrer">meer</a></p>\n'
                '<img src="https://buurthuis.example/foto.jpg" alt="Een &quot;foto&quot;">'
            ),
            author="Redactie",
            published=datetime(2026, 3, 3, 13, 30, tzinfo=UTC),
            categories=("buurt", "R&B"),
            image="https://buurthuis.example/plaat.jpg",
            enclosure="https://buurthuis.example/audio.mp3",
            outlet="De Krant",
        ),
        SaidEntry(
            id="https://buurthuis.example/zonder-titel",
            url="https://buurthuis.example/zonder-titel",
            title="",
            summary="Alleen tekst, 1 < 2",
            published=datetime(2026, 3, 3, tzinfo=UTC),
        ),
        SaidEntry(id="https://buurthuis.example/geen-adres", url=None, title="Geen adres"),
        SaidEntry(
            id="https://buurthuis.example/guid-9",
            url=None,
            title="Aflevering",
            summary="Over de buurt",
            image="https://cdn.example/a.png",
        ),
    ),
    warnings=(
        MN(
            "{n} entry of the feed was left out: it has no link, no title and no text.",
            "{n} entries of the feed were left out: they have no link, no title and no text.",
            1,
        ),
    ),
)
