"""Several processes behind one address: each may keep states that another has changed."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.api.service_process import Running, started
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


def answering(service: Running) -> Counter[str]:
    """Which processes answer 64 requests that come at once, each on a connection of its own: a request's id
    begins with what is the process's own.
    """

    def whoever(_number: int) -> str:
        with closing(HTTPConnection(urlsplit(service.address).netloc, timeout=20)) as connection:
            connection.request("GET", "/healthz")
            return str(connection.getresponse().headers["X-Request-Id"]).split("-")[0]

    with ThreadPoolExecutor(32) as threads:
        return Counter(threads.map(whoever, range(64)))


def workers(service: Running) -> list[int]:
    """The processes that answer, by what started them."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def running(process: int) -> bool:
    """Whether a thread of a process has not come to its end: the last one closes what they share."""
    states = []
    for thread in Path(f"/proc/{process}/task").glob("*/stat"):
        with suppress(OSError):
            states.append(thread.read_text().rpartition(")")[2].split()[0])
    return any(state not in "ZX" for state in states)


def test_connections_are_dealt_out_to_the_processes_and_to_the_one_left_while_one_is_replaced(
    temporary: Path,
) -> None:
    with started(temporary / "replaced", "--workers", "2") as service:
        dealt = answering(service)
        assert min(dealt.values()) >= 8, dealt
        killed, _ = workers(service)

        os.kill(killed, signal.SIGKILL)

        while running(killed):  # until its sockets are closed
            time.sleep(0.01)
        left = set(answering(service))
        assert left < set(dealt)
        assert len(dealt) == 2
        deadline = time.monotonic() + 60
        while len(now := set(answering(service))) < 2:
            assert time.monotonic() < deadline, "expected a second process, found none"
            time.sleep(0.2)
        assert now - set(dealt)


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
