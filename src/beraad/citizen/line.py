"""In which files of many persons somebody stood: each of his or her lines, as an entry is read.

A line becomes a row as any other: when, and what the ruling on it says. What else the journal has
of the file stays where it is: its counts are about other persons.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from beraad.citizen.row import Cursor, Row, Said, read
from beraad.exchange.files.lines import LAST, Line, Lines
from beraad.exchange.files.record import LINES
from beraad.exchange.files.rules import line_content, ruled_content, ruling_name
from beraad.journal.entry import instant
from beraad.journal.proof import line_file
from beraad.journal.store import Journal

AT_ONCE = 50
"""So many lines are looked up in the journal together."""


def filed(
    lines: Lines, journal: Journal, subjects: Sequence[str], before: Cursor | None = None
) -> Iterator[Row]:
    """The lines of a person that were sent, newest first; `before` leaves out the newer ones."""
    waiting: list[Line] = []
    until = instant(before[0]) if before else LAST
    for _, some in groupby(lines.about(subjects, until), lambda line: line.at):
        waiting += some  # all of an instant together, as their order is that of the journal
        if len(waiting) >= AT_ONCE:
            yield from _sent(journal, waiting, before)
            waiting = []
    yield from _sent(journal, waiting, before)


def _sent(journal: Journal, some: Sequence[Line], before: Cursor | None) -> Iterator[Row]:
    names = {name for line in some for name in (line.root, ruling_name(line.file, line.ruling))}
    entries = journal.named(names)
    rows = list[Row]()
    ordinals: dict[str, int] = {}
    for line in sorted(some, key=lambda one: one.place):
        ruled = entries.get(ruling_name(line.file, line.ruling))
        sent = entries.get(line.root)
        if ruled and sent:  # else it never left
            ordinals[line.root] = ordinal = ordinals.get(line.root, 0) + 1
            said, content = read(sent[1]), read(ruled[1])
            shown = Said(said.at, LINES, said.actor, line.file, line.subject, content.facts)
            rows.append(Row(sent[0], shown, ordinal, line))
    rows.sort(key=lambda row: row.place, reverse=True)
    return (row for row in rows if before is None or row.place < before)


def proven(row: Row, lines: Lines, journal: Journal) -> bytes:
    """The proof of a line: its path to the root of its chunk, and that entry's to a checkpoint."""
    assert row.line is not None
    line, ruled = row.line, ruled_content(row.said.facts)
    content = line_content(line.file, line.subject, ruled)
    return line_file(journal.prove(row.index), content, line.salt, lines.prove(line, ruled))
