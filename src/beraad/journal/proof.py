"""Proofs of RFC 9162: that an entry is in the tree, and that a tree only grew."""

import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from beraad.journal.entry import canonical
from beraad.journal.tree import EMPTY_ROOT, Nodes, node_hash, span_hash, split


class ProofError(ValueError):
    """A proof that cannot be made, or does not hold."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That the leaf at `index` is one of the first `size` leaves (RFC 9162, section 2.1.3)."""

    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]

    def check(self, root: bytes) -> None:
        """Raises ProofError unless the path leads from the leaf to this root."""
        if not 0 <= self.index < self.size:
            raise ProofError(f"Entry {self.index} is not among the first {self.size}.")
        at, last, found = self.index, self.size - 1, self.leaf
        for sibling in self.path:
            if last == 0:
                raise ProofError("The path is too long for this size.")
            if at & 1 or at == last:
                found = node_hash(sibling, found)
                while not at & 1 and at:
                    at, last = at >> 1, last >> 1
            else:
                found = node_hash(found, sibling)
            at, last = at >> 1, last >> 1
        if last:
            raise ProofError("The path is too short for this size.")
        _check_equal("root", root, found)


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the tree of `new` leaves begins with the tree of `old` leaves (section 2.1.4)."""

    old: int
    new: int
    path: tuple[bytes, ...]

    def check(self, old_root: bytes, new_root: bytes) -> None:
        """Raises ProofError unless the path leads to both roots."""
        if not 0 <= self.old <= self.new:
            raise ProofError(f"A tree of {self.old} cannot grow into one of {self.new}.")
        if self.old in (0, self.new):
            if self.path:
                raise ProofError("The path is too long: between these sizes it is empty.")
            _check_equal("older root", old_root, EMPTY_ROOT if self.old == 0 else new_root)
            return
        self._climb(old_root, new_root)

    def _climb(self, old_root: bytes, new_root: bytes) -> None:
        at, last = self.old - 1, self.new - 1
        while at & 1:
            at, last = at >> 1, last >> 1
        path = self.path if at else (old_root, *self.path)
        if not path:
            raise ProofError("The path is too short: it is empty.")
        older = newer = path[0]
        for sibling in path[1:]:
            if last == 0:
                raise ProofError("The path is too long for these sizes.")
            if at & 1 or at == last:
                older, newer = node_hash(sibling, older), node_hash(sibling, newer)
                while not at & 1 and at:
                    at, last = at >> 1, last >> 1
            else:
                newer = node_hash(newer, sibling)
            at, last = at >> 1, last >> 1
        if last:
            raise ProofError("The path is too short for these sizes.")
        _check_equal("older root", old_root, older)
        _check_equal("newer root", new_root, newer)


def prove_inclusion(nodes: Nodes, index: int, size: int) -> Inclusion:
    """The proof for the leaf at `index` in the tree of the first `size` leaves."""
    if not 0 <= index < size:
        raise ProofError(f"Entry {index} is not among the first {size}.")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(span_hash(nodes, middle, end))
            end = middle
        else:
            path.append(span_hash(nodes, start, middle))
            start = middle
    return Inclusion(index, size, nodes(0, index), tuple(reversed(path)))


def prove_consistency(nodes: Nodes, old: int, new: int) -> Consistency:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 <= old <= new:
        raise ProofError(f"A tree of {old} cannot grow into one of {new}.")
    if old in (0, new):
        return Consistency(old, new, ())
    path, start, end = [], 0, new
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(span_hash(nodes, middle, end))
            end = middle
        else:
            path.append(span_hash(nodes, start, middle))
            start = middle
    if start:  # else the older tree is itself a perfect subtree, which the verifier knows
        path.append(span_hash(nodes, start, end))
    return Consistency(old, new, tuple(reversed(path)))


def inclusion_file(proof: Inclusion, note: str, vkey: str, entry: bytes, salt: bytes) -> bytes:
    """A file that `verify.py` checks: that the log signed for this entry (canonical bytes).

    `note` is the signed checkpoint of the proof's size. Empty entry: it was erased, only its leaf
    is left.
    """
    body = (
        {"entry": json.loads(entry), "salt": _text(salt)} if entry else {"leaf": _text(proof.leaf)}
    )
    path = {"index": proof.index, "path": _texts(proof.path), "proof": "inclusion"}
    return canonical({"checkpoint": note, "vkey": vkey, **path, **body}) + b"\n"


def line_file(entry: bytes, line: bytes, salt: bytes, proof: Inclusion) -> bytes:
    """A file that `verify.py` checks: a line in a tree, and the entry that is about its root.

    `entry` is the `inclusion_file` of that entry, `line` canonical bytes; the tree is full, of
    `1 << len(proof.path)` leaves.
    """
    path = {"path": _texts(proof.path), "place": proof.index}
    said = {"entry": json.loads(line), "salt": _text(salt)}
    return canonical(json.loads(entry) | {"line": path | said}) + b"\n"


def consistency_file(proof: Consistency, old_note: str, new_note: str, vkey: str) -> bytes:
    """A file that `verify.py` checks: that between two signed checkpoints the log only grew."""
    if proof.old == 0:
        raise ProofError("Every log grew from the empty one; prove from a checkpoint of size 1 on.")
    plain = {"new": new_note, "old": old_note, "path": _texts(proof.path), "vkey": vkey}
    return canonical({**plain, "proof": "consistency"}) + b"\n"


def _texts(hashes: Iterable[bytes]) -> list[str]:
    return [_text(data) for data in hashes]


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _check_equal(what: str, expected: bytes, found: bytes) -> None:
    if found != expected:
        raise ProofError(f"The {what} does not match: {expected.hex()} against {found.hex()}.")
