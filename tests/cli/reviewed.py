"""A workspace to review: stories of three sources, one of them one's own, tags, a tip, and what went out before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from curate import config, workspace
from curate.models import Said, SaidEntry, SaidTip
from curate.store import Configured, Store, new_key
from curate.store.curation import Act
from curate.workflows import curating, enriching
from curate.workflows.desk import Desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONFIGURATION = """
organisation: {name: Voorbeeld vzw, language: %s, timezone: Europe/Brussels}
sources:
  - {url: 'https://blog.example/feed', name: Sociaal Net, tags: [welzijn], trust: 4}
  - {url: 'https://krant.example/feed', name: De Krant}
  - {url: 'https://voorbeeld.example/feed', name: Voorbeeld vzw, own: true}
tags:
  privacy: [gdpr, avg]
  jongeren: [jongere, tiktok]
"""
LONG = "\n".join(
    f"<p>Alinea {n}: scholen bewaren gegevens van jongeren, en de GDPR vraagt waarom. "
    "Wie dat niet kan uitleggen, bewaart te veel. De toezichthouder kijkt dit jaar mee.</p>"
    for n in range(1, 16)
)
ITEMS = (
    (1, "Scholen worstelen met de GDPR", 1, "Els Janssens", LONG),
    (1, "Vrijwilligers vinden elkaar op TikTok", 5, None, "<p>Een buurthuis in Gent zet filmpjes in.</p>"),
    (2, "Een museum zonder muren", 9, "Karim Benali", "<p>Het museum komt naar de wijk, met een bus.</p>"),
    (2, "Leren op de bus", 30, None, "<p>Wie lang onderweg is, leert een taal.</p>"),
    (1, "Buren koken voor buren", 50, None, "<p>Elke vrijdag schuiven er dertig mensen aan.</p>"),
)


def fill(folder: Path, *, language: str = "en", many: int = 0, article: str = LONG) -> Desk:
    """Make a workspace with items in it, and return its desk, whose store is open."""
    made = workspace.create_from(folder, CONFIGURATION % language)
    settings = config.load(made.config)
    store = Store(made.database)
    desk = Desk(workspace=made, config=settings, store=store, by="Bert", now=NOW)
    store.sources.configure(
        Configured(name=s.name, fallback=s.name, url=s.url, trust=s.trust, own=s.own) for s in settings.sources
    )
    own = [
        ("Jongeren en hun gegevens: onze brochure over de GDPR", 300, "<p>Alles over gdpr op school.</p>"),
        ("Ons jaarverslag", 200, "<p>Wat we deden.</p>"),
    ]
    for source in (1, 2, 3):
        rows = [(t, h, a, article if c is LONG else c) for s, t, h, a, c in ITEMS if s == source]
        rows += [(t, h, None, c) for t, h, c in own] if source == 3 else []
        rows += (
            [(f"Bericht nummer {n}", 60 + n, None, f"<p>Tekst {n}.</p>") for n in range(many)] if source == 2 else []
        )
        entries = tuple(
            SaidEntry(
                id=None,
                url=f"https://bron{source}.example/{place}",
                title=title,
                content=content,
                author=author,
                language="nl",
                published=NOW - timedelta(hours=hours),
            )
            for place, (title, hours, author, content) in enumerate(rows)
        )
        tips = ()
        if source == 1:
            why = "Dit raakt al onze scholen: iets voor de nieuwsbrief?"
            tips = (SaidTip(url="https://bron1.example/0", by="Fatima", why=why, at=NOW),)
        store.items.take(source, Said(entries=entries, tips=tips), home="https://bron.example", now=NOW, first=False)
        store.tips.take(source, tips, NOW)
    earlier = store.items.by_url("https://bron3.example/0")
    assert earlier is not None
    enriching.enrich(desk)
    with store.transaction():
        act = Act(by="Bert", at=NOW - timedelta(days=40), batch=new_key())
        for number in (earlier.id, earlier.id + 1):
            store.curation.move(
                act, "dismiss", number, from_=earlier.state, to=type(earlier.state).PUBLISHED, lasting=True
            )
        store.ledger.write(
            item=earlier.id, digest=None, channel="facebook", how="hand", at=act.at, by="Bert", url=None, text="…"
        )
        curating.index(desk, [item.id for item in store.items.after(0, 100)])
    return desk
