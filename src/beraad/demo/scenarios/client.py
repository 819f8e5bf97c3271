"""An organisation that speaks to a gateway: with a key of its own, over HTTP."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import msgspec
from joserfc.jwk import OKPKey

from beraad.demo.caller import proof
from beraad.exchange.server.handlers import ASSERTION, GRANT
from beraad.exchange.server.opened import TOKEN_PATH

PATIENCE = 30.0
EARLY = 60.0
"""Seconds before its end at which a token is no longer used."""


def new_key(organisation: str) -> OKPKey:
    """A private key."""
    return OKPKey.generate_key(
        "Ed25519", {"kid": f"{organisation}-1", "alg": "Ed25519", "use": "sig"}
    )


def register(clients: Path, keys: Mapping[str, OKPKey]) -> None:
    """Write the public half of each key where a gateway looks for it."""
    clients.mkdir(parents=True, exist_ok=True)
    for organisation, key in keys.items():
        public = {"keys": [key.as_dict(private=False)]}
        (clients / f"{organisation}.jwks.json").write_bytes(msgspec.json.encode(public))


@dataclass(slots=True)
class Client:
    """Asks the gateway at an address in the name of whoever has one of the `keys`."""

    address: str
    keys: Mapping[str, OKPKey]
    http: httpx.Client = field(init=False)
    _tokens: dict[str, tuple[str, float]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False)

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def post(
        self, organisation: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response:
        """What the gateway answers to this organisation."""
        return self.http.post(path, content=body, headers={**headers, **self.proven(organisation)})

    def get(self, organisation: str, path: str, **query: str) -> httpx.Response:
        """The same where there is nothing to send."""
        return self.http.get(path, params=query, headers=self.proven(organisation))

    def proven(self, organisation: str) -> dict[str, str]:
        """The header with an access token (RFC 7523, 2.2), asked for when there is none."""
        token, end = self._tokens.get(organisation, ("", 0.0))
        if time.monotonic() > end:
            token, seconds = self.token(organisation)
            self._tokens[organisation] = token, time.monotonic() + seconds - EARLY
        return {"Authorization": f"Bearer {token}"}

    def token(self, organisation: str) -> tuple[str, float]:
        """A new token, and for how many seconds it is good."""
        audience = f"{self.address}{TOKEN_PATH}"
        form = {
            "grant_type": GRANT,
            "client_assertion_type": ASSERTION,
            "client_assertion": proof(organisation, self.keys[organisation], audience),
        }
        found = self.http.post(TOKEN_PATH, data=form).raise_for_status().json()
        return str(found["access_token"]), float(found["expires_in"])
