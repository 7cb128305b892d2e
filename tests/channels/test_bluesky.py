"""Bluesky: 300 graphemes and 3,000 bytes, and records that its interface takes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from curate.channels import counting
from curate.errors import Refused, UsageError
from curate.models import Entry, Planned
from tests.channels.editions import entry
from tests.channels.posting import FULL, PNG, export, texts

FAMILY = "👨‍👩‍👧‍👦"


def records(*entries: Entry, given: dict[str, object] | None = None, **more: Any) -> list[dict[str, Any]]:
    files = dict(export("bluesky", *entries, given=given, **more).files)
    made: list[dict[str, Any]] = json.loads(files["bluesky.json"])["posts"]
    return made


def test_both_limits_hold() -> None:
    posts = export("bluesky", entry(commentary=FAMILY * 290)).posts
    assert len(posts) > 1
    assert all(post.length <= 300 and counting.utf8_bytes(post.text) <= 3000 for post in posts)
    assert "".join(post.text for post in posts).count(FAMILY) == 290
    marked = export("bluesky", entry(commentary=("x" + "\u0301" * 30) * 60)).posts
    assert all(counting.utf8_bytes(post.text) <= 3000 for post in marked)


def test_an_address_counts_whole_and_one_that_no_post_holds_is_refused() -> None:
    [short] = export("bluesky", entry(url="https://a.be/" + "a" * 87)).posts
    assert short.length == export("bluesky", entry(url="https://a.be/")).posts[0].length + 87
    with pytest.raises(Refused, match="Item #12 cannot go out on bluesky: an address in it counts 2000, a post holds"):
        export("bluesky", entry(url="https://a.be/" + "a" * 1987))


def test_a_record_is_as_the_interface_takes_it() -> None:
    [made] = records(FULL, language="nl")
    record = made["record"]
    assert record["$type"] == "app.bsky.feed.post"
    assert record["text"] == texts("bluesky", FULL, language="nl")[0]
    assert record["createdAt"] == "2026-11-26T23:30:00.000Z"
    assert record["langs"] == ["nl"]
    assert record["tags"] == ["Ethiek", "Kunst", "Erfgoed", "Zorg"]
    body = record["text"].encode()
    parts = [body[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in record["facets"]]
    assert parts == ["https://blog.voorbeeld.be/artikel", "https://voorbeeld.be/ai", "#SocialeMedia", "#AI", "#Jeugd"]
    assert record["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": {
            "uri": "https://blog.voorbeeld.be/artikel",
            "title": "Wat jongeren van AI verwachten",
            "description": "",
        },
    }


def test_a_thread_says_what_answers_what_and_the_card_is_with_the_link() -> None:
    first, *between, last = records(entry(commentary="Dit is een zin. " * 60), entry(item=13, url="https://nu.nl/13"))
    assert last["items"] == [13]
    assert last["reply_to"] is None
    thread = [first, *between]
    assert [each["reply_to"] for each in thread] == [None, *range(len(thread) - 1)]
    assert [("embed" in each["record"]) for each in thread] == [False] * (len(thread) - 1) + [True]
    times = [each["record"]["createdAt"] for each in thread]
    assert times == sorted(set(times))


def test_a_planned_post_has_the_moment_of_the_plan() -> None:
    at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    plan = (
        Planned(item=12, channel="x", at=datetime(2026, 11, 30, tzinfo=UTC)),
        Planned(item=12, channel="bluesky", at=at),
    )
    assert records(entry(), plan=plan)[0]["record"]["createdAt"] == "2026-12-01T09:00:00.000Z"


def test_pictures_are_named_by_the_id_that_they_will_get() -> None:
    [made] = records(entry(picture=PNG, image_alt="Een zaal"))
    [image] = made["record"]["embed"]["images"]
    assert image["alt"] == "Een zaal"
    # As `multiformats` has it: CID.createV1(raw, sha256(bytes)).
    assert image["image"] == {
        "$type": "blob",
        "ref": {"$link": "bafkreidldwupxvpxul3g77foxrfjy74fbspmhree3mb66jp5cxqb74rusy"},
        "mimeType": "image/png",
        "size": len(PNG),
    }
    assert made["upload"] == [{"file": "12-picture.png", "mimeType": "image/png"}]
    with pytest.raises(Refused, match=r"its picture has 2\.5 MB, at most 2 are taken"):
        export("bluesky", entry(picture=b"\x89PNG\r\n\x1a\n" + b"x" * 2_500_000))


def photo(width: int, height: int, *, turned: int = 1) -> bytes:
    """Return a photo as a telephone makes it: noise, which packs badly, its upper half red; and how it was held."""
    noise = Image.effect_noise((width, height), 90).convert("RGB")
    noise.paste((255, 0, 0), (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[0x0112] = turned
    made = BytesIO()
    noise.save(made, "JPEG", quality=100, subsampling=0, exif=exif)
    return made.getvalue()


def test_a_photo_of_a_telephone_is_made_smaller_and_stands_upright() -> None:
    large = photo(2400, 2000, turned=6)  # 6: the camera was held upright, and wrote its rows as columns
    assert len(large) > 2_000_000
    made = export("bluesky", entry(picture=large, image_alt="Een zaal"))
    [(name, body)] = [(name, body) for name, body in made.files if isinstance(body, bytes)]
    assert name == "12-picture.jpg"
    assert len(body) <= 2_000_000
    with Image.open(BytesIO(body)) as shown:
        assert shown.height > shown.width
        red = shown.getpixel((shown.width - 10, shown.height // 2))
    assert red[0] > 240, "what was above is at the right"
    assert max(red[1:]) < 20
    [record] = json.loads(dict(made.files)["bluesky.json"])["posts"]
    assert record["record"]["embed"]["images"][0]["image"]["size"] == len(body)


def test_a_card_is_the_picture_of_the_link() -> None:
    made = export("bluesky", entry(), given={"cards": True})
    assert made.posts[0].picture == ""
    assert [name for name, _ in made.files] == ["bluesky.txt", "bluesky.json", "12-wide.png"]
    [post] = records(entry(), given={"cards": True})
    assert post["record"]["embed"]["external"]["thumb"]["mimeType"] == "image/png"


def test_a_mention_is_a_link_only_where_its_did_is_known() -> None:
    said = entry(commentary="Dank @an.be en @bo.be.")
    [made] = records(said, given={"dids": {"an.be": "did:plc:abc"}})
    assert [f["features"][0]["did"] for f in made["record"]["facets"] if "did" in f["features"][0]] == ["did:plc:abc"]
    assert made["without_did"] == ["bo.be"]
    with pytest.raises(UsageError, match=r"channels\.bluesky\.dids in sources.yaml is"):
        records(said, given={"dids": {"an.be": "an"}})


def test_what_leads_to_no_page_is_no_link() -> None:
    [made] = records(entry(url="javascript:alert(1)", outlet="Krant"))
    assert "embed" not in made["record"]
    assert made["record"]["facets"] == []
    assert "javascript" not in made["record"]["text"]


def test_at_most_three_languages_and_eight_tags() -> None:
    many = entry(tags=tuple(f"tag {chr(97 + n)}" for n in range(20)))
    [made] = records(many, given={"languages": ("nl", "fr", "de", "en")})
    assert made["record"]["langs"] == ["nl", "fr", "de"]
    assert len(made["record"]["tags"]) == 8
    assert "tags" not in records(many, given={"hashtags": 0})[0]["record"]
