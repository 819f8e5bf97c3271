"""What is odd and kept as printed, told in the language of the reader."""

from datetime import date
from pathlib import Path

import pytest

from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.say import say_date
from beraad.register.oddity import say_oddity
from beraad.register.shelf import open_register
from tests.law.world import amendment, deliberation, register

WORKING_DAYS = ("werkdagen", "jours ouvrables", "Werktage", "working days")
SYSTEMS = open_register([Path(__file__).parents[2] / "systems"])


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nl",
            ": Het lagere nummer 24/102 is pas aangenomen op 1 oktober 2024. Zo staat het "
            "gedrukt: “nr. 24/106 van 6 februari 2024”. Waarschijnlijk bedoeld: 24/016 of 24/006.",
        ),
        ("fr", "24/016 ou 24/006. Le registre"),
        ("de", "Wahrscheinlich gemeint: 24/016 oder 24/006. Das Register"),
        ("en", "Probably meant: 24/016 or 24/006. The register"),
    ],
)
def test_what_was_probably_meant_is_joined_in_the_language(language: Language, told: str):
    (found,) = [one for one in SYSTEMS.warnings if one.kind == "number-order"]
    said = say_oddity(found, SYSTEMS, language)
    assert told in said
    assert "24-106.md:1: " in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sort_of_oddity_is_told(language: Language):
    early = register(
        deliberation(),
        amendment("- set keep of clause history: 1 year", more="in-force: 2024-03-06\n"),
    )
    known = [*SYSTEMS.warnings, *early.warnings]
    assert {one.kind for one in known} == {"number-late", "number-order", "early-force"}
    said = {say_oddity(one, SYSTEMS, language) for one in SYSTEMS.warnings}
    said |= {say_oddity(one, early, language) for one in early.warnings}
    assert len(said) == len(known)
    assert any(f"10 {noun}" in one for one in said for noun in WORKING_DAYS)
    assert any(say_date(date(2024, 3, 20), language) in one for one in said)
