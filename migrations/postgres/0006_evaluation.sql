-- Forms of evaluations, each version for ever.
CREATE TABLE form (
    id           TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    body         JSONB NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

-- Evaluations: of a unit, or of a department of a unit. `topic` tells thematic ones of one body apart and is empty for all
-- others. `figures` are those that were frozen when it was handed in, in canonical form; `digest` is of all that it says,
-- once it is signed.
CREATE TABLE evaluation (
    id           UUID PRIMARY KEY,
    form         TEXT COLLATE "C" NOT NULL,
    form_version BIGINT NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    year         BIGINT NOT NULL,
    period       TEXT COLLATE "C" NOT NULL,
    from_on      TEXT COLLATE "C" NOT NULL,
    to_on        TEXT COLLATE "C" NOT NULL,
    topic        TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    unit         UUID NOT NULL REFERENCES unit (id),
    department   UUID REFERENCES department (id),
    parent       UUID,
    state        TEXT COLLATE "C" NOT NULL,
    head         JSONB NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   UUID NOT NULL,
    changed_at   BIGINT NOT NULL,
    submitted_at BIGINT,
    submitted_by UUID,
    signed_at    BIGINT,
    signed_by    UUID,
    digest       BYTEA,
    figures      BYTEA,
    FOREIGN KEY (form, form_version) REFERENCES form (id, version)
);
CREATE UNIQUE INDEX evaluation_of_body ON evaluation (form, year, period, unit, coalesce(department, unit), topic);
CREATE INDEX evaluation_by_parent ON evaluation (parent);

-- What is written in each section, and the fields that were filled there.
CREATE TABLE evaluation_section (
    evaluation UUID NOT NULL REFERENCES evaluation (id),
    key        TEXT COLLATE "C" NOT NULL,
    words      TEXT COLLATE "C" NOT NULL,
    fields     JSONB NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by UUID NOT NULL,
    PRIMARY KEY (evaluation, key)
);

-- Findings as they stood when they were attached: canonical bytes and their hash. `source` is the evaluation of a level
-- below that it came with. Positions have gaps, so that moving one touches one row.
CREATE TABLE attachment (
    id          UUID PRIMARY KEY,
    evaluation  UUID NOT NULL REFERENCES evaluation (id),
    section     TEXT COLLATE "C" NOT NULL,
    position    BIGINT NOT NULL,
    finding     UUID NOT NULL,
    source      UUID,
    note        TEXT COLLATE "C",
    attached_at BIGINT NOT NULL,
    attached_by UUID NOT NULL,
    changed_at  BIGINT NOT NULL,
    sha256      BYTEA NOT NULL,
    snapshot    BYTEA NOT NULL,
    UNIQUE (evaluation, finding)
);
CREATE INDEX attachment_by_section ON attachment (evaluation, section, position);
CREATE INDEX attachment_by_finding ON attachment (finding);

-- What was done about an evaluation, in order; never changed.
CREATE TABLE evaluation_event (
    evaluation UUID NOT NULL REFERENCES evaluation (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    person     UUID NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    section    TEXT COLLATE "C",
    words      TEXT COLLATE "C",
    findings   JSONB NOT NULL,
    PRIMARY KEY (evaluation, number)
);

-- How a record judges the pass/fail items of its checklist, a letter each in the checklist's order: `p` đạt, `f` không
-- đạt, `n` không áp dụng, `-` no answer. Figures count them, and lists find them, by a pass over an index.
ALTER TABLE record ADD COLUMN outcomes TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE record SET outcomes = coalesce((
    SELECT string_agg(
        CASE convert_from(revision.canonical, 'UTF8')::jsonb #>> ARRAY['answers', item.value ->> 'key', 'value', 'outcome']
            WHEN 'pass' THEN 'p' WHEN 'fail' THEN 'f' WHEN 'not_applicable' THEN 'n' ELSE '-' END,
        '' ORDER BY section.place, item.place)
    FROM revision
    JOIN checklist ON checklist.id = record.checklist AND checklist.version = record.checklist_version
    CROSS JOIN LATERAL jsonb_array_elements(checklist.body -> 'sections') WITH ORDINALITY AS section (value, place)
    CROSS JOIN LATERAL jsonb_array_elements(section.value -> 'items') WITH ORDINALITY AS item (value, place)
    WHERE revision.id = record.head AND item.value #>> '{answer,type}' = 'pass_fail'
), '');
CREATE INDEX record_outcomes ON record (checklist, checklist_version, captured_on, commune, sub_project, status, outcomes,
    id);

-- Counts of findings for figures, without a look at the rows.
CREATE INDEX finding_figures ON finding (raised_at, commune, sub_project, level, category, state, due_on, year, changed_at);
