"""Citizens' words at the command line: read by whoever must decide on them, before HTTP shows them."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.messages import table
from tests.api.service_process import Running, infitah, started

WORDS = "أقترح نشر مقررات المجلس [قبل] الدورة"
STAFF = {"role": "focal_point", "body": "focal-point"}
OPERATOR = {"role": "operator", "body": "operator"}
BECAUSE = {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}}


@pytest.fixture(scope="module")
def data_dir(temporary: Path) -> Path:
    return temporary / "words"


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Iterator[Running]:
    """A running service with a programme that collects ideas."""
    with started(data_dir) as service:
        for command, identity, fields in collecting():
            given(data_dir, command, identity, STAFF | fields.pop("actor", {}), **fields)
        yield service


def collecting() -> list[tuple[str, str, dict]]:
    coordinator = {"actor": {"role": "network_coordinator", "body": "coordination"}}
    name = {"ar": "برنامج"}
    network = {"name": name, "supervised_by": name, "partners": [name], "purpose": name, "source": "charter"}
    network |= {"founded_on": "2022-10-21", "principles": ["transparency"]}
    commune = {"collectivity_type": "commune", "region": "r5", "names": name, "source": "register"}
    programme = {
        "collectivity_ids": ["c1"],
        "title": name,
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
    }
    day = {"effective_at": "2025-03-01"}
    workshop = {"programme_id": "p1", "collectivity_id": "c1", "place": "مقر", "held_on": "2025-03-20"}
    return [
        ("found-network", "remacto", network | coordinator),
        ("register-collectivity", "c1", commune | coordinator),
        ("record-membership-joined", "c1", {"joined_on": "2024-12", "source": "register"} | coordinator),
        ("initiate-programme", "p1", programme | day),
        ("identify-axes", "p1", {"axes": [{"key": "information", "title": name}]} | day),
        ("announce-workshop", "w1", workshop | {"agenda": [{"title": name}]} | day),
        ("open-idea-collection", "p1", {"channels": ["online", "paper"]} | day),
    ]


def given(data_dir: Path, command: str, identity: str, actor: dict, **fields: object) -> None:
    body = json.dumps({"actor": actor, **fields})
    done = infitah(data_dir, "command", command, "--id", identity, "--json", body)
    assert done.returncode == 0, done.stderr


def idea(data_dir: Path, identity: str, **author: str) -> None:
    known = author or {"kind": "organisation", "ref": "association-1", "organisation": "جمعية مثال"}
    words = {"text": WORDS, "language": "ar"}
    fields = {"programme_id": "p1", "channel": "paper", "author": known, "text": words}
    given(data_dir, "submit-idea", identity, STAFF, effective_at="2025-03-21", **fields)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_an_idea_that_waits_is_read_at_the_machine_and_said_not_to_be_public(
    data_dir: Path, service: Running, language: str
) -> None:
    idea(data_dir, f"read-{language}")

    told = infitah(data_dir, "show", "idea", f"read-{language}", "--words", LANGUAGE=language).stdout

    for part in (WORDS, "جمعية مثال", "association-1"):
        assert part in told
    assert table("console")["words_not_public"][language] in told
    assert httpx.get(f"{service.address}/api/v1/ideas/read-{language}").text.find(WORDS) == -1


def test_programs_get_the_words_with_who_gave_and_who_entered_them(data_dir: Path, service: Running) -> None:
    idea(data_dir, "machine")

    found = json.loads(infitah(data_dir, "show", "idea", "machine", "--words", "--json").stdout)["words"]

    author = {"kind": "organisation", "ref": "association-1", "organisation": "جمعية مثال"}
    assert (found["text"], found["author"], found["status"]) == (WORDS, author, "available")
    assert (found["channel"], found["entered_by"], found["public"]) == ("paper", "focal_point", False)


def test_without_being_asked_for_no_words_are_shown_but_the_way_to_them(
    data_dir: Path, service: Running
) -> None:
    idea(data_dir, "unasked")

    done = infitah(data_dir, "show", "idea", "unasked")

    assert WORDS not in done.stdout
    assert "infitah show idea unasked --words" in done.stderr


def test_where_words_were_erased_that_is_said(data_dir: Path, service: Running) -> None:
    idea(data_dir, "erased")
    given(data_dir, "erase-idea-personal-data", "erased", OPERATOR, legal_basis="09-08", reason=BECAUSE)

    told = infitah(data_dir, "show", "idea", "erased", "--words").stdout
    found = json.loads(infitah(data_dir, "show", "idea", "erased", "--words", "--json").stdout)["words"]

    assert "The text was erased" in told
    assert "The author's identity was erased" in told
    assert "association-1" not in told.partition("The text was erased")[2]
    assert (found["text"], found["status"], found["author"]) == (None, "erased", {"kind": "anonymous"})


def test_what_waits_for_a_decision_is_listed_with_its_age(data_dir: Path, service: Running) -> None:
    idea(data_dir, "waits")

    lines = [json.loads(line) for line in infitah(data_dir, "waiting", "--json").stdout.splitlines()]
    [found] = [line for line in lines if line["stream"] == "idea:waits"]
    told = infitah(data_dir, "waiting")

    assert (found["waits_for"], found["since"], found["length"]) == (
        "admissibility",
        "2025-03-21",
        len(WORDS),
    )
    assert found["days"] > 0
    assert "idea:waits" in told.stdout
    assert "2025-03-21" in told.stdout
    assert WORDS not in told.stdout


def test_what_was_decided_waits_no_longer(data_dir: Path, service: Running) -> None:
    idea(data_dir, "decided")
    response = {"ar": "خارج الاختصاص"}
    why = {"code": "out_of_competence"}
    given(data_dir, "find-idea-inadmissible", "decided", STAFF, reason=why, response=response)

    assert "idea:decided" not in infitah(data_dir, "waiting").stdout


def test_a_record_without_words_of_citizens_is_said_to_have_none(data_dir: Path, service: Running) -> None:
    done = infitah(data_dir, "show", "programme", "p1", "--words")

    assert done.returncode == 2
    assert "hold no words of a citizen" in done.stderr
