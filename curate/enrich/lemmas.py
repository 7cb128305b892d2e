"""The lemma of a word: the form under which a dictionary has it."""

from __future__ import annotations


def lemma(word: str, language: str) -> str:
    """Return the lemma of a word in a language (two letters); the word itself where none is known."""
    from simplemma import lemmatize

    return str(lemmatize(word, lang=language))
