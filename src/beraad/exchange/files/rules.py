"""The rules of files: how large they may be, what a line tells, and how lines are committed to.

Pure. A chunk of lines is one entry of the journal: it is about the root of a Merkle tree (RFC 9162)
whose leaves are the lines. So each person's line can be shown, with its path, to stand in the
journal, while nothing is shown of the other lines, nor how many there are: every tree has as many
leaves, the rest of them blind, and they stand in the order of their hashes, which is by chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256, shake_256
from typing import Literal, TypeAlias

from beraad.exchange.rules import FORWARDED, Forwarding
from beraad.journal.entry import Fact, canonical
from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.proof import Inclusion, prove_inclusion
from beraad.journal.tree import EMPTY_ROOT, node_hash
from beraad.law.communication import Decision, Missing, Permit

DEPTH = 14
SEED_BYTES = 32
HASH_BYTES = 32

Status: TypeAlias = Literal["answered", "refused", "not-forwarded", "malformed"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: lines and bytes; lines in a chunk; seconds that a chunk may wait for
    its reader and that the whole may last, since it is decided as at its begin."""

    most_lines: int = 10_000_000
    most_bytes: int = 1_000_000_000
    chunk: int = 10_000
    patience: float = 60.0
    longest: float = 3600.0

    def __post_init__(self) -> None:
        if not (0 < self.chunk <= min(self.most_lines, 1 << DEPTH) and self.most_bytes > 0):
            raise ValueError(
                f"limits of files: expected 0 < chunk <= most_lines, chunk <= {1 << DEPTH}, and "
                "most_bytes > 0"
            )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines of a file ended how."""

    answered: int = 0
    refused: int = 0
    not_forwarded: int = 0
    malformed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.answered + other.answered,
            self.refused + other.refused,
            self.not_forwarded + other.not_forwarded,
            self.malformed + other.malformed,
        )


def status_of(decision: Decision, forwarding: Forwarding) -> Status:
    """How a line ends that this was decided of."""
    if not forwarding.forwarded:
        return "not-forwarded"
    return "answered" if isinstance(decision, Permit) else "refused"


def reason_of(decision: Decision, forwarding: Forwarding = FORWARDED) -> str:
    """What the nearest clause lacks or the control found, such as `condition: about(patients)`."""
    if forwarding.remarks or isinstance(decision, Permit):
        return "; ".join(forwarding.remarks)
    return "; ".join(lacking(one) for near in decision.nearest[:1] for one in near.missing)


def lacking(lack: Missing) -> str:
    """One thing that is missing, by its code and what the clause wants."""
    return f"{lack.code}: {lack.detail}"


def ground_of(decision: Decision) -> str:
    """The clause that permits, or the nearest one: number, paragraph, name; '' if there is none."""
    if isinstance(decision, Permit):
        return f"{decision.number} {decision.paragraph} {decision.clause}"
    for near in decision.nearest[:1]:
        return f"{near.number} {near.paragraph} {near.clause}"
    return ""


def line_content(file: str, subject: str, ruled: bytes) -> bytes:
    """What a line commits to, as canonical JSON: who it is about (a pseudonym), and the ruling.

    `ruled` is what was decided, itself, as `ruled_content` has it: the number of the ruling, its
    place in the journal, or which line this was, would each tell something of the others.
    """
    return b'{"file":"%b","ruled":%b,"subject":"%b"}' % (file.encode(), ruled, subject.encode())


def ruled_content(facts: Mapping[str, Fact]) -> bytes:
    """The facts of an entry `file.ruled` as canonical JSON, but for its number and its file."""
    return canonical({name: fact for name, fact in facts.items() if name not in ("file", "ruling")})


def ruling_name(file: str, ruling: int) -> str:
    """What the entry of a ruling is about."""
    return f"{file}-{ruling}"


def line_leaf(content: bytes, salt: bytes) -> bytes:
    """The leaf of a line: salted, so that nobody can guess whose it is."""
    return leaf_hash(salted_hash(salt, content))


def line_leaves(contents: Iterable[bytes], salts: Iterable[bytes]) -> list[bytes]:
    """`line_leaf` of many, written out since there are millions."""
    return [
        sha256(b"\x00" + sha256(salt + content).digest()).digest()
        for content, salt in zip(contents, salts, strict=True)
    ]


def hidden(leaves: Sequence[bytes], seed: bytes) -> list[bytes]:
    """The leaves of the tree of a chunk: its lines among blind ones, drawn from a secret seed."""
    blind = shake_256(seed).digest(((1 << DEPTH) - len(leaves)) * HASH_BYTES)
    return sorted([*leaves, *cut(blind)])


def cut(hashes: bytes) -> list[bytes]:
    """Hashes that were joined, one by one."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root (32 bytes) of the tree of these leaves, as RFC 9162, section 2.1.1, has it."""
    level = list(leaves) or [EMPTY_ROOT]
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        level = list(map(node_hash, level[::2], level[1::2])) + odd
    return level[0]


def prove_line(leaves: Sequence[bytes], place: int) -> Inclusion:
    """The path from the leaf at a place of its chunk to the root of the chunk."""

    def node(height: int, number: int) -> bytes:
        return root_of(leaves[number << height : (number + 1) << height])

    return prove_inclusion(node, place, len(leaves))
