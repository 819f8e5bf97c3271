"""Cosignatures of C2SP (c2sp.org/tlog-cosignature): who else saw this checkpoint, and when.

By the line that a witness adds to a checkpoint it says: as of this time this is the largest that I
saw of this log, and each one before it was its beginning. Ed25519, `cosignature/v1`.
"""

from base64 import b64encode
from datetime import UTC, datetime
from typing import ClassVar

from beraad.journal.note import NoteError, SigningKey, VerifyingKey, signatures

_TIME_BYTES = 8
_LATEST = 253_402_300_799  # the last second of the year 9999


class WitnessKey(VerifyingKey):
    """Who witnesses, and the public key (32 bytes) to check it with; as text a vkey of kind 4."""

    __slots__ = ()
    KIND: ClassVar[bytes] = b"\x04"

    def seen(self, note: str) -> datetime:
        """When this witness cosigned the checkpoint in the note; NoteError if it did not."""
        text, _, lines = note.rpartition("\n\n")
        found = signatures(lines, self)
        times = [_time(self, f"{text}\n", signature) for signature in found]
        if not times:
            raise NoteError(f"Expected a cosignature by {self}, found none.")
        return datetime.fromtimestamp(max(times), UTC)


def witness_key(key: SigningKey) -> WitnessKey:
    """The public key of whoever cosigns with this one. It must sign nothing else."""
    return WitnessKey(key.name, key.public.public)


def cosign(note: str, key: SigningKey, at: datetime) -> str:
    """The checkpoint with one more line. The caller has checked that it continues the last."""
    text = note.rpartition("\n\n")[0] + "\n"
    time = int(at.timestamp())
    signature = key.signature(_signed(text, time))
    line = witness_key(key).id + time.to_bytes(_TIME_BYTES) + signature
    return f"{note}\N{EM DASH} {key.name} {b64encode(line).decode()}\n"


def _time(key: WitnessKey, text: str, signature: bytes) -> int:
    time = int.from_bytes(signature[:_TIME_BYTES])
    if time > _LATEST or not key.holds(_signed(text, time), signature[_TIME_BYTES:]):
        raise NoteError(f"The cosignature by {key.name} does not hold for this checkpoint.")
    return time


def _signed(text: str, time: int) -> str:
    return f"cosignature/v1\ntime {time}\n{text}"
