"""How often one address may ask."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from service.api import read_limit
from service.api.front import Front
from service.api.read_limit import BoundedMemory, ReadLimit, customer
from service.store.log import Log
from tests.api.serving import served

LIMITED = Front(hosts=frozenset({b"infitah.example.ma"}), reads_per_minute=3)


@pytest.fixture
def limited(log: Log) -> Iterator[httpx.Client]:
    """A service behind a proxy on this machine that answers three requests a minute."""
    headers = {"Host": "infitah.example.ma"}
    with (
        served(log, front=LIMITED, proxies=("127.0.0.1",)) as address,
        httpx.Client(base_url=address, headers=headers, timeout=20) as client,
    ):
        yield client


def asked(client: httpx.Client, *addresses: str) -> list[int]:
    return [client.get("/healthz", headers={"X-Forwarded-For": of}).status_code for of in addresses]


def test_an_address_that_asks_too_often_is_told_when_to_ask_again(limited: httpx.Client) -> None:
    before = asked(limited, *["192.0.2.7"] * 3)

    answer = limited.get("/healthz", headers={"X-Forwarded-For": "192.0.2.7", "Accept-Language": "fr"})

    assert before == [200, 200, 200]
    assert (answer.status_code, answer.json()["code"]) == (429, "read_too_often")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["title"].startswith("Trop de demandes")
    assert "192.0.2.7" not in answer.text


def test_other_addresses_do_not_pay_for_it(limited: httpx.Client) -> None:
    asked(limited, *["192.0.2.7"] * 5)

    assert asked(limited, "192.0.2.8", "2001:db8::1") == [200, 200]


def test_the_addresses_of_one_network_of_ipv6_count_together(limited: httpx.Client) -> None:
    found = asked(limited, *[f"2001:db8:0:1::{host}" for host in range(1, 6)], "2001:db8:0:2::1")

    assert found == [200, 200, 200, 429, 429, 200]


def test_a_client_cannot_take_another_address_for_itself(limited: httpx.Client) -> None:
    """The proxy adds the address that it sees at the end, behind whatever the client wrote."""
    forged = [f"203.0.113.{number}, 192.0.2.7" for number in range(5)]

    assert asked(limited, *forged) == [200, 200, 200, 429, 429]


def test_this_machine_is_not_limited(limited: httpx.Client) -> None:
    answers = [limited.get("/healthz").status_code for _ in range(10)]

    assert answers == [200] * 10


@pytest.mark.parametrize(
    ("address", "of"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1:aaaa:bbbb:cccc:dddd", "2001:db8:0:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "?"),
        ("", "?"),
    ],
)
def test_a_customer_is_known_by_what_his_addresses_have_in_common(address: str, of: str) -> None:
    assert customer(address) == of


def test_a_minute_later_an_address_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(read_limit, "time", lambda: now[0])
    limit, scope = ReadLimit(2), {"client": ("192.0.2.7", 1)}
    first = [limit.seconds_to_wait(scope) for _ in range(3)]

    now[0] = 1059.0
    late = limit.seconds_to_wait(scope)
    now[0] = 1060.0
    again = limit.seconds_to_wait(scope)

    assert (first, late, again) == ([0, 0, 60], 1, 0)


def test_as_many_addresses_as_there_may_be_do_not_take_more_memory() -> None:
    storage = BoundedMemory(most=500)
    limit = ReadLimit(10, storage)
    tracemalloc.start()
    sizes = []
    for block in range(3):
        for host in range(5000):  # more than any cache on the way holds
            limit.seconds_to_wait({"client": (f"10.{block}.{host // 250}.{host % 250}", 1)})
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()

    assert len(storage) == 500
    assert sizes[2] < sizes[1] * 1.1
