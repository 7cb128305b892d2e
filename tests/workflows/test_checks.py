"""The check as a workflow: quick for a large digest, and what it gathers is right."""

from __future__ import annotations

from curate.models import Kind, Said, SaidEntry, SaidPage
from curate.store import opened
from curate.workflows import composing, curating, planning, publishing
from tests.workflows.conftest import NOW, desk_in

WORDS = "Wie met vrijwilligers werkt, krijgt hiermee een houvast dat ook klopt, en dat is nodig."


def test_a_digest_of_fifty_items_is_checked(desk):
    body = "<p>" + "Een lange tekst over van alles en nog wat met veel woorden erin. " * 150 + "</p>"
    said = tuple(
        SaidEntry(id=None, url=f"https://blog.example/l{n}", title=f"Bericht {n}", content=body, published=NOW)
        for n in range(50)
    )
    desk.store.items.take(1, Said(entries=said), home="https://blog.example", now=NOW, first=False)
    numbers = [str(number) for number in range(5, 55)]
    for number in numbers:
        curating.comment(desk, number, {"commentary": f"{WORDS} {number}. " + f"{WORDS} " * 8})
    digest = composing.new(desk, "Veel")
    composing.add(desk, digest, numbers)
    findings = publishing.check(desk, digest)
    assert len([each for each in findings if each.rule == "too-long"]) == 50


def test_who_copies_the_text_of_an_item_without_summary_is_told(desk):
    body = "De stad opent tien huizen waar iedereen hulp krijgt bij digitale vragen en papieren"
    said = SaidEntry(id=None, url="https://blog.example/c", title="Huizen", content=f"<p>{body}.</p>", published=NOW)
    desk.store.items.take(1, Said(entries=(said,)), home="https://blog.example", now=NOW, first=False)
    curating.comment(desk, "5", {"commentary": body})
    digest = composing.new(desk, "X")
    composing.add(desk, digest, ["5"])
    assert ("commentary-repeats", 5) in {(each.rule, each.item) for each in publishing.check(desk, digest)}


def test_an_item_behind_a_wall_is_marked(desk):
    desk.store.pages.keep(1, SaidPage(url="https://blog.example/1", content="<p>x</p>", paywalled=True), NOW)
    digest = composing.new(desk, "X")
    composing.add(desk, digest, ["1", "2"])
    edition = composing.edition(desk, desk.store.digests.get(digest))
    assert [entry.paywalled for entry in edition.entries] == [True, False]


def test_a_trend_takes_what_was_selected_first_and_no_more_than_an_edition(desk):
    curating.comment(desk, "4", {"commentary": WORDS})
    number = composing.new(desk, "Leren", kind=Kind.TREND, about="denken")
    items = desk.store.digests.get(number).items
    assert items[0] == 4
    assert len(items) == desk.config.digest.max_per_source


def test_a_plan_survives_a_merge_and_ours_stays(desk, tmp_path):
    composing.new(desk, "X")
    composing.add(desk, 1, ["1", "2"])
    planning.make(desk, 1, "di 10:00", channels=["x"])
    with desk_in(tmp_path / "ander") as other:
        _merged(desk, other)
        [there] = other.store.digests.all()
        first = planning.of(desk, 1)
        assert [(each.item, each.at) for each in planning.of(other, there.id)] == [(e.item, e.at) for e in first]
        planning.clear(desk, 1)
        planning.make(desk, 1, "wo 10:00", channels=["x", "facebook"])
        _merged(desk, other)
        days = {(each.channel, each.at.weekday()) for each in planning.of(other, there.id)}
        assert days == {("x", 1), ("facebook", 2)}


def _merged(desk, other):
    desk.store._connection.db.conn.commit()  # the desk of these tests is filled outside a transaction
    with opened(desk.workspace.database) as copy:
        other.store.merge(copy)
