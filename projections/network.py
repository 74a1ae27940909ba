"""The Network: founding, charter, claims about its members. What is listed of them, bullet by bullet, is for
the reconciliation.
"""

from __future__ import annotations

from domain.network.decider import DECIDER
from domain.network.state import NetworkState
from projections.model import Document, ReadModel, document


def _document(state: NetworkState) -> Document:
    found = {name: value for name, value in document(state).items() if name != "listings"}
    return found | {"listed": len(state.listings)}


READ_MODEL = ReadModel(decider=DECIDER, document=_document)
