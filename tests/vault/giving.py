"""Words put in a vault, with what an event would say of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg

from service.store.log import Log, SealedRow
from service.vault.findings import Wanted, commitment
from tests.store.facts import append, held

SALT = b"salt" * 8


def given(log: Log, text: str, subject: str | None = None) -> Wanted:
    """Append an event with words of a subject; what it would say of them."""
    ref, stream = str(uuid4()), f"workshop:{uuid4()}"
    append(log, held(stream, 1), texts=[SealedRow(ref, "ar", SALT, text)], subject=subject)
    return Wanted(ref, commitment(text, SALT), stream)


def owner(log: Log) -> psycopg.Connection[Any]:
    """A connection that may do everything."""
    conninfo = psycopg.conninfo.make_conninfo(log.conninfo, user="postgres", options="")
    return psycopg.connect(conninfo, autocommit=True)
