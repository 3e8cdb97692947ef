-- A record is what its head says; the columns beside it are derived from the head for lists and filters.
CREATE TABLE record (
    id                UUID PRIMARY KEY,
    head              UUID,
    status            TEXT COLLATE "C" NOT NULL,
    revisions         BIGINT NOT NULL,
    checklist         TEXT COLLATE "C" NOT NULL,
    checklist_version BIGINT NOT NULL,
    visit             UUID,
    subject           UUID NOT NULL,
    sub_project       UUID NOT NULL,
    commune           UUID NOT NULL,
    person            UUID NOT NULL,
    device            UUID NOT NULL,
    captured_at       BIGINT NOT NULL,
    captured_on       TEXT COLLATE "C" NOT NULL,
    first_received_at BIGINT NOT NULL,
    changed_at        BIGINT NOT NULL,
    photos_missing    BIGINT NOT NULL,
    held              BIGINT NOT NULL,
    conflicts         BIGINT NOT NULL,
    assessment        JSONB NOT NULL,
    commune_link      JSONB NOT NULL,
    subject_link      JSONB NOT NULL,
    derived_commune   UUID
);
CREATE INDEX record_by_commune ON record (commune, id);
CREATE INDEX record_waiting ON record (commune, device) WHERE status = 'waiting';

-- Immutable. `canonical` is what the device signed; nothing else is ever checked or served.
CREATE TABLE revision (
    id          UUID PRIMARY KEY,
    record      UUID NOT NULL,
    number      BIGINT NOT NULL,
    base        UUID,
    joined      UUID,
    place       TEXT COLLATE "C" NOT NULL,
    device      UUID NOT NULL,
    person      UUID NOT NULL,
    received_at BIGINT NOT NULL,
    sha256      BYTEA NOT NULL,
    signature   JSONB,
    canonical   BYTEA NOT NULL
);
CREATE INDEX revision_by_record ON revision (record, number);

CREATE TABLE revision_photo (
    record   UUID NOT NULL,
    revision UUID NOT NULL,
    sha256   BYTEA NOT NULL,
    PRIMARY KEY (record, revision, sha256)
);
CREATE INDEX revision_photo_by_photo ON revision_photo (sha256, record);

CREATE TABLE photo (
    sha256     BYTEA PRIMARY KEY,
    bytes      BIGINT NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    device     UUID,
    stored_at  BIGINT NOT NULL
);

CREATE TABLE upload (
    id         UUID PRIMARY KEY,
    sha256     BYTEA NOT NULL,
    bytes      BIGINT NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    device     UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX upload_by_photo ON upload (sha256, device);
CREATE INDEX upload_by_expiry ON upload (expires_at);

-- What was refused, byte for byte, with the reasons.
CREATE TABLE quarantine (
    id          UUID PRIMARY KEY,
    device      UUID NOT NULL,
    sha256      BYTEA NOT NULL,
    person      UUID NOT NULL,
    received_at BIGINT NOT NULL,
    raw         BYTEA NOT NULL,
    problems    TEXT NOT NULL,
    UNIQUE (device, sha256)
);
