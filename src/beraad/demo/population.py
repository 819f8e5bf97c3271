"""A simulated population, the same for the same seed and size, from 1,000 persons to 11.7 million.

Every person, organisation and place is invented. `build` writes SQLite, `write_parquet` writes
files for the workbench, part by part so that memory does not grow with the population.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from beraad.demo import sources
from beraad.demo.care import care
from beraad.demo.carers import professionals
from beraad.demo.draw import Draw
from beraad.demo.identity import identity
from beraad.demo.medicines import medicines
from beraad.demo.part import Part, digits
from beraad.demo.people import people
from beraad.demo.rights import rights
from beraad.demo.work import employers, quarters, work
from beraad.demo.world import PLACES

NOTICE = "Everything here is simulated: no person, organisation, place or medicine exists."
CHUNK = 100_000
LARGEST = 12_000_000
LARGEST_IN_SQLITE = 1_000_000


def part_of(persons: int, seed: int, start: int, stop: int) -> Part:
    """Persons `start` up to but not including `stop`."""
    draw = Draw(seed)
    found = people(draw, persons, start, stop)
    return Part(draw, persons, found, digits(found.number, 11))


def person_tables(part: Part) -> dict[str, pl.DataFrame]:
    """Every table about persons, by name; `subject` is the national number."""
    return identity(part) | rights(part) | work(part) | care(part) | medicines(part)


def common_tables(persons: int, seed: int) -> dict[str, pl.DataFrame]:
    """The tables about no person: notice, employers, professionals, municipalities, quarters."""
    municipalities = pl.DataFrame(
        {
            "municipality": [place.nis for place in PLACES],
            "name": [place.name for place in PLACES],
            "region": [place.region for place in PLACES],
            "party": [place.party for place in PLACES],
        }
    )
    return {
        "notice": pl.DataFrame({"notice": [NOTICE]}),
        "employers": employers(Draw(seed), persons),
        "professionals": professionals(persons),
        "municipalities": municipalities,
        "quarters": quarters(),
    }


def parts(persons: int, seed: int, chunk: int = CHUNK) -> Iterator[dict[str, pl.DataFrame]]:
    """The tables about persons, part by part; the parts together are the population."""
    check_size(persons, LARGEST)
    for start in range(0, persons, chunk):
        yield person_tables(part_of(persons, seed, start, min(start + chunk, persons)))


def check_size(persons: int, most: int) -> None:
    """Refuse a size that cannot be simulated."""
    if not 1 <= persons <= most:
        raise ValueError(f"a population of {persons} persons: expected 1 to {most:,}")


def build(home: Path, persons: int, seed: int, systems: Path) -> None:
    """Write `home/population.sqlite` and, from the systems, the stores in `home/sources/`.

    What stood there before is replaced. Raises ValueError for a size beyond SQLite's comfort, and
    SourceScriptError when a source.sql does not run.
    """
    write(home, persons, seed)
    sources.build(home, systems)


def write(home: Path, persons: int, seed: int) -> None:
    """Write `home/population.sqlite` in place of what stood there; ValueError for such a size."""
    check_size(persons, LARGEST_IN_SQLITE)
    home.mkdir(parents=True, exist_ok=True)
    path = home / "population.sqlite"
    path.unlink(missing_ok=True)
    with sources.writing(path) as database:
        for name, table in common_tables(persons, seed).items():
            sources.write(database, name, table)
        for tables in parts(persons, seed):
            for name, table in tables.items():
                sources.write(database, name, table)
        for name in tables:
            sources.index(database, name)


def write_parquet(folder: Path, persons: int, seed: int) -> None:
    """Write each table as `folder/TABLE/NNN.parquet`, one file a part."""
    for name, table in common_tables(persons, seed).items():
        write_part(folder, name, 0, table)
    for number, tables in enumerate(parts(persons, seed)):
        for name, table in tables.items():
            write_part(folder, name, number, table)


def write_part(folder: Path, name: str, number: int, table: pl.DataFrame) -> None:
    """One part of one table."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    table.write_parquet(folder / name / f"{number:03d}.parquet", statistics=False)
