"""The tags of services that send newsletters: ours, which they are to fill in, and all others, which they must not run.

What they would run is broken up with a character that nobody sees or hears (U+200C, which joins nothing). An entity
would not do: a service decodes it first, or its editor does when the letter is saved. For the service that is to send
the letter, it is broken up wherever such a character stands, not only where a tag is recognised: services make a text
of the HTML, and what markup kept apart would then be one. What looks like a tag of another service is broken up too, as
nothing keeps anybody from pasting the letter there. It is U+200C, as every mail program knows that one from the line
which it shows behind a subject. In addresses, percent-encoding does the same (`targets`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from curate.errors import UsageError
from curate.locale import M

BREAK = "\u200c"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What sends the newsletter, and its own tags; "" where it has none."""

    name: str
    unsubscribe: str = ""
    """Becomes the address at which a reader unsubscribes."""
    address: str = ""
    """Becomes the sender's postal address, in HTML."""
    address_text: str = ""
    """The same, in a text."""
    mirror: str = ""
    """Becomes the address at which the letter can be read in a browser."""
    opens: str = ""
    """Characters after which its tags must be broken up."""
    closes: str = ""
    """Characters before which its tags must be broken up."""


PLAIN = Profile(name="plain")
MAILCHIMP = Profile(
    name="mailchimp",
    unsubscribe="*|UNSUB|*",
    address="*|HTML:LIST_ADDRESS_HTML|*",
    address_text="*|LIST:ADDRESS|*",
    mirror="*|ARCHIVE|*",
    opens="|",
    closes="|",
)
"""mailchimp.com/help/customize-your-footer-content: the tags that it wants; its own link is the only one it knows."""
BREVO = Profile(
    name="brevo",
    unsubscribe="{{ unsubscribe }}",
    mirror="{{ mirror }}",
    opens="{[",  # [UPPER_CASE]: its older templates
    closes="}]",
)
"""help.brevo.com/hc/en-us/articles/4402386448530: variables for links and preview."""
PROFILES = {profile.name: profile for profile in (MAILCHIMP, BREVO, PLAIN)}


def chosen(settings: Mapping[str, object]) -> Profile:
    """Return the profile of a newsletter, plain where nothing is said; UsageError where there is no such one."""
    given = settings.get("profile")
    name = PLAIN.name if given is None else str(given).strip().lower()
    if name not in PROFILES:
        from difflib import get_close_matches

        near = get_close_matches(name, PROFILES, 1)
        raise UsageError(
            M("channels.{channel}.profile in sources.yaml is {value}.", channel="newsletter", value=repr(given)),
            hint=M("Did you mean “{name}”?", name=near[0])
            if near
            else M("It is one of: {names}.", names=", ".join(PROFILES)),
        )
    return PROFILES[name]


_ANY = re.compile(r"(?<=\*)(?=\|)|(?<=\|)(?=\*)|(?<=\{)(?=[{%#])|(?<=[}%#])(?=\})|(?<=\[)(?=\[)|(?<=%)(?=%)")
"""Within `*|`, `|*`, `{{`, `{%`, `{#`, their endings, `[[` and `%%`: what such tags begin with, whosever they are."""


def inert(words: str, profile: Profile) -> str:
    """Return words, or HTML without a tag of our own and without addresses that hold such characters, inert."""
    words = _ANY.sub(BREAK, words)
    if profile.opens:
        words = re.sub(f"([{re.escape(profile.opens)}])", rf"\1{BREAK}", words)
    if profile.closes:
        words = re.sub(f"([{re.escape(profile.closes)}])", rf"{BREAK}\1", words)
    return words
