"""`infitah audit`: a served log, read and said in words."""

from __future__ import annotations

from collections.abc import Sequence

from projections.transparency.faults import in_language
from projections.transparency.notes import Verifier
from service.auditing.audit import Audited, Progress, audit
from service.auditing.served_log import BadAddress, NoLog, ServedLog, Unreachable
from service.cli.findings import tell
from service.cli.speech import Exit, stop, terminal_language
from service.messages import printable


def audit_served(url: str, keys: Sequence[Verifier], older: bytes | None, progress: Progress) -> Audited:
    """Audit the log of a service. Ends with a usage error where it cannot be asked, or serves no log."""
    language = terminal_language()
    try:
        with ServedLog(url) as log:
            return audit(log, keys, older, progress)
    except BadAddress:
        stop(Exit.USAGE, tell("bad_url", found=printable(url)))
    except Unreachable as error:
        stop(
            Exit.USAGE,
            tell("unreachable", url=printable(url), reason=printable(in_language(error.reason, language))),
        )
    except NoLog as error:
        found = printable(in_language(error.found, language))
        stop(Exit.USAGE, tell("no_log", url=printable(url).rstrip("/"), found=found))
