"""Templates of a workspace: what they can use, and that whatever is wrong with one is told with file and line."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter
from typing import Any

import pytest

from curate import channels
from curate.channels import templates
from curate.errors import UsageError
from curate.models import Entry, Post, Trust
from tests.channels.editions import CLOSED, edition, entry


def posts(template: str, *entries: Entry, channel: str = "mastodon", **given: Any) -> tuple[Post, ...]:
    settings = {"template": ("sjablonen/post.txt", template)}
    return channels.channel(channel).render(edition(*entries, **given), settings).posts


ALL = """{{ commentary }}
{{ context }}|{{ quote }}|{{ quote_author }}|{{ quote_outlet }}
{{ title }}|{{ outlet }}|{{ author }}| {{ link }} |{{ related }}
{{ hashtags }}|{{ tags | join("+") }}|{{ paywall }}
{{ language }}|{{ date }}|{{ number }}|{{ edition.title }}|{{ edition.number }}
{{ organisation }}|{{ digest.seen }}|{{ digest.sources }}|{{ digest.kept }}
{{ digest.curators | join(", ") }}|{{ digest.since }}"""


def test_every_word_of_an_item_and_its_edition_can_be_used() -> None:
    full = entry(
        context="Achtergrond.", quote="„Ja”", quote_author="Jan", related="https://voorbeeld.be/ai", paywalled=True,
        tags=("sociale media", "AI"), published=CLOSED,
    )  # fmt: skip
    trust = Trust(seen=412, sources=63, kept=7, curators=("An", "Bo"), since=CLOSED)
    [post] = posts(ALL, full, number=4, trust=trust)
    assert post.text == (
        "Lees dit voor je volgende workshop: het zet onze aannames op hun kop.\n"
        "Achtergrond.|Ja|Jan|Blog Voorbeeld\nWat jongeren van AI verwachten|Blog Voorbeeld|An Peeters|"
        " https://blog.voorbeeld.be/artikel |https://voorbeeld.be/ai\n"
        "#SocialeMedia #AI|sociale media+AI|(paywall)\nen|November 27, 2026|1|Trends van de week|4\n"
        "Voorbeeld vzw|412|63|7\nAn, Bo|November 27, 2026"
    )
    [bare] = posts(ALL, entry(author=None))
    assert "||\nWat jongeren" in bare.text
    assert bare.text.endswith("Voorbeeld vzw|0|0|0\n|")


def test_what_a_template_makes_is_counted_and_split_like_any_text() -> None:
    made = posts("{{ commentary }}\n\n{{ title }}\n{{ link }}", entry(commentary="Dit is een zin. " * 60), channel="x")
    assert len(made) > 1
    assert all(post.length <= 280 for post in made)
    assert made[-1].links == ("https://blog.voorbeeld.be/artikel",)


def test_context_and_hashtags_give_way_in_a_template_too() -> None:
    template = "{{ commentary }} {% if context %}[{{ context }}] {% endif %}{{ link }} {{ hashtags }}"
    [post] = posts(template, entry(context="x" * 250, tags=("AI",)), channel="x")
    assert "[" not in post.text
    assert post.text.count("#AI") == 1


def test_attribution_is_added_where_the_template_names_nobody() -> None:
    [post] = posts("{{ commentary }} {{ link }}", entry())
    assert post.text.endswith("\n\nSource: Blog Voorbeeld, An Peeters")
    [named] = posts("{{ commentary }} {{ link }} ({{ outlet }})", entry())
    assert named.text.endswith("(Blog Voorbeeld)")


LACKING = [
    ("{{ commentary }}", "link"),
    ("{{ link }}", "commentary"),
    ("", "commentary"),
    ("{{ commentary | upper }} {{ link }}", "commentary"),
]


@pytest.mark.parametrize(("template", "lacks"), LACKING)
def test_a_text_without_the_curators_words_or_the_link_does_not_go_out(template: str, lacks: str) -> None:
    with pytest.raises(UsageError, match=f"sjablonen/post.txt: the text that it makes lacks the {lacks}"):
        posts(template, entry())


def test_an_own_text_for_the_channel_stands_instead() -> None:
    mine = entry(texts=(("mastodon", "Mijn woorden, Blog Voorbeeld, https://blog.voorbeeld.be/artikel"),))
    [post] = posts("{{ nothing_at_all }}", mine)
    assert post.text.startswith("Mijn woorden")


def test_words_of_strangers_are_words_and_no_template() -> None:
    odd = entry(title="{{ 7 * 7 }}{% for x in y %}<script>")
    [post] = posts("{{ commentary }} {{ link }} {{ title }} {{ outlet }}", odd)
    assert "{{ 7 * 7 }}{% for x in y %}<script>" in post.text
    words = {"title": "<script>&"}
    assert templates.rendered(("a.html", "{{ title }} {{ title ~ '<' }}"), words, html=True) == (
        "&lt;script&gt;&amp; &lt;script&gt;&amp;&lt;"
    )


def test_the_word_that_was_meant_is_asked_for() -> None:
    with pytest.raises(UsageError) as caught:
        posts("{{ commentary }} {{ link }} {{ hashtag }}", entry())
    assert str(caught.value.hint) == "Did you mean “hashtags”?"


FAULTS = [
    ("a\nb {{ }}", 2, "Expected an expression"),
    ("a\n\n{{ titel }}", 3, "there is no “titel” to put in"),
    ("{{ title.wat }}", 1, "there is no “wat” to put in"),
    ("{{ edition.wat }}", 1, "there is no “wat” to put in"),
    ("{{ tags[99] }}", 1, "there is no “99” to put in"),
    ("x\n{% if title %}", 2, "Unexpected end of template"),
    ("{{ title | wat }}", 1, "No filter named"),
    ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
    ("{{ title['__class__'] }}", 1, "unsafe"),
    ("{{ tags | map(attribute='__class__') | join }}", 1, "unsafe"),
    ("{% include 'geheim.txt' %}", 1, "cannot use another file"),
    ("{% extends 'x' %}", 1, "cannot use another file"),
    ("\n{{ 1 / 0 }}", 2, "division by zero"),
    ("{{ tags }}", 1, "this is a list"),
    ("{{ title | truncate(1) }}", 1, "expected length"),
    ("{{ 'x' * 999999999 }}", 1, "not for texts"),
    ("{{ 9 ** 9 ** 9 }}", 1, "not for texts"),
    ("{{ '%999999999d' % 1 }}", 1, "not for texts"),
    ("{{ '{:>999999999}'.format(1) }}", 1, "unsafe"),
    ("{{ title.center(999999999) }}", 1, "unsafe"),
    ("{{ 1 + title }}", 1, "unsupported operand"),
    ("{% for a in range(9) %}\n{% for b in range(998) %}{% endfor %}{% endfor %}", 2, "does not end"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "does not end"),
    ("{% for x in tags recursive %}{{ loop(tags) }}{% endfor %}", 1, "does not end"),
    ("{% block b %}{{ self.b() }}{% endblock %}", 1, "does not end"),
    ("{{ range(99999999) | list | length }}", 1, "does not end"),
    ("{% set n = namespace(x=title) %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}", 1, "too long"),
    ("{% set n = namespace(x=title) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}", 1, "too long"),
    ("{% set a = title | replace('', title * 1) %}", 1, "not for texts"),
    ("{{ " + "(" * 400 + "1" + ")" * 400 + " }}", 1, "does not end"),
]


@pytest.mark.parametrize(("template", "line", "why"), FAULTS, ids=[str(number) for number in range(len(FAULTS))])
def test_a_fault_names_the_file_and_the_line(template: str, line: int, why: str) -> None:
    began = perf_counter()
    with pytest.raises(UsageError) as caught:
        posts(template, entry(tags=("a", "b")))
    assert str(caught.value.message).startswith(f"sjablonen/post.txt, line {line}: ")
    assert why in str(caught.value.message)
    assert perf_counter() - began < 2


def test_what_is_no_template_is_said() -> None:
    with pytest.raises(UsageError, match="that is no template"):
        posts("x" * 300_000, entry())


def test_jinja_is_loaded_only_where_there_is_a_template() -> None:
    script = "import sys, curate.channels as c; [c.channel(n) for n in c.names()]; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
