"""A person's data at the command line: given out, erased, and told of in the register; the keys rotated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.messages import table
from tests.api.service_process import Running, infitah, started
from tests.cli.test_words import STAFF, WORDS, collecting, given, idea

NAME = "فاطمة الزهراء"
KNOWN = {"kind": "pseudonymous", "ref": "person-7"}


@pytest.fixture(scope="module")
def data_dir(temporary: Path) -> Path:
    return temporary / "subject"


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Iterator[Running]:
    """A running service with a programme that collects ideas, and an idea of a known author."""
    with started(data_dir) as service:
        for command, identity, fields in collecting():
            given(data_dir, command, identity, STAFF | fields.pop("actor", {}), **fields)
        idea(data_dir, "i1", **KNOWN)
        yield service


def test_all_that_is_held_is_given_out_then_erased_and_told_of_publicly(
    data_dir: Path, service: Running
) -> None:
    infitah(data_dir, "office", "name", "person-7", NAME, "--office", "عضو")

    held = json.loads(infitah(data_dir, "subject", "export", "person-7").stdout)
    erased = infitah(data_dir, "subject", "erase", "person-7", "--basis", "law 09-08", "--json")
    after = json.loads(infitah(data_dir, "subject", "export", "person-7").stdout)
    again = infitah(data_dir, "subject", "erase", "person-7", "--basis", "law 09-08")
    lines = infitah(data_dir, "show", "redactions", "--json").stdout.splitlines()
    told = infitah(data_dir, "show", "redactions")

    assert [text["text"] for text in held["texts"]] == [WORDS]
    assert held["office_register"] == {"name": NAME, "office": "عضو"}
    assert json.loads(erased.stdout) == {"subject": "person-7", "recorded_in": ["idea:i1"]}
    assert (after["texts"], after["office_register"]) == ([], None)
    assert (again.returncode, "Nothing is left of person-7" in again.stdout) == (0, True)
    [entry] = [json.loads(line) for line in lines]
    assert (entry["record"], entry["erased"]) == ({"kind": "idea", "id": "i1"}, ["words", "identity"])
    assert (entry["legal_basis"], entry["reason"], entry["role"]) == ("law 09-08", "other", "operator")
    assert "idea:i1" in told.stdout
    assert "law 09-08" in told.stdout
    answer = httpx.get(f"{service.address}/api/v1/redactions").json()
    assert [item["record"] for item in answer["items"]] == [entry["record"]]
    assert not [text for text in (told.stdout, str(answer), erased.stdout) if WORDS in text or NAME in text]


def test_of_an_unknown_person_nothing_is_given_out_nor_erased(data_dir: Path, service: Running) -> None:
    export = infitah(data_dir, "subject", "export", "nobody-1")
    erase = infitah(data_dir, "subject", "erase", "nobody-1", "--basis", "law 09-08")

    assert {export.returncode, erase.returncode} == {1}
    assert "Nothing is held of nobody-1" in export.stderr
    assert "Nothing is held of nobody-1" in erase.stderr


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("Fatima Z", "--basis", "x"), "REF"),
        (("person-7", "--basis", " "), "--basis"),
        (("person-7", "--basis", "x", "--role", "mayor"), "--role"),
        (("person-7", "--basis", "x", "--role", "system:clock"), "--role"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_erased(
    data_dir: Path, service: Running, arguments: tuple[str, ...], field: str
) -> None:
    done = infitah(data_dir, "subject", "erase", *arguments)

    assert done.returncode == 2
    assert f"- {field}: " in done.stderr


def test_the_reasons_for_an_erasure_are_listed_to_whoever_gives_none_of_them(
    data_dir: Path, service: Running
) -> None:
    done = infitah(data_dir, "subject", "erase", "person-7", "--basis", "x", "--reason", "zzz")

    assert done.returncode == 2
    assert "--reason is not one of those allowed: out_of_competence, no_budget," in done.stderr


def test_a_role_that_may_not_erase_is_refused_and_the_words_stay(data_dir: Path, service: Running) -> None:
    idea(data_dir, "i2", kind="pseudonymous", ref="person-8")

    basis = ("--basis", "law 09-08", "--role", "council_secretary")
    refused = infitah(data_dir, "subject", "erase", "person-8", *basis)

    held = json.loads(infitah(data_dir, "subject", "export", "person-8").stdout)
    assert refused.returncode == 1
    assert "[record.role]" in refused.stderr
    assert [text["text"] for text in held["texts"]] == [WORDS]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_register_is_told_in_three_languages_and_a_kind_needs_an_id(
    data_dir: Path, service: Running, language: str
) -> None:
    told = infitah(data_dir, "show", "redactions", LANGUAGE=language)
    without = infitah(data_dir, "show", "idea", LANGUAGE=language)

    assert table("console")["heading_basis"][language] in told.stdout
    assert without.returncode == 2
    assert "infitah show redactions" in without.stderr


def test_a_rotation_beside_a_running_service_leaves_everything_readable(
    data_dir: Path, service: Running
) -> None:
    idea(data_dir, "i3", kind="pseudonymous", ref="person-9")
    before = (data_dir / "vault.key").read_text()

    early = infitah(data_dir, "vault", "rotate")
    assert (early.returncode, (data_dir / "vault.key").read_text()) == (1, before)
    assert "copy the file" in early.stderr, "who is to copy the keys is told so before any of them is dropped"
    done = infitah(data_dir, "vault", "rotate", "--copied", "--json")
    given(data_dir, "find-idea-admissible", "i3", STAFF)
    idea(data_dir, "i4", kind="pseudonymous", ref="person-9")

    found = json.loads(done.stdout)
    assert (found["wrapped"] >= 1, found["dropped"], len(found["unneeded"])) == (True, True, 1)
    assert (data_dir / "vault.key").read_text() != before
    assert before.splitlines()[-1].partition(":")[2] not in done.stdout + done.stderr
    for name in ("i3", "i4"):
        shown = infitah(data_dir, "show", "idea", name, "--words", "--json").stdout
        assert json.loads(shown)["words"]["text"] == WORDS
    answer = httpx.get(f"{service.address}/api/v1/ideas/i3", headers={"X-Log-Position": "1"})
    assert answer.status_code == 200


def test_a_rotation_of_keys_from_outside_says_when_there_was_nothing_to_rotate_to(temporary: Path) -> None:
    data_dir, path = temporary / "outside", temporary / "outside.key"
    old, new = f"k-1:{'0123456789abcdef' * 4}", f"k-2:{'fedcba9876543210' * 4}"
    path.touch(mode=0o600)
    path.write_text(f"{old}\n")
    named = {"VAULT_KEY_FILE": str(path)}
    infitah(data_dir, "init", **named)
    infitah(data_dir, "office", "name", "member-1", NAME, "--office", "عضو", **named)

    alone = infitah(data_dir, "vault", "rotate", **named)
    path.write_text(f"{new}\n{old}\n")
    done = infitah(data_dir, "vault", "rotate", **named)
    path.write_text(f"{new}\n")
    listed = infitah(data_dir, "office", "list", **named)

    assert (alone.returncode, alone.stdout) == (1, "")
    assert f"Nothing was rotated: {path} has the key k-1 alone" in alone.stderr
    assert "Add a line above it" in alone.stderr
    assert (done.returncode, "Key in use: k-2. Wrapped anew: 1." in done.stdout) == (0, True)
    assert "depends on them any more: k-1" in done.stdout or "k-1" in done.stdout.splitlines()[-1]
    assert NAME in listed.stdout


def test_a_service_does_not_start_without_the_keys_of_its_vault(temporary: Path) -> None:
    data_dir = temporary / "keyless"
    infitah(data_dir, "init")
    infitah(data_dir, "office", "name", "member-1", NAME, "--office", "عضو")
    key = data_dir / "vault.key"
    kept = key.read_bytes()

    key.unlink()
    lost = infitah(data_dir, "office", "list")
    key.write_text("other:" + "11" * 32)
    other = infitah(data_dir, "serve", "--port", "0")
    key.write_bytes(kept)

    assert (lost.returncode, other.returncode) == (2, 2)
    assert f"{key}: the file is missing" in lost.stderr
    assert f"{key}: keys are missing" in other.stderr
    assert "1111" not in other.stderr
    assert NAME in infitah(data_dir, "office", "list").stdout
