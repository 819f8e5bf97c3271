"""Check a journal from outside: copy this one file, install `cryptography`, and run

    python verify.py FILE [--vkey VKEY] [--seen CHECKPOINT]

FILE is an export or one proof. Of an export every leaf, root, tile and signature is recomputed, of
a proof the way to signed roots. `--vkey` pins the log's key (else the one in FILE is believed);
`--seen` names a checkpoint kept from before: nothing up to it may have changed since. Exit 0: all
holds; 1: the first fault is named; 2: the file cannot be read. After RFC 9162 section 2.1 (tree)
and c2sp.org/tlog-checkpoint; leaf = SHA-256(0x00 || SHA-256(salt || entry as canonical JSON)).
"""

import argparse
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Plain = dict[str, Any]
Lines = Iterator[Plain]
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(eq=False)
class Fault(Exception):  # noqa: N818 - a finding about the file, raised to end the reading
    """The first thing that does not hold; `index` is the entry concerned, if there is one."""

    where: str
    expected: str
    found: object
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {str(self.found)[:200]}"


@dataclass(frozen=True)
class Verdict:
    """What was checked, a sentence each, and the first fault, or None when all holds."""

    checks: tuple[str, ...]
    fault: Fault | None = None


def verify_export(path: str | Path, vkey: str | None = None, seen: str | None = None) -> Verdict:
    """Check an export, or a file with one proof. `seen`: the text of a checkpoint kept earlier."""
    with Path(path).open("rb") as file:
        lines = _objects(file)
        try:
            first = next(lines, {})
            key = _Key(first.get("vkey"), vkey)
            check = _proof if "proof" in first else _Export().check
            return Verdict((key.sentence, *check(first, lines, key, seen)))
        except Fault as fault:
            return Verdict((), fault)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            return Verdict((), Fault("file", "values of the kinds that the format asks for", error))


class _Export:
    """One pass over an export; memory grows with its erasures, not with its entries."""

    def __init__(self) -> None:
        self.size = self.signed = self.checkpoints = 0
        self.peaks: list[bytes] = []  # roots of the perfect subtrees at the right edge
        self.levels: list[Any] = []  # a digest over the tiles of each level
        self.tiles: object = None
        self.bare: set[int] = set()  # entries of which only the leaf is left
        self.announced: set[int] = set()  # entries of which another says that they were erased

    def check(self, header: Plain, lines: Lines, key: "_Key", seen: str | None) -> list[str]:
        _fields("line 1", header, "format", "size", "vkey")
        if header["format"] != "beraad-journal-1":
            raise Fault("line 1", "format beraad-journal-1", header["format"])
        self.seen = key.checkpoint("seen", seen) if seen is not None else (0, b"")
        for line in lines:
            if "tiles" in line:
                self.tiles = line["tiles"]
            elif "checkpoint" in line:
                self._checkpoint(f"checkpoint {self.checkpoints}", line, key)
            else:
                self._entry(f"entry {self.size}", line)
        self._end(header["size"])
        return [
            f"{self.size} entries: each leaf recomputed, in order, none missing.",
            f"{len(self.bare)} erased: the leaf stands, and an entry records each erasure.",
            f"{self.checkpoints} checkpoints: signed, with the right root; each extends the last.",
            f"{len(self.levels)} levels of tiles: as the entries make them.",
            f"root {_text(self._root())} at size {self.size}.",
            *([f"It extends the checkpoint of size {self.seen[0]}."] if seen is not None else []),
        ]

    def _entry(self, where: str, line: Plain) -> None:
        index, erased = self.size, "entry" not in line
        _fields(where, line, "index", "leaf", *([] if erased else ["entry", "salt"]))
        if line["index"] != index:
            raise Fault(where, f"index {index}", line["index"], index)
        leaf = _bytes(where, line["leaf"], 32, index)
        if erased:
            self.bare.add(index)
        elif (computed := _leaf(where, line, index)) != leaf:
            raise Fault(where, f"leaf {_text(leaf)}", _text(computed), index)
        elif line["entry"].get("act") == "journal.erased":
            self.announced.add(line["entry"]["facts"]["index"])
        self._grow(leaf)
        if index + 1 == self.seen[0] and self._root() != self.seen[1]:
            raise Fault("root", f"{_text(self.seen[1])} as seen", _text(self._root()))

    def _checkpoint(self, where: str, line: Plain, key: "_Key") -> None:
        _fields(where, line, "checkpoint", "serial", "size")
        if line["serial"] != self.checkpoints:
            raise Fault(where, f"serial {self.checkpoints}", line["serial"], self.signed)
        size, root = key.checkpoint(where, line["checkpoint"])
        if (size, line["size"], root) != (self.size, self.size, self._root()):
            expected = f"{size} entries, from {self.signed} on giving root {_text(root)}"
            raise Fault(where, expected, f"{self.size}, {_text(self._root())}", self.signed)
        self.signed, self.checkpoints = size, self.checkpoints + 1

    def _end(self, promised: object) -> None:
        if not promised == self.size == self.signed or not self.checkpoints:
            found = f"{self.size}, {self.signed} of them signed"
            raise Fault("end of file", f"{promised} signed entries", found, self.signed)
        for index in sorted(self.bare ^ self.announced):
            found = "no such record" if index in self.bare else "the entry, still there"
            raise Fault(f"entry {index}", "an erasure, and the entry that records it", found, index)
        if (tiles := [level.hexdigest() for level in self.levels]) != self.tiles:
            raise Fault("tiles", f"these digests by level: {tiles}", self.tiles)
        if self.seen[0] > self.size:
            raise Fault("end of file", f"{self.seen[0]} entries or more, as seen", self.size)

    def _grow(self, node: bytes) -> None:
        height = 0
        self._add_to_tile(0, node)
        while self.size >> height & 1:
            node, height = _node(self.peaks.pop(), node), height + 1
            if height % 8 == 0:
                self._add_to_tile(height // 8, node)
        self.peaks.append(node)
        self.size += 1

    def _add_to_tile(self, level: int, node: bytes) -> None:
        tile, offset = divmod(self.size >> 8 * level, 256)
        self.levels += [sha256()] if level == len(self.levels) else []
        self.levels[level].update(node if offset else f"{level}/{tile}:".encode() + node)

    def _root(self) -> bytes:
        *rest, root = self.peaks or [sha256(b"").digest()]
        for peak in reversed(rest):
            root = _node(peak, root)
        return root


class _Key:
    """The log's name and public key, from a vkey: name+id+base64(0x01 || key)."""

    def __init__(self, vkey: object, pinned: str | None) -> None:
        if pinned not in (None, vkey):
            raise Fault("key", str(pinned), vkey)
        self.name, key_id, text = [*str(vkey).split("+", 2), "", ""][:3]
        key = _bytes("key", text, 33)
        self.id = sha256(self.name.encode() + b"\n" + key).digest()[:4]
        if key[:1] != b"\x01" or self.id.hex() != key_id:
            raise Fault("key", "name+id+base64 of an Ed25519 key", vkey)
        self.key = Ed25519PublicKey.from_public_bytes(key[1:])
        doubt = "" if pinned else " (believed because the file says so: pin it with --vkey)"
        self.sentence = f"key {vkey}{doubt}."

    def checkpoint(self, where: str, note: object) -> tuple[int, bytes]:
        """Size and root of a checkpoint that this key signed."""
        text, _, signatures = str(note).rpartition("\n\n")
        head = f"— {self.name} "
        found = (line for line in signatures.split("\n") if line.startswith(head))
        ours = [_bytes(where, line.removeprefix(head), 68) for line in found]
        try:
            for data in (ours := [data for data in ours if data[:4] == self.id]):
                self.key.verify(data[4:], f"{text}\n".encode())
        except InvalidSignature:
            ours = []
        if not ours:
            raise Fault(where, f"a signature by {self.name} that holds", note)
        origin, size, root = [*text.split("\n"), "", ""][:3]
        if text != f"{origin}\n{size}\n{root}" or origin != self.name or not size.isdecimal():
            raise Fault(where, f"origin {self.name}, size and root", text)
        return int(size), _bytes(where, root, 32)


def _proof(plain: Plain, lines: Lines, key: _Key, seen: str | None) -> list[str]:
    names = (name for name in ("old", "new", "checkpoint") if name in plain)
    more, signed = next(lines, None), [key.checkpoint(name, plain[name]) for name in names]
    if more or (seen is not None and key.checkpoint("seen", seen) not in signed):
        raise Fault("file", "one proof, of a checkpoint as it was seen before", more or seen)
    path = [_bytes("path", item, 32) for item in plain["path"]]
    if plain["proof"] == "consistency":
        _fields("proof", plain, "new", "old", "path", "proof", "vkey")
        (old, older), (new, newer) = signed
        if not 0 < old <= new or _grown(old, new, path, older) != (older, newer):
            raise Fault("path", "a way to both roots", "a way to others, or none")
        return [f"The first {old} of {new} entries are unchanged."]
    erased, index = "leaf" in plain, plain.get("index")
    body = ["leaf"] if erased else ["entry", "salt"]
    _fields("proof", plain, "checkpoint", "index", "path", "proof", "vkey", *body)
    ((size, root),) = signed
    if plain["proof"] != "inclusion" or type(index) is not int or not 0 <= index < size:
        raise Fault("proof", f"inclusion of an index below {size}", f"{plain['proof']} of {index}")
    leaf = _bytes("leaf", plain["leaf"], 32) if erased else _leaf("entry", plain, index)
    if _climb(index, size, leaf, path) != root:
        raise Fault(f"entry {index}", f"a way to root {_text(root)}", "another or none", index)
    return [f"{'The erased' if erased else 'This'} entry is number {index} of the first {size}."]


def _climb(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.3, from the root down; a path of the wrong length leads to nothing."""
    if size == 1 or not path:
        return b"" if size > 1 or path else leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return _node(_climb(index, half, leaf, path[:-1]), path[-1])
    return _node(path[-1], _climb(index - half, size - half, leaf, path[:-1]))


def _grown(old: int, new: int, path: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """RFC 9162 section 2.1.4 likewise: older and newer root; `known` while old starts at 0."""
    if old == new or not path:
        rest = path if known is None else [known, *path]
        return (rest[0], rest[0]) if old == new and len(rest) == 1 else (b"", b"")
    half = 1 << (new - 1).bit_length() - 1
    if old <= half:
        older, left = _grown(old, half, path[:-1], known)
        return older, _node(left, path[-1])
    older, right = _grown(old - half, new - half, path[:-1], None)
    return _node(path[-1], older), _node(path[-1], right)


def _objects(lines: Iterable[bytes]) -> Lines:
    """Each line as an object; a line that is not written in the one canonical way is a fault."""
    index = 0
    for number, line in enumerate(lines, 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or f"{_encode(value)}\n".encode() != line:
            raise Fault(f"line {number}, where entry {index} is due", "canonical JSON", line, index)
        index += "leaf" in value
        yield value


def _leaf(where: str, line: Plain, index: int) -> bytes:
    salted = _bytes(where, line["salt"], 16, index) + _encode(line["entry"]).encode()
    return sha256(b"\x00" + sha256(salted).digest()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _fields(where: str, value: Plain, *names: str) -> None:
    if sorted(value) != sorted(names):
        raise Fault(where, "the fields " + ", ".join(sorted(names)), ", ".join(sorted(value)))


def _bytes(where: str, text: object, size: int, index: int | None = None) -> bytes:
    try:
        data = b64decode(str(text), validate=True)
    except ValueError:
        data = b""
    if len(data) != size or _text(data) != text:
        raise Fault(where, f"{size} bytes in base64", text, index)
    return data


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: prints what was checked, or the first fault on standard error."""
    parser = argparse.ArgumentParser(description="Check an export or a proof of a journal.")
    parser.add_argument("file", help="an export, or a file with one proof")
    parser.add_argument("--vkey", help="the log's public key, name+id+base64")
    parser.add_argument("--seen", type=Path, help="a file with a checkpoint kept from earlier")
    given = parser.parse_args(arguments)
    try:
        verdict = verify_export(given.file, given.vkey, given.seen and given.seen.read_text())
    except (OSError, UnicodeDecodeError) as error:
        print(f"Cannot read: {error}", file=sys.stderr)
        return 2
    print(*(f"ok    {sentence}\n" for sentence in verdict.checks), sep="", end="")
    print(f"FAULT {verdict.fault}\n" if verdict.fault else "", end="", file=sys.stderr)
    return 1 if verdict.fault else 0


if __name__ == "__main__":
    sys.exit(main())
