"""What a gateway wrote in its own folder, carried to the database that takes its place.

Used proofs, or one would be believed again; mutations that wait; promised answers; lines of files.
"""

from contextlib import closing
from pathlib import Path

from beraad.exchange.database.carried import CarriedError, carry_rows
from beraad.exchange.database.written import open_store
from beraad.exchange.files.lines import LAYOUT as LINES
from beraad.exchange.mutation.tables import LAYOUT as QUEUE
from beraad.exchange.server.answers import LAYOUT as ANSWERS
from beraad.exchange.server.used import Used

LAYOUTS = {"queue": QUEUE, "answers": ANSWERS, "lines": LINES}
LEFT = ".carried"


def carry_kept(kept: str, own: Path, url: str) -> int | None:
    """Carry `used`, `queue`, `answers` or `lines`; how many rows, None where there is no file.

    The file gets another name, so that it is not carried twice. CarriedError, StoreError.
    """
    path = own / f"{kept}.sqlite"
    if not path.exists():
        return None
    count = carry_rows(path, url, prepared(kept, url))
    for part in ("", "-wal", "-shm"):
        file = path.with_name(path.name + part)
        if file.exists():
            file.rename(file.with_name(path.name + LEFT + part))
    return count


def prepared(kept: str, url: str) -> str:
    """The schema where the tables stand, made as a gateway makes them."""
    if layout := LAYOUTS.get(kept):
        open_store(url, layout).close()
        return layout.schema
    with closing(Used(url)) as used:
        if not used.works(0):
            raise CarriedError("the database of used proofs does not answer")
    return "public"
