"""What became of posts elsewhere, taken over: where they stand, so that they can be changed from here too, and results.

Only what a network has is taken. What is still to be sent there is sent there: from a text of another database, nothing
goes out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from curate import urls
from curate.store.database import Connection, Row
from curate.text import literal_line, without_controls

_THERE = ("sent", "draft", "scheduled", "removed")
"""States in which a network has all of a message, or had it."""


def take_sendings(
    here: Connection, rows: Callable[[str], list[Row]], items: Mapping[int, int], digests: Mapping[int, int]
) -> int:
    """Take over what networks have from another database (`rows` asks it), and return how many items that were.

    `items` and `digests`: its numbers → ours. What is known here already stays as it is.
    """
    known = {row["key"] for row in here.rows("SELECT key FROM sending")}
    leads = {row["lead"] for row in here.rows("SELECT lead FROM sending")}
    posts = {row["key"]: row["id"] for row in here.rows("SELECT key, id FROM post")}
    their_posts = {row["id"]: row["key"] for row in rows("SELECT id, key FROM post")}
    taken: set[str] = set()
    count = 0
    for row in rows("SELECT * FROM sending ORDER BY id"):
        item, post = items.get(row["item_id"]), posts.get(their_posts.get(row["post_id"], ""))
        fits = row["state"] in _THERE and item is not None and (row["post_id"] is None or post is not None)
        if not fits or row["key"] in known or row["lead"] in leads:
            continue
        values = {name: row[name] for name in ("key", "round", "lead", "state", "at", "due")}
        values |= {"item_id": item, "digest_id": digests.get(row["digest_id"]), "post_id": post}
        here.insert("sending", {**values, "by": literal_line(row["by"]), "channel": literal_line(row["channel"])})
        taken.add(row["lead"])
        count += 1
    for part in rows("SELECT * FROM sending_part ORDER BY lead, part"):
        if part["lead"] in taken and part["state"] == "sent":
            names = ("lead", "part", "key", "attempt", "state", "began", "remote", "mark")
            values = {name: part[name] for name in names}
            url = part["url"] if part["url"] and urls.is_http(part["url"]) else None
            here.insert("sending_part", {**values, "text": without_controls(part["text"]), "content": "{}", "url": url})
    return count


def take_results(here: Connection, rows: Callable[[str], list[Row]]) -> int:
    """Take over what came of posts that both know, after these themselves; return how many figures that were.

    Of two figures for one thing the later given holds, wherever it was given. What was taken back on either side is
    taken back. What went out from both machines is one post here, and has the figures of both.
    """
    posts = {
        row["key"]: row["standing"]
        for row in here.rows(
            "SELECT post.key, coalesce(other.id, post.id) AS standing FROM post LEFT JOIN post AS other ON post.undone "
            "AND NOT other.undone AND (other.item_id, other.channel, other.round) = "
            "(post.item_id, post.channel, post.round)"
        )
    }
    held = {
        (row["post_id"], row["metric"], row["value"], row["edition"], row["at"]): row
        for row in here.rows("SELECT * FROM result")
    }
    count = 0
    for row in rows("SELECT result.*, post.key FROM result JOIN post ON post.id = post_id ORDER BY result.id"):
        post, undone = posts.get(row["key"]), int(bool(row["undone"]))
        if post is None:
            continue
        metric = literal_line(row["metric"])
        ours = held.get((post, metric, row["value"], row["edition"], row["at"]))
        if ours is None:
            values = {name: row[name] for name in ("value", "edition", "at")}
            values |= {"post_id": post, "metric": metric, "by": literal_line(row["by"]), "undone": undone}
            here.insert("result", values)
            count += 1
        elif undone and not ours["undone"]:
            here.update("result", ours["id"], {"undone": 1})
    return count
