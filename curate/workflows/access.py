"""Who we are on a network: its settings, its secret, and the account that both open."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from curate import channels as registry
from curate import sending
from curate.errors import UsageError
from curate.locale import M
from curate.sending import Network, secrets
from curate.workflows import outgoing, rendering
from curate.workflows.desk import Desk

SENT_BY_ITSELF = ("bluesky", "mastodon", "newsletter", "wordpress")
"""Channels that a network of ours takes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """A channel, and how its network is reached."""

    channel: str
    kind: sending.Kind
    settings: dict[str, Any] = field(repr=False)

    @property
    def account(self) -> str:
        """Under what its secret stands in the keyring."""
        return self.kind.account(self.settings)

    @property
    def called(self) -> str:
        """What its variable is named after: the channel, or for a newsletter the service that sends it."""
        return self.channel if self.channel == self.kind.name else self.kind.name

    @property
    def variable(self) -> str:
        """The variable of its secret."""
        return secrets.variable_of(self.called, self.kind.secret)

    def secret(self) -> str:
        """Return the secret; UsageError where there is none, and one is needed."""
        if self.kind.free(self.settings):
            return ""
        return secrets.secret_of(self.channel, self.variable, self.account)

    def has_secret(self) -> bool:
        """Return whether there is a secret, which is not shown. UsageError where a setting is missing."""
        return bool(os.environ.get(self.variable, "").strip() or secrets.from_keyring(self.account)[0])

    def open(self, secret: str | None = None) -> Network:
        """Return the account; UsageError where a setting or the secret is missing."""
        return self.kind.open(self.settings, self.secret() if secret is None else secret)


def access(desk: Desk, channel: str) -> Access:
    """Return how a channel is reached; UsageError where nothing can be sent there by itself."""
    name = registry.channel(channel).name
    settings = rendering.settings(desk, name)
    secrets.refuse_written(name, settings)
    kind = sending.kind(outgoing.network_of(name, settings)) if name in SENT_BY_ITSELF else None
    if kind is None:
        raise outgoing.refuse_by_hand(name, [each for each in SENT_BY_ITSELF if each in registry.names()])
    return Access(channel=name, kind=kind, settings=settings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """What a login came to."""

    account: str
    """Who we are there, as the network says."""
    kept: bool
    """The secret is in the keyring of this machine."""
    variable: str


def login(desk: Desk, channel: str, secret: str) -> Entered:
    """Try a secret at its network, and keep it in the keyring where there is one. SendError where it is wrong."""
    reached = access(desk, channel)
    if not secret.strip():
        raise UsageError(M("Nothing was typed."))
    network = reached.open(secret.strip())
    try:
        account = network.who()
    finally:
        network.close()
    kept = secrets.keep(reached.account, secret.strip())
    return Entered(account=account, kept=kept, variable=reached.variable)
