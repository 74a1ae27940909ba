"""The transparency log of one process as a whole: what runs beside the requests, and what answers them."""

from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
from anyio import to_thread

from service.opening import Service
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.contradiction import contradicts
from service.transparency.public_log import PublicLog
from service.transparency.publishing import Publisher
from service.transparency.rounds import Asker
from service.transparency.trust import LogTrust
from service.transparency.watching import Watchman
from service.transparency.witnesses import WitnessRow
from service.vault.examining import examine


class LogSide:
    """Every process watches the stored bytes and can answer; of their publishers one is active."""

    def __init__(self, service: Service, trust: LogTrust) -> None:
        settings, signer = service.settings, service.key.signer
        assert signer is not None  # noqa: S101 - a service is not opened without
        file = CheckpointFile(settings.checkpoint_path(illustrative=service.illustrative))

        def connect() -> psycopg.Connection[Any]:
            return psycopg.connect(service.conninfo)

        self.trust, self._key, self._log = trust, service.key, service.log
        self._head_at_start = 0
        self.public = PublicLog(service.conninfo, trust)
        self._watchman = Watchman(connect, signer, file, trust, also=partial(examine, self._log.vault))
        self._publisher = Publisher(connect, signer, file, trust)
        self._asker = Asker(connect, self._publisher.active, trust, service.key.verifier)

    async def start(self) -> None:
        """Begin, in the event loop that serves."""
        self._head_at_start = await to_thread.run_sync(self._log.head)
        await self.public.open()
        self._watchman.start()
        self._publisher.start()
        self._asker.start()

    async def stop(self) -> None:
        """End."""
        await to_thread.run_sync(self._asker.stop)
        await to_thread.run_sync(self._publisher.stop)
        await to_thread.run_sync(self._watchman.stop)
        await self.public.close()

    @property
    def ready(self) -> bool:
        """Whether all was hashed anew, and all that the log held at the start is signed: what is recorded now
        is then signed at once.
        """
        signed = self.trust.signing.position
        return self.trust.complete.is_set() and signed is not None and signed >= self._head_at_start

    def wrong_texts(self) -> dict[str, Any]:
        """What in the vault or of documents is not what the log says; nothing where nothing was found."""
        return self._log.vault.findings.health() | self._log.contents.findings.health()

    def progress(self) -> dict[str, Any]:
        """Where the log was at the start, and how far it is checked and signed."""
        reached = {"checked_position": self.trust.checked, "signed_position": self.trust.signing.position}
        return {"position": self._head_at_start, **reached}

    def health(self) -> dict[str, Any]:
        """Whether the log still is what was signed, by which key, how far, and since when no further."""
        signing = self.trust.signing
        found: dict[str, Any] = self.trust.state() | {
            "checked": self.trust.complete.is_set(),
            "key": self._key.verifier.vkey,
            "checked_position": self.trust.checked,
            "signed_position": signing.position,
        }
        if signing.unsigned_since is not None:
            found["unsigned_since"] = signing.unsigned_since.isoformat(timespec="seconds")
        if witnesses := [_told(one) for one in self._asker.seen]:
            found["witnesses"] = witnesses
        return found | ({"development_key": True} if self._key.development else {})

    @property
    def contradicting(self) -> list[WitnessRow]:
        """The witnesses whose last answer says that the log is not the one that they cosigned."""
        signed = self.trust.signing.position
        return [one for one in self._asker.seen if contradicts(one.answer, signed)]


def _told(witness: WitnessRow) -> dict[str, Any]:
    """A witness as health tells of it: how far it cosigned, and what it answered last, when, about what."""
    found: dict[str, Any] = {"name": witness.name, "cosigned_size": witness.size, "last_answer": None}
    if (answer := witness.answer) is not None:
        found["last_answer"] = {
            "asked_at": answer.asked_at.isoformat(timespec="seconds"),
            "size": answer.size,
            "code": answer.code,
            "sentence": answer.sentences,
        }
    return found
