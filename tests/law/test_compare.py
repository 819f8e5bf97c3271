"""What an amendment changes in practice: permissions, never text."""

import json

import pytest

from beraad.law.catalogue import Language
from beraad.law.compare import Comparison, compare, to_json
from beraad.law.compare_sentences import sentences
from beraad.law.expand import provisions
from beraad.law.permission import at
from beraad.law.register import Register
from tests.law.compared import AFTER, BEFORE, STATUSES, amended, moved
from tests.law.world import GENERAL, HISTORY, accession, deliberation, register

# VIDIS, 22/056: history from six months to a year -------------------------------------------------

VIDIS = "- replace looking-back of clause history: 6 months -> 12 months"


def test_the_same_people_see_the_same_fields_six_months_further_back() -> None:
    comparison, _ = amended(VIDIS)
    (row,) = comparison.changed
    assert not comparison.added
    assert not comparison.removed
    assert row.aspects == ("looking_back",)
    assert row.recipients == ("role:pharmacist",)
    assert row.fields == ("dispensing.date", "dispensing.posology", "dispensing.product")
    assert row.before
    assert row.after
    assert (row.before.looking_back, row.after.looking_back) == ("6 months", "1 year")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nl",
            "Dezelfde ontvangers zien dezelfde gegevens. Gewijzigd: apothekers, voor zorg (het "
            "gedeeld dossier: datum, posologie en product); historiek: 1 jaar in plaats van 6 "
            "maanden (6 maanden verder terug). Verder verandert er niets.",
        ),
        (
            "fr",
            "Les mêmes destinataires voient les mêmes données. Modifié~: pharmaciens, pour les "
            "soins (le dossier partagé~: date, posologie et produit)~; historique~: 1 an au "
            "lieu de 6 mois (6 mois plus loin dans le passé). Rien d'autre ne change.",
        ),
        (
            "de",
            "Dieselben Empfänger sehen dieselben Daten. Geändert: Apotheker, für die Pflege (die "
            "geteilte Akte: Datum, Dosierung und Produkt); Rückblick: 1 Jahr statt 6 Monate (6 "
            "Monate weiter zurück). Sonst ändert sich nichts.",
        ),
        (
            "en",
            "The same recipients see the same fields. Changed: pharmacists, for care (the shared "
            "file: date, posology and product); history: 1 year instead of 6 months (6 months "
            "further back). Nothing else changes.",
        ),
    ],
)
def test_it_is_told_in_four_languages(language: Language, told: str) -> None:
    comparison, law = amended(VIDIS)
    said = " ".join(sentences(comparison, law.catalogue, language))
    assert said == told.replace("~", "\u00a0")


def test_json_holds_plain_values_only_and_keeps_its_form() -> None:
    told = to_json(amended(VIDIS)[0])
    assert json.loads(json.dumps(told)) == told
    assert list(told) == ["added", "removed", "changed", "unchanged", "together", "undecided"]
    (row,) = told["changed"]
    assert list(row) == [
        *("recipients", "sources", "purpose", "form", "channels", "fields"),
        *("before", "after", "grounds", "aspects"),
    ]
    assert row["before"] == {
        "population": "patients",
        "conditions": ["consent(informed)", "not excluded", "therapeutic-relation"],
        "looking_back": "6 months",
        "keep": "nothing",
        "answer": "fields",
        "leaves_as": "",
        "accession": [],
        "until": "",
    }
    assert row["grounds"] == [
        {
            "chamber": "social-security-and-health",
            "number": "22/056",
            "paragraph": 3,
            "clause": "history",
        }
    ]


# What is no change in practice --------------------------------------------------------------------


def same_in_practice(one: str, other: str) -> bool:
    comparison = compare(
        at(provisions(moved(one)), BEFORE),
        at(provisions(moved(other, "22/057")), BEFORE),
        moved(one).catalogue,
    )
    rows = (comparison.added, comparison.removed, comparison.changed, comparison.together)
    return not any(rows)


def test_a_text_put_differently_changes_nothing() -> None:
    renamed = HISTORY.replace("clause history", "clause other-name")
    paragraph = "4. Moved.\n\n" + HISTORY
    reordered = HISTORY.replace(
        "consent(informed), therapeutic-relation", "therapeutic-relation, consent(informed)"
    )
    twelve = HISTORY.replace("6 months", "12 months"), HISTORY.replace("6 months", "1 year")
    lists = STATUSES, STATUSES.replace("granters", "grant-bodies").replace("list sectors", "list x")
    choice = STATUSES, STATUSES.replace("mandate, consent(worker)", "consent(worker), mandate")
    for pair in (
        *((HISTORY, one) for one in (renamed, paragraph, reordered)),
        *(twelve, lists, choice),
    ):
        assert same_in_practice(*pair), pair[1]
    assert not same_in_practice(HISTORY, twelve[0])


def test_nothing_changes_is_said_so() -> None:
    law = moved(HISTORY)
    now = at(provisions(law), BEFORE)
    comparison = compare(now, now, law.catalogue)
    assert comparison == Comparison((), (), (), unchanged=3)
    assert sentences(comparison, law.catalogue, "nl") == ("In de praktijk verandert er niets.",)


# General deliberations with accessions ------------------------------------------------------------


def limited(to: str) -> str:
    """A general deliberation for these recipients."""
    return deliberation(GENERAL.replace("category municipality", to), kind="general")


def acceded(to: str) -> tuple[Comparison, Register]:
    """A comparison of before and after the village acceded."""
    law = register(
        limited(to),
        accession("town", "status.disability", "2023-01-01"),
        accession("village", "status.disability, status.living_wage", "2024-03-01"),
    )
    everything = provisions(law)
    return compare(at(everything, BEFORE), at(everything, AFTER), law.catalogue), law


def test_an_accession_opens_to_a_party_the_fields_it_names() -> None:
    comparison, _ = acceded("[town, village, hospital]")
    (row,) = comparison.added
    assert (row.recipients, row.fields) == (
        ("party:village",),
        ("status.disability", "status.living_wage"),
    )
    assert not comparison.changed
    assert comparison.unchanged == 1


def test_an_accession_to_what_a_category_may_is_a_term() -> None:
    comparison, law = acceded("category municipality")
    (added,), (changed,) = comparison.added, comparison.changed
    assert added.after
    assert (added.fields, added.after.accession) == (("status.living_wage",), ("village",))
    assert changed.aspects == ("accession",)
    told = "acceding parties: the town and the village instead of the town."
    assert sentences(comparison, law.catalogue, "en")[1].endswith(told)


def test_a_clause_to_which_nobody_acceded_permits_nothing() -> None:
    law = register(limited("anyone"))
    assert compare((), at(provisions(law), BEFORE), law.catalogue) == Comparison((), (), (), 0)
