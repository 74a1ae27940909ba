SET LOCAL ROLE infitah_owner;

-- The key that signs this log's checkpoints, as others know it. Another key would be another log.
CREATE TABLE log.verifier_key (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    vkey text NOT NULL,
    development boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- The Merkle tree over log.events, as C2SP tlog-tiles cuts it. A row only ever grows, so that a narrower tile of any
-- earlier size is the beginning of it. The tree is no read model: it is never made again from the events.
CREATE TABLE log.tiles (
    level smallint,
    number bigint,
    hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
);
ALTER TABLE log.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL; -- hashes do not compress
CREATE TABLE log.tree (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), size bigint NOT NULL);
INSERT INTO log.tree (size) VALUES (0);
-- Every checkpoint that was signed, as it was signed.
CREATE TABLE log.checkpoints (
    size bigint PRIMARY KEY CHECK (size >= 0),
    note bytea NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE log.witnesses (name text PRIMARY KEY, url text NOT NULL, vkey text NOT NULL);
CREATE TABLE log.cosignatures (
    size bigint REFERENCES log.checkpoints,
    key_name text,
    line text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (size, key_name)
);

CREATE FUNCTION log.refuse_other_tile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.level <> NEW.level OR OLD.number <> NEW.number
        OR substring(NEW.hashes FOR octet_length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'log.tiles only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grows BEFORE UPDATE ON log.tiles FOR EACH ROW EXECUTE FUNCTION log.refuse_other_tile();
ALTER TABLE log.tiles ENABLE ALWAYS TRIGGER grows;
CREATE FUNCTION log.refuse_smaller_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size THEN
        RAISE EXCEPTION 'log.tree only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grows BEFORE UPDATE ON log.tree FOR EACH ROW EXECUTE FUNCTION log.refuse_smaller_tree();
ALTER TABLE log.tree ENABLE ALWAYS TRIGGER grows;
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['verifier_key', 'checkpoints', 'cosignatures'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()', name);
        EXECUTE format('ALTER TABLE log.%I ENABLE ALWAYS TRIGGER append_only', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['tiles', 'tree'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON log.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()', name);
        EXECUTE format('ALTER TABLE log.%I ENABLE ALWAYS TRIGGER append_only', name);
    END LOOP;
END $$;

GRANT SELECT ON log.verifier_key, log.tiles, log.tree, log.checkpoints, log.witnesses, log.cosignatures TO infitah_service;
GRANT INSERT ON log.tiles, log.checkpoints, log.cosignatures TO infitah_service;
GRANT UPDATE (hashes) ON log.tiles TO infitah_service;
GRANT UPDATE (size) ON log.tree TO infitah_service;
GRANT INSERT, DELETE ON log.witnesses TO infitah_service;
