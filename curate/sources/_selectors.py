"""CSS selectors for tags of a page, made of what its makers named, not of what their tools counted.

A class such as `news-item` says what stands there and outlives a new design's colours. Refused are classes that a
program made (`css-1x2y3z`, `Card_root__3kF9d`), that count (`post-1234`), that say how it looks (`mt-4`, `col-md-6`,
`md:flex`) and that change (`active`, `odd`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bs4 import Tag

LONGEST_CHAIN = 5
"""Steps of a selector by structure alone (`main > div > div > a`); a longer one breaks at the next change."""
_NAME = re.compile(r"[A-Za-z_][\w-]{1,59}", re.ASCII)
_MADE = re.compile(
    r"(?:css|sc|jsx|jss|svelte|emotion|astro|styled|tw|ng|v|x|e|js|is|has|no|not|u|wp-block-\w+-is|wp-container|uk|elementor"
    r"-(?:element|widget|column|section|repeater)|et_pb|vc|fl|brxe|framer|w-node|category|tag|author|status|type|format"
    r"|term|postid|post_format|language|lang|animate|fade|slide|wow|aos|sal|clr|ms|delay|depth|columns?|grid|span|size"
    r"|width|height|btn|stretched|col|row|order|offset|page)[-_].*",
    re.IGNORECASE,
)
"""Begins as classes that programs or frameworks give."""
_LOOKS = frozenset(
    "row rows col cols column columns container container-fluid wrapper wrap inner outer flex grid block inline hidden"  # noqa: SIM905
    " visible show relative absolute fixed sticky static clearfix cf group left right center centered middle top bottom"
    " full half third first last odd even active current selected open closed new old d-flex d-block box shadow border"
    " rounded truncate uppercase lowercase italic underline bold small large medium big light dark white black alt"
    " clear float pull-left pull-right text-center img-fluid img-responsive h-100 w-100 lazyload lazyloaded lazy loaded"
    " animated ng-scope ng-star-inserted ng-binding even-row odd-row is hover link links btn button no-padding unstyled"
    " list-unstyled list-inline transition isolate antialiased contents peer prose visited notranslate content".split()
)
_UTILITY = re.compile(
    r"-?(?:[mp][trblxyse]?|w|h|min|max|gap|space|text|font|bg|border|rounded|shadow|items|justify|self|place|float"
    r"|leading|tracking|opacity|z|inset|overflow|object|transition|duration|ease|cursor|d|align|position|g[xy]?|ratio"
    r"|flex|inline|line|list|divide|ring|outline|whitespace|break|aspect|basis|grow|shrink|sr|no|color|display|margin"
    r"|padding|hidden|visible|small|medium|large|xs|sm|md|lg|xl|has|align|background|mx|my|px|py)"
    r"(?:-(?:auto|full|screen|none|px|xs|sm|base|md|lg|xl|xxl|left|right|center|start|end|between|around|evenly|top"
    r"|bottom|cover|contain|hidden|white|black|transparent|current|primary|secondary|muted|dark|light|bold|medium"
    r"|semibold|normal|tight|snug|loose|relaxed|wrap|nowrap|row|col|cols|column|flex|block|inline|grid|fluid|fit|only"
    r"|disc|decimal|inside|outside|reverse|baseline|stretch|middle|square|video|pointer|visible|scroll|gradient|up|down"
    r"|color|size|x|y|t|b|l|r|background|background-color|text-color|clamp|ellipsis|small|large|huge|thin|thick|words|1))+"
)
_SAYS = re.compile(
    r"news|nieuws|actu|aktuell|article|artikel|post|entry|item|teaser|card|event|agenda|story|verhaal|list|row|blog|bericht"
    r"|publi|result|summary|hentry|media|node|record|vacature|vacancy|project|activiteit|termin|meldung|beitrag|nouvelle",
    re.IGNORECASE,
)
_LANDMARKS = ("main", "table")


@lru_cache(maxsize=4096)
def is_stable(name: str) -> bool:
    """Say whether a class or id was given by a person who meant something by it."""
    if not _NAME.fullmatch(name) or name.lower() in _LOOKS or _MADE.fullmatch(name) or _UTILITY.fullmatch(name):
        return False
    return not any(_is_made_up(part) for part in re.split("[-_]+", name) if part)


def _is_made_up(part: str) -> bool:
    """Say whether a part of a name is a number or a mark that a program made."""
    if any(character.isdigit() for character in part):
        return True
    humps = re.findall("[A-Z]?[a-z]+|[A-Z]+", part)
    if len(part) >= 5 and not re.search("[aeiouy]", part, re.IGNORECASE):  # noqa: PLR2004  (letters: no word is like that)
        return True
    if len(part) in range(5, 8) and len(humps) > 1 and min(map(len, humps)) == 1:  # "fAzggd"
        return True
    return len(humps) > 2 and sum(map(len, humps)) / len(humps) < 3  # noqa: PLR2004  ("kFdXaQ": humps of two letters)


def classes(tag: Tag) -> list[str]:
    """Return the classes of a tag that can be counted on, those that say what it is first; at most four."""
    given = [name for name in tag.get_attribute_list("class") if isinstance(name, str) and is_stable(name)]
    return sorted(dict.fromkeys(given), key=lambda name: not _SAYS.search(name))[:4]


def says_what(selector: str) -> bool:
    """Say whether a selector names what stands there (news, event, card), in the languages that we read."""
    return bool(_SAYS.search(selector))


def of_items(tag: Tag) -> Iterator[str]:
    """Yield selectors that fit a tag and might fit all of its like, the plainest first."""
    names = classes(tag)
    yield from (f"{tag.name}.{name}" for name in names)
    if tag.name == "article":
        yield "article"
    steps = [tag.name]
    around = tag.parent
    while isinstance(around, Tag) and len(steps) < LONGEST_CHAIN and around.name != "[document]":
        anchor = _anchor(around)
        if anchor is not None:
            yield " > ".join([anchor, *steps])
            yield from (f"{anchor} {tag.name}.{name}" for name in names[:1])
            if tag.name == "article":
                yield f"{anchor} article"
            return
        steps.insert(0, str(around.name))
        around = around.parent


def _anchor(tag: Tag) -> str | None:
    """Return a selector for a tag that others can hold on to; None where it has no name."""
    name = tag.get("id")
    if tag.name in ("html", "body"):
        return "body" if tag.name == "body" else None
    if isinstance(name, str) and is_stable(name):
        return f"#{name}"
    named = classes(tag)
    if named:
        return f"{tag.name}.{named[0]}"
    return str(tag.name) if tag.name in _LANDMARKS else None
