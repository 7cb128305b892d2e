"""The figures of a period, and what came of posts that stand in the ledger."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from curate.errors import Refused, UsageError
from curate.states import Step
from curate.workflows import composing, curating, figuring, publishing
from curate.workflows.desk import Desk

TEXT = "Dit raakt ons: het gaat over de gegevens van onze leden en vrijwilligers."


@pytest.fixture
def sent(desk: Desk) -> Desk:
    """Return a desk from which two items went out, on X and in a newsletter."""
    number = composing.new(desk, "Trends van week 48")
    for item in ("1", "2"):
        curating.comment(desk, item, {"commentary": f"{TEXT} Nummer {item}."})
        composing.add(desk, number, [item])
    curating.tag(desk, ["1"], add=["privacy"], remove=[], new=True)
    curating.move(desk, ["3"], Step.DISMISS)
    publishing.posted(desk, number, ["1"], channel="x", url="https://x.example/vzw/1", at_=desk.now)
    publishing.posted(desk, number, ["2"], channel="x", url=None, at_=desk.now)
    publishing.posted(desk, number, [], channel="markdown", url=None, at_=desk.now)
    return desk


def stats(desk: Desk) -> figuring.Stats:
    return figuring.stats(desk, desk.now - timedelta(days=7), desk.now + timedelta(days=1))


def test_figures_say_what_came_in_and_what_became_of_it(sent: Desk) -> None:
    found = stats(sent)
    assert (found.counts.seen, found.counts.kept, found.counts.dismissed, found.counts.commented) == (4, 2, 1, 2)
    assert [(each.source, each.seen, each.kept, each.posted) for each in found.sources] == [("Blog", 4, 2, 2)]
    assert {each.name: (each.posts, each.items) for each in found.channels} == {"x": (2, 2), "markdown": (1, 2)}
    assert (found.posted, found.own, found.outlets, found.spread) == (2, 0, 1, 1)
    empty = figuring.stats(sent, sent.now - timedelta(days=900), sent.now - timedelta(days=800))
    assert (empty.counts.seen, empty.posted, empty.spread) == (0, 0, 0)
    with pytest.raises(UsageError, match="before it begins"):
        figuring.stats(sent, sent.now, sent.now)


def test_results_are_found_by_address_by_text_and_by_title(sent: Desk) -> None:
    body = f"Permalink,Title,Reach,Clicks\nhttps://www.x.example/vzw/1?utm_source=a,,120,7\n,{TEXT} Nummer 2,80,\n"
    noted = figuring.take_in(sent, body.encode(), channel=None)
    assert [(row.item, row.channel, figures) for row, figures in noted.taken] == [
        (1, "x", {"reach": 120, "clicks": 7}),
        (2, "x", {"reach": 80}),
    ]
    again = figuring.take_in(sent, body.encode(), channel="x")
    assert (again.same, again.taken, again.faults) == (2, (), ())
    letter = "Subject,Opens,Recipients\nTrends van week 48,40,100\n"
    [(row, figures)] = figuring.take_in(sent, letter.encode(), channel=None).taken
    assert (row.channel, figures) == ("markdown", {"opens": 40, "sent": 100})
    channels = {each.name: each.results for each in stats(sent).channels}
    assert channels == {"x": {"reach": 200, "clicks": 7}, "markdown": {"opens": 40, "sent": 100}}
    assert stats(sent).themes[0].results["reach"] >= 120


def test_what_is_of_no_post_or_several_is_named(sent: Desk) -> None:
    body = f"Title,Reach\nEen bericht dat hier niet stond,12\n{TEXT[:50]}…,5\n"
    noted = figuring.take_in(sent, body.encode(), channel="x")
    said = [str(fault) for fault in noted.faults]
    assert not noted.taken
    assert "Line 2 is of no post" in said[0]
    assert "Line 3 fits several posts: #1 (x), #2 (x)" in said[1]
    assert "curate results ITEM --channel x reach=5" in said[1]


def test_figures_of_one_network_are_never_those_of_a_post_on_another(sent: Desk) -> None:
    body = f"Post title,Post link,Clicks\n{TEXT} Nummer 2,https://www.linkedin.com/feed/update/1,7\n"
    noted = figuring.take_in(sent, body.encode(), channel=None)
    assert not noted.taken
    assert "of no post" in str(noted.faults[0])


def test_posts_at_one_address_are_told_apart_by_their_words(sent: Desk) -> None:
    number = sent.store.digests.all()[0].id
    publishing.posted(sent, number, ["1", "2"], channel="facebook", url="https://facebook.com/vzw", at_=sent.now)
    body = f"Permalink,Titel,Bereik\nhttps://www.facebook.com/vzw,{TEXT} Nummer 2,7\n"
    [(row, figures)] = figuring.take_in(sent, body.encode(), channel=None).taken
    assert (row.item, row.channel, figures) == (2, "facebook", {"reach": 7})


def test_a_letter_is_known_by_its_subject_behind_the_name_that_the_service_has_for_it(sent: Desk) -> None:
    body = "Title,Subject,Total Recipients\nKopie van nieuwsbrief 12,Trends van week 48,100\n"
    [(row, figures)] = figuring.take_in(sent, body.encode(), channel=None).taken
    assert (row.channel, figures) == ("markdown", {"sent": 100})


def test_figures_by_hand_and_taken_back(sent: Desk) -> None:
    noted = figuring.note(sent, "1", "x", ["bereik=1.200", "klikken=35"])
    assert noted.taken[0][1] == {"reach": 1200, "clicks": 35}
    assert figuring.note(sent, "1", "x", ["reach=1200"]).same == 1
    figuring.note(sent, "1", "x", ["reach=1300"])
    curating.undo(sent)
    [x] = [each for each in stats(sent).channels if each.name == "x"]
    assert x.results == {"reach": 1200, "clicks": 35}


@pytest.mark.parametrize("wrong", ["reach", "reach=veel", "reach=-1", "stemming=3"])
def test_a_figure_that_is_none_is_refused(sent: Desk, wrong: str) -> None:
    with pytest.raises(UsageError):
        figuring.note(sent, "1", "x", [wrong])


def test_without_a_post_there_is_nothing_to_be_of(desk: Desk) -> None:
    with pytest.raises(Refused, match="ledger is empty"):
        figuring.take_in(desk, b"Title,Reach\nx,1\n", channel=None)
    with pytest.raises(UsageError, match="does not have #1 on x"):
        figuring.note(desk, "1", "x", ["reach=1"])


def test_the_page_has_charts_and_the_same_bytes_twice(sent: Desk, tmp_path: Path) -> None:
    figuring.note(sent, "1", "x", ["reach=1200"])
    for name in ("a.html", "b.html"):
        figuring.write(sent, stats(sent), tmp_path / name, "nl")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page == (tmp_path / "b.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert 'lang="nl"' in page
    assert "1200" in page
