"""The source itself, read without the gateway: what came back must be exactly what stands there.

Nothing of the gateway's own reading is used, only the functions that the views of a store call. The
fields and the window are those of the clause in the register, not those that the answer claims.
"""

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from beraad.demo.scenarios.asked import Asked
from beraad.demo.scenarios.world import World
from beraad.exchange.asking import Asking, Ear
from beraad.exchange.reckoning import teach
from beraad.law.act import day_of
from beraad.law.catalogue import Source
from beraad.law.decide import passed
from beraad.law.provision import Provision

Line: TypeAlias = tuple[tuple[str, object], ...]
SUCCESSOR = "SELECT current FROM replaced WHERE former = ?"
NOBODYS, REPLACED = "nobody's", "replaced"
FIRST, BEFORE = "first day", "day before"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a gateway told: the source that was competent, the permit, the rows or the yes."""

    source: str
    permit: Mapping[str, Any]
    rows: Iterable[Mapping[str, object]]
    yes: bool | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence for each way in which a claim is not what the law and the source say, and of which
    edges of the window the source has data."""

    faults: tuple[str, ...]
    edges: frozenset[str] = frozenset()


def compare(world: World, asked: Asked, claim: Claim) -> Compared:
    """A claim beside the law and the source."""
    source = world.register.catalogue.sources[claim.source]
    law = provision_of(world.laws, source.word, asked, claim.permit)
    if law is None:
        return Compared(("no provision in force has the clause that is said to permit",))
    wanted = list(passed(law, asked.communication()))
    faults = []
    if list(claim.permit["passed"]) != wanted:
        faults.append(f"the clause passes {', '.join(wanted)}, and the answer other fields")
    held = list(read(world.stores, source, wanted, asked))
    first = first_day(law, asked)
    standing = lines(row for when, row in held if when >= first)
    if claim.yes is None:
        came = lines(claim.rows)
        if came != standing:
            told = f"the source holds {len(standing)} such rows, the answer {len(came)}, not equal"
            faults.append(told)
    elif claim.yes != any(value is True for line in standing for _, value in line):
        faults.append("the source says the contrary")
    return Compared(tuple(faults), edges(first, {when[:10] for when, _ in held}))


def first_day(law: Provision, asked: Asked) -> str:
    """The first day of the window of a clause; '' if it has none."""
    back = law.clause.looking_back
    return back.before(day_of(asked.at)).isoformat() if back else ""


def edges(first: str, days: Container[str]) -> frozenset[str]:
    """Which edges of the window are among these days."""
    if not first:
        return frozenset()
    before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    named = ((FIRST, first), (BEFORE, before))
    return frozenset(name for name, day in named if day in days)


def provision_of(
    laws: Iterable[Provision], source: str, asked: Asked, permit: Mapping[str, Any]
) -> Provision | None:
    """The provision by which something is permitted."""
    named = (permit["chamber"], permit["number"], permit["paragraph"], permit["clause"])
    for law in laws:
        here = (law.chamber, str(law.number), law.paragraph, law.clause.name)
        if here == named and law.source == source and law.on(asked.at):
            return law
    return None


def lines(rows: Iterable[Mapping[str, object]]) -> list[Line]:
    """Rows in an order that does not depend on who read them."""
    return sorted((tuple(sorted(row.items())) for row in rows), key=repr)


def read(
    stores: Path, source: Source, fields: Iterable[str], asked: Asked
) -> Iterator[tuple[str, dict[str, object]]]:
    """What stands in the source about a person until the day of the question: these fields, each
    row with its day or moment."""
    tables: dict[str, list[str]] = {}
    for name in fields:
        tables.setdefault(name.partition(".")[0], []).append(name)
    day = day_of(asked.at)
    dated = source.dated_by.partition(".")[2]
    with closing(opened(stores / f"{source.word}.sqlite")) as database:
        Ear(database).asking = Asking(day, asked.organisation, asked.role)
        subject = current(stores, asked.about[0])
        for table, names in tables.items():
            query = f'SELECT * FROM "{table}" WHERE subject = ?'  # noqa: S608 (the catalogue's word)
            for row in database.execute(query, (subject,)):
                when = row[dated] if dated else day.isoformat()
                if when and when[:10] <= day.isoformat():
                    yield when, {name: value(source, name, row) for name in names}


def value(source: Source, name: str, row: sqlite3.Row) -> object:
    """A field of a row."""
    found: object = row[name.partition(".")[2]]
    truth = source.fields[name].kind == "yes-no" and found is not None
    return bool(found) if truth else found


def opened(path: Path) -> sqlite3.Connection:
    """A store, to be read."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    teach(database)
    return database


def current(stores: Path, number: str) -> str:
    """The number under which a person is kept now."""
    with closing(opened(stores / "directory.sqlite")) as database:
        while found := database.execute(SUCCESSOR, (number,)).fetchone():
            number = str(found[0])
    return number


def standing(stores: Path, number: str) -> str:
    """What the directory says of a number: that it was replaced, or nobody's; '' of all others."""
    now = current(stores, number)
    with closing(opened(stores / "directory.sqlite")) as database:
        if not database.execute("SELECT 1 FROM person WHERE ssin = ?", (now,)).fetchone():
            return NOBODYS
    return REPLACED if now != number else ""
