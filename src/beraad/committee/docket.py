"""The papers of the committee, each kept under the digest of its bytes.

The journal holds no content, only digests; whoever holds a paper can show that it is the one the
journal means. Nothing is ever overwritten.
"""

import hashlib
import os
from pathlib import Path


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
            new = path.with_suffix(f".{os.getpid()}.new")
            with new.open("wb") as file:
                file.write(paper)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        return digest

    def get(self, digest: str) -> bytes:
        """The paper of a digest; LookupError if it is not here, ValueError if it was changed."""
        path = self.folder / digest
        if not path.exists():
            raise LookupError(f"no paper {digest[:12]}… in {self.folder}")
        paper = path.read_bytes()
        if hashlib.sha256(paper).hexdigest() != digest:
            raise ValueError(f"paper {digest[:12]}… is not what it was when it was filed")
        return paper
