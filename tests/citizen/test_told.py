"""The view in words: every act that a person meets, in four languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from beraad.citizen.told import ACTS, DETAILS, HEADINGS, OTHER, parts, sentence
from beraad.citizen.view import Seen
from beraad.law.catalogue import LANGUAGES, Catalogue
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.journal.conftest import START

ROOT = Path(__file__).parents[2]
SEEN = Seen(
    *(7, START, "communication.permitted", "sciensano", "physician", "gfd", "care"),
    *(("dispensing.product", "dispensing.date"), "fields", "18/046", 8, "history", (), ""),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(find_files([ROOT / "systems"])).catalogue


def test_an_answer_in_english(catalogue: Catalogue) -> None:
    assert sentence(SEEN, "en") == "Data about you were communicated."
    told = dict(parts(SEEN, catalogue, "en"))
    assert told["Ground"] == "deliberation 18/046, paragraph 8"
    assert told["Data"] == "product and date of dispensing"
    assert list(told) == ["Recipient", "Role", "Source", "Data", "Purpose", "Ground"]


def test_a_refusal_names_the_nearest_provision(catalogue: Catalogue) -> None:
    refused = replace(SEEN, act="communication.refused", answer="refused")
    assert dict(parts(refused, catalogue, "nl"))["Dichtstbijzijnde bepaling"].endswith("punt 8")
    bare = replace(refused, number="", paragraph=None, recipient="", source="(unknown word)")
    assert "Nearest provision" not in dict(parts(bare, catalogue, "en"))


def test_a_yes_or_no_is_told_apart_and_a_new_act_is_not_lost(catalogue: Catalogue) -> None:
    assert sentence(replace(SEEN, answer="yes-no"), "de").endswith("mit Ja oder Nein beantwortet.")
    assert sentence(replace(SEEN, act="notification.sent"), "fr") == OTHER["fr"]


def test_a_reason_is_told_where_it_is_known(catalogue: Catalogue) -> None:
    opened = replace(SEEN, act="emergency.opened", detail="life-in-danger")
    assert dict(parts(opened, catalogue, "en"))["Detail"] == "the patient's life is in danger"
    assert "Detail" not in dict(parts(replace(opened, detail="inquiry-7"), catalogue, "en"))


def test_every_text_is_there_in_each_language() -> None:
    for labels in [OTHER, *ACTS.values(), *HEADINGS.values(), *DETAILS.values()]:
        assert all(labels[language] for language in LANGUAGES)
        assert len({labels[language] for language in LANGUAGES}) > 1


def test_every_act_about_a_person_has_its_sentence() -> None:
    """What the desk and the gateway record about a person is found in their sources."""
    acts = set()
    for file in (ROOT / "src/beraad/exchange").rglob("*.py"):
        acts |= set(re.findall(r'desk\.act\("([a-z.]+)"', file.read_text()))
    assert acts
    assert acts <= ACTS.keys()
