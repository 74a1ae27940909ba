"""Rules of time and form, judged by how sure their legal value is.

A breach of a confirmed value is refused; a breach of an unconfirmed one is recorded as a flag, so that
nothing unconfirmed is enforced as law and nothing is passed over in silence. Rules about whether a decision
exists at all (quorum, ballots, majority) are always enforced: some rule must count the votes, and the event
names it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, NamedTuple

from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Localised
from domain.rules.rule_sets import Provision

GUARDS = GuardTable(__package__, "council_session")
FLAGS: dict[str, Localised] = {
    name: Localised.model_validate(sentence)
    for name, sentence in tomllib.loads(files(__package__).joinpath("flags.toml").read_text("utf-8")).items()
}
"""What each flag in an event says, in three languages."""


class Finding(NamedTuple):
    """Whether one rule was kept. `values` fill the guard's sentence, `because` are the facts it rests on."""

    name: str
    kept: bool
    provision: Provision[Any] | None
    because: tuple[str | None, ...] = ()
    values: dict[str, Any] = {}

    @property
    def binding(self) -> bool:
        """Whether a breach is refused rather than flagged."""
        return self.provision is not None and self.provision.confirmed


def binding_checks(findings: Iterable[Finding]) -> Iterator[Check]:
    """The findings that can refuse a command."""
    for finding in findings:
        if finding.binding:
            guard = GUARDS[finding.name]
            yield guard.check(finding.kept, because=finding.because, **finding.values)


def flags(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The names of the unconfirmed rules that were not kept."""
    return tuple(finding.name for finding in findings if not finding.kept and not finding.binding)
