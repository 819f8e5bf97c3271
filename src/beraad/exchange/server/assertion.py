"""The proof by which an organisation asks for a token: a JWT that it signed (RFC 7523).

It names the organisation (`iss`, `sub`), the gateway (`aud`), a number of its own (`jti`) and ends
soon (`exp`, with `iat`). It is good once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from beraad.exchange.server.clients import Clients, Key
from beraad.exchange.server.used import Used

ALGORITHMS = ("Ed25519", "ES256", "PS256")
"""Asymmetric ones alone: with `none` or HS256 anybody who has the public key could sign. Ed25519 by
the name of RFC 9864, which says more than EdDSA."""

MOST_BYTES = 8_192
LONGEST_LIFE = 300
SKEW = 30
"""Seconds by which the clocks of the organisation and the gateway may differ."""


class UntrustedError(Exception):
    """A proof that is not believed; the message says what is wrong and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Believes proofs that are meant for one of the `audiences` (the gateway's own addresses)."""

    clients: Clients
    used: Used
    audiences: frozenset[str]

    def organisation(self, assertion: str, now: int) -> str:
        """The organisation that made the proof; UntrustedError, UsedDownError. `now` in seconds of
        POSIX time."""
        if len(assertion) > MOST_BYTES:
            raise UntrustedError("the assertion is too long")
        try:
            claims = self.verified(assertion)
        except (JoseError, ValueError, TypeError, LookupError, RecursionError):
            why = f"the signature does not hold; sign by {', '.join(ALGORITHMS)}"
            raise UntrustedError(why) from None
        organisation = self.clients.word(str(claims["iss"]))
        self.check(claims, now)
        if not self.used.take(organisation, str(claims["jti"]), int(claims["exp"]) + SKEW, now):
            raise UntrustedError("this assertion was used before; make a new one")
        return organisation

    def verified(self, assertion: str) -> Mapping[str, Any]:
        """The claims of a proof whose signature holds under a key of its issuer."""
        claimed = jws.extract_compact(assertion.encode("ascii"))
        issuer = msgspec.json.decode(claimed.payload)["iss"]
        keys = self.clients.keys(self.clients.word(issuer)) if isinstance(issuer, str) else None
        if keys is None:
            raise UntrustedError("this organisation has no keys here; have its keys registered")
        key = pick(keys, claimed.headers().get("kid"))
        return jwt.decode(assertion, key, algorithms=ALGORITHMS).claims

    def check(self, claims: Mapping[str, Any], now: int) -> None:
        """UntrustedError unless the claims are those of a fresh proof for this gateway."""
        audience = claims.get("aud")
        audience = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
        begin, end = claims.get("iat"), claims.get("exp")
        number = claims.get("jti")
        if claims.get("sub") != claims["iss"]:
            raise UntrustedError("iss and sub must both name the organisation")
        if not isinstance(audience, str) or audience not in self.audiences:
            raise UntrustedError("aud must be the address of this gateway's token endpoint alone")
        if not isinstance(number, str) or not 8 <= len(number) <= 128:
            raise UntrustedError("jti must be a text of 8 to 128 signs, never used before")
        if type(begin) is not int or type(end) is not int:
            raise UntrustedError("iat and exp must be whole seconds")
        if not begin - SKEW <= now < end + SKEW or claims.get("nbf", begin) != begin:
            raise UntrustedError("the assertion is not valid now; compare the clocks")
        if not 0 < end - begin <= LONGEST_LIFE:
            raise UntrustedError(f"the assertion may live {LONGEST_LIFE} seconds at most")


def pick(keys: KeySet, name: object) -> Key:
    """The key that the header names; without a name, the only one. UntrustedError."""
    found = [key for key in keys.keys if name is None or key.kid == name]
    if len(found) != 1:
        raise UntrustedError("kid must name one of the registered keys")
    return found[0]
