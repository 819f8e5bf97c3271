"""The Merkle tree of RFC 9162, section 2.1, grown at its right edge.

Nothing here stores the tree. Growing needs only the roots of the perfect subtrees at the right
edge; anything else reads the hash of a perfect subtree through a `Nodes` function.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
TILE_HEIGHT = 8  # C2SP tlog-tiles

Nodes = Callable[[int, int], bytes]
"""nodes(height, number): hash of the `number`-th perfect subtree of 2**height leaves."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree: its size, and the roots of its perfect subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        """The root hash (32 bytes); of the empty tree, the hash of nothing."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT

    def grow(self, leaves: Iterable[bytes]) -> tuple["Edge", list[list[bytes]]]:
        """The edge after these leaf hashes, and the hashes that each tile level gains.

        The n-th list holds, in order, the new roots of perfect subtrees of 256**n leaves.
        """
        size, peaks, gained = self.size, list(self.peaks), [[]]  # type: ignore[var-annotated]
        for leaf in leaves:
            node, height = leaf, 0
            gained[0].append(leaf)
            while size >> height & 1:
                node, height = node_hash(peaks.pop(), node), height + 1
                if height % TILE_HEIGHT == 0:
                    _add(gained, height // TILE_HEIGHT, node)
            peaks.append(node)
            size += 1
        return Edge(size, tuple(peaks)), gained


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and both children."""
    return sha256(b"\x01" + left + right).digest()


def edge_at(nodes: Nodes, size: int) -> Edge:
    """The right edge of the tree of the first `size` leaves."""
    return Edge(size, tuple(nodes(height, number) for height, number in _cover(0, size)))


def root_at(nodes: Nodes, size: int) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return edge_at(nodes, size).root()


def span_hash(nodes: Nodes, start: int, end: int) -> bytes:
    """MTH(D[start:end]) of RFC 9162, for the spans that its proofs are made of."""
    return _fold(tuple(nodes(height, number) for height, number in _cover(start, end)))


def split(width: int) -> int:
    """The largest power of two smaller than `width` (at least 2): where RFC 9162 cuts."""
    return 1 << (width - 1).bit_length() - 1


def _cover(start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def _fold(peaks: tuple[bytes, ...]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def _add(gained: list[list[bytes]], level: int, node: bytes) -> None:
    while len(gained) <= level:
        gained.append([])
    gained[level].append(node)
