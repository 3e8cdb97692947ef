-- OpenRosa. A way in for ODK Collect: a device whose key the server holds and signs with when a submission comes, since
-- such a client signs nothing. `key_hash` is of the key in its address; `person` has a value where it is the one that
-- stands for a name and a password.
ALTER TABLE device ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'phone';
CREATE TABLE app_key (
    device   UUID PRIMARY KEY REFERENCES device (id),
    key_hash BYTEA UNIQUE,
    person   UUID UNIQUE REFERENCES person (id),
    secret   BYTEA NOT NULL
);

-- Submissions as they came: `xml` byte for byte, `sha256` its hash. Another XML under a known id is a row of its own,
-- with the next number. `revision` is the newest snapshot that was made of it, `photos` how many photos that one names,
-- `files` how many files came with it; `commune` is the one that it says, or its subject's, or where its sender works.
CREATE TABLE submission (
    instance     TEXT COLLATE "C" NOT NULL,
    sha256       BYTEA NOT NULL,
    number       BIGINT NOT NULL,
    form         TEXT COLLATE "C" NOT NULL,
    form_version TEXT COLLATE "C" NOT NULL,
    device       UUID NOT NULL,
    person       UUID NOT NULL,
    received_at  BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    record       UUID NOT NULL,
    commune      UUID,
    revision     UUID,
    photos       BIGINT NOT NULL,
    files        BIGINT NOT NULL,
    xml          BYTEA NOT NULL,
    PRIMARY KEY (instance, sha256)
);
CREATE INDEX submission_by_form ON submission (form, received_at);
CREATE INDEX submission_by_record ON submission (record);
CREATE INDEX submission_waiting ON submission (changed_at) WHERE revision IS NULL;

-- The files that came with a submission, by name; the same name with other bytes is a row of its own. `content` is of
-- what is no photo; photos are where all photos are.
CREATE TABLE submission_part (
    instance   TEXT COLLATE "C" NOT NULL,
    xml        BYTEA NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    sha256     BYTEA NOT NULL,
    bytes      BIGINT NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    arrived_at BIGINT NOT NULL,
    content    BYTEA,
    PRIMARY KEY (instance, xml, name, sha256)
);
