"""Accounts, grants and tokens at the command line, as whoever runs the service makes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.cli.speech import Exit
from service.messages import LANGUAGES
from tests.api.service_process import Running, infitah, started

DONE, REFUSED, USAGE = Exit.DONE, Exit.REFUSED, Exit.USAGE
AZILAL = "beni-mellal-khenifra-commune-3"
EMAIL = "Amal@azilal.example.ma"


@pytest.fixture(scope="module")
def service(temporary: Path) -> Iterator[Running]:
    data_dir = temporary / "accounts"
    with started(data_dir) as running:
        assert infitah(data_dir, "import-register").returncode == DONE
        yield running


def grant(running: Running, *more: str) -> tuple[int, str]:
    done = infitah(running.data_dir, "user", "grant", EMAIL, *more)
    return done.returncode, done.stdout + done.stderr


def test_a_person_gets_an_account_a_role_and_a_password_and_signs_in(service: Running) -> None:
    made = json.loads(infitah(service.data_dir, "user", "create", EMAIL, "--json").stdout)
    code, _ = grant(service, "--role", "focal_point", "--collectivity", AZILAL)
    reset = {"link": made["link"], "new": "a password of my own"}
    credentials = {"email": EMAIL.lower(), "password": reset["new"]}

    with httpx.Client(base_url=service.address) as client:
        chosen = client.post("/api/v1/password-resets", json=reset)
        signed_in = client.post("/api/v1/session", json=credentials)

    assert (code, chosen.status_code, signed_in.status_code) == (DONE, 204, 200)
    assert signed_in.json()["account"] == made["account"]
    assert signed_in.json()["grants"][0]["collectivity_id"] == AZILAL


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--role", "focal_point"], USAGE, "add --collectivity"),
        (["--role", "auditor", "--collectivity", AZILAL], USAGE, "without --collectivity"),
        (["--role", "court", "--collectivity", AZILAL], USAGE, "--role: The value is not one of those"),
        (["--role", "mayor", "--collectivity", AZILAL], USAGE, "council_president, network_coordinator"),
        (
            ["--role", "auditor", "--until", "yesterday"],
            USAGE,
            "as YYYY-MM-DD, for instance 2026-01-31; found: y",
        ),
        (["--role", "auditor", "--from", "2026-W01-1"], USAGE, "--from: a day is expected"),
        (["--role", "civil_society", "--collectivity", AZILAL], USAGE, "give its reference"),
        (["--role", "civil_society", "--collectivity", AZILAL, "--body", AZILAL], USAGE, "--body: is given"),
        (["--role", "lead_unit", "--collectivity", AZILAL, "--body", "somebody"], USAGE, "--body: is given"),
        (["--role", "focal_point", "--collectivity", "nowhere"], REFUSED, "no collectivity nowhere"),
        (["--role", "auditor", "--until", "2020-01-01"], USAGE, "would end (2020-01-01)"),
        (["--role", "auditor", "--from", "2031-02-01", "--until", "2031-01-01"], USAGE, "before it begins"),
        (["--role", "auditor", "--until", "31/12/2031"], USAGE, "--until"),
    ],
)
def test_a_grant_that_would_give_nothing_is_refused_with_the_reason(
    service: Running, more: list[str], code: int, said: str
) -> None:
    infitah(service.data_dir, "user", "create", EMAIL)

    found, told = grant(service, *more)

    assert found == code
    assert said in told
    assert "Traceback" not in told


def test_the_same_role_is_not_granted_twice_for_the_same_time_and_place(service: Running) -> None:
    email = "double@azilal.example.ma"
    infitah(service.data_dir, "user", "create", email)
    giving = ("user", "grant", email, "--role", "auditor")

    first = json.loads(infitah(service.data_dir, *giving, "--until", "2090-01-01", "--json").stdout)
    again = infitah(service.data_dir, *giving)
    later = infitah(service.data_dir, *giving, "--from", "2090-01-01")
    infitah(service.data_dir, "user", "end-grant", first["grant"])
    anew = infitah(service.data_dir, *giving, "--until", "2090-01-01")

    assert (again.returncode, later.returncode, anew.returncode) == (REFUSED, DONE, DONE)
    assert first["grant"] in again.stderr


def test_a_one_time_link_is_told_with_the_page_that_takes_it_in_the_language_of_the_terminal(
    service: Running,
) -> None:
    email, public = "link@azilal.example.ma", {"PUBLIC_HOSTS": "infitah.example.ma", "PUBLIC_TLS": "true"}
    infitah(service.data_dir, "user", "create", email)

    told = infitah(service.data_dir, "user", "link", email, LANGUAGE="ar", **public).stdout
    here = infitah(service.data_dir, "user", "link", email, PORT="8143").stdout

    page, _, code = told.strip().rpartition(": ")
    assert "https://infitah.example.ma/ar/reset-password" in page
    assert (len(code), code in page, "/api/v1/" in told) == (43, False, False)
    assert "http://127.0.0.1:8143/en/reset-password" in here


def test_reading_names_and_addresses_at_the_machine_is_in_the_journal(service: Running) -> None:
    for command in (["user", "list"], ["office", "list"], ["journal", "--addresses"], ["journal"]):
        assert infitah(service.data_dir, *command).returncode == DONE

    lines = infitah(service.data_dir, "journal", "--limit", "3", "--json").stdout.splitlines()
    told = infitah(service.data_dir, "journal").stdout

    found = [(one["kind"], one["about"]) for one in map(json.loads, reversed(lines))]
    assert found == [
        ("command_line_used", about) for about in ("user list", "office list", "journal --addresses")
    ]
    assert "The command line of the machine was used." in told
    assert "was recorded" not in told, "to read is not to record"


def test_the_erasure_of_an_account_leaves_its_basis_in_the_journal_and_is_done_once(service: Running) -> None:
    made = json.loads(
        infitah(service.data_dir, "user", "create", "erased@azilal.example.ma", "--json").stdout
    )
    erasing = ("subject", "erase", made["account"], "--basis", "law 09-08, article 8")

    first = infitah(service.data_dir, *erasing)
    again = infitah(service.data_dir, *erasing)
    lines = infitah(service.data_dir, "journal", "--json").stdout.splitlines()

    assert (first.returncode, again.returncode) == (DONE, DONE)
    assert f"The account {made['account']} is closed" in first.stdout
    assert again.stdout.strip() == f"Nothing is left of {made['account']}; nothing was recorded."
    of = [one for one in map(json.loads, lines) if one["account_ref"] == made["account"]]
    assert [(one["kind"], one["about"]) for one in reversed(of)][-2:] == [
        ("account_erased", "law 09-08, article 8"),
        ("account_closed", None),
    ]
    assert "erased@" not in "".join(lines)


def test_an_address_has_one_account_and_none_is_made_of_what_is_no_address(service: Running) -> None:
    infitah(service.data_dir, "user", "create", "twice@azilal.example.ma")

    again = infitah(service.data_dir, "user", "create", "TWICE@azilal.example.ma")
    wrong = infitah(service.data_dir, "user", "create", "nobody")
    unknown = infitah(service.data_dir, "user", "link", "unknown@azilal.example.ma")

    assert (again.returncode, wrong.returncode, unknown.returncode) == (REFUSED, USAGE, REFUSED)


def test_a_password_is_taken_from_what_is_piped_in_and_its_length_is_looked_at(service: Running) -> None:
    infitah(service.data_dir, "user", "create", "piped@azilal.example.ma")

    short = infitah(service.data_dir, "user", "password", "piped@azilal.example.ma", given="short\n")
    long = infitah(service.data_dir, "user", "password", "piped@azilal.example.ma", given="x" * 12 + "\n")

    assert (short.returncode, long.returncode) == (USAGE, DONE)
    assert "found 5" in short.stderr
    assert "short" not in short.stdout + short.stderr.replace("short of", "")


def test_the_address_of_an_account_is_no_password_of_it_at_the_command_line(service: Running) -> None:
    email = "address@azilal.example.ma"
    infitah(service.data_dir, "user", "create", email)
    infitah(service.data_dir, "user", "create", "other@azilal.example.ma")

    own = infitah(service.data_dir, "user", "password", email, given=f"{email.upper()}\n")
    others = infitah(service.data_dir, "user", "password", "other@azilal.example.ma", given=f"{email}\n")

    assert (own.returncode, others.returncode) == (USAGE, DONE)
    assert email not in own.stdout + own.stderr.lower()


def test_a_token_is_shown_once_and_opens_what_it_is_for_until_it_is_revoked(service: Running) -> None:
    infitah(service.data_dir, "user", "create", "token@azilal.example.ma")
    made = json.loads(
        infitah(service.data_dir, "token", "create", "token@azilal.example.ma", "--json").stdout
    )
    headers = {"Authorization": f"Bearer {made['token']}"}

    before = httpx.get(f"{service.address}/api/v1/session", headers=headers)
    listed = infitah(service.data_dir, "token", "list", "--json").stdout
    revoked = infitah(service.data_dir, "token", "revoke", made["id"])
    after = httpx.get(f"{service.address}/api/v1/session", headers=headers)
    again = infitah(service.data_dir, "token", "revoke", made["id"])

    assert (before.status_code, after.status_code) == (200, 401)
    assert made["id"] in listed
    assert made["token"] not in listed
    assert (revoked.returncode, again.returncode) == (DONE, REFUSED)


def test_a_token_that_only_reads_takes_no_command_and_the_list_says_what_each_is_for(
    service: Running,
) -> None:
    email, command = "scope@azilal.example.ma", "register-document"
    infitah(service.data_dir, "user", "create", email)
    making = ("token", "create", email, "--json")

    both = infitah(service.data_dir, *making, "--read-only", "--command", command)
    made = [
        json.loads(infitah(service.data_dir, *making, *more).stdout)["id"]
        for more in (["--read-only"], ["--command", command], [])
    ]
    listed = infitah(service.data_dir, "token", "list").stdout.splitlines()

    assert (both.returncode, "--read-only and --command exclude each other" in both.stderr) == (USAGE, True)
    lines = [next(line for line in listed if token in line) for token in made]
    assert "none: reads only" in lines[0]
    assert command in lines[1]
    assert "reads only" not in lines[2]
    assert lines[2].count("all") == 2


def test_a_closed_account_has_no_address_and_no_role_any_more(service: Running) -> None:
    made = infitah(service.data_dir, "user", "create", "leaving@azilal.example.ma", "--json")
    account = json.loads(made.stdout)["account"]
    infitah(service.data_dir, "user", "grant", "leaving@azilal.example.ma", "--role", "auditor")

    infitah(service.data_dir, "user", "close", "leaving@azilal.example.ma")

    told = infitah(service.data_dir, "user", "list", "--json").stdout
    [closed] = [one for one in map(json.loads, told.splitlines()) if one["account"] == account]
    assert (closed["closed"], closed["email"]) == (True, None)
    assert [(one["holds"], one["state"]) for one in closed["grants"]] == [(False, "taken_away")]
    assert "leaving@" not in told


@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", "لم تبدأ بعد"), ("fr", "Pas encore commencée"), ("en", "It has not begun")],
)
def test_the_list_of_accounts_says_from_when_a_role_holds_and_why_it_does_not_hold_now(
    service: Running, language: str, said: str
) -> None:
    email = f"later-{language}@azilal.example.ma"
    infitah(service.data_dir, "user", "create", email)
    more = ("--role", "auditor", "--from", "2091-03-01", "--until", "2092-03-01")
    infitah(service.data_dir, "user", "grant", email, *more)

    told = infitah(service.data_dir, "user", "list", LANGUAGE=language).stdout

    [line] = [one for one in told.splitlines() if email in one]
    assert line.index("2091-03-01") < line.index("2092-03-01") < line.index(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_journal_and_the_table_are_told_in_the_language_of_the_terminal(
    service: Running, language: str
) -> None:
    infitah(service.data_dir, "user", "create", f"{language}@azilal.example.ma")

    journal = infitah(service.data_dir, "journal", LANGUAGE=language).stdout
    table = infitah(service.data_dir, "permissions", LANGUAGE=language).stdout

    said = {
        "ar": ("إنشاء حساب", "نقطة الارتكاز"),
        "fr": ("Création", "point focal"),
        "en": ("made", "focal point"),
    }
    assert said[language][0] in journal
    assert said[language][1] in table
    assert "@" not in journal


def test_the_table_for_programs_names_every_command_that_somebody_may_give(service: Running) -> None:
    found = json.loads(infitah(service.data_dir, "permissions", "--json").stdout)

    assert found["roles"]["auditor"]["commands"] == []
    assert "initiate-programme" in found["roles"]["focal_point"]["commands"]
    assert "miss-deadline" in found["clock"]["commands"]
