"""The access token: short-lived, bound to one organisation, in the form of RFC 9068.

It is authenticated by a key that all gateways of an installation share and nobody else has; HS256
is the only algorithm, and this key is never used for anything that came from elsewhere.
"""

import secrets
from dataclasses import dataclass, field

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from beraad.exchange.server.assertion import SKEW
from beraad.exchange.server.clients import Clients

LIFE = 300
MOST_BYTES = 2_048
MOST_KNOWN = 4_096
SHORTEST_KEY = 32
ALGORITHMS = ("HS256",)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads the tokens of the gateway `issuer`, an address."""

    issuer: str
    key: bytes = field(repr=False)
    clients: Clients
    _known: dict[str, tuple[str, int, int]] = field(default_factory=dict, repr=False)

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

        A token dies with the last key of its organisation. Tokens that were read are remembered,
        since to check one costs as much as to answer a question. One may seem to come from the near
        future: the clock was put back, or another gateway made it.
        """
        known = self._known.get(token)
        if known is None and (known := self._read(token)):
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[token] = known
        if known is None:
            return None
        organisation, begin, end = known
        alive = begin - SKEW <= now < end and self.clients.keys(organisation) is not None
        return organisation if alive else None

    def _read(self, token: str) -> tuple[str, int, int] | None:
        """The organisation and the seconds from and until which its token counts."""
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
        if type(begin) is not int or type(end) is not int or not isinstance(organisation, str):
            return None
        return organisation, begin, end
