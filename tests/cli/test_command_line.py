"""The command line: what it says, what it records, and the code it ends with."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from rich.cells import cell_len

from domain.council_session.decision_commands import RecordVote
from service.api.command_table import command_routes
from service.database.embedded import EmbeddedServer
from service.database.opening import ILLUSTRATIVE
from service.messages import table
from tests.api.service_process import Running, infitah, installed_infitah, started

STAFF = {"role": "focal_point", "body": "focal-point"}
WORKSHOP = {
    "actor": STAFF,
    "collectivity_id": "c1",
    "place": "مقر الجماعة",
    "held_on": "2025-03-18",
    "agenda": [{"title": {"ar": "استقبال"}}],
}
DONE, REFUSED, USAGE, UNAVAILABLE = 0, 1, 2, 3


@pytest.fixture(scope="module")
def data_dir(temporary: Path) -> Path:
    return temporary / "commands"


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Iterator[Running]:
    """A running service: the commands join its database instead of starting one."""
    with started(data_dir) as service:
        yield service


def announce(data_dir: Path, identity: str, **fields: object) -> int:
    given = json.dumps(WORKSHOP | fields)
    return infitah(data_dir, "command", "announce-workshop", "--id", identity, "--json", given).returncode


def test_a_command_records_what_the_service_then_knows(data_dir: Path, service: Running) -> None:
    arguments = ("command", "announce-workshop", "--id", "w1", "--json", json.dumps(WORKSHOP), "--key", "k")
    done = installed_infitah(data_dir, *arguments)

    [event] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, event["type"], event["stream"]) == (DONE, "WorkshopAnnounced", "workshop:w1")
    assert "Recorded: workshop:w1, version 1" in done.stderr
    with httpx.Client(base_url=service.address) as client:
        known = client.get("/api/v1/workshops/w1", params={"after_position": event["position"]})
    assert known.json()["version"] == 1


def test_the_same_key_says_that_it_was_recorded_before(data_dir: Path, service: Running) -> None:
    arguments = ("command", "announce-workshop", "--key", "twice", "--json", "-")
    first = installed_infitah(data_dir, *arguments, given=json.dumps(WORKSHOP))

    again = infitah(data_dir, *arguments, given=json.dumps(WORKSHOP))

    assert (first.returncode, again.returncode) == (DONE, DONE)
    assert again.stdout == first.stdout
    assert "Recorded before" in again.stderr


def test_a_refusal_names_every_unmet_guard_and_ends_with_1(data_dir: Path, service: Running) -> None:
    announce(data_dir, "w2")

    done = installed_infitah(
        data_dir, "command", "cancel-workshop", "--id", "w2", "--json", '{"actor": {"role": "citizen"}}'
    )

    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert "[record.role]" in done.stderr
    assert "[record.reason_given]" in done.stderr


def test_a_stale_version_is_refused(data_dir: Path, service: Running) -> None:
    announce(data_dir, "w3")
    fields = json.dumps({"actor": STAFF, "reason": {"code": "election"}})

    done = infitah(
        data_dir, "command", "cancel-workshop", "--id", "w3", "--json", fields, "--if-version", "9"
    )

    assert done.returncode == REFUSED
    assert "version expected 9, present version 1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["command", "no-such-command"], "No command is named no-such-command"),
        (["command", "cancel-workshop"], "needs an identifier"),
        (["command", "cancel-workshop", "--id", "W 1"], "is not right"),
        (["command", "cancel-workshop", "--id", "programme:p1"], "is not right"),
        (["command", "correct-record", "--id", "w1"], "is not right"),
        (["command", "cancel-workshop", "--id", "w1", "--json", "{"], "not readable JSON"),
        (["command", "cancel-workshop", "--id", "w1", "--json", '{"x": 1}'], "x: This field is not known"),
        (["command", "cancel-workshop", "--id", "w1", "--json", "@/nowhere"], "cannot be read"),
        (["show", "nothing", "w1"], "No kind is named nothing"),
        (["history", "nothing:w1"], "the kind and the identifier, such as programme:p1"),
        (["--no-such-option"], "No such option"),
        (["no-such"], "No such command: no-such"),
        (["serv"], "Did you mean 'serve',"),
        (["show"], "Missing: kind"),
        (["rules", "more"], "Unexpected arguments: more"),
        (["serve", "--port"], "The value of the option --port is missing"),
        (["serve", "--port", "99999"], "from 0 to 65535"),
        (["command", "x", "--if-version", "-1"], "at least 0"),
    ],
)
def test_a_mistake_in_use_is_explained_and_ends_with_2(
    data_dir: Path, service: Running, arguments: list[str], said: str
) -> None:
    done = infitah(data_dir, *arguments)

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert said in done.stderr


def test_show_tells_the_state_and_what_may_follow(data_dir: Path, service: Running) -> None:
    announce(data_dir, "w4")

    done = infitah(data_dir, "show", "workshop", "w4")
    missing = infitah(data_dir, "show", "workshop", "w404")

    assert '"stage": "announced"' in done.stdout
    assert "record-workshop-held" in done.stdout
    assert (missing.returncode, missing.stderr.strip()) == (
        REFUSED,
        "Nothing is recorded under workshop:w404.",
    )


def test_what_is_shown_is_there_for_programs_too(data_dir: Path, service: Running) -> None:
    announce(data_dir, "w7")

    shown = json.loads(infitah(data_dir, "show", "workshop", "w7", "--json").stdout)
    rules = [json.loads(line) for line in infitah(data_dir, "rules", "--json").stdout.splitlines()]
    ticked = json.loads(infitah(data_dir, "tick", "--json").stdout)

    [step] = [step for step in shown["next_steps"] if step["command"] == "record-workshop-held"]
    assert (shown["state"]["stage"], step["by"], step["unmet"]) == (
        "announced",
        ["focal_point"],
        [],
    )
    assert {"id", "law", "in_force_from"} <= rules[0].keys()
    assert ticked == {"issued": 0}


def test_history_tells_the_events_of_all_records_concerned(data_dir: Path, service: Running) -> None:
    announce(data_dir, "w5", collectivity_id="c5")

    of_workshop = infitah(data_dir, "history", "workshop:w5")
    of_collectivity = infitah(data_dir, "history", "collectivity:c5")

    assert "WorkshopAnnounced" in of_workshop.stdout
    assert "A co-creation workshop is announced" in of_workshop.stdout
    assert "focal point" in of_workshop.stdout
    assert "WorkshopAnnounced (workshop:w5)" in of_collectivity.stdout


def test_a_history_is_found_by_a_bare_identifier_where_only_one_record_has_it(
    data_dir: Path, service: Running
) -> None:
    announce(data_dir, "w8")

    found = infitah(data_dir, "history", "w8")
    none = infitah(data_dir, "history", "w808")

    assert "WorkshopAnnounced (workshop:w8)" in found.stdout
    assert (none.returncode, "programme:p1" in none.stderr) == (REFUSED, True)


def test_tables_of_sentences_keep_to_a_width_where_no_terminal_says_one(
    data_dir: Path, service: Running
) -> None:
    announce(data_dir, "w9")

    for arguments in (["history", "workshop:w9"], ["rules"]):
        told = infitah(data_dir, *arguments, COLUMNS="").stdout

        assert max(cell_len(line) for line in told.splitlines()) <= 140  # marks of direction take no room
    [event] = infitah(data_dir, "history", "workshop:w9", "--json").stdout.splitlines()
    shown = infitah(data_dir, "history", "workshop:w9", COLUMNS="").stdout
    assert json.loads(event)["event"]["event_id"] in shown


def test_a_record_can_be_corrected_with_what_its_history_prints(data_dir: Path, service: Running) -> None:
    announce(data_dir, "w6")
    [line] = infitah(data_dir, "history", "workshop:w6", "--json").stdout.splitlines()
    target = json.loads(line)["event"]["event_id"]
    change = {"target": target, "field": "place", "old": WORKSHOP["place"], "new": "الخزانة"}
    given = json.dumps({"actor": STAFF, "reason": {"code": "correction_clerical"}} | change)

    done = infitah(
        data_dir, "command", "correct-record", "--id", "workshop:w6", "--json", given, "--key", "c"
    )
    history = infitah(data_dir, "history", "workshop:w6").stdout

    assert done.returncode == DONE, done.stderr
    assert target in history
    assert "الخزانة" in history


def test_every_command_is_listed(data_dir: Path) -> None:
    done = infitah(data_dir, "command")

    assert done.returncode == DONE
    assert all(route.command.command_name() in done.stdout for route in command_routes())


@pytest.mark.parametrize("locale", ["ar", "fr", "en"])
def test_commands_are_listed_in_the_language_of_the_terminal(data_dir: Path, locale: str) -> None:
    done = infitah(data_dir, "command", LANGUAGE=locale, COLUMNS="300")

    assert all(getattr(route.command.summary, locale) in done.stdout for route in command_routes())


def test_all_commands_are_listed_for_programs(data_dir: Path) -> None:
    done = infitah(data_dir, "command", "--json", LANGUAGE="fr_MA.UTF-8")

    told = {one["command"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == DONE
    assert told.keys() == {route.command.command_name() for route in command_routes()}
    assert told["record-vote"] == {
        "command": "record-vote",
        "aggregate": "council_session",
        "summary": RecordVote.summary.model_dump(),
        "by": ["council_secretary"],
        "creates": False,
    }
    assert told["take-over-programme"]["creates"]
    assert (told["correct-record"]["aggregate"], told["correct-record"]["by"]) == ("*", None)
    assert all(all(one["summary"].values()) for one in told.values())


def test_the_fields_of_a_named_command_are_still_asked_for(data_dir: Path) -> None:
    done = infitah(data_dir, "command", "record-vote", "--json")

    assert (done.returncode, done.stdout) == (USAGE, "")


def test_the_rules_say_whether_they_are_confirmed(data_dir: Path) -> None:
    done = infitah(data_dir, "rules")

    assert done.returncode == DONE
    assert "Confirmed" in done.stdout
    assert "Not confirmed" in done.stdout


def test_the_clock_can_be_run_by_hand(data_dir: Path, service: Running) -> None:
    done = infitah(data_dir, "tick")

    assert (done.returncode, done.stdout.strip()) == (DONE, "Due commands carried out: 0.")


@pytest.mark.parametrize(
    ("locale", "said"), [("ar_MA.UTF-8", "تشغيل الخدمة"), ("fr_MA.UTF-8", "Démarrer"), ("C", "Start")]
)
def test_help_is_given_in_the_language_of_the_terminal(data_dir: Path, locale: str, said: str) -> None:
    done = installed_infitah(data_dir, "--help", LANGUAGE=locale)

    assert done.returncode == DONE
    assert said in done.stdout


@pytest.mark.parametrize("name", ["problems", "validation", "console", "queries", "parameters"])
def test_every_sentence_exists_in_three_languages(name: str) -> None:
    for code, by_language in table(name).items():
        assert set(by_language) == {"ar", "fr", "en"}, code
        assert by_language["ar"] not in (by_language["fr"], by_language["en"]), code


def test_a_port_in_use_is_refused_with_the_reason(data_dir: Path, service: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = installed_infitah(data_dir, "serve", PORT=str(port))

    assert done.returncode == UNAVAILABLE
    assert f"Port {port} is already in use" in done.stderr


def test_a_data_directory_in_use_is_refused_with_the_process(data_dir: Path, service: Running) -> None:
    done = installed_infitah(data_dir, "serve", "--port", "0")

    assert done.returncode == UNAVAILABLE
    assert f"in use by another service (process {service.process.pid})" in done.stderr


def test_a_named_database_never_receives_the_illustrative_log(data_dir: Path) -> None:
    done = infitah(data_dir, "serve", "--illustrative", DATABASE_URL="postgresql://127.0.0.1:1/x")

    assert done.returncode == UNAVAILABLE
    assert "never receives the illustrative log" in done.stderr


def test_a_database_that_does_not_answer_is_said_to(data_dir: Path) -> None:
    done = installed_infitah(data_dir, "tick", DATABASE_URL="postgresql://127.0.0.1:1/x")

    assert done.returncode == UNAVAILABLE
    assert "cannot be reached" in done.stderr


def test_before_there_is_a_log_the_way_to_one_is_named(temporary: Path) -> None:
    data_dir = temporary / "none"

    before = infitah(data_dir, "tick")
    made = infitah(data_dir, "init")
    after = infitah(data_dir, "tick")

    assert (before.returncode, "infitah init" in before.stderr) == (UNAVAILABLE, True)
    assert (made.returncode, after.returncode) == (DONE, DONE)


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "network", "remacto"],
        ["history", "network:remacto"],
        ["tick"],
        ["key"],
        ["import-register"],
        ["witness", "list"],
        ["office", "list"],
        ["projections", "status"],
        ["command", "announce-workshop", "--id", "w1", "--json", json.dumps(WORKSHOP)],
        ["show", "network", "remacto", "--illustrative"],
    ],
    ids=" ".join,
)
def test_a_command_on_a_log_in_a_mistyped_directory_leaves_nothing_there(
    temporary: Path, arguments: list[str]
) -> None:
    directory = temporary / "mistyped" / "data"

    done = infitah(directory, *arguments)

    assert done.returncode == UNAVAILABLE, done.stderr
    assert str(directory) in done.stderr
    assert not directory.parent.exists()


def test_a_missing_illustrative_log_is_not_made_beside_ones_own(data_dir: Path, service: Running) -> None:
    asked = [infitah(data_dir, "key", "--illustrative") for _ in range(2)]

    assert [done.returncode for done in asked] == [UNAVAILABLE] * 2
    server = EmbeddedServer(data_dir)
    with psycopg.connect(server.conninfo("postgres")) as connection:
        assert connection.execute("SELECT FROM pg_database WHERE datname = %s", [ILLUSTRATIVE]).rowcount == 0


@pytest.mark.parametrize("command", ["init", "serve"])
@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "70000"), ("PORT", "abc"), ("DATABASE_URL", "mysql://x")]
)
def test_a_wrong_setting_is_named_and_ends_with_2_whatever_is_wrong_with_it(
    data_dir: Path, command: str, name: str, value: str
) -> None:
    done = infitah(data_dir, command, **{name: value})

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert name in done.stderr


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["no-such"], {}),
        (["--no-such-option"], {}),
        (["show"], {}),
        (["serve", "--port", "abc"], {}),
        (["serve"], {"PORT": "abc"}),
        (["init"], {"DATABASE_URL": "mysql://x"}),
        (["init"], {"DATA_DIR": "/dev/null"}),
        (["rules", "more"], {}),
    ],
)
def test_a_mistake_is_explained_in_arabic_without_a_sentence_of_english(
    data_dir: Path, arguments: list[str], more: dict[str, str]
) -> None:
    done = infitah(data_dir, *arguments, LANGUAGE="ar", **more)

    assert done.returncode in (USAGE, UNAVAILABLE)
    for line in done.stderr.splitlines():
        assert re.search("[ء-ي]", line), line
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", line), line


@pytest.mark.parametrize(("language", "said"), [("ar", "عرض هذا الشرح."), ("fr", "Afficher cette aide.")])
def test_the_help_of_every_command_is_wholly_in_the_language_of_the_terminal(
    data_dir: Path, language: str, said: str
) -> None:
    for command in ([], ["serve"], ["command"], ["show"], ["projections"], ["projections", "rebuild"]):
        done = infitah(data_dir, *command, "--help", LANGUAGE=language)

        assert said in done.stdout
        for english in ("Usage:", "Show this", "[required]", "[env var", "─ Commands", "─ Options ─"):
            assert english not in done.stdout
