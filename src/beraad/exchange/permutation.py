"""The pseudonym under which one recipient knows a person: a keyed permutation of the numbers.

AES-256 over one block (16 bytes: a domain tag and the eleven digits) under a key for each recipient
and purpose. A permutation has no collisions; the same person has the same pseudonym for as long as
the number stands, so that a study can follow them; two recipients cannot lay theirs side by side,
nor one recipient those of two purposes. Only the holder of the key finds the number again. The key
is derived by HKDF (RFC 5869, SHA-256). Whoever enciphers single blocks needs no mode that chains
them (ECB, SP 800-38A): that the same number gives the same block is what is wanted here.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beraad.journal.entry import holds_national_number

BLOCK = 16
TAG = b"ssin:"
DIGITS = BLOCK - len(TAG)
HEX = 2 * BLOCK
NAMED = "a field that goes out under a pseudonym holds the number of a person"


class Permutation:
    """Numbers to pseudonyms and back, for one recipient and purpose; `secret` is the gateway's."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes, recipient: str, purpose: str) -> None:
        info = "\0".join(("beraad: pseudonyms of persons", recipient, purpose)).encode()
        key = HKDF(SHA256(), 32, salt=None, info=info).derive(secret)
        self._cipher = Cipher(AES256(key), ECB())  # noqa: S305 - single blocks, see above

    def coded(self, numbers: Sequence[str]) -> list[bytes]:
        """The pseudonyms (16 bytes each) of national numbers of eleven digits; ValueError."""
        plain = b"".join([TAG + number.encode() for number in numbers])
        if any(len(one) != DIGITS or not (one.isascii() and one.isdigit()) for one in numbers):
            raise ValueError("a pseudonym is of a number of eleven digits")
        return blocks(self._cipher.encryptor().update(plain))

    def numbers(self, pseudonyms: Sequence[bytes]) -> list[str | None]:
        """The numbers behind pseudonyms; None for what is none of this recipient and purpose."""
        known = [one if len(one) == BLOCK else bytes(BLOCK) for one in pseudonyms]
        return [number_in(one) for one in blocks(self._cipher.decryptor().update(b"".join(known)))]

    def hexadecimal(self, number: str) -> str:
        """The pseudonym of one number as 32 hexadecimal digits."""
        return self.coded([number])[0].hex()


def blocks(content: bytes) -> list[bytes]:
    """The blocks that follow one another."""
    return [content[at : at + BLOCK] for at in range(0, len(content), BLOCK)]


def number_in(block: bytes) -> str | None:
    """The number in a deciphered block. A block that nobody enciphered passes once in 10^27."""
    digits = block[len(TAG) :]
    return digits.decode() if block.startswith(TAG) and digits.isdigit() else None


def in_bytes(text: str) -> bytes:
    """A pseudonym that is written in hexadecimal digits; nothing where it cannot be one."""
    try:
        return bytes.fromhex(text) if len(text) == HEX and text.isalnum() else b""
    except ValueError:
        return b""


def holds(value: object, number: str) -> bool:
    """Whether a cell tells a number of a person: in a text anyone's, in whatever spelling; as a
    whole number that of the person concerned, since amounts may look like any other."""
    if isinstance(value, str):
        return holds_national_number(value) or number in "".join(filter(str.isdigit, value))
    return type(value) is int and value == int(number)
