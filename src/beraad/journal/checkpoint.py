"""Checkpoints of C2SP (c2sp.org/tlog-checkpoint): the signed head of the log at one size."""

import re
from base64 import b64encode
from dataclasses import dataclass

from beraad.journal.note import NoteError, SigningKey, VerifyingKey, decode, open_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log (`origin`), how many entries (`size`), and the root (32 bytes) over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed: origin, size and base64 root, a line each."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The checkpoint with this text; NoteError. Extension lines are refused: we write none."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise NoteError(f"Expected origin, size and root, a line each, found {text!r}.")
        root = decode(lines[2])
        if len(root) != 32:
            raise NoteError(f"Expected a root of 32 bytes, found {len(root)}.")
        return cls(lines[0], int(lines[1]), root)

    def sign(self, key: SigningKey) -> str:
        """The signed note. The log's key bears the name of the log."""
        _check_origin(self.origin, key.name)
        return key.sign(self.text)


def open_checkpoint(note: str, key: VerifyingKey) -> Checkpoint:
    """The checkpoint in a note that this key signed for its own log; NoteError otherwise."""
    checkpoint = Checkpoint.parse(open_note(note, key))
    _check_origin(checkpoint.origin, key.name)
    return checkpoint


def _check_origin(origin: str, name: str) -> None:
    if origin != name:
        raise NoteError(f"The checkpoint is of log {origin!r}, the key is of log {name!r}.")
