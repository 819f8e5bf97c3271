"""The keys of access tokens: one signs, others are still, or already, believed.

    token.key      signs, and is made if it is not there
    token-*.key    are believed as well

To change keys without a stop: put the new key on every machine as `token-next.key`; once it is
everywhere, rename `token.key` to `token-old.key` and `token-next.key` to `token.key`, on one
machine after the other; five minutes later, when no token of the old one is left, remove that.
Files are read again when they change. While there is no `token.key`, between the two renames, the
last one signs.
"""

import hashlib
from pathlib import Path

from beraad.exchange.server.secret import KEY_BYTES, own_key, read_secret
from beraad.exchange.server.watched import Watched


class Ring:
    """The keys in a folder. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = Watched(read_key)
        self._places: dict[str, str] = {}
        own_key(folder / "token.key")
        self._signing = read_key(folder / "token.key")

    def signing(self) -> tuple[str, bytes]:
        """The key that signs, with its name."""
        self._signing = self._keys.at(f"{self._folder}/token.key") or self._signing
        return self._signing

    def has(self, name: str) -> bool:
        """Whether there still is a key of this name."""
        known = self._places.get(name)
        found = self._keys.this_turn(known) if known else None
        return (found is not None and found[0] == name) or name in self._all()

    def named(self, name: str) -> bytes:
        """The key of this name; LookupError where there is none, or none any more."""
        return self._all()[name]

    def _all(self) -> dict[str, bytes]:
        held = ((str(path), self._keys.at(str(path))) for path in self._folder.glob("token*.key"))
        there = {path: one for path, one in held if one}
        self._places = {name: path for path, (name, _) in there.items()}
        return dict(there.values())


def read_key(path: Path) -> tuple[str, bytes]:
    """A key with its name, which tells nothing of it; ValueError for one that is too short."""
    key = read_secret(path)
    if len(key) < KEY_BYTES:
        raise ValueError(f"a key of {len(key)} bytes in {path}: expected at least {KEY_BYTES}")
    return hashlib.sha256(b"the name of " + key).hexdigest()[:16], key
