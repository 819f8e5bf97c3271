"""What patients and care providers do, what follows from it, and what the journal tells of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from beraad.exchange.actions import (
    MandateGiven,
    begin_relation,
    end_relation,
    exclude,
    give_consent,
    give_mandate,
    readmit,
    renew_file,
    revoke_mandate,
    withdraw_consent,
)
from beraad.exchange.desk import ActError, Desk, open_desk
from beraad.exchange.emergency import (
    LASTS,
    REASONS,
    VERDICTS,
    break_glass,
    review,
    to_review,
)
from beraad.exchange.gateway import Gateway
from beraad.exchange.mandate import KEYS
from beraad.journal.store import Journal
from beraad.law.communication import Permit
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.exchange.conftest import Places
from tests.exchange.world import BEFORE, SYSTEMS, change, missing, moment, patient_of, vidis

NOON = moment(BEFORE)
SECOND = timedelta(seconds=1)


@pytest.fixture
def places(everywhere: Places) -> Places:
    return everywhere


@pytest.fixture
def desk(gateway: Gateway, places: Places) -> Iterator[Desk]:
    place = places["evidence"]
    with open_desk(place, gateway.directory, gateway.journal, gateway.pseudonyms) as desk:
        yield desk


@pytest.fixture
def pair(home: Path) -> tuple[str, str]:
    """A patient, and the general practitioner with whom there is a relation."""
    return patient_of(home, "general-practitioner", BEFORE)


def holds(gateway: Gateway, key: str, pair: tuple[str, str], at: datetime, **said: str) -> bool:
    """Whether evidence holds for a patient and who acts."""
    wish = replace(vidis(pair[1]), **said)  # type: ignore[arg-type]
    answer = gateway.evidence.answers([key], wish, pair[0], at)[key]
    assert isinstance(answer, bool)
    return answer


def acts(journal: Journal) -> list[str]:
    return [found.entry.act for found in journal.read()]


# Consent


def test_consent_is_given_once_counts_everywhere_and_ends_at_its_second(
    desk: Desk, gateway: Gateway, pair: tuple[str, str], journal: Journal
):
    patient, key = pair[0], "consent(informed)"
    withdraw_consent(desk, patient, NOON)
    assert holds(gateway, key, pair, NOON - SECOND)
    assert not holds(gateway, key, pair, NOON)
    assert missing(gateway.consult(vidis(pair[1]), patient, NOON)) == [f"condition: {key}"]
    give_consent(desk, patient, NOON + SECOND)
    for recipient, source in (("hospital", "gfd"), ("elsewhere", "vitalink-scheme")):
        assert holds(gateway, key, pair, NOON + SECOND, recipient=recipient, source=source)
    assert acts(journal)[::2] == ["consent.withdrawn", "consent.given"]


def test_what_is_given_is_not_given_again_and_what_is_not_is_not_withdrawn(
    desk: Desk, pair: tuple[str, str], journal: Journal
):
    with pytest.raises(ActError, match="still counts"):
        give_consent(desk, pair[0], NOON)
    withdraw_consent(desk, pair[0], NOON)
    with pytest.raises(ActError, match="no consent to withdraw"):
        withdraw_consent(desk, pair[0], NOON + SECOND)
    assert acts(journal) == ["consent.withdrawn"]


# Exclusion


def test_an_exclusion_counts_in_each_competence_of_the_professional(
    desk: Desk, gateway: Gateway, pair: tuple[str, str]
):
    patient, physician = pair
    exclude(desk, patient, physician[:8] + "999", NOON)
    assert holds(gateway, "excluded", pair, NOON)
    assert not holds(gateway, "excluded", pair, NOON - SECOND)
    readmit(desk, patient, physician, NOON + SECOND)
    assert not holds(gateway, "excluded", pair, NOON + SECOND)
    with pytest.raises(ActError, match="does not exclude"):
        readmit(desk, patient, physician, NOON + 2 * SECOND)


# Relations


def test_an_eid_reading_makes_a_relation_of_fifteen_months(
    desk: Desk, gateway: Gateway, home: Path, pair: tuple[str, str]
):
    change(home / "sources" / "evidence.sqlite", "DELETE FROM relation WHERE subject = ?", pair[0])
    assert missing(gateway.consult(vidis(pair[1]), pair[0], NOON))
    begin_relation(desk, "eid", pair[0], pair[1], NOON)
    assert isinstance(gateway.consult(vidis(pair[1]), pair[0], NOON).decision, Permit)
    key = "therapeutic-relation"
    assert holds(gateway, key, pair, moment("2025-12-31", "22:59"))  # the last minute here
    assert not holds(gateway, key, pair, moment("2025-12-31", "23:00"))
    end_relation(desk, pair[0], pair[1], moment("2024-12-01"))
    assert not holds(gateway, key, pair, moment("2024-12-01"))
    with pytest.raises(ActError, match="no relation"):
        end_relation(desk, pair[0], pair[1], moment("2024-12-02"))


def test_a_file_is_renewed_while_it_runs(
    desk: Desk, gateway: Gateway, home: Path, pair: tuple[str, str]
):
    change(home / "sources" / "evidence.sqlite", "DELETE FROM relation WHERE subject = ?", pair[0])
    begin_relation(desk, "file", pair[0], pair[1], moment("2022-10-01"))
    renew_file(desk, pair[0], pair[1], moment("2023-09-30"))
    assert holds(gateway, "therapeutic-relation", pair, moment("2024-09-30"))
    with pytest.raises(ActError, match="open one"):
        renew_file(desk, pair[0], pair[1], moment("2024-10-01"))


KINDS = [
    ("dispensing", "needed role; expected pharmacist"),
    ("friendship", "expected one of eid"),
]


@pytest.mark.parametrize(("kind", "told"), KINDS)
def test_a_relation_arises_from_what_may_give_rise_to_it(
    desk: Desk, pair: tuple[str, str], journal: Journal, kind: str, told: str
):
    with pytest.raises(ActError, match=told):
        begin_relation(desk, kind, *pair, NOON)
    with pytest.raises(ActError, match="any care professional"):
        begin_relation(desk, "eid", pair[0], "10000099903", NOON)
    with pytest.raises(ActError, match="nobody bears this number"):
        begin_relation(desk, "eid", "85073003328", pair[1], NOON)
    assert acts(journal) == []


# Mandates


def test_a_mandate_is_revoked_between_two_readings(
    desk: Desk, gateway: Gateway, pair: tuple[str, str], journal: Journal
):
    field = ("gfd", "dispensing.date")
    given = MandateGiven("practice", "customer", "integrated-medication-view", (field,), NOON)
    number = give_mandate(desk, pair[0], given, NOON)
    said = {"fields": ("dispensing.date",)}
    valid, covers = KEYS[1], KEYS[2]
    assert holds(gateway, valid, pair, NOON, **said)  # type: ignore[arg-type]
    assert holds(gateway, covers, pair, NOON, **said)  # type: ignore[arg-type]
    assert not holds(gateway, covers, pair, NOON)
    revoke_mandate(desk, pair[0], number, NOON + 2 * SECOND)
    assert holds(gateway, valid, pair, NOON + SECOND, **said)  # type: ignore[arg-type]
    assert not holds(gateway, valid, pair, NOON + 2 * SECOND, **said)  # type: ignore[arg-type]
    with pytest.raises(ActError, match="revoked it before"):
        revoke_mandate(desk, pair[0], number, NOON + 3 * SECOND)
    assert acts(journal) == ["mandate.given", "mandate.revoked"]


def test_nobody_revokes_the_mandate_of_another(desk: Desk, home: Path, pair: tuple[str, str]):
    given = MandateGiven("practice", "customer", "x", (("gfd", "dispensing.date"),), NOON)
    number = give_mandate(desk, pair[0], given, NOON)
    other, _ = patient_of(home, "pharmacist", BEFORE)
    assert other != pair[0]
    with pytest.raises(ActError, match="gave no such mandate"):
        revoke_mandate(desk, other, number, NOON)


def test_a_mandate_without_data_or_time_is_none(desk: Desk, pair: tuple[str, str]):
    none = MandateGiven("practice", "customer", "x", (), NOON)
    with pytest.raises(ActError, match="comprises no field"):
        give_mandate(desk, pair[0], none, NOON)
    short = replace(none, fields=(("gfd", "dispensing.date"),), end=NOON)
    with pytest.raises(ActError, match="ends before it begins"):
        give_mandate(desk, pair[0], short, NOON)


# Emergency

GLASS = """---
number: 24/902
chamber: social-security-and-health
kind: individual
adopted: 2024-01-09
title-nl: proef
title-fr: essai
title-de: Probe
title-en: test
---

# Subject

1. A physician in an emergency sees what was dispensed.

# Assessment

2. Weighed.

# Decision

3. An emergency stands for consent and relation. It does not stand for an exclusion.

```clause glass
from: gfd
to: role general-practitioner
for: pharmaceutical-care
fields: [dispensing.product]
form: identified
by: consult
about: patients
when: [any of (consent(informed), emergency),
  any of (therapeutic-relation, emergency), not excluded]
looking-back: 3 months
keep: nothing
```
"""
WHY = "Unconscious after a fall, unknown medicines, no relative reached."


@pytest.fixture
def stranger(gateway: Gateway, home: Path, pair: tuple[str, str]) -> tuple[str, str]:
    """A patient without consent or relation, and a general practitioner."""
    gateway.laws.adopt(load({**find_files([SYSTEMS]), "glass-test.md": GLASS.encode()}))
    for table in ("relation", "consent_given"):
        store = home / "sources" / "evidence.sqlite"
        change(store, f"DELETE FROM {table} WHERE subject = ?", pair[0])
    return pair


def test_an_emergency_stands_for_the_conditions_that_name_it_for_a_few_hours(
    desk: Desk, gateway: Gateway, stranger: tuple[str, str]
):
    patient, physician = stranger
    wish = replace(vidis(physician), purpose="pharmaceutical-care", fields=("dispensing.product",))
    before = gateway.consult(wish, patient, NOON)
    assert missing(before) == [
        "condition: any of (consent(informed), emergency)",
        "condition: any of (therapeutic-relation, emergency)",
    ]
    break_glass(desk, patient, physician, "general-practitioner", "life-in-danger", WHY, NOON)
    for at, opened in ((NOON, True), (NOON + LASTS - SECOND, True), (NOON + LASTS, False)):
        assert isinstance(gateway.consult(wish, patient, at).decision, Permit) is opened
    view = gateway.consult(vidis(physician), patient, NOON)
    assert "condition: therapeutic-relation" in missing(view)
    exclude(desk, patient, physician, NOON)
    assert missing(gateway.consult(wish, patient, NOON)) == ["condition: not excluded"]


def test_it_opens_for_one_patient_one_professional_and_one_role(
    desk: Desk, gateway: Gateway, home: Path, stranger: tuple[str, str]
):
    patient, physician = stranger
    break_glass(desk, patient, physician, "general-practitioner", "life-in-danger", WHY, NOON)
    other, nurse = patient_of(home, "nurse", BEFORE)
    said = {"role": "general-practitioner"}
    assert holds(gateway, "emergency", stranger, NOON, **said)
    assert not holds(gateway, "emergency", stranger, NOON, role="nurse")
    assert not holds(gateway, "emergency", (patient, nurse), NOON, **said)
    assert not holds(gateway, "emergency", (other, physician), NOON, **said)


REFUSED = [
    ("general-practitioner", "curiosity", WHY, "reason 'curiosity': expected one of"),
    ("general-practitioner", "", WHY, "reason '': expected one of"),
    ("general-practitioner", "life-in-danger", "  urgent      ", "explain the emergency"),
    ("nurse", "life-in-danger", WHY, "expected nurse"),
]


@pytest.mark.parametrize(("role", "reason", "explained", "told"), REFUSED)
def test_without_reason_explanation_and_role_the_glass_stays_whole(
    desk: Desk,
    journal: Journal,
    stranger: tuple[str, str],
    role: str,
    reason: str,
    explained: str,
    told: str,
):
    with pytest.raises(ActError, match=told):
        break_glass(desk, *stranger, role, reason, explained, NOON)
    assert (to_review(desk), acts(journal)) == ((), [])


def test_each_access_waits_for_the_verdict_of_somebody_else(
    desk: Desk, journal: Journal, stranger: tuple[str, str]
):
    patient, physician = stranger
    numbers = [
        break_glass(desk, *stranger, "general-practitioner", "serious-harm", WHY, at)
        for at in (NOON, NOON - SECOND)
    ]
    assert [access.number for access in to_review(desk)] == numbers[::-1]
    assert to_review(desk)[0].explained == WHY
    for reviewer in (physician, physician[:8], physician[:8] + "999"):
        with pytest.raises(ActError, match="somebody else must"):
            review(desk, numbers[0], reviewer, "justified", NOON)
    with pytest.raises(ActError, match="name the reviewer"):
        review(desk, numbers[0], "", "justified", NOON)
    with pytest.raises(ActError, match="expected justified or not-justified"):
        review(desk, numbers[0], "reviewer", "fine", NOON)
    review(desk, numbers[0], "reviewer", "not-justified", NOON + SECOND)
    assert [access.number for access in to_review(desk)] == numbers[1:]
    with pytest.raises(ActError, match="waits for a review"):
        review(desk, numbers[0], "reviewer", VERDICTS[0], NOON + SECOND)
    told = [found.entry for found in journal.read()]
    assert [entry.act for entry in told] == ["emergency.opened"] * 2 + ["emergency.reviewed"]
    assert told[0].facts["reason"] == "serious-harm"
    assert told[2].facts["person"] == told[0].actor
    assert len({entry.subject for entry in told}) == 1
    content = b"".join(entry.content for entry in told).decode()
    assert not any(secret in content for secret in (patient, physician, "Unconscious"))


def test_every_reason_reads_in_four_languages():
    for labels in REASONS.values():
        assert len({labels.nl, labels.fr, labels.de, labels.en}) == 4
