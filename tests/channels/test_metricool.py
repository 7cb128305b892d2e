"""Metricool's bulk upload: its columns in their order, a row a post, true for its own network alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings

from curate.channels import channel
from curate.channels.metricool import HEADER, NETWORKS
from curate.errors import UsageError
from curate.models import Edition
from tests.channels.editions import edition, entry
from tests.channels.planning import exported, notices, planned, plans, rows

few = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def test_the_columns_of_their_template():
    assert ",".join(HEADER).startswith(
        "Text,Date,Time,Draft,Facebook,Twitter/X,LinkedIn,GBP,Instagram,Pinterest,TikTok,Youtube,Threads,Bluesky,"
        "Picture Url 1,Picture Url 2,"
    )
    assert HEADER[23:25] == ("Picture Url 10", "Alt text picture 1")
    assert HEADER[-1] == "Brand name"
    assert len(set(HEADER)) == len(HEADER)
    assert all(name == name.strip() and name for name in HEADER)
    [(name, body)] = exported("metricool", edition()).files
    assert (name, body) == ("metricool.csv", ",".join(HEADER).encode() + b"\r\n")


def test_a_row_a_post_with_only_its_own_network():
    told = planned(
        edition(entry(image="https://x.be/a.jpg", image_licence="CC BY", image_alt="Een foto")), "x", "facebook"
    )
    made = exported("metricool", told, brand="Voorbeeld")
    facebook, x = rows(made, "metricool.csv")
    truths = {name: [name for name in HEADER[3:14] if row[name] == "true"] for name, row in (("f", facebook), ("x", x))}
    assert truths == {"f": ["Facebook"], "x": ["Twitter/X"]}
    assert {row[name] for row in (facebook, x) for name in HEADER[3:14]} == {"true", "false"}
    assert (x["Date"], x["Time"], x["Draft"], x["Brand name"]) == ("2026-11-30", "10:00:00", "false", "Voorbeeld")
    assert (x["Picture Url 1"], x["Alt text picture 1"], x["Picture Url 2"]) == ("https://x.be/a.jpg", "Een foto", "")
    assert (facebook["Facebook Post Type"], x["Facebook Post Type"]) == ("POST", "")
    assert x["Text"] == channel("x").render(told, {}).posts[0].text
    assert made.posts == ()


def test_drafts_on_request():
    told = planned(edition(entry()), "x")
    assert rows(exported("metricool", told, draft=True), "metricool.csv")[0]["Draft"] == "true"
    with pytest.raises(UsageError, match=r"channels\.metricool\.draft"):
        exported("metricool", told, draft="ja")


def test_a_brand_is_no_formula_either():
    told = planned(edition(entry()), "x")
    assert rows(exported("metricool", told, brand="=1+1"), "metricool.csv")[0]["Brand name"] == " =1+1"


def test_channels_that_it_has_not_are_said():
    made = exported("metricool", planned(edition(entry()), "mastodon", "x"))
    assert len(rows(made, "metricool.csv")) == 1
    assert notices(made) == ["Metricool does not take mastodon: post there by hand."]


def test_no_plan_says_how_to_make_one():
    [said] = notices(exported("metricool", edition(entry())))
    assert "for Metricool is empty" in said
    assert 'curate digest plan 3 --slots "di 10:00, do 16:00"' in said


@few
@given(plans(("facebook", "mastodon", "x")))
def test_any_plan_reads_back(told: Edition):
    made = exported("metricool", told)
    found = rows(made, "metricool.csv")
    for row in found:
        assert row["Text"].strip()
        assert datetime.fromisoformat(f"{row['Date']}T{row['Time']}")
        assert [row[column] for column in NETWORKS.values()].count("true") == 1
    assert [(row["Date"], row["Time"]) for row in found] == sorted((row["Date"], row["Time"]) for row in found)
