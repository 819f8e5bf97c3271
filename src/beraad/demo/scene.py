"""What the stages of the demonstration share: the terminal, the folder, the books."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from beraad.belgium.calendar import ZONE
from beraad.committee.docket import Docket
from beraad.committee.office import Office
from beraad.journal.store import Journal
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files, published

WORDS = Path(__file__).parent / "words.md"


@dataclass
class Scene:
    """One run of the demonstration; `stage` counts up."""

    console: Console
    home: Path
    systems: Path
    journal: Journal
    docket: Docket
    persons: int
    seed: int
    stage: int = 0

    @property
    def office(self) -> Office:
        """Where the committee records its acts."""
        return Office(self.journal, self.docket, Docket(self.home / "ballots"))

    def files(self) -> dict[str, bytes]:
        """The files of the register: the systems, the simulated words, what was published."""
        return find_files([self.systems, WORDS]) | published(self.journal, self.docket)

    def register(self) -> Register:
        """The register as it stands."""
        return load(self.files())

    @contextmanager
    def staging(self, title: str, meanwhile: str) -> Iterator[None]:
        """One stage: its heading, a spinner while it works, the time it took."""
        self.stage += 1
        self.console.print(f"\n[bold cyan]{self.stage} · {title}[/]")
        start = perf_counter()
        with self.console.status(meanwhile):
            yield
        self.console.print(f"  [dim]{perf_counter() - start:.1f} s[/]")

    def say(self, text: str, indent: int = 2) -> None:
        """A line of the story."""
        self.console.print(Padding(text, (0, 0, 0, indent)), highlight=False)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A small table."""
        table = Table(*heads, box=box.SIMPLE, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        self.console.print(Padding(table, (0, 0, 0, 2)))


def local(at: datetime) -> str:
    """An instant as a reader in Belgium writes it."""
    return at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M:%S")
