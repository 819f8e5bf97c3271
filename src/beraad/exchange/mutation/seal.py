"""What the queue may hold of a person: a number that only the gateway can open.

One key, from which a key for each use is derived (HMAC-SHA256 over a label, as the extract step of
RFC 5869 is one too): names are one-way, so that a source's own message numbers, which may hold
anything, are never kept; the number of the person is sealed by AES-256-GCM, bound to its mutation.
"""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST_KEY = 32
NONCE_BYTES = 12


class SealError(Exception):
    """A number that this key does not open; the message names none."""


class Seal:
    """Seals and names under a key of at least 32 bytes."""

    __slots__ = ("_cipher", "_names")

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"a key of {len(key)} bytes: expected at least {SHORTEST_KEY}")
        self._names = hmac.digest(key, b"names of mutations", "sha256")
        self._cipher = AESGCM(hmac.digest(key, b"numbers of persons", "sha256"))

    def name(self, *parts: str) -> str:
        """32 hexadecimal digits that stand for these texts and tell none of them."""
        return hmac.digest(self._names, "\0".join(parts).encode(), "sha256").hex()[:32]

    def close(self, number: str, mutation: str) -> bytes:
        """A number that only `open` for the same mutation can read."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, number.encode(), mutation.encode())

    def open(self, sealed: bytes, mutation: str) -> str:
        """The number; SealError if it was changed, belongs to another or to another key."""
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, mutation.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealError("a number in the queue cannot be opened by this key") from None
