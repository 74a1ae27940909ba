"""The commands that record a press kit. Equal press kits of one source make equal commands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from domain.collectivity.commands import (
    AssignCanonicalName,
    RecordAdvisoryBody,
    RecordMembershipJoined,
    RegisterCollectivity,
)
from domain.document.commands import RegisterDocument
from domain.kernel.commands import Command
from domain.kernel.dates import UNKNOWN
from domain.kernel.values import Actor, Evidence, Role
from domain.network.commands import ListMember
from domain.network.state import NETWORK
from domain.register.entries import Entry, entries, entry_id, joined_commune
from domain.register.network_plan import check_points, network_commands
from domain.register.values import Bullet, PressKit, RegionListing, Source
from domain.register.vocabulary import table
from domain.workshop.commands import AnnounceWorkshop
from domain.workshop.values import AgendaSlot

COORDINATOR = Actor(role=Role.NETWORK_COORDINATOR, body="dgct")
_WORDS = table("wording")


class Given(NamedTuple):
    """A command and the stream that it is given to."""

    stream: str
    command: Command


class Plan(NamedTuple):
    """What is to be recorded, in this order. The groups of `collectivities` do not depend on each other."""

    network: tuple[Given, ...]
    collectivities: tuple[tuple[Given, ...], ...]
    listings: tuple[Given, ...]
    commune: tuple[Given, ...]

    def all(self) -> tuple[Given, ...]:
        """Every command, in order. Of collectivities all first ones come first, then all second ones: these
        need not wait for each other.
        """
        rounds = chain.from_iterable(zip_longest(*self.collectivities))
        return (*self.network, *filter(None, rounds), *self.listings, *self.commune)


def plan(kit: PressKit, source: Source) -> Plan:
    """All commands for a press kit. Raises BrokenPressKit where the shipped words do not fit its parts."""
    check_points(kit)
    commune = joined_commune(kit)
    evidence = Evidence(document_id=source.document_id, sha256=source.sha256, kind="press_kit")
    shared: dict[str, Any] = {"actor": COORDINATOR, "evidence": (evidence,)}
    return Plan(
        network=(_document(source), *(Given(NETWORK, c) for c in network_commands(kit, source, shared))),
        collectivities=tuple(
            _collectivity(entry, source, shared, kit if entry.collectivity_id == commune else None)
            for entry in entries(kit)
        ),
        listings=tuple(
            Given(NETWORK, _listing(listing, bullet, source, shared))
            for listing in kit.regions
            for bullet in listing.bullets
        ),
        commune=tuple(_commune(kit, commune, shared)),
    )


def _document(source: Source) -> Given:
    command = RegisterDocument(
        actor=COORDINATOR,
        title=_WORDS["document"]["title"],
        kind="press_kit",
        language="ar",
        size=source.size,
        sha256=source.sha256,
    )
    return Given(f"document:{source.document_id}", command)


def _collectivity(
    entry: Entry, source: Source, shared: dict[str, Any], announced: PressKit | None
) -> tuple[Given, ...]:
    """Entry and membership; only of the commune announced is the date of joining known."""
    joined_on = announced.joined_on if announced else UNKNOWN
    commands: list[Command] = [
        RegisterCollectivity(
            **shared,
            collectivity_type=entry.collectivity_type,
            region=entry.region,
            names=entry.names,
            source=source.document_id,
        ),
        RecordMembershipJoined(
            **shared, effective_at=joined_on, joined_on=joined_on, source=source.document_id
        ),
    ]
    if entry.canonical is not None:
        names, by, confirmed = entry.canonical
        commands.append(AssignCanonicalName(actor=COORDINATOR, names=names, source=by, confirmed=confirmed))
    return tuple(Given(f"collectivity:{entry.collectivity_id}", command) for command in commands)


def _listing(listing: RegionListing, bullet: Bullet, source: Source, shared: dict[str, Any]) -> ListMember:
    first = listing.first_like(bullet)
    return ListMember(
        **shared,
        effective_at=UNKNOWN,
        source=source.document_id,
        region=listing.region,
        region_heading=listing.heading,
        position=bullet.position,
        name_as_printed=bullet.name_as_printed,
        type_as_printed=bullet.type_as_printed,
        collectivity_type=bullet.collectivity_type,
        collectivity_id=entry_id(listing.region, first.collectivity_type, first.position),
        repeats=None if first is bullet else first.position,
    )


def _commune(kit: PressKit, commune: str, shared: dict[str, Any]) -> Iterator[Given]:
    """The commune's advisory body, which takes part in the workshop, and the workshop that it announces."""
    body = RecordAdvisoryBody(
        **shared, effective_at=UNKNOWN, name=_WORDS["advisory_body"]["name"], established_on=UNKNOWN
    )
    yield Given(f"collectivity:{commune}", body)
    workshop = AnnounceWorkshop(
        **shared | {"actor": Actor(role=Role.FOCAL_POINT, body=commune)},
        effective_at=UNKNOWN,
        collectivity_id=commune,
        place=_WORDS["workshop"]["place"],
        held_on=UNKNOWN,
        weekday=kit.weekday,
        starts_at=kit.agenda[0].starts_at,
        agenda=tuple(_agenda(kit)),
    )
    yield Given(f"workshop:{commune}-workshop", workshop)


def _agenda(kit: PressKit) -> Iterator[AgendaSlot]:
    for slot, words in zip(kit.agenda, _WORDS["workshop"]["agenda"], strict=True):
        for title in words["titles"]:
            yield AgendaSlot(
                starts_at=slot.starts_at, ends_at=slot.ends_at, title=title, speech=slot.speeches > 0
            )
