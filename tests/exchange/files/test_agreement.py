"""A file tells of each person exactly what a question about that one person is told."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from beraad.belgium.identifier import InvalidNumberError
from beraad.exchange.files.table import table
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Gateway
from beraad.law.communication import Communication, Permit
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.test_consult import ELIGIBLE
from tests.exchange.test_mandate import ASKED, BY_MANDATE
from tests.exchange.world import (
    DISPENSED,
    REGISTERS_CLAUSE,
    SYSTEMS,
    change,
    moment,
    patient_of,
    read,
    vidis,
)

Rows = list[dict[str, Any]]
STATUS = ("status.increased_allowance", "status.living_wage", "status.elderly_allowance")


def numbers_of(home: Path, most: int = 250) -> list[str]:
    """Persons, former numbers, one that nobody bears, some that are none, and one twice."""
    found = [row[0] for row in read(home / "population.sqlite", "SELECT subject FROM persons")]
    former = [
        row[0] for row in read(home / "sources" / "directory.sqlite", "SELECT former FROM replaced")
    ]
    return [*found[:most], *former[:20], "85073003328", "85.07.30-033.28", "x", "", *found[:1]]


def one_by_one(gateway: Gateway, wish: Communication, numbers: list[str], day: str) -> list[Any]:
    """What the gateway answers to each as a question of its own."""
    told: list[Any] = []
    for number in numbers:
        try:
            answer = gateway.weigh(wish, number, moment(day))
        except InvalidNumberError:
            told.append("malformed")
            continue
        told.append(
            (answer.decision, answer.forwarding, [dict(r) for r in answer.rows], answer.yes)
        )
    return told


def as_a_file(scales: FileScales, wish: Communication, numbers: list[str], day: str) -> list[Any]:
    """What a file tells of each, from its rows."""
    weighed = scales.weigh(scales.plan(wish, moment(day)), numbers)
    lines: list[list[Any]] = [[] for _ in numbers]
    for row in table(weighed, 1, wish.fields):
        lines[row[0] - 1].append(row)
    return [
        "malformed"
        if ruling is None
        else (ruling.decision, ruling.forwarding, *answered(rows, ruling.decision, wish.fields))
        for ruling, rows in zip(weighed.rulings, lines, strict=True)
    ]


def answered(rows: list[Any], decision: object, fields: tuple[str, ...]) -> tuple[Rows, Any]:
    """The rows of a line, without the fields of other tables, and its yes or no."""
    yes = rows[0][5]
    if not isinstance(decision, Permit) or yes is not None:
        assert len(rows) == 1
        return [], yes
    told = []
    for _, status, _, _, name, _, *cells in rows:
        assert status == "answered"
        if name is not None:
            named = zip(fields, cells, strict=True)
            told.append(
                {f: c for f, c in named if f.startswith(f"{name}.") and f in decision.passed}
            )
    return told, None


@pytest.fixture(scope="session")
def register() -> Register:
    """All clauses of the systems and some more, each also by files."""
    files = find_files([SYSTEMS]) | {
        "registers-test.md": REGISTERS_CLAUSE.encode(),
        "mandate-test.md": BY_MANDATE.encode(),
    }
    by = re.compile(rb"^( *by: )consult$", re.MULTILINE)
    return load({name: by.sub(rb"\1[consult, batch]", text) for name, text in files.items()})


def by_file(recipient: str, source: str, purpose: str, *fields: str) -> Communication:
    return Communication(recipient, source, purpose, fields, "identified", "batch")


RIGHTS, BUFFER = "supplementary-rights", "buffer-database"
IDENTITY = ("identity.ssin", "identity.name", "identity.birth_date", "identity.sex")
WISHES: dict[str, Callable[[str], Communication]] = {
    "dispensed medicines, by relation and consent": lambda who: replace(
        vidis(who), channel="batch", fields=(*DISPENSED, "dispensing.pharmacy")
    ),
    "a role that nobody has": lambda _: replace(vidis("nobody"), channel="batch"),
    "inhabitants, by accession": lambda _: by_file(
        "municipality-beukendaal", BUFFER, RIGHTS, *STATUS, "status.reference_date"
    ),
    "customers and their household": lambda _: by_file(
        "water-company-deltawater", BUFFER, RIGHTS, *STATUS, "status.reference_date"
    ),
    "yes or no": lambda _: by_file("fps-economy", BUFFER, "social-energy-tariff", *STATUS),
    "a test that turns on who asks": lambda _: replace(ELIGIBLE, channel="batch"),
    "a source that was handed over": lambda _: by_file(
        "cbss", "elderly-allowance", RIGHTS, "status.elderly_allowance", "status.reference_date"
    ),
    "by mandate": lambda _: replace(ASKED, channel="batch"),
    "everyone": lambda _: by_file("nsso", "cbss-registers", "policy-support", *IDENTITY),
    "who is not in another register": lambda _: by_file(
        "nsso", "cbss-registers", RIGHTS, *IDENTITY
    ),
    "insured persons": lambda _: by_file(
        "ehealth-platform", "insured-persons-file", "secure-exchange", "insured_person.fund"
    ),
    "no clause": lambda _: by_file("nsso", "gfd", RIGHTS, "dispensing.date"),
}
DAYS = ("2024-10-01", "2025-06-02")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("wish", WISHES)
def test_a_file_tells_of_each_what_a_question_about_that_one_is_told(
    gateway: Gateway, file_scales: FileScales, home: Path, wish: str, day: str
):
    _, physician = patient_of(home, "general-practitioner", day)
    asked, numbers = WISHES[wish](physician), numbers_of(home)
    expected = one_by_one(gateway, asked, numbers, day)
    assert as_a_file(file_scales, asked, numbers, day) == expected
