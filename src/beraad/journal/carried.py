"""A journal that moves from an SQLite file to PostgreSQL: one log, with one history.

A second log under the same key and origin would be a split view, the very thing that checkpoints
are there to show (C2SP tlog-checkpoint, tlog-witness).
"""

from contextlib import closing
from itertools import islice, zip_longest
from pathlib import Path

from beraad.journal import postgres_sql as sql
from beraad.journal.base import JournalError, JournalStoreError, only
from beraad.journal.checkpoint import open_checkpoint
from beraad.journal.export import export_lines
from beraad.journal.postgres import Postgres
from beraad.journal.sqlite import SQLite
from beraad.journal.store import Journal


def carry_journal(file: Path, url: str, wait: float = 10.0) -> int:
    """Copy all of the journal in the file to the database, in one transaction; how many entries.

    Whoever exports it there gets the very bytes that the file's own export has: else, or if a
    journal stands there already, JournalError, and nothing is there. No key is needed.
    """
    with (
        closing(SQLite(file, make=False, wait=wait)) as source,
        closing(Postgres(url, make=True, wait=wait)) as target,
    ):
        source.prepare()
        target.prepare()
        with source.reading(), target.writing():
            if not only(target, sql.IS_NEW)[0]:
                raise JournalError(f"{target.name} has a journal, and a log has one history.")
            copy_rows(source, target)
            pairs = zip_longest(export_lines(source), export_lines(target))
            if sum(one != other for one, other in pairs):  # to the end, so that no answer is open
                raise JournalError(f"{file} has rows that are no text: verify its export.")
            return int(only(source, source.sql.LAST_CHECKPOINT)[1])


def copy_rows(source: SQLite, target: Postgres) -> None:
    """Make the tables and copy their rows.

    Not the rows of entries that were erased: they are empty, and PostgreSQL has none of a month
    that was forgotten; their leaves are in the tiles.
    """
    for statement in (*sql.SCHEMA, sql.CARRYING):
        target.run(statement)
    target.run(sql.NAME_KEY, only(source, source.sql.KEY))
    entries = (
        (position, content.decode(errors="replace"), salt)
        for position, content, salt in source.rows(source.sql.ALL_ENTRIES)
        if content is not None
    )
    while some := list(islice(entries, source.chunk)):
        target.add(some)
    tiles = source.rows(source.sql.ALL_TILES)
    target.copy(sql.CARRY_TILES, ((level, number, 0, tile) for level, number, tile in tiles))
    notes = source.rows(source.sql.ALL_CHECKPOINTS)
    target.copy(
        sql.CARRY_CHECKPOINTS,
        ((serial, size, note.decode(errors="replace")) for serial, size, note in notes),
    )
    target.run(sql.CARRIED)


def check_goes_on(file: Path, url: str) -> None:
    """JournalError unless the journal at `url` begins with all that the file holds, if anything."""
    with Journal(file) as journal:
        note = journal.checkpoint()
        size = open_checkpoint(note, journal.vkey).size
    if not size:
        return
    held = f"{file} holds {size} entries"
    try:
        with Journal(url) as journal:
            same = journal.checkpoint(size) == note
    except JournalStoreError:  # it cannot be reached, which is another matter
        raise
    except JournalError as error:
        raise JournalError(
            f"{held} that the database lacks ({error}) Carry them there first: beraad carry."
        ) from error
    if not same:
        raise JournalError(
            f"{held} and the database another history as long: two logs under one name. Find out "
            "which one was published, and take the other away."
        )
