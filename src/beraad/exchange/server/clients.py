"""Who may call: organisations by the word of the catalogue, with the public keys they registered.

The keys of the organisation `x` stand in `x.jwks.json` (RFC 7517), which is read again whenever it
changes: a key is rotated by adding the new one, and taking the old one out when nobody uses it any
more. A file that is gone or cannot be read lets nobody in. A file that holds a private or a shared
key is refused: what the gateway knows, it could be made to sign with.
"""

import logging
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

log = logging.getLogger("beraad.gateway")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
LEAST_RSA_BITS = 2048
MOST_BYTES = 100_000
Key = RSAKey | ECKey | OKPKey | OctKey
Stamp = tuple[int, int, int]


class KeysError(ValueError):
    """A file of keys that cannot be used; the message names the file and what was expected."""


@dataclass(slots=True)
class Clients:
    """The organisations whose files of keys stand in a folder. Threads may share it."""

    folder: Path
    _known: dict[str, tuple[Stamp, KeySet | None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def keys(self, organisation: str) -> KeySet | None:
        """The keys that an organisation has now; None for one that has none."""
        path = f"{self.folder}/{organisation}.jwks.json"
        try:
            found = os.stat(path) if NAME.fullmatch(organisation) else None  # noqa: PTH116 - fast
        except OSError:
            found = None
        if found is None:
            return None
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        with self._lock:
            known = self._known.get(organisation)
            if known is None or known[0] != stamp:
                self._known[organisation] = known = (stamp, self._read(Path(path)))
        return known[1]

    def _read(self, path: Path) -> KeySet | None:
        try:
            return read_keys(path)
        except (KeysError, OSError) as error:
            log.error("keys refused: %s", error)
            return None


def read_keys(path: Path) -> KeySet:
    """The public keys in a file; KeysError."""
    content = path.read_bytes()
    try:
        plain = msgspec.json.decode(content[:MOST_BYTES], type=dict[str, list[dict[str, object]]])
        keys = KeySet.import_key_set({"keys": plain["keys"]})  # type: ignore[typeddict-item]
    except (msgspec.MsgspecError, JoseError, KeyError, ValueError, TypeError) as error:
        why = f"{path.name}: expected a JWKS of public keys ({type(error).__name__})"
        raise KeysError(why) from None
    for key in keys.keys:
        check_key(key, path.name)
    return keys


def check_key(key: Key, name: str) -> None:
    """KeysError for a key that is not public, or too weak."""
    if isinstance(key, OctKey) or key.is_private:
        raise KeysError(f"{name}: holds a private or shared key; register the public one only")
    if isinstance(key, RSAKey) and key.public_key.key_size < LEAST_RSA_BITS:
        raise KeysError(f"{name}: an RSA key of fewer than {LEAST_RSA_BITS} bits")
