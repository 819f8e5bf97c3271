"""A witness: whoever looks from elsewhere, remembers one checkpoint and cosigns what continues it.

Who holds the key of the log can write another history, but cannot take back what a witness saw.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from beraad.journal.checkpoint import Checkpoint, open_checkpoint
from beraad.journal.cosign import cosign, witness_key
from beraad.journal.note import SigningKey, VerifyingKey
from beraad.journal.proof import Consistency, ProofError

Prove = Callable[[int, int], Consistency]
"""prove(old, new): the log's own proof that the larger tree begins with the smaller one."""


class ForkError(Exception):
    """The log shows a past other than the one that was seen; the message has both checkpoints."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who watches which log. The key is the witness's own and signs nothing else."""

    log: VerifyingKey
    key: SigningKey

    def look(self, seen: str | None, note: str, prove: Prove, at: datetime) -> str:
        """The checkpoint in `note`, cosigned as of `at`: keep it, then hand it out.

        `seen` is what the last look gave; None only for the first look ever. Raises ForkError, and
        NoteError when a signature does not hold, of the log or of what was kept.
        """
        new = open_checkpoint(note, self.log)
        if seen is not None:
            witness_key(self.key).seen(seen)
            self._compare(open_checkpoint(seen, self.log), new, prove)
        return cosign(note, self.key, at)

    def _compare(self, old: Checkpoint, new: Checkpoint, prove: Prove) -> None:
        if new.size < old.size:
            raise ForkError(_told(f"The log shrank from {old.size} to {new.size}.", old, new))
        try:
            proof = Consistency(old.size, new.size, ())
            if 0 < old.size < new.size:
                proof = prove(old.size, new.size)
            if (proof.old, proof.new) != (old.size, new.size):
                raise ProofError("The proof is of other sizes.")
            proof.check(old.root, new.root)
        except ProofError as error:
            what = f"The log of size {new.size} does not begin with that of size {old.size}."
            raise ForkError(_told(f"{what} {error}", old, new)) from error


def _told(what: str, old: Checkpoint, new: Checkpoint) -> str:
    return f"{what}\nseen before:\n{old.text}shown now:\n{new.text}"
