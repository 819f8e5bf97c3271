"""A line in a file of many persons: its way to the root that an entry is about, checked alone."""

import json
import random
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from beraad.journal.entry import Entry
from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.proof import line_file, prove_inclusion
from beraad.journal.store import Journal
from beraad.journal.tree import EMPTY_ROOT, Edge
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY, START, entries
from tests.journal.test_verify import VKEY, edit, fault

SAID, SALT = b'{"file":"f1","ruling":7,"subject":"p-1"}', bytes(range(16))
Made = Callable[..., Path]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Makes the proof of the line at a place of a tree so deep, in a journal that has its root."""

    def make(place: int, depth: int, act: str = "file.lines") -> Path:
        leaves = [sha256(bytes([number])).digest() for number in range(1 << depth)]
        leaves[place] = leaf_hash(salted_hash(SALT, SAID))

        def node(height: int, number: int) -> bytes:
            return Edge().grow(leaves[number << height : (number + 1) << height])[0].root()

        proof = prove_inclusion(node, place, len(leaves))
        with Journal(tmp_path / "journal", KEY) as journal:
            journal.append([*entries(3), Entry(START, act, "gateway", node(depth, 0).hex())])
            (tmp_path / "line").write_bytes(line_file(journal.prove(3), SAID, SALT, proof))
        return tmp_path / "line"

    return make


def changed(path: Path, change: dict[str, Any]) -> Path:
    return edit(path, lambda lines: lines[0]["line"].update(change))


@pytest.mark.parametrize(("place", "depth"), [(0, 0), (1, 1), (2, 2), (100, 7)])
def test_a_line_leads_through_its_tree_to_the_checkpoint(
    made: Made, place: int, depth: int
) -> None:
    assert verify_export(made(place, depth), VKEY).checks[1:] == (
        "This entry is number 3 of the first 4.",
        f"In the tree that it is about stands the line {SAID.decode()}.",
    )


def test_no_bit_of_it_can_change(made: Made) -> None:
    path = made(2, 3)
    content = path.read_bytes()
    for bit in random.Random(1).sample(range(len(content) * 8), 300):
        data = bytearray(content)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        assert verify_export(path, VKEY).fault is not None, bit


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"place": 6}, "line: expected a way to the root that the entry is about"),
        ({"place": 8 + 5}, "line: expected a way to the root"),
        ({"place": -3}, "line: expected a way to the root"),
        ({"place": "5"}, "file: expected values of the kinds"),
        ({"path": []}, "line: expected a way to the root"),
        ({"path": ["A"]}, "line: expected 32 bytes in base64"),
        ({"path": [b64encode(EMPTY_ROOT).decode()] * 5000}, "file: expected values of the kinds"),
        ({"salt": "AAAA"}, "line: expected 16 bytes in base64"),
        ({"entry": json.loads(SAID) | {"ruling": 8}}, "line: expected a way to the root"),
        ({"more": 1}, "line: expected the fields entry, path, place, salt"),
    ],
)
def test_what_leads_elsewhere_is_a_fault(made: Made, change: dict[str, Any], message: str) -> None:
    assert message in fault(verify_export(changed(made(5, 3), change), VKEY))


def test_a_line_stands_under_an_entry_of_lines_alone(made: Made) -> None:
    """Another entry that names the root says nothing of lines; and an erased one nothing at all."""
    path = made(1, 2, "file.sent")
    assert "line: expected a way to the root" in fault(verify_export(path, VKEY))

    def erase(lines: list[dict[str, Any]]) -> None:
        del lines[0]["entry"], lines[0]["salt"]
        lines[0]["leaf"] = b64encode(EMPTY_ROOT).decode()

    assert "proof: expected the fields" in fault(verify_export(edit(path, erase), VKEY))


def test_what_is_about_a_name_is_found_by_it(journal: Journal) -> None:
    """The first entry that is about it and about no person; on both engines."""
    person = Entry(START, "a.b", "a", "one", "p-1")
    journal.append([person, *(Entry(START, "a.b", "a", name) for name in ("one", "two", "one"))])
    found = journal.named(["one", "two", "three"])
    assert {name: index for name, (index, _) in found.items()} == {"one": 1, "two": 2}
    assert Entry.parse(found["two"][1].encode()) == journal.entry(2)
    assert journal.named([]) == {}
