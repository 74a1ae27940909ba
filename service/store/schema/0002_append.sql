SET LOCAL ROLE infitah_owner;

-- Why arrays and not rows of a composite type: the arrays of plain types go over in binary, so that a body is never re-encoded.
CREATE FUNCTION log.append(
    command_ids uuid[], actors text[], routes text[], body_hmacs bytea[], results jsonb[],
    event_command int[], streams text[], versions bigint[], topics text[], states bytea[], recorded timestamptz[],
    tag_event int[], tags text[],
    read_command int[], read_streams text[], read_versions bigint[],
    set_command int[], set_tags text[], set_positions bigint[],
    text_command int[], text_refs text[], text_languages text[], text_salts bytea[], text_bodies text[]
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
    THEN
        INSERT INTO log.events (notification_id, originator_id, originator_version, topic, state, recorded_at)
        SELECT head + e.n, e.stream, e.version, e.topic, e.state, e.at
        FROM unnest(streams, versions, topics, states, recorded)
             WITH ORDINALITY AS e(stream, version, topic, state, at, n);
        INSERT INTO log.event_tags (tag, position)
        SELECT DISTINCT t.tag, head + t.event FROM unnest(tag_event, tags) AS t(event, tag);
        INSERT INTO vault.texts (ref, language, salt, text)
        SELECT * FROM unnest(text_refs, text_languages, text_salts, text_bodies);
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
        INSERT INTO vault.texts (ref, language, salt, text)
        SELECT t.ref, t.language, t.salt, t.body
        FROM unnest(text_command, text_refs, text_languages, text_salts, text_bodies) AS t(command, ref, language, salt, body)
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

CREATE FUNCTION log.purge_command_records(older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE purged bigint;
BEGIN
    DELETE FROM log.command_records r WHERE r.recorded_at < clock_timestamp() - greatest(older_than, interval '30 days');
    GET DIAGNOSTICS purged = ROW_COUNT;
    RETURN purged;
END $$;
REVOKE ALL ON FUNCTION log.purge_command_records FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.purge_command_records TO infitah_service;
