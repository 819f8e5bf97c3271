"""What `beraad evidence` is told: about whom, by whom, and what belongs to each act."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from beraad.belgium.ssin import parse_ssin
from beraad.demo.emergency import Case, choose_case
from beraad.exchange import emergency
from beraad.exchange.relation import KINDS
from beraad.site.commands.options import read_instant

ADMITTED = date(2026, 4, 21)
Given = argparse.Namespace


def person(command: argparse.ArgumentParser) -> None:
    """`--person NUMBER`."""
    command.add_argument(
        "--person",
        metavar="NUMBER",
        help="the patient's national number, or - to read it from standard input (default: the "
        "patient of the demonstration)",
    )


def professional(command: argparse.ArgumentParser) -> None:
    """`--person` and `--professional`."""
    person(command)
    command.add_argument(
        "--professional",
        metavar="NIHDI",
        help="the care provider's number (default: the physician of the demonstration)",
    )


def relation(command: argparse.ArgumentParser) -> None:
    """A relation that begins."""
    professional(command)
    kinds = ", ".join(KINDS)
    command.add_argument("kind", metavar="KIND", help=f"from what it arises: {kinds}")


def mandate(command: argparse.ArgumentParser) -> None:
    """A mandate."""
    person(command)
    command.add_argument("organisation", metavar="ORGANISATION", help="who may act for the person")
    command.add_argument("--relation", required=True, help="how the two stand, such as customer")
    command.add_argument("--purpose", required=True, help="a purpose of the catalogue")
    command.add_argument(
        "--field",
        metavar="SOURCE:FIELD",
        action="append",
        default=[],
        help="what it comprises; repeat it for each field",
    )
    command.add_argument(
        "--until", metavar="INSTANT", type=read_instant, help="its end (default: none)"
    )


def revoked(command: argparse.ArgumentParser) -> None:
    """A mandate that was given."""
    person(command)
    command.add_argument("mandate", metavar="MANDATE", type=int, help="its number")


def glass(command: argparse.ArgumentParser) -> None:
    """An access in an emergency."""
    professional(command)
    command.add_argument("--role", required=True, help="the role in which the care provider acts")
    reasons = ", ".join(emergency.REASONS)
    command.add_argument("--reason", required=True, help=f"one of {reasons}")
    command.add_argument("--explained", required=True, metavar="TEXT", help="a sentence that tells")


def verdict(command: argparse.ArgumentParser) -> None:
    """A review."""
    command.add_argument("access", metavar="ACCESS", type=int, help="its number")
    verdicts = " or ".join(emergency.VERDICTS)
    command.add_argument("verdict", metavar="VERDICT", help=verdicts)
    command.add_argument("--reviewer", required=True, help="who judges: not who opened it")


def subject(given: Given) -> str:
    """The number of the person; never repeated in a message."""
    if given.person is None:
        return case_of(given.home).patient
    text = sys.stdin.readline().strip() if given.person == "-" else given.person
    return parse_ssin(text, datetime.now(UTC).date()).digits


def carer(given: Given) -> str:
    """The number of the care provider."""
    return given.professional or case_of(given.home).physician


def case_of(home: Path) -> Case:
    """The patient and physician of the demonstration; ValueError where there is none."""
    if not (home / "population.sqlite").exists():
        raise ValueError("whom it is about must be said: give --person and --professional")
    return choose_case(home, ADMITTED)


def field_of(text: str) -> tuple[str, str]:
    """Source and field of `SOURCE:FIELD`."""
    source, colon, name = text.partition(":")
    if not (source and colon and name):
        raise ValueError(f"'{text}' is no SOURCE:FIELD such as gfd:dispensing.date")
    return source, name
