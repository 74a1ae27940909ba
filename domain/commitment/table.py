"""The guards of commitments."""

from __future__ import annotations

from typing import Final

from domain.kernel.guards import GuardTable

GUARDS: Final = GuardTable(__package__, "commitment")
