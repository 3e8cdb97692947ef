-- Times are whole milliseconds since 1970 UTC, dates are YYYY-MM-DD text, ids are UUID. Text that is ordered is COLLATE "C", as in SQLite. The same numbers and names
-- stand in ../sqlite; a test compares the two.

-- What this store is: its epoch changes when it is restored, so that phones notice.
CREATE TABLE meta (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- Numbers that only a writer who holds the row moves: the order of the feed and of the log, the registry's version.
CREATE TABLE counter (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('feed', 0), ('feed_pruned', 0), ('log', 0), ('registry', 1);

CREATE TABLE server_key (
    id         UUID PRIMARY KEY,
    secret     BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE unit (
    id               UUID PRIMARY KEY,
    code             TEXT COLLATE "C" NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    unit_type        TEXT COLLATE "C" NOT NULL,
    parent           UUID REFERENCES unit (id),
    valid_from       TEXT COLLATE "C",
    valid_to         TEXT COLLATE "C",
    successor        UUID REFERENCES unit (id),
    boundary_quality TEXT COLLATE "C",
    boundary         JSONB
);
-- A code alone is not a key: it was given to other territory later.
CREATE UNIQUE INDEX unit_by_code ON unit (code, coalesce(valid_from, ''));

CREATE TABLE department (
    id      UUID PRIMARY KEY,
    code    TEXT COLLATE "C" NOT NULL UNIQUE,
    name    TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL
);

CREATE TABLE sub_project (
    id         UUID PRIMARY KEY,
    parent     UUID REFERENCES sub_project (id),
    code       TEXT COLLATE "C" NOT NULL UNIQUE,
    name       TEXT COLLATE "C" NOT NULL,
    name_en    TEXT COLLATE "C" NOT NULL,
    department UUID REFERENCES department (id),
    valid_from TEXT COLLATE "C",
    valid_to   TEXT COLLATE "C",
    position   BIGINT NOT NULL
);

CREATE TABLE checklist (
    id           TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    body         JSONB NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE subject (
    id          UUID PRIMARY KEY,
    kind        TEXT COLLATE "C" NOT NULL,
    code        TEXT COLLATE "C" UNIQUE,
    name        TEXT COLLATE "C" NOT NULL,
    search      TEXT COLLATE "C" NOT NULL,
    sub_project UUID NOT NULL REFERENCES sub_project (id),
    also        JSONB NOT NULL,
    commune     UUID NOT NULL REFERENCES unit (id),
    village     TEXT COLLATE "C",
    site        JSONB,
    planned     JSONB NOT NULL,
    unlisted    BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX subject_by_commune ON subject (commune, id);

CREATE TABLE person (
    id            UUID PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL UNIQUE,
    full_name     TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C",
    phone         TEXT COLLATE "C",
    department    UUID REFERENCES department (id),
    active        BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE person_role (
    person UUID NOT NULL REFERENCES person (id),
    role   TEXT COLLATE "C" NOT NULL,
    unit   UUID NOT NULL REFERENCES unit (id),
    PRIMARY KEY (person, role, unit)
);

CREATE TABLE visit (
    id        UUID PRIMARY KEY,
    title     TEXT COLLATE "C" NOT NULL,
    plan      TEXT COLLATE "C",
    starts_on TEXT COLLATE "C" NOT NULL,
    ends_on   TEXT COLLATE "C" NOT NULL
);

CREATE TABLE visit_commune (
    visit    UUID NOT NULL REFERENCES visit (id),
    commune  UUID NOT NULL REFERENCES unit (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (visit, commune)
);

CREATE TABLE visit_subject (
    visit    UUID NOT NULL REFERENCES visit (id),
    subject  UUID NOT NULL REFERENCES subject (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (visit, subject)
);

CREATE TABLE visit_member (
    visit    UUID NOT NULL REFERENCES visit (id),
    person   UUID NOT NULL REFERENCES person (id),
    role     TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (visit, person)
);
CREATE INDEX visit_member_by_person ON visit_member (person, visit);

-- Who is let in. Secrets are kept as SHA-256 (they are random) or argon2id (passwords).
CREATE TABLE web_session (
    token_hash BYTEA PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX web_session_by_expiry ON web_session (expires_at);

CREATE TABLE sign_in_failure (
    name     TEXT COLLATE "C" PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL
);

CREATE TABLE device (
    id            UUID PRIMARY KEY,
    person        UUID NOT NULL REFERENCES person (id),
    label         TEXT COLLATE "C" NOT NULL,
    key_id        UUID NOT NULL UNIQUE,
    key_algorithm TEXT COLLATE "C" NOT NULL,
    public_key    TEXT COLLATE "C" NOT NULL,
    token_hash    BYTEA NOT NULL UNIQUE,
    enrolled_at   BIGINT NOT NULL,
    seen_at       BIGINT,
    revoked_at    BIGINT
);

CREATE TABLE enrolment (
    code_hash  BYTEA PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    created_by UUID REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device     UUID REFERENCES device (id)
);

-- What phones pull: of each thing the newest change for each audience (everybody, a commune's people, one person).
CREATE TABLE feed (
    audience TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    id       TEXT COLLATE "C" NOT NULL,
    seq      BIGINT NOT NULL,
    op       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, id, audience)
);
CREATE UNIQUE INDEX feed_by_audience ON feed (audience, seq);

-- Every act, hash-chained: hash = SHA-256(previous hash || canonical form of the entry).
CREATE TABLE log (
    seq     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT COLLATE "C" NOT NULL,
    action  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    detail  TEXT NOT NULL,
    hash    BYTEA NOT NULL
);
CREATE INDEX log_by_subject ON log (subject, seq);
