"""What can be configured, from the environment or from secret files."""

from __future__ import annotations

import os
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.kernel.faults import fault
from service.access.provider_settings import ProviderSettings, read_provider
from service.access.session_times import SessionTimes
from service.network_values import Address, Contact, DatabaseUrl, Hosts, Networks, WebAddress
from service.secret_file import is_missing, make_secret, read_secret

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

    infitah_mode: Literal["development", "production"] = Field(
        default="development", description="In production nothing is served with an unsafe configuration."
    )
    port: int = Field(default=8000, ge=1, le=65535, description="The port to answer on.")
    listen: Address = Field(default="127.0.0.1", description="The address to answer on.")
    public_hosts: Hosts = Field(default=(), description="The names by which people reach the service.")
    public_tls: bool = Field(default=False, description="Whether people reach it by HTTPS alone.")
    trusted_proxies: Networks = Field(
        default=(), description="Addresses and networks whose word on who asks is believed."
    )
    public_reads_per_minute: int = Field(
        default=3000, ge=0, description="How often one address may read in a minute; 0 is without a limit."
    )
    operator_contact: Contact | None = Field(
        default=None, description="Where readers may write to: an e-mail address, or the address of a page."
    )
    data_licence: WebAddress | None = Field(
        default=None, description="The page of the licence under which the data may be used again."
    )
    data_dir: Path = Field(default_factory=default_data_dir, description="Where data lies.")
    database_url: DatabaseUrl | None = Field(
        default=None, repr=False, description="A PostgreSQL server; embedded when absent."
    )
    migration_database_url: DatabaseUrl | None = Field(
        default=None, repr=False, description="Another connection for migrations; DATABASE_URL when absent."
    )
    secret_file: Path | None = Field(default=None, description="Keys the digests of command bodies.")
    log_origin: str | None = Field(default=None, description="The origin that the log must have.")
    log_key_file: Path | None = Field(default=None, description="The private key that signs checkpoints.")
    vault_key_file: Path | None = Field(default=None, description="The master keys of the vault.")
    session_idle_minutes: int = Field(
        default=60, ge=1, le=24 * 60, description="Minutes without a request after which a session ends."
    )
    session_hours: int = Field(default=12, ge=1, le=24 * 7, description="Hours after which a session ends.")
    address_days: int = Field(
        default=90, ge=1, le=3650, description="Days for which the addresses of sign-ins are kept."
    )
    documents_dir: Path | None = Field(default=None, description="Where the contents of documents lie.")
    document_max_bytes: int = Field(
        default=50 * 2**20, ge=1, le=10_000_000_000, description="The most bytes of one document."
    )
    document_unnamed_hours: int = Field(
        default=24, ge=1, le=24 * 365, description="After how long an upload that nothing names is removed."
    )
    oidc_issuer: str | None = Field(default=None, description="An OpenID provider to sign in at.")
    oidc_client_id: str | None = Field(default=None, description="What the provider calls this service.")
    oidc_client_secret_file: Path | None = Field(default=None, description="The secret shared with it.")
    oidc_redirect_url: str | None = Field(default=None, description="Where it sends people back to.")
    log_checkpoint_file: Path | None = Field(default=None, description="Keeps the last signed checkpoint.")

    @model_validator(mode="after")
    def _open_by_name_alone(self) -> Self:
        """Another address than this machine's own is answered on only to the names that it is known by."""
        if not ip_address(self.listen).is_loopback and not self.public_hosts:
            raise fault("listen_without_hosts", field="listen", found=self.listen)
        return self

    def key_path(self, *, illustrative: bool) -> Path:
        """Where the key of the log is. The illustrative log has a key of its own, whatever is set."""
        if illustrative:
            return self.data_dir / "illustrative.log.key"
        return self.log_key_file or self.data_dir / "log.key"

    def checkpoint_path(self, *, illustrative: bool) -> Path:
        """Where the last signed checkpoint is kept, outside the database."""
        if illustrative:
            return self.data_dir / "illustrative.checkpoint"
        return self.log_checkpoint_file or self.data_dir / "checkpoint"

    def vault_key_path(self, *, illustrative: bool) -> Path:
        """Where the master keys of the log's vault are. The illustrative log has keys of its own."""
        if illustrative:
            return self.data_dir / "illustrative.vault.key"
        return self.vault_key_file or self.data_dir / "vault.key"

    def documents_path(self, *, illustrative: bool) -> Path:
        """Where the contents of documents lie. The illustrative log has a directory of its own."""
        if illustrative:
            return self.data_dir / "illustrative.documents"
        return self.documents_dir or self.data_dir / "documents"

    def owns_vault_key(self, *, illustrative: bool) -> bool:
        """Whether the file of the master keys is this service's own to make and to change."""
        return illustrative or self.vault_key_file is None

    def session_times(self) -> SessionTimes:
        """How long sessions last, and how long addresses are kept."""
        return SessionTimes(
            idle=timedelta(minutes=self.session_idle_minutes),
            most=timedelta(hours=self.session_hours),
            addresses=timedelta(days=self.address_days),
        )

    def provider(self) -> ProviderSettings | None:
        """The OpenID provider, where one is configured. Raises BadProvider."""
        return read_provider({name: value for name, value in self if name.startswith("oidc_")})

    @property
    def secret_path(self) -> Path:
        """Where the secret is: a file that somebody named, or the service's own."""
        return self.secret_file or self.data_dir / "secret"

    def kept_secret(self) -> bytes | None:
        """The key for digests, where there is one; None where the service has still to make its own. Raises
        BadSecret where the file holds none, and where SECRET_FILE names one that is not there.
        """
        if self.secret_file is None and is_missing(self.secret_path):
            return None
        return read_secret(self.secret_path)

    def secret(self) -> bytes:
        """The key for digests of command bodies and of e-mail addresses. The service's own is made on first
        use, readable by this user alone; one that SECRET_FILE names never is: where a disk was not mounted
        yet, another key would find nobody's address. Raises BadSecret.
        """
        found = self.kept_secret()
        if found is None:
            make_secret(self.secret_path)
            found = read_secret(self.secret_path)
        return found
