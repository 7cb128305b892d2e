"""Pictures and templates of a workspace: read where they are what they should be, told of where they are not."""

from __future__ import annotations

import pytest

from curate.errors import ConfigError
from curate.workspace import Workspace, picture, template

PNG = b"\x89PNG\r\n\x1a\n and so on"


def test_a_picture_is_read_and_an_address_is_none(tmp_path):
    (tmp_path / "logo.png").write_bytes(PNG)

    assert picture(Workspace(tmp_path), "logo.png", "organisation.logo") == PNG
    assert picture(Workspace(tmp_path), "", "x") == picture(Workspace(tmp_path), "https://x.example/a.png", "x") == b""


@pytest.mark.parametrize("name", ["none.png", "text.png", "."])
def test_what_is_no_picture_is_told(tmp_path, name):
    (tmp_path / "text.png").write_text("<svg/>")

    with pytest.raises(ConfigError) as told:
        picture(Workspace(tmp_path), name, "organisation.logo")
    assert "organisation.logo" in str(told.value)


def test_a_template_is_text(tmp_path):
    (tmp_path / "x.txt").write_text("{{ title }} é", encoding="utf-8")
    (tmp_path / "y.txt").write_bytes(b"\xff\xfe")

    assert template(Workspace(tmp_path), "x.txt", "channels.x.template") == "{{ title }} é"
    with pytest.raises(ConfigError, match="UTF-8"):
        template(Workspace(tmp_path), "y.txt", "channels.x.template")
