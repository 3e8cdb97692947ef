-- Keys to which phones seal what they could not send. The newest is given out; the older ones still open.
CREATE TABLE sealing_key (
    id         BLOB PRIMARY KEY,
    secret     BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Phones are told of findings from now on, and of those that were raised before, too. The feed names things and units by
-- the text of their ids.
INSERT INTO feed (audience, kind, id, seq, op)
SELECT 'u:' || unit, 'finding', finding, (SELECT value FROM counter WHERE name = 'feed') + position, 'put'
FROM (
    SELECT
        lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-'
            || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21, 12)) AS finding,
        lower(substr(hex(commune), 1, 8) || '-' || substr(hex(commune), 9, 4) || '-' || substr(hex(commune), 13, 4)
            || '-' || substr(hex(commune), 17, 4) || '-' || substr(hex(commune), 21, 12)) AS unit,
        row_number() OVER (ORDER BY raised_at, id) AS position
    FROM finding WHERE state <> 'withdrawn'
);
UPDATE counter SET value = value + (SELECT count(*) FROM feed WHERE kind = 'finding') WHERE name = 'feed';
