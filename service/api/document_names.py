"""What a file is called when it is given out: by the title of its document (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import quote

MOST_BYTES = 180
"""Of a name in UTF-8: file systems take 255, and the end of the name and a number must fit too."""
_NOT_IN_NAMES = re.compile(
    r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]+"
)
_ATTR_CHAR = "!#$&+-.^_`|~"


def disposition(identity: str, title: str, extension: str) -> str:
    """The Content-Disposition of an attachment. Who reads no `filename*` gets the identity, in ASCII."""
    plain = f'attachment; filename="{identity}.{extension}"'
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip(". ")
    short = name.encode()[:MOST_BYTES].decode("utf-8", "ignore").strip(". ")
    return f"{plain}; filename*=UTF-8''{quote(f'{short}.{extension}', safe=_ATTR_CHAR)}" if short else plain
