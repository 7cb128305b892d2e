"""Pictures made small enough for a network that takes no larger ones."""

from __future__ import annotations

from dataclasses import replace

from curate.cards.shrinking import shrunk
from curate.errors import SendError
from curate.locale import M
from curate.sending import Picture


def fitted(picture: Picture, most: int) -> Picture:
    """Return a picture of at most so many bytes: as it is where it fits, else as a smaller JPEG.

    SendError where it cannot be read.
    """
    if len(picture.body) <= most:
        return picture
    body = shrunk(picture.body, most)
    if body is None:
        raise SendError(M("The picture {name} cannot be made smaller.", name=picture.name))
    return replace(picture, name=f"{picture.name.rpartition('.')[0] or picture.name}.jpg", body=body)
