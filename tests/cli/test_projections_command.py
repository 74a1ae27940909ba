"""`infitah projections`: what it shows, what it builds anew, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import psycopg
import pytest

from projections.locks import BUILD, try_locks
from projections.projection import made_by
from projections.registry import projections
from projections.status import statuses
from service.opening import opened
from service.settings import Settings
from service.store.datastore import as_service
from tests.api.service_process import Running, infitah, log_lines, started
from tests.api.serving import announce
from tests.projections.following import until

NAMES = sorted(projections(cast(Any, None)))
DONE, REFUSED, USAGE = 0, 1, 2


@pytest.fixture(scope="module")
def data_dir(temporary: Path) -> Path:
    return temporary / "projections"


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Iterator[Running]:
    """A running service with one workshop."""
    with started(data_dir) as service:
        with service.client() as client:
            announce(client, "first", id="w1")
            until(lambda: client.get("/readyz").json()["read_position"] == 1)
        yield service


def lines(data_dir: Path, **more: str) -> dict[str, list[str]]:
    """The lines of the status by projection, in words."""
    done = infitah(data_dir, "projections", "status", **more)
    assert done.returncode == DONE, done.stderr
    return {line.split()[0]: line.split() for line in done.stdout.splitlines()[1:]}


def test_the_status_shows_each_projection_with_its_edition_and_how_far_it_is(
    data_dir: Path, service: Running
) -> None:
    found = lines(data_dir)

    assert sorted(found) == NAMES
    name, edition, position, behind, rows, active, state = found["workshops"]
    assert (name, position, behind, rows, active, state) == ("workshops", "1", "0", "1", "yes", "live")
    assert int(edition) > 0


def test_a_rebuild_swaps_in_a_new_edition_and_says_how_long_it_took(data_dir: Path, service: Running) -> None:
    before = lines(data_dir)

    done = infitah(data_dir, "projections", "rebuild", "workshops", "ideas")

    after = lines(data_dir)
    assert done.returncode == DONE
    assert "workshops, ideas" in done.stdout
    assert "1 / 1" in done.stderr
    assert "events/s" in done.stderr
    assert "left" in done.stderr
    changed = {name for name in NAMES if after[name][1] != before[name][1]}
    assert changed == {"workshops", "ideas"}
    assert after["workshops"][2:] == before["workshops"][2:]


def test_all_projections_are_rebuilt_at_once(data_dir: Path, service: Running) -> None:
    before = lines(data_dir)

    assert infitah(data_dir, "projections", "rebuild", "--all").returncode == DONE

    assert all(int(line[1]) > int(before[name][1]) for name, line in lines(data_dir).items())


@pytest.mark.parametrize(("names", "said"), [((), "Name one or more"), (("ideas", "nothing"), "nothing")])
def test_what_is_no_projection_is_refused_with_those_there_are(
    data_dir: Path, service: Running, names: tuple[str, ...], said: str
) -> None:
    done = infitah(data_dir, "projections", "rebuild", *names)

    assert done.returncode == USAGE
    assert said in done.stderr
    assert ", ".join(NAMES) in done.stderr


def test_a_second_rebuild_at_once_is_refused_by_name(data_dir: Path, service: Running) -> None:
    with opened(Settings(data_dir=data_dir)) as found, psycopg.connect(as_service(found.conninfo)) as other:
        assert try_locks(other, BUILD, ["ideas"], made_by())

        done = infitah(data_dir, "projections", "rebuild", "workshops", "ideas")

    assert done.returncode == REFUSED
    assert "Another process is building now: ideas." in done.stderr


@pytest.mark.parametrize(("language", "live"), [("ar", "مقروء"), ("fr", "lue"), ("en", "live")])
def test_the_status_speaks_the_language_of_the_terminal(
    data_dir: Path, service: Running, language: str, live: str
) -> None:
    assert lines(data_dir, LANGUAGE=language)["workshops"][-1] == live


def test_whoever_is_told_the_address_is_answered_at_once(temporary: Path) -> None:
    data_dir = temporary / "announced"
    announced = {"actor": {"role": "focal_point", "body": "focal-point"}, "collectivity_id": "c1"}
    told = announced | {"place": "x", "held_on": "2025-03-18", "agenda": [{"title": {"ar": "استقبال"}}]}
    with started(data_dir):
        given = json.dumps(told)
        assert infitah(data_dir, "command", "announce-workshop", "--json", given).returncode == DONE

    with started(data_dir, "--workers", "2") as service:
        for _ in range(10):
            answer = httpx.get(f"{service.address}/api/v1/workshops")
            assert (answer.status_code, len(answer.json()["items"])) == (200, 1)
            assert httpx.get(f"{service.address}/readyz").status_code == 200


def test_a_service_one_projection_of_which_stopped_goes_on_and_says_so(temporary: Path) -> None:
    data_dir = temporary / "stopped"
    with started(data_dir, "--workers", "2") as service, service.client() as client:
        with opened(Settings(data_dir=data_dir)) as found, psycopg.connect(found.conninfo) as other:
            edition = {row.name: row.edition for row in statuses(other, made_by())}["workshops"]
            other.execute(f"ALTER TABLE read.workshops_{edition} RENAME COLUMN stage TO elsewhere".encode())
        announce(client, "first", id="w1")
        until(lambda: client.get("/healthz").status_code == 503)
        until(lambda: client.get("/readyz").json()["read_position"] == 1)
        red = client.get("/healthz").json()
        ready = client.get("/readyz").json()
        others = client.get("/api/v1/ideas", params={"after_position": 1})

    with started(data_dir) as again:
        restarted = httpx.get(f"{again.address}/readyz").status_code
        until(lambda: httpx.get(f"{again.address}/healthz").status_code == 503)

    assert (red["code"], others.status_code, restarted) == ("projection_stopped", 200, 200)
    assert red["stopped"]["workshops"].startswith("position 1, WorkshopAnnounced in workshop:w1")
    assert red["log"]["trusted"] is True
    assert ready["stopped"] == red["stopped"]
    said = "The projection workshops stopped at an event that it cannot take: position 1, WorkshopAnnounced"
    assert said in log_lines(data_dir).read_text()
