"""A journal that moves from an SQLite file to PostgreSQL: one log, with one history.

A second log under the same key and origin would be a split view, the very thing that checkpoints
are there to show (C2SP tlog-checkpoint, tlog-witness).
"""

from pathlib import Path

from beraad.journal.base import JournalError, JournalStoreError
from beraad.journal.checkpoint import open_checkpoint
from beraad.journal.store import Journal


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
