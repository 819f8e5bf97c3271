"""The two numbers of an act: of the deliberation (`22/018`) and of the document
(`IVC/KSZG/22/044`).

They are independent. After an amendment the deliberation keeps its number and the text gets a new
document number, of the year of the amendment. Deliberation numbers are given per chamber, so a
number alone is not a key; and their order is not the order of the dates.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

NUMBER_MARK = r"n(?:rs?\b\.?|[°º]\.?)"
"""Pattern of `nr.`, `nr` and `N°`, to be used with re.IGNORECASE."""

SERIES = ("IVC/KSZG", "SCSZG", "SCSZ", "TC")
"""The document series that were seen: the committee (from 2018), the health section or both and
the social security section (2007 to 2018), and TC (to 2003)."""

_FIRST_YEAR = 1990  # the law of 15 January 1990 made the Crossroads Bank
_NUMBER = re.compile(rf"(?:{NUMBER_MARK}\s*)?([0-9]{{2}})/\s*([0-9]{{2,3}})", re.IGNORECASE)
_DOCUMENT = re.compile(r"([A-Z]+(?:/[A-Z]+)?)/([0-9]{2})/([0-9]{3})")


@dataclass(frozen=True, slots=True, order=True)
class DeliberationNumber:
    """`24/102` is DeliberationNumber(2024, 102). Ordered by year, then serial."""

    year: int
    serial: int

    def __post_init__(self) -> None:
        _check_year_and_serial(self.year, self.serial)

    def __str__(self) -> str:
        return f"{self.year % 100:02d}/{self.serial:03d}"


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """`IVC/KSZG/22/044` is DocumentNumber("IVC/KSZG", 2022, 44)."""

    series: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        _check_year_and_serial(self.year, self.serial)

    def __str__(self) -> str:
        return f"{self.series}/{self.year % 100:02d}/{self.serial:03d}"


def parse_deliberation_number(text: str) -> DeliberationNumber:
    """Read `24/102`, `nr. 24/102`, `nr 24/102` or `N° 24/102`. Raises ValueError."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a deliberation number; expected one like 24/102")
    return DeliberationNumber(_full_year(match[1]), int(match[2]))


def parse_document_number(text: str, series: Collection[str] = SERIES) -> DocumentNumber:
    """Read `IVC/KSZG/22/044`. ValueError when the form or the series is unknown.

    A series that no document was seen to bear (such as a French one) is for the caller to add.
    """
    match = _DOCUMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a document number; expected one like IVC/KSZG/22/044")
    if match[1] not in series:
        raise ValueError(f"{text!r}: unknown series {match[1]}; expected {', '.join(series)}")
    return DocumentNumber(match[1], _full_year(match[2]), int(match[3]))


def _full_year(two_digits: str) -> int:
    year = 1900 + int(two_digits)
    return year if year >= _FIRST_YEAR else year + 100


def _check_year_and_serial(year: int, serial: int) -> None:
    # A hundred years from the first: then two digits tell the year.
    if not _FIRST_YEAR <= year < _FIRST_YEAR + 100:
        raise ValueError(f"year {year}: expected four digits, {_FIRST_YEAR} to {_FIRST_YEAR + 99}")
    if not 1 <= serial <= 999:
        raise ValueError(f"serial {serial}: expected 1 to 999")
