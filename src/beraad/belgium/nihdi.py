"""NIHDI (RIZIV, INAMI): the number of a care professional, `P NNNNN CC QQQ`.

Profession, serial, check digits and competence. The check is taken modulo 97 or, for numbers given
since note I 2012/26 (nurses, midwives; doctors from 1 April 2019), modulo 89. The first six digits
are therefore no longer unique: the first eight are.
"""

from dataclasses import dataclass
from typing import Literal

from beraad.belgium.identifier import InvalidNumberError, check_digits_only, strip_separators

Modulus = Literal[97, 89]

_KIND = "NIHDI number"
_MODULI: tuple[Modulus, ...] = (97, 89)

PROFESSIONS = {1: "doctor", 2: "pharmacist", 3: "dentist", 4: "nurse", 5: "physiotherapist"}
"""What the first digit says. Other first digits are valid; their meaning is not recorded here."""


@dataclass(frozen=True, slots=True)
class NihdiNumber:
    """Eleven digits, or the eight that name the person without the competence."""

    digits: str

    def __post_init__(self) -> None:
        check_digits_only(self.digits, _KIND, 11, 8)
        if not self.moduli:
            found, first_six = self.digits[6:8], int(self.digits[:6])
            mod_97, mod_89 = (f"{modulus - first_six % modulus:02d}" for modulus in _MODULI)
            problem = f"expected {mod_97} (modulo 97) or {mod_89} (modulo 89), found {found}"
            raise InvalidNumberError(_KIND, "check digits", problem)

    @property
    def moduli(self) -> tuple[Modulus, ...]:
        """Which check the number passes: one of the two, seldom both."""
        first_six, check = int(self.digits[:6]), int(self.digits[6:8])
        return tuple(modulus for modulus in _MODULI if modulus - first_six % modulus == check)

    @property
    def person(self) -> str:
        """The first eight digits, the shortest part that is unique."""
        return self.digits[:8]

    @property
    def profession(self) -> str | None:
        """The English word of PROFESSIONS, or None when the first digit is not in it."""
        return PROFESSIONS.get(int(self.digits[0]))

    @property
    def competence(self) -> str | None:
        """The last three digits, or None in the short form."""
        return self.digits[8:] or None

    def __str__(self) -> str:
        return self.digits


def parse_nihdi(text: str) -> NihdiNumber:
    """Read `101857-48` or eleven digits, with or without separators.

    Raises InvalidNumberError.
    """
    return NihdiNumber(strip_separators(text))


def make_nihdi(
    profession: int, serial: int, competence: str = "", modulus: Modulus = 97
) -> NihdiNumber:
    """The number of a simulated professional; `profession` 0 to 9, `serial` 0 to 99,999."""
    if not (0 <= profession <= 9 and 0 <= serial <= 99_999):
        raise ValueError("expected a profession of one digit and a serial of at most five")
    first_six = profession * 100_000 + serial
    return NihdiNumber(f"{first_six:06d}{modulus - first_six % modulus:02d}{competence}")
