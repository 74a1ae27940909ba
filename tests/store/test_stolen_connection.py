"""Every statement by which whoever has the service's connection could alter history. What is tried is what
the catalogue knows, so that a new table or function of the log is tried without being named here.
"""

from __future__ import annotations

import psycopg

from tests.conftest import Cluster
from tests.store.attacking import Seen, functions, refusals, tables

REFUSED = "InsufficientPrivilege"
ON_TABLES = [
    "INSERT INTO {table} DEFAULT VALUES",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT DO NOTHING",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "COPY {table} FROM STDIN",
    "COPY {table} FROM '/dev/null'",
    "MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "SELECT FROM {table} FOR UPDATE",
    "DO $$ BEGIN LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; END $$",
    "ALTER TABLE {table} ADD COLUMN more int",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER USER",
    "ALTER TABLE {table} DISABLE RULE x",
    "ALTER TABLE {table} RENAME TO other",
    "ALTER TABLE {table} SET SCHEMA read",
    "ALTER TABLE {table} SET UNLOGGED",
    "ALTER TABLE {table} OWNER TO infitah_service",
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY none ON {table}",
    "CREATE TRIGGER more BEFORE INSERT ON {table} EXECUTE FUNCTION log.refuse_change()",
    "CREATE RULE other AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE UNIQUE INDEX ON {table} ((1))",
    "CREATE TABLE read.heir () INHERITS ({table})",
    "CREATE STATISTICS read.counted ON (1 + 1) FROM {table}",
    "COMMENT ON TABLE {table} IS 'x'",
    "DROP TABLE {table} CASCADE",
]
ON_COLUMNS = [
    "UPDATE {table} SET {column} = {column}",
    "ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL",
]
ON_FUNCTIONS = [
    "ALTER FUNCTION {function} SECURITY INVOKER",
    "ALTER FUNCTION {function} RESET ALL",
    "ALTER FUNCTION {function} OWNER TO infitah_service",
    "ALTER FUNCTION {function} RENAME TO other",
    "ALTER FUNCTION {function} SET SCHEMA read",
    "DROP FUNCTION {function} CASCADE",
]
ON_ALL = [
    "SET ROLE infitah_owner",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION infitah_owner",
    "SET session_replication_role = replica",
    "SET allow_system_table_mods = on",
    "ALTER ROLE infitah_service SUPERUSER",
    "ALTER ROLE infitah_owner LOGIN",
    "GRANT infitah_owner TO infitah_service",
    "GRANT pg_write_server_files TO infitah_service",
    "ALTER DEFAULT PRIVILEGES FOR ROLE infitah_owner GRANT ALL ON TABLES TO PUBLIC",
    "REASSIGN OWNED BY infitah_owner TO infitah_service",
    "DROP OWNED BY infitah_owner",
    "ALTER SCHEMA log OWNER TO infitah_service",
    "DROP SCHEMA log CASCADE",
    "CREATE SCHEMA mine",
    "CREATE TABLE log.mine ()",
    "CREATE TABLE public.mine ()",
    "CREATE FUNCTION log.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OPERATOR log.<> (leftarg = bytea, rightarg = bytea, function = byteaeq)",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION log.refuse_change()",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE FUNCTION read.mine() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
    "UPDATE pg_catalog.pg_class SET relowner = relowner",
    "DELETE FROM pg_catalog.pg_trigger",
    "DELETE FROM public.infitah_migrations",
    "ALTER SYSTEM SET fsync = off",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/of-the-server'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT lo_export(0, '/tmp/of-the-server')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_promote()",
    "SELECT pg_switch_wal()",
]


def every_statement(cluster: Cluster, attacked: str) -> list[str]:
    with psycopg.connect(cluster.conninfo(attacked)) as connection:
        of_tables = [form.format(table=table) for table in tables(connection) for form in ON_TABLES]
        columns = connection.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute"
            " WHERE attnum > 0 AND NOT attisdropped AND attrelid = ANY (%s::regclass[])",
            [tables(connection)],
        ).fetchall()
        of_columns = [
            form.format(table=table, column=column) for table, column in columns for form in ON_COLUMNS
        ]
        of_functions = [form.format(function=name) for name in functions(connection) for form in ON_FUNCTIONS]
    assert min(map(len, (of_tables, of_columns, of_functions))) > 50
    return [*of_tables, *of_columns, *of_functions, *ON_ALL]


def test_no_statement_changes_anything_of_the_log(cluster: Cluster, attacked: str, stolen: str) -> None:
    before = Seen(cluster, attacked)
    assert all(before.rows.values()), "a table without a row would be spared by chance"

    found = list(refusals(stolen, every_statement(cluster, attacked)))

    assert [(statement, how) for statement, how in found if how != REFUSED] == []
    assert Seen(cluster, attacked) == before


def test_the_service_can_give_nobody_any_right(cluster: Cluster, attacked: str, stolen: str) -> None:
    """PostgreSQL answers with a warning where somebody grants what is not theirs to grant."""
    before = Seen(cluster, attacked)
    with psycopg.connect(stolen) as connection:
        given = [f"GRANT ALL ON {name} TO PUBLIC" for name in tables(connection)]
        given += [f"GRANT ALL ON FUNCTION {name} TO PUBLIC" for name in functions(connection)]
        given += ["GRANT ALL ON SCHEMA log TO PUBLIC", "REVOKE ALL ON SCHEMA log FROM infitah_service"]

    list(refusals(stolen, given))

    assert Seen(cluster, attacked) == before


def test_the_service_has_no_right_on_the_log_but_to_read_and_to_execute(stolen: str) -> None:
    with psycopg.connect(stolen) as connection:
        rights = connection.execute(
            "SELECT c.oid::regclass::text, p FROM pg_class c,"
            " unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p"
            " WHERE relnamespace = 'log'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
            " AND (has_table_privilege(c.oid, p)"
            " OR (p IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(c.oid, p)))"
        ).fetchall()
        schemas = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'CREATE') AND nspname !~ '^pg_'"
        ).fetchall()

    assert (rights, schemas) == ([], [("read",)])


def test_whatever_runs_with_the_owner_s_rights_looks_names_up_in_a_fixed_place(stolen: str) -> None:
    """So does every trigger of the log: it would otherwise find the operators of whoever fires it."""
    with psycopg.connect(stolen) as connection:
        loose = connection.execute(
            "SELECT oid::regprocedure::text FROM pg_proc p"
            " WHERE pronamespace::regnamespace::text !~ '^pg_|^information'"
            " AND (prosecdef OR oid IN (SELECT tgfoid FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal AND relnamespace <> 'read'::regnamespace))"
            " AND proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp']"
        ).fetchall()
        public = connection.execute(
            "SELECT oid::regprocedure::text"
            " FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))"
            " WHERE pronamespace = 'log'::regnamespace AND grantee = 0"
        ).fetchall()

    assert (loose, public) == ([], [])
