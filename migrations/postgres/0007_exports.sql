-- Files that are made beside the requests, and what they were asked from. Whoever makes one holds its row until due_at;
-- whoever dies lets it fall due again. `parts` names the bytes that are kept so far, `position` where the next begin.
CREATE TABLE export (
    id         UUID PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    ask        JSONB NOT NULL,
    file_name  TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    done       BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    parts      JSONB NOT NULL,
    position   JSONB,
    sha256     BYTEA,
    trouble    TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    ended_at   BIGINT,
    expires_at BIGINT,
    due_at     BIGINT,
    tries      BIGINT NOT NULL,
    lease      UUID
);
CREATE INDEX export_by_person ON export (person, created_at);
CREATE INDEX export_due ON export (due_at);
CREATE INDEX export_expiry ON export (expires_at);
