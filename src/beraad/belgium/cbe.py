"""CBE (KBO, BCE): the numbers of enterprises and of their establishment units.

Both have ten digits, of which the last two are 97 - (first eight modulo 97). Enterprises start
with 0 or 1, establishment units with 2 to 8. python-stdnum (`stdnum.be.vat`) knows how enterprise
numbers are written, but also accepts the check digits 00, 98 and 99, which the formula never
gives, and does not know establishment units.
"""

from dataclasses import dataclass

from stdnum.be import vat

from beraad.belgium.identifier import InvalidNumberError, check_digits_only, strip_separators

_ENTERPRISE = "enterprise number"
_ESTABLISHMENT = "establishment unit number"


@dataclass(frozen=True, slots=True)
class EnterpriseNumber:
    """Ten digits, the first 0 or 1."""

    digits: str

    def __post_init__(self) -> None:
        _check(self.digits, _ENTERPRISE, "01")

    @property
    def formatted(self) -> str:
        """The usual spelling, `0207.451.227`."""
        return f"{self.digits[:4]}.{self.digits[4:7]}.{self.digits[7:]}"

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True)
class EstablishmentNumber:
    """Ten digits, the first 2 to 8."""

    digits: str

    def __post_init__(self) -> None:
        _check(self.digits, _ESTABLISHMENT, "2345678")

    def __str__(self) -> str:
        return self.digits


def parse_enterprise(text: str) -> EnterpriseNumber:
    """Read `0207.451.227`, `BE 0207 451 227` or the old form of nine digits.

    Raises InvalidNumberError.
    """
    return EnterpriseNumber(vat.compact(text))


def parse_establishment(text: str) -> EstablishmentNumber:
    """Read ten digits with or without separators. Raises InvalidNumberError."""
    return EstablishmentNumber(strip_separators(text))


def make_enterprise(first_eight: int) -> EnterpriseNumber:
    """The number of a simulated organisation; `first_eight` from 1 to 19,999,999."""
    return EnterpriseNumber(_complete(first_eight, 1, 19_999_999))


def make_establishment(first_eight: int) -> EstablishmentNumber:
    """The number of a simulated establishment unit; from 20,000,000 to 89,999,999."""
    return EstablishmentNumber(_complete(first_eight, 20_000_000, 89_999_999))


def _complete(first_eight: int, lowest: int, highest: int) -> str:
    if not lowest <= first_eight <= highest:
        raise ValueError(f"first eight digits {first_eight}: expected {lowest} to {highest}")
    return f"{first_eight:08d}{97 - first_eight % 97:02d}"


def _check(digits: str, kind: str, first_digits: str) -> None:
    check_digits_only(digits, kind, 10)
    if digits[0] not in first_digits:
        expected = f"{first_digits[0]} to {first_digits[-1]}"
        raise InvalidNumberError(kind, "first digit", f"expected {expected}, found {digits[0]}")
    expected_check = f"{97 - int(digits[:8]) % 97:02d}"
    if digits[8:] != expected_check:
        problem = f"expected {expected_check}, found {digits[8:]}"
        raise InvalidNumberError(kind, "check digits", problem)
