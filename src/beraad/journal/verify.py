"""Check a journal from outside: copy this one file, install `cryptography`, and run

    python verify.py FILE [--vkey VKEY] [--seen CHECKPOINT] [--witness VKEY]

FILE: an export or one proof. `--vkey` pins the log, `--seen` the past. Exit 0: it holds.
"""

import argparse
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Plain = dict[str, Any]
Text = str | None
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Fault(Exception):  # noqa: N818 - a finding about the file, raised to end the reading
    """The first thing that does not hold; `index` is the entry concerned, if there is one."""

    def __init__(self, where: str, expected: str, found: object, index: int | None = None) -> None:
        super().__init__(f"{where}: expected {expected}, found {str(found)[:200]}")
        self.index = index


class Verdict(NamedTuple):
    """What was checked, a sentence each, and the first fault, or None when all holds."""

    checks: tuple[str, ...]
    fault: Fault | None = None


def verify_export(path: str | Path, vkey: Text = None, seen: Text = None, *also: str) -> Verdict:
    """Check an export or a proof. `seen`: a checkpoint's text; `also`: vkeys of its witnesses."""
    with Path(path).open("rb") as file:
        try:
            first = next(lines := _objects(file), None) or next(_objects([b""]))
            key = _Key("key", first.get("vkey"), vkey)
            doubt = "" if vkey else " (believed because the file says so: pin it with --vkey)"
            check = _proof if "proof" in first else _Export().check
            checked, note = check(first, lines, key, seen), str(seen or first.get("checkpoint"))
            saw = (_Key("witness", one, one, 4).saw(note) for one in also)
            return Verdict((f"key {first['vkey']}{doubt}.", *checked, *saw))
        except Fault as fault:
            return Verdict((), fault)
        except (LookupError, AttributeError, RecursionError, TypeError, ValueError) as error:
            return Verdict((), Fault("file", "values of the kinds that the format asks for", error))


class _Export:
    """One pass over an export; memory grows with its erasures, not with its entries."""

    def check(self, header: Plain, lines: Iterator[Plain], key: "_Key", seen: Text) -> list[str]:
        self.size = self.signed = self.checkpoints = 0
        self.peaks: list[bytes] = []  # roots of the perfect subtrees at the right edge
        self.levels, self.tiles = list[Any](), [None]  # digests of tiles by level: made, found
        self.bare, self.announced = set[int](), set[int]()  # ends of runs: erased, said to be
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
        erased = sum(edge * (-1) ** place for place, edge in enumerate(sorted(self.bare), 1))
        return [
            f"{self.size} entries: each leaf recomputed, in order, none missing.",
            f"{erased} erased: the leaf stands, and an entry records each erasure.",
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
            self.bare ^= {index, index + 1}
        elif (computed := _leaf(where, line, index)) != leaf:
            raise Fault(where, f"leaf {_text(leaf)}", _text(computed), index)
        elif line["entry"].get("act") == "journal.erased":
            facts = line["entry"]["facts"]
            self.announced ^= set(facts.get("runs") or [facts["index"], facts["index"] + 1])
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
        for edge in sorted(self.bare ^ self.announced)[:1]:
            found = (
                "no such record" if sum(e <= edge for e in self.bare) % 2 else "the entry itself"
            )
            raise Fault(f"entry {edge}", "an erasure, and the entry that records it", found, edge)
        if (tiles := [level.hexdigest() for level in self.levels]) != self.tiles:
            raise Fault("tiles", f"these digests by level: {tiles}", self.tiles)
        if self.seen[0] > self.size:
            raise Fault("end of file", f"{self.seen[0]} entries or more, as seen", self.size)

    def _grow(self, node: bytes) -> None:
        height = 0
        while True:
            if height % 8 == 0:
                level, (tile, offset) = height // 8, divmod(self.size >> height, 256)
                self.levels += [sha256()] if level == len(self.levels) else []
                self.levels[level].update(node if offset else f"{level}/{tile}:".encode() + node)
            if not self.size >> height & 1:
                break
            node, height = _node(self.peaks.pop(), node), height + 1
        self.peaks.append(node)
        self.size += 1

    def _root(self) -> bytes:
        return reduce(lambda b, a: _node(a, b), reversed(self.peaks or [sha256(b"").digest()]))


class _Key:
    """A public key, from a vkey, name+id+base64(kind || key): of a log (1) or a witness (4)."""

    def __init__(self, where: str, vkey: object, pinned: Text, kind: int = 1) -> None:
        self.name, key_id, text = [*str(vkey).split("+", 2), "", ""][:3]
        key = _bytes(where, text, 33)
        self.id = sha256(self.name.encode() + b"\n" + key).digest()[:4]
        if (vkey, key[0], self.id.hex()) != (vkey if pinned is None else pinned, kind, key_id):
            known = "name+id+base64 of an Ed25519 key" if pinned in (None, vkey) else str(pinned)
            raise Fault(where, known, vkey)
        self.key = Ed25519PublicKey.from_public_bytes(key[1:])

    def checkpoint(self, where: str, note: object) -> tuple[int, bytes]:
        """Size and root of a checkpoint that this key signed."""
        text, _ = self._signed(where, str(note), 68)
        origin, size, root = [*text.split("\n"), "", ""][:3]
        if text != f"{origin}\n{size}\n{root}" or origin != self.name or not size.isdecimal():
            raise Fault(where, f"origin {self.name}, size and root", text)
        return int(size), _bytes(where, root, 32)

    def saw(self, note: str) -> str:
        """What this witness says of a checkpoint."""
        text, when = self._signed("witness", note, 76)
        return f"{self.name} saw size {text.split()[1]} at {datetime.fromtimestamp(when, UTC)}."

    def _signed(self, where: str, note: str, width: int) -> tuple[str, int]:
        (text, _, lines), head = note.rpartition("\n\n"), f"— {self.name} "
        found = (line.removeprefix(head) for line in lines.split("\n") if line.startswith(head))
        ours = [data for one in found if (data := _bytes(where, one, width))[:4] == self.id]
        with suppress(InvalidSignature):
            for data in ours:  # a witness signs, after its key id, with the time
                time = f"cosignature/v1\ntime {int.from_bytes(data[4:-64])}\n" if width > 68 else ""
                self.key.verify(data[-64:], f"{time}{text}\n".encode())
            if ours:
                return text, int.from_bytes(ours[0][4:-64])
        raise Fault(where, f"a signature by {self.name} that holds", note)


def _proof(plain: Plain, lines: Iterator[Plain], key: _Key, seen: Text) -> list[str]:
    signed = [key.checkpoint(n, plain[n]) for n in ("old", "new", "checkpoint") if n in plain]
    if next(lines, None) or (seen is not None and key.checkpoint("seen", seen) not in signed):
        raise Fault("file", "one proof, of a checkpoint as it was seen before", seen or "more")
    path = [_bytes("path", item, 32) for item in plain["path"]]
    if plain["proof"] == "consistency":
        _fields("proof", plain, "new", "old", "path", "proof", "vkey")
        (old, older), (new, newer) = signed
        if not 0 < old <= new or _grown(old, new, path, older) != (older, newer):
            raise Fault("path", "a way to both roots", "a way to others, or none")
        return [f"The first {old} of {new} entries are unchanged."]
    ((size, root),), index, bare = signed, plain.get("index"), "leaf" in plain
    body = ["leaf"] if bare else ["entry", "salt", *plain.keys() & {"line"}]
    _fields("proof", plain, "checkpoint", "index", "path", "proof", "vkey", *body)
    if plain["proof"] != "inclusion" or type(index) is not int or not 0 <= index < size:
        raise Fault("proof", f"inclusion of an index below {size}", f"{plain['proof']} of {index}")
    leaf = _bytes("leaf", plain["leaf"], 32) if bare else _leaf("entry", plain, index)
    if _climb(index, size, leaf, path) != root:
        raise Fault(f"entry {index}", f"a way to root {_text(root)}", "another or none", index)
    said = [f"This {'leaf' if bare else 'entry'} is number {index} of the first {size}."]
    if "line" in plain:  # of a file of many persons: in the tree whose root the entry is about
        line, path = plain["line"], [_bytes("line", item, 32) for item in plain["line"]["path"]]
        _fields("line", line, "entry", "path", "place", "salt")
        top = _climb(line["place"], 1 << len(path), _leaf("line", line, 0), path).hex()
        if [plain["entry"][name] for name in ("act", "about")] != ["file.lines", top]:
            raise Fault("line", "a way to the root that the entry is about", top or "none", index)
        said.append(f"In the tree that it is about stands the line {_encode(line['entry'])}.")
    return said


def _climb(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.3, from the root down; a path of the wrong length leads to nothing."""
    if size == 1 or not path:
        return b"" if size > 1 or path or index else leaf
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


def _objects(lines: Iterable[bytes]) -> Iterator[Plain]:
    """Each line as an object; a line that is not written in the one canonical way is a fault."""
    index = 0
    for number, line in enumerate(lines, 1):
        value = None
        with suppress(ValueError, RecursionError):
            value = json.loads(line)
        if not isinstance(value, dict) or f"{_encode(value)}\n".encode() != line:
            where, text = f"line {number}, where entry {index} is due", str(line, errors="replace")
            raise Fault(where, "canonical JSON", repr(text.strip()) if text else "nothing", index)
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
    data = b""
    with suppress(ValueError):
        data = b64decode(str(text), validate=True)
    if len(data) != size or _text(data) != text:
        raise Fault(where, f"{size} bytes in base64", text or "nothing", index)
    return data


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: prints what was checked, or the first fault on standard error."""
    parser = argparse.ArgumentParser(description="Check an export or a proof of a journal.")
    parser.add_argument("file", help="an export, or a file with one proof")
    parser.add_argument("--vkey", help="the log's public key, name+id+base64")
    parser.add_argument("--seen", type=Path, help="a file with a checkpoint kept from earlier")
    parser.add_argument("--witness", action="append", default=[], help="a witness's public key")
    given = parser.parse_args(arguments)
    try:
        seen = given.seen and given.seen.read_text()
        verdict = verify_export(given.file, given.vkey, seen, *given.witness)
    except (OSError, UnicodeDecodeError) as error:
        print(f"Cannot read: {error}", file=sys.stderr)
        return 2
    print(*(f"ok    {sentence}\n" for sentence in verdict.checks), sep="", end="")
    print(f"FAULT {verdict.fault}\n" if verdict.fault else "", end="", file=sys.stderr)
    return 1 if verdict.fault else 0


if __name__ == "__main__":
    sys.exit(main())
