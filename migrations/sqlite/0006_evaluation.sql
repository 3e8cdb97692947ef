-- Forms of evaluations, each version for ever.
CREATE TABLE form (
    id           TEXT NOT NULL,
    version      INTEGER NOT NULL,
    body         TEXT NOT NULL CHECK (json_valid(body)),
    published_at INTEGER NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

-- Evaluations: of a unit, or of a department of a unit. `topic` tells thematic ones of one body apart and is empty for all
-- others. `figures` are those that were frozen when it was handed in, in canonical form; `digest` is of all that it says,
-- once it is signed.
CREATE TABLE evaluation (
    id           BLOB PRIMARY KEY,
    form         TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    year         INTEGER NOT NULL,
    period       TEXT NOT NULL,
    from_on      TEXT NOT NULL,
    to_on        TEXT NOT NULL,
    topic        TEXT NOT NULL,
    title        TEXT NOT NULL,
    unit         BLOB NOT NULL REFERENCES unit (id),
    department   BLOB REFERENCES department (id),
    parent       BLOB,
    state        TEXT NOT NULL,
    head         TEXT NOT NULL CHECK (json_valid(head)),
    created_at   INTEGER NOT NULL,
    created_by   BLOB NOT NULL,
    changed_at   INTEGER NOT NULL,
    submitted_at INTEGER,
    submitted_by BLOB,
    signed_at    INTEGER,
    signed_by    BLOB,
    digest       BLOB,
    figures      BLOB,
    FOREIGN KEY (form, form_version) REFERENCES form (id, version)
) STRICT;
CREATE UNIQUE INDEX evaluation_of_body ON evaluation (form, year, period, unit, coalesce(department, unit), topic);
CREATE INDEX evaluation_by_parent ON evaluation (parent);

-- What is written in each section, and the fields that were filled there.
CREATE TABLE evaluation_section (
    evaluation BLOB NOT NULL REFERENCES evaluation (id),
    key        TEXT NOT NULL,
    words      TEXT NOT NULL,
    fields     TEXT NOT NULL CHECK (json_valid(fields)),
    changed_at INTEGER NOT NULL,
    changed_by BLOB NOT NULL,
    PRIMARY KEY (evaluation, key)
) STRICT;

-- Findings as they stood when they were attached: canonical bytes and their hash. `source` is the evaluation of a level
-- below that it came with. Positions have gaps, so that moving one touches one row.
CREATE TABLE attachment (
    id          BLOB PRIMARY KEY,
    evaluation  BLOB NOT NULL REFERENCES evaluation (id),
    section     TEXT NOT NULL,
    position    INTEGER NOT NULL,
    finding     BLOB NOT NULL,
    source      BLOB,
    note        TEXT,
    attached_at INTEGER NOT NULL,
    attached_by BLOB NOT NULL,
    changed_at  INTEGER NOT NULL,
    sha256      BLOB NOT NULL,
    snapshot    BLOB NOT NULL,
    UNIQUE (evaluation, finding)
) STRICT;
CREATE INDEX attachment_by_section ON attachment (evaluation, section, position);
CREATE INDEX attachment_by_finding ON attachment (finding);

-- What was done about an evaluation, in order; never changed.
CREATE TABLE evaluation_event (
    evaluation BLOB NOT NULL REFERENCES evaluation (id),
    number     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    person     BLOB NOT NULL,
    kind       TEXT NOT NULL,
    section    TEXT,
    words      TEXT,
    findings   TEXT NOT NULL CHECK (json_valid(findings)),
    PRIMARY KEY (evaluation, number)
) STRICT;

-- How a record judges the pass/fail items of its checklist, a letter each in the checklist's order: `p` đạt, `f` không
-- đạt, `n` không áp dụng, `-` no answer. Figures count them, and lists find them, by a pass over an index.
ALTER TABLE record ADD COLUMN outcomes TEXT NOT NULL DEFAULT '';
UPDATE record SET outcomes = coalesce((
    SELECT group_concat(letter, '') FROM (
        SELECT CASE json_extract(CAST(revision.canonical AS TEXT),
                '$.answers.' || json_extract(item.value, '$.key') || '.value.outcome')
            WHEN 'pass' THEN 'p' WHEN 'fail' THEN 'f' WHEN 'not_applicable' THEN 'n' ELSE '-' END AS letter
        FROM revision
        JOIN checklist ON checklist.id = record.checklist AND checklist.version = record.checklist_version
        JOIN json_each(checklist.body, '$.sections') AS section
        JOIN json_each(section.value, '$.items') AS item
        WHERE revision.id = record.head AND json_extract(item.value, '$.answer.type') = 'pass_fail'
        ORDER BY section.key, item.key
    )
), '');
CREATE INDEX record_outcomes ON record (checklist, checklist_version, captured_on, commune, sub_project, status, outcomes,
    id);

-- Counts of findings for figures, without a look at the rows.
CREATE INDEX finding_figures ON finding (raised_at, commune, sub_project, level, category, state, due_on, year, changed_at);
