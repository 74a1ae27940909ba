"""Sets what a source states beside what it lists, and explains the difference. Nothing is adjusted."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from domain.kernel.dates import PartialDate
from domain.kernel.values import CollectivityType, Localised, Model
from domain.network.state import NetworkState
from domain.network.values import Listing, MembershipClaim
from domain.spelling import fold_arabic

_SENTENCES: dict[str, dict[str, str]] = tomllib.loads(
    files(__package__).joinpath("reconciliation.toml").read_text("utf-8")
)


class Stated(Model):
    """The members that the source states."""

    total: int
    regions: int | None
    prefectures_and_provinces: int | None
    communes: int | None


class Listed(Model):
    """What the source lists: bullets by type, and the headings that they stand under."""

    bullets: int
    communes: int
    communes_distinct: int
    prefectures_and_provinces: int
    region_headings: int


class RegionCount(Model):
    """The bullets under one heading."""

    region: str
    heading: str
    bullets: int
    communes: int
    communes_distinct: int
    prefectures_and_provinces: int


class Remark(Model):
    """One step of the explanation, or one doubt, with the bullets it is about."""

    code: str
    text: Localised
    bullets: tuple[Listing, ...] = ()


class Reconciliation(Model):
    """Stated and listed side by side. `difference` is the stated total less the bullets; `unexplained` is
    what is left once headings are counted as members and exact repetitions once.
    """

    source: str
    as_of: PartialDate
    stated: Stated
    listed: Listed
    difference: int
    unexplained: int
    explanation: tuple[Remark, ...]
    fragilities: tuple[Remark, ...]
    regions: tuple[RegionCount, ...]


def reconciliation(state: NetworkState, source: str | None = None) -> Reconciliation | None:
    """The reconciliation of one source, the latest that both states a total and lists members when not
    given; None when there is none.
    """
    sources = [item.source for item in state.listings if source in (None, item.source)]
    for name in dict.fromkeys(reversed(sources)):
        claim = next((claim for claim in reversed(state.claims) if claim.source == name), None)
        if claim is not None:
            listings = tuple(item for item in state.listings if item.source == name)
            return reconcile(claim, listings)
    return None


def reconcile(claim: MembershipClaim, listings: tuple[Listing, ...]) -> Reconciliation:
    """Set a claim beside a list of the same source."""
    under: dict[str, list[Listing]] = {}
    for listing in listings:
        under.setdefault(listing.region, []).append(listing)
    regions = tuple(_region(region, found) for region, found in under.items())
    repeated = tuple(listing for listing in listings if listing.repeats is not None)
    listed = Listed(
        bullets=len(listings),
        communes=sum(region.communes for region in regions),
        communes_distinct=sum(region.communes_distinct for region in regions),
        prefectures_and_provinces=sum(region.prefectures_and_provinces for region in regions),
        region_headings=len(regions),
    )
    unexplained = claim.total - (listed.bullets + listed.region_headings - len(repeated))
    return Reconciliation(
        source=claim.source,
        as_of=claim.as_of,
        stated=Stated.model_validate({part: getattr(claim, part) for part in Stated.model_fields}),
        listed=listed,
        difference=claim.total - listed.bullets,
        unexplained=unexplained,
        explanation=tuple(_explanation(claim, listed, repeated, unexplained)),
        fragilities=tuple(_fragilities(listings, repeated)),
        regions=regions,
    )


def _region(region: str, found: list[Listing]) -> RegionCount:
    communes = [listing for listing in found if listing.collectivity_type is CollectivityType.COMMUNE]
    return RegionCount(
        region=region,
        heading=found[0].region_heading,
        bullets=len(found),
        communes=len(communes),
        communes_distinct=sum(1 for listing in communes if listing.repeats is None),
        prefectures_and_provinces=sum(
            1 for listing in found if listing.collectivity_type is CollectivityType.PREFECTURE_OR_PROVINCE
        ),
    )


def _explanation(
    claim: MembershipClaim, listed: Listed, repeated: tuple[Listing, ...], unexplained: int
) -> Iterator[Remark]:
    found: dict[str, object] = {
        "total": claim.total,
        "bullets": listed.bullets,
        "difference": claim.total - listed.bullets,
        "headings": listed.region_headings,
        "with_headings": listed.bullets + listed.region_headings,
        "repeated": len(repeated),
        "left": unexplained,
    }
    yield _remark("bullets_and_total", found)
    parts = (claim.regions, claim.prefectures_and_provinces, claim.communes)
    known = [part for part in parts if part is not None]
    if len(known) == len(parts) and sum(known) != claim.total:
        yield _remark("parts_do_not_add_up", found | {"parts": sum(known)})
    yield _remark("headings_are_members", found)
    if repeated:
        yield _remark("repetitions_count_once", found, repeated)
    yield _remark("explained" if unexplained == 0 else "unexplained", found)


def _fragilities(listings: tuple[Listing, ...], repeated: tuple[Listing, ...]) -> Iterator[Remark]:
    for listing in listings:
        if listing.collectivity_type is CollectivityType.COMMUNE and _bears_region(listing):
            found: dict[str, object] = {"name": listing.name_as_printed, "position": listing.position}
            yield _remark("commune_named_as_region", found | {"heading": listing.region_heading}, (listing,))
    for listing in repeated:
        found = {"name": listing.name_as_printed, "position": listing.position, "first": listing.repeats}
        yield _remark("repetition_may_be_another", found | {"heading": listing.region_heading}, (listing,))


def _bears_region(listing: Listing) -> bool:
    """Whether a commune's bullet bears the very name of the region that it stands under."""
    name = fold_arabic(listing.name_as_printed.removeprefix(listing.type_as_printed))
    return name == fold_arabic(listing.region_heading).split(" ", 1)[-1]


def _remark(code: str, found: Mapping[str, object], bullets: tuple[Listing, ...] = ()) -> Remark:
    text = {language: sentence.format_map(found) for language, sentence in _SENTENCES[code].items()}
    return Remark(code=code, text=Localised.model_validate(text), bullets=bullets)
