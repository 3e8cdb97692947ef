-- Keys to which phones seal what they could not send. The newest is given out; the older ones still open.
CREATE TABLE sealing_key (
    id         UUID PRIMARY KEY,
    secret     BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
