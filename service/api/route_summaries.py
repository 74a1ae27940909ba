"""What a route does, in the OpenAPI document: in English, and in each language."""

from __future__ import annotations

from typing import Any

from service.messages import sentences


def summarised(name: str) -> dict[str, Any]:
    """The summary of an operation by its name in messages/routes.toml."""
    told = sentences("routes", name)
    return {"summary": told["en"], "x-summary": told}
