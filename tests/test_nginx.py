"""A real server of the web in front of real feeds: nginx, with gzip, ranges and the caching headers it gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import corpus

NGINX = shutil.which("nginx", path=os.defpath + os.pathsep + "/usr/sbin" + os.pathsep + os.environ.get("PATH", ""))

pytestmark = [
    corpus.needed,
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not on this machine (Debian: apt install nginx-light)"),
]


@dataclass(frozen=True)
class Web:
    """A running nginx: the folder it serves, its address and its log."""

    root: Path
    address: str
    log: Path

    def asked(self) -> list[tuple[str, int, str, int]]:
        """Return (path, status, encoding of the answer, bytes of its body) of every request for a feed so far."""
        rows = [line.split("\t") for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [(path, int(status), coding, int(size)) for path, status, coding, size in rows if path != "/index.html"]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """Give nginx on loopback, serving a copy of the real feeds."""
    root = tmp_path / "root"
    shutil.copytree(corpus.CORPUS / "feeds", root)
    for path in root.iterdir():
        path.chmod(0o644)
        os.utime(path, (1_790_000_000, 1_790_000_000))
    root.chmod(0o755)
    (root / "index.html").write_text("hier", encoding="utf-8")
    port = corpus.free_port()
    log = tmp_path / "access.log"
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"""daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ application/rss+xml xml; application/feed+json json; text/html html; }}
  default_type application/xml;
  log_format plain "$uri\\t$status\\t$sent_http_content_encoding\\t$body_bytes_sent";
  access_log {log} plain;
  gzip on; gzip_types *; gzip_min_length 200; gzip_vary on;
  etag on; expires 10m;
  client_body_temp_path {tmp_path}/a; proxy_temp_path {tmp_path}/b; fastcgi_temp_path {tmp_path}/c;
  uwsgi_temp_path {tmp_path}/d; scgi_temp_path {tmp_path}/e;
  server {{ listen 127.0.0.1:{port}; root {root}; max_ranges 10; }}
}}
""",
        encoding="utf-8",
    )
    assert NGINX is not None
    with subprocess.Popen([NGINX, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            yield Web(root=root, address=address, log=log)
        finally:
            process.terminate()


def _wait(address: str) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def fetch(folder: Path, now: str) -> Any:
    environ = {**os.environ, "CURATE_NOW": f"{now}:00+00:00", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "curate", "fetch", "--no-enrich", "--json"]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_real_feeds_behind_a_real_server(tmp_path: Path, web: Web) -> None:
    folder = tmp_path / "werk"
    folder.mkdir()
    names = sorted(path.name for path in web.root.iterdir() if path.name != "index.html")
    rows = "\n".join(f"  - {{url: '{web.address}/{name}', allow_private: true}}" for name in names)
    (folder / "sources.yaml").write_text(f"organisation: {{language: en}}\nsources:\n{rows}\n", encoding="utf-8")

    first = fetch(folder, "2026-11-23T09:00")
    assert (first["fetched"], first["failed"]) == (78, 0)
    asked = web.asked()
    assert [status for _, status, _, _ in asked] == [200] * 78
    assert sum(coding == "gzip" for _, _, coding, _ in asked) >= 76, "packed answers are asked for, and read"
    plain = sum((web.root / name).stat().st_size for name in names)
    assert sum(size for *_, size in asked) < plain / 2

    again = fetch(folder, "2026-11-24T12:00")
    assert (again["unchanged"], again["fetched"], again["new_items"]) == (78, 0, 0)
    assert [status for _, status, _, _ in web.asked()[78:]] == [304] * 78, "the weak tag of a packed answer goes back"

    changed = web.root / next(name for name in names if b"<item>" in (web.root / name).read_bytes())
    extra = b"<item><title>Net nieuw</title><link>https://nieuw.example/1</link></item><item>"
    changed.write_bytes(changed.read_bytes().replace(b"<item>", extra, 1))
    third = fetch(folder, "2026-11-25T15:00")
    assert (third["fetched"], third["unchanged"], third["new_items"]) == (1, 77, 1)
