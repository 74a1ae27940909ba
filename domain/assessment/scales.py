"""The scales that ratings are given on, as data: versioned, with their source."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from pydantic import Field

from domain.kernel.faults import fault
from domain.kernel.values import Evidence, Identifier, Line, Localised, Model


class ScaleValue(Localised):
    """One value of a scale and its name."""

    key: Line


class Scale(Localised):
    """A scale: its source, whether that was confirmed, and its values from the lowest to the highest."""

    source: Line
    confirmed: bool
    values: tuple[ScaleValue, ...]

    def has(self, key: str) -> bool:
        """Whether a value is one of the scale."""
        return any(value.key == key for value in self.values)


SCALES: dict[str, Scale] = {
    name: Scale.model_validate(scale)
    for name, scale in tomllib.loads(files(__package__).joinpath("scales.toml").read_text("utf-8")).items()
}
"""Every scale by its id; a changed scale gets a new id."""
COMPLETION = "completion-5"
"""The scale on which every commitment must be rated before a programme closes."""


class Rating(Model):
    """How one commitment stands on one scale. "No evidence available" is a value and not a missing one.

    `evidence` is absent where the documents of the whole assessment speak for it.
    """

    commitment_id: Identifier
    scale_id: Identifier = Field(json_schema_extra={"enum": list(SCALES)})
    value: Line = Field(json_schema_extra={"examples": [SCALES[COMPLETION].values[0].key]})
    explanation: Localised | None = None
    evidence: tuple[Evidence, ...] | None = Field(default=None, min_length=1, max_length=5)

    def model_post_init(self, _context: object) -> None:
        scale = SCALES.get(self.scale_id)
        if scale is None:
            raise fault("literal_error", field="scale_id", expected=", ".join(SCALES), found=self.scale_id)
        if not scale.has(self.value):
            keys = ", ".join(value.key for value in scale.values)
            raise fault("literal_error", field="value", expected=keys, found=self.value)
