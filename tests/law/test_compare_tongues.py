"""What changes, told so that it reads right in each language: cases, articles and commas."""

import pytest

from beraad.law.catalogue import Language
from tests.law.compared import told
from tests.law.world import HISTORY

EXTRACT = HISTORY.replace("by: consult", "by: extract")


def of(population: str) -> str:
    """The clause of the tests about another population."""
    return EXTRACT.replace("about: patients", f"about: {population}")


POPULATIONS = [
    ("everyone", "de", "Daten von allen Personen"),
    ("inhabitants", "de", "Daten von Einwohnern"),
    ("sample 2 % of inhabitants", "de", "Daten von Einwohnern (Stichprobe von 2~%)"),
    ("declared", "de", "Daten von Arbeitnehmern, die der Empfänger gemeldet hat"),
    ("inhabitants", "nl", "betrokkenen: inwoners"),
    ("inhabitants", "fr", "personnes concernées~: les habitants"),
    ("inhabitants", "en", "persons concerned: inhabitants"),
]


@pytest.mark.parametrize(("population", "language", "part"), POPULATIONS)
def test_whose_data_they_are_reads_right(population: str, language: Language, part: str) -> None:
    """German labels of populations stand in the dative."""
    new, _ = told("", of(population), language)
    assert part.replace("~", "\u00a0") in new.replace("\u00a0; ", "; ").split("; ")


INSTEAD = [
    ("everyone", "nl", "betrokkenen: iedereen in plaats van patiënten."),
    ("everyone", "fr", "personnes concernées~: toutes les personnes au lieu des patients."),
    ("everyone", "de", "Daten von allen Personen statt Patienten."),
    ("everyone", "en", "persons concerned: everyone instead of patients."),
    (
        *("declared", "nl"),
        "betrokkenen: werknemers die de bestemmeling heeft aangegeven, in plaats van patiënten.",
    ),
    (
        *("declared", "de"),
        "Daten von Arbeitnehmern, die der Empfänger gemeldet hat, statt Patienten.",
    ),
]


@pytest.mark.parametrize(("population", "language", "end"), INSTEAD)
def test_others_instead_of_these_reads_right(population: str, language: Language, end: str) -> None:
    changed, _ = told(EXTRACT, of(population), language)
    assert changed.endswith(end.replace("~", "\u00a0"))


def test_french_elides_before_what_was() -> None:
    change = ("keep: nothing", "keep: 5 years")
    changed = told(HISTORY, HISTORY.replace(*change), "fr")[1]
    assert changed.endswith("durée de conservation\u00a0: 5 ans au lieu d'aucune.")
