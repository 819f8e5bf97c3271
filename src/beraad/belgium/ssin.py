"""SSIN (INSZ, NISS): the identification number of a natural person, national register or bis.

Eleven digits `YYMMDD SSS CC`. python-stdnum knows the number, but asks the computer for today's
date to find the century, and takes 31 February for an incomplete date. Here the check digits alone
tell the century, and today's date is passed in (docs/adr/0010).

A valid number is not yet an existing one: it may have been replaced, cancelled or never issued.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from beraad.belgium.identifier import InvalidNumberError, check_digits_only, strip_separators

Kind = Literal["national-register", "bis"]
Sex = Literal["male", "female"]
Century = Literal[1900, 2000]

_KIND = "SSIN"
_CENTURIES: tuple[Century, ...] = (1900, 2000)
_LAST_SERIAL = 998  # 997 is the last of the men, 998 the last of the women
_BIS_SEX_UNKNOWN = 20
_BIS_OFFSETS = (0, _BIS_SEX_UNKNOWN, 40)


@dataclass(frozen=True, slots=True, repr=False)
class Ssin:
    """A valid number of a person: eleven digits, without separators.

    Valid without regard to today: `Ssin` takes a number of someone who is yet to be born,
    `parse_ssin` does not. Neither `repr` nor `str` shows the digits, so that they do not slip
    into a log.
    """

    digits: str

    def __post_init__(self) -> None:
        check_digits_only(self.digits, _KIND, 11)
        century = _century(self.digits)
        _check_birth(century + int(self.digits[:2]), int(self.digits[2:4]), int(self.digits[4:6]))
        if int(self.digits[6:9]) > _LAST_SERIAL:
            raise InvalidNumberError(_KIND, "serial", f"expected at most {_LAST_SERIAL}")

    def __repr__(self) -> str:
        return "Ssin(***)"

    @property
    def kind(self) -> Kind:
        """A bis number has its month raised by 20 or 40."""
        return "bis" if int(self.digits[2:4]) >= _BIS_SEX_UNKNOWN else "national-register"

    @property
    def century(self) -> Century:
        """1900 or 2000, told by the check digits. For an unknown birth date it means nothing."""
        return _century(self.digits)

    @property
    def birth_year(self) -> int | None:
        """The year, or None for the fictitious dates 1900/00/01 and 2000/00/01."""
        unknown = self._month == 0 and self.digits[:2] == "00" and self.digits[4:6] == "01"
        return None if unknown else self.century + int(self.digits[:2])

    @property
    def birth_month(self) -> int | None:
        """The month, or None when it is unknown or the counter of the day was exhausted."""
        return self._month or None

    @property
    def birth_date(self) -> date | None:
        """The full date, or None when any part of it is unknown."""
        day = int(self.digits[4:6])
        if self.birth_year is None or self.birth_month is None or day == 0:
            return None
        return date(self.birth_year, self.birth_month, day)

    @property
    def sex(self) -> Sex | None:
        """Odd serial male, even female.

        None for a bis number that was made before the sex was known, and for serial 000, which
        lies outside both ranges (001-997 and 002-998) but does occur.
        """
        serial = int(self.digits[6:9])
        sex_unknown = _BIS_SEX_UNKNOWN <= int(self.digits[2:4]) < 2 * _BIS_SEX_UNKNOWN
        if sex_unknown or serial == 0:
            return None
        return "male" if serial % 2 else "female"

    @property
    def formatted(self) -> str:
        """The usual spelling, `85.07.30-033.28`."""
        d = self.digits
        return f"{d[:2]}.{d[2:4]}.{d[4:6]}-{d[6:9]}.{d[9:]}"

    @property
    def _month(self) -> int:
        return int(self.digits[2:4]) % _BIS_SEX_UNKNOWN


def parse_ssin(text: str, today: date) -> Ssin:
    """Read a number as people write it, with or without separators.

    Raises InvalidNumberError that says what is wrong; a birth after `today` is wrong too.
    """
    ssin = Ssin(strip_separators(text))
    born_from = date(ssin.birth_year or ssin.century, ssin.birth_month or 1, 1)
    if (ssin.birth_date or born_from) > today:
        problem = f"the birth lies after {today.isoformat()}; the check digits are those of 20xx"
        raise InvalidNumberError(_KIND, "date", problem)
    return ssin


def make_ssin(birth: date, serial: int, bis_offset: int = 0) -> Ssin:
    """The number of a simulated person.

    `serial` 1 to 998, odd for a man, even for a woman; `bis_offset` 0 for the national register,
    20 for a bis number of unknown sex, 40 for a bis number of known sex. ValueError otherwise.
    """
    if not 1 <= serial <= _LAST_SERIAL:
        raise ValueError(f"serial {serial}: expected 1 to {_LAST_SERIAL}")
    if bis_offset not in _BIS_OFFSETS:
        raise ValueError(f"bis offset {bis_offset}: expected 0, 20 or 40")
    if not 1900 <= birth.year < 2100:
        raise ValueError(f"birth year {birth.year}: a number can only tell 1900 to 2099")
    century: Century = 2000 if birth.year >= 2000 else 1900
    month = birth.month + bis_offset
    return complete_ssin(f"{birth:%y}{month:02d}{birth:%d}{serial:03d}", century)


def complete_ssin(first_nine: str, century: Century) -> Ssin:
    """Add the check digits to the first nine; for incomplete dates and exhausted counters."""
    check_digits_only(first_nine, f"first part of an {_KIND}", 9)
    return Ssin(f"{first_nine}{check_number(int(first_nine), century):02d}")


def check_number(first_nine: int, century: Century) -> int:
    """97 - (first nine modulo 97), with a 2 in front for births from 2000: 1 to 97, never 0."""
    return 97 - (first_nine + (2_000_000_000 if century == 2000 else 0)) % 97


def _century(digits: str) -> Century:
    first_nine, found = int(digits[:9]), int(digits[9:])
    for century in _CENTURIES:
        if check_number(first_nine, century) == found:
            return century
    before, after = (check_number(first_nine, century) for century in _CENTURIES)
    problem = f"found {found:02d}, expected {before:02d} (born 19xx) or {after:02d} (born 20xx)"
    raise InvalidNumberError(_KIND, "check digits", problem)


def _check_birth(year: int, month_as_written: int, day: int) -> None:
    offset, month = divmod(month_as_written, _BIS_SEX_UNKNOWN)
    if month > 12 or offset * _BIS_SEX_UNKNOWN not in _BIS_OFFSETS:
        problem = "expected month 00 to 12, or for a bis number 20 to 32 or 40 to 52"
        raise InvalidNumberError(_KIND, "date", problem)
    days = monthrange(year, month)[1] if month else 31
    if day > days:
        problem = f"expected day 00 to {days} in this month"
        raise InvalidNumberError(_KIND, "date", problem)
