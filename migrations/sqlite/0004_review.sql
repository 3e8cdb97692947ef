-- What people decided about records at the desk, in order; never changed. `head` is the snapshot that they looked at.
CREATE TABLE decision (
    record   BLOB NOT NULL,
    number   INTEGER NOT NULL,
    action   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    person   BLOB NOT NULL,
    head     BLOB NOT NULL,
    comments TEXT NOT NULL CHECK (json_valid(comments)),
    PRIMARY KEY (record, number)
) STRICT;

-- The newest decision that stands: a head other than the one that was decided on is received again.
ALTER TABLE record ADD COLUMN decision TEXT;
ALTER TABLE record ADD COLUMN decision_head BLOB;
-- For lists: the kind of the subject.
ALTER TABLE record ADD COLUMN kind TEXT;
UPDATE record SET kind = (SELECT json_extract(body, '$.subject_kind') FROM checklist
    WHERE checklist.id = record.checklist AND checklist.version = record.checklist_version);
-- The queue: pages in the order of arrival or of gravity, and counts, under any filter, without a look at the rows, which
-- are large. Both grow at one end while records come in, so that intake touches one page of each.
CREATE INDEX record_queue ON record (first_received_at, id, commune, status, evidence_rank, kind, sub_project, visit,
    person, subject, captured_on, conflicts);
CREATE INDEX record_by_gravity ON record (evidence_rank, first_received_at, id, commune, status, kind, sub_project, visit,
    person, subject, captured_on, conflicts);

-- Whether a rule was right, by the word of whoever reviewed. `photo` is empty where the rule spoke of the record.
CREATE TABLE evidence_mark (
    record  BLOB NOT NULL,
    rule    TEXT NOT NULL,
    photo   BLOB NOT NULL,
    correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
    person  BLOB NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (record, rule, photo)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_mark_by_rule ON evidence_mark (rule, correct);

-- Filters that somebody keeps for the next day.
CREATE TABLE saved_filter (
    id         BLOB PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (person, name)
) STRICT, WITHOUT ROWID;

-- Findings: what was found wrong, who puts it right and by when.
CREATE TABLE finding (
    id             BLOB PRIMARY KEY,
    year           INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    state          TEXT NOT NULL,
    level          TEXT NOT NULL,
    category       TEXT NOT NULL,
    record         BLOB,
    revision       BLOB,
    item           TEXT,
    subject        BLOB,
    sub_project    BLOB NOT NULL,
    commune        BLOB NOT NULL,
    what           TEXT NOT NULL,
    cause          TEXT,
    recommendation TEXT,
    unit           BLOB,
    department     BLOB,
    due_on         TEXT,
    photos         TEXT NOT NULL CHECK (json_valid(photos)),
    raised_at      INTEGER NOT NULL,
    raised_by      BLOB NOT NULL,
    changed_at     INTEGER NOT NULL,
    search         TEXT NOT NULL,
    UNIQUE (year, number)
) STRICT;
-- Pages in the order of raising, and counts, without a look at the rows.
CREATE INDEX finding_queue ON finding (raised_at, id, commune, state, due_on, year, level, category, sub_project,
    department, record);
CREATE INDEX finding_by_record ON finding (record);

-- What was done about a finding, in order; never changed.
CREATE TABLE finding_event (
    finding BLOB NOT NULL,
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    person  BLOB NOT NULL,
    kind    TEXT NOT NULL,
    words   TEXT,
    photos  TEXT NOT NULL CHECK (json_valid(photos)),
    PRIMARY KEY (finding, number)
) STRICT;
-- Photos of findings and of their answers, as records' photos are found: by name.
CREATE TABLE finding_photo (
    sha256  BLOB NOT NULL,
    finding BLOB NOT NULL,
    PRIMARY KEY (sha256, finding)
) STRICT, WITHOUT ROWID;
