"""A file that was received, kept out of memory and unreadable to others until it is treated.

It lies in a temporary file without a name, enciphered (AES-256, counter mode) under a key that only
this process has and that is gone with it. So nothing of it is left when the gateway stops.
"""

import hashlib
import io
import secrets
from tempfile import TemporaryFile

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

BLOCK = 16


class Sealed:
    """Written once from begin to end, then read from the begin as often as wanted.

    `salt` goes before the bytes in their digest.
    """

    def __init__(self, salt: bytes = b"") -> None:
        self._cipher = Cipher(AES256(secrets.token_bytes(32)), CTR(secrets.token_bytes(BLOCK)))
        self._sealing = self._cipher.encryptor()
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as this
        self._sha256 = hashlib.sha256(salt)
        self.size = 0

    def write(self, content: bytes) -> None:
        """Add some bytes."""
        self._file.write(self._sealing.update(content))
        self._sha256.update(content)
        self.size += len(content)

    @property
    def digest(self) -> str:
        """SHA-256 over the salt and all that was written, hexadecimal."""
        return self._sha256.hexdigest()

    def opened(self) -> io.BufferedReader:
        """All of it from the begin; of several readers only the last one counts."""
        self._file.seek(0)
        return io.BufferedReader(Unsealing(self._file, self._cipher.decryptor()), 1 << 16)

    def close(self) -> None:
        """Throw it away."""
        self._file.close()


class Unsealing(io.RawIOBase):
    """Reads what was sealed; does not close the file, which is not its own."""

    def __init__(self, file: io.RawIOBase, cipher: CipherContext) -> None:
        self._file, self._cipher = file, cipher

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Some bytes; none at the end."""
        content = self._cipher.update(self._file.read(len(buffer)) or b"")
        buffer[: len(content)] = content
        return len(content)
