-- Keys to which phones seal what they could not send. The newest is given out; the older ones still open.
CREATE TABLE sealing_key (
    id         BLOB PRIMARY KEY,
    secret     BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
