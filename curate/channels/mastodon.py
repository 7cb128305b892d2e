"""Mastodon: 500 characters as a reader sees them, an address counts 23, `@user@host` as `@user`."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, addresses, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="mastodon",
    rules=ChannelRules(
        limit=500,
        unit="graphemes",
        counts=M(
            "characters as a reader sees them (grapheme clusters); every address counts 23, @user@server as @user; "
            "a server may allow more: ask it with --online"
        ),
        hashtags=3,
        source="https://docs.joinmastodon.org/user/posting/",
        checked=date(2026, 11, 23),
        alt=1500,
        shares="text",
        poster="account",
    ),
    measure=counting.mastodon,
    recognised=addresses.on_mastodon,
    languages=1,
    compose_url="{server}/publish",
    share_url="{server}/share?text={text}",
)
