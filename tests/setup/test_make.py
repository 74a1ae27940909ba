"""A fresh machine is told what it lacks, and its first command finds everything."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(*arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    command = ["make", "-f", str(ROOT / "Makefile"), *arguments]
    return subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


def python_that(directory: Path, script: str) -> str:
    """A stand-in for an interpreter of another machine."""
    path = directory / "python3"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_a_python_without_venv_names_the_package_to_install(tmp_path):
    without_venv = python_that(tmp_path, 'case "$*" in *ensurepip*) exit 1;; esac')

    answer = make(".venv/bin/pip", without_venv, directory=tmp_path)

    assert answer.returncode != 0
    assert "apt install python3-venv" in answer.stderr


def test_an_old_python_is_refused_with_the_version_wanted(tmp_path):
    old = python_that(tmp_path, 'case "$*" in *version_info*) exit 1;; esac')

    answer = make(".venv/bin/pip", old, directory=tmp_path)

    assert answer.returncode != 0
    assert "Python 3.11 or newer" in answer.stderr


@pytest.fixture
def installed(tmp_path):
    """A directory that looks as after an installation."""
    for name in ("requirements.lock", "pyproject.toml", ".venv/bin/pip", ".venv/run.stamp"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_an_unchanged_lock_is_not_installed_again(installed):
    answer = make("--question", ".venv/run.stamp", directory=installed)

    assert answer.returncode == 0


def test_a_changed_lock_is_installed_again(installed):
    os.utime(installed / ".venv/run.stamp", (0, 0))

    answer = make("--question", ".venv/run.stamp", directory=installed)

    assert answer.returncode == 1


def test_a_named_database_is_not_served_with_the_illustrative_log(installed):
    own = make("--dry-run", "run", "DATABASE_URL=postgresql:///own", directory=installed)
    default = make("--dry-run", "run", directory=installed)

    assert "--illustrative" not in own.stdout
    assert "--illustrative" in default.stdout


def test_every_target_explains_itself():
    answer = make("help", directory=ROOT)

    for target in ("run", "test", "lint", "install", "bench", "clean"):
        assert f"\n{target} " in f"\n{answer.stdout}"


def test_every_data_file_of_the_packages_is_shipped():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
        "package-data"
    ]["*"]
    shipped = {pattern.removeprefix("*") for pattern in patterns if pattern.startswith("*")} | {".py"}

    kinds = {
        path.suffix
        for package in ("domain", "projections", "service")
        for path in (ROOT / package).rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert kinds <= shipped


def test_what_is_installed_is_compiled_before_its_first_start(installed):
    os.utime(installed / ".venv/run.stamp", (0, 0))

    answer = make("--dry-run", ".venv/run.stamp", directory=installed)

    assert "compileall -q domain projections service" in answer.stdout
