"""The real parts that publishing is tried against, as `make test-e2e` installs them in `.e2e`: started on loopback."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

HERE = Path(__file__).parent
PARTS = HERE.parents[1] / ".e2e"
BUILDS = PARTS / "node_modules" / "@wp-playground" / "wordpress-builds" / "src"


def free() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], address: str, folder: Path) -> Iterator[None]:
    """Run a server, from when it answers at `address` to the end."""
    log = folder / "log.txt"
    with log.open("wb") as out, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as process:
        try:
            _awaited(process, address, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _awaited(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8", "replace")[-2000:])


@contextmanager
def bluesky(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Give a personal data server of Bluesky with one account: (address, handle, password)."""
    node = shutil.which("node")
    if node is None or not (PARTS / "node_modules" / "@atproto" / "pds").is_dir():
        pytest.skip("Bluesky's server is not installed (make test-e2e)")
    script = PARTS / "pds.mjs"  # imports are looked up from where it lies
    shutil.copy(HERE / "pds.mjs", script)
    port, plc = free(), free()
    address = f"http://127.0.0.1:{port}"
    with running([node, str(script), str(port), str(plc)], f"{address}/xrpc/_health", folder):
        account = {"handle": "redactie.test", "email": "wij@voorbeeld.example", "password": "geheim-woord"}
        asked = Request(f"{address}/xrpc/com.atproto.server.createAccount", json.dumps(account).encode(),
                        {"Content-Type": "application/json"})  # fmt: skip
        with urlopen(asked, timeout=30):
            pass
        yield address, account["handle"], account["password"]


@contextmanager
def wordpress(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Give a blog of WordPress on SQLite: (address, user, application password)."""
    php = shutil.which("php")
    if php is None or not BUILDS.is_dir():
        pytest.skip("WordPress or PHP is not installed (make test-e2e)")
    blog = folder / "blog"
    with zipfile.ZipFile(max(BUILDS.glob("wordpress/wp-6.*.zip"))) as archive:
        archive.extractall(blog)
    with zipfile.ZipFile(BUILDS / "sqlite-database-integration" / "sqlite-database-integration.zip") as archive:
        archive.extractall(folder)
    plugin = blog / "wp-content" / "mu-plugins" / "sqlite-database-integration"
    plugin.parent.mkdir(exist_ok=True)
    shutil.move(folder / "sqlite-database-integration-main", plugin)
    load = (plugin / "db.copy").read_text("utf-8").replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(plugin))
    (blog / "wp-content" / "db.php").write_text(load.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php"))
    port = free()
    address = f"http://127.0.0.1:{port}"
    config = (blog / "wp-config.php").read_text("utf-8")
    ours = f"define('WP_HOME', '{address}'); define('WP_SITEURL', '{address}');"
    ours += "define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true);"
    ours += "define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);"
    (blog / "wp-config.php").write_text(config.replace("<?php", f"<?php {ours}", 1), encoding="utf-8")
    made = subprocess.run([php, str(HERE / "account.php"), str(blog)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    user, password = made.stdout.strip().splitlines()[-1].split("\t")
    command = [php, "-S", f"127.0.0.1:{port}", "-t", str(blog)]
    with running(command, f"{address}/?rest_route=/", folder):
        yield address, user, password


@contextmanager
def mastodon(folder: Path) -> Iterator[tuple[str, str]]:
    """Give a server that speaks as Mastodon does: (address, token)."""
    program = PARTS / "mastodon" / "bin" / "mastodon_mock"
    if not program.exists():
        pytest.skip("mastodon-mock is not installed (make test-e2e)")
    port = free()
    address = f"http://127.0.0.1:{port}"
    command = [str(program), "serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    with running(command, f"{address}/api/v2/instance", folder):
        yield address, "mock_token"
