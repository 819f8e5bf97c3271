"""Tiles of C2SP tlog-tiles: 256 consecutive hashes of one level, the form in which a tree is kept.

Level n holds the roots of perfect subtrees of 256**n leaves; the levels between are hashed again
when they are needed. A full tile has 8,192 bytes and never changes; a partial one only grows.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from beraad.journal.tree import TILE_HEIGHT, Nodes, node_hash

WIDTH = 1 << TILE_HEIGHT
HASH_BYTES = 32

TileReader = Callable[[int, int], bytes]
"""read(level, number): the bytes of that tile, full or as far as it has grown."""

_PATH = re.compile(r"tile/(\d|[1-5]\d|6[0-3])/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a tile stands: level 0 to 63, number from 0, width 1 to 256 hashes."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The address below the log's prefix, such as `tile/0/x001/x234/067.p/112`."""
        groups = [f"{self.number % 1000:03}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{self.level}/{'/'.join(groups)}{partial}"

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """The tile at this address; ValueError for any other spelling."""
        found = _PATH.fullmatch(path)
        if found:
            level, number, width = found.groups()
            digits = number.replace("x", "").replace("/", "")
            tile = cls(int(level), int(digits), int(width or WIDTH))
            if tile.path == path:
                return tile
        raise ValueError(f"Expected a tile like tile/0/x001/067.p/112, found {path!r}.")

    def cut(self, hashes: bytes) -> bytes:
        """The tile's bytes, out of those of its grown form; ValueError when it is not so wide."""
        wanted = self.width * HASH_BYTES
        if len(hashes) < wanted:
            raise ValueError(f"{self.path} has {len(hashes) // HASH_BYTES} hashes as yet.")
        return hashes[:wanted]


def tiles_at(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size` leaves, level by level."""
    level = 0
    while size:
        full, width = divmod(size, WIDTH)
        yield from (Tile(level, number) for number in range(full))
        if width:
            yield Tile(level, full, width)
        level, size = level + 1, full


def spread(position: int, hashes: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """Cut a level's new hashes, the first at `position`, into (tile number, bytes to add)."""
    start = 0
    while start < len(hashes):
        number, offset = divmod(position + start, WIDTH)
        end = start + WIDTH - offset
        yield number, b"".join(hashes[start:end])
        start = end


def nodes_of(read: TileReader) -> Nodes:
    """The hash of any perfect subtree, from the tiles; ValueError when a tile is too short."""

    def node(height: int, number: int) -> bytes:
        level, below = divmod(height, TILE_HEIGHT)
        tile, offset = divmod(number << below, WIDTH)
        end = offset + (1 << below)
        hashes = Tile(level, tile, end).cut(read(level, tile))
        return _perfect(hashes[i * HASH_BYTES : (i + 1) * HASH_BYTES] for i in range(offset, end))

    return node


def _perfect(hashes: Iterable[bytes]) -> bytes:
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(*pair) for pair in zip(row[::2], row[1::2], strict=True)]
    return row[0]
