"""The access token: short-lived, bound to one organisation, in the form of RFC 9068.

It is authenticated by a key that all gateways of an installation share and nobody else has; HS256
is the only algorithm, and this key is never used for anything that came from elsewhere.

A token that was asked for with a TLS certificate is bound to it (`cnf`, RFC 8705): whoever copies
it needs the certificate as well.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OctKey

from beraad.exchange.server.assertion import SKEW
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.ring import Ring

LIFE = 300
MOST_BYTES = 2_048
MOST_KNOWN = 4_096
ALGORITHMS = ("HS256",)


@dataclass(frozen=True, slots=True)
class Read:
    """What a token says: whom it was given to, when it counts, by which key, bound to what."""

    organisation: str
    begin: int
    end: int
    kid: str
    bound: object


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads the tokens of the gateway `issuer`, an address."""

    issuer: str
    ring: Ring
    clients: Clients
    _known: dict[str, Read] = field(default_factory=dict, repr=False)

    def make(self, organisation: str, now: int, certificate: str = "") -> str:
        """A token for LIFE seconds; `now` in seconds of POSIX time, `certificate` a thumbprint."""
        claims = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": organisation,
            "client_id": organisation,
            "iat": now,
            "exp": now + LIFE,
            "jti": secrets.token_urlsafe(12),
            **({"cnf": bound_to(certificate)} if certificate else {}),
        }
        kid, key = self.ring.signing()
        header = {"typ": "at+jwt", "alg": "HS256", "kid": kid}
        return jwt.encode(header, claims, OctKey.import_key(key), algorithms=list(ALGORITHMS))

    def organisation(self, token: str, now: int, certificate: str = "") -> str | None:
        """The organisation to which a token was given; None for any other text, and for a token
        that is bound to another certificate than the one with this thumbprint.

        A token dies with the last key of its organisation, and with the key that made it. Tokens
        that were read are remembered, since to check one costs as much as to answer a question. One
        may seem to come from the near future: the clock was put back, or another gateway made it.
        """
        known = self._known.get(token)
        if known is None and (known := self._read(token)):
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[token] = known
        if known is None or not known.begin - SKEW <= now < known.end:
            return None
        if known.bound and known.bound != bound_to(certificate):
            return None
        alive = self.ring.has(known.kid) and self.clients.knows(known.organisation)
        return known.organisation if alive else None

    def _read(self, token: str) -> Read | None:
        if len(token) > MOST_BYTES:
            return None
        try:
            found = jwt.decode(token, self.key_of, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError, TypeError, LookupError, RecursionError):
            return None
        claims = found.claims
        meant = (claims.get("iss"), claims.get("aud"), found.header.get("typ"))
        if meant != (self.issuer, self.issuer, "at+jwt"):
            return None
        begin, end, organisation = claims.get("iat"), claims.get("exp"), claims.get("sub")
        if type(begin) is not int or type(end) is not int or not isinstance(organisation, str):
            return None
        return Read(organisation, begin, end, str(found.header["kid"]), claims.get("cnf"))

    def key_of(self, token: GuestProtocol) -> OctKey:
        """The key that a token names; LookupError."""
        return OctKey.import_key(self.ring.named(str(token.headers().get("kid"))))


def bound_to(certificate: str) -> dict[str, str]:
    """The claim `cnf` for the certificate with this thumbprint (RFC 8705, 3.1)."""
    return {"x5t#S256": urlsafe_b64encode(bytes.fromhex(certificate)).decode().rstrip("=")}
