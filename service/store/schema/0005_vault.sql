SET LOCAL ROLE infitah_owner;

-- What lay here in the clear waits to be encrypted by whoever has the master key (service/vault/clear_texts.py), and is
-- read by nobody until then.
ALTER TABLE vault.texts RENAME TO clear_texts;
ALTER TABLE vault.office_register RENAME TO clear_office_register;
REVOKE ALL ON vault.clear_texts, vault.clear_office_register FROM infitah_service;
ALTER TABLE vault.clear_texts RENAME CONSTRAINT texts_pkey TO clear_texts_pkey;
ALTER TABLE vault.clear_office_register RENAME CONSTRAINT office_register_pkey TO clear_office_register_pkey;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM vault.clear_texts) AND NOT EXISTS (SELECT FROM vault.clear_office_register) THEN
        DROP TABLE vault.clear_texts, vault.clear_office_register;
    END IF;
END $$;

-- A key for each person, or for one submission of nobody known, wrapped by a master key that is not in the database.
-- Without this row nothing that it opened can be read again, and nothing of it stays.
CREATE TABLE vault.subjects (
    subject_ref text PRIMARY KEY,
    key_id uuid NOT NULL UNIQUE,
    master_key_id text NOT NULL,
    wrapped_key bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX subjects_master ON vault.subjects (master_key_id, made_at);
CREATE TABLE vault.texts (
    ref text PRIMARY KEY,
    language text NOT NULL,
    subject_ref text NOT NULL REFERENCES vault.subjects ON DELETE CASCADE,
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 12),
    sealed bytea NOT NULL
);
ALTER TABLE vault.texts ALTER COLUMN sealed SET STORAGE EXTERNAL; -- what is encrypted does not compress
CREATE INDEX texts_subject ON vault.texts (subject_ref);
CREATE TABLE vault.office_register (
    person_ref text PRIMARY KEY REFERENCES vault.subjects ON DELETE CASCADE,
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 12),
    sealed bytea NOT NULL
);
-- Master keys that wrap nothing new any more: a process that has not heard of a rotation is told here.
CREATE TABLE vault.retired_keys (master_key_id text PRIMARY KEY, retired_at timestamptz NOT NULL DEFAULT clock_timestamp());

GRANT SELECT, DELETE ON vault.texts TO infitah_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.subjects, vault.office_register, vault.retired_keys TO infitah_service;

-- Keep a subject's key until the end of the transaction: a new one where it is given wrapped, else the one in use. False
-- where another is in use, or none, or where its master key is retired: what was sealed under it could not be read.
CREATE FUNCTION vault.hold_key(subject text, key uuid, master text, wrapped bytea) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF wrapped IS NOT NULL THEN
        LOCK TABLE vault.subjects IN ROW EXCLUSIVE MODE; -- whoever retires a key waits for us, or we see it retired
        IF EXISTS (SELECT FROM vault.retired_keys r WHERE r.master_key_id = master) THEN RETURN false; END IF;
        INSERT INTO vault.subjects (subject_ref, key_id, master_key_id, wrapped_key)
        VALUES (subject, key, master, wrapped) ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM vault.subjects s WHERE s.subject_ref = subject AND s.key_id = key FOR KEY SHARE;
    RETURN FOUND;
END $$;

-- Delete texts and names, and the key of every subject of whom nothing remains; returns how many texts and names.
CREATE FUNCTION vault.erase(refs text[], persons text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    concerned text[];
    texts bigint;
    names bigint;
BEGIN
    -- The keys first: what is being sealed under one of them is waited for, and then seen.
    concerned := ARRAY(
        SELECT s.subject_ref FROM vault.subjects s
        WHERE s.subject_ref = ANY (persons)
            OR s.subject_ref IN (SELECT t.subject_ref FROM vault.texts t WHERE t.ref = ANY (refs))
        ORDER BY 1 FOR UPDATE);
    DELETE FROM vault.texts t WHERE t.ref = ANY (refs);
    GET DIAGNOSTICS texts = ROW_COUNT;
    DELETE FROM vault.office_register o WHERE o.person_ref = ANY (persons);
    GET DIAGNOSTICS names = ROW_COUNT;
    DELETE FROM vault.subjects s WHERE s.subject_ref = ANY (concerned)
        AND NOT EXISTS (SELECT FROM vault.texts t WHERE t.subject_ref = s.subject_ref)
        AND NOT EXISTS (SELECT FROM vault.office_register o WHERE o.person_ref = s.subject_ref);
    RETURN texts + names;
END $$;

-- As before, but for the keys and the sealed texts.
DROP FUNCTION log.append;
CREATE FUNCTION log.append(
    command_ids uuid[], actors text[], routes text[], body_hmacs bytea[], results jsonb[],
    event_command int[], streams text[], versions bigint[], topics text[], states bytea[], recorded timestamptz[],
    tag_event int[], tags text[],
    read_command int[], read_streams text[], read_versions bigint[],
    set_command int[], set_tags text[], set_positions bigint[],
    key_command int[], key_subjects text[], key_ids uuid[], key_masters text[], key_wrapped bytea[],
    text_command int[], text_refs text[], text_languages text[], text_subjects text[], text_nonces bytea[], text_sealed bytea[]
) RETURNS TABLE (command_index int, outcome text, result jsonb, first_position bigint, last_position bigint,
                 subject text, expected bigint, actual bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bigint;
    events int;
    illustrative boolean;
    earlier log.command_records%ROWTYPE;
    appended boolean := false;
BEGIN
    -- One lock for the whole log: positions are given in the order of commits, so a follower never passes a gap.
    PERFORM pg_advisory_xact_lock(7229412008);
    -- A snapshot from before the lock would not see what was appended while waiting for it.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'log.append: expected isolation read committed, found %', current_setting('transaction_isolation');
    END IF;
    -- What is acknowledged is on disk, whatever this server or role was set to.
    IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;
    SELECT coalesce(max(notification_id), 0) INTO head FROM log.events;
    SELECT identity.illustrative INTO STRICT illustrative FROM log.identity;

    -- Commands that cannot touch one another are checked and stored as one, at a third of the cost; the others one by one.
    IF (SELECT count(DISTINCT id) FROM unnest(command_ids) AS id) = cardinality(command_ids)
        AND NOT EXISTS (SELECT FROM log.command_records r WHERE r.command_id = ANY (command_ids))
        AND NOT EXISTS (
            SELECT FROM unnest(event_command, streams) AS w(command, stream)
            JOIN (SELECT * FROM unnest(event_command, streams) UNION ALL SELECT * FROM unnest(read_command, read_streams))
                AS x(command, stream) ON x.stream = w.stream AND x.command <> w.command)
        AND NOT EXISTS (
            SELECT FROM unnest(tag_event, tags) AS t(event, tag) JOIN unnest(set_command, set_tags) AS s(command, tag)
                ON s.tag = t.tag AND s.command <> event_command[t.event])
        AND NOT EXISTS (
            SELECT FROM (
                SELECT DISTINCT e.stream, e.version - row_number() OVER (PARTITION BY e.stream ORDER BY e.n)
                FROM unnest(streams, versions) WITH ORDINALITY AS e(stream, version, n)
                UNION ALL SELECT * FROM unnest(read_streams, read_versions)
            ) AS s(stream, version)
            WHERE s.version <> (SELECT coalesce(max(originator_version), 0) FROM log.events WHERE originator_id = s.stream))
        AND NOT EXISTS (
            SELECT FROM unnest(set_tags, set_positions) AS s(tag, position)
            WHERE s.position <> (SELECT coalesce(max(t.position), 0) FROM log.event_tags t WHERE t.tag = s.tag))
        AND (illustrative OR NOT EXISTS (
            SELECT FROM unnest(recorded) AS at WHERE abs(extract(epoch FROM at - clock_timestamp())) > 5))
        -- Last of all, since it keeps keys: of two commands that bring one person's first key, only one's is kept.
        AND (SELECT coalesce(bool_and(vault.hold_key(k.subject, k.id, k.master, k.wrapped)), true)
             FROM unnest(key_subjects, key_ids, key_masters, key_wrapped) AS k(subject, id, master, wrapped))
    THEN
        INSERT INTO log.events (notification_id, originator_id, originator_version, topic, state, recorded_at)
        SELECT head + e.n, e.stream, e.version, e.topic, e.state, e.at
        FROM unnest(streams, versions, topics, states, recorded)
             WITH ORDINALITY AS e(stream, version, topic, state, at, n);
        INSERT INTO log.event_tags (tag, position)
        SELECT DISTINCT t.tag, head + t.event FROM unnest(tag_event, tags) AS t(event, tag);
        INSERT INTO vault.texts (ref, language, subject_ref, nonce, sealed)
        SELECT * FROM unnest(text_refs, text_languages, text_subjects, text_nonces, text_sealed);
        RETURN QUERY
        WITH stored AS (
            INSERT INTO log.command_records AS r
                (command_id, actor, route, body_hmac, result, first_position, last_position)
            SELECT c.id, c.actor, c.route, c.hmac, c.result, head + e.first, head + e.last
            FROM unnest(command_ids, actors, routes, body_hmacs, results)
                 WITH ORDINALITY AS c(id, actor, route, hmac, result, n)
            LEFT JOIN (SELECT command, min(n) AS first, max(n) AS last
                       FROM unnest(event_command) WITH ORDINALITY AS e(command, n) GROUP BY 1) e ON e.command = c.n
            RETURNING r.command_id, r.result, r.first_position, r.last_position)
        SELECT array_position(command_ids, s.command_id), 'appended', s.result, s.first_position, s.last_position,
               NULL::text, NULL::bigint, NULL::bigint
        FROM stored s;
        PERFORM pg_notify('infitah_log', (head + cardinality(streams))::text);
        RETURN;
    END IF;

    FOR i IN 1 .. cardinality(command_ids) LOOP
        command_index := i;
        result := NULL; first_position := NULL; last_position := NULL; subject := NULL; expected := NULL; actual := NULL;

        SELECT * INTO earlier FROM log.command_records r WHERE r.command_id = command_ids[i];
        IF FOUND THEN
            outcome := CASE WHEN earlier.body_hmac = body_hmacs[i] THEN 'replayed' ELSE 'key_reused' END;
            result := earlier.result; first_position := earlier.first_position; last_position := earlier.last_position;
            RETURN NEXT; CONTINUE;
        END IF;

        SELECT s.stream, s.version, h.version INTO subject, expected, actual
        FROM (
            -- The versions of a stream's events must go on from its last one without a gap.
            SELECT DISTINCT e.stream, e.version - row_number() OVER (PARTITION BY e.stream ORDER BY e.n) AS version
            FROM unnest(event_command, streams, versions) WITH ORDINALITY AS e(command, stream, version, n) WHERE e.command = i
            UNION ALL
            SELECT r.stream, r.version FROM unnest(read_command, read_streams, read_versions) AS r(command, stream, version)
            WHERE r.command = i
        ) s,
        LATERAL (SELECT coalesce(max(originator_version), 0) AS version FROM log.events WHERE originator_id = s.stream) h
        WHERE h.version <> s.version LIMIT 1;
        IF FOUND THEN outcome := 'version_conflict'; RETURN NEXT; CONTINUE; END IF;

        SELECT s.tag, s.position, h.position INTO subject, expected, actual
        FROM unnest(set_command, set_tags, set_positions) AS s(command, tag, position),
        LATERAL (SELECT coalesce(max(t.position), 0) AS position FROM log.event_tags t WHERE t.tag = s.tag) h
        WHERE s.command = i AND h.position <> s.position LIMIT 1;
        IF FOUND THEN outcome := 'version_conflict'; RETURN NEXT; CONTINUE; END IF;

        IF NOT illustrative AND EXISTS (
            SELECT FROM unnest(event_command, recorded) AS e(command, at)
            WHERE e.command = i AND abs(extract(epoch FROM e.at - clock_timestamp())) > 5
        ) THEN outcome := 'clock_skew'; RETURN NEXT; CONTINUE; END IF;

        -- Another key is in use by now, or none any more: the words must be sealed again. Whose they are is nobody's business.
        IF NOT (SELECT coalesce(bool_and(vault.hold_key(k.subject, k.id, k.master, k.wrapped)), true)
                FROM unnest(key_command, key_subjects, key_ids, key_masters, key_wrapped)
                    AS k(command, subject, id, master, wrapped) WHERE k.command = i) THEN
            outcome := 'version_conflict'; subject := 'vault:key'; expected := 0; actual := 1; RETURN NEXT; CONTINUE;
        END IF;

        INSERT INTO log.events (notification_id, originator_id, originator_version, topic, state, recorded_at)
        SELECT head + row_number() OVER (ORDER BY e.n), e.stream, e.version, e.topic, e.state, e.at
        FROM unnest(event_command, streams, versions, topics, states, recorded)
             WITH ORDINALITY AS e(command, stream, version, topic, state, at, n) WHERE e.command = i;
        GET DIAGNOSTICS events = ROW_COUNT;
        -- Events are given command by command, so the first of this one is the smallest index among its events.
        INSERT INTO log.event_tags (tag, position)
        SELECT DISTINCT t.tag, head + t.event - o.before
        FROM unnest(tag_event, tags) AS t(event, tag),
             (SELECT count(*) FILTER (WHERE c < i) AS before, count(*) FILTER (WHERE c <= i) AS upto FROM unnest(event_command) AS c) o
        WHERE t.event > o.before AND t.event <= o.upto;
        INSERT INTO vault.texts (ref, language, subject_ref, nonce, sealed)
        SELECT t.ref, t.language, t.subject, t.nonce, t.sealed
        FROM unnest(text_command, text_refs, text_languages, text_subjects, text_nonces, text_sealed)
            AS t(command, ref, language, subject, nonce, sealed)
        WHERE t.command = i;
        outcome := 'appended'; result := results[i];
        first_position := CASE WHEN events > 0 THEN head + 1 END; last_position := CASE WHEN events > 0 THEN head + events END;
        INSERT INTO log.command_records (command_id, actor, route, body_hmac, result, first_position, last_position)
        VALUES (command_ids[i], actors[i], routes[i], body_hmacs[i], results[i], first_position, last_position);
        head := head + events; appended := true;
        RETURN NEXT;
    END LOOP;
    IF appended THEN PERFORM pg_notify('infitah_log', head::text); END IF;
END $$;
REVOKE ALL ON FUNCTION log.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append TO infitah_service;
