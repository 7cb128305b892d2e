"""The database, as one commented text, and the steps that bring an older one up to it.

Times are text, ISO 8601 in UTC to the second with `Z`, so that they sort as they stand. Numbers (`id`) are what people
type on this machine; `key` is what two databases share. Nothing that a curator wrote is ever overwritten: notes are
added, and the item points at the one that holds.
"""

from __future__ import annotations

FIRST = """
-- said: what each source told us, and what we know of it from asking ------------------------------------------------

CREATE TABLE source (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,      -- hash of the address it was first configured with
    name            TEXT NOT NULL,             -- as people call it: from sources.yaml, else the feed's title
    url             TEXT NOT NULL UNIQUE,
    configured      INTEGER NOT NULL DEFAULT 1,-- 0: no longer in sources.yaml; its items stay
    own             INTEGER NOT NULL DEFAULT 0,
    trust           INTEGER NOT NULL DEFAULT 3,
    title           TEXT NOT NULL DEFAULT '',  -- the feed's own title
    language        TEXT,
    etag            TEXT,                      -- byte for byte
    last_modified   TEXT,                      -- byte for byte
    body_hash       TEXT,                      -- SHA-256 of the last body read: the same body is not parsed again
    first_fetch     TEXT,
    last_fetch      TEXT,
    last_success    TEXT,
    last_error      TEXT,
    failures        INTEGER NOT NULL DEFAULT 0,
    failing_since   TEXT,
    next_due        TEXT,
    blocked_until   TEXT,                      -- a server's Retry-After
    gone            INTEGER NOT NULL DEFAULT 0,-- answered 410
    moved_to        TEXT,
    moved_days      INTEGER NOT NULL DEFAULT 0,
    moved_seen      TEXT,
    said_every      INTEGER,                   -- seconds; as its last document said (ttl, sy:updatePeriod)
    skip_hours      TEXT NOT NULL DEFAULT '[]',-- JSON; as its last document said
    skip_days       TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE sighting (
    source_id       INTEGER NOT NULL REFERENCES source(id),
    entry_id        TEXT NOT NULL,             -- the source's own id, or what stands in for it
    item_id         INTEGER NOT NULL REFERENCES item(id),
    url             TEXT NOT NULL,             -- as this source gave it
    title           TEXT NOT NULL,
    said_hash       TEXT NOT NULL,             -- of all it said: unchanged means nothing to do
    first_seen      TEXT NOT NULL,
    last_seen       TEXT NOT NULL,
    PRIMARY KEY (source_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_item ON sighting(item_id);
CREATE INDEX sighting_seen ON sighting(first_seen);

CREATE TABLE gap (                             -- a time in which a source's items were missed
    source_id       INTEGER NOT NULL REFERENCES source(id),
    "from"          TEXT NOT NULL,
    "to"            TEXT NOT NULL
) STRICT;

CREATE TABLE fetch (                           -- one row a run
    id              INTEGER PRIMARY KEY,
    started         TEXT NOT NULL,
    finished        TEXT,
    new_items       INTEGER NOT NULL DEFAULT 0,
    failed          INTEGER NOT NULL DEFAULT 0
) STRICT;

-- held: one row a publication ---------------------------------------------------------------------------------------

CREATE TABLE item (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,      -- hash of canonical_url
    url             TEXT NOT NULL,             -- the address people are sent to
    canonical_url   TEXT NOT NULL UNIQUE,
    source_id       INTEGER NOT NULL REFERENCES source(id),  -- the source that speaks for it: the first that showed it
    title           TEXT NOT NULL,
    summary         TEXT NOT NULL,             -- plain text
    content         TEXT NOT NULL,             -- cleaned HTML, '' where there is only a summary
    author          TEXT,
    language        TEXT,
    image           TEXT,
    outlet          TEXT,                      -- who first published it, where that is not its source
    published       TEXT,
    updated         TEXT,
    first_seen      TEXT NOT NULL,
    baseline        INTEGER NOT NULL DEFAULT 0,
    state           TEXT NOT NULL DEFAULT 'new',
    snoozed_until   TEXT,
    note_id         INTEGER REFERENCES note(id),
    story_id        INTEGER REFERENCES story(id),
    score           REAL NOT NULL DEFAULT 0,   -- its order does not depend on the time of asking
    reasons         TEXT NOT NULL DEFAULT '[]' -- why it scores so
) STRICT;
CREATE INDEX item_inbox ON item(state, baseline, score DESC);
CREATE INDEX item_story ON item(story_id);
CREATE INDEX item_source ON item(source_id);
CREATE INDEX item_seen ON item(first_seen);
CREATE INDEX item_published ON item(published);

CREATE TABLE pending (                         -- items that enrichment has not had, or that changed since
    item_id         INTEGER PRIMARY KEY REFERENCES item(id)
) STRICT;

CREATE TABLE tag (
    item_id         INTEGER NOT NULL REFERENCES item(id),
    tag             TEXT NOT NULL,
    origin          TEXT NOT NULL,             -- rule, source or curator
    matched         TEXT,
    removed         INTEGER NOT NULL DEFAULT 0,-- a curator took it off: no rule puts it back
    PRIMARY KEY (item_id, tag, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_tag ON tag(tag);

CREATE TABLE note (                            -- added, never changed
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    item_id         INTEGER NOT NULL REFERENCES item(id),
    commentary      TEXT NOT NULL DEFAULT '',
    context         TEXT NOT NULL DEFAULT '',
    quote           TEXT NOT NULL DEFAULT '',
    quote_author    TEXT NOT NULL DEFAULT '',
    quote_outlet    TEXT NOT NULL DEFAULT '',
    rating          INTEGER,
    related         TEXT NOT NULL DEFAULT '',
    image           TEXT NOT NULL DEFAULT '',
    image_alt       TEXT NOT NULL DEFAULT '',
    image_licence   TEXT NOT NULL DEFAULT '',
    "by"            TEXT NOT NULL,
    "at"            TEXT NOT NULL
) STRICT;
CREATE INDEX note_item ON note(item_id);

CREATE TABLE event (                           -- every change, oldest first; never changed, but for being undone
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    batch           TEXT NOT NULL,             -- events of one command share it, and are undone together
    "at"            TEXT NOT NULL,
    "by"            TEXT NOT NULL,
    action          TEXT NOT NULL,
    item_id         INTEGER REFERENCES item(id),
    digest_id       INTEGER REFERENCES digest(id),
    "from"          TEXT,
    "to"            TEXT,
    text            TEXT,
    before          TEXT,                      -- what stood there (JSON); NULL: cannot be undone
    undone_by       INTEGER REFERENCES event(id)
) STRICT;
CREATE INDEX event_item ON event(item_id);
CREATE INDEX event_digest ON event(digest_id);
CREATE INDEX event_batch ON event(batch);

-- clustered: which items tell the same thing, and why ---------------------------------------------------------------

CREATE TABLE story (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE story_join (
    item_id         INTEGER NOT NULL REFERENCES item(id),
    with_id         INTEGER NOT NULL REFERENCES item(id),
    kind            TEXT NOT NULL,             -- copy or event
    score           REAL NOT NULL,
    reason          TEXT NOT NULL,             -- a message (JSON)
    PRIMARY KEY (item_id, with_id)
) STRICT, WITHOUT ROWID;

-- going out ---------------------------------------------------------------------------------------------------------

CREATE TABLE digest (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    title           TEXT NOT NULL,
    intro           TEXT NOT NULL DEFAULT '',
    closing         TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL,
    "by"            TEXT NOT NULL,
    created         TEXT NOT NULL,
    changed         TEXT NOT NULL,
    closed          TEXT,                      -- when the edition was fixed
    number          INTEGER,                   -- of the edition, given when it is closed
    since           TEXT NOT NULL,             -- start of the period that it was chosen from
    gone            INTEGER NOT NULL DEFAULT 0,-- its making was taken back
    seen            INTEGER,                   -- fixed with the edition
    sources         INTEGER
) STRICT;

CREATE TABLE entry (
    digest_id       INTEGER NOT NULL REFERENCES digest(id),
    item_id         INTEGER NOT NULL REFERENCES item(id),
    position        INTEGER NOT NULL,
    section         TEXT NOT NULL DEFAULT '',
    only            TEXT NOT NULL DEFAULT '[]',-- channels (JSON); empty: all
    texts           TEXT NOT NULL DEFAULT '{}',-- channel → the curator's own text (JSON)
    PRIMARY KEY (digest_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_item ON entry(item_id);

-- went out: the ledger ----------------------------------------------------------------------------------------------

CREATE TABLE post (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    item_id         INTEGER NOT NULL REFERENCES item(id),
    digest_id       INTEGER REFERENCES digest(id),
    channel         TEXT NOT NULL,
    how             TEXT NOT NULL,             -- hand or api
    "at"            TEXT NOT NULL,
    "by"            TEXT NOT NULL,
    url             TEXT,
    text            TEXT NOT NULL,             -- as it went out
    undone          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX post_once ON post(item_id, channel) WHERE undone = 0;

-- rebuildable -------------------------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE found USING fts5(
    title, text, note, tokenize = "unicode61 remove_diacritics 2", prefix = '3'
);
"""

SECOND = """
CREATE TABLE page (                            -- what an item's own page says, kept apart from what its sources said
    item_id         INTEGER PRIMARY KEY REFERENCES item(id),
    url             TEXT NOT NULL,             -- the address that answered
    canonical       TEXT,                      -- the address that the page gives itself
    title           TEXT NOT NULL DEFAULT '',
    author          TEXT,
    language        TEXT,
    image           TEXT,                      -- its lead image
    published       TEXT,
    content         TEXT NOT NULL DEFAULT '',  -- its main text as cleaned HTML
    paywalled       INTEGER,                   -- 1 or 0; NULL: it does not say
    read            TEXT NOT NULL,             -- when it was asked
    error           TEXT                       -- why it could not be read: a message (JSON)
) STRICT;

CREATE TABLE tip (                             -- a colleague pointed at an item, in his own words
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    item_id         INTEGER NOT NULL REFERENCES item(id),
    source_id       INTEGER REFERENCES source(id), -- the mailbox it came by; NULL: by command
    "by"            TEXT NOT NULL,
    why             TEXT NOT NULL,
    "at"            TEXT NOT NULL
) STRICT;
CREATE INDEX tip_item ON tip(item_id);

ALTER TABLE source ADD COLUMN last_new TEXT;   -- when its newest item was published, or first seen
ALTER TABLE source ADD COLUMN rhythm INTEGER;  -- seconds: the usual time between two days on which it publishes

CREATE TABLE rival (                           -- a note that was written elsewhere on the same item, not knowing ours
    note_id         INTEGER PRIMARY KEY REFERENCES note(id),
    item_id         INTEGER NOT NULL REFERENCES item(id)
) STRICT;
CREATE INDEX rival_item ON rival(item_id);
"""

THIRD = """

-- keeping -----------------------------------------------------------------------------------------------------------

CREATE TABLE bulk (                            -- the items of one event that is about many; its item_id is NULL
    event_id        INTEGER NOT NULL REFERENCES event(id),
    item_id         INTEGER NOT NULL REFERENCES item(id),
    PRIMARY KEY (event_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_item ON bulk(item_id);

CREATE TABLE tombstone (                       -- an item that was let go of, so that it does not come back
    item_id         INTEGER PRIMARY KEY,       -- the number it had: no other item ever gets it
    key             TEXT NOT NULL UNIQUE,      -- the item's: hash of its canonical URL
    "at"            TEXT NOT NULL
) STRICT;

CREATE TABLE tombstone_entry (                 -- under which ids its sources showed it: an entry may move
    mark            TEXT PRIMARY KEY           -- hash of source, entry and title
) STRICT, WITHOUT ROWID;

CREATE INDEX item_age ON item(coalesce(published, first_seen), state, baseline);

-- Letting an item go asks every table that points at it, row by row.
CREATE INDEX story_join_with ON story_join(with_id);
CREATE INDEX post_item ON post(item_id);
CREATE INDEX event_undone ON event(undone_by) WHERE undone_by IS NOT NULL;

-- tags and language --------------------------------------------------------------------------------------------------

ALTER TABLE item ADD COLUMN detected TEXT;     -- its language as its text has it; `language` is what its source says
ALTER TABLE tag ADD COLUMN rules TEXT;         -- the entries of sources.yaml that fired (JSON); NULL: no rule gave it

CREATE TABLE retag (                           -- one row while all items are given their tags again
    rules           TEXT NOT NULL,             -- hash of the rules that they are given by
    item_id         INTEGER NOT NULL           -- the last item that has them
) STRICT;

-- corrected by hand --------------------------------------------------------------------------------------------------

CREATE TABLE apart (                           -- a person said that two items do not tell the same
    item_id         INTEGER NOT NULL REFERENCES item(id),
    other_id        INTEGER NOT NULL REFERENCES item(id),
    PRIMARY KEY (item_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX apart_other ON apart(other_id);

-- rebuildable: what new texts are compared with; the items of a month and all that was curated ------------------------
-- A mark is a number of 32 bits that stands for a word, or a run of three.

CREATE TABLE sketch (
    item_id         INTEGER PRIMARY KEY REFERENCES item(id),
    source_id       INTEGER NOT NULL REFERENCES source(id),
    "at"            REAL,                      -- when it came out; seconds since 1970
    since           TEXT NOT NULL,             -- when it was first seen
    runs            BLOB NOT NULL,             -- marks; 4 bytes each, little-endian
    words           BLOB NOT NULL,             -- marks of its telling words, those of its vector first
    weights         BLOB NOT NULL              -- of its vector; 2 bytes each, little-endian
) STRICT;
CREATE INDEX sketch_since ON sketch(since);
CREATE INDEX sketch_source ON sketch(source_id);

CREATE TABLE run (                             -- who holds a run
    mark            INTEGER NOT NULL,
    item_id         INTEGER NOT NULL,
    PRIMARY KEY (mark, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE word (                            -- whose vector holds a word
    mark            INTEGER NOT NULL,
    item_id         INTEGER NOT NULL,
    weight          INTEGER NOT NULL,
    PRIMARY KEY (mark, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE word_count (                      -- in how many texts a word stands
    mark            INTEGER PRIMARY KEY,
    items           INTEGER NOT NULL
) STRICT;

-- rebuildable: what the ranking learnt ------------------------------------------------------------------------------

CREATE TABLE lesson (                          -- an item that was kept, or dismissed for a reason that says something
    item_id         INTEGER PRIMARY KEY REFERENCES item(id),
    source_id       INTEGER NOT NULL REFERENCES source(id),
    kept            INTEGER NOT NULL,
    published       INTEGER NOT NULL,
    words           BLOB NOT NULL,             -- its vector when it was learnt from, as in sketch
    weights         BLOB NOT NULL
) STRICT;
CREATE INDEX lesson_source ON lesson(source_id);

CREATE TABLE taste (                           -- a word, and how much of it was in what was kept and dismissed
    mark            INTEGER PRIMARY KEY,
    kept            REAL NOT NULL,
    dismissed       REAL NOT NULL
) STRICT;

CREATE TABLE echo (                            -- the published item that another one is most like
    item_id         INTEGER PRIMARY KEY REFERENCES item(id),
    with_id         INTEGER NOT NULL REFERENCES item(id),
    cosine          REAL NOT NULL
) STRICT;
CREATE INDEX echo_with ON echo(with_id);

CREATE TABLE settled (                         -- up to which event something was learnt
    event_id        INTEGER NOT NULL
) STRICT;

-- finding again -----------------------------------------------------------------------------------------------------

-- Without a rowid, each index on this table repeated the entry's id: a quarter of the database of a million items.
CREATE TABLE seen (
    source_id       INTEGER NOT NULL REFERENCES source(id),
    entry_id        TEXT NOT NULL,             -- the source's own id, or what stands in for it
    item_id         INTEGER NOT NULL REFERENCES item(id),
    url             TEXT NOT NULL,             -- as this source gave it
    title           TEXT NOT NULL,
    said_hash       TEXT NOT NULL,             -- of all it said: unchanged means nothing to do
    first_seen      TEXT NOT NULL,
    last_seen       TEXT NOT NULL,
    PRIMARY KEY (source_id, entry_id)
) STRICT;
INSERT INTO seen SELECT * FROM sighting;
DROP TABLE sighting;
ALTER TABLE seen RENAME TO sighting;
CREATE INDEX sighting_item ON sighting(item_id);

CREATE TABLE alias (                           -- other addresses of an item, and numbers that it had
    canonical_url   TEXT PRIMARY KEY,
    item_id         INTEGER REFERENCES item(id), -- NULL: pages of different things name it, so it says nothing
    number          INTEGER UNIQUE             -- of the item that was the same; NULL: the page only named the address
) STRICT;
CREATE INDEX alias_item ON alias(item_id);

DROP INDEX item_inbox;
CREATE INDEX item_inbox ON item(state, baseline, score DESC, story_id); -- walked without a look at the items
DROP INDEX item_published;
CREATE INDEX item_when ON item(coalesce(published, first_seen));

-- The search index holds no texts (they are in item, page and note), and cannot forget one without being told it again
-- to the letter. So a text that changed is added anew under a new number, and what the old number says is passed over.
DROP TABLE found;
CREATE VIRTUAL TABLE searched USING fts5(
    title, text, note, author, url, content = '', tokenize = "unicode61 remove_diacritics 0", prefix = '3'
);
CREATE TABLE document (                        -- what the search index holds of an item
    id              INTEGER PRIMARY KEY AUTOINCREMENT, -- its number in `searched`: never given twice
    item_id         INTEGER NOT NULL UNIQUE,
    mark            INTEGER NOT NULL           -- of the texts as they were put there
) STRICT;
CREATE TABLE unsearched (                      -- items whose texts the search index does not have yet
    item_id         INTEGER PRIMARY KEY
) STRICT;
INSERT INTO unsearched SELECT id FROM item;
CREATE TABLE form (                            -- words of the texts that are forms of another word
    word            TEXT NOT NULL,             -- folded
    lemma           TEXT NOT NULL,             -- folded
    PRIMARY KEY (word, lemma)
) STRICT, WITHOUT ROWID;
CREATE INDEX form_lemma ON form(lemma);
CREATE TABLE spoken (                          -- how many texts in which language went into the search index
    language        TEXT PRIMARY KEY,
    texts           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- digests: their form, their period, when their posts go out ---------------------------------------------------------

ALTER TABLE digest ADD COLUMN kind TEXT NOT NULL DEFAULT 'list'; -- list, top, trend, story or timeline
ALTER TABLE digest ADD COLUMN subject TEXT NOT NULL DEFAULT '';  -- of a trend: its tag or phrase
ALTER TABLE digest ADD COLUMN until TEXT;      -- end of the period; NULL: when it is closed
ALTER TABLE digest ADD COLUMN curators TEXT;   -- names (JSON), fixed with the edition

CREATE TABLE slot (                            -- when an item goes out on a channel: the plan, not the ledger
    digest_id       INTEGER NOT NULL REFERENCES digest(id),
    item_id         INTEGER NOT NULL REFERENCES item(id),
    channel         TEXT NOT NULL,
    "at"            TEXT NOT NULL,
    PRIMARY KEY (digest_id, item_id, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_at ON slot("at");
CREATE INDEX slot_item ON slot(item_id);

-- colleagues ---------------------------------------------------------------------------------------------------------

ALTER TABLE item ADD COLUMN assigned TEXT;     -- who is to look at it: a name; NULL: nobody in particular
ALTER TABLE item ADD COLUMN approved TEXT;     -- hash of the words that were approved; NULL: none, or not kept yet
ALTER TABLE event ADD COLUMN how TEXT;         -- how it came in: command, review or handin; NULL: before this was kept
CREATE INDEX item_assigned ON item(assigned) WHERE assigned IS NOT NULL;

-- review -------------------------------------------------------------------------------------------------------------

CREATE TABLE looked (                          -- it was looked at in a review; what was left undecided comes at the end
    item_id         INTEGER PRIMARY KEY REFERENCES item(id),
    "at"            TEXT NOT NULL
) STRICT;

-- results -------------------------------------------------------------------------------------------------------------

CREATE TABLE result (                          -- what came of a post, as others counted it; added, never changed
    id              INTEGER PRIMARY KEY,
    post_id         INTEGER NOT NULL REFERENCES post(id),
    metric          TEXT NOT NULL,             -- reach, clicks, …
    value           REAL NOT NULL,
    edition         INTEGER NOT NULL DEFAULT 0,-- 1: of the whole edition that it went out in, not of its item alone
    "at"            TEXT NOT NULL,
    "by"            TEXT NOT NULL,
    undone          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX result_post ON result(post_id, metric);

-- sending: what goes out by itself -----------------------------------------------------------------------------------

-- An item may be asked to go out once more: each time is a round, and has a row of the ledger.
ALTER TABLE post ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
DROP INDEX post_once;
CREATE UNIQUE INDEX post_once ON post(item_id, channel, round) WHERE undone = 0;

CREATE TABLE sending (                         -- the guard of an item on a channel: there before anything is sent
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,      -- hash of the item's key, channel and round: the same on every machine
    item_id         INTEGER NOT NULL REFERENCES item(id),
    channel         TEXT NOT NULL,
    round           INTEGER NOT NULL DEFAULT 0,
    digest_id       INTEGER REFERENCES digest(id),
    lead            TEXT NOT NULL,             -- key of the message that it goes out in: items of one share it
    state           TEXT NOT NULL,             -- waiting, open, scheduled, draft, sent, refused, cancelled or removed
    "at"            TEXT NOT NULL,             -- when it was begun
    "by"            TEXT NOT NULL,
    due             TEXT,                      -- when it is to go out; NULL: at once
    post_id         INTEGER REFERENCES post(id), -- its row of the ledger; NULL: it is not out
    why             TEXT                       -- what stands in its way: a message (JSON)
) STRICT;
CREATE INDEX sending_item ON sending(item_id, channel);
CREATE INDEX sending_lead ON sending(lead);
CREATE INDEX sending_state ON sending(state, channel);
CREATE INDEX sending_post ON sending(post_id) WHERE post_id IS NOT NULL;

CREATE TABLE sending_part (                    -- one text of a message: a thread has several
    lead            TEXT NOT NULL,
    part            INTEGER NOT NULL,          -- 0 is the first
    key             TEXT NOT NULL UNIQUE,      -- what the network knows it by
    attempt         INTEGER NOT NULL DEFAULT 0,-- how often the network had it and gave it back
    state           TEXT NOT NULL,             -- waiting, open (handed over, no answer yet) or sent
    text            TEXT NOT NULL,             -- as it goes out
    content         TEXT NOT NULL,             -- what else is sent with it (JSON); {} once it is out
    began           TEXT,                      -- when it was last handed over
    remote          TEXT,                      -- what the network calls it
    mark            TEXT,                      -- of its content, where the network gives one
    url             TEXT,
    PRIMARY KEY (lead, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE rest (                            -- nothing goes out on a channel for now
    channel         TEXT PRIMARY KEY,          -- '': on none, because a person said so
    until           TEXT                       -- a server's Retry-After; NULL: until a person says so
) STRICT, WITHOUT ROWID;

-- trends -------------------------------------------------------------------------------------------------------------

ALTER TABLE item ADD COLUMN misdated INTEGER NOT NULL DEFAULT 0; -- its source gave a date that cannot be true

CREATE TABLE term (                            -- a tag, word or phrase that items are counted under
    id              INTEGER PRIMARY KEY,       -- divided by 4, it leaves 0 for a tag, 1 for a phrase, 2 for a word
    kind            TEXT NOT NULL,             -- tag, phrase or word
    name            TEXT NOT NULL,             -- of a tag: itself; else its lemmas, folded
    written         TEXT NOT NULL,             -- as it first stood in a text
    UNIQUE (kind, name)
) STRICT;

-- One row an item: when, as part of which story, by which sources which terms were said. It points at no item, and
-- stays when that is let go of: else the past would thin out, and all that goes on would seem to rise.
CREATE TABLE counted (
    item_id         INTEGER PRIMARY KEY,
    "at"            INTEGER,                   -- when it was published; seconds since 1970; NULL: it does not count
    why             TEXT,                      -- it does not count: undated, misdated or advertising
    story           INTEGER NOT NULL,          -- minus its own number where it tells none
    sources         BLOB NOT NULL,             -- numbers; 4 bytes each, little-endian
    tags            BLOB NOT NULL,             -- numbers of terms, likewise
    terms           BLOB NOT NULL              -- likewise: the words and phrases of its text
) STRICT;
CREATE INDEX counted_at ON counted("at") WHERE "at" IS NOT NULL;

CREATE TABLE counted_up_to (                   -- the last event whose items are counted as they are since
    event_id        INTEGER NOT NULL
) STRICT;
CREATE TABLE trend_looked (                    -- when trends were last looked for
    "at"            TEXT NOT NULL
) STRICT;

CREATE TABLE named (                           -- what the names of sources are counted under; rebuildable
    name            TEXT NOT NULL,
    language        TEXT NOT NULL,             -- of the dictionary that was asked
    kind            TEXT NOT NULL,             -- "": under no single term
    term            TEXT NOT NULL,
    PRIMARY KEY (name, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_rule (                        -- by which rule a tag is given, and since when
    tag             TEXT PRIMARY KEY,
    mark            TEXT NOT NULL,             -- hash of its rule
    since           TEXT                       -- older items may not have it by this rule; NULL: all have
) STRICT;

CREATE TABLE trend (                           -- what was found last; for the lists that show it in passing
    id              INTEGER PRIMARY KEY,
    found           TEXT NOT NULL              -- name, direction and figures (JSON)
) STRICT;

CREATE TABLE trend_item (                      -- the items that show it
    item_id         INTEGER NOT NULL REFERENCES item(id),
    trend_id        INTEGER NOT NULL REFERENCES trend(id),
    PRIMARY KEY (item_id, trend_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX trend_item_trend ON trend_item(trend_id);

CREATE TABLE watch (                           -- a term that is followed
    term            TEXT PRIMARY KEY,          -- folded
    written         TEXT NOT NULL,
    "by"            TEXT NOT NULL,
    "at"            TEXT NOT NULL,
    removed         INTEGER NOT NULL DEFAULT 0,
    found           TEXT                       -- how it fared when trends were last looked for (JSON)
) STRICT;

CREATE TABLE trend_note (                      -- a curator's words on a trend: added, never changed; the newest holds
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    term            TEXT NOT NULL,             -- folded
    written         TEXT NOT NULL,
    text            TEXT NOT NULL,             -- "": taken away
    "by"            TEXT NOT NULL,
    "at"            TEXT NOT NULL,
    undone          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX trend_note_term ON trend_note(term);
"""

MIGRATIONS: tuple[str, ...] = (FIRST, SECOND, THIRD)
"""Step n brings a database of version n to version n + 1. Only ever appended to."""

VERSION = len(MIGRATIONS)
