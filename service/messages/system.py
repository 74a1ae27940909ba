"""What the system says of a file or of a connection, in the languages that people read."""

from __future__ import annotations

import errno

from service.messages import sentences


def system_said(error: Exception) -> dict[str, str]:
    """Why the system refused, by language (messages/system.toml). A reason that is not in the table stays in
    the system's own words, quoted.
    """
    wrapped = getattr(error, "reason", None)
    error = wrapped if isinstance(wrapped, OSError) else error
    code = _code(error)
    if code is not None:
        return sentences("system", code)
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return sentences("system", "other", said=said)


def _code(error: Exception) -> str | None:
    import socket  # noqa: PLC0415 - most commands never meet a network
    import ssl  # noqa: PLC0415
    from http.client import HTTPException  # noqa: PLC0415

    match error:
        case TimeoutError():
            return "late"
        case socket.gaierror():
            return "unknown_host"
        case ssl.SSLError():
            return "untrusted_connection"
        case ConnectionRefusedError():
            return "connection_refused"
        case ConnectionError() | HTTPException():
            return "connection_broken"
        case OSError():
            return _BY_NUMBER.get(error.errno or 0)
    return None


_BY_NUMBER = {
    errno.ENOENT: "no_file",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EISDIR: "is_directory",
    errno.ENOTDIR: "no_directory",
    errno.ENOSPC: "no_room",
    errno.EDQUOT: "no_room",
    errno.EROFS: "read_only",
    errno.ELOOP: "is_link",
    errno.ENAMETOOLONG: "long_name",
    errno.EHOSTUNREACH: "unreachable_host",
    errno.ENETUNREACH: "unreachable_host",
    errno.EADDRNOTAVAIL: "no_such_address",
}
