-- Times are whole milliseconds since 1970 UTC, dates are YYYY-MM-DD text, ids are 16 bytes. The same numbers and names
-- stand in ../postgres; a test compares the two. Tables with small rows keep them in their key (WITHOUT ROWID); those
-- with large rows do not, because SQLite moves whole rows about inside a key.

-- What this store is: its epoch changes when it is restored, so that phones notice.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Numbers that only a writer who holds the row moves: the order of the feed and of the log, the registry's version.
CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('feed', 0), ('feed_pruned', 0), ('log', 0), ('registry', 1);

CREATE TABLE server_key (
    id         BLOB PRIMARY KEY,
    secret     BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    id               BLOB PRIMARY KEY,
    code             TEXT NOT NULL,
    name             TEXT NOT NULL,
    unit_type        TEXT NOT NULL,
    parent           BLOB REFERENCES unit (id),
    valid_from       TEXT,
    valid_to         TEXT,
    successor        BLOB REFERENCES unit (id),
    boundary_quality TEXT,
    boundary         TEXT CHECK (boundary IS NULL OR json_valid(boundary))
) STRICT;
-- A code alone is not a key: it was given to other territory later.
CREATE UNIQUE INDEX unit_by_code ON unit (code, coalesce(valid_from, ''));

CREATE TABLE department (
    id      BLOB PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sub_project (
    id         BLOB PRIMARY KEY,
    parent     BLOB REFERENCES sub_project (id),
    code       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    department BLOB REFERENCES department (id),
    valid_from TEXT,
    valid_to   TEXT,
    position   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checklist (
    id           TEXT NOT NULL,
    version      INTEGER NOT NULL,
    body         TEXT NOT NULL CHECK (json_valid(body)),
    published_at INTEGER NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;

CREATE TABLE subject (
    id          BLOB PRIMARY KEY,
    kind        TEXT NOT NULL,
    code        TEXT UNIQUE,
    name        TEXT NOT NULL,
    search      TEXT NOT NULL,
    sub_project BLOB NOT NULL REFERENCES sub_project (id),
    also        TEXT NOT NULL CHECK (json_valid(also)),
    commune     BLOB NOT NULL REFERENCES unit (id),
    village     TEXT,
    site        TEXT CHECK (site IS NULL OR json_valid(site)),
    planned     TEXT NOT NULL CHECK (json_valid(planned)),
    unlisted    INTEGER NOT NULL CHECK (unlisted IN (0, 1)),
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX subject_by_commune ON subject (commune, id);

CREATE TABLE person (
    id            BLOB PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    full_name     TEXT NOT NULL,
    password_hash TEXT,
    phone         TEXT,
    department    BLOB REFERENCES department (id),
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_role (
    person BLOB NOT NULL REFERENCES person (id),
    role   TEXT NOT NULL,
    unit   BLOB NOT NULL REFERENCES unit (id),
    PRIMARY KEY (person, role, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit (
    id        BLOB PRIMARY KEY,
    title     TEXT NOT NULL,
    plan      TEXT,
    starts_on TEXT NOT NULL,
    ends_on   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_commune (
    visit    BLOB NOT NULL REFERENCES visit (id),
    commune  BLOB NOT NULL REFERENCES unit (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (visit, commune)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_subject (
    visit    BLOB NOT NULL REFERENCES visit (id),
    subject  BLOB NOT NULL REFERENCES subject (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (visit, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_member (
    visit    BLOB NOT NULL REFERENCES visit (id),
    person   BLOB NOT NULL REFERENCES person (id),
    role     TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (visit, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_member_by_person ON visit_member (person, visit);

-- Who is let in. Secrets are kept as SHA-256 (they are random) or argon2id (passwords).
CREATE TABLE web_session (
    token_hash BLOB PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX web_session_by_expiry ON web_session (expires_at);

CREATE TABLE sign_in_failure (
    name     TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id            BLOB PRIMARY KEY,
    person        BLOB NOT NULL REFERENCES person (id),
    label         TEXT NOT NULL,
    key_id        BLOB NOT NULL UNIQUE,
    key_algorithm TEXT NOT NULL,
    public_key    TEXT NOT NULL,
    token_hash    BLOB NOT NULL UNIQUE,
    enrolled_at   INTEGER NOT NULL,
    seen_at       INTEGER,
    revoked_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
    code_hash  BLOB PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    created_by BLOB REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    device     BLOB REFERENCES device (id)
) STRICT, WITHOUT ROWID;

-- What phones pull: of each thing the newest change for each audience (everybody, a commune's people, one person).
CREATE TABLE feed (
    audience TEXT NOT NULL,
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    op       TEXT NOT NULL,
    PRIMARY KEY (kind, id, audience)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX feed_by_audience ON feed (audience, seq);

-- Every act, hash-chained: hash = SHA-256(previous hash || canonical form of the entry).
CREATE TABLE log (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    hash    BLOB NOT NULL
) STRICT;
CREATE INDEX log_by_subject ON log (subject, seq);
