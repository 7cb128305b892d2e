-- A database of version 2, with a few rows in every table. The form is the one of then: never change it.

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

INSERT INTO source ("id", "key", "name", "url", "configured", "own", "trust", "title", "language", "etag", "last_modified", "body_hash", "first_fetch", "last_fetch", "last_success", "last_error", "failures") VALUES (1, '5fe91a6fb49ea8e1c0188b0fbf5c2ae2', 'Blog', 'https://blog.example/feed', 1, 0, 4, 'Blog', 'nl', '"abc"', 'Fri, 20 Nov 2026 09:00:00 GMT', '00000000000000000000000000000007', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z', '2026-11-22T07:00:00Z', NULL, 0);
INSERT INTO source ("id", "key", "name", "url", "configured", "own", "trust", "title", "language", "etag", "last_modified", "body_hash", "first_fetch", "last_fetch", "last_success", "last_error", "failures") VALUES (2, '2640c30190babdfdf12dae33b18a4297', 'De Krant', 'https://krant.example/rss', 0, 0, 3, 'De Krant', NULL, NULL, NULL, NULL, '2026-11-20T09:00:00Z', '2026-11-21T09:00:00Z', NULL, '{"text": "{host} did not answer in time.", "params": {"host": "krant.example"}}', 2);
INSERT INTO story ("id", "key") VALUES (1, '00000000000000000000000000000191');
INSERT INTO story ("id", "key") VALUES (2, '00000000000000000000000000000192');
INSERT INTO story ("id", "key") VALUES (3, '00000000000000000000000000000193');
INSERT INTO story ("id", "key") VALUES (4, '00000000000000000000000000000194');
INSERT INTO story ("id", "key") VALUES (5, '00000000000000000000000000000195');
INSERT INTO story ("id", "key") VALUES (6, '00000000000000000000000000000196');
INSERT INTO gap ("source_id", "from", "to") VALUES (1, '2026-11-20T09:00:00Z', '2026-11-21T09:00:00Z');
INSERT INTO fetch ("id", "started", "finished", "new_items", "failed") VALUES (1, '2026-11-22T07:00:00Z', '2026-11-22T07:01:00Z', 7, 1);
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (1, '450cb301722ab23988e315b8892dce13', 'https://blog.example/1', 'https://blog.example/1', 1, 'Scholen en de GDPR', 'Scholen en de GDPR: wat ervan te denken.', '<p>Scholen en de GDPR, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2026-11-11T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 0, 'published', NULL, 2, 1, 1.4, '[]');
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (2, '6e128bcfbea7617706f838cd50d30a99', 'https://blog.example/2', 'https://blog.example/2', 1, 'Vrijwilligers op TikTok', 'Vrijwilligers op TikTok: wat ervan te denken.', '<p>Vrijwilligers op TikTok, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2026-11-12T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 0, 'commented', NULL, 3, 2, 1.3, '[]');
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (3, '1c6a904f0c0eb827f4ef56a2cbb51614', 'https://blog.example/3', 'https://blog.example/3', 1, 'Een museum zonder muren', 'Een museum zonder muren: wat ervan te denken.', '<p>Een museum zonder muren, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2026-11-13T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 0, 'new', NULL, NULL, 1, 1.2, '[]');
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (4, '4ed280c8172a2a5faa03a66c13f43c8c', 'https://blog.example/4', 'https://blog.example/4', 1, 'Leren op de bus', 'Leren op de bus: wat ervan te denken.', '<p>Leren op de bus, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2026-11-14T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 0, 'dismissed', NULL, NULL, 3, 1.1, '[]');
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (5, '49712295b868dc871908c0a219446875', 'https://blog.example/5', 'https://blog.example/5', 1, 'Wat later mag', 'Wat later mag: wat ervan te denken.', '<p>Wat later mag, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2026-11-15T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 0, 'snoozed', '2026-12-24T09:00:00Z', NULL, 4, 1.0, '[]');
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (6, '7d3ac789dad157542ce0ee3de9534fcd', 'https://blog.example/6', 'https://blog.example/6', 1, 'Van voor wij volgden', 'Van voor wij volgden: wat ervan te denken.', '<p>Van voor wij volgden, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2019-03-01T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 1, 'new', NULL, NULL, 5, 0.9, '[]');
INSERT INTO item ("id", "key", "url", "canonical_url", "source_id", "title", "summary", "content", "author", "language", "image", "outlet", "published", "updated", "first_seen", "baseline", "state", "snoozed_until", "note_id", "story_id", "score", "reasons") VALUES (7, 'f74b7477ac84b9cb2a1dcb6cf7a706ab', 'https://blog.example/7', 'https://blog.example/7', 2, 'Te laat gezien', 'Te laat gezien: wat ervan te denken.', '<p>Te laat gezien, in het lang.</p>', 'An Goossens', 'nl', NULL, NULL, '2026-11-17T08:00:00Z', NULL, '2026-11-20T09:00:00Z', 0, 'lapsed', NULL, NULL, 6, 0.8, '[]');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (1, 'entry-1', 1, 'https://blog.example/1?utm_source=rss', 'Scholen en de GDPR', '000000000000000000000000000001f5', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (1, 'entry-2', 2, 'https://blog.example/2?utm_source=rss', 'Vrijwilligers op TikTok', '000000000000000000000000000001f6', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (1, 'entry-3', 3, 'https://blog.example/3?utm_source=rss', 'Een museum zonder muren', '000000000000000000000000000001f7', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (1, 'entry-4', 4, 'https://blog.example/4?utm_source=rss', 'Leren op de bus', '000000000000000000000000000001f8', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (1, 'entry-5', 5, 'https://blog.example/5?utm_source=rss', 'Wat later mag', '000000000000000000000000000001f9', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (1, 'entry-6', 6, 'https://blog.example/6?utm_source=rss', 'Van voor wij volgden', '000000000000000000000000000001fa', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (2, 'entry-7', 7, 'https://blog.example/7?utm_source=rss', 'Te laat gezien', '000000000000000000000000000001fb', '2026-11-20T09:00:00Z', '2026-11-22T07:00:00Z');
INSERT INTO sighting ("source_id", "entry_id", "item_id", "url", "title", "said_hash", "first_seen", "last_seen") VALUES (2, 'elders-1', 1, 'https://blog.example/1', 'Scholen en de GDPR', '00000000000000000000000000000258', '2026-11-21T09:00:00Z', '2026-11-21T09:00:00Z');
INSERT INTO pending ("item_id") VALUES (3);
INSERT INTO tag ("item_id", "tag", "origin", "matched", "removed") VALUES (1, 'privacy', 'rule', 'gdpr', 0);
INSERT INTO tag ("item_id", "tag", "origin", "matched", "removed") VALUES (1, 'onderwijs', 'curator', NULL, 0);
INSERT INTO tag ("item_id", "tag", "origin", "matched", "removed") VALUES (2, 'e-leren', 'source', 'Blog', 0);
INSERT INTO tag ("item_id", "tag", "origin", "matched", "removed") VALUES (2, 'e-leren', 'curator', NULL, 1);
INSERT INTO note ("id", "key", "item_id", "commentary", "context", "quote", "quote_author", "quote_outlet", "rating", "related", "image", "image_alt", "image_licence", "by", "at") VALUES (1, '00000000000000000000000000000065', 1, 'Een eerste zin.', '', '', '', '', NULL, '', '', '', '', 'An', '2026-11-21T10:00:00Z');
INSERT INTO note ("id", "key", "item_id", "commentary", "context", "quote", "quote_author", "quote_outlet", "rating", "related", "image", "image_alt", "image_licence", "by", "at") VALUES (2, '00000000000000000000000000000066', 1, 'Scholen mogen ‘neen’ zeggen.', 'Sinds 2018.', 'Privacy is geen luxe.', 'Jan Peeters', 'Blog', 4, '', 'https://blog.example/1.png', 'Een klas', 'CC BY 4.0', 'An', '2026-11-22T10:00:00Z');
INSERT INTO note ("id", "key", "item_id", "commentary", "context", "quote", "quote_author", "quote_outlet", "rating", "related", "image", "image_alt", "image_licence", "by", "at") VALUES (3, '00000000000000000000000000000067', 2, 'Wie er zit, zit er niet alleen.', '', '', '', '', NULL, '', '', '', '', 'Jan', '2026-11-23T10:00:00Z');
INSERT INTO note ("id", "key", "item_id", "commentary", "context", "quote", "quote_author", "quote_outlet", "rating", "related", "image", "image_alt", "image_licence", "by", "at") VALUES (4, '00000000000000000000000000000068', 2, 'Jan ziet het anders.', '', '', '', '', NULL, '', '', '', '', 'Jan', '2026-11-22T11:00:00Z');
INSERT INTO digest ("id", "key", "title", "intro", "closing", "language", "by", "created", "changed", "closed", "number", "since", "gone", "seen", "sources") VALUES (1, '000000000000000000000000000002bd', 'Trends van de week', 'Dag allemaal', 'Tot volgende week', 'nl', 'An', '2026-11-22T08:30:00Z', '2026-11-22T08:50:00Z', '2026-11-22T08:50:00Z', 1, '2026-11-15T08:30:00Z', 0, 7, 2);
INSERT INTO digest ("id", "key", "title", "intro", "closing", "language", "by", "created", "changed", "closed", "number", "since", "gone", "seen", "sources") VALUES (2, '000000000000000000000000000002be', 'Volgende week', '', '', 'nl', 'An', '2026-11-22T09:00:00Z', '2026-11-22T09:00:00Z', NULL, NULL, '2026-11-22T08:50:00Z', 0, NULL, NULL);
INSERT INTO entry ("digest_id", "item_id", "position", "section", "only", "texts") VALUES (1, 1, 1, 'Onderwijs', '[]', '{"x": "Neen zeggen mag."}');
INSERT INTO entry ("digest_id", "item_id", "position", "section", "only", "texts") VALUES (2, 2, 1, '', '["mastodon"]', '{}');
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (1, '000000000000000000000000000000c9', '0000000000000000000000000000012d', '2026-11-22T08:01:00Z', 'An', 'dismiss', 4, NULL, 'new', 'dismissed', 'weak', '{"item": {"id": 4, "state": "new", "snoozed_until": null, "note_id": null}}', NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (2, '000000000000000000000000000000ca', '0000000000000000000000000000012e', '2026-11-22T08:02:00Z', 'An', 'shortlist', 3, NULL, 'new', 'shortlisted', NULL, '{"item": {"id": 3, "state": "new", "snoozed_until": null, "note_id": null}}', 3);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (3, '000000000000000000000000000000cb', '0000000000000000000000000000012f', '2026-11-22T08:03:00Z', 'An', 'undo', 3, NULL, 'shortlisted', 'new', 'shortlist', NULL, NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (4, '000000000000000000000000000000cc', '00000000000000000000000000000130', '2026-11-22T08:04:00Z', 'An', 'snooze', 5, NULL, 'new', 'snoozed', NULL, '{"item": {"id": 5, "state": "new", "snoozed_until": null, "note_id": null}}', NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (5, '000000000000000000000000000000cd', '00000000000000000000000000000131', '2026-11-22T08:05:00Z', 'An', 'tag', 1, NULL, NULL, NULL, '+onderwijs', '{"tags": {"item_id": 1, "rows": []}}', NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (6, '000000000000000000000000000000ce', '00000000000000000000000000000132', '2026-11-22T08:06:00Z', 'An', 'comment', 1, NULL, 'new', 'commented', '{"commentary": "Een eerste zin."}', '{"item": {"id": 1, "state": "new", "snoozed_until": null, "note_id": null}}', NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (7, '000000000000000000000000000000cf', '00000000000000000000000000000133', '2026-11-22T08:07:00Z', 'An', 'lapse', NULL, NULL, 'new', 'lapsed', '1', NULL, NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (8, '000000000000000000000000000000d0', '00000000000000000000000000000134', '2026-11-22T08:08:00Z', 'An', 'digest new', NULL, 1, NULL, NULL, 'Trends van de week', '{"made": 1}', NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (9, '000000000000000000000000000000d1', '00000000000000000000000000000135', '2026-11-22T08:09:00Z', 'An', 'posted', 1, 1, 'commented', 'published', 'facebook', '{"item": {"id": 1, "state": "commented", "snoozed_until": null, "note_id": 2}, "post": 1}', NULL);
INSERT INTO event ("id", "key", "batch", "at", "by", "action", "item_id", "digest_id", "from", "to", "text", "before", "undone_by") VALUES (10, '000000000000000000000000000000d2', '00000000000000000000000000000136', '2026-11-22T09:10:00Z', 'An', 'comment', 2, NULL, 'new', 'commented', '{"commentary": "Wie er zit, zit er niet alleen."}', '{"item": {"id": 2, "state": "new", "snoozed_until": null, "note_id": null}}', NULL);
INSERT INTO story_join ("item_id", "with_id", "kind", "score", "reason") VALUES (3, 1, 'event', 0.41, '{"text": "{words}", "params": {"words": "museum, gdpr"}}');
INSERT INTO post ("id", "key", "item_id", "digest_id", "channel", "how", "at", "by", "url", "text", "undone") VALUES (1, '00000000000000000000000000000321', 1, 1, 'facebook', 'hand', '2026-11-22T08:09:00Z', 'An', 'https://facebook.example/1', 'Scholen mogen ‘neen’ zeggen. https://blog.example/1', 0);
INSERT INTO post ("id", "key", "item_id", "digest_id", "channel", "how", "at", "by", "url", "text", "undone") VALUES (2, '00000000000000000000000000000322', 1, 1, 'mastodon', 'hand', '2026-11-22T08:10:00Z', 'An', NULL, 'Verkeerd', 1);
INSERT INTO found ("rowid", "title", "text", "note") VALUES (1, 'Scholen en de GDPR', 'Scholen en de GDPR: wat ervan te denken.', '');
INSERT INTO found ("rowid", "title", "text", "note") VALUES (2, 'Vrijwilligers op TikTok', 'Vrijwilligers op TikTok: wat ervan te denken.', '');
INSERT INTO found ("rowid", "title", "text", "note") VALUES (3, 'Een museum zonder muren', 'Een museum zonder muren: wat ervan te denken.', '');
INSERT INTO found ("rowid", "title", "text", "note") VALUES (4, 'Leren op de bus', 'Leren op de bus: wat ervan te denken.', '');
INSERT INTO found ("rowid", "title", "text", "note") VALUES (5, 'Wat later mag', 'Wat later mag: wat ervan te denken.', '');
INSERT INTO found ("rowid", "title", "text", "note") VALUES (6, 'Van voor wij volgden', 'Van voor wij volgden: wat ervan te denken.', '');
INSERT INTO found ("rowid", "title", "text", "note") VALUES (7, 'Te laat gezien', 'Te laat gezien: wat ervan te denken.', '');
INSERT INTO page ("item_id", "url", "canonical", "title", "author", "language", "image", "published", "content", "paywalled", "read", "error") VALUES (1, 'https://blog.example/1', 'https://blog.example/1', 'Scholen en de GDPR', 'An Goossens', 'nl', NULL, '2026-11-11T08:00:00Z', '<p>De hele tekst van de bladzijde over scholen en hun gegevens.</p>', 0, '2026-11-22T07:00:30Z', NULL);
INSERT INTO page ("item_id", "url", "canonical", "title", "author", "language", "image", "published", "content", "paywalled", "read", "error") VALUES (2, 'https://blog.example/2', NULL, '', NULL, NULL, NULL, NULL, '', NULL, '2026-11-22T07:00:31Z', '{"text": "The page {url} holds no text to read.", "params": {"url": "https://blog.example/2"}}');
INSERT INTO tip ("id", "key", "item_id", "source_id", "by", "why", "at") VALUES (1, '00000000000000000000000000000385', 3, NULL, 'Fatima', 'Iets voor ons?', '2026-11-21T12:00:00Z');
INSERT INTO rival ("note_id", "item_id") VALUES (4, 2);
UPDATE source SET last_new = '2026-11-17T08:00:00Z', rhythm = 86400 WHERE id = 1;
PRAGMA user_version = 2;
