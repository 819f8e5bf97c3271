"""The papers of the committee, each kept under the digest of its bytes.

The journal holds no content, only digests; whoever holds a paper can show that it is the one the
journal means. Nothing is ever overwritten.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

DIGEST = re.compile(r"[0-9a-f]{64}")


class Docket:
    """A folder of papers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, paper: bytes) -> str:
        """Keep a paper; durable when this returns. The digest, in hexadecimal."""
        digest = hashlib.sha256(paper).hexdigest()
        path = self.folder / digest
        if not path.exists():
            self._write(path, paper)
        self._settle()  # also where another writer put it and may not have come so far
        return digest

    def get(self, digest: str) -> bytes:
        """The paper of a digest; LookupError if it is not here, ValueError if it was changed."""
        if not DIGEST.fullmatch(digest):
            raise LookupError(f"{digest[:12]!r} names no paper: expected 64 digits 0-9, a-f")
        path = self.folder / digest
        if not path.exists():
            raise LookupError(f"no paper {digest[:12]}… in {self.folder}")
        paper = path.read_bytes()
        if hashlib.sha256(paper).hexdigest() != digest:
            raise ValueError(f"paper {digest[:12]}… is not what it was when it was filed")
        return paper

    def _write(self, path: Path, paper: bytes) -> None:
        # A name of its own: two writers in one process never share a half-written file.
        new = self.folder / f"{secrets.token_hex(8)}.new"
        try:
            with new.open("xb") as file:
                file.write(paper)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)

    def _settle(self) -> None:
        # The name of a file is durable only once its folder is.
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
