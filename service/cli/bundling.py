"""`infitah bundle`: a programme's bundle in a file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from projections.bundles.archive import TooLarge
from projections.bundles.manifest import EVENTS, STREAMS, Manifest
from projections.transparency.notes import Signer
from service.api.logging import configure_logging
from service.bundling.making import NotAsSigned, NothingRecorded, NotSignedYet, make_bundle
from service.bundling.signing import sign_to_the_end
from service.cli.findings import lines, tell
from service.cli.speech import Exit, stop, terminal_language
from service.messages.system import system_said
from service.opening import Service
from service.transparency.trust import Mismatch


def write(service: Service, programme: str, output: Path, progress: Callable[[int], None]) -> str:
    """Write the bundle and say so. Ends with a sentence where that cannot be done; then there is no file."""
    signer, identity = service.key.signer, programme.removeprefix("programme:")
    if signer is None:
        stop(Exit.UNAVAILABLE, tell("no_signing_key"))
    configure_logging(logging.WARNING)
    try:
        sign_to_the_end(service, signer)
        manifest = _written(service, signer, identity, output, progress)
    except NothingRecorded:
        stop(Exit.REFUSED, tell("nothing_recorded", programme=identity))
    except NotSignedYet:
        stop(Exit.UNAVAILABLE, tell("not_signed_yet", programme=identity))
    except TooLarge:
        stop(Exit.REFUSED, tell("too_large"))
    except Mismatch as found:
        stop(Exit.REFUSED, tell("not_as_signed"), found.sentences[terminal_language()])
    except NotAsSigned as found:
        stop(Exit.REFUSED, tell("not_as_signed"), *lines(found.findings))
    except OSError as error:
        stop(Exit.USAGE, tell("file_unwritable", file=output, reason=system_said(error)))
    rows = {"events": manifest.files[EVENTS].rows, "streams": manifest.files[STREAMS].rows}
    return tell("bundled", file=output, size=manifest.size, vkey=signer.vkey, **rows)


def _written(
    service: Service, signer: Signer, programme: str, output: Path, progress: Callable[[int], None]
) -> Manifest:
    """Under another name first: who finds a file under the name given finds a whole one."""
    unfinished = output.with_name(f".{output.name}.unfinished")
    try:
        with unfinished.open("w+b") as file:
            manifest = make_bundle(service.conninfo, signer, programme, file, progress)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest
