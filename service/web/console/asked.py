"""Which command a page is about, by whom, on which record: what every step of its form has to know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from domain.kernel.decider import Rule
from domain.kernel.deciding import GUARDS
from domain.kernel.values import IDENTIFIER_FORM
from domain.registry import DECIDERS
from service.access.permissions import givers
from service.api.command_table import CommandRoute, command_routes
from service.api.problems import Problem, unmet_guard
from service.web.console.known import Known, Record
from service.web.console.me import Me, whoami
from service.web.console.naming import title_of
from service.web.console.offering import offers_of
from service.web.forms.making import form_of
from service.web.forms.parts import Group
from service.web.forms.showing import Offer
from service.web.visiting import FORM, Visit

PROGRAMME = "programme_id"


@dataclass(frozen=True)
class AskedFor:
    """A command that somebody is about to give. `step` is what the service says of it now: whether it is
    possible, and what is missing; None where it says nothing. `programme` is the one that the address says a
    new record belongs to.
    """

    route: CommandRoute
    me: Me
    grants: list[Mapping[str, Any]]
    record: Mapping[str, Any]
    identity: str | None
    offers: Mapping[str, Offer]
    step: Mapping[str, Any] | None
    programme: str | None = None

    @property
    def form(self) -> Group:
        """What is asked; a reason must be given where the command is never taken without one."""
        form, rule = form_of(self.route.command), rule_of(self.route)
        if rule is not None and not rule.reasoned:
            return form
        return replace(
            form,
            parts=tuple(replace(one, required=one.required or one.name == "reason") for one in form.parts),
        )

    @property
    def name(self) -> str:
        """The command's name on the wire."""
        return self.route.command.command_name()

    @property
    def path(self) -> str:
        """Where the interface takes it, after its prefix."""
        plain = self.route.path.removeprefix("/api/v1/")
        return plain.replace("{id}", self.identity or "")

    @property
    def title(self) -> Any:
        """What its record is called."""
        return title_of(self.record)

    @property
    def page(self) -> str:
        """Where its form is."""
        if self.identity is None:
            of = f"?{urlencode({PROGRAMME: self.programme})}" if self.programme else ""
            return f"console/new/{self.route.plural}/{self.name}{of}"
        return f"console/act/{self.route.plural}/{self.identity}/{self.name}"


@cache
def _routes() -> Mapping[tuple[str, str, bool], CommandRoute]:
    return {(one.plural, one.command.command_name(), one.creates): one for one in command_routes()}


def summary_of(plural: str, name: str) -> dict[str, Any]:
    """What a command on a record of a kind does, in each language. Raises KeyError."""
    return _routes()[plural, name, False].command.summary.model_dump()


def rule_of(route: CommandRoute) -> Rule[Any, Any] | None:
    """The rule of a command; None for the corrections, which every record takes."""
    decider = DECIDERS[route.kind]
    return next((one for one in decider.rules if one.command is route.command), None)


async def asked_for(visit: Visit) -> AskedFor:
    """What the address of a page names. Raises Problem 404, and 403 where whoever is signed in may not."""
    return await asked_of(visit, visit.request.path_params.get("id"))


async def asked_of(visit: Visit, identity: str | None) -> AskedFor:
    """The command that the address of a page names, on a record. Raises Problem 404, 403."""
    route = _routes().get((visit.part("plural"), visit.part("command"), identity is None))
    if route is None:
        raise Problem(404, "not_found")
    me, name = await whoami(visit), route.command.command_name()
    grants = me.giving(name)
    if not grants:
        raise Problem(403, "not_permitted", roles=sorted(givers(name)), yours=sorted(me.roles))
    record: Mapping[str, Any] = {}
    if identity is not None:
        record = await visit.ask.get(f"{route.plural}/{identity}") | {"plural": route.plural}
    known = await _known(visit, me, route, record)
    offers = await offers_of(route.command.__name__, form_of(route.command), known)
    return AskedFor(route, me, grants, record, identity, offers, await _step(known, route), _named(visit))


async def _known(visit: Visit, me: Me, route: CommandRoute, record: Mapping[str, Any]) -> Known:
    programme = record.get(PROGRAMME) or _named(visit)
    if route.plural == "programmes" and record:
        programme = str(record["id"])
    if not programme and record.get("consultation_id"):
        found = await visit.ask.find(f"consultations/{record['consultation_id']}")
        programme = (found or {}).get("programme_id")
    bound = record.get("collectivity_ids") or [record.get("collectivity_id")]
    if route.plural == "collectivities" and record:
        bound = [record["id"]]
    collectivities = tuple(filter(None, bound)) or me.collectivity_ids
    chosen = _chosen(visit) if not programme else None
    return Known(visit, record, collectivities, programme or chosen, chosen=chosen is not None)


def _named(visit: Visit) -> str | None:
    """The programme that the address of a page says a new record belongs to."""
    return _identity(visit.request.query_params.get(PROGRAMME, ""))


def _chosen(visit: Visit) -> str | None:
    """The programme that was chosen in the form."""
    return _identity(visit.written(PROGRAMME).strip()) if FORM in visit.request.scope else None


def _identity(text: str) -> str | None:
    return text if re.fullmatch(IDENTIFIER_FORM, text) else None


async def _step(known: Known, route: CommandRoute) -> Mapping[str, Any] | None:
    """What the service says of this step: at its own record, else at the programme that waits for it."""
    holder = known.record if not route.creates else await known.programme()
    for step in holder.get("next_steps", ()):
        if step["command"] == route.command.command_name() and step["aggregate"] in (route.kind, "*"):
            found: Mapping[str, Any] = step
            return found
    return None if route.creates else _not_now(known.record, route)


def _not_now(record: Record, route: CommandRoute) -> Mapping[str, Any] | None:
    """What is said of a step that is not among the next ones of its record, though it belongs to its course:
    it is of another stage, or there is nothing that it could be about.
    """
    rule = rule_of(route)
    if rule is None or (possible_at(record, rule) and not rule.step):
        return None
    unmet = []
    if not possible_at(record, rule):
        unmet = [unmet_guard(GUARDS["stage"].check(False, expected=rule.stages, found=record["stage"]))]
    return {"possible": False, "unmet": unmet}


def possible_at(record: Record, rule: Rule[Any, Any]) -> bool:
    """Whether a command is one of the stage that its record is at."""
    return not rule.stages or record.get("stage") in (None, *rule.stages)
