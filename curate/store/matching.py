"""A query, as the search index is asked for it (the language of FTS5) and as its hits are marked."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence

from curate.store.query import WORD, Term
from curate.store.snippet import Sought

_LISTED = 3
"""Letters of the beginnings that the index has listed (`prefix` in the schema)."""
LETTERS = string.ascii_lowercase + string.digits
_EVERYWHERE = "{title text note author}"


def expression(term: Term, forms: Sequence[str]) -> str:
    """Return a term in the language of FTS5: everything in quotes, so that nothing in it is an operator."""
    said = dict.fromkeys([in_a_row(term, term.words), *(quoted(WORD.findall(form)) for form in forms)])
    return f"{term.part or _EVERYWHERE} : ({' OR '.join(said)})"


def in_a_row(term: Term, words: Sequence[str]) -> str:
    """Return words in a row; a beginning of two letters as those of three, which the index has listed."""
    if not term.beginning:
        return quoted(words)
    *before, last = words
    if len(last) >= _LISTED:
        return f"{quoted(words)} *"
    return " OR ".join([quoted(words), *(f"{quoted([*before, last + letter])} *" for letter in LETTERS)])


def quoted(words: Sequence[str]) -> str:
    """Return words in a row, as FTS5 takes them."""
    return f'"{" ".join(words)}"'


def either(terms: Iterable[tuple[Term, Sequence[str]]]) -> str:
    """Return that one of several terms is there."""
    return " OR ".join(f"({expression(term, forms)})" for term, forms in terms)


def sought(term: Term, forms: Sequence[str]) -> Sought:
    """Return what is marked for a term."""
    words = term.words if len(term.words) == 1 else ()
    return Sought(
        part=term.part,
        words=frozenset([*words, *forms]),
        row=() if words else term.words,
        beginning=term.words[-1] if term.beginning else "",
    )
