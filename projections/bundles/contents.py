"""What a bundle holds beside the record: the law as data, the words as data, and how to read it all."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import rfc8785
from pydantic import TypeAdapter

from domain.assessment.scales import SCALES
from domain.kernel.events import event_types
from domain.kernel.guards import ALL_GUARDS
from domain.kernel.values import CollectivityType, Localised, Principle, ReasonCode, Role
from domain.programme.stages import STAGES
from domain.registry import DECIDERS
from domain.rules.rule_sets import all_rule_sets, provision_names


@cache
def rule_sets() -> bytes:
    """Every rule set as canonical JSON: each provision with its value, its source, whether confirmed."""
    return _json([found.model_dump(mode="json", exclude_none=True) for found in all_rule_sets()])


@cache
def vocabulary() -> bytes:
    """The words that events are written in, as canonical JSON: kinds of streams, types of events with their
    JSON Schema, roles, reasons, principles, and the names of stages, scales, provisions and guards.
    """
    return _json(
        {
            "streams": sorted(DECIDERS),
            "events": {name: _event_type(kind) for name, kind in event_types().items()},
            **{
                name: [member.value for member in kind]
                for name, kind in (
                    ("roles", Role),
                    ("reasons", ReasonCode),
                    ("principles", Principle),
                    ("collectivity_types", CollectivityType),
                )
            },
            "stages": _names(STAGES),
            "provisions": _names(dict(provision_names())),
            "guards": _names(_guards()),
            "scales": {
                name: scale.model_dump(mode="json", exclude_none=True) for name, scale in SCALES.items()
            },
        }
    )


def readme(language: str) -> bytes:
    """What a bundle is and how to check it, with this program and without, in one language."""
    texts = tomllib.loads(files(__package__).joinpath("readme.toml").read_text("utf-8"))
    return str(texts[language]["text"]).encode()


def _guards() -> dict[str, Localised]:
    """The guards of commands. Those of reading a press kit are known only where one is read."""
    return {code: guard.sentence for code, guard in ALL_GUARDS.items() if not code.startswith("register.")}


def _event_type(kind: Any) -> dict[str, Any]:
    return {"schema_version": kind.schema_version, "schema": TypeAdapter(kind).json_schema()}


def _names(given: dict[str, Localised]) -> dict[str, Any]:
    return {str(code): names.model_dump(mode="json", exclude_none=True) for code, names in given.items()}


def _json(value: Any) -> bytes:
    return rfc8785.dumps(value) + b"\n"
