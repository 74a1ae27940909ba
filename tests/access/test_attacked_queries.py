"""Queries, sign-in and submissions are attacked with what the document says of them."""

from service.api.command_table import command_routes
from tests.access.attacking import Attack

COMMANDS = {route.path for route in command_routes()}


def test_nothing_that_is_read_is_wrong_or_shows_what_waits_at_another_commune(attack: Attack) -> None:
    answers = attack.on(lambda one: one.method == "get")

    for who in ("nobody", "operator", "another commune"):
        assert answers[who, 200, ""] > 50, "records of Demnate were read"


def test_nothing_else_that_is_sent_is_answered_wrongly_or_shows_what_waits(attack: Attack) -> None:
    answers = attack.on(lambda one: one.method != "get" and one.path not in COMMANDS)

    assert answers["nobody", 401, "not_signed_in"] >= 4
    assert answers["operator", 403, "session_needed"] >= 3
    # Whoever tried before in this run may have used up what may be tried.
    assert answers["nobody", 404, "code_unknown"] or answers["nobody", 429, "too_often"]
