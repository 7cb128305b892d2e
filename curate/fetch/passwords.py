"""The passwords of mailboxes: from the environment, or from the keyring of this machine; never from a file of ours."""

from __future__ import annotations

import os
import re
import unicodedata

from curate.errors import SourceError
from curate.locale import M

VARIABLE = "CURATE_MAIL_PASSWORD"
"""For every mailbox that has no variable of its own."""
SERVICE = "curate"
"""Under which the keyring keeps them."""


def variable_of(name: str) -> str:
    """Return the variable for one source: `CURATE_MAIL_PASSWORD_` and its name in ASCII capitals, `_` for all else.

    "Nieuwsbrieven – Café" has CURATE_MAIL_PASSWORD_NIEUWSBRIEVEN_CAFE.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").upper()
    return f"{VARIABLE}_{re.sub('[^A-Z0-9]+', '_', plain).strip('_')}"


def password_of(name: str, user: str, host: str) -> str:
    """Return the password of a mailbox: of its own variable, of the common one, or of the keyring, in this order.

    Raises SourceError, which says how to give it, where there is none.
    """
    own = variable_of(name)
    for variable in (own, VARIABLE):
        if os.environ.get(variable):
            return os.environ[variable]
    account = f"{user}@{host}"
    kept, there = _from_keyring(account)
    if kept:
        return kept
    if there:
        raise SourceError(
            M("There is no password for the mailbox of {user} at {host}.", user=user, host=host),
            hint=M(
                "Keep it with: uvx keyring set {service} {account} (or: pipx run keyring set …), "
                "or give it in the environment, as {own} or {common}.",
                service=SERVICE,
                account=account,
                own=own,
                common=VARIABLE,
            ),
        )
    raise SourceError(
        M("There is no password for the mailbox of {user} at {host}.", user=user, host=host),
        hint=M(
            "Give it in the environment, as {own} or {common}. To keep it in this computer's keyring, install that "
            "first: uv tool install 'cureren[keyring]', or pipx install 'cureren[keyring]'.",
            own=own,
            common=VARIABLE,
        ),
    )


def _from_keyring(account: str) -> tuple[str | None, bool]:
    """Return what the keyring keeps, and whether there is a keyring that could be asked."""
    try:
        import keyring  # type: ignore[import-not-found,unused-ignore]  # optional
    except ImportError:
        return None, False
    try:
        return keyring.get_password(SERVICE, account), True
    except Exception as error:  # its backends raise what they like: locked, no session, no service
        raise SourceError(
            M("The keyring of this computer could not be asked ({error}).", error=type(error).__name__),
            hint=M(
                "Unlock it, or give the password of {account} in the environment, as {variable}.",
                account=account,
                variable=VARIABLE,
            ),
        ) from error
