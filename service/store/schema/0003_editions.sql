SET LOCAL ROLE infitah_service;

-- Read models of an earlier version: nothing there that cannot be made again from the log.
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'read' LOOP
        EXECUTE format('DROP TABLE read.%I', name);
    END LOOP;
END $$;

-- One set of a projection's tables, read.<table>_<edition>, and how far it is. A retired one waits to be dropped.
CREATE TABLE read.editions (
    edition integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    made_by text NOT NULL,
    tables text[] NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    stopped text,
    retired_at timestamptz
) WITH (fillfactor = 50);
-- What readers of one code read. To change this row is to swap.
CREATE TABLE read.live (
    name text,
    made_by text,
    edition integer NOT NULL UNIQUE REFERENCES read.editions,
    PRIMARY KEY (name, made_by)
);
