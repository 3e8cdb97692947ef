-- What people decided about records at the desk, in order; never changed. `head` is the snapshot that they looked at.
CREATE TABLE decision (
    record   UUID NOT NULL,
    number   BIGINT NOT NULL,
    action   TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    person   UUID NOT NULL,
    head     UUID NOT NULL,
    comments JSONB NOT NULL,
    PRIMARY KEY (record, number)
);

-- The newest decision that stands: a head other than the one that was decided on is received again.
ALTER TABLE record ADD COLUMN decision TEXT COLLATE "C";
ALTER TABLE record ADD COLUMN decision_head UUID;
-- For lists: the kind of the subject.
ALTER TABLE record ADD COLUMN kind TEXT COLLATE "C";
UPDATE record SET kind = (SELECT body ->> 'subject_kind' FROM checklist
    WHERE checklist.id = record.checklist AND checklist.version = record.checklist_version);
-- The queue: pages in the order of arrival or of gravity, and counts, under any filter, without a look at the rows, which
-- are large. Both grow at one end while records come in, so that intake touches one page of each.
CREATE INDEX record_queue ON record (first_received_at, id, commune, status, evidence_rank, kind, sub_project, visit,
    person, subject, captured_on, conflicts);
CREATE INDEX record_by_gravity ON record (evidence_rank, first_received_at, id, commune, status, kind, sub_project, visit,
    person, subject, captured_on, conflicts);

-- Whether a rule was right, by the word of whoever reviewed. `photo` is empty where the rule spoke of the record.
CREATE TABLE evidence_mark (
    record  UUID NOT NULL,
    rule    TEXT COLLATE "C" NOT NULL,
    photo   BYTEA NOT NULL,
    correct BOOLEAN NOT NULL,
    person  UUID NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (record, rule, photo)
);
CREATE INDEX evidence_mark_by_rule ON evidence_mark (rule, correct);

-- Filters that somebody keeps for the next day.
CREATE TABLE saved_filter (
    id         UUID PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    name       TEXT COLLATE "C" NOT NULL,
    query      TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (person, name)
);

-- Findings: what was found wrong, who puts it right and by when.
CREATE TABLE finding (
    id             UUID PRIMARY KEY,
    year           BIGINT NOT NULL,
    number         BIGINT NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    level          TEXT COLLATE "C" NOT NULL,
    category       TEXT COLLATE "C" NOT NULL,
    record         UUID,
    revision       UUID,
    item           TEXT COLLATE "C",
    subject        UUID,
    sub_project    UUID NOT NULL,
    commune        UUID NOT NULL,
    what           TEXT COLLATE "C" NOT NULL,
    cause          TEXT COLLATE "C",
    recommendation TEXT COLLATE "C",
    unit           UUID,
    department     UUID,
    due_on         TEXT COLLATE "C",
    photos         JSONB NOT NULL,
    raised_at      BIGINT NOT NULL,
    raised_by      UUID NOT NULL,
    changed_at     BIGINT NOT NULL,
    search         TEXT COLLATE "C" NOT NULL,
    UNIQUE (year, number)
);
-- Pages in the order of raising, and counts, without a look at the rows.
CREATE INDEX finding_queue ON finding (raised_at, id, commune, state, due_on, year, level, category, sub_project,
    department, record);
CREATE INDEX finding_by_record ON finding (record);

-- What was done about a finding, in order; never changed.
CREATE TABLE finding_event (
    finding UUID NOT NULL,
    number  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    person  UUID NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    words   TEXT COLLATE "C",
    photos  JSONB NOT NULL,
    PRIMARY KEY (finding, number)
);
-- Photos of findings and of their answers, as records' photos are found: by name.
CREATE TABLE finding_photo (
    sha256  BYTEA NOT NULL,
    finding UUID NOT NULL,
    PRIMARY KEY (sha256, finding)
);
