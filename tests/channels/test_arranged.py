"""Templates of whole editions: the items in the curator's own order and form, nothing lost, nothing let loose."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from curate import channels
from curate.errors import ConfigError
from curate.models import Edition
from tests.channels.editions import edition as made
from tests.channels.editions import editions
from tests.channels.editions import entry as item

PAGE = (
    "templates/edition.html",
    (
        '{% for item in items %}<div class="card"><h2><a href="{{ item.link }}">{{ item.title }}</a></h2>\n'
        "{{ item.commentary }}{{ item.context }}"
        "{% if item.quote %}<blockquote>{{ item.quote }} — {{ item.quote_by }}</blockquote>{% endif %}\n"
        '<p>{{ item.outlet }} {{ item.source }} {{ item.tags | join(", ") }}</p></div>\n{% endfor %}'
    ),
)
TEXT = (
    "templates/edition.md",
    (
        "{% for item in items %}{{ item.number }}. [{{ item.title }}]({{ item.link }}) ({{ item.outlet }})\n\n"
        "{{ item.commentary }}\n\n{% endfor %}"
    ),
)
TEMPLATES = {"html": PAGE, "newsletter": PAGE, "markdown": TEXT}


class Tags(HTMLParser):
    """Collects the tags of a page, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.links: set[str] = set()
        self.cards = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links |= {value or "" for name, value in attrs if name == "href"}
        self.cards += ("class", "card") in attrs


def render(name: str, edition: Edition) -> str:
    files = dict(channels.channel(name).render(edition, {"template": TEMPLATES[name]}).files)
    body = files[{"markdown": "markdown.md"}.get(name, f"{name}.html")]
    assert isinstance(body, str)
    return body


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_items_stand_as_the_template_puts_them(name: str) -> None:
    first = item(item=1, title="Eerst", url="https://a.be/?a=1&b=2", commentary="Lees **dit**.")
    body = render(name, made(first, item(item=2, title="<i>Dan</i>", commentary="En dit.")))
    assert body.index("Eerst") < body.index("En dit.")
    assert "<i>" not in body
    assert ("https://a.be/?a=1&b=2" if name == "markdown" else 'href="https://a.be/?a=1&amp;b=2"') in body
    assert ("**dit**" if name == "markdown" else "<strong>dit</strong>") in body
    assert "Voorbeeld vzw" in body  # what stands around them stays


@pytest.mark.parametrize("name", ["html", "newsletter"])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(edition=editions())
def test_whatever_strangers_write_is_text(name: str, edition: Edition) -> None:
    page = Tags()
    page.feed(render(name, edition))
    assert page.seen.isdisjoint({"script", "iframe", "object", "svg", "form"})
    assert all(link.startswith(("https://", "http://", "mailto:", "data:,", "#")) for link in page.links if link)
    assert page.cards == sum(not each.only or name in each.only for each in edition.entries)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("left_out", ["commentary", "link", "outlet"])
def test_what_has_to_stand_there_is_asked_for(name: str, left_out: str) -> None:
    path, template = TEMPLATES[name]
    cut = template.replace(f"{{{{ item.{left_out} }}}}", "").replace("{{ item.source }}", "")
    with pytest.raises(ConfigError) as refused:
        channels.channel(name).render(made(item()), {"template": (path, cut)})
    assert path in str(refused.value.message)
    assert f"item.{left_out}" in str(refused.value.message)


def test_a_fault_is_told_with_its_line() -> None:
    with pytest.raises(ConfigError, match=r"edition\.html, line 2"):
        channels.channel("html").render(made(item()), {"template": ("edition.html", "a\n{{ nothing.at_all }}")})


def test_the_text_of_the_letter_stays_as_it_is() -> None:
    edition = made(item(title="A & B"))
    with_, without = (
        dict(channels.channel("newsletter").render(edition, said).files)["newsletter.txt"]
        for said in ({"template": PAGE}, {})
    )
    assert with_ == without
    assert "A & B" in html.unescape(str(with_))
