-- Work beside the requests, one row for each thing to be done. Whoever takes a row holds it until due_at; whoever dies
-- lets it fall due again. `round` moves when the thing changes while it is worked on, so that it is done once more.
CREATE TABLE job (
    kind      TEXT NOT NULL,
    id        BLOB NOT NULL,
    due_at    INTEGER NOT NULL,
    tries     INTEGER NOT NULL,
    round     INTEGER NOT NULL,
    lease     BLOB,
    queued_at INTEGER NOT NULL,
    trouble   TEXT,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_due ON job (kind, due_at);

-- What was read from a photo's bytes, or why nothing could be. `position` counts readings in the order of commits: the
-- search for likenesses follows it.
CREATE TABLE photo_reading (
    photo       BLOB PRIMARY KEY,
    position    INTEGER NOT NULL UNIQUE,
    read_at     INTEGER NOT NULL,
    reader      INTEGER NOT NULL,
    reading     TEXT CHECK (reading IS NULL OR json_valid(reading)),
    trouble     TEXT,
    thumb       BLOB,
    screen      BLOB,
    likeness    BLOB,
    compared_at INTEGER
) STRICT;
INSERT INTO counter (name, value) VALUES ('reading', 0);

-- Pairs of photos that look alike: the one that was read later, and the earlier.
CREATE TABLE likeness (
    photo   BLOB NOT NULL,
    earlier BLOB NOT NULL,
    found   TEXT NOT NULL CHECK (json_valid(found)),
    PRIMARY KEY (photo, earlier)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_by_earlier ON likeness (earlier, photo);

-- Each time that the rules said something new of a record; never changed. The newest row holds.
CREATE TABLE evidence (
    record     BLOB NOT NULL,
    number     INTEGER NOT NULL,
    revision   BLOB NOT NULL,
    checked_at INTEGER NOT NULL,
    cause      TEXT NOT NULL,
    sha256     BLOB NOT NULL,
    checks     BLOB NOT NULL,
    PRIMARY KEY (record, number)
) STRICT;

-- The rules that give a reason to look at a record, by the newest row of evidence.
CREATE TABLE evidence_reason (
    record BLOB NOT NULL,
    rule   TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (record, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_reason_by_rule ON evidence_reason (rule, answer, record);

-- What the evidence comes to, for lists and for phones; empty until the record was checked.
ALTER TABLE record ADD COLUMN evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence));
-- Its answer as a number that rises with its gravity; 0 until then.
ALTER TABLE record ADD COLUMN evidence_rank INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_by_device ON record (device, captured_at);

-- What came in before there was a reader.
INSERT INTO job (kind, id, due_at, tries, round, queued_at) SELECT 'photo', sha256, 0, 0, 0, 0 FROM photo;
INSERT INTO job (kind, id, due_at, tries, round, queued_at)
    SELECT 'record', id, 0, 0, 0, 0 FROM record WHERE status = 'received';
