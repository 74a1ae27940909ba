"""Commands on programmes, and on what is said and decided of them, attacked with what the document says."""

from tests.access.attacking import Attack

PLURALS = frozenset({"programmes", "council-sessions", "consultations", "contributions"})
COVERED = 403, "not_covered"


def test_no_command_on_a_programme_fails_or_is_taken_from_another_commune(attack: Attack) -> None:
    answers = attack.on_commands(PLURALS)

    assert answers["another commune", *COVERED] > 20, "what came through was refused by whose record it is"
    assert answers["nobody", 401, "not_signed_in"] > 100
    assert answers["operator", 403, "not_permitted"] > 100
