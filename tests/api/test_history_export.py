"""A history of 200,000 events as JSON Lines: streamed, in the memory that a page takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psycopg
import pytest

from service.store.log import Log
from tests.api.reading import reading
from tests.conftest import Cluster
from tests.domain.commitments import report, started_commitment
from tests.projections.following import caught_up, followed, live_table, poured, until

EVENTS = 200_000
ALLOWED = 48 * 1024 * 1024
STATUS = Path("/proc/self/status")


def made_long(log: Log, superuser: str) -> int:
    """Put copies of the last event behind it, in the log and in the history, until there are enough."""
    history, head = live_table(log, "history"), log.head()
    with psycopg.connect(superuser, autocommit=True) as connection:
        copied = {"events": ("notification_id", "log.events"), "history": ("position", history)}
        for place, table in copied.values():
            rows = connection.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema || '.' || table_name = %s ORDER BY ordinal_position",
                [table],
            ).fetchall()
            version = "originator_version" if table == "log.events" else "version"
            moved = {place: "n", version: f"e.{version} + n - {head}"}
            values = ", ".join(moved.get(name, f"e.{name}") for (name,) in rows)
            connection.execute(
                f"INSERT INTO {table} SELECT {values} FROM {table} e,"
                f" generate_series({head + 1}, {EVENTS}) n WHERE e.{place} = {head}".encode()
            )
        connection.execute(
            "INSERT INTO log.event_tags SELECT tag, n FROM log.event_tags,"
            f" generate_series({head + 1}, {EVENTS}) n WHERE position = {head}".encode()
        )
        connection.execute(f"UPDATE read.editions SET position = {EVENTS}".encode())
        connection.execute("ANALYZE")
    return EVENTS


def memory(name: str) -> int:
    """Bytes of memory that this process has (VmRSS), or has had since its peak was reset (VmHWM)."""
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.skipif(not STATUS.exists(), reason="memory is read from /proc")
def test_a_history_of_200_000_events_is_exported_in_constant_memory(log: Log, embedded: Cluster) -> None:
    given = started_commitment()
    report(given.at("2026-06-30"), "m1", "2026-06-20")
    poured(log, given.log)
    with followed(log):
        until(lambda: caught_up(log))
    with psycopg.connect(log.conninfo) as connection:
        name = connection.info.dbname
    made_long(log, embedded.conninfo(name))

    with reading(log, follow=False) as client:
        path, asked = "/api/v1/commitments/k1/history", {"format": "jsonl"}
        until(lambda: client.get(path, params=asked | {"limit": "200"}).status_code == 200)
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        before, lines, size, last = memory("VmRSS"), 0, 0, b""
        with client.stream("GET", path, params=asked) as answer:
            assert answer.status_code == 200
            for part in answer.iter_raw():
                lines += part.count(b"\n")
                size += len(part)
                last = (last + part)[-20_000:]
        grown = memory("VmHWM") - before

    assert lines == EVENTS - 3  # the document's event and the programme's two are in other histories
    assert json.loads(last.splitlines()[-1])["position"] == EVENTS
    assert size > 4 * ALLOWED
    assert grown < ALLOWED, f"{grown / 1e6:.0f} MB more for {size / 1e6:.0f} MB"
    print(f"\n{lines} events, {size / 1e6:.0f} MB, {grown / 1e6:.1f} MB more memory")
