"""The check of a digest: each rule fires where it should, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.digest.check import NO_COMMENTARY, RULES, CheckSettings, Fit, Tried, check, gate
from curate.locale import PEOPLE, M, translate
from curate.models import Edition, Entry, Finding, Kind, Level, State

WORDS = "Wie met kwetsbare gezinnen werkt, krijgt hiermee voor het eerst een houvast dat ook klopt."
OTHER = "Onze buurtwerkers vragen dit al jaren, en nu staat het zwart op wit: lees vooral het tweede deel."
SUMMARY = (
    "De toezichthouder publiceert een nieuwe leidraad over gegevens van minderjarigen in het jeugdwerk en de sport."
)


def entry(item: int, **values: object) -> Entry:
    """Return an item with nothing against it; every third is the organisation's own."""
    plain = {
        "own": item % 3 == 0,
        "key": f"k{item}",
        "title": f"Bericht {item}",
        "url": f"https://krant{item}.example/a",
        "outlet": f"Krant {item}",
        "commentary": WORDS,
    }
    return Entry(item=item, **(plain | values))  # type: ignore[arg-type]


def edition(*entries: Entry, **values: object) -> Edition:
    plain = {
        "digest": 3,
        "key": "d",
        "title": "Trends van de week",
        "language": "nl",
        "organisation": "Voorbeeld vzw",
        "organisation_url": "https://voorbeeld.example",
        "timezone": "Europe/Brussels",
        "date": datetime(2026, 11, 23, tzinfo=UTC),
        "intro": "Goed gelezen deze week.",
    }
    return Edition(entries=entries, **(plain | values))  # type: ignore[arg-type]


def rules(found: tuple[Finding, ...]) -> list[tuple[str, int | None]]:
    return [(finding.rule, finding.item) for finding in found]


QUOTED = {"quote": "“Wij wisten van niets.”", "quote_author": "Jan Janssens", "quote_outlet": "De Krant"}


def test_a_good_digest_has_nothing_against_it():
    good = edition(
        entry(1, **QUOTED),
        entry(2, commentary=OTHER, image="a.jpg", image_alt="Een deur", image_licence="CC BY", only=("x",)),
    )
    assert check(good, CheckSettings(approval_required=True), states=dict.fromkeys((1, 2), State.APPROVED)) == ()
    assert gate(good) == ()


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_digest():
    found = check(edition(intro=""), CheckSettings())
    assert rules(found) == [("empty", None)]
    assert found[0].level is Level.ERROR


@pytest.mark.parametrize("commentary", ["", "  \n", "…", "👍", "\u200b"])
def test_an_item_without_words_is_kept_in(commentary):
    silent = edition(entry(1), entry(2, commentary=commentary))
    assert gate(silent) == (2,)
    found = check(silent, CheckSettings())
    assert rules(found) == [("no-commentary", 2)]
    assert found[0].level is Level.ERROR
    assert "curate comment 2" in str(found[0].message)


@pytest.mark.parametrize(
    ("only", "texts", "silent"),
    [
        ((), (("mastodon", OTHER),), True),
        (("mastodon",), (("mastodon", OTHER),), False),
        (("mastodon",), (("mastodon", " "),), True),
        (("mastodon", "x"), (("mastodon", OTHER),), True),
        (("mastodon", "x"), (("mastodon", OTHER), ("x", OTHER), ("blog", OTHER)), False),
    ],
)
def test_a_text_for_a_channel_counts_for_that_channel_only(only, texts, silent):
    spoken = edition(entry(1, commentary="", only=only, texts=texts))
    assert gate(spoken) == ((1,) if silent else ())
    assert rules(check(spoken, CheckSettings())) == ([("no-commentary", 1)] if silent else [])


def test_what_was_let_through_on_purpose_is_no_error_but_the_gate_still_names_it():
    allowed = edition(entry(1, commentary="", uncommented=True))
    assert check(allowed, CheckSettings()) == ()
    assert gate(allowed) == (1,)


@pytest.mark.parametrize("lacking", ["quote_author", "quote_outlet"])
def test_a_quote_names_who_and_where(lacking):
    found = check(edition(entry(1, **(QUOTED | {lacking: " "}))), CheckSettings())
    assert rules(found) == [("quote-attribution", 1)]
    assert found[0].level is Level.ERROR


def test_a_quote_needs_words_of_ones_own_even_where_the_item_was_let_through():
    assert rules(check(edition(entry(1, commentary="", uncommented=True, **QUOTED)), CheckSettings())) == [
        ("quote-commentary", 1)
    ]
    own_text = entry(1, commentary="", only=("x",), texts=(("x", OTHER),), **QUOTED)
    assert check(edition(own_text), CheckSettings()) == ()


@pytest.mark.parametrize(("length", "too_long"), [(300, False), (301, True)])
def test_a_quote_has_a_measure(length, too_long):
    found = check(edition(entry(1, **(QUOTED | {"quote": "a" * length}))), CheckSettings())
    assert rules(found) == ([("quote-length", 1)] if too_long else [])
    assert all(finding.level is Level.ERROR for finding in found)


@pytest.mark.parametrize("state", [*State, None])
def test_approval_where_it_is_required(state):
    known = {} if state is None else {1: state}
    approved = state in (State.APPROVED, State.PUBLISHED, State.CORRECTED)
    found = rules(check(edition(entry(1)), CheckSettings(approval_required=True), states=known))
    assert (("unapproved", 1) in found) is not approved
    assert ("unapproved", 1) not in rules(check(edition(entry(1)), CheckSettings(), states=known))


@pytest.mark.parametrize("state", list(State))
def test_what_was_taken_back_does_not_go_out(state):
    found = check(edition(entry(1)), CheckSettings(), states={1: state})
    expected = [(state.value, 1)] if state in (State.WITHDRAWN, State.DISMISSED) else []
    assert rules(found) == expected
    assert all(finding.level is Level.ERROR for finding in found)


# ── warnings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def warned(found: tuple[Finding, ...]) -> list[tuple[str, int | None]]:
    assert all(finding.level is Level.WARNING for finding in found)
    return rules(found)


def test_too_many_items():
    settings = CheckSettings(max_items=2)
    assert warned(check(edition(*map(entry, (1, 2, 3))), settings)) == [("too-many-items", None)]
    assert check(edition(*map(entry, (1, 2))), settings) == ()


def test_one_source_that_speaks_too_much():
    same = [entry(item, outlet="De Krant") for item in (1, 2, 3)]
    found = check(edition(*same, entry(4)), CheckSettings())
    assert warned(found) == [("source-share", None)]
    assert "De Krant" in str(found[0].message)
    assert check(edition(*same[:2], entry(6)), CheckSettings()) == ()


@pytest.mark.parametrize(("count", "short"), [(1, True), (11, True), (12, False)])
def test_a_commentary_of_a_few_words(count, short):
    commentary = " ".join(["woord", "na", "woord"][number % 3] + str(number) for number in range(count))
    found = check(edition(entry(1, commentary=commentary)), CheckSettings())
    assert warned(found) == ([("commentary-short", 1)] if short else [])


@pytest.mark.parametrize(
    ("commentary", "repeats"),
    [
        (SUMMARY, True),
        (SUMMARY.upper(), True),
        (f"Interessant. {SUMMARY}", True),
        (f"{SUMMARY} {WORDS} {OTHER}", False),
        (OTHER, False),
    ],
)
def test_a_commentary_that_says_what_the_source_says(commentary, repeats):
    found = check(edition(entry(1, commentary=commentary)), CheckSettings(), summaries={1: SUMMARY})
    assert warned(found) == ([("commentary-repeats", 1)] if repeats else [])


@pytest.mark.parametrize(("only", "named"), [((), ["mastodon", "x"]), (("x",), ["x"]), (("blog",), [])])
def test_what_was_posted_before(only, named):
    found = check(edition(entry(1, posted=("mastodon", "x"), only=only)), CheckSettings())
    assert warned(found) == ([("already-posted", 1)] if named else [])
    assert not named or ", ".join(named) in str(found[0].message)


def test_what_is_in_another_digest():
    found = check(edition(entry(1), entry(2)), CheckSettings(), elsewhere={2: [1, 2]})
    assert warned(found) == [("already-in-digest", 2)]
    assert "1, 2" in str(found[0].message)


def test_a_story_told_twice():
    found = check(edition(*map(entry, (4, 5, 6, 7))), CheckSettings(), stories={4: 9, 5: 8, 6: 9, 7: 9})
    assert warned(found) == [("story-twice", 6), ("story-twice", 7)]
    assert "#4" in str(found[0].message)


def test_an_image_without_a_description():
    pictured = entry(1, image="https://a.example/b.jpg", image_licence="CC BY 4.0")
    assert warned(check(edition(pictured), CheckSettings())) == [("image-alt", 1)]


def test_an_image_without_a_licence():
    pictured = entry(1, image="https://a.example/b.jpg", image_alt="Een deur")
    assert warned(check(edition(pictured), CheckSettings())) == [("image-licence", 1)]


def test_no_intro():
    assert warned(check(edition(entry(1), intro=" \n"), CheckSettings())) == [("no-intro", None)]


@pytest.mark.parametrize(
    ("address", "follows"),
    [
        ("https://a.example/?utm_source=x&id=1", True),
        ("https://a.example/?id=1&fbclid=2", True),
        ("https://a.example/?MC_CID=1", True),
        ("https://a.example/utm_source=x", False),
        ("https://a.example/?id=1", False),
        ("https://[a.example/?utm_source=1", False),
    ],
)
def test_addresses_that_follow_readers(address, follows):
    expected = [("tracking", 1)] if follows else []
    assert warned(check(edition(entry(1, url=address)), CheckSettings())) == expected
    assert warned(check(edition(entry(1, related=address)), CheckSettings())) == expected


# ── all together ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_errors_come_first_and_each_in_the_order_of_the_edition():
    found = check(
        edition(entry(9, image="a.jpg"), entry(4, commentary="", image="b.jpg"), entry(7, commentary=""), intro=""),
        CheckSettings(max_items=2, levels={"image-licence": "off"}),
    )
    assert rules(found) == [
        ("no-commentary", 4),
        ("no-commentary", 7),
        ("no-intro", None),
        ("too-many-items", None),
        ("image-alt", 9),
        ("image-alt", 4),
    ]


@given(
    entries=st.lists(
        st.builds(
            entry,
            st.integers(1, 9),
            commentary=st.text(max_size=60),
            quote=st.text(max_size=400),
            quote_author=st.text(max_size=3),
            image=st.text(max_size=2),
            url=st.text(max_size=40),
            posted=st.just(("x",)),
        ),
        max_size=9,
        unique_by=lambda each: each.item,
    ),
    required=st.booleans(),
)
def test_every_finding_can_be_said_and_the_gate_agrees(entries, required):
    whole = edition(*entries)
    settings = CheckSettings(approval_required=required)
    found = check(whole, settings)
    assert found == check(whole, settings)
    assert gate(whole) == tuple(item for rule, item in rules(found) if rule == "no-commentary")
    for finding in found:
        assert finding.item is None or finding.item in {each.item for each in entries}
        assert all(translate(finding.message, language) for language in PEOPLE)
    spoken = replace(whole, entries=tuple(replace(each, uncommented=True) for each in entries))
    assert "no-commentary" not in {finding.rule for finding in check(spoken, settings)}


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("own", "count", "warned_of"),
    [(0, 1, False), (0, 2, False), (1, 2, False), (2, 2, True), (0, 3, True), (1, 3, False), (2, 3, True), (3, 3, True),
     (1, 10, False), (1, 11, True), (4, 10, False), (5, 10, True)],
)  # fmt: skip
def test_the_share_of_ones_own(own, count, warned_of):
    items = [entry(item, own=item <= own) for item in range(1, count + 1)]
    found = check(edition(*items), CheckSettings(max_items=20))
    assert warned(found) == ([("own-share", None)] if warned_of else [])


@pytest.mark.parametrize(
    ("languages", "public", "offered", "warned_of"),
    [
        (["en"] * 5, "nl", None, True),
        (["en"] * 4 + ["nl"], "nl", None, False),
        (["en"] * 9 + ["nl"], "nl", None, True),
        (["en"] * 5, "nl", {"en": 99}, True),
        (["nl"] * 5, "nl", {"nl": 50, "fr": 50}, True),
        (["nl"] * 5, "nl", {"nl": 99, "fr": 1}, False),
        (["nl", "nl"], "nl", None, False),
        ([None] * 5, "nl", None, False),
    ],
)
def test_one_language_that_has_it_all(languages, public, offered, warned_of):
    items = [entry(item, language=language) for item, language in enumerate(languages, 1)]
    found = check(edition(*items, language=public), CheckSettings(max_items=20), languages=offered)
    assert warned(found) == ([("language-share", None)] if warned_of else [])


@pytest.mark.parametrize(("closed", "warned_of"), [(0, False), (1, False), (2, True)])
def test_what_many_readers_find_shut(closed, warned_of):
    found = check(edition(*(entry(item, paywalled=item <= closed) for item in (1, 2, 3))), CheckSettings())
    assert warned(found) == ([("paywall-share", None)] if warned_of else [])


# ── more on one item ─────────────────────────────────────────────────────────────────────────────────────────────────

DAY = datetime(2026, 11, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "old"), [(None, False), (DAY, False), (datetime(2026, 11, 15, 23, 59, tzinfo=UTC), True)]
)
def test_what_is_older_than_the_period(published, old):
    found = check(edition(entry(1, published=published)), CheckSettings(), since=DAY)
    assert warned(found) == ([("too-old", 1)] if old else [])


def test_what_is_not_shared():
    listed = CheckSettings(avoid=("krant1.example", "loterij"))
    found = check(edition(entry(1), entry(2), entry(4, title="De Loterij wint")), listed)
    assert rules(found) == [("avoided", 1), ("avoided", 4), ("own-share", None)]
    assert found[0].level is Level.ERROR
    assert "krant1.example" in str(found[0].message)


def test_a_description_that_is_too_long_for_a_channel():
    pictured = entry(1, image="a.jpg", image_alt="a" * 1001, image_licence="CC BY")
    found = check(edition(pictured), CheckSettings(), alts={"x": 1000, "mastodon": 1500})
    assert warned(found) == [("alt-length", 1)]
    assert "x takes 1000" in str(found[0].message)
    assert "mastodon" not in str(found[0].message)
    assert check(edition(replace(pictured, only=("mastodon",))), CheckSettings(), alts={"x": 1000}) == ()


def test_an_item_that_does_not_fit():
    fits = {1: [Fit(channel="x", posts=3), Fit(channel="mastodon", posts=2), Fit(channel="facebook")]}
    found = check(edition(entry(1)), CheckSettings(), fits=fits)
    assert warned(found) == [("too-long", 1)]
    assert "3 on x, 2 on mastodon" in str(found[0].message)
    cannot = check(edition(entry(1)), CheckSettings(), fits={1: [Fit(channel="x", why_not=M("No."))]})
    assert rules(cannot) == [("unpostable", 1)]
    assert cannot[0].level is Level.ERROR


@pytest.mark.parametrize(
    ("status", "why", "rule"),
    [(200, None, None), (404, M("Gone."), "dead-link"), (410, None, "dead-link"), (403, M("No."), "unreachable"),
     (None, M("No answer."), "unreachable")],
)  # fmt: skip
def test_links_that_were_tried(status, why, rule):
    address = entry(1).url
    found = check(edition(entry(1)), CheckSettings(), tried={address: Tried(url=address, status=status, why=why)})
    assert rules(found) == ([(rule, 1)] if rule else [])
    assert all((finding.level is Level.ERROR) is (rule == "dead-link") for finding in found)


def test_braces_around_what_is_no_value():
    found = check(edition(entry(1), intro="Uit {sen} berichten"), CheckSettings())
    assert warned(found) == [("unknown-value", None)]
    assert "Did you mean {seen}?" in str(found[0].message)


def test_a_timeline_goes_on_in_time_and_may_tell_one_story():
    days = [entry(item, published=datetime(2026, 11, day, tzinfo=UTC)) for item, day in ((1, 20), (2, 18))]
    told = edition(*days, kind=Kind.TIMELINE)
    assert warned(check(told, CheckSettings(), stories={1: 5, 2: 5})) == [("timeline-order", None)]
    assert check(replace(told, entries=told.entries[::-1]), CheckSettings(), stories={1: 5, 2: 5}) == ()
    assert warned(check(replace(told, kind=Kind.LIST), CheckSettings(), stories={1: 5, 2: 5})) == [("story-twice", 2)]


# ── own texts, and the channels there are ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("only", "channels", "silent"),
    [((), ("mastodon",), False), ((), ("mastodon", "x"), True), (("x",), ("mastodon", "x"), True),
     (("mastodon",), ("mastodon", "x"), False), (("mastodon",), ("x",), False), (("blog",), ("mastodon",), True)],
)  # fmt: skip
def test_an_own_text_is_the_curators_words_where_it_goes_out(only, channels, silent):
    spoken = edition(entry(1, commentary="", only=only, texts=(("mastodon", OTHER),)))
    assert gate(spoken, channels) == ((1,) if silent else ())
    assert rules(check(spoken, CheckSettings(), channels=channels)) == ([("no-commentary", 1)] if silent else [])


# ── switching rules ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_can_be_switched_but_that_of_the_house():
    silent = edition(entry(1, commentary="", image="a.jpg"), intro="")
    for level in ("off", "warning", "error"):
        found = check(silent, CheckSettings(levels=dict.fromkeys(RULES, level)))
        house = [finding for finding in found if finding.rule == NO_COMMENTARY]
        assert [finding.level for finding in house] == [Level.ERROR]
        others = {finding.rule: finding.level.value for finding in found if finding.rule != NO_COMMENTARY}
        assert others == ({} if level == "off" else dict.fromkeys(("no-intro", "image-alt", "image-licence"), level))
