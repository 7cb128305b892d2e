"""Atom 1.0: xml:base, xml:lang, texts of every type, a constant of its own."""

from datetime import UTC, datetime

from curate.models import Said, SaidEntry

SAID = Said(
    title="Maison & jardin",
    home="https://atom.example/blog/accueil",
    language="fr",
    entries=(
        SaidEntry(
            id="urn:uuid:1",
            url="https://atom.example/blog/2026/een",
            title="Huis van het Kind: open dag",
            content=(
                '<div><p>Kom <a href="https://atom.example/blog/2026/langs" rel="noopener noreferrer">langs</a></p>'
                "</div>"
            ),
            author="Ann",
            published=datetime(2026, 2, 3, 2, 5, 6, tzinfo=UTC),
            updated=datetime(2026, 2, 3, 2, 5, 6, tzinfo=UTC),
            language="nl",
            categories=("Kinderen",),
            enclosure="https://atom.example/blog/2026/e.pdf",
            outlet="Elders",
        ),
        SaidEntry(
            id="https://atom.example/id-als-adres",
            url="https://atom.example/id-als-adres",
            title="1 < 2, zegt <b>",
            summary="Kort",
            content="<p>Lang &lt;b&gt;</p>",
            published=datetime(2026, 1, 1, tzinfo=UTC),
            updated=datetime(2026, 1, 2, tzinfo=UTC),
        ),
        SaidEntry(
            id="urn:uuid:3",
            url="https://ander.example/x",
            title="Elders te lezen",
            content="Alleen inhoud",
            published=datetime(2026, 1, 3, tzinfo=UTC),
            updated=datetime(2026, 1, 3, tzinfo=UTC),
        ),
    ),
)
