"""The page to look at: it asks nothing of anybody, and nothing of a stranger does anything in it."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.channels import channel
from curate.deliver import preview
from curate.models import Kind, Trust
from tests.channels.editions import edition, editions, entry


class Tags(HTMLParser):
    """What stands in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]

    def handle_data(self, data: str) -> None:
        self.text += data


ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "h3",
    "p",
    "a",
    "em",
    "strong",
    "br",
    "hr",
    "blockquote",
}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(edition=editions(), draft=st.booleans())
def test_nothing_in_it_does_anything(edition, draft):
    page = preview.page(edition, [channel("facebook").render(edition, {})], draft=draft)
    assert page == preview.page(edition, [channel("facebook").render(edition, {})], draft=draft)
    page.encode("utf-8")
    found = Tags(page)
    assert found.tags <= ALLOWED
    assert all(link.lower().startswith(("http://", "https://")) for link in found.links)


def test_words_of_the_curator_and_of_strangers():
    page = preview.page(
        edition(
            entry(
                commentary="*Kijk* naar [dit](https://a.example/?b=1&c=2)!\n\n[niet](javascript:x) <b>",
                title="<i>T</i>",
            ),
            closing="Tot _straks_.",
        ),
        [],
        draft=True,
    )
    assert (
        '<p><em>Kijk</em> naar <a href="https://a.example/?b=1&amp;c=2" rel="noopener noreferrer">dit</a>!</p>' in page
    )
    assert "[niet](javascript:x) &lt;b&gt;" in page
    assert "&lt;i&gt;T&lt;/i&gt;" in page
    assert "Tot <em>straks</em>." in page
    assert "A draft" in page
    assert "A draft" not in preview.page(edition(entry()), [], draft=False)


def test_forms_and_figures():
    counted = Trust(seen=412, sources=63, kept=1)
    page = preview.page(edition(entry(), kind=Kind.TOP, trust=counted), [], draft=False)
    assert "<h2>1. <a " in page
    assert "From 412 items of 63 sources we chose 1." in page
    assert "412" not in preview.page(edition(entry(), trust=counted, told=True), [], draft=False)


def test_posts_are_shown_as_they_are_counted():
    told = edition(entry())
    [post] = channel("facebook").render(told, {}).posts
    page = preview.page(told, [channel("facebook").render(told, {})], draft=False)
    assert f"{post.length} of 63206 characters" in page
    assert post.text in Tags(page).text


def test_a_story_is_one_text_with_its_sources_under_it():
    told = edition(entry(item=1, commentary="Eerst."), entry(item=2, commentary="Dan.", title="Twee"), kind=Kind.STORY)
    text = Tags(preview.page(told, [], draft=False)).text
    assert text.index("Eerst.") < text.index("Dan.") < text.index("Sources") < text.index("2. Twee")
    assert text.count("Twee") == 1
