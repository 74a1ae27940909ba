"""The container files agree with each other, and secrets are made once."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DOCKER = Path(__file__).resolve().parents[2] / "docker"


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copy(DOCKER / "make-secrets", tmp_path / "make-secrets"))


def contents(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in directory.iterdir()}


def test_every_secret_that_the_compose_file_reads_is_made(copy):
    wanted = set(re.findall(r"file: \./secrets/(\w+)", (DOCKER / "compose.yaml").read_text("utf-8")))

    subprocess.run([copy], check=True, capture_output=True)

    assert wanted == contents(copy.parent / "secrets").keys()


def test_secrets_lie_in_a_directory_closed_to_other_users(copy):
    subprocess.run([copy], check=True, capture_output=True)

    assert (copy.parent / "secrets").stat().st_mode & 0o777 == 0o700


def test_secrets_made_once_are_never_replaced(copy):
    subprocess.run([copy], check=True, capture_output=True)
    first = contents(copy.parent / "secrets")

    subprocess.run([copy], check=True, capture_output=True)

    assert contents(copy.parent / "secrets") == first


def test_the_service_logs_in_with_the_password_that_its_role_was_created_with(copy):
    subprocess.run([copy], check=True, capture_output=True)
    secrets = contents(copy.parent / "secrets")

    assert f"infitah_service:{secrets['service_password']}@" in secrets["database_url"]
    assert f"infitah_admin:{secrets['admin_password']}@" in secrets["migration_database_url"]


def test_no_container_publishes_a_port():
    compose = (DOCKER / "compose.yaml").read_text("utf-8")

    assert not re.search(r"^\s*ports:", compose, re.MULTILINE)
