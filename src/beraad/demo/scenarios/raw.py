"""The source itself, read without the gateway: what came back must be exactly what stands there.

Nothing of the gateway's own reading is used, only the functions that the views of a store call. The
fields and the window are those of the clause in the register, not those that the answer claims.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Claim:
    """What a gateway told: the source that was competent, the permit, the rows or the yes."""

    source: str
    permit: Mapping[str, Any]
    rows: Iterable[Mapping[str, object]]
    yes: bool | None


def compare(world: World, asked: Asked, claim: Claim) -> Iterator[str]:
    """A sentence for each way in which a claim is not what the law and the source say."""
    source = world.register.catalogue.sources[claim.source]
    law = provision_of(world.laws, source.word, asked, claim.permit)
    if law is None:
        yield "no provision in force has the clause that is said to permit"
        return
    wanted = list(passed(law, asked.communication()))
    if list(claim.permit["passed"]) != wanted:
        yield f"the clause passes {', '.join(wanted)}, and the answer other fields"
    standing = lines(read(world.stores, source, law, wanted, asked))
    if claim.yes is None:
        came = lines(claim.rows)
        if came != standing:
            yield f"the source holds {len(standing)} such rows, the answer {len(came)}, not equal"
    elif claim.yes != any(value is True for line in standing for _, value in line):
        yield "the source says the contrary"


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
    stores: Path, source: Source, law: Provision, fields: Iterable[str], asked: Asked
) -> Iterator[dict[str, object]]:
    """What stands in the source about a person: these fields, as far back as the clause goes."""
    tables: dict[str, list[str]] = {}
    for name in fields:
        tables.setdefault(name.partition(".")[0], []).append(name)
    day, back = day_of(asked.at), law.clause.looking_back
    first = back.before(day).isoformat() if back else ""
    dated = source.dated_by.partition(".")[2]
    with closing(opened(stores / f"{source.word}.sqlite")) as database:
        Ear(database).asking = Asking(day, asked.organisation, asked.role)
        subject = current(stores, asked.about[0])
        for table, names in tables.items():
            query = f'SELECT * FROM "{table}" WHERE subject = ?'  # noqa: S608 (the catalogue's word)
            for row in database.execute(query, (subject,)):
                when = row[dated] if dated else day.isoformat()
                if when and first <= when and when[:10] <= day.isoformat():
                    yield {name: value(source, name, row) for name in names}


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
        while found := database.execute(
            "SELECT current FROM replaced WHERE former = ?", (number,)
        ).fetchone():
            number = str(found[0])
    return number
