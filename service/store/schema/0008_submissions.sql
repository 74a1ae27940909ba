CREATE SCHEMA submissions AUTHORIZATION infitah_owner;
SET LOCAL ROLE infitah_owner;

-- To whom an idea or a contribution belongs that came without an account: to whoever has the code of which this is the
-- SHA-256. A code has 140 random-looking bits, so nobody finds one that fits a digest.
CREATE TABLE submissions.receipts (
    code_digest bytea PRIMARY KEY CHECK (octet_length(code_digest) = 32),
    stream text NOT NULL UNIQUE,
    person_ref text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- What its author asked to have erased, and by when. It is open until the log has an erasure of the stream after
-- `after_position`, which is that of the last one before it, or 0: so at most one is open for each stream.
CREATE TABLE submissions.erasure_requests (
    stream text NOT NULL REFERENCES submissions.receipts (stream),
    after_position bigint NOT NULL,
    scope text NOT NULL CHECK (scope IN ('words', 'identity', 'everything')),
    asked_at timestamptz NOT NULL,
    due_on date NOT NULL,
    PRIMARY KEY (stream, after_position)
);
GRANT USAGE ON SCHEMA submissions TO infitah_service;
GRANT SELECT, INSERT ON submissions.receipts, submissions.erasure_requests TO infitah_service;
