"""What tests of the embedded server ask of it."""

from __future__ import annotations

import psycopg

from service.database.embedded import EmbeddedServer


def answers(server: EmbeddedServer) -> bool:
    try:
        psycopg.connect(server.conninfo("postgres")).close()
    except (psycopg.OperationalError, FileNotFoundError):
        return False
    return True
