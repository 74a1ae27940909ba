CREATE SCHEMA limits AUTHORIZATION infitah_owner;
SET LOCAL ROLE infitah_owner;

-- How often something was done lately, under a key that tells nobody who did it. Not in the write-ahead log, so in no backup
-- and on no replica: what a crash forgets is at most one window, and whoever could make the server crash needs no window.
CREATE UNLOGGED TABLE limits.windows (
    key text PRIMARY KEY,
    hits timestamptz[] NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX windows_expiry ON limits.windows (expires_at);

-- Count `amount` more under a key, unless that would make more than `most` within the last `seconds`. The row's lock makes
-- those who count at once wait for one another, and each sees what the one before counted.
CREATE FUNCTION limits.acquire(wanted text, most integer, seconds integer, amount integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    length interval := make_interval(secs => seconds);
BEGIN
    IF amount > most THEN RETURN false; END IF;
    INSERT INTO limits.windows AS w (key, hits, expires_at)
    VALUES (wanted, array_fill(clock_timestamp(), ARRAY[amount]), clock_timestamp() + length)
    ON CONFLICT (key) DO UPDATE SET
        hits = ARRAY(SELECT hit FROM unnest(w.hits) AS hit WHERE hit > clock_timestamp() - length) || excluded.hits,
        expires_at = excluded.expires_at
    WHERE (SELECT count(*) FROM unnest(w.hits) AS hit WHERE hit > clock_timestamp() - length) + amount <= most;
    RETURN FOUND;
END $$;

-- How many were counted within the last `seconds`, and when the oldest of them was (seconds since 1970; now where none was).
CREATE FUNCTION limits.look(wanted text, seconds integer, OUT oldest double precision, OUT used bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT extract(epoch FROM coalesce(min(hit), clock_timestamp())), count(hit)
    FROM limits.windows w, unnest(w.hits) AS hit
    WHERE w.key = wanted AND hit > clock_timestamp() - make_interval(secs => seconds)
$$;

-- When what a key counts is forgotten (seconds since 1970; now where nothing is), and how many it counts until then.
CREATE FUNCTION limits.expiry(wanted text, OUT at double precision, OUT used bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT extract(epoch FROM coalesce(max(w.expires_at), clock_timestamp())), coalesce(sum(cardinality(w.hits)), 0)
    FROM limits.windows w WHERE w.key = wanted AND w.expires_at > clock_timestamp()
$$;

CREATE FUNCTION limits.forget(wanted text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM limits.windows w WHERE w.key = wanted;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

-- Delete what counts nothing any more; returns how many rows. One that is being counted under just now is left.
CREATE FUNCTION limits.sweep() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM limits.windows w WHERE w.key IN (
        SELECT o.key FROM limits.windows o WHERE o.expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA limits FROM PUBLIC;
GRANT USAGE ON SCHEMA limits TO infitah_service;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA limits TO infitah_service;
