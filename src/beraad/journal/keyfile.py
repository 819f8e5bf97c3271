"""The key of a log in a file that only its owner may read."""

import os
from pathlib import Path

from beraad.journal.note import NoteError, SigningKey


def make_key(path: Path | str, name: str, seed: bytes) -> SigningKey:
    """Write a new key for the log of this name; FileExistsError rather than overwrite one."""
    key = SigningKey(name, seed)
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(place, "w", encoding="utf-8") as file:
        file.write(key.secret() + "\n")
    return key


def read_key(path: Path | str) -> SigningKey:
    """The key in this file; NoteError when others may read it, or it holds no key."""
    file = Path(path)
    if file.stat().st_mode & 0o077:
        raise NoteError(f"Others may read the key in {file}. Try: chmod 600 {file}")
    return SigningKey.parse(file.read_text(encoding="utf-8").strip())
