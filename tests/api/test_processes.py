"""Several processes behind one address: each may keep states that another has changed."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.api.service_process import started
from tests.api.serving import announce, held


def test_processes_that_share_a_log_agree_on_who_was_first(temporary: Path) -> None:
    with started(temporary / "several", "--workers", "2") as service:

        def hold(number: int) -> list[int]:
            with service.client(timeout=20) as client:
                return [held(client, f"w{shared}", 1).status_code for shared in range(number % 2, 10)]

        with service.client(timeout=20) as client:
            for number in range(10):
                announce(client, f"k{number}", id=f"w{number}")
        with ThreadPoolExecutor(6) as threads:
            answers = [status for statuses in threads.map(hold, range(6)) for status in statuses]

    assert answers.count(200) == 10
    assert set(answers) == {200, 412}


def test_no_process_is_left_over_when_the_first_is_killed(temporary: Path) -> None:
    with started(temporary / "orphans", "--workers", "2") as service:
        assert httpx.get(f"{service.address}/healthz").status_code == 200

        service.kill()

        for _ in range(100):
            try:
                httpx.get(f"{service.address}/healthz", timeout=1)
            except httpx.HTTPError:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("expected the port to be free, found it answering")
