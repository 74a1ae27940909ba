"""How printed names should read: a mapping beside the list, each with its source."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.kernel.values import CollectivityType, Localised
from domain.register.values import Bullet
from domain.register.vocabulary import table
from domain.spelling import fold_arabic

_NAMES = table("names")
_SPELLINGS = table("spellings")
_TITLES = {
    "commune": ("Commune de", "Commune of"),
    "province": ("Conseil provincial de", "Provincial Council of"),
    "prefecture": ("Conseil préfectoral de", "Prefectural Council of"),
}


class CanonicalName(NamedTuple):
    """A name as it should read, who says so, and whether that is confirmed."""

    names: Localised
    source: str
    confirmed: bool


def canonical_name(region: str, bullet: Bullet) -> CanonicalName | None:
    """The mapping of a printed bullet of a region; None where nothing better than the print is known."""
    entry: dict[str, Any] | None = _NAMES.get(region, {}).get(bullet.name_as_printed)
    if entry is None:
        return None
    commune = bullet.collectivity_type is CollectivityType.COMMUNE
    french, english = _TITLES["commune" if commune else entry["kind"]]
    names = Localised(
        ar=entry.get("ar", bullet.name_as_printed),
        fr=_elided(french, entry["fr"]),
        en=f"{english} {entry['fr']}",
    )
    source = entry.get("source")
    return CanonicalName(
        names, _NAMES["sources"][source] if source else _NAMES["unconfirmed"], source is not None
    )


def other_spellings(identity: str) -> tuple[str, ...]:
    """Further spellings under which a collectivity is printed somewhere, for search."""
    return tuple(_SPELLINGS.get(identity, {}).get("spellings", ()))


def _elided(title: str, name: str) -> str:
    """`Commune d'Agadir`, `Commune de Demnate`."""
    if fold_arabic(name)[0] in "aeiou":
        return f"{title.removesuffix('e')}'{name}"
    return f"{title} {name}"
