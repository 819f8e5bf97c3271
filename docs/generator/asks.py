"""The questions of `beraad ask`, each asked so that every key of its JSON is met."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from generator.meanings import ACCESS, ALLOWED, BY, ENDING, NEVER_MET, OVERLAPS, REPLAY
from generator.page import ROOT

NEVER = ("when: [sector in list flexi-job-sectors]", "when: [sources > 3, sources < 2]")


def asks(
    folder: Path, asked: Mapping[str, object]
) -> Iterator[tuple[tuple[tuple[str, ...], ...], Mapping[str, str], str]]:
    """The commands of each question, the meanings of its keys, and what is given on standard input.

    `folder` takes the files that they read; `asked` is a communication that is permitted.
    """
    refused = json.dumps({**asked, "purpose": "continuity-of-care"})
    yield (("who-may-see", "gfd", "dispensing.product", "--on", "2024-07-01"),), ACCESS, ""
    yield (("what-may", "nsso", "--on", "2024-07-01"),), ACCESS, ""
    yield (("ending", "--on", "2029-12-01"),), ENDING, ""
    yield (("overlaps", "--on", "2025-02-01"),), OVERLAPS, ""
    own = ("--register", "systems", "--register", impossible(folder))
    yield (("never-met", *own),), NEVER_MET, ""
    yield (("never-used", kept(folder), "--on", "2024-07-01"),), BY, ""
    yield (("would-have-allowed", "--on", "2024-07-01"),), ALLOWED, refused
    past = communications(folder, asked)
    yield (("replay", past, "2025-02-01"), ("replay", past, "2020-01-01")), REPLAY, ""


def impossible(folder: Path) -> str:
    """A deliberation with a clause that can never be met."""
    text = (ROOT / "systems" / "flexi-jobs" / "15-048.md").read_text(encoding="utf-8")
    file = folder / "15-900.md"
    file.write_text(text.replace("number: 15/048", "number: 15/900").replace(*NEVER), "utf-8")
    return str(file)


def kept(folder: Path) -> str:
    """A journal that shows no use of anything."""
    file = folder / "journal.db"
    with Journal(file, SigningKey("beraad.example/journal", bytes(32))) as journal:
        journal.append(
            [Entry(datetime(2024, 7, 1, tzinfo=UTC), "communication.refused", "gateway")]
        )
    return str(file)


def communications(folder: Path, asked: Mapping[str, object]) -> str:
    """Communications from before the deliberation that permits them, and from after it."""
    days = ("2022-02-01T10:00:00+01:00", "2024-07-01T10:00:00+02:00")
    file = folder / "past.jsonl"
    file.write_text("\n".join(json.dumps({"at": at, "communication": asked}) for at in days))
    return str(file)
