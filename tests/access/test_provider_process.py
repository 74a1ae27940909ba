"""A provider as an operator configures it: by the environment, for a service of its own process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access.provider_settings import CALLBACK
from tests.access.real_provider import BEGIN, SECRET, Browser, running_provider
from tests.api.service_process import infitah, log_lines, started

EMAIL = "focal@commune.example"


@pytest.fixture(scope="module")
def served(temporary: Path) -> Iterator[tuple[Path, str]]:
    """A data directory, and where its service is."""
    data_dir, secret = temporary / "provider", temporary / "provider.secret"
    secret.write_text(f"{SECRET}\n")
    with running_provider() as provider:
        configured = {
            "OIDC_ISSUER": provider.issuer,
            "OIDC_CLIENT_ID": provider.client_id,
            "OIDC_CLIENT_SECRET_FILE": str(secret),
            "OIDC_REDIRECT_URL": provider.redirect_url,
        }
        with started(data_dir, **configured) as running:
            yield data_dir, running.address


def test_an_account_of_the_command_line_signs_in_at_the_configured_provider_until_it_is_released(served):
    data_dir, address = served
    assert infitah(data_dir, "user", "create", EMAIL).returncode == 0
    browser = Browser(address)

    early = infitah(data_dir, "user", "release", EMAIL)
    browser.sign_in()
    released = infitah(data_dir, "user", "release", EMAIL)
    other = Browser(address)
    other.sign_in(sub="the same person, at another provider")

    assert early.returncode == 1
    assert "is not bound" in early.stderr
    assert released.returncode == 0
    assert browser.account() == other.account() is not None


def test_neither_the_secret_nor_a_query_is_in_a_line_of_the_service(served):
    data_dir, address = served
    httpx.get(address + CALLBACK, params={"code": "a-code", "state": "a-state"})

    lines = log_lines(data_dir).read_text("utf-8")

    assert all(json.loads(line) for line in lines.splitlines())
    assert f'"{CALLBACK}"' in lines
    assert not any(one in lines for one in (SECRET, "a-code", "a-state", EMAIL))


def test_a_service_that_is_given_half_a_provider_does_not_start(temporary: Path):
    done = infitah(temporary / "half", "serve", "--port", "0", OIDC_ISSUER="https://id.example")

    assert done.returncode not in (0, None)
    assert "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_FILE, OIDC_REDIRECT_URL" in done.stderr
    assert BEGIN not in done.stdout
