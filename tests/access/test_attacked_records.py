"""Commands on all other records are attacked with what the document says of them."""

from domain.registry import DECIDERS
from tests.access.attacking import Attack
from tests.access.test_attacked_programmes import COVERED, PLURALS


def test_no_command_on_another_record_fails_or_is_taken_from_another_commune(attack: Attack) -> None:
    answers = attack.on_commands({decider.plural for decider in DECIDERS.values()} - PLURALS)

    assert answers["another commune", *COVERED] > 20, "what came through was refused by whose record it is"
    assert answers["nobody", 401, "not_signed_in"] > 100
    assert answers["operator", 403, "not_permitted"] > 100
