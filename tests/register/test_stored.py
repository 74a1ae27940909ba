"""The register imported into a real log, through the command handler."""

from __future__ import annotations

from functools import partial

from domain.network.reconciliation import reconciliation
from domain.network.state import NETWORK, NetworkState
from service.handling.handler import CommandHandler
from service.handling.in_turn import in_turn
from service.register_import import import_register
from service.store.log import Log


def test_the_register_is_stored_once_however_often_it_is_imported(log: Log) -> None:
    handler = CommandHandler(log, secret=b"of this test")
    first = import_register(partial(in_turn, handler), states=handler.states)
    head = log.head()

    # Another handler has kept nothing and learns from the log alone what is on record.
    other = CommandHandler(log, secret=b"of another start")
    again = import_register(partial(in_turn, other), states=other.states)

    assert first.recorded == again.already_recorded == head
    assert (first.already_recorded, again.recorded, log.head()) == (0, 0, head)
    network = handler.state(NETWORK)
    assert isinstance(network, NetworkState)
    found = reconciliation(network)
    assert found is not None
    assert (found.stated.total, found.listed.bullets, found.unexplained) == (228, 217, 0)
