"""The gateway is killed at any moment: each mutation is told once, in order, and none is lost."""

import random
import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from tests.exchange.mutation.killed import Exchange, Killed
from tests.exchange.mutation.world import ADDRESS, MUTATIONS_CLAUSES, SOURCE
from tests.exchange.world import SYSTEMS, read

PERSONS, EACH, BATCH, KILLS = 300, 4, 50, 5
PEOPLE = "SELECT subject FROM persons WHERE birth_date < '2020-01-01' ORDER BY subject LIMIT ?"
EVERYBODY = """
INSERT INTO registration SELECT ssin, '13', '000', '0', '2020-01-01', NULL, '2020-01-01' FROM person
"""


@pytest.fixture
def killed(built: Path, tmp_path: Path) -> Iterator[Killed]:
    home = Path(copytree(built, tmp_path / "home"))
    key = make_key(home / "journal.key", "beraad.example/killed", secrets.token_bytes(32))
    Journal(home / "journal.db", key).close()
    (home / "clauses.md").write_text(MUTATIONS_CLAUSES)
    with closing(sqlite3.connect(home / "sources" / "directory.sqlite")) as database:
        database.execute("DELETE FROM registration")
        database.execute(EVERYBODY)
        database.commit()
    killed = Killed(home, (SYSTEMS, home / "clauses.md"))
    killed.start()
    yield killed
    killed.close()


def batches(home: Path) -> list[dict[str, object]]:
    """Mutations of many persons, several times each; the second tells which time it was."""
    people = [str(row[0]) for row in read(home / "population.sqlite", PEOPLE, PERSONS)]
    every = [
        {
            "number": f"{round_}-{at}",
            "subject": ssin,
            "fields": [ADDRESS],
            "occurred": f"2024-09-30T10:00:0{round_}Z",
        }
        for round_ in range(EACH)
        for at, ssin in enumerate(people)
    ]
    return [
        {"source": SOURCE, "mutations": every[at : at + BATCH]}
        for at in range(0, len(every), BATCH)
    ]


def test_killed_amid_publishing_and_amid_pulling_each_comes_once_and_in_order(killed: Killed):
    exchange, chance = Exchange(killed, {"cbss": [batches(killed.home)]}, ["fpd"]), random.Random(7)
    for _ in exchange.run():
        time.sleep(chance.uniform(0.1, 0.6))
        if killed.kills < KILLS:
            killed.kill()
            killed.start()
    assert killed.kills >= 3  # a fast machine is done before the last of them
    assert set(exchange.published.values()) == {1}
    assert len(exchange.published) == PERSONS * EACH
    in_order = exchange.in_order("fpd")
    wanted = [f"2024-09-30T10:00:0{n}+00:00" for n in range(EACH)]
    assert len(in_order) == PERSONS
    assert all(found == wanted for found in in_order.values())
    with Journal(killed.home / "journal.db") as journal:
        entries = [one.entry for one in journal.read()]
    names = Counter(entry.about for entry in entries if entry.act == "mutation.published")
    assert len(names) == PERSONS * EACH
    assert set(names.values()) == {1}
    told = {entry.facts["place"] for entry in entries if entry.act == "communication.permitted"}
    assert told >= set(exchange.heard["fpd"])
