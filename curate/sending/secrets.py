"""The secrets of networks: from the environment, or from the keyring of this machine; never from a file of ours."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from curate.errors import SecretWritten, UsageError
from curate.locale import M, Message

SERVICE = "curate"
"""Under which the keyring keeps them."""
_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|pass|token|secret|api_?key|key|app_password|wachtwoord)$", re.IGNORECASE
)


def variable_of(channel: str, called: str) -> str:
    """Return the variable of a channel's secret: CURATE_MASTODON_TOKEN."""
    return f"CURATE_{re.sub('[^A-Z0-9]+', '_', channel.upper())}_{called}"


def refuse_written(channel: str, settings: Mapping[str, Any]) -> None:
    """Raise SecretWritten where `sources.yaml` holds a secret; what it is, is not said."""
    for name in settings:
        if _SECRET.search(str(name)):
            raise SecretWritten(
                M("channels.{channel}.{name} does not belong in sources.yaml: whoever sees that file has it then.",
                  channel=channel, name=name),
                hint=M("Take it out there, change it at the network, and keep it with: curate login {channel}",
                       channel=channel),
            )  # fmt: skip


def secret_of(channel: str, variable: str, account: str) -> str:
    """Return the secret of a channel: of its variable, else of the keyring. UsageError, which says how to give it."""
    if given := os.environ.get(variable, "").strip():
        return given
    kept, there = from_keyring(account)
    if kept:
        return kept
    raise UsageError(
        M("There is no password or token for {channel}.", channel=channel),
        hint=M("Give it with: curate login {channel}, or in the environment, as {variable}.",
               channel=channel, variable=variable)
        if there
        else no_keyring(variable),
    )  # fmt: skip


def no_keyring(variable: str) -> Message:
    """Return what to do on a machine without a keyring."""
    return M(
        "Give it in the environment, as {variable}. To keep it in this computer's keyring, install that first: "
        "uv tool install 'cureren[keyring]', or pipx install 'cureren[keyring]'.",
        variable=variable,
    )


def from_keyring(account: str) -> tuple[str | None, bool]:
    """Return what the keyring keeps for an account, and whether there is a keyring; UsageError where it is locked."""
    try:
        import keyring  # type: ignore[import-not-found,unused-ignore]  # optional
    except ImportError:
        return None, False
    try:
        return keyring.get_password(SERVICE, account), True
    except Exception as error:  # its backends raise what they like: locked, no session, no service
        raise UsageError(
            M("The keyring of this computer could not be asked ({error}).", error=type(error).__name__),
            hint=M("Unlock it, or give what {account} needs in the environment.", account=account),
        ) from error


def keep(account: str, secret: str) -> bool:
    """Put a secret in the keyring; return whether there is one that took it."""
    try:
        import keyring  # type: ignore[import-not-found,unused-ignore]  # optional
    except ImportError:
        return False
    try:
        keyring.set_password(SERVICE, account, secret)
    except Exception:  # noqa: BLE001  (its backends raise what they like)
        return False
    return True
