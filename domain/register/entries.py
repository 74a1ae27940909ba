"""The register entries that a list of members makes: one for each distinct bullet, one for each region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.kernel.values import CollectivityType, Localised
from domain.register.broken import BrokenPressKit
from domain.register.naming import CanonicalName, canonical_name
from domain.register.values import Bullet, PressKit, RegionListing
from domain.register.vocabulary import REGIONS
from domain.spelling import fold_arabic


class Entry(NamedTuple):
    """A collectivity as the register is to hold it."""

    collectivity_id: str
    collectivity_type: CollectivityType
    region: str
    names: Localised
    canonical: CanonicalName | None


def entry_id(region: str, kind: CollectivityType, position: int) -> str:
    """The identity of a listed collectivity: place in the list, never name; two may bear one name."""
    return f"{region}-{kind.replace('_', '-')}-{position}"


def region_id(region: str) -> str:
    """The identity of a region as a collectivity."""
    return f"{region}-region"


def entries(kit: PressKit) -> Iterator[Entry]:
    """All register entries. An exact repetition makes none: it is the entry of the bullet that it repeats."""
    for listing in kit.regions:
        names = next(region.names for region in REGIONS if region.id == listing.region)
        printed = Localised(ar=listing.heading)
        mapping = CanonicalName(names, "decree 2-15-40 of 20 February 2015, as commonly cited", False)
        yield Entry(region_id(listing.region), CollectivityType.REGION, listing.region, printed, mapping)
        for bullet in listing.bullets:
            if listing.first_like(bullet) is bullet:
                yield _entry(listing, bullet)


def _entry(listing: RegionListing, bullet: Bullet) -> Entry:
    return Entry(
        entry_id(listing.region, bullet.collectivity_type, bullet.position),
        bullet.collectivity_type,
        listing.region,
        Localised(ar=bullet.name_as_printed),
        canonical_name(listing.region, bullet),
    )


def joined_commune(kit: PressKit) -> str:
    """The identity of the commune whose accession the text announces. Raises BrokenPressKit where it is not
    listed exactly once.
    """
    found = [
        entry.collectivity_id
        for entry in entries(kit)
        if entry.collectivity_type is CollectivityType.COMMUNE and _bears(entry, kit.joined_name)
    ]
    if len(found) != 1:
        raise BrokenPressKit("joined_not_listed", found=kit.joined_name)
    return found[0]


def _bears(entry: Entry, name: str) -> bool:
    return fold_arabic(entry.names.ar).split(" ", 1)[-1] == fold_arabic(name)
