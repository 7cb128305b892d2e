"""Names: another in the place of one throughout, and none for who left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from curate.errors import Refused, UsageError
from curate.states import Step
from curate.workflows import colleagues, composing, curating, people, publishing
from curate.workflows.desk import Desk


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Return a desk at which An and Bea did something of everything."""
    bea = replace(desk, by="Bea")
    curating.comment(desk, "1", {"commentary": "An schreef dit zelf, over Bea en An."})
    curating.comment(bea, "1", {"context": "Bea vulde aan."})
    colleagues.tip(bea, "2", "Past bij ons")
    colleagues.assign(desk, ["2"], "Bea")
    colleagues.assign(desk, ["2"], "An")
    colleagues.assign(desk, ["2"], "Bea")
    curating.move(bea, ["3"], Step.DISMISS)
    number = composing.new(bea, "Editie")
    composing.add(desk, number, ["1"])
    composing.close(bea, number)
    publishing.posted(bea, number, ["1"], channel="x", url=None, at_=desk.now)
    return desk


def everything(desk: Desk) -> str:
    """Return all that stands in the database, as text."""
    rows = []
    for table in ("item", "note", "event", "tip", "digest", "post"):
        rows += [str(row) for row in desk.store.people._c.rows(f"SELECT * FROM {table}")]  # noqa: S608
    return "\n".join(rows)


def test_the_list_says_who_did_what(worked: Desk) -> None:
    found = {each.name: each for each in worked.store.people.all()}
    assert list(found) == ["An", "Bea"]
    assert (found["Bea"].notes, found["Bea"].tips, found["Bea"].posts, found["Bea"].assigned) == (1, 1, 1, 1)
    assert found["An"].last == worked.now


def test_a_name_is_replaced_throughout_and_the_log_keeps_its_order(worked: Desk) -> None:
    before = [(event.id, event.at, event.action, event.key) for event in worked.store.curation.events()]
    assert people.rename(worked, "bea", "Beatrijs Claes")[0] == "Beatrijs Claes"
    after = worked.store.curation.events()
    assert [(event.id, event.at, event.action, event.key) for event in after[:-1]] == before
    assert (after[-1].action, after[-1].text) == ("people", "Beatrijs Claes")
    assert "'Bea'" not in everything(worked)
    assert '"Bea"' not in everything(worked)
    note = worked.store.curation.note(1)
    assert note is not None
    assert (note.by, note.commentary) == ("Beatrijs Claes", "An schreef dit zelf, over Bea en An.")


def test_who_is_forgotten_does_not_come_back_by_undo(worked: Desk) -> None:
    assert people.forget(worked, "Bea")[0] == "voormalige collega"
    curating.undo(worked)
    curating.undo(worked)
    assert "'Bea'" not in everything(worked)
    assert '"Bea"' not in everything(worked)
    assert [each.name for each in worked.store.people.all() if each.name == "Bea"] == []


def test_two_who_left_stay_two(worked: Desk) -> None:
    first, second = people.forget(worked, "Bea")[0], people.forget(worked, "An")[0]
    assert first != second
    assert {first, second} <= {each.name for each in worked.store.people.all()}


def test_a_name_that_is_somebody_elses_is_refused(worked: Desk) -> None:
    with pytest.raises(Refused, match="somebody else"):
        people.rename(worked, "Bea", " AN ")
    assert people.rename(worked, "Bea", "BEA")[0] == "BEA"


@pytest.mark.parametrize(("name", "hint"), [("Bae", "Bea"), ("Zoë van nergens", "curate people")])
def test_an_unknown_name_is_said(worked: Desk, name: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        people.rename(worked, name, "X")
    assert hint in str(refused.value.hint)
