"""The documents of the register: the files of folders, and what the committee has published."""

import os
from collections.abc import Iterable
from pathlib import Path

from beraad.committee.docket import Docket
from beraad.journal.store import Journal
from beraad.law.document import MOST_BYTES
from beraad.law.load import load
from beraad.law.provision import Key
from beraad.law.register import Register
from beraad.law.say import Lists

NOT_LAW = ("README.md", "scenarios.md")
DEMONSTRATION = "demonstration"
"""A folder of invented deliberations, by which a system is shown. Only who names it gets them: what
the report and the register tell must not count them."""


def find_files(paths: Iterable[Path]) -> dict[str, bytes]:
    """The Markdown documents below these paths, by name, each up to a byte more than may be read.

    FileNotFoundError names a missing path; OSError a folder or file that cannot be read, or one
    that is no file at all, for a register that lacks a document would answer as if it had it.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
        for file in documents_below(path) if path.is_dir() else [path]:
            files[str(file)] = read(file)
    return files


def documents_below(folder: Path) -> list[Path]:
    """The documents of a folder and the folders in it, but not of demonstrations below it; OSError
    where one cannot be looked into."""
    return sorted(
        Path(inside, name)
        for inside, _, names in os.walk(folder, onerror=refuse)
        for name in names
        if name.endswith(".md") and name not in NOT_LAW
        if DEMONSTRATION not in Path(inside).relative_to(folder).parts
    )


def demonstrations(folders: Iterable[Path]) -> list[Path]:
    """The demonstration folders below these folders, to be named beside them."""
    return [found for folder in folders for found in sorted(folder.rglob(DEMONSTRATION))]


def refuse(error: OSError) -> None:
    """`os.walk` passes in silence over what it cannot read, unless it is told not to."""
    raise error


def read(file: Path) -> bytes:
    """The bytes of a file; of one that is too large just enough to show that it is."""
    if not file.is_file():  # a pipe would keep us waiting, a device would never end
        raise OSError(f"{file}: not a file, expected a document such as 22-056.md")
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def published(journal: Journal, docket: Docket) -> dict[str, bytes]:
    """The documents that the journal says were published; each says from which day it is known."""
    digests = [
        str(recorded.entry.facts["document"])
        for recorded in journal.read(act="deliberation.published")
    ]
    return {f"published/{digest[:12]}.md": docket.get(digest) for digest in digests}


def open_register(
    paths: Iterable[Path],
    journal: Journal | None = None,
    docket: Docket | None = None,
    saturday: bool = False,
) -> Register:
    """The register of these folders, with what was published; LawError tells every fault.

    `saturday` says whether a Saturday counts as a working day before entry into force.
    """
    files = find_files(paths)
    if journal and docket:
        files |= published(journal, docket)
    return load(files, saturday)


def lists_of(register: Register) -> dict[Key, Lists]:
    """The lists of each deliberation, so that an explanation can call them by their titles.

    Those that stand in any of its texts; where an amendment gave a list another title, the last.
    """
    found: dict[Key, Lists] = {}
    for key, deliberation in register.deliberations.items():
        contents = (deliberation.content, *(v.content for v in register.versions(key)))
        found[key] = {name: one for content in contents for name, one in content.lists.items()}
    return found
