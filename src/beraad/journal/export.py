"""The whole journal as JSON lines: what an outsider needs to verify it without trusting us.

The first line names the format, the key and the size; then each entry with its salt and leaf (an
erased one with its leaf alone), each checkpoint after the last entry that it covers, and at the end
one SHA-256 over the tiles of each level, so that a damaged tile is found too. Rows go out as they
stand, so a row that was tampered with shows as such.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

from beraad.journal.base import Store, only
from beraad.journal.entry import canonical
from beraad.journal.tile import HASH_BYTES, WIDTH

FORMAT = "beraad-journal-1"


def export_lines(store: Store) -> Iterator[bytes]:
    """The lines, each with its newline, of the journal in this store, within its `reading()`."""
    vkey, size = only(store, store.sql.KEY)[0], only(store, store.sql.LAST_CHECKPOINT)[1]
    yield _line({"format": FORMAT, "vkey": vkey, "size": size})
    checkpoints = store.rows(store.sql.ALL_CHECKPOINTS)
    waiting = next(checkpoints, None)
    for index, line in _entries(store, size):
        while waiting and waiting[1] <= index:
            yield _checkpoint(waiting)
            waiting = next(checkpoints, None)
        yield line
    while waiting:
        yield _checkpoint(waiting)
        waiting = next(checkpoints, None)
    yield _line({"tiles": _digests(store)})


def _digests(store: Store) -> list[str]:
    """SHA-256 by level over `level/number:` and the hashes of each tile."""
    digests = []
    for level, tiles in groupby(store.rows(store.sql.ALL_TILES), key=itemgetter(0)):
        digest = sha256()
        for _, number, hashes in tiles:
            digest.update(f"{level}/{number}:".encode() + hashes)
        digests.append(digest.hexdigest())
    return digests


def _entries(store: Store, size: int) -> Iterator[tuple[int, bytes]]:
    """Each row as it stands, and the leaf alone where there is none: its month was forgotten."""
    due, leaf = 0, _leaves(store)
    for index, content, salt in store.rows(store.sql.ALL_ENTRIES):
        for gone in range(due, min(index, size)):
            yield gone, _entry(gone, None, None, leaf(gone))
        yield index, _entry(index, content, salt, leaf(index))
        due = index + 1
    for gone in range(due, size):
        yield gone, _entry(gone, None, None, leaf(gone))


def _leaves(store: Store) -> Callable[[int], str]:
    """The leaf at an index, in base64; each tile is read once, as they are asked in order."""
    held, hashes = -1, b""

    def leaf(index: int) -> str:
        nonlocal held, hashes
        tile, offset = divmod(index, WIDTH)
        if tile != held:
            found = store.one(store.sql.TILE, (0, tile))
            held, hashes = tile, bytes(found[0]) if found else b""
        return _text(hashes[offset * HASH_BYTES : (offset + 1) * HASH_BYTES])

    return leaf


def _entry(index: int, content: bytes | None, salt: bytes | None, leaf: str) -> bytes:
    if content is None or salt is None:
        return _line({"index": index, "leaf": leaf})
    # Not parsed and written anew: the bytes that were hashed are the bytes that go out.
    rest = f',"index":{index},"leaf":"{leaf}","salt":"{_text(salt)}"}}\n'
    return b'{"entry":' + content + rest.encode()


def _checkpoint(row: tuple[int, int, bytes]) -> bytes:
    serial, size, note = row
    return _line({"checkpoint": note.decode(errors="replace"), "serial": serial, "size": size})


def _line(value: Mapping[str, object]) -> bytes:
    return canonical(value) + b"\n"


def _text(data: bytes) -> str:
    return b64encode(data).decode()
