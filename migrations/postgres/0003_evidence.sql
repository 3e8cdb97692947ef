-- Work beside the requests, one row for each thing to be done. Whoever takes a row holds it until due_at; whoever dies
-- lets it fall due again. `round` moves when the thing changes while it is worked on, so that it is done once more.
CREATE TABLE job (
    kind      TEXT COLLATE "C" NOT NULL,
    id        BYTEA NOT NULL,
    due_at    BIGINT NOT NULL,
    tries     BIGINT NOT NULL,
    round     BIGINT NOT NULL,
    lease     UUID,
    queued_at BIGINT NOT NULL,
    trouble   TEXT COLLATE "C",
    PRIMARY KEY (kind, id)
);
CREATE INDEX job_due ON job (kind, due_at);

-- What was read from a photo's bytes, or why nothing could be. `position` counts readings in the order of commits: the
-- search for likenesses follows it.
CREATE TABLE photo_reading (
    photo       BYTEA PRIMARY KEY,
    position    BIGINT NOT NULL UNIQUE,
    read_at     BIGINT NOT NULL,
    reader      BIGINT NOT NULL,
    reading     JSONB,
    trouble     TEXT COLLATE "C",
    thumb       BYTEA,
    screen      BYTEA,
    likeness    BYTEA,
    compared_at BIGINT
);
INSERT INTO counter (name, value) VALUES ('reading', 0);

-- Pairs of photos that look alike: the one that was read later, and the earlier.
CREATE TABLE likeness (
    photo   BYTEA NOT NULL,
    earlier BYTEA NOT NULL,
    found   JSONB NOT NULL,
    PRIMARY KEY (photo, earlier)
);
CREATE INDEX likeness_by_earlier ON likeness (earlier, photo);

-- Each time that the rules said something new of a record; never changed. The newest row holds.
CREATE TABLE evidence (
    record     UUID NOT NULL,
    number     BIGINT NOT NULL,
    revision   UUID NOT NULL,
    checked_at BIGINT NOT NULL,
    cause      TEXT COLLATE "C" NOT NULL,
    sha256     BYTEA NOT NULL,
    checks     BYTEA NOT NULL,
    PRIMARY KEY (record, number)
);

-- The rules that give a reason to look at a record, by the newest row of evidence.
CREATE TABLE evidence_reason (
    record UUID NOT NULL,
    rule   TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (record, rule)
);
CREATE INDEX evidence_reason_by_rule ON evidence_reason (rule, answer, record);

-- What the evidence comes to, for lists and for phones; empty until the record was checked.
ALTER TABLE record ADD COLUMN evidence JSONB;
-- Its answer as a number that rises with its gravity; 0 until then.
ALTER TABLE record ADD COLUMN evidence_rank BIGINT NOT NULL DEFAULT 0;
CREATE INDEX record_by_device ON record (device, captured_at);

-- What came in before there was a reader.
INSERT INTO job (kind, id, due_at, tries, round, queued_at) SELECT 'photo', sha256, 0, 0, 0, 0 FROM photo;
INSERT INTO job (kind, id, due_at, tries, round, queued_at)
    SELECT 'record', uuid_send(id), 0, 0, 0, 0 FROM record WHERE status = 'received';
