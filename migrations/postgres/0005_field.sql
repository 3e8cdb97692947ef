-- Keys to which phones seal what they could not send. The newest is given out; the older ones still open.
CREATE TABLE sealing_key (
    id         UUID PRIMARY KEY,
    secret     BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- Phones are told of findings from now on, and of those that were raised before, too. The feed names things and units by
-- the text of their ids.
INSERT INTO feed (audience, kind, id, seq, op)
SELECT 'u:' || unit, 'finding', finding, (SELECT value FROM counter WHERE name = 'feed') + position, 'put'
FROM (
    SELECT id::text AS finding, commune::text AS unit, row_number() OVER (ORDER BY raised_at, id) AS position
    FROM finding WHERE state <> 'withdrawn'
) AS raised;
UPDATE counter SET value = value + (SELECT count(*) FROM feed WHERE kind = 'finding') WHERE name = 'feed';
