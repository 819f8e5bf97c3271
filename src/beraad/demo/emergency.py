"""The patient of the demonstration, and the consultations about him or her."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from beraad.demo.scene import Scene, local
from beraad.demo.story import consultation
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.gateway import Gateway
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.sources import open_sources
from beraad.exchange.weighed import Answer
from beraad.law.communication import Permit
from beraad.law.explain import explain


def open_gateway(scene: Scene, key: bytes) -> Gateway:
    """The gateway of the demonstration to all simulated sources."""
    register, folder = scene.register(), scene.home / "sources"
    return Gateway(
        laws=Laws(register),
        sources=open_sources(folder, register.catalogue.sources),
        evidence=Evidence(folder / "evidence.sqlite"),
        directory=Directory(folder / "directory.sqlite"),
        journal=scene.journal,
        pseudonyms=Pseudonyms(key),
    )


def close_gateway(gateway: Gateway) -> None:
    """Let go of the databases."""
    for source in gateway.sources.values():
        source.close()
    gateway.evidence.close()
    gateway.directory.close()


@dataclass(frozen=True, slots=True)
class Case:
    """The patient (a simulated national number) and the physician (a simulated NIHDI number)."""

    patient: str
    physician: str


def choose_case(home: Path, until: date) -> Case:
    """A patient with medicines dispensed in the last three months and in the three before.

    And who never excluded a care provider, so that the story is about time alone.
    """
    patient = """
        SELECT subject FROM dispensings
        WHERE subject NOT IN (SELECT subject FROM exclusions)
        GROUP BY subject
        HAVING sum(date BETWEEN ? AND ?) >= 2 AND sum(date BETWEEN ? AND ?) >= 2
        ORDER BY subject LIMIT 1"""
    physician = "SELECT professional FROM professionals WHERE role = 'emergency-physician' LIMIT 1"
    near, far = until - timedelta(days=80), until - timedelta(days=170)
    days = [near, until, far, near - timedelta(days=20)]
    with closing(sqlite3.connect(home / "population.sqlite")) as population:
        who = population.execute(patient, [day.isoformat() for day in days]).fetchone()
        by = population.execute(physician).fetchone()
    if who is None:
        raise ValueError("nobody among the simulated persons fits; take more persons")
    return Case(str(who[0]), str(by[0]))


def arrive(home: Path, case: Case, day: date) -> None:
    """The patient is admitted: a therapeutic relation of three months with the physician begins."""
    row = (case.patient, "stay", case.physician, day.isoformat())
    insert = "INSERT INTO relation (subject, kind, professional, begin) VALUES (?, ?, ?, ?)"
    with closing(sqlite3.connect(home / "sources" / "evidence.sqlite")) as evidence:
        evidence.execute(insert, row)
        evidence.commit()


def consult(scene: Scene, gateway: Gateway, case: Case, at: datetime) -> Answer:
    """One consultation at an instant, told in the terminal."""
    answer = gateway.consult(consultation(case.physician), case.patient, at)
    permitted = isinstance(answer.decision, Permit)
    verdict = "[bold green]answered[/]" if permitted else "[bold red]refused[/]"
    scene.say(f"{local(at)}  {verdict}  [dim]journal entry {answer.entry.index}[/]")
    for sentence in told(answer, scene):
        scene.say(sentence, indent=6)
    return answer


def told(answer: Answer, scene: Scene) -> Sequence[str]:
    """A permit in sentences; of a refusal, what the nearest clause lacks."""
    decision, catalogue = answer.decision, scene.register().catalogue
    sentences = explain(decision, catalogue, "en")
    if isinstance(decision, Permit) or not decision.nearest:
        return sentences
    return sentences[: len(decision.nearest[0].missing)]


def show_rows(scene: Scene, answer: Answer, most: int = 6) -> None:
    """The rows of an answer, newest first."""
    rows = sorted(answer.rows, key=lambda row: str(row["dispensing.date"]), reverse=True)
    heads = list(rows[0]) if rows else ["no row"]
    scene.table(heads, [[str(row[head]) for head in heads] for row in rows[:most]])
    oldest = min((str(row["dispensing.date"]) for row in rows), default="-")
    scene.say(f"{len(rows)} rows, the oldest of {oldest}")
