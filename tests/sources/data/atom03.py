"""Atom 0.3."""

from datetime import UTC, datetime

from curate.models import Said, SaidEntry

SAID = Said(
    title="Altes Atom",
    home="https://alt.example/",
    language="de",
    entries=(
        SaidEntry(
            id="tag:alt.example,2004:1",
            url="https://buurthuis.example/eins",
            title="Eintrag",
            summary="Kurz",
            author="Uwe",
            published=datetime(2004, 1, 2, 3, 4, 5, tzinfo=UTC),
            updated=datetime(2004, 1, 3, 3, 4, 5, tzinfo=UTC),
        ),
    ),
)
