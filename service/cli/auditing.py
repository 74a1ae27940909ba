"""`infitah audit`: a served log, read and said in words."""

from __future__ import annotations

from collections.abc import Sequence

from projections.transparency.notes import Verifier
from service.auditing.audit import Audited, Progress, audit
from service.auditing.served_log import BadAddress, ServedLog, Unreachable
from service.cli.findings import printable, tell
from service.cli.speech import Exit, stop


def audit_served(url: str, keys: Sequence[Verifier], older: bytes | None, progress: Progress) -> Audited:
    """Audit the log of a service. Ends with a usage error where it cannot be asked."""
    try:
        with ServedLog(url) as log:
            return audit(log, keys, older, progress)
    except BadAddress:
        stop(Exit.USAGE, tell("bad_url", found=printable(url)))
    except Unreachable as error:
        stop(Exit.USAGE, tell("unreachable", url=printable(url), reason=printable(error)))
