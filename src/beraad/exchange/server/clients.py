"""Who may call: organisations by the word of the catalogue, with the keys they registered.

    x.jwks.json        the public keys of the organisation `x` (RFC 7517)
    x.pem              its TLS certificates, for mTLS at a proxy
    enterprises.toml   CBE numbers: "0207451227" = "x"

All are read again when they change: a key is rotated by adding the new one, and taking the old one
out when nobody uses it any more. A file that is gone or cannot be read lets nobody in. A file that
holds a private or a shared key is refused: what the gateway knows, it could be made to sign with.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from beraad.belgium.cbe import EnterpriseNumber, parse_enterprise
from beraad.belgium.identifier import InvalidNumberError
from beraad.exchange.server.watched import Stamp, Watched, stamp_of

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
LEAST_RSA_BITS = 2048
MOST_BYTES = 100_000
Key = RSAKey | ECKey | OKPKey | OctKey


class KeysError(ValueError):
    """A file of keys that cannot be used; the message names the file and what was expected."""


@dataclass(slots=True)
class Clients:
    """The organisations whose files of keys stand in a folder. Threads may share it.

    Files are replaced as a whole (written beside, then renamed): a new certificate is looked for
    when the folder has changed.
    """

    folder: Path
    _keys: Watched[KeySet] = field(init=False)
    _certificates: Watched[frozenset[str]] = field(init=False)
    _enterprises: Watched[Mapping[str, str]] = field(init=False)
    _owners: tuple[Stamp | None, Mapping[str, str]] = field(default=(None, {}), init=False)

    def __post_init__(self) -> None:
        self._keys = Watched(read_keys)
        self._certificates = Watched(read_certificates)
        self._enterprises = Watched(read_enterprises)

    def word(self, name: str) -> str:
        """The organisation that a name stands for: itself, or the one with this CBE number."""
        try:
            number = str(parse_enterprise(name)) if name[:1].isdecimal() else ""
        except InvalidNumberError:
            return name
        return (self._enterprises.at(f"{self.folder}/enterprises.toml") or {}).get(number, name)

    def knows(self, organisation: str) -> bool:
        """Whether an organisation has a key or a certificate now."""
        if not NAME.fullmatch(organisation):
            return False
        return bool(
            self._keys.this_turn(self._place(organisation)) or self.certificates(organisation)
        )

    def keys(self, organisation: str) -> KeySet | None:
        """The keys that an organisation has now; None for one that has none."""
        named = NAME.fullmatch(organisation)
        return self._keys.at(self._place(organisation)) if named else None

    def certificates(self, organisation: str) -> frozenset[str]:
        """The thumbprints (SHA-256, hexadecimal) of the certificates an organisation has now."""
        named = NAME.fullmatch(organisation)
        found = self._certificates.at(f"{self.folder}/{organisation}.pem") if named else None
        return found or frozenset()

    def owner(self, thumbprint: str) -> str | None:
        """The organisation that registered a certificate; None if none, or more than one, did."""
        stamp = stamp_of(str(self.folder))
        if self._owners[0] != stamp:
            self._owners = stamp, self._registered()
        found = self._owners[1].get(thumbprint, "")
        return found if thumbprint in self.certificates(found) else None

    def _place(self, organisation: str) -> str:
        return f"{self.folder}/{organisation}.jwks.json"

    def _registered(self) -> Mapping[str, str]:
        owners: dict[str, str] = {}
        for path in sorted(self.folder.glob("*.pem")):
            for one in self.certificates(path.stem):
                owners[one] = "" if one in owners else path.stem
        return owners


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
    """KeysError for a key that is not public, too weak, or not meant for signing."""
    if isinstance(key, OctKey) or key.is_private:
        raise KeysError(f"{name}: holds a private or shared key; register the public one only")
    if isinstance(key, RSAKey) and key.public_key.key_size < LEAST_RSA_BITS:
        raise KeysError(f"{name}: an RSA key of fewer than {LEAST_RSA_BITS} bits")
    if key.get("use", "sig") != "sig":
        raise KeysError(f"{name}: a key that is not for signing; expected use: sig, or none")


def read_certificates(path: Path) -> frozenset[str]:
    """The thumbprints of the certificates in a file; KeysError."""
    content = path.read_bytes()[:MOST_BYTES]
    if b"PRIVATE KEY" in content:
        raise KeysError(f"{path.name}: holds a private key; register the certificate only")
    try:
        return frozenset(map(thumbprint, x509.load_pem_x509_certificates(content)))
    except ValueError:
        raise KeysError(f"{path.name}: expected X.509 certificates in PEM") from None


def thumbprint(certificate: x509.Certificate) -> str:
    """SHA-256 over a certificate (DER), in hexadecimal."""
    return certificate.fingerprint(SHA256()).hex()


def read_enterprises(path: Path) -> Mapping[str, str]:
    """Words by CBE number; KeysError."""
    try:
        plain = tomllib.loads(path.read_bytes()[:MOST_BYTES].decode())
        found = {str(EnterpriseNumber(number)): word for number, word in plain.items()}
    except (ValueError, RecursionError) as error:
        raise KeysError(f"{path.name}: expected CBE numbers ({type(error).__name__})") from None
    if not all(isinstance(word, str) and NAME.fullmatch(word) for word in found.values()):
        raise KeysError(f'{path.name}: expected lines such as "0207451227" = "nsso"')
    return found
