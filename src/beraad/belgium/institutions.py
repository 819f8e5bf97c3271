"""The network of the Crossroads Bank for Social Security, and the codes of its reference directory.

Institutions of the primary network are linked directly. Those of a secondary network stand behind
a managing institution, which passes on to them. The published list of the primary network was only
partly available, so absence from it says nothing.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["primary", "secondary"]

_PROVISIONAL, _DEFINITIVE = "902", "000"


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution, or a kind of institutions, of the network.

    `key` is the word used in Beraad. `nl` and `fr` are the printed names; `fr` is None where only
    the Dutch one was seen. `managed_by` is the key of the managing institution, or None where it
    is none or unknown.
    """

    key: str
    nl: str
    fr: str | None
    subject: str
    level: Level
    managed_by: str | None = None


INSTITUTIONS = (
    Institution("fedris", "FEDRIS", "FEDRIS", "occupational risks", "primary"),
    Institution("fps-social-security", "FOD SZ", "SPF SS", "persons with a disability", "primary"),
    Institution("fps-employment", "FOD WASO", None, "labour", "primary"),
    Institution("fpd", "FPD", "SFP", "pensions", "primary"),
    Institution("nic", "NIC", "CIN", "sickness funds", "primary"),
    Institution("orint", "ORINT", None, "inter-regional child benefit", "primary"),
    Institution("pps-social-integration", "POD MI", "SPP IS", "social integration", "primary"),
    Institution("nihdi", "RIZIV", "INAMI", "health and disability insurance", "primary"),
    Institution("nisse", "RSVZ", "INASTI", "self-employed persons", "primary"),
    Institution("neo", "RVA", "ONEM", "unemployment", "primary"),
    Institution(
        "sickness-funds", "ziekenfondsen", "mutualités", "health insurance", "secondary", "nic"
    ),
    Institution(
        "unemployment-payment-bodies",
        "uitbetalingsinstellingen",
        None,
        "payment of unemployment benefits",
        "secondary",
        "neo",
    ),
    Institution(
        "social-insurance-funds",
        "sociale verzekeringsfondsen",
        None,
        "insurance of self-employed persons",
        "secondary",
        "nisse",
    ),
    Institution("child-benefit-funds", "kinderbijslagfondsen", None, "child benefit", "secondary"),
    Institution("pcsw", "OCMW", "CPAS", "local welfare", "secondary", "pps-social-integration"),
)

_BY_KEY = {institution.key: institution for institution in INSTITUTIONS}


def institution(key: str) -> Institution:
    """The institution with this key; ValueError that lists the keys."""
    if key not in _BY_KEY:
        raise ValueError(f"unknown institution {key!r}; expected one of {', '.join(_BY_KEY)}")
    return _BY_KEY[key]


def secondary_network(managing: str) -> tuple[Institution, ...]:
    """Those that the institution with the key `managing` passes on to; ValueError if unknown."""
    key = institution(managing).key
    return tuple(member for member in INSTITUTIONS if member.managed_by == key)


@dataclass(frozen=True, slots=True, order=True)
class SectorCode:
    """The sector at which a person is known: one to three digits.

    The list of sectors and the width of the code were not found in public; both are data.
    """

    code: str

    def __post_init__(self) -> None:
        _check_digits(self.code, "sector code", 1, 3)

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True, order=True)
class CapacityCode:
    """The capacity in which a person is integrated in the reference directory.

    `902` provisional registration, `000` definitive registration, `001` to `900` a significant
    capacity (document I605).
    """

    code: str

    def __post_init__(self) -> None:
        _check_digits(self.code, "capacity code", 3, 3)
        if int(self.code) > 900 and self.code != _PROVISIONAL:
            raise ValueError(f"capacity code {self.code}: expected 000 to 900, or 902")

    @property
    def meaning(self) -> Literal["provisional", "definitive", "capacity"]:
        """What the code registers."""
        if self.code == _PROVISIONAL:
            return "provisional"
        return "definitive" if self.code == _DEFINITIVE else "capacity"

    def __str__(self) -> str:
        return self.code


def _check_digits(code: str, kind: str, shortest: int, longest: int) -> None:
    if not (code.isascii() and code.isdigit() and shortest <= len(code) <= longest):
        length = f"{longest}" if shortest == longest else f"{shortest} to {longest}"
        raise ValueError(f"{kind} {code!r}: expected {length} digits")
