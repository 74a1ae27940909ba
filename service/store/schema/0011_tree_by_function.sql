SET LOCAL ROLE infitah_owner;

-- A trigger resolves names by the path of whoever fires it. The service has a schema of its own, in which it could make
-- operators that find every tile to be the beginning of every other.
ALTER FUNCTION log.refuse_change() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION log.refuse_other_tile() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION log.refuse_smaller_tree() SET search_path = pg_catalog, pg_temp;

-- What is appended together was tagged by its number in the call, and no number was too small: a tag could be put on an
-- event of long ago, and a history read that nobody recorded. What the function does otherwise stays as it is.
DO $patch$
DECLARE
    found text := pg_get_functiondef('log.append'::regproc);
    before text := 'SELECT identity.illustrative INTO STRICT illustrative FROM log.identity;';
BEGIN
    IF array_length(string_to_array(found, before), 1) IS DISTINCT FROM 2 THEN
        RAISE EXCEPTION 'log.append: expected the line "%" once', before;
    END IF;
    EXECUTE replace(found, before, before || $check$
    IF EXISTS (SELECT FROM unnest(tag_event) AS event WHERE event NOT BETWEEN 1 AND cardinality(streams)) THEN
        RAISE EXCEPTION 'log.append: a tag of none of the events given is refused' USING ERRCODE = 'insufficient_privilege';
    END IF;$check$);
END $patch$;

-- The tree, its checkpoints and its witnesses are written by functions alone: nothing else than EXECUTE is left to the
-- service in this schema.
REVOKE INSERT ON log.tiles, log.checkpoints, log.cosignatures FROM infitah_service;
REVOKE UPDATE (hashes) ON log.tiles FROM infitah_service;
REVOKE UPDATE (size) ON log.tree FROM infitah_service;
REVOKE INSERT, DELETE ON log.witnesses FROM infitah_service;
REVOKE INSERT, UPDATE ON log.witness_answers FROM infitah_service;

-- The size of the tree, which nobody else grows until the transaction ends.
CREATE FUNCTION log.hold_tree() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT size FROM log.tree FOR UPDATE
$$;

-- Grow the tree to the first `new_size` events: by tiles that are as wide as that makes them, whose leaves are the events.
CREATE FUNCTION log.grow_tree(levels smallint[], numbers bigint[], tiles bytea[], new_size bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    old_size bigint;
    leaves bigint;
BEGIN
    SELECT size INTO STRICT old_size FROM log.tree FOR UPDATE;
    IF EXISTS (
        SELECT FROM unnest(levels, numbers, tiles) AS t(level, number, hashes)
        WHERE t.level NOT BETWEEN 0 AND 6
            OR octet_length(t.hashes) IS DISTINCT FROM 32 * least(256, (new_size >> (8 * t.level)) - 256 * t.number))
    THEN RAISE EXCEPTION 'log.grow_tree: a tile of another width is refused' USING ERRCODE = 'insufficient_privilege'; END IF;
    SELECT count(*) INTO leaves
    FROM log.events e
    JOIN unnest(levels, numbers, tiles) AS t(level, number, hashes)
        ON t.level = 0 AND t.number = (e.notification_id - 1) / 256
        AND substring(t.hashes FROM ((e.notification_id - 1) % 256)::int * 32 + 1 FOR 32) = sha256('\x00'::bytea || e.state)
    WHERE e.notification_id > old_size AND e.notification_id <= new_size;
    IF new_size <= old_size OR leaves <> new_size - old_size THEN
        RAISE EXCEPTION 'log.grow_tree: leaves that are not the next events are refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO log.tiles (level, number, hashes)
    SELECT * FROM unnest(levels, numbers, tiles)
    ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes;
    UPDATE log.tree SET size = new_size;
END $$;

-- Keep a signed checkpoint of this log, of a size that the tree has reached.
CREATE FUNCTION log.keep_checkpoint(of_size bigint, signed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF of_size > (SELECT t.size FROM log.tree t)
        OR NOT starts_with(convert_from(signed, 'UTF8'), (SELECT i.origin FROM log.identity i) || E'\n' || of_size || E'\n')
    THEN RAISE EXCEPTION 'log.keep_checkpoint: a note of another log or size is refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO log.checkpoints (size, note) VALUES (of_size, signed);
END $$;

CREATE FUNCTION log.keep_cosignature(of_size bigint, by_key text, signature text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO log.cosignatures (size, key_name, line) VALUES (of_size, by_key, signature) ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION log.add_witness(called text, at_url text, with_vkey text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO log.witnesses (name, url, vkey) VALUES (called, at_url, with_vkey)
$$;

-- Whether there was one of that name. What it has cosigned stays.
CREATE FUNCTION log.remove_witness(called text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM log.witnesses w WHERE w.name = called;
    RETURN FOUND;
END $$;

CREATE FUNCTION log.keep_answer(of_witness text, with_vkey text, of_size bigint, said_code text, said_found jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO log.witness_answers (name, size, code, found)
    SELECT w.name, of_size, said_code, said_found FROM log.witnesses w WHERE w.name = of_witness AND w.vkey = with_vkey
    ON CONFLICT (name) DO UPDATE SET asked_at = excluded.asked_at, size = excluded.size, code = excluded.code,
        found = excluded.found
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.hold_tree, log.grow_tree, log.keep_checkpoint, log.keep_cosignature, log.add_witness,
    log.remove_witness, log.keep_answer TO infitah_service;
