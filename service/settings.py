"""What can be configured, from the environment or from secret files."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = Path("/run/secrets")


def default_data_dir() -> Path:
    """Where data lies when nothing else is said: a place that fits the user who runs the service."""
    if os.geteuid() == 0:
        return Path("/var/lib/infitah")
    return Path.home() / ".local" / "share" / "infitah"


class Settings(BaseSettings):
    """Settings by environment variable of the same name; `/run/secrets` is read too, where it exists."""

    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, secrets_dir=SECRETS if SECRETS.is_dir() else None
    )

    port: int = Field(default=8000, ge=1, le=65535, description="The port on 127.0.0.1.")
    data_dir: Path = Field(default_factory=default_data_dir, description="Where data lies.")
    database_url: str | None = Field(default=None, description="A PostgreSQL server; embedded when absent.")
    migration_database_url: str | None = Field(
        default=None, description="Another connection for migrations; DATABASE_URL when absent."
    )
    secret_file: Path | None = Field(default=None, description="Keys the digests of command bodies.")

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _is_postgres(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("expected an address that begins with postgresql://")
        return value

    def secret(self) -> bytes:
        """The key for digests of command bodies; made on first use, readable by this user alone."""
        path = self.secret_file or self.data_dir / "secret"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return bytes.fromhex(path.read_text().strip())
            with os.fdopen(made, "w") as file:
                file.write(secrets.token_hex(32))
        return bytes.fromhex(path.read_text().strip())
