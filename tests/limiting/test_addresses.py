"""Under what an address is counted."""

from __future__ import annotations

import pytest

from service.limiting.addresses import address_key

SECRET = b"a secret for tests, 32 bytes ..."


def test_the_key_of_an_address_does_not_hold_it_and_needs_the_secret() -> None:
    key = address_key(SECRET, "203.0.113.7")

    assert len(bytes.fromhex(key)) == 32
    assert key != address_key(b"another secret of 32 bytes .....", "203.0.113.7")
    assert key != address_key(SECRET, "203.0.113.8")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002:0:0:0:9"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_addresses_of_one_subscriber_are_counted_together(one: str, other: str) -> None:
    assert address_key(SECRET, one) == address_key(SECRET, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("203.0.113.7", "2001:db8::1"), ("", "unix:socket")],
)
def test_addresses_of_different_subscribers_are_counted_apart(one: str, other: str) -> None:
    assert address_key(SECRET, one) != address_key(SECRET, other)
