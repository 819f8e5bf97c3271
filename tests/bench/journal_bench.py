"""What a journal entry costs: appended in memory, and proved.

Appending takes canonical entries to a signed checkpoint over each 1,000 of them; peers are a tree
of pymerkle with the same checkpoint, and a bare hash chain, which proves nothing to an outsider.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from pymerkle import InmemoryTree

from beraad.journal.checkpoint import Checkpoint
from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.note import SigningKey
from beraad.journal.proof import prove_consistency, prove_inclusion
from beraad.journal.tile import nodes_of, spread
from beraad.journal.tree import Edge, span_hash
from tests.bench.measure import interleaved, peak_mb, reset_peak

ENTRIES = 20_000
BATCH = 1_000
PROOFS = 500
KEY = SigningKey("bench.example/journal", bytes(32))
SALT = bytes(16)
CONTENTS = [
    b'{"about":"18/046","act":"communication.permitted","actor":"organisation-7",'
    b'"at":"2024-01-09T08:00:00.000000Z","facts":{"number":%d},"subject":"p-1"}' % number
    for number in range(ENTRIES)
]


def append_beraad() -> bytes:
    edge = Edge()
    for start in range(0, ENTRIES, BATCH):
        batch = CONTENTS[start : start + BATCH]
        edge, _ = edge.grow([leaf_hash(salted_hash(SALT, content)) for content in batch])
        Checkpoint(KEY.name, edge.size, edge.root()).sign(KEY)
    return edge.root()


def append_pymerkle() -> bytes:
    tree = InmemoryTree("sha256")
    for start in range(0, ENTRIES, BATCH):
        tree.append_entries(
            sha256(SALT + content).digest() for content in CONTENTS[start : start + BATCH]
        )
        Checkpoint(KEY.name, tree.get_size(), tree.get_root()).sign(KEY)
    return bytes(tree.get_root())


def append_chain() -> bytes:
    head = bytes(32)
    for content in CONTENTS:
        head = sha256(head + sha256(SALT + content).digest()).digest()
    return head


def proof_checkers() -> dict[str, Callable[[], None]]:
    """Check proofs of a tree of a million leaves, made once: that an entry is in, that it grew."""
    size = 1_000_000
    edge, gained = Edge().grow(sha256(number.to_bytes(4)).digest() for number in range(size))
    tiles = {
        (level, number): hashes
        for level, new in enumerate(gained)
        for number, hashes in spread(0, new)
    }
    nodes = nodes_of(lambda level, number: tiles[level, number])
    root = edge.root()
    proofs = [prove_inclusion(nodes, index * 1_999, size) for index in range(PROOFS)]
    olds = [1 + index * 1_999 for index in range(PROOFS)]
    grown = [(prove_consistency(nodes, old, size), span_hash(nodes, 0, old)) for old in olds]

    def check() -> None:
        for proof in proofs:
            proof.check(root)

    def check_growth() -> None:
        for proof, older in grown:
            proof.check(older, root)

    return {"an inclusion proof": check, "a consistency proof": check_growth}


def run() -> list[dict[str, Any]]:
    """One row for each subject: medians of seven interleaved rounds, CPU time of this process."""
    assert append_beraad() == append_pymerkle()  # the same tree, or the comparison is none
    reset_peak()
    appends = {"beraad": append_beraad, "pymerkle": append_pymerkle, "hash chain": append_chain}
    checks = proof_checkers()
    taken = interleaved({**appends, **checks})
    ratios = {peer: round(taken["beraad"] / taken[peer], 2) for peer in appends if peer != "beraad"}
    rows = [
        row("append an entry", peer, taken[peer] / ENTRIES, ratios if peer == "beraad" else {})
        for peer in appends
    ]
    return rows + [
        row(f"check {what}", "1,000,000 entries", taken[what] / PROOFS, {}) | {"target": "<= 50"}
        for what in checks
    ]


def row(what: str, subject: str, seconds: float, ratios: dict[str, float]) -> dict[str, Any]:
    """One row of the table; peers are told ours-to-peer."""
    return {
        "name": f"journal: {what}",
        "subject": subject,
        "value": round(seconds * 1e6, 2),
        "unit": "µs CPU",
        "cpu_s": round(seconds * (PROOFS if "proof" in what else ENTRIES), 3),
        "peak_mb": round(peak_mb(), 1),
        "ratios": ratios,
    }
