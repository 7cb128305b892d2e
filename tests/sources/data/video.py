"""A channel of videos: Atom with media:group, text and picture only there."""

from datetime import UTC, datetime

from curate.models import Said, SaidEntry

SAID = Said(
    title="Kanaal",
    home="https://video.example/kanaal",
    entries=(
        SaidEntry(
            id="yt:video:abc",
            url="https://video.example/watch?v=abc",
            title="Hoe maak je een affiche?",
            summary="Regel een <3 Regel twee",
            published=datetime(2026, 5, 1, 10, tzinfo=UTC),
            image="https://i.example/abc.jpg",
        ),
    ),
)
