"""The readers that are measured, each as a whole process: prepared once, run cold, then run warm."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

PEERS = Path(__file__).resolve().parents[2] / ".venv" / "peers"
"""Environments of the other readers: made when they are first needed, gone with `make clean`."""
READER = ("reader==3.26", "sgmllib3k")
_READ = """
import sys
from reader import make_reader
with make_reader(sys.argv[1]) as reader:
    if sys.argv[2] == "prepare":
        for url in sys.stdin.read().split():
            reader.add_feed(url)
    else:
        reader.update_feeds(scheduled=False, workers=int(sys.argv[3]))
        counts = reader.get_entry_counts()
        print(counts.total)
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process, measured."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor, its children included."""
    memory: float
    """MB, the most at a time, its children included."""
    output: str


def measured(command, env, given=""):
    """Run a command to its end and return what it took; raises where it fails."""
    with (
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as errors,
        tempfile.TemporaryFile("w+") as into,
    ):
        into.write(given)
        into.seek(0)
        began = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=into, stdout=out, stderr=errors)
        memory = 0.0
        while True:
            memory = max(memory, _memory(process.pid))
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            time.sleep(0.01)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(
                f"{command} ended with {process.returncode}:\n{out.read()[-2000:]}\n{errors.read()[-2000:]}"
            )
        return Run(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=memory, output=out.read())


def _memory(pid):
    """Return the MB that a process and its children take now."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)
    return own + sum(_memory(int(child)) for child in children)


def _home(folder):
    """Return the environment of a process whose home is there: what the machine is set to has no say."""
    path = f"{Path(sys.executable).parent}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return {
        "HOME": str(folder),
        "PATH": path,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }


class Curate:
    """Ours: `curate fetch --no-enrich`, then `--all`."""

    name = "curate"
    enrich = False

    def __init__(self, folder, urls):
        self._folder, self._env = folder, _home(folder)
        (folder / "data").mkdir(parents=True)
        sources = "".join(f'  - {{url: "{url}", allow_private: true}}\n' for url in urls)
        (folder / "sources.yaml").write_text(f"organisation: {{name: Bank}}\nsources:\n{sources}", encoding="utf-8")

    def run(self, *, again):
        command = [sys.executable, "-m", "curate", "--workspace", str(self._folder), "fetch", "--json"]
        command += ["--all"] * again + ["--no-enrich"] * (not self.enrich)
        run = measured(command, self._env)
        self.said = json.loads(run.output)
        return run


class CurateEnriched(Curate):
    """Ours with the enrichment (tags, stories, ranking, index), which no other reader here does."""

    name = "curate, enriched"
    enrich = True


class Reader:
    """reader (lemon24): feedparser in Python; `update_feeds(scheduled=False)`, else its warm run asks for nothing."""

    name = "reader 3.26"
    workers = 10

    def __init__(self, folder, urls):
        folder.mkdir(parents=True)
        self._env, self._database = _home(folder), str(folder / "reader.sqlite")
        self._python = _environment("reader", READER)
        measured([self._python, "-c", _READ, self._database, "prepare"], self._env, "\n".join(urls))

    def run(self, *, again):
        return measured([self._python, "-c", _READ, self._database, "update", str(self.workers)], self._env)


class Newsboat:
    """newsboat (C++), where it is installed (Debian: apt install newsboat)."""

    name = "newsboat"

    def __init__(self, folder, urls):
        folder.mkdir(parents=True)
        self._env, self._folder = _home(folder), folder
        (folder / "urls").write_text("\n".join(urls) + "\n", encoding="utf-8")
        (folder / "config").write_text("reload-threads 100\n", encoding="utf-8")

    def run(self, *, again):
        files = [("-u", "urls"), ("-c", "cache.db"), ("-C", "config")]
        named = [part for option, name in files for part in (option, str(self._folder / name))]
        return measured(["newsboat", "-q", *named, "-x", "reload"], self._env)


def there():
    """Return the readers that can be run here."""
    return [Curate, Reader, *([Newsboat] if shutil.which("newsboat") else [])]


def _environment(name, packages):
    """Return the Python of an environment that holds these packages, made where it is not there yet."""
    folder = PEERS / name
    python = folder / "bin" / "python"
    done = folder / "done"
    if not done.exists():
        print(f"installing {' '.join(packages)}", file=sys.stderr, flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *packages], check=True)
        done.touch()
    return str(python)
