"""RSS 1.0 (RDF)."""

from datetime import UTC, datetime, timedelta

from curate.models import Said, SaidEntry

SAID = Said(
    title="Erfgoed",
    home="https://erfgoed.example/",
    language="nl",
    every=timedelta(hours=12),
    entries=(
        SaidEntry(
            id="https://erfgoed.example/1",
            url="https://erfgoed.example/1",
            title="Molen",
            summary="Een molen",
            content="<p>Een hele molen</p>",
            author="Mia",
            published=datetime(2020, 1, 2, 2, 4, tzinfo=UTC),
            categories=("molens",),
        ),
    ),
)
