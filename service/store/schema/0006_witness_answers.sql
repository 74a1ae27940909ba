SET LOCAL ROLE infitah_owner;

-- What each witness answered last: `code` names a sentence, which `found` fills; `size` is of the checkpoint that it was
-- asked about. It is told to whoever looks, and nothing rests on it.
CREATE TABLE log.witness_answers (
    name text PRIMARY KEY REFERENCES log.witnesses ON DELETE CASCADE,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    size bigint NOT NULL,
    code text NOT NULL,
    found jsonb NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON log.witness_answers TO infitah_service;
