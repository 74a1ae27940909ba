"""How long sessions last: apart from what opens them, since settings are read before anything else."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple


class SessionTimes(NamedTuple):
    """How long a session lasts without a request, and at most; how long addresses of sign-ins are kept."""

    idle: timedelta = timedelta(minutes=60)
    most: timedelta = timedelta(hours=12)
    addresses: timedelta = timedelta(days=90)
