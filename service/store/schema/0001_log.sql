CREATE SCHEMA log AUTHORIZATION infitah_owner;
CREATE SCHEMA vault AUTHORIZATION infitah_owner;
CREATE SCHEMA read AUTHORIZATION infitah_service;
SET LOCAL ROLE infitah_owner;

CREATE TABLE log.identity (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    origin text NOT NULL,
    illustrative boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE log.events (
    notification_id bigint PRIMARY KEY,
    originator_id text NOT NULL,
    originator_version bigint NOT NULL CHECK (originator_version > 0),
    topic text NOT NULL,
    state bytea NOT NULL CHECK (octet_length(state) <= 60000),
    recorded_at timestamptz NOT NULL,
    UNIQUE (originator_id, originator_version)
);
-- No foreign key to events: only log.append writes here, beside the event itself, and checking each row again cost a fifth.
CREATE TABLE log.event_tags (tag text, position bigint, PRIMARY KEY (tag, position));
CREATE TABLE log.command_records (
    command_id uuid PRIMARY KEY,
    actor text NOT NULL,
    route text NOT NULL,
    body_hmac bytea NOT NULL,
    result jsonb NOT NULL,
    first_position bigint,
    last_position bigint,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX command_records_age ON log.command_records (recorded_at);

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'log.% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['events', 'event_tags', 'identity'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()', name);
        EXECUTE format('ALTER TABLE log.%I ENABLE ALWAYS TRIGGER append_only', name); -- in a replication session too
    END LOOP;
END $$;

CREATE TABLE vault.texts (ref text PRIMARY KEY, language text NOT NULL, salt bytea NOT NULL, text text NOT NULL);
CREATE TABLE vault.office_register (person_ref text PRIMARY KEY, name text NOT NULL, office text NOT NULL);

GRANT USAGE ON SCHEMA log, vault TO infitah_service;
GRANT SELECT ON ALL TABLES IN SCHEMA log TO infitah_service;
GRANT SELECT, DELETE ON vault.texts TO infitah_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.office_register TO infitah_service;
