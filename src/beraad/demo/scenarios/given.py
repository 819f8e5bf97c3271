"""Facts of the chapters as rows: into the population before the stores are made of it, and into the
tables of stores afterwards."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from beraad.demo.scenarios.cast import BORN as BORN_ON
from beraad.demo.scenarios.cast import NUMBER, Cast, nearest
from beraad.demo.scenarios.chapter import Chapter, Fact
from beraad.demo.world import PLACES

SUBJECTS = ("subject", "ssin")
IMPLIED = ("registrations", "residences")
MADE = ("persons", "number")
"""The cell that gives a person a number; the table knows it as `subject`."""

BORN = BORN_ON.isoformat()
HOME = PLACES[0].nis
REGIONS = {place.nis: place.region for place in PLACES}
FIRST_HOUSEHOLD = 10**9
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "persons": {
        "surname": "Voorbeeld",
        "birth_date": BORN,
        "birth_place": PLACES[0].name,
        "sex": "female",
        "nationality": "BE",
        "civil_status": "single",
        "register": "national",
        "abroad": "Lille (FR)",
    },
    "registrations": {"register": "national"},
    "residences": {"municipality": HOME, "street": "Kapelstraat", "house_number": 1},
    "consents": {"kind": "informed"},
    "dispensings": {"price": 0, "objected": 0},
    "prescriptions": {"hidden": 0},
    "employers": {"linked_to": ""},
    "municipalities": {"party": ""},
}
"""What stands in the columns of the population that a chapter leaves out; in all others nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the types of its columns, and the column that says who is concerned."""

    name: str
    columns: Mapping[str, str]

    @property
    def first(self) -> str:
        """The column for the first cell."""
        return next((one for one in SUBJECTS if one in self.columns), next(iter(self.columns)))

    def check(self, names: Iterable[str]) -> None:
        """ValueError for a column that there is not."""
        for name in names:
            if name not in self.columns:
                raise ValueError(
                    f"{self.name} has no column '{name}'; {nearest(name, self.columns)}"
                )

    def value(self, name: str, cell: str) -> object:
        """A cell as its column holds it: whole numbers as such, `yes` and `no` as 1 and 0."""
        if self.columns[name] not in ("INTEGER", "INT"):
            return cell
        if cell in ("yes", "no"):
            return int(cell == "yes")
        if not cell.removeprefix("-").isdecimal():
            raise ValueError(f"column '{name}' holds '{cell}'; expected a whole number, yes or no")
        return int(cell)


def table_of(database: sqlite3.Connection, name: str) -> Table:
    """A table of a database; ValueError for one that there is not, or that is a view."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE type <> 'index'"))
    tables = [one for one, kind in kinds.items() if kind == "table"]
    if kinds.get(name) == "view":
        raise ValueError(
            f"{name} is a view, which follows from tables; give rows to one of these: "
            f"{', '.join(sorted(tables))}"
        )
    if name not in kinds:
        raise ValueError(f"there is no table '{name}'; {nearest(name, tables)}")
    found = database.execute(f'PRAGMA table_info("{name}")')
    columns = {str(row[1]): str(row[2]) for row in found}
    return Table(name, {n: kind or held(database, name, n) for n, kind in columns.items()})


def held(database: sqlite3.Connection, table: str, column: str) -> str:
    """The type of what stands in a column that has none of its own."""
    query = f'SELECT typeof("{column}") FROM "{table}" WHERE "{column}" IS NOT NULL LIMIT 1'  # noqa: S608 (names of the schema)
    found = database.execute(query).fetchone()
    return str(found[0]).upper() if found else "TEXT"


def insert(database: sqlite3.Connection, table: Table, row: Mapping[str, object]) -> None:
    """Add a row."""
    names = ", ".join(f'"{name}"' for name in row)
    slots = ", ".join("?" * len(row))
    query = f'INSERT INTO "{table.name}" ({names}) VALUES ({slots})'  # noqa: S608 (names of the schema)
    database.execute(query, [*row.values()])


@dataclass(frozen=True, slots=True)
class Giving:
    """The facts of one chapter; what it cannot give is a ChapterError at the line of the fact."""

    chapter: Chapter
    cast: Cast

    def to_population(self, database: sqlite3.Connection) -> None:
        """Rows of the population, with where a person is registered and lives unless that is
        given."""
        own = [fact for fact in self.chapter.facts if "." not in fact.table]
        for fact in own:
            self.give(database, fact, fact.table)
        for fact in (one for one in own if one.table == "persons"):
            for table in IMPLIED:
                if not any(one.table == table and one.who == fact.who for one in own):
                    cells = {"begin": fact.cells.get("birth_date", BORN)}
                    if "death_date" in fact.cells:
                        cells["end"] = fact.cells["death_date"]
                    self.give(database, Fact(fact.line, table, fact.who, cells), table)

    def to_stores(self, folder: Path) -> None:
        """Rows of the stores `folder/STORE.sqlite`."""
        for fact in self.chapter.facts:
            store, dot, table = fact.table.partition(".")
            if not dot:
                continue
            path = folder / f"{store}.sqlite"
            if not path.exists():
                stores = [one.stem for one in folder.glob("*.sqlite")]
                what = f"there is no store '{store}'; {nearest(store, stores)}"
                raise self.chapter.wrong(fact.line, what)
            with closing(sqlite3.connect(path)) as database, database:
                self.give(database, fact, table)

    def give(self, database: sqlite3.Connection, fact: Fact, name: str) -> None:
        """One fact as a row."""
        try:
            table = table_of(database, name)
            cells = {n: cell for n, cell in fact.cells.items() if (name, n) != MADE}
            table.check(cells)
            row = {n: self.value(table, n, cell) for n, cell in cells.items()}
            row = {table.first: self.who(table, fact.who)} | row
            insert(database, table, self.implied(name, fact) | row)
        except (ValueError, sqlite3.Error) as error:
            raise self.chapter.wrong(fact.line, str(error)) from None

    def who(self, table: Table, cell: str) -> str:
        """The first cell: somebody, where the table is about persons."""
        return self.cast.someone(cell) if table.first in SUBJECTS else self.cast.number(cell)

    def value(self, table: Table, name: str, cell: str) -> object:
        """A cell, in which a name stands for a number and a household may have a name."""
        if name == "household" and not cell.isdecimal():
            return self.household(cell)
        return table.value(name, self.cast.number(cell))

    def implied(self, table: str, fact: Fact) -> dict[str, object]:
        """What stands in the columns of the population for which no cell is given."""
        row = dict(DEFAULTS.get(table, {}))
        if table in ("persons", "residences"):
            row["household"] = self.household(self.home(fact.who))
        if table in ("persons", "registrations"):
            row["register"] = self.register(fact.who)
        if table == "residences":
            row["region"] = REGIONS.get(fact.cells.get("municipality", HOME), "flanders")
        return row if "." not in fact.table else {}

    def home(self, who: str) -> str:
        """The household that was given for a person, or one of his own."""
        found = (f.cells.get("household") for f in self.chapter.facts if f.who == who)
        return next((cell for cell in found if cell), who)

    def register(self, who: str) -> str:
        """The register that the number of a person tells."""
        number = self.cast.number(who)
        return "national" if NUMBER.fullmatch(number) and int(number[2:4]) < 20 else "bis"

    def household(self, name: str) -> int:
        """The number of a household: those with a name are of this chapter alone."""
        if name.isdecimal():
            return int(name)
        text = f"{self.chapter.system}/{name}".encode()
        return FIRST_HOUSEHOLD + int.from_bytes(sha256(text).digest()[:4])
