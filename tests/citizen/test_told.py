"""The view in words: every act that a person meets, in four languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from beraad.citizen.told import (
    ACTS,
    DETAILS,
    FILED,
    FORGOTTEN,
    HEADINGS,
    MORE,
    NOTHING,
    NOTIFIED,
    OTHER,
    WHAT,
    WHEN,
    WRITTEN,
    YES_NO,
    parts,
    sentence,
)
from beraad.citizen.view import Seen
from beraad.law.catalogue import LANGUAGES, Catalogue
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.journal.conftest import START

ROOT = Path(__file__).parents[2]
SEEN = Seen(
    *(7, 0, START, "communication.permitted", "sciensano", "physician", "gfd", "care"),
    *(
        ("dispensing.product", "dispensing.date"),
        "fields",
        "18/046",
        8,
        "history",
        (),
        "consult",
        "",
    ),
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


def test_what_a_file_brought_is_told_apart() -> None:
    told = {sentence(replace(SEEN, act="file.lines", answer=one), "en") for one in FILED}
    assert len(told) == 4
    assert all("file" in one for one in told)


def test_a_notification_is_told_apart() -> None:
    notified = replace(SEEN, channel="notify", answer="yes-no")
    assert (
        sentence(notified, "nl") == "Een wijziging in uw gegevens werd aan een bestemmeling gemeld."
    )
    refused = replace(notified, act="communication.refused")
    assert sentence(refused, "en").startswith("A recipient was not allowed to be notified")
    failed = replace(notified, act="communication.failed")
    assert sentence(failed, "en") == ACTS["communication.failed"]["en"]


def test_what_was_not_passed_on_names_the_nearest_provision(catalogue: Catalogue) -> None:
    stopped = replace(SEEN, act="file.lines", answer="not-forwarded")
    assert "Nearest provision" in dict(parts(stopped, catalogue, "en"))


def test_every_text_is_there_in_each_language() -> None:
    single = [OTHER, YES_NO, FORGOTTEN, NOTHING, MORE, WRITTEN, WHEN, WHAT]
    tables = [ACTS, FILED, NOTIFIED, HEADINGS, DETAILS]
    for labels in [*single, *(one for table in tables for one in table.values())]:
        assert all(labels[language] for language in LANGUAGES)
        assert len({labels[language] for language in LANGUAGES}) > 1
