"""The only module that knows on which kind of machine curate runs: Linux, macOS or Windows."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import sys
from pathlib import Path

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

NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "fuse.rclone"})
"""Kinds of file system (Linux, /proc/mounts) that stand on another machine."""


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


_asked_to_end: list[bool] = []


def heed() -> None:
    """Raise the KeyboardInterrupt that was asked for and got lost.

    Python drops an exception that a signal raises while an object is being cleared away. Long work calls this now and
    then, so that being asked to end is not asked in vain.
    """
    if _asked_to_end:
        _asked_to_end.clear()
        raise KeyboardInterrupt


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
    """Return the service that synchronises a folder, as far as the names of the folders tell; None: none is seen.

    `OneDrive - Voorbeeld vzw` and `GoogleDrive-naam@voorbeeld.be` are what the services themselves make of a name.
    """
    for part in path.absolute().parts:
        for name, service in SYNCHRONISED.items():
            folder = part.casefold()
            if folder == name or folder.startswith((f"{name} -", f"{name}-", f"{name} (")):
                return service
    return None


def on_network(path: Path) -> bool:
    """Return whether a folder is seen to stand on another machine (a share on Windows, a mount on Linux)."""
    if str(path.absolute()).startswith("\\\\"):
        return True
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux: there is nothing to be seen
        return False
    place, best, kind = os.path.realpath(path), "", ""
    for row in mounts.splitlines():
        _, mount, found, *_ = [*row.split(" "), "", "", ""]
        mount = mount.replace("\\040", " ")
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, found
    return kind in NETWORK_DISKS
