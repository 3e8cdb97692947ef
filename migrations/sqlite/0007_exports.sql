-- Files that are made beside the requests, and what they were asked from. Whoever makes one holds its row until due_at;
-- whoever dies lets it fall due again. `parts` names the bytes that are kept so far, `position` where the next begin.
CREATE TABLE export (
    id         BLOB PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    ask        TEXT NOT NULL CHECK (json_valid(ask)),
    file_name  TEXT NOT NULL,
    media_type TEXT NOT NULL,
    state      TEXT NOT NULL,
    done       INTEGER NOT NULL,
    total      INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    parts      TEXT NOT NULL CHECK (json_valid(parts)),
    position   TEXT CHECK (position IS NULL OR json_valid(position)),
    sha256     BLOB,
    trouble    TEXT,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER,
    expires_at INTEGER,
    due_at     INTEGER,
    tries      INTEGER NOT NULL,
    lease      BLOB
) STRICT;
CREATE INDEX export_by_person ON export (person, created_at);
CREATE INDEX export_due ON export (due_at);
CREATE INDEX export_expiry ON export (expires_at);
