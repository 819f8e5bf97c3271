"""The gateway is killed in the middle of a file: it broke off, for its reader and in the journal,
and each person is shown exactly what may have left."""

import json
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from beraad.citizen.line import filed
from beraad.exchange.files.lines import Lines
from beraad.exchange.files.rules import Limits
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.store import Journal
from tests.exchange.files.conftest import QUESTION
from tests.exchange.server.running import DYING, Running, kept, new_home, running
from tests.exchange.world import BEFORE

CHUNK = Limits().chunk
LATER = f"{BEFORE}T18:00:00+02:00"
"""A file cannot be under way any more by then."""

KILLS = [
    # where it dies (the first entry is that it began), of how many chunks the journal says: sent
    ("dying(book.Book, 'append_all', 1, after=True)", 0),
    ("dying(book.Book, 'append_all', 3)", 1),
    ("dying(book.Book, 'append_all', 3, after=True)", 2),
]


def send(gateway: Running, numbers: list[str]) -> int:
    """How many lines of answers came; the file breaks off if the gateway dies."""
    headers = gateway.headers(QUESTION["recipient"])
    headers |= {"Content-Type": "text/csv", "Beraad-Question": json.dumps(QUESTION)}
    body, came = "".join(f"{one}\n" for one in numbers).encode(), b""
    with gateway.client.stream("POST", "/v1/files", content=body, headers=headers) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_raw():
            came += piece
    return came.count(b"\n") - 1


def acts(home: Path) -> list[str]:
    """What the journal has of the file; it verifies."""
    kept(home, home / "journal.db")
    with Journal(home / "journal.db") as journal:
        return [
            one.entry.act
            for one in journal.read()
            if one.entry.act not in ("file.ruled", "file.lines")
        ]


@pytest.mark.parametrize(("spoiled", "chunks"), KILLS)
def test_what_the_journal_and_each_person_are_told_is_what_may_have_left(
    built: Path, tmp_path: Path, persons: list[str], spoiled: str, chunks: int
):
    home = new_home(built, tmp_path / "own")
    of_chunk = [persons[place::4] for place in range(4)]  # four chunks, each of its own persons
    numbers = [one for some in of_chunk for one in (some * CHUNK)[:CHUNK]]
    dies = DYING + "from beraad.exchange.server import book\n" + spoiled
    with running(home, before=dies) as gateway, pytest.raises(httpx.TransportError):
        send(gateway, numbers)
    assert acts(home) == ["file.begun", *["file.sent"] * chunks]
    pseudonyms = Pseudonyms((home / "gateway" / "pseudonym.key").read_bytes())
    with (
        closing(Lines(home / "gateway" / "lines.sqlite")) as lines,
        Journal(home / "journal.db") as journal,
    ):
        told = [
            {row.line.chunk for row in filed(lines, journal, [pseudonyms.of("subject", some[0])])}
            for some in of_chunk
        ]
    assert told == [{place + 1} if place < chunks else set() for place in range(4)]
    with running(home, "--on", LATER) as again:
        assert acts(home) == ["file.begun", *["file.sent"] * chunks, "file.broken"]
        assert send(again, persons[:10]) == 10
    assert acts(home)[-3:] == ["file.begun", "file.sent", "file.ended"]
