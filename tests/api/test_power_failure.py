"""kill -9 while commands stream in: what was acknowledged is there, and nothing is there by half."""

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import psycopg

from domain.kernel.stored import decode
from service.opening import opened
from service.settings import Settings
from tests.api.service_process import Running, started
from tests.api.serving import STAFF, announce

ENOUGH = 60
"""Acknowledged commands after which the power fails: a number, since a busy machine makes few in a time."""


def test_every_acknowledged_command_survives_and_no_transaction_is_half_there(temporary: Path) -> None:
    data_dir = temporary / "killed"
    acknowledged: dict[str, Any] = {}
    with started(data_dir) as service:
        stream_commands(acknowledged, until_killed=service)

    with started(data_dir) as service, service.client(timeout=20) as client:
        for key, said in list(acknowledged.items())[-40:]:
            again = announce(client, key)
            assert (again.json(), again.headers["idempotent-replayed"]) == (said, "true")
        with opened(Settings(data_dir=data_dir)) as found:
            rows = found.log.since(0, 100_000)
            with psycopg.connect(found.conninfo) as connection:
                records = connection.execute("SELECT command_id, result FROM log.command_records").fetchall()

    assert len(acknowledged) > ENOUGH
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    by_event = {decode(row.body).event_id: row.position for row in rows}
    for said in acknowledged.values():
        assert all(by_event[event["event_id"]] == event["position"] for event in said["events"])
    by_command = Counter(decode(row.body).causation_id for row in rows)
    assert by_command == {str(command): len(result["events"]) for command, result in records}


def stream_commands(acknowledged: dict[str, Any], *, until_killed: Running) -> None:
    def announcing(worker: int) -> None:
        with until_killed.client(timeout=20) as client:
            for number in range(10_000):
                key = f"{worker}-{number}"
                try:
                    answer = announce(client, key)
                    assert answer.status_code == 201
                    acknowledged[key] = answer.json()
                    annul_a_pair(client, answer.json())
                except httpx.HTTPError:
                    return

    workers = [threading.Thread(target=announcing, args=(worker,)) for worker in range(6)]
    for worker in workers:
        worker.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) <= ENOUGH and time.monotonic() < deadline:
        time.sleep(0.01)
    until_killed.kill()
    for worker in workers:
        worker.join()


def annul_a_pair(client: httpx.Client, said: dict[str, Any]) -> None:
    """One command of two events: a correction, and the same again, annulled together."""
    path = f"/api/v1/workshops/{said['id']}"
    why = {"actor": STAFF, "reason": {"code": "correction_clerical"}}
    target = {"target": said["events"][0]["event_id"], "field": "place"}
    made = []
    for version, (old, new) in enumerate([("مقر الجماعة", "الخزانة"), ("الخزانة", "القاعة")], 1):
        body = why | target | {"old": old, "new": new}
        answer = client.post(f"{path}/correct-record", json=body, headers={"If-Match": f'"{version}"'})
        made.append({"stream": said["stream"], "event_id": answer.json()["events"][0]["event_id"]})
    client.post(f"{path}/annul-events", json=why | {"events": made}, headers={"If-Match": '"3"'})
