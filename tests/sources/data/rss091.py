"""RSS 0.91 with Netscape's DTD, whose names for letters are used."""

from curate.models import Said, SaidEntry

SAID = Said(
    title="Oud",
    home="http://oud.example/",
    language="en",
    entries=(SaidEntry(id=None, url="http://oud.example/1", title="Café en thé", summary="Kort"),),
)
