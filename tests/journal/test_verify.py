"""The stand-alone verifier: what it accepts, and everything that it must find."""

import json
import random
import re
import runpy
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.journal import verify
from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.journal.tree import EMPTY_ROOT
from beraad.journal.verify import Verdict, main, verify_export
from tests.journal.conftest import KEY, START, entries

VKEY = str(KEY.public)
Export = Callable[[], Path]


def fault(verdict: Verdict) -> str:
    assert verdict.checks == ()
    return str(verdict.fault)


def edit(path: Path, change: Callable[[list[dict[str, Any]]], Any]) -> Path:
    """The file with its objects changed, and written canonically again."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines)
    path.write_bytes(b"".join(verify._encode(line).encode() + b"\n" for line in lines))
    return path


def test_it_stands_alone_and_is_short() -> None:
    source = Path(verify.__file__).read_text()
    assert "beraad." not in source
    assert len(source.splitlines()) <= 300


def test_it_runs_where_beraad_is_not(tmp_path: Path, exported: Export) -> None:
    alone = tmp_path / "verify.py"
    shutil.copy(verify.__file__, alone)
    found = subprocess.run(
        [sys.executable, "-I", alone, exported(), "--vkey", VKEY], capture_output=True, text=True
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[:5] == [
        f"ok    key {VKEY}.",
        "ok    300 entries: each leaf recomputed, in order, none missing.",
        "ok    0 erased: the leaf stands, and an entry records each erasure.",
        "ok    4 checkpoints: signed, with the right root; each extends the last.",
        "ok    2 levels of tiles: as the entries make them.",
    ]


def test_an_empty_journal_holds(journal: Journal, tmp_path: Path) -> None:
    journal.export(tmp_path / "empty")
    assert verify_export(tmp_path / "empty", VKEY).fault is None


def test_an_unpinned_key_is_said_to_be_believed(exported: Export) -> None:
    assert "pin it with --vkey" in verify_export(exported()).checks[0]
    other = str(SigningKey(KEY.name, bytes(32)).public)
    assert "key: expected" in fault(verify_export(exported(), other))


def test_erased_entries_verify(filled: Journal, exported: Export) -> None:
    filled.erase(17, "end of retention", actor="retention", at=START)
    verdict = verify_export(exported(), VKEY)
    assert verdict.fault is None
    assert "1 erased" in verdict.checks[2]


def test_a_checkpoint_seen_before_pins_the_past(filled: Journal, exported: Export) -> None:
    old = exported().rename(exported().with_name("old"))
    seen = filled.checkpoint(6)
    assert verify_export(old, VKEY, seen).checks[-1] == "It extends the checkpoint of size 6."
    filled.append(entries(1, 300))
    newer = filled.checkpoint()
    assert "301 entries or more, as seen" in fault(verify_export(old, VKEY, newer))


def test_history_rewritten_by_the_keyholder_is_found_by_who_saw_it(
    tmp_path: Path, filled: Journal
) -> None:
    with Journal(tmp_path / "rewritten", KEY) as other:
        other.append(entries(300, 1))
        other.export(tmp_path / "other")
    assert verify_export(tmp_path / "other", VKEY).fault is None
    assert "as seen" in fault(verify_export(tmp_path / "other", VKEY, filled.checkpoint()))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(min_value=0))
def test_no_bit_of_an_export_can_change(small: bytes, tmp_path: Path, position: int) -> None:
    data = bytearray(small)
    bit = position * 7919 % (len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8
    flipped = tmp_path / "flipped"
    flipped.write_bytes(data)
    assert verify_export(flipped, VKEY).fault is not None


@pytest.fixture
def small(journal: Journal, tmp_path: Path) -> bytes:
    journal.append(entries(3))
    journal.append(entries(2, 3))
    journal.erase(1, "end of retention", actor="retention", at=START)
    journal.export(tmp_path / "small")
    return (tmp_path / "small").read_bytes()


def test_the_first_faulty_entry_is_named(exported: Export) -> None:
    def change(lines: list[dict[str, Any]]) -> None:
        for index in (200, 120):
            next(line for line in lines if line.get("index") == index)["entry"]["actor"] = "else"

    verdict = verify_export(edit(exported(), change), VKEY)
    assert verdict.fault is not None
    assert verdict.fault.index == 120
    assert fault(verdict).startswith("entry 120: expected leaf ")


def leaf_of(line: dict[str, Any]) -> str:
    content = verify._encode(line["entry"]).encode()
    salted = sha256(b64decode(line["salt"]) + content).digest()
    return b64encode(sha256(b"\0" + salted).digest()).decode()


def rewrite(lines: list[dict[str, Any]]) -> None:
    line = next(line for line in lines if line.get("index") == 120)
    line["entry"]["actor"] = "else"
    line["leaf"] = leaf_of(line)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (rewrite, "checkpoint 3: expected 300 entries, from 6 on giving root"),
        (lambda lines: lines.pop(5), r"entry 2: expected index 2, found 3"),
        (lambda lines: lines.pop(0), "key: expected 33 bytes in base64, found nothing"),
        (lambda lines: lines.clear(), "line 1, where entry 0 is due: .* JSON, found nothing"),
        (lambda lines: lines.pop(), "tiles: expected these digests by level"),
        (lambda lines: lines.pop(-2), "expected 300 signed entries, found 300, 6 of them signed"),
        (lambda lines: lines.pop(1), "checkpoint 0: expected serial 0, found 1"),
        (lambda lines: lines[1].update(size=-1), "checkpoint 0: expected 0 entries"),
        (lambda lines: lines[0].update(size=299), "expected 299 signed entries, found 300"),
        (lambda lines: lines[0].update(format="x"), "line 1: expected format beraad-journal-1"),
        (lambda lines: lines[0].update(more=1), "line 1: expected the fields format, size, vkey"),
        (lambda lines: lines[0].update(vkey="a+b+" + "A" * 44), r"key: expected name\+id\+base64"),
        (lambda lines: lines[2].update(leaf="A"), "entry 0: expected 32 bytes in base64"),
        (lambda lines: lines[2].update(leaf=7), "entry 0: expected 32 bytes in base64"),
        (lambda lines: lines[2].update(salt="AAAA"), "entry 0: expected 16 bytes in base64"),
        (lambda lines: lines[2].pop("salt"), "entry 0: expected the fields entry, index, leaf"),
        (lambda lines: [lines[2].pop(name) for name in ("salt", "entry")],
         "entry 0: expected an erasure, and the entry that records it, found no such record"),
        (lambda lines: lines[1].update(checkpoint=KEY.sign("x\n")), "origin beraad"),
        (lambda lines: lines[1].update(checkpoint=KEY.sign(f"{KEY.name}\nx\ny\n")), "origin b"),
        (lambda lines: lines[1].update(checkpoint="x"), "a signature by beraad.example/journal"),
        (lambda lines: lines[1].update(checkpoint=SigningKey(KEY.name, bytes(32)).sign("x\n")),
         "a signature by beraad.example/journal that holds"),
        (lambda lines: lines[1].update(checkpoint=lines[3]["checkpoint"].replace("\n1\n", "\n2\n")),
         "a signature by beraad.example/journal that holds"),
    ],
)  # fmt: skip
def test_faults_of_an_export(
    exported: Export, change: Callable[[list[dict[str, Any]]], Any], message: str
) -> None:
    verdict = verify_export(edit(exported(), change), VKEY if "key" not in message else None)
    assert verdict.fault is not None
    assert re.search(message, str(verdict.fault))


def test_an_entry_recorded_as_erased_must_be_gone(journal: Journal, tmp_path: Path) -> None:
    """Signed by a journal whose erasing was half: the record of it alone."""
    record = Entry(at=START, act="journal.erased", actor="a", facts={"index": 0, "reason": "b"})
    journal.append([*entries(1), record])
    journal.export(tmp_path / "half")
    assert "entry 0: expected an erasure" in fault(verify_export(tmp_path / "half", VKEY))


@pytest.mark.parametrize(
    "line", ["[]", '{"a": 1}', "{", "[" * 100_000, '{"a":"\ud800"}', '{"vkey":1}']
)
def test_files_that_are_no_export(tmp_path: Path, line: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(line.encode(errors="surrogatepass") + b"\n")
    assert verify_export(path).fault is not None


def test_values_of_the_wrong_kind_are_a_fault(exported: Export) -> None:
    path = edit(exported(), lambda lines: lines[1].update(checkpoint=["x"], serial=[]))
    assert verify_export(path).fault is not None
    path = edit(exported(), lambda lines: lines.insert(0, {"proof": "inclusion", "vkey": VKEY}))
    assert "one proof" in fault(verify_export(path))
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert "values of the kinds" in fault(verify_export(path))


# Proofs in files of their own


def test_an_empty_key_or_checkpoint_pins_nothing_and_is_refused(exported: Export) -> None:
    """An unset variable in a script must not open the check."""
    assert verify_export(exported(), "").fault is not None
    assert verify_export(exported(), VKEY, "").fault is not None


@pytest.fixture
def proofs(filled: Journal, tmp_path: Path) -> dict[str, Path]:
    filled.erase(8, "end of retention", actor="retention", at=START)
    files = {
        "entry": filled.prove(7),
        "erased": filled.prove(8),
        "growth": filled.prove_growth(6),
        "same": filled.prove_growth(301),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in files}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("entry", "This entry is number 7 of the first 301."),
        ("erased", "This leaf is number 8 of the first 301."),
        ("growth", "The first 6 of 301 entries are unchanged."),
        ("same", "The first 301 of 301 entries are unchanged."),
    ],
)
def test_proof_files_hold(proofs: dict[str, Path], name: str, sentence: str) -> None:
    assert verify_export(proofs[name], VKEY).checks == (f"key {VKEY}.", sentence)


@pytest.mark.parametrize("name", ["entry", "erased", "growth", "same"])
def test_no_bit_of_a_proof_can_change(proofs: dict[str, Path], name: str) -> None:
    content = proofs[name].read_bytes()
    for bit in random.Random(1).sample(range(len(content) * 8), 150):
        data = bytearray(content)
        data[bit // 8] ^= 1 << bit % 8
        proofs[name].write_bytes(data)
        assert verify_export(proofs[name], VKEY).fault is not None, bit


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("entry", {"index": 6}, "entry 6: expected a way to root"),
        (
            "entry",
            {"index": 301},
            "proof: expected inclusion of an index below 301, found inclusion of 301",
        ),
        (
            "entry",
            {"index": "7"},
            "proof: expected inclusion of an index below 301, found inclusion of 7",
        ),
        ("entry", {"path": []}, "entry 7: expected a way to root"),
        (
            "entry",
            {"proof": "exclusion"},
            "proof: expected inclusion of an index below 301, found exclusion of 7",
        ),
        ("entry", {"more": 1}, "proof: expected the fields"),
        ("growth", {"path": []}, "path: expected a way to both roots"),
        ("growth", {"more": 1}, "proof: expected the fields"),
        ("same", {"path": [b64encode(EMPTY_ROOT).decode()]}, "path: expected a way to both roots"),
    ],
)
def test_faults_of_a_proof(
    proofs: dict[str, Path], name: str, change: dict[str, Any], message: str
) -> None:
    edit(proofs[name], lambda lines: lines[0].update(change))
    assert message in fault(verify_export(proofs[name], VKEY))


def test_a_log_that_shrank_has_no_proof(proofs: dict[str, Path]) -> None:
    def swap(lines: list[dict[str, Any]]) -> None:
        lines[0]["old"], lines[0]["new"] = lines[0]["new"], lines[0]["old"]

    assert "a way to both roots" in fault(verify_export(edit(proofs["growth"], swap), VKEY))


def test_all_small_proofs_as_the_core_makes_them(tmp_path: Path) -> None:
    """The verifier walks from the root down, the core from the leaf up: they must agree."""
    with Journal(tmp_path / "journal", KEY) as journal:
        for number in range(20):
            journal.append(entries(1, number))
        notes = [journal.checkpoint(size) for size in range(21)]
        heads = [verify._Key("key", VKEY, VKEY).checkpoint("", note) for note in notes]
        for new in range(1, 21):
            for index in range(new):
                proof = journal.inclusion(index, new)
                path = list(proof.path)
                assert verify._climb(index, new, proof.leaf, path) == heads[new][1]
                assert verify._climb(index, new, proof.leaf, [*path, EMPTY_ROOT]) != heads[new][1]
                old, roots = index + 1, (heads[index + 1][1], heads[new][1])
                path = list(journal.consistency(old, new).path)
                assert verify._grown(old, new, path, roots[0]) == roots
                assert verify._grown(old, new, [*path, EMPTY_ROOT], roots[0]) != roots


# The command


def test_the_command_says_what_holds_and_what_does_not(
    exported: Export, filled: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = exported()
    (tmp_path / "seen").write_text(filled.checkpoint(1), encoding="utf-8")
    assert main([str(path), "--vkey", VKEY, "--seen", str(tmp_path / "seen")]) == 0
    assert capsys.readouterr().out.endswith("ok    It extends the checkpoint of size 1.\n")
    edit(path, lambda lines: lines.pop(5))
    assert main([str(path)]) == 1
    assert capsys.readouterr().err == "FAULT entry 2: expected index 2, found 3\n"
    assert main([str(tmp_path / "absent")]) == 2
    assert "Cannot read" in capsys.readouterr().err


def test_the_file_is_itself_the_command(
    exported: Export, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["verify.py", str(exported())])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(verify.__file__, run_name="__main__")
    assert ended.value.code == 0
    assert "300 entries" in capsys.readouterr().out


def test_a_proof_is_held_against_the_checkpoint_seen_before(
    filled: Journal, proofs: dict[str, Path]
) -> None:
    """Of the entry the proof's own checkpoint, of growth the old or the new one; no other."""
    now, before, other = (filled.checkpoint(size) for size in (301, 6, 1))
    assert verify_export(proofs["entry"], VKEY, now).fault is None
    assert verify_export(proofs["growth"], VKEY, before).fault is None
    for name in proofs:
        assert "as it was seen before" in fault(verify_export(proofs[name], VKEY, other))


def test_a_file_with_a_proof_holds_nothing_else(proofs: dict[str, Path]) -> None:
    twice = proofs["entry"].read_bytes() * 2
    proofs["entry"].write_bytes(twice)
    assert "one proof" in fault(verify_export(proofs["entry"], VKEY))
