"""Publishing against the real parts, where they are: `make test-e2e` installs and starts them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from curate import sending
from curate.errors import SendError
from curate.models import Way
from curate.sending import Part, Picture, facets
from tests import real

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

NOW = datetime.now(UTC)
KEYS = [f"{number:032x}" for number in range(11, 19)]


def picture() -> Picture:
    body = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(body, "PNG")
    return Picture(name="1.png", body=body.getvalue(), alt="Een vlak")


def opened(name: str, settings: dict[str, Any], secret: str) -> sending.Network:
    kind = sending.kind(name)
    assert kind is not None
    return kind.open(settings, secret)


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], str]]:
    with real.wordpress(tmp_path_factory.mktemp("blog")) as (address, user, password):
        yield {"server": address, "user": user}, password


@pytest.fixture(scope="module")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], str]]:
    with real.bluesky(tmp_path_factory.mktemp("pds")) as (address, handle, password):
        yield {"server": address, "handle": handle}, password


@pytest.fixture(scope="module")
def mastodon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], str]]:
    with real.mastodon(tmp_path_factory.mktemp("mastodon")) as (address, token):
        yield {"server": address}, token


# ── Bluesky ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bluesky_thread_with_card_picture_facets_and_tags(bluesky: tuple[dict[str, Any], str], tmp_path: Path) -> None:
    text = "Lees https://blog.example/é?a=1 #privacy"
    content = {
        "langs": ["nl"],
        "tags": ["privacy"],
        "facets": facets.facets(text, ["https://blog.example/é?a=1"]),
        "card": {"uri": "https://blog.example/", "title": "Titel", "description": "Zin"},
    }
    with closing(opened("bluesky", *bluesky)) as network:
        assert network.who() == bluesky[0]["handle"]
        first = Part(key=KEYS[0], text=text, content=content, pictures=(picture(),))
        assert network.find(first, NOW, ()) is None
        root = network.send(first, ())
        again = network.send(first, ())
        assert again.id == root.id, "the same twice is the same once"
        second = network.send(Part(key=KEYS[1], text="En nog dit.", content={"langs": ["nl"]}), (again,))
        found = network.find(first, NOW, ())
        assert found is not None
        assert found.id == root.id
        for sent in (second, root):
            assert network.remove(sent)
            assert network.remove(sent), "gone already"
        assert network.find(first, NOW, ()) is None


def test_bluesky_with_a_wrong_password(bluesky: tuple[dict[str, Any], str]) -> None:
    with closing(opened("bluesky", bluesky[0], "verkeerd-woord")) as network, pytest.raises(SendError) as fault:
        network.who()
    assert "login" in str(fault.value.hint)
    assert "verkeerd-woord" not in str(fault.value.message)


# ── WordPress ────────────────────────────────────────────────────────────────────────────────────────────────────────


POST = {"title": "Trends", "content": "<!-- wp:paragraph -->\n<p>Hallo [gallery]</p>\n<!-- /wp:paragraph -->",
        "excerpt": "Kort", "slug": "trends-1", "tags": ["privacy", "nieuw"]}  # fmt: skip


def test_wordpress_draft_found_changed_and_removed(blog: tuple[dict[str, Any], str]) -> None:
    with closing(opened("wordpress", *blog)) as network:
        assert network.who()
        part = Part(key=KEYS[0], text="", content=POST, pictures=(picture(),))
        assert network.find(part, NOW, ()) is None
        sent = network.send(part, ())
        assert sent.state is Way.DRAFT
        assert network.send(part, ()).id == sent.id
    with closing(opened("wordpress", *blog)) as network:
        found = network.find(part, NOW, ())
        assert found == sent
        changed = network.change(sent, Part(key=KEYS[0], text="", content={**POST, "title": "Beter"}))
        assert changed is not None
        assert changed.id == sent.id
        held = network._ask("GET", f"/posts/{sent.id}", params={"context": "edit"}).json()  # type: ignore[attr-defined]
        assert held["title"]["raw"] == "Beter"
        assert len(held["tags"]) == 2
        assert held["featured_media"]
        media = network._ask("GET", f"/media/{held['featured_media']}").json()  # type: ignore[attr-defined]
        assert media["alt_text"] == "Een vlak"
        assert network.remove(sent)
        assert network.find(part, NOW, ()) is None


def test_wordpress_for_later_and_at_once(blog: tuple[dict[str, Any], str]) -> None:
    with closing(opened("wordpress", {**blog[0], "status": "publish"}, blog[1])) as network:
        later = network.send(
            Part(key=KEYS[1], text="", content={**POST, "slug": "trends-2"}), (), NOW + timedelta(days=2)
        )
        assert later.state is Way.SCHEDULED
        now = network.send(Part(key=KEYS[2], text="", content={**POST, "slug": "trends-3"}), ())
        assert now.state is Way.SENT
        assert now.address.startswith(blog[0]["server"])
        for sent in (later, now):
            network.remove(sent)


def test_wordpress_with_a_wrong_password(blog: tuple[dict[str, Any], str]) -> None:
    with closing(opened("wordpress", blog[0], "abcd efgh")) as network, pytest.raises(SendError) as fault:
        network.who()
    assert "login" in str(fault.value.hint)


# ── Mastodon ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_mastodon_thread_picture_edit_and_removal(mastodon: tuple[dict[str, Any], str]) -> None:
    with closing(opened("mastodon", *mastodon)) as network:
        assert network.who()
        assert network.limits().text == 500
        first = Part(key=KEYS[0], text="Hallo #privacy\n\nhttps://blog.example/a?b=1 1/2", content={"language": "nl"},
                     pictures=(picture(),))  # fmt: skip
        assert network.find(first, NOW, ()) is None
        root = network.send(first, ())
        assert network.send(first, ()).id == root.id, "one key, one status"
        answer = network.send(Part(key=KEYS[1], text="Twee 2/2"), (root,))
        found = network.find(first, NOW, ())
        assert found is not None
        assert found.id == root.id
        assert network.change(root, Part(key=KEYS[0], text="Hallo, beter")) is not None
        for sent in (answer, root):
            assert network.remove(sent)
            assert network.remove(sent)
        later = network.send(Part(key=KEYS[2], text="Straks"), (), datetime.now(UTC) + timedelta(hours=1))
        assert later.state is Way.SCHEDULED
        assert network.remove(later)
