"""`beraad evidence`: what patients and care providers do at a counter, each act recorded first.

The organisation at whose counter it is done has made sure who acts; the command does not.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from beraad.exchange import actions, emergency
from beraad.exchange.database.written import StoreError
from beraad.exchange.desk import Desk, open_desk
from beraad.exchange.directory import Directory, DirectoryError
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.secret import own_key
from beraad.exchange.sources.opened import Connections
from beraad.journal.keyfile import read_key
from beraad.journal.store import Journal
from beraad.site.commands.evidence_given import (
    carer,
    field_of,
    glass,
    mandate,
    person,
    professional,
    relation,
    revoked,
    subject,
    verdict,
)
from beraad.site.commands.gateway import add_home, place_of_journal
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_json,
    add_on,
    moment_of,
    print_json,
    print_rows,
)

FAMILY = "beraad evidence"
Given: TypeAlias = argparse.Namespace
Act: TypeAlias = Callable[[Desk, Given, datetime], int | None]
HEADS = ("access", "from", "until", "professional", "role", "reason", "explained")


@dataclass(frozen=True, slots=True)
class Verb:
    """An act at the counter: what it does, its options, the sentence afterwards, its example."""

    name: str
    does: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Act
    told: str
    example: str = ""


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad evidence VERB ...`."""
    command = add_command(
        commands,
        "evidence",
        "what patients and care providers do: consent, exclusions, relations, mandates, access in "
        "an emergency and its review",
        f"{FAMILY} withdraw-consent --home build/demo",
    )
    verbs = command.add_subparsers(metavar="VERB", required=True)
    for verb in VERBS:
        one = add_command(verbs, verb.name, verb.does, f"{FAMILY} {verb.name}{verb.example}")
        verb.add(one)
        add_home(one)
        add_on(one, "the moment of the act, for simulated persons")
        one.set_defaults(run=run, verb=verb)


def run(given: Given) -> int:
    """Do it."""
    with desk_in(given.home) as desk:
        number = given.verb.run(desk, given, moment_of(given))
    if not getattr(given, "json", False):
        print(given.verb.told.format(number))
    return 0


@contextmanager
def desk_in(home: Path) -> Iterator[Desk]:
    """The desk of a home folder; OSError where a store does not answer."""
    connections = Connections(home / "sources")
    directory = Directory(connections.place("directory"))
    (home / "gateway").mkdir(exist_ok=True)
    key, names = read_key(home / "journal.key"), own_key(home / "gateway" / "pseudonym.key")
    try:
        with (
            Journal(place_of_journal(home), key) as journal,
            open_desk(connections.place("evidence"), directory, journal, Pseudonyms(names)) as desk,
        ):
            yield desk
    except (StoreError, DirectoryError) as error:
        raise OSError(str(error)) from None
    finally:
        directory.close()


def alone(act: Callable[[Desk, str, datetime], None]) -> Act:
    """An act about the patient alone."""
    return lambda desk, given, at: act(desk, subject(given), at)


def towards(act: Callable[[Desk, str, str, datetime], None]) -> Act:
    """An act towards a care provider."""
    return lambda desk, given, at: act(desk, subject(given), carer(given), at)


def begin_relation(desk: Desk, given: Given, at: datetime) -> None:
    """A relation begins."""
    actions.begin_relation(desk, given.kind, subject(given), carer(given), at)


def give_mandate(desk: Desk, given: Given, at: datetime) -> int:
    """The number of the mandate."""
    fields = tuple(field_of(text) for text in given.field)
    terms = (given.organisation, given.relation, given.purpose, fields, at, given.until)
    return actions.give_mandate(desk, subject(given), actions.MandateGiven(*terms), at)


def revoke_mandate(desk: Desk, given: Given, at: datetime) -> int:
    """The number of the mandate."""
    actions.revoke_mandate(desk, subject(given), given.mandate, at)
    return int(given.mandate)


def break_glass(desk: Desk, given: Given, at: datetime) -> int:
    """The number of the access."""
    asked = (subject(given), carer(given), given.role, given.reason, given.explained)
    return emergency.break_glass(desk, *asked, at)


def to_review(desk: Desk, given: Given, at: datetime) -> int:
    """How many wait; they are shown without the patient's number."""
    found = [
        (a.number, a.begin, a.end, a.professional, a.role, a.reason, a.explained)
        for a in emergency.to_review(desk)
    ]
    if given.json:
        print_json([dict(zip(HEADS, row, strict=True)) for row in found])
    elif found:
        print_rows(HEADS, [[str(cell) for cell in row] for row in found])
    return len(found)


def review(desk: Desk, given: Given, at: datetime) -> int:
    """The number of the access."""
    emergency.review(desk, given.access, given.reviewer, given.verdict, at)
    return int(given.access)


VERBS = (
    Verb(
        "give-consent",
        "the patient gives informed consent",
        person,
        alone(actions.give_consent),
        "consent is given",
    ),
    Verb(
        "withdraw-consent",
        "the patient withdraws it",
        person,
        alone(actions.withdraw_consent),
        "consent is withdrawn",
    ),
    Verb(
        "exclude",
        "the patient excludes a care provider",
        professional,
        towards(actions.exclude),
        "the care provider is excluded",
    ),
    Verb(
        "readmit",
        "the patient takes an exclusion back",
        professional,
        towards(actions.readmit),
        "the care provider is excluded no longer",
    ),
    Verb(
        "begin-relation",
        "a therapeutic relation arises: an eID was read, a medicine dispensed, a file opened",
        relation,
        begin_relation,
        "the relation has begun",
        " eid",
    ),
    Verb(
        "renew-file",
        "the global medical file is renewed",
        professional,
        towards(actions.renew_file),
        "the global medical file is renewed",
    ),
    Verb(
        "end-relation",
        "the patient ends the relations with a care provider",
        professional,
        towards(actions.end_relation),
        "the relations with the care provider have ended",
    ),
    Verb(
        "give-mandate",
        "the patient gives an organisation a mandate",
        mandate,
        give_mandate,
        "mandate {} is given",
        " practice --relation customer --purpose integrated-medication-view "
        "--field gfd:dispensing.date",
    ),
    Verb(
        "revoke-mandate",
        "the patient revokes a mandate",
        revoked,
        revoke_mandate,
        "mandate {} is revoked",
        " 1",
    ),
    Verb(
        "break-glass",
        "a care provider opens an access in an emergency, for a few hours, with a reason",
        glass,
        break_glass,
        f"access {{}} is open for {emergency.LASTS.seconds // 3600} hours; it waits for a review",
        " --role emergency-physician --reason life-in-danger "
        "--explained 'Unconscious after a fall, no relative reached.'",
    ),
    Verb(
        "to-review",
        "the accesses in an emergency on which nobody has judged yet",
        add_json,
        to_review,
        "accesses that wait for a review: {}",
    ),
    Verb(
        "review",
        "somebody else judges an access, once",
        verdict,
        review,
        "access {} is reviewed",
        " 1 justified --reviewer ombudsperson",
    ),
)
