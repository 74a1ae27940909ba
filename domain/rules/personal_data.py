"""The rules on personal data: time limits and thresholds, each with its source (`personal_data.toml`)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from domain.kernel.values import Identifier, Localised, Model
from domain.rules.rule_sets import Provision, cited_table


class PersonalDataRules(Model):
    """What protects personal data. None of it is confirmed by a lawyer unless it says so."""

    id: Identifier
    in_force_from: date
    law: Localised
    erasure_clear_days: Provision[int]
    smallest_cell: Provision[int]
    titles: dict[str, Localised]

    def provisions(self) -> dict[str, Provision[Any]]:
        """Every value by its name."""
        return {name: getattr(self, name) for name in self.titles}

    def erasure_due(self, asked_on: date) -> date:
        """The last day on which a request for erasure is carried out in time. Of clear days neither the day
        of the request counts nor the last one.
        """
        return asked_on + timedelta(days=self.erasure_clear_days.value + 1)


@lru_cache(maxsize=1)
def personal_data_rules() -> PersonalDataRules:
    """The rules in force."""
    return PersonalDataRules.model_validate(cited_table("personal_data.toml"))
