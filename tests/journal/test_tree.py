"""The Merkle tree, its proofs and its tiles, against RFC vectors and pymerkle."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.proof import (
    Consistency,
    Inclusion,
    ProofError,
    consistency_file,
    prove_consistency,
    prove_inclusion,
)
from beraad.journal.tile import WIDTH, Tile, nodes_of, spread, tiles_at
from beraad.journal.tree import EMPTY_ROOT, Edge, Nodes, edge_at, node_hash, root_at

# The test vectors of the certificate-transparency reference implementation of RFC 6962.
VECTORS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def tiled(hashes: list[bytes]) -> Nodes:
    """The nodes of a tree that stands in tiles, grown in two steps."""
    tiles: dict[tuple[int, int], bytes] = {}
    edge = Edge()
    for part in (hashes[: len(hashes) // 3], hashes[len(hashes) // 3 :]):
        grown, gained = edge.grow(part)
        for level, new in enumerate(gained):
            for number, more in spread(edge.size >> 8 * level, new):
                tiles[level, number] = tiles.get((level, number), b"") + more
        edge = grown
    assert {(tile.level, tile.number): tile.width * 32 for tile in tiles_at(len(hashes))} == {
        place: len(hashes) for place, hashes in tiles.items()
    }
    return nodes_of(lambda level, number: tiles.get((level, number), b""))


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_reference_vectors(size: int) -> None:
    edge, _ = Edge().grow(leaf_hash(data) for data in VECTORS[:size])
    assert edge.root().hex() == ROOTS[size]


def test_salted_leaf_in_full() -> None:
    salt, content = bytes(16), b"{}"
    assert (
        leaf_hash(salted_hash(salt, content))
        == sha256(b"\x00" + sha256(salt + content).digest()).digest()
    )
    with pytest.raises(ValueError, match="16 bytes; this one has 4"):
        salted_hash(b"salt", content)


SIZES = [1, 2, 3, 7, 8, 64, 100, 255, 256, 257, 511, 513, 700]


def test_roots_and_proofs_are_those_of_pymerkle() -> None:
    """pymerkle counts from one and puts the leaf first in its path.

    Its consistency proofs cut the newer tree in another way than RFC 9162, so of these only the
    roots are compared; the shape is held by the RFC's own example, below.
    """
    oracle, nodes = InmemoryTree("sha256"), tiled(leaves(700))
    for number in range(700):
        oracle.append_entry(str(number).encode())
    for size in SIZES:
        assert root_at(nodes, size) == oracle.get_root(size)
        for index in {0, size // 3, size - 1}:
            theirs = oracle.prove_inclusion(index + 1, size)
            ours = prove_inclusion(nodes, index, size)
            assert [ours.leaf, *ours.path] == theirs.path
        for old in {1, size // 2 or 1, size}:
            proof = prove_consistency(nodes, old, size)
            proof.check(oracle.get_root(old), oracle.get_root(size))


def test_the_example_of_rfc_9162() -> None:
    """Section 2.1.5: a tree of seven leaves, its nodes named as there (l is here `last`)."""
    nodes = tiled(leaves(7))
    a, b, c, d, e, f, j = leaves(7)
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, last = node_hash(g, h), node_hash(i, j)
    assert root_at(nodes, 7) == node_hash(k, last)
    assert prove_inclusion(nodes, 0, 7).path == (b, h, last)
    assert prove_inclusion(nodes, 3, 7).path == (c, g, last)
    assert prove_inclusion(nodes, 4, 7).path == (f, j, k)
    assert prove_inclusion(nodes, 6, 7).path == (i, k)
    assert prove_consistency(nodes, 3, 7).path == (c, d, g, last)
    assert prove_consistency(nodes, 4, 7).path == (last,)
    assert prove_consistency(nodes, 6, 7).path == (i, j, k)


def test_every_inclusion_proof_up_to_64() -> None:
    nodes = tiled(leaves(64))
    for size in range(1, 65):
        root = root_at(nodes, size)
        for index in range(size):
            proof = prove_inclusion(nodes, index, size)
            proof.check(root)
            for wrong in (
                Inclusion(index, size, EMPTY_ROOT, proof.path),
                Inclusion(index, size, proof.leaf, (*proof.path, EMPTY_ROOT)),
                Inclusion(index ^ 1, size, proof.leaf, proof.path),
                *([Inclusion(index, size, proof.leaf, proof.path[:-1])] if proof.path else []),
            ):
                with pytest.raises(ProofError):
                    wrong.check(root)


def test_every_consistency_proof_up_to_40() -> None:
    nodes = tiled(leaves(40))
    roots = [root_at(nodes, size) for size in range(41)]
    for new in range(41):
        for old in range(new + 1):
            path = prove_consistency(nodes, old, new).path
            Consistency(old, new, path).check(roots[old], roots[new])
            wrong = [((*path, EMPTY_ROOT), roots[old]), (path, sha256(b"other").digest())]
            for bad_path, bad_root in wrong + ([(path[:-1], roots[old])] if path else []):
                with pytest.raises(ProofError):
                    Consistency(old, new, bad_path).check(bad_root, roots[new])
            if 0 < old < new:
                with pytest.raises(ProofError):
                    Consistency(old, new, path).check(roots[old], EMPTY_ROOT)


@given(st.lists(st.integers(0, 300), max_size=4))
def test_growing_in_any_steps_gives_one_tree(steps: list[int]) -> None:
    edge, hashes = Edge(), leaves(sum(steps))
    for start, end in pairwise([0, *(sum(steps[: i + 1]) for i in range(len(steps)))]):
        edge, _ = edge.grow(hashes[start:end])
    assert edge == Edge().grow(hashes)[0] == edge_at(tiled(hashes), len(hashes))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda nodes: prove_inclusion(nodes, 5, 5),
        lambda nodes: prove_inclusion(nodes, -1, 5),
        lambda nodes: prove_consistency(nodes, 6, 5),
        lambda nodes: Consistency(6, 5, ()).check(EMPTY_ROOT, EMPTY_ROOT),
        lambda nodes: Consistency(3, 5, ()).check(EMPTY_ROOT, EMPTY_ROOT),
        lambda nodes: Inclusion(5, 5, EMPTY_ROOT, ()).check(EMPTY_ROOT),
        lambda nodes: Inclusion(0, 1, EMPTY_ROOT, (EMPTY_ROOT,)).check(EMPTY_ROOT),
        lambda nodes: consistency_file(Consistency(0, 5, ()), "", "", ""),
    ],
)
def test_proofs_that_cannot_be(wrong: object) -> None:
    with pytest.raises(ProofError):
        wrong(tiled(leaves(5)))  # type: ignore[operator]


# Addresses after the examples of c2sp.org/tlog-tiles.
@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(1, 0, 17), "tile/1/000.p/17"),
        (Tile(63, 999, 255), "tile/63/999.p/255"),
        (Tile(0, 1000), "tile/0/x001/000"),
    ],
)
def test_addresses_of_tiles(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/00",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/017",
        "tile/0/x000/000",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
    ],
)
def test_addresses_that_are_none(path: str) -> None:
    with pytest.raises(ValueError, match="Expected a tile like"):
        Tile.parse(path)


def test_the_tiles_of_70_000_entries() -> None:
    """The example of the specification: 273 full, 112 wide; one full, 17 wide; 1 wide."""
    tiles = list(tiles_at(70_000))
    assert sum(tile.level == 0 and tile.width == WIDTH for tile in tiles) == 273
    assert [tile.path for tile in tiles if tile.level or tile.width < WIDTH] == [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


def test_the_tiles_of_256_entries() -> None:
    """The other example: one full tile, and one hash above it; never an empty tile."""
    assert [tile.path for tile in tiles_at(256)] == ["tile/0/000", "tile/1/000.p/1"]


def test_a_tile_is_cut_to_its_width() -> None:
    assert Tile(0, 0, 2).cut(bytes(96)) == bytes(64)
    with pytest.raises(ValueError, match=r"tile/0/000\.p/4 has 3 hashes as yet"):
        Tile(0, 0, 4).cut(bytes(96))
