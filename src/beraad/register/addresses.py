"""How the addresses of the pages write a language and a number: `/nl/22/056/`."""

from typing import cast

from beraad.belgium.numbers import DeliberationNumber, parse_deliberation_number
from beraad.law.catalogue import Language


class LanguageInAddress:
    """`nl`, `fr`, `de` or `en`."""

    regex = "nl|fr|de|en"

    def to_python(self, value: str) -> Language:
        """The language."""
        return cast(Language, value)

    def to_url(self, value: Language) -> str:
        """Its two letters."""
        return value


class NumberInAddress:
    """`22/056`; django turns the ValueError of an impossible number into a missing page."""

    regex = "[0-9]{2}/[0-9]{3}"

    def to_python(self, value: str) -> DeliberationNumber:
        """The number."""
        return parse_deliberation_number(value)

    def to_url(self, value: DeliberationNumber | str) -> str:
        """The number with its stroke."""
        return str(value)
