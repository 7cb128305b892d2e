"""What kind of machine this is."""

import getpass
import os
import subprocess
import sys
from pathlib import Path

import pytest

from curate import platforms


def test_the_login_name_is_what_the_machine_says(monkeypatch):
    monkeypatch.setenv("LOGNAME", "an")
    monkeypatch.setenv("USERNAME", "an")

    assert platforms.login_name() == "an"


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_a_machine_that_says_no_name_is_no_error(monkeypatch, error):
    def nobody():
        raise error

    monkeypatch.setattr(getpass, "getuser", nobody)

    assert platforms.login_name() == ""


def test_there_is_always_an_editor():
    assert platforms.plain_editor()


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/an/Dropbox/curatie", "Dropbox"),
        ("/Users/an/Library/CloudStorage/OneDrive-Voorbeeldvzw/curatie", "OneDrive"),
        ("/c/Users/an/OneDrive - Voorbeeld vzw/curatie", "OneDrive"),
        ("/Users/an/Library/Mobile Documents/curatie", "iCloud"),
        ("/home/an/Nextcloud/w", "Nextcloud"),
        ("/home/an/Documenten/curatie", None),
        ("/home/an/dropboxes/w", None),
    ],
)
def test_synchronised_folders_are_known_by_their_names(path, service):
    assert platforms.synchronised(Path(path)) == service


def test_this_folder_is_on_this_machine(tmp_path):
    assert platforms.on_network(tmp_path) is False


@pytest.mark.skipif(os.name != "nt", reason="only Windows writes shares so")
def test_a_share_is_on_the_network():
    assert platforms.on_network(Path(r"\\server\share\w"))


def test_being_asked_to_end_is_not_asked_in_vain():
    """A signal that comes while an object is cleared away raises what Python drops; the next look at it does not."""
    program = """
import os, signal, sys
from curate import platforms

class Cleared:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)

platforms.end_kindly()
Cleared()
print("dropped")
try:
    platforms.heed()
except KeyboardInterrupt:
    print("heeded")
platforms.heed()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["dropped", "heeded"]
    assert done.stderr == "", "and nothing is told of it where nobody asked"


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".stfolder", "Syncthing"),
        (".dropbox.cache", "Dropbox"),
        ("._sync_0a1b2c.db", "Nextcloud"),
        (".nextcloudsync.log", "Nextcloud"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".tmp.drivedownload", "Google Drive"),
        (".git", None),
    ],
)
def test_synchronised_folders_are_known_by_what_services_leave_in_them(tmp_path, mark, service):
    (tmp_path / "gedeeld" / "curatie").mkdir(parents=True)
    (tmp_path / "gedeeld" / mark).mkdir()

    assert platforms.synchronised(tmp_path / "gedeeld" / "curatie") == service


def test_settings_in_the_home_folder_are_no_mark(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / "curatie").mkdir()

    assert platforms.synchronised(tmp_path / "curatie") is None


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_into_a_synchronised_folder_is_seen(tmp_path):
    (tmp_path / "Dropbox" / "curatie").mkdir(parents=True)
    (tmp_path / "curatie").symlink_to(tmp_path / "Dropbox" / "curatie")

    assert platforms.synchronised(tmp_path / "curatie") == "Dropbox"


@pytest.mark.parametrize(
    ("kind", "there"), [("nfs4", True), ("cifs", True), ("smbfs", True), ("ext4", False), ("apfs", False)]
)
def test_what_is_mounted_from_another_machine_is_on_the_network(tmp_path, monkeypatch, kind, there):
    monkeypatch.setattr(platforms, "_mounts", lambda: [("/", "ext4"), (os.path.realpath(tmp_path), kind)])

    assert platforms.on_network(tmp_path / "curatie") is there


def test_what_a_mac_says_is_mounted():
    said = "/dev/disk3s1 on / (apfs, sealed, local)\n//an@server/deel on /Volumes/op zolder (smbfs, nodev)\n"

    assert platforms.mounts_said(said) == [("/", "apfs"), ("/Volumes/op zolder", "smbfs")]


@pytest.mark.skipif(os.name == "nt", reason="a console of Windows is asked otherwise")
def test_a_terminal_is_a_person_who_can_be_shown_a_screen(monkeypatch):
    class Stream:
        closed = False

        def __init__(self, terminal):
            self.terminal = terminal

        def isatty(self):
            return self.terminal

    for terminal, term, able in (
        (True, "xterm", True),
        (True, "dumb", False),
        (True, "", False),
        (False, "xterm", False),
    ):
        monkeypatch.setattr(platforms.sys, "stdin", Stream(terminal))
        monkeypatch.setenv("TERM", term)
        assert platforms.can_redraw(Stream(True)) is able
    monkeypatch.setattr(platforms.sys, "stdin", None)
    assert platforms.can_redraw(Stream(True)) is False


def test_a_terminal_that_says_no_size_has_the_usual_one(tmp_path):
    with (tmp_path / "file").open("w") as file:
        assert platforms.terminal_size(file) == (80, 24)
