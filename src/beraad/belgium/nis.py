"""NIS (INS): the code of a municipality, and through it arrondissement, province and region.

Five digits: the first names the province, the first two the arrondissement. Only the old province
of Brabant (2) needs the second digit, because it was split in 1995 and its arrondissements kept
their codes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from beraad.belgium.identifier import InvalidNumberError, check_digits_only, strip_separators

Region = Literal["flanders", "wallonia", "brussels"]

_KIND = "NIS code"

_AREAS: dict[str, tuple[str | None, Region]] = {
    "1": ("antwerp", "flanders"),
    "21": (None, "brussels"),
    "23": ("flemish-brabant", "flanders"),
    "24": ("flemish-brabant", "flanders"),
    "25": ("walloon-brabant", "wallonia"),
    "3": ("west-flanders", "flanders"),
    "4": ("east-flanders", "flanders"),
    "5": ("hainaut", "wallonia"),
    "6": ("liege", "wallonia"),
    "7": ("limburg", "flanders"),
    "8": ("luxembourg", "wallonia"),
    "9": ("namur", "wallonia"),
}


@dataclass(frozen=True, slots=True, order=True)
class NisCode:
    """The code of a municipality. It says where, not whether: the code may have ended."""

    digits: str

    def __post_init__(self) -> None:
        check_digits_only(self.digits, _KIND, 5)
        if self.digits[1] == "0" or self.digits.endswith("000"):
            problem = "this names a country, region, province or arrondissement, no municipality"
            raise InvalidNumberError(_KIND, "serial", problem)
        if self._area_key not in _AREAS:
            problem = "expected a province 1 to 9, and in Brabant arrondissement 21, 23, 24 or 25"
            raise InvalidNumberError(_KIND, "first digit", problem)

    @property
    def arrondissement(self) -> str:
        """The first two digits."""
        return self.digits[:2]

    @property
    def province(self) -> str | None:
        """The English word, or None in Brussels, which lies in no province."""
        return _AREAS[self._area_key][0]

    @property
    def region(self) -> Region:
        """The region in which the province lies, or Brussels."""
        return _AREAS[self._area_key][1]

    @property
    def _area_key(self) -> str:
        return self.digits[:2] if self.digits[0] == "2" else self.digits[0]

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True)
class Merger:
    """From `on`, the municipalities `parts` are the municipality `whole`.

    Either `whole` is new, or it is one of the parts and takes in the others.
    """

    on: date
    parts: tuple[NisCode, ...]
    whole: NisCode


def parse_nis(text: str) -> NisCode:
    """Read five digits. Raises InvalidNumberError."""
    return NisCode(strip_separators(text))


def municipality_on(code: NisCode, day: date, mergers: Iterable[Merger]) -> NisCode:
    """The code on `day` of the municipality that once had `code`, over all mergers until then."""
    for merger in sorted(mergers, key=lambda merger: merger.on):
        if merger.on <= day and code in merger.parts:
            code = merger.whole
    return code


def _merger_2025(whole: str, *parts: str) -> Merger:
    return Merger(date(2025, 1, 1), tuple(NisCode(part) for part in parts), NisCode(whole))


MERGERS_2025 = (
    _merger_2025("11002", "11002", "11007"),  # Antwerpen takes in Borsbeek
    _merger_2025("23106", "23023", "23024", "23032"),  # Pajottegem
    _merger_2025("37021", "37012", "37018"),  # Wingene
    _merger_2025("37022", "37007", "37015"),  # Tielt
    _merger_2025("44086", "44012", "44048"),  # Nazareth-De Pinte
    _merger_2025("44087", "44034", "44073"),  # Lochristi
    _merger_2025("44088", "44040", "44043"),  # Merelbeke-Melle
    _merger_2025("46029", "44045", "46014"),  # Lokeren
    _merger_2025("46030", "46003", "46013", "11056"),  # Beveren-Kruibeke-Zwijndrecht
    _merger_2025("71071", "71057", "71069"),  # Tessenderlo-Ham
    _merger_2025("71072", "71022", "73040"),  # Hasselt
    _merger_2025("73110", "73006", "73032"),  # Bilzen-Hoeselt
    _merger_2025("73111", "73009", "73083"),  # Tongeren-Borgloon
    _merger_2025("82039", "82003", "82005"),  # Bastogne
)
"""The mergers of 1 January 2025, from a public copy of Statbel's codes (see README.md)."""
