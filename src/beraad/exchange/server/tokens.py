"""The access token: short-lived, bound to one organisation, in the form of RFC 9068.

It is authenticated by a key that all gateways of an installation share and nobody else has; HS256
is the only algorithm, and this key is never used for anything that came from elsewhere.
"""

import secrets
from dataclasses import dataclass, field

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from beraad.exchange.server.clients import Clients

LIFE = 300
MOST_BYTES = 2_048
SHORTEST_KEY = 32
ALGORITHMS = ("HS256",)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads the tokens of the gateway `issuer`, an address."""

    issuer: str
    key: bytes = field(repr=False)
    clients: Clients

    def __post_init__(self) -> None:
        if len(self.key) < SHORTEST_KEY:
            raise ValueError(f"a key of {len(self.key)} bytes: expected at least {SHORTEST_KEY}")

    def make(self, organisation: str, now: int) -> str:
        """A token for LIFE seconds; `now` in seconds of POSIX time."""
        claims = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": organisation,
            "client_id": organisation,
            "iat": now,
            "exp": now + LIFE,
            "jti": secrets.token_urlsafe(12),
        }
        header = {"typ": "at+jwt", "alg": "HS256"}
        return jwt.encode(header, claims, OctKey.import_key(self.key), algorithms=list(ALGORITHMS))

    def organisation(self, token: str, now: int) -> str | None:
        """The organisation to which a token was given; None for any other text.

        A token dies with the last key of its organisation.
        """
        if len(token) > MOST_BYTES:
            return None
        try:
            found = jwt.decode(token, OctKey.import_key(self.key), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError, TypeError, RecursionError):
            return None
        claims = found.claims
        meant = (claims.get("iss"), claims.get("aud"), found.header.get("typ"))
        if meant != (self.issuer, self.issuer, "at+jwt"):
            return None
        begin, end, organisation = claims.get("iat"), claims.get("exp"), claims.get("sub")
        if type(begin) is not int or type(end) is not int or not begin <= now < end:
            return None
        if not isinstance(organisation, str) or self.clients.keys(organisation) is None:
            return None
        return organisation
