"""The register of office holders: names beside the log, found by reference and erased at once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service_process import infitah, started

ILLUSTRATIVE_NAME = "رئيس (مثال توضيحي)"


@pytest.fixture(scope="module")
def data_dir(temporary: Path) -> Iterator[Path]:
    """A data directory whose service runs: the commands join its database instead of starting one."""
    with started(temporary / "office"):
        yield temporary / "office"


def test_a_name_is_told_beside_who_acted_until_it_is_forgotten(data_dir: Path) -> None:
    actor = {"role": "focal_point", "person_ref": "member-12"}
    fields = {"collectivity_id": "c1", "place": "مقر", "agenda": [{"title": {"ar": "استقبال"}}]}
    given = json.dumps({"actor": actor, "held_on": "2025-03-18"} | fields)
    done = infitah(data_dir, "command", "announce-workshop", "--id", "w1", "--json", given)
    assert done.returncode == 0, done.stderr

    named = infitah(data_dir, "office", "name", "member-12", ILLUSTRATIVE_NAME, "--office", "رئيس المجلس")
    [listed] = infitah(data_dir, "office", "list", "--json").stdout.splitlines()
    told = infitah(data_dir, "history", "workshop:w1").stdout
    stored = infitah(data_dir, "history", "workshop:w1", "--json").stdout
    forgotten = infitah(data_dir, "office", "forget", "member-12")
    after = infitah(data_dir, "history", "workshop:w1").stdout
    journal = infitah(data_dir, "journal", "--json").stdout.splitlines()

    assert (named.returncode, forgotten.returncode) == (0, 0)
    assert json.loads(listed) == {
        "person_ref": "member-12",
        "name": ILLUSTRATIVE_NAME,
        "office": "رئيس المجلس",
    }
    assert ILLUSTRATIVE_NAME in told
    assert ILLUSTRATIVE_NAME not in stored
    assert ILLUSTRATIVE_NAME not in after
    noted = [json.loads(line)["about"] for line in reversed(journal)]
    expected = ["announce-workshop", "office name", "office list", "history", "office forget"]
    assert noted == expected, "a history is noted once: where it showed a name"


def test_who_is_not_in_the_register_cannot_be_forgotten(data_dir: Path) -> None:
    done = infitah(data_dir, "office", "forget", "nobody-1")

    assert (done.returncode, done.stderr.strip()) == (1, "There is no name behind nobody-1.")


@pytest.mark.parametrize(
    ("ref", "name", "field"),
    [("Ahmed Ali", "x", "REF"), ("member-1", " ", "NAME"), ("member-1", "a\nb", "NAME")],
)
def test_a_wrong_entry_is_named_and_nothing_is_kept(data_dir: Path, ref: str, name: str, field: str) -> None:
    done = infitah(data_dir, "office", "name", ref, name, "--office", "عضو")

    assert done.returncode == 2
    assert f"- {field}: " in done.stderr
    assert infitah(data_dir, "office", "list", "--json").stdout == ""
