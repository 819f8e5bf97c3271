"""A file tells of each person exactly what a question about that one person is told."""

import os
import random
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from beraad.belgium.identifier import InvalidNumberError
from beraad.exchange.files.table import table
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Gateway
from beraad.exchange.sources import AnySource, Found
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
    moment,
    patient_of,
    read,
    vidis,
)

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
            (
                answer.decision,
                answer.forwarding,
                [dict(r) for r in answer.rows],
                answer.yes,
                copied(answer.found, day),
            )
        )
    return told


def copied(found: Found, day: str) -> tuple[str | None, bool | None]:
    """Of when a copy is, and whether that is too old."""
    return found.as_of, None if found.as_of is None else found.is_stale(moment(day))


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


def answered(rows: list[Any], decision: object, fields: tuple[str, ...]) -> tuple[Any, ...]:
    """The rows of a line, without the fields of other tables, its yes or no, and of when it is."""
    yes, *copy = rows[0][5:8]
    if not isinstance(decision, Permit) or yes is not None:
        assert len(rows) == 1
        return [], yes, tuple(copy)
    told = []
    for _, status, _, _, name, _, *marks, cells in [(*row[:8], row[8:]) for row in rows]:
        assert marks == copy
        assert status == "answered"
        if name is not None:
            named = zip(fields, cells, strict=True)
            told.append(
                {f: c for f, c in named if f.startswith(f"{name}.") and f in decision.passed}
            )
    return told, None, tuple(copy)


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


@pytest.fixture
def wishes(home: Path) -> Mapping[str, Communication]:
    """What files ask, by a physician who has patients."""
    _, physician = patient_of(home, "general-practitioner", DAYS[0])
    return {name: made(physician) for name, made in WISHES.items()}


def agreed(
    gateway: Gateway, asked: Communication, numbers: list[str], sources: Mapping[str, AnySource]
) -> list[object]:
    """What a file tells by these sources, which is what questions are told one by one."""
    gateway.sources.update(sources)  # type: ignore[attr-defined]
    told = as_a_file(FileScales(gateway), asked, numbers, DAYS[0])
    assert told == one_by_one(gateway, asked, numbers, DAYS[0])
    return told


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("wish", WISHES)
def test_a_file_tells_of_each_what_a_question_about_that_one_is_told(
    gateway: Gateway, file_scales: FileScales, home: Path, wish: str, day: str
):
    _, physician = patient_of(home, "general-practitioner", day)
    asked, numbers = WISHES[wish](physician), numbers_of(home)
    expected = one_by_one(gateway, asked, numbers, day)
    assert as_a_file(file_scales, asked, numbers, day) == expected


def upset(home: Path, chance: random.Random, asks: str, physician: str) -> None:
    """Change the stores at random: consent, exclusions, mandates, flows, numbers, declarations."""
    people = numbers_of(home, 100)[:100]

    def some() -> list[str]:
        return chance.sample(people, 30)

    def day() -> str:
        return f"202{chance.randrange(3, 7)}-{chance.randrange(1, 13):02d}-01"

    evidence, directory = (home / "sources" / f"{one}.sqlite" for one in ("evidence", "directory"))
    for one in some():
        write(evidence, "DELETE FROM consent_given WHERE subject = ?", one)
        write(evidence, "INSERT INTO exclusion VALUES (?, ?, ?, ?)", one, physician, day(), day())
        write(evidence, "INSERT INTO flexi_declared VALUES (?, ?, ?, NULL)", one, asks, day())
    for number, one in enumerate(some() + some(), start=chance.randrange(10**6, 10**9)):
        purpose = chance.choice([ASKED.purpose, "policy-support"])
        given = (number, one, ASKED.recipient, chance.choice(["customer", "guardian"]), purpose)
        add = """INSERT INTO mandate_given
            (number, subject, recipient, relation, purpose, given, begin,
            "end", revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
        ends = (chance.choice([None, day()]), chance.choice([None, None, day()]))
        write(evidence, add, *given, day(), day(), *ends)
        if chance.random() < 0.8:
            covered = (number, ASKED.source, *ASKED.fields)
            write(evidence, "INSERT INTO mandate_field VALUES (?, ?, ?)", *covered)
        write(evidence, "INSERT INTO contract VALUES (?, ?, ?, NULL)", one, ASKED.recipient, day())
    write(directory, "DELETE FROM flow")
    flow = ("", "", "", chance.choice(["none", "sender", "addressee", "both"]), chance.randrange(2))
    capacities = chance.choice(["", "000", "010 020"])
    write(
        directory,
        "INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, '2020-01-01', NULL)",
        *flow,
        capacities,
    )


def write(path: Path, statement: str, *given: object) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement, given)


@pytest.mark.parametrize("seed", range(int(os.environ.get("BERAAD_NIGHTLY", "0")) * 40 + 2))
def test_so_it_is_in_worlds_drawn_at_random(
    gateway: Gateway, file_scales: FileScales, home: Path, seed: int
):
    chance = random.Random(seed)
    _, physician = patient_of(home, "general-practitioner", DAYS[0])
    upset(home, chance, ELIGIBLE.recipient, physician)
    numbers, day = numbers_of(home, 100), chance.choice(DAYS)
    met = set()
    for wish in WISHES.values():
        asked = wish(physician)
        write(home / "sources" / "directory.sqlite", "UPDATE flow SET source = ?", asked.source)
        expected = one_by_one(gateway, asked, numbers, day)
        assert as_a_file(file_scales, asked, numbers, day) == expected
        met |= {(type(one[0]), one[1].forwarded) for one in expected if one != "malformed"}
    assert len(met) > 1
