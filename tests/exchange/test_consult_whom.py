"""Who is asked about: replaced and unknown numbers, and nothing about another person."""

from dataclasses import replace
from pathlib import Path

import pytest

from beraad.belgium.identifier import InvalidNumberError
from beraad.exchange.gateway import Gateway
from beraad.law.communication import Communication, Refusal
from tests.exchange.test_consult import allowance
from tests.exchange.world import (
    BEFORE,
    missing,
    moment,
    permit,
    read,
    vidis,
)

# Who is asked about

REGISTERS = Communication(
    "nsso",
    "cbss-registers",
    "supplementary-rights",
    ("identity.ssin", "identity.name"),
    "identified",
    "consult",
)


def test_the_registers_answer_only_for_those_outside_the_national_register(
    gateway: Gateway, home: Path
):
    query = "SELECT subject, register FROM persons WHERE death_date IS NULL AND birth_date < ?"
    of = {
        register: subject
        for subject, register in read(home / "population.sqlite", query, "2000-01-01")
    }
    bis = gateway.consult(REGISTERS, of["bis"], moment(BEFORE))
    assert [row["identity.ssin"] for row in bis.rows] == [of["bis"]]
    national = gateway.consult(REGISTERS, of["national"], moment(BEFORE))
    assert missing(national) == ["condition: not in-national-register"]


def test_a_replaced_number_is_answered_as_the_number_that_replaced_it(gateway: Gateway, home: Path):
    rows = read(
        home / "population.sqlite",
        """SELECT former, subject FROM replaced WHERE "on" < ? AND subject IN
        (SELECT subject FROM insurance)""",
        BEFORE,
    )
    former, current = rows[0]
    wish = allowance("municipality-beukendaal")
    old = gateway.consult(wish, former, moment(BEFORE))
    new = gateway.consult(wish, current, moment(BEFORE))
    assert (old.decision, old.rows) == (new.decision, new.rows)
    entries = [gateway.journal.entry(answer.entry.index) for answer in (old, new)]
    assert entries[0].subject == entries[1].subject


def test_of_a_number_that_nobody_has_nothing_is_known(gateway: Gateway, home: Path):
    nobody = "85073003328"
    answer = gateway.consult(vidis("10000000004"), nobody, moment(BEFORE))
    assert isinstance(answer.decision, Refusal)
    beyond = gateway.consult(REGISTERS, nobody, moment(BEFORE))
    assert missing(beyond) == ["condition: not in-national-register"]


def test_about_nobody_even_a_permit_tells_nothing(gateway: Gateway):
    wish = replace(REGISTERS, purpose="policy-support", fields=("identity.sex",))
    answer = gateway.consult(wish, "85073003328", moment(BEFORE))
    assert permit(answer).clause == "anybody"
    assert answer.rows == ()


def test_what_is_no_number_is_refused_without_being_repeated(gateway: Gateway):
    with pytest.raises(InvalidNumberError) as error:
        gateway.consult(REGISTERS, "85073003329", moment(BEFORE))
    assert "85073003329" not in str(error.value)


def test_an_answer_holds_nothing_about_another_person(gateway: Gateway, home: Path):
    patients = read(
        home / "population.sqlite",
        """SELECT DISTINCT r.subject, r.professional FROM relations r JOIN professionals p
        USING (professional) WHERE p.role = 'pharmacist'
        AND r.begin < ? AND r.begin > date(?, '-14 months')
        LIMIT 60""",
        BEFORE,
        BEFORE,
    )
    raw = read(home / "sources" / "gfd.sqlite", "SELECT subject, product, date FROM dispensing")
    wish = Communication(
        "pharmacy",
        "gfd",
        "pharmaceutical-care",
        ("dispensing.product", "dispensing.date"),
        "identified",
        "consult",
        role="pharmacist",
    )
    seen = 0
    for patient, pharmacist in patients:
        asked = replace(wish, person=pharmacist)
        answer = gateway.consult(asked, patient, moment(BEFORE))
        own = {(product, day) for subject, product, day in raw if subject == patient}
        assert {tuple(row.values()) for row in answer.rows} <= own
        seen += len(answer.rows)
    assert seen > 50
