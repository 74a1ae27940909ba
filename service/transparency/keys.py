"""The private keys of a log and of a witness, each in a file that its owner alone may read."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.transparency.encoding import from_base64, to_base64
from projections.transparency.notes import ED25519, KINDS, BadNote, Signer
from service.messages import Told
from service.messages.system import system_said

_START = "PRIVATE+KEY+"
DEVELOPMENT = "# A development key, made when the service first started. Nothing that it signs is official."
WITNESS = "# The private key of a witness of the logs of others. Show it to nobody."
OFFICIAL = (
    "# The private key that signs this log's checkpoints. Keep a copy in a safe place; show it to nobody."
)


class BadKey(Told):
    """A file that holds no key that can be used."""


class KeyFile(NamedTuple):
    """A key as its file holds it. `development` tells that it was made without being asked for."""

    signer: Signer
    development: bool


def read_key(path: Path) -> KeyFile:
    """The key in a file (the form that Go's note package writes, after lines of comment). Raises BadKey."""
    try:
        lines = path.read_text("utf-8").splitlines()
        [key] = [line for line in lines if line and not line.startswith("#")]
        name, key_id, encoded = key.removeprefix(_START).split("+", 2)
        found = from_base64(encoded.strip(), 33)
        if not key.startswith(_START) or found[0] not in KINDS:
            raise ValueError("expected a private key")
        signer = Signer(name, Ed25519PrivateKey.from_private_bytes(found[1:]), found[0])
        if signer.verifier.key_id.hex() != key_id:
            raise ValueError("expected its id to fit it")
    except OSError as error:
        raise BadKey("key_unreadable", path=path, said=system_said(error)) from error
    except (ValueError, BadNote):
        # The content is not repeated: it may be most of a key.
        raise BadKey("key_malformed", path=path, expected=f"{_START}name+id+key") from None
    return KeyFile(signer, DEVELOPMENT in lines)


def make_key(path: Path, name: str, *, comment: str, kind: int = ED25519) -> None:
    """Make a key where there is none yet; of two processes at once the first one's counts. Raises BadKey."""
    key = Ed25519PrivateKey.generate()
    signer = Signer(name, key, kind)
    encoded = to_base64(bytes([kind]) + key.private_bytes_raw())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, made = mkstemp(dir=path.parent, prefix=path.name)  # of mode 0600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(f"{comment}\n{_START}{name}+{signer.verifier.key_id.hex()}+{encoded}\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(made)
        sync_directory(path.parent)
    except OSError as error:
        raise BadKey("key_not_made", path=path, said=system_said(error)) from error


def sync_directory(directory: Path) -> None:
    """Have the names in a directory on disk."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
