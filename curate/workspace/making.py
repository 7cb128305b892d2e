"""Making a workspace: a folder, a commented `sources.yaml`, and `data/`. What is there already is never touched."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template

from curate.errors import CurateError, Refused, UsageError
from curate.locale import PEOPLE, PUBLIC, M
from curate.workspace.place import CONFIG, Workspace

PRIVATE = "# What curate keeps is yours alone: it does not belong in version control.\n*\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What `curate init --ask` asked. Empty: not answered."""

    name: str = ""
    url: str = ""
    language: str = ""
    """nl, en, fr or de."""
    channels: tuple[str, ...] = ()


def create(folder: Path, *, answers: Answers | None = None, language: str = "nl") -> Workspace:
    """Return a new workspace in a folder, which is made where it is not there.

    `language`: of the comments in the file (Dutch, else English), and of the organisation where no answer says another.
    Raises Refused where a workspace stands there already, UsageError where the folder cannot be one or an answer
    is not right.
    """
    refuse_existing(folder)
    return create_from(folder, _configuration(answers or Answers(), language))


def create_from(folder: Path, configuration: str) -> Workspace:
    """Return a new workspace whose `sources.yaml` is given as text. Raises as `create` does."""
    refuse_existing(folder)
    made = Workspace(folder.absolute())
    try:
        made.data.mkdir(parents=True, exist_ok=True)
        private = made.data / ".gitignore"
        if not private.exists():
            private.write_text(PRIVATE, encoding="utf-8", newline="\n")
        with made.config.open("x", encoding="utf-8", newline="\n") as file:
            file.write(configuration)
    except FileExistsError as error:
        refuse_existing(folder)  # another made it in this very moment
        raise _unusable(folder) from error
    except NotADirectoryError as error:
        raise _unusable(folder) from error
    except OSError as error:
        raise CurateError(
            M("{folder} cannot be written.", folder=made.root),
            hint=M("Choose a folder in which you may write, such as one in your documents."),
        ) from error
    return made


def refuse_existing(folder: Path) -> None:
    """Raise Refused where a workspace stands in the folder already, UsageError where it is no folder."""
    config = folder.absolute() / CONFIG
    if config.exists() or config.is_symlink():
        raise Refused(
            M("{path} is there already. Nothing was changed.", path=config),
            hint=M("Open it in your editor, or make a workspace in another folder: curate init DIR"),
        )
    if folder.exists() and not folder.is_dir():
        raise _unusable(folder)


def _unusable(folder: Path) -> UsageError:
    return UsageError(
        M("{folder} cannot be a workspace: a file of that name is in the way.", folder=folder),
        hint=M("Name another folder: curate init DIR"),
    )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _configuration(answers: Answers, language: str) -> str:
    """Return the commented `sources.yaml` with the answers in it, each read back by YAML as it was typed."""
    comments = language if language in PEOPLE else "en"
    public = answers.language or (language if language in PUBLIC else "en")
    example = "https://www.voorbeeld.be" if comments == "nl" else "https://www.example.org"
    url = _address(answers.url)
    channels = answers.channels or ("facebook", "mastodon")
    template = resources.files(__package__).joinpath(f"template.{comments}.yaml").read_text(encoding="utf-8")
    return Template(template).substitute(
        name=_quoted(_one_line(answers.name) or ("Voorbeeld vzw" if comments == "nl" else "Example")),
        url=f"url: {_quoted(url)}" if url else f"# url: {example}",
        language=public,
        channels="\n".join(f"  {_key(channel)}: {{}}" for channel in dict.fromkeys(channels)),
    )


def _address(typed: str) -> str:
    """Return the address of a site as people type it, with https:// where they leave that out; "" where it is empty."""
    address = typed.strip()
    if not address:
        return ""
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = f"https://{address}"
    if not re.fullmatch(r"https?://[^\s/?#@:]+(:\d{1,4})?([/?#]\S*)?", address, re.IGNORECASE):
        raise UsageError(
            M("“{typed}” is not the address of a site.", typed=typed),
            hint=M("Write it as in the browser, such as https://www.voorbeeld.be, or leave it empty."),
        )
    return address


def _quoted(text: str) -> str:
    """Return a text as YAML between double quotes, on one line."""
    # JSON's strings are YAML's, but for the control characters that JSON leaves as they are (U+007F to U+009F).
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text).strip()


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "").isalpha() and len(name) > len("false") else _quoted(name)
