"""The client's half of a signed request: the headers that `signature.py` believes."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from joserfc.jwk import ECKey, OKPKey, RSAKey

from beraad.exchange.server.signature import QUESTION, TAG, algorithm_of


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A request without its body: method, absolute address, headers."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


def signed(
    unsigned: Unsigned,
    body: bytes | None,
    key: OKPKey | ECKey | RSAKey,
    organisation: str,
    now: int,
    nonce: str = "",
) -> dict[str, str]:
    """The headers of the request with those of a signature, good once and for a minute.

    `key` is private and has a `kid`; `organisation` is its word or CBE number; `now` in seconds of
    POSIX time; a nonce is made where none is given.
    """
    keyid = f"{organisation}#{key.kid}"
    private: Any = key.private_key
    resolver = MappingKeyResolver(public_keys={}, private_keys={keyid: private})
    signer = HTTPMessageSigner(
        signature_algorithm=algorithm_of(key.public_key), key_resolver=resolver
    )
    question = [name for name in map(str.lower, unsigned.headers) if name == QUESTION.lower()]
    signer.sign(
        unsigned,
        key_id=keyid,
        created=datetime.fromtimestamp(now, UTC),
        nonce=nonce or secrets.token_urlsafe(16),
        tag=TAG,
        label="sig",
        include_alg=False,
        covered_component_ids=("@method", "@target-uri", *question),
        body=body,
    )
    return dict(unsigned.headers)
