-- A record is what its head says; the columns beside it are derived from the head for lists and filters.
CREATE TABLE record (
    id                BLOB PRIMARY KEY,
    head              BLOB,
    status            TEXT NOT NULL,
    revisions         INTEGER NOT NULL,
    checklist         TEXT NOT NULL,
    checklist_version INTEGER NOT NULL,
    visit             BLOB,
    subject           BLOB NOT NULL,
    sub_project       BLOB NOT NULL,
    commune           BLOB NOT NULL,
    person            BLOB NOT NULL,
    device            BLOB NOT NULL,
    captured_at       INTEGER NOT NULL,
    captured_on       TEXT NOT NULL,
    first_received_at INTEGER NOT NULL,
    changed_at        INTEGER NOT NULL,
    photos_missing    INTEGER NOT NULL,
    held              INTEGER NOT NULL,
    conflicts         INTEGER NOT NULL,
    assessment        TEXT NOT NULL CHECK (json_valid(assessment)),
    commune_link      TEXT NOT NULL CHECK (json_valid(commune_link)),
    subject_link      TEXT NOT NULL CHECK (json_valid(subject_link)),
    derived_commune   BLOB
) STRICT;
CREATE INDEX record_by_commune ON record (commune, id);
CREATE INDEX record_waiting ON record (commune, device) WHERE status = 'waiting';

-- Immutable. `canonical` is what the device signed; nothing else is ever checked or served.
CREATE TABLE revision (
    id          BLOB PRIMARY KEY,
    record      BLOB NOT NULL,
    number      INTEGER NOT NULL,
    base        BLOB,
    joined      BLOB,
    place       TEXT NOT NULL,
    device      BLOB NOT NULL,
    person      BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    sha256      BLOB NOT NULL,
    signature   TEXT,
    canonical   BLOB NOT NULL
) STRICT;
CREATE INDEX revision_by_record ON revision (record, number);

CREATE TABLE revision_photo (
    record   BLOB NOT NULL,
    revision BLOB NOT NULL,
    sha256   BLOB NOT NULL,
    PRIMARY KEY (record, revision, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX revision_photo_by_photo ON revision_photo (sha256, record);

CREATE TABLE photo (
    sha256     BLOB PRIMARY KEY,
    bytes      INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    device     BLOB,
    stored_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
    id         BLOB PRIMARY KEY,
    sha256     BLOB NOT NULL,
    bytes      INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    device     BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_by_photo ON upload (sha256, device);
CREATE INDEX upload_by_expiry ON upload (expires_at);

-- What was refused, byte for byte, with the reasons.
CREATE TABLE quarantine (
    id          BLOB PRIMARY KEY,
    device      BLOB NOT NULL,
    sha256      BLOB NOT NULL,
    person      BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    raw         BLOB NOT NULL,
    problems    TEXT NOT NULL CHECK (json_valid(problems)),
    UNIQUE (device, sha256)
) STRICT;
