"""What readers are told beside a programme's stage, in the languages people read."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from domain.kernel.values import Localised

_TABLES = tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))


def _table(name: str) -> dict[str, Localised]:
    return {key: Localised.model_validate(text) for key, text in _TABLES[name].items()}


FLAGS = _table("flags")
"""What a flag says: a provision that no lawyer has confirmed was not kept, or a time was passed."""
PARTS = _table("parts")
"""The parts of the procedure, named where they were not verified here or are missing."""
REGIMES = _table("regimes")
"""The regimes of administrative control."""
ORDER = _table("facts")
"""The facts of a programme that others must not lie before."""
REFERRALS = _table("referrals")
"""Who sent a text back."""
AMENDMENTS = _table("amendments")
"""How far an amendment is."""
