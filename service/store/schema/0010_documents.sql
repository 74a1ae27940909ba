CREATE SCHEMA documents AUTHORIZATION infitah_owner;
SET LOCAL ROLE infitah_owner;
GRANT USAGE ON SCHEMA documents TO infitah_service;

-- The contents of public documents, which lie in a directory under their digests. `held` once the file is in its place;
-- `named` once an event is known that names it: what no event names is swept. Of what was erased the row stays, so that it
-- is not taken in again. `wrong` is why a content is not served, as whoever looked at it last found.
CREATE TABLE documents.contents (
    sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint NOT NULL,
    media_type text NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    held boolean NOT NULL DEFAULT false,
    named boolean NOT NULL DEFAULT false,
    erased_at timestamptz,
    examined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    wrong text
);
CREATE INDEX contents_unnamed ON documents.contents (stored_at) WHERE NOT named AND erased_at IS NULL;
CREATE INDEX contents_examined ON documents.contents (examined_at) WHERE held;
CREATE INDEX contents_wrong ON documents.contents (sha256) WHERE wrong IS NOT NULL;
CREATE INDEX contents_erased ON documents.contents (sha256) WHERE held AND erased_at IS NOT NULL;

-- The contents of documents with personal data, each under a key of its own: what is encrypted lies in the directory under
-- the reference (`body` gave it in, and nobody else is shown it: references are public), which is the key's subject. `person_ref` is whose it is, where it is one person's alone.
CREATE TABLE vault.contents (
    ref text PRIMARY KEY REFERENCES vault.subjects ON DELETE CASCADE,
    person_ref text,
    body text,
    commitment text,
    size bigint NOT NULL,
    media_type text NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    held boolean NOT NULL DEFAULT false,
    named boolean NOT NULL DEFAULT false,
    examined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    wrong text
);
CREATE INDEX contents_person ON vault.contents (person_ref) WHERE person_ref IS NOT NULL;
CREATE INDEX contents_unnamed ON vault.contents (stored_at) WHERE NOT named;
CREATE INDEX contents_examined ON vault.contents (examined_at) WHERE held;
CREATE INDEX contents_wrong ON vault.contents (ref) WHERE wrong IS NOT NULL;

GRANT SELECT, INSERT, DELETE, UPDATE (stored_at, held, named, erased_at, examined_at, wrong)
    ON documents.contents TO infitah_service;
GRANT SELECT, INSERT, UPDATE (held, named, examined_at, wrong) ON vault.contents TO infitah_service;
