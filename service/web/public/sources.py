"""Where something is known from: a document of the register, or words of the world outside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from domain.kernel.values import IDENTIFIER_FORM
from service.web.visiting import Visit

_IDENTIFIER = re.compile(IDENTIFIER_FORM)


async def documents_among(visit: Visit, sources: Iterable[str]) -> dict[str, Any]:
    """Those of some sources that are documents of the register, by their identity."""
    wanted = dict.fromkeys(one for one in sources if _IDENTIFIER.fullmatch(one))
    found = {one: await visit.ask.find(f"documents/{one}") for one in wanted}
    return {one: document for one, document in found.items() if document is not None}
