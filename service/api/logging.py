"""Log lines as JSON, one per line, on standard error. No personal data goes into them."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from typing import Any

import msgspec
import structlog


def without_message(
    _logger: Any, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Tell what failed and where. The message of an error may repeat what somebody wrote, so it stays out."""
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        line["error"] = type(error).__qualname__
        line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line


class _FirstWords(logging.Filter):
    """Leaves of asyncio's lines what they begin with: they go on with the error and its message, which may
    repeat what somebody wrote.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the line; it is kept."""
        record.msg, record.args = re.split(r"[\n<(:]", record.getMessage(), maxsplit=1)[0], ()
        return True


def _tell_unforeseen() -> None:
    """Have what ends a thread, or is raised where nobody can catch it, told as any other error: Python's own
    way prints messages.
    """
    unforeseen = structlog.get_logger("infitah.unforeseen")

    def of_thread(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None and not isinstance(given.exc_value, SystemExit):
            unforeseen.error(
                "a thread ended", thread=given.thread and given.thread.name, exc_info=given.exc_value
            )

    def of_nobody(given: sys.UnraisableHookArgs) -> None:
        unforeseen.error("an error that nobody could catch", exc_info=given.exc_value)

    threading.excepthook, sys.unraisablehook = of_thread, of_nobody


def _as_json(line: structlog.typing.EventDict, **_options: Any) -> str:
    return msgspec.json.encode(line, enc_hook=repr).decode()


def configure_logging(level: int = logging.INFO) -> None:
    """Send the service's and the server's own lines through one format. Access lines are the gate's."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(_as_json)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(_as_json),
            ],
        )
    )
    logging.captureWarnings(True)
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("asyncio").addFilter(_FirstWords())
    _tell_unforeseen()
