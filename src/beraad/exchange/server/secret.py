"""Keys in files that their owner alone may read."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def own_key(path: Path) -> bytes:
    """The key in a file, made if it is not there; ValueError if others may read it."""
    if not path.exists():
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(place, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
    return read_secret(path)


def read_secret(path: Path) -> bytes:
    """What stands in a file; ValueError if others may read it."""
    if path.stat().st_mode & 0o077:
        raise ValueError(f"others may read the key in {path}; try: chmod 600 {path}")
    return path.read_bytes()
