"""The only module that knows on which kind of machine curate runs: Linux, macOS or Windows."""

from __future__ import annotations

import codecs
import getpass
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self, TextIO

SYNCHRONISED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "mijn drive": "Google Drive",
    "icloud drive": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "seafile": "Seafile",
    "pcloud": "pCloud",
    "sync.com": "Sync.com",
    "syncthing": "Syncthing",
}
"""What the folder of a synchronising service is called, as its programs name it, lower case → the service."""

MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".sync_*.db": "Nextcloud",
    "._sync_*.db": "Nextcloud",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".seafile-data": "Seafile",
}
"""What synchronising services leave in the folder that they synchronise, lower case → the service."""

NETWORK_DISKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "fuse.rclone",
     "afpfs", "webdav", "davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.s3fs", "ceph", "glusterfs", "fuse.glusterfs"}
)  # fmt: skip
"""Kinds of file system (Linux, /proc/mounts; macOS, mount) that stand on another machine."""


def login_name() -> str:
    """Return the name this person is logged in with, "" where the machine does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user (a bare container); before Python 3.13 in three ways
        return ""


def leave_ctrl_c() -> None:
    """Let Ctrl-C pass this process by: a terminal sends it to every process that belongs to the one in front."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_kindly() -> None:
    """Let a request to end (SIGTERM, a closed terminal, Ctrl-Break) do what Ctrl-C does: clean up, then leave."""

    def leave(*_: object) -> None:
        _asked_to_end.append(True)
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        asked = getattr(signal, name, None)
        # Who started us so that we outlive the terminal (nohup) has it ignored, and it stays so.
        if asked is not None and signal.getsignal(asked) is not signal.SIG_IGN:
            signal.signal(asked, leave)
    sys.unraisablehook = _unraisable


def _unraisable(dropped: sys.UnraisableHookArgs) -> None:
    """Pass over the request to end that fell in the clearing away of an object: `heed` raises it again."""
    if not (_asked_to_end and issubclass(dropped.exc_type, KeyboardInterrupt)):
        sys.__unraisablehook__(dropped)


_asked_to_end: list[bool] = []


def heed() -> None:
    """Raise the KeyboardInterrupt that was asked for and got lost.

    Python drops an exception that a signal raises while an object is being cleared away. Long work calls this now and
    then, so that being asked to end is not asked in vain.
    """
    if _asked_to_end:
        _asked_to_end.clear()
        raise KeyboardInterrupt


def asked_to_end() -> bool:
    """Say whether this process was asked to end, and nothing was made of that yet (see `heed`)."""
    return bool(_asked_to_end)


def scheduler() -> str:
    """Return what starts programs by the clock on this machine: schtasks, launchd, systemd or cron."""
    if sys.platform == "win32":
        return "schtasks"
    if sys.platform == "darwin":
        return "launchd"
    return "systemd" if Path("/run/systemd/system").is_dir() and shutil.which("systemctl") else "cron"


def plain_editor() -> str:
    """Return the command of the plain text editor that is there, for who has not chosen one."""
    if sys.platform == "win32":
        return "notepad"
    return next((editor for editor in ("nano", "micro", "vim") if shutil.which(editor)), "vi")


def synchronised(path: Path) -> str | None:
    """Return the service that synchronises a folder, as far as names and marks of the folders tell; None: none is seen.

    `OneDrive - Voorbeeld vzw` and `GoogleDrive-naam@voorbeeld.be` are what the services themselves make of a name.
    """
    for place in dict.fromkeys((path.absolute(), Path(os.path.realpath(path)))):  # a link may lead into such a folder
        found = _named(place) or _marked(place)
        if found is not None:
            return found
    return None


def _named(path: Path) -> str | None:
    for part in path.parts:
        folder = part.casefold()
        for name, service in SYNCHRONISED.items():
            if folder == name or folder.startswith((f"{name} -", f"{name}-", f"{name} (")):
                return service
    return None


def _marked(path: Path) -> str | None:
    home = Path.home()
    for folder in (path, *path.parents):
        if folder in (home, *home.parents):
            return None  # Dropbox keeps its settings in the home folder (~/.dropbox): that one is not synchronised
        try:
            names = [each.name.casefold() for each in folder.iterdir()]
        except OSError:  # it may not be looked into
            continue
        for mark, service in MARKERS.items():
            if any(fnmatchcase(name, mark) for name in names):
                return service
    return None


def on_network(path: Path) -> bool:
    """Return whether a folder is seen to stand on another machine: a share or drive of Windows, else a mount."""
    if str(path.absolute()).startswith("\\\\"):
        return True
    if sys.platform == "win32":
        return _mapped(path)
    place, best, kind = os.path.realpath(path), "", ""
    for mount, found in _mounts():
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, found
    return kind in NETWORK_DISKS


def _mapped(path: Path) -> bool:
    """Return whether Windows says that a drive is a remote one (GetDriveTypeW, DRIVE_REMOTE)."""
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (there on Windows alone)
    return bool(kernel.GetDriveTypeW(os.path.splitdrive(os.path.realpath(path))[0] + "\\") == 4)  # noqa: PLR2004


def _mounts() -> list[tuple[str, str]]:
    """Return where something is mounted and of which kind it is; empty where the machine does not say."""
    if sys.platform == "darwin":
        return _mac_mounts()
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux: there is nothing to be seen
        return []
    rows = [[*row.split(" "), "", "", ""] for row in mounts.splitlines()]
    return [(row[1].replace("\\040", " "), row[2]) for row in rows]


def _mac_mounts() -> list[tuple[str, str]]:
    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return []
    return mounts_said(done.stdout)


def mounts_said(output: str) -> list[tuple[str, str]]:
    """Return what `mount` of macOS says: `//an@server/deel on /Volumes/deel (smbfs, nodev, mounted by an)`."""
    found = re.findall(r"^.+? on (/.*) \(([\w.]+)[,)]", output, re.MULTILINE)
    return [(place, kind) for place, kind in found]


# ── a terminal, key by key ───────────────────────────────────────────────────────────────────────────────────────────

REDRAW = "\x0c"
"""Ctrl-L: what a person presses to have the screen drawn anew, and what is read when the terminal came back to us."""
_WAIT = 0.25
"""Seconds after which a wait for a key looks up: whether the terminal was given another size, or given back."""
_SPECIAL = {"H": "\x1b[A", "P": "\x1b[B", "I": "\x1b[5~", "Q": "\x1b[6~", "G": "\x1b[H", "O": "\x1b[F", "S": "\x1b[3~"}
"""What Windows sends after NUL or à for keys without a letter → what every other terminal sends."""


def can_redraw(out: TextIO) -> bool:
    """Return whether a person is there, at a terminal that can be drawn anew in place by what is written on `out`."""
    streams: tuple[TextIO | None, ...] = (sys.stdin, out)  # None: it was closed before we began
    if any(stream is None or stream.closed or not stream.isatty() for stream in streams):
        return False
    if sys.platform == "win32":
        return _understands_escapes()
    return os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")


def terminal_size(out: TextIO) -> tuple[int, int]:
    """Return (columns, rows) of the terminal as it is now; 80 and 24 where it does not say."""
    try:
        size = os.get_terminal_size(out.fileno())
    except (OSError, ValueError):
        return 80, 24
    return (size.columns, size.lines) if size.columns > 0 and size.lines > 0 else (80, 24)


if sys.platform == "win32":
    import ctypes
    import msvcrt

    def _understands_escapes() -> bool:
        """Let the console understand escape sequences (Windows 10 and later), and return whether it does."""
        kernel = ctypes.windll.kernel32
        handle, mode = kernel.GetStdHandle(-11), ctypes.c_ulong()
        if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            return False
        return bool(kernel.SetConsoleMode(handle, mode.value | 0x0004))  # ENABLE_VIRTUAL_TERMINAL_PROCESSING

    class Keyboard:
        """The keys of this terminal, as they are pressed."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def read(self, seconds: float = _WAIT) -> str | None:
            """Return what was typed; None where nothing was in that time, "" where nothing will come any more."""
            end = time.monotonic() + seconds
            while not msvcrt.kbhit():
                if time.monotonic() >= end:
                    return None
                time.sleep(0.01)
            typed = msvcrt.getwch()
            if typed == "\x03":
                raise KeyboardInterrupt
            if typed in "\x00\xe0" and msvcrt.kbhit():
                return _SPECIAL.get(msvcrt.getwch())
            return "\n" if typed == "\r" else typed

else:
    import select
    import termios

    class Keyboard:
        """The keys of this terminal, as they are pressed. Inside `with`, what is typed is not shown by itself."""

        def __init__(self) -> None:
            self._terminal = sys.stdin.fileno()
            self._before: list[object] = []
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

        def __enter__(self) -> Self:
            self._before = termios.tcgetattr(self._terminal)
            self._by_key()
            return self

        def __exit__(self, *_: object) -> None:
            try:
                termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)  # type: ignore[arg-type]
            except (OSError, termios.error):
                return  # the terminal is gone (its window was closed): there is nothing to give back

        def _by_key(self) -> None:
            """Let keys come one by one and unseen; Ctrl-C and Ctrl-Z keep their meaning."""
            mode = termios.tcgetattr(self._terminal)
            mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
            termios.tcsetattr(self._terminal, termios.TCSANOW, mode)

        def read(self, seconds: float = _WAIT) -> str | None:
            """Return what was typed; None where nothing was in that time, "" where nothing will come any more."""
            try:
                if termios.tcgetattr(self._terminal)[3] & termios.ICANON:  # a shell had it, after Ctrl-Z
                    self._by_key()
                    return REDRAW
                if not select.select([self._terminal], [], [], seconds)[0]:
                    return None
                typed = os.read(self._terminal, 4096)
            except (OSError, termios.error):  # the terminal is gone
                return ""
            return (self._decoder.decode(typed) or None) if typed else ""


_BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
    "microsoft-edge-stable",
)  # fmt: skip
_MAC_BROWSERS = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS_BROWSERS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)


def browser() -> str | None:
    """Return the program of a browser that prints to PDF (Chromium, Chrome, Edge); None where none is installed."""
    if found := next((path for name in _BROWSERS if (path := shutil.which(name))), None):
        return found
    places: list[Path] = []
    if sys.platform == "darwin":
        places = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in _MAC_BROWSERS]
    elif sys.platform == "win32":
        roots = filter(None, (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")))
        places = [Path(root, name) for root in roots for name in _WINDOWS_BROWSERS]
    return next((str(place) for place in places if place.is_file()), None)


def is_administrator() -> bool:
    """Return whether this is the user without limits of a system like Unix: browsers do not trust themselves to him."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
