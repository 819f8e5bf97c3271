"""Requests that an organisation signed itself (HTTP Message Signatures, RFC 9421).

What is signed: `@method`, and `@target-uri` or `@authority`, `@path` and `@query`; with a body also
`content-digest` (RFC 9530), and for a file `beraad-question`, which says what is asked. The
signature says when it was made (`created`), counts once (`nonce`) and is meant for this (`tag`).
`keyid` is the organisation, `#`, and the `kid` of a registered key. The algorithm is that of the
key, whatever the message says.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import http_sf
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    HTTPSignatureKeyResolver,
    algorithms,
)
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Message, Receive

from beraad.exchange.server.assertion import SKEW, UntrustedError, pick
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import Fault
from beraad.exchange.server.used import Used

TAG = "beraad"
"""So that a signature that the same key made for something else does not count here."""

LONGEST_LIFE = 60
MOST_BYTES = 8_192
QUESTION = "Beraad-Question"
"""The header in which the question of a file stands."""

TARGETS = ({'"@target-uri"'}, {'"@authority"', '"@path"', '"@query"'})
MEANING = ("content-digest", QUESTION.lower())
"""Headers that say what a request means."""

HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
ACCEPTED = 'sig=("@method" "@target-uri" "content-digest");created;nonce;keyid;tag="' + TAG + '"'
"""What a signature must be, as RFC 9421 (section 5) lets a server say it."""

HELD = "signature: one that holds under the registered key that keyid names"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Believes signatures of requests to `address`, which is where the gateway is reached: what a
    request says of its host is not asked."""

    clients: Clients
    used: Used
    address: str

    def signer(self, request: Request, now: int) -> str:
        """The organisation that signed a request; UntrustedError, UsedDownError. `now` in seconds
        of POSIX time. The body is not looked at: see `digested`."""
        said = parameters(request.headers)
        name, _, kid = said["keyid"].partition("#")
        organisation = self.clients.word(name)
        found = self.verified(request, said["keyid"], organisation, kid)
        check_coverage(found, [name for name in MEANING if name in request.headers])
        check_times(said, now)
        until = said["created"] + LONGEST_LIFE + SKEW
        if not self.used.take(organisation, f"signature {said['nonce']}", until, now):
            raise UntrustedError("nonce: one that was never used before")
        return organisation

    def verified(self, request: Request, keyid: str, organisation: str, kid: str) -> frozenset[str]:
        """What a signature covers, if it holds. Whether organisation, key or signature is at fault
        is told alike: who is registered with which keys is not for strangers to find out."""
        keys = self.clients.keys(organisation)
        try:
            if keys is None:
                raise UntrustedError(HELD)
            key = pick(keys, kid).public_key
            verifier = Timeless(
                signature_algorithm=algorithm_of(key), key_resolver=OneKey(keyid, key)
            )
            message = Addressed.of(request, self.address)
            (found,) = verifier.verify(message, max_age=None, expect_tag=TAG)
        except (HTTPMessageSignaturesException, UntrustedError, ValueError, RecursionError):
            raise UntrustedError(HELD) from None
        return frozenset(found.covered_components)


class Timeless(HTTPMessageVerifier):
    """The verifier of the library without its clock: `check_times` has ours."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Nothing; see check_times."""


@dataclass(frozen=True, slots=True)
class OneKey(HTTPSignatureKeyResolver):
    """The key that was found, and no other."""

    keyid: str
    key: Any

    def resolve_public_key(self, key_id: str) -> Any:
        """The key under its own name."""
        return self.key if key_id == self.keyid else None


@dataclass(frozen=True, slots=True)
class Addressed:
    """A request as the library reads it, at the address where the gateway is reached."""

    method: str
    url: str
    headers: Headers

    @classmethod
    def of(cls, request: Request, address: str) -> "Addressed":
        """The request with its path and query as they were sent."""
        path = request.scope.get("raw_path") or request.scope["path"].encode()
        query = request.scope["query_string"]
        target = path + (b"?" + query if query else b"")
        return cls(request.method, address + target.decode("latin-1"), request.headers)


def algorithm_of(key: object) -> type[HTTPSignatureAlgorithm]:
    """The one algorithm that a public key is for; UntrustedError for other keys."""
    if isinstance(key, Ed25519PublicKey):
        return algorithms.ED25519
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return algorithms.ECDSA_P256_SHA256
    if isinstance(key, RSAPublicKey):
        return algorithms.RSA_PSS_SHA512
    raise UntrustedError(HELD)


def parameters(headers: Headers) -> dict[str, Any]:
    """The parameters of the one signature that is tagged for this; UntrustedError.

    They are not believed yet: they say by which key the signature should hold.
    """
    given = ", ".join(headers.getlist("signature-input"))
    if len(given) + sum(map(len, headers.getlist("signature"))) > MOST_BYTES:
        raise UntrustedError("signature-input: a shorter one")
    try:
        labelled = dictionary(given)
    except (ValueError, RecursionError):
        raise UntrustedError("signature-input: a dictionary of RFC 8941") from None
    tagged = [said for _, said in labelled.values() if said.get("tag") == TAG]
    if len(tagged) != 1:
        raise UntrustedError(f'tag: one signature that is tagged "{TAG}"')
    said: dict[str, Any] = tagged[0]
    if type(said.get("created")) is not int or type(said.get("expires", 0)) is not int:
        raise UntrustedError("created: whole seconds")
    if not isinstance(said.get("keyid"), str) or "#" not in said["keyid"]:
        raise UntrustedError("keyid: the organisation, # and the kid of its key")
    if not isinstance(said.get("nonce"), str) or not 8 <= len(said["nonce"]) <= 128:
        raise UntrustedError("nonce: a text of 8 to 128 signs, never used before")
    return said


def check_coverage(covered: frozenset[str], meaning: Collection[str]) -> None:
    """UntrustedError unless the signature covers what the request means."""
    if '"@method"' not in covered or not any(target <= covered for target in TARGETS):
        raise UntrustedError("signature-input: covers @method and @target-uri")
    for name in meaning:
        if f'"{name}"' not in covered:
            raise UntrustedError(f"signature-input: covers {name}")


def check_times(said: dict[str, Any], now: int) -> None:
    """UntrustedError unless the signature was made just now and has not ended."""
    begin, end = said["created"], said["created"] + LONGEST_LIFE
    if not begin - SKEW <= now < min(end, said.get("expires", end)) + SKEW:
        raise UntrustedError(f"created: at most {LONGEST_LIFE} seconds ago; compare the clocks")


class Digested:
    """Receives a body and gives its last part only if all of it has the digest that was signed."""

    def __init__(self, headers: Headers, receive: Receive) -> None:
        self._receive, self._headers = receive, headers
        self._wanted: list[tuple[Any, bytes]] | None = None
        self._bytes = 0

    async def __call__(self) -> Message:
        """The next part; ProblemError."""
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        if self._wanted is None:
            self._wanted = digests(self._headers.getlist("content-digest"))
        body = message.get("body", b"")
        self._bytes += len(body)
        for found, _ in self._wanted:
            found.update(body)
        if self._bytes and not self._wanted:
            raise wrong_signature("content-digest: of the body (RFC 9530), signed as well")
        if not message.get("more_body", False) and not all(
            hmac.compare_digest(found.digest(), wanted) for found, wanted in self._wanted
        ):
            raise wrong_signature("content-digest: that of the body which was sent")
        return message


def digests(given: list[str]) -> list[tuple[Any, bytes]]:
    """Fresh hashes with what they must come to; ProblemError for a header of another form."""
    try:
        named = dictionary(", ".join(given))
        found = [(HASHES[name](), value) for name, (value, _) in named.items()]
        if all(isinstance(value, bytes) for _, value in found):
            return found
    except (ValueError, LookupError, RecursionError):
        pass
    raise wrong_signature(f"content-digest: by {' or '.join(HASHES)} (RFC 9530)")


def dictionary(text: str) -> dict[str, tuple[Any, dict[str, Any]]]:
    """A dictionary of RFC 8941: each value with its parameters. Raises ValueError."""
    found: Any = http_sf.parse(text.encode("latin-1"), tltype="dictionary")
    return dict(found)


def wrong_signature(why: str) -> ProblemError:
    """A signature that does not count; `why` begins with the parameter or header at fault."""
    place, _, expected = why.partition(": ")
    faults = (Fault(f"/{place}", expected),)
    headers = {"WWW-Authenticate": "Bearer", "Accept-Signature": ACCEPTED}
    return ProblemError("wrong-signature", faults=faults, headers=headers)
