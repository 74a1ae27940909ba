"""Every aggregate, by the kind of its streams."""

from __future__ import annotations

from typing import Any

from domain.kernel import corrections as corrections  # registers the amendments, which every aggregate has
from domain.kernel.decider import Decider
from domain.workshop.decider import DECIDER as WORKSHOP

DECIDERS: dict[str, Decider[Any]] = {decider.kind: decider for decider in (WORKSHOP,)}
