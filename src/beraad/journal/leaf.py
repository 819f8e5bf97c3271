"""The hash that stands for an entry in the tree.

A leaf hides its entry: who sees the leaf, but not the salt, learns nothing, even if he can guess
the entry. So the entry and the salt can be erased while the leaf, and every proof, stands.
"""

from hashlib import sha256

SALT_BYTES = 16


def salted_hash(salt: bytes, content: bytes) -> bytes:
    """SHA-256 (32 bytes) over the salt of 16 random bytes and the canonical entry."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes; this one has {len(salt)}.")
    return sha256(salt + content).digest()


def leaf_hash(salted: bytes) -> bytes:
    """RFC 9162, section 2.1.1: SHA-256 over 0x00 and the data, here the salted hash."""
    return sha256(b"\x00" + salted).digest()
