"""The lines of files: found by person, proven, and forgotten."""

import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.files.lines import Committed, Line, Lines
from beraad.exchange.files.rules import (
    DEPTH,
    Counts,
    Limits,
    hidden,
    line_content,
    line_leaf,
    line_leaves,
    prove_line,
    root_of,
    ruled_content,
)
from beraad.journal.entry import canonical, instant
from beraad.journal.proof import ProofError
from beraad.journal.tree import Edge
from tests.journal.conftest import START
from tests.postgres import emptied, postgres

__all__ = ["postgres"]  # the fixture

RULED = ruled_content({"answer": "fields", "file": "f1", "ruling": 1})
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


def keep(lines: Lines, file: str, number: int, people: list[str], at: datetime = START) -> bytes:
    salts = [secrets.token_bytes(16) for _ in people]
    leaves = [
        line_leaf(line_content(file, who, RULED), salt)
        for who, salt in zip(people, salts, strict=True)
    ]
    kept = [
        (bytes.fromhex(who), salt, line, 1)
        for line, (who, salt) in enumerate(zip(people, salts, strict=True), start=1)
    ]
    seed = secrets.token_bytes(32)
    root = root_of(hidden(leaves, seed))
    chunk = Committed(number, len(people), at, (), seed, leaves, kept, root, Counts())
    lines.add(file, chunk)
    return root


def places(found: Iterable[Line]) -> list[tuple[int, int]]:
    return [(one.chunk, one.line) for one in found]


@pytest.mark.parametrize("indexed", [True, False])
def test_a_person_is_found_in_every_chunk_and_each_line_proves_itself(lines: Lines, indexed: bool):
    roots = {1: keep(lines, "f1", 1, WHO), 2: keep(lines, "f1", 2, WHO[:1] * 5)}
    if indexed:
        assert lines.index(1)
        assert not lines.index()
    found = list(lines.about(WHO[:1]))
    assert places(found) == [*((2, n) for n in range(5, 0, -1)), (1, 1)]
    for one in found:
        proof = lines.prove(one, RULED)
        assert proof.leaf == one.leaf(RULED)
        assert one.root == roots[one.chunk].hex()
        proof.check(roots[one.chunk])
    with pytest.raises(ProofError):
        lines.prove(found[0], RULED).check(roots[1])


@pytest.mark.parametrize("indexed", [True, False])
def test_lines_come_newest_first_up_to_an_instant(lines: Lines, indexed: bool):
    """By when they were sent, not by when they were kept."""
    for number, hour in enumerate((2, 3, 1)):
        keep(lines, f"f{number}", 1, WHO, START + timedelta(hours=hour))
    if indexed:
        lines.index(2)
    assert [one.file for one in lines.about(WHO[:1])] == ["f1", "f0", "f2"]
    until = instant(START + timedelta(hours=2))
    assert [one.file for one in lines.about(WHO[:1], until)] == ["f0", "f2"]
    both = [(one.file, one.subject) for one in lines.about(WHO[1:], until)]
    assert both == [("f0", WHO[2]), ("f0", WHO[1]), ("f2", WHO[2]), ("f2", WHO[1])]


@pytest.mark.parametrize("people", [1, 2, 3, 900])
def test_no_proof_tells_how_many_others_there_are(lines: Lines, people: int):
    """A path is as long, and the place as likely, whether there is one line or ten thousand."""
    keep(lines, "f1", 1, [f"{number:032x}" for number in range(people)])
    (line,) = lines.about(["0" * 32])
    proof = lines.prove(line, RULED)
    assert (len(proof.path), proof.size) == (DEPTH, 1 << DEPTH)


def test_places_are_by_chance(lines: Lines):
    found = set()
    for number in range(20):
        keep(lines, f"f{number}", 1, WHO[1:2])
    for line in lines.about(WHO[1:2]):
        found.add(lines.prove(line, RULED).index)
    assert len(found) > 15


def test_a_line_says_nothing_but_who_and_what_was_decided():
    said = json.loads(line_content("f1", WHO[1], RULED))
    assert said == {"file": "f1", "ruled": {"answer": "fields"}, "subject": WHO[1]}
    assert canonical(said) == line_content("f1", WHO[1], RULED)


def test_whole_months_are_forgotten(lines: Lines, tmp_path: Path):
    """With their salts, so that nothing is left by which somebody could be found."""
    keep(lines, "f1", 1, WHO, datetime(2024, 1, 31, tzinfo=UTC))
    lines.index()
    keep(lines, "f2", 1, WHO, datetime(2024, 2, 1, tzinfo=UTC))
    (gone, _) = reversed(list(lines.about(WHO[1:2])))
    assert lines.forget(date(2024, 2, 29)) == 1
    assert [one.file for one in lines.about(WHO)] == ["f2"] * 3
    assert lines.forget(date(2024, 2, 29)) == 0
    lines.close()
    assert not any(gone.salt in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("indexed", [True, False])
def test_an_erased_line_is_gone_and_the_others_still_prove_themselves(
    lines: Lines, place: str | Path, indexed: bool
):
    root = keep(lines, "f1", 1, WHO)
    if indexed:
        lines.index()
    (gone,) = lines.about(WHO[1:2])
    lines.erase(gone)
    lines.index()
    assert list(lines.about(WHO[1:2])) == []
    for who in (WHO[0], WHO[2]):
        (left,) = lines.about([who])
        lines.prove(left, RULED).check(root)
    lines.close()
    if isinstance(place, Path):
        assert gone.salt not in place.read_bytes()


def test_a_chunk_is_kept_whole_or_not_at_all(lines: Lines):
    keep(lines, "f1", 1, WHO)
    with pytest.raises(Exception, match="UNIQUE"):
        keep(lines, "f1", 1, WHO)
    assert len(list(lines.about(WHO[:1]))) == 1


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


@pytest.mark.parametrize(
    "given", [{"chunk": 0}, {"most_lines": 5}, {"most_bytes": 0}, {"chunk": 1 << 15}]
)
def test_limits_that_let_nothing_through_are_refused(given: dict[str, int]):
    with pytest.raises(ValueError, match="limits of files"):
        Limits(**given)
