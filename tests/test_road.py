"""The whole road on real input: real feeds, served on loopback, to a digest that is recorded as posted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests import corpus

MOJIBAKE = re.compile("Ã[\x80-\xbf©¨«¯´¼¶¤]|â€[™œ\x9d“”¢¦]|\ufffd")


def curate(folder: Path, *arguments: str, code: int | None = 0) -> Any:
    """Call the real command in a workspace and return its JSON document, where it gave one."""
    environ = {**os.environ, "CURATE_CURATOR": "An", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "curate", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert code is None or done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


def workspace(folder: Path, addresses: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    sources = "\n".join(f"  - {{url: '{url}', allow_private: true}}" for url in addresses)
    (folder / "sources.yaml").write_text(
        "organisation: {name: Voorbeeld vzw, language: nl, timezone: Europe/Brussels}\n"
        f"tags:\n  ai: [ai, llm, 'artificial intelligence']\n  web: [web, browser*]\nsources:\n{sources}\n",
        encoding="utf-8",
    )


@corpus.needed
@pytest.mark.slow
@pytest.mark.parametrize(("hosts", "latency"), [(100, 0), (8, 20)])
def test_real_feeds_become_a_posted_digest(tmp_path: Path, hosts: int, latency: int) -> None:
    folder = tmp_path / "werkmap"
    with corpus.served(hosts=hosts, latency=latency) as (addresses, counts):
        workspace(folder, addresses)
        first = curate(folder, "fetch", "--json")
        assert (first["fetched"], first["failed"], len(first["warnings"])) == (78, 0, 2)
        assert first["new_items"] >= 1570
        odd = sorted(warning["url"].rsplit("/", 1)[-1] for warning in first["warnings"])
        assert odd == ["7ef13a42fa7e177a.xml", "malformed_rss_namespaced.xml"]
        again = curate(folder, "fetch", "--all", "--json")
        assert (again["unchanged"], again["new_items"], again["updated_items"]) == (78, 0, 0)
        assert curate(folder, "fetch", "--json")["not_due"] == 78
        with urllib.request.urlopen(counts) as answer:
            assert json.load(answer)["most_at_once_per_host"] == 1

    sources = curate(folder, "sources", "list", "--json")
    assert len(sources) == 78
    assert all(source["items"] > 0 for source in sources)
    items = curate(folder, "inbox", "--all", "--items", "--limit", "5000", "--json")
    assert len(items) == first["new_items"]
    assert [item["title"] for item in items if MOJIBAKE.search(item["title"])] == []
    assert all(
        item["published"] is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["published"])
        for item in items
    )
    _to_the_ledger(folder, [str(item["item"]) for item in items[:5]])


def _to_the_ledger(folder: Path, chosen: list[str]) -> None:
    curate(folder, "shortlist", *chosen)
    curate(folder, "tag", *chosen, "+digitaal", "--new")
    for item in chosen:
        words = f"Nummer {item} is voor vrijwilligers van belang: het toont hoe hun leven digitaal wordt, dag na dag."
        curate(folder, "comment", item, "--commentary", words, "--context", "Eerder schreven we hierover.")
    digest = str(curate(folder, "digest", "new", "Trends van de week", "--json")["digest"])
    curate(folder, "digest", "add", digest, *chosen)
    assert not [f for f in curate(folder, "digest", "check", digest, "--json") if f["level"] == "error"]
    exported = curate(folder, "export", digest, "--json")
    assert {"facebook", "markdown", "mastodon", "x"} <= {each["channel"] for each in exported}
    for each in exported:
        assert all(post["length"] <= post["limit"] for post in each["posts"])
        assert Path(each["path"]).exists()
    curate(
        folder, "posted", digest, chosen[0], "--channel", "mastodon", "--url", "https://mastodon.example/@voorbeeld/1"
    )
    [row] = curate(folder, "posts", "--json")
    assert (row["item"], row["channel"], row["how"]) == (int(chosen[0]), "mastodon", "hand")
    assert curate(folder, "show", chosen[0], "--json")["state"] == "published"
