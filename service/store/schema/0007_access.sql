CREATE SCHEMA access AUTHORIZATION infitah_owner;
SET LOCAL ROLE infitah_owner;

-- Who can sign in. The e-mail address lies in the vault under the same reference; here is only what it is found by.
CREATE TABLE access.accounts (
    account_ref text PRIMARY KEY,
    email_digest bytea NOT NULL UNIQUE CHECK (octet_length(email_digest) = 32),
    password_hash text,
    provider_digest bytea UNIQUE,
    illustrative boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at timestamptz
);
-- A role for a collectivity, or for the network where there is none, and the actor that events name for it.
CREATE TABLE access.grants (
    grant_id text PRIMARY KEY,
    account_ref text NOT NULL REFERENCES access.accounts,
    role text NOT NULL,
    collectivity_id text,
    mandate_id text,
    person_ref text NOT NULL UNIQUE,
    body text NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz,
    ended_at timestamptz,
    CHECK (until_at > from_at),
    CHECK (mandate_id IS NULL OR collectivity_id IS NOT NULL)
);
CREATE INDEX grants_account ON access.grants (account_ref) WHERE ended_at IS NULL;
CREATE TABLE access.sessions (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    account_ref text NOT NULL REFERENCES access.accounts,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL
);
CREATE INDEX sessions_account ON access.sessions (account_ref);
CREATE INDEX sessions_end ON access.sessions (ends_at);
-- A token has the grants and the commands that are named, or all of its account where none are.
CREATE TABLE access.tokens (
    token_id text PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    account_ref text NOT NULL REFERENCES access.accounts,
    grant_ids text[],
    commands text[],
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX tokens_account ON access.tokens (account_ref);
CREATE TABLE access.one_time_links (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    account_ref text NOT NULL REFERENCES access.accounts,
    ends_at timestamptz NOT NULL
);

-- Who signed in, and who changed what anybody may do. It holds references; what they lead to lies in the vault.
CREATE TABLE access.journal (
    entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    account_ref text,
    by_ref text,
    about text,
    address_ref text
);
CREATE INDEX journal_account ON access.journal (account_ref, entry);
CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'access.% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.journal
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();
ALTER TABLE access.journal ENABLE ALWAYS TRIGGER append_only;
-- The clock of the journal is the database's: nobody says when something was.
CREATE FUNCTION access.journal_now() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER at_now BEFORE INSERT ON access.journal FOR EACH ROW EXECUTE FUNCTION access.journal_now();
ALTER TABLE access.journal ENABLE ALWAYS TRIGGER at_now;

GRANT USAGE ON SCHEMA access TO infitah_service;
GRANT SELECT, INSERT ON access.journal TO infitah_service;
GRANT SELECT, INSERT, UPDATE ON access.accounts, access.grants, access.tokens TO infitah_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sessions, access.one_time_links TO infitah_service;

-- How somebody is reached: the e-mail address of an account, the network address of a sign-in.
CREATE TABLE vault.contacts (
    ref text PRIMARY KEY,
    subject_ref text NOT NULL REFERENCES vault.subjects ON DELETE CASCADE,
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 12),
    sealed bytea NOT NULL
);
CREATE INDEX contacts_subject ON vault.contacts (subject_ref);
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.contacts TO infitah_service;

-- As before, but a key that still opens a contact stays.
CREATE OR REPLACE FUNCTION vault.erase(refs text[], persons text[]) RETURNS bigint
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
        AND NOT EXISTS (SELECT FROM vault.office_register o WHERE o.person_ref = s.subject_ref)
        AND NOT EXISTS (SELECT FROM vault.contacts c WHERE c.subject_ref = s.subject_ref);
    RETURN texts + names;
END $$;
