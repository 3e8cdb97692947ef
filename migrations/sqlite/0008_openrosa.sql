-- OpenRosa. A way in for ODK Collect: a device whose key the server holds and signs with when a submission comes, since
-- such a client signs nothing. `key_hash` is of the key in its address; `person` has a value where it is the one that
-- stands for a name and a password.
ALTER TABLE device ADD COLUMN kind TEXT NOT NULL DEFAULT 'phone';
CREATE TABLE app_key (
    device   BLOB PRIMARY KEY REFERENCES device (id),
    key_hash BLOB UNIQUE,
    person   BLOB UNIQUE REFERENCES person (id),
    secret   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Submissions as they came: `xml` byte for byte, `sha256` its hash. Another XML under a known id is a row of its own,
-- with the next number. `revision` is the newest snapshot that was made of it, `photos` how many photos that one names,
-- `files` how many files came with it; `commune` is the one that it says, or its subject's, or where its sender works.
CREATE TABLE submission (
    instance     TEXT NOT NULL,
    sha256       BLOB NOT NULL,
    number       INTEGER NOT NULL,
    form         TEXT NOT NULL,
    form_version TEXT NOT NULL,
    device       BLOB NOT NULL,
    person       BLOB NOT NULL,
    received_at  INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    state        TEXT NOT NULL,
    record       BLOB NOT NULL,
    commune      BLOB,
    revision     BLOB,
    photos       INTEGER NOT NULL,
    files        INTEGER NOT NULL,
    xml          BLOB NOT NULL,
    PRIMARY KEY (instance, sha256)
) STRICT;
CREATE INDEX submission_by_form ON submission (form, received_at);
CREATE INDEX submission_by_record ON submission (record);
CREATE INDEX submission_waiting ON submission (changed_at) WHERE revision IS NULL;

-- The files that came with a submission, by name; the same name with other bytes is a row of its own. `content` is of
-- what is no photo; photos are where all photos are.
CREATE TABLE submission_part (
    instance   TEXT NOT NULL,
    xml        BLOB NOT NULL,
    name       TEXT NOT NULL,
    sha256     BLOB NOT NULL,
    bytes      INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    content    BLOB,
    PRIMARY KEY (instance, xml, name, sha256)
) STRICT, WITHOUT ROWID;
