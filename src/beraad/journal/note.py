"""Signed notes of C2SP (c2sp.org/signed-note): text with Ed25519 signature lines under it.

Key strings are those of Go's `note` package: `name+id+key` for the public key (a vkey), and
`PRIVATE+KEY+name+id+key` for the secret one; key is base64 over the type byte 0x01 and 32 bytes.
"""

import re
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_PREFIX = "PRIVATE+KEY+"
_MAX_BYTES = 1_000_000
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+]+")


class NoteError(ValueError):
    """A key string or note that is malformed, or a signature that does not hold."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """Who signs, and the public key (32 bytes) to check it with. As text it is a vkey."""

    KIND: ClassVar[bytes] = _ED25519

    name: str
    public: bytes
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.public))

    @property
    def id(self) -> bytes:
        """Four bytes: the head of SHA-256 over name, newline, type and key."""
        return sha256(self.name.encode() + b"\n" + self.KIND + self.public).digest()[:4]

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """The key of this vkey; NoteError when it is malformed or its id is not its own."""
        name, public = _split(vkey, cls.KIND)
        key = cls(name, public)
        if str(key) != vkey:
            raise NoteError(f"The key id does not fit the key in {vkey!r}.")
        return key

    def __str__(self) -> str:
        return _join(self.name, self.id, self.KIND + self.public)

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether the 64 bytes are this key's signature over the text."""
        try:
            self._key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Who signs, and the secret seed (32 random bytes of the caller). Never printed."""

    name: str
    seed: bytes = field(repr=False)
    _key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        object.__setattr__(self, "_key", Ed25519PrivateKey.from_private_bytes(self.seed))

    @property
    def public(self) -> VerifyingKey:
        """The key that others check with."""
        return VerifyingKey(self.name, self._key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, secret: str) -> "SigningKey":
        """The key of this secret string; NoteError when malformed. The error never quotes it."""
        with suppress(NoteError):  # its message would quote the secret
            key = cls(*_split(secret.removeprefix(_PREFIX), _ED25519))
            if key.secret() == secret:
                return key
        raise NoteError("Expected a secret key, PRIVATE+KEY+name+id+base64, found other text.")

    def secret(self) -> str:
        """The secret string to keep in a key file."""
        return _PREFIX + _join(self.name, self.public.id, _ED25519 + self.seed)

    def signature(self, text: str) -> bytes:
        """The 64 bytes that this key puts under a text."""
        return self._key.sign(text.encode())

    def sign(self, text: str) -> str:
        """The note: the text, which must end in a newline, and this key's signature line."""
        if not text.endswith("\n") or _CONTROL.search(text):
            raise NoteError("A note's text ends in a newline and has no other control character.")
        signature = b64encode(self.public.id + self.signature(text)).decode()
        return f"{text}\n— {self.name} {signature}\n"


def open_note(note: str, key: VerifyingKey) -> str:
    """The text of a note that this key signed; NoteError for any other.

    Lines of other keys, such as those of witnesses, are ignored as the specification asks.
    """
    if _CONTROL.search(note) or len(note) > _MAX_BYTES:
        raise NoteError("The note is too long or holds a control character.")
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteError("Expected text, a blank line and signature lines, each with its newline.")
    ours = signatures(lines, key)
    if not ours:
        raise NoteError(f"Expected a signature by {key}, found none.")
    if not all(key.holds(text + "\n", signature) for signature in ours):
        raise NoteError(f"The signature by {key.name} does not hold for this text.")
    return text + "\n"


def signatures(lines: str, key: VerifyingKey) -> list[bytes]:
    """What stands after this key's id in signature lines, each ending in a newline; NoteError."""
    return [found for line in lines[:-1].split("\n") if (found := _ours(line, key))]


def _ours(line: str, key: VerifyingKey) -> bytes | None:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise NoteError(f"Expected a signature line '— name base64', found {line!r}.")
    signature = decode(parts[2])
    return signature[4:] if (parts[1], signature[:4]) == (key.name, key.id) else None


def decode(text: str) -> bytes:
    """The bytes of a base64 text that has exactly one spelling; NoteError otherwise."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        data = b""
    if b64encode(data).decode() != text:
        raise NoteError(f"Expected base64, found {text!r}.")
    return data


def _split(text: str, kind: bytes) -> tuple[str, bytes]:
    parts = text.split("+", 2)
    key = decode(parts[2]) if len(parts) == 3 else b""
    if key[:1] != kind or len(key) != 33:
        raise NoteError(f"Expected an Ed25519 key, name+id+base64, found {text!r}.")
    return parts[0], key[1:]


def _join(name: str, key_id: bytes, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{b64encode(key).decode()}"


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or _CONTROL.search(name):
        raise NoteError(f"A key's name is not empty and has no space and no plus: {name!r}.")
