"""The lines of files: found by person, proven, and forgotten."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.files.lines import Lines
from beraad.exchange.files.rules import (
    Counts,
    Limits,
    line_content,
    line_leaf,
    line_leaves,
    prove_line,
    root_of,
)
from beraad.journal.proof import ProofError
from beraad.journal.tree import Edge
from tests.postgres import emptied, postgres

__all__ = ["postgres"]  # the fixture

WHO = ["00" * 16, "ff" * 16, "00" * 15 + "01"]  # the third has the key of the first


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    if request.param == "sqlite":
        return tmp_path / "lines.sqlite"
    return emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def lines(place: str | Path) -> Iterator[Lines]:
    one = Lines(place)
    yield one
    one.close()


def keep(lines: Lines, file: str, number: int, people: list[str]) -> bytes:
    salts = [secrets.token_bytes(16) for _ in people]
    leaves = [
        line_leaf(line_content(file, line, who, 1), salt)
        for line, (who, salt) in enumerate(zip(people, salts, strict=True), start=1)
    ]
    kept = [
        (bytes.fromhex(who), salt, line, 1)
        for line, (who, salt) in enumerate(zip(people, salts, strict=True), start=1)
    ]
    root = root_of(leaves)
    lines.add(file, number, root, leaves, kept)
    return root


@pytest.mark.parametrize("indexed", [True, False])
def test_a_person_is_found_in_every_chunk_and_each_line_proves_itself(lines: Lines, indexed: bool):
    roots = {1: keep(lines, "f1", 1, WHO), 2: keep(lines, "f1", 2, WHO[:1] * 5)}
    if indexed:
        assert lines.index(1)
        assert not lines.index()
    found = list(lines.about(WHO[0]))
    assert [(one.chunk, one.line) for one in found] == [(1, 1), *((2, n) for n in range(1, 6))]
    for one in found:
        proof = lines.prove(one)
        assert proof.leaf == one.leaf
        proof.check(roots[one.chunk])
    with pytest.raises(ProofError):
        lines.prove(found[0]).check(roots[2])


@pytest.mark.parametrize("indexed", [True, False])
def test_an_erased_line_is_gone_and_the_others_still_prove_themselves(
    lines: Lines, place: str | Path, indexed: bool
):
    root = keep(lines, "f1", 1, WHO)
    if indexed:
        lines.index()
    (gone,) = lines.about(WHO[1])
    lines.erase(gone)
    lines.index()
    assert list(lines.about(WHO[1])) == []
    for who in (WHO[0], WHO[2]):
        (left,) = lines.about(who)
        lines.prove(left).check(root)
    lines.close()
    if isinstance(place, Path):
        assert gone.salt not in place.read_bytes()


def test_a_chunk_is_kept_whole_or_not_at_all(lines: Lines):
    keep(lines, "f1", 1, WHO)
    with pytest.raises(Exception, match="UNIQUE"):
        keep(lines, "f1", 1, WHO)
    assert len(list(lines.about(WHO[0]))) == 1


hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


@given(hashes)
def test_the_root_is_that_of_the_journals_tree(leaves: list[bytes]):
    assert root_of(leaves) == Edge().grow(leaves)[0].root()


@given(hashes, st.data())
def test_every_place_has_its_path(leaves: list[bytes], data: st.DataObject):
    place = data.draw(st.integers(0, len(leaves) - 1))
    prove_line(leaves, place).check(root_of(leaves))


@given(st.lists(st.tuples(st.binary(max_size=50), st.binary(min_size=16, max_size=16))))
def test_many_leaves_are_each_the_leaf_of_its_line(lines: list[tuple[bytes, bytes]]):
    contents, salts = [c for c, _ in lines], [s for _, s in lines]
    assert line_leaves(contents, salts) == [line_leaf(c, s) for c, s in lines]


def test_an_empty_chunk_has_the_root_of_the_empty_tree():
    assert root_of([]) == Edge().root()


def test_counts_add_up():
    assert Counts(1, 2, 3, 4) + Counts(10, 20, 30, 40) == Counts(11, 22, 33, 44)


@pytest.mark.parametrize("given", [{"chunk": 0}, {"most_lines": 5}, {"most_bytes": 0}])
def test_limits_that_let_nothing_through_are_refused(given: dict[str, int]):
    with pytest.raises(ValueError, match="limits of files"):
        Limits(**given)
