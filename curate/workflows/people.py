"""People: who worked here, another name for one, and none for who left."""

from __future__ import annotations

from curate import text
from curate.errors import Refused, UsageError
from curate.locale import M, P, translate
from curate.store import Person
from curate.workflows import desk as at
from curate.workflows.desk import Desk


def rename(desk: Desk, name: str, to: str) -> tuple[str, int]:
    """Put a name in the place of another throughout, and return the one it now is and in how many places it stood.

    Raises UsageError where nobody is called so, Refused where the new name is somebody else's: whose words are whose
    would be lost, and so would the second pair of eyes.
    """
    person = called(desk, name)
    new = text.one_line(to)
    if not new:
        raise UsageError(M("Give the new name: curate people rename {name} NAME", name=_quoted(person.name)))
    same = text.fold(new) == text.fold(person.name)
    taken = next((each.name for each in desk.store.people.all() if text.fold(each.name) == text.fold(new)), None)
    if taken is not None and not same:
        raise Refused(
            M("{name} is somebody else here: their words would become one person's.", name=taken),
            hint=M("Choose a name that nobody has. All names: curate people"),
        )
    return new, _replaced(desk, person.name, new)


def forget(desk: Desk, name: str) -> tuple[str, int]:
    """Take a name out throughout, and return what stands in its place and in how many places it stood."""
    person = called(desk, name)
    names = {text.fold(each.name) for each in desk.store.people.all()}
    language = desk.config.organisation.language
    number, new = 1, ""
    while not new or text.fold(new) in names:  # one who left is not another: approvals stay those of a second person
        said = P("former colleague") if number == 1 else P("former colleague {n}", n=number)
        new = translate(said, language)
        number += 1
    return new, _replaced(desk, person.name, new)


def _replaced(desk: Desk, name: str, new: str) -> int:
    with desk.store.transaction():
        places = desk.store.people.rename(name, new)
        act = desk.act()
        by = new if text.fold(act.by) == text.fold(name) else act.by
        # Without the earlier name: it was to be gone. So this is not taken back by `undo`.
        desk.store.curation.record(type(act)(by=by, at=act.at, batch=act.batch, how=act.how), "people", text=new)
    return places


def called(desk: Desk, name: str) -> Person:
    """Return the person that is called so: to the letter, else whatever the case and accents where that is one."""
    people = desk.store.people.all()
    wanted = text.one_line(name)
    for each in people:
        if each.name == wanted:
            return each
    alike = [each for each in people if text.fold(each.name) == text.fold(wanted)]
    if len(alike) == 1:
        return alike[0]
    hint = at.near(wanted, [each.name for each in people]) if not alike else None
    if alike:
        hint = M("There are: {names}", names=", ".join(_quoted(each.name) for each in alike))
    raise UsageError(
        M("Nobody here is called “{name}”.", name=wanted) if not alike else M("That fits several people."),
        hint=hint or M("All names: curate people"),
    )


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
